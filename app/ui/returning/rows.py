"""The queue of results that wait: whose, and since when or until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.rules.calendar import WorkingTime
from app.services.finding import Hit
from app.ui.kit.table import Cell, TableColumn, TableRow

COLUMNS = (TableColumn("", elide=True), TableColumn("", 96, right=True))
_NOW = "đang trả"


def queue_rows(hits: Sequence[Hit], now: datetime, working: WorkingTime, shown: str | None) -> list[TableRow]:
    """Return one row a dossier; `shown` is the code of the one on the form."""
    rows = []
    for hit in hits:
        words, tone = (_NOW, "link") if hit.code == shown else _waits(hit.due_at, now, working)
        cells = (
            Cell(hit.name, bold=hit.code == shown, note=f"…{hit.code[-4:]}"),
            Cell(words, tone=tone, bold=hit.code == shown),
        )
        rows.append(TableRow(hit.code, cells, f"{hit.name}, mã {hit.code}, {words}"))
    return rows


def _waits(due_at: datetime, now: datetime, working: WorkingTime) -> tuple[str, str]:
    """Say when the citizen was asked to come; once that is past, for how many working days the result waits."""
    if due_at.date() == now.date():
        return f"hẹn {due_at:%H:%M}", "ink2"
    if due_at > now:
        return f"hẹn {due_at:%d/%m}", "ink3"
    days = working.working_days_between(due_at.date(), now.date())
    return f"chờ {days} ngày", "warn"
