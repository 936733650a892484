"""What an officer sees of a parked dossier, and the two ways out."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from app.errors import UserError
from app.models import setting
from app.province import enrolment
from app.rules.events import Kind
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
    (found,) = parked.parked(first.store)
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
    (again,) = parked.resend(first.store, code)
    assert (again.kind, again.body, again.at) == (refused.kind, refused.body, refused.at)
    assert again.officer == refused.officer == "Nguyễn Thị Lan"
    assert again.base == second.history(code)[1].event.id
    assert first.state_of(code) == "waiting"
    assert first.sync().parked == 0
    second.sync()
    assert first.facts(code) == second.facts(code)
    assert second.facts(code)["applicant"]["phone"] == "0922222222"
    assert [s.verdict for s in first.history(code) if s.event.desk == 1] == ["accepted", "settled", "accepted"]
    assert first.close_day().equal is True


def test_with_theirs_accepted_the_record_is_the_provinces_and_ours_stays_in_the_history(
    clash: tuple[PC, PC, str],
) -> None:
    first, second, code = clash
    parked.accept_theirs(first.store, code)
    assert (first.state_of(code), first.facts(code)) == ("sent", second.facts(code))
    assert "settled" in [s.verdict for s in first.history(code)]
    assert parked.parked(first.store) == ()
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
        parked.resend(first.store, code)
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
    found = parked.look(first.store, code)
    assert [refusal.reason for refusal in found.refusals] == ["BASE_MOVED", "BASE_UNKNOWN"]
    assert len(parked.resend(first.store, code)) == 2
    assert first.sync().parked == 0
    second.sync()
    assert second.facts(code) == first.facts(code)
    assert second.facts(code)["state"] == "result_ready"


def test_a_number_outside_the_lease_passes_once_the_province_widens_it(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    widened = f"{agency}-{DAY:%y%m%d}-2500"
    pc.receive(code=widened)
    pc.act(widened, Kind.RESULT_READY)
    assert pc.sync().parked == 1
    found = parked.look(pc.store, widened)
    assert (found.there, found.refusals[0].reason) == (False, "NUMBER_OUTSIDE_LEASE")
    assert pc.facts(widened)["state"] == "result_ready"  # it is on paper and stays on the counter's screen
    with pytest.raises(UserError, match="PARKED_NOT_THERE"):
        parked.accept_theirs(pc.store, widened)
    with relay.relay.store.write() as tx:
        enrolment.invite(tx, agency, COMMUNE, 1, 1, 3000)
    parked.resend(pc.store, widened)
    assert pc.facts(widened)["state"] == "result_ready"
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
    parked.accept_theirs(pc.store, wrong)
    assert parked.parked(pc.store) == ()
    assert pc.facts(wrong)["state"] == "voided"
    assert pc.close_day().equal is True


def test_a_dossier_that_is_not_parked_says_so(new_pc: MakePC) -> None:
    pc = new_pc()
    code = pc.receive()
    for way in (parked.resend, parked.accept_theirs, parked.look):
        with pytest.raises(UserError, match="NOT_PARKED"):
            way(pc.store, code)
        with pytest.raises(UserError, match="DOSSIER_UNKNOWN"):
            way(pc.store, "H99.99-261123-9999")


def test_what_is_said_after_parking_is_shown_on_our_side_and_goes_its_own_way(clash: tuple[PC, PC, str]) -> None:
    first, second, code = clash
    first.act(code, Kind.RESULT_READY)
    assert first.state_of(code) == "parked"
    result = first.sync()
    assert (result.sent, result.parked) == (1, 1)
    second.sync()
    assert second.facts(code)["state"] == "result_ready"
