"""A paper over the window, page by page, exactly as it will be printed: before an act is written, or before a reprint.

Its pages are rendered on the desk worker and shown as they are; PageUp and PageDown turn them, Esc gives the form
back with everything that was typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.kit.layout import Column, Plain, Row, Surface
from app.ui.kit.paper import Paper, render_pdf
from app.ui.kit.shadow import REACH
from app.ui.kit.text import KeyHints, Text
from app.ui.shell.overlay import Overlay

_WIDEST = 860
_PAGE_OF = "trang {} trong {}"
_KEYS = [("PgUp PgDn", "lật trang"), ("Esc", "quay lại")]


@dataclass(frozen=True, slots=True)
class Pages:
    """A rendered paper: what it is called, and its pages."""

    title: str
    images: tuple[QImage, ...]


def render(pdf: bytes, title: str, width: int) -> Pages:
    """Render every page of a PDF, `width` device pixels wide."""
    images: list[QImage] = []
    while True:
        try:
            images.append(render_pdf(pdf, width, len(images)))
        except IndexError:
            return Pages(title, tuple(images))


class PaperView(Overlay):
    """Shows the pages of one paper."""

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.pages: Pages | None = None
        self.at = 0
        self.title, self.count = Text(kind="name"), Text(kind="help")
        self.paper = Paper()
        self.scroller = QScrollArea()
        self.scroller.setProperty("k", "clear")
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setWidget(Plain(Column(self.paper, None, gap=0)))
        self.head = Surface()
        Row(self.title, self.count, None, KeyHints(_KEYS), gap=12, margins=(14, 6, 14, 6), parent=self.head)
        middle = Column(self.head, (self.scroller, 1), gap=8)
        Row(None, middle, None, gap=0, margins=(24, 12, 24, 12), parent=self)
        for key, by in (("PgUp", -1), ("PgDown", 1)):
            turn = QShortcut(QKeySequence(key), self)
            turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda by=by: self.turn(by))

    @property
    def wanted_width(self) -> int:
        """How many device pixels wide the pages should be rendered to be sharp here."""
        return max(1, round((self._wide() - 2 * REACH) * self.devicePixelRatioF()))

    def show_pages(self, pages: Pages) -> None:
        """Show a paper from its first page."""
        self.pages, self.at = pages, 0
        wide = self._wide()
        self.paper.setFixedWidth(wide)
        full = wide + self.scroller.verticalScrollBar().sizeHint().width() + 2
        self.scroller.setFixedWidth(full)
        self.head.setFixedWidth(full)
        self.title.setText(pages.title)
        self._show()
        if not self.isVisible():
            self.open_over()
        self.scroller.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self, by: int) -> None:
        """Show another page, where there is one."""
        if self.pages is not None and 0 <= self.at + by < len(self.pages.images):
            self.at += by
            self._show()

    def _show(self) -> None:
        assert self.pages is not None
        image = self.pages.images[self.at]
        self.paper.show_image(image)
        self.paper.setFixedHeight(self.paper.heightForWidth(self.paper.width()))
        self.scroller.verticalScrollBar().setValue(0)
        self.count.setText(_PAGE_OF.format(self.at + 1, len(self.pages.images)))

    def _wide(self) -> int:
        return min(_WIDEST, self.covered.width() - 96)
