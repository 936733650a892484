"""A settling killed before each of its statements: the dossier is parked with nothing written, or settled whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.models import event_rows, projection
from app.models.store import open_store
from app.services.desk import Desk
from app.services.finding import id_of
from app.workflows import settling
from app.workflows.settling import Side
from tests.drills.program import assert_sound
from tests.drills.steps import left_by_kills
from tests.services.counter import KEY, Clock
from tests.workflows.clash import clash

ADDRESS, PHONE = "applicant.address", "applicant.phone"


def choose(desk: Desk, code: str, address: str, phone: str) -> None:
    settling.choose(desk, code, {ADDRESS: Side(address), PHONE: Side(phone)})


def take(desk: Desk, code: str, side: str) -> None:
    settling.take(desk, code, Side(side))


def stands(home: Path, code: str) -> Any:
    """Return how the dossier stands in a store a kill left: its verdicts, both fields, its state of sending."""
    desk = Desk(open_store(home, KEY), Clock())
    try:
        assert_sound(desk)
        with desk.store.read() as connection:
            stored = event_rows.history(connection, id_of(connection, code))
            person = projection.load(connection, stored[0].event.dossier).applicant
            waiting = connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one()
        parked = [one.code for one in settling.parked(desk)]
    finally:
        desk.store.close()
    return [(one.event.kind, one.verdict) for one in stored], person.address, person.phone, waiting, parked


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (choose, ("theirs", "ours")),
        (choose, ("ours", "ours")),
        (choose, ("theirs", "theirs")),
        (take, ("ours",)),
        (take, ("theirs",)),
    ],
    ids=["mixed", "every field ours", "every field theirs", "ours whole", "theirs whole"],
)
def test_a_kill_at_any_statement_leaves_all_or_nothing(
    desk: Desk, home: Path, tmp_path: Path, act: Any, words: tuple[str, ...]
) -> None:
    code = clash(desk)
    desk.store.close()
    before = stands(home, code)
    assert before[-1] == [code]
    left = [stands(copy, code) for copy in left_by_kills(home, tmp_path / "left", act, code, *words)]
    after = left[-1]
    assert after[-1] == []
    unchanged = left.index(after)
    assert left == [before] * unchanged + [after] * (len(left) - unchanged)
    assert unchanged > 10, "the kills met the act itself"
