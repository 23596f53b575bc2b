"""A Data Package that others can use without gkstats: frames as CSV with their schema, a codebook, licence, citation."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from gkstats.datapackage import csvw
from gkstats.datapackage.codebook import CODEBOOK, codebook_frame, codebook_page
from gkstats.errors import UnreadableDocument
from gkstats.exports import columns_of, write_csv
from gkstats.files import moved_into
from gkstats.frames import FRAMES, LEAD, Column

__all__ = ["LICENSES", "codebook_frame", "publish", "read_package"]

PathLike: TypeAlias = str | os.PathLike[str]


class License(NamedTuple):
    """Terms under which data is published."""

    title: str
    url: str
    terms: str


LICENSES: Final[dict[str, License]] = {
    "CC0-1.0": License(
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "To the extent possible under law, the compilers waive all copyright and related rights in this data.",
    ),
    "CC-BY-4.0": License(
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
        "The compilation may be shared and adapted for any purpose, as long as its source is named.",
    ),
}

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_DTYPE: Final = "gkstats:dtype"
_INDEX: Final = "gkstats:index"
_CODEBOOK: Final = "codebook"
_FILE: Final = "datapackage.json"


def publish(
    frames: Mapping[str, pd.DataFrame],
    directory: PathLike,
    *,
    title: str,
    description: str = "",
    license: str = "CC-BY-4.0",  # noqa: A002
    creators: Sequence[str] = (),
    version: str = "1.0.0",
    released: dt.date | None = None,
    homepage: str | None = None,
    columns: Mapping[str, Sequence[Column]] | None = None,
) -> Path:
    """Write frames as a Data Package; return its ``datapackage.json``.

    Beside it stand ``data/NAME.csv`` for each frame, ``codebook.csv`` and ``codebook.md`` (every table, row, column and
    unit of the statutory forms, in both languages), ``LICENSE.md``, ``CITATION.cff`` and ``csv-metadata.json``, which says
    the same as CSV on the Web has it (W3C). Files are moved into place when all are written. `read_package` gives back
    equal frames.

    A package is for programs: text stands in it as documents print it, also where it begins with ``=`` and a
    spreadsheet would take it for a formula. `Corpus.to_csv` writes CSV files for people.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Names in lower case. Columns hold text, integers, numbers, booleans, times or ordered categories of text, each
        with a dtype that says so.
    directory : path
        Is made where it does not exist.
    title, description : str
        What the package calls itself.
    license : {"CC-BY-4.0", "CC0-1.0"}
        Terms for the compilation. The figures are facts from official documents.
    creators : sequence of str
        Whom to cite.
    version : str
        Version of the data.
    released : date, optional
        Day of release, today when not given.
    homepage : str, optional
        Where the data is at home.
    columns : mapping of str to sequence of Column, optional
        Describes the columns of frames that `gkstats.frames.FRAMES` does not know.

    Raises
    ------
    ValueError
        The licence is none of `LICENSES`, or a frame has a column whose dtype the package cannot carry.
    """
    if license not in LICENSES:
        raise ValueError(f"license={license!r}: choose one of {', '.join(LICENSES)}")
    released = released or dt.datetime.now(dt.UTC).date()
    described = {name: _columns(name, frame, columns or {}) for name, frame in frames.items()}
    with moved_into(Path(directory)) as (beside, _):
        (beside / "data").mkdir()
        resources = [
            _write_resource(beside, f"data/{name}.csv", name, frame, described[name])
            for name, frame in frames.items()
        ]
        resources.append(
            _write_resource(beside, "codebook.csv", _CODEBOOK, codebook_frame(), dict(_named(CODEBOOK)))
        )
        package = {
            "$schema": _PROFILE,
            "name": "gkstats",
            "title": title,
            "description": description or None,
            "version": version,
            "created": f"{released.isoformat()}T00:00:00Z",
            "homepage": homepage,
            "keywords": ["政府信息公开", "open government information", "China"],
            "licenses": [{"name": license, "title": LICENSES[license].title, "path": LICENSES[license].url}],
            "contributors": [{"title": creator, "roles": ["creator"]} for creator in creators] or None,
            "resources": resources,
        }
        for name, made in ((_FILE, _without_none(package)), (csvw.FILE, csvw.csvw_metadata(package))):
            _write(beside / name, json.dumps(made, ensure_ascii=False, indent=2) + "\n")
        listed = {name: tuple(found.values()) for name, found in described.items()}
        _write(beside / "codebook.md", codebook_page(listed, title))
        _write(beside / "LICENSE.md", _license_text(title, license))
        _write(beside / "CITATION.cff", _citation(title, license, creators, version, released, homepage))
    return Path(directory) / _FILE


def read_package(directory: PathLike) -> dict[str, pd.DataFrame]:
    """Return the frames of a package that `publish` wrote, equal to those that were published.

    Raises
    ------
    FileNotFoundError
        The directory holds no ``datapackage.json``, or lacks a file that it names.
    UnreadableDocument
        The package is damaged, or is not one of gkstats.
    """
    home = Path(directory)
    try:
        package = json.loads((home / _FILE).read_text(encoding="utf-8"))
        resources = [resource for resource in package["resources"] if resource["name"] != _CODEBOOK]
        return {resource["name"]: _read_resource(home, resource) for resource in resources}
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument(
            str(home / _FILE), f"no package of gkstats ({error!r})", "publish it again"
        ) from error


def _named(columns: Iterable[Column]) -> Iterable[tuple[str, Column]]:
    return ((column.name, column) for column in columns)


def _columns(name: str, frame: pd.DataFrame, more: Mapping[str, Sequence[Column]]) -> dict[str, Column]:
    """Return the description of every column of a frame; one that nobody describes has a dtype and no meaning."""
    flat, _ = columns_of(name, frame)
    known = {**dict(_named(LEAD)), **dict(_named(FRAMES[name].columns if name in FRAMES else ()))}
    known.update(_named(more.get(name, ())))
    found = {}
    for column in flat.columns:
        described = known.get(column, Column(column, "", ""))
        dtype: Any = flat[column].dtype
        categories = tuple(dtype.categories) if _is_scale(dtype) else ()
        found[column] = described._replace(dtype=str(dtype), categories=categories)
        _type(name, found[column])
    return found


def _type(frame: str, column: Column) -> str:
    """Return the Table Schema type of a column."""
    dtype = pd.api.types.pandas_dtype(column.pandas)
    if _is_scale(dtype):
        return "string"
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "number"
    if isinstance(dtype, pd.StringDtype):
        return "string"
    if pd.api.types.is_datetime64_dtype(dtype):
        return "datetime"
    raise ValueError(
        f"frame {frame!r}: column {column.name!r} is of dtype {dtype}, which a package cannot carry"
    )


def _is_scale(dtype: Any) -> bool:
    """Return whether a dtype is of ordered categories that are text."""
    return (
        isinstance(dtype, pd.CategoricalDtype)
        and bool(dtype.ordered)
        and all(isinstance(category, str) for category in dtype.categories)
    )


def _write_resource(
    home: Path, path: str, name: str, frame: pd.DataFrame, columns: Mapping[str, Column]
) -> dict[str, Any]:
    flat, index = columns_of(name, frame)
    marks = {column: _mark(flat[column]) for column in flat.columns}
    write_csv(flat, home / path, "utf-8", marks)
    fields = [
        _without_none(
            {
                "name": column.name,
                "type": _type(name, column),
                "description": column.meaning or None,
                "unit": column.unit or None,
                "categories": column.categories or None,
                "categoriesOrdered": True if column.categories else None,
                # Spelled out where empty text has to stay apart from a missing value.
                "missingValues": [marks[column.name]] if marks[column.name] else None,
                _DTYPE: str(flat[column.name].dtype),
            }
        )
        for column in columns.values()
    ]
    data = (home / path).read_bytes()
    return _without_none(
        {
            "name": name,
            "type": "table",
            "path": path,
            "description": FRAMES[name].rows if name in FRAMES else None,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "schema": {"fields": fields, "missingValues": [""]},
            _INDEX: index or None,
        }
    )


def _mark(column: pd.Series[Any]) -> str:
    """Return what stands for a missing value in a column: nothing, or the first NA mark that is no text of the column."""
    text = isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype)
    texts = set(column.dropna()) if text else set()
    marks = itertools.chain(["", "NA"], (f"NA{number}" for number in itertools.count(1)))
    return next(mark for mark in marks if mark not in texts)


def _read_resource(home: Path, resource: Mapping[str, Any]) -> pd.DataFrame:
    path = home / resource["path"]
    if not path.resolve().is_relative_to(home.resolve()):
        raise UnreadableDocument(str(home / _FILE), f"it names a file outside: {path}", "publish it again")
    fields = resource["schema"]["fields"]
    with path.open(encoding=resource["encoding"], newline="") as stream:
        head, *rows = csv.reader(stream)
    if head != [field["name"] for field in fields] or any(len(row) != len(head) for row in rows):
        raise UnreadableDocument(str(path), "its columns are not those of the schema", "publish it again")
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    frame = pd.DataFrame(
        {
            field["name"]: pd.Series(_values(field, texts), dtype=_dtype(field))
            for field, texts in zip(fields, columns, strict=True)
        }
    )
    return frame.set_index(resource[_INDEX]) if _INDEX in resource else frame


def _dtype(field: Mapping[str, Any]) -> Any:
    if "categories" in field:
        return pd.CategoricalDtype(field["categories"], ordered=True)
    return field[_DTYPE]


def _values(field: Mapping[str, Any], texts: Iterable[str]) -> list[Any]:
    missing = field.get("missingValues", [""])
    read: dict[str, Callable[[str], Any]] = {
        "boolean": lambda text: text == "true",
        "integer": int,
        "number": float,
        "string": str,
        "datetime": dt.datetime.fromisoformat,
    }
    convert = read[field["type"]]
    return [None if text in missing else convert(text) for text in texts]


def _license_text(title: str, license: str) -> str:  # noqa: A002
    found = LICENSES[license]
    return (
        f"# Licence of {title}\n\n"
        "The figures are facts that authorities have published in official documents, and the sentences are quoted "
        "from these documents; nobody here claims rights in them.\n\n"
        f"The compilation is published under {license} ({found.title}, <{found.url}>). {found.terms}\n"
    )


def _citation(
    title: str,
    license: str,  # noqa: A002
    creators: Sequence[str],
    version: str,
    released: dt.date,
    homepage: str | None,
) -> str:
    """Return a CITATION.cff; every text is quoted as in JSON, which is YAML too."""
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it.",
        "type": "dataset",
        "title": title,
        "authors": [{"name": creator} for creator in creators] or [{"name": "The compilers"}],
        "version": version,
        "date-released": released.isoformat(),
        "license": license,
        "url": homepage,
    }
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in _without_none(fields).items()
    )


def _without_none(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if value is not None}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
