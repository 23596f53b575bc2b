"""Damaged, huge and hostile documents: one error of ours, soon, and never another."""

from __future__ import annotations

import contextlib
import io
import json
import random
import subprocess
import sys
import textwrap
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkstats as gk
from gkstats.documents import Source, expand_archive, read_source
from gkstats.documents.limits import MOST_ROWS
from gkstats.documents.model import Document
from gkstats.errors import GkstatsError, UnreadableDocument
from tests.documents.builders import PROSE, docx, grid, page, read, report, tables, wp, wtbl, wtc

DEEP = 100_000


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


BOMB = zipped(("word/document.xml", b"0" * (30 * 2**20)), ("a.txt", b"0" * (30 * 2**20)))
LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
BAD = {
    "nested blocks": b"<div>" * DEEP + b"x",
    "nested spans": b"<html><p>" + b"<span>" * DEEP + b"x",
    "nested tables": b"<table><tr><td>" * DEEP + b"x",
    "nested lists": b"<ul><li>" * DEEP + b"x",
    "more tags than any report": b"<html>" + b"<p>a" * DEEP * 2,
    "nothing but brackets": b"<" * 10_000_000,
    "more text than any report": "公开".encode() * 2_000_000,
    "text without end in a page": b"<html><p>" + "公开".encode() * 2_000_000,
    "more lines than any report": b"a\n" * 700_000,
    "rows without end": b"<html><table>" + b"<tr><td>a<td>1" * 9000,
    "lines of figures without end": b"a 1 2\n" * 9000,
    "a number without end": b"1" * 100_000,
    "a word without end": b"<html><p>a" + b"a" * 100_000,
    "a cell without end": b"<html><table><tr><td>a<td>" + b"1" * 100_000,
    "a web archive of nothing": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + b"--x\n" * 2_000_000,
    "a Word document of nested tables": docx("<w:tbl><w:tr><w:tc>" * 500 + wp("x") + "</w:tc></w:tr></w:tbl>" * 500),
    "a Word document of nested controls": docx("<w:sdt><w:sdtContent>" * 100 + wp("x") + "</w:sdtContent></w:sdt>" * 100 + wp("x") * 10)[:-1],
    "tables a hundred deep": docx("<w:tbl><w:tr><w:tc>" * 100 + wp("x") + "</w:tc></w:tr></w:tbl>" * 100),
    "entities in a Word document": docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", declaration=f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'),
    "another file in a Word document": docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", declaration='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
    "a bomb": BOMB,
    "a bomb of members": zipped(*((f"{i}", b"") for i in range(20_001))),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_hostile_documents_are_refused(name: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(BAD[name])
    assert caught.value.source == "sample"
    assert caught.value.remedy


HOSTILE_BUT_READABLE = {
    "blocks within the limit": b"<html>" + "<div>甲".encode() * 1500,
    "tables within the limit": b"<html>" + "<table><tr><td>甲<td>1".encode() * 500,
    "spans over everything": b"<html><table>" + b"<tr><td rowspan=65000 colspan=1000>a" * 4000,
    "entities in a page": f'<!DOCTYPE html [<!ENTITY a0 "ha">{LAUGHS}]><html><p>{PROSE}&a11;'.encode(),
    "lists within lists": b"<html>" + "<ol><li>甲".encode() * 700,
    "breaks": b"<html>" + "甲<br>".encode() * 100_000,
    "text boxes within text boxes": docx("<w:p><w:r><w:txbxContent>" * 40 + wp("x") + "</w:txbxContent></w:r></w:p>" * 40),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_BUT_READABLE)
def test_odd_documents_are_read_without_a_crash(name: str) -> None:
    assert isinstance(read(HOSTILE_BUT_READABLE[name]), Document)


def test_what_the_largest_documents_cost() -> None:
    """Memory is measured in a process of its own; the limit is that of the room, a tenth of what a crash takes."""
    code = """
        import json, resource, sys
        sys.path.insert(0, ".")
        from tests.documents.test_bad_input import BAD
        from gkstats.documents import read_document
        from gkstats.errors import GkstatsError
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name, data in BAD.items():
            try:
                read_document(data)
            except GkstatsError:
                pass
        print(json.dumps((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True, text=True
    )
    assert json.loads(done.stdout) < 400


HEAD = "<html><h1>江城县2020年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>全年公开90条。</p>"
CROWD = " ".join(f"a{number}=1" for number in range(60_000))
SLOW = {
    "attributes": (HEAD + f"<p {CROWD}>x", "more than 2000 attributes"),
    "attributes behind quotes": (HEAD + f"<p b='<' c='>' {CROWD}>x", "more than 2000 attributes"),
    "selectors": (HEAD + f"<style>{':not(' * 3000}a{')' * 3000}{{display:none}}</style>", None),
    "values": (HEAD + f"<style>p{{color:{'(' * 3000}{')' * 3000}}}</style>", None),
    "values of an element": (HEAD + f"<p style='color:{'(' * 3000}{')' * 3000}'>x", None),
    "media": (HEAD + f"<style>@media {'(' * 3000}{')' * 3000}{{p{{color:red}}}}</style>", None),
    "cells of Markdown": (
        "# 江城县2020年政府信息公开工作年度报告\n\n" + ("|1" * 3000 + "|\n") * 80,
        "more than 50,000 cells",
    ),
    "keys of TOML": ("a" + ".a" * 100_000 + "=1", "more than 1,000 letters"),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_libraries_take_minutes_for_is_refused_or_passed_over(name: str) -> None:
    text, trouble = SLOW[name]
    begun = time.process_time()
    with pytest.raises(UnreadableDocument, match=trouble) if trouble else contextlib.nullcontext():
        gk.load_report(text.encode(), isolate=False)
    assert time.process_time() - begun < 5


def test_a_long_script_is_no_crowded_tag() -> None:
    for count, allowed in ((1_900, True), (2_100, False)):
        page = HEAD + "<p " + "a=1 " * count + ">x"
        script = f"<script>for(i=0;i<n{' + 1' * 4_000};i++){{}}</script>"
        if allowed:
            assert gk.load_report((page + script).encode(), isolate=False).year == 2020
        else:
            with pytest.raises(gk.UnreadableDocument, match="attributes"):
                gk.load_report((page + script).encode(), isolate=False)


def test_bombs_in_archives_are_refused_one_by_one() -> None:
    archive = zipped(("a.txt", "全年公开12条。".encode()), ("b.txt", b"0" * (30 * 2**20)))
    first, second = expand_archive(Source("a.zip", archive))
    assert read_source(first).blocks
    with pytest.raises(UnreadableDocument):
        read_source(second)


def test_archives_within_archives_are_opened_once() -> None:
    inmost = zipped(("c.txt", "公开".encode()))
    archive = zipped(("a.zip", zipped(("b.zip", inmost))))
    (member,) = expand_archive(Source("all.zip", archive))
    assert member.name == "all.zip!a.zip!b.zip"
    with pytest.raises(UnreadableDocument, match="archive"):
        read_source(member)


def test_an_archive_that_is_too_large_in_all_is_refused() -> None:
    rows = random.Random(1).randbytes(2**20)
    archive = zipped(*((f"{i}.txt", rows) for i in range(3)))
    claims = archive.replace(len(rows).to_bytes(4, "little"), (2**30 // 2).to_bytes(4, "little"))
    with pytest.raises(UnreadableDocument, match="unpacks to more"):
        list(expand_archive(Source("all.zip", claims)))


DOCX = docx(
    wp("一、总体情况") + wp(PROSE) + wtbl(wtc("甲", '<w:vMerge w:val="restart"/>') + wtc("1"), wtc("", "<w:vMerge/>") + wtc("2")),
    numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)  # fmt: skip
SEEDS = {
    "html": page(report(), around=("<ul><li><a href=a>首页</a></li></ul>", "<div>版权所有</div>")).encode(),
    "gb18030": page(report()).encode("gb18030"),
    "docx": DOCX,
    "document.xml": zipfile.ZipFile(io.BytesIO(DOCX)).read("word/document.xml"),
    "text": f"一、总体情况\n{PROSE}\n规章 0 0\n".encode(),
    "mhtml": b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
    + page(report()).encode()
    + b"\n--b--",
}
PIECES = [b"<", b">", b"</", b"<td>", b"<table>", b"</tr>", b"<w:tc>", b"</w:p>", b"&", b'"', b"\x00", b"\xff", b"\xfe\xff", b"<!--", b"]]>", b"<w:tbl>", b'w:val="99999999999"', b"rowspan=-1", b"PK\x03\x04", b"\r"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["flip", "cut", "drop", "insert", "repeat"])):
            case "flip" if place < len(data):
                data[place] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[place:]
            case "drop":
                del data[place : place + draw(st.integers(1, 60))]
            case "insert":
                data[place:place] = draw(st.sampled_from(PIECES))
            case _:
                data[place:place] = data[place : place + draw(st.integers(1, 200))]
    return name, bytes(data)


def check_mutated(case: tuple[str, bytes]) -> None:
    name, data = case
    if name == "document.xml":
        data = zipped(("word/document.xml", data))
    try:
        document = read_source(Source("a", data))
    except GkstatsError:
        return
    for table in tables(document):
        for cell in table.cells:
            assert cell.row + cell.row_span <= table.rows
            assert cell.column + cell.column_span <= table.columns


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@given(mutated())
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
def test_mutated_documents_raise_nothing_but_our_errors(case: tuple[str, bytes]) -> None:
    check_mutated(case)


@pytest.mark.large
@given(mutated())
@settings(max_examples=5000, deadline=None, suppress_health_check=QUIET)
def test_many_mutated_documents_raise_nothing_but_our_errors(case: tuple[str, bytes]) -> None:
    check_mutated(case)


@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@settings(deadline=None)
def test_any_bytes_raise_nothing_but_our_errors(data: bytes) -> None:
    for head in (b"", b"<html>", b"PK\x03\x04", "一、".encode("utf-16")):
        try:
            read_source(Source("a", head + data))
        except GkstatsError:
            continue


@st.composite
def layouts(draw: st.DrawFn) -> list[list[tuple[int, int, int, int, str]]]:
    """Return random tilings of a grid: the cells that begin in each row."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    found: list[list[tuple[int, int, int, int, str]]] = []
    for r in range(height):
        found.append([])
        for c in range(width):
            if (r, c) in taken:
                continue
            across = draw(st.integers(1, width - c))
            while any((r, c + k) in taken for k in range(across)):
                across -= 1
            down = draw(st.integers(1, height - r))
            taken |= {(r + i, c + k) for i in range(down) for k in range(across)}
            found[-1].append((r, c, down, across, draw(st.sampled_from(["", "甲", "0", "12.5", "规章"]))))
    return found


@given(layouts())
@settings(deadline=None)
def test_the_same_spans_give_the_same_grid_in_both_formats(
    layout: list[list[tuple[int, int, int, int, str]]],
) -> None:
    cells = [cell for row in layout for cell in row]
    html = "".join(
        "<tr>" + "".join(f"<td rowspan={d} colspan={a}>{t}</td>" for _, _, d, a, t in row) + "</tr>"
        for row in layout
    )
    lines = []
    for r in range(len(layout)):
        line = ""
        for row, _, down, across, text in sorted(cells, key=lambda cell: cell[1]):
            if row <= r < row + down:
                merge = "" if down == 1 else '<w:vMerge w:val="restart"/>' if row == r else "<w:vMerge/>"
                line += wtc(text if row == r else "", f'<w:gridSpan w:val="{across}"/>{merge}')
        lines.append(line)
    by_page = tables(read(f"<html><body><p>甲</p><table>{html}</table>"))
    by_word = tables(read(docx(wp("甲") + wtbl(*lines))))
    assert [grid(table) for table in by_page] == [cells] == [grid(table) for table in by_word]


def test_tables_without_end_are_refused() -> None:
    """A form has some sixty rows, an annex some hundreds; aligning them costs rows times rows."""
    row = "<tr><td>（一）予以公开</td><td>1</td></tr>"
    page = "<html><body><h1>某市2022年政府信息公开工作年度报告</h1><table>{}</table></body></html>"
    with pytest.raises(UnreadableDocument, match="more than 4,000 rows"):
        gk.load_report(page.format(row * (MOST_ROWS + 1)).encode())
    text = "某市2022年政府信息公开工作年度报告\n" + "（一）予以公开  1  1\n" * (MOST_ROWS + 1)
    with pytest.raises(UnreadableDocument, match="more than 4,000 rows"):
        gk.load_report(text.encode())
