"""A report on paper and in files: enlarged by F7, printed, written as PDF or Excel; drawn once for all three.

The paper of a year has thousands of pages and takes a minute, so none is drawn before it is looked at, printed or
written. What F7 shows are the bytes that are printed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import words
from app.errors import MotcuaError
from app.services import papers, reports
from app.services.reports import Figures
from app.ui.context import Context
from app.ui.kit.paper import page_count
from app.ui.reports import saving
from app.ui.reports.band import so_far
from app.ui.reports.form import ReportsForm
from app.ui.reports.kinds import KINDS
from app.ui.shell.papersheet import PaperSheet
from app.ui.shortcuts import Shortcut, bind
from app.ui.working import Job, Working
from app.ui.writing import Printout, Writer

LANDSCAPE = 210 / 297
_DRAWING, _WRITING = "Đang dựng giấy, {done} trong {total} dòng", "Đang ghi tệp, {done} trong {total} dòng"
_NO_PAPER, _BEGUN = "Chưa lập báo cáo. Ctrl+Enter để lập.", "Đang dựng giấy…"
_WRITTEN, _PRINTED = "Đã ghi “{}” vào thư mục {}", "Đã in “{}”, {} trang"


class Paperwork:
    """Follows the report on the screen; `pdf` is its paper once drawn, `written` the file written last."""

    def __init__(self, context: Context, form: ReportsForm, sheet: PaperSheet, parent: QWidget) -> None:
        """Say on the band of `form` what was done; the paper is enlarged on `sheet`."""
        self.context, self.form, self.sheet = context, form, sheet
        self.writer = Writer[Figures](context)
        self.figures: Figures | None = None
        self.pdf = b""
        self.written: Path | None = None
        self._folder: Path | None = None
        self._looking = False
        self._words = _DRAWING
        self._making = Working(context.tasks, "reports.make", parent)
        self._making.advanced.connect(lambda done, total: form.band.advance(self._words, done, total))
        self._drawing = Working(context.tasks, "reports.draw", parent)
        self._drawing.advanced.connect(lambda done, total: self._say(so_far(_DRAWING, done, total)))
        sheet.closed.connect(self._left)
        form.band.folder.clicked.connect(self.open_folder)
        bind(parent, Shortcut.OPEN_FOLDER, self.open_folder)

    @property
    def busy(self) -> bool:
        """Whether a file is being written or printed."""
        return self._making.busy

    def stop(self) -> None:
        """Stop writing or drawing for the printer."""
        self._making.stop()

    def take(self, figures: Figures) -> None:
        """Another report is on the screen."""
        self.forget()
        self.figures = self.writer.last = figures

    def forget(self) -> None:
        """What was drawn is not what is on the screen any more."""
        self.stop()
        self._drawing.stop()
        self.figures = self.writer.last = None
        self.pdf = b""

    # -- F7 ----------------------------------------------------------------------------------------------------

    def enlarge(self) -> None:
        """Show the paper large, drawn now if it was not before."""
        self._looking, figures = True, self.figures
        if figures is None:
            self._say(_NO_PAPER)
        elif self.pdf:
            self.sheet.show_pdf(self.pdf)
        else:
            self._say(_BEGUN)
            drawn = partial(self._keep, figures)
            self._drawing.run(partial(self._draw, figures), drawn, lambda bad: self._say(words.sentence(bad)))

    def _draw(self, figures: Figures, job: Job) -> bytes:
        return reports.draw(self.context.desk, figures, job.step)

    def _say(self, sentence: str) -> None:
        """Say on the sheet how far the drawing is, or what went wrong, to whoever still looks at it."""
        if self._looking:
            self.sheet.say(sentence, LANDSCAPE)

    def _left(self) -> None:
        self._looking = False
        self._drawing.stop()

    def _keep(self, figures: Figures, pdf: bytes) -> None:
        """Remember what was drawn, unless another report is on the screen by now."""
        if self.figures is figures:
            self.pdf = pdf
            if self._looking:
                self.sheet.show_pdf(pdf)

    # -- printer -----------------------------------------------------------------------------------------------

    def print(self) -> None:
        """Print the report; the enlarged paper is left, or it would cover what is said of it."""
        figures = self.figures
        if figures is None:
            return
        self.sheet.close_over()
        if self.pdf:
            self._send(figures, self.pdf)
            return
        self.form.band.clear()
        self._words = _DRAWING
        self._making.run(partial(self._draw, figures), partial(self._send, figures), self._failed)

    def _send(self, figures: Figures, pdf: bytes) -> None:
        self._keep(figures, pdf)
        title = KINDS[figures.name].title
        said = _PRINTED.format(title, f"{page_count(pdf):,}".replace(",", "."))
        self.writer.print(
            Printout(title, lambda: pdf), figures, lambda _times: self.form.band.printed(said), self.form.band.wrong
        )

    # -- files -------------------------------------------------------------------------------------------------

    def export(self, kind: str) -> None:
        """Ask where, then write the report as `.pdf` or `.xlsx`."""
        figures = self.figures
        if figures is None:
            return
        period = figures.period
        name = saving.file_name(KINDS[figures.name].title, period.first, period.last, kind)
        path = saving.ask_place(self.form.window(), (self._folder or saving.documents()) / name)
        if path is not None:
            self._folder = path.parent
            self._write(figures, path)

    def _write(self, figures: Figures, path: Path) -> None:
        desk, drawn = self.context.desk, self.pdf
        on_paper = path.suffix.lower() == saving.PDF

        def work(job: Job) -> bytes:
            if drawn and on_paper:
                papers.write_whole(path, drawn)
                return drawn
            return reports.write(desk, figures, path, job.step)

        def done(content: bytes) -> None:
            self.written = path
            if on_paper:
                self._keep(figures, content)
            self.form.band.done(_WRITTEN.format(path.name, path.parent.name or path.parent))

        self.form.band.clear()
        self._words = _WRITING
        self._making.run(work, done, self._failed)

    def open_folder(self) -> None:
        """Open the folder of the file written last."""
        if self.written is not None:
            saving.open_folder(self.written)

    def _failed(self, problem: MotcuaError) -> None:
        self.form.band.wrong(words.sentence(problem))
