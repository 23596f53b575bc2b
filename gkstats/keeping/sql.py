"""SQL over a dataset, with DuckDB: it reads what pyarrow hands it, one SELECT at a time, and touches nothing else."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pandas as pd

from gkstats.errors import GkstatsError
from gkstats.files import require
from gkstats.keeping.dataset import Dataset
from gkstats.keeping.readings import SKIPPED
from gkstats.keeping.tables import TABLES

__all__ = ["query"]

# Not for people: whole readings, and what panels are made of.
_HIDDEN: Final = frozenset(["gists", "records", "sightings", "timings"])
_SHOWN: Final = tuple(name for name in TABLES if name not in _HIDDEN)

# From the first moment: no files, no network, no extensions, nothing of the calling program.
_LOCKED: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_RESERVED: Final = ("column", "table", "group", "order", "check", "row", "from", "to", "of", "all", "end")
"""Names of columns and tables that SQL has a use for itself."""
_FOREIGN: Final = ("UHUGEINT", "BIT", "BIGNUM", "VARINT", "UNION", "VARIANT", "TIME WITH TIME ZONE")
_SKIPPED: Final = f"SELECT source, message AS reason FROM \"gkstats.errors\" WHERE error = '{SKIPPED}'"  # noqa: S608
"""Files that turned up and are no reports stand beside the errors, as `Corpus.skipped` does."""
_DIGITS: Final = 15
"""Digits that a floating-point number keeps."""


def query(
    dataset: Dataset, sql: str, counted: Sequence[int], reports: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Ask a dataset, or some of its documents.

    Parameters
    ----------
    dataset : Dataset
    sql : str
        One SELECT statement.
    counted : sequence of int
        Positions of the documents that tables hold; those with ``_all`` after their names hold every one.
    reports : callable
        Returns the table of reports, a row for each document in order.

    Raises
    ------
    GkstatsError
        The statement fails; the message is DuckDB's.
    MissingDependency
        DuckDB is not installed.
    """
    duckdb = require("duckdb", "query")
    with (
        _one_line(sql),  # around the connection, too: without memory it cannot be opened
        tempfile.TemporaryDirectory(prefix="gkstats-") as beside,
        duckdb.connect(config={**_LOCKED, "temp_directory": beside}) as connection,
    ):
        statements = connection.extract_statements(sql)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise GkstatsError(
                "the query",
                "it is not one SELECT statement; a dataset is only read",
                "ask for what you want to see in a single SELECT",
            )
        _offer(connection, dataset, sql, counted, reports)
        answer = connection.sql(statements[0])
        # Arrow has no type for these, and would show other values in their place.
        shown = [
            f"CAST(#{number} AS VARCHAR)" if str(kind).startswith(_FOREIGN) else f"#{number}"
            for number, kind in enumerate(answer.types, 1)
        ]
        return _frame(answer.project(", ".join(shown)).to_arrow_table(), answer.columns)


@contextmanager
def _one_line(sql: str) -> Iterator[None]:
    duckdb, pa = require("duckdb", "query"), require("pyarrow", "parquet")
    try:
        yield
    except GkstatsError:
        raise
    except duckdb.Error as error:
        reserved = [word for word in _RESERVED if re.search(rf'(?i)(?<!["\w]){word}(?!["\w])', sql)]
        remedy = f"see the tables {', '.join((*_SHOWN, 'skipped', 'reports'))}"
        if isinstance(error, duckdb.ParserException) and reserved:
            quoted = " ".join(f'"{word}"' for word in reserved)
            remedy = f"put names that SQL has a use for itself into double quotes: {quoted}"
        raise GkstatsError("the query", " ".join(str(error).split()), remedy) from error
    except (
        pa.ArrowException,
        ArithmeticError,
        LookupError,
        NotImplementedError,
        TypeError,
        ValueError,
    ) as error:
        raise GkstatsError(
            "the query",
            f"its answer cannot become a frame ({' '.join(str(error).split())})",
            "cast the columns to BIGINT, DOUBLE, VARCHAR or TIMESTAMP",
        ) from error


def _offer(
    connection: Any, dataset: Dataset, sql: str, counted: Sequence[int], reports: Callable[[], pd.DataFrame]
) -> None:
    """Make the tables that a statement names known, and nothing else on this machine."""
    pa = require("pyarrow", "parquet")
    documents = dataset.documents
    one = frozenset(counted)
    chosen = pa.table(
        {
            "reading": pa.array([document.reading for document in documents], pa.string()),
            "document": pa.array([document.document for document in documents], pa.string()),
            "counted": pa.array([position in one for position in range(len(documents))]),
        }
    )
    whole = len(documents) == len(dataset.opened.documents)
    plain = whole and not any("-" in document.document for document in documents)
    connection.register("gkstats.chosen", chosen)
    offered: Mapping[str, str] = {
        "": "" if plain and len(one) == len(documents) else "WHERE counted",
        "_all": "" if plain else "WHERE true",
    }
    for name in _SHOWN:
        if not _named(name, sql) and not (name == "errors" and _named("skipped", sql)):
            continue
        connection.register(f"gkstats.{name}", _counting(dataset, name))
        for ending, condition in offered.items():
            connection.execute(f"CREATE VIEW {name}{ending} AS {_view(name, condition)}")
            if name == "errors":
                connection.execute(f"CREATE VIEW skipped{ending} AS {_SKIPPED}")
    if _named("reports", sql):
        table = pa.Table.from_pandas(reports(), preserve_index=False)
        connection.register("reports_all", table)
        connection.register("reports", table.take(pa.array(list(counted), pa.int64())))
    connection.execute("SET lock_configuration = true")


def _named(name: str, sql: str) -> bool:
    return re.search(rf"(?i)(?<!\w){name}(_all)?(?!\w)", sql) is not None


def _counting(dataset: Dataset, name: str) -> Any:
    found, condition = dataset.opened.scanned(name), dataset.opened.condition({})
    return found if condition is None else found.filter(condition)


def _view(name: str, condition: str) -> str:
    """Return the rows of a table under the keys of their documents; names are our own, and quoted."""
    if name == "errors":
        return f"SELECT * EXCLUDE (reading) FROM \"gkstats.errors\" WHERE error <> '{SKIPPED}'"  # noqa: S608
    if not condition:
        return f'SELECT * EXCLUDE (reading) FROM "gkstats.{name}"'  # noqa: S608
    return (
        f'SELECT chosen.document, rows.* EXCLUDE (reading, document) FROM "gkstats.{name}" AS rows '  # noqa: S608
        f'JOIN "gkstats.chosen" AS chosen USING (reading) {condition}'
    )


def _frame(table: Any, names: Sequence[str]) -> pd.DataFrame:
    """Return an answer as a frame of nullable columns; names may come twice."""
    return pd.concat([_series(column) for column in table.columns], axis=1).set_axis(list(names), axis=1)


def _series(column: Any) -> pd.Series:
    """Return a column with the dtype of pandas that holds every value of it as it is, missing ones too."""
    pa, types = require("pyarrow", "parquet"), require("pyarrow.types", "parquet")
    kind = column.type
    if types.is_dictionary(kind):  # an ENUM
        return _series(column.cast(kind.value_type))
    if isinstance(kind, pa.BaseExtensionType) or types.is_interval(kind) or types.is_null(kind):
        texts = [None if value is None else _text(value) for value in column.to_pylist()]
        return pd.Series(texts, dtype=pd.StringDtype())
    if types.is_decimal(kind):
        return _numbers(column)
    if types.is_date(kind):
        column = column.cast(pa.timestamp("s"))
    if types.is_timestamp(column.type):
        return pd.Series(column.to_pandas())
    if types.is_integer(kind) and kind != pa.uint64():  # as everywhere in gkstats, whole numbers have 64 bits
        column = column.cast(pa.int64())
    if types.is_floating(kind):
        column = column.cast(pa.float64())
    known = {
        pa.string(): pd.StringDtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.uint64(): pd.UInt64Dtype(),
    }
    return pd.Series(column.to_pandas(types_mapper=lambda found: known.get(found) or pd.ArrowDtype(found)))


def _numbers(column: Any) -> pd.Series:
    """Return exact decimals as whole numbers or floating-point numbers where these hold every digit of them."""
    values = column.to_pylist()
    stated = [value for value in values if value is not None]
    if column.type.scale == 0 and all(
        -(2**63) <= value < 2**63 for value in stated
    ):  # a sum of whole numbers
        return pd.Series([None if value is None else int(value) for value in values], dtype=pd.Int64Dtype())
    if all(len(value.normalize().as_tuple().digits) <= _DIGITS for value in stated):
        return pd.Series(
            [None if value is None else float(value) for value in values], dtype=pd.Float64Dtype()
        )
    return pd.Series(column.to_pandas(types_mapper=pd.ArrowDtype))


def _text(value: Any) -> str:
    """Return an interval as ISO 8601 has it, and anything else as it shows itself."""
    if hasattr(value, "nanoseconds"):
        return f"P{value.months}M{value.days}DT{value.nanoseconds / 1e9:g}S"
    return str(value)
