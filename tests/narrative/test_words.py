"""Words of the user's own: what they change, where they are asked for, and what is no list of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import gkstats as gk
from gkstats.cli import main
from gkstats.errors import GkstatsError
from gkstats.reading.narrative.lexicon import check_words, kinds_of_words

REPORT = """江城县水务局2022年政府信息公开工作年度报告
一、总体情况
全年主动公开信息90条，其中县政府网站50条、江城零距离30条、鹤鸣之声10条。
二、主动公开政府信息情况
"""
OWN = """# Channels of our own.
[channel]
app = ["江城零距离"]
broadcast = ["鹤鸣之声"]
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    report, words = tmp_path / "report.txt", tmp_path / "mine.toml"
    report.write_text(REPORT, encoding="utf-8")
    words.write_text(OWN, encoding="utf-8")
    return report, words


def kinds(found: gk.Report) -> list[str]:
    return [kind if isinstance(kind, str) else "" for kind in found.breakdowns["kind"]]


def test_own_channels_get_their_kinds(files: tuple[Path, Path]) -> None:
    report, words = files
    assert kinds(gk.load_report(report, words=words)) == ["website", "app", "broadcast"]
    assert kinds(gk.load_report(report, words=words, isolate=True)) == ["website", "app", "broadcast"]
    assert kinds(gk.load_report(report)) != ["website", "app", "broadcast"]
    text = REPORT.splitlines()[2]
    assert gk.read_narrative(text, words=words).channels["kind"].tolist() == ["website", "app", "broadcast"]


def test_readings_with_other_words_are_kept_apart(files: tuple[Path, Path], tmp_path: Path) -> None:
    report, words = files
    cache = tmp_path / "cache"
    before = kinds(gk.load_corpus(report, cache=cache, progress=False)[0])
    own = kinds(gk.load_corpus(report, cache=cache, words=words, progress=False)[0])
    assert own == ["website", "app", "broadcast"] != before
    assert kinds(gk.load_corpus(report, cache=cache, progress=False)[0]) == before


def test_a_dataset_reads_again_what_was_read_with_other_words(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    report, words = files
    corpus = gk.load_corpus(report, to=tmp_path / "set", words=words, progress=False)
    assert kinds(corpus[0]) == ["website", "app", "broadcast"]
    again = gk.load_corpus(report, to=tmp_path / "set", progress=False)
    assert kinds(again[0]) != ["website", "app", "broadcast"]


def test_the_command_takes_words(files: tuple[Path, Path], tmp_path: Path) -> None:
    report, words = files
    to = tmp_path / "csv"
    done = CliRunner().invoke(main, ["read", str(report), "--words", str(words), "--to", "csv", str(to)])
    assert done.exit_code == 0, done.output
    assert "江城零距离,app" in (to / "breakdowns.csv").read_text(encoding="utf-8-sig")


def test_a_user_may_give_a_word_another_meaning() -> None:
    found = check_words('[channel]\nwebsite = ["政务公开"]', "mine.toml")
    assert found == {"政务公开": ("channel", "website")}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("[channel", "is no TOML"),
        ('[chanel]\napp = ["甲乙"]', "no words of the kind 'chanel'"),
        ('channel = ["甲乙"]', "no words of the kind 'channel'"),
        ('[channel]\napps = ["甲乙"]', "channel has no group 'apps'"),
        ("[channel]\napp = [3]", "no list of words"),
        ('[channel]\napp = "甲乙"', "no list of words"),
        ('[channel]\napp = ["甲"]', "2 to 29 characters"),
    ],
)
def test_what_is_no_list_of_words(text: str, trouble: str) -> None:
    with pytest.raises(GkstatsError, match="mine.toml.*" + trouble):
        check_words(text, "mine.toml")


def test_files_that_are_no_lists(files: tuple[Path, Path], tmp_path: Path) -> None:
    report, _ = files
    with pytest.raises(FileNotFoundError):
        gk.load_report(report, words=tmp_path / "none.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GkstatsError, match="is no text"):
        gk.load_report(report, words=binary)


def test_every_kind_has_groups() -> None:
    assert {"channel", "verb", "outcome", "subject", "noun"} <= set(kinds_of_words())
    assert "app" in kinds_of_words()["channel"]
