"""Joining a province: a new desk, a centre that worked alone, a replaced PC, a restored backup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import SyncError, UserError
from app.models import counting, setting
from app.models.setting import CentreRecord
from app.rules.acts import Kind
from app.rules.states import State
from app.sync import enrol as enrolling
from app.sync.enrol import TRIES, ask, enrol, keep
from tests.sync.conftest import MakePC
from tests.sync.world import DAY, PC, RelayServer


def alone(pc: PC, agency: str, *, desk: int = 1, first: int = 1, last: int = 999) -> None:
    with pc.store.write() as connection:
        setting.put_centre(
            connection,
            CentreRecord(agency, "24133", "Trung tâm cũ", "UBND xã", "Thử", desk, first, last, "Nguyễn Thị Lan"),
        )


def everything(pc: PC) -> dict[str, list[Any]]:
    tables = ("event", "dossier", "outbox", "setting", "counter")
    with pc.store.read() as connection:
        return {name: list(connection.execute(text(f"SELECT * FROM {name}"))) for name in tables}


def test_a_new_desk_gets_its_place(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc(2, enrolled=False)
    centre = pc.enrol()
    assert (centre.agency, centre.commune, centre.desk, centre.first, centre.last) == (agency, "24133", 2, 1000, 1999)
    assert (centre.name, centre.officer) == ("Trung tâm thử", "Nguyễn Thị Lan")
    with pc.store.read() as connection:
        link = setting.link(connection)
        assert setting.centre(connection) == centre
    assert link is not None
    assert (link.url, link.cursor, link.key) == (relay.url, 0, relay.relay.public_key())
    assert pc.receive().endswith("-1000")


def test_what_only_the_centre_knows_of_itself_is_given_and_kept(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc(1, enrolled=False)
    known = CentreRecord("", "", "", "UBND xã Thử", "Thử", 0, 0, 0, "", kind="practice")
    joined = ask(relay.url, relay.invite(agency, 1), "Lan")
    assert keep(pc.store, joined, "Lan", centre=known).parent == "UBND xã Thử"
    again = pc.enrol()
    assert (again.parent, again.place, again.kind) == ("UBND xã Thử", "Thử", "practice")


def test_a_centre_that_worked_alone_joins_with_its_dossiers(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc(1, enrolled=False)
    alone(pc, agency)
    codes = [pc.receive() for _ in range(3)]
    pc.enrol()
    assert pc.sync().sent == 3
    assert sorted(found["code"] for found in relay.export(agency).values()) == codes
    assert pc.receive().endswith("-0004")


@pytest.mark.parametrize(
    ("held", "what"),
    [({"desk": 3}, "desk"), ({"agency": "H99"}, "agency"), ({"first": 1500, "last": 1999}, "number")],
)
def test_a_store_that_belongs_elsewhere_is_refused_and_nothing_changes(
    held: dict[str, Any], what: str, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """ENROL_MISMATCH was said by the desk once the code was spent, so whose it was could not use it either."""
    pc = new_pc(1, enrolled=False)
    alone(pc, agency)
    with pc.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), **held))
    pc.receive()
    before, code = everything(pc), relay.invite(agency, 1)
    with pytest.raises(UserError) as caught:
        pc.enrol(code)
    assert (caught.value.code, caught.value.facts["what"]) == ("ENROL_MISMATCH", what)
    assert everything(pc) == before
    assert new_pc(1, enrolled=False).enrol(code).desk == 1, "the code is still good"


@pytest.mark.parametrize(
    "plan", [("offline",), ("500",), ("html",), ("old_protocol",), ("certificate",), ("truncated",)]
)
def test_a_failure_leaves_nothing_half_done(plan: tuple[str, ...], new_pc: MakePC) -> None:
    pc = new_pc(1, enrolled=False)
    before = everything(pc)
    pc.line.plan.extend(plan * TRIES)
    with pytest.raises(SyncError):
        pc.enrol()
    assert everything(pc) == before


@pytest.mark.parametrize(
    "plan", [("lost_reply",), ("cut_reply", "lost_reply"), ("429", "429"), ("offline", "cut_midway")]
)
def test_a_lost_answer_or_a_busy_relay_costs_no_code(
    plan: tuple[str, ...], new_pc: MakePC, relay: RelayServer, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "PAUSE_SECONDS", 0)
    pc = new_pc(1, enrolled=False)
    pc.line.plan.extend(plan)
    code = relay.invite(agency, 1)
    assert pc.enrol(code).desk == 1
    pc.receive()
    assert pc.sync().state == "done"
    other = new_pc(1, enrolled=False)
    with pytest.raises(UserError, match="INVITATION_USED"):
        other.enrol(code)


def test_a_wrong_a_used_and_an_old_code_say_so(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc(1, enrolled=False)
    with pytest.raises(UserError, match="INVITATION_UNKNOWN"):
        pc.enrol("AAAA-AAAA-AAAA")
    code = relay.invite(agency, 1)
    fresh = relay.invite(agency, 1)
    with pytest.raises(UserError, match="INVITATION_EXPIRED"):
        pc.enrol(code)
    pc.enrol(f" {fresh.lower()} ")
    with pytest.raises(UserError, match="INVITATION_USED"):
        pc.enrol(fresh)


def test_without_an_officer_nothing_is_asked_and_the_code_is_still_good(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc, code = new_pc(1, enrolled=False), relay.invite(agency, 1)
    with pytest.raises(UserError) as refused:
        enrol(pc.store, relay.url, code, " \u200b ", http=pc.line)
    assert (refused.value.code, refused.value.field) == ("OFFICER_NAME", "officer")
    pc.enrol(code)


def test_a_replaced_pc_goes_on_where_the_old_one_stopped(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """1. PC A and desk 2 work all morning; A's last event is refused. 2. A breaks. 3. PC B takes its place.

    B has the desk's whole past, issues no number twice, and the chain goes on whole.
    """
    old, other = new_pc(1), new_pc(2)
    codes = [old.receive() for _ in range(3)]
    old.sync()
    other.sync()
    other.act(codes[0], Kind.WITHDRAWN)
    other.sync()
    old.act(codes[0], Kind.RESULT_READY)
    old.sync()
    new = new_pc(1)
    assert new.codes() == codes
    assert new.record(codes[0]).state is State.WITHDRAWN
    next_code = new.receive()
    assert next_code.endswith("-0004")
    new.act(next_code, Kind.RESULT_READY)
    result = new.sync()
    assert (result.state, result.sent, result.waiting) == ("done", 2, 0)
    relay.assert_chains_whole(agency)
    old.receive()
    assert old.sync().state == "auth"


def test_a_replaced_pc_sends_again_what_the_relay_lost_from_where_the_old_one_stopped(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The old PC's last event was refused, so the chain goes on from one that the new PC never had."""
    old, other = new_pc(1), new_pc(2)
    code = old.receive()
    old.sync()
    other.sync()
    other.act(code, Kind.WITHDRAWN)
    other.sync()
    old.act(code, Kind.RESULT_READY)
    old.sync()
    new = new_pc(1)
    lost = new.receive()
    new.sync()
    relay.forget(agency, keep=3)
    later = new.receive()
    result = new.sync()
    assert (result.state, result.sent, result.waiting) == ("done", 2, 0)
    assert {found["code"] for found in relay.export(agency).values()} == {code, lost, later}
    relay.assert_chains_whole(agency)


def test_a_backup_restored_twice_goes_on_after_the_refused_event_it_has_from_the_province(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The second time the store has that event already, with no reason; what follows is no second PC's."""
    pc, other = new_pc(1), new_pc(2)
    code = pc.receive()
    pc.sync()
    other.sync()
    backup = pc.backup()
    other.act(code, Kind.WITHDRAWN)
    other.sync()
    pc.act(code, Kind.RESULT_READY)
    pc.sync()
    for _ in range(2):
        pc.restore(backup)
        assert pc.close_day().equal is True
        assert pc.state_of(code) == "parked"
        pc.enrol()
        backup = pc.backup()
    later = pc.receive()
    result = pc.sync()
    assert (result.state, result.sent, result.waiting) == ("done", 1, 0)
    assert {found["code"] for found in relay.export(agency).values()} == {code, later}
    relay.assert_chains_whole(agency)


def test_a_replaced_pc_can_still_close_the_old_ones_day(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """The refused event the old PC had is fetched for the digest, parks its dossier as it did, and forks no chain."""
    old, other = new_pc(1), new_pc(2)
    code = old.receive()
    old.sync()
    other.sync()
    other.act(code, Kind.WITHDRAWN)
    other.sync()
    old.act(code, Kind.RESULT_READY)
    old.act(code, Kind.RETURNED, {"to": {"name": "Trần Văn Bình"}})
    old.receive()
    old.sync()
    new = new_pc(1)
    closing = new.close_day()
    assert (closing.equal, closing.desk.events) == (True, 4)
    assert new.state_of(code) == "parked"
    new.receive()
    assert new.sync().state == "done"
    relay.assert_chains_whole(agency)


def test_a_short_break_while_the_past_comes_does_not_waste_the_code(new_pc: MakePC) -> None:
    old = new_pc(1)
    codes = [old.receive() for _ in range(2)]
    old.sync()
    new = new_pc(1, enrolled=False)
    new.line.plan.extend(["fine", "cut_midway", "slow"])
    new.enrol()
    assert new.codes() == codes


def test_a_past_that_leads_nowhere_is_not_asked_for_again_and_again(new_pc: MakePC) -> None:
    old = new_pc(1)
    codes = [old.receive() for _ in range(2)]
    old.sync()
    new, asked = new_pc(1, enrolled=False), 0

    def edit(path: str, answer: dict[str, Any]) -> object:
        nonlocal asked
        asked += path.endswith("pull")
        assert asked < 9
        return {**answer, "more": True} if path.endswith("pull") else answer

    new.line.edit = edit
    new.enrol()
    assert new.codes() == codes


def test_a_desk_that_joins_again_issues_no_number_below_its_last(new_pc: MakePC) -> None:
    pc = new_pc(1)
    pc.receive()
    pc.sync()
    with pc.store.write() as connection:
        counting.keep_number(connection, counting.codes_of(DAY), 500)
    pc.enrol()
    assert pc.receive().endswith("-0501")


def test_a_restored_backup_gets_back_what_it_lacks_by_enrolling_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc(1)
    pc.receive()
    backup = pc.backup()
    codes = [pc.receive() for _ in range(3)]
    pc.sync()
    pc.restore(backup)
    pc.enrol()
    assert set(codes) < set(pc.codes())
    assert pc.receive() > max(codes)
    result = pc.sync()
    assert (result.state, result.waiting, result.parked) == ("done", 0, 0)
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True


def test_a_store_whose_chain_forked_from_the_provinces_joins_and_says_its_own_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc(1)
    pc.receive()
    backup = pc.backup()
    pc.receive()
    pc.sync()
    pc.restore(backup)
    code = pc.receive("Lò Thị Ợi", above=900)
    pc.enrol()
    assert (pc.sync().state, pc.state_of(code)) == ("done", "sent")
    assert sorted(one["code"] for one in relay.export(agency).values()) == sorted(pc.codes())
    assert len(pc.codes()) == 3
    relay.assert_chains_whole(agency)
