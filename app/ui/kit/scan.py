"""The scan field: the one place that takes a raw scan, and says what was read and when.

A scanner that types like a keyboard ends with Enter; what it types is shown only while it is typed and never kept
here. The hints ask for Latin letters without prediction, so that an input method has the least reason to change it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from app.ui.kit.icons import paint_icon
from app.ui.kit.text import cap_size, paint_cap
from app.ui.kit.theme import theme
from app.ui.shortcuts import Shortcut


class ScanField(QLineEdit):
    """A dashed band that takes a scan; `scanned` carries the text as it came."""

    scanned = Signal(str)

    def __init__(self, prompt: str, *, key: Shortcut | str = Shortcut.SCAN_FIELD, icon: str = "qr_code") -> None:
        """`prompt` says what to scan ("Quét thẻ căn cước hoặc mã trên giấy")."""
        super().__init__()
        self.prompt, self.icon_name = prompt, icon
        self.cap = key.cap if isinstance(key, Shortcut) else key
        self.parts: tuple[str, str] = ("", prompt)
        self.setProperty("k", "scan")
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhLatinOnly | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Ô quét")
        self.setAccessibleDescription(prompt)
        self.returnPressed.connect(self._end)

    def report(self, strong: str, rest: str = "") -> None:
        """Say what was read and what a new scan does ("Đã đọc thẻ căn cước", " lúc 09:40. Quét thẻ khác để thay.")."""
        self.parts = (strong, rest)
        self.setAccessibleDescription(strong + rest)
        self.update()

    def reset(self) -> None:
        """Ask for a scan again."""
        self.clear()
        self.report("", self.prompt)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(240), theme().px(34))

    def _end(self) -> None:
        text = self.text()
        self.clear()
        if text.strip():
            self.scanned.emit(text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter, focus = theme(), QPainter(self), self.hasFocus()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.SolidLine if focus else Qt.PenStyle.DashLine
        painter.setPen(QPen(look.colour("link" if focus else "soft_line"), 2 if focus else look.border, style))
        painter.setBrush(look.colour("soft"))
        inset = 1.0 if focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
        edge = look.px(16)
        left = float(look.gap(13))
        paint_icon(painter, QRectF(left, (self.height() - edge) // 2, edge, edge), self.icon_name, look.tokens.link)
        left += edge + look.gap(12)
        right = self.width() - look.gap(10)
        if self.cap:
            size = cap_size(self.cap)
            right -= size.width()
            top = (self.height() - size.height()) // 2
            paint_cap(painter, QRectF(right, top, size.width(), size.height()), self.cap)
            right -= look.gap(10)
        strong, rest = ("Đang đọc: ", self.text()) if self.text() else self.parts
        painter.setPen(look.colour("ink"))
        for text, bold in ((strong, True), (rest, False)):
            font = look.font("text", bold=bold)
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, right - left))
            painter.drawText(QRectF(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(text)
