"""Two thousand damaged registers chosen in the window one by one: each is shown or refused, and the window lives on."""

from __future__ import annotations

import faulthandler
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import words
from app.errors import MotcuaError
from app.services import past
from app.services.desk import Desk
from app.ui.past.page import PastPage
from app.ui.shortcuts import Screen
from tests.drills.test_drills import SEED, tell
from tests.services.mutants import Mutants
from tests.services.registers import row, write
from tests.ui.conftest import Choose, choose, look
from tests.ui.officer import CTRL, Officer, officer_at

__all__ = ["choose", "look", "tell"]
pytestmark = [pytest.mark.drill, pytest.mark.timeout(4 * 3600), pytest.mark.qt_log_ignore("propagateSizeHints")]
MUTANTS, PATIENCE_MS = 2000, 400_000
STOPPED = ("PAST_BROKEN", "PAST_SLOW")


class Watched:
    """Notes what comes of each file, on the way to the screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.last: past.Sheet | MotcuaError | None = None
        self.counts: Counter[str] = Counter()
        real = past.read

        def read(*given: Any, **how: Any) -> past.Sheet:
            self.last = None
            try:
                self.last = real(*given, **how)
                self.counts["read"] += 1
            except MotcuaError as problem:
                self.last = problem
                self.counts[problem.code] += 1
                raise
            return self.last

        monkeypatch.setattr(past, "read", read)

    def __str__(self) -> str:
        read, stopped = self.counts["read"], sum(self.counts[code] for code in STOPPED)
        refused = self.counts.total() - read - stopped
        return f"{read} read, {refused} refused, {stopped} stopped; {dict(self.counts.most_common())}"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[tuple[Officer, PastPage]]:
    with officer_at(qtbot, desk, tmp_path / "papers") as officer:
        officer.window.factories[Screen.PAST] = lambda window: PastPage(window, officer.context)
        opened = officer.open(Screen.PAST)
        assert isinstance(opened, PastPage)
        yield officer, opened


def test_every_mutant_is_shown_or_refused_and_the_window_lives(
    page: tuple[Officer, PastPage], choose: Choose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    tell: Callable[[object], None], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    faulthandler.cancel_dump_traceback_later()
    officer, shown = page
    watched, mutants = Watched(monkeypatch), Mutants(tmp_path, SEED)
    good, longest = write(tmp_path / "so-2023.xlsx", [row(1), row(2)]), 0.0

    def look_at(path: Path) -> None:
        choose(path)
        QTest.keyClick(officer.focus, Qt.Key.Key_Return, CTRL)
        officer.qtbot.waitUntil(lambda: not officer.tasks.busy, timeout=PATIENCE_MS)
        officer.still()

    def put_away() -> None:
        """Esc, once more where the cursor went to a column that is missing."""
        for _ in range(2):
            if shown.sheet is not None:
                officer.press(Qt.Key.Key_Escape)
        assert shown.sheet is None

    for number in range(MUTANTS):
        began, path = perf_counter(), mutants.write(number)
        look_at(path)
        longest = max(longest, perf_counter() - began)
        if isinstance(watched.last, MotcuaError):
            assert shown.form.quiet.what.text() == words.sentence(watched.last), number
        else:
            assert shown.sheet == watched.last is not None, number
        assert officer.bugs == [], number
        put_away()
        path.unlink()
        if number % 100 == 99:
            counts = watched.counts.copy()
            look_at(good)
            assert shown.form.primary.text() == "Nhập 2 dòng"
            put_away()
            watched.counts = counts
    failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    tell(f"{watched}; the longest took {longest:.0f} s; failed apart: {failed}")
    assert failed == []
