"""Structural changes to documents of every format, as recipes: seed and number tell how a sample is changed."""

from __future__ import annotations

import collections
import copy
import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import gkstats as gk

__all__ = ["KINDS", "document", "samples"]

KINDS: Final = ("pdf", "html", "docx", "txt", "zip")
NUMBERS: Final = (
    "0",
    "-1",
    "1",
    "65536",
    "2147483648",
    "99999999999999999999",
    "1e309",
    "0.0000001",
    "9" * 400,
    "",
)
WORDS: Final = (
    "其中网站1条，", "公开5条热线", "一、", "（一）", "合计", "%", "2020年", "予以公开", "总计", "\t", "\n\n", "“", "（", "=HYPERLINK(1)", "\x1b[2J", "\ud800",
    "\u202e", "99999999999999999999件", "1.5件", "-3件", "约", "<td>", "网站", "同比增长", "𠀀", "\x00", "¹²", "零", "廿", "万亿",
)  # fmt: skip


@cache
def samples() -> dict[str, list[bytes]]:
    """Return the bundled samples by format."""
    found: dict[str, list[bytes]] = collections.defaultdict(list)
    for path in sorted(gk.samples().iterdir()):
        if path.suffix[1:] in KINDS:
            found[path.suffix[1:]].append(path.read_bytes())
    return found


def document(recipe: str) -> tuple[str, bytes]:
    """Return the format and the bytes of a recipe, ``seed/number``."""
    chance = random.Random(recipe)
    kind = KINDS[int(recipe.rpartition("/")[2]) % len(KINDS)]
    if kind == "zip":
        return kind, changed_archive(chance)
    return kind, CHANGES[kind](chance.choice(samples()[kind]), chance)


def times(chance: random.Random) -> range:
    """Return how often something is changed."""
    return range(chance.choice((1, 1, 2, 5, 20)))


def changed_text(data: bytes, chance: random.Random) -> bytes:
    """Return a text with lines, words and numbers changed."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in times(chance):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(8):
            case 0:
                text = text[:at] + chance.choice(WORDS) * chance.choice((1, 3, 50, 2000)) + text[at:]
            case 1:
                text = re.sub(
                    r"\d+", lambda m: chance.choice(NUMBERS) if chance.random() < 0.1 else m[0], text
                )
            case 2:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 3:
                text = text[:at] + text[at : at + 500] * chance.choice((2, 10, 100)) + text[at:]
            case 4:
                text = text[:at] + text[at + chance.choice((1, 10, 1000)) :]
            case 5:
                text = text.replace(
                    "\n", chance.choice(("", " ", "\r", "\n\n", "\u2028")), chance.choice((1, 20, -1))
                )
            case 6:
                text = text.replace(chance.choice("，。、：；（）一1 "), chance.choice((*WORDS, "")))
            case _:
                text = text[at:] + text[:at]
    encoding = chance.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "utf-16-le", "big5"))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


_TAG: Final = re.compile(r"<[^<>]{1,300}>")


def changed_markup(data: bytes, chance: random.Random, tags: Sequence[str]) -> bytes:
    """Return markup with elements dropped, repeated, nested and misplaced."""
    text = data.decode("utf-8", "replace")
    for _ in times(chance):
        found = list(_TAG.finditer(text))
        if not found:
            break
        one, other = chance.choice(found), chance.choice(found)
        match chance.randrange(8):
            case 0:
                text = text[: one.start()] + text[one.end() :]
            case 1:
                text = text[: one.start()] + one[0] * chance.choice((2, 30, 600)) + text[one.end() :]
            case 2:
                text = text[: one.start()] + other[0] + text[one.end() :]
            case 3:
                first, last = sorted((one.start(), other.end()))
                text = text[:first] + text[last:] if last - first < 5000 else text
            case 4:
                first, last = sorted((one.start(), other.end()))
                text = text[:last] + text[first:last][:20_000] * chance.choice((1, 5, 40)) + text[last:]
            case 5:
                text = re.sub(
                    r'="[^"]{0,40}"',
                    lambda m: f'="{chance.choice(NUMBERS)}"' if chance.random() < 0.05 else m[0],
                    text,
                )
            case 6:
                text = (
                    text[: one.end()] + chance.choice(tags) * chance.choice((1, 20, 400)) + text[one.end() :]
                )
            case _:
                text = text[: one.end()] + chance.choice(WORDS) * chance.choice((1, 40)) + text[one.end() :]
    return text.encode("utf-8", "surrogatepass")


PAGE_TAGS: Final = (
    "<table><tr><td>", "</td></tr></table>", '<td rowspan="0" colspan="1000">', "<div>", "</div>", "<p>", "<script>", "</script>", "<style>td{display:none}</style>",
    "<!--", "<textarea>", "<svg>", "<math>", "<template>", "<ol><li>", '<a href="javascript:alert(1)">', "<br>", "&#x110000;", "&nbsp;", "<select><option>", '<td style="display:none">',
)  # fmt: skip
WORD_TAGS: Final = (
    "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", "<w:p><w:r><w:t>", "</w:t></w:r></w:p>", '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="-5"/>', "<w:sdt><w:sdtContent>",
    "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", "<w:br/>", "<w:txbxContent>", "<w:vanish/>", '<w:numPr><w:ilvl w:val="99"/><w:numId w:val="-1"/></w:numPr>',
)  # fmt: skip


def changed_page(data: bytes, chance: random.Random) -> bytes:
    """Return a page as tag soup."""
    return changed_markup(data, chance, PAGE_TAGS)


def changed_word(data: bytes, chance: random.Random) -> bytes:
    """Return a Word document with its parts changed or missing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("document.xml") or chance.random() < 0.1:
                # Now and then it is no XML any more; otherwise its elements stand where they should not.
                part = (
                    changed_markup(part, chance, WORD_TAGS)
                    if chance.random() < 0.2
                    else changed_tree(part, chance)
                )
            if name.endswith("document.xml") or chance.random() > 0.05:
                new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return damaged(stream.getvalue(), chance) if chance.random() < 0.1 else stream.getvalue()


def changed_tree(part: bytes, chance: random.Random) -> bytes:
    """Return XML with elements dropped, repeated, moved into others, and numbers and texts changed."""
    from lxml import etree

    try:
        root = etree.fromstring(part)
    except etree.XMLSyntaxError:
        return part
    for _ in times(chance):
        nodes = [node for node in root.iter(etree.Element) if node.getparent() is not None]
        if not nodes:
            break
        one, other = chance.choice(nodes), chance.choice(nodes)
        match chance.randrange(5):
            case 0:
                one.getparent().remove(one)
            case 1:
                for _ in range(chance.choice((1, 5, 50))):
                    one.addnext(copy.deepcopy(one))
            case 2 if one not in other.iterancestors() and one is not other:
                other.insert(0, one)
            case 3:
                for name in one.attrib:
                    one.attrib[name] = chance.choice(NUMBERS)
            case _:
                words = chance.choice(WORDS) * chance.choice((1, 40))
                one.text = "".join(c for c in words if c >= " " and not "\ud800" <= c <= "\udfff")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


_OBJECT: Final = re.compile(rb"(\d+ 0 obj)(.*?)(endobj)", re.DOTALL)
_STREAM: Final = re.compile(rb"\A(.*?)stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def changed_pdf(data: bytes, chance: random.Random) -> bytes:
    """Return a PDF with objects dropped, exchanged and pointing elsewhere."""
    objects = [[m[1], m[2]] for m in _OBJECT.finditer(data)]
    tail = data[data.rfind(b"trailer") :] if b"trailer" in data else b""
    for _ in times(chance):
        one, other = chance.choice(objects), chance.choice(objects)
        match chance.randrange(9):
            case 0:
                objects.remove(one)
            case 1:
                one[1] = other[1]
            case 2:
                one[1] = some(rb"\d+(?= 0 R)", [other[0].split()[0]], one[1], 0.2, chance)
            case 3:
                numbers = [number.encode() for number in NUMBERS if number]
                one[1] = some(rb"(?<= )-?\d+(?=[ \]/>])", numbers, one[1], 0.1, chance)
            case 4:
                one[1] = one[1].replace(
                    b"/FlateDecode",
                    chance.choice(
                        (
                            b"/LZWDecode",
                            b"/ASCII85Decode",
                            b"/RunLengthDecode",
                            b"/DCTDecode",
                            b"[/FlateDecode /FlateDecode]",
                            b"",
                        )
                    ),
                )
            case 5 | 6:
                one[1] = changed_stream(one[1], chance)
            case 7:
                names = re.findall(rb"/[A-Za-z0-9]+", one[1][:4000])
                if names:
                    one[1] = one[1].replace(
                        chance.choice(names),
                        chance.choice((*names, b"/Form", b"/Kids", b"/XObject", b"/Encrypt")),
                        1,
                    )
            case _:
                one[1] = damaged(one[1], chance)
        if not objects:
            break
    out = bytearray(b"%PDF-1.7\n")
    for head, body in objects:
        out += head + body + b"endobj\n"
    return bytes(out + tail)


def changed_stream(body: bytes, chance: random.Random) -> bytes:
    """Return the body of an object with the content of its stream changed."""
    found = _STREAM.match(body)
    if found is None:
        return body
    try:
        content = zlib.decompress(found[2])
    except zlib.error:
        return body
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines[at:at] = lines[at : at + 20] * chance.choice((1, 20, 300))
        case 1:
            del lines[at : at + chance.choice((1, 10, 100))]
        case 2:
            lines[at] = re.sub(
                rb"-?\d+(?:\.\d+)?", lambda _: chance.choice(NUMBERS[:-1]).encode(), lines[at][:2000]
            )
        case 3:
            lines.insert(
                at,
                chance.choice(
                    (
                        b"q " * 9000,
                        b"/Fm0 Do " * 99,
                        b"BT " * 500,
                        b"0 0 0 0 0 0 cm",
                        b"<" * 999,
                        b"[" * 9999,
                        b"(",
                        b"BI /W 99999 /H 99999 ID ",
                    )
                ),
            )
        case _:
            lines = [damaged(content, chance)]
    packed = zlib.compress(b"\n".join(lines))
    return (
        re.sub(rb"/Length \d+", b"/Length %d" % len(packed), found[1])
        + b"stream\n"
        + packed
        + b"\nendstream\n"
    )


def some(pattern: bytes, choices: Sequence[bytes], body: bytes, share: float, chance: random.Random) -> bytes:
    """Return a body with a share of what a pattern finds at its begin replaced."""
    head = re.sub(pattern, lambda m: chance.choice(choices) if chance.random() < share else m[0], body[:4000])
    return head + body[4000:]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some flipped, cut out, doubled or replaced."""
    changed = bytearray(data)
    for _ in times(chance):
        at, span = chance.randrange(len(changed) + 1), chance.choice((1, 4, 64, 1024))
        match chance.randrange(4):
            case 0 if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                del changed[at : at + span]
            case 2:
                changed[at:at] = changed[at : at + span]
            case _:
                changed[at : at + span] = chance.randbytes(min(span, 64))
    return bytes(changed)


def changed_archive(chance: random.Random) -> bytes:
    """Return an archive of changed documents under odd names."""
    stream = io.BytesIO()
    names = (
        "a.txt",
        "",
        "./b.html",
        "../c.pdf",
        "/d",
        "a.txt",
        "e\n.txt",
        "f/g/h.docx",
        "x" * 300,
        "nested.zip",
    )
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name in chance.sample(names, 3):
            kind = chance.choice(KINDS[:4])
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, CHANGES[kind](chance.choice(samples()[kind]), chance))
    return damaged(stream.getvalue(), chance) if chance.random() < 0.5 else stream.getvalue()


CHANGES: Final[dict[str, Callable[[bytes, random.Random], bytes]]] = {
    "pdf": changed_pdf,
    "html": changed_page,
    "docx": changed_word,
    "txt": changed_text,
}
