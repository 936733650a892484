"""The panel at the right: what was signed last, the paper as it will be printed, and the lists signed today."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from app.services.handover import BACK, OUT, Handover, Listed
from app.ui.handover.rows import SIGNED, signed_rows
from app.ui.kit.buttons import Button
from app.ui.kit.cards import QuietLine
from app.ui.kit.layout import Column, Plain, Row, Surface, set_shown
from app.ui.kit.paper import Paper
from app.ui.kit.table import RowModel, TableView
from app.ui.kit.text import KeyHints, Text
from app.ui.shortcuts import Shortcut

LANDSCAPE = 210 / 297
_TITLES = {OUT: "Danh sách bàn giao", BACK: "Phiếu bàn giao kết quả"}
_EMPTY = {
    OUT: "Quét giấy tiếp nhận để đưa hồ sơ vào danh sách.",
    BACK: "Quét giấy tiếp nhận của hồ sơ đã có kết quả.",
}
_NONE = "Hôm nay chưa ký danh sách nào."
_DONE = {OUT: "Đã giao {count} hồ sơ cho {unit}", BACK: "Đã nhận {count} kết quả từ {unit}"}
_WHO = {OUT: "{person} nhận", BACK: "{person} giao"}


class HandoverPanel(Surface):
    """The quiet line, the paper, and the day's lists."""

    print_asked = Signal()
    again_asked = Signal(object)
    looked_at = Signal(object)

    def __init__(self) -> None:
        """Start with an empty sheet."""
        super().__init__("surface2")
        self.quiet = QuietLine()
        self.title, self.state = Text(_TITLES[OUT], "section"), Text(kind="help", tone="ink2")
        self.enlarge = Button("Xem lớn", "quiet", key=Shortcut.ENLARGE)
        # Its room is kept while there is nothing to enlarge, so that the paper does not jump.
        policy = self.enlarge.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.enlarge.setSizePolicy(policy)
        self.paper = Paper(_EMPTY[OUT], ratio=LANDSCAPE)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.paper.setSizePolicy(policy)
        self.model = RowModel(SIGNED)
        self.table = TableView(self.model, two_lines=True, indent=8)
        self.table.horizontalHeader().hide()
        self.table.setStyleSheet("QTableView { background: transparent; }")
        self.table.setAccessibleName("Danh sách đã ký hôm nay")
        self.none = Text(_NONE, tone="ink3")
        self.hints = KeyHints([("Enter", "in lại danh sách")])
        head = Row(self.title, self.state, None, self.enlarge, gap=8)
        signed = Row(Text("Đã ký hôm nay", "section"), None, Text(Shortcut.PART_4.cap, "help"), gap=8)
        Column(
            self.quiet, Plain(head), self.paper, Plain(signed), self.none, (self.table, 1), self.hints,
            gap=8, margins=(14, 12, 14, 12), parent=self,
        )  # fmt: skip
        self.table.opened.connect(self.again_asked)
        self.table.chosen.connect(self.looked_at)

    def show_empty(self, sort: str) -> None:
        """Nothing is on the list yet."""
        self.title.setText(_TITLES[sort])
        self.state.setText("")
        self.paper.clear(_EMPTY[sort])
        set_shown(self.enlarge, False)

    def show_paper(self, sort: str, pdf: bytes, image: object, state: str) -> None:
        """Show a list as it is printed; `state` says whether it is signed."""
        self.title.setText(_TITLES[sort])
        self.state.setText(state)
        self.paper.show_pdf(pdf, image)  # type: ignore[arg-type]
        set_shown(self.enlarge, True)

    def show_lists(self, lists: Sequence[Listed]) -> None:
        """Show the lists signed today."""
        self.table.blockSignals(True)
        self.table.renew(signed_rows(lists))
        self.table.blockSignals(False)
        set_shown(self.none, not lists)
        set_shown(self.hints, bool(lists))

    def to_lists(self) -> None:
        """Go to the signed lists: to the chosen one, else the newest."""
        if self.table.current_key() is None:
            self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell(self, signed: Handover, printing: str, *, ok: bool = True, why: str = "") -> None:
        """Say what was signed and whether its paper came out (`printing`), with the way to print it again."""
        done = _DONE[signed.sort].format(count=len(signed.dossiers), unit=signed.unit)
        who = _WHO[signed.sort].format(person=signed.person)
        again = Button("In lại" if ok else "In danh sách", "quiet", icon="print")
        again.setToolTip(Shortcut.PRINT.cap)
        again.clicked.connect(self.print_asked)
        detail = f"{signed.number}, {who} lúc {signed.at:%H:%M}"
        self.quiet.tell(done + printing, f"{detail}. {why}" if why else detail, [again], ok=ok)
