"""Damage documents at random and read them: nothing but a GkstatsError may come of it, in bounded time and memory.

    uv run python benchmarks/mutations.py --count 2000

Each document is one of the samples with bytes flipped, cut out, doubled or cut off, or with tags dropped. It is read
in a process of its own kind, so that a crash or a hang of a native library is seen and counted, too.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import random
import resource
import sys
import time
from multiprocessing.connection import Connection

import gkstats as gk

SECONDS = 10.0
MEMORY = 2 * 2**30
SUFFIXES = (".pdf", ".html", ".docx", ".txt")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one to a few dozen injuries."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 40))):
        if not damaged:
            break
        at = chance.randrange(len(damaged))
        span = chance.choice((1, 4, 64, 1024))
        match chance.randrange(6):
            case 0:
                damaged[at] = chance.randrange(256)
            case 1:
                del damaged[at : at + span]
            case 2:
                damaged[at:at] = damaged[at : at + span]
            case 3:
                del damaged[at:]
            case 4:
                damaged[at : at + span] = bytes(chance.randrange(256) for _ in range(min(span, 64)))
            case _:
                end = damaged.find(b">", at)
                if end > 0:
                    del damaged[at : end + 1]
    return bytes(damaged)


def work(pipe: Connection) -> None:
    """Read what comes through the pipe and answer with what became of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        data, engine = pipe.recv()
        try:
            gk.load_report(data, engine=engine)
        except gk.GkstatsError as error:
            pipe.send(type(error).__name__)
        except Exception as error:
            pipe.send(f"WRONG {type(error).__name__}: {error}")
        else:
            pipe.send("read")


class Worker:
    """A process that reads documents; replaced when it crashes or hangs."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=work, args=(other,), daemon=True)
        self.process.start()

    def read(self, data: bytes, engine: str) -> str:
        """Return what became of a document."""
        self.pipe.send((data, engine))
        try:
            if self.pipe.poll(SECONDS):
                return str(self.pipe.recv())
            outcome = f"WRONG longer than {SECONDS:.0f} s"
        except EOFError:
            self.process.join()
            outcome = f"WRONG crashed with {self.process.exitcode}"
        self.process.kill()
        self._start()
        return outcome


def main() -> int:
    """Run, print what became of the documents, and return the number of wrong outcomes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    samples = [path for path in sorted(gk.samples().iterdir()) if path.suffix in SUFFIXES]
    by_suffix = {s: [p.read_bytes() for p in samples if p.suffix == s] for s in SUFFIXES}
    outcomes: collections.Counter[str] = collections.Counter()
    worker = Worker()
    slowest = 0.0
    started = time.perf_counter()
    for number in range(options.count):
        chance = random.Random(f"{options.seed}/{number}")
        suffix = SUFFIXES[number % len(SUFFIXES)]
        data = mutated(chance.choice(by_suffix[suffix]), chance)
        begun = time.perf_counter()
        outcome = worker.read(data, chance.choice(("auto", "pdfminer")))
        slowest = max(slowest, time.perf_counter() - begun)
        outcomes[outcome] += 1
        if outcome.startswith("WRONG"):
            print(f"seed {options.seed}, document {number} ({suffix}): {outcome}")
    print(f"{options.count} documents in {time.perf_counter() - started:.0f} s, the slowest {slowest:.1f} s")
    for outcome, count in outcomes.most_common():
        print(f"{count:6d}  {outcome}")
    return sum(count for outcome, count in outcomes.items() if outcome.startswith("WRONG"))


if __name__ == "__main__":
    sys.exit(min(main(), 1))
