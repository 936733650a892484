"""Locking and unlocking the desk: joins the lock's overlay to the service that knows the codes.

Khóa with no code yet opens Cài đặt where it is set: a lock that anybody opens would only look like one. Drafts are
kept before the lock closes, and sending goes on behind it.
"""

from __future__ import annotations

from app.services import lock as locks
from app.services.lock import Lock, Tried, Who
from app.ui.context import Context
from app.ui.kit.marks import Mark
from app.ui.shell.lock import LockedOfficer
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen

ASK_CODE = "lock"
"""What Cài đặt is opened with to set a code."""
_HEAD = "Phụ trách trung tâm"
_WRONG = "Mã số chưa đúng, còn {} lần thử."
_WAIT = "Sai 5 lần liền. Chờ {} giây, hoặc phụ trách trung tâm mở sau đó."
_FORGOTTEN = "Phụ trách trung tâm chọn tên mình ở trên rồi gõ mã số để mở."
_FORGOTTEN_ALONE = "Chưa đặt mã của phụ trách trung tâm. Kỹ thuật mở bằng lệnh motcua unlock trên máy này."


class Locking:
    """The lock of one window."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Answer Khóa from now on."""
        self._window, self._context = window, context
        self._has_head = False
        overlay = window.lock_overlay
        overlay.tried.connect(self._try)
        overlay.forgotten.connect(self._forgotten)
        overlay.quit_asked.connect(window.close)

    def lock(self) -> None:
        """Lock now; ask for a code first where there is none."""
        desk = self._context.desk

        def work() -> Lock:
            found = locks.look(desk)
            if found.officer:
                locks.lock(desk)
            return found

        def done(found: Lock) -> None:
            if found.officer:
                self.close(found)
            else:
                self._window.open(Screen.SETTINGS, ASK_CODE)

        self._context.tasks.run(work, done)

    def close(self, found: Lock) -> None:
        """Cover the window."""
        centre = self._context.centre
        self._has_head = found.head
        officers = [LockedOfficer("officer", centre.officer, f"Quầy {centre.desk}")]
        if found.head:
            officers.append(LockedOfficer("head", _HEAD, "mở khi cán bộ quên mã số"))
        lines = [(Mark.AT_DESK, "Hồ sơ đang nhập dở còn nguyên")]
        if self._context.enrolled:
            lines.append((Mark.SENDING, "Vẫn gửi tỉnh trong lúc khóa"))
        self._window.lock(f"Quầy {centre.desk}", officers, lines)

    def _try(self, who: Who, code: str) -> None:
        desk = self._context.desk

        def done(tried: Tried) -> None:
            overlay = self._window.lock_overlay
            if tried.opened:
                self._window.unlock()
            elif tried.wait:
                overlay.wait(tried.wait, _WAIT.format(tried.wait))
            else:
                overlay.refuse(_WRONG.format(tried.left))

        self._context.tasks.run(lambda: locks.unlock(desk, who, code), done)

    def _forgotten(self) -> None:
        self._window.lock_overlay.refuse(_FORGOTTEN if self._has_head else _FORGOTTEN_ALONE)
