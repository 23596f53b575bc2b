"""What turns up in folders, archives and lists: read by content, or one line that says why not."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

import gkstats as gk
from gkstats.loading import chunks
from gkstats.loading.sources import expand

TEXT = (gk.samples() / "zhongning-2020.txt").read_bytes()
PAGE = (gk.samples() / "zhongning-2020.html").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def names(corpus: gk.Corpus, root: str | Path) -> tuple[set[str], set[str], set[str]]:
    """Return what was read, what failed and what was skipped."""
    frames = (corpus.reports, corpus.errors, corpus.skipped)
    first, second, third = ({s.removeprefix(str(root))[1:] for s in frame["source"]} for frame in frames)
    return first, second, third


def test_files_are_known_by_what_they_hold(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / ".cache").mkdir(parents=True)
    for name in ("content_12.aspx", "show.jsp", "art.php", "2020", "a.png", "b.pdf"):
        (folder / name).write_bytes(PAGE)
    with zipfile.ZipFile(folder / "packed.data", "w") as archive:
        archive.writestr("2020.txt", TEXT)
        archive.writestr("word", (gk.samples() / "zhongning-2020.docx").read_bytes())
    (folder / "picture.pdf").write_bytes(PNG)
    (folder / "program").write_bytes(bytes(range(256)) * 9)
    (folder / "letter").write_text("关于召开会议的通知。", encoding="utf-8")
    (folder / "empty.pdf").touch()
    (folder / ".cache" / "x").write_bytes(PAGE)
    os.mkfifo(folder / "pipe")
    (folder / "nowhere").symlink_to(folder / "nothing")
    corpus = gk.load_corpus(folder, progress=False)
    read, failed, skipped = names(corpus, folder)
    assert read == {
        "content_12.aspx",
        "show.jsp",
        "art.php",
        "2020",
        "a.png",
        "b.pdf",
        "packed.data!2020.txt",
        "packed.data!word",
    }
    assert failed == {"empty.pdf", "picture.pdf"}
    assert skipped == {"program", "letter", ".cache", "pipe", "nowhere"}
    assert corpus.skipped.columns.tolist() == ["source", "reason"]
    assert corpus.skipped["reason"].str.len().min() > 5
    assert "5 files are no report" in str(corpus)
    assert "5 files are no report" in corpus._repr_html_()


STRANGE = (
    "",
    "./a.txt",
    "../b.txt",
    "/etc/c.txt",
    "C:\\d.txt",
    "a.txt",
    "x/../../e.txt",
    "f\n.txt",
    ".",
    "..",
    "a//b.txt",
)


def strange() -> bytes:
    """Return an archive whose members bear names of 1, 2 ... letters, replaced in its bytes by strange ones."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in STRANGE:
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, TEXT)
    return stream.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("on_disk", [True, False])
def test_no_member_of_an_archive_vanishes_or_leads_elsewhere(tmp_path: Path, on_disk: bool) -> None:
    place = tmp_path / "all.zip"
    place.write_bytes(strange())
    corpus = gk.load_corpus(place if on_disk else strange(), progress=False)
    read, failed, skipped = names(corpus, place if on_disk else "<bytes>")
    assert (len(read), failed, skipped) == (len(STRANGE), set(), set())
    assert {"a.txt", "a.txt (2)", "b.txt", "etc/c.txt", "d.txt", "e.txt", "a/b.txt", "member 1"} <= {
        *read,
        *(n.replace("x/e", "e") for n in read),
    }
    assert not any(part in ("", ".", "..") for name in read for part in name.split("/"))
    if on_disk:
        assert gk.load_report(corpus.reports["source"][0]).year == 2020


@pytest.mark.parametrize("on_disk", [True, False])
def test_encrypted_and_damaged_members_are_a_line_each(tmp_path: Path, on_disk: bool) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("a.txt", "b.txt", "style.css"):
            archive.writestr(name, TEXT)
    data = bytearray(stream.getvalue())
    central = data.index(b"PK\x01\x02")
    data[6] |= 1  # the first is encrypted, so it says
    data[central + 8] |= 1
    place = tmp_path / "all.zip"
    place.write_bytes(data)
    corpus = gk.load_corpus(place if on_disk else bytes(data), progress=False)
    assert names(corpus, place if on_disk else "<bytes>") == ({"b.txt"}, {"a.txt"}, {"style.css"})


def test_what_is_not_there_is_one_line_among_several(tmp_path: Path) -> None:
    here = gk.samples() / "zhongning-2020.txt"
    corpus = gk.load_corpus(
        [here, tmp_path / "none.pdf", "no such text\n" * 99, tmp_path / "*.pdf", "a\0b"], progress=False
    )
    assert (len(corpus), len(corpus.errors)) == (1, 4)
    with pytest.raises(FileNotFoundError):
        gk.load_corpus(tmp_path / "none.pdf")
    with pytest.raises(TypeError, match="no source"):
        gk.load_corpus(None)  # type: ignore[arg-type]


def test_a_list_names_files_below_itself_and_public_addresses(tmp_path: Path) -> None:
    below, outside = tmp_path / "list" / "a.txt", tmp_path / "secret.txt"
    below.parent.mkdir()
    for path in (below, outside):
        path.write_bytes(TEXT)
    places = [
        "a.txt",
        str(below),
        "../secret.txt",
        str(outside),
        outside.as_uri(),
        "http://127.0.0.1:9/a",
        "memory://a",
    ]
    (below.parent / "list.csv").write_text("source\n" + "\n".join(places))
    corpus = gk.load_corpus(below.parent / "list.csv", progress=False)
    assert corpus.reports["source"].tolist() == [str(below)]  # named twice, read once
    assert corpus.errors["source"].tolist() == places[2:]
    assert corpus.errors["message"].str.contains("allow_private").all()
    trusted = gk.load_corpus(below.parent / "list.csv", allow_private=True, progress=False)
    assert len(trusted) == 4


def test_a_file_may_have_a_line_break_in_its_name(tmp_path: Path) -> None:
    odd = tmp_path / "a\nb.txt"
    odd.write_bytes(TEXT)
    assert gk.load_report(odd).year == 2020
    assert len(gk.load_corpus(tmp_path, progress=False)) == 1
    with pytest.raises(gk.UnreadableDocument, match="text, no path"):
        gk.load_report("一、总体情况\n全年公开12条。")


def test_wide_text_is_no_page() -> None:
    text = TEXT.decode() + "\n附件：㱴㱢㹴㱤㱰"  # with halves that look like tags
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert gk.load_report(text.encode(encoding)).records.format == "text"
    assert gk.load_report(PAGE.decode().encode("utf-16")).records.format == "html"


def test_what_cannot_be_handed_on_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    read = chunks.read_records

    def odd(*given: Any, **more: Any) -> object:
        records = read(*given, **more)
        if "odd" in records.source:
            object.__setattr__(records, "warnings", ("\ud800",))
        return records

    monkeypatch.setattr(chunks, "read_records", odd)
    items = [chunks.Item(name, TEXT) for name in ("a.txt", "odd.txt", "b.txt")]
    done = chunks.decode_read(
        chunks.read_payloads([chunks.encode(i) for i in items], chunks.encode(chunks.Settings()))
    )
    assert [position for position, _ in done.loaded] == [0, 2]
    assert [(position, failure.source) for position, failure in done.failed] == [(1, "odd.txt")]


def test_a_dataset_in_a_folder_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gkstats.json").write_text("{}")
    (tmp_path / "a.txt").write_bytes(TEXT)
    found = list(expand(tmp_path))
    assert [item.failure is None for item in found] == [True, False]
