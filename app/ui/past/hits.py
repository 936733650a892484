"""What Tra cứu shows of the past registers: a chip with how many rows were found, their list, and one of them whole.

They stand in a list of their own and not among the dossiers: of a row of 2019 nothing can be printed, returned or
corrected, and an officer who works down a list must not meet one in it. Where no dossier was found at all, the list
of past rows comes by itself: it is the whole answer then.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.errors import MotcuaError
from app.services import past
from app.services.past import Found, PastHit
from app.ui.context import Context
from app.ui.kit.chip import Chip
from app.ui.kit.marks import Mark
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.past.record import OLD, RecordPanel
from app.ui.past.rows import day, number
from app.ui.shortcuts import Shortcut

COLUMNS = (
    TableColumn("Mã hồ sơ", 120), TableColumn("Tên cá nhân, tổ chức", 150), TableColumn("Thủ tục", elide=True),
    TableColumn("Tiếp nhận", 80), TableColumn("Trả kết quả", 80), TableColumn("", 70),
    TableColumn("Địa chỉ", 240, elide=True, optional=True), TableColumn("Tệp", 160, elide=True, optional=True),
)  # fmt: skip
_CHIP, _MORE = "Sổ cũ: {}", "hơn {}"
_NOTE, _ALONE = "{} dòng sổ cũ, mới nhất trước", "không có hồ sơ; sổ cũ có {} dòng"
_NOTHING = Found((), 0)
PAGE = 50


class OldRegister(QObject):
    """Keeps what was found; `turned` tells that the list of past rows came to the front, or left it."""

    turned = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        """Make the chip, the list and the panel, for Tra cứu to place."""
        super().__init__(parent)
        self.context = context
        self.chip = Chip(OLD, menu=False)
        self.rows = RowModel(COLUMNS)
        self.table, self.panel = TableView(self.rows), RecordPanel()
        self.table.setAccessibleName("Các dòng sổ cũ tìm thấy")
        self.found, self._text, self._alone = _NOTHING, "", False
        self._wanted: bool | None = None
        self.chip.setToolTip(f"{Shortcut.OLD_REGISTER.word} ({Shortcut.OLD_REGISTER.cap})")
        self.chip.hide()
        self.chip.clicked.connect(self.toggle)
        self.table.chosen.connect(self._chosen)
        self.rows.wanted.connect(self._more)

    @property
    def on(self) -> bool:
        """Whether the list of past rows is in front."""
        return bool(self.found.count) and (self._alone if self._wanted is None else self._wanted)

    @property
    def many(self) -> str:
        """How many were found; they are counted up to a thousand and one more or less tells nobody anything."""
        count = number(self.found.count)
        return _MORE.format(count) if self.found.count >= past.COUNTED else count

    @property
    def note(self) -> str:
        """What stands at the end of the search box while the list is in front."""
        return (_ALONE if self._alone else _NOTE).format(self.many)

    def look(self, text: str) -> Found:
        """Ask the past registers, on the desk worker."""
        return past.find(self.context.desk, text, limit=PAGE) if text.strip() else _NOTHING

    def take(self, found: Found, text: str, *, alone: bool) -> None:
        """Show what was found for `text`; `alone` when there is no dossier to show."""
        if not text.strip():
            self._wanted = None
        fresh = found is not self.found
        self.found, self._text, self._alone = found, text, alone
        if fresh:
            self.rows.reset(_rows(found.records), found.count)
            if found.count == 1:
                self.table.choose(found.records[0].id)
            else:
                self.panel.show_nothing()
        self._show()

    def toggle(self) -> None:
        """Bring the list to the front, or send it back."""
        if not self.found.count:
            return
        self._wanted = not self.on
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        self.chip.name = _CHIP.format(self.many)
        self.chip.set_value(self.chip.name if self.on else None)
        self.chip.setVisible(bool(self.found.count))

    def _more(self, offset: int) -> None:
        def found(more: Found) -> None:
            self.found = more
            self.rows.append(_rows(more.records[offset:]))

        work = partial(past.find, self.context.desk, self._text, limit=offset + max(PAGE, offset))
        self.context.tasks.run(work, found, topic="lookup.find")

    def _chosen(self, key: object) -> None:
        hit = next((one for one in self.found.records if one.id == key), None)
        if hit is None or self.panel.hit == hit:
            return

        def gone(_problem: MotcuaError) -> None:
            # Its import was taken back meanwhile; the next letter finds it no more.
            self.panel.show_nothing()

        work = partial(past.source_row, self.context.desk, hit.id)
        self.context.tasks.run(work, partial(self.panel.show_record, hit), gone, topic="lookup.old")


def _rows(hits: tuple[PastHit, ...]) -> list[TableRow]:
    rows = []
    for hit in hits:
        one = hit.record
        cells = (
            Cell(one.code or "", tone="ink2"), Cell(one.name, bold=True), Cell(one.procedure or ""),
            Cell(day(one.received_on)), Cell(day(one.returned_on)), Cell(OLD, tone="ink2", mark=Mark.OLD),
            Cell(one.address or "", tone="ink2"), Cell(hit.file, tone="ink2"),
        )  # fmt: skip
        received = f"tiếp nhận {day(one.received_on)}" if one.received_on else ""
        said = (one.name, OLD.lower(), one.procedure, received, f"{hit.file} dòng {one.row}")
        rows.append(TableRow(hit.id, cells, ", ".join(part for part in said if part)))
    return rows
