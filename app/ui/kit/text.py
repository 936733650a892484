"""Words on the screen: labels by kind and tone, bold parts inside a sentence, key caps, initials.

A label shows plain text unless it was given parts, and parts are escaped: a citizen's name is never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.kit.style import restyle
from app.ui.kit.theme import theme


class Strong(str):
    """A part of a sentence set in bold."""


class Text(QLabel):
    """A label; `kind` is one of `tokens.TYPE`, `tone` a token for its colour."""

    def __init__(self, text: str = "", kind: str = "text", *, tone: str = "", wrap: bool = False) -> None:
        """Show `text`; wrapping labels need a stretch factor in their row."""
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("k", kind)
        self.setProperty("tone", tone or {"label": "ink2", "help": "ink3", "head": "ink2"}.get(kind, "ink"))
        self.setWordWrap(wrap)
        if not wrap:
            # A label that may shrink is cut without a trace; the one that gives way must be named by the layout.
            self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)

    def set_parts(self, *parts: str) -> None:
        """Show a sentence of plain parts and `Strong` parts."""
        html = "".join(
            f'<span style="font-weight:600">{escape(part)}</span>' if isinstance(part, Strong) else escape(part)
            for part in parts
        )
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)
        self.setAccessibleName("".join(parts))

    def set_tone(self, tone: str) -> None:
        """Colour the label with another token."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class Elided(Text):
    """A label that is cut at its end with "…" where there is no room; for procedure names, never names or codes."""

    def __init__(self, text: str = "", kind: str = "text", *, tone: str = "") -> None:
        """Show as much of `text` as fits; the whole is its tool tip."""
        super().__init__(text, kind, tone=tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.text() if self._shown() != self.text() else "")
        return super().event(event)

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        shown, painter = self._shown(), QPainter(self)
        painter.setPen(theme().colour(self.property("tone")))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)


def cap_size(text: str) -> QSize:
    """Return the size of a key cap."""
    look = theme()
    width = QFontMetricsF(look.font("key")).horizontalAdvance(text)
    return QSize(round(width) + 2 * look.px(7), look.px(18))


def paint_cap(painter: QPainter, rect: QRectF, text: str, *, on_primary: bool = False) -> None:
    """Paint a key cap: a small raised plate, or a veil on the primary button."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plate = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if on_primary:
        veil = look.colour("on_primary")
        veil.setAlphaF(0.0 if look.tokens.contrast else 0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(plate, 3, 3)
    else:
        painter.setPen(QPen(look.colour("line"), look.border))
        painter.setBrush(look.colour("surface2"))
        painter.drawRoundedRect(plate, 3, 3)
        foot = plate.bottom() - 0.8
        painter.drawLine(QPointF(plate.left() + 2, foot), QPointF(plate.right() - 2, foot))
    painter.setFont(look.font("key"))
    painter.setPen(look.colour("on_primary" if on_primary else "ink2"))
    painter.drawText(rect.adjusted(0, -0.5, 0, -0.5), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class KeyCap(QWidget):
    """The name of a key on a small plate."""

    def __init__(self, text: str) -> None:
        """Show the key's name as on the keyboard."""
        super().__init__()
        self.text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: D102
        return cap_size(self.text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        paint_cap(QPainter(self), QRectF(self.rect()), self.text)


class KeyHints(QWidget):
    """A line of keys with what they do, under a list."""

    def __init__(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show pairs (key cap, words)."""
        from app.ui.kit.layout import Row

        super().__init__()
        row = Row(gap=6, parent=self)
        for at, (cap, words) in enumerate(hints):
            if at:
                row.add(4)
            row.add(KeyCap(cap), Text(words, "help"))
        row.add(None)


def initials(name: str) -> str:
    """Return the first letters of the last two words of a Vietnamese name: Trần Thị Mai Duyên gives MD."""
    return "".join(word[0] for word in name.split()[-2:]).upper()


class Avatar(QWidget):
    """An officer's initials in a soft disc."""

    def __init__(self, name: str = "", *, plain: bool = False) -> None:
        """Show the initials of `name`; `plain` is the white disc on a soft ground."""
        super().__init__()
        self.initials, self.plain = initials(name), plain
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show another officer."""
        self.initials = initials(name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        edge = theme().px(30)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("ink"), 2) if look.tokens.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface" if self.plain else "soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setFont(look.font("key", bold=True))
        painter.setPen(look.colour("link"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.initials)
