"""Nhập sổ những năm trước: connects the columns and the preview of a file with the service; lists what was taken in.

Choosing a file only reads it. What Ctrl+Enter would take in stands on the screen first, with every row it leaves out
and why; the focus then is in that list, so that the Enter that chose the file takes nothing in. A file left open
while the officer serves somebody is still open afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app import words
from app.errors import MotcuaError
from app.services import past
from app.services.past import LABELS, Preview, Sheet, Taken
from app.ui.context import Context
from app.ui.files import ask_file
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column
from app.ui.past import rows
from app.ui.past.columns import ColumnsPanel
from app.ui.past.form import PastForm
from app.ui.past.imports import Imports
from app.ui.past.preview import PARTS
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.working import Job, Working

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_TITLE, _KINDS = "Chọn sổ những năm trước", "Bảng tính (*.xlsx *.xls *.ods *.csv *.xml *.htm *.html)"
_READING, _CHECKING = "Đang đọc “{}”…", "Đang xem lại các cột…"
_IMPORT, _LOOK_ON, _OTHER, _MISSING = "Nhập {} dòng", "Xem lại", "Chọn tệp khác…", "Chọn cột còn thiếu"
_LIST, _SETTINGS, _STOP = "Các lần đã nhập", "Về Cài đặt", "Dừng"
_ALL_IN = "Esc để dừng: chưa dòng nào được giữ lại."
_TAKEN, _FIND = "Đã nhập {} dòng từ “{}”.", "Tìm ở Tra cứu (F3), các dòng này ghi là “Sổ cũ”."
_STOPPED = "Đã dừng. Chưa nhập dòng nào từ “{}”.", "Ctrl+Enter để nhập lại từ đầu."
_WRONG_FILE = "Nhập nhầm tệp, bỏ lần nhập này…"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a file would bring with these columns, or why that cannot be said."""

    sheet: Sheet
    columns: dict[str, int]
    preview: Preview | None
    problem: MotcuaError | None = None


class PastPage(Page):
    """The imports there are, and the file that is to be the next."""

    title = "Nhập sổ những năm trước"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the imports are listed when it is shown."""
        super().__init__(window)
        self.context, self.form, self.columns = context, PastForm(), ColumnsPanel()
        self.panel = self.columns
        self.sheet: Sheet | None = None
        self.seen: Preview | None = None
        self.taken: Taken | None = None
        self.imports = Imports(context, self.form, self)
        self.reading = Working(context.tasks, "past.read", self)
        self.importing = Working(context.tasks, "past.import", self)
        Column((self.form, 1), gap=0, parent=self)
        self._connect()
        self._offer()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.imports.list()
        self._go_in()

    def primary(self) -> None:  # noqa: D102
        if self.imports.about is not None:
            self.imports.remove()
        elif self._busy:
            return
        elif self.sheet is None or self.taken is not None:
            self.choose()
        elif self.seen is None:
            self._to_columns() if self.columns.wrong else self._check()
        elif self.seen.new:
            self._take_in(self.sheet, self.seen)
        else:
            self.choose()

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form = self.form
        form.primary.clicked.connect(self.primary)
        form.other.clicked.connect(self.choose)
        form.back.clicked.connect(self.step_back)
        form.remove.clicked.connect(self._ask_chosen)
        form.removal.keep.clicked.connect(self.step_back)
        form.removal.remove.clicked.connect(self.imports.remove)
        self.imports.listed.connect(self._listed)
        self.imports.asked.connect(self._offer)
        self.imports.removed.connect(self._removed)
        form.imports.table.chosen.connect(lambda _id: self._offer())
        form.imports.table.opened.connect(lambda _id: form.remove.setFocus())
        form.preview.sheets.activated.connect(lambda _at: self._other_sheet())
        self.columns.changed.connect(self._check)
        self.columns.left.connect(self._to_rows)
        self.importing.advanced.connect(partial(form.show_progress, help=_ALL_IN))
        for at, part in enumerate(PARTS, 1):
            bind(self, Shortcut[f"PART_{at}"], partial(self._to_part, part))
        bind(self, Shortcut.PART_5, self._to_columns)
        bind(self, Shortcut.SHEET, self._to_sheets)
        bind(self, Shortcut.OTHER_FILE, self._other_file)
        bind(self, Shortcut.REMOVE_IMPORT, self._ask_chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
            return
        super().keyPressEvent(event)

    def step_back(self) -> None:
        """Stop what is under way, else leave the question, the file, the screen."""
        if self.imports.working.busy:
            return
        if self.importing.busy:
            self.importing.stop()
        elif self.imports.about is not None:
            self.imports.keep()
            self._go_in()
        elif self.form.preview.sheets.hasFocus():
            self._go_in()
        elif self.sheet is not None or self.reading.busy:
            self.put_away()
        elif self.frame is not None:
            self.frame.open(Screen.SETTINGS)

    def _offer(self) -> None:
        """Say what the bar does now."""
        form, busy, asked = self.form, self.importing.busy, self.imports.about is not None
        back = _STOP if busy else _LIST if self.sheet is not None else _SETTINGS
        chosen = self.sheet is None and form.imports.table.current_key() is not None
        primary = self._next()
        form.offer(primary, back=back, other=primary not in ("", _OTHER) and not busy, remove=chosen and not asked)
        form.bar.set_note(_CHECKING if self.sheet is not None and self.reading.busy else "")
        form.primary.setVisible(not busy and not asked)
        form.stack.setCurrentWidget(form.imports if self.sheet is None else form.preview)
        self.columns.setEnabled(not busy)

    def _next(self) -> str:
        """Return what Ctrl+Enter does next; empty where it chooses a file."""
        if self.sheet is None or self.taken is not None:
            return ""
        if self.seen is None:
            return _MISSING if self.columns.wrong else _LOOK_ON
        return _IMPORT.format(rows.number(self.seen.new)) if self.seen.new else _OTHER

    @property
    def _busy(self) -> bool:
        return self.importing.busy or self.reading.busy or self.imports.working.busy

    def _go_in(self) -> None:
        """Go into what is shown; whoever has gone on to another screen meanwhile is not called away from it."""
        if not self.isVisible():
            return
        if self.sheet is not None:
            self.form.preview.go_in()
        elif self.imports.known:
            self.form.imports.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the imports there are ---------------------------------------------------------------------------------

    def _listed(self) -> None:
        self._offer()
        if self.sheet is None and self.window().focusWidget() in (None, self.form.back, self.form.primary):
            self._go_in()

    def _ask_chosen(self) -> None:
        if self.sheet is None and not self._busy:
            self.imports.ask(self.imports.chosen)

    def _removed(self) -> None:
        self._forget()
        self._offer()
        self._go_in()

    # -- a file ------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file, then show what taking it in would do."""
        self._close_columns()
        path = ask_file(self.window(), _TITLE, _KINDS)
        if path is not None:
            self._read(path, None)

    def _other_file(self) -> None:
        if not self._busy and self.imports.about is None:
            self.choose()

    def _other_sheet(self) -> None:
        name = self.form.preview.sheets.value()
        if self.sheet is not None and name != self.sheet.name and not self.importing.busy:
            self._read(self.sheet.path, str(name))

    def put_away(self) -> None:
        """Close the file; nothing of it stays."""
        self.reading.drop()
        self._forget()
        self.form.say_nothing()
        self._offer()
        self._go_in()

    def _forget(self) -> None:
        self.sheet = self.seen = self.taken = None
        self.columns.show_about()
        self.set_headline(self.title)

    def _read(self, path: Path, name: str | None) -> None:
        self.form.wait(_READING.format(path.name))
        desk = self.context.desk

        def work(job: Job) -> _Looked:
            sheet = past.read(path, name, stopped=job.stopped)
            return _looked(self.context, sheet, past.propose(desk, sheet), job)

        def shown(found: _Looked) -> None:
            self.taken = None
            self.sheet = found.sheet
            self.set_headline(self.title, found.sheet.path.name)
            self.form.preview.show_sheet(found.sheet)
            self.columns.show_sheet(found.sheet, found.columns)
            self.form.preview.parts.set_value(PARTS[0])
            self._show(found)
            self._go_in()
            if found.problem is not None and self.isVisible():
                self._to_columns()

        self.reading.run(work, shown, self._failed)

    def _check(self) -> None:
        """Look at the file again with other columns."""
        sheet, columns = self.sheet, self.columns.mapping()
        if sheet is None or self.taken is not None:
            return
        self.seen = None
        self.reading.run(partial(_looked, self.context, sheet, columns), self._show, self._failed)
        self._offer()

    def _show(self, found: _Looked) -> None:
        self.form.say_nothing()
        self.seen = found.preview
        if found.preview is not None:
            self.form.preview.show_preview(found.preview)
        else:
            assert found.problem is not None
            self.form.preview.show_nothing(words.sentence(found.problem))
            self._blame(found.problem)
        self._offer()

    def _blame(self, problem: MotcuaError) -> None:
        """Say beside its choice what is wrong."""
        field = problem.field or str(problem.facts.get("field", ""))
        if field in LABELS:
            self.columns.refuse(field, words.sentence(problem))

    def _failed(self, problem: MotcuaError) -> None:
        self.form.say(words.sentence(problem), ok=False)
        self._offer()
        self._go_in()

    # -- taking it in ------------------------------------------------------------------------------------------

    def _take_in(self, sheet: Sheet, seen: Preview) -> None:
        desk, columns = self.context.desk, self.columns.mapping()

        def work(job: Job) -> Taken:
            return past.take_in(desk, sheet, columns, progress=job.progress, stopped=job.stopped)

        self._close_columns()
        self.form.show_progress(0, seen.new, _ALL_IN)
        self.importing.run(work, self._took, self._failed)
        self._offer()

    def _took(self, taken: Taken) -> None:
        assert self.sheet is not None
        assert self.seen is not None
        name = self.sheet.path.name
        if taken.stopped:
            what, detail = _STOPPED
            self.form.say(what.format(name), detail, ok=False)
        else:
            self.taken = taken
            self.form.preview.show_preview(self.seen, taken=True)
            undo = Button(_WRONG_FILE, "quiet")
            undo.clicked.connect(self._undo)
            self.form.say(_TAKEN.format(rows.number(taken.added), name), _FIND, [undo] if taken.source else [])
            self.columns.show_about()
        self.imports.list()
        self._offer()
        self._go_in()

    def _undo(self) -> None:
        if self.taken is not None:
            self.imports.ask(self.imports.known.get(self.taken.source))

    # -- going about -------------------------------------------------------------------------------------------

    def _to_part(self, part: str) -> None:
        if self.sheet is not None:
            self.form.preview.choose(part)
        elif part == PARTS[0]:
            self._go_in()

    def _to_columns(self) -> None:
        if self.columns.sheet is None or not self.columns.isEnabled() or self.frame is None:
            return
        if self.frame.compact and not self.frame.sheet.isVisible():
            self.frame.sheet.show_widget(self.columns, self.frame.width() // 2)
        self.columns.go_in()

    def _to_rows(self) -> None:
        """Esc in the columns: back to the rows."""
        self._close_columns()
        self._go_in()

    def _close_columns(self) -> None:
        """In a narrow window the columns lie over the rest: what is done there must be seen."""
        if self.frame is not None:
            self.frame.sheet.close_over()

    def _to_sheets(self) -> None:
        if self.form.preview.sheets.isVisible() and not self.importing.busy:
            self.form.preview.sheets.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _looked(context: Context, sheet: Sheet, columns: dict[str, int], _job: Job) -> _Looked:
    """Look at a sheet with these columns, on the worker; a column that is missing is no failure but an answer."""
    try:
        return _Looked(sheet, columns, past.preview(context.desk, sheet, columns))
    except MotcuaError as problem:
        if not problem.code.startswith("PAST_COLUMN"):
            raise
        return _Looked(sheet, columns, None, problem)
