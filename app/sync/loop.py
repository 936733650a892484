"""The sync thread: one round after another for as long as the program runs, in plain Python.

A round that fails is tried again after a pause that doubles up to two minutes and is never given up: on a line that
is down for a week, the thread asks every two minutes and the officer reads one quiet word. Pauses are spread at
random, so that the desks of a province do not all return with the power in the same second.

The pause ends by the wall clock, looked at every few seconds: a PC that slept for the night goes on at once in the
morning, where a timer that stands still in sleep would not. `wake` ends a pause at once, `stop` ends the thread.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.errors import KnownError
from app.models import setting
from app.models.store import Store
from app.rules import clock
from app.sync.once import Progress, SyncResult, sync_once
from app.sync.transport import Transport

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between rounds that went well."""
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 120.0
GLANCE = 5.0
"""Seconds between two looks at the wall clock."""
JOIN_SECONDS = 2.0

Wait = Callable[[threading.Event, float], bool]
"""Wait until the event is set or so many seconds have passed; tell whether it is set."""


class SyncLoop:
    """Runs `sync_once` again and again. `report` is called on the sync thread with progress and with each result."""

    def __init__(
        self,
        store: Store,
        report: Callable[[Progress | SyncResult], None],
        *,
        connect: Callable[[setting.ProvinceLink], Transport] = Transport.of,
        now: Callable[[], datetime] = clock.now,
        wait: Wait = threading.Event.wait,
        spread: Callable[[], float] = random.random,
    ) -> None:
        """Prepare; `start` starts. `connect`, `now`, `wait` and `spread` (0 to 1) are replaced in tests."""
        self._store, self._report = store, report
        self._connect, self._now, self._wait, self._spread = connect, now, wait, spread
        self._woken = threading.Event()
        self._stopping = False
        self._failures = 0
        self._last = SyncResult("done", 0, 0, 0, 0)
        self._link: setting.ProvinceLink | None = None
        self._transport: Transport | None = None
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread; its first round begins at once."""
        self._thread.start()

    def wake(self) -> None:
        """Begin a round at once: something was saved, or the officer asked."""
        self._woken.set()

    def stop(self) -> bool:
        """End the thread, also in the middle of a call; return whether it ended within two seconds."""
        self._stopping = True
        self._woken.set()
        if self._transport is not None:
            self._transport.interrupt()
        self._thread.join(JOIN_SECONDS)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            result = self._round()
            if result is not None:
                self._last = result
                self._tell(result)
            self._pause(self._seconds(result))
        if self._transport is not None:
            self._transport.close()

    def _round(self) -> SyncResult | None:
        """Do one round; None for a centre with no province yet. Nothing that happens in it ends the thread."""
        try:
            with self._store.read() as connection:
                link = setting.link(connection)
            if link is None:
                return None
            return sync_once(self._store, self._line(link), self._now(), self._tell)
        except KnownError as problem:
            log.warning("sync round: %s", problem.code)
            return replace(self._last, state=problem.code.lower(), sent=0, received=0, stuck=None, incident=None)
        except Exception as problem:
            # A bug must not end the conversation for good; its text may be personal and is not logged.
            log.error("sync round: %s", type(problem).__name__)
            return replace(self._last, state="bug", sent=0, received=0, stuck=None, incident=None)

    def _tell(self, said: Progress | SyncResult) -> None:
        if self._stopping:
            return
        try:
            self._report(said)
        except Exception as problem:
            # A window that is being closed may refuse what it is told.
            log.error("sync report: %s", type(problem).__name__)

    def _line(self, link: setting.ProvinceLink) -> Transport:
        """Return the line, a new one after the desk was enrolled anew."""
        place = (link.url, link.token)
        if self._transport is None or self._link is None or place != (self._link.url, self._link.token):
            if self._transport is not None:
                self._transport.close()
            self._transport = self._connect(link)
            if self._stopping:
                self._transport.interrupt()
        self._link = link
        return self._transport

    def _seconds(self, result: SyncResult | None) -> float:
        """Return how long to pause: the usual time, or longer with each failure, spread by a quarter up or down."""
        if result is None or result.state in ("done", "clock", "restored", "old_relay"):
            self._failures = 0
            pause = EVERY
        else:
            pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
            self._failures = min(self._failures + 1, 10)
        return pause * (0.75 + self._spread() / 2)

    def _pause(self, seconds: float) -> None:
        began = self._now()
        until = began + timedelta(seconds=seconds)
        # A clock that was set back must not make the pause longer: no more glances than it would have taken.
        for _ in range(int(seconds / GLANCE) + 1):
            if self._stopping or self._now() >= until or self._wait(self._woken, min(GLANCE, seconds)):
                return
