"""What is not as it was left in a relay's database, by name: `motcua province verify` (DESIGN §3.7).

Every event's hash is computed anew from what it says now, every agency's log from those hashes, every desk's chain is
followed from its first event to its last, every dossier's row is held against its events, and every signed day against
the relay's key. A database put back whole to an older state is consistent and looks well here: the desks find it, by
the log, in their next round.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from sqlalchemy import Connection, select

from app.province import records, tables
from app.province.home import Relay
from app.rules.events import LOG_START, canonical, next_log, said_hash
from app.sync.protocol import Reason

_BATCH = 500
"""Dossiers whose records are held against their events at once."""


class Fault(StrEnum):
    """What a finding is of."""

    HASH = "hash"
    """An event does not say any more what its hash was made of."""
    CHAIN = "chain"
    """A desk's event follows none, or two follow one, or its last one is not the desk's."""
    LOG = "log"
    """The agency's log, or its numbers without a gap, breaks off at this event."""
    RECORD = "record"
    """A dossier's row is not what its events say, or one of the two is missing."""
    CLOSING = "closing"
    """A signed day is not what was signed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was left; `dossier` and `event` are ids, null where it is of none."""

    kind: Fault
    agency: str
    dossier: str | None = None
    event: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua province verify --json` prints it."""
        return asdict(self)


def findings(tx: Connection, relay: Relay, agency: str | None = None, since: str | None = None) -> Iterator[Finding]:
    """Yield what is wrong in one agency, or in all; `since` is a local date (ISO): older dossiers' records and older
    signed days are passed by, the events never.
    """
    every = select(tables.agency).order_by(tables.agency.c.id)
    for row in tx.execute(every if agency is None else every.where(tables.agency.c.id == agency)).all():
        yield from _events(tx, row)
        yield from _records(tx, row.id, since or "")
        yield from _closings(tx, relay, row.id, since or "")


def _events(tx: Connection, agency: Any) -> Iterator[Finding]:
    """Hold an agency's events against their hashes, its log and the chains of its desks."""
    table, n, log = tables.event.c, 0, LOG_START
    followers: dict[int, dict[str | None, list[tuple[str, str]]]] = {}
    query = select(tables.event).where(table.agency == agency.id).order_by(table.seq.is_(None), table.seq, table.id)
    for row in tx.execution_options(yield_per=_BATCH).execute(query):
        if _was_whole(row) and said_hash(row) != row.hash:
            yield Finding(Fault.HASH, agency.id, row.dossier, row.id)
        followers.setdefault(row.desk, {}).setdefault(row.prev_hash, []).append((row.id, row.hash))
        if row.seq is not None:
            n, log = n + 1, next_log(log, row.hash)
            if (row.seq, row.log) != (n, log) or row.verdict != "accepted":
                yield Finding(Fault.LOG, agency.id, row.dossier, row.id)
                n, log = row.seq, row.log or log  # named once, and not again at each that follows
        elif row.verdict == "accepted":
            yield Finding(Fault.LOG, agency.id, row.dossier, row.id)
    if (agency.last_seq, agency.log) != (n, log):
        yield Finding(Fault.LOG, agency.id)
    for desk in tx.execute(select(tables.desk).where(tables.desk.c.agency == agency.id)).all():
        yield from _chain(agency.id, desk.head, followers.pop(desk.number, {}))
    for left in followers.values():
        yield from _chain(agency.id, None, left)


def _was_whole(row: Any) -> bool:
    """Tell whether an event's hash was right when it was stored: one that was refused may be no event at all."""
    if row.reason in (None, Reason.HASH_WRONG):
        return row.reason is None
    facts = orjson.loads(row.facts) if row.facts else {}
    # Refused unread, by hand or for its depth, or kept without the signs a database does not take (`ingest`).
    return "by_hand" not in facts and facts.get("field") not in ("body", "kind", "at", "officer")


def _chain(agency: str, head: str | None, followers: dict[str | None, list[tuple[str, str]]]) -> Iterator[Finding]:
    """Follow a desk's chain; name what does not stand in it, and the desk whose last event is another one."""
    at: str | None = None
    while at in followers:
        (_, hash_), *more = followers.pop(at)
        for id_, _ in more:
            yield Finding(Fault.CHAIN, agency, event=id_)
        at = hash_
    for left in followers.values():
        for id_, _ in left:
            yield Finding(Fault.CHAIN, agency, event=id_)
    if at != head:
        yield Finding(Fault.CHAIN, agency)


def _records(tx: Connection, agency: str, since: str) -> Iterator[Finding]:
    events, rows = tables.event.c, tables.dossier.c
    touched = select(events.dossier).where(events.agency == agency, events.seq.is_not(None), events.day >= since)
    ids = set(tx.scalars(touched))
    if not since:
        ids |= set(tx.scalars(select(rows.id).where(rows.agency == agency)))
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BATCH):
        for id_ in records.differing(tx, agency, ordered[start : start + _BATCH]):
            yield Finding(Fault.RECORD, agency, id_)


def _closings(tx: Connection, relay: Relay, agency: str, since: str) -> Iterator[Finding]:
    table = tables.closing.c
    for row in tx.execute(select(tables.closing).where(table.agency == agency, table.date >= since)):
        if not _signed(relay, row):
            yield Finding(Fault.CLOSING, agency)


def _signed(relay: Relay, row: Any) -> bool:
    """Tell whether a kept day is what its statement says, and the statement what was signed."""
    try:
        said = orjson.loads(row.statement)
        relay.key.public_key().verify(base64.b64decode(row.signature, validate=True), canonical(said))
        return [said[name] for name in ("agency", "desk", "date", "at")] == [row.agency, row.desk, row.date, row.at]
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
