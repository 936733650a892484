"""Killed 300 times: 150 while receiving, 75 while syncing with a relay on SQLite and 75 on PostgreSQL."""

from __future__ import annotations

import faulthandler
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drills import days, kills
from tests.drills.program import PC, RelayProcess
from tests.province.conftest import Postgres, postgres

__all__ = ["postgres"]
pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
SEED = 20261123


@pytest.fixture(autouse=True)
def patience() -> None:
    """Keep pytest from printing every stack because a drill lasts."""
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def relay(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RelayProcess]:
    db = None
    if request.param == "PostgreSQL":
        server: Postgres = request.getfixturevalue("postgres")
        db = server.url()
    running = RelayProcess(tmp_path / "relay", db)
    yield running
    running.stop()


@pytest.fixture
def tell(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[object], None]:
    """Print a line of the summary past pytest's capture."""

    def say(summary: object) -> None:
        with capsys.disabled():
            print(f"\n{request.node.name}, seed {SEED}: {summary}")

    return say


def test_killed_150_times_while_receiving_loses_nothing(tmp_path: Path, tell: Callable[[object], None]) -> None:
    pc = PC(tmp_path / "desk")
    words = ("--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử", "--desk", 1)
    pc.run("init", *words, "--officer", "Nguyễn Thị Lan")
    tell(kills.while_receiving(pc, tmp_path, 150, SEED))


def test_killed_75_times_while_syncing_ends_equal(
    tmp_path: Path, relay: RelayProcess, tell: Callable[[object], None]
) -> None:
    pc = PC(tmp_path / "desk")
    pc.run("enrol", relay.url, "--code", relay.invite(1, 1, 9999), "--officer", "Nguyễn Thị Lan")
    tell(kills.while_syncing(pc, relay, 75, SEED))


def test_two_desks_offline_then_online(tmp_path: Path, relay: RelayProcess, tell: Callable[[object], None]) -> None:
    tell(days.two_desks(tmp_path, relay, random.Random(SEED), each=40))
