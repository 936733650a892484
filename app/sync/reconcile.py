"""The day ends with proof: both sides compare what they hold of a desk's day, repair it, and the relay signs.

What is compared is a digest of each dossier the desk touched that day, so a difference has a name; it is made of the
events' bodies as they lie there now, on both sides, and of no hash that was written down before. What the relay
lacks is sent again, what the desk lacks is fetched, and the comparison is made again, at most three times: what
still differs then needs a person. A signature counts only when it is by the key pinned at enrolment and over a
statement that says what this desk holds.

Offline the desk's side is kept unsigned, and the day can be closed again at any time. A signature already held is
kept as long as the desk's side is what was signed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, text

from app.errors import KnownError, SyncError
from app.models import event_rows, journal, projection, setting
from app.models.store import Store
from app.rules.clock import iso, parse_moment
from app.rules.closing import DayClosing, Log, Mismatch, Side, read_closing, signed_by, write_closing
from app.rules.events import LOG_START, day_digest, dossier_digest, said_hash
from app.sync.past import come_back
from app.sync.protocol import Closed, Closing, Difference
from app.sync.pull import pull
from app.sync.push import push
from app.sync.restored import make_room
from app.sync.taking import checked
from app.sync.transport import Transport

log = logging.getLogger(__name__)
COMPARISONS = 4
"""Once, and again after each of three repairs."""

_TOUCHED = text(
    "SELECT e.n, e.dossier, e.desk, e.hash, e.verdict, e.id, e.kind, e.at, e.officer, "
    "e.base, e.prev_hash, e.body, e.edition FROM event AS e WHERE e.verdict <> 'replaced' AND e.dossier IN "
    "(SELECT dossier FROM event WHERE desk = :desk AND at >= :day AND at < :day || 'U') "
    "ORDER BY e.verdict = 'waiting', e.seq, e.n"
)
"""Moments of a day sort between its date and its date followed by a letter after T."""
_TOUCHED_IDS = text(
    "SELECT DISTINCT text_of(dossier) FROM event WHERE desk = :desk AND at >= :day AND at < :day || 'U'"
)
_KEEP = text(
    "INSERT INTO closing(date, at, last_event, signed, data) VALUES (:date, :at, :last, :signed, :data) "
    "ON CONFLICT(date) DO UPDATE SET at = :at, last_event = :last, signed = :signed, data = :data"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What this desk holds of a day at one moment; `last` is the newest own event it covers.

    `log` is the agency's log after its first `n` events, which is all this desk has taken in.
    """

    side: Side
    digests: dict[str, str]
    last: int
    n: int
    log: str


def close_day(store: Store, transport: Transport | None, day: date, now: datetime) -> DayClosing:
    """Close a local day of this desk and keep the result; `transport` None closes it without the province.

    Raises SyncError REFUSED (why=SIGNATURE or STATEMENT) when the relay signs something else than this desk holds,
    or with another key; the day is kept unsigned then.
    """
    held: _Held | None = None
    closed: Closed | None = None
    state = "local" if transport is None else "done"
    if transport is not None:
        held, closed, state = _compare(store, transport, day)
    with store.write() as connection:
        if held is None:
            held = _hold(connection, day)
        wrong = _wrong(connection, day, held, closed) if closed is not None and closed.equal else None
        result = _result(connection, day, held, None if wrong else closed, now, "refused" if wrong else state)
        _keep(connection, result, held.last)
    if wrong is not None:
        raise SyncError("REFUSED", why=wrong)
    return result


def close_kept(store: Store, transport: Transport, now: datetime) -> int:
    """Compare the days that were closed while the relay could not be asked; return how many got their answer.

    The unsigned sheet promised it. A day whose proof was refused waits for a person. Raises SyncError.
    """
    with store.read() as connection:
        days = connection.execute(
            text(
                "SELECT date FROM closing WHERE NOT signed AND data ->> '$.equal' IS NULL "
                "AND data ->> '$.state' <> 'refused' ORDER BY date"
            )
        ).scalars()
        kept = [date.fromisoformat(day) for day in days]
    return sum(close_day(store, transport, day, now).equal is not None for day in kept)


def _compare(store: Store, transport: Transport, day: date) -> tuple[_Held | None, Closed | None, str]:
    """Compare and repair; return the last comparison that was made, if any was, and how it ended."""
    held = closed = None
    try:
        for again in reversed(range(COMPARISONS)):
            for _ in push(store, transport):
                pass
            for _ in pull(store, transport):
                pass
            _mend_records(store, day)
            with store.read() as connection:
                held = _hold(connection, day)
            closed = transport.close_day(
                Closing(date=day.isoformat(), side=held.side, digests=held.digests, n=held.n, log=held.log)
            )
            if closed.equal or not again:
                break
            _repair(store, transport, closed.differences)
    except SyncError as problem:
        # What was compared was not equal, whatever became of the repair.
        return held if closed else None, closed, problem.code.lower()
    return held, closed, "done"


def _mend_records(store: Store, day: date) -> None:
    """Hold the records of the dossiers this desk touched against their events, and write those anew that differ."""
    with store.read() as connection:
        touched = connection.execute(_TOUCHED_IDS, {"desk": setting.centre(connection).desk, "day": day.isoformat()})
        differing = [id_ for id_ in touched.scalars() if not _stands(connection, id_)]
    for id_ in differing:
        log.warning("the record of dossier %s was not what its events say", id_)
        with store.write() as connection:
            projection.refold(connection, id_, reindex=True)


def _stands(connection: Connection, dossier: str) -> bool:
    try:
        return projection.stands(connection, dossier)
    except KnownError:
        return True  # an event of it is none any more: the comparison names it


def _repair(store: Store, transport: Transport, differences: list[Difference]) -> None:
    """Fetch what the desk may lack and send again what the relay does not have; the next round compares."""
    for difference in differences:
        page = None if difference.why == "relay_lacks" else transport.dossier(difference.dossier)
        with store.read() as connection:
            desk = setting.centre(connection).desk
        events = checked(page.events, desk) if page else []
        make_room(store, transport, events)
        with store.write() as connection:
            there = {event.id for _, event in events}
            come_back(connection, setting.centre(connection), events)
            own = [one for one in event_rows.history(connection, difference.dossier) if one.event.desk == desk]
            # What the relay has and this store waits for is sent too: the answer says what became of it, and why.
            unsure = [one.event.id for one in own if one.event.id not in there or one.verdict == "waiting"]
            journal.resend(connection, unsure)


def _hold(connection: Connection, day: date) -> _Held:
    """Digest the dossiers this desk touched; an event still waiting counts as the relay will see it."""
    desk, on = setting.centre(connection).desk, day.isoformat()
    accepted: defaultdict[str, list[str]] = defaultdict(list)
    refused: defaultdict[str, list[str]] = defaultdict(list)
    events = last = 0
    for row in connection.execute(_TOUCHED, {"desk": desk, "day": on}):
        if row.desk == desk and row.at[:10] == on:
            events, last = events + 1, max(last, row.n)
        kept = event_rows.kept(row)
        if row.verdict in ("accepted", "waiting"):
            # Of what it says and not of what it is said to be: a body altered here differs from the province's.
            accepted[kept.dossier].append(said_hash(kept))
        else:
            refused[kept.dossier].append(kept.hash)
    digests = {id_: dossier_digest(accepted[id_], refused[id_]) for id_ in sorted({*accepted, *refused})}
    link = setting.link(connection)
    n, log = (link.log_n, link.log) if link else (0, LOG_START)
    return _Held(Side(events=events, dossiers=len(digests), hash=day_digest(digests)), digests, last, n, log)


def _wrong(connection: Connection, day: date, held: _Held, closed: Closed) -> str | None:
    """Tell what is wrong with the relay's proof: SIGNATURE, STATEMENT, or None."""
    centre, link = setting.centre(connection), setting.link(connection)
    said = closed.statement or {}
    expected = {"agency": centre.agency, "desk": centre.desk, "date": day.isoformat(), **asdict(held.side)}
    if link is not None and link.protocol > 1:
        expected |= {"n": held.n, "log": held.log}
    if any(said.get(name) != value for name, value in expected.items()) or not isinstance(said.get("at"), str):
        return "STATEMENT"
    return None if signed_by(link.key if link else "", said, closed.signature) else "SIGNATURE"


_UNLIKE = frozenset({"log", "chain_gap", "cloned", "refused"})
"""States in which the relay was asked, and does not hold what this desk does."""


def _result(
    connection: Connection, day: date, held: _Held, closed: Closed | None, now: datetime, state: str
) -> DayClosing:
    """Say how the day stands; where nobody could be asked, a proof of exactly this side from before still stands."""
    side = held.side
    if closed is None:
        kept = _proof(connection, day)
        if kept is not None and kept.desk == side and state not in _UNLIKE:
            return replace(kept, state=state)
        return DayClosing(day, side, None, None, (), None, now, state)
    code = text("SELECT code FROM dossier WHERE id = key(:id)")
    return DayClosing(
        date=day,
        desk=side,
        relay=closed.side,
        equal=closed.equal,
        differences=tuple(
            Mismatch(d.code or connection.execute(code, {"id": d.dossier}).scalar(), d.why) for d in closed.differences
        ),
        signature=closed.signature if closed.equal else None,
        log=Log(held.n, held.log) if closed.equal and "log" in (closed.statement or {}) else None,
        closed_at=parse_moment(closed.statement["at"]) if closed.equal and closed.statement else now,
        state=state,
    )


def _proof(connection: Connection, day: date) -> DayClosing | None:
    """Return the signed closing held for a day."""
    found = connection.execute(
        text("SELECT data FROM closing WHERE date = :date AND signed"), {"date": day.isoformat()}
    ).scalar()
    return read_closing(found) if found is not None else None


def _keep(connection: Connection, result: DayClosing, last: int) -> None:
    row = {"date": result.date.isoformat(), "at": iso(result.closed_at), "last": last, "data": write_closing(result)}
    connection.execute(_KEEP, {**row, "signed": result.signature is not None})
