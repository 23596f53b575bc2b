"""Damaged, encrypted and hostile PDFs: read, or refused with an error of ours, within bounds."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkstats.documents.model import Document
from gkstats.documents.pdf import drawn, interpreter, pdfium, pdfminer, read_pdf
from gkstats.documents.pdf.page import LONGEST_DOCUMENT
from gkstats.errors import UnreadableDocument
from tests.documents.pdfmaker import Form, Page, pdf
from tests.documents.test_pdf_tables import PROSE, ruled

ENGINES = ("pdfium", "pdfminer")
GOOD = pdf(ruled(), Page().text(60, 100, PROSE))
_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted(password: str) -> bytes:
    """Return a page without text, locked by the standard handler's first revision (40 bits)."""
    padded = (password.encode() + _PAD)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    ident = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + (-4).to_bytes(4, "little", signed=True) + ident).digest()[:5]
    entry = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{rc4(key, _PAD).hex()}> /P -4 >>"
    return pdf(Page(), trailer=f"/Encrypt {entry} /ID [<{ident.hex()}> <{ident.hex()}>]")


@pytest.mark.parametrize("engine", ENGINES)
def test_locked_files_ask_to_be_unlocked(engine: str) -> None:
    with pytest.raises(UnreadableDocument, match="encrypted") as caught:
        read_pdf(encrypted("open sesame"), "x", engine)  # type: ignore[arg-type]
    assert "password" in str(caught.value.remedy)


@pytest.mark.parametrize("engine", ENGINES)
def test_files_locked_only_against_changes_are_opened(engine: str) -> None:
    with pytest.raises(UnreadableDocument, match="no text"):  # it was opened: the page is empty
        read_pdf(encrypted(""), "x", engine)  # type: ignore[arg-type]


def attempt(data: bytes, engine: str) -> Document | UnreadableDocument:
    try:
        return read_pdf(data, "x", engine)  # type: ignore[arg-type]
    except UnreadableDocument as error:
        refused = error
    assert refused.source == "x"
    assert refused.remedy
    return refused


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("tenth", range(10))
def test_truncated_files_end_in_our_errors(engine: str, tenth: int) -> None:
    attempt(GOOD[: len(GOOD) * tenth // 10], engine)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_mutated_files_end_in_our_errors(data: st.DataObject) -> None:
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    for engine in ENGINES:
        attempt(bytes(changed), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_page_trees_without_end_are_left(engine: str) -> None:
    attempt(pdf(Page().text(60, 100, PROSE), kids="{tree} 0 R"), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_forms_within_themselves_are_left(engine: str) -> None:
    # The resources of a form list the forms before it; the content of both calls /X0.
    data = pdf(
        Page().text(60, 100, PROSE).raw("/X1 Do"),
        forms=[Form(Page().raw("/X0 Do")), Form(Page().raw("/X0 Do /X1 Do"))],
    )
    assert isinstance(attempt(data, engine), Document)


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_pages_are_no_trouble(engine: str) -> None:
    document = attempt(pdf(Page(), Page().text(60, 100, PROSE), Page()), engine)
    assert isinstance(document, Document)
    assert document.pages == 3
    assert document.warnings == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_books_are_refused(engine: str) -> None:
    refused = attempt(pdf(*[Page()] * (LONGEST_DOCUMENT + 1)), engine)
    assert isinstance(refused, UnreadableDocument)
    assert "pages" in refused.trouble


def boxes(count: int) -> bytes:
    return pdf(Page().text(60, 100, PROSE).raw("10 10 9 9 re S\n" * count))


def segments(count: int) -> bytes:
    zigzag = " ".join(f"{x % 500} {x // 500 % 800} l" for x in range(count))
    return pdf(Page().text(60, 100, PROSE).raw(f"0 0 m {zigzag} S"))


def characters(count: int) -> bytes:
    page = Page()
    for y in range(count // 1000):
        page.text(10, y * 4, "开" * 1000, size=0.5)
    return pdf(page)


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_that_are_not_read_to_their_end_are_named(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "MOST_OBJECTS", 100)
    monkeypatch.setattr(interpreter, "MOST_PAINTED", 100)
    within, beyond = attempt(boxes(90), engine), attempt(boxes(110), engine)
    assert isinstance(within, Document)
    assert isinstance(beyond, Document)
    assert within.warnings == ()
    assert beyond.warnings == ("page 1 draws too much and was not read to its end",)
    assert [p.text for p in beyond.blocks] == [PROSE]  # type: ignore[union-attr]


@pytest.mark.parametrize("engine", ENGINES)
def test_characters_beyond_the_limit_are_not_lost_in_silence(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfium, "MOST_CHARS", 1500)
    monkeypatch.setattr(interpreter, "MOST_CHARS", 1500)
    document = attempt(characters(2000), engine)
    assert isinstance(document, Document)
    assert document.warnings == ("page 1 draws too much and was not read to its end",)


def test_content_without_end_is_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MOST_CONTENT", 10_000)
    refused = attempt(boxes(1000), "pdfminer")
    assert isinstance(refused, UnreadableDocument)
    assert "draw too much" in refused.trouble


def test_forms_that_call_forms_without_end_are_left_by_pdfminer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MOST_PAINTED", 1000)
    calls = [Form(Page().raw(f"/X{n} Do " * 10)) for n in range(12)]
    data = pdf(Page().text(60, 100, PROSE).raw("/X12 Do"), forms=[Form(Page().raw("10 10 9 9 re S")), *calls])
    (page,) = pdfminer.read_pages(data, "x")
    assert page.cut
    assert "".join(char.text for char in page.chars) == PROSE


HUGE = {
    "boxes": "boxes(1_000_000)",
    "segments": "segments(1_000_000)",
    "characters": "characters(200_000)",
}


@pytest.mark.large
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", HUGE)
def test_what_huge_pages_cost(name: str, engine: str) -> None:
    """Memory and processor time are limited in a process of its own."""
    code = f"""
        import json, resource, sys
        sys.path.insert(0, ".")
        from tests.documents.test_pdf_hostile import attempt, boxes, characters, segments
        data = {HUGE[name]}
        before = resource.getrusage(resource.RUSAGE_SELF)
        attempt(data, {engine!r})
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps([(after.ru_maxrss) / 1024, after.ru_utime - before.ru_utime]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True, text=True, timeout=600
    )
    memory, seconds = json.loads(done.stdout)
    assert memory < 1024, seconds
    assert seconds < 20, memory
