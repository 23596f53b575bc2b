"""Traps of a site, and a guest that comes through them: asks little, takes nothing else, and says what it left."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkstats as gk
from gkstats.collecting import polite, walk
from gkstats.collecting.lists import read_list
from gkstats.collecting.markup import Page
from gkstats.collecting.polite import Guest, NotFetchedError
from gkstats.collecting.systems import shipped_systems
from gkstats.documents import remote
from tests.collecting.sites import Site, article, day_of, line, page, report, served, title_of
from tests.collecting.test_collecting import paths, quickly


def listing(site: Site, *entries: tuple[str, int], more: str = "", path: str = "/nb/") -> str:
    lines = "".join(line(address, title_of(index), day_of(index)) for address, index in entries)
    return site.put(path, page(f"<ul>{lines}</ul>{more}"))


def small(index: int = 0) -> tuple[Site, str]:
    """Return a site with one report."""
    site = Site()
    site.put(f"/nb/{index}.html", article(index))
    return site, listing(site, (f"/nb/{index}.html", index))


def redirect(where: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": where}, b""


def test_a_list_without_end_is_left(tmp_path: Path) -> None:
    site, start = small()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.rpartition("=")[2])
        data = page(
            f'<li><a href="/news/{number}.html">新闻{number}</a></li><a href="/more?page={number + 1}">下一页</a>'
        ).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    site.pages |= {f"/more?page={number}": endless for number in range(2000)}
    listing(site, ("/nb/0.html", 0), more='<a href="/more?page=1">下一页</a>')
    with served(site):
        collected = quickly(site.root + start, tmp_path)
    assert paths(collected.new) == {"/nb/0.html"}
    assert collected.failed["why"].tolist() == ["barren"]
    assert len(site.asked) < 15


def test_links_without_end_are_left_at_the_limit_and_gone_on_with(tmp_path: Path) -> None:
    site = Site()
    start = listing(site, *((f"/nb/{index}.html", index) for index in range(4)))
    for index in range(4):
        site.put(f"/nb/{index}.html", article(index))
    with served(site):
        first = quickly(site.root + start, tmp_path, limit=4)  # robots.txt, the list, two documents
        assert (first.failed["why"].tolist(), len(first.new)) == (["limit"], 2)
        asked = len(site.asked)
        rest = quickly(site.root + start, tmp_path)
        assert (rest.failed.empty, len(rest.new)) == (True, 4)
        assert [path for path in site.asked[asked:] if path.endswith(".html")] == ["/nb/2.html", "/nb/3.html"]


def test_another_host_is_not_asked_unless_it_is_named(tmp_path: Path) -> None:
    with served(Site()) as other, served(small()[0]) as site:
        other.put("/1.html", article(1))
        start = listing(site, ("/nb/0.html", 0), (f"{other.root}/1.html", 1))
        collected = quickly(site.root + start, tmp_path)
        assert (paths(collected.new), other.asked) == ({"/nb/0.html"}, [])
        assert collected.failed["why"].tolist() == ["elsewhere"]
        named = quickly(site.root + start, tmp_path, hosts=[other.root.removeprefix("http://")])
        assert paths(named.new) == {"/1.html"}


def test_private_addresses_are_not_asked_from_outside() -> None:
    with served(small()[0]) as site:
        host = site.root.removeprefix("http://")
        guest = Guest("http://93.184.216.34/", pause=0, limit=9, hosts=[host])
        with pytest.raises(NotFetchedError, match=r"robots\.txt cannot be had"):
            guest.fetch(f"{site.root}/nb/")
        assert site.asked == []
        trusting = Guest("http://93.184.216.34/", pause=0, limit=9, hosts=[host], allow_private=True)
        assert trusting.fetch(f"{site.root}/nb/").data


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.05)


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


EMPTY = page("<h1>您访问的页面不存在</h1><p>或已删除，3秒后返回首页。</p>", title="提示")


@pytest.mark.parametrize(
    ("answer", "why", "trouble"),
    [
        (silent, "failed", "timed out"),
        (dripping, "failed", "longer than"),
        (hanging_up, "failed", "cannot be fetched"),
        ((500, {}, b""), "failed", "500"),
        ((403, {}, b""), "failed", "refuses programs"),
        ((404, {}, b""), "gone", "404"),
        (EMPTY.encode(), "no report", "was found"),
        (page("<p>附件</p>", title=title_of(1)).encode(), "no report", "says nothing"),
        (redirect("/nb/1.html"), "failed", "redirects without end"),
        (redirect("file:///etc/passwd"), "failed", "no web address"),
        (redirect("http://198.51.100.9/a.html"), "elsewhere", "another host"),
        (b"<html>" + b"a" * 40_000, "failed", "larger than"),
    ],
    ids="silent dripping hanging-up broken refused gone soft-404 bare-title loop file elsewhere huge".split(),
)
def test_what_a_bad_address_gives_is_not_kept(
    answer: bytes | Callable[..., None] | tuple[int, dict[str, str], bytes],
    why: str,
    trouble: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote, "TIMEOUT", 0.3)
    monkeypatch.setattr(remote, "LONGEST", 0.5)
    monkeypatch.setattr(polite, "LARGEST", 30_000)
    site, _ = small(1)
    site.pages["/nb/1.html"] = answer
    start = listing(site, ("/nb/1.html", 1))
    with served(site):
        collected = quickly(site.root + start, tmp_path)
    assert collected.documents.empty
    assert collected.failed["why"].tolist() == [why]
    assert trouble in collected.failed["trouble"][0]
    assert not [
        path.name for path in tmp_path.iterdir() if path.name not in ("collected.csv", ".collecting.json")
    ]


def test_robots_txt_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    # The guest's own waiting alone: the replica's server sleeps a moment, too.
    clock = SimpleNamespace(sleep=waited.append, monotonic=time.monotonic)
    monkeypatch.setattr(polite, "time", clock)
    site = Site()
    site.put("/nb/0.html", article(0, files='<a href="/f/a.pdf">附件</a>'))
    site.put("/inner/1.html", article(1))
    site.put("/f/a.pdf", report(0).typeset("pdf"))
    start = listing(site, ("/nb/0.html", 0), ("/inner/1.html", 1))
    site.put("/robots.txt", "User-agent: *\nDisallow: /inner/\nDisallow: /*.pdf$\nCrawl-delay: 3\n")
    with served(site):
        collected = quickly(site.root + start, tmp_path)
        assert paths(collected.new) == {"/nb/0.html"}
        assert site.asked == ["/robots.txt", "/nb/", "/nb/0.html"]
        assert set(collected.failed["why"]) == {"robots"}
        assert len(waited) == 2
        assert all(2 < seconds <= 3 for seconds in waited)
        for rules in (b"User-agent: gkstats\nDisallow: /\n", (503, {}, b"")):
            site.pages["/robots.txt"] = rules
            with pytest.raises(gk.GkstatsError, match=r"robots\.txt"):
                quickly(site.root + start, tmp_path)


def test_a_start_that_sends_on_is_followed(tmp_path: Path) -> None:
    site, _ = small()
    site.put("/", '<html><head><meta http-equiv="refresh" content="0;url=/nb/"></head></html>')
    site.pages["/start"] = redirect("/", 301)
    with served(site):
        assert paths(quickly(f"{site.root}/start", tmp_path / "a").new) == {"/nb/0.html"}
        assert paths(quickly(f"{site.root}/nb/0.html", tmp_path / "b").new) == {"/nb/0.html"}
        with pytest.raises(gk.GkstatsError, match="404"):
            quickly(f"{site.root}/none", tmp_path / "c")


def test_nothing_of_a_name_comes_from_outside(tmp_path: Path) -> None:
    site, _ = small()
    file = site.put("/f/..%5c..%5cCON.pdf?name=../../aux", report(0).typeset("pdf"))
    body = f"<ul>{line(file, '=HYPERLINK(&quot;x&quot;)2019年政府信息公开年报', '2020-01-02')}</ul>"
    start = site.put("/nb/", page(body))
    with served(site):
        collected = quickly(site.root + start, tmp_path)
    name = collected.new["file"].item()
    assert name == f"2019-{collected.new['sha256'].item()[:16]}.pdf"
    manifest = tmp_path / "collected.csv"
    text = manifest.read_text(encoding="utf-8-sig")
    assert ""","'=HYPERLINK""" in text
    manifest.write_text(text.replace(name, "../secret.pdf"), encoding="utf-8")
    with pytest.raises(gk.GkstatsError, match="no file beside it"):
        gk.load_corpus(tmp_path, progress=False)
    with served(site), pytest.raises(gk.GkstatsError, match="manifest"):
        quickly(site.root + start, tmp_path)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["<a href=", "<base href=", "<recordset><record>", "createPageHTML("]),
)
def test_no_markup_breaks_the_reading_of_a_list(data: bytes, start: str) -> None:
    page_of = Page("http://a.cn/nb/index.html#7", start.encode() + data)
    found = read_list(page_of, shipped_systems())
    assert all(entry.url.startswith("http") for entry in found.entries)
    assert len(found.further) <= 600
    assert walk.BARREN > 1
