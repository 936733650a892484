"""The program's mark: a gold door standing open in an arch, painted from six lines, so there is no picture file."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.theme import theme
from app.ui.kit.tokens import LIGHT


def paint_door(painter: QPainter, rect: QRectF, gold: str, ground: str) -> None:
    """Paint the door into a square: arch, threshold, open leaf, knob."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 28, rect.height() / 28)
    arch = QPainterPath(QPointF(5.5, 25.6))
    arch.lineTo(5.5, 10.5)
    arch.arcTo(QRectF(5.5, 2, 17, 17), 180, -180)
    arch.lineTo(22.5, 25.6)
    pen = QPen(painter.brush(), 2)
    pen.setColor(gold)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(arch)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(1.2, 26.2), QPointF(26.8, 26.2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QPen(gold).brush())
    painter.drawPolygon(QPolygonF([QPointF(10, 12), QPointF(17, 14.4), QPointF(17, 26), QPointF(10, 26)]))
    painter.setBrush(QPen(ground).brush())
    painter.drawEllipse(QPointF(15, 20), 1.1, 1.1)
    painter.restore()


class Door(QWidget):
    """The mark on the rail's colour, `size` pixels at 100 %."""

    def __init__(self, size: int = 28) -> None:
        """Silent for screen readers: the title of the window says the name."""
        super().__init__()
        self.edge = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: D102
        edge = theme().px(self.edge)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        tokens = theme().tokens
        edge = theme().px(self.edge)
        square = QRectF((self.width() - edge) // 2, (self.height() - edge) // 2, edge, edge)
        paint_door(QPainter(self), square, tokens.gold, tokens.rail)


def window_icon() -> QIcon:
    """Return the mark as the window's icon, in the sizes a task bar asks for."""
    icon = QIcon()
    for edge in (16, 20, 24, 32, 48, 64, 256):
        pixmap = QPixmap(edge, edge)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QPen(LIGHT.rail).brush())
        painter.drawRoundedRect(QRectF(0, 0, edge, edge), edge * 0.18, edge * 0.18)
        inset = edge * 0.14
        paint_door(painter, QRectF(0, 0, edge, edge).adjusted(inset, inset, -inset, -inset), LIGHT.gold, LIGHT.rail)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
