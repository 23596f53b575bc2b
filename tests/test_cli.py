"""The commands as users type them: what they print, where, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import gkstats as gk
from gkstats import cli
from gkstats.checks import all_checks, remedy

SAMPLE = str(gk.samples() / "zhongning-2020.pdf")
WRONG = str(gk.samples() / "pingtan-2020.html")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, words)


def test_read_prints_the_figures_that_newcomers_see_first() -> None:
    result = run("read", SAMPLE)
    assert result.exit_code == 0
    for figure in ("540", "75", "274", "81", "64", "46", "4,568", "3,144", "1,424", "100", "91.92"):
        assert figure in result.stdout
    assert "中宁县审批服务管理局" in result.stdout


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_read_writes_every_frame(tmp_path: Path, kind: str) -> None:
    result = run("read", SAMPLE, "--to", kind, str(tmp_path / "out"))
    assert result.exit_code == 0
    written = {file.stem for file in (tmp_path / "out").glob(f"*.{kind}")}
    assert {"facts", "applications", "channels", "hotline", "checks", "reports", "errors"} <= written


def test_read_fills_a_dataset_that_answers_queries(tmp_path: Path) -> None:
    folder, dataset = tmp_path / "in", str(tmp_path / "out")
    folder.mkdir()
    (folder / "good.pdf").write_bytes(Path(SAMPLE).read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    result = run("read", str(folder), "--to", "parquet", dataset)
    assert result.exit_code == 2
    assert "1 reports; 1 documents" in result.stdout
    assert "broken.pdf" in result.stderr
    answer = run("query", dataset, "SELECT sum(value)::INT AS disclosed FROM channels")
    assert answer.stdout == "disclosed\n540\n"
    assert run("query", dataset, "SELECT nothing").exit_code == 2
    assert run("query", str(tmp_path / "none"), "SELECT 1").exit_code == 2


def test_read_writes_a_workbook(tmp_path: Path) -> None:
    assert run("read", SAMPLE, "--to", "xlsx", str(tmp_path)).exit_code == 0
    book = next(tmp_path.glob("*.xlsx"))
    channels = pd.read_excel(book, sheet_name="channels")
    assert channels["value"].tolist() == [75, 274, 81, 64, 46]


def test_check_says_what_does_not_add_up() -> None:
    result = run("check", WRONG)
    assert result.exit_code == 1
    assert "outcome-sum" in result.stdout
    assert "outcome.total / total" in result.stdout
    assert "27" in result.stdout
    assert "21" in result.stdout


def test_check_speaks_chinese_with_page_and_remedy() -> None:
    result = run("check", "--language", "zh", str(gk.samples() / "pingtan-2020.pdf"))
    assert result.exit_code == 1
    (line,) = [
        line for line in result.stdout.splitlines() if "27" in line and "21" in line and "总计 / 总计" in line
    ]
    assert line.startswith("  错误  收到和处理政府信息公开申请情况 / 总计 / 总计（第")
    assert "      建议：逐项核对" in result.stdout
    ours = {check.id: [remedy(check.id, language) for language in ("zh", "en")] for check in all_checks()}
    assert all(zh and en for zh, en in ours.values())


def test_check_of_a_report_that_adds_up() -> None:
    result = run("check", SAMPLE)
    assert result.exit_code == 0, result.stdout
    assert "0 of" in result.stdout


def test_a_bad_file_gives_one_line_and_costs_the_others_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    result = run("read", SAMPLE, str(broken), str(tmp_path / "none.pdf"))
    assert result.exit_code == 2
    assert "540" in result.stdout
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 2
    assert any("broken.pdf" in line and "damaged" in line for line in lines)
    assert any("none.pdf" in line and "no such file" in line for line in lines)


def test_a_pattern_without_a_match_is_said() -> None:
    result = run("read", "no-such-folder/*.pdf")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


@pytest.mark.parametrize("command", ["read", "check"])
def test_help_documents_the_exit_codes(command: str) -> None:
    assert "Exit codes" in run(command, "--help").stdout


def test_lab_hands_its_options_to_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    environments: list[dict[str, str]] = []

    def replaced(_: str, words: list[str], environment: dict[str, str]) -> None:
        calls.append(words)
        environments.append(environment)

    monkeypatch.setattr(cli.os, "execve", replaced)
    assert run("lab", "--no-browser", "--port", "9999").exit_code == 0
    (words,) = calls
    # Neither the server nor the notebooks import from the folder that they work in.
    assert words[1:4] == ["-P", "-m", "jupyterlab"]
    assert environments[0]["PYTHONSAFEPATH"] == "1"
    assert Path(words[4]).name == "01-quickstart.ipynb"
    assert Path(words[4]).exists()
    assert words[6:9] == ["--no-browser", "--port", "9999"]


def test_lab_copies_the_bundled_notebooks_but_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gkstats"
    for part in ("notebooks", "sample_reports"):
        (package / "_bundled" / part).mkdir(parents=True)
    (package / "_bundled" / "notebooks" / "01-quickstart.ipynb").write_text("new")
    (package / "_bundled" / "sample_reports" / "a.txt").write_text("a")
    mine = tmp_path / "work"
    (mine / "notebooks").mkdir(parents=True)
    (mine / "notebooks" / "01-quickstart.ipynb").write_text("mine")
    monkeypatch.setattr(cli.gkstats, "__file__", str(package / "__init__.py"))
    monkeypatch.setattr(cli.os, "execve", lambda *_: None)
    assert run("lab", "--folder", str(mine)).exit_code == 0
    assert (mine / "notebooks" / "01-quickstart.ipynb").read_text() == "mine"
    assert (mine / "sample_reports" / "a.txt").read_text() == "a"
