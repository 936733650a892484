"""The desk: the store with what every task needs beside it, read once and kept until something changes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import orjson
from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import setting
from app.models.setting import CentreRecord as CentreRecord  # by this name the rooms above know it
from app.models.store import Store
from app.rules import clock
from app.rules.calendar import (
    DEFAULT_SCHEDULE,
    Calendar,
    WorkingTime,
    calendar_from_rows,
    schedule_from_mapping,
)
from app.rules.catalogue import Procedure, in_force, short_code
from app.rules.catalogue_file import catalogue_from_data
from app.rules.clock import uptime
from app.rules.dossier import Bank, Centre
from app.rules.vocabulary import Sync


@dataclass
class Desk:
    """One desk of one centre. `clock` gives the present in local time, `uptime` the seconds this PC runs; tests and the
    practice day pass their own.

    `clock_ok`: somebody has answered for that clock, however far it is from what was written before (`present`).
    `marks` is the folder of this PC's marks (`numbers`); without it the store is believed, as a test's is.
    `behind_mark`: the mark knows of numbers this store does not, so it is an old copy.
    """

    store: Store
    clock: Callable[[], datetime] = clock.now
    clock_ok: bool = False
    marks: Path | None = None
    behind_mark: bool = False
    uptime: Callable[[], float] = uptime
    _centre: CentreRecord | None = field(default=None, repr=False)
    _working: WorkingTime | None = field(default=None, repr=False)
    _versions: dict[str, tuple[Procedure, ...]] = field(default_factory=dict, repr=False)
    _enrolled: bool | None = field(default=None, repr=False)

    def centre(self, connection: Connection) -> CentreRecord:
        """Return the centre as the store has it. Raises KnownError CENTRE_MISSING."""
        if self._centre is None:
            self._centre = setting.centre(connection)
        return self._centre

    def place(self) -> tuple[CentreRecord, bool]:
        """Return the centre, and whether it has a province."""
        with self.store.read() as connection:
            return self.centre(connection), setting.link(connection) is not None

    def printed_centre(self, connection: Connection) -> Centre:
        """Return the centre as a paper speaks for it."""
        own = self.centre(connection)
        return Centre(
            agency=own.agency,
            commune=own.commune,
            name=own.name,
            parent=own.parent,
            place=own.place,
            desk=own.desk,
            officer=own.officer,
            practice=own.kind == "practice",
            phone=own.phone,
            bank=Bank(**own.bank) if own.bank else None,
        )

    def working(self, connection: Connection) -> WorkingTime:
        """Return the centre's working time: its sessions and the calendar."""
        if self._working is None:
            own = self.centre(connection)
            schedule = schedule_from_mapping(own.sessions) if own.sessions else DEFAULT_SCHEDULE
            self._working = WorkingTime(schedule, read_calendar(connection))
        return self._working

    def working_time(self) -> WorkingTime:
        """Return the centre's working time to whoever has no transaction: the screens, which count what is left."""
        with self.store.read() as connection:
            return self.working(connection)

    def bank(self) -> Bank | None:
        """Return the account a fee is transferred to, None without one."""
        with self.store.read() as connection:
            return self.printed_centre(connection).bank

    def procedure(self, connection: Connection, code: str, day: date) -> Procedure:
        """Return the version of a procedure in force on `day`, whether its code is said short or with a province.

        Raises UserError PROCEDURE_UNKNOWN, or PROCEDURE_NOT_IN_FORCE (`app.rules.catalogue.in_force`).
        """
        if code not in self._versions:
            rows = connection.execute(
                text(
                    "SELECT data FROM procedure WHERE code = coalesce((SELECT code FROM procedure WHERE code = :code), "
                    "(SELECT min(code) FROM procedure WHERE substr(code, 1, 8) = :short)) ORDER BY version"
                ),
                {"code": code, "short": short_code(code)},
            ).scalars()
            data = [orjson.loads(row) for row in rows]
            if not data:
                raise UserError("PROCEDURE_UNKNOWN", field="procedure", code=code)
            found = catalogue_from_data(data)
            self._versions[code] = found
        return in_force(self._versions[code], self._versions[code][0].code, day)

    def sync_word(self, connection: Connection, stored: str) -> Sync:
        """Return how a dossier's sync state reads: `local` while the centre has no province to wait for."""
        sync = Sync(stored)
        if sync is not Sync.WAITING:
            return sync
        if self._enrolled is None:
            self._enrolled = setting.link(connection) is not None
        return sync if self._enrolled else Sync.LOCAL

    def changed(self) -> None:
        """Forget what was read: the centre, the calendar or the catalogue was changed."""
        self._centre = self._working = self._enrolled = None
        self._versions.clear()


def read_calendar(connection: Connection) -> Calendar:
    """Return the calendar table."""
    rows = connection.execute(text("SELECT date, kind, basis, official FROM calendar ORDER BY date")).mappings()
    return calendar_from_rows([{**row, "official": bool(row["official"])} for row in rows])
