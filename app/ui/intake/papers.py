"""The third section: the papers the procedure asks for, ticked and counted, and those added at the counter.

Ticking a paper writes the counts the catalogue expects; a count typed into a line that is not ticked ticks it. A
paper that is only shown, or looked up in the state's data, has no counts and says so instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.rules.catalogue import ComponentTemplate
from app.ui.intake.entered import SHOWN, PaperText
from app.ui.kit.buttons import Button
from app.ui.kit.choices import CheckBox
from app.ui.kit.fields import HelpLine
from app.ui.kit.form import Section
from app.ui.kit.inputs import CountCell, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut

_HEADS = ("Bản chính", "Chứng thực", "Bản sao")
_CELL = 74
_ADD = "Thêm giấy tờ"
_NONE = "Chọn thủ tục để biết giấy tờ cần nộp."
_NO_PAPERS = "Thủ tục này không cần giấy tờ nộp kèm."


class _Cell(QWidget):
    """One widget in the middle of a column of counts."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        Row(None, content, None, gap=0, parent=self)
        changes().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self.setFixedWidth(theme().px(_CELL))


class _Name(Text):
    """A paper's name, wrapped; a click ticks its box."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class PaperLine(QWidget):
    """One paper: its box, its name, three counts or a word, and the line for an error where one is."""

    changed = Signal()

    def __init__(self, paper: PaperText, expected: tuple[int, int, int] = (1, 0, 0), note: str = "") -> None:
        """Show `paper`; `expected` counts are written when it is ticked."""
        super().__init__()
        self.kind, self.own, self.expected = paper.kind, paper.own, expected
        self.box = CheckBox("")
        self.name_: TextInput | _Name
        if paper.own:
            self.name_ = TextInput("Tên giấy tờ")
            self.name_.setText(paper.name)
            self.name_.textEdited.connect(self.changed)
        else:
            self.name_ = _Name(paper.name + (f" ({note})" if note else ""), wrap=True)
            self.name_.clicked.connect(self.box.toggle)
        self.title = paper.name
        self.box.setAccessibleName(paper.name or _ADD)
        self.cells = [CountCell(f"{head}, {paper.name}") for head in _HEADS] if self.kind == "submit" else []
        self.error = HelpLine()
        self._under = Plain(Row((self.error, 1), margins=(31, 0, 0, 2)))
        self._under.hide()
        row = Row(self.box, (self.name_, 1), 8, gap=0)
        if self.cells:
            row.add(*(_Cell(cell) for cell in self.cells))
        else:
            word = Text(SHOWN[self.kind], "help")
            word.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.add(_Wide(word))
        Column(Plain(row), self._under, gap=0, margins=(0, 1, 0, 1), parent=self)
        self.put(paper)
        self.asked = self.value()
        self.box.toggled.connect(self._ticked)
        for cell in self.cells:
            cell.changed.connect(self._counted)

    def put(self, paper: PaperText) -> None:
        """Show tick and counts."""
        self.box.setChecked(paper.ticked)
        for cell, count in zip(self.cells, paper.counts, strict=False):
            cell.set_count(count or 0)

    def value(self) -> PaperText:
        """Return the line as typed."""
        name = self.name_.value() if isinstance(self.name_, TextInput) else self.title
        counts = tuple(cell.count() for cell in self.cells) or (0, 0, 0)
        return PaperText(name, self.kind, self.box.isChecked(), counts, self.own)  # type: ignore[arg-type]

    def set_error(self, sentence: str) -> None:
        """Say what is wrong under the line, or nothing."""
        self.error.set_error(sentence)
        set_shown(self._under, bool(sentence))
        for cell in self.cells:
            set_state(cell, "err", bool(sentence))

    def first(self) -> QWidget:
        """Return where to type first."""
        if isinstance(self.name_, TextInput) and not self.name_.value():
            return self.name_
        return (*self.cells, self.box)[0]

    def _ticked(self, on: bool) -> None:
        counts = self.expected if on else (0, 0, 0)
        if not on or not any(cell.count() for cell in self.cells):
            for cell, count in zip(self.cells, counts, strict=False):
                cell.set_count(count)
        self.set_error("")
        self.changed.emit()

    def _counted(self) -> None:
        if not self.box.isChecked() and any(cell.count() for cell in self.cells):
            self.box.setChecked(True)
        self.set_error("")
        self.changed.emit()


class _Wide(QWidget):
    """As wide as the three columns of counts together."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        Row((content, 1), gap=0, parent=self)
        changes().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        self.setFixedWidth(3 * theme().px(_CELL))


class Papers(Section):
    """Thành phần hồ sơ."""

    changed = Signal()
    arranged = Signal()

    def __init__(self) -> None:
        """Start without a procedure."""
        self.title = Text("Thành phần hồ sơ", "label")
        self.add_button = Button(_ADD, "quiet", icon="add")
        heads = []
        for head in _HEADS:
            word = Text(head, "label")
            word.setAlignment(Qt.AlignmentFlag.AlignCenter)
            heads.append(_Cell(word))
        self.head = Plain(Row((self.title, 0), 8, self.add_button, None, *heads, gap=0))
        self.empty = Text(_NONE, "help")
        self.lines: list[PaperLine] = []
        self._column = Column(gap=0)
        super().__init__("Thành phần", Shortcut.PART_3, self.head, self.empty, self._column)
        self.add_button.clicked.connect(self._add)
        self._show_head(False)

    def ask_again(self, templates: Sequence[ComponentTemplate]) -> None:
        """Show what another case asks for; what the officer ticked, counted or added stays with papers of its name."""
        typed = [line.value() for line in self.lines if line.own or line.value() != line.asked]
        self.ask(templates)
        self.put(typed)

    def ask(self, templates: Sequence[ComponentTemplate]) -> None:
        """Show what a procedure asks for: what must be handed in or shown is ticked at once."""
        self._clear()
        for one in templates:
            expected = (one.originals, one.certified, one.photocopies)
            ticked = one.required and one.kind != "data"
            counts = expected if ticked and one.kind == "submit" else (0, 0, 0)
            note = "" if one.required or one.kind == "data" else "nếu có"
            line = PaperLine(PaperText(one.name, one.kind, ticked, counts), expected, note)
            if one.note:
                line.setToolTip(one.note)
            self._append(line)
        self._show_head(True)
        self.empty.setText(_NO_PAPERS)
        self.empty.setVisible(not self.lines)
        self.arranged.emit()

    def put(self, papers: Sequence[PaperText]) -> None:
        """Show a kept draft's ticks and counts over what the procedure asks for now."""
        shown = {line.title: line for line in self.lines}
        for paper in papers:
            if paper.own:
                self._append(PaperLine(paper))
            elif paper.name in shown:
                shown[paper.name].put(paper)
        self.arranged.emit()

    def clear(self) -> None:
        """Back to no procedure."""
        self._clear()
        self.empty.setText(_NONE)
        self._show_head(False)

    def value(self) -> tuple[PaperText, ...]:
        """Return the lines as typed; an added line without name or tick is nothing."""
        values = (line.value() for line in self.lines)
        return tuple(value for value in values if not value.own or value.ticked)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops: line by line, then the way to another one."""
        lines = ((line.box, *((line.name_,) if line.own else ()), *line.cells) for line in self.lines)
        return [*chain.from_iterable(lines), self.add_button]

    def line_at(self, at: int) -> PaperLine:
        """Return the line that stands at `at` in `value()`."""
        return [line for line in self.lines if not line.own or line.box.isChecked()][at]

    def _add(self) -> None:
        line = PaperLine(PaperText("", ticked=True, counts=(1, 0, 0), own=True))
        self._append(line)
        self.arranged.emit()
        self.empty.hide()
        line.name_.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self, line: PaperLine) -> None:
        line.changed.connect(self.changed)
        self.lines.append(line)
        self._column.add(line)

    def _clear(self) -> None:
        for line in self.lines:
            line.hide()
            self._column.removeWidget(line)
            line.deleteLater()
        self.lines = []

    def _show_head(self, shown: bool) -> None:
        self.head.setVisible(shown)
        self.empty.setVisible(not shown)
