"""The row of a dossier: what its events say, written anew whenever they say something else.

Its record follows its events in this order: accepted ones by the relay's order, then our own that wait for an answer. A
pull therefore never overwrites what an unanswered event says (STYLE §6), and a refused event leaves the record to the
province while it stays in the history, with its dossier parked until an officer chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import sqlite

from app.errors import KnownError, UserError
from app.models import event_rows, search
from app.models.engine import driver, scalar
from app.models.event_rows import Stored
from app.models.packed import key, pack, plain
from app.models.tables import DossierRow
from app.rules import folding
from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.record import Broken, Record, read_record, write_record
from app.rules.vocabulary import Sync

_dossier = DossierRow.__table__  # type: ignore[attr-defined]

INSERT = str(_dossier.insert().compile(dialect=sqlite.dialect(paramstyle="named")))
"""Compiled once and handed to the driver, as the statements of the journal are."""
_UPDATE = (
    "UPDATE dossier SET state = :state, name = :name, procedure = :procedure, procedure_code = :procedure_code, "
    "due_at = :due_at, paused_from = :paused_from, returned_at = :returned_at, book = :book, entry = :entry, "
    "head = :head, sync = :sync, facts = :facts WHERE id = :id"
)
_COLUMNS = tuple(column.name for column in _dossier.columns)
_DOSSIER = f"SELECT {', '.join(_COLUMNS)} FROM dossier WHERE id = :id"
_MOVE = text("UPDATE dossier SET sync = :sync WHERE id = :id AND sync <> :sync")


def load(connection: Connection, dossier: str) -> Record:
    """Return the record of a dossier by id. Raises UserError DOSSIER_UNKNOWN."""
    found = scalar(connection, "SELECT facts FROM dossier WHERE id = :id", {"id": key(dossier)})
    if found is None:
        raise UserError("DOSSIER_UNKNOWN", code=dossier)
    return record_of(found)


def record_of(facts: bytes | str) -> Record:
    """Return the record a row of the dossier table keeps. Raises KnownError STORE_BROKEN where it is damaged."""
    try:
        return read_record(plain(facts))
    except (Broken, ValueError):
        raise KnownError("STORE_BROKEN") from None


def _readable(facts: bytes | str) -> Record | None:
    """Return a kept record, None where it is damaged: it is about to be written anew."""
    try:
        return read_record(plain(facts))
    except (Broken, ValueError):
        return None


def in_order(stored: Iterable[Stored]) -> list[Stored]:
    """Return the events that make the record, in order: accepted by the relay's order, then those that wait.

    While the province has accepted nothing of a dossier, our own refused events still make it: it exists on paper
    in a citizen's hands and must not vanish from the counter. Said again, they count from the newest `received`.

    A dossier's `received` comes first even while its answer is lost and others have acted on it meanwhile.
    """
    every = list(stored)
    accepted = sorted((s for s in every if s.verdict == "accepted"), key=lambda s: s.seq or 0)
    if not accepted:
        births = [index for index, s in enumerate(every) if s.event.kind == Kind.RECEIVED]
        return every[births[-1] if births else 0 :]
    counted = accepted + [s for s in every if s.verdict == "waiting"]
    return sorted(counted, key=lambda s: s.event.kind != Kind.RECEIVED)


def replay(stored: Iterable[Stored]) -> tuple[Record | None, bool]:
    """Fold a dossier's events into its record, as `in_order` says; tell beside it whether all could be read."""
    return folding.replay(s.event for s in in_order(stored))


def refold(connection: Connection, dossier: str, *, reindex: bool = False) -> bool:
    """Write the row of a dossier anew from its events; return whether the row differed.

    One that nobody says was received, any more, keeps its record as it was: this desk is the last that knows of it.

    `reindex` writes its search row too, even when its words did not change. Raises KnownError STORE_BROKEN where an
    event of it is none any more.
    """
    stored = event_rows.history(connection, dossier)
    record, whole = replay(stored)
    old = _row(connection, dossier)
    if record is None:
        if old is None or not _unborn(stored):
            return old is not None
        where = {"id": key(dossier), "sync": _sync_unborn(stored).value}
        return bool(connection.execute(_MOVE, where).rowcount)
    sync = _sync_of(stored) if whole else Sync.ASIDE
    before = _readable(old["facts"]) if old is not None else None
    if old is not None and before is None:
        # Its words in the index are not known any more.
        reindex = True
    columns, for_life = _told(record, sync), old is None or _alike(old, fixed(record))
    if old is not None and not for_life:
        # A number never changes once it is issued, which the database sees to; this one was altered behind its back.
        left = {name: old[name] for name in ("n", "printed", "request_id")}
        connection.execute(text("DELETE FROM dossier WHERE n = :n"), {"n": old["n"]})
        driver(connection).execute(INSERT, {**columns_of(record, sync), **fixed(record), **left})
        reindex = True
    else:
        project(connection, record, before, sync, known=old is not None)
    if old is not None and reindex:
        search.index(connection, old["n"], search.words_of(record), known=True)
    return old is None or not for_life or before != record or not _alike(old, columns)


def begin(connection: Connection, stored: Sequence[Stored]) -> None:
    """Write the row of a dossier that has none from its events, where they are at hand; none without a reception."""
    record, whole = replay(stored)
    if record is not None:
        project(connection, record, None, _sync_of(stored) if whole else Sync.ASIDE)


def follow(connection: Connection, dossier: str) -> None:
    """Bring a row to what its events say now; one of which an event is broken here is set aside, and stops no round."""
    try:
        refold(connection, dossier)
    except KnownError as problem:
        if problem.code != "STORE_BROKEN":
            raise
        connection.execute(text("UPDATE dossier SET sync = 'aside' WHERE id = :id"), {"id": key(dossier)})


def stands(connection: Connection, dossier: str) -> bool:
    """Tell whether the row of a dossier is what its events say. Raises KnownError STORE_BROKEN as `refold` does."""
    stored = event_rows.history(connection, dossier)
    record, whole = replay(stored)
    row = _row(connection, dossier)
    if record is None or row is None:
        unborn = row is not None and _unborn(stored) and row["sync"] == _sync_unborn(stored)
        return record is None and (row is None or unborn)
    columns = _told(record, _sync_of(stored) if whole else Sync.ASIDE) | fixed(record)
    return _readable(row["facts"]) == record and _alike(row, columns)


def _row(connection: Connection, dossier: str) -> dict[str, Any] | None:
    found = driver(connection).execute(_DOSSIER, {"id": key(dossier)}).fetchone()
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


_OWN = frozenset({"facts", "request_id", "printed"})
"""Columns that may differ from the record: another program's text of it, taken by another dossier, this desk's own."""


def _alike(row: Any, columns: dict[str, Any]) -> bool:
    return all(row[name] == value for name, value in columns.items() if name not in _OWN)


def project(
    connection: Connection, record: Record, before: Record | None, sync: Sync, *, known: bool | None = None
) -> None:
    """Write the row of a dossier; `known`: it has one already, by default where there was a record before."""
    row, words = columns_of(record, sync), search.words_of(record)
    if not (before is not None if known is None else known):
        for_life = {**fixed(record), "request_id": _unused_request(connection, record.request_id)}
        n = driver(connection).execute(INSERT, {"n": None, **row, **for_life}).lastrowid
        search.index(connection, n, words, known=False)
        return
    at = {"id": key(record.id)}
    driver(connection).execute(_UPDATE, {**row, **at})
    if before is not None and words != search.words_of(before):
        n = connection.execute(text("SELECT n FROM dossier WHERE id = :id"), at).scalar_one()
        search.index(connection, n, words, known=True)


def _unused_request(connection: Connection, request: str | None) -> str | None:
    """Return the request's id, or None when a dossier here has it: two desks may both have taken one request in."""
    if request is None:
        return None
    taken = connection.execute(text("SELECT 1 FROM dossier WHERE request_id = :request"), {"request": request}).scalar()
    return None if taken else request


def fixed(record: Record) -> dict[str, Any]:
    """Return the columns a dossier keeps for life."""
    return {
        "id": key(record.id),
        "code": record.code,
        "desk": record.desk,
        "received_at": iso(record.received_at),
        "request_id": record.request_id,
        "printed": 0,
    }


def columns_of(record: Record, sync: Sync) -> dict[str, Any]:
    """Return the columns its events change."""
    return {**_told(record, sync), "facts": pack(write_record(record))}


def _told(record: Record, sync: Sync) -> dict[str, Any]:
    """Return them but for the record itself, which is packed where it is written and nowhere else."""
    return {
        "state": record.state.value,
        "name": record.citizen.name,
        "procedure": record.procedure.name,
        "procedure_code": record.procedure.code,
        "due_at": iso(record.due_at),
        "paused_from": iso(record.paused_from) if record.paused_from else None,
        "returned_at": iso(record.returned_at) if record.returned_at else None,
        "book": record.register.book,
        "entry": record.register.number,
        "head": key(record.head),
        "sync": sync.value,
    }


def sync_after_write(connection: Connection, dossier: str) -> Sync:
    """Return how a dossier stands once an act on it is written here."""
    refused = "SELECT 1 FROM event WHERE dossier = :dossier AND verdict = 'refused' LIMIT 1"
    parked = scalar(connection, refused, {"dossier": key(dossier)})
    return Sync.PARKED if parked else Sync.WAITING


def _sync_of(stored: Sequence[Stored]) -> Sync:
    verdicts = {s.verdict for s in stored}
    return Sync.PARKED if "refused" in verdicts else Sync.WAITING if "waiting" in verdicts else Sync.SENT


def _unborn(stored: Sequence[Stored]) -> bool:
    """Tell whether the event a dossier began with is none any more (`replaced`), and none has taken its place.

    Its desk and the relay had both lost it, and the desk has said something else since.
    """
    return all(s.event.kind != Kind.RECEIVED for s in stored)


def _sync_unborn(stored: Sequence[Stored]) -> Sync:
    """Return how such a dossier stands: it waits for nothing, and lies at this desk alone."""
    sync = _sync_of(stored)
    return Sync.LOCAL if sync is Sync.SENT else sync
