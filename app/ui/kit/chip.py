"""Filter chips over a table."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui.kit.buttons import paint_focus
from app.ui.kit.icons import paint_icon
from app.ui.kit.style import set_state
from app.ui.kit.theme import theme
from app.ui.kit.tokens import HEIGHT

_CENTRE = Qt.AlignmentFlag.AlignVCenter


class Chip(QPushButton):
    """A filter: off it shows its name and ⌄, on its value and ✕ ("Trạng thái: chưa trả kết quả").

    `clicked` asks for its menu or toggles; `cleared` comes from a click while it is on.
    """

    cleared = Signal()

    def __init__(self, name: str, *, menu: bool = True) -> None:
        """`menu` shows ⌄ while off."""
        super().__init__(name)
        self.name, self.has_menu, self.shown_value = name, menu, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.clicked.connect(lambda: self.cleared.emit() if self.shown_value else None)

    @property
    def on(self) -> bool:
        """Whether the filter holds."""
        return bool(self.shown_value)

    def set_value(self, words: str | None) -> None:
        """Hold a value ("chưa trả kết quả"), or hold nothing."""
        self.shown_value = words or ""
        same = self.shown_value == self.name
        self.setText(self.name if not words or same else f"{self.name}: {words}")
        self.setAccessibleName(self.text())
        set_state(self, "on", self.on)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = QFontMetricsF(look.font("text", bold=self.on)).horizontalAdvance(self.text())
        sign = look.px(14) + look.gap(5) if self.on or self.has_menu else 0
        return QSize(round(width) + 2 + sign + 2 * look.gap(11), look.px(HEIGHT["chip"]))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("link" if self.on else "line2"), look.border))
        painter.setBrush(look.colour("soft" if self.on else "surface2" if self.underMouse() else "surface"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(look.font("text", bold=self.on))
        painter.setPen(look.colour("link" if self.on else "ink2"))
        painter.drawText(QRectF(look.gap(11), 0, self.width(), self.height()), _CENTRE, self.text())
        if self.on or self.has_menu:
            edge = look.px(14)
            sign = QRectF(self.width() - edge - look.gap(10), (self.height() - edge) // 2, edge, edge)
            colour = look.tokens.link if self.on else look.tokens.ink3
            paint_icon(painter, sign, "dismiss" if self.on else "chevron_down", colour)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), rect.height() / 2)
