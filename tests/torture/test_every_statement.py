"""Every write path of the services, killed before each of its statements, enumerated and not drawn: all, or nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from app.models.packed import plain, text_of
from app.models.store import open_store
from app.services.desk import Desk
from tests.drills.program import assert_sound
from tests.drills.steps import left_by_kills
from tests.services.counter import KEY, Clock, rows
from tests.torture.paths import PATHS

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]
_OWN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""Ids and hashes: new each time."""


def stands(home: Path, *, sound: bool = True) -> dict[str, list[str]]:
    """Return all that a store holds and that two runs of one act write alike; the store is sound."""
    desk = Desk(open_store(home, KEY), Clock())
    try:
        if sound:
            assert_sound(desk)
        return {name: sorted(map(_alike, found)) for name, found in rows(desk).items() if "search" not in name}
    finally:
        desk.store.close()


def _alike(row: tuple[Any, ...]) -> str:
    return _OWN.sub("#", repr(tuple(map(_read, row))))


def _read(cell: Any) -> Any:
    """Return what a cell says: an id or a hash, or what is packed (`models.packed`)."""
    if not isinstance(cell, bytes):
        return cell
    return text_of(cell) if len(cell) in (16, 32) else plain(cell)


@pytest.mark.parametrize("name", PATHS)
def test_killed_at_any_statement_all_of_it_is_there_or_nothing(
    name: str, desk: Desk, home: Path, tmp_path: Path
) -> None:
    before, act, first = PATHS[name]
    words = (*first, *before(desk))
    desk.store.close()
    left = left_by_kills(home, tmp_path / "left", act, *words)
    old, found = stands(home), [stands(copy) for copy in left]
    new = found[-1]
    assert new != old
    unchanged = found.index(new)
    assert unchanged > 5, "the kills met the act itself"
    assert found == [old] * unchanged + [new] * (len(found) - unchanged)
    # What was cut off is done again as if nobody had tried.
    again = Desk(open_store(left[unchanged - 1], KEY), Clock())
    act(again, *words)
    again.store.close()
    assert stands(left[unchanged - 1]) == new


def test_every_service_that_writes_is_among_the_paths_or_has_a_test_of_its_own() -> None:
    """A module of the services that opens a write transaction is one this drill knows, or its kills are elsewhere."""
    root = Path(__file__).parents[2] / "app" / "services"
    writing = {path.stem for path in root.rglob("*.py") if "store.write()" in path.read_text(encoding="utf-8")}
    here = {
        "acts", "calendar_change", "cash", "catalogue", "drafts", "handover", "intake", "papers", "returning",
    }  # fmt: skip
    elsewhere = {
        "preferences": "tests/services/test_saving_killed.py",
        "print_setup": "one setting, in a transaction of one statement",
        "lock_code": "one setting, in a transaction of one statement",
        "day_sheet": "one count of a print, in a transaction of one statement",
        "care": "replays events; killed, it is begun again",
        "centre": "a store that is not there yet (tests/drills)",
        "numbers": "tests/torture, drawn: kill_mark",
        "taking": "a past register in batches; begun and not ended, it says so (tests/services/test_past.py)",
        "columns": "one setting, in a transaction of one statement",
        "generating": "a practice centre, made before it has a name",
    }
    assert writing - here == writing & elsewhere.keys()
