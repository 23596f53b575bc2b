"""What is remembered of a template changes nothing in the next document that follows it."""

from __future__ import annotations

import random
import re

import msgspec
import pytest

import gkstats as gk
from gkstats.documents import Source, read_source
from gkstats.reading import naming, read_records, rows

SAMPLE = gk.samples() / "pingtan-2023.html"


def reading(page: str) -> bytes:
    return msgspec.msgpack.encode(read_records(read_source(Source("page.html", page.encode()))))


def forget() -> None:
    rows._known.clear()
    naming.name_columns.cache_clear()


@pytest.mark.parametrize("seed", range(12))
def test_other_figures_and_blanks_are_read_as_if_it_were_the_first(seed: int) -> None:
    chance = random.Random(seed)
    template = SAMPLE.read_text(encoding="utf-8")
    other = re.sub(
        r">(\d{1,4})<",
        lambda match: chance.choice([match[0], "><", ">-<", f">{chance.randrange(999)}<"]),
        template,
    )
    reading(template)
    remembered = reading(other)
    forget()
    assert reading(other) == remembered
    assert other != template
