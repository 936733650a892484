"""What a register's file comes to: one sheet, its heads and rows, every text clean Unicode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from app.rules.charset import Charset

LABELS: Mapping[str, str] = {
    "code": "Mã hồ sơ",
    "name": "Tên cá nhân, tổ chức",
    "id_number": "Số định danh, giấy tờ",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "procedure": "Thủ tục, nội dung",
    "received_on": "Ngày tiếp nhận",
    "due_on": "Ngày hẹn trả",
    "finished_on": "Ngày giải quyết xong",
    "returned_on": "Ngày trả kết quả",
    "receiver": "Người tiếp nhận",
    "note": "Ghi chú",
}
"""Each field of a past record, in the order a register has them, and what an officer calls it."""
FIELDS = tuple(LABELS)

Kind = Literal["past", "catalogue", "calendar"]
"""The kinds of list whose heads are known (`heads`)."""
Cell = str | int | float | date | datetime
"""A cell as Excel keeps it, its text already converted and clean; an empty one is the empty text."""
Period = tuple[int | None, int | None]
"""Year and month that a title or a heading above a row says, for days that leave them out."""


@dataclass(frozen=True, slots=True)
class Converted:
    """How many cells of a sheet were no Unicode as they stood, by charset, and up to three of them before and after."""

    charset: Charset
    cells: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row that may be a record: its number as Excel shows it, its cells, one for each head."""

    number: int
    cells: tuple[Cell, ...]
    legacy: frozenset[int] = frozenset()
    """The columns whose cell was converted from an old font."""
    period: Period = (None, None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a register, read and converted; nothing is stored yet.

    `sheets` are all sheets of the file that can be seen. `heads` name the columns, two rows of heads joined as
    `above / below`, and `letters` are theirs in Excel; columns with nothing in them are left out. `head_row` is the
    Excel number of the last row of heads. `count` rows may be records; `sample` are the first of them as text.
    `charset` is what most of the converted text was written in, `unicode` when nothing had to be converted.
    `digest` is the file's SHA-256 in hex.
    """

    path: Path
    name: str
    sheets: tuple[str, ...]
    heads: tuple[str, ...]
    letters: tuple[str, ...]
    head_row: int
    count: int
    charset: Charset
    sample: tuple[tuple[str, ...], ...]
    converted: tuple[Converted, ...]
    digest: str
    rows: tuple[Row, ...] = field(repr=False)
    titles: tuple[tuple[int, str], ...] = ()
    """The rows of one cell among the others, with their numbers: what heads a part of a list."""


def letter(column: int) -> str:
    """Return the letters of a column, counted from 0, as Excel shows them."""
    above, last = divmod(column, 26)
    return (letter(above - 1) if above else "") + chr(65 + last)
