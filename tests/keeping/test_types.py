"""Types hold: from a frame into files and back, and from SQL into a frame, whatever DuckDB answers."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkstats as gk
from gkstats.exports import read_parquet, write_frames
from gkstats.frames import Column, table_frame
from gkstats.keeping.tables import table_of

COLUMNS = (
    Column("text", "string", ""),
    Column("whole", "Int64", ""),
    Column("number", "Float64", ""),
    Column("flag", "boolean", ""),
    Column("day", "datetime64[s]", ""),
)
LIMITS = (2**63 - 1, -(2**63), 2**53 + 1, 0, -1)
ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["a", "007", "NA", "2020", "=1", "-", "true", "１"]),
        st.none() | st.sampled_from(LIMITS) | st.integers(-(2**63), 2**63 - 1),
        st.none()
        | st.sampled_from([0.1, 540.0, 1e300, -0.5])
        | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.booleans(),
        st.none()
        | st.dates(min_value=pd.Timestamp("1900-03-01").date(), max_value=pd.Timestamp("2200-01-01").date()),
    ),
    min_size=1,
    max_size=5,
)
DTYPES = {column.name: column.dtype for column in COLUMNS[:-1]}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_files_give_back_what_they_were_given(rows: list[tuple[Any, ...]]) -> None:
    frame = table_frame(COLUMNS, rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("parquet", "csv", "json", "xlsx"):
            write_frames({"f": frame}, folder, kind, raw=True)  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(read_parquet(folder)["f"], frame, check_exact=True)
        read = pd.read_csv(folder / "f.csv", dtype=DTYPES, keep_default_na=False, na_values=[""])
        found = read.assign(day=pd.to_datetime(read["day"]).astype("datetime64[s]"))
        pd.testing.assert_frame_equal(found, frame, check_exact=True)
        records = json.loads((folder / "f.json").read_text(encoding="utf-8"))
        again = table_frame(
            COLUMNS,
            [
                (*list(one.values())[:-1], pd.NaT if one["day"] is None else pd.Timestamp(one["day"]))
                for one in records
            ],
        )
        pd.testing.assert_frame_equal(again, frame, check_exact=True)
        sheet = list(
            openpyxl.load_workbook(folder / "gkstats.xlsx")["f"].iter_rows(min_row=2, values_only=True)
        )
    for row, values in zip(rows, [*sheet, *[(None,) * 5] * (len(rows) - len(sheet))], strict=True):
        assert values[0] == row[0]
        # Excel has fifteen digits; longer whole numbers are text there.
        assert values[1] == (str(row[1]) if row[1] is not None and abs(row[1]) >= 10**15 else row[1])
        assert (values[2], values[3]) == (
            pytest.approx(row[2], rel=1e-15) if row[2] is not None else None,
            row[3],
        )
        assert (values[4].date() if values[4] else None) == row[4]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_sql_gives_back_what_it_was_given(rows: list[tuple[Any, ...]]) -> None:
    import duckdb

    from gkstats.keeping.sql import _frame

    stored = (*COLUMNS[:-1], COLUMNS[-1]._replace(dtype="date"))
    with duckdb.connect() as connection:
        connection.register("f", table_of(stored, rows))
        found = _frame(connection.sql("FROM f").to_arrow_table(), [column.name for column in COLUMNS])
    pd.testing.assert_frame_equal(found, table_frame(COLUMNS, rows), check_exact=True)


@pytest.mark.parametrize(
    ("expression", "dtype", "value"),
    [
        ("sum(total) FROM applications WHERE row = 'received.new' AND year = 2023", "Int64", 81),
        ("sum(cells) > 100 FROM documents", "boolean", True),
        ("1.5", "Float64", 1.5),
        ("sum(1.5) FROM range(3)", "Float64", 4.5),
        ("avg(x) FROM range(3) t(x)", "Float64", 1.0),
        ("170141183460469231731687303715884105727::HUGEINT", None, Decimal(2**127 - 1)),
        ("sum(9223372036854775807) FROM range(3)", None, Decimal(3 * (2**63 - 1))),
        ("12345678901234567890.123::DECIMAL(38,3)", None, Decimal("12345678901234567890.123")),
        ("340282366920938463463374607431768211455::UHUGEINT", "string", str(2**128 - 1)),
        ("18446744073709551615::UBIGINT", "UInt64", 2**64 - 1),
        ("7::UTINYINT", "Int64", 7),
        ("'a'::ENUM('a', 'b')", "string", "a"),
        ("DATE '2020-02-03'", "datetime64[s]", pd.Timestamp("2020-02-03")),
        ("TIMESTAMP '2020-02-03 04:05:06'", "datetime64[us]", pd.Timestamp("2020-02-03 04:05:06")),
        ("published FROM documents WHERE year = 2023", "datetime64[s]", None),
        ("INTERVAL '1 day 2 hours'", "string", "P0M1DT7200S"),
        ("[1, 2]", None, [1, 2]),
        ("{'a': 1}", None, {"a": 1}),
        ("union_value(k := 1)", "string", "1"),
        ("'101'::BIT", "string", "101"),
        ("NULL", "Int64", None),
        ("TIME '01:02:03'", None, None),
        ("uuid()", "string", None),
        ("'{\"a\": 1}'::JSON", "string", '{"a": 1}'),
        ("evidence FROM facts WHERE year = 2023 LIMIT 1", "string", None),
    ],
)
def test_every_answer_of_sql_becomes_a_frame(
    expression: str, dtype: str | None, value: Any, made: Path
) -> None:
    found = gk.Corpus.read_parquet(made).query(f"SELECT {expression}")
    assert len(found) == 1
    if dtype is not None and expression != "NULL":
        assert str(found.dtypes.iloc[0]) == dtype
    if value is not None:
        got = found.iloc[0, 0]
        assert (list(got) if isinstance(value, list) else got) == value
    assert str(found)


def test_columns_of_one_name_and_no_rows(made: Path) -> None:
    corpus = gk.Corpus.read_parquet(made)
    assert corpus.query("SELECT 1 AS a, 2 AS a").columns.tolist() == ["a", "a"]
    assert (
        corpus.query("SELECT year, total FROM applications WHERE false").dtypes.astype(str).tolist()
        == ["Int64"] * 2
    )


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("SELECT column, value FROM facts", '"column"'),
        ("SELECT table, count(*) FROM facts GROUP BY table", '"table"'),
        ("SELEC 1", "see the tables"),
        ("SELECT nothing FROM facts", "see the tables"),
        ("SELECT * FROM nowhere", "reports"),
    ],
)
def test_what_sql_does_not_understand_gets_a_hint(sql: str, hint: str, made: Path) -> None:
    with pytest.raises(gk.GkstatsError, match=hint) as caught:
        gk.Corpus.read_parquet(made).query(sql)
    assert "\n" not in str(caught.value)
