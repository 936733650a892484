"""The board's lines as table rows, and the line of sense beneath each tile's figure."""

from __future__ import annotations

from datetime import datetime

from app import words
from app.rules.calendar import WorkingTime
from app.services.board import Board
from app.services.finding import Hit
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.state_marks import due_words, mark_of

COLUMNS = (
    TableColumn("Chủ hồ sơ, mã hồ sơ", 184),
    TableColumn("Thủ tục", elide=True),
    TableColumn("Trạng thái", 146),
    TableColumn("Hẹn trả", 166),
    TableColumn("Quầy", 64, optional=True),
)


def row(hit: Hit, now: datetime, working: WorkingTime, paused_from: datetime | None = None) -> TableRow:
    """Return one dossier as a row of the board; `paused_from` is since when its clock stands still."""
    mark = mark_of(hit.state)
    state = words.STATES[hit.state.value]
    # Today an officer thinks in hours, on other days in dates.
    when = f"{hit.due_at:%H:%M}" if hit.due_at.date() == now.date() else f"{hit.due_at:%d/%m/%Y}"
    note, tone = due_words(hit.state, hit.due_at, now, working, paused_from)
    cells = (
        Cell(hit.name, bold=True, second=hit.code),
        Cell(hit.procedure),
        Cell(state, tone=mark.tone, mark=mark),
        Cell(when, note=note, note_tone=tone),
        Cell(f"Quầy {hit.desk}"),
    )
    return TableRow(hit.code, cells, f"{hit.name}, {state.lower()}, hẹn trả {when}, {note}")


def sense(board: Board, name: str) -> str:
    """Say in one line what is in a list; empty when nothing is."""
    count = board.counts[name]
    if not count:
        return ""
    first, code = board.earliest[name], board.sample[name]
    number = code.rsplit("-", 1)[-1]
    return {
        "due_today": f"sớm nhất {first:%H:%M}",
        "overdue": f"lâu nhất hẹn {first:%d/%m}",
        "ready": f"lâu nhất hẹn {first:%d/%m}",
        "supplement": "chờ công dân nộp thêm",
        "unprinted": f"giấy tiếp nhận số {number}" if count == 1 else "giấy tiếp nhận",
        "parked": "tỉnh chưa nhận, có lý do",
    }[name]
