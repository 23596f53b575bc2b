"""Time what the explorer does with thousands of reports: ``python benchmarks/explorer.py --reports 5000``.

The reports are readings of the samples under other names, years and figures. Every choice and every click should
take less than a second; opening, which gathers all figures, may take longer.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Callable

import gkstats as gk
from gkstats.explorer.widgets import Explorer
from gkstats.keeping import Loaded
from gkstats.records import Records

SAMPLES = (
    "zhongning-2020.txt",
    "huaian-2024.pdf",
    "pingtan-2020.html",
    "pingtan-2017.html",
    "pingtan-2023.html",
)
YEARS = range(2016, 2026)


def varied(records: Records, number: int) -> Records:
    """Return a reading under another name and year, with other figures."""
    factor, addend = 1 + number % 7, number // 10 % 13
    facts = tuple(
        dataclasses.replace(fact, value=None if fact.value is None else fact.value * factor + addend)
        for fact in records.facts
    )
    identity = dataclasses.replace(
        records.identity, agency=f"第{number // 10:04d}区人民政府", year=YEARS[number % 10]
    )
    return dataclasses.replace(records, identity=identity, facts=facts)


def timed(name: str, step: Callable[[], object]) -> None:
    """Print how long a step takes."""
    began = time.perf_counter()
    step()
    print(f"{name:44} {time.perf_counter() - began:7.2f} s")


def click(part: object, **message: object) -> None:
    """Tell a part what the browser would tell it."""
    part._handle_custom_msg({"version": part.version, **message}, [])


def steps(explorer: Explorer) -> dict[str, Callable[[], object]]:
    """Return what a user does, in order."""
    agencies = explorer.figures.agencies
    return {
        "choose a row": lambda: setattr(explorer.row, "value", "outcome.granted"),
        "choose some years": lambda: setattr(explorer.years, "value", (2018, 2022)),
        "search an agency": lambda: setattr(explorer.search, "value", "区人民"),
        "choose an agency": lambda: setattr(explorer.chosen, "value", agencies[:1]),
        "choose all agencies": lambda: setattr(explorer.chosen, "value", []),
        "click a bar (document read again)": lambda: click(explorer.main, open=3),
        "open the report": lambda: setattr(explorer.tabs, "selected_index", 1),
        "choose a row, the report open": lambda: setattr(explorer.row, "value", "received.new"),
        "change the language, the report open": lambda: setattr(explorer.languages, "value", "en"),
        "sort the table": lambda: click(explorer.grid, sort="value"),
        "CSV": lambda: click(explorer.grid, csv=True),
        "choose another table": lambda: setattr(explorer.table, "value", "channels"),
        "choose joined figures": lambda: setattr(explorer.table, "value", "series"),
        "choose rates": lambda: setattr(explorer.table, "value", "indicators"),
        "choose joined figures again": lambda: setattr(explorer.table, "value", "series"),
        "choose rates again": lambda: setattr(explorer.table, "value", "indicators"),
    }


def main() -> None:
    """Open the explorer and use it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5000)
    count = parser.parse_args().reports
    base = [gk.load_report(gk.samples() / name).records for name in SAMPLES]
    corpus = gk.Corpus([Loaded(varied(base[n % 5], n), 0.0, str(n)) for n in range(count)])
    began = time.perf_counter()
    explorer = gk.explore(corpus)
    print(f"{count} reports, {time.perf_counter() - began:.1f} s to open")
    for name, step in steps(explorer).items():
        timed(name, step)
        if explorer.trouble.value:
            raise SystemExit(explorer.trouble.value)


if __name__ == "__main__":
    main()
