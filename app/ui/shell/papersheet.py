"""The paper enlarged (F7): over the whole window, wide enough to read its small print, and turned to its last page.

Every screen shows its papers here: what a small preview shows, or a paper drawn only when it is asked for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.paper import Paper, page_count
from app.ui.kit.text import KeyHints, Text
from app.ui.shell.overlay import Overlay

_WIDEST = 860
"""Of a page that stands; one that lies gets more, so that its letters are as large."""
_TURN, _READ = [("PgUp PgDn", "lật trang")], [("↑ ↓", "cuộn"), ("Esc", "đóng")]


class PaperSheet(Overlay):
    """Shows the pages of one PDF; PgUp, PgDn, Home and End turn them, F7 or Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.paper = Paper()
        self.pdf, self.page, self.pages = b"", 0, 0
        self.scroller = QScrollArea()
        self.scroller.setProperty("k", "clear")
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setWidget(Plain(Column(self.paper, None, gap=0)))
        self.title, self.where, self.foot = Text(kind="help"), Text(kind="name"), QFrame()
        self.foot.setProperty("k", "popup")
        self.turning = Plain(Row(self.where, KeyHints(_TURN), gap=12))
        Row(self.title, self.turning, KeyHints(_READ), gap=12, margins=(12, 4, 12, 4), parent=self.foot)
        middle = Row(None, self.scroller, None, gap=0)
        Column((middle, 1), Row(None, self.foot, None), gap=8, margins=(24, 16, 24, 12), parent=self)
        steps = {"PgUp": lambda: self.page - 1, "PgDown": lambda: self.page + 1, "Home": lambda: 0,
                 "End": lambda: self.pages - 1}  # fmt: skip
        self._turns: list[QShortcut] = []
        for key, to in steps.items():
            turn = QShortcut(QKeySequence(key), self)
            turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda to=to: self.turn_to(to()))
            self._turns.append(turn)

    def open_for(self, small: Paper) -> None:
        """Show what `small` shows."""
        if small.pdf:
            self.show_pdf(small.pdf)
        else:
            self.say(small.empty, small.ratio)
            self.paper.show_image(small.image)

    def say(self, words: str, ratio: float = 297 / 210) -> None:
        """Show an empty sheet with words: how far the drawing is, or what went wrong."""
        self.paper.ratio = ratio
        self.paper.clear(words)
        self._take(b"", 0)
        self._fit()
        self._cover()

    def show_pdf(self, pdf: bytes, title: str = "") -> None:
        """Show a PDF from its first page; `title` stands at the foot."""
        self._take(pdf, page_count(pdf), title)
        self.turn_to(0)
        self._cover()

    def turn_to(self, page: int) -> None:
        """Show a page, as far as there are pages; rendered for this size, so that it is sharp."""
        self.page = max(0, min(self.pages - 1, page))
        self._fit()
        width = self.paper.width()
        self.paper.show_pdf(self.pdf, page=self.page)
        self._fit()
        if self.paper.width() != width:
            # It lies where another stood, which is known once it is rendered.
            self.paper.show_pdf(self.pdf, page=self.page)
        self.scroller.verticalScrollBar().setValue(0)
        self.where.setText(f"Trang {self.page + 1} trong {self.pages:,}".replace(",", "."))

    def _take(self, pdf: bytes, pages: int, title: str = "") -> None:
        self.pdf, self.pages = pdf, pages
        self.title.setText(title)
        set_shown(self.title, bool(title))
        several = pages > 1
        set_shown(self.foot, several or bool(title))
        set_shown(self.turning, several)
        for turn in self._turns:
            # Of one page these keys show the rest.
            turn.setEnabled(several)

    def _fit(self) -> None:
        """Give the sheet the width its page is read at, and the height that follows."""
        width = min(round(_WIDEST / min(1, self.paper.ratio)), self.covered.width() - 96)
        self.paper.setFixedSize(width, self.paper.heightForWidth(width))
        self.scroller.setFixedWidth(width + self.scroller.verticalScrollBar().sizeHint().width() + 2)

    def _cover(self) -> None:
        if self.isHidden():
            self.open_over()
        self.scroller.setFocus(Qt.FocusReason.OtherFocusReason)
