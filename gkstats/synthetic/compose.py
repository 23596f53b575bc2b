"""A synthetic report: what it says, what it is known to say, and the documents it becomes."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from gkstats.forms import Form, get_form
from gkstats.synthetic import layout
from gkstats.synthetic.agencies import Agency
from gkstats.synthetic.content import Block, Content, Paragraph, Table
from gkstats.synthetic.docx import write_docx
from gkstats.synthetic.figures import Cells, Subject, Tables, draw_tables
from gkstats.synthetic.html import write_html
from gkstats.synthetic.pdf import write_pdf
from gkstats.synthetic.prose import Story, outline, remark, tell
from gkstats.synthetic.text import write_text

__all__ = ["FORMATS", "Draft", "SyntheticReport", "TypesetFormat", "compose", "draft"]

TypesetFormat: TypeAlias = Literal["pdf", "html", "docx", "txt"]
FORMATS: Final[tuple[TypesetFormat, ...]] = ("pdf", "html", "docx", "txt")
Truth: TypeAlias = dict[str, Any]

_BODY: Final = 16.0
_APPLICANTS: Final = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other",
    "total",
)
_WIDTHS: Final[dict[str, tuple[float, ...]]] = {
    "applications": (9, 11, 30, *(7.2,) * 7),
    "proactive": (31, 23, 23, 23),
    "reviews": (1,) * 15,
    "statistics": (62, 14, 24),
}


class Draft(NamedTuple):
    """A report before it is written out; defects are brought in here.

    ``printed`` holds what the cells of each table print, ``truth`` what a correct reading finds.
    """

    agency: Agency
    subject: Subject
    form: Form
    story: Story
    printed: dict[str, dict[tuple[str, str], str]]
    truth: Truth
    relabelled: dict[str, str]
    """Labels of the requests table that are printed otherwise than the form has them."""
    extra: tuple[tuple[str, int], ...] = ()
    """Rows that an agency adds to the requests table on its own."""
    defects: tuple[str, ...] = ()


class SyntheticReport(NamedTuple):
    """A report that never was, with the truth about it.

    Attributes
    ----------
    name : str
        What its documents are called, without suffix.
    agency, year, form : str, int, str
    content : Content
        What it says, before it becomes a document.
    truth : dict
        What a correct reading finds, as `gkstats.testing` judges it.
    defects : tuple of str
        What was done to it.
    """

    name: str
    agency: str
    year: int
    form: str
    content: Content
    truth: Truth
    defects: tuple[str, ...]

    def typeset(self, format: TypesetFormat) -> bytes:  # noqa: A002
        """Return the report as a document.

        Parameters
        ----------
        format : {"pdf", "html", "docx", "txt"}

        Examples
        --------
        >>> from gkstats.synthetic import synthetic_report
        >>> synthetic_report(0, 0).typeset("pdf")[:5]
        b'%PDF-'
        """
        title, note, blocks = self.content.title, self.content.remark, self.content.blocks
        if format == "pdf":
            return write_pdf(blocks, size=_BODY, numbered=True, title=title, remark=note)
        if format == "docx":
            return write_docx(blocks, title=title, remark=note)
        if format == "html":
            chance = random.Random(f"{self.name}/{title}")  # noqa: S311
            return write_html(blocks, chance, title=title, remark=note)
        if format == "txt":
            return write_text(blocks)
        raise ValueError(f"format {format!r} is none of {', '.join(FORMATS)}")


def draft(agency: Agency, subject: Subject, form_id: str) -> Draft:
    """Draw the figures of a report and tell them."""
    form = get_form(form_id)
    tables = draw_tables(form, subject)
    disclosures = tables.get("statistics", {}).get(("disclosed.total", "value"))
    stated = {
        name: int(tables["applications"][row, "total"])
        for name, row in _STATED.items()
        if "applications" in tables
    }
    story = tell(agency, subject, stated, None if disclosures is None else int(disclosures))
    printed = {name: {cell: str(value) for cell, value in cells.items()} for name, cells in tables.items()}
    truth = _truth(agency, subject, form, tables, story)
    return Draft(agency, subject, form, story, printed, truth, {})


_STATED: Final = {
    "received": "received.new",
    "carried_over": "received.carried_over",
    "carried_forward": "carried_forward",
}
"""Cells of the requests table that sentences repeat."""


def compose(name: str, report: Draft) -> SyntheticReport:
    """Write out a report."""
    title = f"{report.agency.name}{report.subject.year}年政府信息公开工作年度报告"
    chance = report.subject.chance("published")
    published = report.agency.published(report.subject.year, chance)
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(f"（{remark()}）", "note")]
    for entry in outline(report.form.id):
        blocks += _entry(entry, report)
    blocks += [
        Paragraph(report.agency.name, "closing"),
        Paragraph(f"{published.year}年{published.month}月{published.day}日", "closing"),
    ]
    truth = {**report.truth, "published": published.isoformat()}
    content = Content(title, report.agency.name, published, remark(), tuple(blocks))
    return SyntheticReport(
        name, report.agency.name, report.subject.year, report.form.id, content, truth, report.defects
    )


def _entry(entry: str, report: Draft) -> Iterator[Block]:
    """Yield what an entry of an outline stands for."""
    if entry.startswith("# "):
        yield Paragraph(entry.removeprefix("# "), "heading")
    elif entry.startswith("（"):
        yield Paragraph(entry)
    elif entry.startswith("["):
        yield _table(entry.strip("[]"), report)
    else:
        slot = entry.removesuffix("?")
        if slot == "requests" and report.printed["applications"]["received.new", "total"] == "0":
            slot = "requests.none"
        if slot in report.story.paragraphs or slot == entry:
            yield from map(Paragraph, report.story.paragraphs[slot].split("\n"))


def _table(name: str, report: Draft) -> Table:
    values = report.printed[name]
    if name != "applications":
        rows = _LAYOUTS[name](report.form, values)
        return Table(rows, _WIDTHS[name])

    def relabel(label: str) -> str:
        return report.relabelled.get(label, label)

    rows = layout.applications(report.form, values, relabel=relabel, skip=_skipped(report.form))
    for label, value in report.extra:
        rows.append([(label, 1, 3), *((str(value), 1, 1) for _ in _APPLICANTS)])
    return Table(rows, _WIDTHS[name])


_LAYOUTS: Final = {
    "proactive": layout.proactive,
    "reviews": layout.reviews,
    "statistics": layout.statistics,
}


@functools.cache
def _skipped(form: Form) -> tuple[str, ...]:
    table = form.table("applications")
    return tuple(row.code for row in table.blocks[0].rows if row.optional) if table else ()


def _truth(agency: Agency, subject: Subject, form: Form, tables: Tables, story: Story) -> Truth:
    """Return the truth in the form of an evaluation file."""
    truth: Truth = {"agency": agency.name, "year": subject.year, "form": form.id}
    if "applications" in tables:
        cells = tables["applications"]
        rows = dict.fromkeys(row for row, _ in cells)
        truth["applications"] = {row: [cells[row, column] for column in _APPLICANTS] for row in rows}
    for name in ("proactive", "reviews"):
        if name in tables:
            truth[name] = _nested(tables[name])
    if "statistics" in tables:
        truth["statistics"] = {row: value for (row, _), value in tables["statistics"].items()}
    parts = [list(channel) for channel in story.channels]
    truth["channels"] = {"total": story.disclosures, "parts": parts}
    truth["hotline"] = story.hotline
    truth["failed_checks"] = []
    return truth


def _nested(cells: Cells) -> dict[str, dict[str, int | float]]:
    nested: dict[str, dict[str, int | float]] = {}
    for (row, column), value in cells.items():
        nested.setdefault(row, {})[column] = value
    return nested
