"""The journal: the only door through which events enter the store, and what each brings with it.

`write` puts down what an officer does here: event, projection, search row and outbox row in the caller's one
transaction. `accept` puts down what the relay sends. `answer` stores the relay's verdicts. After each, the dossier's
record is what its events say (`projection`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, text
from sqlalchemy.dialects import sqlite

from app.errors import UserError
from app.models import projection, search
from app.models.engine import driver, scalar
from app.models.event_rows import Refused, Stored, newest, row_of
from app.models.packed import key, text_of
from app.models.tables import EventRow, OutboxRow
from app.rules import folding
from app.rules.acts import Kind
from app.rules.body import Body
from app.rules.events import EDITION, UNSAID, Event, new_event
from app.rules.record import Record
from app.rules.vocabulary import Sync

_event = EventRow.__table__  # type: ignore[attr-defined]
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]

# Compiled once and handed to the driver as they are (`store.driver`): an act is some ten statements, and preparing
# each anew would cost as much as its commit.
_NAMED = sqlite.dialect(paramstyle="named")
_INSERT_EVENT = str(_event.insert().compile(dialect=_NAMED))
_INSERT_UNKNOWN = f"{_INSERT_EVENT} ON CONFLICT (id) DO NOTHING"
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
_LEARN = "UPDATE event SET seq = :seq, verdict = :verdict, reason = :reason WHERE id = :id"
_SYNC = "SELECT sync FROM dossier WHERE id = :id"
_ANSWERED = "SELECT n, dossier, verdict FROM event WHERE id = :id"
_SENT = "DELETE FROM outbox WHERE n = :n"
_SENT_ID = "DELETE FROM outbox WHERE n = (SELECT n FROM event WHERE id = :id)"
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
    n = driver(connection).execute(_INSERT_EVENT, row_of(made, verdict="waiting")).lastrowid
    after = folding.fold(record, made)
    before = projection.load(connection, dossier) if again else record
    projection.project(
        connection, after, before, Sync.WAITING if before is None else projection.sync_after_write(connection, dossier)
    )
    driver(connection).execute(_INSERT_OUTBOX, {"place": None, "n": n})
    return made, after


def say(connection: Connection, event: Event) -> None:
    """Put an event at the end of this desk's chain and of what is to be sent; its dossier is the caller's concern."""
    n = driver(connection).execute(_INSERT_EVENT, row_of(event, verdict="waiting")).lastrowid
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
    events = list(events)
    if newest(connection) == 0 and _each_once(events):
        return _begin_with(connection, events)
    touched: dict[str, None] = {}
    for seq, event in events:
        if seq is None:
            row = row_of(event, verdict="refused")
            if driver(connection).execute(_INSERT_UNKNOWN, row).rowcount or _arrived(connection, event.id):
                touched[event.dossier] = None
            continue
        touched |= dict.fromkeys(_give_way(connection, event.id, seq))
        learned = {"id": key(event.id), "seq": seq, "verdict": "accepted", "reason": None}
        if driver(connection).execute(_LEARN, learned).rowcount:
            driver(connection).execute(_SENT_ID, {"id": key(event.id)})
            touched |= dict.fromkeys(_hear(connection, event))
        else:
            row = row_of(event, verdict="accepted", seq=seq)
            if event.edition != UNSAID:
                touched |= dict.fromkeys(_supersede(connection, row))
            driver(connection).execute(_INSERT_EVENT, row)
        touched[event.dossier] = None
    for dossier in touched:
        projection.follow(connection, dossier)
    return list(touched)


def _each_once(events: Sequence[tuple[int | None, Event]]) -> bool:
    """Tell whether no event comes twice and no number of the relay's is given twice."""
    numbers = [seq for seq, _ in events if seq is not None]
    return len({event.id for _, event in events}) == len(events) and len(set(numbers)) == len(numbers)


def _begin_with(connection: Connection, events: Sequence[tuple[int | None, Event]]) -> list[str]:
    """Store events in a store that has none, as `accept` would one by one: nothing there is in the way of any.

    A desk's whole past is half a million of them, and a dossier's are all at hand: they are not read back.
    """
    rows = (row_of(event, verdict=_verdict(seq), seq=seq) for seq, event in events)
    driver(connection).executemany(_INSERT_EVENT, rows)
    histories: dict[str, list[Stored]] = {}
    for n, (seq, event) in enumerate(events, 1):
        histories.setdefault(event.dossier, []).append(Stored(event, n, seq, _verdict(seq), None))
    for stored in histories.values():
        projection.begin(connection, stored)
    return list(histories)


def _verdict(seq: int | None) -> str:
    return "refused" if seq is None else "accepted"


def _hear(connection: Connection, event: Event) -> list[str]:
    """Put down what an event says of which only the hash was known; return the dossier it was taken for."""
    at = {"id": key(event.id), "unsaid": UNSAID}
    former = scalar(connection, "SELECT dossier FROM event WHERE id = :id AND edition = :unsaid", at)
    if former is None:
        return []
    row = row_of(event, verdict="accepted")
    columns = ("dossier", "kind", "at", "officer", "desk", "base", "prev_hash", "hash", "body", "edition")
    said = ", ".join(f"{name} = :{name}" for name in columns)
    driver(connection).execute(f"UPDATE event SET {said} WHERE id = :id", row)
    return [text_of(former)]


def _arrived(connection: Connection, id_: str) -> bool:
    settled = "UPDATE event SET verdict = 'settled' WHERE id = :id AND verdict = 'replaced'"
    return bool(driver(connection).execute(settled, {"id": key(id_)}).rowcount)


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
        projection.follow(connection, dossier)


def settle(connection: Connection, dossier: str) -> None:
    """Close the refused events of a dossier: an officer has chosen; they stay in its history."""
    connection.execute(
        text("UPDATE event SET verdict = 'settled' WHERE dossier = :dossier AND verdict = 'refused'"),
        {"dossier": key(dossier)},
    )
    projection.refold(connection, dossier)


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
        events.append({**row_of(made, verdict="waiting"), "n": n + 1 + len(events)})
    if not events:
        return
    connection.exec_driver_sql(_INSERT_EVENT, events)
    connection.exec_driver_sql(_INSERT_OUTBOX, [{"place": None, "n": event["n"]} for event in events])
    folded = list(enumerate(records.values(), row + 1))
    rows = [{"n": at, **projection.fixed(one), **projection.columns_of(one, Sync.WAITING)} for at, one in folded]
    connection.exec_driver_sql(projection.INSERT, rows)
    search.index_many(connection, ((at, search.words_of(one)) for at, one in folded))
