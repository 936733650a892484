"""A new recovery paper: printed, typed back from the paper, and only then the store's key.

Nothing is changed by a paper that nobody can read back: one that stuck in the printer, or came out without toner, would
lock every copy for good. The secret lives in this page alone until then.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app import words
from app.errors import MotcuaError, UserError
from app.printing.paper import PaperName
from app.rules import clock, recovery_key
from app.services.desk import CentreRecord
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.printer import Printer
from app.ui.recovery.digits import PaperDigits
from app.ui.shell.cover import Cover
from app.ui.shortcuts import Shortcut, bind
from app.ui.tasks import Tasks
from app.workflows import changing_key

_TITLE = "Tờ khóa phục hồi"
_BRAND = "Máy hỏng, mất hay bị lấy trộm: tờ này cùng một bản sao lưu mở lại toàn bộ hồ sơ của quầy trên máy khác."
_LINES = (
    (Mark.COMPLETE, "Gõ lại đúng từ tờ giấy rồi mới đổi khóa"),
    (Mark.COMPLETE, "Cất trong két, không để cạnh máy hay cạnh bản sao lưu"),
    (Mark.CAUTION, "Ai có tờ này và một bản sao thì đọc được mọi hồ sơ"),
)
_FIRST = "Khóa của kho đang chỉ nằm trong máy này. In một tờ, gõ lại từ tờ giấy; từ đó tờ giấy cũng mở được kho."
_AGAIN = (
    "Lập xong thì tờ số {} hết hiệu lực: hủy tờ ấy sau khi có bản sao lưu kế tiếp, vì các bản làm trước lúc này vẫn "
    "chỉ mở bằng tờ ấy."
)
_PRINT_FIRST, _TYPE = "1. In tờ khóa", "2. Gõ lại từ tờ vừa in"
_NOT_YET, _PRINTING = "Một trang, chín nhóm số.", "Đang in…"
_SENT = "Đã gửi tờ số {} đến {}."
_WRITTEN = "Đã ghi tờ số {} thành PDF: {}, trong Tài liệu. In tệp ấy, gõ lại từ giấy, rồi xóa tệp."
_NOT_SENT = {
    "PRINTER_MISSING": "Chưa có máy in nào. Chọn máy in trong Cài đặt rồi lập tờ khóa sau.",
    "PRINTER_SILENT": "Máy in {name} không trả lời. Bật máy in, xem dây và giấy rồi in lại.",
}
"""The sentences of `words` speak of a dossier that is saved; here there is none."""
_CHANGE, _CHANGING = "Đổi sang tờ này", "Đang đổi khóa…"
_PRINT_IT, _ONCE_MORE = "In tờ khóa", "In lại"


class PaperPage(Cover):
    """The paper in two steps; `typed` carries the secret once it was typed back."""

    typed = Signal(object)

    def __init__(
        self, parent: QWidget, tasks: Tasks, printer: Printer, centre: CentreRecord, *, former: str = "",
        later: str = "Thôi",
    ) -> None:  # fmt: skip
        """`former` is the number of the paper that will be void; `later` is what leaving is called."""
        super().__init__(parent, _BRAND, _LINES)
        self._tasks, self._printer, self._centre = tasks, printer, centre
        self._secret = changing_key.new_secret()
        self._printed = self._printing = False
        self.title.setText(_TITLE)
        self._sense = _AGAIN.format(former) if former else _FIRST
        self.sense.setText(self._sense)
        self.print = Button(Shortcut.PRINT_PAPER.word, key=Shortcut.PRINT_PAPER, icon="print")
        self._done, self.said = MarkView(Mark.COMPLETE, 14), Text(_NOT_YET, tone="ink3", wrap=True)
        set_shown(self._done, False)
        self.first, self.second = Text(_PRINT_FIRST, "section"), Text(_TYPE, "section")
        self.digits = PaperDigits()
        self.content.add(
            self.first, Plain(Row(self.print, self._done, (self.said, 1), gap=10)), 6, self.second, self.digits
        )
        self.back.set_text(later)
        self.print.clicked.connect(self.print_paper)
        self.digits.full.connect(lambda: self.primary.setFocus())
        bind(self, Shortcut.PRINT_PAPER, self.print_paper)
        changes().changed.connect(self._fit)
        self._fit()
        self._say_verb()

    @property
    def number(self) -> str:
        """The number of the paper, which tells nothing of what stands on it."""
        return recovery_key.paper(self._secret)

    def go_on(self) -> None:
        """Print it, then take what was typed back."""
        if not self._printed:
            self.print_paper()
            return
        try:
            if self.digits.read() != self._secret:
                raise UserError("RECOVERY_KEY_OTHER", paper=self.number)
        except UserError as problem:
            self.tell(f"{words.sentence(problem)} {problem.code}")
            return
        self.tell("")
        self.busy = True
        self.primary.set_text(_CHANGING)
        self.typed.emit(self._secret)

    def failed(self, problem: MotcuaError) -> None:
        """Say why the key was not changed; it may be tried again with the same paper."""
        self.busy = False
        self._say_verb()
        self.tell(f"{words.sentence(problem)} {problem.code}")

    # -- printing ----------------------------------------------------------------------------------------------

    def print_paper(self) -> None:
        """Print the paper, once more if it did not come out well: it stays the same paper."""
        if self._printing or self.busy:
            return
        self._printing = True
        self._say(_PRINTING)
        title = f"{_TITLE} {self.number}"
        draw = partial(_draw, self._printer, self._centre, self._secret)

        def drawn(made: tuple[str, bytes]) -> None:
            where, pdf = made
            said = (_WRITTEN if self._printer.setup.folder else _SENT).format(self.number, where)
            self._printer.send(pdf, title, partial(self._sent, said), self._not_sent)

        self._tasks.run(draw, drawn, self._not_sent)

    def _sent(self, said: str) -> None:
        if not isValid(self):
            return
        self._printing, self._printed = False, True
        self._say(said, Mark.COMPLETE)
        self.print.set_text(_ONCE_MORE)
        self._say_verb()
        self.digits.editors[0].setFocus()

    def _not_sent(self, problem: MotcuaError) -> None:
        if not isValid(self):
            return
        self._printing = False
        own = _NOT_SENT.get(problem.code)
        sentence = own.format(**problem.facts) if own else words.sentence(problem)
        self._say(f"{sentence} {problem.code}", Mark.ERROR)

    def _say(self, sentence: str, mark: Mark | None = None) -> None:
        self.said.setText(sentence)
        self.said.set_tone("danger" if mark is Mark.ERROR else "ink2")
        set_shown(self._done, mark is not None)
        if mark is not None:
            self._done.set_mark(mark)

    def _say_verb(self) -> None:
        self.primary.set_text(_CHANGE if self._printed else _PRINT_IT)

    def _fit(self) -> None:
        """In large letters the headings leave: the window is no higher."""
        for heading in (self.first, self.second):
            set_shown(heading, not theme().compact)


def _draw(printer: Printer, centre: CentreRecord, secret: bytes) -> tuple[str, bytes]:
    """Return where the paper goes, and the page; on the desk worker, for a printer's name may take its time."""
    from app.printing.recovery_page import render_recovery_page

    paper: PaperName = printer.setup.paper
    day, number = f"{clock.now():%d/%m/%Y}", recovery_key.paper(secret)
    groups = recovery_key.written(secret)
    return printer.words, render_recovery_page(centre.name, centre.desk, day, number, groups, paper)
