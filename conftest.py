"""What every test shares, examples in docstrings and notebooks included: pictures that a test drew are closed behind it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _pictures_closed() -> Iterator[None]:
    # pyplot keeps every figure until it is closed and warns at the twenty-first. Which examples share a process depends on how
    # the files are dealt out, so without this a run passes or fails by chance.
    yield
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close("all")
