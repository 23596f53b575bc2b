"""Web pages as a site's editor leaves them after a paste from Word."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence

from gkstats.synthetic.content import Block, Paragraph, Table

__all__ = ["write_html"]


def write_html(
    blocks: Sequence[Block],
    chance: random.Random,
    *,
    encoding: str = "utf-8",
    title: str = "年报",
    remark: str = "",
) -> bytes:
    """Return a page: spans that cut words and numbers, blanks as &nbsp;, the site's own words around the report.

    Parameters
    ----------
    blocks : sequence of Paragraph or Table
    chance : random.Random
        Says where spans end and how a blank cell is written.
    encoding : str
        What the page says it is encoded in, and is.
    title, remark : str
        The page's title and description.
    """
    description = f'<meta name="description" content="{html.escape(remark)}">' if remark else ""
    parts = [
        f'<html><head><meta charset="{encoding}">{description}<title>{html.escape(title)}</title></head><body>',
        '<div class="nav"><a href="/">首页</a><a href="/x">信息公开</a></div><div class="TRS_Editor">',
    ]
    parts += [_paragraph(b, chance) if isinstance(b, Paragraph) else _table(b, chance) for b in blocks]
    parts.append("</div><div class='footer'>主办单位：某某市人民政府</div></body></html>")
    return "".join(parts).encode(encoding, errors="xmlcharrefreplace")


def _paragraph(paragraph: Paragraph, chance: random.Random) -> str:
    text = _spans(paragraph.text, chance)
    if paragraph.role == "title":
        return f'<p style="text-align:center"><strong>{text}</strong></p>'
    if paragraph.role == "heading":
        return f"<p><strong>{text}</strong></p>"
    if paragraph.role == "closing":
        return f'<p style="text-align:right">{text}</p>'
    return f"<p>{text}</p>"


def _table(table: Table, chance: random.Random) -> str:
    parts = ["<table border=1>"]
    for row in table.rows:
        parts.append("<tr>")
        for text, down, across in row:
            spans = (f" rowspan={down}" if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            content = _spans(text, chance) if text else chance.choice(("", "&nbsp;", "<span>&nbsp; </span>"))
            parts.append(f"<td{spans}><p class=MsoNormal>{content}<o:p></o:p></p></td>")
        parts.append("</tr>")
    parts.append("</table>")
    return "".join(parts)


def _spans(text: str, chance: random.Random) -> str:
    lines = []
    for line in text.split("\n"):
        cut = int(chance.random() * (len(line) + 1))
        pieces = [html.escape(line[:cut]), f"<span>{html.escape(line[cut:])}</span>"]
        lines.append(("<b></b>" if chance.random() < 0.5 else "").join(pieces))
    return "<br/>".join(lines)
