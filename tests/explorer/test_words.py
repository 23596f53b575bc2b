"""Everything has a name in both languages."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

import gkstats as gk
from gkstats.explorer.figures import TABLES, Figures
from gkstats.explorer.words import column_name, row_name, table_name
from gkstats.vocabulary import Language


def test_every_phrase_is_said_in_both_languages_with_the_same_values() -> None:
    text = resources.files("gkstats.explorer").joinpath("words.toml").read_text(encoding="utf-8")
    for group in tomllib.loads(text).values():
        for name, phrase in group.items():
            assert set(phrase) == {"zh", "en"}, name
            asked = [{part.split("}")[0] for part in words.split("{")[1:]} for words in phrase.values()]
            assert asked[0] == asked[1], name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_code_is_shown_instead_of_a_name(corpus: gk.Corpus, language: Language) -> None:
    gathered = Figures(corpus)
    for table in TABLES:
        assert table_name(table, language) != table or language == "en"
        for row, column in gathered.cells(table):
            names = (row_name(table, row, language), column_name(table, column, language))
            assert not any("." in name or "_" in name for name in names), names
            if language == "zh":
                assert not any(name.isascii() for name in names), names
