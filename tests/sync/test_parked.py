"""What an officer sees of a parked dossier, and the two ways out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from app.errors import UserError
from app.models import setting
from app.province import enrolment
from app.rules.acts import Kind
from app.rules.clock import iso, now
from app.rules.states import State
from app.sync import parked
from app.sync.parked import Voice
from tests.sync.conftest import MakePC
from tests.sync.world import COMMUNE, DAY, PC, RelayServer


@pytest.fixture
def clash(new_pc: MakePC) -> tuple[PC, PC, str]:
    """Two desks that wrote the same phone, desk 2 first; desk 1's event is refused."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.CORRECTED, {"changes": {"applicant.phone": "0911111111", "note": "giống nhau"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"applicant.phone": "0922222222", "note": "giống nhau"}})
    first.sync()
    return first, second, code


def test_only_what_differs_is_shown_with_who_and_when(clash: tuple[PC, PC, str]) -> None:
    first, second, code = clash
    (found,) = first.parked()
    (refusal,) = found.refusals
    assert (found.code, found.name, found.there) == (code, "Trần Văn Bình", True)
    assert (refusal.kind, refusal.reason, refusal.facts["fields"]) == (
        "corrected", "BASE_MOVED", ["applicant.phone", "note"],
    )  # fmt: skip
    (choice,) = found.fields
    assert choice.path == "applicant.phone"
    mine, theirs = first.history(code)[1].event, second.history(code)[1].event
    assert choice.ours == Voice("0922222222", mine.officer, 1, mine.at)
    assert choice.theirs == Voice("0911111111", theirs.officer, 2, theirs.at)
    orjson.dumps(found.as_json())


def test_sent_again_ours_stands_on_both_desks_and_the_old_event_stays(clash: tuple[PC, PC, str]) -> None:
    """It stays the act of who did it, though another officer sits at the desk and sends it again."""
    first, second, code = clash
    refused = first.history(code)[1].event
    with first.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), officer="Trần Văn Bình"))
    (again,) = first.resend(code)
    assert (again.kind, again.body, again.at) == (refused.kind, refused.body, refused.at)
    assert again.officer == refused.officer == "Nguyễn Thị Lan"
    assert again.base == second.history(code)[1].event.id
    assert first.state_of(code) == "waiting"
    assert first.sync().parked == 0
    second.sync()
    assert first.record(code) == second.record(code)
    assert second.record(code).applicant.phone == "0922222222"
    assert [s.verdict for s in first.history(code) if s.event.desk == 1] == ["accepted", "settled", "accepted"]
    assert first.close_day().equal is True


def test_with_theirs_accepted_the_record_is_the_provinces_and_ours_stays_in_the_history(
    clash: tuple[PC, PC, str],
) -> None:
    first, second, code = clash
    first.accept_theirs(code)
    assert (first.state_of(code), first.record(code)) == ("sent", second.record(code))
    assert "settled" in [s.verdict for s in first.history(code)]
    assert first.parked() == ()
    assert first.close_day().equal is True


def test_what_the_province_left_no_place_for_names_both_and_changes_nothing(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.WITHDRAWN)
    second.sync()
    first.act(code, Kind.RESULT_READY)
    first.act(code, Kind.RETURNED, {"to": {"name": "Trần Văn Bình"}})
    first.sync()
    before = first.history(code)
    with pytest.raises(UserError) as caught:
        first.resend(code)
    assert (caught.value.code, caught.value.facts) == ("ACT_NOT_ALLOWED", {"act": "result_ready", "state": "withdrawn"})
    assert first.history(code) == before
    assert first.state_of(code) == "parked"


def test_events_that_build_on_a_refused_one_are_parked_and_sent_again_with_it(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.FORWARDED, {"unit": "Phòng Kinh tế"})
    second.sync()
    first.act(code, Kind.FORWARDED, {"unit": "Phòng Tư pháp"})
    first.act(code, Kind.RESULT_READY)
    first.sync()
    found = first.look(code)
    assert [refusal.reason for refusal in found.refusals] == ["BASE_MOVED", "BASE_UNKNOWN"]
    assert len(first.resend(code)) == 2
    assert first.sync().parked == 0
    second.sync()
    assert second.record(code) == first.record(code)
    assert second.record(code).state is State.RESULT_READY


def test_a_number_outside_the_lease_passes_once_the_province_widens_it(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    widened = f"{agency}-{DAY:%y%m%d}-2500"
    pc.receive(code=widened)
    pc.act(widened, Kind.RESULT_READY)
    assert pc.sync().parked == 1
    found = pc.look(widened)
    assert (found.there, found.refusals[0].reason) == (False, "NUMBER_OUTSIDE_LEASE")
    assert pc.record(widened).state is State.RESULT_READY  # it is on paper and stays on the counter's screen
    with pytest.raises(UserError, match="PARKED_NOT_THERE"):
        pc.accept_theirs(widened)
    with relay.relay.store.write() as tx:
        enrolment.invite(tx, agency, COMMUNE, 1, 1, 3000)
    pc.resend(widened)
    assert pc.record(widened).state is State.RESULT_READY
    result = pc.sync()
    assert (result.sent, result.parked) == (2, 0)
    assert pc.state_of(widened) == "sent"
    assert pc.shown() == relay.export(agency)


def test_a_dossier_the_province_never_took_is_settled_once_it_is_voided(new_pc: MakePC, agency: str) -> None:
    pc = new_pc()
    wrong = f"{agency}-{DAY:%y%m%d}-2500"
    pc.receive(code=wrong)
    pc.sync()
    pc.act(wrong, Kind.VOIDED, {"reason": "nhập lại với số đúng"})
    pc.sync()
    pc.accept_theirs(wrong)
    assert pc.parked() == ()
    assert pc.record(wrong).state is State.VOIDED
    assert pc.close_day().equal is True


def test_a_dossier_that_is_not_parked_says_so(new_pc: MakePC) -> None:
    pc = new_pc()
    code = pc.receive()
    for way in (pc.resend, pc.accept_theirs, pc.look):
        with pytest.raises(UserError, match="NOT_PARKED") as caught:
            way(code)
        assert caught.value.facts == {"code": code}
    with pc.store.write() as connection:
        nobody = "019ab000-0000-7000-8000-000000000000"
        with pytest.raises(UserError, match="DOSSIER_UNKNOWN"):
            parked.resend(connection, nobody, now())
        for one in (parked.accept_theirs, parked.look):
            with pytest.raises(UserError, match="DOSSIER_UNKNOWN"):
                one(connection, nobody)


def test_whoever_sends_again_the_act_keeps_its_author(clash: tuple[PC, PC, str]) -> None:
    """The event says who did it; that another officer said it again does not make it hers."""
    first, second, code = clash
    with first.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), officer="Lò Văn Thuở"))
    (again,) = first.resend(code)
    assert again.officer == "Nguyễn Thị Lan"
    first.sync()
    second.sync()
    assert [s.event.officer for s in second.history(code) if s.event.desk == 1] == ["Nguyễn Thị Lan"] * 2


def test_what_a_clock_gone_wrong_wrote_is_taken_once_the_clock_is_right(new_pc: MakePC) -> None:
    pc = new_pc()
    soon = iso(now() + timedelta(days=40))
    pc.clock = lambda: soon  # type: ignore[assignment]
    code = pc.receive()
    assert (pc.sync().parked, pc.state_of(code)) == (1, "parked")
    (refusal,) = pc.look(code).refusals
    assert (refusal.reason, refusal.facts) == ("BODY_INVALID", {"field": "at"})
    (again,) = pc.resend(code)
    assert again.at < soon
    assert (pc.sync().parked, pc.state_of(code)) == (0, "sent")


def test_what_is_said_after_parking_is_shown_on_our_side_and_goes_its_own_way(clash: tuple[PC, PC, str]) -> None:
    first, second, code = clash
    first.act(code, Kind.RESULT_READY)
    assert first.state_of(code) == "parked"
    result = first.sync()
    assert (result.sent, result.parked) == (1, 1)
    second.sync()
    assert second.record(code).state is State.RESULT_READY
