"""The real commands, killed at their n-th write, sync or rename, wherever in them that is: `make drill-writes`.

    python -m tests.drills.writes --kills 2000
    python -m tests.drills.writes --seed 20261130 receive:pwrite64:17     what a failing case prints

Each kill is one on a copy of a small prepared data folder in memory. The points are all that a run of the command
makes, measured first, each once before any comes twice. After each the store opens, is sound and has every receipt
that was printed; no number is there twice, nor printed twice by an old copy put back then; the same command does what
was cut off, once; and the next citizen is received. Statements (`test_every_statement`) and bytes of a commit (`torn`)
are tried of the services; this is all of the program, its mark, log, papers, migration and SQLite's own syncing, from
the system's side.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from tests.drills import ledger, program, traced
from tests.drills.place import Place, Seen, lines, look, receive
from tests.drills.traced import Kill
from tests.drills.trials import PREPARED, SEED, TRIALS, Trial

TOLD = 100
"""Kills from one line of progress to the next."""
_LONGEST = 2000
"""Letters of what went wrong: a line of a worker goes into the pipe at once, with those of the others."""
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


@dataclass(frozen=True)
class Point:
    """One kill: of which command, where, and how often this point had come before."""

    trial: str
    kill: Kill
    turn: int = 0

    def __str__(self) -> str:
        return f"{self.trial}:{self.kill.call}:{self.kill.nth}" + (f":{self.turn}" if self.turn else "")

    @classmethod
    def read(cls, text: str) -> Point:
        trial, call, nth, *turn = text.split(":")
        return cls(trial, Kill(call, int(nth)), int(turn[0]) if turn else 0)


class Bench:
    """Prepared places in memory, and the one place where copies of them are tried: marks know a home by its path."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed, self._place = folder, seed, Place(folder / "place")

    def _laid(self, name: str) -> Place:
        """Have a fresh copy of what a trial begins with in place."""
        kept, place = self._folder / name, self._place
        shutil.rmtree(place.folder, ignore_errors=True)
        if not kept.exists():
            place.folder.mkdir()
            TRIALS[name].prepare(place)
            place.folder.rename(kept)
        shutil.copytree(kept, place.folder, ignore=shutil.ignore_patterns("said.*", "relay.said", "answer"))
        return place

    def points(self, name: str) -> list[Point]:
        """Return where a trial may be killed."""
        place, trial = self._laid(name), TRIALS[name]()
        words = trial.words(place, random.Random(self._seed))
        with _served(place, trial):
            calls = traced.counted(place.folder, place.command(*words), place.env)
        return [Point(name, Kill(call, nth)) for call, times in sorted(calls.items()) for nth in range(1, times + 1)]

    def kill(self, point: Point) -> bool:
        """Kill a command at a point and look at what is left; return whether it died of it. Raises AssertionError."""
        place, trial = self._laid(point.trial), TRIALS[point.trial]()
        words = trial.words(place, random.Random(f"{self._seed} {point}"))
        with _served(place, trial):
            ended = place.run(*words, kill=point.kill)
            assert ended.killed or ended.status == 0, ended
            if trial.receives:
                shutil.copytree(place.folder / "state", place.folder / "state.left")
            trial.left(place, ended)
            seen: Seen = place.ask(look)
            trial.after(place, seen, ended, lambda: place.run(*words))
            (code,) = place.ask(receive, program.drafts(random.Random(SEED), "next", 1))
            assert code not in seen.codes
            assert code in place.ask(look).codes
            if trial.receives:
                self._put_back(point.trial, {line["code"] for line in lines(ended.out)})
        return ended.killed

    def _put_back(self, name: str, printed: set[str]) -> None:
        """Put the store back as it was before, beside the mark as the kill left it: no number is printed twice."""
        place = self._place
        for folder, kept in ((place.home, self._folder / name / "home"), (place.folder / "state", None)):
            shutil.rmtree(folder)
            shutil.copytree(kept or place.folder / "state.left", folder)
        (code,) = place.ask(receive, program.drafts(random.Random(SEED), "put back", 1))
        assert code not in printed, f"an old copy put back printed {code} again"


@contextmanager
def _served(place: Place, trial: Trial) -> Iterator[None]:
    if not trial.served:
        yield
        return
    with place.relay():
        yield


def play(names: list[str], kills: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[tuple[Point, str]]:
    """Do a part of so many kills; yield each point with "killed", "ended" where it did not die, or its fault."""
    traced.ready()
    with tempfile.TemporaryDirectory(prefix="writes-", dir=MEMORY) as folder:
        bench = Bench(Path(folder), seed)
        points, left = [point for name in names for point in bench.points(name)], -(-kills // parts)
        for turn in count():
            random.Random(f"{seed} {turn}").shuffle(points)
            for point in points[part::parts]:
                if not left:
                    return
                point = replace(point, turn=turn)
                said = _tried(bench, point)
                left -= said != "ended"
                yield point, said


def _tried(bench: Bench, point: Point) -> str:
    try:
        return "killed" if bench.kill(point) else "ended"
    except AssertionError as problem:
        return f"FAULT {problem}"[:_LONGEST]


def main() -> int:
    """Kill as the command line says; return 1 where anything was left that must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.writes")
    parser.add_argument("points", nargs="*", metavar="COMMAND:CALL:N", help="these kills and no others")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default=",".join(TRIALS), help="commands, by comma")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-ledger", action="store_true")
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.points:
        return _replay([Point.read(one) for one in asked.points], asked.seed)
    names = asked.only.split(",")
    if asked.part is not None:
        for point, fault in play(names, asked.kills, asked.seed, asked.part, asked.workers):
            # In one write, for both workers write into one pipe.
            sys.stdout.write(json.dumps([str(point), fault]) + "\n")
            sys.stdout.flush()
        return 0
    return _all(names, asked.kills, asked.seed, asked.workers, kept=not asked.no_ledger)


def _replay(points: list[Point], seed: int) -> int:
    traced.ready()
    with tempfile.TemporaryDirectory(prefix="writes-", dir=MEMORY) as folder:
        bench, failed = Bench(Path(folder), seed), False
        for point in points:
            said = _tried(bench, point)
            failed |= said.startswith("FAULT")
            print(f"{point}: {said}", flush=True)
    return 1 if failed else 0


def _all(names: list[str], kills: int, seed: int, workers: int, *, kept: bool) -> int:
    """Share the points among processes, hear them all and say what was met; a fault with what replays it.

    A run that came to its end is a line of the ledger, where it is to be `kept`.
    """
    began, met, faults = time.monotonic(), Counter[tuple[str, str]](), 0
    words = ["--kills", kills, "--seed", seed, "--only", ",".join(names), "--workers", workers]
    command = [sys.executable, "-m", __spec__.name, *map(str, words)]
    reading, writing = os.pipe()
    running = [
        subprocess.Popen([*command, "--part", str(part)], stdout=writing, cwd=program.ROOT) for part in range(workers)
    ]
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said_by_all:
        for line in said_by_all:
            point, said = json.loads(line)
            trial, call, *_ = point.split(":")
            met[trial, call] += said != "ended"
            if said not in ("killed", "ended"):
                faults += 1
                print(f"{said}\n  python -m {__spec__.name} --seed {seed} {point}", flush=True)
            if said != "ended" and met.total() % TOLD == 0:
                print(f"{met.total()} kills, {faults} faults, {time.monotonic() - began:.0f} s", flush=True)
    broken = [one.pid for one in running if one.wait()]
    killed = {name: sum(times for (trial, _), times in met.items() if trial == name) for name in names}
    for name in names:
        calls = ", ".join(f"{times} {call}" for (trial, call), times in sorted(met.items()) if trial == name)
        print(f"{name:<10} {killed[name]:>5}: {calls}")
    seconds = time.monotonic() - began
    print(f"{met.total()} kills, {faults} faults, seed {seed}, {seconds:.0f} s", flush=True)
    if kept and not broken:
        ledger.append(ledger.Run("writes", PREPARED, killed, faults, seconds, seed))
    return 1 if faults or broken else 0


if __name__ == "__main__":
    sys.exit(main())
