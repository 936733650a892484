"""The frozen view of a dossier, which paper and screens read, and the object the command line shows.

A view is the record (`app.rules.record`) with what this desk knows beside it: its events, how far it is sent, how
often its receipt was printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from app.rules.deadline_words import UNSURE
from app.rules.events import Event
from app.rules.record import Record, plain
from app.rules.states import OFFICIAL_STATUS
from app.rules.vocabulary import Sync


@dataclass(frozen=True, slots=True)
class Bank:
    """The centre's own account, which citizens pay into by VietQR (DOMAIN §7.1)."""

    bin: str
    account: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier(Record):
    """A dossier as papers and screens read it; `prints` counts how often its receipt was printed here."""

    sync: Sync = Sync.LOCAL
    prints: int = 0
    events: tuple[Event, ...] = ()

    @property
    def official_status(self) -> int | None:
        """Return TrangThaiHoSo of the national portal (DOMAIN §4.1); None for a voided dossier."""
        return OFFICIAL_STATUS[self.state]

    @property
    def due_unsure(self) -> bool:
        """Whether the promise leans on days off that are not announced yet, as the sentence kept with it says."""
        return UNSURE in self.due_reason

    def as_json(self) -> dict[str, Any]:
        """Return the object that `motcua show --json` prints (CLI.md); a field with no value is null."""
        return {
            **plain(self),
            "official_status": self.official_status,
            "sync": self.sync.value,
            "events": [event.as_json() for event in self.events],
        }


_RECORD = tuple(one.name for one in fields(Record))


def view(record: Record, *, sync: Sync = Sync.LOCAL, prints: int = 0, events: Iterable[Event] = ()) -> Dossier:
    """Turn a record into the frozen view."""
    values = {name: getattr(record, name) for name in _RECORD}
    return Dossier(**values, sync=sync, prints=prints, events=tuple(events))


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre and the desk a paper speaks for; `parent` is the People's Committee printed above its name."""

    agency: str
    commune: str
    name: str
    parent: str
    place: str
    desk: int
    officer: str
    practice: bool = False
    phone: str | None = None
    bank: Bank | None = None
