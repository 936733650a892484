"""The answers of a silent set-up, read from a file: one PC's, or a hundred communes' of which each PC takes its own.

A province makes one file, JSON or the CSV that Excel saves, and has it read on every PC after the installer. An entry
is either an invitation (`province_url`, `province_code`; in JSON also `"province": {"url", "code"}`) or a centre's own
place (`agency`, `commune`, `name`, `desk`, `first`, `last`), with `officer` and, if it likes, `printer` and `paper`.
`computer` names the PC an entry is for; the one entry without it is for all others. The whole file is checked on every
PC, so that a mistake in row 80 shows on the first. A code is a secret: no message repeats it.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import KnownError, UserError
from app.models.setting import CentreRecord, ProvinceLink
from app.rules.text import nfc
from app.services import centre

PAPERS = ("A5", "A4")
_INVITED = ("province_url", "province_code")
_OWN = ("agency", "commune", "name", "desk")
_NUMBERS = ("desk", "first", "last")
NAMES = ("computer", "officer", "printer", "paper", *_INVITED, *_OWN, "first", "last")


@dataclass(frozen=True, slots=True)
class Answers:
    """One PC's answers. Either `url` and `code` are there, or `place`, what `centre.describe` takes but the officer."""

    officer: str
    printer: str = ""
    paper: str = PAPERS[0]
    url: str = ""
    code: str = ""
    place: dict[str, Any] | None = None

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


def read(path: Path, computer: str) -> Answers:
    """Return the answers for the PC called `computer` (its case does not matter).

    Raises KnownError FILE_READ; UserError SETUP_FORMAT (name), SETUP_NAME (row, name), SETUP_MISSING (row, name),
    SETUP_VALUE (row, name, value), SETUP_BOTH (row), SETUP_TWICE (computer), SETUP_OVERLAP (row, other),
    SETUP_NOT_HERE (computer), and those of `centre.describe` as SETUP_PLACE (row, problem).
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("SETUP_FORMAT", name=path.name) from None
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
    found: dict[str, Answers] = {}
    places: list[tuple[int, CentreRecord]] = []
    entries = _entries(path.name, content)
    if not entries:
        raise UserError("SETUP_FORMAT", name=path.name)
    for row, entry in entries:
        name, answers = _read_entry(row, entry)
        if name in found:
            raise UserError("SETUP_TWICE", computer=name)
        found[name] = answers
        if answers.place is not None:
            _keep_apart(places, row, centre.describe(officer=answers.officer, **answers.place))
    mine = found.get(computer.casefold()) or found.get("")
    if mine is None:
        raise UserError("SETUP_NOT_HERE", computer=computer)
    return mine


def _entries(name: str, content: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries with their rows: of a CSV as Excel counts them, of JSON from 1."""
    wrong = UserError("SETUP_FORMAT", name=name)
    if content.lstrip()[:1] not in ("{", "["):
        head = content.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(content), delimiter=";" if head.count(";") > head.count(",") else ",")
        rows = [(reader.line_num, row) for row in reader if any(row.values())]
        if any(None in row for _, row in rows):
            raise wrong
        return [(at, {key.strip(): value for key, value in row.items() if value}) for at, row in rows]
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise wrong from None
    entries = told.get("desks", [told]) if isinstance(told, dict) else told
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise wrong
    return [(at, _flat(at, entry)) for at, entry in enumerate(entries, 1)]


def _flat(row: int, entry: dict[str, Any]) -> dict[str, Any]:
    """Bring JSON's `province` to the two names a CSV has."""
    entry = dict(entry)
    province = entry.pop("province", None)
    if province is None:
        return entry
    if not isinstance(province, dict):
        raise UserError("SETUP_NAME", row=row, name="province")
    return entry | {f"province_{name}": value for name, value in province.items()}


def _read_entry(row: int, entry: dict[str, Any]) -> tuple[str, Answers]:
    for name in entry:
        if name not in NAMES:
            raise UserError("SETUP_NAME", row=row, name=name)
    told = {name: _value(row, name, value) for name, value in entry.items() if value not in (None, "")}
    invited, own = any(name in told for name in _INVITED), any(name in told for name in (*_OWN, "first", "last"))
    if invited and own:
        raise UserError("SETUP_BOTH", row=row)
    for name in ("officer", *(_INVITED if invited else _OWN)):
        if name not in told:
            raise UserError("SETUP_MISSING", row=row, name=name)
    computer = str(told.pop("computer", "")).casefold()
    common = {name: told.pop(name) for name in ("officer", "printer", "paper") if name in told}
    if invited:
        return computer, Answers(**common, url=told["province_url"], code=told["province_code"])
    try:
        centre.describe(officer=common["officer"], **told)
    except UserError as problem:
        raise UserError("SETUP_PLACE", field=problem.field, row=row, problem=problem) from None
    return computer, Answers(**common, place=told)


def _keep_apart(places: list[tuple[int, CentreRecord]], row: int, place: CentreRecord) -> None:
    """Refuse two desks of one centre that would issue the same numbers; without a province nobody else notices."""
    for other, one in places:
        same_numbers = place.first <= one.last and one.first <= place.last
        if one.agency == place.agency and (one.desk == place.desk or same_numbers):
            raise UserError("SETUP_OVERLAP", row=row, other=other)
    places.append((row, place))


def _value(row: int, name: str, value: object) -> Any:
    """Return one value as its field has it: a number, one of the papers, else a text."""
    text = nfc(str(value))
    number = name in _NUMBERS and not isinstance(value, bool | float) and text.isascii() and text.isdigit()
    if number and len(text) <= 6:
        return int(text)
    if name == "paper" and text.upper() in PAPERS:
        return text.upper()
    kept = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    if name in (*_NUMBERS, "paper") or not kept:
        raise UserError("SETUP_VALUE", row=row, name=name, value="" if name == "province_code" else text[:60])
    return text
