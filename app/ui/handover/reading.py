"""What Bàn giao reads of the store, on the desk worker: both lists, the day's papers, why a dossier is on neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtGui import QImage

from app import words
from app.errors import UserError
from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.rules.states import RUNNING, State
from app.services import finding, handover
from app.services.desk import Desk
from app.services.handover import BACK, OUT, Group, Handover, Listed
from app.ui.kit.paper import render_pdf

_PLACE = {
    State.RESULT_READY: "đã có kết quả",
    State.RETURNED: "đã trả kết quả",
    State.SUPPLEMENT_REQUESTED: "đang chờ bổ sung",
    State.PAYMENT_REQUESTED: "đang chờ nộp tiền",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the store; `place` is the shelf on which results were put last."""

    groups: dict[str, list[Group]]
    lists: list[Listed]
    place: str
    own: int
    now: datetime
    working: WorkingTime


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list on paper: its PDF and the first page as an image."""

    pdf: bytes
    image: QImage


def read(desk: Desk) -> Reading:
    """Read both lists and what was signed today."""
    own, working = desk.place()[0].desk, desk.working_time()
    groups = {OUT: handover.waiting(desk), BACK: handover.results_expected(desk)}
    now = desk.clock()
    return Reading(groups, handover.lists(desk, now.date()), handover.last_place(desk), own, now, working)


def draw(pdf: bytes, width: int) -> Sheet:
    """Render the first page of a list."""
    return Sheet(pdf, render_pdf(pdf, width))


def signed_sheet(desk: Desk, number: str, width: int) -> tuple[Handover, Sheet]:
    """Return a signed list and its paper."""
    return handover.signed(desk, number), draw(handover.render_list(desk, number), width)


def why_not(desk: Desk, sort: str, code: str) -> str:
    """Say why a dossier cannot be put on a list, and what to do."""
    try:
        dossier = finding.dossier(desk, code)
    except UserError as problem:
        return words.sentence(problem)
    return _why(dossier, sort)


def _why(dossier: Dossier, sort: str) -> str:
    who, state = f"Hồ sơ {dossier.code}", dossier.state
    if state in RUNNING and state is not State.RECEIVED and sort == OUT:
        where = f" cho {dossier.place}" if dossier.place else ""
        number = f", danh sách {dossier.handover}" if dossier.handover else ""
        moment = next((event.at for event in reversed(dossier.events) if event.kind == "forwarded"), None)
        day = f" ngày {moment[8:10]}/{moment[5:7]}" if moment else ""
        return f"{who} đã bàn giao{where}{day}{number}. Có kết quả thì quét ở Nhận kết quả về (Alt+1)."
    if state is State.RECEIVED and sort == OUT:
        return f"{who} chưa ghi nơi giải quyết. Mở ở Tra cứu (F3) để ghi."
    if state is State.RECEIVED:
        return f"{who} chưa bàn giao cho bộ phận. Bàn giao trước (Alt+1), hoặc ghi kết quả ở Tra cứu (F3)."
    if state is State.RESULT_READY and dossier.result is not None:
        place = f", để ở {dossier.result.place}" if dossier.result.place else ""
        return f"{who} đã có kết quả từ {dossier.result.at:%H:%M ngày %d/%m}{place}. Trả cho người dân ở F4."
    said = _PLACE.get(state, words.STATES[state].lower())
    return f"{who} {said}. Xem ở Tra cứu (F3)."
