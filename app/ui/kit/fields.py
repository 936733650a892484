"""A labelled field: label above, editor, and one line beneath for help or the error, whose height is always kept.

The line stands where the distance to the next row of fields would be, so a form of fields needs no gap of its own,
and an error moves nothing. A sentence longer than its field runs on under the next one, while that has none.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHideEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.kit.inputs import name_for_readers
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.style import set_state
from app.ui.kit.text import Elided, Text
from app.ui.kit.theme import theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class HelpLine(QWidget):
    """One line of help, or a sign and the error; as high when empty."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.help, self.error = "", ""
        self.sign = MarkView(Mark.ERROR)
        self.words = Elided(kind="help")
        Row(self.sign, (self.words, 1), gap=5, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._show()

    def set_help(self, text: str) -> None:
        """Say something helpful while there is no error."""
        self.help = text
        self._show()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and the cure; empty to take it back."""
        self.error = sentence
        self._show()

    @property
    def needed(self) -> int:
        """The width its words need."""
        look = theme()
        words = QFontMetricsF(look.font("help")).horizontalAdvance(self.words.text())
        return round(words) + 3 + (look.px(12) + look.gap(5) if self.error else 0)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(0, theme().px(HEIGHT["help_line"]))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def _show(self) -> None:
        set_shown(self.sign, bool(self.error))
        self.words.setText(self.error or self.help)
        self.words.set_tone("danger" if self.error else "ink3")
        self.updateGeometry()


class _Room(QWidget):
    """The height kept for a line beneath; it grows with the text, as a distance would not."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, theme().px(HEIGHT["help_room"]) - theme().gap(2))


class Field(QWidget):
    """A label, an editor and the line beneath; `label` may be a `Shortcut`, whose access letter is underlined."""

    def __init__(
        self, label: str | Shortcut, editor: QWidget, *, required: bool = False, help: str = "", line: bool = True
    ) -> None:
        """`line=False` leaves out the line beneath, where no error can be."""
        super().__init__()
        words = label.label if isinstance(label, Shortcut) else label
        self.editor = editor
        self.label = QLabel(words)
        self.label.setProperty("k", "label")
        self.label.setProperty("tone", "ink2")
        self.label.setBuddy(editor)
        self.star = Text(" *", "head", tone="danger")
        set_shown(self.star, required)
        self.line = HelpLine()
        top = Plain(Row(self.label, self.star, None, gap=0))
        # The line floats over its room, so that a long sentence may pass under the neighbour's empty line.
        room = _Room()
        set_shown(room, line)
        Column(top, editor, Column(room, None, gap=0), gap=2, parent=self)
        name_for_readers(editor, words + (", bắt buộc" if required else ""), help)
        self.setFocusProxy(editor)
        self.set_help(help)

    def set_required(self, required: bool) -> None:
        """Show or hide the red star."""
        set_shown(self.star, required)

    def set_help(self, text: str) -> None:
        """Say something helpful in the line beneath."""
        self.line.set_help(text)
        self._describe()

    def set_error(self, sentence: str | None) -> None:
        """Show the error beneath a red border; None takes it back."""
        self.line.set_error(sentence or "")
        set_state(self.editor, "err", bool(sentence))
        self._describe()

    @property
    def error(self) -> str:
        """The sentence shown, or empty."""
        return self.line.error

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: D102
        super().moveEvent(event)
        self._place_line()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_line()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._place_line()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self.line.hide()

    def _place_line(self) -> None:
        """Lay the line under the editor: as wide as its words, up to the next sentence or the parent's edge."""
        parent = self.parentWidget()
        if parent is None or not self.isVisible():
            return
        if self.line.parentWidget() is not parent:
            self.line.setParent(parent)
        top = self.editor.mapTo(parent, QPoint(0, self.editor.height())).y() + 1
        others = [other for other in parent.findChildren(HelpLine, options=_DIRECT) if other is not self.line]
        beside = [other.geometry() for other in others if other.isVisible() and abs(other.y() - top) < 8]
        right = min([edge.left() - 8 for edge in beside if edge.left() > self.x()], default=parent.width())
        left = max([edge.right() + 8 for edge in beside if edge.left() < self.x()], default=0)
        width = max(self.width(), self.line.needed)
        start = max(left, min(self.x(), right - width)) if width > right - self.x() else self.x()
        self.line.setGeometry(start, top, min(width, right - start), self.line.sizeHint().height())
        self.line.setVisible(bool(self.line.words.text()))
        self.line.raise_()

    def _describe(self) -> None:
        self._place_line()
        self.editor.setAccessibleDescription(self.line.error or self.line.help)
