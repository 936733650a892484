"""The tiles of Hôm nay: a figure, its mark, its name, one line of sense, its key; it opens its list beneath."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.ui.kit.buttons import paint_focus
from app.ui.kit.icons import paint_icon
from app.ui.kit.marks import Mark, paint_mark
from app.ui.kit.theme import theme
from app.ui.kit.tokens import HEIGHT, RADIUS_CARD
from app.ui.shortcuts import Shortcut

_CENTRE = Qt.AlignmentFlag.AlignVCenter
_NOTHING = "không có"


class Tile(QAbstractButton):
    """One count of the day; `mark` is a Mark, or the name of a filled icon with a tone."""

    def __init__(self, name: str, mark: Mark | str, *, tone: str = "", key: Shortcut | None = None) -> None:
        """Start with nothing to show."""
        super().__init__()
        self.name, self.mark, self.cap = name, mark, key.cap if key else ""
        self.tone = tone or (mark.tone if isinstance(mark, Mark) else "link")
        self.figure, self.sense = 0, _NOTHING
        self.setText(name)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_figure(0, "")

    def show_figure(self, figure: int, sense: str = "") -> None:
        """Show a count with its line of sense ("3 hồ sơ hẹn trước 11:30"); zero says so itself."""
        self.figure, self.sense = figure, sense if figure else _NOTHING
        self.setAccessibleName(f"{self.name}: {figure}. {self.sense}")
        self.setToolTip(self.sense if figure else "")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        words = max(
            QFontMetricsF(look.font("name")).horizontalAdvance(self.name),
            QFontMetricsF(look.font("help")).horizontalAdvance(self.sense),
        )
        return QSize(round(words) + 2 * look.gap(16), look.px(HEIGHT["tile"]))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        name = QFontMetricsF(theme().font("name")).horizontalAdvance(self.name)
        return QSize(round(name) + 2 * theme().gap(16), theme().px(HEIGHT["tile"]))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter, on = theme(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if on else float(look.border)
        painter.setPen(QPen(look.colour("link" if on else "line2" if self.underMouse() else "line"), width))
        painter.setBrush(look.colour("soft" if on else "surface"))
        half = width / 2
        frame = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, RADIUS_CARD, RADIUS_CARD)
        left, right = float(look.gap(16)), float(self.width() - look.gap(14))
        self._paint_figure(painter, left)
        painter.setFont(look.font("key"))
        painter.setPen(look.colour("ink3"))
        painter.drawText(QRectF(left, look.px(12), right - left, look.px(18)), Qt.AlignmentFlag.AlignRight, self.cap)
        line = look.px(18)
        bottom = self.height() - look.px(10)
        painter.setFont(look.font("name"))
        painter.setPen(look.colour("ink"))
        painter.drawText(QRectF(left, bottom - 2 * line - 1, right - left, line), _CENTRE, self.name)
        font = look.font("help")
        sense = QFontMetricsF(font).elidedText(self.sense, Qt.TextElideMode.ElideRight, right - left)
        painter.setFont(font)
        painter.setPen(look.colour("ink3" if not self.figure else "ink2"))
        painter.drawText(QRectF(left, bottom - line, right - left, line), _CENTRE, sense)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3), RADIUS_CARD - 3)

    def _paint_figure(self, painter: QPainter, left: float) -> None:
        look, tone = theme(), self.tone if self.figure else "ink3"
        font, text = look.font("figure"), f"{self.figure:,}".replace(",", ".")
        painter.setFont(font)
        painter.setPen(look.colour(tone))
        top, height = float(look.px(8)), float(look.px(38))
        painter.drawText(QRectF(left, top, 200, height), _CENTRE, text)
        left += QFontMetricsF(font).horizontalAdvance(text) + look.gap(10)
        edge = look.px(16 if isinstance(self.mark, str) else 14)
        square = QRectF(round(left), round(top + height / 2 - edge / 2) + 1, edge, edge)
        if isinstance(self.mark, Mark):
            paint_mark(painter, square, self.mark, tone)
        else:
            paint_icon(painter, square, self.mark, getattr(look.tokens, tone), filled=True)
