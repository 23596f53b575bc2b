"""Word documents: ruled tables with merged cells, Chinese serif type, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from .content import Paragraph, Report, Table, placed

__all__ = ["write_docx"]

# One face only: LibreOffice writes the faces of a PDF in an order that changes from run to run.
_SERIF: Final = "Noto Serif SC"
_BODY: Final = 14.0
_HEADING: Final = 16.0
_STAMP: Final = datetime(2021, 1, 1)
_TEXT_WIDTH: Final = Mm(156)
_NUMBERED: Final = re.compile(r"\d\.\D|（[一二三四五六七]）(?!.{4}$)|[一二四]、|其中")


def write_docx(report: Report) -> bytes:
    """Return the report as a DOCX."""
    document = docx.Document()
    _set_page(document)
    _add(document, report.title, size=17, align=WD_ALIGN_PARAGRAPH.CENTER, after=14)
    for block in report.blocks:
        if isinstance(block, Table):
            _add_table(document, block)
            _add(document, "", size=6)
        else:
            _add_paragraph(document, block)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.title, report.agency, ""
    properties.created = properties.modified = _STAMP
    # The template brings a picture of an empty page.
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
    stream = io.BytesIO()
    document.save(stream)
    return _same_every_time(stream.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(35), Mm(32)
    style = document.styles["Normal"]
    style.font.size = Pt(_BODY)
    style.font.name = _SERIF
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), _SERIF)


def _add_paragraph(document: Any, paragraph: Paragraph) -> None:
    added = _add(document, paragraph.text, size=_HEADING if paragraph.role == "heading" else _BODY)
    added.paragraph_format.first_line_indent = Pt(2 * _BODY)
    added.paragraph_format.keep_with_next = paragraph.role != "text"


def _add(
    document: Any,
    text: str,
    *,
    size: float = _BODY,
    align: Any = None,
    after: float = 0,
) -> Any:
    paragraph = document.add_paragraph(style="Normal")
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.alignment = Pt(0), Pt(after), align
    form.line_spacing = Pt(size * 1.9)
    if text:
        paragraph.add_run(text).font.size = Pt(size)
    return paragraph


def _add_table(document: Any, table: Table) -> None:
    columns = _column_widths(table.widths)
    grid = document.add_table(rows=len(table.rows), cols=len(columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, columns, strict=True):
        column.width = width
    size = 10.5 if len(columns) < 8 else 9.0
    cells = {(r, c): cell for r, row in enumerate(grid.rows) for c, cell in enumerate(row.cells)}
    for r, c, cell in placed(table.rows):
        box = cells[r, c].merge(cells[r + cell.down - 1, c + cell.across - 1])
        box.width = Length(sum(columns[c : c + cell.across]))
        box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = box.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if _is_label(cell.text) else WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
        paragraph.add_run(cell.text).font.size = Pt(size)
    for n, row in enumerate(grid.rows):
        row_form = row._tr.get_or_add_trPr()
        row_form.append(OxmlElement("w:cantSplit"))
        if n < table.header:
            row_form.append(OxmlElement("w:tblHeader"))


def _is_label(text: str) -> bool:
    """Return whether a cell is set flush left, as rows with a number and long explanations are."""
    return _NUMBERED.match(text) is not None or len(text) > 14


def _column_widths(shares: Sequence[int]) -> list[Length]:
    whole = sum(shares)
    return [Length(_TEXT_WIDTH * share // whole) for share in shares]


def _same_every_time(data: bytes) -> bytes:
    """Return the package with its members dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _STAMP.timetuple()[:6])
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            new.writestr(entry, old.read(name))
    return out.getvalue()
