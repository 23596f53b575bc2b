"""Frames as files of Stata (118) and SPSS, with the words of the codebook for variables and their values.

Both know numbers of 64 bits only as floating-point numbers, text that may not be missing, and names of few characters.
What cannot be held as it is is written so that nothing is wrong, and ``codebook`` beside the files says so, column by
column: it has a line for every variable, with the column that it comes from, and one for every code, with its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import pandas as pd

from gkstats.exports.flat import checked_name, columns_of
from gkstats.files import moved_into, require
from gkstats.frames import Column, table_frame
from gkstats.labels import CODEBOOK, described
from gkstats.vocabulary import Language

__all__ = ["VARIABLES", "Statistical", "variable_names", "write_statistical"]

Statistical: TypeAlias = Literal["stata", "spss"]

VARIABLES: Final = (
    CODEBOOK[0],
    Column("variable", "string", "name of the variable in the file"),
    *CODEBOOK[1:3],
    Column(
        "number",
        "Int64",
        "number that stands for the code; those of codes without words hold in this file only",
    ),
    *CODEBOOK[3:],
    Column("note", "string", "what the format cannot hold as it is, and how it was written"),
)
_ENDINGS: Final[Mapping[Statistical, str]] = {"stata": "dta", "spss": "sav"}
_LONGEST_NAME: Final = 32
_LABEL: Final = {"stata": 80, "spss": 80}
_VALUE_LABEL_BYTES: Final = {"stata": 32_000, "spss": 120}
_TEXT_BYTES: Final = {"stata": 2_000_000_000, "spss": 32_767}
_STRL_BYTES: Final = 2_000
"""From so many bytes on Stata needs another type, up to 2045 are possible without."""
_EXACT: Final = 2**53
_SMALL: Final = 2_147_483_620
"""The largest whole number that Stata keeps as one."""
_LARGEST: Final = 8.9e307
"""Beyond, Stata has no numbers but codes of missing values."""
_TAKEN: Final = frozenset(
    """aggregate all and array boolean break by byte case catch class colvector complex const continue default delegate
    delete do double else eltypedef end enum eq explicit export external float for friend function ge global goto gt if in
    inline int le local long lt ne not null or pragma protected quad rowvector short str strl to typedef typename using
    virtual with""".split()
)
"""Names that mean something to either program."""
_YES: Final = {"zh": {0: "否", 1: "是"}, "en": {0: "no", 1: "yes"}}


class _Variable(NamedTuple):
    """A variable of the file: its values, what it is called, and the words for its numbers."""

    name: str
    data: pd.Series[Any]
    label: str
    words: Mapping[int, str]
    note: str
    column: str
    numbers: Mapping[str, int]
    """Numbers by code, of a variable that stands for codes."""


def write_statistical(
    frames: Mapping[str, pd.DataFrame],
    directory: Path,
    format: Statistical,  # noqa: A002
    language: Language,
    known: Mapping[str, Sequence[Column]],
) -> list[Path]:
    """Write frames as files of Stata or SPSS, with a ``codebook`` of all variables and codes in the same format.

    A column of codes becomes two variables: ``NAME`` holds numbers with value labels, ``NAME_code`` the codes as text.
    Numbers follow the order of the codebook and are the same in every file.

    Raises
    ------
    GkstatsError
        The directory cannot be written; what was there is as before.
    MissingDependency
        SPSS is asked for, and the extra ``spss`` is not installed.
    """
    write = _stata if format == "stata" else _spss
    if format == "spss":
        require("pyreadstat", "spss")
    with moved_into(directory) as (beside, written):
        listed: list[tuple[Any, ...]] = []
        for name, frame in frames.items():
            flat, _ = columns_of(name, frame)
            variables = list(_variables(name, flat, format, language))
            listed += _listed(name, variables, {column.name: column for column in known.get(name, ())}, flat)
            write(variables, len(flat), beside / f"{checked_name(name)}.{_ENDINGS[format]}", name)
        book = table_frame(VARIABLES, listed)
        own = list(_variables("codebook", book, format, language, coded=False))
        write(own, len(book), beside / f"codebook.{_ENDINGS[format]}", "codebook")
    return written


def variable_names(columns: Iterable[str]) -> dict[str, str]:
    """Return names that Stata and SPSS take, by column: at most 32 letters, digits and underscores, a letter first.

    What stands for anything else becomes an underscore, a name that begins otherwise or means something to either
    program gets ``v_`` before it, the longest words of one that is too long lose their ends, and of two that would be the
    same, upper and lower case aside, the later gets a number.

    Examples
    --------
    >>> variable_names(["row", "_2020", "if", "reconsideration_correction_rate_by_county"])
    {'row': 'row', '_2020': 'v_2020', 'if': 'v_if', 'reconsideration_correction_rate_by_county': 'reconsid_correcti_rate_by_county'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = re.sub(r"\W+", "_", column, flags=re.ASCII).strip("_") or "column"
        if not plain[0].isalpha() or plain.lower() in _TAKEN or re.fullmatch(r"str\d+", plain.lower()):
            plain = f"v_{plain}"
        name, number = _shortened(plain, _LONGEST_NAME), 2
        while name.lower() in taken:
            ending = f"_{number}"
            name, number = _shortened(plain, _LONGEST_NAME - len(ending)) + ending, number + 1
        taken.add(name.lower())
        names[column] = name
    return names


def _shortened(name: str, length: int) -> str:
    words = name.split("_")
    while sum(map(len, words)) + len(words) - 1 > length:
        place = max(range(len(words)), key=lambda at: len(words[at]))
        if len(words[place]) == 1:
            return "_".join(words)[:length].rstrip("_")
        words[place] = words[place][:-1]
    return "_".join(words)


def _variables(
    frame: str, flat: pd.DataFrame, format_: Statistical, language: Language, *, coded: bool = True
) -> Iterator[_Variable]:
    about = {column: described(frame, column) for column in map(str, flat.columns)}
    whole = {column for column, one in about.items() if coded and one.codes and _is_text(flat[column])}
    names = variable_names(
        name for column in about for name in ((column, f"{column}_code") if column in whole else (column,))
    )
    for column, one in about.items():
        label = _cut(one.label(language), _LABEL[format_])
        values, name = flat[column], names[column]
        if column in whole:
            numbers = _numbers(values, one.codes)
            said = one.words(language)
            words = {
                number: _cut_bytes(said.get(code, code), _VALUE_LABEL_BYTES[format_])
                for code, number in numbers.items()
            }
            yield _Variable(name, values.map(numbers).astype("Int32"), label, words, "", column, numbers)
            text, note = _texts(values, format_)
            yield _Variable(names[f"{column}_code"], text, label, {}, note, column, {})
        elif pd.api.types.is_bool_dtype(values.dtype):
            yield _Variable(
                name, values.astype("Int8").astype("Int32"), label, _YES[language], "", column, {}
            )
        elif pd.api.types.is_datetime64_dtype(values.dtype):
            yield _Variable(name, values, label, {}, "", column, {})
        elif pd.api.types.is_numeric_dtype(values.dtype):
            held, note = _figures(values)
            yield _Variable(name, held, label, {}, note, column, {})
        else:
            text, note = _texts(values, format_)
            yield _Variable(name, text, label, {}, note, column, {})


def _is_text(values: pd.Series[Any]) -> bool:
    return isinstance(values.dtype, pd.StringDtype | pd.CategoricalDtype) or pd.api.types.is_object_dtype(
        values
    )


def _numbers(values: pd.Series[Any], codes: Iterable[str]) -> dict[str, int]:
    """Return the numbers of codes: those of the codebook in its order, or that of the scale, then whatever else stands there."""
    known = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else codes
    present = [code for code in values.dropna().astype(object).unique() if code != ""]
    ordered = dict.fromkeys([*known, *sorted(present)])
    return {code: number for number, code in enumerate(ordered, 1)}


def _figures(values: pd.Series[Any]) -> tuple[pd.Series[Any], str]:
    """Return figures as either program holds them, and what had to be done for that."""
    if pd.api.types.is_integer_dtype(values.dtype):
        largest = max(
            (abs(int(value)) for value in (values.min(), values.max()) if not pd.isna(value)), default=0
        )
        if largest <= _SMALL:
            return values.astype("Int32"), ""
        if largest > _EXACT:
            text = values.map(str, na_action="ignore").astype("string").fillna("")
            return text.astype(object), "written as text: a number of more than 53 bits would be rounded"
        return values.astype("Float64").astype("float64"), ""
    found = values.astype("Float64").to_numpy(dtype="float64", na_value=float("nan"))
    held = pd.Series(found, index=values.index)
    beyond = held.abs() > _LARGEST
    if beyond.any():
        return held.mask(beyond), f"missing where a number is beyond {_LARGEST:g}"
    return held, ""


def _texts(values: pd.Series[Any], format_: Statistical) -> tuple[pd.Series[Any], str]:
    most = _TEXT_BYTES[format_]
    texts = values.astype(object).where(values.notna(), "").map(str)
    notes = []
    if texts.str.contains("\0", regex=False).any():
        texts = texts.str.replace("\0", "", regex=False)
        notes.append("NUL characters are left out")
    if format_ == "spss" and (texts.str.len() * 4 > most).any():
        cut = texts.map(lambda text: _cut_bytes(text, most))
        if not cut.equals(texts):
            texts = cut
            notes.append(f"cut where a text is longer than {most:,} bytes, and its end says so")
    return texts.astype(object), "; ".join(notes)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _cut_bytes(text: str, most: int) -> str:
    data = text.encode()
    if len(data) <= most:
        return text
    end = "…" if most < 1_000 else f" [cut: {len(text):,} characters]"
    return data[: most - len(end.encode())].decode(errors="ignore") + end


def _listed(
    frame: str, variables: Iterable[_Variable], declared: Mapping[str, Column], flat: pd.DataFrame
) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of the codebook: a variable, then its codes as far as they stand there."""
    for one in variables:
        said = declared.get(one.column, Column(one.column, "", ""))
        about = described(frame, one.column)
        dtype = str(flat[one.column].dtype)
        yield (
            frame,
            one.name,
            one.column,
            None,
            None,
            about.zh,
            about.en,
            dtype,
            said.unit,
            said.meaning,
            one.note,
        )
        present = set(one.data.dropna()) if one.numbers else set()
        for code, number in one.numbers.items():
            if number in present:
                both = about.codes.get(code)
                words = (both.zh, both.en) if both else (code, code)
                yield (frame, one.name, one.column, code, number, *words, None, None, None, None)


def _stata(variables: Sequence[_Variable], rows: int, path: Path, name: str) -> None:
    frame = _together(variables, rows)
    days: dict[Any, Any] = {
        one.name: "td" for one in variables if pd.api.types.is_datetime64_dtype(one.data.dtype)
    }
    long = [
        one.name
        for one in variables
        if one.data.dtype == object and one.data.map(lambda text: len(text.encode())).max() > _STRL_BYTES
    ]
    frame.to_stata(
        path,
        version=118,
        write_index=False,
        data_label=name,
        convert_dates=days,
        convert_strl=long,
        variable_labels={one.name: one.label for one in variables},
        value_labels={
            one.name: {float(number): word for number, word in one.words.items()}
            for one in variables
            if one.words
        },
    )


def _spss(variables: Sequence[_Variable], rows: int, path: Path, name: str) -> None:
    frame = _together(variables, rows)
    for one in variables:
        if pd.api.types.is_datetime64_dtype(one.data.dtype):
            days = [None if pd.isna(day) else day.date() for day in one.data]
            frame[one.name] = pd.Series(days, dtype=object)
        elif one.data.dtype != object:
            frame[one.name] = frame[one.name].astype("float64")
    require("pyreadstat", "spss").write_sav(
        frame,
        str(path),
        file_label=name,
        column_labels={one.name: one.label for one in variables},
        variable_value_labels={
            one.name: {float(number): word for number, word in one.words.items()}
            for one in variables
            if one.words
        },
        variable_measure={one.name: "nominal" for one in variables if one.words or one.data.dtype == object},
    )


def _together(variables: Sequence[_Variable], rows: int) -> pd.DataFrame:
    return pd.DataFrame(
        {one.name: one.data.reset_index(drop=True) for one in variables}, index=pd.RangeIndex(rows)
    )
