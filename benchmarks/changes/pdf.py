"""PDFs of `gkstats.synthetic` drawn otherwise: marks as drawing operators, and pages at another scale."""

from __future__ import annotations

import re
import zlib
from typing import Final

from .looks import HIDING, MARK, RAISED, split_at_marks

__all__ = ["in_pdf", "scaled"]

_OBJECT: Final = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
_STREAM: Final = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
_SHOW: Final = re.compile(r"BT /F1 (\S+) Tf (\S+) (\S+) Td <([0-9a-f]*)> Tj ET")


def in_pdf(data: bytes) -> bytes:
    """Return a PDF in which marked text is drawn as its look says."""
    objects = _objects(data)
    look = ""
    found = False
    for number, content in enumerate(objects):
        stream = _STREAM.search(content)
        if stream is None:
            continue
        lines = []
        for line in zlib.decompress(stream[1]).decode("latin-1").split("\n"):
            show = _SHOW.fullmatch(line)
            if show is None:
                lines.append(line)
                continue
            drawn, look = _drawn(show, look)
            found = found or drawn != [line]
            lines += drawn
        objects[number] = _packed("\n".join(lines))
    return _assembled(_layered(objects), data) if found else data


def _drawn(show: re.Match[str], look: str) -> tuple[list[str], str]:
    size, x, y = (float(show[n]) for n in (1, 2, 3))
    text = bytes.fromhex(show[4]).decode("utf-16-be")
    if not look and not MARK.search(text):
        return [show[0]], look
    lines = []
    for piece, look in split_at_marks(text, look):  # noqa: B020
        raised = look == RAISED
        type_ = size * 0.6 if raised else size
        code = (piece + " " if len(piece) == 1 and piece > "\x7f" else piece).encode("utf-16-be").hex()
        operators = f"BT /F1 {type_:g} Tf {x:.2f} {y + (size * 0.4 if raised else 0):.2f} Td <{code}> Tj ET"
        width = type_ * sum(0.5 if c < "\x7f" else 1.0 for c in piece)
        if look and not raised:
            box = f"{x:.2f} {y - size * 0.2:.2f} {width:.2f} {size * 1.2:.2f}"
            operators = HIDING["pdf"][look].format(operators, box=box)
        if piece:
            lines.append(operators)
        x += width
    return lines, look


def scaled(data: bytes, factor: float) -> bytes:
    """Return a PDF whose pages are drawn larger or smaller, paper and all."""
    objects = _objects(data)
    for number, content in enumerate(objects):
        stream = _STREAM.search(content)
        if stream is not None:
            drawing = zlib.decompress(stream[1]).decode("latin-1")
            objects[number] = _packed(f"{factor:g} 0 0 {factor:g} 0 0 cm\n{drawing}")
        elif b"/MediaBox" in content:
            box = f"/MediaBox [0 0 {595 * factor:g} {842 * factor:g}]".encode()
            objects[number] = re.sub(rb"/MediaBox \[[^\]]*\]", box, content)
    return _assembled(objects, data)


def _objects(data: bytes) -> list[bytes]:
    return [found[2] for found in _OBJECT.finditer(data)]


def _packed(drawing: str) -> bytes:
    stream = zlib.compress(drawing.encode("latin-1"), 1)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)


def _layered(objects: list[bytes]) -> list[bytes]:
    """Add a layer that is off, which drawing operators may belong to."""
    layer = len(objects) + 1
    off = b"/Type /Catalog /OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (layer, layer)
    used = b"/Resources << /Properties << /Before %d 0 R >>" % layer
    changed = [one.replace(b"/Type /Catalog", off).replace(b"/Resources <<", used) for one in objects]
    return [*changed, b"<< /Type /OCG /Name (Before) >>"]


def _assembled(objects: list[bytes], before: bytes) -> bytes:
    trailer = before[before.rindex(b"/Root") : before.rindex(b">>")]
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)
