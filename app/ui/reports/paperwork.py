"""A report on paper and in files: enlarged by F7, printed, written as PDF or Excel; drawn once for all three."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.errors import MotcuaError
from app.services.reports import Figures, Progress
from app.ui import words
from app.ui.context import Context
from app.ui.kit.paper import Paper
from app.ui.reports import output, saving
from app.ui.reports.form import ReportsForm
from app.ui.reports.kinds import KINDS
from app.ui.reports.output import Drawn
from app.ui.reports.preview import LANDSCAPE, Preview
from app.ui.reports.working import Working
from app.ui.shell.papersheet import PaperSheet
from app.ui.shortcuts import Shortcut, bind

MOST_PAGES = 30
"""Pages printed at once: each is a picture of 35 MB before it reaches the printer."""
_DRAWING, _WRITING = "Đang dựng giấy, {done} trong {total} dòng", "Đang ghi tệp, {done} trong {total} dòng"
_NO_PAPER, _BEGUN = "Chưa lập báo cáo. Ctrl+Enter để lập.", "Đang dựng giấy…"
_TOO_MANY = "Giấy có {} trang, in thẳng nhiều nhất {} trang. Xuất PDF (Ctrl+Enter) rồi in từng phần."
_WRITTEN, _PRINTED = "Đã ghi “{}” vào thư mục {}", "Đã in “{}”, {} trang"


class Paperwork:
    """Follows the report on the screen; `written` is the file written last."""

    def __init__(self, context: Context, form: ReportsForm, sheet: PaperSheet, parent: QWidget) -> None:
        """Say on the band of `form` what was done; the paper is enlarged on `sheet`."""
        self.app, self.form, self.sheet = context, form, sheet
        self.paper = Paper(_NO_PAPER, ratio=LANDSCAPE)
        self.paper.setParent(parent)
        self.paper.hide()
        self.preview = Preview(sheet, self.paper, self._draw_for_sheet, self.stop_drawing)
        self.figures: Figures | None = None
        self.drawn: Drawn | None = None
        self.written: Path | None = None
        self._folder: Path | None = None
        self._making = Working(context.tasks, "reports.make", parent)
        self._making.told.connect(form.band.wait)
        self._drawing = Working(context.tasks, "reports.draw", parent)
        self._drawing.told.connect(self.preview.say)
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
        self.figures = figures

    def forget(self) -> None:
        """What was drawn is not what is on the screen any more."""
        self.stop()
        self.stop_drawing()
        self.figures, self.drawn = None, None
        self.preview.forget()

    # -- F7 ----------------------------------------------------------------------------------------------------

    def enlarge(self) -> None:
        """Show the paper large."""
        self.sheet.open_for(self.paper)

    def stop_drawing(self) -> None:
        """The enlarged paper was left."""
        self._drawing.stop()

    def _draw_for_sheet(self) -> None:
        figures = self.figures
        if figures is None:
            return
        if self.drawn is not None:
            self.preview.show_pdf(self.drawn.pdf, self.drawn.pages)
            return
        self.preview.say(_BEGUN)

        def shown(drawn: Drawn) -> None:
            self._keep(figures, drawn)

        self._drawing.run(_DRAWING, partial(output.draw, self.app.desk, figures), shown, self._not_drawn)

    def _not_drawn(self, problem: MotcuaError) -> None:
        self.preview.say(words.sentence(problem))

    def _keep(self, figures: Figures, drawn: Drawn) -> None:
        """Remember what was drawn, unless another report is on the screen by now."""
        if self.figures is figures:
            self.drawn = drawn
            self.preview.show_pdf(drawn.pdf, drawn.pages)

    # -- printer -----------------------------------------------------------------------------------------------

    def print(self) -> None:
        """Print the report; the enlarged paper is left, or it would cover what is said of it."""
        figures = self.figures
        if figures is None:
            return
        self.sheet.close_over()
        if self.drawn is not None:
            self._send(figures, self.drawn)
            return
        self.form.band.clear()
        work = partial(output.draw, self.app.desk, figures)
        self._making.run(_DRAWING, work, partial(self._send, figures), self._failed)

    def _send(self, figures: Figures, drawn: Drawn) -> None:
        self._keep(figures, drawn)
        if drawn.pages > MOST_PAGES:
            self._say_wrong(_TOO_MANY.format(f"{drawn.pages:,}".replace(",", "."), MOST_PAGES))
            return
        title = KINDS[figures.name].title
        done = _PRINTED.format(title, drawn.pages)
        self.app.printer.send(drawn.pdf, title, lambda: self.form.band.printed(done), self._failed)

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
        desk, drawn = self.app.desk, self.drawn

        def work(progress: Progress) -> Drawn | None:
            if path.suffix.lower() == saving.XLSX:
                output.write_excel(desk, figures, path, progress)
                return None
            return output.write_pdf(desk, figures, path, drawn, progress)

        def done(drawn_now: Drawn | None) -> None:
            self.written = path
            if drawn_now is not None:
                self._keep(figures, drawn_now)
            self.form.band.done(_WRITTEN.format(path.name, path.parent.name or path.parent))

        self.form.band.clear()
        self._making.run(_WRITING, work, done, self._failed)

    def open_folder(self) -> None:
        """Open the folder of the file written last."""
        if self.written is not None:
            saving.open_folder(self.written)

    def _failed(self, problem: MotcuaError) -> None:
        self._say_wrong(words.sentence(problem))

    def _say_wrong(self, sentence: str) -> None:
        self.form.band.wrong(sentence)
