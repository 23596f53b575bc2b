"""Frames to write: declared ones with any content, and small ones with nasty content."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import strategies as st

from gkstats.frames import FRAMES, LEAD, Column, table_frame

NASTY = (
    "", "NA", "NA1", "nan", "None", "null", "=1+1", '=HYPERLINK("x")', "+5", "-8", "@sum", "'quoted", '"', '""', "a,b", "a;b",
    "line\nline", "line\r\nline", "\r", "\n", "\t", " ", " padded ", "#N/A", "TRUE", "1e5", "007", "2020-01-01", "_x0041_",
    "“三安全一稳定”", "１２３", "𠮷", "\ufeff", "\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\u2028", "|", "<b>&amp;",
)  # fmt: skip

texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
_VALUES = {
    "string": texts,
    "Int64": st.integers(-(2**63), 2**63 - 1),
    "Float64": st.one_of(
        st.floats(allow_nan=False), st.integers(-(2**53), 2**53).map(float), st.just(float("-inf"))
    ),
    "boolean": st.booleans(),
}


@st.composite
def declared_frames(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Frames of the registry, each stacked or with its index, filled with anything their dtypes hold."""
    frames = {}
    for name in draw(st.lists(st.sampled_from(sorted(FRAMES)), min_size=1, max_size=3, unique=True)):
        spec = FRAMES[name]
        stacked = draw(st.booleans())
        columns = (*LEAD, *spec.columns) if stacked else spec.columns
        values = [
            st.one_of(
                st.none(), st.sampled_from(column.categories) if column.categories else _VALUES[column.dtype]
            )
            for column in columns
        ]
        frame = table_frame(columns, draw(st.lists(st.tuples(*values), max_size=4)))
        frames[name] = frame if stacked or not spec.indexed else frame.set_index(columns[0].name)
    return frames


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    assert sorted(found) == sorted(expected)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, check_exact=True)


@pytest.fixture
def nasty() -> pd.DataFrame:
    count = len(NASTY)
    columns = (
        Column("text", "string", ""),
        Column("whole", "Int64", ""),
        Column("value", "Float64", ""),
        Column("flag", "boolean", ""),
    )
    wholes: list[Any] = [2**63 - 1, -(2**63), 10**15, 10**15 - 1, 0, None]
    values: list[Any] = [0.1, -0.0, 1e300, 540.0, 2.0**53 + 2, None]
    return table_frame(
        columns,
        [
            *zip(
                NASTY, (wholes * count)[:count], (values * count)[:count], [True, None] * count, strict=False
            ),
            (None, None, None, None),
        ],
    )
