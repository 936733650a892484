"""Work off the GUI thread: one desk worker that runs every service call in order, and the bridge back.

No session is opened on the GUI thread (a test proves it). A call is a plain function; its result or its error comes
back through one queued signal of an object that lives on the GUI thread, never through a QObject on the worker
(STYLE §3.10). Work of a page that has since asked for something newer is dropped by its `topic`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import MotcuaError

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Outcome:
    topic: str | None
    ticket: int
    deliver: Callable[[], None]


class Tasks(QObject):
    """The desk worker. `crashed` gets any error nobody expected: a bug, shown as one (DESIGN §6)."""

    crashed = Signal(object)
    idle = Signal()
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with an idle worker."""
        super().__init__(parent)
        self._desk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="line")
        self._tickets: dict[str, int] = {}
        self._pending = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether something is still under way or waiting to be delivered."""
        return self._pending > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[MotcuaError], None] | None = None,
        *,
        topic: str | None = None,
        online: bool = False,
    ) -> None:
        """Run `work` on the desk thread; then, on the GUI thread, `done` with its result or `failed` with its error.

        A `topic` names a question of which only the newest answer matters (search as you type): work not begun yet
        is skipped, an answer that is overtaken is dropped. Without `failed` an error counts as a bug. `online` work
        waits for the province: it has a thread of its own, so that a slow line never holds up the counter.
        """
        ticket = self._tickets.get(topic, 0) + 1 if topic else 0
        if topic:
            self._tickets[topic] = ticket
        self._pending += 1
        (self._line if online else self._desk).submit(self._work, work, done, failed, topic, ticket)

    def close(self) -> None:
        """Finish what is queued and join the worker; what it still delivers is dropped."""
        if self._closed:
            return
        self._closed = True
        self._finished.disconnect(self._deliver)
        self._line.shutdown(wait=True)
        self._desk.shutdown(wait=True)

    def _work(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[MotcuaError], None] | None,
        topic: str | None,
        ticket: int,
    ) -> None:
        def nothing() -> None:
            return None

        deliver: Callable[[], None] = nothing
        if topic is None or self._tickets[topic] == ticket:
            try:
                result = work()
            except MotcuaError as problem:
                # Bound now: the name is gone when the GUI thread comes to it.
                error: Exception = problem
                handler: Callable[[Any], None] = failed or self.crashed.emit
                deliver = lambda: handler(error)  # noqa: E731
            except Exception as problem:
                log.exception("a task failed")
                bug = problem
                deliver = lambda: self.crashed.emit(bug)  # noqa: E731
            else:
                if done is not None:
                    deliver = lambda: done(result)  # noqa: E731
        self._finished.emit(_Outcome(topic, ticket, deliver))

    def _deliver(self, outcome: _Outcome) -> None:
        self._pending -= 1
        if self._closed:
            # Posted before the bridge was taken down.
            return
        if outcome.topic is None or self._tickets[outcome.topic] == outcome.ticket:
            outcome.deliver()
        if self._pending == 0:
            self.idle.emit()
