"""A process that plays seeds: a line `FIRST LAST` in, a JSON line out for each of them.

    python -m tests.torture.worker DRAWN PLACE

DRAWN are the names of the faults that may happen, with commas between; PLACE is `here`, `served` (real HTTP and
PostgreSQL) or `both`: every twentieth seed is served.
"""

from __future__ import annotations

import logging
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import orjson

from tests.torture import served
from tests.torture.schedule import Outcome, run
from tests.torture.world import laws, memory, template

EVERY = 20
"""One in so many schedules runs over real HTTP with a real PostgreSQL."""
PATIENCE = 300
"""Seconds after which a schedule counts as hung."""


class Player:
    """Plays one seed after another with one template, and one server once a seed asks for it."""

    def __init__(self, stack: ExitStack, place: str) -> None:
        self._stack, self._place = stack, place
        stack.enter_context(laws())
        self._folder: Path = stack.enter_context(memory())
        self._made = template(self._folder / "template")
        self._served: served.Served | None = None

    def play(self, seed: int, drawn: frozenset[str], *, trace: bool = False) -> Outcome:
        """Play a seed; `trace` prints each step."""
        province = None
        if self._place == "served" or (self._place == "both" and seed % EVERY == 0):
            self._served = self._served or self._stack.enter_context(served.serving(self._made))
            province = served.fresh(self._served, self._made)
        tell = (lambda line: print(line, flush=True)) if trace else (lambda line: None)
        signal.signal(signal.SIGALRM, _hung)
        signal.alarm(PATIENCE)
        try:
            return run(seed, self._made, self._folder / "world", drawn, province=province, tell=tell)
        finally:
            signal.alarm(0)


def _hung(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("the schedule hangs")


def main(drawn: frozenset[str], place: str) -> None:
    """Play what is asked for on stdin."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server and what lies in memory end with it
    logging.disable(logging.CRITICAL)  # what the relay logs of a fault is the program's business; ours is the outcome
    with ExitStack() as stack:
        player = Player(stack, place)
        for line in sys.stdin:
            first, last = map(int, line.split())
            for seed in range(first, last + 1):
                sys.stdout.buffer.write(orjson.dumps(player.play(seed, drawn).as_json()) + b"\n")
                sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(frozenset(filter(None, sys.argv[1].split(","))), sys.argv[2])
