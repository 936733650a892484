"""A day of two desks by the command line alone: apart while the line is down, together after it, closed with proof."""

from __future__ import annotations

import random
from pathlib import Path

from tests.drills import days
from tests.drills.program import RelayProcess


def test_two_desks_that_were_offline_see_all_dossiers_and_close_equal(tmp_path: Path) -> None:
    relay = RelayProcess(tmp_path / "relay")
    try:
        days.two_desks(tmp_path, relay, random.Random(1), each=3)
    finally:
        relay.stop()
