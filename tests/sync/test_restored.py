"""A store put back after a loss learns from the province what it had said, goes on after it, and the day is equal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.models import chain, event_rows, journal, setting
from app.rules.acts import Kind
from app.rules.clock import now
from app.services import care
from app.services.desk import Desk
from app.sync.once import sync_once
from tests.sync.conftest import MakePC, a_twin
from tests.sync.world import DAY, PC, RelayServer


@pytest.fixture
def pc(new_pc: MakePC) -> PC:
    return new_pc()


def lost_after_a_backup(pc: PC, receptions: int = 2) -> tuple[list[str], list[str]]:
    """Receive, send, keep a copy, receive and send more, and put the copy back: what was before, what was lost."""
    before = [pc.receive() for _ in range(2)]
    pc.sync()
    kept = pc.backup()
    lost = [pc.receive() for _ in range(receptions)]
    pc.sync()
    pc.restore(kept)
    return before, lost


def refused_after_a_backup(pc: PC, other: PC) -> tuple[str, bytes]:
    """Receive, send, keep a copy, and write what the province will refuse; return the dossier's code and the copy."""
    code = pc.receive()
    pc.sync()
    other.sync()
    kept = pc.backup()
    other.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    other.sync()
    pc.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    return code, kept


def test_its_own_lost_dossiers_come_back_with_the_first_round(pc: PC, relay: RelayServer, agency: str) -> None:
    before, lost = lost_after_a_backup(pc)
    assert pc.codes() == before
    result = pc.sync()
    assert (result.state, result.waiting) == ("restored", 0)
    assert pc.codes() == before + lost
    assert pc.sync().state == "done"
    after = pc.receive()
    assert after not in lost
    result = pc.sync()
    assert (result.state, result.sent, result.parked) == ("done", 1, 0)
    relay.assert_chains_whole(agency)
    assert pc.shown() == relay.export(agency)
    assert relay.alert(agency, 1) is None


def test_a_day_is_not_closed_equal_before_what_was_lost_is_here(pc: PC) -> None:
    before, lost = lost_after_a_backup(pc)
    closing = pc.close_day()
    assert closing.equal is True
    assert closing.desk == closing.relay
    assert pc.codes() == before + lost


def test_the_chain_goes_on_after_an_event_the_province_refused(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    _, kept = refused_after_a_backup(pc, new_pc(2))
    assert pc.sync().parked == 1
    pc.restore(kept)
    assert pc.sync().state == "restored"
    pc.receive()
    assert pc.sync().state == "done"
    relay.assert_chains_whole(agency)


@pytest.mark.parametrize("fault", ["offline", "lost_reply", "truncated", "503"])
def test_cut_on_the_way_it_is_fetched_in_the_next_round(pc: PC, fault: str) -> None:
    before, lost = lost_after_a_backup(pc)
    pc.sync("fine", fault)
    assert pc.sync().state in ("restored", "done")
    assert pc.codes() == before + lost
    assert pc.sync().state == "done"


@pytest.mark.parametrize("cut", [(), ("fine", "fine", "offline"), ("fine", "fine", "truncated")])
@pytest.mark.parametrize("acted", [1, 2], ids=["the newest", "one in between"])
def test_what_others_went_on_with_hides_nothing_that_was_lost_before_it(
    pc: PC, relay: RelayServer, agency: str, cut: tuple[str, ...], acted: int
) -> None:
    """The dossier the province acted on comes first and whole; what we said before it and after is not passed over."""
    before, lost = lost_after_a_backup(pc, receptions=3)
    relay.act(agency, lost[acted], Kind.PROCESSING, {})
    pc.sync(*cut)
    pc.sync()
    assert pc.codes() == before + lost
    after = pc.receive()
    assert after not in lost
    assert pc.sync().state == "done"
    relay.assert_chains_whole(agency)
    assert pc.shown() == relay.export(agency)


def test_over_a_line_that_is_kept_it_is_said_once(pc: PC) -> None:
    """As the window does: one transport serves round after round."""
    lost_after_a_backup(pc)
    transport = pc.transport()
    states = [sync_once(pc.store, transport, now()).state for _ in range(3)]
    assert states == ["restored", "done", "done"]


def test_a_store_that_was_never_lost_asks_nothing_more(pc: PC) -> None:
    pc.receive()
    pc.sync()
    pc.line.requests.clear()
    assert pc.sync().state == "done"
    assert [path.rpartition("/")[2] for path in pc.line.requests] == ["pull"]


def test_what_an_old_copy_wrote_before_its_first_round_comes_after_what_was_lost(
    pc: PC, relay: RelayServer, agency: str
) -> None:
    before, lost = lost_after_a_backup(pc)
    code = pc.receive(above=900)
    pc.act(before[0], Kind.CORRECTED, {"changes": {"note": "sau khi phục hồi"}})
    pc.act(code, Kind.CORRECTED, {"changes": {"note": "gọi trước"}})
    result = pc.sync()
    assert (result.state, result.waiting, result.parked) == ("restored", 0, 0)
    assert sorted(pc.codes()) == sorted([*before, *lost, code])
    assert (pc.record(code).note, pc.record(before[0]).note) == ("gọi trước", "sau khi phục hồi")
    assert pc.sync().state == "done"
    assert {one["code"]: one["note"] for one in relay.export(agency).values()} == {
        one: pc.record(one).note for one in pc.codes()
    }
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True


@pytest.mark.parametrize("fault", ["offline", "lost_reply", "truncated", "503"])
@pytest.mark.parametrize("at", range(1, 5))
def test_cut_anywhere_what_an_old_copy_wrote_arrives_once(
    pc: PC, relay: RelayServer, agency: str, fault: str, at: int
) -> None:
    before, lost = lost_after_a_backup(pc)
    code = pc.receive(above=900)
    pc.sync(*["fine"] * at, fault)
    pc.sync()
    assert pc.sync().state == "done"
    assert sorted(one["code"] for one in relay.export(agency).values()) == sorted([*before, *lost, code])
    assert sorted(pc.codes()) == sorted([*before, *lost, code])
    relay.assert_chains_whole(agency)


@pytest.mark.parametrize("after", [0, 1], ids=["it came last", "something came after it"])
def test_what_an_old_copy_had_not_sent_and_the_lost_store_had_refused_closes_equal(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str, after: int
) -> None:
    """The copy says its act again; the first saying of it, refused too, is at the province and must be here."""
    other = new_pc(2)
    code = pc.receive()
    pc.sync()
    other.sync()
    other.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    other.sync()
    pc.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    kept = pc.backup()
    assert pc.sync().parked == 1
    for _ in range(after):
        pc.receive()
    pc.sync()
    pc.restore(kept)
    pc.receive(above=900)
    pc.sync()
    closing = pc.close_day()
    assert (closing.equal, closing.desk) == (True, closing.relay)
    assert pc.sync().parked == 1
    pc.accept_theirs(code)
    assert (pc.sync().state, pc.sync().parked) == ("done", 0)
    relay.assert_chains_whole(agency)
    assert [check.detail for check in care.doctor(Desk(pc.store)) if not check.ok and check.name == "chain"] == []


def test_what_followed_a_refusal_this_store_never_heard_of_is_said_after_it(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """The refusal is the relay's last event once it is put back, and its place in the chain here is held already."""
    code, kept = refused_after_a_backup(pc, new_pc(2))
    later = pc.receive()
    assert pc.sync().parked == 1
    pc.restore(kept)
    assert pc.sync().state == "restored"
    relay.forget(agency, keep=3)
    newest = pc.receive()
    pc.enrol(relay.invite(agency, 1))
    for _ in range(2):
        pc.sync()
    assert pc.sync().state == "done"
    assert sorted(one["code"] for one in relay.export(agency).values()) == sorted([code, later, newest])
    assert pc.shown() == relay.export(agency)
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True


@pytest.mark.parametrize("invited", [False, True], ids=["in a round", "by an invitation"])
def test_what_the_relay_lost_before_another_pc_wrote_is_said_again(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str, invited: bool
) -> None:
    """The relay accepted it, and this desk had not yet counted so far; all the other PC said since was refused."""
    pc.receive()
    pc.sync()
    twin = a_twin(pc, new_pc)
    lost = pc.receive()
    assert pc.sync("fine", "cut_midway").sent == 1
    relay.forget(agency, keep=1)
    twin.receive(code=f"{agency}-{DAY:%y%m%d}-2500")
    assert twin.sync().parked == 1
    newest = pc.receive(above=900)
    if invited:
        pc.enrol(relay.invite(agency, 1))
    assert pc.sync().waiting == 0
    assert {lost, newest} <= {one["code"] for one in relay.export(agency).values()}
    assert pc.shown() == relay.export(agency)
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True


@pytest.mark.parametrize("accepted", [0, 1, 2], ids=["nothing accepted since", "one", "two"])
@pytest.mark.parametrize("before", [0, 1], ids=["refused after what both hold", "after what the relay lost too"])
def test_what_was_refused_and_the_relay_lost_before_another_pc_wrote_is_said_again(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str, before: int, accepted: int
) -> None:
    """A round that says all is sent must be right of what waits for an officer too."""
    other = new_pc(2)
    code = pc.receive()
    pc.sync()
    other.sync()
    twin = a_twin(pc, new_pc)
    other.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 2"}})
    other.sync()
    for _ in range(before):
        pc.receive()
    pc.act(code, Kind.CORRECTED, {"changes": {"note": "của quầy 1"}})
    assert pc.sync().parked == 1
    relay.forget(agency, keep=2)
    for _ in range(accepted):
        twin.receive(above=500)
    twin.act(code, Kind.CORRECTED, {"changes": {"note": "của máy kia"}})
    assert twin.sync().parked == 1
    pc.receive(above=900)
    rounds = [pc.sync() for _ in range(3)]
    assert (rounds[-1].state, rounds[-1].waiting, rounds[-1].parked) == ("done", 0, 1)
    with pc.store.read() as connection:
        said = connection.execute(text("SELECT text_of(id) FROM event WHERE desk = 1 AND verdict <> 'replaced'"))
        assert {event.id for event in relay.events(agency)} >= set(said.scalars())
    pc.accept_theirs(code)
    assert (pc.sync().parked, pc.sync().state) == (0, "done")
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True


def test_what_stands_where_the_relay_has_something_else_makes_room_and_is_said_after_it(
    pc: PC, new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """Two PCs of one desk and a relay put back: what one has lost of the other comes by its number, and not by a push.

    A copy had forgotten what waits here, so nothing is to be sent; the relay's last event is known all the same.
    """
    pc.receive()
    pc.sync()
    twin = a_twin(pc, new_pc)
    mine = pc.receive()
    pc.sync()
    relay.forget(agency, keep=1)
    theirs = [twin.receive(above=900) for _ in range(3)]
    assert twin.sync().state == "done"
    last = relay.events(agency)[-1]
    with pc.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        chain.take_back(connection, 1, 1)
        connection.execute(text("DELETE FROM outbox"))
        journal.accept(connection, [(last.seq, event_rows.event_of(last))])
        setting.put_link(connection, replace(link, cursor=1, log_n=1, log=relay.events(agency)[0].log))
    for _ in range(2):
        pc.sync()
    assert pc.sync().state == "done"
    assert sorted(pc.codes())[1:] == sorted([mine, *theirs])
    assert pc.shown() == relay.export(agency)
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True
