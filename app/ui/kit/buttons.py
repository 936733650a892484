"""Buttons: primary, secondary, quiet and danger, each with an icon and the cap of its key.

QSS has no layout of text beside a key cap, so QSS draws the plate and the rest is painted here; the size hint is
computed from the same parts, and no label can be cut. The focus ring is a 2-px inner stroke, seen on any ground.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton

from app.ui.kit.icons import paint_icon
from app.ui.kit.text import cap_size, paint_cap
from app.ui.kit.theme import theme
from app.ui.kit.tokens import HEIGHT, RADIUS_BUTTON
from app.ui.shortcuts import Shortcut

_ICON = 16


def paint_focus(painter: QPainter, rect: QRectF, radius: float, *, tone: str = "link") -> None:
    """Paint the 2-px inner stroke of a widget that has the keyboard focus."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().colour(tone), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
    painter.restore()


class Button(QPushButton):
    """A button of one kind; `key` shows a cap, and a `Shortcut` with Alt+letter also underlines the letter.

    The key is shown, not bound: screens bind with `shortcuts.bind`, so that Ctrl+Enter works without the button.
    """

    def __init__(
        self, text: str, kind: str = "secondary", *,
        key: Shortcut | str | None = None, icon: str = "", large: bool = False,
    ) -> None:  # fmt: skip
        """Make a button; `kind` is primary, secondary, quiet or danger, `large` the height of the action bar."""
        super().__init__(text)
        self.kind, self.icon_name, self.large = kind, icon, large
        self.cap = key.cap if isinstance(key, Shortcut) else key or ""
        self.setProperty("k", kind)
        self.setProperty("large", large)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def set_text(self, text: str, icon: str | None = None) -> None:
        """Say another verb, with another icon if given ("Tiếp: in giấy 0116")."""
        self.setText(text)
        self.icon_name = self.icon_name if icon is None else icon
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        height = look.px(HEIGHT["large_button" if self.large else "button"])
        return QSize(round(self._content_width()) + 2 * self._padding(), height)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        tone = self._tone()
        left = (self.width() - self._content_width()) / 2
        middle, gap = self.height() / 2, look.gap(9)
        if self.icon_name:
            edge = look.px(_ICON)
            paint_icon(
                painter, QRectF(round(left), round(middle - edge / 2), edge, edge),
                self.icon_name, getattr(look.tokens, "ink2" if tone == "ink" else tone),
            )  # fmt: skip
            left += edge + gap
        painter.setFont(self._font())
        painter.setPen(look.colour(tone))
        width = self._text_width()
        painter.drawText(
            QRectF(left, 0, width + 4, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text(),
        )  # fmt: skip
        if self.cap:
            size = cap_size(self.cap)
            top = round(middle - size.height() / 2)
            rect = QRectF(round(left + width + gap), top, size.width(), size.height())
            paint_cap(painter, rect, self.cap, on_primary=self.kind == "primary")
        if self.hasFocus():
            inset = 3 if self.kind == "primary" else 0
            rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            paint_focus(painter, rect, RADIUS_BUTTON - inset / 2, tone="on_primary" if inset else self._ring())

    def _ring(self) -> str:
        return "danger" if self.kind == "danger" else "link"

    def _tone(self) -> str:
        if not self.isEnabled():
            return "disabled_ink"
        return {"primary": "on_primary", "quiet": "link", "danger": "danger"}.get(self.kind, "ink")

    def _font(self) -> QFont:
        return theme().font("text", bold=self.kind in ("primary", "quiet"))

    def _text_width(self) -> float:
        return QFontMetricsF(self._font()).horizontalAdvance(self.text().replace("&", ""))

    def _padding(self) -> int:
        return theme().gap({"quiet": 8}.get(self.kind, 14 if self.large else 12))

    def _content_width(self) -> float:
        look, gap = theme(), theme().gap(9)
        width = self._text_width()
        if self.icon_name:
            width += look.px(_ICON) + gap
        if self.cap:
            width += cap_size(self.cap).width() + gap
        return width
