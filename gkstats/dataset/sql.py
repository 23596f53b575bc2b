"""SQL over a dataset, with DuckDB: columns and conditions are pushed down into the Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from gkstats.dataset import TABLES, Dataset
from gkstats.errors import GkstatsError
from gkstats.store import require

__all__ = ["query"]

# Not for people: whole readings, and what panels are made of.
_HIDDEN: Final = frozenset(["records", "sightings"])


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
    with duckdb.connect() as connection:
        _offer(connection, dataset, documents)
        try:
            table = connection.sql(sql)
            found = table.to_arrow_table() if table is not None else None
        except duckdb.Error as error:
            tables = ", ".join(sorted(set(TABLES) - _HIDDEN))
            raise GkstatsError(
                "the query", str(error).replace("\n", " "), f"see the tables {tables}"
            ) from error
    return pd.DataFrame() if found is None else found.to_pandas(types_mapper=_dtype)


def _offer(connection: Any, dataset: Dataset, documents: Sequence[str]) -> None:
    """Make the tables known, and nothing else on this machine."""
    pa = require("pyarrow", "parquet")
    some = len(documents) < len(dataset.documents)
    if some or dataset.replaced:
        connection.register("chosen", pa.table({"document": pa.array(documents, pa.string())}))
    for name in sorted(set(TABLES) - _HIDDEN):
        files = [_quoted(file) for file in dataset.files(name)]
        if not files:
            connection.register(name, dataset.read(name))
            continue
        condition = ""
        if some and name != "errors":
            condition = " WHERE document IN (SELECT document FROM chosen)"
        elif dataset.replaced:
            gone = ", ".join(f"'{document}'" for document in dataset.replaced)
            condition = f" WHERE document NOT IN ({gone})"
        # Names are our own, and quoted; a statement of the user's comes later.
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{', '.join(files)}], hive_partitioning=false)"  # noqa: S608
            + condition
        )
    connection.execute(f"SET allowed_directories = [{_quoted(dataset.directory)}]")
    connection.execute("SET enable_external_access = false")


def _quoted(path: Path) -> str:
    text = str(path.resolve()).replace("'", "''")
    return f"'{text}'"


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
