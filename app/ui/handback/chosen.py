"""The first section: the scan field that finds a dossier, and the card of the one that was found.

Nothing is searched while letters come in: a scanner types the code of a paper just as fast as an officer types a
name, and its Enter must never take the first line of a list that some of its digits happened to open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QFrame

from app import words
from app.rules.calendar import WorkingTime
from app.rules.deadline import remaining
from app.rules.dossier import Dossier
from app.rules.states import PAUSED, RUNNING, State
from app.services.finding import Hit
from app.ui.dossiers.rows import due_words, mark_of
from app.ui.kit.cards import WarningBand
from app.ui.kit.form import Section
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Badge, Mark
from app.ui.kit.scan import ScanField
from app.ui.kit.search import Result, ResultList, highlight
from app.ui.kit.text import Elided, Text
from app.ui.shortcuts import Shortcut

_PROMPT = "Quét giấy tiếp nhận, hoặc gõ 4 số cuối, họ tên rồi Enter"
_ANOTHER = ". Quét giấy khác để thay."
_CURE = {
    State.SUPPLEMENT_REQUESTED: "Hồ sơ đang chờ bổ sung. Mở ở Tra cứu để nhận bổ sung; có kết quả rồi mới trả.",
    State.PAYMENT_REQUESTED: "Hồ sơ đang chờ nộp tiền. Mở ở Tra cứu để ghi đã nộp; có kết quả rồi mới trả.",
    State.RETURNED: "Đã trả cho {name} lúc {at:%H:%M} ngày {at:%d/%m/%Y}. In lại biên nhận: Ctrl+P; trả nhầm: Ctrl+R.",
    State.REFUSED: "Hồ sơ đã bị từ chối, không có kết quả để trả. Xem lý do ở Tra cứu.",
    State.WITHDRAWN: "Công dân đã rút hồ sơ, không có kết quả để trả. Xem lý do ở Tra cứu.",
    State.STOPPED: "Hồ sơ đã dừng giải quyết, không có kết quả để trả. Xem lý do ở Tra cứu.",
    State.VOIDED: "Hồ sơ đã hủy vì nhập nhầm. Tìm hồ sơ được nhận thay bằng tên người nộp.",
}
"""Why a dossier cannot be given back in each state but those that can, and what to do."""


def returnable(dossier: Dossier) -> bool:
    """Tell whether a dossier can be given back now, perhaps after its result was written."""
    return dossier.state is State.RESULT_READY or dossier.state in RUNNING


class Chosen(Section):
    """Hồ sơ."""

    def __init__(self) -> None:
        """Start without a dossier."""
        self.scan = ScanField(_PROMPT, icon="barcode_scanner")
        self.card, self.refusal = _Card(), WarningBand("")
        super().__init__(
            "Hồ sơ", Shortcut.PART_1, Column(self.scan, self.card, self.refusal, gap=9, margins=(0, 0, 0, 9))
        )
        self.results = ResultList(self.scan)
        self.scan.textEdited.connect(lambda _text: self.results.close_list())
        self.scan.editingFinished.connect(self._left)
        self.clear()

    def show_dossier(self, dossier: Dossier, now: datetime, working: WorkingTime, *, again: bool) -> None:
        """Show the card of a dossier, and why it cannot be given back if so; read `again`, no scan is answered."""
        if not again:
            self.scan.clear()
            self.scan.report(f"Hồ sơ {dossier.code}", _ANOTHER)
        self.card.put(dossier, now, working)
        set_shown(self.card, True)
        can = returnable(dossier)
        set_shown(self.refusal, not can)
        self.set_state(Mark.COMPLETE if can else Mark.CAUTION)
        if not can:
            name = dossier.returned_to.name if dossier.returned_to else ""
            self.refusal.title.setText(_CURE[dossier.state].format(name=name, at=dossier.returned_at))

    def offer(self, hits: Sequence[Hit], typed: str, *, more: bool) -> None:
        """Let one of several dossiers be chosen; `more` are not listed."""
        self.scan.report("Có nhiều hồ sơ. ", "Chọn bằng ↑ ↓ rồi Enter.")
        self.results.show_results(
            [
                Result(hit.code, highlight(hit.name, typed), f"{hit.code} · {hit.procedure}", f"hẹn {hit.due_at:%d/%m}")
                for hit in hits
            ],
            f"hơn {len(hits)} hồ sơ, gõ thêm chữ" if more else f"{len(hits)} hồ sơ chờ trả kết quả",
        )

    def say(self, strong: str, rest: str) -> None:
        """Say in the scan field what came of the last scan."""
        self.scan.report(strong, rest)

    def clear(self, said: str = "") -> None:
        """Ask for the next dossier, after saying what became of the last."""
        self.scan.reset()
        if said:
            self.scan.report(f"{said}. ", "Quét giấy tiếp nhận tiếp theo.")
        set_shown(self.card, False)
        set_shown(self.refusal, False)
        self.set_state(Mark.EMPTY)

    def _left(self) -> None:
        if not self.scan.hasFocus():
            self.results.close_list()


class _Card(QFrame):
    """Whose dossier, what for, when received and promised, its state."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "card_soft")
        self.name_, self.procedure = Text(kind="section", wrap=True), Elided()
        self.received, self.left = Text(kind="help", tone="ink2", wrap=True), Text(kind="help", tone="ink2")
        self.badge = Badge(Mark.READY, "")
        who = Column(self.name_, self.procedure, self.received, gap=3)
        state = Column(Plain(Row(None, self.badge)), None, Plain(Row(None, self.left)), gap=3)
        Row((who, 1), state, gap=12, margins=(14, 9, 14, 9), parent=self)

    def put(self, dossier: Dossier, now: datetime, working: WorkingTime) -> None:
        """Show a dossier."""
        citizen, applicant = dossier.citizen, dossier.applicant
        by = f", {applicant.name} nộp thay" if dossier.owner else ""
        self.name_.setText(citizen.name)
        self.procedure.setText(dossier.procedure.name)
        due = f"{dossier.due_at:%H:%M} hôm nay" if dossier.due_at.date() == now.date() else f"{dossier.due_at:%d/%m/%Y}"
        self.received.setText(f"Nhận {dossier.received_at:%d/%m/%Y} tại Quầy {dossier.desk}{by}, hẹn trả {due}")
        self.badge.set_state(mark_of(dossier.state), words.STATES[dossier.state])
        text, tone = promise(dossier, now, working)
        self.left.setText(text)
        self.left.set_tone("ink2" if tone in ("ink3", "ok") else tone)
        self.setAccessibleName(f"{citizen.name}, {self.badge.word.lower()}, {self.received.text()}, {text}")


def promise(dossier: Dossier, now: datetime, working: WorkingTime) -> tuple[str, str]:
    """Return how the dossier stands to its promise, and the tone: a result is in time by when it was there."""
    if dossier.state is State.RESULT_READY and dossier.result is not None:
        late = dossier.result.at > dossier.due_at
        return ("kết quả có sau hẹn", "warn") if late else ("kết quả đúng hẹn", "ok")
    if dossier.state in PAUSED:
        return f"tạm dừng, {remaining(dossier.due_at, now, working).text}", "wait"
    return due_words(dossier.state, dossier.due_at, now, working)
