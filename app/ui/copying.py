"""Looks after the desk's copies while nobody types: after a day was closed, at the first idle minutes, when a stick
comes. All of it happens in a process of lowest priority (`workflows.keeping`), which ends when an officer types.

A copy that a closed day wants is made up: when the officer rests for a minute, and at the latest when the window is
closed, which then goes away at once while the copy is finished. One that somebody asked for by name goes on to its end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import apart
from app.errors import MotcuaError
from app.rules.copies import Wish
from app.ui.context import Context
from app.workflows import finding_copies, keeping

IDLE_S, REST_S = 15 * 60.0, 60.0
"""Seconds without a key until copies are looked after, and until one that was stopped goes on."""
_TICK_MS = 30_000
_END_S = 600.0
"""As long a copy may still take when the window is closed."""
_TYPED = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin)
log = logging.getLogger(__name__)


class Copying(QObject):
    """One desk's copies, for as long as its window is open."""

    _said = Signal(str, str)
    _ended = Signal(bool)
    _came = Signal()

    def __init__(self, window: QWidget, context: Context, *, now: Callable[[], float] = monotonic) -> None:
        """Begin to watch; `now` are seconds of a clock nobody turns."""
        super().__init__(window)
        self._window, self._context, self._now = window, context, now
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="copies")
        self._typed_at, self._looked = now(), False
        self._wanted: Wish | None = None
        self._running: Wish | None = None
        self._firm, self._firmly, self._there = False, False, True
        self._stop, self._made = Event(), Event()
        self._said.connect(context.copying)
        self._ended.connect(self._over)
        self._came.connect(partial(self._want, Wish.PUT_IN))
        context.copy_asked.connect(self.ask)
        # What the system tells this window comes here first: one look for each key, and none for what is painted.
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() in _TYPED:
            self._typed_at, self._looked = self._now(), False
            if self._running is not None and not self._firm:
                self._stop.set()
        return False

    def ask(self, firm: bool) -> None:
        """Make copies now: `firm` when somebody asked by name, and it goes on while he types; else a day was closed."""
        self._firmly |= firm
        self._want(Wish.ASKED)

    def tick(self) -> None:
        """Look whether it is time, and whether the stick is there."""
        idle = self._now() - self._typed_at
        if self._running is None and self._wanted is not None and idle >= REST_S:
            self._start(self._wanted)
        elif self._running is None and idle >= IDLE_S and not self._looked:
            self._looked = True
            self._start(Wish.IDLE)
        elif self._running is None:
            self._pool.submit(self._look_for_stick)

    def end(self, *, wait: bool) -> None:
        """End the work and its thread; with `wait` the copy that a closed day wants is finished first."""
        self._timer.stop()
        if wait and Wish.ASKED in (self._wanted, self._running):
            if self._running is None or self._stop.is_set():
                # By Alt+F4, too: a key like any other.
                self._start(Wish.ASKED)
            self._made.wait(_END_S)
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _want(self, wish: Wish) -> None:
        self._wanted = wish
        if self._running is None:
            self._start(wish)

    def _start(self, wish: Wish) -> None:
        self._wanted, self._running = None, wish
        self._firm, self._firmly = self._firmly, False
        self._stop, self._made = Event(), Event()
        self._pool.submit(self._work, wish, self._stop, self._made)

    def _work(self, wish: Wish, stop: Event, made: Event) -> None:
        """On the thread of its own: have it done, and say how far it is."""
        whole = False
        try:
            asked = (str(self._context.home), wish.value)
            bounds = {"memory": keeping.MEMORY, "seconds": keeping.SECONDS}
            for what, where in apart.answers(keeping.keep, *asked, **bounds, stopped=stop.is_set):
                if what == "trying":
                    made.set()
                self._said.emit(what, where)
            whole = True
        except apart.Lost as lost:
            log.error("copies: the process apart ended, slow: %s", lost.slow)
            keeping.give_up(self._context.desk)
        except MotcuaError as problem:
            log.info("copies: %s", problem.code)
            whole = problem.code != "STOPPED"
        except Exception:
            log.exception("copies")
            whole = True
        finally:
            made.set()
            self._ended.emit(whole)

    def _over(self, whole: bool) -> None:
        wish, self._running, self._firm = self._running, None, False
        if not whole and wish is not Wish.IDLE:
            self._wanted = wish
        if self._firmly:
            # Asked for by name while something else was under way.
            self._start(Wish.ASKED)
        self._context.copying.emit("", "")
        self._context.changed.emit()

    def _look_for_stick(self) -> None:
        there = all(path.is_dir() for path in finding_copies.own_places(self._context.home)[1:])
        came, self._there = there and not self._there, there
        if came:
            self._came.emit()
