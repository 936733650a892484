"""The torture machine: schedules drawn from seeds, as many as a time allows, and a line in the ledger.

    python -m tests.torture --minutes 60        what `make torture` does
    python -m tests.torture --seeds 184 --trace one seed again, step by step

Exits 1 when an invariant does not hold or anything is unexplained; it goes on to the end of its time all the same.
"""

from __future__ import annotations

import argparse
import selectors
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

import orjson

from tests.torture import faults, ledger
from tests.torture.ledger import ROOT, Tally
from tests.torture.schedule import enabled
from tests.torture.worker import Player

CHUNK = 20
"""Seeds a worker is handed at once."""
TELL = 30.0
"""Seconds between two lines of progress."""


def main(words: list[str] | None = None) -> int:
    """Run as the command line says; return the exit status."""
    asked = command_line(words)
    only = None if asked.only is None else frozenset(filter(None, asked.only.split(",")))
    drawn = enabled(frozenset(filter(None, asked.more.split(","))), only)
    unknown = drawn - faults.SURVIVED.keys()
    if unknown:
        print(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(faults.SURVIVED)}", file=sys.stderr)
        return 2
    first, last = _range(asked.seeds) if asked.seeds else (ledger.next_seed(), sys.maxsize)
    if asked.trace:
        return _trace(range(first, last + 1), drawn, asked.place)
    tally, began = Tally(first), time.monotonic()
    until = began + asked.minutes * 60
    run = Run(tally, drawn, asked, first, last)
    run.go(asked.workers, until)
    seconds = time.monotonic() - began
    print(_progress(tally, seconds), flush=True)
    if not asked.seeds and tally.schedules and not asked.no_ledger:
        ledger.append(tally, seconds)
    return 1 if tally.failed else 0


def command_line(words: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60, help="how long new schedules are begun")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", help="N or N-M: these and no others, and no line in the ledger")
    parser.add_argument("--with", dest="more", default="", help="faults besides those the program survives, by comma")
    parser.add_argument("--only", help="these faults and no others, by comma; empty for none")
    parser.add_argument("--place", choices=("here", "served", "both"), default="both", help="where the relay is")
    parser.add_argument("--trace", action="store_true", help="print each step")
    parser.add_argument("--no-ledger", action="store_true")
    return parser.parse_args(words)


def _range(seeds: str) -> tuple[int, int]:
    first, _, last = seeds.partition("-")
    return int(first), int(last or first)


def _trace(seeds: range, drawn: frozenset[str], place: str) -> int:
    """Play seeds here, step by step."""
    failed = False
    with ExitStack() as stack:
        player = Player(stack, place)
        for seed in seeds:
            outcome = player.play(seed, drawn, trace=True)
            failed |= outcome.failed is not None
            print(f"seed {seed}: {outcome.failed or 'well'} {outcome.told}\n{dict(outcome.codes)}")
    return 1 if failed else 0


class Run:
    """Workers with their seeds, and what they say."""

    def __init__(self, tally: Tally, drawn: frozenset[str], asked: argparse.Namespace, first: int, last: int) -> None:
        self.tally, self._drawn, self._asked = tally, drawn, asked
        self._next, self._last = first, last
        self._left: dict[int, list[int]] = {}
        self._back: list[int] = []
        self._said: dict[int, bytes] = {}

    def go(self, count: int, until: float) -> None:
        """Hand out seeds until the time is over or there are none left, and hear every answer."""
        began = told = time.monotonic()
        selector = selectors.DefaultSelector()
        for _ in range(count):
            self._begin(selector, until)
        while selector.get_map():
            for key, _ in selector.select(timeout=5):
                self._hear(selector, key.data, until)
            if time.monotonic() - told > TELL:
                told = time.monotonic()
                print(_progress(self.tally, told - began), flush=True)

    def _begin(self, selector: selectors.BaseSelector, until: float) -> None:
        command = [sys.executable, "-m", "tests.torture.worker", ",".join(sorted(self._drawn)), self._asked.place]
        worker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert worker.stdout is not None
        self._said[worker.pid] = b""
        selector.register(worker.stdout, selectors.EVENT_READ, worker)
        self._hand_out(worker, until)

    def _hand_out(self, worker: subprocess.Popen[bytes], until: float) -> None:
        """Give a worker its next seeds, or the end."""
        assert worker.stdin is not None
        seeds, self._back = self._back, []
        if not seeds and time.monotonic() <= until:
            seeds = list(range(self._next, min(self._next + CHUNK - 1, self._last) + 1))
            self._next += len(seeds)
        self._left[worker.pid] = seeds
        if not seeds:
            worker.stdin.close()
            return
        worker.stdin.write(f"{seeds[0]} {seeds[-1]}\n".encode())
        worker.stdin.flush()

    def _hear(self, selector: selectors.BaseSelector, worker: subprocess.Popen[bytes], until: float) -> None:
        assert worker.stdout is not None
        said = worker.stdout.read1(65536)  # type: ignore[attr-defined]
        if not said:
            selector.unregister(worker.stdout)
            worker.wait()
            left = self._left.pop(worker.pid)
            if left:
                self.count(
                    {"seed": left[0], "failed": "unexplained", "told": f"its process ended: {worker.returncode}"}
                )
                self._back = left[1:]
                self._begin(selector, until)
            return
        *lines, self._said[worker.pid] = (self._said[worker.pid] + said).split(b"\n")
        for line in lines:
            self.count(orjson.loads(line))
            self._left[worker.pid].pop(0)
            if not self._left[worker.pid]:
                self._hand_out(worker, until)

    def count(self, said: dict[str, Any]) -> None:
        """Count what came of a seed, and tell of it where it failed."""
        tally = self.tally
        tally.schedules += 1
        tally.last = max(tally.last, said["seed"])
        tally.steps += said.get("steps", 0)
        tally.kills += said.get("kills", 0)
        tally.faults.update(Counter(said.get("faults", {})))
        if said["failed"]:
            tally.failed[said["failed"]] += 1
            how = "".join(f" --{name} {value}" for name, value in _replayed(self._asked))
            print(f"seed {said['seed']}: {said['told'].strip()}", flush=True)
            print(f"  again: .venv/bin/python -m tests.torture --seeds {said['seed']} --trace{how}", flush=True)


def _replayed(asked: argparse.Namespace) -> list[tuple[str, str]]:
    named = [("with", asked.more), ("place", asked.place if asked.place != "both" else "")]
    return [one for one in named if one[1]] + ([("only", f"'{asked.only}'")] if asked.only is not None else [])


def _progress(tally: Tally, seconds: float) -> str:
    return (
        f"{seconds:.0f} s: {tally.schedules} schedules, seeds {tally.first} to {tally.last}, {tally.steps} steps, "
        f"{tally.kills} kills, {tally.faults.total()} faults; failed: {dict(tally.failed) or 'none'}"
    )


if __name__ == "__main__":
    sys.exit(main())
