"""A round on the line, and the rounds of an open window, against the real relay."""

from __future__ import annotations

import threading

import pytest

from app.errors import UserError
from app.models import setting
from app.rules.clock import iso
from app.services.desk import Desk
from app.sync.once import SyncResult
from app.workflows.line import start_rounds, sync_now
from tests.services.counter import Clock
from tests.sync.conftest import MakePC
from tests.sync.world import PC

PATIENCE = 30.0


def desk_of(pc: PC, clock: Clock) -> Desk:
    return Desk(pc.store, clock)


def last_contact(desk: Desk) -> str | None:
    with desk.store.read() as connection:
        link = setting.link(connection)
    assert link is not None
    return link.last_contact


def test_a_round_sends_what_waits_and_notes_the_desks_own_time(new_pc: MakePC, clock: Clock) -> None:
    pc = new_pc()
    pc.receive()
    desk = desk_of(pc, clock)
    done = sync_now(desk)
    assert (done.state, done.sent, done.waiting) == ("done", 1, 0)
    assert last_contact(desk) == iso(clock())


def test_without_a_province_there_is_nothing_to_send_to(desk: Desk) -> None:
    with pytest.raises(UserError, match="NOT_ENROLLED"):
        sync_now(desk)


def test_a_line_that_is_down_is_a_state(new_pc: MakePC, clock: Clock) -> None:
    pc = new_pc()
    pc.receive()
    desk = desk_of(pc, clock)
    with desk.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, setting.ProvinceLink("http://127.0.0.1:9", link.token, link.key))
    assert (sync_now(desk).state, sync_now(desk).waiting) == ("offline", 1)


def test_the_rounds_begin_at_once_and_go_by_the_desks_clock(new_pc: MakePC, clock: Clock) -> None:
    pc = new_pc()
    pc.receive()
    desk = desk_of(pc, clock)
    ended, results = threading.Event(), list[SyncResult]()

    def report(said: object) -> None:
        if isinstance(said, SyncResult):
            results.append(said)
            ended.set()

    rounds = start_rounds(desk, report)
    try:
        assert ended.wait(PATIENCE)
    finally:
        assert rounds.stop()
    assert (results[0].state, results[0].sent) == ("done", 1)
    assert last_contact(desk) == iso(clock())
