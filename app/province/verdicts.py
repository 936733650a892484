"""What the relay says of one event, given what it holds: the rules of DESIGN §3.5, with no SQL.

Order of the questions, each of them needing the ones before: is it whole (hash, shape), does its dossier exist, is
its `base` an accepted event of that dossier, is the act legal from the state found, has anybody written the same
fields since `base`, and would the record still be one everybody can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.errors import MotcuaError
from app.rules.acts import Kind, is_legal, known_kind
from app.rules.body import Body, moment_in
from app.rules.clock import VN, iso
from app.rules.events import EDITION, Event
from app.rules.folding import check_act, fold, overlap, writes, wrote
from app.rules.numbering import Lease, dossier_code, parse_code
from app.rules.record import Broken, Record, moment
from app.sync.protocol import Reason


class Refused(Exception):
    """An event is not accepted; the facts name fields and events, never what was typed."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        """Keep the reason and its facts."""
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Author:
    """Whose events are judged. Desk 0, the province, has no lease: it receives no dossiers.

    `until` is the latest moment an event may say: one of next year is a clock gone wrong, not an act. The earliest is
    the same for all (`BEGINNING`).
    """

    agency: str
    desk: int
    lease: Lease | None
    until: datetime


@dataclass(slots=True)
class Trail:
    """The accepted events of one dossier after `start`, oldest first; `start` None is the whole history."""

    start: str | None
    events: list[tuple[str, str, Body]] = field(default_factory=list)

    def since(self, base: str | None) -> list[tuple[str, str, Body]]:
        """Return what was accepted after `base`. Raises Refused BASE_UNKNOWN when it is not among them."""
        if base is not None and base == self.start:
            return self.events
        for index, (id, _, _) in enumerate(self.events):
            if id == base:
                return self.events[index + 1 :]
        raise Refused(Reason.BASE_UNKNOWN)


@dataclass(slots=True)
class Book:
    """What the relay holds of the dossiers a push speaks of, kept current while its events are judged."""

    records: dict[str, Record] = field(default_factory=dict)
    trails: dict[str, Trail] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def enter(self, event: Event, record: Record) -> None:
        """Make an accepted event part of the book."""
        if event.kind == Kind.RECEIVED:
            self.codes.add(record.code)
            self.trails[event.dossier] = Trail(event.id)
        else:
            self.trails[event.dossier].events.append((event.id, event.kind, event.body))
        self.records[event.dossier] = record


def judge(author: Author, event: Event, book: Book) -> Record:
    """Return the dossier's record after `event`; raises Refused when the event is not accepted.

    A verdict is about the dossier: what else is raised is the relay's own fault and no answer to it (DESIGN §3.14).
    """
    try:
        kind = _whole(author, event)
        record = _received(author, event, book) if kind is Kind.RECEIVED else _acted(author, event, kind, book)
    except Broken as broken:
        raise Refused(Reason.BODY_INVALID, field=broken.field or "body") from None
    book.enter(event, record)
    return record


def _whole(author: Author, event: Event) -> Kind | None:
    """Return the kind of an event that is whole, None for one of a newer program, which is kept and handed on."""
    if event.expected_hash() != event.hash:
        raise Refused(Reason.HASH_WRONG)
    if event.desk != author.desk:
        raise Refused(Reason.BODY_INVALID, field="desk")
    if "\0" in event.officer:
        raise Refused(Reason.BODY_INVALID, field="officer")
    if not _believable(event.at, author.until):
        raise Refused(Reason.BODY_INVALID, field="at")
    if not 1 <= event.edition <= EDITION:
        raise Refused(Reason.BODY_INVALID, field="edition")
    if not re.fullmatch(_NAME, event.kind):
        raise Refused(Reason.BODY_INVALID, field="kind")
    return known_kind(event.kind)


def _has_come(body: Body, until: datetime) -> bool:
    """Tell whether the moment a body says is none after `until`; one that says none is asked about elsewhere."""
    said = moment_in(body, "at")
    return said is None or said <= until


_NAME = "[a-z_]{1,40}"
"""What a kind may be called: it is shown, and it is a name."""


BEGINNING = datetime(2025, 7, 1, tzinfo=VN)
"""The first moment an event may say: before that day there was no centre of a commune of today (NĐ 118/2025)."""


def _believable(at: str, until: datetime) -> bool:
    """Tell whether text is a moment from BEGINNING to `until`, as this program writes one: it sorts so (`tables`)."""
    try:
        said = moment(at)
    except ValueError:
        return False
    return BEGINNING <= said <= until and iso(said) == at


def _received(author: Author, event: Event, book: Book) -> Record:
    if event.dossier in book.records:
        raise Refused(Reason.DOSSIER_EXISTS)
    if event.body.get("dossier") != event.dossier:
        raise Refused(Reason.BODY_INVALID, field="dossier")
    if event.base is not None:
        raise Refused(Reason.BODY_INVALID, field="base")
    code = event.body.get("code")
    number = _number(author, code)
    if author.lease is None or not author.lease.first <= number <= author.lease.last:
        held = {"first": author.lease.first, "last": author.lease.last} if author.lease else {}
        raise Refused(Reason.NUMBER_OUTSIDE_LEASE, code=code, **held)
    if code in book.codes:
        raise Refused(Reason.CODE_TAKEN, code=code)
    return fold(None, event)


def _number(author: Author, code: object) -> int:
    """Return the number in a code that this author's agency writes, exactly as it writes it."""
    try:
        parts = parse_code(code if isinstance(code, str) else "")
        if parts.agency == author.agency and code == dossier_code(parts.agency, parts.day, parts.number):
            return parts.number
    except MotcuaError:
        pass
    raise Refused(Reason.BODY_INVALID, field="code")


def _acted(author: Author, event: Event, kind: Kind | None, book: Book) -> Record:
    record = book.records.get(event.dossier)
    if record is None:
        raise Refused(Reason.UNKNOWN_DOSSIER)
    if kind is not None:
        check_act(kind, event.body)
    if kind is Kind.ARRIVED and not _has_come(event.body, author.until):
        raise Refused(Reason.BODY_INVALID, field="at")
    between = book.trails[event.dossier].since(event.base)
    if kind is None:
        return fold(record, event)
    if not is_legal(record.state, kind, event.body):
        raise Refused(Reason.STATE, act=kind.value, state=record.state.value)
    mine = writes(kind, event.body)
    fields, by = set[str](), list[str]()
    for id, other, body in between:
        if clash := overlap(mine, wrote(other, body)):
            fields.update(clash)
            by.append(id)
    if fields:
        raise Refused(Reason.BASE_MOVED, fields=sorted(fields), by=by)
    return fold(record, event)
