"""The sync thread, with a clock that jumps and waits that take no time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from socket import socket

import pytest

from app.errors import KnownError
from app.rules.clock import parse_moment
from app.sync import loop as module
from app.sync.loop import EVERY, SyncLoop
from app.sync.once import Progress, SyncResult
from app.sync.transport import Transport
from tests.sync.conftest import MakePC
from tests.sync.world import PC

State = str


class Days:
    """A wall clock and waits on it: each wait moves the clock instead of taking time; `rounds` ends the loop."""

    def __init__(self, rounds: int) -> None:
        self.time = parse_moment("2026-11-23T07:30:00+07:00")
        self.left = rounds
        self.results: list[SyncResult] = []
        self.progress: list[Progress] = []
        self.pauses: list[float] = []
        self.loop: SyncLoop | None = None
        self.on_result: Callable[[SyncResult], None] = lambda result: None
        self.on_wait: Callable[[], bool] = lambda: False
        self.ended = threading.Event()

    def now(self) -> datetime:
        return self.time

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.pauses[-1] += seconds
        self.time += timedelta(seconds=seconds)
        return self.on_wait() or event.is_set()

    def report(self, said: Progress | SyncResult) -> None:
        if isinstance(said, Progress):
            self.progress.append(said)
            return
        self.results.append(said)
        self.pauses.append(0.0)
        self.on_result(said)
        self.left -= 1
        if self.left <= 0 and self.loop is not None:
            self.loop._stopping = True
            self.ended.set()

    def run(self, pc: PC) -> None:
        self.loop = SyncLoop(
            pc.store,
            self.report,
            connect=lambda link: Transport.of(link, http=pc.line),
            now=self.now,
            wait=self.wait,
            spread=lambda: 0.5,
        )
        self.loop.start()
        assert self.ended.wait(20)
        assert self.loop.stop()

    def states(self) -> list[str]:
        return [result.state for result in self.results]


def test_a_good_round_brings_the_usual_pace_back(new_pc: MakePC) -> None:
    pc, days = new_pc(), Days(5)
    pc.line.plan.extend(["offline", "offline", "fine", "offline"])
    days.run(pc)
    assert days.states() == ["offline", "offline", "done", "offline", "done"]
    assert days.pauses[:4] == [5, 10, EVERY, 5]


def test_desks_do_not_return_in_the_same_second(new_pc: MakePC) -> None:
    pc = new_pc()
    spreads = iter((0.0, 1.0))
    loop = SyncLoop(pc.store, lambda said: None, spread=lambda: next(spreads))
    done = SyncResult("done", 0, 0, 0, 0)
    assert (loop._seconds(done), loop._seconds(done)) == (EVERY * 0.75, EVERY * 1.25)


def test_a_saved_dossier_goes_out_at_once_when_the_loop_is_woken(new_pc: MakePC) -> None:
    pc, days = new_pc(), Days(2)

    def save() -> bool:
        pc.receive()
        assert days.loop is not None
        days.loop.wake()
        return False

    days.on_wait = save
    days.run(pc)
    assert days.pauses[0] <= 5
    assert days.results[1].sent == 1
    assert Progress("push", 1, 1) in days.progress


def test_after_a_night_asleep_the_round_comes_at_once(new_pc: MakePC) -> None:
    """OnionShare #890: broken after sleep. A timer stands still in sleep; the wall clock does not."""
    pc, days = new_pc(), Days(2)

    def sleep() -> bool:
        days.time += timedelta(hours=13)
        return False

    days.on_wait = sleep
    days.run(pc)
    assert days.pauses[0] <= 5


def test_a_clock_set_back_does_not_stop_the_loop(new_pc: MakePC) -> None:
    pc, days = new_pc(), Days(2)

    def set_back() -> bool:
        days.time -= timedelta(days=1)
        return False

    days.on_wait = set_back
    days.run(pc)
    assert days.pauses[0] <= EVERY + 5


def test_what_waits_is_still_said_when_the_disk_is_full(new_pc: MakePC, monkeypatch: pytest.MonkeyPatch) -> None:
    pc, days = new_pc(), Days(2)
    pc.receive()
    pc.line.plan.append("offline")

    def disk_full(result: SyncResult) -> None:
        def full(*arguments: object) -> SyncResult:
            raise KnownError("DISK", why="full")

        monkeypatch.setattr(module, "sync_once", full)

    days.on_result = disk_full
    days.run(pc)
    assert [(result.state, result.waiting) for result in days.results] == [("offline", 1), ("disk", 1)]


def test_a_dossier_the_relay_failed_on_is_not_blamed_for_the_disk(
    new_pc: MakePC, monkeypatch: pytest.MonkeyPatch, bug: set[str]
) -> None:
    pc, days = new_pc(), Days(3)
    code = pc.receive()
    bug.add(pc.history(code)[0].event.id)
    troubles = iter((KnownError("DISK", why="full"), RuntimeError()))

    def troubled(result: SyncResult) -> None:
        def fail(*arguments: object) -> SyncResult:
            raise next(troubles)

        monkeypatch.setattr(module, "sync_once", fail)
        days.on_result = lambda result: None

    days.on_result = troubled
    days.run(pc)
    assert [(result.state, result.stuck) for result in days.results] == [
        ("server", code),
        ("disk", None),
        ("bug", None),
    ]


def test_a_window_that_refuses_what_it_is_told_does_not_end_the_thread(new_pc: MakePC) -> None:
    pc, days = new_pc(), Days(2)

    def refuse(result: SyncResult) -> None:
        if len(days.results) == 1:
            days.left -= 1
            raise RuntimeError("already deleted")

    days.on_result = refuse
    days.run(pc)
    assert days.states() == ["done", "done"]


def test_a_bug_is_logged_without_what_it_says(
    new_pc: MakePC, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pc, days = new_pc(), Days(1)

    def troubled(*arguments: object) -> SyncResult:
        raise RuntimeError("Trần Văn Bình")

    monkeypatch.setattr(module, "sync_once", troubled)
    days.run(pc)
    assert "RuntimeError" in caplog.text
    assert "Bình" not in caplog.text


def test_a_centre_without_a_province_waits_quietly_until_it_joins(new_pc: MakePC) -> None:
    pc, days = new_pc(1, enrolled=False), Days(1)
    days.pauses.append(0.0)
    days.on_wait = lambda: bool(pc.enrol())
    days.run(pc)
    assert days.states() == ["done"]


def test_stopping_does_not_wait_for_a_relay_that_never_answers(new_pc: MakePC) -> None:
    """OnionShare #542: the process stayed after the window was closed."""
    pc = new_pc()
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(10)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        loop = SyncLoop(pc.store, lambda said: None, connect=lambda link: Transport(url, link.token))
        loop.start()
        accepted, _ = silent.accept()
        assert loop.stop()
        accepted.close()
    for thread in threading.enumerate():
        if thread.name == "sync-exchange":
            thread.join(5)


def test_a_pause_ends_when_the_loop_is_stopped(new_pc: MakePC) -> None:
    pc = new_pc()
    done = threading.Event()
    loop = SyncLoop(
        pc.store,
        lambda said: done.set() if isinstance(said, SyncResult) else None,
        connect=lambda link: Transport.of(link, http=pc.line),
    )
    loop.start()
    assert done.wait(10)
    assert loop.stop()
