"""A process that plays seeds: a line `FIRST LAST` in, a JSON line out for each of them.

    python -m tests.torture.worker DRAWN PLACE

DRAWN are the names of the faults that may happen, with commas between; PLACE is `here`, `served` (real HTTP and
PostgreSQL) or `both`: every twentieth seed is served, by a process of its own.

What this process holds in memory each kill costs a copy of: it imports no more than its schedules need, its template is
made elsewhere, and it looks for garbage between two schedules only.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import orjson

from tests.torture.schedule import Outcome, run
from tests.torture.world import laws, memory, template

if TYPE_CHECKING:
    from tests.torture.served import Served

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
        self._made = self._folder / "template"
        _apart(lambda: template(self._made))
        self._served: Served | None = None
        stack.callback(gc.enable)
        gc.disable()

    def play(self, seed: int, drawn: frozenset[str], *, trace: bool = False) -> Outcome:
        """Play a seed; `trace` prints each step."""
        province = None
        if is_served(seed, self._place):
            from tests.torture import served  # no other seed needs what comes with it

            self._served = self._served or self._stack.enter_context(served.serving(self._made))
            province = served.fresh(self._served, self._made)
        tell = (lambda line: print(line, flush=True)) if trace else (lambda line: None)
        signal.signal(signal.SIGALRM, _hung)
        signal.alarm(PATIENCE)
        try:
            return run(seed, self._made, self._folder / "world", drawn, province=province, tell=tell)
        finally:
            signal.alarm(0)
            gc.collect()
            gc.freeze()


def is_served(seed: int, place: str) -> bool:
    """Tell whether a seed's relay is served and not in the schedule's own process."""
    return place == "served" or (place == "both" and seed % EVERY == 0)


def _apart(make: Callable[[], object]) -> None:
    """Have something made by a process of its own: what that takes of memory goes with it."""
    child = os.fork()
    if not child:
        try:
            make()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise RuntimeError("no template was made")


def _hung(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("the schedule hangs")


class Elsewhere:
    """Another worker, begun with the first seed for it, which plays those that are served."""

    def __init__(self, stack: ExitStack, drawn: frozenset[str]) -> None:
        self._stack, self._drawn = stack, drawn
        self._worker: subprocess.Popen[bytes] | None = None

    def play(self, seed: int) -> bytes:
        """Return the line it says of a seed. Raises RuntimeError where it says none."""
        if self._worker is None:
            command = [sys.executable, "-m", "tests.torture.worker", ",".join(sorted(self._drawn)), "served"]
            self._worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._stack.callback(self._end)
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        self._worker.stdin.write(f"{seed} {seed}\n".encode())
        self._worker.stdin.flush()
        line = self._worker.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker of served seeds ended: {self._worker.wait()}")
        return line

    def _end(self) -> None:
        assert self._worker is not None
        assert self._worker.stdin is not None
        self._worker.stdin.close()
        self._worker.wait()


def main(drawn: frozenset[str], place: str) -> None:
    """Play what is asked for on stdin."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server and what lies in memory end with it
    logging.disable(logging.CRITICAL)  # what the relay logs of a fault is the program's business; ours is the outcome
    with ExitStack() as stack:
        elsewhere = Elsewhere(stack, drawn)
        player = Player(stack, place)
        for line in sys.stdin:
            first, last = map(int, line.split())
            for seed in range(first, last + 1):
                if place == "both" and is_served(seed, place):
                    said = elsewhere.play(seed)
                else:
                    said = orjson.dumps(player.play(seed, drawn).as_json()) + b"\n"
                sys.stdout.buffer.write(said)
                sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(frozenset(filter(None, sys.argv[1].split(","))), sys.argv[2])
