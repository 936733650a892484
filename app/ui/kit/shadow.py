"""Soft shadows under paper and pop-ups, painted, since QSS has none and effects cost a repaint of everything."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.kit.theme import theme

REACH = 8


def paint_shadow(painter: QPainter, rect: QRectF, radius: float = 2.0, *, strength: float = 0.035) -> None:
    """Paint a shadow that fades over `REACH` pixels around `rect`, a little lower than it; none in high contrast."""
    look = theme()
    if look.tokens.contrast:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    colour = look.colour("shadow")
    for step in range(REACH, 0, -1):
        colour.setAlphaF(strength * (REACH - step + 1) / REACH)
        painter.setBrush(colour)
        grown = rect.adjusted(-step * 0.6, -step * 0.3, step * 0.6, step)
        painter.drawRoundedRect(grown, radius + step, radius + step)
    painter.restore()
