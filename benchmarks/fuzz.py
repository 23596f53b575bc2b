"""Change documents of every format structurally and use what comes of them as a user does, in processes with limits.

    uv run python benchmarks/fuzz.py --documents 10000
    uv run python benchmarks/fuzz.py --again 0/217 0/3051          # single documents, by seed and number
    uv run --with atheris python benchmarks/fuzz_guided.py prose    # guided by coverage: text, pages, numbers, labels, prose

Nothing but a GkstatsError may come of a document, within ten seconds of processor time and a gigabyte of memory, and no
process may die. A document is a recipe, not a file: seed and number tell how a sample is changed. Recipes that ever
failed are kept in ``benchmarks/fuzz.toml`` and tried first, by the tests, too.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import json
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import gkstats as gk
from benchmarks.fuzz_changes import KINDS, document
from gkstats import workers

for name in (
    "duckdb",
    "openpyxl",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "docx",
    "lxml.html",
    "pdfminer.high_level",
    "rapidfuzz",
):
    importlib.import_module(name)  # before memory is limited: libraries are no part of a document

SECONDS: Final = 10.0
MEMORY: Final = 2**30
KEPT: Final = Path(__file__).with_name("fuzz.toml")


def use(kind: str, data: bytes, folder: Path, *, thorough: bool = True) -> str:
    """Read a document and do with it what a user does; return what became of it."""
    if kind == "zip":
        corpus = gk.load_corpus(data, executor=1, progress=False)
        repr(corpus), str(corpus), corpus.errors, corpus.skipped
        if thorough:
            _export(corpus, folder)
        return "read" if len(corpus) else "nothing read"
    try:
        report = gk.load_report(data, isolate=False)
    except gk.GkstatsError as error:
        return type(error).__name__
    for name in (
        "facts",
        "applications",
        "proactive",
        "reviews",
        "statistics",
        "sections",
        "quantities",
        "breakdowns",
        "channels",
        "hotline",
        "problems",
        "improvements",
    ):
        getattr(report, name)
    report.checks()
    report.indicators()
    repr(report), str(report), report._repr_html_()
    if thorough:
        if kind == "pdf":
            report.cross_check()
        if len(report.facts):
            row = report.facts.iloc[0]
            repr(report.show_source(row["table"], row["row"], row["column"]))
        report.show_pages()._repr_html_()
        path = folder / f"document.{kind}"
        path.write_bytes(data)
        _export(gk.load_corpus(path, executor=1, progress=False), folder)
        stored = gk.load_corpus(path, executor=1, progress=False, to=folder / "dataset")
        stored.facts, stored.checks(), stored.query("SELECT count(*) FROM facts")
    return "read"


def _export(corpus: gk.Corpus, folder: Path) -> None:
    repr(corpus), str(corpus), corpus.errors, corpus.skipped
    for kind in ("csv", "json", "xlsx", "parquet"):
        corpus.write(folder / kind, kind)


def is_thorough(recipe: str) -> bool:
    """Return whether all is done with a document that can be done: exports and pictures take most of the time."""
    return int(recipe.rpartition("/")[2]) // len(KINDS) % 8 == 0


def exercise(payloads: Sequence[bytes], _settings: bytes, started: Callable[[int], None]) -> bytes:
    """Make and use documents within a process that may die of them."""
    import resource

    found = []
    for position, payload in enumerate(payloads):
        recipe = payload.decode()
        kind, data = document(recipe)
        started(position)
        begun = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = use(kind, data, Path(folder), thorough=is_thorough(recipe))
            except MemoryError:
                raise
            except BaseException as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                outcome = f"WRONG {type(error).__name__}: {str(error)[:120]} at {Path(place.filename).name}:{place.lineno}"
        seconds = time.process_time() - begun
        if seconds > SECONDS:
            outcome = f"WRONG {seconds:.0f} s of processor time"
        found.append(
            (recipe, kind, outcome, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        )
    return json.dumps(found).encode()


def run(recipes: Sequence[str], processes: int) -> Iterator[tuple[str, str, str, float, float]]:
    """Yield recipe, format, outcome, seconds and the memory of its process in MB."""
    tasks = [workers.Task(number, recipe.encode()) for number, recipe in enumerate(recipes)]
    chunks = [tasks[start : start + 25] for start in range(0, len(tasks), 25)]
    with workers.Crew(processes, MEMORY) as crew:
        for one in crew.run("benchmarks.fuzz:exercise", b"", chunks, timeout=60.0):
            if isinstance(one, workers.Done):
                yield from json.loads(one.result)
            else:
                yield recipes[one.number], "", f"WRONG the process was lost: {one.why}", 0.0, 0.0


def kept(*, slow: bool | None = None) -> list[str]:
    """Return the recipes that failed once: all, or those that take long, or the others."""
    found = tomllib.loads(KEPT.read_text(encoding="utf-8"))["failed"]
    return [one["recipe"] for one in found if slow is None or one.get("slow", False) == slow]


def main() -> int:
    """Run, print what became of the documents, and return whether anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--again", nargs="+", metavar="SEED/NUMBER")
    options = parser.parse_args()
    recipes = options.again or [*kept(), *(f"{options.seed}/{number}" for number in range(options.documents))]
    outcomes: collections.Counter[tuple[str, str]] = collections.Counter()
    slowest, largest = (0.0, ""), (0.0, "")
    begun = time.perf_counter()
    wrong = 0
    for done, (recipe, kind, outcome, seconds, memory) in enumerate(run(recipes, options.processes), start=1):
        if done % 100 == 0:
            print(f"{done} of {len(recipes)}, the slowest {slowest[0]:.1f} s", file=sys.stderr, flush=True)
        slowest, largest = max(slowest, (seconds, recipe)), max(largest, (memory, recipe))
        outcomes[kind, outcome.split(":")[0]] += 1
        if outcome.startswith("WRONG"):
            wrong += 1
            print(f"{recipe} ({kind}): {outcome}", flush=True)
    print(
        f"{len(recipes)} documents in {time.perf_counter() - begun:.0f} s; the slowest {slowest[0]:.1f} s ({slowest[1]}), at most {largest[0]:.0f} MB"
    )
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"{count:6d}  {kind:5s} {outcome}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
