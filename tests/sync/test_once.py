"""One round over a real relay and a line that fails by name: what it ends as, and what the next one makes of it."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.models import journal, setting
from app.province import enrolment
from app.rules.acts import Kind
from app.rules.clock import now, parse_moment
from app.rules.states import State
from app.sync.once import sync_once
from app.sync.pull import pull
from tests.sync.conftest import MakePC, a_twin
from tests.sync.line import FAULTS
from tests.sync.world import RelayServer, received

SAFE = ("stale", "fine", "duplicate", "clock+1h", "chain_gap")
STATES = {
    "409": "refused", "413": "too_large", "429": "busy", "500": "server", "503": "server", "certificate": "certificate",
    "chain_gap": "done", "clock+1h": "clock", "cut_midway": "offline", "cut_reply": "offline", "duplicate": "done",
    "fine": "done",
    "html": "server", "lost_reply": "timeout", "offline": "offline", "old_protocol": "too_old", "slow": "timeout",
    "stale": "done", "truncated": "server",
}  # fmt: skip


def test_what_one_desk_receives_the_other_sees(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive("Lê Thị Đặng")
    assert first.sync().as_json() == {
        "state": "done", "sent": 1, "received": 0, "waiting": 0, "parked": 0, "files_sent": 0, "files_waiting": 0,
        "stuck": None, "incident": None,
    }  # fmt: skip
    result = second.sync()
    assert (result.state, result.sent, result.received) == ("done", 0, 1)
    assert second.record(code).applicant.name == "Lê Thị Đặng"
    assert second.state_of(code) == first.state_of(code) == "sent"


@pytest.mark.parametrize("fault", FAULTS)
def test_every_failure_has_its_kind_and_the_next_round_heals_it(
    fault: str, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    pc.receive()
    result = pc.sync(fault, fault) if fault == "clock+1h" else pc.sync(fault)
    assert result.state == STATES[fault]
    if fault not in SAFE:
        # Where only the answer was cut, the pull of the same round says that the relay has it.
        assert result.waiting == (0 if fault == "truncated" else 1)
    assert pc.sync().state == "done"
    assert len(relay.events(agency)) == 1
    relay.assert_chains_whole(agency)


@pytest.mark.parametrize("fault", ["offline", "slow", "certificate", "old_protocol"])
def test_where_nobody_answers_nothing_more_is_asked_in_this_round(fault: str, new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    pc.line.requests.clear()
    pc.sync(fault)
    assert pc.line.requests == ["/v1/push"]


def test_the_last_contact_is_that_of_a_round_that_came_to_its_end(new_pc: MakePC) -> None:
    pc = new_pc()

    def contact() -> str | None:
        with pc.store.read() as connection:
            link = setting.link(connection)
        return link.last_contact if link else None

    pc.sync("500")
    assert contact() is None
    sync_once(pc.store, pc.transport(), parse_moment("2026-11-23T08:00:00+07:00"))
    pc.sync("offline")
    assert contact() == "2026-11-23T08:00:00+07:00"


def test_a_dossier_whose_first_answer_is_lost_is_still_one_when_others_have_acted(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The province acts on a dossier that the desk has not been told is accepted."""
    pc = new_pc()
    code = pc.receive()
    pc.sync("lost_reply")
    relay.act(agency, code, Kind.PROCESSING, {})
    assert list(pull(pc.store, pc.transport())) == [1]
    assert pc.record(code).state is State.PROCESSING
    assert pc.record(code).code == code
    assert pc.sync().state == "done"


def test_what_a_cache_on_the_way_kept_is_no_answer(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """A reply of another time was believed: the round was done, and what it had sent had reached nobody."""
    pc = new_pc()
    pc.receive()
    assert pc.sync().state == "done"
    cursor = pc.cursor()
    code = pc.receive()
    result = pc.sync("stale", "stale")
    assert (result.state, result.sent, result.waiting) == ("server", 0, 1)
    assert (pc.state_of(code), pc.cursor()) == ("waiting", cursor)
    assert pc.sync().state == "done"
    assert len(relay.events(agency)) == 2


def test_a_kept_page_that_says_nothing_is_new_is_not_believed(new_pc: MakePC) -> None:
    """It has the right shape and fails no other check: only the question it does not say back gives it away."""
    pc, other = new_pc(), new_pc(2)
    assert pc.sync().state == "done"
    other.receive()
    other.sync()
    assert (pc.sync("stale").state, pc.codes()) == ("server", [])
    assert (pc.sync().state, pc.codes()) == ("done", other.codes())


@pytest.mark.parametrize("path", ["push", "pull"])
def test_an_answer_meant_for_another_desk_is_not_believed(
    path: str, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """A proxy that mixes up two lines: the page leaves out what its own desk wrote, which this one then never sees."""
    pc, other, third = new_pc(1), new_pc(2), new_pc(3)
    third.receive()
    third.sync()
    codes = [other.receive(), pc.receive()]
    assert other.sync().state == "done"
    cursor = pc.cursor()
    pc.line.mix_up(other.line, path)
    result = pc.sync(*(["stale"] if path == "push" else ["fine", "stale"]))
    assert (result.state, result.received) == ("server", 0 if path == "pull" else 2)
    assert (pc.cursor() == cursor) is (path == "pull")
    assert pc.sync().state == "done"
    assert sorted(pc.codes()) == sorted([*codes, *third.codes()])
    assert len(relay.events(agency)) == 3


def test_a_batch_too_large_for_the_relay_is_halved_until_it_passes(new_pc: MakePC) -> None:
    pc = new_pc()
    for _ in range(7):
        pc.receive()
    pc.line.largest = 2
    assert pc.sync().sent == 7
    assert max(pc.line.pushed[3:]) <= 2


def test_one_event_no_line_can_carry_is_a_state_and_others_events_still_arrive(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = second.receive()
    second.sync()
    first.receive()
    first.line.largest = 0
    result = first.sync()
    assert (result.state, result.sent, result.received, result.waiting) == ("too_large", 0, 1, 1)
    assert code in first.codes()


def test_an_event_altered_on_the_way_is_not_believed_and_asked_for_again(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()

    def edit(path: str, answer: dict[str, list[dict[str, dict[str, object]]]]) -> object:
        for event in answer.get("events", []):
            event["body"]["fee"] = 1
        return answer

    second.line.edit = edit
    second.sync()
    assert second.codes() == []
    second.line.edit = None
    assert second.sync().state == "done"
    assert second.record(code) == first.record(code)


def test_a_resend_of_everything_changes_nothing(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.act(code, Kind.RESULT_READY)
    pc.sync()
    before, held = relay.export(agency), pc.record(code)
    with pc.store.write() as connection:
        journal.resend(connection, [stored.event.id for stored in pc.history(code)])
    assert pc.sync().sent == 2
    assert relay.export(agency) == before
    assert pc.record(code) == held


def test_a_relay_that_lost_its_last_events_gets_them_again(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc()
    for _ in range(5):
        pc.receive()
    pc.sync()
    relay.forget(agency, keep=2)
    pc.receive()
    result = pc.sync()
    assert (result.state, result.waiting) == ("done", 0)
    assert len(relay.export(agency)) == 6
    relay.assert_chains_whole(agency)


def test_a_gap_that_sending_again_does_not_close_is_told_and_not_sent_for_ever(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    result = pc.sync("chain_gap", "chain_gap")
    assert (result.state, result.sent, result.waiting) == ("chain_gap", 0, 1)
    assert pc.line.pushed == [1, 1]
    assert pc.sync().sent == 1


def test_a_page_that_leads_nowhere_is_not_asked_for_again_and_again(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    first.receive()
    first.sync()
    asked = 0

    def edit(path: str, answer: dict[str, object]) -> object:
        nonlocal asked
        asked += path.endswith("pull")
        assert asked < 9
        return {**answer, "more": True} if path.endswith("pull") else answer

    second.line.edit = edit
    assert second.sync().state == "server"
    assert second.codes() == first.codes()  # what the first page brought is kept


def test_what_others_did_on_dossiers_a_backup_does_not_have_brings_them_whole(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """1. A backup is made. 2. Two dossiers are received and sent. 3. Desk 2 and the province act on them. 4. The backup
    comes back, and the program syncs by itself before anybody joins again.
    """
    pc, other = new_pc(1), new_pc(2)
    known = pc.receive()
    pc.sync()
    backup = pc.backup()
    lost = [pc.receive("Lê Thị Đặng"), pc.receive()]
    pc.act(lost[0], Kind.FORWARDED, {"unit": "Phòng Tư pháp"})
    pc.sync()
    other.sync()
    other.act(lost[0], Kind.RESULT_READY)
    other.act(known, Kind.WITHDRAWN)
    other.sync()
    relay.act(agency, lost[1], Kind.PROCESSING, {})
    pc.restore(backup)
    assert pc.codes() == [known]
    result = pc.sync()
    assert (result.state, result.received, result.parked) == ("restored", 3, 0)
    assert pc.codes() == [known, *lost]
    assert [pc.record(code).state for code in (known, *lost)] == ["withdrawn", "result_ready", "processing"]
    assert pc.record(lost[0]).applicant.name == "Lê Thị Đặng"
    assert pc.shown() == relay.export(agency)
    assert pc.receive() > max(lost)  # no number is issued a second time


def test_of_two_pcs_that_are_one_desk_the_one_that_asked_last_goes_on_and_nothing_is_lost(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    pc.receive()
    pc.sync()
    twin = a_twin(pc, new_pc)
    doubled = twin.receive("Lò Thị Ợi")
    assert pc.receive("Vừ A Sềnh") == doubled, "two PCs, one number: nothing but the line can tell"
    kept = twin.receive()
    assert pc.sync().state == "done"
    result = twin.sync()
    assert (result.state, result.waiting, result.parked) == ("restored", 0, 1), (
        "its second one for an officer to decide"
    )
    assert relay.alert(agency, 1) is not None
    pc.receive()
    last = pc.receive()
    assert pc.sync().state == "auth", "shut out by the one that asked last"
    pc.enrol()
    assert pc.sync().state == "done"
    assert twin.sync().state == "auth"
    held = [one["code"] for one in relay.export(agency).values()]
    assert sorted(held) == sorted({*pc.codes(), kept, last})
    assert len(held) == len(set(held))
    relay.assert_chains_whole(agency)


def test_a_revoked_desk_reads_auth_and_loses_nothing(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc()
    pc.receive()
    with relay.relay.store.write() as tx:
        enrolment.revoke(tx, agency, 1)
    result = pc.sync()
    assert (result.state, result.waiting) == ("auth", 1)
    pc.enrol()
    assert pc.sync().sent == 1


def test_a_centre_without_a_province_has_nothing_to_sync_with(new_pc: MakePC) -> None:
    pc, enrolled = new_pc(1, enrolled=False), new_pc(2)
    with pytest.raises(UserError, match="NOT_ENROLLED"):
        sync_once(pc.store, enrolled.transport(), now())


def test_two_desks_that_took_in_the_same_request_keep_both_dossiers(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    codes = [pc.receive(request_id="CONG-2026-000123") for pc in (first, second)]
    for pc in (first, second, first):
        assert pc.sync().state == "done"
    assert first.codes() == second.codes() == sorted(codes)


def test_a_dossier_another_program_wrote_with_fewer_fields_does_not_stop_the_pull(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    with first.store.write() as connection:
        centre = setting.centre(connection)
        at = "2026-11-23T08:00:00+07:00"
        body = received(f"{centre.agency}-261123-0077", 77, at, "Hồ Thị Sáu")
        del body["request_id"]
        body["applicant"] = {"kind": "citizen", "name": "Hồ Thị Sáu"}
        journal.write(connection, centre.author(), Kind.RECEIVED, body, at=at, dossier=body["dossier"], record=None)
    first.sync()
    assert second.sync().state == "done"
    assert second.record(body["code"]).applicant.name == "Hồ Thị Sáu"
