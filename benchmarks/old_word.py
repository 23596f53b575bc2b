"""Save documents as old Word files (.doc), read them, and compare every figure; then damage them.

    uv run python benchmarks/old_word.py sample_reports/*.html sample_reports/*.docx --damaged 2000

LibreOffice saves them. Damaged files must give nothing but a GkstatsError, within ten seconds of processor time.
"""

from __future__ import annotations

import argparse
import collections
import random
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

import gkstats as gk

SECONDS: Final = 10.0
PRINTED: Final = ["table", "row", "column", "printed"]


def saved(files: list[Path], folder: Path) -> list[tuple[Path, Path]]:
    """Return documents and what LibreOffice saves them as."""
    pairs = []
    for number, file in enumerate(files):
        target = folder / str(number)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "doc:MS Word 97", "--outdir", str(target), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        pairs.append((file, target / f"{file.stem}.doc"))
    return pairs


def figures(file: Path) -> dict[tuple[str, str, str], str]:
    """Return the printed cells of a report."""
    cells = gk.load_report(file).facts[PRINTED].itertuples(index=False)
    return {(table, row, column): printed for table, row, column, printed in cells}


def damaged(data: bytes, seed: int) -> bytes:
    """Return a file with bytes, lengths or its end changed."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30, 300))):
        place = chance.randrange(512, len(changed) - 4)
        width = chance.choice((1, 1, 2, 4))
        changed[place : place + width] = chance.choice(
            (b"\xff" * width, b"\0" * width, chance.randbytes(width))
        )
    if seed % 5 == 0:
        del changed[chance.randrange(1024, len(changed)) :]
    return bytes(changed)


def main() -> None:
    """Judge the files named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--damaged", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        pairs = saved(arguments.files, Path(name))
        right = wrong = absent = 0
        for file, old in pairs:
            expected, found = figures(file), figures(old)
            right += sum(found.get(key) == value for key, value in expected.items())
            wrong += sum(key not in expected or expected[key] != value for key, value in found.items())
            absent += len(expected.keys() - found.keys())
        print(f"{len(pairs)} documents as .doc: {right} cells right, {wrong} wrong, {absent} absent")
        outcomes: collections.Counter[str] = collections.Counter()
        slowest = 0.0
        for seed in range(arguments.damaged):
            data = damaged(pairs[seed % len(pairs)][1].read_bytes(), seed)
            start = time.process_time()
            try:
                gk.load_report(data, isolate=False)
                outcomes["read"] += 1
            except gk.GkstatsError as error:
                outcomes[type(error).__name__] += 1
            except Exception as error:
                outcomes[f"{type(error).__name__} at {seed}"] += 1
            slowest = max(slowest, time.process_time() - start)
        if arguments.damaged:
            print(dict(outcomes), f"slowest {slowest:.1f} s of processor time (at most {SECONDS:.0f})")


if __name__ == "__main__":
    main()
