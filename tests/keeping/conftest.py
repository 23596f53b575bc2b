"""Datasets to damage and to ask: small ones, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import gkstats as gk


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of an agency, and a report in two formats."""
    folder = tmp_path_factory.mktemp("documents")
    for name in ("pingtan-2023.html", "pingtan-2024.html", "zhongning-2020.txt", "zhongning-2020.html"):
        shutil.copy(gk.samples() / name, folder)
    (folder / "letter.txt").write_text("关于召开会议的通知。", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def made(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of them; not to be changed."""
    to = tmp_path_factory.mktemp("dataset") / "d"
    gk.load_corpus(documents, to=to, executor=1, progress=False)
    return to


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy of the dataset, to do harm to."""
    return Path(shutil.copytree(made, tmp_path / "copy"))
