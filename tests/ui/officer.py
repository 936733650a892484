"""An officer at a window over a real store: types letters, presses keys, and waits until the desk worker is still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models import setting
from app.printing.print_setup import PrintSetup
from app.services.desk import Desk
from app.settings import Settings
from app.ui.conflict.page import ConflictPage
from app.ui.context import Context
from app.ui.dossiers.page import LookupPage
from app.ui.intake.page import IntakePage
from app.ui.printer import Printer
from app.ui.shell.page import Page
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen
from app.ui.tasks import Tasks

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
CARD = "066188004215|240123456|Nguyễn Thị Hường|14081988|Nữ|Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk|12052021"


class Blank(Page):
    """A screen that only remembers what it was opened with."""

    title = "Trang thử"

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.given: object = None

    def shown(self, argument: object = None) -> None:
        self.given = argument


class Officer:
    """The window with the real screens most tests need and blank ones, 1366×688."""

    def __init__(self, qtbot: QtBot, desk: Desk, papers: Path) -> None:
        self.qtbot, self.desk, self.papers = qtbot, desk, papers
        self.tasks = Tasks()
        self.bugs: list[object] = []
        self.woken = 0
        self.tasks.crashed.connect(self.bugs.append)
        with desk.store.read() as connection:
            record = setting.centre(connection)
        self.context = Context(
            home=papers, desk=desk, tasks=self.tasks, printer=Printer(self.tasks, PrintSetup(folder=papers)),
            settings=Settings(), centre=record, enrolled=False,
        )  # fmt: skip
        pages: dict[str, Callable[[MainWindow], Page]] = {
            Screen.TODAY: Blank,
            Screen.RECEIVE: lambda window: IntakePage(window, self.context),
            Screen.LOOKUP: lambda window: LookupPage(window, self.context),
            Screen.RETURN: Blank,
            Screen.HANDOVER: Blank,
            Screen.CONFLICT: lambda window: ConflictPage(window, self.context),
        }
        self.window = MainWindow(pages, centre="Trung tâm thử")
        self.context.send_asked.connect(self._wake)
        self.context.changed.connect(self.window.refresh)
        self.window.resize(1366, 688)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()

    def close(self) -> None:
        if self.window.current is not None:
            self.window.current.leave()
        self.still()
        shiboken6.delete(self.window)
        shiboken6.delete(self.context)
        self.tasks.close()
        assert self.bugs == []

    def open(self, screen: Screen, argument: object = None) -> Page:
        page = self.window.open(screen, argument)
        assert page is not None
        self.still()
        return page

    @property
    def focus(self) -> QWidget:
        """Where the cursor is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def type(self, text: str) -> None:
        """Type letters as a keyboard sends them, Vietnamese ones too."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus, QKeyEvent(kind, 0, NONE, letter))
        self.still()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifiers)
        self.still()

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def still(self) -> None:
        """Wait until nothing is under way at the desk worker."""
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.tasks.busy)
        QApplication.processEvents()

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def _wake(self) -> None:
        self.woken += 1


@contextmanager
def officer_at(qtbot: QtBot, desk: Desk, papers: Path) -> Iterator[Officer]:
    """Sit an officer at the desk; papers are printed into a folder."""
    papers.mkdir(exist_ok=True)
    officer = Officer(qtbot, desk, papers)
    try:
        yield officer
    finally:
        officer.close()
