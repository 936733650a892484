"""The journal: the only door through which events enter the store, and what each brings with it.

`write` puts down what an officer does here: event, projection, search row and outbox row in the caller's one
transaction. `accept` puts down what the relay sends. `answer` stores the relay's verdicts. After each, the dossier's
record is what its events say, in this order: accepted ones by the relay's order, then our own that wait for an
answer. A pull therefore never overwrites what an unanswered event says (STYLE §6), and a refused event leaves the
record to the province while it stays in the history, with its dossier parked until an officer chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text
from sqlalchemy.dialects import sqlite

from app.errors import KnownError, UserError
from app.models import search
from app.models.packed import key, pack, plain, text_of
from app.models.store import driver, scalar
from app.models.tables import DossierRow, EventRow, OutboxRow
from app.rules import folding
from app.rules.acts import Kind
from app.rules.body import Body
from app.rules.clock import iso
from app.rules.events import EDITION, UNSAID, Event, canonical, kept_event, new_event
from app.rules.record import Broken, Record, read_record, write_record
from app.rules.vocabulary import Sync

_event = EventRow.__table__  # type: ignore[attr-defined]
_dossier = DossierRow.__table__  # type: ignore[attr-defined]
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]

# Compiled once and handed to the driver as they are (`store.driver`): an act is some ten statements, and preparing
# each anew would cost as much as its commit.
_NAMED = sqlite.dialect(paramstyle="named")
_INSERT_EVENT = str(_event.insert().compile(dialect=_NAMED))
_INSERT_UNKNOWN = f"{_INSERT_EVENT} ON CONFLICT (id) DO NOTHING"
_INSERT_DOSSIER = str(_dossier.insert().compile(dialect=_NAMED))
_UPDATE_DOSSIER = (
    "UPDATE dossier SET state = :state, name = :name, procedure = :procedure, procedure_code = :procedure_code, "
    "due_at = :due_at, paused_from = :paused_from, returned_at = :returned_at, book = :book, entry = :entry, "
    "head = :head, sync = :sync, facts = :facts WHERE id = :id"
)
_INSERT_OUTBOX = str(_outbox.insert().compile(dialect=_NAMED))
# The end of the chain is the event that no other follows. It need not be the newest row: a repair may bring back an
# older event of this desk, accepted or (then with no reason) refused, and nothing may follow that one a second time.
# A replaced one is none of the chain.
# The plus keeps SQLite from the indexes on desk, by which it would sort every event before taking the newest.
_HEAD = (
    "SELECT hash FROM event WHERE +desk = :desk AND n > :since "
    "AND (verdict IN ('waiting', 'accepted') OR reason IS NOT NULL) AND NOT EXISTS "
    "(SELECT 1 FROM event AS next WHERE next.desk = event.desk AND next.prev_hash = event.hash "
    "AND next.verdict <> 'replaced') "
    "ORDER BY n DESC LIMIT 1"
)
_EVENTS = (
    "SELECT id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition, n, seq, verdict, reason "
    "FROM event WHERE dossier = :dossier AND verdict <> 'replaced' ORDER BY n"
)
_LEARN = "UPDATE event SET seq = :seq, verdict = :verdict, reason = :reason WHERE id = :id"
_DOSSIER = text("SELECT * FROM dossier WHERE id = :id")
_ACCEPTED = "SELECT seq, hash FROM event WHERE seq > :after AND seq <= :upto ORDER BY seq"
_MOVE = text("UPDATE dossier SET sync = :sync WHERE id = :id AND sync <> :sync")
_SYNC = "SELECT sync FROM dossier WHERE id = :id"
_ANSWERED = "SELECT n, dossier, verdict FROM event WHERE id = :id"
_SENT = "DELETE FROM outbox WHERE n = :n"
_SENT_ID = "DELETE FROM outbox WHERE n = (SELECT n FROM event WHERE id = :id)"
_OUTBOX = (
    "SELECT e.id, e.dossier, e.kind, e.at, e.officer, e.desk, e.base, e.prev_hash, e.hash, e.body, e.edition "
    "FROM outbox JOIN event AS e ON e.n = outbox.n ORDER BY outbox.place LIMIT :size"
)
# That a waiting event is not replaced is said for SQLite, which takes the chain's index for no other condition.
_SUPERSEDED = (
    "WITH RECURSIVE gone(n, hash) AS (SELECT n, hash FROM event WHERE desk = :desk AND prev_hash IS :prev "
    "AND verdict = 'waiting' AND verdict <> 'replaced' AND n NOT IN (SELECT n FROM outbox) UNION ALL "
    "SELECT event.n, event.hash FROM event JOIN gone ON event.prev_hash = gone.hash "
    "WHERE event.desk = :desk AND event.verdict = 'waiting' AND event.verdict <> 'replaced') "
    "UPDATE event SET verdict = 'replaced' WHERE n IN (SELECT n FROM gone) RETURNING dossier"
)
_SAID_AGAIN = (
    "UPDATE event SET verdict = 'replaced' WHERE dossier = :dossier AND desk = :desk AND verdict = 'waiting' "
    "AND kind = :kind AND at = :at AND plain(body) = plain(:body) AND n NOT IN (SELECT n FROM outbox)"
)
FORGOTTEN = "UPDATE event SET verdict = CASE desk WHEN 0 THEN 'replaced' ELSE 'waiting' END, seq = NULL"
_LAST = "SELECT last FROM counter WHERE name = :name"
_NEXT = "INSERT INTO counter(name, last) VALUES (:name, :last) ON CONFLICT(name) DO UPDATE SET last = :last"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the desk's number and the officer's name.

    On a replaced PC the desk's chain goes on after `inherited_head`, which the relay told at enrolment; rows up to
    `inherited_n` are then the desk's own past as the province gave it back, without the events it had refused.
    `writes` is the edition of its events: a relay of 0.3.0 reads the first one only.
    """

    desk: int
    officer: str
    inherited_head: str | None = None
    inherited_n: int = 0
    writes: int = EDITION


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


def write(
    connection: Connection,
    author: Author,
    kind: Kind,
    body: Body,
    *,
    at: str,
    dossier: str,
    record: Record | None,
    again: bool = False,
) -> tuple[Event, Record]:
    """Write one event of this desk and all it brings; `record` is what it follows, None for a new dossier.

    The caller has asked `rules.acts` whether the act is allowed and holds a write transaction. `again`: this
    `received` was refused before, so its dossier has a row here already. Raises UserError DOSSIER_ASIDE (code) where
    something was said of the dossier that this program cannot read.
    """
    if record is not None and scalar(connection, _SYNC, {"id": key(dossier)}) == Sync.ASIDE:
        raise UserError("DOSSIER_ASIDE", code=record.code)
    made = new_event(
        dossier=dossier,
        kind=kind,
        at=at,
        officer=author.officer,
        desk=author.desk,
        base=record.head if record else None,
        prev_hash=head_of(connection, author),
        body=body,
        edition=author.writes,
    )
    n = driver(connection).execute(_INSERT_EVENT, _row(made, verdict="waiting")).lastrowid
    after = folding.fold(record, made)
    before = load(connection, dossier) if again else record
    _project(connection, after, before, Sync.WAITING if before is None else _sync_after_write(connection, dossier))
    driver(connection).execute(_INSERT_OUTBOX, {"place": None, "n": n})
    return made, after


def newest(connection: Connection) -> int:
    """Return the number of the newest row of the journal, 0 where it is empty."""
    return int(scalar(connection, "SELECT coalesce(max(n), 0) FROM event", {}))


def say(connection: Connection, event: Event) -> None:
    """Put an event at the end of this desk's chain and of what is to be sent; its dossier is the caller's concern."""
    n = driver(connection).execute(_INSERT_EVENT, _row(event, verdict="waiting")).lastrowid
    driver(connection).execute(_INSERT_OUTBOX, {"place": None, "n": n})


def head_of(connection: Connection, author: Author) -> str | None:
    """Return the hash the next event of this desk follows."""
    head: str | None = text_of(scalar(connection, _HEAD, {"desk": author.desk, "since": author.inherited_n}))
    return head or author.inherited_head


def accept(connection: Connection, events: Iterable[tuple[int | None, Event]]) -> list[str]:
    """Store events the relay sent as (its order, event); return the dossiers they touch.

    An event already here only learns its order, so the same events may arrive any number of times. One without an
    order is our own that the relay refused and a replaced PC had lost: it parks its dossier as it did there. One that
    this store has said again since (`replaced`) had arrived after all: the later one stands for it, it is settled.
    """
    touched: dict[str, None] = {}
    for seq, event in events:
        if seq is None:
            row = _row(event, verdict="refused")
            if driver(connection).execute(_INSERT_UNKNOWN, row).rowcount or _arrived(connection, event.id):
                touched[event.dossier] = None
            continue
        touched |= dict.fromkeys(_give_way(connection, event.id, seq))
        learned = {"id": key(event.id), "seq": seq, "verdict": "accepted", "reason": None}
        if driver(connection).execute(_LEARN, learned).rowcount:
            driver(connection).execute(_SENT_ID, {"id": key(event.id)})
            touched |= dict.fromkeys(_hear(connection, event))
        else:
            row = _row(event, verdict="accepted", seq=seq)
            if event.edition != UNSAID:
                touched |= dict.fromkeys(_supersede(connection, row))
            driver(connection).execute(_INSERT_EVENT, row)
        touched[event.dossier] = None
    for dossier in touched:
        follow(connection, dossier)
    return list(touched)


def _hear(connection: Connection, event: Event) -> list[str]:
    """Put down what an event says of which only the hash was known; return the dossier it was taken for."""
    at = {"id": key(event.id), "unsaid": UNSAID}
    former = scalar(connection, "SELECT dossier FROM event WHERE id = :id AND edition = :unsaid", at)
    if former is None:
        return []
    row = _row(event, verdict="accepted")
    columns = ("dossier", "kind", "at", "officer", "desk", "base", "prev_hash", "hash", "body", "edition")
    said = ", ".join(f"{name} = :{name}" for name in columns)
    driver(connection).execute(f"UPDATE event SET {said} WHERE id = :id", row)
    return [text_of(former)]


def unsaid(connection: Connection, most: int) -> list[int]:
    """Return the relay's numbers of the first events that are known by their hash alone, at most so many."""
    found = connection.execute(text("SELECT seq FROM event WHERE edition = 0 ORDER BY seq LIMIT :most"), {"most": most})
    return list(found.scalars())


def _arrived(connection: Connection, id_: str) -> bool:
    settled = "UPDATE event SET verdict = 'settled' WHERE id = :id AND verdict = 'replaced'"
    return bool(driver(connection).execute(settled, {"id": key(id_)}).rowcount)


def follow(connection: Connection, dossier: str) -> None:
    """Bring a row to what its events say now; one of which an event is broken here is set aside, and stops no round."""
    try:
        refold(connection, dossier)
    except KnownError as problem:
        if problem.code != "STORE_BROKEN":
            raise
        connection.execute(text("UPDATE dossier SET sync = 'aside' WHERE id = :id"), {"id": key(dossier)})


def answer(connection: Connection, verdicts: Sequence[tuple[str, int | None, Refused | None]]) -> None:
    """Store the relay's verdicts on our own events as (event id, order if accepted, reason if refused)."""
    touched: dict[str, None] = {}
    for id_, seq, reason in verdicts:
        at = {"id": key(id_)}
        n, dossier, held = driver(connection).execute(_ANSWERED, at).fetchone()
        verdict = "accepted" if reason is None else "refused"
        if seq is not None:
            touched |= dict.fromkeys(_give_way(connection, id_, seq))
        if held != "settled":
            why = None if reason is None else orjson.dumps(reason).decode()
            driver(connection).execute(_LEARN, {**at, "seq": seq, "verdict": verdict, "reason": why})
        driver(connection).execute(_SENT, {"n": n})
        touched[text_of(dossier)] = None
    for dossier in touched:
        follow(connection, dossier)


def settle(connection: Connection, dossier: str) -> None:
    """Close the refused events of a dossier: an officer has chosen; they stay in its history."""
    connection.execute(
        text("UPDATE event SET verdict = 'settled' WHERE dossier = :dossier AND verdict = 'refused'"),
        {"dossier": key(dossier)},
    )
    refold(connection, dossier)


def waiting(connection: Connection, size: int) -> list[Event]:
    """Return the events that are to be sent next, at most `size`, in the order of the chain."""
    return [_event_of(_Kept(*_unpacked(row))) for row in driver(connection).execute(_OUTBOX, {"size": size})]


def resend(connection: Connection, events: Iterable[str]) -> int:
    """Put events back into the outbox by id (the province lacks them); return how many were not there already."""
    count = 0
    for id_ in events:
        count += connection.execute(
            text("INSERT OR IGNORE INTO outbox(n) SELECT n FROM event WHERE id = :id"), {"id": key(id_)}
        ).rowcount
    return count


def _give_way(connection: Connection, id_: str, seq: int) -> list[str]:
    """Take a number of the relay's off whatever else has it here; return the dossiers of those events.

    A relay that gives a number twice was put back in between: the earlier event is one it has lost.
    """
    others = "SELECT n, dossier FROM event WHERE seq = :seq AND id <> :id"
    found = driver(connection).execute(others, {"seq": seq, "id": key(id_)}).fetchall()
    for n, _ in found:
        driver(connection).execute(f"{FORGOTTEN} WHERE n = :n", {"n": n})
    return [text_of(dossier) for _, dossier in found]


def _supersede(connection: Connection, row: dict[str, Any]) -> list[str]:
    """Take out what waited in the place of another desk's event in its chain, with all after it; return the dossiers.

    The relay had lost them, and so had their own desk, which has said something else since. So it is with what waited
    to be said again, and has been under another id (`models.chain.say_again`): nobody will say it under the old one.
    """
    driver(connection).execute(_SAID_AGAIN, row)
    chain = {"desk": row["desk"], "prev": row["prev_hash"]}
    return [text_of(one) for (one,) in driver(connection).execute(_SUPERSEDED, chain).fetchall()]


def accepted(connection: Connection, after: int, upto: int) -> Iterator[tuple[int, str]]:
    """Yield the relay's number and the hash of each accepted event after a number up to another, in their order."""
    rows = driver(connection).execute(_ACCEPTED, {"after": after, "upto": upto})
    return ((seq, text_of(hash)) for seq, hash in rows)


def history(connection: Connection, dossier: str) -> list[Stored]:
    """Return all events of a dossier in the order this desk learned of them, but those it said again (`replaced`)."""
    rows = driver(connection).execute(_EVENTS, {"dossier": key(dossier)})
    return [
        Stored(_event_of(_Kept(*_unpacked(row))), n, seq, verdict, _reason(reason))
        for *row, n, seq, verdict, reason in rows
    ]


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
    stored = history(connection, dossier)
    record, whole = replay(stored)
    old = connection.execute(_DOSSIER, {"id": key(dossier)}).mappings().one_or_none()
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
    columns, for_life = _columns(record, sync), old is None or _alike(old, _fixed(record))
    if old is not None and not for_life:
        # A number never changes once it is issued, which the database sees to; this one was altered behind its back.
        left = {name: old[name] for name in ("n", "printed", "request_id")}
        connection.execute(text("DELETE FROM dossier WHERE n = :n"), {"n": old["n"]})
        driver(connection).execute(_INSERT_DOSSIER, {**columns, **_fixed(record), **left})
        reindex = True
    else:
        _project(connection, record, before, sync, known=old is not None)
    if old is not None and reindex:
        search.index(connection, old["n"], search.words_of(record), known=True)
    return old is None or not for_life or before != record or not _alike(old, columns)


def stands(connection: Connection, dossier: str) -> bool:
    """Tell whether the row of a dossier is what its events say. Raises KnownError STORE_BROKEN as `refold` does."""
    stored = history(connection, dossier)
    record, whole = replay(stored)
    row = connection.execute(_DOSSIER, {"id": key(dossier)}).mappings().one_or_none()
    if record is None or row is None:
        unborn = row is not None and _unborn(stored) and row["sync"] == _sync_unborn(stored)
        return record is None and (row is None or unborn)
    columns = _columns(record, _sync_of(stored) if whole else Sync.ASIDE) | _fixed(record)
    return _readable(row["facts"]) == record and _alike(row, columns)


_OWN = frozenset({"facts", "request_id", "printed"})
"""Columns that may differ from the record: another program's text of it, taken by another dossier, this desk's own."""


def _alike(row: Any, columns: dict[str, Any]) -> bool:
    return all(row[name] == value for name, value in columns.items() if name not in _OWN)


def record_of(facts: bytes | str) -> Record:
    """Return the record a row of the dossier table keeps. Raises Broken where it is damaged."""
    try:
        return read_record(plain(facts))
    except ValueError:
        raise Broken("facts") from None


def _readable(facts: bytes | str) -> Record | None:
    """Return a kept record, None where it is damaged: it is about to be written anew."""
    try:
        return record_of(facts)
    except Broken:
        return None


def load(connection: Connection, dossier: str) -> Record:
    """Return the record of a dossier by id. Raises UserError DOSSIER_UNKNOWN."""
    found = scalar(connection, "SELECT facts FROM dossier WHERE id = :id", {"id": key(dossier)})
    if found is None:
        raise UserError("DOSSIER_UNKNOWN", code=dossier)
    return record_of(found)


def codes_of(day: date) -> str:
    """Return the name under which this desk counts the dossier numbers of a day."""
    return f"code:{day:%y%m%d}"


def book_of(year: int) -> str:
    """Return the name under which this desk counts the entries of its register of a year."""
    return f"book:{year}"


def last_number(connection: Connection, name: str) -> int | None:
    """Return the last number issued under `name`, None when none was; the caller computes and keeps the next."""
    found: int | None = scalar(connection, _LAST, {"name": name})
    return found


def keep_number(connection: Connection, name: str, number: int) -> None:
    """Remember `number` as the last issued under `name`; with the transaction that uses it, or not at all."""
    driver(connection).execute(_NEXT, {"name": name, "last": number})


def _project(
    connection: Connection, record: Record, before: Record | None, sync: Sync, *, known: bool | None = None
) -> None:
    """Write the row of a dossier; `known`: it has one already, by default where there was a record before."""
    row, words = _columns(record, sync), search.words_of(record)
    if not (before is not None if known is None else known):
        fixed = {**_fixed(record), "request_id": _unused_request(connection, record.request_id)}
        n = driver(connection).execute(_INSERT_DOSSIER, {"n": None, **row, **fixed}).lastrowid
        search.index(connection, n, words, known=False)
        return
    at = {"id": key(record.id)}
    driver(connection).execute(_UPDATE_DOSSIER, {**row, **at})
    if before is not None and words != search.words_of(before):
        n = connection.execute(text("SELECT n FROM dossier WHERE id = :id"), at).scalar_one()
        search.index(connection, n, words, known=True)


def _unused_request(connection: Connection, request: str | None) -> str | None:
    """Return the request's id, or None when a dossier here has it: two desks may both have taken one request in."""
    if request is None:
        return None
    taken = connection.execute(text("SELECT 1 FROM dossier WHERE request_id = :request"), {"request": request}).scalar()
    return None if taken else request


def _fixed(record: Record) -> dict[str, Any]:
    """Return the columns a dossier keeps for life."""
    return {
        "id": key(record.id),
        "code": record.code,
        "desk": record.desk,
        "received_at": iso(record.received_at),
        "request_id": record.request_id,
        "printed": 0,
    }


def _columns(record: Record, sync: Sync) -> dict[str, Any]:
    """Return the columns its events change."""
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
        "facts": pack(write_record(record)),
    }


def _sync_after_write(connection: Connection, dossier: str) -> Sync:
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


def _row(event: Event, *, verdict: str, seq: int | None = None) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written by `write_many`: a new dossier when `body` is of a `received`, else its next act."""

    kind: Kind
    dossier: str
    at: str
    body: Body


def write_many(connection: Connection, author: Author, entries: Iterable[Entry]) -> None:
    """Write many new dossiers with their events at once, as `write` would one by one; for practice stores.

    Every dossier must begin in `entries`; its projection is written once, as its last event leaves it.
    """
    head = head_of(connection, author)
    n = newest(connection)
    row = connection.execute(text("SELECT coalesce(max(n), 0) FROM dossier")).scalar_one()
    records: dict[str, Record] = {}
    events: list[dict[str, Any]] = []
    for entry in entries:
        before = records.get(entry.dossier)
        made = new_event(
            dossier=entry.dossier, kind=entry.kind, at=entry.at, officer=author.officer, desk=author.desk,
            base=before.head if before else None, prev_hash=head, body=entry.body, edition=author.writes,
        )  # fmt: skip
        head = made.hash
        records[entry.dossier] = folding.fold(before, made)
        events.append({**_row(made, verdict="waiting"), "n": n + 1 + len(events)})
    if not events:
        return
    connection.exec_driver_sql(_INSERT_EVENT, events)
    connection.exec_driver_sql(_INSERT_OUTBOX, [{"place": None, "n": event["n"]} for event in events])
    folded = list(enumerate(records.values(), row + 1))
    rows = [{"n": at, **_fixed(one), **_columns(one, Sync.WAITING)} for at, one in folded]
    connection.exec_driver_sql(_INSERT_DOSSIER, rows)
    search.index_many(connection, ((at, search.words_of(one)) for at, one in folded))


def _reason(text: str | None) -> Refused | None:
    if text is None:
        return None
    said = orjson.loads(text)
    return Refused(said.get("code"), said.get("facts") or {})
