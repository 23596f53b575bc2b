"""Every report of six sites and nothing else, politely; what changed since; and no trap that holds its guest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

import gkstats as gk
from tests.collecting import sites
from tests.collecting.sites import Site, report, served

Replica = Callable[[], tuple[Site, str, set[str]]]


def quickly(url: str, folder: Path, **options: object) -> gk.collecting.Collected:  # type: ignore[name-defined]
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
    corpus = gk.load_corpus(tmp_path, progress=False, executor=1)
    truth = {(one.agency, one.year) for one in (report(int(index)) for index in _indices(replica))}
    assert {(one.agency, one.year) for one in corpus} == truth
    assert len(corpus.reports) == len(truth)
    assert corpus.errors.empty


def _indices(replica: Replica) -> range:
    starts = {"trs": range(6), "hanweb": range(6, 10), "gkmlpt": range(12, 16), "dreamweaver": range(18, 22)}
    return {**starts, "behind_json": range(24, 28), "vsb": range(30, 34)}[replica.__name__]
