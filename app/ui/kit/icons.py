"""Draws the Fluent pictures of resources/icons in a token's colour, as vectors, so they are sharp at any ratio.

Fluent draws each picture again for 16 and for 20 px; the drawing nearest below the asked size is taken, since a
20-px drawing shrunk to 16 has soft edges on a cheap screen. An icon always stands beside a word, so it is silent.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.theme import theme

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "icons"


@cache
def _renderer(name: str, drawing: int, filled: bool, colour: str) -> QSvgRenderer:
    suffix = "_filled" if filled else ""
    file = FOLDER / f"{name}_{drawing}{suffix}.svg"
    if not file.exists():
        file = FOLDER / f"{name}_20{suffix}.svg"
    drawn = file.read_text(encoding="utf-8").replace("<svg ", f'<svg fill="{colour}" ', 1)
    return QSvgRenderer(QByteArray(drawn.encode()))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str, *, filled: bool = False) -> None:
    """Paint the picture `name` into `rect` in `colour` (`#RRGGBB`). Raises FileNotFoundError for an unknown name."""
    drawing = 16 if rect.width() < 20 else 20
    _renderer(name, drawing, filled, colour).render(painter, rect)


class Icon(QWidget):
    """A picture beside a word; `tone` is the name of a token, `size` its edge in pixels at 100 %."""

    def __init__(self, name: str, tone: str = "ink2", size: int = 16) -> None:
        """Keep the file's name without size and suffix."""
        super().__init__()
        self.name, self.tone, self.size_ = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tone: str | None = None) -> None:
        """Show another picture, in another tone if given."""
        self.name, self.tone = name, tone or self.tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        edge = theme().px(self.size_)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        edge = theme().px(self.size_)
        rect = QRectF(0, (self.height() - edge) // 2, edge, edge)
        paint_icon(QPainter(self), rect, self.name, getattr(theme().tokens, self.tone))
