"""The one dialog for a bug: that the data is safe, what happened in a form that may be copied, nothing personal.

Only the kind of error and where it happened are shown: its text may hold what was typed about a citizen. What the
machine could not do, and no screen was waiting to be told (a page of the store damaged since it was opened, a full
disk), is no bug: it comes here too, and is shown with its sentence.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.errors import KnownError

log = logging.getLogger(__name__)
_TEXT = "Chương trình vừa gặp lỗi ngoài dự kiến. Mọi hồ sơ đã lưu vẫn còn nguyên trên máy này."
_CURE = "Có thể làm tiếp. Nếu lặp lại, bấm Sao chép rồi gửi đoạn này cho kỹ thuật."


class Crash(QObject):
    """Catches what nobody caught and shows it, one dialog at a time."""

    _seen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Watch from now on; `parent` is the window."""
        super().__init__(parent)
        self._window = parent
        self._open = False
        self._seen.connect(self._show)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def report(self, problem: BaseException) -> None:
        """Show a bug; from any thread."""
        log.error("not waited for: %s", problem.code if isinstance(problem, KnownError) else describe(problem))
        self._seen.emit(problem)

    def _caught(self, _kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
        self.report(problem)

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self.report(caught.exc_value)

    def _show(self, problem: BaseException) -> None:
        if self._open:
            return
        self._open = True
        box = (
            unasked(self._window, problem)
            if isinstance(problem, KnownError)
            else dialog(self._window, describe(problem))
        )
        box.finished.connect(self._closed)
        box.open()

    def _closed(self) -> None:
        self._open = False


def describe(problem: BaseException) -> str:
    """Return kind, place and versions of a bug, without its text and without any value."""
    places = [
        f"  {frame.filename.replace(chr(92), '/').split('/app/')[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(problem.__traceback__)
    ]
    versions = f"Python {platform.python_version()}, Qt {qt_version}, {platform.system()} {platform.release()}"
    return "\n".join([type(problem).__name__, *places, versions])


def stopped(parent: QWidget, sentence: str, code: str) -> QMessageBox:
    """Return the dialog of a known failure that stops work: what is wrong, with its code."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Một Cửa", sentence, parent=parent)
    box.setInformativeText(code)
    box.addButton("Đóng chương trình", QMessageBox.ButtonRole.AcceptRole)
    return box


def unasked(parent: QWidget, problem: KnownError) -> QMessageBox:
    """Return the dialog of a known failure that nobody waited for: what is wrong and what to do, with its code."""
    from app import words

    box = QMessageBox(QMessageBox.Icon.Warning, "Một Cửa", words.sentence(problem), parent=parent)
    box.setInformativeText(problem.code)
    box.addButton("Làm tiếp", QMessageBox.ButtonRole.AcceptRole)
    return box


def dialog(parent: QWidget, report: str) -> QMessageBox:
    """Return the dialog, not shown yet."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Một Cửa", _TEXT, parent=parent)
    box.setInformativeText(_CURE)
    box.setDetailedText(report)
    copy = box.addButton("Sao chép", QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    box.addButton("Làm tiếp", QMessageBox.ButtonRole.AcceptRole)
    return box
