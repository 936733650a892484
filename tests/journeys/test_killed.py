"""The program killed in the middle of its work, ten times; `make drill` does it three hundred times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import kills
from tests.drills.program import PC, RelayProcess

# Ten programs are started one after another: on a machine that is busy with other things that lasts minutes.
pytestmark = pytest.mark.timeout(600)


def test_killed_while_receiving_it_loses_nothing_and_names_what_may_not_be_printed(tmp_path: Path) -> None:
    pc = PC(tmp_path / "desk")
    words = ("--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử", "--desk", 1)
    pc.run("init", *words, "--officer", "Nguyễn Thị Lan")
    tally = kills.while_receiving(pc, tmp_path, 7, seed=1)
    assert tally.kills == 7


def test_killed_while_syncing_desk_and_relay_end_equal(tmp_path: Path) -> None:
    relay = RelayProcess(tmp_path / "relay")
    try:
        pc = PC(tmp_path / "desk")
        pc.run("enrol", relay.url, "--code", relay.invite(1, 1, 9999), "--officer", "Nguyễn Thị Lan")
        tally = kills.while_syncing(pc, relay, 3, seed=1, each=5)
    finally:
        relay.stop()
    assert tally.kills == 3
