"""Summaries as an escaped HTML card for notebooks, and as text for terminals."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

from gkstats.vocabulary import label, term

__all__ = ["corpus_html", "corpus_text", "report_html", "report_text"]

_SHOWN: Final = 8
"""Failed checks, warnings and errors that are shown; the others are counted."""
_RATES: Final = frozenset({"resolution_rate", "satisfaction"})
# Colours that read on white and on black; everything else is the notebook's own.
_BOX: Final = (
    "border:1px solid rgba(128,128,128,.45);border-radius:6px;padding:.7em 1em;max-width:60em;font-size:.95em"
)
_FAINT: Final = "opacity:.7"
_CELL: Final = "text-align:left;padding:.1em 1.2em .1em 0;border:none;background:none"
_NUMBER: Final = (
    "text-align:right;padding:.1em 1.2em .1em 0;border:none;background:none;font-variant-numeric:tabular-nums"
)
_BAD: Final = "color:#d1452c"


def _number(value: float) -> str:
    """Return a figure in full, to the last digit."""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def _rate(value: float) -> str:
    """Return a rate with as many decimals as it needs, two at most."""
    return f"{value * 100:.2f}".rstrip("0").rstrip(".") + " %"


def _facts(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the lines at the head of a card."""
    form = f"{summary['form']} ({summary['basis']})" if summary["form"] else "none: narrative only"
    yield "form", form
    if summary["period"]:
        yield "period", " to ".join(summary["period"])
    if summary["published"]:
        yield "published", summary["published"]
    if summary["found"]:
        ways: dict[str, list[str]] = {}
        for field, how in summary["found"]:
            ways.setdefault(term("how", how).en, []).append(field)
        yield "found", "; ".join(f"{' and '.join(fields)} from {way}" for way, fields in ways.items())
    pages = f", {summary['pages']} pages" if summary["pages"] else ""
    yield "source", f"{summary['source']} ({summary['format']}{pages})"
    yield "read", f"{summary['cells']} cells of the statutory tables, {summary['counts']} counts in the prose"


def _channels(summary: dict[str, Any]) -> list[tuple[str, str, str]]:
    parts = summary["channels"]["parts"]
    return [
        (name, "" if value is None else _number(value), "" if share is None else _rate(share))
        for name, value, share in parts
    ]


def _channels_head(summary: dict[str, Any]) -> str:
    total, parts = summary["channels"]["total"], summary["channels"]["parts"]
    sum_ = " + ".join(_number(value) for _, value, _ in parts if value is not None)
    return (
        f"disclosures by channel: {_number(total)} = {sum_}"
        if _adds_up(total, parts)
        else (f"disclosures by channel: {'no total stated' if total is None else _number(total)}; {sum_}")
    )


def _adds_up(total: float | None, parts: Sequence[tuple[str, float | None, float | None]]) -> bool:
    return total is not None and total == sum(value or 0 for _, value, _ in parts)


def _hotline(summary: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (label("hotline", field, "en"), _rate(value) if field in _RATES else _number(value))
        for field, value in summary["hotline"].items()
        if value is not None
    ]


def _requests(summary: dict[str, Any]) -> list[tuple[str, str]]:
    return [(label("rows", row, "en"), _number(value)) for row, value in summary["requests"]]


def _checks_head(summary: dict[str, Any]) -> str:
    count = len(summary["failed"])
    if not summary["checked"]:
        return "nothing to check"
    return (
        f"{count} of {summary['checked']} checks failed"
        if count
        else f"all {summary['checked']} checks passed"
    )


def _heading(summary: dict[str, Any]) -> str:
    who = summary["agency"] or "agency not stated"
    return f"{who}, {summary['year'] or 'year not stated'}"


def _few(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def report_html(summary: dict[str, Any]) -> str:
    """Return the card of a report; everything that came from the document is escaped."""
    parts = [
        f'<div style="{_BOX}"><div style="font-size:1.15em;font-weight:600">{escape(_heading(summary))}</div>'
    ]
    parts.append(
        f'<div style="{_FAINT}">annual report on government information disclosure 政府信息公开工作年度报告</div>'
    )
    parts.append(_table(_facts(summary), faint=True))
    parts.append('<div style="display:flex;flex-wrap:wrap;gap:0 2em">')
    if summary["channels"]["parts"]:
        parts.append(_section(_channels_head(summary), _table(_channels(summary))))
    if hotline := _hotline(summary):
        parts.append(_section("hotline", _table(hotline)))
    if requests := _requests(summary):
        parts.append(_section("requests for information", _table(requests)))
    parts.append("</div>")
    failed = [
        f"{severity}: {check} at {place}: {message}" for severity, check, place, message in summary["failed"]
    ]
    parts.append(_section(_checks_head(summary), _list(failed, bad=True)))
    if summary["warnings"]:
        parts.append(_section("warnings of the reader", _list(summary["warnings"])))
    return "".join([*parts, "</div>"])


def corpus_html(summary: dict[str, Any]) -> str:
    """Return the card of a corpus."""
    parts = [
        f'<div style="{_BOX}"><div style="font-size:1.15em;font-weight:600">{escape(_corpus_heading(summary))}</div>'
    ]
    parts.append(_table(_corpus_facts(summary), faint=True))
    if summary["errors"]:
        errors = [f"{source}: {message}" for source, _, message in summary["errors"]]
        parts.append(_section(f"{len(errors)} could not be read", _list(errors, bad=True)))
    if summary["skipped"]:
        parts.append(_section(_skipped(summary), ""))
    return "".join([*parts, "</div>"])


def _section(heading: str, body: str) -> str:
    return f'<div style="margin-top:.6em"><div style="font-weight:600">{escape(heading)}</div>{body}</div>'


def _table(rows: Iterable[Sequence[str]], *, faint: bool = False) -> str:
    lines = []
    for first, *others in rows:
        style = f"{_CELL};{_FAINT}" if faint else _CELL
        cells = "".join(f'<td style="{_CELL if faint else _NUMBER}">{escape(text)}</td>' for text in others)
        lines.append(f'<tr style="background:none"><td style="{style}">{escape(first)}</td>{cells}</tr>')
    return f'<table style="border-collapse:collapse;margin:.2em 0;width:auto">{"".join(lines)}</table>'


def _list(lines: Sequence[str], *, bad: bool = False) -> str:
    style = _BAD if bad else _FAINT
    items = "".join(f'<li style="{style}">{escape(line)}</li>' for line in _few(lines))
    return f'<ul style="margin:.2em 0 0 1.2em;padding:0">{items}</ul>' if items else ""


def report_text(summary: dict[str, Any]) -> str:
    """Return a report as lines for a terminal."""
    lines = [_heading(summary), *_aligned(_facts(summary))]
    if summary["channels"]["parts"]:
        lines += ["", _channels_head(summary), *_aligned(_channels(summary))]
    if hotline := _hotline(summary):
        lines += ["", "hotline", *_aligned(hotline)]
    if requests := _requests(summary):
        lines += ["", "requests for information", *_aligned(requests)]
    failed = [
        f"  {severity}: {check} at {place}: {message}"
        for severity, check, place, message in summary["failed"]
    ]
    lines += ["", _checks_head(summary), *_few(failed)]
    if summary["warnings"]:
        lines += ["", "warnings of the reader", *_few([f"  {warning}" for warning in summary["warnings"]])]
    return "\n".join(_printable(line) for line in lines)


def corpus_text(summary: dict[str, Any]) -> str:
    """Return a corpus as lines for a terminal."""
    lines = [_corpus_heading(summary), *_aligned(_corpus_facts(summary))]
    if summary["errors"]:
        lines += ["", f"{len(summary['errors'])} could not be read"]
        lines += _few([f"  {source}: {message}" for source, _, message in summary["errors"]])
    if summary["skipped"]:
        lines += ["", _skipped(summary)]
    return "\n".join(_printable(line) for line in lines)


def _skipped(summary: dict[str, Any]) -> str:
    files = "1 file is" if summary["skipped"] == 1 else f"{summary['skipped']} files are"
    return f"{files} no report, see skipped"


def _corpus_heading(summary: dict[str, Any]) -> str:
    reports = f"{summary['reports']} {'report' if summary['reports'] == 1 else 'reports'}"
    agencies = f"{summary['agencies']} {'agency' if summary['agencies'] == 1 else 'agencies'}"
    years = " to ".join(str(year) for year in dict.fromkeys((summary["first"], summary["last"])) if year)
    return f"{reports} of {agencies}{', ' if years else ''}{years}"


def _corpus_facts(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "forms", ", ".join(f"{form} ({count})" for form, count in summary["forms"]) or "none"
    yield "cells", _number(summary["cells"])
    yield "failed checks", _number(summary["failed_checks"])


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows with their columns aligned; a Chinese character takes two places on a terminal."""
    table = [tuple(row) for row in rows]
    if not table:
        return []
    first = max(_width(row[0]) for row in table)
    widths = [max(_width(row[i]) for row in table) for i in range(1, len(table[0]))]
    words = len(table[0]) == 2 and any(not _is_figure(row[1]) for row in table)
    lines = []
    for row in table:
        cells = [" " * (width - _width(text)) + text for text, width in zip(row[1:], widths, strict=True)]
        rest = row[1] if words else "  ".join(cells)
        lines.append(f"  {row[0]}{' ' * (first - _width(row[0]))}  {rest}".rstrip())
    return lines


def _is_figure(text: str) -> bool:
    return bool(text) and text[0].isdigit()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _printable(line: str) -> str:
    """Return a line without characters that command a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in line)
