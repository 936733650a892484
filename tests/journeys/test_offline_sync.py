"""A day on a line that is not there, comes and goes, and lies; nothing an officer did waits for it or is lost by it."""

from __future__ import annotations

import pytest

from app.rules.acts import Kind
from app.rules.record import Receiver
from app.rules.states import State
from tests.sync.conftest import MakePC
from tests.sync.world import RelayServer


def test_receive_offline_restart_go_online_exactly_once(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    pc = new_pc()
    code = pc.receive()
    assert pc.sync("offline").as_json() == {
        "state": "offline", "sent": 0, "received": 0, "waiting": 1, "parked": 0, "files_sent": 0, "files_waiting": 0,
        "stuck": None, "incident": None,
    }  # fmt: skip
    pc.restart()
    assert pc.sync("lost_reply").state == "timeout"
    pc.restart()
    assert pc.sync("duplicate").state == "done"
    assert [found["code"] for found in relay.export(agency).values()] == [code]
    assert len(relay.events(agency)) == 1


def test_a_month_offline_is_one_more_round(new_pc: MakePC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sync.push.BATCH", 20)
    monkeypatch.setattr("app.sync.transport.BATCH", 20)
    pc, other = new_pc(1), new_pc(2)
    for _ in range(50):
        pc.receive()
    first = pc.codes()[0]
    for kind in (Kind.FORWARDED, Kind.RESULT_READY, Kind.RETURNED):
        pc.act(first, kind, {"to": {"name": "Trần Văn Bình"}} if kind is Kind.RETURNED else {})
    result = pc.sync()
    assert (result.state, result.sent, result.waiting) == ("done", 53, 0)
    assert pc.line.pushed == [20, 20, 13]
    assert other.sync().received == 53
    assert other.line.requests.count("/v1/pull") == 3
    assert other.record(first).state is State.RETURNED


def test_a_line_that_falls_after_the_first_batch_keeps_what_was_answered(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    pc = new_pc()
    for _ in range(6):
        pc.receive()
    pc.line.largest = 3
    result = pc.sync("fine", "fine", "offline")
    assert (result.state, result.sent, result.waiting) == ("offline", 3, 3)
    pc.restart()
    assert pc.sync().sent == 3
    relay.assert_chains_whole(agency)


def test_a_return_made_offline_reaches_the_other_desk(new_pc: MakePC) -> None:
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.act(code, Kind.RESULT_READY)
    first.sync()
    second.sync()
    second.act(code, Kind.RETURNED, {"to": {"name": "Trần Văn Bình", "id_number": "001190123456"}})
    assert second.sync("offline").waiting == 1
    assert second.record(code).state is State.RETURNED
    second.restart()
    second.sync()
    first.sync()
    assert first.record(code).returned_to == Receiver("Trần Văn Bình", "001190123456")


def test_a_day_closed_offline_is_proved_when_the_line_is_back(new_pc: MakePC) -> None:
    pc = new_pc()
    pc.receive()
    pc.line.plan.extend(["offline"])
    unsigned = pc.close_day()
    assert (unsigned.equal, unsigned.signature) == (None, None)
    pc.restart()
    signed = pc.close_day()
    assert (signed.equal, signed.desk) == (True, unsigned.desk)
