"""The state marks, painted as shapes in a unit square, and the pill that holds one beside its word.

Each state has its own silhouette, so colour is never the only difference; a word always stands beside the mark, and
the screen reader hears only the word.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.kit.text import Text
from app.ui.kit.theme import theme


class Mark(Enum):
    """A mark by the state it stands for; the value is (shape, tone)."""

    RECEIVED = "ring", "link"
    PROCESSING = "half", "link"
    SUPPLEMENT = "bars", "wait"
    READY = "diamond", "ok"
    RETURNED = "disc_tick", "ok"
    REFUSED = "square_cross", "danger"
    STOPPED = "square", "ink3"
    DUE = "clock", "warn"
    OVERDUE = "triangle", "danger"
    ATTENTION = "flag", "danger"
    AT_DESK = "drive", "ink3"
    SENDING = "arrow", "link"
    SENT = "tick", "ok"
    MATCHED = "double_tick", "ok"
    CHANGED = "tick", "ink3"
    PAUSED = "bars", "warn"
    CAUTION = "triangle", "warn"
    EMPTY = "ring", "ink3"
    COMPLETE = "disc_tick", "ok"
    ERROR = "disc_bang", "danger"
    CHOSEN = "disc_tick", "link"
    OLD = "drawer", "ink3"

    @property
    def shape(self) -> str:
        """The silhouette's name."""
        return self.value[0]

    @property
    def tone(self) -> str:
        """The token its colour comes from, unless the place asks for another; the text's own in high contrast."""
        return "ink" if theme().tokens.contrast else self.value[1]


#: Shapes are given in a unit square and kept in one of 1,000: Qt flattens curves by an absolute tolerance.
_FINE = 1000.0


def _stroke(points: list[tuple[float, float]], width: float) -> QPainterPath:
    line = QPainterPath(QPointF(*points[0]) * _FINE)
    for x, y in points[1:]:
        line.lineTo(x * _FINE, y * _FINE)
    stroker = QPainterPathStroker()
    stroker.setWidth(width * _FINE)
    stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return stroker.createStroke(line)


def _polygon(points: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) * _FINE for x, y in points]))
    path.closeSubpath()
    return path


def _disc(radius: float, centre: tuple[float, float] = (0.5, 0.5)) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(*centre) * _FINE, radius * _FINE, radius * _FINE)
    return path


def _box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x * _FINE, y * _FINE, width * _FINE, height * _FINE), radius * _FINE, radius * _FINE)
    return path


_TICK = [(0.27, 0.52), (0.43, 0.68), (0.74, 0.34)]


@cache
def _path(shape: str) -> QPainterPath:
    """Return a shape in its square, ready to be filled."""
    ring = _disc(0.46).subtracted(_disc(0.32))
    frame = _box(0.08, 0.08, 0.84, 0.84, 0.1)
    hollow = frame.subtracted(_box(0.22, 0.22, 0.56, 0.56))
    match shape:
        case "ring":
            return ring
        case "half":
            return ring.united(_disc(0.40).intersected(_box(0.5, 0.0, 0.5, 1.0)))
        case "bars":
            return _box(0.14, 0.1, 0.25, 0.8).united(_box(0.61, 0.1, 0.25, 0.8))
        case "diamond":
            return _polygon([(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)])
        case "disc_tick":
            return _disc(0.5).subtracted(_stroke(_TICK, 0.13))
        case "disc_bang":
            return _disc(0.5).subtracted(_box(0.43, 0.2, 0.14, 0.37)).subtracted(_box(0.43, 0.66, 0.14, 0.14))
        case "square_cross":
            cross = _stroke([(0.28, 0.28), (0.72, 0.72)], 0.13).united(_stroke([(0.72, 0.28), (0.28, 0.72)], 0.13))
            return frame.subtracted(cross)
        case "square":
            return hollow
        case "clock":
            return ring.united(_stroke([(0.5, 0.2), (0.5, 0.53), (0.7, 0.64)], 0.12))
        case "triangle":
            body = _polygon([(0.5, 0.04), (1.0, 0.94), (0.0, 0.94)])
            return body.subtracted(_box(0.43, 0.34, 0.14, 0.3)).subtracted(_box(0.43, 0.71, 0.14, 0.13))
        case "flag":
            return _box(0.1, 0.02, 0.13, 0.96).united(_polygon([(0.2, 0.02), (0.96, 0.3), (0.2, 0.6)]))
        case "drive":
            body = _box(0.02, 0.2, 0.96, 0.6, 0.18).subtracted(_box(0.15, 0.33, 0.7, 0.34, 0.08))
            return body.united(_box(0.6, 0.43, 0.16, 0.14))
        case "drawer":
            body = _box(0.06, 0.3, 0.88, 0.66, 0.08).subtracted(_box(0.2, 0.44, 0.6, 0.38))
            return _box(0.0, 0.06, 1.0, 0.3, 0.08).united(body).united(_box(0.36, 0.5, 0.28, 0.12))
        case "arrow":
            return _stroke([(0.5, 0.96), (0.5, 0.1)], 0.15).united(
                _stroke([(0.16, 0.46), (0.5, 0.11), (0.84, 0.46)], 0.15)
            )
        case "tick":
            return _stroke([(0.04, 0.55), (0.36, 0.84), (0.96, 0.18)], 0.16)
        case "double_tick":
            return _stroke([(0.0, 0.58), (0.22, 0.8), (0.68, 0.24)], 0.12).united(
                _stroke([(0.42, 0.7), (0.52, 0.8), (0.98, 0.24)], 0.12)
            )
        case _:
            raise KeyError(shape)


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, tone: str | None = None) -> None:
    """Paint a mark into a square, in its own tone or the one given."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _FINE, rect.height() / _FINE)
    painter.fillPath(_path(mark.shape), theme().colour(tone or mark.tone))
    painter.restore()


class MarkView(QWidget):
    """A mark alone, 12 px unless told."""

    def __init__(self, mark: Mark, size: int = 12, tone: str | None = None) -> None:
        """Show a mark; `tone` overrides its own."""
        super().__init__()
        self.mark, self.edge, self.tone = mark, size, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_mark(self, mark: Mark, tone: str | None = None) -> None:
        """Show another mark."""
        self.mark, self.tone = mark, tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        edge = theme().px(self.edge)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        edge = theme().px(self.edge)
        paint_mark(QPainter(self), QRectF(0, (self.height() - edge) / 2, edge, edge), self.mark, self.tone)


class Badge(QWidget):
    """Mark and word in a pill of the state's soft colour; only beside a name or a title, never in rows."""

    def __init__(self, mark: Mark, word: str) -> None:
        """Show a state."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(mark, word)

    def set_state(self, mark: Mark, word: str) -> None:
        """Show another state."""
        self.mark, self.word = mark, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        self.setFont(look.font("label", bold=True))
        width = look.px(9 + 11 + 6 + 10) + self.fontMetrics().horizontalAdvance(self.word) + 1
        return QSize(width, look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft = {"link": "soft", "ink3": "surface2", "ink": "surface"}.get(self.mark.tone, f"{self.mark.tone}_soft")
        painter.setPen(QPen(look.colour("ink"), 2) if look.tokens.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(soft))
        inset = 1.0 if look.tokens.contrast else 0.0
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        edge = look.px(11)
        paint_mark(painter, QRectF(look.px(9), (self.height() - edge) / 2, edge, edge), self.mark)
        painter.setFont(look.font("label", bold=True))
        painter.setPen(look.colour(self.mark.tone))
        left = look.px(26)
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.word)


class MarkText(QWidget):
    """Mark and word in a row, in the mark's tone or another."""

    def __init__(self, mark: Mark, word: str, kind: str = "text", *, tone: str | None = None) -> None:
        """Show a mark with its word, both in one tone."""
        from app.ui.kit.layout import Row

        super().__init__()
        self.mark = MarkView(mark, tone=tone)
        self.word = Text(word, kind, tone=tone or mark.tone)
        Row(self.mark, self.word, gap=7, parent=self)

    def set_state(self, mark: Mark, word: str, tone: str | None = None) -> None:
        """Show another mark and word."""
        self.mark.set_mark(mark, tone)
        self.word.setText(word)
        self.word.set_tone(tone or mark.tone)
