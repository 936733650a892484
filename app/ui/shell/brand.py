"""The dark side of the lock and of the first start: mark, name, centre, and arches of the door behind them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.layout import Column, Plain, Row, empty_layout
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shell.mark import Door

NAME = "Một Cửa"


class BrandPanel(QFrame):
    """450 px at the left: the name, a sentence, room for `middle`, and lines with gold marks at the foot."""

    def __init__(self, sentence: str, *middle: QWidget) -> None:
        """`sentence` is the centre's name, or what the program is for."""
        super().__init__()
        self.sentence = Text(sentence, "text", tone="rail_ink", wrap=True)
        self.name = Text(NAME, "brand", tone="rail_ink_selected")
        self._lines = Column(gap=8)
        Column(
            Row(Door(40), None), 14, self.name, self.sentence, 36, *middle, None, Plain(self._lines),
            gap=8, margins=(44, 42, 40, 34), parent=self,
        )  # fmt: skip
        changes().changed.connect(self._scale)
        self._scale()

    def set_lines(self, lines: Sequence[tuple[Mark, str]]) -> None:
        """Show short assurances at the foot ("Bản nháp lưu lúc 09:41 còn nguyên")."""
        empty_layout(self._lines)
        for mark, words in lines:
            text = Text(words, tone="rail_ink_selected", wrap=True)
            self._lines.add(Plain(Row(MarkView(mark, 12, tone="gold"), (text, 1), gap=10)))

    def _scale(self) -> None:
        self.setFixedWidth(round(450 * (1 + (theme().factor - 1) / 3)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.colour("rail"))
        if look.tokens.contrast:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gold = QColor(look.tokens.gold)
        gold.setAlphaF(0.14)
        painter.setPen(QPen(gold, 2))
        middle, top = 330.0, self.height() - 436.0
        for step in range(3):
            radius = 250.0 - 60 * step
            y = top + 105 * step
            arch = QPainterPath(QPointF(middle - radius, self.height() + 4))
            arch.lineTo(middle - radius, y + radius)
            arch.arcTo(QRectF(middle - radius, y, 2 * radius, 2 * radius), 180, -180)
            arch.lineTo(middle + radius, self.height() + 4)
            painter.drawPath(arch)
