"""One key, one transaction: a return with its result and fee, and a second dossier of one person, killed anywhere.

Killed before each of their statements, COMMIT among them, the store has all of it or nothing; what was cut off is
done again as if nobody had tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.models.store import open_store
from app.rules.dossier import Dossier
from app.rules.states import State
from app.rules.vocabulary import Method
from app.services import drafts, finding, intake, returning
from app.services.desk import Desk
from tests.drills.program import assert_sound
from tests.drills.steps import left_by_kills
from tests.services.counter import CITIZEN, KEY, Clock, code_of, draft, rows

OTHER = "Lê Văn Ấm"


def give_back(desk: Desk, code: str) -> Dossier:
    """Make the result, collect the fee and give the result to somebody the dossier does not name."""
    return returning.give_back(
        desk, code, to=OTHER, id_number="066099001234", authorisation="GUQ 12",
        result=returning.MadeHere("12/UBND", "Giấy xác nhận"), collect=Method.TRANSFER,
    )  # fmt: skip


def receive_again(desk: Desk, kept: str) -> Dossier:
    """Receive a second dossier of CITIZEN's, which a kept draft was for."""
    second = draft(duplicate_reason="Hai nơi cùng cần", note="có 2 ảnh", request_id="r2", fee=8_000, fee_paid=True)
    return intake.receive(desk, drafts.read(second), draft_id=kept).dossier


def stands(home: Path) -> list[Any]:
    """Return all that a store holds and that two runs of one act write alike; ids of events are new each time."""
    desk = Desk(open_store(home, KEY), Clock())
    try:
        assert_sound(desk)
        hits = sorted(finding.find(desk, "dang"), key=lambda hit: hit.code)
        dossiers = [finding.dossier(desk, hit.code) for hit in hits]
        found = rows(desk)
    finally:
        desk.store.close()
    return [
        [replace(one, id="", head="", events=()) for one in dossiers],
        [(one.code, [event.kind for event in one.events]) for one in dossiers],
        [len(found[table]) for table in ("event", "outbox", "dossier")],
        [found[table] for table in ("counter", "draft", "print")],
    ]


def all_or_nothing(home: Path, left: list[Path]) -> list[Path]:
    """Hold that each kill left the store as it was or as it should be, never back; return those as it was."""
    before, found = stands(home), [stands(copy) for copy in left]
    after = found[-1]
    assert after != before
    unchanged = found.index(after)
    assert found == [before] * unchanged + [after] * (len(found) - unchanged)
    assert unchanged > 10, "the kills met the act itself"
    return left[:unchanged]


def done_again(home: Path, act: Callable[..., Dossier], *words: str) -> Dossier:
    desk = Desk(open_store(home, KEY), Clock())
    try:
        return act(desk, *words)
    finally:
        desk.store.close()


def test_a_return_killed_has_its_result_its_fee_and_its_receiver_or_none_of_them(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    code = code_of(desk, fee=15_000)
    desk.store.close()
    left = left_by_kills(home, tmp_path / "left", give_back, code)
    unchanged = all_or_nothing(home, left)
    for whole in (done_again(unchanged[0], give_back, code), done_again(unchanged[-1], give_back, code)):
        assert [event.kind for event in whole.events] == ["received", "result_ready", "paid", "returned"]
        assert (whole.state, whole.fee_paid, whole.paid) == (State.RETURNED, True, 15_000)
        assert whole.returned_to is not None
        assert whole.returned_to.name == OTHER
    assert stands(unchanged[-1]) == stands(left[-1])


def test_a_second_dossier_killed_is_there_with_its_reason_and_number_or_not_at_all(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    first = code_of(desk)
    kept = drafts.keep(desk, {"applicant": CITIZEN})
    desk.store.close()
    left = left_by_kills(home, tmp_path / "left", receive_again, kept)
    unchanged = all_or_nothing(home, left)
    for whole in (done_again(unchanged[-1], receive_again, kept), done_again(left[-1], receive_again, kept)):
        assert whole.code == "H15.10-261123-0002"
        assert whole.note == f"Vẫn nhận khi đã có hồ sơ {first}: Hai nơi cùng cần\ncó 2 ảnh"
        assert (whole.register.number, whole.paid) == (2, 8_000)
    assert stands(unchanged[-1]) == stands(left[-1])
