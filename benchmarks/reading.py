"""Time `load_report` end to end against the tables alone of two others, in one process and in alternation.

    uv run --with pdfplumber --with tablers python benchmarks/reading.py [PDF ...] [--write]

pdfplumber finds and extracts the tables and the text of each page, tablers (Rust over PDFium, the fastest known) the
grids with the text of their cells; gkstats also matches every row, reads the prose, tells what is seen and keeps the
places. Ratios of processor time are what counts: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import gc
import io
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import tablers

import gkstats as gk

HERE = Path(__file__).parent
PDFPLUMBER, TABLERS = "pdfplumber, tables and text only", "tablers, grids only"
BEGIN, END = "<!-- reading -->", "<!-- /reading -->"


def by_pdfplumber(path: Path) -> None:
    """Do what hand-written code begins with."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.find_tables():
                table.extract()
            page.extract_text()


def by_tablers(path: Path) -> None:
    """Find the grids, with the text of their cells."""
    document = tablers.Document(path)
    for page in document.pages():
        tablers.find_tables(page, extract_text=True)
    document.close()


def readers(path: Path) -> dict[str, Callable[[], object]]:
    """Return what is timed."""
    return {
        "gkstats, PDFium": lambda: gk.load_report(path, engine="pdfium"),
        "gkstats, pdfminer.six": lambda: gk.load_report(path, engine="pdfminer"),
        PDFPLUMBER: lambda: by_pdfplumber(path),
        TABLERS: lambda: by_tablers(path),
    }


def timed(path: Path, rounds: int) -> dict[str, float]:
    """Return the median seconds of processor time of each reader, taken in turns."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, reader in readers(path).items():
            gc.collect()
            start = time.process_time()
            reader()
            times.setdefault(name, []).append(time.process_time() - start)
    # The first round fills caches for everybody.
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def memory(path: Path) -> float:
    """Return by how many MB reading one report raises the peak above the imports."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gk.load_report(path, engine="pdfium")
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def repeated(path: Path, times: int) -> bytes:
    """Return a PDF with the pages of another so many times over."""
    import pypdfium2

    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    with pypdfium2.PdfDocument(path) as source:
        for _ in range(times):
            whole.import_pages(source)
    whole.save(out)
    return out.getvalue()


def per_page(path: Path, times: int, rounds: int) -> float:
    """Return the milliseconds that a page takes when the document is so many times as long."""
    data = repeated(path, times)
    pages = gk.load_report(data, engine="pdfium").pages or 1
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        gk.load_report(data, engine="pdfium")
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000 / pages


def main() -> None:
    """Print the table, and put it into README.md when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=sorted(gk.samples().glob("*.pdf")))
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    gk.load_report(gk.samples() / "zhongning-2020.txt")  # imports, before memory is measured
    peak = memory(options.files[0])
    lines = [
        "| PDF | pages | " + " | ".join(readers(Path())) + " | pdfplumber to ours | ours to tablers |",
        "| --- " * 8 + "|",
    ]
    for path in options.files:
        times = timed(path, options.rounds)
        pages = gk.load_report(path).pages
        shown = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in times.values())
        ours = times["gkstats, PDFium"]
        ratios = f"{times[PDFPLUMBER] / ours:.1f} | {ours / times[TABLERS]:.1f}"
        lines.append(f"| {path.name} | {pages} | {shown} | {ratios} |")
    lines.append("")
    lines.append(
        f"Reading {options.files[0].name} raised the peak of memory by {peak:.0f} MB above the imports."
    )
    costs = ", ".join(f"{per_page(options.files[0], times, 3):.1f}" for times in (1, 4, 16))
    lines.append(f"With its pages 1, 4 and 16 times over, a page takes {costs} ms.")
    print("\n".join(lines))
    if options.write:
        readme = HERE / "README.md"
        text = readme.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        _, _, tail = rest.partition(END)
        readme.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
