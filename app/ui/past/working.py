"""Reading, checking and taking in a file off the GUI thread and off the desk's worker, stopped by Esc.

A register of years takes seconds: with the desk's own worker the counter would wait for it, so it has the worker of
the line, as reports have. The worker writes its numbers where a timer of the window reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.errors import MotcuaError
from app.ui.tasks import Tasks

T = TypeVar("T")
_EVERY_MS = 150


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


class Working(QObject):
    """Runs one piece of work at a time; `advanced` carries its numbers while it has some."""

    advanced = Signal(int, int)

    def __init__(self, tasks: Tasks, topic: str, parent: QObject) -> None:
        """Work under one topic, so that only the newest answer is heard."""
        super().__init__(parent)
        self._tasks, self._topic = tasks, topic
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        app = QCoreApplication.instance()
        if app is not None:
            # Or the window would wait at its end until the file is taken in.
            app.aboutToQuit.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def run(self, work: Callable[[Job], T], done: Callable[[T], None], failed: Callable[[MotcuaError], None]) -> None:
        """Do `work` instead of what is under way."""
        self.stop()
        job = self._job = Job()
        self._timer.start()

        def finished(result: T) -> None:
            if self._end(job):
                done(result)

        def refused(problem: MotcuaError) -> None:
            if self._end(job):
                failed(problem)

        self._tasks.run(lambda: work(job), finished, refused, topic=self._topic, online=True)

    def stop(self) -> None:
        """Have what is under way end at its next step; its answer is still heard."""
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
        job = self._job
        if job is not None and job.total:
            self.advanced.emit(job.done, job.total)
