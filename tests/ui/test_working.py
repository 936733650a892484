"""Slow work: its numbers come after a second, Esc ends it at its next step, and what is left is heard of no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import MotcuaError
from app.ui.tasks import Tasks
from app.ui.working import Job, Working


class Count:
    """Work that goes on until it is let go; says what it heard."""

    def __init__(self) -> None:
        self.go, self.heard = threading.Event(), list[object]()

    def work(self, job: Job) -> str:
        while not self.go.wait(0.01):
            job.step(1, 3)
        return "done"

    def failed(self, problem: MotcuaError) -> None:
        self.heard.append(problem.code)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def test_a_wait_is_told_in_numbers_and_ends_when_it_is_stopped(qtbot: QtBot, tasks: Tasks) -> None:
    parent, count, told = QObject(), Count(), list[tuple[int, int]]()
    working = Working(tasks, "count", parent)
    working.advanced.connect(lambda done, total: told.append((done, total)))
    working.run(count.work, count.heard.append, count.failed)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0] == (1, 3)
    working.stop()
    qtbot.waitUntil(lambda: not working.busy)
    assert count.heard == ["STOPPED"]


def test_short_work_says_no_numbers(qtbot: QtBot, tasks: Tasks) -> None:
    parent, told, heard = QObject(), list[object](), list[object]()
    working = Working(tasks, "count", parent)
    working.advanced.connect(lambda done, total: told.append((done, total)))

    def work(job: Job) -> str:
        job.progress(2, 3)
        return "done"

    working.run(work, heard.append, lambda problem: heard.append(problem.code))
    qtbot.waitUntil(lambda: not working.busy)
    assert (heard, told) == (["done"], [])


def test_what_is_dropped_is_not_heard_of(qtbot: QtBot, tasks: Tasks) -> None:
    parent, count = QObject(), Count()
    working = Working(tasks, "count", parent)
    working.run(count.work, count.heard.append, count.failed)
    working.drop()
    assert not working.busy
    qtbot.waitUntil(lambda: not tasks.busy)
    assert count.heard == []
