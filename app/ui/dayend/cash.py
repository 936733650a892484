"""Step 2: the drawer counted note by note, against the fees collected at reception.

Ctrl+Enter with nothing counted, or with what is no number, goes nowhere: it says under the cells what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal

from app.rules.fees import format_dong
from app.ui.dayend.going import NOTES
from app.ui.kit.buttons import Button
from app.ui.kit.cards import StepCard, announce
from app.ui.kit.fields import HelpLine
from app.ui.kit.inputs import CountCell
from app.ui.kit.layout import Column, Grid, Line, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DOWN = 3
_NOT_COUNTED = f"Chưa đếm tiền. Ghi số tờ từng loại, hoặc bỏ qua đếm tiền ({Shortcut.SKIP_COUNT.cap})."
_NO_NUMBER = "Ô {} đồng chưa phải số. Ghi số tờ, hoặc xóa trống ô đó."


class CashStep(StepCard):
    """Nine cells and three sums; `changed` after every key and decision, `print_asked` for the sheet of the count."""

    changed = Signal()
    print_asked = Signal()

    def __init__(self) -> None:
        """Start uncounted."""
        super().__init__("2. Đếm tiền mặt")
        self.cells = {note: CountCell(f"Số tờ {format_dong(note)} đồng", width=46) for note in NOTES}
        self._worth = {note: Text("0", "help") for note in NOTES}
        self._sums = {name: Text("0", "name") for name in ("counted", "expected", "difference")}
        self.waits = HelpLine()
        self.skip = Button(Shortcut.SKIP_COUNT.word, "quiet", key=Shortcut.SKIP_COUNT)
        self.print_sheet = Button("In phiếu kiểm kê", "quiet", icon="print")
        self.collected = 0
        self.touched = self.accepted = self.skipped = False
        self._lay_out()
        self.print_sheet.clicked.connect(self.print_asked)
        for cell in self.cells.values():
            cell.changed.connect(self._typed)
        self.skip.clicked.connect(self.leave_out)
        self._tell()

    # -- what stands there -------------------------------------------------------------------------------------

    @property
    def counted(self) -> int | None:
        """The đồng counted, None while a cell holds no number."""
        counts = {note: cell.count() for note, cell in self.cells.items()}
        return sum(note * (number or 0) for note, number in counts.items()) if self.wrong is None else None

    @property
    def wrong(self) -> CountCell | None:
        """The first cell that holds no number."""
        return next((cell for cell in self.cells.values() if cell.count() is None), None)

    @property
    def difference(self) -> int:
        """What was counted less what the books say, in đồng."""
        return (self.counted or 0) - self.collected

    @property
    def done(self) -> bool:
        """Whether the drawer is counted, left out, or has nothing to be counted."""
        if self.wrong is not None:
            return False
        return self.skipped or self.accepted or (self.difference == 0 and (self.touched or self.collected == 0))

    @property
    def counts(self) -> dict[int, int]:
        """The pieces counted of each note."""
        return {note: cell.count() or 0 for note, cell in self.cells.items()}

    def fill(self, counts: Iterable[tuple[int, int]], expected: int) -> None:
        """Show a count kept earlier, as it was accepted against what the books said then."""
        for note, pieces in counts:
            if note in self.cells:
                self.cells[note].set_count(pieces)
        self.touched = self.accepted = True
        self.collected = expected
        self._wait_for(None)
        self._tell()

    def expect(self, collected: int) -> None:
        """Say what the books say; a count accepted against another sum is open again."""
        if collected != self.collected:
            self.accepted = False
        self.collected = collected
        self._tell()

    def go_on(self) -> None:
        """Ctrl+Enter: take the difference as it is; with nothing counted, say so and go to the cells."""
        if self.wrong is not None:
            note = next(note for note, cell in self.cells.items() if cell is self.wrong)
            self._wait_for(self.wrong, _NO_NUMBER.format(format_dong(note)))
        elif not self.touched:
            self._wait_for(self.cells[NOTES[0]], _NOT_COUNTED)
        else:
            self.accepted = True
            self._tell()
            self.changed.emit()

    def leave_out(self) -> None:
        """Leave the drawer uncounted, while that is offered."""
        if self.skip.isVisible():
            self.skipped = True
            self._wait_for(None)
            self._tell()
            self.changed.emit()

    def clear(self) -> None:
        """Begin a new day."""
        for cell in self.cells.values():
            cell.set_count(0)
        self.touched = self.accepted = self.skipped = False
        self._wait_for(None)
        self._tell()

    # -- inside ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        grid = Grid(gaps=(8, 6))
        for at, note in enumerate(NOTES):
            row, column = at % _DOWN, at // _DOWN * 4
            for offset, widget in enumerate((Text(format_dong(note)), self.cells[note], self._worth[note])):
                if isinstance(widget, Text):
                    widget.setAlignment(_RIGHT)
                grid.addWidget(widget, row, column + offset)
            grid.setColumnStretch(column + 2, 2)
            grid.setColumnStretch(column + 3, 1)
        # Each sum on the line of its row of cells: 19 px of text and 14 make the 33 of a cell with its gap.
        sums = Grid(gaps=(12, 14), margins=(0, 4, 0, 0))
        names = (("counted", "Đếm được"), ("expected", "Phải có theo sổ"), ("difference", "Chênh lệch"))
        for row, (key, name) in enumerate(names):
            sums.addWidget(Text(name, tone="ink2"), row, 0)
            self._sums[key].setAlignment(_RIGHT)
            sums.addWidget(self._sums[key], row, 1)
        beside = Column(sums, Row(None, self.skip, self.print_sheet), None, gap=2)
        self.body.add(Plain(Row((Column(grid, self.waits, None, gap=2), 1), Line(upright=True), beside, gap=14)))

    def _typed(self) -> None:
        self.touched, self.accepted, self.skipped = True, False, False
        self._wait_for(None)
        self._tell()
        self.changed.emit()

    def _wait_for(self, waiting: CountCell | None, sentence: str = "") -> None:
        """Say what keeps the day from going on, at the cell that waits; None takes it back."""
        self.waits.set_error(sentence)
        for cell in self.cells.values():
            set_state(cell, "err", cell is waiting)
            cell.setAccessibleDescription(sentence if cell is waiting else "")
        if waiting is not None:
            waiting.setFocus()
            announce(self.waits, sentence)

    def _tell(self) -> None:
        for note, cell in self.cells.items():
            number = cell.count()
            self._worth[note].setText("không phải số" if number is None else format_dong(note * number))
            self._worth[note].set_tone("danger" if number is None else "ink3")
        counted = self.counted
        self._sums["counted"].setText("…" if counted is None else format_dong(counted))
        self._sums["expected"].setText(format_dong(self.collected))
        self._sums["difference"].setText("…" if counted is None else signed(self.difference))
        even = counted is not None and self.difference == 0
        self._sums["difference"].set_tone("ok" if even else "danger" if self.touched else "ink3")
        set_shown(self.skip, not self.done and not self.touched)
        set_shown(self.print_sheet, self.touched and counted is not None)
        self._say()

    def _say(self) -> None:
        counted = self.counted
        if counted is None:
            self.set_step(Mark.OVERDUE, "còn ô chưa phải số", tone="danger")
        elif self.skipped:
            self.set_step(Mark.CAUTION, "bỏ qua, chưa đếm", tone="warn")
        elif self.touched and self.difference == 0:
            self.set_step(Mark.COMPLETE, f"{format_dong(counted)} đ, khớp với sổ", tone="ok")
        elif self.accepted:
            self.set_step(Mark.CAUTION, f"{format_dong(counted)} đ, {_difference(self.difference)}", tone="warn")
        elif self.touched:
            self.set_step(Mark.PROCESSING, _difference(self.difference), tone="warn")
        elif self.collected == 0:
            self.set_step(Mark.COMPLETE, "hôm nay không thu tiền mặt")
        else:
            self.set_step(Mark.EMPTY, f"theo sổ {format_dong(self.collected)} đ")


def signed(amount: int) -> str:
    """Write a difference with its sign: `−5.000`."""
    return format_dong(amount) if amount == 0 else f"{'+' if amount > 0 else '−'}{format_dong(abs(amount))}"


def _difference(amount: int) -> str:
    return f"{'thừa' if amount > 0 else 'thiếu'} {format_dong(abs(amount))} đ so với sổ"
