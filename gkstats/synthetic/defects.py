"""Defects of reports that can be read all the same, with what becomes of the truth.

Some break a rule, so that a check has to find them: the truth says which. Others only make reading harder, and the
truth stays what it was.
"""

from __future__ import annotations

import functools
import random
import re
import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Any, Final

from gkstats.synthetic.compose import Draft

__all__ = ["DEFECTS", "with_defect"]

_TOTALS: Final = {
    "applications": ("received.new", "outcome.granted", "outcome.total"),
    "reviews": ("reconsideration", "litigation.direct"),
    "statistics": ("requests.received", "requests.answered"),
}
"""Rows whose total may be misprinted, by table."""


def with_defect(report: Draft, chance: random.Random, kind: str | None = None) -> Draft:
    """Return the report with one defect, of a kind that is drawn where none is named.

    Raises
    ------
    ValueError
        A report of this form and these figures cannot have a defect of the kind that is named.
    """
    kinds = [kind] if kind else chance.sample(list(DEFECTS), len(DEFECTS))
    for name in kinds:
        spoilt = DEFECTS[name](report, chance)
        if spoilt is not None:
            return spoilt._replace(defects=(*report.defects, name))
    raise ValueError(f"a report by {report.form.id} cannot have the defect {kind!r}")


def _wrong_total(report: Draft, chance: random.Random) -> Draft | None:
    """Misprint a total: the sums that it stands in do not hold any more."""
    table = chance.choice([name for name in _TOTALS if name in report.printed])
    row = chance.choice(_TOTALS[table])
    column = "value" if table == "statistics" else "total"
    wrong = int(report.printed[table][row, column]) + chance.choice((-1, 1, 10)) * chance.randint(1, 9)
    wrong = abs(wrong) if str(abs(wrong)) != report.printed[table][row, column] else abs(wrong) + 1
    # A total stands in the sum of its own row and, among requests, in the sums of the column of totals.
    failed = [[table, row, column]]
    if table == "applications" and row != "outcome.total":
        failed.append([table, "outcome.total", "total"])
    changed = _print(report, table, (row, column), str(wrong), wrong)
    return changed._replace(truth={**changed.truth, "failed_checks": failed})


def _blank_cells(report: Draft, chance: random.Random) -> Draft | None:
    """Leave some zeros out, or print dashes for them."""
    text = chance.choice(_words()["blanks"])
    zeros = [
        cell
        for cell, printed in report.printed.get("applications", {}).items()
        if printed == "0" and cell[0].startswith("outcome.") and "total" not in (cell[1], cell[0][8:])
    ]
    if not zeros:
        return None
    for cell in chance.sample(zeros, min(len(zeros), chance.randint(1, 6))):
        report = _print(report, "applications", cell, text, None)
    return report


def _misspelt_label(report: Draft, chance: random.Random) -> Draft | None:
    """Lose or garble a character of a label."""
    table = report.form.table("applications")
    labels = [row.label for row in table.blocks[0].rows if len(row.label) > 9] if table else []
    if not labels:
        return None
    label = chance.choice(labels)
    at = chance.randrange(5, len(label) - 1)
    return report._replace(relabelled={label: label[:at] + chance.choice(("", "某")) + label[at + 1 :]})


def _unit_in_cell(report: Draft, chance: random.Random) -> Draft | None:
    """Print the unit of a figure in its cell."""
    declared = [
        (table.id, (row, column), "万元" if column == "amount" else unit)
        for table in report.form.tables
        for row, column, unit in table.cells()
        if unit is not None or column == "amount"
    ]
    places = [place for place in declared if place[1] in report.printed[place[0]]]
    table, cell, unit = chance.choice(places)
    printed = {**report.printed[table], cell: f"{report.printed[table][cell]}{unit}"}
    return report._replace(printed={**report.printed, table: printed})


def _full_width_figures(report: Draft, chance: random.Random) -> Draft | None:
    """Print the figures of a table in full width, as some input methods do."""
    table = chance.choice(list(report.printed))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    printed = {cell: text.translate(wide) for cell, text in report.printed[table].items()}
    return report._replace(printed={**report.printed, table: printed})


def _extra_row(report: Draft, chance: random.Random) -> Draft | None:
    """Add a row of the agency's own."""
    if "applications" not in report.printed:
        return None
    return report._replace(extra=((chance.choice(_words()["extra_rows"]), chance.randint(0, 9)),))


def _prose_differs(report: Draft, chance: random.Random) -> Draft | None:
    """Tell of more requests in the prose than the table has."""
    told = report.story.paragraphs.get("requests", "")
    received = report.printed.get("applications", {}).get(("received.new", "total"), "0")
    if received == "0" or f"{received}件" not in told:
        return None
    other = int(received) * 3 + chance.randint(20, 60)
    changed = re.sub(rf"(新收\D*){received}件", rf"\g<1>{other}件", told, count=1)
    paragraphs = {**report.story.paragraphs, "requests": changed}
    return report._replace(story=report.story._replace(paragraphs=paragraphs))


def _wrong_suffix(report: Draft, _: random.Random) -> Draft | None:
    """Change nothing: whoever writes the document gives it a suffix of another format."""
    return report


DEFECTS: Final[dict[str, Callable[[Draft, random.Random], Draft | None]]] = {
    "wrong-total": _wrong_total,
    "blank-cells": _blank_cells,
    "misspelt-label": _misspelt_label,
    "unit-in-cell": _unit_in_cell,
    "full-width-figures": _full_width_figures,
    "extra-row": _extra_row,
    "prose-differs": _prose_differs,
    "wrong-suffix": _wrong_suffix,
}
"""Kinds of defects by name; a function gives None where a report cannot have the defect."""


def _print(report: Draft, table: str, cell: tuple[str, str], text: str, value: int | None) -> Draft:
    """Print something else in a cell, and know of it."""
    row, column = cell
    rows = dict(report.truth[table])
    if table == "applications":
        block = report.form.table(table)
        columns = [column.code for column in block.blocks[0].columns] if block else []
        rows[row] = [value if c == column else v for c, v in zip(columns, rows[row], strict=True)]
    else:
        rows[row] = value if table == "statistics" else {**rows[row], column: value}
    printed = {**report.printed, table: {**report.printed[table], cell: text}}
    return report._replace(printed=printed, truth={**report.truth, table: rows})


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("defects.toml").read_text(encoding="utf-8"))
