"""An event on which the relay's own code fails: all before it arrives, its dossier is named, all behind it arrives
once the province's operator has refused it by hand (DESIGN §3.14).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import words
from app.province import commands, ingest, pull
from app.rules.acts import Kind
from tests.sync.conftest import MakePC, fresh_agency
from tests.sync.world import PC, RelayServer

REASON = "Hồ sơ này tỉnh nhận qua bản giấy"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_relay(request: pytest.FixtureRequest) -> RelayServer:
    found: RelayServer = request.getfixturevalue("relay" if request.param == "sqlite" else "postgres_relay")
    return found


def event_of(pc: PC, code: str) -> str:
    return pc.history(code)[-1].event.id


def sent(pc: PC, codes: list[str]) -> list[bool]:
    return [pc.state_of(code) == "sent" for code in codes]


def test_ten_events_behind_the_one_the_relay_fails_on_arrive_after_it_is_refused(
    new_pc: MakePC, either_relay: RelayServer, agency: str, bug: set[str]
) -> None:
    pc, other = new_pc(1, enrolled=False), new_pc(2, enrolled=False)
    for each in (pc, other):
        each.relay = either_relay
        each.enrol()
    theirs = other.receive()
    other.sync()
    before, bad, behind = [pc.receive() for _ in range(4)], pc.receive(), [pc.receive() for _ in range(10)]
    bug.add(event_of(pc, bad))

    stopped = pc.sync()
    assert (stopped.state, stopped.stuck, stopped.sent, stopped.waiting) == ("server", bad, 4, 11)
    assert stopped.received == 1, "what others did still arrives"
    assert theirs in pc.codes()
    assert sent(pc, before) == [True] * 4
    assert {pc.state_of(code) for code in (bad, *behind)} == {"waiting"}
    assert len(either_relay.events(agency)) == 5
    assert pc.close_day().state == "server"

    commands.refuse(either_relay.home, agency, event_of(pc, bad), REASON)
    done = pc.sync()
    assert (done.state, done.stuck, done.sent, done.waiting, done.parked) == ("done", None, 11, 0, 1)
    assert sent(pc, behind) == [True] * 10
    assert pc.state_of(bad) == "parked"
    (refusal,) = pc.look(bad).refusals
    assert words.say(str(refusal.reason), refusal.facts) == f"Tỉnh chưa nhận: {REASON}."
    assert len(either_relay.export(agency)) == 15
    either_relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True
    other.sync()
    assert len(other.codes()) == 15


def test_once_the_relay_is_mended_the_parked_dossier_is_sent_again(
    new_pc: MakePC, relay: RelayServer, agency: str, bug: set[str]
) -> None:
    pc = new_pc()
    bad = pc.receive()
    bug.add(event_of(pc, bad))
    pc.sync()
    commands.refuse(relay.home, agency, event_of(pc, bad), REASON)
    pc.sync()
    pc.resend(bad)
    assert pc.sync().state == "done"
    assert pc.state_of(bad) == "sent"
    assert [found["code"] for found in relay.export(agency).values()] == [bad]


def test_a_relay_that_is_mended_takes_everything_with_nobody_refusing(
    new_pc: MakePC, relay: RelayServer, agency: str, bug: set[str]
) -> None:
    pc = new_pc()
    codes = [pc.receive() for _ in range(6)]
    bug.add(event_of(pc, codes[2]))
    assert pc.sync().stuck == codes[2]
    bug.clear()
    result = pc.sync()
    assert (result.state, result.stuck, result.sent, result.parked) == ("done", None, 4, 0)
    assert pc.line.pushed[-2:] == [1, 3], "the one first, then the rest at once"
    relay.assert_chains_whole(agency)


def test_the_event_is_found_by_halving_and_asked_for_alone_from_then_on(new_pc: MakePC, bug: set[str]) -> None:
    pc = new_pc()
    codes = [pc.receive() for _ in range(16)]
    bug.add(event_of(pc, codes[5]))
    assert pc.sync().stuck == codes[5]
    assert pc.line.pushed == [16, 8, 4, 4, 2, 1, 1]
    pc.line.pushed.clear()
    pc.restart()
    for _ in range(3):
        assert pc.sync().stuck == codes[5]
    assert pc.line.pushed == [1, 1, 1]


def test_the_incident_is_the_number_in_the_log_of_the_relay(
    new_pc: MakePC, bug: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    pc = new_pc()
    code = pc.receive()
    bug.add(event_of(pc, code))
    result = pc.sync()
    assert result.incident is not None
    (line,) = [said for said in caplog.messages if result.incident in said]
    assert f"event {event_of(pc, code)}" in line


def test_a_relay_that_fails_at_everything_blames_no_dossier(new_pc: MakePC, monkeypatch: pytest.MonkeyPatch) -> None:
    pc = new_pc()
    for _ in range(3):
        pc.receive()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "take", fail)
        patch.setattr(pull, "after", fail)
        result = pc.sync()
    assert (result.state, result.stuck, result.waiting) == ("server", None, 3)
    assert result.incident is not None
    assert pc.sync().sent == 3


def test_a_failure_of_the_line_is_not_taken_for_an_incident(new_pc: MakePC) -> None:
    pc = new_pc()
    for _ in range(4):
        pc.receive()
    for fault in ("500", "503", "html"):
        result = pc.sync(fault)
        assert (result.state, result.stuck, result.incident) == ("server", None, None)
    assert pc.line.pushed == [4, 4, 4]


def test_an_act_of_a_known_dossier_stops_the_chain_and_names_it_too(
    new_pc: MakePC, relay: RelayServer, agency: str, bug: set[str]
) -> None:
    pc = new_pc()
    code = pc.receive()
    pc.sync()
    pc.act(code, Kind.CORRECTED, {"changes": {"note": "gọi trước"}})
    later = pc.receive()
    bug.add(event_of(pc, code))
    assert pc.sync().stuck == code
    commands.refuse(relay.home, agency, event_of(pc, code), REASON)
    assert pc.sync().parked == 1
    assert pc.state_of(later) == "sent"
    pc.accept_theirs(code)
    assert pc.record(code).note is None
    assert pc.close_day().equal is True


def test_a_slow_line_and_a_fault_at_once_still_find_the_event(new_pc: MakePC, bug: set[str]) -> None:
    pc = new_pc()
    codes = [pc.receive() for _ in range(12)]
    bug.add(event_of(pc, codes[7]))
    pc.line.slow_above = 3
    result = pc.sync()
    assert (result.stuck, result.sent) == (codes[7], 7)
    pc.line.slow_above, pc.line.largest = None, 0
    assert (pc.sync().state, pc.sync().stuck) == ("too_large", None)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_wherever_the_events_stand_everything_else_arrives_in_order(
    data: st.DataObject, new_pc: MakePC, relay: RelayServer, bug: set[str]
) -> None:
    agency = fresh_agency()
    pc = new_pc(1, enrolled=False)
    pc.agency = agency
    pc.enrol()
    codes = [pc.receive() for _ in range(data.draw(st.integers(1, 25), label="dossiers"))]
    bad = sorted(data.draw(st.sets(st.sampled_from(range(len(codes))), min_size=1, max_size=2), label="bad"))
    bug.update(event_of(pc, codes[at]) for at in bad)
    for at in bad:
        result = pc.sync()
        assert (result.state, result.stuck, result.waiting) == ("server", codes[at], len(codes) - at)
        assert len(relay.events(agency)) == at
        commands.refuse(relay.home, agency, event_of(pc, codes[at]), REASON)
    result = pc.sync()
    assert (result.state, result.waiting, result.parked) == ("done", 0, len(bad))
    accepted = [row.dossier for row in relay.events(agency) if row.seq is not None]
    assert accepted == [pc.id(code) for at, code in enumerate(codes) if at not in bad]
    relay.assert_chains_whole(agency)
    assert pc.close_day().equal is True
