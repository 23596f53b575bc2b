"""The README holds: its code runs, its files exist, its commands are the ones there are."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest

import gkstats as gk
from gkstats import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_code_runs() -> None:
    mpl.use("Agg")
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    mpl.pyplot.close("all")


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?://)([^)#]+)\)", README))
def test_what_it_links_exists(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_command_that_is_shown_exists() -> None:
    shown = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    commands = set(re.findall(r"gkstats (\w+)", shown))
    assert commands == set(cli.main.commands)


def test_the_example_in_sql_counts_a_report_once(tmp_path: Path) -> None:
    (sql,) = re.findall(r'gkstats query DATASET "(.*?)"', README)
    corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", to=tmp_path / "d", executor=1, progress=False)
    assert corpus.query(sql).iloc[0].tolist() == [2020, 540]
