"""Giấy in sẵn in Cài đặt: what lies in the drawer for the time without power, more of it, and what is spoiled.

Nothing here waits for Ctrl+Enter: a sheet is printed or spoiled when somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Protocol

from PySide6.QtCore import Qt

from app import words
from app.errors import MotcuaError
from app.rules.blanks import read_numbers
from app.services import blanks
from app.services.blanks import Drawer, written
from app.ui.context import Context
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import CountCell, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut
from app.ui.writing import Printout, Writer

_USUAL = 20
"""As many sheets as a centre prints at once: a morning without power."""
_EMPTY = "Trong ngăn chưa có tờ nào. Số {first} đến {last} dành cho giấy ghi tay khi mất điện; in thêm được {room} tờ."
_LIES = "Trong ngăn: {count} tờ, số {lying}. In thêm được {room} tờ."
_UNSURE = " Máy không biết chắc tờ nào còn: tờ nào không thấy trong ngăn thì ghi hỏng."
_PRINTED = "Đã in {} tờ giấy in sẵn, số {}"
_EACH = "Mỗi tờ hai bản. Cất vào một ngăn, số nhỏ ở trên; dùng từ trên xuống."
_NOT_PRINTED, _GIVEN_UP = "Chưa in được giấy in sẵn", "{} Các số ấy bỏ; in lại thì lấy số sau."
_TOLD = "Đã ghi tờ {}: {}"
_COUNT = "Ghi số tờ từ 1 trở lên."
_TITLE = "Giấy in sẵn {}"


class _Say(Protocol):
    def __call__(self, what: str, detail: str = "", *, ok: bool = True) -> None:
        """Say what was done."""


class BlanksSection(Section):
    """How many lie there, how many more to print, and which are spoiled."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.told = Text(wrap=True, tone="ink2")
        self.count, self.print = CountCell("Số tờ giấy in sẵn"), Button("In", icon="print", key=Shortcut.PRINT_BLANKS)
        self.which, self.why = TextInput("0952, 0955-0957", width=150, digits=True), TextInput()
        self.spoil, self.lie = Button("Ghi hỏng"), Button("Vẫn còn", "quiet")
        self.count.moves_on = self.why.moves_on = False
        self.count.set_count(_USUAL)
        self.wrong = Text(wrap=True, tone="danger")
        count = Field("Số tờ", self.count, line=False)
        which, why = Field("Tờ số", self.which, line=False), Field("Vì sao hỏng", self.why, line=False)
        rows = [Row(count, self.print, None, gap=10), Row(which, (why, 1), self.spoil, self.lie, gap=10)]
        for row, buttons in zip(rows, ((self.print,), (self.spoil, self.lie)), strict=True):
            for button in buttons:
                row.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        content = Column(self.told, *map(Plain, rows), self.wrong, gap=8, margins=(0, 0, 0, 8))
        super().__init__("Giấy in sẵn", None, Plain(content))

    def show_drawer(self, found: Drawer | None, sentence: str = "") -> None:
        """Say what lies there, or why there is nothing to say."""
        if found is None:
            self.told.setText(sentence)
            self.set_state(Mark.EMPTY)
            return
        said = _LIES if found.lying else _EMPTY
        lying = spans(found.lying)
        first, last = written(found.first), written(found.last)
        text = said.format(count=len(found.lying), lying=lying, first=first, last=last, room=found.room)
        self.told.setText(text + (_UNSURE if found.unsure else ""))
        self.set_state(Mark.CAUTION if found.unsure else Mark.COMPLETE if found.lying else Mark.EMPTY)

    def show_error(self, sentence: str = "", editor: TextInput | None = None) -> None:
        """Say what is wrong and go there; nothing takes it back. A line of its own: such a sentence is long."""
        self.wrong.setText(sentence)
        set_shown(self.wrong, bool(sentence))
        for one in (self.count, self.which, self.why):
            set_state(one, "err", one is editor)
            one.setAccessibleDescription(sentence if one is editor else "")
        if editor is not None:
            editor.setFocus()
            editor.selectAll()
            announce(self.wrong, sentence)


class BlanksPart:
    """Reads the stock, prints more of it, and keeps what is spoiled."""

    def __init__(self, context: Context, section: BlanksSection, say: _Say) -> None:
        """Say on the screen with `say` what was done."""
        self.context, self.section, self._say = context, section, say
        self.writer = Writer[tuple[int, ...]](context)
        section.print.clicked.connect(self.print_more)
        section.count.entered.connect(self.print_more)
        section.why.entered.connect(self.spoil)
        section.spoil.clicked.connect(self.spoil)
        section.lie.clicked.connect(self.lie)

    def read(self) -> None:
        """Read what lies in the drawer."""
        desk = self.context.desk
        self.section.show_error()
        self.context.tasks.run(
            partial(blanks.drawer, desk),
            self.section.show_drawer,
            lambda problem: self.section.show_drawer(None, words.sentence(problem)),
        )

    def print_more(self) -> None:
        """Take the next numbers and print their sheets; what does not come out of the printer is given up."""
        count, desk, context = self.section.count.count(), self.context.desk, self.context
        self.section.show_error()
        if not count:
            self.section.show_error(_COUNT, self.section.count)
        elif not self.writer.printing:
            self.writer.write(
                partial(blanks.print_ahead, desk, count, paper=context.paper), self._print,
                lambda problem: self.section.show_error(words.sentence(problem), self.section.count),
            )  # fmt: skip

    def _print(self, made: tuple[tuple[int, ...], bytes]) -> None:
        taken, pdf = made
        self.writer.last = taken

        def printed(_times: int) -> None:
            self._say(_PRINTED.format(len(taken), spans(taken)), _EACH)
            self.read()

        def failed(why: str) -> None:
            self._say(_NOT_PRINTED, _GIVEN_UP.format(why), ok=False)
            self.context.tasks.run(partial(blanks.not_printed, self.context.desk, taken), lambda _: self.read())

        self.writer.print(Printout(_TITLE.format(spans(taken)), lambda: pdf), taken, printed, failed)

    def spoil(self) -> None:
        """Keep that sheets are spoiled, and why."""
        desk, why = self.context.desk, self.section.why.value()
        self._tell(lambda numbers: blanks.spoil(desk, numbers, why, desk.clock().date()), "hỏng")

    def lie(self) -> None:
        """Keep that sheets lie in the drawer all the same."""
        desk = self.context.desk
        self._tell(lambda numbers: blanks.lie(desk, numbers, desk.clock().date()), "vẫn còn trong ngăn")

    def _tell(self, work: Callable[[list[int]], None], what: str) -> None:
        typed = self.section.which.value()
        self.section.show_error()

        def done(_none: None) -> None:
            self._say(_TOLD.format(typed, what))
            self.section.which.clear()
            self.section.why.clear()
            self.read()

        self.writer.write(lambda: work(read_numbers(typed)), done, self._refused)

    def _refused(self, problem: MotcuaError) -> None:
        editor = self.section.why if problem.field == "reason" else self.section.which
        self.section.show_error(words.sentence(problem), editor)


def spans(numbers: Sequence[int]) -> str:
    """Write numbers as people do: `0950 đến 0969, 0971`."""
    runs = [
        [number for _, number in run] for _, run in groupby(enumerate(sorted(numbers)), lambda one: one[1] - one[0])
    ]
    return ", ".join(written(run[0]) if len(run) == 1 else f"{written(run[0])} đến {written(run[-1])}" for run in runs)
