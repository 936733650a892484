"""The paper enlarged (F7): the page of a preview over the whole window, wide enough to read its small print."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.paper import Paper
from app.ui.kit.shadow import REACH
from app.ui.shell.overlay import Overlay

_WIDEST = 860


class PaperSheet(Overlay):
    """Shows the page another `Paper` shows, larger; F7 or Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.paper = Paper()
        self.scroller = QScrollArea()
        self.scroller.setProperty("k", "clear")
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setWidget(Plain(Column(self.paper, None, gap=0)))
        Row(None, self.scroller, None, gap=0, margins=(24, 16, 24, 16), parent=self)

    def open_for(self, small: Paper) -> None:
        """Show what `small` shows; a PDF is rendered again so that it is sharp at this size."""
        width = min(_WIDEST, self.covered.width() - 96)
        self.paper.ratio, self.paper.empty = small.ratio, small.empty
        self.paper.setFixedWidth(width)
        self.paper.setFixedHeight(round((width - 2 * REACH) * small.ratio) + 2 * REACH)
        self.scroller.setFixedWidth(width + self.scroller.verticalScrollBar().sizeHint().width() + 2)
        if small.pdf:
            self.paper.show_pdf(small.pdf, page=small.page)
        else:
            self.paper.show_image(small.image)
        self.open_over()
        self.scroller.setFocus(Qt.FocusReason.OtherFocusReason)
