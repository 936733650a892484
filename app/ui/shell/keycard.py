"""The key card (F1): every key that works on the open screen, printed from the enum, so that it cannot lie.

Who asks for help may want more than keys: where the package brought the guide along, the card opens it in the browser.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.paths import guide
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Grid, Line, Plain, Row, set_shown
from app.ui.kit.text import KeyCap, Text
from app.ui.kit.theme import theme
from app.ui.shell.overlay import Overlay
from app.ui.shortcuts import Screen, Shortcut, on_screen

_TITLE = "Bảng phím"
_GO = (
    Shortcut.TODAY, Shortcut.RECEIVE, Shortcut.LOOKUP, Shortcut.RETURN, Shortcut.HANDOVER, Shortcut.REPORTS,
    Shortcut.CLOSE_DAY, Shortcut.SETTINGS, Shortcut.SEARCH, Shortcut.LOCK, Shortcut.HELP,
)  # fmt: skip
_PARTS = tuple(key for key in Shortcut if key.name.startswith("PART_"))


def key_groups(screen: Screen | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the card of a screen: groups of (key cap, words), the six Alt+digit keys as one line."""
    keys = on_screen(screen or Screen.EVERYWHERE)
    own = [(key.cap, key.word) for key in keys if Screen.EVERYWHERE not in key.screens]
    go = [(key.cap, key.word) for key in _GO]
    doing = [
        (key.cap, key.word) for key in keys
        if Screen.EVERYWHERE in key.screens and key not in _GO and key not in _PARTS
    ]  # fmt: skip
    doing.insert(0, ("Alt+1…6", "Phần thứ mấy của màn hình, từ trên xuống"))
    groups = [("Đi đến", go), ("Làm việc", doing), ("Riêng màn hình này", own)]
    return [group for group in groups if group[1]]


class KeyCard(Overlay):
    """The card over the window; F1 or Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        """Cover `parent`, hidden at first."""
        super().__init__(parent)
        self.settings = Button("Cài đặt", "secondary", key=Shortcut.SETTINGS, icon="settings")
        self.guide = Button("Mở hướng dẫn", "secondary", icon="book_open")
        self.close_button = Button("Đóng", "secondary", key="Esc")
        self.close_button.clicked.connect(self.close_over)
        self.settings.clicked.connect(self.close_over)
        self.guide.clicked.connect(self._open_guide)
        self._page: Path | None = None
        self._card: QFrame | None = None
        self._place = Row(gap=0, margins=(24, 16, 24, 16), parent=self)

    def open_for(self, screen: Screen | None, title: str, *, with_settings: bool) -> None:
        """Show the keys of a screen; Cài đặt is reached from here where the rail has no room for it."""
        if self._card is not None:
            for button in (self.settings, self.guide, self.close_button):
                button.setParent(self)
            self._card.deleteLater()
        self._page = guide("can-bo")
        set_shown(self.settings, with_settings)
        set_shown(self.guide, self._page is not None)
        self._card = self._make(screen, title)
        self._place.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self.open_over()
        # The arrows scroll where the window is smaller than the card; Esc still reaches the overlay.
        self._card.findChildren(QScrollArea)[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _open_guide(self) -> None:
        if self._page is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._page)))
            self.close_over()

    def _make(self, screen: Screen | None, title: str) -> QFrame:
        card = QFrame()
        card.setProperty("k", "card")
        columns: list[Column] = []
        for name, lines in key_groups(screen):
            grid = Grid(gaps=(10, 6))
            grid.setColumnStretch(1, 1)
            for at, (cap, words) in enumerate(lines):
                grid.addWidget(KeyCap(cap), at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(Text(words), at, 1)
            group = Plain(Column(Text(name, "section"), 2, grid, gap=6))
            if len(columns) == 2 and theme().compact:
                # No room for three columns: the screen's own keys stand under the places to go to.
                columns[0].add(14, group)
            else:
                columns.append(Column(group, gap=0))
        for column in columns:
            column.add(None)
        groups = Row(*columns, gap=32)
        buttons = (self.settings, self.guide, self.close_button)
        head = Row(Text(_TITLE, "page"), Text(title, tone="ink2"), None, *buttons, gap=10)
        scroll = QScrollArea()
        scroll.setProperty("k", "clear")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = Plain(groups)
        scroll.setWidget(inner)
        # The card asks for its whole content and scrolls only where the window is smaller.
        hint = inner.sizeHint()
        bar = scroll.verticalScrollBar().sizeHint().width()
        room = self.covered.size()
        edge = theme().gap(48)
        chrome = theme().px(96)
        scroll.setFixedSize(
            min(hint.width() + bar + 8, room.width() - 2 * edge), min(hint.height() + 2, room.height() - chrome - edge)
        )
        Column(Plain(head), Line(), 2, scroll, gap=10, margins=(20, 14, 20, 14), parent=card)
        return card
