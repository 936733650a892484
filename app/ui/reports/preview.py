"""The enlarged paper of a report: drawn when F7 asks for it, and turned page by page with PgUp and PgDn.

The paper of a year has thousands of pages and takes a minute, so none is drawn before it is looked at, printed or
written. What F7 shows are the bytes that are printed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.ui.kit.layout import Row, set_shown
from app.ui.kit.paper import Paper
from app.ui.kit.text import KeyHints, Text
from app.ui.kit.theme import theme
from app.ui.shell.papersheet import PaperSheet

LANDSCAPE = 210 / 297
_STEPS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class Preview(QObject):
    """Follows the window's sheet while it shows this screen's paper."""

    def __init__(self, sheet: PaperSheet, paper: Paper, asked: Callable[[], None], closed: Callable[[], None]) -> None:
        """`paper` is what the window enlarges; `asked` when it is opened without a page, `closed` when it is left."""
        super().__init__(sheet)
        self.sheet, self.paper, self._asked, self._closed = sheet, paper, asked, closed
        self.pages = 0
        self.active = False
        self.label = QFrame(sheet)
        self.label.setProperty("k", "popup")
        self.where = Text(kind="name")
        hints = KeyHints([("PgUp PgDn", "lật trang"), ("Ctrl+P", "in"), ("Esc", "đóng")])
        Row(self.where, hints, gap=12, margins=(12, 5, 12, 5), parent=self.label)
        self.label.hide()
        sheet.installEventFilter(self)
        sheet.scroller.installEventFilter(self)

    def show_pdf(self, pdf: bytes, pages: int) -> None:
        """Show a drawn paper from its first page."""
        self.pages = pages
        self.paper.pdf, self.paper.page = pdf, 0
        if self.sheet.isVisible():
            self.turn_to(0)

    def say(self, words: str) -> None:
        """Say on the sheet how far the drawing is, or what went wrong."""
        self.sheet.paper.clear(words)

    def forget(self) -> None:
        """The report is another: its paper is not this one any more."""
        self.pages = 0
        self.paper.clear()

    def turn_to(self, page: int) -> None:
        """Show a page, as far as there are pages."""
        if not self.pages:
            return
        self.paper.page = max(0, min(self.pages - 1, page))
        self.sheet.paper.show_pdf(self.paper.pdf, page=self.paper.page)
        self.sheet.scroller.verticalScrollBar().setValue(0)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if not self.active:
            return False
        if watched is self.sheet and event.type() == QEvent.Type.Show:
            self._opened()
        elif watched is self.sheet and event.type() == QEvent.Type.Hide:
            set_shown(self.label, False)
            self._closed()
        elif watched is self.sheet and event.type() == QEvent.Type.Resize:
            self._place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event.key())
        return False

    def _pressed(self, key: int) -> bool:
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.turn_to(0 if key == Qt.Key.Key_Home else self.pages - 1)
            return True
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn_to(self.paper.page + _STEPS[Qt.Key(key)])
            return True
        return False

    def _opened(self) -> None:
        if self.pages:
            self._place()
        else:
            self._asked()

    def _place(self) -> None:
        """Lay the page number at the foot of the sheet."""
        set_shown(self.label, bool(self.pages))
        self.where.setText(f"Trang {self.paper.page + 1} trong {self.pages:,}".replace(",", "."))
        self.label.adjustSize()
        left = (self.sheet.width() - self.label.width()) // 2
        self.label.move(QPoint(left, self.sheet.height() - self.label.height() - theme().gap(8)))
        self.label.raise_()
