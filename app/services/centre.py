"""Setting a centre up: a store with its key, the centre's own facts, the shipped catalogue and calendar."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import orjson
from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import setting
from app.models.setting import CentreRecord
from app.models.store import Store, open_store
from app.paths import resource
from app.printing.print_setup import PrintSetup
from app.rules.calendar import Calendar, calendar_from_rows
from app.rules.catalogue import Procedure
from app.rules.catalogue_file import parse_catalogue
from app.rules.identity import officer_name
from app.rules.numbering import Lease, check_agency
from app.rules.text import nfc
from app.services import numbers, print_setup

LAST_NUMBER = 9999
"""The end of a desk's range when none is named: with one desk and no province, all four-digit numbers are its own."""
LAST_DESK = 99


def describe(
    *,
    agency: str,
    commune: str,
    name: str,
    desk: int,
    officer: str,
    first: int = 1,
    last: int = LAST_NUMBER,
    kind: str = "real",
) -> CentreRecord:
    """Return a centre's record from what a technician types, checked.

    Raises UserError AGENCY_FORMAT, COMMUNE_UNKNOWN (commune), LEASE_INVALID, CENTRE_NAME, OFFICER_NAME, DESK_NUMBER.
    """
    if not nfc(name):
        raise UserError("CENTRE_NAME", field="name")
    named = officer_name(officer)
    if not 1 <= desk <= LAST_DESK:
        raise UserError("DESK_NUMBER", field="desk", desk=desk)
    lease = Lease(first, last)
    _, place = _split(commune_name(commune))
    return CentreRecord(
        agency=check_agency(agency),
        commune=commune,
        name=nfc(name),
        parent=committee_of(commune),
        place=place,
        desk=desk,
        first=lease.first,
        last=lease.last,
        officer=named,
        kind=kind,
    )


def create(
    home: Path,
    key: bytes,
    record: CentreRecord,
    printing: PrintSetup | None = None,
    join: Callable[[Store], object] | None = None,
) -> Store:
    """Make the store of a new centre, with catalogue and calendar; nothing is left behind when it fails or is killed.

    `printing` is where this PC prints, None where nobody was asked; `join` puts in what a province knows of the desk.
    Raises KnownError STORE_EXISTS or DISK, and what `join` raises.
    """

    def fill(store: Store) -> None:
        with store.write() as connection:
            setting.put_centre(connection, record)
            numbers.begin(connection)
            if printing is not None:
                print_setup.put(connection, printing)
            put_procedures(connection, shipped_catalogue())
            put_calendar(connection, shipped_calendar())
        if join is not None:
            join(store)

    return open_store(home, key, create=True, fill=fill)


@cache
def shipped_catalogue() -> tuple[Procedure, ...]:
    """Return the procedures the program ships with (DOMAIN §11)."""
    path = resource("catalogue", "communal-2026.json")
    return parse_catalogue(path.read_bytes(), path.name)


def shipped_calendar() -> Calendar:
    """Return the calendar the program ships with (DOMAIN §5.1)."""
    entries = []
    for path in sorted(resource("calendars").glob("*.json")):
        entries += json.loads(path.read_text(encoding="utf-8"))["entries"]
    return calendar_from_rows(entries)


def put_procedures(connection: Connection, procedures: tuple[Procedure, ...]) -> None:
    """Store versions of procedures; a version already there is replaced."""
    rows = [
        {"code": one.code, "version": one.version, "data": orjson.dumps(asdict(one)).decode()} for one in procedures
    ]
    connection.execute(
        text(
            "INSERT INTO procedure(code, version, data) VALUES (:code, :version, :data) "
            "ON CONFLICT(code, version) DO UPDATE SET data = excluded.data"
        ),
        rows,
    )


def put_calendar(connection: Connection, calendar: Calendar) -> None:
    """Make the calendar table say exactly this."""
    connection.execute(text("DELETE FROM calendar"))
    connection.execute(
        text("INSERT INTO calendar(date, kind, basis, official) VALUES (:date, :kind, :basis, :official)"),
        [
            {
                "date": entry.date.isoformat(),
                "kind": entry.kind.value,
                "basis": entry.basis,
                "official": entry.official,
            }
            for entry in calendar.entries
        ],
    )


@cache
def _communes() -> dict[str, tuple[str, str]]:
    with resource("communes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["commune_code"]: (nfc(row["commune_name"]), nfc(row["province_name"])) for row in csv.DictReader(file)
        }


def commune_name(code: str) -> str:
    """Return a commune's name by its five-digit code (QĐ 19/2025/QĐ-TTg). Raises UserError COMMUNE_UNKNOWN."""
    found = _communes().get(code)
    if found is None:
        raise UserError("COMMUNE_UNKNOWN", field="commune", commune=code)
    return found[0]


def committee_of(code: str) -> str:
    """Return the body that decides for a commune: `Ủy ban nhân dân phường Ba Đình`. Raises as `commune_name` does."""
    kind, place = _split(commune_name(code))
    return f"Ủy ban nhân dân {kind} {place}"


def province_of(code: str) -> str:
    """Return the name of the province a commune belongs to. Raises as `commune_name` does."""
    commune_name(code)
    return _communes()[code][1]


def _split(unit: str) -> tuple[str, str]:
    """Split "Phường Ba Đình" into the kind of unit, lower case for running text, and its name."""
    for kind in ("Đặc khu", "Phường", "Xã"):
        if unit.startswith(kind + " "):
            return kind.lower(), unit.removeprefix(kind + " ")
    return "", unit
