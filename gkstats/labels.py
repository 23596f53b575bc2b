"""Words for codes and columns: what a frame says in Chinese or English, all of it from the data files of the codebook."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from gkstats import evidence
from gkstats.checks import all_checks
from gkstats.crosswalk import all_lines
from gkstats.frames import Column
from gkstats.indicators import all_indicators
from gkstats.vocabulary import Language, Term, terms

__all__ = ["CODEBOOK", "Described", "checked_language", "codebook_rows", "described", "labelled"]

CODEBOOK: Final = (
    Column("frame", "string", "frame that has the column"),
    Column("column", "string", "the column"),
    Column("code", "string", "a code that stands in it; NA in the line of the column itself"),
    Column("zh", "string", "what column or code is called in Chinese"),
    Column("en", "string", "what it is called in English"),
    Column("dtype", "string", "dtype of the column"),
    Column("unit", "string", "unit of its figures"),
    Column("meaning", "string", "what stands in it"),
)

_LANGUAGES: Final = ("zh", "en")
# Frames whose figures stand under the columns of a form, or under what a hotline reports.
_MEASURED: Final = dict.fromkeys(("applications", "proactive", "reviews", "statistics"), "columns")
_GROUPS: Final = {**_MEASURED, "hotline": "hotline", "codebook": "codebook"}
_HEDGE: Final = "_comparator"


class Described(NamedTuple):
    """A column of a frame in words; ``codes`` holds the words for what stands in it, by code in the order of the codebook."""

    name: str
    zh: str
    en: str
    codes: Mapping[str, Term]

    def label(self, language: Language) -> str:
        """Return what to call the column."""
        return self.zh if language == "zh" else self.en

    def words(self, language: Language) -> dict[str, str]:
        """Return the words for its codes."""
        return {code: one.zh if language == "zh" else one.en for code, one in self.codes.items()}


def labelled(frame: pd.DataFrame, name: str, language: Language) -> pd.DataFrame:
    """Return a frame with words for its codes and its columns.

    Parameters
    ----------
    frame : DataFrame
        Any rows and columns of the frame that `name` names; it stays as it is.
    name : str
        Such as "applications", "checks" or "series".
    language : {"zh", "en"}

    Returns
    -------
    DataFrame
        The same rows. A code without a word stands as it is; what agencies print is never translated.

    Raises
    ------
    ValueError
        The language is neither.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "pingtan-2023.html")
    >>> int(labelled(report.applications, "applications", "zh").loc["予以公开", "总计"])
    22
    """
    checked_language(language)
    levels = [level for level in frame.index.names if level is not None]
    flat = frame.reset_index() if levels else frame.copy()
    columns = {str(column): described(name, str(column)) for column in flat.columns}
    for column, one in columns.items():
        flat[column] = _worded(flat[column], one.words(language))
    flat.columns = pd.Index([one.label(language) for one in columns.values()])
    found = flat.set_index([columns[str(level)].label(language) for level in levels]) if levels else flat
    found.attrs = dict(frame.attrs)
    return found


def checked_language(language: str) -> None:
    """Refuse what is no language.

    Raises
    ------
    ValueError
        It is neither "zh" nor "en".
    """
    if language not in _LANGUAGES:
        raise ValueError(f'labels={language!r}: choose "zh" or "en"')


def _worded(column: pd.Series[Any], words: Mapping[str, str]) -> pd.Series[Any]:
    if not words:
        return column
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.rename_categories({code: words.get(code, code) for code in column.cat.categories})
    if not isinstance(column.dtype, pd.StringDtype) and column.dtype != object:
        return column
    return column.map(lambda code: words.get(code, code), na_action="ignore").astype(column.dtype)


@functools.cache
def described(frame: str, column: str) -> Described:
    """Return a column of a frame in words; one that nothing describes is called by its name.

    Examples
    --------
    >>> described("facts", "row").words("en")["outcome.partial"]
    'granted in part'
    >>> described("applications", "natural_person").zh, described("reports", "published").zh
    ('自然人', '发布日期')
    """
    fields, measured = terms("fields"), terms(_GROUPS[frame]) if frame in _GROUPS else {}
    stem = column.removesuffix(_HEDGE)
    if column in measured:
        one = measured[column]
    elif stem != column and stem in measured:
        hedge = fields["comparator"]
        whose = measured[stem]
        one = Term(column, f"{whose.zh}：{hedge.zh}", f"{whose.en}: {hedge.en}", codes=hedge.codes)
    else:
        one = fields.get(column, Term(column, column, column))
    words: dict[str, Term] = {}
    for group in one.codes.split():
        for code, term in _group(group).items():
            words.setdefault(code, term)
    return Described(column, one.zh, one.en, words)


def codebook_rows(
    frames: Mapping[str, pd.DataFrame], known: Mapping[str, Sequence[Column]]
) -> list[tuple[Any, ...]]:
    """Return what the columns of some frames and the codes that stand in them are called, as rows of `CODEBOOK`.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With every column that is to be described, those of the index made columns.
    known : mapping of str to sequence of Column
        Declares units and meanings, by frame.
    """
    rows: list[tuple[Any, ...]] = []
    for name, frame in frames.items():
        declared = {column.name: column for column in known.get(name, ())}
        for column in map(str, frame.columns):
            one, said = described(name, column), declared.get(column, Column(column, "", ""))
            rows.append(
                (name, column, None, one.zh, one.en, str(frame[column].dtype), said.unit, said.meaning)
            )
            present = set(frame[column].dropna()) if one.codes else set()
            rows += [
                (name, column, code, term.zh, term.en, None, None, term.meaning or None)
                for code, term in one.codes.items()
                if code in present
            ]
    return rows


@functools.cache
def _group(group: str) -> dict[str, Term]:
    """Return the terms of a group; those that share a word with another bear that of what they belong to before it."""
    others: dict[str, Iterable[Any]] = {
        "evidence": evidence.classes().values(),
        "troubles": evidence.troubles().values(),
        "checks": all_checks(),
        "rates": all_indicators(),
        "lines": (line for line in all_lines() if line.series),
    }
    if group not in others:
        found = terms(group)
    else:
        found = {}
        for one in others[group]:
            code = next(getattr(one, key) for key in ("code", "id", "name") if hasattr(one, key))
            found.setdefault(code, Term(code, one.zh, one.en, meaning=getattr(one, "meaning", "")))
    return _told_apart(found)


def _told_apart(found: Mapping[str, Term]) -> dict[str, Term]:
    counted = Counter(one.zh for one in found.values())
    apart = {}
    for code, one in found.items():
        above = found.get(code.rpartition(".")[0])
        shared = counted[one.zh] > 1 and above is not None
        apart[code] = one._replace(zh=f"{above.zh}：{one.zh}") if shared and above else one
    return apart
