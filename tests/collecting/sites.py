"""Sites on loopback, composed in the manner of the common content systems, and what a guest did on them."""

from __future__ import annotations

import functools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gkstats.synthetic import SyntheticReport, synthetic_report

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What a server gives, by path and query; what it was asked, in order."""

    pages: dict[str, bytes | Handler | tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    missing: bytes = b"none"
    missing_status: int = 404
    at_once: int = 0
    most_at_once: int = 0
    root: str = ""

    def put(self, path: str, content: str | bytes, encoding: str = "utf-8") -> str:
        self.pages[path] = content.encode(encoding) if isinstance(content, str) else content
        return path


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        site.at_once += 1
        site.most_at_once = max(site.most_at_once, site.at_once)
        # Long enough to be seen by another request, and over before the guest has the answer.
        time.sleep(0.002)
        site.at_once -= 1
        with suppress(OSError):
            self._answer(site)

    do_POST = do_GET  # noqa: N815

    def _answer(self, site: Site) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        form = self.rfile.read(length).decode() if length else ""
        site.asked.append(self.path)
        site.agents.add(self.headers.get("User-Agent", ""))
        found = site.pages.get(self.path + (f" {form}" if form else ""), site.pages.get(self.path))
        if found is None:
            found = (site.missing_status, {"Content-Type": "text/html"}, site.missing)
        if callable(found):
            found(self)
            return
        status, headers, data = found if isinstance(found, tuple) else (200, {}, found)
        if status == 200 and not isinstance(found, tuple):
            tag = f'"{hash(data) & 0xFFFFFFFF:x}"'
            if self.headers.get("If-None-Match") == tag:
                status, data = 304, b""
            headers = {"ETag": tag, "Content-Type": "text/html"}
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


@contextmanager
def served(site: Site) -> Iterator[Site]:
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.root = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@functools.cache
def report(index: int) -> SyntheticReport:
    return synthetic_report(11, index)


def title_of(index: int) -> str:
    return f"{report(index).agency}{report(index).year}年政府信息公开工作年度报告"


def day_of(index: int) -> str:
    return f"{report(index).year + 1}-01-{10 + index % 18:02d}"


def text_of(index: int) -> str:
    """Return a report's markup, without the page around it."""
    whole = report(index).typeset("html").decode()
    return re.sub(r"(?is).*<body[^>]*>|</body>.*", "", whole)


NAVIGATION = (
    '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a>'
    '<a href="/other/nb/">政府信息公开年报</a><a href="http://198.51.100.7/jc/">江城市人民政府</a></div>'
)
FOOT = '<div class="foot"><a href="/sitemap.html">网站地图</a> 主办：江城市人民政府办公室</div>'
DECOYS = (
    ("2022年部门预决算公开", "/czyjs/2022.html"),
    ("2022年政府工作报告", "/gzbg/2022.html"),
    ("江城市2022年法治政府建设年度报告", "/fzzf/2022.html"),
    ("关于做好2022年政府信息公开工作年度报告编制发布工作的通知", "/tz/1.html"),
    ("一图读懂2022年政府信息公开工作年度报告", "/tj/1.html"),
    ("2022年政府网站工作年度报表", "/wz/2022.html"),
)


def page(body: str, *, title: str = "政府信息公开年报", head: str = "", charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_江城市人民政府</title>{head}</head>'
        f'<body>{NAVIGATION}<div class="position">当前位置：首页 &gt; {title}</div>{body}{FOOT}</body></html>'
    )


def article(index: int, *, files: str = "", charset: str = "utf-8") -> str:
    return page(
        f'<h1>{title_of(index)}</h1><p class="info">发布日期：{day_of(index)} 浏览次数：<span>3</span></p>'
        f'<div class="content">{text_of(index)}{files}</div><p><a href="/x.html">下一篇：无</a></p>',
        title=title_of(index),
        charset=charset,
    )


def line(address: str, title: str, day: str) -> str:
    return f'<li><a href="{address}" target="_blank">{title}</a><span>{day}</span></li>'


def decoys(site: Site) -> str:
    for title, address in DECOYS:
        site.put(address, page(f"<h1>{title}</h1><p>一、总体情况</p><p>全年共办理12件。</p>", title=title))
    return "".join(line(address, title, "2023-02-03") for title, address in DECOYS)


def trs() -> tuple[Site, str, set[str]]:
    """TRS: the page count in a script, addresses relative to the list, PDF beside the text."""
    site, found = Site(), set()
    pages = ["" for _ in range(2)]
    for index in range(4):
        name = f"t{day_of(index).replace('-', '')}_{index}.html"
        folder = f"./{day_of(index)[:7].replace('-', '')}"
        pages[index // 2] += line(f"{folder}/{name}", title_of(index), day_of(index))
        files = ""
        if index == 0:
            files = '<p>附件：<a href="./P0202001100.pdf">年度报告.pdf</a></p>'
            site.put(f"/zfxxgk/nb/{folder[2:]}/P0202001100.pdf", report(0).typeset("pdf"))
        found.add(site.put(f"/zfxxgk/nb/{folder[2:]}/{name}", article(index, files=files)))
    for number, lines in enumerate(pages):
        body = f'<ul>{lines}{decoys(site)}</ul><script>createPageHTML(2, {number}, "index", "html");</script>'
        site.put(f"/zfxxgk/nb/index{f'_{number}' if number else ''}.html", page(body))
    return site, "/zfxxgk/nb/index.html", found


def hanweb() -> tuple[Site, str, set[str]]:
    """Hanweb: the first entries as XML in the page, the others behind a form; the report in a DOCX alone."""
    site, found, records = Site(), set(), []
    for index in range(6, 10):
        address = f"/art/{report(index).year + 1}/1/20/art_77_{index}.html"
        records.append(f"<record><![CDATA[{line(address, title_of(index), day_of(index))}]]></record>")
        if index == 6:
            file = f"/module/download/downfile.jsp?classid=0&filename={index}a.docx"
            site.put(file, report(index).typeset("docx"))
            text = f'<p>请见附件</p><a href="{file.replace("&", "&amp;")}">附件</a>'
            site.put(address, page(text, title=title_of(index)))
            found.add(file)
        else:
            found.add(site.put(address, article(index)))
    body = (
        f'<ul>{decoys(site)}</ul><div id="99"><script type="text/xml"><datastore><nextgroup></nextgroup>'
        f"<recordset>{''.join(records[:2])}</recordset></datastore></script></div><script>"
        "$('#99').jpage({openCookies:0,totalRecord:4,proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:2,groupSize:1,"
        "ajaxParam:{col:1,appid:1,webid:12,path:'/',columnid:77,sourceContentType:1,unitid:99,permissiontype:0}});</script>"
    )
    form = "col=1&appid=1&webid=12&path=%2F&columnid=77&sourceContentType=1&unitid=99&permissiontype=0"
    for start in (1, 3):
        answer = f"<datastore><totalrecord>4</totalrecord><recordset>{''.join(records[start - 1 : start + 1])}</recordset></datastore>"
        asked = f"/module/web/jpage/dataproxy.jsp?startrecord={start}&endrecord={start + 1}&perpage=2"
        site.put(f"{asked} {form}", answer)
    site.put("/col/col77/index.html", page(body))
    return site, "/col/col77/index.html", found


def gkmlpt() -> tuple[Site, str, set[str]]:
    """GKMLPT: an empty page, an interface in JSON, and times in seconds."""
    site, found, articles = Site(), set(), []
    for index in range(12, 16):
        address = f"/gkmlpt/content/7/{index}/post_{index}.html"
        found.add(site.put(address, article(index)))
        articles.append(
            {"title": title_of(index), "url": f"{address}#1234", "first_publish_time": 1579000000 + index}
        )
    for number, (title, address) in enumerate(DECOYS):
        articles.append({"title": title, "url": address, "first_publish_time": 1579000000 + number})
    decoys(site)
    site.put(
        "/gkmlpt/index",
        page("<script>window._CONFIG = {SID: '755', COLUMN: ''}</script>", title="政府信息公开年报"),
    )
    some = {"articles": articles, "total": len(articles), "classify": {"name": "年报"}}
    site.put("/gkmlpt/api/all/1234?page=1&sid=755", json.dumps(some))
    return site, "/gkmlpt/index#1234", found


def dreamweaver() -> tuple[Site, str, set[str]]:
    """A hand-made site: GBK, tables, numbered pages, titles cut off, a base address, the same report twice."""
    site, found = Site(), set()
    for number, indices in enumerate(((18, 19), (20, 21)), 1):
        rows = ""
        for index in indices:
            short = title_of(index)[: title_of(index).index("年政府信息公开") + 9] + "…"
            address = site.put(
                f"/html/{index}.htm", article(index, charset="gb2312").encode("gbk", "replace")
            )
            found.add(address)
            rows += f"<tr><td>·<a href='html/{index}.htm' title='{title_of(index)}'>{short}</a></td><td>[{day_of(index)}]</td></tr>"
        if number == 2:  # once more under another address
            copy = site.put("/html/copy.htm", site.pages["/html/20.htm"])  # type: ignore[arg-type]
            rows += f"<tr><td><a href='{copy}'>{title_of(20)}</a></td><td>[{day_of(20)}]</td></tr>"
        for title, address in DECOYS:
            rows += f"<tr><td><a href='{address}'>{title}</a></td><td>[2023-02-03]</td></tr>"
        calendar = "".join(f'<td><a href="rl.asp?d=2023-02-{day:02d}">{day}</a></td>' for day in range(1, 29))
        paging = (
            "<a href='/list_3_1.htm'>1</a> <a href='/list_3_2.htm'>2</a> <a href='/list_3_2.htm'>下一页</a>"
        )
        body = f"<table>{rows}</table>{paging}<table><tr>{calendar}</tr></table>"
        site.put(f"/list_3_{number}.htm", page(body, head='<base href="/">', charset="gb2312").encode("gbk"))
    decoys(site)
    return site, "/list_3_1.htm", found


def behind_json() -> tuple[Site, str, set[str]]:
    """A list that its page's script asks for, page by page."""
    site, found = Site(), set()
    for number, indices in enumerate(((24, 25), (26, 27)), 1):
        rows = []
        for index in indices:
            found.add(site.put(f"/info/{index}/c.shtml", article(index)))
            rows.append(
                {
                    "docTitle": f"<em>{title_of(index)}</em>",
                    "docpuburl": f"/info/{index}/c.shtml",
                    "pubDate": day_of(index),
                }
            )
        rows += [
            {"docTitle": title, "docpuburl": address, "pubDate": "2023-02-03"} for title, address in DECOYS
        ]
        site.put(f"/api/list?channel=9&page={number}&size=2", json.dumps({"code": 0, "data": {"rows": rows}}))
    site.put("/api/list?channel=9&page=3&size=2", json.dumps({"code": 0, "data": {"rows": []}}))
    site.put("/nb/", page('<div id="list" data-url="/api/list?channel=9&page=1&size=2"></div>'))
    decoys(site)
    return site, "/nb/", found


def vsb() -> tuple[Site, str, set[str]]:
    """Visual SiteBuilder: years as pages, pages numbered from the end, files given out by a script."""
    site, found = Site(), set()
    first, second = "", ""
    for index in range(30, 34):
        address = f"/info/1045/{2300 + index}.htm"
        files = ""
        if index == 31:
            file = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=5"
            files = f'<p>附件【<a href="{file.replace("&", "&amp;")}">{title_of(index)}.docx</a>】已下载<span>9</span>次</p>'
            site.put(file, report(index).typeset("docx"))
        found.add(site.put(address, article(index, files=files)))
        if index < 32:
            first += line(f"../../{address[1:]}", title_of(index), day_of(index))
        else:
            second += line(f"../../../{address[1:]}", title_of(index), day_of(index))
    script = '<script src="/system/resource/js/counter.js"></script>'
    site.put(
        "/xxgk/nb.htm",
        page(
            f'{script}<a href="nb/a2020.htm">2020年</a> <a href="nb/b2021.htm">2021年</a><ul>{decoys(site)}</ul>'
        ),
    )
    site.put(
        "/xxgk/nb/a2020.htm", page(f'<ul>{first}</ul><a href="a2020/1.htm">下页</a> 共2页', title="2020年")
    )
    site.put("/xxgk/nb/a2020/1.htm", page(f"<ul>{second}</ul>", title="2020年"))
    site.put("/xxgk/nb/b2021.htm", page("<p>暂无</p>", title="2021年"))
    return site, "/xxgk/nb.htm", found


REPLICAS = (trs, hanweb, gkmlpt, dreamweaver, behind_json, vsb)
