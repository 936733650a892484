"""The answers of a silent set-up, read from a file: one PC's, or a hundred communes' of which each PC takes its own.

A province makes one file, JSON or the CSV that Excel saves, and has it read on every PC after the installer. An entry
is either an invitation (`province_url`, `province_code`; in JSON also `"province": {"url", "code"}`) or a centre's own
place (`agency`, `commune`, `name`, `desk`, `first`, `last`), with `officer` and, if it likes, `printer` and `paper`.
`computer` names the PC an entry is for; the one entry without it is for all others. The whole file is checked on every
PC, so that a mistake in row 80 shows on the first, and every mistake is named at once: a file goes out to a hundred
communes and should come back once. A code is a secret: no message repeats it, nor a first line of which no name is
known, for that may be the first PC's answers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

from app import chosen
from app.errors import KnownError, UserError
from app.models.setting import CentreRecord, ProvinceLink
from app.rules.numbering import Lease, check_agency
from app.rules.text import nfc
from app.services import centre

MOST_MB = 1
"""The largest file: five thousand PCs, each of which is held against every other."""
PAPERS = ("A5", "A4")
_INVITED = ("province_url", "province_code")
_OWN = ("agency", "commune", "name", "desk")
_NUMBERS = ("desk", "first", "last")
_ADDRESS = re.compile(r"https?://[^\s/@:]+(:\d+)?(/\S*)?")
NAMES = ("computer", "officer", "printer", "paper", *_INVITED, *_OWN, "first", "last")


class Place(TypedDict):
    """What `centre.describe` takes but the officer."""

    agency: str
    commune: str
    name: str
    desk: int
    first: NotRequired[int]
    last: NotRequired[int]


@dataclass(frozen=True, slots=True)
class Answers:
    """One PC's answers. Either `url` and `code` are there, or `place`."""

    officer: str
    printer: str = ""
    paper: str = PAPERS[0]
    url: str = ""
    code: str = ""
    place: Place | None = None

    def __repr__(self) -> str:
        """Say nothing of what was answered: the code is a secret."""
        return "Answers(…)"

    def differs(self, record: CentreRecord, link: ProvinceLink | None) -> str | None:
        """Return which answer says another thing than the desk that is set up here; None when none does.

        Names and the printer are not compared: an officer may have changed them since, and a silent set-up is
        repeated.
        """
        if self.place is None:
            return None if link is not None and link.url.rstrip("/") == self.url.rstrip("/") else "province_url"
        told = centre.describe(officer=self.officer, **self.place)
        names = ("agency", "commune", "desk") if link is not None else ("agency", "commune", "desk", "first", "last")
        return next((name for name in names if getattr(told, name) != getattr(record, name)), None)


_Found = tuple[int, Answers, CentreRecord | None]
"""A row's number, its answers, and its place as a record where it has one of its own."""


def read(path: Path, computer: str) -> Answers:
    """Return the answers for the PC called `computer` (its case does not matter, nor the domain behind its name).

    Raises KnownError FILE_READ; UserError FILE_TOO_LARGE (name, size, limit), SETUP_FORMAT (name), SETUP_NOT_HERE
    (computer), and of what is wrong in the entries, by itself or as SETUP_FAULTS (count, faults) all of it: SETUP_NAME
    (row, name), SETUP_MISSING (row, name), SETUP_VALUE (row, name, value), SETUP_BOTH (row), SETUP_TWICE (computer),
    SETUP_CODE (row, other), SETUP_OVERLAP (row, other), and what `centre.describe` refuses as SETUP_PLACE (row,
    problem).
    """
    try:
        content = chosen.content(path, MOST_MB).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("SETUP_FORMAT", name=path.name) from None
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
    faults: list[UserError] = []
    found: dict[str, _Found] = {}
    for row, entry in _entries(path.name, content, faults):
        reading = _Reading(row, entry)
        name, answers = reading.answers()
        faults += reading.faults
        if answers is not None:
            own = centre.describe(officer=answers.officer, **answers.place) if answers.place is not None else None
            faults += _against(found, name, (row, answers, own))
            found.setdefault(name, (row, answers, own))
    if faults:
        raise faults[0] if len(faults) == 1 else UserError("SETUP_FAULTS", count=len(faults), faults=tuple(faults))
    full = computer.casefold()
    mine = found.get(full) or found.get(full.partition(".")[0]) or found.get("")
    if mine is None:
        raise UserError("SETUP_NOT_HERE", computer=computer)
    return mine[1]


def _entries(name: str, content: str, faults: list[UserError]) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries with their rows: of a CSV as Excel counts them, of JSON from 1.

    A column nobody knows is one of the `faults`, told once and not at every row.
    """
    wrong = UserError("SETUP_FORMAT", name=name)
    entries: list[tuple[int, dict[str, Any]]] | None
    if content.lstrip()[:1] not in ("{", "["):
        try:
            entries = _table(content, faults)
        except csv.Error:
            # A cell no table holds, or half a pair of quotation marks with a book behind it.
            raise wrong from None
    else:
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            raise wrong from None
        told = told.get("desks", [told]) if isinstance(told, dict) and told.keys() <= {"desks"} else told
        told = [told] if isinstance(told, dict) else told
        whole = isinstance(told, list) and all(isinstance(entry, dict) for entry in told)
        entries = [(at, _flat(entry)) for at, entry in enumerate(told, 1)] if whole else None
    if not entries:
        raise wrong
    return entries


def _table(content: str, faults: list[UserError]) -> list[tuple[int, dict[str, Any]]] | None:
    """Return the rows of a CSV by their columns; None where it is no table of this kind."""
    head = content.partition("\n")[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=max(",;\t", key=head.count))
    columns = [nfc(column).lower() for column in next(reader, [])]
    if not set(columns) & set(NAMES):
        return None
    strange = [column for at, column in enumerate(columns) if column not in NAMES or column in columns[:at]]
    faults += [UserError("SETUP_NAME", row=1, name=column) for column in strange if column]
    rows = [(reader.line_num, cells) for cells in reader if any(cells)]
    if any(any(cells[len(columns) :]) for _, cells in rows):
        return None
    return [(at, {key: cell for key, cell in zip(columns, cells, strict=False) if key in NAMES}) for at, cells in rows]


def _flat(entry: dict[str, Any]) -> dict[str, Any]:
    """Bring JSON's `province` to the two names a CSV has; one that is no object stays, to be refused."""
    province = entry.get("province")
    if not isinstance(province, dict):
        return {name: value for name, value in entry.items() if (name, value) != ("province", None)}
    rest = {name: value for name, value in entry.items() if name != "province"}
    return rest | {f"province_{name}": value for name, value in province.items()}


class _Reading:
    """One entry on its way to answers; `faults` keeps what is wrong, so that the rest is looked at too."""

    def __init__(self, row: int, entry: dict[str, Any]) -> None:
        self.row, self.faults = row, list[UserError]()
        self.told: dict[str, Any] = {}
        self.strange = [name for name in entry if name not in NAMES]
        self.faults += [UserError("SETUP_NAME", row=row, name=name) for name in self.strange]
        for name, value in entry.items():
            if name in NAMES and value is not None and (not isinstance(value, str) or nfc(value)):
                self._take(name, value)

    def answers(self) -> tuple[str, Answers | None]:
        """Return whom the entry is for, and its answers, None when something is wrong with them."""
        told = self.told
        invited = any(name in told for name in _INVITED)
        if invited and any(name in told for name in (*_OWN, "first", "last")):
            self.faults.append(UserError("SETUP_BOTH", row=self.row))
        # Whoever wrote a province that cannot be read meant no place of the centre's own.
        way = () if "province" in self.strange else _INVITED if invited else _OWN
        for name in ("officer", *way):
            if name not in told:
                self.faults.append(UserError("SETUP_MISSING", row=self.row, name=name))
        if not invited:
            self._check_place()
        # What was refused already is not missing too.
        refused = {fault.facts["name"] for fault in self.faults if fault.code == "SETUP_VALUE"}
        self.faults = [one for one in self.faults if one.code != "SETUP_MISSING" or one.facts["name"] not in refused]
        computer = str(told.pop("computer", "")).casefold()
        if self.faults:
            return computer, None
        common = {name: told.pop(name) for name in ("officer", "printer", "paper") if name in told}
        if invited:
            return computer, Answers(**common, url=told["province_url"], code=told["province_code"])
        return computer, Answers(**common, place=cast(Place, told))

    def _take(self, name: str, value: object) -> None:
        try:
            self.told[name] = _value(self.row, name, value)
        except UserError as problem:
            self.faults.append(problem)

    def _check_place(self) -> None:
        """Find all that is wrong with a place, of which `centre.describe` would name the first thing."""
        told = self.told
        first, last = told.get("first", 1), told.get("last", centre.LAST_NUMBER)
        checks: dict[str, Callable[[], object]] = {
            "agency": lambda: check_agency(told["agency"]),
            "commune": lambda: centre.commune_name(told["commune"]),
            "desk": lambda: _check_desk(told["desk"]),
            "first": lambda: Lease(first, last),
        }
        for name, check in checks.items():
            try:
                if name in told or name == "first":
                    check()
            except UserError as problem:
                self.faults.append(UserError("SETUP_PLACE", field=problem.field, row=self.row, problem=problem))


def _check_desk(desk: int) -> None:
    if not 1 <= desk <= centre.LAST_DESK:
        raise UserError("DESK_NUMBER", field="desk", desk=desk)


def _against(found: dict[str, _Found], name: str, new: _Found) -> Iterator[UserError]:
    """Give what an entry cannot have in common with one above it.

    Two desks of one centre would issue the same numbers, and without a province nobody else notices.
    """
    row, answers, place = new
    for computer, (other, one, theirs) in found.items():
        if computer == name:
            yield UserError("SETUP_TWICE", computer=name)
            continue
        if answers.code and answers.code == one.code:
            yield UserError("SETUP_CODE", row=row, other=other)
        if place is None or theirs is None or theirs.agency != place.agency:
            continue
        if theirs.desk == place.desk or (place.first <= theirs.last and theirs.first <= place.last):
            yield UserError("SETUP_OVERLAP", row=row, other=other)


def _value(row: int, name: str, value: object) -> Any:
    """Return one value as its field has it: a number, one of the papers, else a text."""
    text = nfc(str(value))
    number = name in _NUMBERS and not isinstance(value, bool | float) and text.isascii() and text.isdigit()
    if number and len(text) <= 6:
        return int(text)
    if name == "paper" and text.upper() in PAPERS:
        return text.upper()
    if name == "province_url" and "://" not in text:
        text = f"https://{text}"  # letters of invitation print the bare name
    kept = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    odd = name == "province_url" and not _ADDRESS.fullmatch(text)
    if name in (*_NUMBERS, "paper") or not kept or not text or odd:
        raise UserError("SETUP_VALUE", row=row, name=name, value="…" if name in _INVITED else text[:60])
    return text
