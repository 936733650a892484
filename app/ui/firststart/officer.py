"""The last step of the first start: who sits at the desk, which printer it has, and a trial page from it.

The printers are looked for beside the desk worker, since a driver whose printer is switched off may take seconds to
say so; meanwhile the system's default is offered, and going on waits for nothing. What is kept is the printer's name
even where it is the default: Windows makes whatever printed last its default, and receipts would follow it to another
room. A printer that only makes files asks for a name at each paper, which at a counter blocks the queue, so it is
never proposed: a folder of PDF files is, as where there is no printer at all.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app import words
from app.errors import MotcuaError
from app.printing.paper import PaperName
from app.printing.print_setup import PrintSetup
from app.ui.firststart.form import BELOW
from app.ui.kit.buttons import Button
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.text import Text
from app.ui.printer import FOLDER, Printer, default_printer, printers
from app.ui.reports.saving import documents
from app.ui.shortcuts import Shortcut, bind
from app.ui.tasks import Tasks

_FOLDER_NAME = "Giấy Một Cửa"
_USUAL, _USUAL_NAMED, _NO_PRINTER = "Máy in mặc định của máy", "{} (mặc định)", "Chưa có máy in: giấy lưu thành PDF"
_OFFICER_HELP = "Họ và tên đầy đủ; in trên giấy tiếp nhận và ghi trong lịch sử hồ sơ"
_PRINTER_HELP = "Giấy hẹn in ở đây; tên như trong phần Máy in của hệ thống"
_LOOKING = "Đang tìm máy in của máy này…"
_FOLDER_HELP = "Mỗi giấy là một tệp PDF trong Tài liệu, thư mục {}"
_PAPER_HELP = "Theo khay giấy"
_PAPERS = [("A5", "A5"), ("A4", "A4")]
_TRIAL = "Một trang có khung, thước và mã QR; trên trang ghi cách xem."
_SENDING = "Đang gửi trang thử…"
_SENT = "Đã gửi trang thử đến {}. Xem theo năm dòng ghi trên trang; chưa đúng thì chọn lại rồi in thử lần nữa."
_WRITTEN = "Đã ghi trang thử. {}, trong Tài liệu; mở tệp ấy để xem."
_NOT_SENT = {
    "PRINTER_MISSING": "Chưa có máy in nào. Thêm máy in trong phần Máy in của hệ thống, hoặc chọn lưu thành PDF.",
    "PRINTER_SILENT": "Máy in {name} không trả lời. Bật máy in, xem dây và giấy rồi in thử lại.",
}
"""The sentences of `words` speak of a dossier that is saved; here there is none yet."""
_FILE_MAKERS = ("print to pdf", "xps document", "onenote", "fax", "cups-pdf")


class OfficerStep(QWidget):
    """Who sits at the desk, the printer and its paper; In thử prints without leaving the step."""

    def __init__(self, tasks: Tasks) -> None:
        """Start with the system's default printer."""
        super().__init__()
        self._tasks = tasks
        self.folder = documents() / _FOLDER_NAME
        self.officer = TextInput()
        self.printer = Combo([("", _USUAL), (FOLDER, _NO_PRINTER)])
        self.paper = Segmented(_PAPERS, "A5")
        self.paper.setAccessibleName("Khổ giấy tiếp nhận")
        self.fields = {
            "officer": Field("Cán bộ", self.officer, required=True, help=_OFFICER_HELP),
            "printer": Field("Máy in", self.printer, help=_PRINTER_HELP),
        }
        self.trial = Button(Shortcut.TRIAL_PAGE.word, key=Shortcut.TRIAL_PAGE, icon="print")
        self._sign, self.said = MarkView(Mark.COMPLETE, 14), Text(_TRIAL, tone="ink3", wrap=True)
        paper = Field("Khổ giấy tiếp nhận", self.paper, help=_PAPER_HELP)
        where = Row((self.fields["printer"], 1), paper, gap=16, margins=BELOW)
        tried = Row(self.trial, self._sign, (self.said, 1), gap=10, margins=BELOW)
        Column(self.fields["officer"], Plain(where), Plain(tried), gap=8, margins=BELOW, parent=self)
        set_shown(self._sign, False)
        self._looked, self._trying = False, False
        self.printer.currentIndexChanged.connect(self._chosen)
        self.trial.clicked.connect(self.try_printer)
        bind(self, Shortcut.TRIAL_PAGE, self.try_printer)

    def begin_at(self) -> QWidget:
        """Return where to begin."""
        return self.officer

    def look(self) -> None:
        """Ask the system for its printers, anew each time: one may just have been plugged in."""
        self._chosen()
        work, done = (lambda: (printers(), default_printer())), (lambda found: self._offer(*found))
        self._tasks.run(work, done, topic="printers", online=True)

    @property
    def printing(self) -> PrintSetup:
        """What is chosen now."""
        paper: PaperName = "A4" if self.paper.value() == "A4" else "A5"
        name = self.printer.value()
        return PrintSetup(folder=self.folder, paper=paper) if name is FOLDER else PrintSetup(str(name), paper=paper)

    # -- the list ----------------------------------------------------------------------------------------------

    def _offer(self, names: list[str], default: str) -> None:
        """Offer the printers found; what was chosen before stays chosen while it is still there."""
        if not isValid(self):
            return  # the centre was made meanwhile, and this page is gone
        first, before = not self._looked, self.printer.value()
        self._looked = True
        labels = [(name, _USUAL_NAMED.format(name) if name == default else name) for name in names]
        self.printer.set_options([*labels, (FOLDER, _NO_PRINTER)])
        untouched = first and not before
        self.printer.set_value(_proposed(names, default) if untouched else before)
        self._chosen()

    def _chosen(self) -> None:
        folder = self.printer.value() is FOLDER
        help_ = _FOLDER_HELP.format(_FOLDER_NAME) if folder else _PRINTER_HELP if self._looked else _LOOKING
        self.fields["printer"].set_help(help_)

    # -- the trial page ----------------------------------------------------------------------------------------

    def try_printer(self) -> None:
        """Print the trial page on what is chosen now."""
        if self._trying:
            return
        self._trying = True
        self._tell(_SENDING)
        printer = Printer(self._tasks, self.printing)
        paper = printer.setup.paper

        def drawn(made: tuple[str, bytes]) -> None:
            said, pdf = made
            sentence = (_WRITTEN if printer.setup.folder else _SENT).format(said)
            printer.send(pdf, f"Trang thử {paper}", partial(self._sent, sentence), self._failed)

        self._tasks.run(partial(_draw, printer, paper), drawn, self._failed)

    def _sent(self, sentence: str) -> None:
        self._tell(sentence, Mark.COMPLETE)
        self._trying = False

    def _failed(self, problem: MotcuaError) -> None:
        own = _NOT_SENT.get(problem.code)
        sentence = own.format(**problem.facts) if own else words.sentence(problem)
        self._tell(f"{sentence} {problem.code}", Mark.ERROR)
        self._trying = False

    def _tell(self, sentence: str, mark: Mark | None = None) -> None:
        if not isValid(self):
            return
        self.said.setText(sentence)
        self.said.set_tone("danger" if mark is Mark.ERROR else "ink2")
        set_shown(self._sign, mark is not None)
        if mark is not None:
            self._sign.set_mark(mark)


def _proposed(names: list[str], default: str) -> object:
    """Return the default printer, else the only one; a folder where neither puts paper into somebody's hand."""
    real = [name for name in names if not any(word in name.lower() for word in _FILE_MAKERS)]
    return default if default in real else real[0] if len(real) == 1 else FOLDER


def _draw(printer: Printer, paper: PaperName) -> tuple[str, bytes]:
    """Return where the trial page goes, and the page; on the desk worker, for a printer's name may take its time."""
    from app.printing.trial_page import render_trial_page

    return printer.words, render_trial_page(printer.words, paper)
