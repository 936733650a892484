"""Counting and writing off the GUI thread, one thing at a time: told in numbers, stopped by Esc or by the next.

A report over a year takes seconds and its paper longer, so it has the worker of the line, not the desk's: F2 is
answered at once while a year is being counted. What is under way asks at each step whether it is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.errors import MotcuaError, UserError
from app.services.reports import Progress
from app.ui.tasks import Tasks

T = TypeVar("T")
_EVERY_MS = 200
_PATIENCE = 5
"""Ticks before a wait is told in numbers: a second (UI §4)."""


class _Job:
    """What is under way; the worker writes the numbers, the window reads them and says whether it is still wanted."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.wanted = True

    def progress(self, done: int, total: int) -> None:
        """Take the numbers. Raises UserError REPORT_STOPPED when nobody waits any more."""
        self.done, self.total = done, total
        if not self.wanted:
            raise UserError("REPORT_STOPPED")


class Working(QObject):
    """Runs one piece of work; `told` carries a sentence with numbers once a wait is longer than a second."""

    told = Signal(str)

    def __init__(self, tasks: Tasks, topic: str, parent: QObject) -> None:
        """Work under one topic, so that only the newest answer is heard."""
        super().__init__(parent)
        self._tasks, self._topic = tasks, topic
        self._job: _Job | None = None
        self._words, self._ticks = "", 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        app = QCoreApplication.instance()
        if app is not None:
            # Or the window would wait at its end until a year is counted.
            app.aboutToQuit.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def run(
        self,
        words: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[MotcuaError], None],
    ) -> None:
        """Do `work` instead of what is under way; `words` has `{done}` and `{total}`."""
        self.stop()
        job = self._job = _Job()
        self._words, self._ticks = words, 0
        self._timer.start()

        def finished(result: T) -> None:
            self._end(job)
            done(result)

        def refused(problem: MotcuaError) -> None:
            self._end(job)
            failed(problem)

        self._tasks.run(lambda: work(job.progress), finished, refused, topic=self._topic, online=True)

    def stop(self) -> None:
        """Have what is under way end at its next step; its `failed` hears REPORT_STOPPED if nothing newer began."""
        if self._job is not None:
            self._job.wanted = False

    def _end(self, job: _Job) -> None:
        if self._job is job:
            self._job = None
            self._timer.stop()

    def _tick(self) -> None:
        self._ticks += 1
        job = self._job
        if job is not None and job.wanted and self._ticks >= _PATIENCE and job.total:
            done, total = (f"{number:,}".replace(",", ".") for number in (job.done, job.total))
            self.told.emit(self._words.format(done=done, total=total))
