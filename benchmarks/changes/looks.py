"""How parts of a text are shown: marks within it, and what becomes of them in each format.

A mark is a character that no report holds, so that the writers of `gkstats.synthetic` carry it through to the document,
where it is replaced by markup.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from .model import Format, Grid, Text

__all__ = ["HIDING", "MARK", "RAISED", "in_docx", "in_html", "shown", "split_at_marks", "standing"]

HIDING: Final[dict[Format, dict[str, str]]] = {
    "html": {
        "style": '<span style="display:none">',
        "visibility": '<span style="visibility: hidden">',
        "attribute": "<span hidden>",
        "class": '<span class="before">',
        "colour": '<span style="color:#ffffff">',
        "size": '<span style="font-size:0">',
        "opacity": '<span style="opacity:0">',
        "clip": '<span style="position:absolute;clip:rect(0,0,0,0)">',
        "away": '<span style="position:absolute;left:-9999px">',
    },
    "docx": {
        "run": "<w:vanish/>",
        "character-style": '<w:rStyle w:val="Before"/>',
        "colour": '<w:color w:val="FFFFFF"/>',
        "size": '<w:sz w:val="2"/>',
    },
    "pdf": {
        "white": "1 1 1 rg {} 0 g",
        "invisible": "3 Tr {} 0 Tr",
        "layer": "/OC /Before BDC {} EMC",
        "covered": "{} 1 1 1 rg {box} re f 0 g",
    },
    "txt": {},
}
"""Ways of hiding a text, by format."""
RAISED: Final = "raised"
_LOOKS: Final = dict.fromkeys((RAISED, *(name for looks in HIDING.values() for name in looks)))
# Characters without a glyph, half as wide as Chinese ones to the writers, which break no number at them.
_SIGNS: Final = "".join(map(chr, (*range(1, 9), *range(0x0E, 0x20))))
_END: Final = _SIGNS[-1]
_MARKS: Final = dict(zip(_LOOKS, _SIGNS, strict=False))
_NAMES: Final = {mark: name for name, mark in _MARKS.items()}
MARK: Final = re.compile(f"([{_SIGNS}])")
_MARKED: Final = re.compile(f"([{_SIGNS[:-1]}])(.*?){_END}")
_BLOCK: Final = 0xE000
_BLOCK_END: Final = "\ue0ff"
_SHEET: Final = "<style>.menu{float:left}\ntd .before, .before { display : none }</style>"
_TAG: Final = r"(?:<[^>]*>)*"


def shown(text: str, look: str) -> str:
    """Return a text with the marks of a look around it."""
    return f"{_MARKS[look]}{text}{_END}" if look and text else text


def standing(block: Text | Grid, format_: Format) -> list[Text | Grid]:
    """Return a block that is shown in some way as blocks whose texts are; a page wraps the whole block."""
    if not block.look:
        return [block]
    if format_ == "html":
        mark = chr(ord(_MARKS[block.look]) + _BLOCK)
        return [Text(mark), block._replace(look=""), Text(_BLOCK_END)]
    if isinstance(block, Text):
        return [Text(shown(block.text, block.look), block.role)]
    kept = {id(cell): cell for row in block.rows for cell in row}
    dressed = {
        key: type(cell)(
            "\n".join(shown(line, block.look) for line in cell.text.split("\n")), cell.key, cell.look
        )
        for key, cell in kept.items()
    }
    return [Grid(tuple(tuple(dressed[id(cell)] for cell in row) for row in block.rows))]


def split_at_marks(text: str, look: str = "") -> list[tuple[str, str]]:
    """Return the pieces of a text with the look of each; `look` is that of the beginning."""
    pieces = []
    for part in MARK.split(text):
        if part == _END:
            look = ""
        elif part in _NAMES:
            look = _NAMES[part]
        elif part:
            pieces.append((part, look))
    if _END in text and text.endswith(_END):
        pieces.append(("", ""))
    return pieces or [("", look)]


def in_html(page: bytes) -> bytes:
    """Return a page with its marks as markup."""
    text = page.decode()
    if not MARK.search(text) and not re.search(r"[\ue000-\ue0ff]", text):
        return page
    opening = {**HIDING["html"], RAISED: "<sup>"}

    def inline(found: re.Match[str]) -> str:
        start = opening[_NAMES[found[1]]]
        end = "</sup>" if start == "<sup>" else "</span>"
        return start + re.sub(r"<[^>]*>", "", found[2]) + end

    def wrapped(found: re.Match[str]) -> str:
        start = opening[_NAMES[chr(ord(found[1]) - _BLOCK)]]
        return start.replace("<span", "<div")

    text = _MARKED.sub(inline, text)
    text = re.sub(rf"<p>{_TAG}([\ue000-\ue0fe]){_TAG}</p>", wrapped, text)
    text = re.sub(rf"<p>{_TAG}\ue0ff{_TAG}</p>", "</div>", text)
    return text.replace("</head>", f"{_SHEET}</head>", 1).encode()


_STYLES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="character" w:styleId="Before"><w:name w:val="Before"/><w:rPr><w:vanish/></w:rPr></w:style>'
    "</w:styles>"
)
_RELATION: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    "</Relationships>"
)
_OVERRIDE: Final = (
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.styles+xml"/></Types>'
)


def in_docx(data: bytes) -> bytes:
    """Return a Word document with its marks as properties of runs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    body = parts["word/document.xml"]
    if not MARK.search(body):
        return data
    properties = {**HIDING["docx"], RAISED: '<w:vertAlign w:val="superscript"/>'}

    def run(found: re.Match[str]) -> str:
        look = properties[_NAMES[found[1]]]
        return (
            f"</w:t></w:r><w:r><w:rPr>{look}</w:rPr><w:t>{found[2]}</w:t></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )

    parts["word/document.xml"] = _MARKED.sub(run, body)
    parts["word/styles.xml"] = _STYLES
    parts["word/_rels/document.xml.rels"] = _RELATION
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", _OVERRIDE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()
