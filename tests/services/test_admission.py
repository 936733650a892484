"""What a reception must satisfy besides its draft: its moment, a proxy's number, why a second dossier is received."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from app.errors import UserError
from app.models.store import open_store
from app.rules.acts import Kind
from app.rules.clock import VN, iso
from app.rules.dossier import Dossier
from app.services import drafts, intake
from app.services.acts import act
from app.services.desk import Desk
from app.services.intake import Received
from app.sync import reconcile
from tests.services.counter import CITIZEN, KEY, SAID, Clock, draft, number_of, rows

MONDAY = date(2026, 11, 23)
CLOSED_AT = datetime(2026, 11, 23, 17, 5, tzinfo=VN)
OWNER = {"kind": "citizen", "name": "Hoàng Thị Ngưỡng", "id_number": "066188004215"}


def received(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> Received:
    """Receive from CITIZEN, again and again, where the counter of the tests would take the next one."""
    return intake.receive(desk, drafts.read(draft(applicant, **fields)))


def refusal(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> UserError:
    """Return why a reception is refused; nothing was written."""
    before = rows(desk)
    with pytest.raises(UserError) as problem:
        received(desk, applicant, **fields)
    assert rows(desk) == before
    return problem.value


# The moment


@pytest.fixture
def closed(desk: Desk, clock: Clock) -> Desk:
    """A desk on Wednesday morning that closed its Monday at 17:05, and the Friday before it on Tuesday."""
    reconcile.close_day(desk.store, None, MONDAY, CLOSED_AT)
    reconcile.close_day(desk.store, None, date(2026, 11, 20), datetime(2026, 11, 24, 9, tzinfo=VN))
    clock.at = datetime(2026, 11, 25, 8, tzinfo=VN)
    return desk


@pytest.mark.parametrize(
    "at", ["2026-11-19T09:00:00+07:00", "2026-11-20T18:00:00+07:00", "2026-11-23T00:00:00+07:00",
           "2026-11-23T17:04:59+07:00", "2026-11-23T10:04:59+00:00"]
)  # fmt: skip
def test_what_was_closed_was_counted_and_signed_and_takes_in_no_more(closed: Desk, at: str) -> None:
    problem = refusal(closed, received_at=at)
    assert (problem.code, problem.field) == ("RECEIVED_BEFORE_CLOSING", "received_at")
    assert problem.facts == {"closed": MONDAY}
    with pytest.raises(UserError, match="RECEIVED_BEFORE_CLOSING"):
        intake.refuse(closed, drafts.read(draft(received_at=at)), {"reason": "không thuộc thẩm quyền"})


@pytest.mark.parametrize(
    "at", ["2026-11-23T17:05:00+07:00", "2026-11-23T23:59:59+07:00", "2026-11-24T00:00:00+07:00",
           "2026-11-25T08:00:00+07:00", None]
)  # fmt: skip
def test_after_the_closing_and_up_to_now_a_dossier_may_be_dated(closed: Desk, at: str | None) -> None:
    dossier = received(closed, received_at=at).dossier
    assert iso(dossier.received_at) == (at or "2026-11-25T08:00:00+07:00")


def test_a_day_nobody_closed_takes_in_what_was_written_by_hand(desk: Desk) -> None:
    assert received(desk, received_at="2026-11-02T09:00:00+07:00").dossier.code == "H15.10-261102-0001"


@pytest.mark.parametrize("ahead", ["2026-11-23T08:15:01+07:00", "2026-11-24T00:00:00+07:00", "9999-12-31T00:00:00"])
def test_nothing_is_received_ahead_of_the_clock_nor_refused_at_the_door(desk: Desk, ahead: str) -> None:
    problem = refusal(desk, received_at=ahead)
    assert (problem.code, problem.field, set(problem.facts)) == ("RECEIVED_AHEAD", "received_at", {"received"})
    with pytest.raises(UserError, match="RECEIVED_AHEAD"):
        intake.refuse(desk, drafts.read(draft(received_at=ahead)), {"reason": "không thuộc thẩm quyền"})


# A proxy


@pytest.mark.parametrize("kind", ["citizen", "business"])
def test_who_hands_in_for_another_is_told_by_a_number(desk: Desk, kind: str) -> None:
    problem = refusal(desk, {"kind": kind, "id_number": None}, owner=OWNER)
    assert (problem.code, problem.field, problem.facts) == ("PROXY_NUMBER", "applicant.id_number", {})


@pytest.mark.parametrize("kind", ["state", "other"])
def test_an_office_that_hands_in_for_another_has_no_number_to_show(desk: Desk, kind: str) -> None:
    nobody = {"kind": kind, "id_number": None, "birth_date": None, "sex": None}
    assert received(desk, nobody, owner=OWNER).dossier.citizen.name == OWNER["name"]


def test_who_hands_in_his_own_needs_none_and_who_is_refused_at_the_door_neither(desk: Desk) -> None:
    assert received(desk, {"id_number": None}).dossier.applicant.id_number is None
    at_door = intake.refuse(desk, drafts.read(draft({"id_number": None}, owner=OWNER)), {"reason": "thiếu giấy tờ"})
    assert at_door.dossier.at_door


# A second dossier


def test_a_second_dossier_names_the_first_and_is_refused(desk: Desk) -> None:
    first = received(desk).dossier
    problem = refusal(desk)
    assert (problem.code, problem.field) == ("DUPLICATE", "duplicate_reason")
    assert problem.facts == {"code": first.code, "desk": 1}
    for blank in ("", "  ", "\u200b"):
        assert refusal(desk, duplicate_reason=blank).code == "DUPLICATE"


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        (None, "Vẫn nhận khi đã có hồ sơ H15.10-261123-0001: cho em gái"),
        ("có 2 ảnh", "Vẫn nhận khi đã có hồ sơ H15.10-261123-0001: cho em gái\ncó 2 ảnh"),
    ],
)
def test_the_reason_for_a_second_dossier_stands_before_its_note(desk: Desk, note: str | None, kept: str) -> None:
    received(desk)
    assert received(desk, note=note, duplicate_reason="cho em gái").dossier.note == kept


def test_a_reason_without_an_earlier_dossier_says_nothing(desk: Desk) -> None:
    assert received(desk, note="có 2 ảnh", duplicate_reason="cho em gái").dossier.note == "có 2 ảnh"


@pytest.mark.parametrize(
    "other",
    [{"id_number": number_of(1)}, {"id_number": None}, {"procedure": "1.004884"}],
    ids=["another number", "no number", "another procedure"],
)
def test_another_person_or_another_procedure_is_no_second_dossier(desk: Desk, other: dict[str, Any]) -> None:
    received(desk)
    procedure = other.pop("procedure", "1.004873")
    assert received(desk, other, procedure=procedure).dossier.note is None


def test_one_number_however_it_is_typed_is_one_person(desk: Desk) -> None:
    received(desk)
    assert refusal(desk, {"name": "Nguyễn Thị Đặng Em", "id_number": "001 190 123 456"}).code == "DUPLICATE"


def test_an_owner_whose_dossier_another_handed_in_waits_as_well(desk: Desk) -> None:
    received(desk, owner=OWNER)
    assert refusal(desk, {**OWNER, "birth_date": None, "sex": None}).code == "DUPLICATE"


@pytest.mark.parametrize("end", [Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED])
def test_once_the_first_has_ended_no_reason_is_asked(desk: Desk, end: Kind) -> None:
    act(desk, received(desk).dossier.code, end, SAID[end])
    assert received(desk).dossier.note is None


def test_who_is_refused_at_the_door_is_asked_for_no_reason_and_waits_for_nothing(desk: Desk) -> None:
    received(desk)
    at_door = intake.refuse(desk, drafts.read(draft()), {"reason": "đã có hồ sơ đang giải quyết"}).dossier
    assert (at_door.at_door, at_door.note) == (True, None)
    other = {"id_number": number_of(1)}
    intake.refuse(desk, drafts.read(draft(other)), {"reason": "thiếu giấy tờ"})
    assert received(desk, other).dossier.note is None


def test_the_same_request_again_is_no_second_dossier(desk: Desk) -> None:
    first = received(desk, request_id="r1")
    again = received(desk, request_id="r1")
    assert (again.repeated, again.dossier.id) == (True, first.dossier.id)


def test_of_two_who_receive_one_person_at_once_one_is_refused(desk: Desk, home: Path, clock: Clock) -> None:
    """The earlier dossier is looked up in the transaction that writes the second, not before it."""
    other = Desk(open_store(home, KEY), clock)
    for nth in range(20):
        start = Barrier(2)

        def tried(one: Desk, person: dict[str, Any], start: Barrier = start) -> Dossier | str:
            start.wait()
            try:
                return received(one, person).dossier
            except UserError as problem:
                return problem.code

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(tried, (desk, other), [{**CITIZEN, "id_number": number_of(nth)}] * 2))
        assert [answer for answer in answers if isinstance(answer, str)] == ["DUPLICATE"]
    other.store.close()
