"""What an officer types into: one line, several lines, a count, an amount, a choice from a list.

Vietnamese input methods work by erasing and retyping, so no field here has a validator, a mask or a completer, none
filters keys, and none sets its own text while it is typed in: text is put into NFC and trimmed on leaving. Enter
moves on, from `returnPressed` only; Shift+Enter goes back.
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.kit.icons import paint_icon
from app.ui.kit.style import set_state
from app.ui.kit.theme import changes, theme


def tidy(text: str) -> str:
    """Return `text` in NFC with single spaces and none at its ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


class TextInput(QLineEdit):
    """One line of text; `width` is in pixels at 100 %, or None to take what the layout gives."""

    entered = Signal()
    left = Signal()

    def __init__(self, hint: str = "", *, width: int | None = None, digits: bool = False) -> None:
        """`digits` only hints to a touch keyboard that Latin digits are meant; nothing is refused."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.base_width = width
        self.moves_on = True
        hints = Qt.InputMethodHint.ImhPreferNumbers if digits else Qt.InputMethodHint.ImhNoAutoUppercase
        self.setInputMethodHints(hints)
        back = QShortcut(self)
        back.setKeys([QKeySequence("Shift+Return"), QKeySequence("Shift+Enter")])
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.focusPreviousChild)
        self.returnPressed.connect(self._enter)
        self.editingFinished.connect(self._tidy)
        self._scale()
        changes().changed.connect(self._scale)

    def value(self) -> str:
        """Return what was typed, in NFC and trimmed."""
        return tidy(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _enter(self) -> None:
        self.entered.emit()
        if self.moves_on and self.hasFocus():
            self.focusNextChild()

    def _tidy(self) -> None:
        if not self.isReadOnly() and self.text() != self.value():
            self.setText(self.value())

    def _scale(self) -> None:
        if self.base_width is not None:
            self.setFixedWidth(theme().px(self.base_width))


class CountCell(TextInput):
    """A small whole number: 0 is pale, and typing replaces what was there."""

    changed = Signal()

    def __init__(self, name: str = "", *, width: int = 52) -> None:
        """`name` is what a screen reader says ("Bản chính, Tờ khai")."""
        super().__init__(width=width, digits=True)
        self.setAccessibleName(name)
        self.setProperty("k", "count")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.textChanged.connect(self._pale)
        self.textEdited.connect(self.changed)
        self.setText("0")

    def count(self) -> int | None:
        """Return the number, 0 when empty, None when what was typed is no number."""
        text = self.value()
        return 0 if not text else int(text) if text.isascii() and text.isdigit() else None

    def set_count(self, number: int) -> None:
        """Show a number."""
        self.setText(str(number))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        # After the mouse has placed its cursor, or the click would take the selection away again.
        QTimer.singleShot(0, self.selectAll)

    def _pale(self, text: str) -> None:
        set_state(self, "zero", text in ("", "0"))


class MoneyInput(TextInput):
    """An amount in đồng, at the right, grouped by dots on leaving."""

    def __init__(self, *, width: int | None = 84) -> None:
        """Start empty."""
        super().__init__(width=width, digits=True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> str:
        """Return the amount as shown, grouped when it is one."""
        amount = self.amount()
        return tidy(self.text()) if amount is None else f"{amount:,}".replace(",", ".")

    def amount(self) -> int | None:
        """Return the đồng typed, None when empty or no amount."""
        digits = tidy(self.text()).replace(".", "").replace(" ", "")
        return int(digits) if digits.isascii() and digits.isdigit() else None

    def set_amount(self, dong: int | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if dong is None else f"{dong:,}".replace(",", "."))


class TextArea(QPlainTextEdit):
    """Several lines of text, `lines` high; Tab leaves it."""

    left = Signal()

    def __init__(self, hint: str = "", *, lines: int = 3) -> None:
        """Show `hint` while empty."""
        super().__init__()
        self.lines = lines
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """Return what was typed in NFC, lines kept, trimmed."""
        return unicodedata.normalize("NFC", self.toPlainText()).strip()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), self.lines * self.fontMetrics().lineSpacing() + theme().px(18))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        # Qt asks for the room of two scroll bars, which is more than two lines of text.
        return QSize(0, self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self.left.emit()


class Combo(QComboBox):
    """A choice among more than four fixed values, each with a key of its own."""

    def __init__(self, options: list[tuple[object, str]] | None = None) -> None:
        """Offer pairs (value, words)."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options or [])

    def set_options(self, options: list[tuple[object, str]]) -> None:
        """Offer other pairs (value, words), keeping the chosen value where it is still offered."""
        value = self.value()
        self.clear()
        for key, words in options:
            self.addItem(words, key)
        self.set_value(value)

    def value(self) -> object:
        """Return the chosen value, or None."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose a value; the first when it is not offered."""
        keys = [self.itemData(at) for at in range(self.count())]
        self.setCurrentIndex(keys.index(value) if value in keys else min(0, len(keys) - 1))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        # Scrolling a form must never change a choice that happens to pass under the mouse.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        look, edge = theme(), theme().px(16)
        rect = QRectF(self.width() - edge - look.gap(8), (self.height() - edge) // 2, edge, edge)
        paint_icon(QPainter(self), rect, "chevron_down", look.tokens.ink2)


def plain(label: str) -> str:
    """Return a label without its access mark, as a screen reader says it."""
    return label.replace("&", "")


def name_for_readers(widget: QWidget, label: str, description: str = "") -> None:
    """Tell screen readers what a widget is called, and its help or error."""
    widget.setAccessibleName(plain(label))
    widget.setAccessibleDescription(description)
