"""Taking a desk's events in: one request, one transaction, one stored verdict for each event.

The agency's row is locked first. Numbers are then given in the order in which transactions commit, so a puller that
has seen number N has seen everything up to N and can never miss an event that was numbered early and committed
late. Agencies do not wait for each other.

The chain is checked for the whole request before anything is judged: a request that does not continue it (a gap, or
a second event with a predecessor that already has one, which betrays a cloned PC) changes nothing. Refused events
are stored like accepted ones, so the chain goes on past them; only an event that reuses a known id with other
content is answered and not stored. What the operator has ordered to refuse is stored as refused and not looked at.
Lookups are one query for a batch, writes one COPY.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from app.errors import MotcuaError, SyncError
from app.province import enrolment, faults, refusals, tables
from app.province.store import Store, add_rows, among, listed
from app.province.verdicts import Author, Book, Refused, Trail, judge
from app.rules.clock import iso, now
from app.rules.events import Event, canonical, next_log
from app.rules.record import Record, moment, read_record, write_record
from app.sync.protocol import Answer, Reason, Verdict

_agency, _desk, _event, _dossier = tables.agency.c, tables.desk.c, tables.event.c, tables.dossier.c
_KNOWN = select(
    _event.id, _event.desk, _event.hash, _event.verdict, _event.seq, _event.reason, _event.facts
).where(_event.agency == bindparam("of"), among(_event.id, "wanted"))  # fmt: skip
_OF_CHAIN = (_event.agency == bindparam("of"), _event.desk == bindparam("nth"))
_FOLLOWED = select(_event.prev_hash).where(*_OF_CHAIN, among(_event.prev_hash, "wanted"))
_DOSSIERS = select(_dossier.id, _dossier.head, _dossier.facts).where(
    _dossier.agency == bindparam("of"), among(_dossier.id, "wanted")
)
_CODES = select(_dossier.code).where(_dossier.agency == bindparam("of"), among(_dossier.code, "wanted"))
_HISTORIES = (
    select(_event.dossier, _event.id, _event.kind, _event.body)
    .where(
        _event.agency == bindparam("of"),
        among(_event.dossier, "wanted"),
        _event.verdict == Verdict.ACCEPTED.value,
    )
    .order_by(_event.seq)
)
_COUNTED = (
    update(tables.agency)
    .where(_agency.id == bindparam("of"))
    .values(last_seq=bindparam("newest"), log=bindparam("its_log"))
)
_GOES_ON = (
    update(tables.desk)
    .where(_desk.agency == bindparam("of"), _desk.number == bindparam("nth"))
    .values(head=bindparam("newest"))
)
_PROJECTED = ("state", "head", "files", "facts")
_PROJECT = (
    update(tables.dossier)
    .where(_dossier.agency == bindparam("of"), _dossier.id == bindparam("key"))
    .values({column: bindparam(column) for column in _PROJECTED})
)


class Cloned(SyncError):
    """Two events of one desk follow the same event: its store runs on two PCs."""

    def __init__(self, event: str) -> None:
        """Name the event that came second."""
        super().__init__("CLONED", event=event)


@dataclass(frozen=True, slots=True)
class Known:
    """An event the relay has an answer for: its hash, whether it is the sender's own, and the answer."""

    hash: str
    own: bool
    answer: Answer


def push(store: Store, token: str, events: list[Event]) -> list[Answer]:
    """Store a desk's events and return their verdicts, in the order sent; a resend gets the same answers.

    Raises SyncError AUTH, CHAIN_GAP (head: the hash of the desk's last event here) or CLONED (event); the last is
    kept as the desk's alert.
    """
    try:
        with store.write() as tx:
            return take(tx, enrolment.admit(tx, token, lock=True), events)
    except Cloned as clone:
        with store.write() as tx:
            desk = enrolment.admit(tx, token, lock=True)
            alert = orjson.dumps({"code": clone.code, "at": iso(now()), **clone.facts}).decode()
            tx.execute(update(tables.desk).where(*desk.row()).values(alert=alert))
        raise


def take(tx: Connection, desk: enrolment.Desk, events: list[Event]) -> list[Answer]:
    """Judge and store events of a desk whose agency is locked."""
    faults.working_on(events=faults.listed(events))
    known = _known(tx, desk, events)
    fresh = _chained(tx, desk, events, known)
    if fresh:
        by_hand = refusals.ordered(tx, desk.agency, (event.id for event in fresh))
        book, author = _open_book(tx, desk, [event for event in fresh if event.id not in by_hand]), desk.author()
        before, seq, log, rows = set(book.records), desk.last_seq, desk.log, []
        changed: dict[str, Record] = {}
        for event in fresh:
            body = _body_text(event)
            if event.id in by_hand:
                answer = _refusal(event, Reason.BODY_INVALID, by_hand=by_hand[event.id])
            elif body is None:
                answer = _refusal(event, Reason.BODY_INVALID, field="body")
            else:
                answer = _verdict(author, event, book, seq + 1)
            if answer.seq is not None:
                seq, log = answer.seq, next_log(log, event.hash)
                changed[event.dossier] = book.records[event.dossier]
            known[event.id] = Known(event.hash, True, answer)
            rows.append(_event_row(desk, event, body or "{}", answer, log))
        faults.working_on(event=None)
        add_rows(tx, tables.event, rows)
        if by_hand:
            refusals.done(tx, desk.agency, by_hand)
        _write_dossiers(tx, desk, changed, before)
        tx.execute(_COUNTED, {"of": desk.agency, "newest": seq, "its_log": log})
        tx.execute(_GOES_ON, {"of": desk.agency, "nth": desk.number, "newest": fresh[-1].hash})
    return [_answer(event, known[event.id]) for event in events]


def _answer(event: Event, known: Known) -> Answer:
    """Return the stored verdict of an event; one that comes again with another body is not what it claims to be."""
    if known.own and known.hash == event.hash and (known.answer.seq is None or _whole(event)):
        return known.answer
    return _refusal(event, Reason.HASH_WRONG)


def _whole(event: Event) -> bool:
    try:
        return event.expected_hash() == event.hash
    except TypeError:  # nested deeper than any accepted one
        return False


def _known(tx: Connection, desk: enrolment.Desk, events: Iterable[Event]) -> dict[str, Known]:
    found = tx.execute(_KNOWN, {"of": desk.agency, "wanted": listed(event.id for event in events)})
    return {
        row.id: Known(
            row.hash,
            row.desk == desk.number,
            Answer(
                id=row.id,
                verdict=Verdict(row.verdict),
                seq=row.seq,
                reason=Reason(row.reason) if row.reason else None,
                facts=orjson.loads(row.facts) if row.facts else {},
            ),
        )
        for row in found
    }


def _chained(tx: Connection, desk: enrolment.Desk, events: list[Event], known: dict[str, Known]) -> list[Event]:
    """Return the events not seen before, each following the one before it."""
    fresh: dict[str, Event] = {}
    head = desk.head
    for event in events:
        if event.id in known or event.id in fresh:
            continue
        if event.prev_hash != head:
            if _has_successor(tx, desk, event.prev_hash) or any(e.prev_hash == event.prev_hash for e in fresh.values()):
                raise Cloned(event.id)
            raise SyncError("CHAIN_GAP", head=desk.head)
        fresh[event.id] = event
        head = event.hash
    _no_hash_twice(tx, desk, list(fresh.values()))
    return list(fresh.values())


def _no_hash_twice(tx: Connection, desk: enrolment.Desk, fresh: list[Event]) -> None:
    """Stop an event that says the hash of another one of its chain: nothing could follow it. Raises Cloned."""
    hashes = listed(event.hash for event in fresh)
    seen = {desk.head, *tx.scalars(_FOLLOWED, {"of": desk.agency, "nth": desk.number, "wanted": hashes})}
    for event in fresh:
        if event.hash in seen:
            raise Cloned(event.id)
        seen.add(event.hash)


def _has_successor(tx: Connection, desk: enrolment.Desk, prev_hash: str | None) -> bool:
    table = tables.event.c
    same = table.prev_hash.is_(None) if prev_hash is None else table.prev_hash == prev_hash
    query = select(table.id).where(table.agency == desk.agency, table.desk == desk.number, same).limit(1)
    return tx.execute(query).first() is not None


def _open_book(tx: Connection, desk: enrolment.Desk, events: list[Event]) -> Book:
    """Read what the events speak of: their dossiers, the codes they claim, and histories where `base` is not last."""
    book = Book()
    mine = {event.dossier for event in events}
    for row in tx.execute(_DOSSIERS, {"of": desk.agency, "wanted": listed(mine)}):
        book.records[row.id] = read_record(row.facts)
        book.trails[row.id] = Trail(row.head)
    claimed = {code for event in events if isinstance(code := event.body.get("code"), str) and "\0" not in code}
    if claimed:
        book.codes.update(tx.scalars(_CODES, {"of": desk.agency, "wanted": listed(claimed)}))
    ours = {event.id for event in events}
    stale = {
        event.dossier
        for event in events
        if event.dossier in book.records and event.base != book.trails[event.dossier].start and event.base not in ours
    }
    _read_trails(tx, desk, book, stale)
    return book


def _read_trails(tx: Connection, desk: enrolment.Desk, book: Book, dossiers: set[str]) -> None:
    if not dossiers:
        return
    for dossier in dossiers:
        book.trails[dossier] = Trail(None)
    for row in tx.execute(_HISTORIES, {"of": desk.agency, "wanted": listed(dossiers)}):
        book.trails[row.dossier].events.append((row.id, row.kind, orjson.loads(row.body)))


def _verdict(author: Author, event: Event, book: Book, seq: int) -> Answer:
    faults.working_on(event=event.id)
    try:
        judge(author, event, book)
    except Refused as refused:
        return _refusal(event, refused.reason, **refused.facts)
    except MotcuaError as unforeseen:
        # It would be taken for the answer to the whole request.
        raise RuntimeError(unforeseen.code) from unforeseen
    return Answer.model_construct(id=event.id, verdict=Verdict.ACCEPTED, seq=seq, reason=None, facts={})


def _refusal(event: Event, reason: Reason, **facts: Any) -> Answer:
    return Answer.model_construct(id=event.id, verdict=Verdict.REFUSED, seq=None, reason=reason, facts=facts)


def _body_text(event: Event) -> str | None:
    """Return the canonical body; None when it is nested so deep that a list of shown dossiers could not hold it."""
    try:
        return canonical([[[[event.body]]]])[4:-4].decode()
    except TypeError:
        return None


def _event_row(desk: enrolment.Desk, event: Event, body: str, answer: Answer, log: str) -> tuple[Any, ...]:
    """Return the row of an event, in the order of the table's columns; a refused one may be broken in any way.

    `log` is the agency's after it.
    """
    day: str | None
    try:
        day = moment(event.at).date().isoformat()
    except ValueError:
        day = None
    if answer.reason is not None:
        kind, at, officer = _storable(event.kind), _storable(event.at), _storable(event.officer)
        event = replace(event, kind=kind, at=at, officer=officer)
    return (
        event.id, event.dossier, desk.agency, desk.number, event.kind, event.at, day, event.officer, event.base,
        event.prev_hash, event.hash, body, answer.verdict.value, answer.seq,
        answer.reason.value if answer.reason else None,
        canonical(answer.facts).decode() if answer.facts else None,
        event.edition, None if answer.seq is None else log,
    )  # fmt: skip


def _storable(text: str) -> str:
    """Return text a database column takes: PostgreSQL has no NUL."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _write_dossiers(tx: Connection, desk: enrolment.Desk, changed: dict[str, Record], before: set[str]) -> None:
    new, old = [], []
    for id, record in changed.items():
        values = (record.state.value, record.head, record.scans, write_record(record))
        if id in before:
            old.append({**dict(zip(_PROJECTED, values, strict=True)), "of": desk.agency, "key": id})
        else:
            new.append((id, desk.agency, desk.number, record.code, *values))
    add_rows(tx, tables.dossier, new)
    if old:
        tx.execute(_PROJECT, old)
