"""Events as they lie in the store: how one is put into a row, how it is read back, and in which order.

A row keeps an event packed (`packed`), with its place among all this desk has learned of (`n`), the relay's number
(`seq`) and the relay's verdict: waiting, accepted, refused, settled (refused, and an officer has chosen) or replaced
(said again since, `chain`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from app.errors import KnownError
from app.models.engine import driver, scalar
from app.models.packed import key, pack, plain, text_of
from app.rules.events import Event, canonical, kept_event

_EVENTS = (
    "SELECT id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition, n, seq, verdict, reason "
    "FROM event WHERE dossier = :dossier AND verdict <> 'replaced' ORDER BY n"
)
_ACCEPTED = "SELECT seq, hash FROM event WHERE seq > :after AND seq <= :upto ORDER BY seq"
_OUTBOX = (
    "SELECT e.id, e.dossier, e.kind, e.at, e.officer, e.desk, e.base, e.prev_hash, e.hash, e.body, e.edition "
    "FROM outbox JOIN event AS e ON e.n = outbox.n ORDER BY outbox.place LIMIT :size"
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the province refused an event: a code of its protocol with the facts its sentence names."""

    code: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as this desk holds it; `verdict` is waiting, accepted, refused or settled."""

    event: Event
    n: int
    seq: int | None
    verdict: str
    reason: Refused | None


def history(connection: Connection, dossier: str) -> list[Stored]:
    """Return all events of a dossier in the order this desk learned of them, but those it said again (`replaced`)."""
    rows = driver(connection).execute(_EVENTS, {"dossier": key(dossier)})
    return [
        Stored(_event_of(_Kept(*_unpacked(row))), n, seq, verdict, _reason(reason))
        for *row, n, seq, verdict, reason in rows
    ]


def accepted(connection: Connection, after: int, upto: int) -> Iterator[tuple[int, str]]:
    """Yield the relay's number and the hash of each accepted event after a number up to another, in their order."""
    rows = driver(connection).execute(_ACCEPTED, {"after": after, "upto": upto})
    return ((seq, text_of(hash)) for seq, hash in rows)


def waiting(connection: Connection, size: int) -> list[Event]:
    """Return the events that are to be sent next, at most `size`, in the order of the chain."""
    return [_event_of(_Kept(*_unpacked(row))) for row in driver(connection).execute(_OUTBOX, {"size": size})]


def unsaid(connection: Connection, most: int) -> list[int]:
    """Return the relay's numbers of the first events that are known by their hash alone, at most so many."""
    found = connection.execute(text("SELECT seq FROM event WHERE edition = 0 ORDER BY seq LIMIT :most"), {"most": most})
    return list(found.scalars())


def newest(connection: Connection) -> int:
    """Return the number of the newest row of the journal, 0 where it is empty."""
    return int(scalar(connection, "SELECT coalesce(max(n), 0) FROM event", {}))


def row_of(event: Event, *, verdict: str, seq: int | None = None) -> dict[str, Any]:
    """Return the columns of an event's row; `n` is given when it is written."""
    return {
        "n": None,
        "id": key(event.id),
        "dossier": key(event.dossier),
        "kind": event.kind,
        "at": event.at,
        "officer": event.officer,
        "desk": event.desk,
        "base": key(event.base),
        "prev_hash": key(event.prev_hash),
        "hash": key(event.hash),
        "body": pack(canonical(event.body).decode()),
        "edition": event.edition,
        "seq": seq,
        "verdict": verdict,
        "reason": None,
    }


@dataclass(slots=True)
class _Kept:
    id: str
    dossier: str
    kind: str
    at: str
    officer: str
    desk: int
    base: str | None
    prev_hash: str | None
    hash: str
    body: str
    edition: int


def kept(row: Row[Any]) -> _Kept:
    """Return what a row of the event table keeps, unpacked; a damaged body is empty, which is no body either."""
    columns = (row.id, row.dossier, row.kind, row.at, row.officer, row.desk, row.base, row.prev_hash, row.hash)
    return _Kept(*_unpacked((*columns, row.body, row.edition)))


def _unpacked(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the columns of `_Kept` as they read, from how they are kept."""
    id_, dossier, kind, at, officer, desk, base, prev_hash, hash_, body, edition = row
    try:
        body = plain(body)
    except ValueError:
        body = ""
    return (
        text_of(id_), text_of(dossier), kind, at, officer, desk, text_of(base), text_of(prev_hash), text_of(hash_),
        body, edition,
    )  # fmt: skip


def event_of(row: Row[Any]) -> Event:
    """Return the event a row of the event table holds. Raises KnownError STORE_BROKEN where its body is none now."""
    return _event_of(kept(row))


def _event_of(row: _Kept) -> Event:
    try:
        return kept_event(row)
    except ValueError:
        raise KnownError("STORE_BROKEN") from None


def _reason(text: str | None) -> Refused | None:
    if text is None:
        return None
    said = orjson.loads(text)
    return Refused(said.get("code"), said.get("facts") or {})
