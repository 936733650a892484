"""An officer's hands on the keyboard and her eyes on the screen: real keys, and waits for what is seen.

Nothing waits a fixed time and no key is pressed so many times over: on a slow PC a wait is longer, and one that does
not end says what it was for. What is seen are the words a screen reader would find in the window as it stands.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox, QWidget

from app.ui.application import Application
from app.ui.kit.buttons import Button
from app.ui.kit.search import ResultList

PATIENCE = 60.0
"""Seconds until what must be seen counts as never coming; a PC under load takes ten of them for the longest step."""
_LOOK_AGAIN = 10
_STILL = 400
"""Milliseconds between two looks that must be alike: the window draws a preview sooner than that after the last key."""
_NONE = Qt.KeyboardModifier.NoModifier


class Stuck(Exception):
    """A step did not come to its end; the text says what was waited for."""


class Hand:
    """Presses, types, and waits for something to be seen, at one window."""

    def __init__(self, application: Application, out: Path) -> None:
        """Play on the window of `application`; pictures go to `out`."""
        self.application, self.window, self.out = application, application.window, out

    # -- hands -------------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = _NONE) -> None:
        """Press one key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, with_)
        self.settle()

    def type(self, text: str) -> None:
        """Type letters as an input method does: Vietnamese ones come as text, not as keys."""
        for letter in text:
            target = QApplication.focusWidget() or self.window
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, _NONE, letter))
        self.settle()

    def leave(self) -> None:
        """Close the window and end everything behind it."""
        self.window.close()
        self.application.stop()
        self.window.deleteLater()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- eyes --------------------------------------------------------------------------------------------------

    def words(self) -> Iterator[str]:
        """Give every word that stands in the window now: labels, buttons, fields, and what is said of painted ones."""
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                if isinstance(widget, QLabel | QAbstractButton):
                    yield widget.text()
                elif isinstance(widget, QLineEdit):
                    yield widget.displayText()
                yield widget.accessibleName()
                yield widget.accessibleDescription()

    def sees(self, words: str) -> bool:
        """Tell whether the words stand somewhere in the window."""
        return any(words in one for one in self.words())

    def read(self, pattern: str) -> str:
        """Return the first words in the window that fit a pattern. Raises Stuck when there are none."""
        found = next((match[0] for one in self.words() if (match := re.search(pattern, one))), None)
        if found is None:
            raise Stuck(f"không thấy chữ nào theo mẫu {pattern}")
        return found

    @property
    def offered(self) -> bool:
        """Whether a list is open under a field, its first line ready to be taken with Enter."""
        return any(one.isVisible() for one in self.window.findChildren(ResultList))

    @property
    def next_step(self) -> str:
        """What the main button of the screen says that Ctrl+Enter will do; empty where there is none."""
        buttons = self.window.findChildren(Button)
        return next((one.text() for one in buttons if one.kind == "primary" and one.isVisible()), "")

    # -- waiting -----------------------------------------------------------------------------------------------

    def wait(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something is seen. Raises Stuck, naming `what`, after a minute or when a dialog opens."""
        end = time.monotonic() + PATIENCE
        while True:
            QApplication.processEvents()
            if seen():
                return
            dialog = QApplication.activeModalWidget()
            if dialog is not None:
                raise Stuck(f"chờ {what}, nhưng một hộp thoại mở ra: {_said(dialog)}")
            if time.monotonic() > end:
                raise Stuck(f"chờ {PATIENCE:.0f} giây mà chưa thấy: {what}")
            QTest.qWait(_LOOK_AGAIN)

    def wait_for(self, words: str) -> None:
        """Wait until the words stand in the window. Raises as `wait`."""
        self.wait(lambda: self.sees(words), f"“{words}”")

    def settle(self) -> None:
        """Wait until everything that is under way has come to its end. Raises as `wait`."""
        self.wait(lambda: not self.application.tasks.busy, "việc đang chạy xong")

    def picture(self, name: str) -> None:
        """Leave a picture of the window, once it stands still. Raises as `wait`."""
        QTest.mouseMove(self.window, QPoint(5, 5))
        self.settle()
        last: list[QImage] = [self.window.grab().toImage()]

        def still() -> bool:
            QTest.qWait(_STILL)
            before, last[0] = last[0], self.window.grab().toImage()
            return before == last[0]

        self.wait(still, f"màn hình đứng yên để chụp {name}")
        last[0].save(str(self.out / f"{name}.png"))

    def picture_now(self, name: str) -> None:
        """Leave a picture of everything on the screen as it is, whatever is under way."""
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        for at, widget in enumerate(sorted(shown, key=lambda one: one is not self.window)):
            widget.grab().save(str(self.out / f"{name}{f'-{at + 1}' if at else ''}.png"))


def _said(dialog: QWidget) -> str:
    if not isinstance(dialog, QMessageBox):
        return dialog.windowTitle()
    return " ".join(f"{dialog.text()} {dialog.informativeText()} {dialog.detailedText()}".split())
