"""Killed by strace where they enter a write, a sync or a rename: a few of all in `make drill-writes`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.drills.program import ROOT
from tests.drills.trials import TRIALS
from tests.drills.writes import Point


@pytest.mark.drill
@pytest.mark.timeout(1200)
def test_killed_150_times_as_it_enters_a_call_nothing_is_lost() -> None:
    """In a process of its own: what it forks must have no thread of pytest's."""
    words = [sys.executable, "-m", "tests.drills.writes", "--kills", "150", "--no-ledger"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = ran.stdout.splitlines()
    assert told[-1].startswith("150 kills, 0 faults"), ran.stdout
    assert {line.split()[0] for line in told[-1 - len(TRIALS) : -1] if line.split()[1] != "0:"} == set(TRIALS)


@pytest.mark.parametrize("said", ["receive:pwrite64:17", "migrate:rename:2:3"])
def test_what_a_failing_case_prints_names_it(said: str) -> None:
    assert str(Point.read(said)) == said
