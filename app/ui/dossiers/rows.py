"""A dossier as a table row: its state as mark and word, and what is left until its promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app import words
from app.rules.calendar import WorkingTime
from app.rules.deadline import Stand, remaining
from app.rules.states import ENDED, PAUSED, State
from app.services.finding import Hit
from app.ui.kit.marks import Mark
from app.ui.kit.table import Cell, TableColumn, TableRow

COLUMNS = (
    TableColumn("Mã hồ sơ", 154),
    TableColumn("Chủ hồ sơ", 150),
    TableColumn("Thủ tục", elide=True),
    TableColumn("Trạng thái", 128),
    TableColumn("Hẹn trả", 150),
    TableColumn("Quầy", 60, optional=True),
    TableColumn("Gửi tỉnh", 120, optional=True),
)

_MARKS = {
    State.RECEIVED: Mark.RECEIVED,
    State.FORWARDED: Mark.PROCESSING,
    State.PROCESSING: Mark.PROCESSING,
    State.SUPPLEMENT_REQUESTED: Mark.SUPPLEMENT,
    State.PAYMENT_REQUESTED: Mark.SUPPLEMENT,
    State.RESULT_READY: Mark.READY,
    State.RETURNED: Mark.RETURNED,
    State.REFUSED: Mark.REFUSED,
    State.WITHDRAWN: Mark.STOPPED,
    State.STOPPED: Mark.STOPPED,
    State.VOIDED: Mark.STOPPED,
}
_SYNC = {
    "local": Mark.AT_DESK,
    "waiting": Mark.SENDING,
    "sent": Mark.SENT,
    "reconciled": Mark.MATCHED,
    "parked": Mark.ATTENTION,
}
_PAUSED = "tạm dừng"
_TONES = {Stand.OVERDUE: "danger", Stand.TODAY: "warn", Stand.LATER: "ink3"}


def mark_of(state: State) -> Mark:
    """Return the mark of a state."""
    return _MARKS[state]


def sync_mark(sync: str) -> Mark:
    """Return the mark of a sync state."""
    return _SYNC[sync]


def due_words(
    state: State, due_at: datetime, now: datetime, working: WorkingTime, paused_from: datetime | None = None
) -> tuple[str, str]:
    """Return what is said of a promise and its tone: `còn 3 ngày`, `quá 1 ngày`, `chờ trả`; nothing once it ended.

    While the clock stands still, `paused_from` tells what was left then: `tạm dừng, còn 6 ngày`.
    """
    if state in ENDED:
        return "", "ink3"
    if state is State.RESULT_READY:
        return "chờ trả", "ok"
    if state in PAUSED:
        return (f"{_PAUSED}, {remaining(due_at, paused_from, working).text}" if paused_from else _PAUSED), "wait"
    left = remaining(due_at, now, working)
    return left.text, _TONES[left.kind]


def hit_rows(
    hits: Sequence[Hit], now: datetime, working: WorkingTime, pauses: Mapping[str, datetime]
) -> list[TableRow]:
    """Return the rows of these dossiers; the key is the code. `pauses` says since when a clock stands still."""
    rows = []
    for hit in hits:
        word = words.STATES[hit.state]
        left, tone = due_words(hit.state, hit.due_at, now, working, pauses.get(hit.code))
        paused, _, rest = left.partition(", ")
        due = Cell(paused, note=rest, note_tone=tone) if rest else Cell(
            f"{hit.due_at:%d/%m/%Y}", note=left, note_tone=tone
        )  # fmt: skip
        cells = [
            Cell(hit.code, tone="ink2"),
            Cell(hit.name, bold=True),
            Cell(hit.procedure),
            Cell(word, mark=mark_of(hit.state)),
            due,
            Cell(str(hit.desk), tone="ink2"),
            Cell(words.SYNC[hit.sync], tone="ink2", mark=sync_mark(hit.sync)),
        ]
        if hit.sync == "parked":
            cells[3] = Cell(words.SYNC["parked"], mark=Mark.ATTENTION)
        spoken = f"{hit.name}, {word.lower()}, hẹn trả {hit.due_at:%d/%m/%Y}, {left}, mã {hit.code}"
        rows.append(TableRow(hit.code, tuple(cells), spoken))
    return rows
