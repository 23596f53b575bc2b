"""Measure how many reports are read in a second, what they cost in memory, and whether all figures come back.

    uv run python benchmarks/scale.py throughput [--write]      # PDF, HTML, DOCX on 1 and 2 processes, and Dask
    uv run python benchmarks/scale.py growth [--write]          # time and memory against the size of the corpus
    uv run python benchmarks/scale.py truth [--count 10000]     # every figure against the truth, every damaged file

Reports are synthetic (`gkstats.synthetic`), of the length of real ones, and made beforehand. Every measurement runs in
an interpreter of its own. `--write` puts table and chart into README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

import gkstats as gk
from gkstats import synthetic, testing

HERE = Path(__file__).parent
FORMATS = ("pdf", "html", "docx")


def made(folder: Path, count: int, **options: Any) -> pd.DataFrame:
    """Make reports; return their list."""
    start = time.perf_counter()
    listed = synthetic.write_reports(folder, count, seed=count, **options)
    print(f"made {count:,} documents in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return listed


def measure(folder: Path, executor: str) -> dict[str, float]:
    """Read a folder into a dataset in an interpreter of its own; return seconds and peaks of memory in MB."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, __file__, "one", str(folder), str(Path(out) / "dataset"), executor]
        # Modules are compiled once, as an installation leaves them.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        watched = psutil.Process(run.pid)
        workers = 0
        while run.poll() is None:
            workers = max(workers, _largest(watched))
            time.sleep(1)  # looking takes time, too
        found = json.loads(run.communicate()[0])
    return {**found, "workers": workers / 2**20}


def _largest(process: psutil.Process) -> int:
    largest = 0
    try:
        for child in process.children(recursive=True):
            largest = max(largest, child.memory_info().rss)
    except psutil.Error:
        pass
    return largest


def one(folder: str, out: str, executor: str) -> None:
    """Read a folder and print what it took; imports are not counted, starting processes is."""
    import resource

    import pyarrow.parquet  # noqa: F401 - imported before the clock runs

    def load(chosen: Any) -> gk.Corpus:
        return gk.load_corpus(folder, to=out, executor=chosen, progress=False)

    if executor.startswith("dask"):
        import distributed

        with (
            distributed.LocalCluster(
                n_workers=int(executor[4:]), threads_per_worker=1, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            start = time.perf_counter()
            corpus = load(client)
            seconds = time.perf_counter() - start
    else:
        start = time.perf_counter()
        corpus = load(int(executor))
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"seconds": seconds, "peak": peak, "reports": len(corpus), "errors": len(corpus.errors)})
    )


def throughput(count: int, rounds: int, write: bool) -> None:
    """Measure each format on one and two processes, and on a Dask cluster of two; the median of some rounds."""
    rows = []
    for kind in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            made(Path(folder), count, formats=(kind,))
            found = []
            for _ in range(rounds):
                one = {executor: measure(Path(folder), executor) for executor in ("1", "2", "dask2")}
                found.append({executor: count / one[executor]["seconds"] for executor in one})
                found[-1] |= {"scaling": found[-1]["2"] / found[-1]["1"], "memory": one["2"]["workers"]}
                print(kind, found[-1], file=sys.stderr)
        median = pd.DataFrame(found).median()
        rows.append(
            {
                "format": kind.upper(),
                "1 process": f"{median['1']:.0f}/s",
                "2 processes": f"{median['2']:.0f}/s",
                "scaling": f"{median['scaling']:.2f}",
                "Dask, 2 workers": f"{median['dask2']:.0f}/s",
                "memory of a worker": f"{median['memory']:.0f} MB",
            }
        )
    note = f"{count:,} documents of each format; the median of {rounds} rounds, which take turns."
    publish("throughput", pd.DataFrame(rows), note, write)


def growth(sizes: list[int], write: bool) -> None:
    """Measure time and memory against the size of the corpus."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            made(Path(folder), size)
            rows.append({"reports": size, **measure(Path(folder), str(os.cpu_count()))})
        print(rows[-1], file=sys.stderr)
    frame = pd.DataFrame(rows)
    shown = pd.DataFrame(
        {
            "reports": [f"{size:,}" for size in frame["reports"]],
            "seconds": frame["seconds"].round(1),
            "a second": (frame["reports"] / frame["seconds"]).round(1),
            "peak of the parent": [f"{peak:.0f} MB" for peak in frame["peak"]],
            "peak of a worker": [f"{peak:.0f} MB" for peak in frame["workers"]],
        }
    )
    if write:
        draw(frame)
    publish("growth", shown, "PDF, HTML, DOCX and text in turns, on all cores, into a dataset.", write)


def draw(frame: pd.DataFrame) -> None:
    """Draw time and memory against size."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    with gk.charts.chart_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
        left.loglog(frame["reports"], frame["seconds"], marker="o", color="#1f5a92")
        left.set(xlabel="reports", ylabel="seconds", title="Time: a second to start, then linear")
        right.semilogx(frame["reports"], frame["peak"], marker="o", color="#1f5a92", label="parent")
        right.semilogx(frame["reports"], frame["workers"], marker="s", color="#e08e2b", label="worker")
        right.set(
            xlabel="reports", ylabel="MB", title="Memory: bounded by the size of a part", ylim=(0, None)
        )
        right.legend(frameon=False)
        (HERE / "pictures").mkdir(exist_ok=True)
        figure.savefig(HERE / "pictures" / "growth.png", dpi=110, metadata={"Software": None})


def truth(count: int, damaged: float, write: bool) -> int:
    """Read many reports, some of them damaged, and compare every figure; return how many are wrong."""
    with tempfile.TemporaryDirectory() as folder:
        listed = made(Path(folder) / "in", count, damaged=damaged).set_index("path")
        command = [sys.executable, __file__, "one", f"{folder}/in", f"{folder}/out", str(os.cpu_count())]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        corpus = gk.Corpus.read_parquet(f"{folder}/out")
        truths = {str(path): stated for path, stated in synthetic.read_truth(Path(folder) / "in")}
        judged = wrong = 0
        for report in corpus:
            for finding in testing.judge(report, truths[report.source]):
                judged += 1
                if not finding.right:
                    wrong += 1
                    print(f"{report.source}: {finding}", file=sys.stderr)
        damage = listed["damaged"].fillna("").astype(str) != ""
        bad = {str(Path(folder) / "in" / name) for name in listed.index[damage]}
        missed = bad ^ set(corpus.errors["source"])
    text = (
        f"{count:,} documents in {found['seconds']:.0f} s, peak of the parent {found['peak']:.0f} MB; "
        f"{judged:,} figures judged, {wrong} wrong; {len(bad)} documents damaged, {len(missed)} of them not listed "
        "among the errors."
    )
    print(text)
    if write:
        insert("truth", text)
    return wrong + len(missed)


def publish(name: str, table: pd.DataFrame, note: str, write: bool) -> None:
    """Print a table, and put it into README.md when asked to."""
    lines = ["| " + " | ".join(table.columns) + " |", "| --- " * len(table.columns) + "|"]
    lines += ["| " + " | ".join(str(value) for value in row) + " |" for row in table.itertuples(index=False)]
    text = "\n".join([*lines, "", note])
    print(text)
    if write:
        insert(name, text)


def insert(name: str, text: str) -> None:
    """Put a text between its marks in README.md."""
    readme = HERE / "README.md"
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    old = readme.read_text(encoding="utf-8")
    new = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{text}\n{end}", old, flags=re.DOTALL)
    readme.write_text(new, encoding="utf-8")


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, count in (("throughput", 300), ("truth", 10_000)):
        command = commands.add_parser(name)
        command.add_argument("--count", type=int, default=count)
    commands.choices["throughput"].add_argument("--rounds", type=int, default=3)
    commands.choices["truth"].add_argument("--damaged", type=float, default=0.03)
    growing = commands.add_parser("growth")
    growing.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 1_000, 10_000])
    for name in ("throughput", "growth", "truth"):
        commands.choices[name].add_argument("--write", action="store_true")
    single = commands.add_parser("one")
    for name in ("folder", "out", "executor"):
        single.add_argument(name)
    options = parser.parse_args()
    if options.command == "one":
        one(options.folder, options.out, options.executor)
    elif options.command == "throughput":
        throughput(options.count, options.rounds, options.write)
    elif options.command == "growth":
        growth(options.sizes, options.write)
    else:
        sys.exit(1 if truth(options.count, options.damaged, options.write) else 0)


if __name__ == "__main__":
    main()
