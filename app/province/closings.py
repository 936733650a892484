"""Closing a desk's day: both sides say what they hold, every difference is named, and agreement is signed.

The records of those dossiers are held against their events on the way, and written anew where they differ.

A day is the local date of the moment an event says. For each dossier the desk touched that day the two sides compare
one digest over all its accepted events in the relay's order and over this desk's refused ones, so a difference
anywhere in the dossier's history shows; an accepted one counts by what its body says now. All of the relay's side is
read in one statement, which is one moment of the database. A day may be closed again; what was signed before stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, insert, select

from app.province import pull, records, tables
from app.province.enrolment import Desk
from app.province.home import Relay
from app.province.store import among, listed
from app.rules.clock import iso, now, parse_date
from app.rules.closing import Side, Why
from app.rules.events import canonical, day_digest, dossier_digest, said_hash
from app.sync.protocol import Closed, Closing, Difference, Verdict

_event, _dossier, _closing = tables.event.c, tables.dossier.c, tables.closing.c
_TOUCHED = (
    select(
        _event.dossier, _event.desk, _event.day, _event.hash, _event.verdict, _event.id, _event.kind, _event.at,
        _event.officer, _event.base, _event.prev_hash, _event.body, _event.edition,
    )
    .where(
        _event.agency == bindparam("of"),
        _event.dossier.in_(
            select(_event.dossier).where(
                _event.agency == bindparam("of"), _event.desk == bindparam("nth"), _event.day == bindparam("date")
            )
        ),
    )
    .order_by(_event.seq)
)  # fmt: skip
_CODES = select(_dossier.id, _dossier.code).where(_dossier.agency == bindparam("of"), among(_dossier.id, "wanted"))
_SIGNED = select(_closing.date).where(
    _closing.agency == bindparam("of"), _closing.desk == bindparam("nth"), _closing.signature == bindparam("signed")
)
_KEEP = insert(tables.closing)


def close(tx: Connection, relay: Relay, desk: Desk, closing: Closing) -> Closed:
    """Compare a day with what the desk says of it; signed and stored when nothing differs.

    Raises UserError DATE_FORMAT when the date is none, and SyncError LOG as a pull does: what is older than the day
    is compared by it.
    """
    pull.check_log(tx, desk, closing.n, closing.log)
    date = parse_date(closing.date, "date").isoformat()
    events, digests = _held(tx, desk, date)
    records.mend(tx, desk.agency, list(digests))
    side = Side(events=events, dossiers=len(digests), hash=day_digest(digests))
    differences = _differences(tx, desk, digests, closing.digests)
    if differences or side != closing.side:
        return Closed(equal=False, side=side, differences=differences)
    statement: dict[str, object] = {
        "agency": desk.agency,
        "desk": desk.number,
        "date": date,
        **asdict(side),
        "n": closing.n,
        "log": closing.log,
        "at": iso(now()),
    }
    signature = relay.sign(statement)
    values = {"agency": desk.agency, "desk": desk.number, "date": date, "at": statement["at"], "signature": signature}
    if not _signed_already(tx, desk, signature):
        tx.execute(_KEEP, {**values, "statement": canonical(statement).decode()})
    return Closed(equal=True, side=side, differences=[], statement=statement, signature=signature)


def _signed_already(tx: Connection, desk: Desk, signature: str) -> bool:
    """Tell whether this very statement is stored: the same day closed twice within a second."""
    return tx.execute(_SIGNED, {"of": desk.agency, "nth": desk.number, "signed": signature}).first() is not None


def _held(tx: Connection, desk: Desk, date: str) -> tuple[int, dict[str, str]]:
    """Return how many of the desk's events of a day the relay holds, and the digest of each dossier they touch."""
    events = 0
    accepted: dict[str, list[str]] = defaultdict(list)
    refused: dict[str, list[str]] = defaultdict(list)
    dossiers: set[str] = set()
    for row in tx.execute(_TOUCHED, {"of": desk.agency, "nth": desk.number, "date": date}):
        own = row.desk == desk.number
        events += own and row.day == date
        dossiers.add(row.dossier)
        if row.verdict == Verdict.ACCEPTED.value:
            accepted[row.dossier].append(said_hash(row))
        elif own:
            refused[row.dossier].append(row.hash)
    return events, {id: dossier_digest(accepted[id], refused[id]) for id in dossiers}


def _differences(tx: Connection, desk: Desk, here: dict[str, str], there: dict[str, str]) -> list[Difference]:
    differing = sorted(id for id in here.keys() | there.keys() if here.get(id) != there.get(id))
    if not differing:
        return []
    found = tx.execute(_CODES, {"of": desk.agency, "wanted": listed(differing)})
    codes = {row.id: row.code for row in found}
    return [
        Difference(
            dossier=id,
            code=codes.get(id),
            why=Why.RELAY_LACKS if id not in here else Why.DESK_LACKS if id not in there else Why.DIFFERS,
        )
        for id in differing
    ]
