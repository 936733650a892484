"""The papers that have something to say of a dossier now, to be looked at or printed one after another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.services import papers
from app.ui.kit.buttons import Button
from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

_TITLE, _HELP = "In giấy khác", "↑ ↓ chọn giấy, Enter xem, Ctrl+P in."


class PaperList(QWidget):
    """The list; `seen` and `printed` carry the name of a form."""

    seen = Signal(str)
    printed = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start without papers."""
        super().__init__()
        self.rows = RowModel((TableColumn("Giấy"),))
        self.table = TableView(self.rows, indent=8)
        self.table.setAccessibleName(_TITLE)
        self.see_button = Button("Xem giấy", "quiet", key=Shortcut.ENLARGE, icon="eye")
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.primary = Button("In giấy này", "primary", key=Shortcut.PRIMARY, icon="print")
        buttons = Plain(Row(self.cancel, None, self.primary, gap=8))
        see = Plain(Row(self.see_button, None, gap=0))
        self.bar = Plain(Column(see, buttons, gap=6))
        Column(Text(_TITLE, "section"), Text(_HELP, "help", wrap=True), self.table, None, gap=8, parent=self)
        self.table.opened.connect(lambda _form: self.see())
        self.see_button.clicked.connect(self.see)
        self.primary.clicked.connect(self.decide)
        self.cancel.clicked.connect(self.cancelled)
        changes().changed.connect(self._scale)

    def start(self, dossier: Dossier) -> None:
        """Offer the papers of a dossier."""
        forms = due(dossier)
        self.rows.reset([TableRow(form, (Cell(words.FORMS[form]),), words.FORMS[form]) for form in forms])
        self._scale()
        self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def see(self) -> None:
        """Ask for a look at the chosen paper."""
        form = self.table.current_key()
        if isinstance(form, str):
            self.seen.emit(form)

    def decide(self) -> None:
        """Ask for the chosen paper to be printed."""
        form = self.table.current_key()
        if isinstance(form, str):
            self.printed.emit(form)

    def _scale(self) -> None:
        look = theme()
        self.table.setFixedHeight(look.px(HEIGHT["table_head"]) + self.rows.rowCount() * look.px(HEIGHT["row"]) + 4)


def due(dossier: Dossier) -> list[str]:
    """Return the forms that can be printed; a result made at the counter came back on no list."""
    made = next((event for event in reversed(dossier.events) if event.kind == Kind.RESULT_READY), None)
    listed = made is not None and papers.list_of(made)
    return [
        form for form in papers.due_forms(dossier)
        if (form != "result-handover" or listed) and (form != "fee-receipt" or dossier.paid > 0)
    ]  # fmt: skip
