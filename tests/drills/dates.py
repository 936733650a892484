"""The practice day and the tests that read the PC's clock, replayed on days of every kind: `make drill-dates`.

The environment is built at the true time; then `faketime` moves the clock of a whole tree of processes, desk, relay
and PostgreSQL, by one and the same length, so that they agree on the time as the machines of a centre do. It moves the
monotonic clock as well, and forgets one wait by it, which `clockwait.c` adds. The moments are reckoned from today and
the shipped calendar: each is the next one of its kind. Local time, whatever the machine's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from app.rules.calendar import DEFAULT_SCHEDULE, WorkingTime
from app.rules.clock import VN, now
from app.services.centre import shipped_calendar
from tests.drills.program import COMMAND, ROOT

HERE = Path(__file__).parent
OUT = ROOT / "out" / "dates"
WAIT = OUT / "clockwait.so"
ROOMS = ("cli", "journeys", "province", "releases", "selftest", "sync", "ui")
"""Where tests let the program read the PC's clock, or run a relay that does; the other rooms are given the time."""
JOBS = 2
PATIENCE = 3_600
"""Seconds until a replay counts as hung."""
TET = (date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11))
"""The first day of the lunar year; the State announces the days off around it only in the year before."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """When the clock begins, in local time, and what kind of moment that is."""

    name: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Replayed:
    """How a replay ended: its log is what it printed."""

    what: str
    passed: bool
    seconds: float
    log: Path


def moments(today: date, working: WorkingTime) -> list[Moment]:
    """Return the moments of the drill, each of them after `today`."""

    def next_(fits: Callable[[date], bool], after: date = today) -> date:
        day = after + _DAY
        while not fits(day):
            day += _DAY
        return day

    opens, years = working.is_working_day, working.calendar.years
    assert years is not None
    tet = [day for day in TET if day > today]
    month_end = next_(lambda day: day.day > 26 and (day + _DAY).day == 1 and day.month != 12 and opens(day))
    found = (
        ("monday", next_(lambda day: day.weekday() == 0 and opens(day)), "09:50:00", "a working Monday, office hours"),
        ("early", next_(opens), "06:30:00", "before office hours"),
        ("noon", next_(opens), "12:05:00", "in the noon break"),
        ("friday", next_(lambda day: day.weekday() == 4 and opens(day)), "17:30:00", "Friday, the counter closed"),
        ("saturday", next_(lambda day: day.weekday() == 5), "08:00:00", "a Saturday"),
        ("sunday", next_(lambda day: day.weekday() == 6), "10:00:00", "a Sunday"),
        ("midnight", next_(opens), "23:59:40", "the date turns while it runs"),
        ("month-end", month_end, "16:40:00", "the last day of a month"),
        ("31-december", next_(lambda day: (day.month, day.day) == (12, 31)), "15:00:00", "the last day of the year"),
        ("year-turns", next_(lambda day: (day.month, day.day) == (12, 31)), "23:59:40", "the year turns while it runs"),
        ("tet", tet[0], "09:00:00", "the next Tết"),
        ("after-tet", next_(opens, tet[0]), "07:45:00", "the first morning after it"),
        ("tet-later", tet[1], "09:00:00", "the Tết after that"),
        ("24-november", next_(lambda day: (day.month, day.day) == (11, 24)), "09:30:00", "Culture Day, a new holiday"),
        ("29-february", next_(lambda day: (day.month, day.day) == (2, 29)), "10:15:00", "the leap day"),
        ("uncharted", date(max(years[1], today.year) + 2, 5, 2), "14:00:00", "beyond the last calendar"),
    )
    return [Moment(name, datetime.fromisoformat(f"{day} {at}").replace(tzinfo=VN), why) for name, day, at, why in found]


def main() -> int:
    """Replay the moments named, or all; print a line for each replay and return 1 if any failed."""
    known = moments(now().date(), WorkingTime(DEFAULT_SCHEDULE, shipped_calendar()))
    parser = argparse.ArgumentParser(prog="python -m tests.drills.dates")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(moment.name for moment in known))
    names = parser.parse_args().names or [moment.name for moment in known]
    if unknown := set(names) - {moment.name for moment in known}:
        parser.error(f"no such moment: {', '.join(sorted(unknown))}")
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", WAIT, HERE / "clockwait.c"], check=True)
    began, failed = time.monotonic(), 0
    for moment in (moment for moment in known if moment.name in names):
        for replayed in replay(moment):
            failed += not replayed.passed
            when, spent = f"{moment.at:%a %d/%m/%Y %H:%M:%S}  {moment.why:<32}", f"{replayed.seconds:5.0f} s"
            said = "passed" if replayed.passed else f"FAILED, see {replayed.log}"
            print(f"{when}  {replayed.what:<12}  {spent}  {said}", flush=True)
    print(f"{failed} failed, {time.monotonic() - began:.0f} s in all")
    return 1 if failed else 0


def replay(moment: Moment) -> list[Replayed]:
    """Play the practice day at a moment, then run the tests; each begins at that very moment."""
    folder = OUT / moment.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not drill and not package",
             "-n", str(JOBS), *(f"tests/{room}" for room in ROOMS)]  # fmt: skip
    return [
        _run("practice day", [*COMMAND, "demo", "--headless", "--out", str(folder)], moment, folder / "day.log"),
        _run("tests", tests, moment, folder / "tests.log"),
    ]


def _run(what: str, command: list[str], moment: Moment, log: Path) -> Replayed:
    ahead = round((moment.at - now()).total_seconds())
    began = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["faketime", "-f", f"{ahead:+d}s", *command], stdout=said, stderr=said, stdin=subprocess.DEVNULL,
            cwd=ROOT, env={**os.environ, "LD_PRELOAD": str(WAIT)}, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            # With the relay it started, which is of the same session.
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
    return Replayed(what, status == 0, time.monotonic() - began, log)


if __name__ == "__main__":
    sys.exit(main())
