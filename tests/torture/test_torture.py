"""A few dozen schedules of the torture machine, the same at each run: what `make torture` does by the hour."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture import faults, kills, ledger
from tests.torture.__main__ import Run, command_line
from tests.torture.ledger import ROOT, Tally
from tests.torture.schedule import STEPS, enabled, run
from tests.torture.test_oracle import made as made

SEEDS = "1-24"


def machine(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the machine in a process of its own: this one has threads, which may not be forked."""
    command = [sys.executable, "-m", "tests.torture", "--place", "here", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_few_dozen_schedules_lose_nothing_and_double_nothing() -> None:
    ran = machine("--seeds", SEEDS)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "24 schedules" in ran.stdout
    assert "0 kills" not in ran.stdout


def test_a_failing_seed_is_named_with_the_command_that_plays_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    asked = command_line(["--seeds", "1-200", "--with", "relay_put_back"])
    run = Run(Tally(1), frozenset(), asked, 1, 200)
    run.count({"seed": 183, "failed": None})
    run.count({"seed": 184, "failed": "lost", "told": "lost: H15.10-261123-0001"})
    assert (run.tally.schedules, run.tally.last, run.tally.failed) == (2, 184, {"lost": 1})
    told = capsys.readouterr().out
    assert "seed 184: lost: H15.10-261123-0001" in told
    assert "-m tests.torture --seeds 184 --trace --with relay_put_back" in told


def test_a_seed_replays(made: Path) -> None:
    told: list[list[str]] = [[], []]
    for lines in told:
        drawn = enabled() - set(kills.KINDS)
        outcome = run(3, made, made.parent / "replayed", drawn, tell=lines.append)
        assert outcome.failed is None, outcome.told
        lines.append(f"{sorted(outcome.codes.items())} {outcome.steps}")
    assert told[0] == told[1]


def test_every_fault_is_in_the_table_and_every_one_of_the_table_is_a_fault() -> None:
    assert {*faults.WIRE, *faults.HERE, *kills.KINDS} - {"fine"} | {
        "put_back_refused",
        "lists_after_gone",
    } == faults.SURVIVED.keys()


def test_a_kill_is_drawn_over_the_whole_length_of_its_step_and_comes_again_and_again() -> None:
    assert kills.LENGTHS.keys() == STEPS.keys()
    assert {kind for lengths in kills.LENGTHS.values() for kind in lengths} == set(kills.KINDS)
    draw = random.Random(1)
    deaths = [kills.drawn(draw, "receive", kills.KINDS) for _ in range(20_000)]
    assert {len(one) for one in deaths} == set(range(1, kills.TIMES + 1))
    most = kills.LENGTHS["receive"]["kill_statement"][1]
    assert {nth for one in deaths for kind, nth in one if kind == "kill_statement"} == set(range(1, most + 1))
    assert kills.drawn(draw, "act", ("kill_relay",)) == []


def test_the_ledger_goes_on_after_its_last_seed(tmp_path: Path) -> None:
    at = tmp_path / "torture.csv"
    assert ledger.next_seed(at) == 1
    tally = Tally(1, last=40, schedules=40, steps=1500, kills=30)
    tally.faults.update(cut=3, lost=2)
    tally.failed.update(missing=1, doubled=2, unequal=3)
    ledger.append(tally, 12.4, at)
    ledger.append(Tally(41, last=60, schedules=20), 6, at)
    assert ledger.next_seed(at) == 61
    lines = at.read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",") == list(ledger.COLUMNS)
    assert lines[1].split(",")[2:] == ["40", "1500", "30", "cut=3 lost=2", "1", "2", "3", "12", "1", "40"]
