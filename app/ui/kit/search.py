"""The search box, and the list of results that opens under a field.

The list is a plain child of the window, not a pop-up window: the field keeps the focus, so an input method is never
interrupted, and nothing completes text inside the field. Arrows, Enter and Esc reach it as shortcuts of the field
that exist only while the list is open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit.icons import paint_icon
from app.ui.kit.inputs import TextInput
from app.ui.kit.shadow import REACH, paint_shadow
from app.ui.kit.text import cap_size, paint_cap
from app.ui.kit.theme import changes, theme

_CENTRE = Qt.AlignmentFlag.AlignVCenter


def fold(text: str) -> str:
    """Return `text` in lower case without marks, letter for letter (đ becomes d)."""
    bare = (unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", text))
    return "".join(bare).lower().replace("đ", "d")


def highlight(name: str, query: str) -> list[tuple[str, bool]]:
    """Split `name` as written into parts (text, found), where the words of `query` begin its words, marks or not."""
    name = unicodedata.normalize("NFC", name)
    phrase = fold(name).find(" ".join(fold(query).split()))
    if query.strip() and phrase >= 0:
        end = phrase + len(" ".join(query.split()))
        parts = [(name[:phrase], False), (name[phrase:end], True), (name[end:], False)]
        return [part for part in parts if part[0]]
    words = sorted({re.escape(word) for word in fold(query).split()}, key=len, reverse=True)
    if not words:
        return [(name, False)]
    parts = []
    end = 0
    for found in re.finditer(rf"\b(?:{'|'.join(words)})\w*(?:\s+(?:{'|'.join(words)})\w*)*", fold(name)):
        parts += [(name[end : found.start()], False), (name[found.start() : found.end()], True)]
        end = found.end()
    return [part for part in (*parts, (name[end:], False)) if part[0]]


class SearchBox(TextInput):
    """A line with a magnifying glass, and at its end a note or the cap of its key."""

    def __init__(self, hint: str = "", *, key: str = "", header: bool = False) -> None:
        """`header` is the window's own box: paler and 34 px high."""
        super().__init__(hint)
        self.cap, self.note, self.header = key, "", header
        self.moves_on = False
        self.setProperty("k", "search" if header else "procedure")
        self._margins()
        changes().changed.connect(self._margins)

    def set_note(self, note: str) -> None:
        """Say at the end of the box how much was found, or which code was chosen."""
        if note != self.note:
            self.note = note
            self._margins()

    def _note_width(self) -> int:
        if self.note:
            return round(QFontMetricsF(theme().font("help")).horizontalAdvance(self.note)) + 2
        return cap_size(self.cap).width() if self.cap else 0

    def _margins(self) -> None:
        look, end = theme(), self._note_width()
        self.setTextMargins(look.px(16) + look.gap(8), 0, end + look.gap(8) if end else 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        look, painter = theme(), QPainter(self)
        edge = look.px(16)
        rect = QRectF(look.gap(12), (self.height() - edge) // 2, edge, edge)
        paint_icon(painter, rect, "search", look.tokens.ink2)
        end = QRectF(self.rect()).adjusted(0, 0, -look.gap(10), 0)
        if self.note:
            painter.setFont(look.font("help"))
            painter.setPen(look.colour("ink3"))
            painter.drawText(end, _CENTRE | Qt.AlignmentFlag.AlignRight, self.note)
        elif self.cap:
            size = cap_size(self.cap)
            top = (self.height() - size.height()) // 2
            paint_cap(painter, QRectF(end.right() - size.width(), top, size.width(), size.height()), self.cap)


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a result list: a key for the caller, the name in parts, a second line, a note at the right."""

    key: object
    parts: Sequence[tuple[str, bool]]
    second: str = ""
    note: str = ""


class ResultList(QWidget):
    """The results under `field`: arrows choose, Enter takes (`taken`), Esc closes and keeps the text."""

    taken = Signal(object)

    def __init__(self, field: QLineEdit) -> None:
        """Belong to `field`; closed until `show_results`."""
        super().__init__()
        self.field = field
        self.results: list[Result] = []
        self.at = 0
        self.foot = ""
        self.setMouseTracking(True)
        self.hide()
        self._keys = [
            self._key(["Up"], lambda: self._step(-1)),
            self._key(["Down"], lambda: self._step(1)),
            self._key(["Return", "Enter"], self._take),
            self._key(["Esc"], self.close_list),
        ]

    def show_results(self, results: Sequence[Result], foot: str = "") -> None:
        """Open with results, the first one chosen; `foot` stands at the right of the last line."""
        self.results, self.at, self.foot = list(results)[:8], 0, foot
        if not self.results:
            self.close_list()
            return
        window = self.field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setAccessibleName(f"{len(self.results)} kết quả")
        self._follow(True)
        self.place()
        self.show()
        self.raise_()
        for key in self._keys:
            key.setEnabled(True)
        self.update()

    def close_list(self) -> None:
        """Close; the field keeps its text."""
        self.hide()
        self._follow(False)
        for key in self._keys:
            key.setEnabled(False)

    def place(self) -> None:
        """Stand under the field, as wide as it, with room for the shadow around."""
        corner = self.field.mapTo(self.field.window(), QPoint(0, self.field.height() + 3))
        size = QSize(self.field.width(), self._line() * len(self.results) + self._foot() + 2 * theme().px(4))
        self.setGeometry(corner.x() - REACH, corner.y() - REACH, size.width() + 2 * REACH, size.height() + 2 * REACH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self.place()
        return super().eventFilter(watched, event)

    def _follow(self, follow: bool) -> None:
        """Move with the field: whatever holds it may be laid out again or scrolled while the list is open."""
        widget: QWidget | None = self.field
        while widget is not None:
            widget.removeEventFilter(self)
            if follow:
                widget.installEventFilter(self)
            widget = None if widget.isWindow() else widget.parentWidget()

    def _key(self, keys: list[str], slot: object) -> QShortcut:
        shortcut = QShortcut(self.field)
        shortcut.setKeys([QKeySequence(key) for key in keys])
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)
        shortcut.setEnabled(False)
        return shortcut

    def _line(self) -> int:
        return theme().px(45)

    def _foot(self) -> int:
        return theme().px(30)

    def _step(self, by: int) -> None:
        self.at = max(0, min(len(self.results) - 1, self.at + by))
        self.update()

    def _take(self) -> None:
        if self.results:
            result = self.results[self.at]
            self.close_list()
            self.taken.emit(result.key)

    def _row_at(self, y: float) -> int:
        row = int((y - REACH - theme().px(4)) // self._line())
        return row if 0 <= row < len(self.results) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        row = self._row_at(event.position().y())
        if row >= 0 and row != self.at:
            self.at = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        row = self._row_at(event.position().y())
        if row >= 0:
            self.at = row
            self._take()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        paint_shadow(painter, frame, 5)
        painter.setPen(QPen(look.colour("line2"), look.border))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        top = frame.top() + look.px(4)
        for at, result in enumerate(self.results):
            rect = QRectF(frame.left() + 1, top + at * self._line(), frame.width() - 2, self._line())
            self._paint_result(painter, rect, result, at == self.at)
        self._paint_foot(painter, QRectF(frame.left(), frame.bottom() - self._foot(), frame.width(), self._foot()))

    def _paint_result(self, painter: QPainter, rect: QRectF, result: Result, chosen: bool) -> None:
        look = theme()
        right = rect.right() - look.gap(14)
        if chosen:
            painter.fillRect(rect, look.colour("soft"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), look.colour("link"))
            size = cap_size("Enter")
            cap = QRectF(right - size.width(), rect.center().y() - size.height() / 2, size.width(), size.height())
            paint_cap(painter, cap, "Enter")
            right = cap.left() - look.gap(12)
        left = rect.left() + look.gap(14)
        if result.note:
            self._words(painter, QRectF(left, rect.top(), right - left, rect.height()), result.note, "ink3",
                        look.font("help"), Qt.AlignmentFlag.AlignRight)  # fmt: skip
        line = look.px(19)
        top = rect.top() + (rect.height() - line - look.px(17)) / 2
        x = left
        for text, found in result.parts:
            font = look.font("text", bold=found)
            self._words(painter, QRectF(x, top, right - x, line), text, "link" if found else "ink", font)
            x += QFontMetricsF(font).horizontalAdvance(text)
        under = QRectF(left, top + line, right - left, look.px(17))
        self._words(painter, under, result.second, "ink3", look.font("help"))

    def _paint_foot(self, painter: QPainter, rect: QRectF) -> None:
        look = theme()
        painter.fillRect(QRectF(rect.left() + 1, rect.top(), rect.width() - 2, 1), look.colour("line"))
        x = rect.left() + look.gap(14)
        for cap, words in (("↑ ↓", "chọn"), ("Esc", "đóng")):
            size = cap_size(cap)
            paint_cap(painter, QRectF(x, rect.center().y() - size.height() / 2, size.width(), size.height()), cap)
            x += size.width() + look.gap(6)
            font = look.font("help")
            self._words(painter, QRectF(x, rect.top(), 200, rect.height()), words, "ink3", font)
            x += QFontMetricsF(font).horizontalAdvance(words) + look.gap(12)
        self._words(painter, rect.adjusted(0, 0, -look.gap(14), 0), self.foot, "ink3", look.font("help"),
                    Qt.AlignmentFlag.AlignRight)  # fmt: skip

    @staticmethod
    def _words(
        painter: QPainter, rect: QRectF, text: str, tone: str, font: QFont,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:  # fmt: skip
        painter.setFont(font)
        painter.setPen(theme().colour(tone))
        painter.drawText(rect, _CENTRE | align, text)
