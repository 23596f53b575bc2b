"""Reports that try to run something in whatever shows them, or to have it ask a stranger for something."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path
from typing import Final

import gkstats as gk
from gkstats.documents import Source
from gkstats.documents.source import sniff

ELSEWHERE: Final = "http://elsewhere.example"
PAYLOADS: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    f"<img src={ELSEWHERE}/a.png>",
    "\"><svg onload=alert(3)><a href='javascript:alert(4)'>甲</a>",
    "' onmouseover=alert(5) style='background:url(" + ELSEWHERE + "/b.png)",
    f"</style><style>@import '{ELSEWHERE}/c.css';*{{background:url({ELSEWHERE}/d.png)}}</style>",
    "<iframe srcdoc='<script>parent.alert(6)</script>'></iframe>",
    f"![乙]({ELSEWHERE}/e.png) [丙](javascript:alert(7)) $\\href{{javascript:alert(8)}}{{丁}}$",
    "</textarea></title></noscript></script><script>alert(9)</script>",
    "{{constructor.constructor('alert(10)')()}}<%= alert(11) %>",
    "&lt;script&gt;alert(12)&lt;/script&gt;&#60;script>alert(13)&#60;/script>",
    f"<link rel=stylesheet href={ELSEWHERE}/f.css><base href={ELSEWHERE}/><meta http-equiv=refresh content='0;url={ELSEWHERE}/g'>",
)
AGENCY: Final = "江城县<img src=x onerror=alert(20)>水务局"
NAME: Final = "<img src=x onerror=alert(21)>"


def listed(folder: Path) -> Path:
    """Write a list of them, and of a page that states no agency, which says whose that is."""
    paths = write(folder)
    nobodys = folder / "nobody.html"
    nobodys.write_text(
        "<html><h1>2022年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>全年公开90条。",
        encoding="utf-8",
    )
    rows = [(path.name, "") for path in paths] + [(nobodys.name, AGENCY)]
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("path", "agency"), *rows])
    return folder / "list.csv"


def write(folder: Path) -> list[Path]:
    """Write two years of an agency, a page and a text, both with all of it where documents print words."""
    page = (gk.samples() / "pingtan-2021.html").read_text(encoding="utf-8")
    words = "".join(PAYLOADS)
    said = f"{words}全年主动公开政府信息90条，其中{PAYLOADS[1]}网站50条、{PAYLOADS[2]}微信30条、{PAYLOADS[0]}微博10条。"
    page = page.replace("平潭综合实验区2021", "江城县水务局2021")
    page = page.replace(
        "<div class=TRS_Editor>",
        f"<div class=TRS_Editor><p>一、总体情况{escape(words)}</p><p>{escape(said)}</p>",
    )
    page = page.replace("部分公开", f"部分公开{escape(PAYLOADS[1])}")
    # And as what it is, which a reader leaves out or shows as text, but never hands on.
    page = page.replace("</body>", f"{words}</body>")
    first = folder / f"{NAME}2021.html"
    first.write_text(page, encoding="utf-8")
    text = (gk.samples() / "zhongning-2020.txt").read_text(encoding="utf-8")
    text = text.replace("中宁县", "丰宁县").replace("部分公开", f"部分公开{PAYLOADS[1]}")
    # A text is taken for a page where it holds what only pages do.
    words, said = (
        "".join(part for part in PAYLOADS if sniff(Source("a", part.encode())) == "text"),
        PAYLOADS[1],
    )
    second = folder / f"{NAME}2020.txt"
    second.write_text(f"{text}\n{words}\n{said}\n", encoding="utf-8")
    return [first, second]
