"""Who and what a dossier is, in the panel: name and state, then a few facts, the numbers of people masked."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.fees import format_dong
from app.rules.states import PAUSED
from app.rules.text import mask
from app.ui.dossiers.act_table import owed
from app.ui.dossiers.correctable import told
from app.ui.kit.layout import Column, Grid, Plain, Row, empty_layout
from app.ui.kit.marks import Badge, Mark
from app.ui.kit.text import Strong, Text
from app.ui.kit.theme import changes, theme
from app.ui.state_marks import badge_of, due_words

_LABEL = 84


class Facts(QWidget):
    """The head of the panel."""

    def __init__(self) -> None:
        """Start without a dossier."""
        super().__init__()
        self.name_ = Text(kind="big", wrap=True)
        self.badge = Badge(Mark.RECEIVED, "")
        self.code = Text(tone="ink2", wrap=True)
        self.procedure = Text(kind="name", wrap=True)
        self.grid = Grid(gaps=(8, 3))
        self.grid.setColumnStretch(1, 1)
        self.rows = Plain(self.grid)
        Column(
            Plain(Row((self.name_, 1), self.badge, gap=8)), self.code, 2, self.procedure, self.rows,
            gap=3, parent=self,
        )  # fmt: skip
        changes().changed.connect(self._scale)
        self._scale()

    def show_dossier(self, dossier: Dossier, now: datetime, working: WorkingTime) -> None:
        """Show a dossier."""
        self.name_.setText(dossier.citizen.name)
        self.badge.set_state(*badge_of(dossier.state, dossier.sync))
        self.code.setText(f"{dossier.code}  ·  Quầy {dossier.desk} tiếp nhận")
        self.procedure.setText(dossier.procedure.name)
        empty_layout(self.grid)
        for at, (label, parts) in enumerate(_lines(dossier, now, working)):
            value = Text(wrap=True)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            value.set_parts(*parts)
            self.grid.addWidget(Text(label, "help"), at, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(value, at, 1)

    def _scale(self) -> None:
        self.grid.setColumnMinimumWidth(0, theme().px(_LABEL))


def _lines(dossier: Dossier, now: datetime, working: WorkingTime) -> list[tuple[str, tuple[str, ...]]]:
    person, owner, result = dossier.applicant, dossier.owner, dossier.result
    lines: list[tuple[str, tuple[str, ...]]] = [("Hẹn trả", _due(dossier, now, working))]
    if dossier.destination is not None:
        lines.append(("Giải quyết", (dossier.destination.name,)))
    if dossier.place:
        lines.append(("Đang ở", (dossier.place,)))
    if result is not None:
        said = ", ".join(part for part in (result.number, result.abstract) if part)
        lines.append(("Kết quả", (said or f"có lúc {result.at:%H:%M %d/%m/%Y}",)))
    if dossier.returned_at is not None:
        to = f" cho {dossier.returned_to.name}" if dossier.returned_to else ""
        lines.append(("Đã trả", (f"{dossier.returned_at:%H:%M %d/%m/%Y}{to}",)))
    if owner is not None:
        lines.append(("Người nộp", (person.name,)))
    if person.id_number:
        lines.append(("Số định danh", (mask(person.id_number),)))
    if dossier.fee or dossier.paid:
        lines.append(("Lệ phí", _fee(dossier)))
    return lines + [(label, (text,)) for label, text in told(dossier)]


def _fee(dossier: Dossier) -> tuple[str, ...]:
    """What is to be paid, and how much of it was; money still owed is what an officer must see."""
    fee, left = dossier.fee or 0, owed(dossier)
    receipt = dossier.fee_receipt
    number = f", biên lai {' '.join(filter(None, (receipt.series, receipt.number)))}" if receipt else ""
    if not left:
        more = "" if dossier.paid == fee else f" {format_dong(dossier.paid)} đồng"
        return (f"{format_dong(fee)} đồng, đã thu{more}{number}",)
    missing = f"còn {format_dong(left)} đồng" if dossier.paid else "chưa thu"
    return f"{format_dong(fee)} đồng, ", Strong(missing), number


def _due(dossier: Dossier, now: datetime, working: WorkingTime) -> tuple[str, ...]:
    """A promise whose clock stands still says since when, and what was left then."""
    if dossier.state in PAUSED and dossier.paused_from is not None:
        left, _ = due_words(dossier.state, dossier.due_at, now, working, dossier.paused_from)
        return Strong(f"Tạm dừng từ {dossier.paused_from:%d/%m}"), left.removeprefix("tạm dừng")
    left, _ = due_words(dossier.state, dossier.due_at, now, working)
    return Strong(f"{dossier.due_at:%H:%M %d/%m/%Y}"), f", {left}" if left else ""
