"""Căn cứ từ chối in Cài đặt: the legal grounds an officer picks from when refusing, in the centre's own words.

The list is changed here and kept by Ctrl+Enter with the rest: a ground taken out by mistake is not yet gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app import words
from app.errors import UserError
from app.services import grounds
from app.services.grounds import Ground
from app.services.preferences import Chosen
from app.ui.kit.buttons import Button
from app.ui.kit.cards import announce
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.kit.theme import changes, theme
from app.ui.kit.tokens import HEIGHT
from app.ui.shortcuts import Shortcut

_ROWS = 5
_HELP = "Enter sửa, Delete bỏ lý do đang chọn. Danh sách đổi khi lưu cài đặt."
_TEXT_HELP = "In trên phiếu từ chối; mỗi lần từ chối vẫn sửa được."
_NOTHING = Ground("", "")


class _List(TableView):
    """The grounds; Delete takes the chosen one out."""

    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
            return
        super().keyPressEvent(event)


class GroundsSection(Section):
    """The list, and beneath it the ground that is being written; `unfolded` when its lines open."""

    unfolded = Signal()

    def __init__(self) -> None:
        """Start with the shipped list."""
        self.rows = RowModel([TableColumn("Lý do, căn cứ pháp lý", elide=True)])
        self.table = _List(self.rows, two_lines=True, indent=8)
        self.table.setAccessibleName("Căn cứ từ chối")
        self.add, self.edit = Button("Thêm lý do…", key=Shortcut.ADD_GROUND), Button("Sửa…")
        self.remove = Button("Bỏ", key=Shortcut.REMOVE_GROUND)
        self.restore = Button("Dùng lại danh sách có sẵn", "quiet")
        self.text, self.basis = TextInput(), TextInput()
        self.basis.moves_on = False
        self.text_field = Field("Lý do từ chối", self.text, required=True, help=_TEXT_HELP)
        self.basis_field = Field("Căn cứ pháp lý", self.basis, help="Như: Nghị định số 118/2025/NĐ-CP, Điều 14")
        self.cancel, self.keep = Button("Thôi", "quiet"), Button("Ghi vào danh sách")
        self.fields = {"ground": self.text_field}
        self.told = Text(_HELP, "help", wrap=True)
        self._grounds: list[Ground] = []
        self._at: int | None = None
        self._ways = Plain(Row(self.add, self.edit, self.remove, None, self.restore, gap=8))
        self._writing = Plain(Column(
            self.text_field, self.basis_field, Plain(Row(self.cancel, None, self.keep, gap=8)), gap=0,
        ))  # fmt: skip
        content = Column(self.told, self.table, self._ways, self._writing, gap=8, margins=(0, 0, 0, 8))
        super().__init__("Căn cứ từ chối", Shortcut.PART_10, Plain(content))
        changes().changed.connect(self._fit)
        self._connect()
        self.put_away()

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self.write(None))
        self.edit.clicked.connect(self._edit)
        self.table.opened.connect(lambda _text: self._edit())
        self.remove.clicked.connect(self._remove)
        self.table.removed.connect(self._remove)
        self.restore.clicked.connect(lambda: self._show(grounds.shipped(), 0))
        self.basis.entered.connect(self._try)
        self.keep.clicked.connect(self._try)
        self.cancel.clicked.connect(self._back)

    @property
    def first(self) -> QWidget:
        """Where Alt+0 goes."""
        return self.text if self.writing else self.table

    @property
    def writing(self) -> bool:
        """Tell whether a ground is being written."""
        return not self._writing.isHidden()

    def fill(self, chosen: Chosen) -> None:
        """Show the centre's own list, or the shipped one, with nothing being written."""
        self.put_away()
        self._show(grounds.shipped() if chosen.grounds is None else chosen.grounds)

    def value(self) -> tuple[Ground, ...] | None:
        """Return the list with the ground that is being written in its place, None while it is the shipped one."""
        those = tuple(self._grounds)
        if self.writing and self._written() != _NOTHING:
            those = (*those[: self._place], self._written(), *those[self._place + 1 :])
        return None if those == grounds.shipped() else those

    def _written(self) -> Ground:
        return Ground(self.text.value(), self.basis.value())

    @property
    def _place(self) -> int:
        """Where in the list the ground that is being written goes: over the one it was, or to the end."""
        return len(self._grounds) if self._at is None else self._at

    def write(self, at: int | None) -> None:
        """Open the lines for a ground, a new one without `at`; what is being written already is not lost."""
        if self.writing:
            self.unfolded.emit()
            return
        self._at = at
        ground = _NOTHING if at is None else self._grounds[at]
        self.text.setText(ground.text)
        self.basis.setText(ground.basis)
        self.text_field.set_error(None)
        set_shown(self._ways, False)
        set_shown(self._writing, True)
        self.unfolded.emit()

    def put_away(self) -> None:
        """Close the lines."""
        self.text_field.set_error(None)
        set_shown(self._writing, False)
        set_shown(self._ways, True)

    def _edit(self) -> None:
        at = self.table.currentIndex().row()
        if at >= 0:
            self.write(at)

    def _remove(self) -> None:
        at = self.table.currentIndex().row()
        if at < 0 or self.writing:
            return
        if len(self._grounds) == 1:
            self._say(words.say("GROUNDS_EMPTY", {}), tone="danger")
            return
        del self._grounds[at]
        self._show(self._grounds, min(at, len(self._grounds) - 1))

    def _try(self) -> None:
        """Put the ground that is being written into the list, or say at it why not."""
        those, place = self.value(), self._place
        try:
            kept = grounds.shipped() if those is None else grounds.check(those)
        except UserError as problem:
            self.text_field.set_error(words.sentence(problem))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._show(kept, min(place, len(kept) - 1))
        self._back()

    def _back(self) -> None:
        self.put_away()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, told: str, *, tone: str = "ink3") -> None:
        self.told.set_tone(tone)
        self.told.setText(told)
        announce(self.told, told)

    def _show(self, those: Sequence[Ground], at: int = -1) -> None:
        """Show a list and choose its `at`-th ground."""
        self._grounds = list(those)
        self.rows.reset(
            [TableRow(one, (Cell(one.text, second=one.basis or "Chưa ghi căn cứ"),)) for one in self._grounds]
        )
        self._fit()
        self._say(_HELP)
        if at >= 0:
            self.table.selectRow(at)

    def _fit(self) -> None:
        look = theme()
        rows = min(max(len(self._grounds), 1), _ROWS)
        self.table.setFixedHeight(look.px(HEIGHT["table_head"]) + rows * look.px(HEIGHT["two_lines"]) + 2)
