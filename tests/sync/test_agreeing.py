"""A relay that was put back, or holds something else, is found in each desk's first round and has all of it again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.models import journal, setting
from app.rules.acts import Kind
from app.rules.events import LOG_START, Body, hashed, new_id, next_log
from app.rules.states import State
from app.services import care
from app.services.desk import Desk
from app.sync.push import push
from tests.province.conftest import unguarded
from tests.sync.conftest import MakePC, a_twin
from tests.sync.world import PC, RelayServer

NOTE: Body = {"changes": {"note": "gọi trước khi đến"}}


def log_of(pc: PC) -> tuple[int, str]:
    with pc.store.read() as connection:
        link = setting.link(connection)
    assert link is not None
    return link.log_n, link.log


def rounds(*pcs: PC) -> None:
    for _ in range(3):
        for pc in pcs:
            pc.sync()


def assert_all_alike(relay: RelayServer, agency: str, *pcs: PC) -> None:
    held = relay.export(agency)
    for pc in pcs:
        assert pc.sync().state == "done"
        assert pc.shown() == held
        assert set(pc.codes()) == {one["code"] for one in held.values()}
        assert pc.close_day().equal is True
    relay.assert_chains_whole(agency)
    log = LOG_START
    for row in relay.events(agency):
        if row.seq is not None:
            log = next_log(log, row.hash)
            assert row.log == log
    assert all(log_of(pc)[1] == log for pc in pcs)


def test_the_desk_counts_what_the_relay_counts(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, NOTE)
    first.receive()
    rounds(second, first)
    assert_all_alike(relay, agency, first, second)
    assert log_of(first)[0] == 3


def test_what_another_desk_writes_to_a_relay_that_was_put_back_is_seen(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The cursor stood at 5, the relay went back to 2, new work got the numbers from 3: it was never seen, "done"."""
    first, second = new_pc(1), new_pc(2)
    codes = [first.receive() for _ in range(5)]
    rounds(first, second)
    relay.forget(agency, keep=2)
    new = second.receive()
    assert second.sync().state == "done"
    assert first.sync().state == "done"
    rounds(second, first)
    assert sorted(first.codes()) == sorted([*codes, new])
    assert_all_alike(relay, agency, first, second)


def test_a_day_is_not_signed_before_what_others_wrote_to_a_relay_put_back_is_here(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The first desk closed its day at once: signed, and it never saw what had been given numbers it had passed."""
    first, second = new_pc(1), new_pc(2)
    codes = [first.receive() for _ in range(9)]
    rounds(first, second)
    relay.forget(agency, keep=4)
    new = second.receive()
    assert second.sync().state == "done"
    closing = first.close_day()
    assert (closing.equal, closing.desk.events) == (True, 9)
    assert sorted(first.codes()) == sorted([*codes, new])
    assert {one["code"] for one in relay.export(agency).values()} == {*codes, new}


def test_before_any_new_work_a_desk_does_not_say_done_while_the_relay_lacks_its_dossiers(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """Both desks said done, and their closings equal, while the relay lacked four dossiers that they had sent."""
    pc = new_pc()
    for _ in range(4):
        pc.receive()
    pc.sync()
    relay.forget(agency, keep=0)
    assert pc.sync().state == "done"
    assert len(relay.export(agency)) == 4
    assert_all_alike(relay, agency, pc)


def test_what_others_wrote_is_not_shown_as_sent_until_they_have_sent_it_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """Desk 2 saw desk 1's dossier as sent while the province had it no more."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    relay.forget(agency, keep=0)
    assert second.sync().state == "done"
    assert second.state_of(code) == "waiting", "the province lacks it: desk 1 has not come back"
    first.sync()
    second.sync()
    assert second.state_of(code) == "sent"
    assert_all_alike(relay, agency, first, second)


def test_a_refused_event_the_relay_has_lost_is_refused_again(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    last = first.receive()
    assert first.sync().parked == 1
    relay.forget(agency, keep=1)
    rounds(second, first)
    assert first.sync().parked == 1
    first.accept_theirs(code)
    rounds(first, second)
    assert first.state_of(last) == "sent"
    assert_all_alike(relay, agency, first, second)


@pytest.mark.parametrize("fault", ["offline", "lost_reply", "truncated", "503"])
@pytest.mark.parametrize("at", range(5))
def test_cut_anywhere_the_next_rounds_bring_them_together(
    new_pc: MakePC, relay: RelayServer, agency: str, fault: str, at: int
) -> None:
    first, second = new_pc(1), new_pc(2)
    for _ in range(3):
        first.receive()
    rounds(first, second)
    relay.forget(agency, keep=1)
    second.receive()
    second.sync()
    first.sync(*["fine"] * at, fault)
    rounds(first, second)
    assert_all_alike(relay, agency, first, second)


def test_an_event_that_was_taken_out_of_the_relay_is_not_signed_away(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    pc.receive()
    pc.receive()
    pc.sync()
    assert pc.close_day().equal is True
    with unguarded(relay.relay) as tx:
        tx.execute(text("DELETE FROM event WHERE agency = :a AND seq = 1"), {"a": agency})
    closing = pc.close_day()
    assert closing.equal is not True
    assert closing.signature is None


def test_a_refused_event_alone_that_the_relay_has_lost_is_sent_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """No log counts what was refused: the relay's word on the desk's last event there tells that it was put back."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    assert first.sync().parked == 1
    relay.forget(agency, keep=2)
    assert len(relay.events(agency)) == 2
    assert (first.sync().state, first.sync().parked) == ("done", 1)
    assert [row.verdict for row in relay.events(agency)].count("refused") == 1
    relay.assert_chains_whole(agency)


def test_what_another_desk_said_again_and_had_refused_is_no_part_of_the_record_any_more(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.WITHDRAWN, {"reason": "đổi ý"})
    rounds(second, first)
    assert first.record(code).state is State.WITHDRAWN
    relay.forget(agency, keep=1)
    relay.act(agency, code, Kind.RESULT_READY, {"number": "12"})
    rounds(first)
    rounds(second, first)
    second.accept_theirs(code)
    assert first.record(code).state is second.record(code).state is State.RESULT_READY
    assert first.state_of(code) == "sent"
    assert_all_alike(relay, agency, first, second)


def test_an_act_of_the_province_that_it_has_lost_is_none(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.sync()
    relay.act(agency, code, Kind.PROCESSING, {})
    pc.sync()
    assert pc.record(code).state is State.PROCESSING
    relay.forget(agency, keep=1)
    pc.receive()
    assert pc.sync().state == "done"
    assert pc.record(code).state is State.RECEIVED
    assert_all_alike(relay, agency, pc)


def ill(pc: PC) -> dict[str, str]:
    return {check.name: check.detail for check in care.doctor(Desk(pc.store)) if not check.ok}


def test_the_doctor_counts_the_log_again_and_looks_at_the_signatures(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, NOTE)
    rounds(second, first)
    assert first.close_day().proved
    assert not {"log", "closings", "chain", "events", "records"} & set(ill(first))
    with first.store.write() as connection:
        connection.execute(text("UPDATE event SET seq = 3 WHERE seq = 2"))
    assert ill(first)["log"] == "sổ chung với tỉnh: không đúng trong 2 việc, liền số đến 1"
    with first.store.write() as connection:
        connection.execute(text("UPDATE event SET seq = 2 WHERE seq = 3"))
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, replace(link, log=LOG_START))
        connection.execute(text("UPDATE closing SET data = json_set(data, '$.desk.events', 7)"))
    assert ill(first)["log"] == "sổ chung với tỉnh: không đúng trong 2 việc, liền số đến 2"
    assert ill(first)["closings"] == "chữ ký của tỉnh không khớp: 2026-11-23"


def test_what_a_desk_had_lost_as_the_relay_had_gives_way_to_what_it_says_in_its_place(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    kept = second.backup()
    second.act(code, Kind.WITHDRAWN, {"reason": "đổi ý"})
    lost = second.receive()
    rounds(second, first)
    relay.forget(agency, keep=1)
    second.restore(kept)
    new = second.receive(above=1900)
    rounds(second, first, second)
    assert first.record(code).state is State.RECEIVED
    assert new in first.codes()
    assert lost not in {one["code"] for one in relay.export(agency).values()}
    assert first.sync().state == second.sync().state == "done"
    relay.assert_chains_whole(agency)


def test_a_number_the_relay_gives_twice_is_taken_off_the_event_it_has_lost(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, NOTE)
    rounds(second, first)
    relay.forget(agency, keep=1)
    first.receive()
    assert list(push(first.store, first.transport())) == [1]
    with first.store.read() as connection:
        held = connection.execute(text("SELECT desk FROM event WHERE seq = 2")).scalars().all()
    assert held == [1]


def test_what_was_written_after_an_event_lost_at_both_ends_is_said_again(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The desk went on after a refused event its copy did not hold; then the relay lost that one too. "done"."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    rounds(first, second)
    second.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    second.sync()
    kept = first.backup()
    first.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    assert first.sync().parked == 1
    first.restore(kept)
    first.sync()
    after = first.receive()
    first.sync()
    relay.forget(agency, keep=2)
    later = first.receive()
    assert (first.sync().state, first.sync().waiting) == ("done", 0)
    assert {one["code"] for one in relay.export(agency).values()} == {code, after, later}
    assert "chain" not in ill(first)
    assert_all_alike(relay, agency, first, second)


@pytest.mark.parametrize("counted", [True, False], ids=["and the log was counted", "and the log was not"])
@pytest.mark.parametrize("fork", ["accepted", "refused"])
def test_what_a_relay_lost_of_one_pc_is_said_again_after_what_it_took_of_another(
    new_pc: MakePC, relay: RelayServer, agency: str, fork: str, counted: bool
) -> None:
    """Two PCs of one desk: the relay lost what it had accepted of the one and has something of the other there."""
    other = new_pc(2)
    pc = new_pc(1)
    first = pc.receive()
    rounds(pc, other)
    other.act(first, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    other.sync()
    twin = a_twin(pc, new_pc)
    lost = [pc.receive(above=500), pc.receive()]
    pc.sync() if counted else pc.sync("fine", "offline")
    relay.forget(agency, keep=2)
    if fork == "refused":
        twin.act(first, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    taken = [twin.receive(above=700), twin.receive()]
    twin.sync()
    last = pc.receive()
    for _ in range(3):
        if pc.sync().state == "auth":
            pc.enrol()
    assert (pc.sync().state, pc.sync().waiting) == ("done", 0)
    held = relay.export(agency)
    assert sorted(one["code"] for one in held.values()) == sorted([first, *lost, *taken, last])
    assert pc.shown() == held
    assert pc.close_day().equal is True
    relay.assert_chains_whole(agency)


def test_what_a_desk_says_again_under_another_id_stands_for_what_waited_of_it(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """Nobody would ever say it under the old one: at another desk the dossier was received twice."""
    first, second = new_pc(1), new_pc(2)
    first.receive()
    code = first.receive()
    rounds(first, second)
    before = second.record(code)
    relay.forget(agency, keep=0)
    assert second.sync().state == "done"
    (waits,) = second.history(code)
    assert waits.verdict == "waiting"
    again = hashed(replace(waits.event, id=new_id(), prev_hash="f" * 64))
    with second.store.write() as connection:
        journal.accept(connection, [(1, again)])
    assert [(stored.event.id, stored.verdict) for stored in second.history(code)] == [(again.id, "accepted")]
    assert second.record(code) == replace(before, head=again.id)
