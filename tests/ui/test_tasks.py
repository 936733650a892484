"""The desk worker: answers come back on the GUI thread, only the newest of a topic, and a bug is never swallowed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import MotcuaError, UserError
from app.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def test_work_runs_on_the_desk_thread_and_its_answer_comes_back_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[str, bool]] = []
    tasks.run(
        lambda: threading.current_thread().name,
        lambda name: seen.append((name, QThread.currentThread() is QApplication.instance().thread())),  # type: ignore[union-attr]
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith("desk")
    assert seen[0][1]


def test_an_expected_error_goes_to_whoever_asked_and_nowhere_else(tasks: Tasks, qtbot: QtBot) -> None:
    failed: list[MotcuaError] = []
    bugs: list[object] = []
    tasks.crashed.connect(bugs.append)

    def work() -> None:
        raise UserError("DOSSIER_UNKNOWN", code="x")

    tasks.run(work, None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "DOSSIER_UNKNOWN"
    assert bugs == []


def test_an_error_nobody_expected_is_a_bug_even_where_failures_are_handled(tasks: Tasks, qtbot: QtBot) -> None:
    failed: list[MotcuaError] = []
    bugs: list[object] = []
    tasks.crashed.connect(bugs.append)
    tasks.run(lambda: 1 // 0, None, failed.append)
    qtbot.waitUntil(lambda: bool(bugs))
    assert isinstance(bugs[0], ZeroDivisionError)
    assert failed == []


def test_only_the_newest_answer_of_a_topic_is_delivered(tasks: Tasks, qtbot: QtBot) -> None:
    hold = threading.Event()
    seen: list[int] = []
    tasks.run(hold.wait)
    for number in range(5):
        tasks.run(lambda number=number: number, seen.append, topic="search")  # type: ignore[misc]
    hold.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == [4]


def test_work_for_the_province_does_not_hold_up_the_counter(tasks: Tasks, qtbot: QtBot) -> None:
    line = threading.Event()
    seen: list[str] = []
    tasks.run(line.wait, lambda _: seen.append("tỉnh"), online=True)
    tasks.run(lambda: None, lambda _: seen.append("quầy"))
    qtbot.waitUntil(lambda: seen == ["quầy"])
    line.set()
    qtbot.waitUntil(lambda: seen == ["quầy", "tỉnh"])


def test_closing_finishes_what_is_queued_and_joins_the_threads(qapp: QApplication) -> None:
    tasks = Tasks()
    done = []
    tasks.run(lambda: done.append("ghi"))
    tasks.close()
    assert done == ["ghi"]
    assert not [one for one in threading.enumerate() if one.name.startswith(("desk", "line"))]
