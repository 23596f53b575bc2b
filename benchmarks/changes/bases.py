"""The reports that are changed: real ones, read where they lie, samples and synthetic ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import gkstats as gk
from gkstats.documents import read_document
from gkstats.documents.model import Anchor, Document, Paragraph, Table
from gkstats.report import Report
from gkstats.synthetic import synthetic_report
from gkstats.testing import judge, truth_files

from .model import Block, Cell, Grid, Key, Paper, Text

__all__ = ["papers"]

SAMPLES: Final = (
    "huaian-2024.pdf",
    "pingtan-2014.html",
    "pingtan-2017.docx",
    "pingtan-2020.html",
    "pingtan-2022.html",
)
SYNTHETIC: Final = (("national-2014", 3), ("fujian", 3), ("national-2019", 4), ("national-2021", 5))
"""Forms, and numbers of the reports that are made by them."""


def papers(real: str | os.PathLike[str] | None = None, *, samples: Sequence[str] = SAMPLES) -> list[Paper]:
    """Return the reports to change, always in the same order.

    Parameters
    ----------
    real : path, optional
        A folder of reports with readings made by hand; the others are used without it.
    samples : sequence of str
        Which of the bundled samples to use.

    Raises
    ------
    ValueError
        A report is not read right before anything was changed.
    """
    return [*_samples(samples), *_synthetic(), *(_real(Path(real)) if real else ())]


def _samples(names: Sequence[str]) -> Iterator[Paper]:
    for name in names:
        path = gk.samples() / name
        yield _paper(f"sample/{name}", path, None)


def _synthetic() -> Iterator[Paper]:
    for form, count in SYNTHETIC:
        years = {"national-2014": (2014, 2018), "fujian": (2009, 2018)}.get(form, (2019, 2024))
        for index in range(count):
            report = synthetic_report(7, index * 3 + 2, forms=(form,), years=years)
            yield _paper(f"synthetic/{form}-{index}", report.typeset("html"), report.truth)


def _real(folder: Path) -> Iterator[Paper]:
    for document, truth in truth_files(folder):
        stated = json.loads(truth.read_text(encoding="utf-8"))
        if any(isinstance(block, Table) for block in read_document(document).blocks):
            yield _paper(f"real/{document.name}", document, stated)


def _paper(name: str, source: Path | bytes, truth: dict[str, Any] | None) -> Paper:
    """Read a report as it is, and keep which cell prints which figure."""
    report = gk.load_report(source)
    if truth is not None:
        wrong = [finding for finding in judge(report, truth) if not finding.right]
        if wrong:
            raise ValueError(
                f"{name}: {len(wrong)} figures are wrong before anything was changed: {wrong[:3]}"
            )
    keys: dict[Anchor, Key] = {
        fact.anchor: (fact.table, fact.row, fact.column)
        for fact in report.records.facts
        if fact.column and not fact.row.startswith("unmatched")
    }
    known = {
        (fact.table, fact.row, fact.column): fact.value
        for fact in report.records.facts
        if (fact.table, fact.row, fact.column) in keys.values()
    }
    blocks = tuple(_blocks(read_document(source), keys))
    return Paper(
        name, _title(report), report.agency or "", report.year or 0, report.form or "", blocks, known
    )


def _title(report: Report) -> str:
    return report.title or f"{report.agency}{report.year}年政府信息公开工作年度报告"


def _blocks(document: Document, keys: dict[Anchor, Key]) -> Iterator[Block]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                yield Text(block.text, "heading" if block.heading else "text")
        else:
            yield _grid(block, keys)


def _grid(table: Table, keys: dict[Anchor, Key]) -> Grid:
    nothing = Cell("")
    rows = [[nothing] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        kept = Cell(cell.text, keys.get(cell.anchor))
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, table.columns)):
                rows[row][column] = kept
    return Grid(tuple(tuple(row) for row in rows if any(cell is not nothing for cell in row)))
