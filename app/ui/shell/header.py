"""The header: what this screen is, the one search box, who sits here, and the lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Line, Plain, Row, Surface, set_shown
from app.ui.kit.search import SearchBox
from app.ui.kit.text import Avatar, Elided, Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

SEARCH_HINT = "Mã hồ sơ, tên, số định danh, điện thoại"
SEARCH_HINT_SHORT = "Tìm hồ sơ"


class Header(QFrame):
    """Title and subtitle, search box, officer and desk, Khóa."""

    def __init__(self) -> None:
        """Start with no officer."""
        super().__init__()
        self.setProperty("k", "surface")
        self.title, self.subtitle = Text(kind="page"), Elided(kind="text", tone="ink2")
        self.search = SearchBox(SEARCH_HINT, key=Shortcut.SEARCH.cap, header=True)
        self.search.setAccessibleName("Ô tìm hồ sơ")
        self.avatar, self.officer, self.desk = Avatar(), Text(kind="name"), Text(kind="help", tone="ink2")
        self.lock = Button("Khóa", "quiet", icon="lock_closed")
        self.lock.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.lock.setToolTip(f"Khóa quầy ({Shortcut.LOCK.cap})")
        self._name, self._wide = "", False
        self._person = Plain(Row(self.avatar, Column(None, self.officer, self.desk, None, gap=0), gap=8))
        bar = Surface()
        Row(
            self.title, (Plain(Row((self.subtitle, 1))), 1), self.search, 4, self._person, 4, self.lock,
            gap=8, margins=(20, 0, 16, 0), parent=bar,
        )  # fmt: skip
        Column((bar, 1), Line(), gap=0, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_officer("", "")
        changes().changed.connect(self._fit)

    def set_headline(self, title: str, subtitle: str) -> None:
        """Say what the screen is."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self._fit()

    def set_officer(self, name: str, desk: str) -> None:
        """Say who sits here; nobody while locked or before the first start."""
        self._name = name
        self.avatar.set_name(name)
        self.desk.setText(desk)
        set_shown(self._person, bool(name))
        set_shown(self.lock, bool(name))
        self._fit()

    def set_wide(self, wide: bool) -> None:
        """Widen the box on the screen that owns it."""
        self._wide = wide
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), theme().px(HEIGHT["header"]))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        compact = look.compact or self.width() < 1000
        self.officer.setText(" ".join(self._name.split()[-2:]) if compact else self._name)
        set_shown(self.lock, bool(self._name) and not compact)
        set_shown(self.subtitle, not compact)
        self.search.setPlaceholderText(SEARCH_HINT_SHORT if compact else SEARCH_HINT)
        self.search.setFixedWidth(look.px((420 if self._wide else 300) if compact else (560 if self._wide else 400)))
