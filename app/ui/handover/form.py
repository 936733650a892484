"""The layout of Bàn giao: scan field, units and who signs for them, the dossiers of one unit, the bar. No logic."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.services.handover import BACK, OUT
from app.ui.handover.draft_lists import DraftList
from app.ui.handover.results import ResultFields
from app.ui.handover.rows import COMING, GOING, UNITS
from app.ui.kit.buttons import Button
from app.ui.kit.cards import ErrorStrip, WarningBand
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import ActionBar
from app.ui.kit.inputs import TextInput
from app.ui.kit.layout import Column, Line, Plain, Row, set_shown
from app.ui.kit.scan import ScanField
from app.ui.kit.search import ResultList
from app.ui.kit.table import RowModel, TableColumn, TableRow, TableView
from app.ui.kit.text import Elided, Text
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut

SORTS = ((OUT, "Giao hồ sơ cho bộ phận"), (BACK, "Nhận kết quả về"))
_PROMPT = "Quét giấy tiếp nhận, hoặc gõ 4 số cuối rồi Enter"
_PERSON = {OUT: "&Người nhận hồ sơ", BACK: "&Người giao kết quả"}
_PRIMARY = {OUT: "Ký bàn giao và in", BACK: "Ký nhận kết quả và in"}
_EMPTY = {
    OUT: "Không có hồ sơ nào chờ bàn giao. F2 để tiếp nhận.",
    BACK: "Không có hồ sơ nào đang ở bộ phận. Alt+1 để giao hồ sơ.",
}
_LEFT_WIDTH = 236
OFFERED = 2
"""How many names are offered under the field."""


class TickTable(TableView):
    """A table whose rows are ticked with Space or a click on the tick; letters and digits go to the scan field."""

    ticked = Signal(object)
    typed = Signal(str)

    def __init__(self, columns: Sequence[TableColumn], *, indent: int = 14) -> None:
        """Start empty."""
        super().__init__(RowModel(columns), two_lines=True, indent=indent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(0)
        self.clicked.connect(lambda index: self.ticked.emit(self.current_key()) if index.column() == 0 else None)

    def fill(self, rows: Sequence[TableRow], chosen: object) -> None:
        """Show other rows and choose one of them, the first if `chosen` is not there; nobody is told of it."""
        self.blockSignals(True)
        self.renew(rows)
        if chosen != self.current_key():
            self.choose(chosen)
        if self.current_key() is None and rows:
            self.selectRow(0)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        alone = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Space and alone:
            self.ticked.emit(self.current_key())
        elif alone and event.text().strip() and event.text().isprintable():
            # A scanner types into whatever has the focus; Qt would search the first column for it.
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class HandoverForm(QWidget):
    """Everything left of the panel."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__()
        self.sort = Segmented(SORTS, OUT)
        self.sort.setAccessibleName("Việc bàn giao")
        self.scan = ScanField(_PROMPT, icon="barcode_scanner")
        self.found = ResultList(self.scan)
        self.scan.textEdited.connect(lambda _text: self.found.close_list())
        self.refusal = WarningBand("")
        self.strip = ErrorStrip(again="ký lại")
        self.units = TickTable(UNITS)
        self.units.setAccessibleName("Bộ phận")
        self.tables = {OUT: TickTable(GOING), BACK: TickTable(COMING)}
        self.results = ResultFields()
        self.person = TextInput("họ và tên")
        self.person_field = Field(_PERSON[OUT], self.person, required=True)
        self.offers = [Button("", "quiet", icon="person") for _ in range(OFFERED)]
        self.unit_name, self.unit_count = Elided(kind="section"), Text(kind="help")
        self.all = Button(Shortcut.TICK_ALL.word, "quiet", key=Shortcut.TICK_ALL)
        self.empty = Text(_EMPTY[OUT], tone="ink2", wrap=True)
        self.look = Button("Xem hồ sơ", "quiet", icon="history")
        self.primary = Button(_PRIMARY[OUT], "primary", key=Shortcut.PRIMARY, icon="print", large=True)
        self.bar = ActionBar([self.look], [self.primary])
        self.lists = self._lists()
        card = QFrame()
        card.setProperty("k", "card")
        Row((self.empty, 1), margins=(18, 14, 18, 14), parent=card)
        self.nothing = Plain(Column(card, None))
        head = Row(self.sort, (self.scan, 1), gap=12)
        body = Column(Plain(head), self.refusal, (self.lists, 1), (self.nothing, 1), gap=12, margins=(20, 14, 20, 14))
        Column(self.strip, (Plain(body), 1), self.bar, gap=0, parent=self)
        set_shown(self.refusal, False)
        for button in self.offers:
            set_shown(button, False)
            button.clicked.connect(lambda _on, button=button: self._take_offer(button.text()))
        changes().changed.connect(self._scale)
        self._scale()

    # -- layout ------------------------------------------------------------------------------------------------

    def _lists(self) -> QWidget:
        """Lay out who signs at the left and what is signed at the right."""
        units = Row(Text("Bộ phận", "section"), None, Text(Shortcut.PART_2.cap, "help"), margins=(14, 9, 14, 9))
        offers = [Plain(Row(button, None)) for button in self.offers]
        signs = Column(self.person_field, *offers, gap=0, margins=(14, 8, 14, 6))
        self._left = Plain(Column(Plain(units), (self.units, 1), Line(), Plain(signs), gap=0))
        self.units.horizontalHeader().hide()
        count = Row((self.unit_name, 1), self.unit_count, 2, self.all, Text(Shortcut.PART_3.cap, "help"),
                    gap=8, margins=(14, 3, 14, 3))  # fmt: skip
        head = Plain(count)
        self._head = head
        fields = Plain(Column(Line(), Plain(Column(self.results, margins=(14, 8, 14, 12))), gap=0))
        self._fields = fields
        right = Plain(Column(head, *((table, 1) for table in self.tables.values()), fields, gap=0))
        card = QFrame()
        card.setProperty("k", "card")
        Row(self._left, Line(upright=True), (right, 1), gap=0, margins=(1, 1, 1, 1), parent=card)
        return card

    def _scale(self) -> None:
        self._left.setFixedWidth(theme().px(_LEFT_WIDTH))
        self._head.setFixedHeight(theme().px(38))

    # -- what it shows -----------------------------------------------------------------------------------------

    @property
    def table(self) -> TickTable:
        """The table of the chosen list."""
        return self.tables[self.value]

    @property
    def value(self) -> str:
        """OUT or BACK."""
        return str(self.sort.value())

    def show_draft(self, draft: DraftList) -> None:
        """Show the words of one of the two lists, and only what can be used of it."""
        some = bool(draft.groups)
        for sort, table in self.tables.items():
            set_shown(table, sort == draft.sort)
        set_shown(self.lists, some)
        set_shown(self.nothing, not some)
        set_shown(self.bar, some)
        self.empty.setText(_EMPTY[draft.sort])
        self.person_field.label.setText(_PERSON[draft.sort])
        self.person.setAccessibleName(_PERSON[draft.sort].replace("&", "") + ", bắt buộc")
        self.primary.set_text(_PRIMARY[draft.sort])
        set_shown(self._fields, draft.sort == BACK)
        set_shown(self.all, draft.sort == OUT)
        if draft.group is not None:
            ticked, total = draft.count(draft.group), len(draft.dossiers)
            self.unit_name.setText(draft.unit)
            self.unit_count.setText(f"đã quét {ticked} / {total}" if ticked else f"{total} hồ sơ")
            self.all.set_text("Bỏ dấu hết" if ticked == total else Shortcut.TICK_ALL.word)
            left = total - ticked
            self.bar.set_note(f"{left} hồ sơ chưa quét ở lại danh sách chờ" if ticked and left else "")

    def show_person(self, name: str) -> None:
        """Show the name typed for the chosen unit."""
        if self.person.value() != name:
            self.person.setText(name)
            self.person_field.set_error(None)

    def offer_people(self, names: Sequence[str]) -> None:
        """Offer the names that were used last."""
        for at, button in enumerate(self.offers):
            name = names[at] if at < len(names) else ""
            button.set_text(name)
            button.setAccessibleName(f"Dùng tên {name}")
            set_shown(button, bool(name))

    def _take_offer(self, name: str) -> None:
        self.person.setText(name)
        self.person.textEdited.emit(name)
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def refused(self) -> str:
        """Why the last scan was refused, empty if it was not."""
        return "" if self.refusal.isHidden() else self.refusal.title.text()

    def refuse_scan(self, sentence: str) -> None:
        """Say why a scanned dossier is not put on the list; nothing takes it back."""
        self.refusal.title.setText(sentence)
        set_shown(self.refusal, bool(sentence))

    def type_into_scan(self, text: str) -> None:
        """Take what a scanner, or a hand, types into a list."""
        self.to_scan()
        self.scan.deselect()
        self.scan.insert(text)

    def to_scan(self) -> None:
        """Go to the scan field."""
        self.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
