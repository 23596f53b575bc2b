"""Small documents made of raw markup, so that every oddity can be written down."""

from __future__ import annotations

import io
import zipfile

from gkstats.documents import Source, read_source
from gkstats.documents.model import Document, Paragraph, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="urn:wp"'
)
PROSE = "本机关按照条例的要求，认真做好各项公开工作，全年主动公开信息36条，比上年增加4条。"


def read(data: bytes | str, name: str = "sample") -> Document:
    return read_source(Source(name, data.encode() if isinstance(data, str) else data))


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Return row, column, spans and text of every cell."""
    return [cell[:5] for cell in table.cells]


def rows(table: Table) -> list[list[str]]:
    """Return the texts of the cells that begin in each row."""
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]


def page(content: str, *, around: tuple[str, str] = ("", ""), head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{around[0]}<div>{content}</div>{around[1]}</body></html>"


def report(tail: str = "") -> str:
    """Return the markup of a short report."""
    return (
        f"<p>一、总体情况</p><p>{PROSE}</p>"
        "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td></tr>"
        "<tr><td>规章</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>7</td><td>1</td></tr></table>"
        f"<p>六、其他需要报告的事项</p><p>无其他需要报告的事项。</p>{tail}"
    )


def wp(text: str, properties: str = "", run: str = "") -> str:
    """Return a Word paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def wtc(content: str, properties: str = "") -> str:
    """Return a Word cell; text becomes its paragraph."""
    inner = content if content.startswith("<") else wp(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def wtbl(*lines: str) -> str:
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def docx(
    body: str, *, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>', space: str = W, **parts: str
) -> bytes:
    """Return a Word document; further parts of its folder by name."""
    names = NAMES.replace(W, space)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"{declaration}<w:document {names}><w:body>{body}</w:body></w:document>"
        )
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {names}>{text}</w:{name}>")
    return packed.getvalue()
