"""SQL over a dataset, with DuckDB: columns and conditions are pushed down into the Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, Final, cast

import pandas as pd

from gkstats.dataset import TABLES, Dataset
from gkstats.errors import GkstatsError
from gkstats.store import require

__all__ = ["query"]

# Not for people: whole readings, and what panels are made of.
_HIDDEN: Final = frozenset(["records", "sightings"])

# From the first moment: no files, no network, no extensions, nothing of the calling program.
_LOCKED: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


def query(dataset: Dataset, sql: str, documents: Sequence[str]) -> pd.DataFrame:
    """Ask a dataset, or some of its documents.

    Raises
    ------
    GkstatsError
        The statement fails; the message is DuckDB's.
    MissingDependency
        DuckDB is not installed.
    """
    duckdb = require("duckdb", "query")
    with (
        tempfile.TemporaryDirectory(prefix="gkstats-") as beside,
        duckdb.connect(config={**_LOCKED, "temp_directory": beside}) as connection,
    ):
        _offer(connection, dataset, documents)
        try:
            statements = connection.extract_statements(sql)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise GkstatsError(
                    "the query",
                    "it is not one SELECT statement; a dataset is only read",
                    "ask for what you want to see in a single SELECT",
                )
            found = connection.sql(statements[0]).to_arrow_table()
        except duckdb.Error as error:
            tables = ", ".join(sorted(set(TABLES) - _HIDDEN))
            raise GkstatsError(
                "the query", str(error).replace("\n", " "), f"see the tables {tables}"
            ) from error
    return cast("pd.DataFrame", found.to_pandas(types_mapper=_dtype))


def _offer(connection: Any, dataset: Dataset, documents: Sequence[str]) -> None:
    """Make the tables known, and nothing else on this machine.

    DuckDB opens no file and is told nothing but names of our own: rows come from pyarrow, and ids as values.
    """
    pa = require("pyarrow", "parquet")
    some = len(documents) < len(dataset.documents)
    if some:
        connection.register("gkstats.chosen", pa.table({"document": pa.array(documents, pa.string())}))
    for name in sorted(set(TABLES) - _HIDDEN):
        only = some and name != "errors"
        connection.register(f"gkstats.{name}" if only else name, dataset.scanned(name))
        if only:
            connection.execute(
                f'CREATE VIEW {name} AS FROM "gkstats.{name}" SEMI JOIN "gkstats.chosen" USING (document)'
            )
    connection.execute("SET lock_configuration = true")


def _dtype(kind: Any) -> Any:
    pa = require("pyarrow", "parquet")
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pd.StringDtype()
    if pa.types.is_boolean(kind):
        return pd.BooleanDtype()
    if pa.types.is_signed_integer(kind):
        return pd.Int64Dtype()
    if pa.types.is_floating(kind):
        return pd.Float64Dtype()
    if pa.types.is_decimal(kind):  # sums of whole numbers
        return pd.Float64Dtype()
    return None
