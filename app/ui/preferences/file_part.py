"""What taking in a file has in common: it is chosen, what it would change is shown, and only then it is applied.

Leaving the screen puts away what was not applied: nobody should find it there a week later and press Áp dụng. What was
applied stays, to be read. After a file was chosen the focus is on what it changes, not on Áp dụng: the Enter that
chose the file must not also apply it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import words
from app.errors import MotcuaError
from app.ui.context import Context
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.form import Section
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.table import RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

_ROWS = 6
"""Rows seen at once; the others by scrolling, so that the form stays a form."""


class FileSection(Section):
    """The section: a button that asks for the file, what it changes, and the two ways on.

    `above` and `below` are the texts of one kind of file around its table. It grows: `unfolded` tells the form to
    bring it up.
    """

    unfolded = Signal()

    def __init__(
        self, name: str, key: Shortcut, *, ask: str, help: str, apply: str, table: str, two_lines: bool = False,
        columns: Sequence[TableColumn], above: Sequence[Text] = (), below: Sequence[Text] = (),
    ) -> None:  # fmt: skip
        """Start with nothing chosen; `table` is what a screen reader calls the list of changes."""
        self.choose, self.help = Button(ask, icon="document"), Text(help, "help", wrap=True)
        self.told = Text(kind="name", wrap=True)
        self.rows = RowModel(columns)
        self.table = TableView(self.rows, two_lines=two_lines, indent=8)
        self.table.setAccessibleName(table)
        self.cancel, self.apply = Button("Thôi", "quiet"), Button(apply)
        self._texts, self._two_lines = (*above, self.told, *below), two_lines
        self._ways = Plain(Row(self.cancel, None, self.apply, gap=8))
        self.offers = False
        content = Column(
            Plain(Row(self.choose, (self.help, 1), gap=12)), *above, self.told, self.table, *below, self._ways,
            gap=8, margins=(0, 0, 0, 8),
        )  # fmt: skip
        super().__init__(name, key, Plain(content))
        changes().changed.connect(self._fit)
        self.clear()

    def clear(self) -> None:
        """Show nothing but the button."""
        self.set_state(Mark.COMPLETE)
        self.offers = False
        self.rows.reset([])
        for widget in (*self._texts, self.table, self._ways):
            set_shown(widget, False)

    def unfold(self, told: str, rows: Sequence[TableRow], *, offers: bool) -> None:
        """Show what a file changes; `offers` when there is something to apply."""
        self.offers = offers
        self.rows.reset(rows)
        self._fit()
        set_shown(self.table, bool(rows))
        set_shown(self._ways, offers)
        self.set_state(Mark.CAUTION if offers else Mark.COMPLETE)
        self.say(told)

    def say(self, told: str, *, tone: str = "ink") -> None:
        """Say one sentence about all of it, aloud too."""
        self.told.set_tone(tone)
        show_text(self.told, told)
        announce(self.told, told)
        self.unfolded.emit()

    def _fit(self) -> None:
        look = theme()
        height = look.px(HEIGHT["two_lines" if self._two_lines else "row"])
        self.table.setFixedHeight(look.px(HEIGHT["table_head"]) + min(len(self.rows.rows), _ROWS) * height + 2)


def show_text(text: Text, told: str) -> None:
    """Show a text while it says something."""
    text.setText(told)
    set_shown(text, bool(told))


F = TypeVar("F")
C = TypeVar("C")


class FileImport(Generic[F, C]):
    """Connects a section with its service: F is what was read from the file, C what that changes."""

    title = kinds = reading = applying = ""
    """The dialog's title and the files it offers; what is said meanwhile."""

    def __init__(self, context: Context, section: FileSection) -> None:
        """Wait for the officer to choose a file."""
        self.context, self.section = context, section
        self._file: F | None = None
        self.applied_here = False
        section.choose.clicked.connect(self.ask)
        section.apply.clicked.connect(self.apply)
        section.cancel.clicked.connect(self.put_away)

    def read(self, path: Path) -> tuple[F, C]:
        """Return what is in a file and what it would change; on the desk worker."""
        raise NotImplementedError

    def change(self, file: F) -> C:
        """Apply it; on the desk worker."""
        raise NotImplementedError

    def show(self, change: C) -> None:
        """Unfold the section with what changes, or has changed."""
        raise NotImplementedError

    def ask(self) -> None:
        """Ask for a file, then show what it would change."""
        path = ask_file(self.section.window(), self.title, self.kinds)
        if path is None:
            return
        self.forget()
        self.section.say(self.reading)
        self.context.tasks.run(partial(self.read, path), self._read, self._failed, topic=self.title)

    def apply(self) -> None:
        """Apply what is shown."""
        file, self._file = self._file, None
        if file is None:
            return
        self.section.say(self.applying)
        self.context.tasks.run(partial(self.change, file), self._changed, self._failed)

    def put_away(self) -> None:
        """Forget the file at the officer's wish (Thôi)."""
        self.forget()
        self.section.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """Another screen comes to the front."""
        if not self.applied_here:
            self.forget()

    def forget(self) -> None:
        """Forget what was read and show nothing of it."""
        self._file, self.applied_here = None, False
        self.section.clear()

    def _read(self, found: tuple[F, C]) -> None:
        file, change = found
        if not self.section.isVisible():
            return self.forget()
        self.show(change)
        self._file = file if self.section.offers else None
        self._look(self.section.cancel)

    def _changed(self, change: C) -> None:
        self.applied_here = True
        self.show(change)
        self._look(self.section.choose)

    def _look(self, otherwise: QWidget) -> None:
        """Go onto the list of changes, where there is one."""
        table = self.section.table
        table.choose_first() if table.rows.rows else otherwise.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, problem: MotcuaError) -> None:
        self.forget()
        self.section.set_state(Mark.OVERDUE)
        self.section.say(words.sentence(problem), tone="danger")
        self.section.choose.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file, in our words; None when the officer thinks better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    for label, word in (
        (QFileDialog.DialogLabel.LookIn, "Thư mục:"),
        (QFileDialog.DialogLabel.FileName, "Tên tệp:"),
        (QFileDialog.DialogLabel.FileType, "Loại tệp:"),
        (QFileDialog.DialogLabel.Accept, "Mở"),
        (QFileDialog.DialogLabel.Reject, "Thôi"),
    ):
        dialog.setLabelText(label, word)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
