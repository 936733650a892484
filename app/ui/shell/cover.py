"""A page that covers the window: the brand at the left, a card at the right with what went wrong and two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shell.brand import BrandPanel
from app.ui.shortcuts import Shortcut, bind


class Cover(QWidget):
    """Title, sense, what the page is about, what went wrong, the way out (Esc) and the next right thing.

    `left` says that whoever looks at it wants none of it. `busy` keeps both keys from doing anything.
    """

    left = Signal()

    def __init__(self, parent: QWidget, sentence: str, lines: Sequence[tuple[Mark, str]]) -> None:
        """Stand over `parent`; `sentence` and `lines` are the brand's."""
        super().__init__(parent)
        brand = BrandPanel(sentence)
        brand.set_lines(lines)
        self.title, self.sense = Text(kind="hero"), Text(tone="ink2", wrap=True)
        self.above, self.content = Column(gap=8), Column(gap=8)
        self._sign, self.trouble = MarkView(Mark.ERROR, 14), Text(tone="danger", wrap=True)
        told = Row(self._sign, (self.trouble, 1), gap=7)
        told.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop)
        self.back = Button("", "quiet", key="Esc")
        self.primary = Button("", "primary", key=Shortcut.PRIMARY, large=True)
        self.busy = False
        self.card = QFrame()
        self.card.setProperty("k", "card")
        Column(
            self.above, self.title, self.sense, 4, self.content, Plain(told), Row(self.back, None, self.primary),
            gap=8, margins=(28, 20, 28, 18), parent=self.card,
        )  # fmt: skip
        Row(brand, None, Column(None, self.card, None), None, gap=0, parent=self)
        self.primary.clicked.connect(self._go_on)
        self.back.clicked.connect(self._go_back)
        bind(self, Shortcut.PRIMARY, self._go_on)
        changes().changed.connect(self._scale)
        self._scale()

    def go_on(self) -> None:
        """Do the next right thing (Ctrl+Enter)."""

    def go_back(self) -> None:
        """Go one step back (Esc); the first one leaves."""
        self.left.emit()

    def begin_at(self) -> QWidget:
        """Return where to begin."""
        return self.primary

    def tell(self, sentence: str) -> None:
        """Say what is wrong, or nothing any more."""
        self.trouble.setText(sentence)
        set_shown(self.trouble, bool(sentence))
        set_shown(self._sign, bool(sentence))
        # Large letters leave no room for both.
        set_shown(self.sense, not (sentence and theme().compact))

    def _go_on(self) -> None:
        if not self.busy:
            self.go_on()

    def _go_back(self) -> None:
        if not self.busy:
            self.go_back()

    def _scale(self) -> None:
        self.tell(self.trouble.text())
        self.card.setFixedWidth(round(720 * (1 + (theme().factor - 1) * 0.22)))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        # A widget that is not shown yet is given no key. A window that comes back from the task bar keeps its cursor.
        if not event.spontaneous():
            self.begin_at().setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Not a shortcut: Esc first closes a list that is open, which has it as one.
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(self.rect(), theme().colour("bg"))
