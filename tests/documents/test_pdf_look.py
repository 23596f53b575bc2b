"""What a PDF would cost is seen before an engine sees it: bombs, forms without end, tables of billions of entries."""

from __future__ import annotations

import base64
import functools
import time
import zlib

import pytest

import gkstats as gk
from gkstats.documents import pdf_look
from gkstats.documents.pdf_look import look
from gkstats.errors import UnreadableDocument
from tests.documents.pdfmaker import Form, Page, _Objects, pdf


def drawing(*forms: tuple[str, dict[str, int]], first: str = "/F Do", compress: bool = False) -> bytes:
    """Write a page that draws ``first``; each form has a content and names by the numbers of forms."""
    objects = _Objects()
    for content, names in forms:
        listed = " ".join(f"/{name} {number + 1} 0 R" for name, number in names.items())
        data = zlib.compress(content.encode()) if compress else content.encode()
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << {listed} >> >>"
        head += f"{' /Filter /FlateDecode' if compress else ''} /Length {len(data)} >>\nstream\n"
        objects.add(head.encode() + data + b"\nendstream")
    return page_of(objects, first.encode(), "/Resources << /XObject << /F 1 0 R >> >>")


def page_of(objects: _Objects, content: bytes, entries: str = "", stream: str = "") -> bytes:
    place = objects.add(
        f"<< {stream} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
    )
    page = objects.add(f"<< /Type /Page /Parent {place + 2} 0 R /Contents {place} 0 R {entries} >>")
    objects.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] /MediaBox [0 0 595 842] >>")
    return objects.file(objects.add(f"<< /Type /Catalog /Pages {page + 1} 0 R >>"))


@functools.cache
def bomb(megabytes: int, times: int = 1) -> bytes:
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(bytes(2**20)) for _ in range(megabytes)) + pack.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


TWICE = ("/F Do /F Do", {"F": 0})
LADDER = [("/F Do /F Do", {"F": n + 1}) for n in range(25)] + [("0 0 1 1 re f", {})]
WITHOUT_END = {
    "itself twice": drawing(TWICE),
    "itself twice, packed": drawing(TWICE, compress=True),
    "each other twice": drawing(("/A Do /A Do", {"A": 1}), ("/B Do", {"B": 0})),
    "by escaped names": drawing(("/#46 Do/F Do", {"F": 0}), first="/#46 Do"),
    "a ladder": drawing(*LADDER),
    "two hundred times, four deep": drawing(*[("/F Do " * 200, {"F": n + 1}) for n in range(3)], ("0 0 1 1 re f " * 9, {})),
    "by the resources of the page": drawing(("/F Do /F Do", {})),
    "a large form from every page": pdf(*[Page().raw("/X0 Do " * 30) for _ in range(40)], forms=[Form(Page().raw("0 0 1 1 re f " * 9000))]),
}  # fmt: skip


@pytest.mark.parametrize("name", WITHOUT_END)
def test_forms_that_draw_without_end_are_refused_at_once(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableDocument, match="without end") as caught:
        gk.load_report(WITHOUT_END[name], isolate=False)
    assert time.process_time() - begun < 2
    assert caught.value.remedy


def face_of(entries: str, stream: bytes = b"") -> bytes:
    objects = _Objects()
    if stream:
        objects.stream(stream)
    objects.add(f"<< /Type /Font /Subtype /Type0 {entries} >>")
    return page_of(objects, b"BT ET")


HARMLESS = {
    "itself once": drawing(("/F Do", {"F": 0})),
    "listed but not drawn": drawing(("0 0 1 1 re f", {"F": 0})),
    "a ring of twenty": drawing(*[("/F Do", {"F": (n + 1) % 20}) for n in range(20)]),
    "within each other": drawing(*LADDER[15:]),
    "a file of ten megabytes": drawing(("0 0 1 1 re f", {})).replace(
        b"startxref", b"%" * 10_000_000 + b"\nstartxref"
    ),
    "a large attachment": face_of("/EmbeddedFile << /Params << /Size 99999999 >> >>"),
    "pictures by the hundred": pdf(Page().raw("/Im Do " * 900)),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_forms_that_end_are_left_alone(name: str) -> None:
    assert look(HARMLESS[name], "x") is None


BOMBS = {
    "content": page_of(_Objects(), bomb(30), stream="/Filter /FlateDecode"),
    "content in an array": page_of(_Objects(), bomb(30), stream="/Filter [ /Fl ]"),
    "content by an escaped name": page_of(_Objects(), bomb(30), stream="/F#69lter /Flate#44ecode"),
    "content that calls itself a face": page_of(_Objects(), bomb(30), stream="/Length1 9 /Filter /FlateDecode"),
    "twice packed": page_of(_Objects(), bomb(40, 2), stream="/Filter [/FlateDecode /FlateDecode]"),
    "in letters": page_of(_Objects(), base64.a85encode(bomb(30)) + b"~>", stream="/Filter [/ASCII85Decode /FlateDecode]"),
    "in digits": page_of(_Objects(), bomb(30).hex().encode() + b">", stream="/Filter [/ASCIIHexDecode /FlateDecode]"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_streams_that_unpack_to_too_much_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(BOMBS[name], "x")  # not for this process, and refused beyond ten times as much
    for limit in ("LARGEST_STREAM", "UNPACKED", "QUIET"):
        monkeypatch.setattr(pdf_look, limit, getattr(pdf_look, limit) // 10)
    with pytest.raises(UnreadableDocument, match="unpack to more than"):
        look(BOMBS[name], "x")


COUNTLESS = {
    "numbers of a packed table": page_of(_Objects(), b"", stream="/Type /XRef /Size 9999999999"),
    "entries of a packed table": page_of(_Objects(), b"", stream="/Type /XRef /Index [0 4000000000]"),
    "codes of a character map": face_of("/ToUnicode 1 0 R", b"1 beginbfrange <00000000> <ffffffff> <0000> endbfrange"),
    "widths of a face": face_of("/DescendantFonts [<< /W [0 4294967295 500] >>]"),
    "widths of a face in a list of its own": face_of("/DescendantFonts [<< /W 1 0 R >>]").replace(b"BT ET", b"BT ET\nendstream endobj 1 0 obj [ 0 [500] 7 4294967295 500 ] endobj", 1),
    "objects": b"%PDF-1.5\n" + b"1 0 obj null endobj " * 1001,
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTLESS)
def test_what_counts_without_end_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_look, "MOST_OBJECTS", 1000)
    with pytest.raises(UnreadableDocument, match=r"more than|more characters"):
        look(COUNTLESS[name], "x")


@pytest.mark.parametrize(
    ("trailer", "content", "stream"),
    [
        ("/Encrypt 9 0 R", b"BT ET", ""),
        ("", b"BT ET", "/Filter /LZWDecode"),
        ("", b"BT ET", "/Filter 1 0 R"),
        ("", b"BT ET", "/Filter [/FlateDecode /RunLengthDecode]"),
        ("", bytes(25 * 2**20), ""),
    ],
)
def test_what_a_look_cannot_vouch_for_is_for_another_process(
    trailer: str, content: bytes, stream: str
) -> None:
    data = page_of(_Objects(), content, stream=stream).replace(b"/Root", f"{trailer} /Root".encode())
    assert look(data, "x")


def test_samples_are_harmless() -> None:
    for path in gk.samples().rglob("*.pdf"):
        assert look(path.read_bytes(), "x") is None


def test_single_codes_of_a_character_map_are_no_ranges() -> None:
    """Codes and what they stand for lie far apart in every Chinese report; counted as ranges they refused long ones."""
    single = b"400 beginbfchar " + b"".join(b"<%04x> <9fa5> " % code for code in range(400)) + b"endbfchar "
    space = b"1 begincodespacerange <0000> <ffff> endcodespacerange "
    each = b"1 beginbfrange <0001> <0190> [" + b"<4e00> <9fa5> " * 200 + b"] endbfrange "
    assert look(face_of("/ToUnicode 1 0 R", single + space + each), "x") is None
