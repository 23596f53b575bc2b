"""Web pages: a plain one, and one as government sites publish a document pasted from Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import cycle
from typing import Final

from .content import Cell, Paragraph, Report, Table

__all__ = ["write_page", "write_printable", "write_site_page"]

_ROLES: Final = {"heading": "h2", "subheading": "h3", "text": "p"}
_PRINT_STYLE: Final = """
@font-face { font-family: "Noto Serif SC"; src: url("%(serif)s"); }
@font-face { font-family: "Noto Sans SC"; src: url("%(sans)s"); }
@page { size: A4; margin: 30mm 25mm; }
body { font: 14pt/1.8 "Noto Serif SC"; }
h1, h2 { font-family: "Noto Sans SC"; font-weight: normal; }
h1 { font-size: 17pt; text-align: center; }
h2, h3 { font-size: 14pt; margin: 0; text-indent: 2em; break-after: avoid; }
h3 { font-weight: normal; }
p { margin: 0; text-indent: 2em; text-align: justify; }
table { border-collapse: collapse; width: 100%%; margin: 3mm 0; font-size: 9.5pt; line-height: 1.5; }
td { border: 0.6pt solid black; padding: 1mm; text-align: center; text-indent: 0; }
tr { break-inside: avoid; }
"""
_SITE_STYLE: Final = """<style>
body { width: 1000px; margin: 0 auto; font: 16px/2 SimSun, "Songti SC", "Noto Serif SC", serif; }
.article_title { font-size: 24px; text-align: center; }
.article_extend, .header, .footer { text-align: center; color: #666; }
.TRS_Editor p { text-indent: 2em; margin: 0; }
.TRS_Editor table { border-collapse: collapse; width: 100%; }
.TRS_Editor td p { text-indent: 0; text-align: center; }
</style>
"""
_SITE_CUTS: Final = (5, 11, 3, 8)
"""After how many pieces a span ends: Word ends them where its spelling and font runs end."""


def write_page(report: Report) -> str:
    """Return a plain page whose tags say what things are."""
    return _page(report, '<meta name="viewport" content="width=device-width">\n')


def write_printable(report: Report, serif: str, sans: str) -> str:
    """Return a page to be printed, with fonts at the given addresses."""
    style = _PRINT_STYLE % {"serif": serif, "sans": sans}
    return _page(report, f"<style>{style}</style>\n")


def _page(report: Report, head: str) -> str:
    parts = [f"<h1>{escape(report.title)}</h1>"]
    for block in report.blocks:
        if isinstance(block, Table):
            parts.append(_plain_table(block))
        else:
            tag = _ROLES[block.role]
            parts.append(f"<{tag}>{escape(block.text)}</{tag}>")
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n{head}'
        f"<title>{escape(report.title)}</title>\n</head>\n<body>\n<article>\n{body}\n</article>\n</body>\n</html>\n"
    )


def _plain_table(table: Table) -> str:
    rows = [
        "<tr>" + "".join(f"<td{_spans(c)}>{escape(c.text)}</td>" for c in row) + "</tr>" for row in table.rows
    ]
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _spans(cell: Cell) -> str:
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return across + down


def write_site_page(report: Report, site: str) -> str:
    """Return a page as a government site's editor leaves it after a paste from Word.

    The site's head with source and time, paragraphs for headings, spans that end inside numbers and labels,
    hard blanks before digits, line breaks inside header cells.
    """
    cuts = cycle(_SITE_CUTS)
    parts = [_site_table(b) if isinstance(b, Table) else _site_paragraph(b, cuts) for b in report.blocks]
    source = f"来源：{report.source_line}" if report.source_line else "来源："
    time = f"时间：{report.published:%Y-%m-%d}" if report.published else "时间："
    title = escape(report.title)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}_政府信息公开年报_{site}</title>\n{_SITE_STYLE}</head>\n<body>\n"
        f'<div class="header"><a href="/">{site}</a></div>\n'
        '<div class="location">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a>'
        ' &gt; <a href="/zwgk/nb/">政府信息公开年报</a></div>\n'
        f'<div class="article_title text_align_center">{title}</div>\n'
        f'<div class="article_extend"><span class="article_source">{source}</span> '
        f'<span class="article_time">{time}</span></div>\n'
        f"<div class=TRS_Editor>{''.join(parts)}<p>&nbsp;</p></div>\n"
        '<div class="share"><a href="#">打印</a> <a href="#">关闭</a></div>\n'
        f'<div class="footer">主办：{site}</div>\n</body>\n</html>\n'
    )


def _site_paragraph(paragraph: Paragraph, cuts: Iterator[int]) -> str:
    text = paragraph.text
    if paragraph.role == "heading":
        return f"<p><strong>&nbsp;{escape(text)}</strong>&nbsp;</p>"
    return f"<p>{_pasted(text, cuts)}</p>"


def _pasted(text: str, cuts: Iterator[int]) -> str:
    """Return text in spans that end now before a number, now in the middle of one."""
    pieces = re.split(r"(?<=\D)(?=\d)|(?<=\d)(?=\D)", text)
    spans: list[str] = [""]
    left = next(cuts)
    for piece in pieces:
        left -= 1
        if left > 0:
            spans[-1] += escape(piece)
            continue
        left = next(cuts)
        if piece.isdigit() and len(piece) > 2:
            spans[-1] += piece[:1]
            spans.append(piece[1:])
        else:
            spans.append(("&nbsp;" if piece.isdigit() else "") + escape(piece))
    return "".join(f"<span>{span}</span>" for span in spans if span)


def _site_table(table: Table) -> str:
    rows = []
    for n, row in enumerate(table.rows):
        first = ' class="firstRow"' if n == 0 else ""
        rows.append(f"<tr{first}>" + "".join(_site_cell(cell, n < table.header) for cell in row) + "</tr>")
    return '<table cellspacing="0" border="1"><tbody>' + "".join(rows) + "</tbody></table>"


def _site_cell(cell: Cell, header: bool) -> str:
    text = escape(cell.text)
    if header and len(cell.text) == 4:
        text = f"{cell.text[:2]}<br/>{cell.text[2:]}"
    elif (numbered := re.match(r"(（?.[）.、])(.{4})(.+)$", cell.text)) is not None:
        text = "<span>" + "</span><span>".join(escape(part) for part in numbered.groups()) + "</span>"
    elif cell.text.isdigit() and len(cell.text) > 3:
        text = f"<span>&nbsp;{cell.text[:-2]}</span><span>{cell.text[-2:]}</span>"
    return f"<td{_spans(cell)}><p>{text}</p></td>"
