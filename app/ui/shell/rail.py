"""The rail at the left: where an officer can go, each with icon, word, key and perhaps a count that waits.

Only screens that exist are shown, so that nothing on it is dead. The rail is last in tab order: every item has a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from app.ui.kit.buttons import paint_focus
from app.ui.kit.icons import paint_icon
from app.ui.kit.layout import Column, set_shown
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shell.mark import Door
from app.ui.shortcuts import Screen, Shortcut

HELP = "help"


@dataclass(frozen=True, slots=True)
class RailPlace:
    """One place of the rail: the screen's name, its word, its icon, its key."""

    name: str
    word: str
    icon: str
    key: Shortcut


PLACES = (
    RailPlace(Screen.TODAY, "Hôm nay", "board", Shortcut.TODAY),
    RailPlace(Screen.RECEIVE, "Tiếp nhận", "document_add", Shortcut.RECEIVE),
    RailPlace(Screen.LOOKUP, "Tra cứu", "search", Shortcut.LOOKUP),
    RailPlace(Screen.RETURN, "Trả kết quả", "document_checkmark", Shortcut.RETURN),
    RailPlace(Screen.HANDOVER, "Bàn giao", "people_swap", Shortcut.HANDOVER),
    RailPlace(Screen.REPORTS, "Sổ và báo cáo", "book_open", Shortcut.REPORTS),
    RailPlace(Screen.CLOSE, "Chốt ngày", "calendar_checkmark", Shortcut.CLOSE_DAY),
)
FOOT = (
    RailPlace(Screen.SETTINGS, "Cài đặt", "settings", Shortcut.SETTINGS),
    RailPlace(HELP, "Trợ giúp", "question_circle", Shortcut.HELP),
)


class RailItem(QAbstractButton):
    """One place, painted; the chosen one has a filled icon, a lighter ground and a gold bar."""

    def __init__(self, place: RailPlace, *, foot: bool = False) -> None:
        """`foot` items are lower: they have no room of their own to fill."""
        super().__init__()
        self.place, self.foot, self.count = place, foot, 0
        self.tall = HEIGHT["rail_item"]
        self.setText(place.word)
        self.setAccessibleName(f"{place.word}, {place.key.cap}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:  # noqa: D102
        # The window says which place is open; a click only asks for it.
        return

    def set_count(self, count: int) -> None:
        """Show how many things wait there; none for 0."""
        self.count = count
        words = f", {count} đang chờ" if count else ""
        self.setAccessibleName(f"{self.place.word}, {self.place.key.cap}{words}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        if self.foot:
            settings = self.place.key is Shortcut.SETTINGS
            return QSize(rail_width(), look.px(17) + look.gap(33) if settings else look.px(17 + 14) + look.gap(29))
        return QSize(rail_width(), self.tall)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter, on = theme(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on or self.underMouse():
            ground = look.colour("rail_selected")
            ground.setAlphaF(1.0 if on else 0.55)
            painter.fillRect(self.rect(), ground)
        if on:
            painter.fillRect(QRectF(0, 0, 3, self.height()), look.colour("gold"))
        ink = "rail_ink_selected" if on else "rail_ink"
        # The picture grows with the distances, not with the words: seven places must fit into 688 pixels.
        edge, word = look.gap(20), look.px(17)
        key = 0 if self.place.key is Shortcut.SETTINGS else look.px(14)
        top = (self.height() - edge - word - key - 3) / 2
        icon = QRectF((self.width() - edge) / 2, round(top), edge, edge)
        paint_icon(painter, icon, self.place.icon, getattr(look.tokens, ink), filled=on)
        painter.setPen(look.colour(ink))
        painter.setFont(look.font("label", bold=on))
        middle = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(0, top + edge + 3, self.width(), word), middle, self.place.word)
        if key:
            painter.setFont(look.font("key"))
            painter.drawText(QRectF(0, top + edge + 3 + word, self.width(), key), middle, self.place.key.cap)
        if self.count:
            self._paint_count(painter, icon)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, tone="rail_ink_selected")

    def _paint_count(self, painter: QPainter, icon: QRectF) -> None:
        look, text = theme(), str(self.count) if self.count < 100 else "99+"
        painter.setFont(look.font("key", bold=True))
        height = look.px(16)
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + look.px(8))
        bubble = QRectF(icon.right() - look.px(4), max(1.0, icon.top() - look.px(6)), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("gold"))
        painter.drawRoundedRect(bubble, height / 2, height / 2)
        painter.setPen(look.colour("rail"))
        painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, text)


def rail_width() -> int:
    """Return the width of the rail now: its words grow, its edges do not."""
    look = theme()
    return look.px(HEIGHT["rail_width"] - 12) + 12 if look.factor > 1 else HEIGHT["rail_width"]


class Rail(QFrame):
    """The mark and the places that exist; `asked` carries the name of the one that was clicked."""

    asked = Signal(str)

    def __init__(self, names: Iterable[str]) -> None:
        """Show the places among `names`, and help, which always exists."""
        super().__init__()
        names = set(names)
        self.setObjectName("rail")
        self.items = {place.name: RailItem(place) for place in PLACES if place.name in names}
        self.foot = {place.name: RailItem(place, foot=True) for place in FOOT if place.name in names | {HELP}}
        self.door = Door()
        column = Column(gap=0, parent=self)
        column.add(self.door)
        column.setAlignment(self.door, Qt.AlignmentFlag.AlignHCenter)
        for item in self.items.values():
            column.add(item)
        column.add(None, *self.foot.values(), 4)
        for name, item in (self.items | self.foot).items():
            item.clicked.connect(lambda _on, name=name: self.asked.emit(name))
        self._column = column
        changes().changed.connect(self._scale)
        self._scale()

    def choose(self, name: str) -> None:
        """Show which place is open."""
        for other, item in (self.items | self.foot).items():
            item.setChecked(other == name)

    def set_count(self, name: str, count: int) -> None:
        """Show how many things wait at a place."""
        if name in self.items:
            self.items[name].set_count(count)

    def _scale(self) -> None:
        self.setFixedWidth(rail_width())
        self.door.setFixedHeight(theme().px(HEIGHT["header"]))
        if Screen.SETTINGS in self.foot:
            set_shown(self.foot[Screen.SETTINGS], not theme().compact)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Share the height there is: 70 px a place, 64 when there are seven, less only when the words need it."""
        shown = [item for item in self.foot.values() if not item.isHidden()]
        room = self.height() - self.door.height() - sum(item.sizeHint().height() for item in shown) - 4
        wanted = theme().px(HEIGHT["rail_item_low" if len(self.items) > 6 else "rail_item"])
        for item in self.items.values():
            item.tall = max(theme().px(17 + 14) + theme().gap(20) + 4, min(wanted, room // max(1, len(self.items))))
            item.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(self.rect(), theme().colour("rail"))
