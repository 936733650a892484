"""A form: sections with their name in a gutter at the left and a hairline between, and the bar of actions.

Above 100 % text, or in a narrow window, a section's name moves above its fields: width is what the fields need.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QScrollArea, QSizePolicy, QWidget

from app.ui.kit.layout import Column, Line, Plain, Row, Surface, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

GUTTER = 126
WIDEST = 960


class Section(QWidget):
    """A part of a form: state mark, name, key and a note in the gutter; `body` takes the fields."""

    def __init__(self, name: str, key: Shortcut | None = None, *content: QWidget | QLayout) -> None:
        """Put `content` under each other in the body without gaps: fields bring room beneath, others end with `, 8`."""
        super().__init__()
        self.mark = MarkView(Mark.EMPTY, 14)
        self.name = Text(name, "section")
        self.key = Text(key.cap if key else "", "help")
        self.note = Text(kind="help", wrap=True)
        self.note.hide()
        self._gutter = QWidget()
        self._words = Column(self.name, self.key, self.note, None, gap=3)
        # The mark is 14 px high beside a line of 19: three pixels lower it stands in the middle of the name.
        self._head = Row(Column(3, self.mark, None, gap=0), (self._words, 1), gap=7, parent=self._gutter)
        self.body = Column(*content, gap=0)
        self._row = Row(self._gutter, (self.body, 1), gap=12, margins=(20, 10, 20, 1), parent=self)
        changes().changed.connect(self._arrange)
        self._compact: bool | None = None
        self._arrange()

    def add_to_gutter(self, widget: QWidget) -> None:
        """Put a widget under the section's name and key."""
        self._words.insertWidget(3, widget)

    def set_state(self, mark: Mark, note: str = "") -> None:
        """Show whether the section is empty, complete, or wrong, and a note under its key."""
        self.mark.set_mark(mark)
        self.note.setText(note)
        set_shown(self.note, bool(note))
        words = {Mark.COMPLETE: "đủ", Mark.OVERDUE: "cần sửa", Mark.CAUTION: "cần xem"}.get(mark, "")
        self.setAccessibleName(", ".join(part for part in (self.name.text(), words, note) if part))

    def _arrange(self) -> None:
        look = theme()
        compact = look.compact
        if compact:
            self._gutter.setMinimumWidth(0)
            self._gutter.setMaximumWidth(16777215)
        else:
            self._gutter.setFixedWidth(look.px(GUTTER))
        if compact == self._compact:
            return
        self._compact = compact
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setAlignment(self.mark, Qt.AlignmentFlag.AlignVCenter if compact else Qt.AlignmentFlag.AlignTop)
        self._row.setDirection(down if compact else across)
        self._words.setDirection(across if compact else down)
        self._row.set_spaces(4 if compact else 12)
        self._words.set_spaces(8 if compact else 3)


class Form(QScrollArea):
    """Sections under each other with hairlines between; scrolls, and is 960 wide at most."""

    def __init__(self, sections: Sequence[QWidget] = ()) -> None:
        """Show `sections`."""
        super().__init__()
        self.setProperty("k", "form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self.column = Column(gap=0, margins=(0, 3, 0, 0))
        Row((self.column, 1), gap=0, parent=self._inner)
        self._inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for at, section in enumerate(sections):
            if at:
                self.column.add(Line())
            self.column.add(section)
        self.column.add(None)
        self.setWidget(self._inner)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until `widget` is seen, and give it the focus."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(widget, 0, theme().px(60))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._inner.setMaximumWidth(max(theme().px(WIDEST), self.minimumSizeHint().width()))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: D102
        moved = super().focusNextPrevChild(forward)
        widget = self.focusWidget()
        if moved and widget is not None and self._inner.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, theme().px(40))
        return moved

    def minimumSizeHint(self) -> QSize:
        """At least as wide as its content: a form never scrolls sideways nor is cut."""
        return QSize(self._inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class ActionBar(QFrame):
    """The foot of a screen: quiet ways out at the left, a note, then secondary and the primary button at the right."""

    def __init__(self, left: Sequence[QWidget] = (), right: Sequence[QWidget] = (), *, icon: str = "") -> None:
        """Lay out the buttons; the primary one is last."""
        super().__init__()
        self.setProperty("k", "surface")
        self.note = Text(kind="help", tone="ink2")
        self._icon = MarkView(Mark.AT_DESK, 11)
        self._icon.hide()
        bar = Surface()
        Row(*left, None, self._icon, self.note, 4, *right, gap=8, margins=(12, 0, 20, 0), parent=bar)
        Column(Line(), (bar, 1), gap=0, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_note(self, note: str, mark: Mark | None = None) -> None:
        """Say what was kept or what is missing ("Bản nháp đã lưu tại quầy lúc 09:41")."""
        self.note.setText(note)
        set_shown(self._icon, mark is not None)
        if mark is not None:
            self._icon.set_mark(mark)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), theme().px(HEIGHT["action_bar"]) + 1)


__all__ = ["ActionBar", "Form", "Plain", "Section"]
