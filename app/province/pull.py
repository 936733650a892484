"""Giving events back: what other desks and the province did, and one whole dossier for repair.

A puller never misses an event: numbers are given under the agency's lock (`ingest`), so committed numbers have no
hole that fills later. A desk's own events are left out, since it has them; a replaced PC asks for them too.
Bodies leave as the text they were hashed from, without being read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, or_, select

from app.errors import SyncError
from app.province import tables
from app.province.enrolment import Desk
from app.rules.events import LOG_START
from app.sync.protocol import Reason, Verdict

_NAMES = ("dossier", "id", "kind", "at", "officer", "desk", "base", "prev_hash", "hash", "edition", "seq", "body")
_COLUMNS = tuple(tables.event.c[name] for name in _NAMES)
_event = tables.event.c
_AFTER = (
    select(*_COLUMNS, _event.log)
    .where(_event.agency == bindparam("of"), _event.seq > bindparam("after"), _event.seq <= bindparam("upto"))
    .order_by(_event.seq)
    .limit(bindparam("size"))
)
_AFTER_OF_OTHERS = _AFTER.where(_event.desk != bindparam("asking"))
_LOG = select(_event.log).where(_event.agency == bindparam("of"), _event.seq == bindparam("nth"))


@dataclass(frozen=True, slots=True)
class Page:
    """Events ready for the wire, where to go on, whether at once, the asking desk's last event and the log there."""

    events: list[dict[str, Any]]
    cursor: int
    more: bool
    head: str | None
    log: str
    refused: list[str] = field(default_factory=list)


def log_at(tx: Connection, desk: Desk, n: int) -> str | None:
    """Return what the agency's log said after its `n`-th accepted event, None where there are not so many."""
    if n == desk.last_seq:
        return desk.log
    return LOG_START if n == 0 else tx.scalar(_LOG, {"of": desk.agency, "nth": n})


def check_log(tx: Connection, desk: Desk, n: int, log: str | None) -> None:
    """See that a desk that has taken in everything up to `n` holds what this relay holds.

    Raises SyncError LOG (last: the newest number here): the relay was put back to an older state, or one of the two
    holds something else.
    """
    if n > desk.last_seq or (log is not None and log != log_at(tx, desk, n)):
        raise SyncError("LOG", last=desk.last_seq)


def after(tx: Connection, desk: Desk, cursor: int, limit: int, *, own: bool) -> Page:
    """Return the next accepted events of the desk's agency after `cursor`, at most `limit`.

    The cursor moves past the desk's own events too. `desk.last_seq` was read before the events: one that is
    committed in between waits for the next pull instead of being stepped over.
    """
    asked: dict[str, str | int] = {"of": desk.agency, "after": cursor, "upto": desk.last_seq, "size": limit + 1}
    found = tx.execute(_AFTER, asked) if own else tx.execute(_AFTER_OF_OTHERS, {**asked, "asking": desk.number})
    rows = found.all()
    more = len(rows) > limit
    rows = rows[:limit]
    events = [_wire(row) for row in rows]
    if more:
        return Page(events, rows[-1].seq, True, desk.head, rows[-1].log)
    return Page(events, desk.last_seq, False, desk.head, desk.log)


def whole_dossier(tx: Connection, desk: Desk, dossier: str) -> Page:
    """Return a dossier's accepted events in order, then this desk's own refused ones, which have no seq.

    Both are in the digest that closes a day, so both are needed to repair one. Of the refused ones of other desks the
    ids are named: a desk may hold one as accepted by this relay before it was put back. Raises SyncError
    UNKNOWN_DOSSIER.
    """
    table = tables.event.c
    every = (table.agency == desk.agency, table.dossier == dossier, table.seq.is_(None))
    others = list(tx.scalars(select(table.id).where(*every).order_by(table.id)))
    refused = (table.desk == desk.number) & (table.verdict == Verdict.REFUSED.value)
    query = (
        select(*_COLUMNS)
        .where(table.agency == desk.agency, table.dossier == dossier, or_(table.seq.is_not(None), refused))
        .order_by(table.seq.is_(None), table.seq, table.id)
    )
    rows = tx.execute(query).all()
    if not rows and not others:
        raise SyncError(Reason.UNKNOWN_DOSSIER.value)
    return Page([_wire(row) for row in rows], desk.last_seq, False, desk.head, desk.log, others)


def _wire(row: Any) -> dict[str, Any]:
    return {**dict(zip(_NAMES, row, strict=False)), "body": orjson.Fragment(row.body)}
