"""Word documents: ruled tables with merged cells, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from gkstats.synthetic.content import Block, Paragraph, Placed, Table, column_widths, placed

__all__ = ["write_docx"]

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
    'core-properties+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    'core-properties" Target="docProps/core.xml"/></Relationships>'
)
_SIDES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TEXT_WIDTH: Final = 8844
"""Twentieths of a point between the margins."""
_TABLE: Final = (
    f'<w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{_SIDES}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/></w:tblPr>'
)
_CENTRED: Final = '<w:pPr><w:jc w:val="center"/></w:pPr>'
_SMALL: Final = '<w:rPr><w:sz w:val="18"/></w:rPr>'
_PARAGRAPHS: Final = {
    "title": ('<w:pPr><w:jc w:val="center"/></w:pPr>', '<w:rPr><w:b/><w:sz w:val="40"/></w:rPr>'),
    "heading": ("", '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'),
    "text": ('<w:pPr><w:ind w:firstLine="560"/></w:pPr>', '<w:rPr><w:sz w:val="28"/></w:rPr>'),
    "note": ('<w:pPr><w:jc w:val="center"/></w:pPr>', '<w:rPr><w:sz w:val="24"/></w:rPr>'),
    "closing": ('<w:pPr><w:jc w:val="right"/></w:pPr>', '<w:rPr><w:sz w:val="28"/></w:rPr>'),
}
_A4: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1985" w:right="1474" w:bottom="1814" w:left="1588" w:header="851" w:footer="992" '
    'w:gutter="0"/></w:sectPr>'
)
_STAMP: Final = (2020, 1, 1, 0, 0, 0)


def write_docx(blocks: Sequence[Block], *, title: str = "", remark: str = "") -> bytes:
    """Return a Word document with gridSpan and vMerge; `title` and `remark` stand in its properties."""
    body = "".join(
        _paragraph(block) if isinstance(block, Paragraph) else _table(block) + "<w:p/>" for block in blocks
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"{_XML}<w:document {_W}><w:body>{body}{_A4}</w:body></w:document>",
        "docProps/core.xml": _properties(title, remark),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            archive.writestr(entry, text.encode(), zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


def _properties(title: str, remark: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:description>{escape(remark)}</dc:description>"
        "</cp:coreProperties>"
    )


def _paragraph(paragraph: Paragraph) -> str:
    setting, type_ = _PARAGRAPHS[paragraph.role]
    return f"<w:p>{setting}<w:r>{type_}<w:t>{escape(paragraph.text)}</w:t></w:r></w:p>"


def _table(table: Table) -> str:
    lines: list[list[tuple[Placed, bool]]] = [[] for _ in table.rows]
    columns = 0
    for cell in placed(table.rows):
        columns = max(columns, cell.column + cell.across)
        for row in range(cell.row, min(cell.row + cell.down, len(lines))):
            lines[row].append((cell, row == cell.row))
    widths = [round(width) for width in column_widths(table, columns, _TEXT_WIDTH)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    parts = [f"<w:tbl>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>"]
    for line in lines:
        parts.append("<w:tr>")
        for cell, first in sorted(line, key=lambda pair: pair[0].column):
            parts.append(_cell(cell, first, sum(widths[cell.column : cell.column + cell.across])))
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


def _cell(cell: Placed, first: bool, width: int) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    merge = ""
    if cell.down > 1:
        merge = '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    lines = cell.text.split("\n") if first else [""]
    text = "".join(f"<w:p>{_CENTRED}<w:r>{_SMALL}<w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{text}</w:tc>'
