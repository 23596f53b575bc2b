"""Where documents come from: paths, bytes, files, addresses, archives; and what they are."""

from __future__ import annotations

import builtins
import gzip
import io
import os
import pickle
import socket
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gkstats.documents import Source, expand_archive, open_source, read_document, read_source
from gkstats.documents import remote as remote_room
from gkstats.documents.archive import is_furniture
from gkstats.documents.source import sniff
from gkstats.errors import GkstatsError, MissingDependency, UnreadableDocument
from tests.documents.builders import docx, page, paragraphs, report, wp

TEXT = "一、总体情况\n全年公开12条。\n"


def test_the_room_imports_no_engine() -> None:
    code = (
        "import sys, gkstats.documents\n"
        "heavy = {'lxml', 'docx', 'pypdfium2', 'pdfminer', 'pandas', 'fsspec', 'urllib.request'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "kind", ["path", "string", "bytes", "bytearray", "file", "stream", "file address", "source"]
)
def test_every_kind_of_source_gives_the_same_document(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "报告 2020.txt"
    path.write_bytes(TEXT.encode())
    sources: dict[str, Any] = {
        "path": path,
        "string": str(path),
        "bytes": TEXT.encode(),
        "bytearray": bytearray(TEXT.encode()),
        "file": path.open("rb"),
        "stream": io.BytesIO(TEXT.encode()),
        "file address": path.as_uri(),
        "source": Source("a", TEXT.encode()),
    }
    assert paragraphs(read_document(sources[kind])) == ["一、总体情况", "全年公开12条。"]
    sources["file"].close()


def test_a_file_that_does_not_exist_is_python_s_own_error(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.pdf", (tmp_path / "none.pdf").as_uri()):
        with pytest.raises(FileNotFoundError):
            read_document(missing)


def test_a_folder_is_sent_to_load_corpus(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="load_corpus"):
        open_source(tmp_path)


def test_text_in_place_of_a_path_is_told_apart() -> None:
    for text in (TEXT, "公开" * 1000, "a\x00b"):
        with pytest.raises(UnreadableDocument, match="it is text, no path"):
            open_source(text)
    with pytest.raises(TypeError, match="binary mode"):
        open_source(io.StringIO(TEXT))  # type: ignore[arg-type]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_would_never_end_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableDocument, match="no ordinary file"):
        open_source(tmp_path / "pipe")


def test_the_size_limit_holds_for_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkstats.documents.source.LARGEST", 1000)
    (tmp_path / "a").write_bytes(b"a" * 1001)
    (tmp_path / "b").write_bytes(b"a" * 1000)
    for source in (tmp_path / "a", b"a" * 1001, io.BytesIO(b"a" * 1001), (tmp_path / "a").as_uri()):
        with pytest.raises(UnreadableDocument, match="larger than"):
            open_source(source)
    assert len(open_source(tmp_path / "b").data) == 1000


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.html", b"%PDF-1.7 ...", "pdf"),
        ("a.pdf", b"junk\r\n%PDF-1.4", "pdf"),
        ("a.doc", page(report()).encode("utf-16"), "html"),
        ("a.doc", page(report()).encode("utf-16-le"), "html"),
        ("a.txt", b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE HTML>", "html"),
        ("a.html", ("<!-- " + "公开" * 4000 + " --><table><tr><td>1").encode(), "html"),
        ("a.xls", b"<table border=1><tr><td>1</table>", "html"),
        ("a.html", "全文<全区政府网站>".encode(), "text"),
        ("a.pdf", TEXT.encode("gb18030"), "text"),
        ("a.pdf", TEXT.encode("utf-16-be"), "text"),
        ("a.zip", docx(wp("甲")), "docx"),
        ("a.txt", b"{\\rtf1\\ansi", "rtf"),
        ("a.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "mhtml"),
    ],
)
def test_the_format_is_what_the_bytes_say(name: str, data: bytes, format: str) -> None:  # noqa: A002
    assert sniff(Source(name, data)) == format


def packed(**members: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old office file", "save it as DOCX or PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "without a password"),
        (b"\xff\xd8\xff\xe0", "picture is damaged", "again"),
        (b"\x89PNG\r\n\x1a\n", "picture is damaged", "again"),
        (b"II*\x00\x08", "picture is damaged", "again"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture is damaged", "again"),
        (b"Rar!\x1a\x07", "RAR", "unpack"),
        (gzip.compress(b"a", mtime=0), "gzip", "unpack"),
        (packed(**{"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "OFD", "PDF"),
        (packed(**{"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "office file", "DOCX or PDF"),
        (packed(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument", "libreoffice"),
        (packed(a="b"), "archive", "load_corpus"),
        (b"PK\x03\x04 nothing", "damaged", "again"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "XML", "DOCX or PDF"),
        (bytes(range(256)) * 20, "not known", "PDF, HTML, DOCX"),
        (b"", "empty", "again"),
        (b"\x00" * 5000, "empty", "again"),
        (b" \r\n\t", "empty", "again"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_remedy(data: bytes, what: str, remedy: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data)
    assert what in caught.value.trouble
    assert remedy in caught.value.remedy
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)


def test_the_documents_of_an_archive_are_expanded() -> None:
    inner = packed(**{"2018.txt": TEXT})
    data = packed(
        **{"b/2020.html": page(report()), "a/2019.txt": TEXT, "old.zip": inner, "style.css": "p {}", "__MACOSX/._a": "x", "b/": ""}
    )  # fmt: skip
    found = {
        member.name: len(read_source(member).blocks)
        for member in expand_archive(Source("all.zip", data))
        if not is_furniture(member.name)
    }
    assert found == {"all.zip!a/2019.txt": 2, "all.zip!b/2020.html": 5, "all.zip!old.zip!2018.txt": 2}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_that_a_chinese_system_wrote_are_right(encoding: str) -> None:
    name = "某某局.txt".encode(encoding)
    data = packed(**{"X" * len(name): TEXT}).replace(b"X" * len(name), name)
    (member,) = expand_archive(Source("a.zip", data))
    assert member.name == "a.zip!某某局.txt"


def test_one_damaged_member_does_not_stop_the_others() -> None:
    data = bytearray(packed(**{"a.txt": os.urandom(300).hex(), "b.txt": TEXT}))
    data[60:80] = b"\xff" * 20
    first, second = expand_archive(Source("a.zip", bytes(data)))
    with pytest.raises(UnreadableDocument, match="unpacked"):
        read_source(first)
    assert len(read_source(second).blocks) == 2


PACKED = {"Content-Encoding": "gzip"}
ANSWERS: dict[str, tuple[Any, ...]] = {
    "text": (TEXT.encode(),),
    "%E6%8A%A5%E5%91%8A": (TEXT.encode(),),
    "gzip": (gzip.compress(TEXT.encode()), 200, PACKED),
    "bad-gzip": (TEXT.encode(), 200, PACKED),
    "gzip-in-parts": (gzip.compress(TEXT.encode()[:9]) + gzip.compress(TEXT.encode()[9:]), 200, PACKED),
    "gzip-cut": (gzip.compress(TEXT.encode() * 9)[:-9], 200, PACKED),
    "gzip-flipped": (gzip.compress(TEXT.encode())[:-8] + b"\0" * 8, 200, PACKED),
    "deflate": (zlib.compress(TEXT.encode()), 200, {"Content-Encoding": "deflate"}),
    "bare-deflate": (zlib.compress(TEXT.encode())[2:-4], 200, {"Content-Encoding": "deflate"}),
    "unasked": (TEXT.encode(), 200, {"Content-Encoding": "br"}),
    "once": (b"", 302, {"Location": "/text"}),
    "file": (b"", 302, {"Location": "file:///etc/hostname"}),
    "ftp": (b"", 301, {"Location": "ftp://127.0.0.1/x"}),
    "circle": (b"", 302, {"Location": "/circle"}),
    "large": (b"a" * 5000,),
}


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/")
        if path in ANSWERS:
            self.answer(*ANSWERS[path])
        elif path == "endless":
            self.answer(b"", 302, Location=f"/endless?{self.path[-40:].replace('?', '')}1")
        elif path == "inward":
            self.answer(b"", 302, Location=f"http://localhost:{self.server.server_address[1]}/text")
        elif path == "slow-head":
            self.send_response(200)
            self.flush_headers()
            while not STOP.wait(0.05):
                self.wfile.write(b"X-A: b\r\n")
                self.wfile.flush()
        elif path == "drip":
            self.send_response(200)
            self.end_headers()
            while not STOP.wait(0.05):
                self.wfile.write(b"a")
                self.wfile.flush()
        elif path == "silent":
            STOP.wait(5)
        elif path == "short":
            self.answer(b"a", 200, **{"Content-Length": "1000"})
        else:
            self.answer(b"none", 404)

    def answer(
        self, data: bytes, code: int = 200, more: dict[str, str] | None = None, **headers: str
    ) -> None:
        headers |= more or {}
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Says nothing of clients that hang up."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


STOP = threading.Event()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    serving = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    STOP.set()
    serving.shutdown()
    serving.server_close()
    thread.join()


@pytest.mark.parametrize(
    "path", ["text", "once", "gzip", "gzip-in-parts", "deflate", "bare-deflate", "报告", "text?a=某某"]
)
def test_an_address_is_fetched(server: str, path: str) -> None:
    assert paragraphs(read_document(f"{server}/{path}")) == ["一、总体情况", "全年公开12条。"]


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("none", "404"),
        ("file", "no web address"),
        ("ftp", "no web address"),
        ("endless", "redirects without end"),
        ("circle", "redirects without end"),
        ("large", "larger than"),
        ("bad-gzip", "damaged"),
        ("gzip-cut", "breaks off"),
        ("gzip-flipped", "damaged"),
        ("unasked", "unasked"),
        ("inward", "private network"),
        ("slow-head", "longer than"),
        ("short", "breaks off"),
        ("silent", "timed out"),
        ("drip", "longer than"),
    ],
)
def test_a_server_that_misbehaves_is_left(
    server: str, path: str, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkstats.documents.source.LARGEST", 4000)
    monkeypatch.setattr(remote_room, "TIMEOUT", 0.3)
    monkeypatch.setattr(remote_room, "LONGEST", 0.3)
    with pytest.raises(UnreadableDocument) as caught:
        open_source(f"{server}/{path}")
    assert trouble in caught.value.trouble


def test_addresses_of_strangers_lead_to_no_private_network(server: str) -> None:
    for url in (
        f"{server}/text",
        server.replace("127.0.0.1", "localhost") + "/text",
        "http://[::ffff:127.0.0.1]/",
    ):
        with pytest.raises(UnreadableDocument, match="private network"):
            open_source(url, allow_private=False)
    assert open_source(f"{server}/inward", allow_private=True).data == TEXT.encode()


def test_a_name_is_checked_where_it_leads(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to this machine is no more public than its address."""
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *a, **k: resolve("127.0.0.1", *a, **k))
    port = server.rpartition(":")[2]
    with pytest.raises(UnreadableDocument, match="private network"):
        open_source(f"http://rebound.example:{port}/text", allow_private=False)
    assert open_source(f"http://rebound.example:{port}/text").data == TEXT.encode()  # the user has named it


@pytest.mark.parametrize("scheme", ["dir", "reference", "github", "zip", "javascript", "data", "jar"])
def test_only_known_kinds_of_addresses_are_fetched(scheme: str) -> None:
    with pytest.raises(UnreadableDocument, match="are not read"):
        open_source(f"{scheme}://a/b.txt")
    with pytest.raises(UnreadableDocument, match="are not read"):
        open_source(f"s3://a/b.txt::{scheme}://c")


def test_nobody_answers() -> None:
    for url in ("http://127.0.0.1:9/x", "http://[::bad/x", "http:///x", "https://127.0.0.1:99999/"):
        with pytest.raises(UnreadableDocument, match="cannot be fetched"):
            open_source(url)


def test_other_addresses_need_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "fsspec":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingDependency) as caught:
        open_source("s3://bucket/report.pdf")
    assert "gkstats[remote]" in caught.value.remedy


def test_other_addresses_are_opened_by_fsspec() -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://reports/a.txt", "wb") as file:
        file.write(TEXT.encode())
    assert len(read_document("memory://reports/a.txt").blocks) == 2
    with pytest.raises(FileNotFoundError):
        read_document("memory://reports/none.txt")
    with pytest.raises(GkstatsError):
        read_document("unheardof://reports/none.txt")


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ('title = "某县2020年政府信息公开工作年度报告"\nyear = 2020\n[figures]\na = 1\n', True),
        ('{"agency": "某县人民政府", "year": 2020}', True),
        ("[2020年度报告]\n一、总体情况\n本年公开信息5条。", False),
        ("{一、总体情况} 本年公开信息5条。", False),
        ("公开 = 5条\n一、总体情况", False),
    ],
)
def test_data_files_are_no_documents(data: str, refused: bool) -> None:
    source = Source("x", data.encode())
    if refused:
        with pytest.raises(UnreadableDocument, match="data file"):
            sniff(source)
    else:
        assert sniff(source) in ("text", "markdown")
