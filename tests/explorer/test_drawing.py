"""Bars say what is printed, compare only what is alike, and are found where they are drawn."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

import gkstats as gk
from gkstats.charts import describe
from gkstats.explorer.drawing import bars, drawn, picture
from gkstats.explorer.figures import Figures
from gkstats.vocabulary import Language


@pytest.fixture(scope="module")
def gathered(corpus: gk.Corpus) -> Figures:
    return Figures(corpus)


@pytest.fixture
def frame(gathered: Figures) -> pd.DataFrame:
    return gathered.of_report(4, "applications", "total")


def labels(ax: object) -> list[str]:
    return [text.get_text() for text in ax.texts]  # type: ignore[attr-defined]


def test_what_is_no_number_is_neither_zero_nor_hidden(frame: pd.DataFrame) -> None:
    frame.loc[[0, 1, 2], "value"] = pd.NA
    frame["printed"] = frame["printed"].where(~frame.index.isin([0, 1, 2]), pd.Series(["", "/", pd.NA]))
    frame.loc[3, "note"] = "matched inexactly"
    shown = labels(ax := bars(frame, language="en"))
    assert shown[:3] == ["blank", "/", "no value"]
    assert shown[3] == f"{int(frame['value'][3])}*"
    assert "see the note" in describe(ax)


def test_cases_and_rates_share_no_axis(gathered: Figures) -> None:
    ax = bars(gathered.of_report(0, "hotline", "value"), language="en")
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[:4] == [4568, 4568, 3144, 1424]
    assert widths[4:] == [0, 0]
    assert labels(ax)[4:] == ["100.00%", "91.92%"]


def test_of_many_reports_the_largest_are_drawn_and_it_is_said(frame: pd.DataFrame) -> None:
    one = frame.iloc[[0]]
    many = pd.concat([one] * 90, ignore_index=True).assign(
        agency=[f"第{n}区" for n in range(90)], value=[float(n) for n in range(90)], document=range(90)
    )
    many["value"] = many["value"].astype("Float64").mask(many["value"] == 89)
    kept = drawn(many)
    assert kept["value"].tolist() == [float(n) for n in range(88, 68, -1)]
    assert "最大的20项，共90项" in describe(bars(many))


def test_an_empty_choice_says_so(frame: pd.DataFrame) -> None:
    found = picture(frame.iloc[:0], "en")
    assert found.targets == ()
    assert labels(bars(frame.iloc[:0], language="en")) == ["No report in the choice has this figure."]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_target_lies_on_its_bar(frame: pd.DataFrame, language: Language) -> None:
    """The bar's colour is found within the box of its target, over the height that the picture has there."""
    found = picture(frame, language)
    image = matplotlib.image.imread(io.BytesIO(found.png))[:, :, :3]
    height, width = image.shape[:2]
    blue = np.abs(image - np.array([0x1F, 0x5A, 0x92]) / 255).max(axis=2) < 0.02
    longest = frame["value"].max()
    tried = 0
    for target, value in zip(found.targets, frame["value"], strict=True):
        x0, y0, x1, y1 = target.box
        part = blue[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)]
        if value > 0.02 * longest:
            tried += 1
            across = np.flatnonzero(part.any(axis=0))
            assert part[part.shape[0] // 2].any(), target.words
            assert len(across) > 2
    assert tried > 4
    assert all(a.box[3] <= b.box[1] for a, b in zip(found.targets, found.targets[1:], strict=False))
