"""The checks that a report fails as lines of text: where, what is the matter, and what can be done about it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkstats.checks import remedy, run_checks
from gkstats.checks.catalogue import texts
from gkstats.records import Records
from gkstats.vocabulary import Language, label

__all__ = ["findings_of"]


def findings_of(records: Records, language: Language) -> tuple[list[str], int]:
    """Return what a report fails but for mere information, in lines, and how many checks that is.

    Raises
    ------
    ValueError
        There are no words in that language.
    """
    checks = run_checks(records, language=language)
    failed = checks[~checks["passed"].fillna(True) & (checks["severity"] != "information")]
    words = texts(language)
    tried = int(checks["passed"].notna().sum())
    lines = [words["failures"].format(source=records.source, failed=len(failed), tried=tried)]
    rows: Any = failed.itertuples()
    for row in rows:
        page = "" if pd.isna(row.page) else words["on_page"].format(page=row.page)
        lines.append(
            words["finding"].format(
                severity=label("severities", row.severity, language),
                check=row.check,
                page=page,
                place=_place(row, language),
                message=row.message,
            )
        )
        lines.append(words["remedy"].format(text=remedy(str(row.check), language)))
    return lines, len(failed)


def _place(row: Any, language: Language) -> str:
    """Return where a finding stands: in codes, by which it is looked up, or in the words of the form."""
    found = [(one if isinstance(one, str) else "") for one in (row.table, row.row, row.column)]
    if language == "en":
        return " / ".join(one for one in found if one)
    groups = ("tables", "indicators" if found[0] == "statistics" else "rows", "columns")
    return " / ".join(label(group, one, language) for group, one in zip(groups, found, strict=True) if one)
