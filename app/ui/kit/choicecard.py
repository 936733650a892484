"""Big choices that explain themselves: one of two versions of a fact, one of three ways to start."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from app.ui.kit.buttons import paint_focus
from app.ui.kit.icons import paint_icon
from app.ui.kit.text import cap_size, paint_cap
from app.ui.kit.theme import theme
from app.ui.shortcuts import Shortcut

_CENTRE = Qt.AlignmentFlag.AlignVCenter


class ChoiceCard(QRadioButton):
    """A big choice with a title, up to two lines of sense, a key, and an icon or initials at its left."""

    def __init__(
        self, title: str, lines: Sequence[str] = (), *, key: Shortcut | str = "", icon: str = "", kind: str = "name"
    ) -> None:
        """Show a choice; cards of one parent exclude each other."""
        super().__init__(title)
        self.lines, self.icon_name, self.kind = list(lines), icon, kind
        self.cap = key.cap if isinstance(key, Shortcut) else key
        self.setAccessibleDescription(". ".join(lines))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_lines(self, title: str, lines: Sequence[str]) -> None:
        """Show other words."""
        self.setText(title)
        self.lines = list(lines)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        widths = [QFontMetricsF(look.font(self.kind)).horizontalAdvance(self.text())]
        widths += [QFontMetricsF(look.font("help")).horizontalAdvance(line) for line in self.lines]
        cap = cap_size(self.cap).width() + look.gap(24) if self.cap else look.gap(14)
        height = look.gap(20) + look.px(19 if self.kind == "name" else 24) + look.px(18) * len(self.lines)
        return QSize(self._left() + round(max(widths)) + 2 + cap, height)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: D102
        return True

    def _left(self) -> int:
        look = theme()
        return look.gap(14) + look.px(18) + look.gap(20) + (look.px(20) + look.gap(14) if self.icon_name else 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter, on = theme(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if on else look.border
        painter.setPen(QPen(look.colour("link" if on else "line2"), width))
        painter.setBrush(look.colour("soft" if on else "surface2" if self.underMouse() else "surface"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 6, 6)
        self._paint_radio(painter, on)
        if self.icon_name:
            edge = look.px(20)
            left = look.gap(14) + look.px(18) + look.gap(20)
            rect = QRectF(left, (self.height() - edge) // 2, edge, edge)
            paint_icon(painter, rect, self.icon_name, look.tokens.link if on else look.tokens.ink2)
        self._paint_words(painter)
        if self.cap:
            size = cap_size(self.cap)
            right = self.width() - look.gap(14) - size.width()
            top = (self.height() - size.height()) // 2 if self.icon_name else look.gap(10)
            paint_cap(painter, QRectF(right, top, size.width(), size.height()), self.cap)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3), 4)

    def _paint_radio(self, painter: QPainter, on: bool) -> None:
        look, edge = theme(), theme().px(18)
        rect = QRectF(look.gap(14), (self.height() - edge) / 2, edge, edge).adjusted(0.75, 0.75, -0.75, -0.75)
        painter.setPen(QPen(look.colour("link" if on else "line2"), 1.25))
        painter.setBrush(look.colour("link" if on else "surface"))
        painter.drawEllipse(rect)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("surface"))
            inner = edge * 0.3
            painter.drawEllipse(rect.adjusted(inner, inner, -inner, -inner))

    def _paint_words(self, painter: QPainter) -> None:
        look, left = theme(), self._left()
        title = look.px(19 if self.kind == "name" else 24)
        top = (self.height() - title - look.px(18) * len(self.lines)) // 2
        painter.setFont(look.font(self.kind))
        painter.setPen(look.colour("ink"))
        painter.drawText(QRectF(left, top, self.width() - left, title), _CENTRE, self.text())
        top += title
        for at, line in enumerate(self.lines):
            first = at == 0 and len(self.lines) > 1
            painter.setFont(look.font("text" if first else "help"))
            painter.setPen(look.colour("ink" if first else "ink3"))
            painter.drawText(QRectF(left, top, self.width() - left, look.px(18)), _CENTRE, line)
            top += look.px(18)
