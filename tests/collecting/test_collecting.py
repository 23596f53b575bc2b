"""Every report of six sites and nothing else, politely; what changed since; and no trap that holds its guest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from click.testing import CliRunner

import gkstats as gk
from gkstats.cli import main
from gkstats.collecting import Collected
from tests.collecting import sites
from tests.collecting.sites import Site, article, day_of, line, page, report, served, title_of

Replica = Callable[[], tuple[Site, str, set[str]]]


def quickly(url: str, folder: Path, **options: object) -> Collected:
    return gk.collect(url, folder, pause=0, progress=False, **options)  # type: ignore[arg-type]


def paths(frame: pd.DataFrame) -> set[str]:
    return {
        urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "")
        for url in frame["url"]
    }


@pytest.mark.parametrize("replica", sites.REPLICAS, ids=lambda replica: replica.__name__)
def test_every_report_is_found_and_nothing_else(replica: Replica, tmp_path: Path) -> None:
    site, start, expected = replica()
    with served(site):
        collected = quickly(site.root + start, tmp_path)
        again = quickly(site.root + start, tmp_path)
    assert paths(collected.new) == expected
    assert collected.failed.empty, collected.failed.to_string()
    assert site.most_at_once == 1
    assert all("gkstats" in agent for agent in site.agents)
    assert not {asked for asked in site.asked if asked in dict(map(reversed, sites.DECOYS))}
    assert (again.new.empty, again.changed.empty, again.gone.empty) == (True, True, True)
    truth = {(report(index).agency, report(index).year) for index in _indices(replica)}
    assert set(zip(collected.new["read_agency"], collected.new["read_year"], strict=True)) == truth
    assert collected.held == len(truth)


def _indices(replica: Replica) -> range:
    starts = {"trs": range(4), "hanweb": range(6, 10), "gkmlpt": range(12, 16), "dreamweaver": range(18, 22)}
    return {**starts, "behind_json": range(24, 28), "vsb": range(30, 34)}[replica.__name__]


def test_a_second_run_names_what_changed(tmp_path: Path) -> None:
    site = Site()
    for index in range(5):
        site.put(f"/nb/{index}.html", article(index))
    lines = [line(f"/nb/{index}.html", title_of(index), day_of(index)) for index in range(5)]
    start = site.put("/nb/", page(f"<ul>{''.join(lines[:4])}</ul>"))
    with served(site):
        quickly(site.root + start, tmp_path)
        furnished = (
            article(0).replace("浏览次数：<span>3", "浏览次数：<span>4").replace("下一篇：无", "下一篇：有了")
        )
        site.put("/nb/0.html", furnished)
        site.put("/nb/1.html", re.sub(r"(<td[^>]*>(?:<[^>]*>)*)(\d+)<", r"\g<1>9\2<", article(1), count=1))
        del site.pages["/nb/2.html"]
        site.put("/nb/", page(f"<ul>{lines[0]}{lines[1]}{lines[2]}{lines[4]}</ul>"))
        second = quickly(site.root + start, tmp_path)
        third = quickly(site.root + start, tmp_path)
    assert paths(second.new) == {"/nb/4.html"}
    assert paths(second.changed) == {"/nb/1.html"}
    assert dict(zip(second.gone["url"].str[-6:], second.gone["state"], strict=True)) == {
        "2.html": "gone",
        "3.html": "unlisted",
    }
    assert (third.new.empty, third.changed.empty, third.gone.empty) == (True, True, True)
    versions = second.documents[second.documents["url"].str.endswith("/nb/1.html")]
    assert versions["state"].tolist() == ["superseded", "current"]
    assert all((tmp_path / name).is_file() for name in second.documents["file"])
    corpus = gk.load_corpus(tmp_path, progress=False, executor=1)
    assert len(corpus) == 5
    assert set(corpus.skipped["reason"]) >= {"a later version of it was collected"}


def test_a_list_says_what_it_says_beside_the_document(tmp_path: Path) -> None:
    site = Site()
    site.put("/nb/0.html", article(0))
    start = site.put("/nb/", page(f"<ul>{line('/nb/0.html', title_of(0), '2020-02-29')}</ul>"))
    with served(site):
        collected = quickly(site.root + start, tmp_path)
        corpus = gk.load_corpus(tmp_path / "collected.csv", progress=False, executor=1)
    one = collected.new.iloc[0]
    assert (one["list_date"], one["list_title"]) == (pd.Timestamp("2020-02-29"), title_of(0))
    assert corpus[0].published != one["list_date"].date()
    assert Path(corpus[0].source).name == one["file"]


def test_years_that_are_not_wanted_are_not_asked_for(tmp_path: Path) -> None:
    site, start, _ = sites.trs()
    with served(site):
        collected = quickly(site.root + start, tmp_path, years=range(2020, 2022))
    assert set(collected.new["read_year"]) == {2020, 2021}
    assert sum("/t20" in path for path in site.asked) == 2


def test_an_outsider_adds_a_system_by_a_file(tmp_path: Path) -> None:
    site = Site()
    site.put("/nb/0.html", article(0))
    some = {"ok": 1, "payload": {"docs": [{"biaoti": title_of(0), "dizhi": "0.html", "riqi": day_of(0)}]}}
    site.put("/svc/9/1.js", f"callback({json.dumps(some)})")
    start = site.put("/nb/", page("<script>loadList('9')</script>"))
    rules = tmp_path / "mine.toml"
    rules.write_text(
        'name = "mine"\n[known]\npage = ["loadList"]\n[[list]]\nformat = "json"\n'
        "find = ['''loadList\\('(?P<id>\\d+)'\\)''']\naddress = \"/svc/{id}/{n}.js\"\nitems = \"payload.docs\"\n"
        'entry = { title = ["biaoti"], url = ["dizhi"], date = ["riqi"] }\n',
        encoding="utf-8",
    )
    with served(site):
        assert quickly(site.root + start, tmp_path / "a").documents.empty
        assert paths(quickly(site.root + start, tmp_path / "b", rules=rules).new) == {"/nb/0.html"}
        for text, trouble in (
            ("name = 1", "rules"),
            ('name = "a"\n[known]\npage = ["("]', "pattern"),
            ("[[", "rules"),
        ):
            rules.write_text(text, encoding="utf-8")
            with pytest.raises(gk.GkstatsError, match=trouble):
                quickly(site.root + start, tmp_path / "c", rules=rules)


def test_from_a_list_to_the_cards_in_two_commands(tmp_path: Path) -> None:
    site = Site()
    for index in range(2):
        site.put(f"/nb/{index}.html", article(index))
    start = site.put(
        "/nb/", page("".join(line(f"{index}.html", title_of(index), day_of(index)) for index in range(2)))
    )
    folder = str(tmp_path / "reports")
    with served(site):
        collected = CliRunner().invoke(main, ["collect", site.root + start, folder, "--pause", "0"])
    assert collected.exit_code == 0, collected.output
    assert "2 new" in collected.output
    read = CliRunner().invoke(main, ["read", folder, "--processes", "1"])
    assert read.exit_code == 0, read.output
    assert all(
        report(index).agency in read.output and str(report(index).year) in read.output for index in range(2)
    )
