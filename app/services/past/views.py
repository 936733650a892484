"""What the past register hands out: the sheet as read, the preview, what was taken in, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

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
REQUIRED = ("name",)
"""What a mapping must have: without names nobody could say whose dossier was found."""
DATES = ("received_on", "due_on", "finished_on", "returned_on")

Charset = Literal["unicode", "tcvn3", "vni"]
Cell = str | int | float | date | datetime
"""A cell as Excel keeps it, its text already converted and clean; an empty one is the empty text."""
Columns = Mapping[str, int]
"""Which column of the sheet, counted from 0, fills which field; fields left out stay empty."""


@dataclass(frozen=True, slots=True)
class Converted:
    """How many cells of a sheet were written for an old font, and up to three of them before and after."""

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


class Record(NamedTuple):
    """A past record as it is stored. `row` is its row in the file, as Excel shows it; days are local.

    A tuple, as a hit is: fifty are made at each key pressed.
    """

    row: int
    code: str | None
    name: str
    id_number: str | None
    address: str | None
    phone: str | None
    procedure: str | None
    received_on: date | None
    due_on: date | None
    finished_on: date | None
    returned_on: date | None
    receiver: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Double:
    """A row that is there already and is not taken in again.

    `of` says where: `file` (`where` is the row of the same file), `past` (the imported file's name, and `at` its row)
    or `dossier` (the code of a dossier of this centre).
    """

    row: int
    name: str
    of: Literal["file", "past", "dossier"]
    where: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken as it is: its row, the field, why (a code with a sentence), and its text."""

    row: int
    field: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a sheet in would do: of `total` rows, `new` are added.

    `records` are the first fifty of them as they would be stored. `refused` rows are left out, each with its reason;
    `unread` are dates other than that of receipt which cannot be read: their rows are taken in without them, the
    text stays readable in the source row. `padded` numbers got back the zeros Excel had taken from their front.
    `swapped` are the date fields in which an American Excel had taken month for day, and which were turned back.
    """

    total: int
    new: int
    records: tuple[Record, ...]
    doubles: tuple[Double, ...]
    refused: tuple[Problem, ...]
    unread: tuple[Problem, ...]
    padded: int
    swapped: tuple[str, ...]
    converted: tuple[Converted, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in did: how many records were added, how many rows were doubles, how many refused.

    `source` is the id under which `sources` lists it, None when nothing was added; `stopped` tells that it was
    stopped and that what had been added by then was taken back.
    """

    added: int
    doubles: int
    refused: int
    source: int | None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One import: the file and sheet, when and by whom, how many of its records are here.

    `complete` is False when the program was ended in the middle of it; taking the same file in again goes on.
    """

    id: int
    file: str
    sheet: str
    at: datetime
    officer: str
    count: int
    complete: bool


class PastHit(NamedTuple):
    """One found record; `id` opens its source row (`source_row`), `file`, `sheet` and `record.row` say where it is."""

    id: int
    source: int
    file: str
    sheet: str
    record: Record


@dataclass(frozen=True, slots=True)
class Found:
    """The newest records found, and how many there are in all, counted up to `finding.COUNTED` (1,000)."""

    records: tuple[PastHit, ...]
    count: int
