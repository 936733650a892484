"""Slow work off the GUI thread and off the desk's worker, one thing at a time: told in numbers, stopped by Esc.

A year is counted and a register of years taken in in seconds, its paper drawn in more: with the desk's own worker the
counter would wait for it, so such work has the worker of the line, and F2 is answered meanwhile. The worker writes
its numbers where a timer of the window reads them, and asks at each step whether it is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.errors import MotcuaError, UserError
from app.ui.tasks import Tasks

T = TypeVar("T")
_EVERY_MS = 200
_PATIENCE = 5
"""Ticks before a wait is told in numbers: a second (UI §4)."""


class Job:
    """What is under way, shared by both threads: how far it is, and whether it is still wanted."""

    def __init__(self) -> None:
        """Begin at nothing, wanted."""
        self.done = self.total = 0
        self.wanted = True

    def progress(self, done: int, total: int) -> None:
        """Take the numbers, on the worker."""
        self.done, self.total = done, total

    def stopped(self) -> bool:
        """Tell the worker whether to end at its next step."""
        return not self.wanted

    def step(self, done: int, total: int) -> None:
        """Take the numbers of work that has nothing to take back: raises UserError STOPPED once nobody waits."""
        self.progress(done, total)
        if self.stopped():
            raise UserError("STOPPED")


class Working(QObject):
    """Runs one piece of work; `advanced` carries its numbers once a wait is longer than a second."""

    advanced = Signal(int, int)

    def __init__(self, tasks: Tasks, topic: str, parent: QObject) -> None:
        """Work under one topic, so that only the newest answer is heard."""
        super().__init__(parent)
        self._tasks, self._topic = tasks, topic
        self._job: Job | None = None
        self._ticks = 0
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

    def run(self, work: Callable[[Job], T], done: Callable[[T], None], failed: Callable[[MotcuaError], None]) -> None:
        """Do `work` instead of what is under way."""
        self.stop()
        job = self._job = Job()
        self._ticks = 0
        self._timer.start()

        def finished(result: T) -> None:
            if self._end(job):
                done(result)

        def refused(problem: MotcuaError) -> None:
            if self._end(job):
                failed(problem)

        self._tasks.run(lambda: work(job), finished, refused, topic=self._topic, online=True)

    def stop(self) -> None:
        """Have what is under way end at its next step; how it ended is still heard, if nothing newer began."""
        if self._job is not None:
            self._job.wanted = False

    def drop(self) -> None:
        """Stop, and hear no answer."""
        self.stop()
        if self._job is not None:
            self._end(self._job)

    def _end(self, job: Job) -> bool:
        """Be idle again, and say whether anybody still waits for this."""
        if self._job is not job:
            return False
        self._job = None
        self._timer.stop()
        return True

    def _tick(self) -> None:
        self._ticks += 1
        job = self._job
        if job is not None and job.wanted and job.total and self._ticks >= _PATIENCE:
            self.advanced.emit(job.done, job.total)
