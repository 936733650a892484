"""Units, dossiers and signed lists as table rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.rules.calendar import WorkingTime
from app.rules.dossier import Dossier
from app.services.handover import OUT, Listed
from app.ui.dossiers.rows import due_words
from app.ui.handover.draft_lists import EMPTY, DraftList
from app.ui.kit.marks import Mark
from app.ui.kit.search import Result, highlight
from app.ui.kit.table import Cell, TableColumn, TableRow

UNITS = (TableColumn("Bộ phận", elide=True),)
GOING = (
    TableColumn("Giao", 66),
    TableColumn("Chủ hồ sơ, mã hồ sơ", 150),
    TableColumn("Thủ tục", elide=True),
    TableColumn("Hẹn trả", 96),
)
COMING = (
    TableColumn("Nhận", 66),
    TableColumn("Chủ hồ sơ, mã hồ sơ", 150),
    TableColumn("Thủ tục", elide=True),
    TableColumn("Số kết quả", 96),
    TableColumn("Nơi để", 74, elide=True),
)
SIGNED = (TableColumn("Danh sách", elide=True), TableColumn("Hồ sơ", 56, right=True))

_NO_NUMBER = "chưa có số"


def unit_rows(draft: DraftList) -> list[TableRow]:
    """Return the units with how many dossiers each has, and how many of them were scanned."""
    rows = []
    for group in draft.groups:
        ticked = draft.count(group)
        counts = f"{len(group.dossiers)} hồ sơ" + (f", đã quét {ticked}" if ticked else "")
        rows.append(
            TableRow(group.unit, (Cell(group.unit, bold=ticked > 0, second=counts),), f"{group.unit}, {counts}")
        )
    return rows


def rows_of(draft: DraftList, own: int, now: datetime, working: WorkingTime) -> list[TableRow]:
    """Return the chosen unit's dossiers with their ticks, and promises or typed results; `own` is this desk."""
    return _going(draft, own, now, working) if draft.sort == OUT else _coming(draft, own)


def _going(draft: DraftList, own: int, now: datetime, working: WorkingTime) -> list[TableRow]:
    rows = []
    for dossier in draft.dossiers:
        left, tone = due_words(dossier.state, dossier.due_at, now, working)
        today = dossier.due_at.date() == now.date()
        due = f"{dossier.due_at:%H:%M}" if today else f"{dossier.due_at:%d/%m/%Y}"
        tick, said = _tick(draft, dossier, "giao")
        cells = (tick, _who(dossier, own), Cell(dossier.procedure.name), Cell(due, note=left, note_tone=tone))
        rows.append(TableRow(dossier.code, cells, f"{said}, {_spoken(dossier)}, hẹn trả {due}, {left}"))
    return rows


def _coming(draft: DraftList, own: int) -> list[TableRow]:
    rows = []
    for dossier in draft.dossiers:
        tick, said = _tick(draft, dossier, "nhận")
        typed = draft.results.get(dossier.code, EMPTY) if dossier.code in draft.ticked else EMPTY
        missing = dossier.code in draft.ticked and not typed.number
        number = Cell(_NO_NUMBER, tone="warn") if missing else Cell(typed.number)
        cells = (tick, _who(dossier, own), Cell(dossier.procedure.name), number, Cell(typed.place, tone="ink2"))
        rows.append(TableRow(dossier.code, cells, f"{said}, {_spoken(dossier)}, {number.text}"))
    return rows


def signed_rows(lists: Sequence[Listed]) -> list[TableRow]:
    """Return the day's signed lists."""
    rows = []
    for one in lists:
        printed = "" if one.copies else ", chưa in"
        under = f"{one.at:%H:%M} · {one.unit}{printed}"
        cells = (Cell(one.number, bold=True, second=under), Cell(str(one.count), tone="ink2"))
        rows.append(TableRow(one.number, cells, f"{one.number}, {one.count} hồ sơ, {under}"))
    return rows


def found_rows(dossiers: Sequence[Dossier], typed: str) -> list[Result]:
    """Return the dossiers that answer to what was typed, to choose one of."""
    return [
        Result(one.code, highlight(one.citizen.name, typed), f"{one.code} · {one.procedure.name}",
               f"hẹn {one.due_at:%d/%m}")
        for one in dossiers
    ]  # fmt: skip


def _tick(draft: DraftList, dossier: Dossier, word: str) -> tuple[Cell, str]:
    if dossier.code in draft.ticked:
        return Cell(word, tone="link", bold=True, mark=Mark.CHOSEN), f"đã đánh dấu {word}"
    return Cell("", mark=Mark.EMPTY), "chưa đánh dấu"


def _who(dossier: Dossier, own: int) -> Cell:
    elsewhere = f" · Quầy {dossier.desk}" if dossier.desk != own else ""
    return Cell(dossier.citizen.name, bold=True, second=dossier.code + elsewhere)


def _spoken(dossier: Dossier) -> str:
    return f"{dossier.citizen.name}, {dossier.procedure.name}, mã {dossier.code}"
