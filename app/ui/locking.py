"""Locking the desk and opening it again: joins the lock's overlay to the service that knows the code.

Khóa with no code yet opens Cài đặt where it is set: a lock that anybody opens would only look like one. What is typed
is kept before the lock closes, and sending goes on behind it. A desk with a code also starts locked, or ending the
program would be the way around it.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.services import drafts, lock_code
from app.services.lock_code import Tried
from app.ui.context import Context
from app.ui.kit.marks import Mark
from app.ui.shell.lock import LockedOfficer
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen

SET_CODE = "set_code"
"""What Cài đặt is opened with to set a code before the first lock."""
_KEPT = "Bản nháp lưu lúc {:%H:%M} còn nguyên"
_SENDING = "Vẫn gửi tỉnh trong lúc khóa"
_WRONG = "Mã số chưa đúng, còn {} lần thử."
_WAIT = "Sai 5 lần liền. Chờ {} giây rồi gõ lại."
_FORGOTTEN = (
    "Người quản trị máy này bỏ được mã: xem mục “Quên mã khóa màn hình” của hướng dẫn kỹ thuật. Rồi đặt mã mới trong "
    "Cài đặt."
)


def lock(window: MainWindow, context: Context) -> None:
    """Lock the desk now; where it has no code, open Cài đặt at the field for one."""
    _locking(window, context).lock(ask=True)


def lock_at_start(window: MainWindow, context: Context) -> None:
    """Lock the desk if it has a code."""
    _locking(window, context).lock(ask=False)


def _locking(window: MainWindow, context: Context) -> _Locking:
    there = window.findChild(_Locking)
    if there is None:
        return _Locking(window, context)
    there.context = context  # the desk may have been opened anew since
    return there


class _Locking(QObject):
    """The lock of one window, made at its first use."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        super().__init__(window)
        self._window, self.context = window, context
        self._trying = False
        overlay = window.lock_overlay
        # The frame is painted before the store is open, so the overlay does not know the centre yet.
        overlay.brand.sentence.setText(context.centre.name)
        overlay.tried.connect(self._try)
        overlay.forgotten.connect(lambda: overlay.refuse(_FORGOTTEN))
        overlay.quit_asked.connect(window.close)

    def lock(self, *, ask: bool) -> None:
        desk = self.context.desk
        if self._window.current is not None:
            # Before the question below, on the same worker: it then finds what was just kept.
            self._window.current.leave()

        def work() -> tuple[bool, datetime | None]:
            drafts_kept = drafts.kept(desk)
            return lock_code.has_code(desk), drafts_kept[0].at if drafts_kept else None

        def done(found: tuple[bool, datetime | None]) -> None:
            has, kept_at = found
            if has:
                self._close(kept_at)
            elif ask:
                self._window.open(Screen.SETTINGS, SET_CODE)

        self.context.tasks.run(work, done)

    def _close(self, kept_at: datetime | None) -> None:
        if self._window.locked:
            return
        centre = self.context.centre
        lines = [(Mark.AT_DESK, _KEPT.format(kept_at))] if kept_at else []
        if self.context.enrolled:
            lines.append((Mark.SENDING, _SENDING))
        officer = LockedOfficer("officer", centre.officer, f"Quầy {centre.desk}")
        self._window.lock(f"Quầy {centre.desk}", [officer], lines)

    def _try(self, _officer: object, code: str) -> None:
        if self._trying:
            return
        self._trying = True
        desk = self.context.desk
        self.context.tasks.run(lambda: lock_code.try_code(desk, code), self._tried)

    def _tried(self, tried: Tried) -> None:
        self._trying = False
        overlay = self._window.lock_overlay
        if tried.ok:
            self._window.unlock()
        elif tried.wait_seconds:
            overlay.wait(tried.wait_seconds, _WAIT.format(tried.wait_seconds))
        else:
            overlay.refuse(_WRONG.format(tried.left))
