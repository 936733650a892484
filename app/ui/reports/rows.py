"""Registers and lists as table rows: of the report's columns those a screen has room for, the rest is on the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.printing.report import Value, text_of
from app.rules.identity import format_phone
from app.services.reports import Figures
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.reports.kinds import KINDS

_NUMBER = TableColumn("TT", 34)
_CODE = TableColumn("Mã hồ sơ", 140)
_NAME = TableColumn("Chủ hồ sơ", 140)
_COLUMNS = {
    "number": _NUMBER,
    "code": _CODE,
    "name": _NAME,
    "procedure": TableColumn("Thủ tục", elide=True),
    "summary": TableColumn("Trích yếu", elide=True),
    "unit": TableColumn("Đang ở", 96, optional=True),
    "phone": TableColumn("Điện thoại", 92),
    "place": TableColumn("Nơi để", 74),
    "ready_on": TableColumn("Có từ", 76, optional=True),
    "days": TableColumn("Đã chờ", 58, right=True),
    "received_on": TableColumn("Nhận", 76),
    "due_on": TableColumn("Hẹn trả", 76),
    "returned_on": TableColumn("Trả", 76),
    "received_at": TableColumn("Nhận", 76),
    "returned_at": TableColumn("Trả", 76),
    "due_at": TableColumn("Hẹn trả", 150),
    "note": TableColumn("Ghi chú", 130, elide=True, optional=True),
    "item": TableColumn("Mã bưu gửi", 116),
    "result": TableColumn("Giấy tờ gửi", elide=True),
    "owed": TableColumn("Thu hộ", 66, right=True),
}


def columns(figures: Figures) -> list[TableColumn]:
    """Return the columns of a list as the screen shows them."""
    day_only = figures.name == "register"
    return [TableColumn("Hẹn trả", 76) if name == "due_at" and day_only else _COLUMNS[name] for name in _names(figures)]


def rows(figures: Figures, which: Sequence[int]) -> list[TableRow]:
    """Return these rows of a list; the key is the dossier's code."""
    names = _names(figures)
    made = []
    for at in which:
        values = dict(zip(figures.columns, figures.report.rows[at], strict=True))
        cells = tuple(_cell(figures, name, values) for name in names)
        spoken = ", ".join(f"{cell.text} {cell.note}".strip() for cell in cells[1:] if cell.text)
        made.append(TableRow(figures.rows[at], cells, spoken))
    return made


def _names(figures: Figures) -> list[str]:
    return [name for name in KINDS[figures.name].columns if name in figures.columns]


def _cell(figures: Figures, name: str, values: dict[str, Value]) -> Cell:
    value = values[name]
    if name == "name":
        return Cell(str(value or ""), bold=True)
    if name == "phone":
        return Cell(format_phone(str(value))) if value else Cell("không có số", tone="ink3")
    if name == "days":
        return Cell(f"{value} ngày", tone="warn" if isinstance(value, int) and value > _LONG else "ink")
    if name == "due_at" and figures.name == "due":
        return _due(figures, values)
    if isinstance(value, date):
        return Cell(text_of(value, "date"))
    text = " ".join(str("" if value is None else value).split())
    return Cell(text, tone="ink2" if name in ("number", "code", "unit", "note") else "ink")


_LONG = 30
"""Days after which a result on the shelf is worth a second call."""


def _due(figures: Figures, values: dict[str, Value]) -> Cell:
    """Return the promise with what is left of it, in the tones of the board."""
    due, left = values["due_at"], str(values["left"] or "")
    if not isinstance(due, datetime):
        raise AssertionError
    if left.startswith("Chờ"):
        tone = "wait"
    elif due < figures.at:
        tone = "danger"
    else:
        tone = "warn" if due.date() == figures.at.date() else "ink3"
    return Cell(text_of(due, "date"), note=left[:1].lower() + left[1:], note_tone=tone)
