"""The panel at the right: what was given back last with its way back, and the dossiers whose result waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.finding import Hit
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.fields import Field
from app.ui.kit.icons import Icon
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Plain, Row, Surface, set_shown
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

SHOWN = 500
"""How many of the queue are listed, the longest waiting first; more than that are looked up by name."""

_COLUMNS = (TableColumn("Chủ hồ sơ", elide=True), TableColumn("Số", 40), TableColumn("Hẹn", 60, right=True))
_EMPTY = "Không có kết quả nào chờ trả."
_FORGOT = "Gõ 4 số cuối hoặc tên nếu người dân quên giấy hẹn."
_REASON = "Ghi lý do lấy lại kết quả."


def rows(hits: Sequence[Hit], now: datetime, open_code: str | None) -> list[TableRow]:
    """Return the queue as rows: name, the number the citizen knows, and how long it waits."""
    found = []
    for hit in hits:
        note, tone = ("đang trả", "link") if hit.code == open_code else (waiting(hit.due_at, now), "ink3")
        number = hit.code.rsplit("-", 1)[-1]
        cells = (
            Cell(hit.name, bold=True), Cell(f"…{number}", tone="ink2"), Cell(note, tone=tone, bold=tone == "link"),
        )  # fmt: skip
        found.append(TableRow(hit.code, cells, f"{hit.name}, số {number}, {note}"))
    return found


def waiting(due_at: datetime, now: datetime) -> str:
    """Say when the result was promised: an hour today, a day ahead, and afterwards how many days it has waited."""
    late = (now.date() - due_at.date()).days
    return f"chờ {late} ngày" if late > 0 else f"hẹn {due_at:%H:%M}" if late == 0 else f"hẹn {due_at:%d/%m}"


class ReturnPanel(Surface):
    """The quiet line and the queue."""

    opened = Signal(object)
    print_asked = Signal()
    mistake_asked = Signal()

    def __init__(self) -> None:
        """Start with an empty queue."""
        super().__init__("surface2")
        self.quiet, self.mistake = QuietLine(), Mistake()
        self.count = Text(kind="help")
        self._open_code: str | None = None
        self.model = RowModel(_COLUMNS)
        self.table = TableView(self.model, indent=8)
        self.table.horizontalHeader().hide()
        # Rows lie on the panel's own ground: a short queue leaves no white field beneath it.
        self.table.setStyleSheet("QTableView { background: transparent; }")
        self.table.setAccessibleName("Chờ trả kết quả")
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.empty = Text(_EMPTY, tone="ink3")
        title = Row(Text("Chờ trả kết quả", "section"), self.count, None, Text(Shortcut.PART_5.cap, "help"), gap=8)
        foot = Row(Icon("info", "ink3", 14), (Text(_FORGOT, "help", wrap=True), 1), gap=7)
        Column(
            self.quiet, self.mistake, Plain(title), self.empty, (self.table, 1), Plain(foot),
            gap=10, margins=(18, 14, 18, 12), parent=self,
        )  # fmt: skip
        self.mistake.hide()
        self.table.opened.connect(self.opened)

    def show_queue(self, hits: Sequence[Hit], now: datetime, open_code: str | None) -> None:
        """Show who waits; `open_code` is the dossier on the form."""
        self.table.renew(rows(hits[:SHOWN], now, open_code))
        self.count.setText(f"{'hơn ' if len(hits) > SHOWN else ''}{min(len(hits), SHOWN)} hồ sơ" if hits else "")
        set_shown(self.empty, not hits)
        if open_code != self._open_code or self.table.current_key() is None:
            self._open_code = open_code
            self.table.choose(open_code)

    def to_queue(self) -> None:
        """Go to the queue: to the chosen row, else the first."""
        if self.table.current_key() is None:
            self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell(self, what: str, detail: str, *, ok: bool = True, ways_back: bool = False) -> None:
        """Say what was done; `ways_back` offers the receipt once more and the correction of a mistake."""
        actions: list[QWidget] = []
        if ways_back:
            again = Button("In lại biên nhận" if ok else "In biên nhận", "quiet")
            again.setToolTip(Shortcut.PRINT.cap)
            again.clicked.connect(self.print_asked)
            wrong = Button("Trả nhầm, sửa…", "quiet")
            wrong.setToolTip(Shortcut.CORRECT.cap)
            wrong.clicked.connect(self.mistake_asked)
            actions = [again, wrong]
        self.quiet.tell(what, detail, actions, ok=ok)

    def ask_mistake(self) -> None:
        """Ask why the result is taken back."""
        self.mistake.reason.clear()
        self.mistake.field.set_error(None)
        self.mistake.show()
        self.mistake.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_mistake(self) -> None:
        """Ask no more."""
        self.mistake.hide()


class Mistake(QWidget):
    """Asks for the reason of taking a result back; it goes into the history beside the return it undoes."""

    decided = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.reason = TextInput("giao nhầm người, nhầm giấy…")
        self.reason.moves_on = False
        self.field = Field("Lý do trả nhầm", self.reason, required=True)
        self.cancel = Button("Thôi", "quiet", key="Esc")
        self.take = Button("Lấy lại kết quả", "danger", key="Enter")
        Column(self.field, Plain(Row(self.cancel, None, self.take)), gap=2, parent=self)
        self.reason.entered.connect(self.decide)
        self.reason.textEdited.connect(lambda _text: self.field.set_error(None))
        self.take.clicked.connect(self.decide)
        self.cancel.clicked.connect(self.cancelled)

    def decide(self) -> None:
        """Send the reason, or ask for one."""
        reason = self.reason.value()
        if reason:
            self.decided.emit(reason)
        else:
            self.field.set_error(_REASON)
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
