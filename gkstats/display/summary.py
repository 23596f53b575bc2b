"""What there is to say of a report or a corpus, as a plain dict: every display is made from it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkstats.forms import get_form
from gkstats.frames import channels_frame, hotline_series
from gkstats.records import Records

__all__ = ["summarise", "summarise_corpus"]

_REQUESTS = (
    "received.new",
    "received.carried_over",
    "outcome.granted",
    "outcome.partial",
    "outcome.total",
    "carried_forward",
)
_TOLD = ("agency", "year", "published")
"""Fields of which a card says how they were found."""


def summarise(records: Records, checks: pd.DataFrame) -> dict[str, Any]:
    """Return what a card says of one report.

    Returns
    -------
    dict
        ``agency, year, title, source, format, pages, form, basis, period, published, found, cells, counts, channels,
        hotline, requests, failed, warnings``; texts as printed, None where the report does not say.
    """
    identity = records.identity
    channels = channels_frame(records)
    failed = checks[~checks["passed"].fillna(True) & (checks["severity"] != "information")]
    return {
        "agency": identity.agency,
        "year": identity.year,
        "title": identity.title,
        "source": records.source,
        "format": records.format,
        "pages": records.pages,
        "form": records.form,
        "basis": get_form(records.form).basis if records.form else None,
        "period": [day.isoformat() for day in identity.period] if identity.period else None,
        "published": identity.published.isoformat() if identity.published else None,
        "found": [(origin.field, origin.how) for origin in identity.found if origin.field in _TOLD],
        "cells": len(records.facts),
        "counts": len(records.narrative.quantities),
        "channels": {
            "total": channels.attrs["total"],
            "parts": [
                (name, None if pd.isna(value) else float(value), None if pd.isna(share) else float(share))
                for name, value, share in channels[["label", "value", "share"]].to_numpy().tolist()
            ],
        },
        "hotline": {k: None if pd.isna(v) else float(v) for k, v in hotline_series(records).items()},
        "requests": _requests(records),
        "checked": int(checks["passed"].notna().sum()),
        "failed": [
            (str(row.severity), str(row.check), _place(row), str(row.message)) for row in failed.itertuples()
        ],
        "warnings": list(records.warnings),
    }


def _requests(records: Records) -> list[tuple[str, float]]:
    totals = {
        fact.row: fact.value
        for fact in records.facts
        if (fact.table, fact.column) == ("applications", "total")
    }
    return [(row, value) for row in _REQUESTS if (value := totals.get(row)) is not None]


def _place(row: Any) -> str:
    return " / ".join(
        str(part) for part in (row.table, row.row, row.column) if isinstance(part, str) and part
    )


def summarise_corpus(reports: pd.DataFrame, errors: pd.DataFrame, skipped: int = 0) -> dict[str, Any]:
    """Return what a card says of many reports.

    Returns
    -------
    dict
        ``reports, agencies, first, last, forms, cells, failed_checks, errors, skipped``.
    """
    years = reports["year"].dropna()
    forms = reports["form"].fillna("narrative only").value_counts()
    return {
        "reports": len(reports),
        "agencies": len(reports["agency"].dropna().unique()),
        "first": int(years.min()) if len(years) else None,
        "last": int(years.max()) if len(years) else None,
        "forms": [(str(form), int(count)) for form, count in forms.items()],
        "cells": int(reports["cells"].sum()),
        "failed_checks": int(reports["failed_checks"].sum()),
        "errors": [(str(row.source), str(row.error), str(row.message)) for row in errors.itertuples()],
        "skipped": skipped,
    }
