"""The rows of the three tables behind a file's figures, and of the imports there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app import words
from app.rules.clock import VN
from app.services.past import LABELS, Double, Problem, Record, Source
from app.ui.kit.marks import Mark
from app.ui.kit.table import Cell, TableColumn, TableRow

RECORDS = (
    TableColumn("Dòng", 44, right=True), TableColumn(LABELS["code"], 120), TableColumn(LABELS["name"], 150),
    TableColumn(LABELS["procedure"], elide=True), TableColumn("Tiếp nhận", 78), TableColumn("Hẹn trả", 78),
    TableColumn("Trả kết quả", 78), TableColumn(LABELS["address"], 200, elide=True, optional=True),
    TableColumn(LABELS["phone"], 90, optional=True),
)  # fmt: skip
DOUBLES = (
    TableColumn("Dòng", 44, right=True), TableColumn(LABELS["name"], 180), TableColumn("Đã có ở", elide=True),
)  # fmt: skip
PROBLEMS = (
    TableColumn("Dòng", 44, right=True), TableColumn("Cột", 130), TableColumn("Trong tệp ghi", 200, elide=True),
    TableColumn("Vì sao", elide=True),
)  # fmt: skip
IMPORTS = (
    TableColumn("Tệp", 180), TableColumn("Trang tính", elide=True), TableColumn("Số dòng", 80, right=True),
    TableColumn("Nhập lúc", 120), TableColumn("Người nhập", 130, optional=True), TableColumn("", 90),
)  # fmt: skip
_WHERE = {"file": "dòng {where} của tệp này", "past": "sổ cũ, {where}", "dossier": "hồ sơ {where} ở trung tâm này"}
_ROW = ", dòng {}"
_WHOLE, _HALF = ("đủ", Mark.COMPLETE), ("dở dang: nhập lại tệp để tiếp", Mark.CAUTION)


def number(count: int) -> str:
    """Return a count as it is written here: 4.812."""
    return f"{count:,}".replace(",", ".")


def day(on: date | None) -> str:
    """Return a day, or nothing."""
    return f"{on:%d/%m/%Y}" if on else ""


def records(some: Sequence[Record]) -> list[TableRow]:
    """Return records as they would be stored, by their row in the file."""
    shown = []
    for one in some:
        cells = (
            Cell(str(one.row), tone="ink3"), Cell(one.code or "", tone="ink2"), Cell(one.name, bold=True),
            Cell(one.procedure or ""), Cell(day(one.received_on)), Cell(day(one.due_on)), Cell(day(one.returned_on)),
            Cell(one.address or "", tone="ink2"), Cell(one.phone or "", tone="ink2"),
        )  # fmt: skip
        received = f"tiếp nhận {day(one.received_on)}" if one.received_on else ""
        shown.append(TableRow(one.row, cells, _spoken((f"dòng {one.row}", one.name, one.procedure, received))))
    return shown


def doubles(some: Iterable[Double]) -> list[TableRow]:
    """Return rows that are there already, each with where."""
    shown = []
    for one in some:
        where = _WHERE[one.of].format(where=one.where) + (_ROW.format(one.at) if one.at is not None else "")
        cells = Cell(str(one.row), tone="ink3"), Cell(one.name, bold=True), Cell(where)
        shown.append(TableRow(one.row, cells, _spoken((f"dòng {one.row}", one.name, f"đã có ở {where}"))))
    return shown


def problems(some: Iterable[Problem]) -> list[TableRow]:
    """Return cells that cannot be taken, each with why."""
    shown = []
    for at, one in enumerate(some):
        why = words.say(one.code, {"text": one.text, "row": one.row}, one.field)
        column = LABELS.get(one.field, one.field)
        cells = Cell(str(one.row), tone="ink3"), Cell(column, bold=True), Cell(one.text), Cell(why)
        # A row may have two cells of this kind: the key is where the line stands.
        shown.append(TableRow(at, cells, _spoken((f"dòng {one.row}", column, one.text, why))))
    return shown


def imports(some: Sequence[Source]) -> list[TableRow]:
    """Return the imports, the newest first, as `sources` gives them."""
    shown = []
    for one in some:
        state, mark = _WHOLE if one.complete else _HALF
        at = f"{one.at.astimezone(VN):%H:%M %d/%m/%Y}"
        cells = (
            Cell(one.file, bold=True), Cell(one.sheet), Cell(number(one.count)), Cell(at, tone="ink2"),
            Cell(one.officer, tone="ink2"), Cell(state, mark=mark),
        )  # fmt: skip
        shown.append(TableRow(one.id, cells, _spoken((one.file, one.sheet, f"{number(one.count)} dòng", at, state))))
    return shown


def _spoken(parts: Iterable[str | None]) -> str:
    return ", ".join(part for part in parts if part)
