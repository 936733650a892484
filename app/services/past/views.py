"""What the past register hands out: the preview of a sheet, what was taken in, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from app.services.past_file.sheet import Converted

REQUIRED = ("name",)
"""What a mapping must have: without names nobody could say whose dossier was found."""
DATES = ("received_on", "due_on", "finished_on", "returned_on")

Columns = Mapping[str, int]
"""Which column of the sheet, counted from 0, fills which field; fields left out stay empty."""


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
    `above` cells said "nt", or a sign for it, and got what stands above them. `doubtful` are cells of rows that are
    taken in, to be looked at: of several days the first was taken, letters or digits are lost.
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
    above: int = 0
    doubtful: tuple[Problem, ...] = ()


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
