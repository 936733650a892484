"""A dossier as a table row: its state as mark and word, and what is left until its promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app import words
from app.rules.calendar import WorkingTime
from app.services.finding import Hit
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.state_marks import badge_of, due_words, sync_mark

COLUMNS = (
    TableColumn("Mã hồ sơ", 154),
    TableColumn("Chủ hồ sơ", 150),
    TableColumn("Thủ tục", elide=True),
    TableColumn("Trạng thái", 128),
    TableColumn("Hẹn trả", 150),
    TableColumn("Quầy", 60, optional=True),
    TableColumn("Gửi tỉnh", 120, optional=True),
)


def hit_rows(
    hits: Sequence[Hit], now: datetime, working: WorkingTime, pauses: Mapping[str, datetime]
) -> list[TableRow]:
    """Return the rows of these dossiers; the key is the code. `pauses` says since when a clock stands still."""
    rows = []
    for hit in hits:
        word, (mark, badge) = words.STATES[hit.state], badge_of(hit.state, hit.sync)
        left, tone = due_words(hit.state, hit.due_at, now, working, pauses.get(hit.code))
        paused, _, rest = left.partition(", ")
        due = Cell(paused, note=rest, note_tone=tone) if rest else Cell(
            f"{hit.due_at:%d/%m/%Y}", note=left, note_tone=tone
        )  # fmt: skip
        cells = [
            Cell(hit.code, tone="ink2"),
            Cell(hit.name, bold=True),
            Cell(hit.procedure),
            Cell(badge, mark=mark),
            due,
            Cell(str(hit.desk), tone="ink2"),
            Cell(words.SYNC[hit.sync], tone="ink2", mark=sync_mark(hit.sync)),
        ]
        spoken = f"{hit.name}, {word.lower()}, hẹn trả {hit.due_at:%d/%m/%Y}, {left}, mã {hit.code}"
        rows.append(TableRow(hit.code, tuple(cells), spoken))
    return rows
