"""Let atheris find text, pages, numbers, labels and prose that raise anything but a GkstatsError, guided by coverage.

    uv run --with atheris python benchmarks/fuzz_guided.py prose --seconds 120

It has no wheels for every Python; 3.11 and 3.12 have. What it finds it writes into the working folder; turn it into a
test in words of your own.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["gkstats"]):
    # Before anything else: what is imported already tells of no coverage.
    from gkstats.chinese import chinese_numeral, fold, label_key, plain_number
    from gkstats.documents import Source, read_source
    from gkstats.errors import GkstatsError
    from gkstats.forms import all_forms
    from gkstats.loading import read_narrative, samples
    from gkstats.reading import read_records
    from gkstats.reading.labels import column_within, named_rows, words_similarity
    from gkstats.reading.narrative.numbers import find_numbers, numeral_value

LONGEST: Final = 4000
ROWS: Final = tuple(
    row for form in all_forms() for table in form.tables for block in table.blocks for row in block.rows
)
COLUMNS: Final = tuple(
    column
    for form in all_forms()
    for table in form.tables
    for block in table.blocks
    for column in block.columns
)


def text(words: str) -> None:
    """Read plain text as a report."""
    read_records(read_source(Source("a.txt", words.encode("utf-8", "surrogatepass"))))


def page(words: str) -> None:
    """Read a page as a report."""
    start = "<html><h1>江城县2020年政府信息公开工作年度报告</h1>"
    read_records(read_source(Source("a.html", (start + words).encode("utf-8", "surrogatepass"))))


def numbers(words: str) -> None:
    """Find the numbers of a text."""
    find_numbers(words), numeral_value(words), chinese_numeral(words), plain_number(words), fold(words)


def labels(words: str) -> None:
    """Liken a label to those of every form."""
    parts = tuple(words.split("\n"))
    label_key(words), named_rows(parts, ROWS)
    for row in ROWS[:40]:
        words_similarity(parts, row)
    for column in COLUMNS[:20]:
        column_within(column, words)


def prose(words: str) -> None:
    """Read a paragraph."""
    narrative = read_narrative(words, year=2020)
    for name in ("quantities", "breakdowns", "channels", "hotline"):
        getattr(narrative, name)


TARGETS: Final[dict[str, Callable[[str], None]]] = {
    target.__name__: target for target in (text, page, numbers, labels, prose)
}


def main() -> None:
    """Feed one target for some seconds; atheris ends the process at what it finds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=120)
    options = parser.parse_args()
    target = TARGETS[options.target]

    def one(data: bytes) -> None:
        with contextlib.suppress(GkstatsError):
            target(data.decode("utf-8", "surrogateescape"))

    limits = [
        f"-max_total_time={options.seconds}",
        "-timeout=10",
        "-rss_limit_mb=1024",
        f"-max_len={LONGEST}",
    ]
    with tempfile.TemporaryDirectory() as corpus:
        for path in sorted(samples().iterdir()):
            if path.suffix in (".txt", ".html"):
                words = path.read_text(encoding="utf-8")
                for start in range(0, min(len(words), 12_000), 1200):
                    Path(corpus, f"{path.name}-{start}").write_text(
                        words[start : start + 1200], encoding="utf-8"
                    )
        atheris.Setup([sys.argv[0], *limits, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
