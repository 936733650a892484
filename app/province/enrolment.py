"""Who may speak: invitations, tokens and leases of numbers.

A technician invites a desk and reads a short code to the officer; the desk trades it, once, for a token of 256 bits
of which only the SHA-256 is stored. Both name their agency, so that whoever comes is looked for there and nowhere else;
a token of 0.3.0 or before does not, and is traded for one that does.

Trading a token shuts out whoever else holds the old one, as soon as the new one is shown: of two PCs that are one desk
the one goes on that asked last. Inviting a desk that exists replaces its PC: the new PC gets a new token and the hash
its chain goes on from, and the old token dies at that moment and not before, so an unused invitation cuts off nobody. A
lease may grow and never shrink: numbers already printed for citizens must stay inside it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, insert, or_, select, update

from app.errors import SyncError, UserError
from app.province import faults, tables
from app.province.verdicts import Author
from app.rules.clock import iso, now, parse_moment
from app.rules.numbering import Lease, check_agency
from app.rules.text import nfc
from app.sync.protocol import NAMED

LETTERS = "34679ACDEFHJKMNPRTUVWXY"
"""Letters and digits that nobody mistakes for another by eye or by ear on a telephone line."""
CODE_LENGTH = 12
"""23 to the 12th is 2 to the 54th: no guessing within a week, least of all one guess a second."""
VALID_FOR = timedelta(days=7)
REPEATED = timedelta(minutes=10)
"""How long a code that was used answers its own desk again."""
AHEAD = timedelta(days=1)
"""How far a desk's clock may be before the relay's: its day may have turned, its year may not."""
CENTRE_NAME = "Trung tâm Phục vụ hành chính công"
"""What a centre is called until its invitation says more."""
PROVINCE = 0
"""The desk number under which the province's own events are kept, one chain for each agency."""
NUMBERS_A_DESK = 1000

# Of each request, so made once: making a statement takes SQLAlchemy longer than running it.
_DESK = select(
    tables.desk.c.agency, tables.desk.c.number, tables.desk.c.first, tables.desk.c.last, tables.desk.c.head,
    tables.agency.c.commune, tables.agency.c.name, tables.agency.c.last_seq, tables.agency.c.log,
    tables.desk.c.revoked_at,
).where(tables.desk.c.agency == tables.agency.c.id)  # fmt: skip
_NUMBERED = (tables.desk.c.agency == bindparam("its_agency"), tables.desk.c.number == bindparam("its_number"))
_BY_NUMBER = _DESK.where(*_NUMBERED)
_BY_NUMBER_LOCKED = _BY_NUMBER.with_for_update()
_BY_OLD_TOKEN = _DESK.where(tables.desk.c.token_hash == bindparam("shown"))
_BY_OLD_TOKEN_LOCKED = _BY_OLD_TOKEN.with_for_update()
_NEWEST = and_(tables.token.c.hash == bindparam("shown"), tables.token.c.before.is_not(None))
_BY_TOKEN = _DESK.add_columns(_NEWEST).where(
    tables.token.c.agency == bindparam("its_agency"),
    or_(tables.token.c.hash == bindparam("shown"), tables.token.c.before == bindparam("shown")),
    tables.desk.c.agency == tables.token.c.agency,
    tables.desk.c.number == tables.token.c.desk,
)
_BY_TOKEN_LOCKED = _BY_TOKEN.with_for_update(of=(tables.desk, tables.agency))
_WAS_HERE = update(tables.desk).where(*_NUMBERED).values(last_contact=bindparam("moment"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk as the relay knows it, with its agency."""

    agency: str
    number: int
    first: int
    last: int
    head: str | None
    commune: str
    name: str
    last_seq: int
    log: str

    def author(self) -> Author:
        """Return what verdicts need to know of it."""
        lease = None if self.number == PROVINCE else Lease(self.first, self.last)
        return Author(self.agency, self.number, lease, now() + AHEAD)

    def row(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Return the conditions that find its row."""
        return tables.desk.c.agency == self.agency, tables.desk.c.number == self.number


def admit(tx: Connection, token: str, *, lock: bool = False) -> Desk:
    """Return the desk that holds `token` and note that it was here; `lock` also holds its agency for this transaction.

    Raises SyncError AUTH (revoked: whether the token was good once).
    """
    found = _holder(tx, token, lock=lock)
    if found is None:
        raise SyncError("AUTH", revoked=False)
    desk, revoked, shown = found
    if revoked:
        raise SyncError("AUTH", revoked=True)
    faults.working_on(agency=desk.agency, desk=str(desk.number))
    tx.execute(_WAS_HERE, {"its_agency": desk.agency, "its_number": desk.number, "moment": iso(now())})
    if shown:
        _forget_former(tx, desk)
    return desk


def _holder(tx: Connection, token: str, *, lock: bool) -> tuple[Desk, bool, bool] | None:
    """Return the desk a token is of, whether it is shut out, and whether this is its newest token, shown just now."""
    agency, _, _ = token.rpartition(NAMED)
    digest = _secret_hash(token)
    if not agency:
        found = _first(tx, _BY_OLD_TOKEN_LOCKED if lock else _BY_OLD_TOKEN, shown=digest)
        return (*found, False) if found else None
    query = _BY_TOKEN_LOCKED if lock else _BY_TOKEN
    row = tx.execute(query, {"its_agency": agency, "shown": digest}).first()
    return (Desk(*row[:-2]), row[-2] is not None, bool(row[-1])) if row else None


def _forget_former(tx: Connection, desk: Desk) -> None:
    table = tables.token
    tx.execute(update(table).where(table.c.agency == desk.agency, table.c.desk == desk.number).values(before=None))
    tx.execute(update(tables.desk).where(*desk.row()).values(token_hash=None))


def trade(tx: Connection, held: str, token: str) -> Desk:
    """Give a desk `token` in place of the one it holds, which serves until the new one is shown; return the desk.

    Raises SyncError AUTH as `admit`.
    """
    desk = admit(tx, held)
    _give(tx, desk, token, before=_secret_hash(held))
    return desk


def _give(tx: Connection, desk: Desk, token: str, *, before: str | None) -> None:
    """Make `token` the one of a desk; without `before` every other dies at once."""
    table = tables.token
    values = {"hash": _secret_hash(token), "before": before}
    here = (table.c.agency == desk.agency, table.c.desk == desk.number)
    if not tx.execute(update(table).where(*here).values(**values)).rowcount:
        tx.execute(insert(table).values(agency=desk.agency, desk=desk.number, **values))


def known(tx: Connection, token: str) -> None:
    """See that a desk holds `token`; nothing is written. Raises SyncError AUTH as `admit` does."""
    found = _holder(tx, token, lock=False)
    if found is None or found[1]:
        raise SyncError("AUTH", revoked=found is not None)


def the_province(tx: Connection, agency: str) -> Desk:
    """Return the province's own desk in an agency, locked. Raises UserError AGENCY_UNKNOWN."""
    found = _find(tx, agency, PROVINCE, lock=True)
    if found is None:
        raise UserError("AGENCY_UNKNOWN", field="agency", agency=agency)
    return found[0]


def _find(tx: Connection, agency: str, number: int, *, lock: bool) -> tuple[Desk, bool] | None:
    return _first(tx, _BY_NUMBER_LOCKED if lock else _BY_NUMBER, its_agency=agency, its_number=number)


def _first(tx: Connection, query: Select[Any], **values: str | int) -> tuple[Desk, bool] | None:
    row = tx.execute(query, values).first()
    return (Desk(*row[:-1]), row[-1] is not None) if row else None


def invite(
    tx: Connection,
    agency: str,
    commune: str,
    number: int,
    first: int | None = None,
    last: int | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Open a place for a desk and return {code, expires_at}; an earlier unused code of this desk dies.

    `first` and `last` None keep the lease of a desk that exists and give a new one its thousand: desk 1 has 1 to
    999, desk 2 has 1000 to 1999. Raises UserError AGENCY_FORMAT, COMMUNE_FORMAT, DESK_NUMBER (desk), LEASE_INVALID,
    LEASE_SHRINKS (first, last: what the desk holds), LEASE_OVERLAPS (desk, first, last: who holds it).
    """
    agency, expires = check_agency(agency), iso(now() + VALID_FOR)
    if not re.fullmatch(r"[0-9]{5}", commune):
        raise UserError("COMMUNE_FORMAT", field="commune", text=commune)
    if number < 1:
        raise UserError("DESK_NUMBER", field="desk", desk=number)
    _keep_agency(tx, agency, commune, name)
    _keep_desk(tx, agency, number, first, last)
    table = tables.invitation.c
    unused = (table.agency == agency, table.desk == number, table.used_at.is_(None))
    tx.execute(update(tables.invitation).where(*unused).values(expires_at=iso(now())))
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    values = {"code_hash": _secret_hash(code), "agency": agency, "desk": number, "expires_at": expires}
    tx.execute(insert(tables.invitation).values(**values))
    groups = (code[i : i + 4] for i in range(0, CODE_LENGTH, 4))
    return {"code": "-".join((agency, *groups)), "expires_at": expires}


def _keep_agency(tx: Connection, agency: str, commune: str, name: str | None) -> None:
    """Make the agency with its province's desk, or bring its commune and name up to date."""
    table = tables.agency
    if tx.execute(select(table.c.id).where(table.c.id == agency).with_for_update()).first():
        values = {"commune": commune} | ({"name": nfc(name)} if name else {})
        tx.execute(update(table).where(table.c.id == agency).values(**values))
        return
    tx.execute(insert(table).values(id=agency, commune=commune, name=nfc(name or CENTRE_NAME), last_seq=0))
    tx.execute(insert(tables.desk).values(agency=agency, number=PROVINCE, first=0, last=0))


def _keep_desk(tx: Connection, agency: str, number: int, first: int | None, last: int | None) -> None:
    table = tables.desk
    rows = tx.execute(select(table.c.number, table.c.first, table.c.last).where(table.c.agency == agency)).all()
    leases = {row.number: Lease(row.first, row.last) for row in rows if row.number != PROVINCE}
    held = leases.pop(number, None)
    begin = held.first if held else max(1, (number - 1) * NUMBERS_A_DESK)
    end = held.last if held else number * NUMBERS_A_DESK - 1
    lease = Lease(begin if first is None else first, end if last is None else last)
    if held and (lease.first > held.first or lease.last < held.last):
        raise UserError("LEASE_SHRINKS", field="first", first=held.first, last=held.last)
    for other, taken in sorted(leases.items()):
        if lease.overlaps(taken):
            raise UserError("LEASE_OVERLAPS", field="first", desk=other, first=taken.first, last=taken.last)
    values = {"first": lease.first, "last": lease.last}
    if held:
        tx.execute(update(table).where(table.c.agency == agency, table.c.number == number).values(**values))
    else:
        tx.execute(insert(table).values(agency=agency, number=number, **values))


@dataclass(frozen=True, slots=True)
class Typed:
    """An invitation code as it was made; `agency` as it was typed, "" where it was left out."""

    agency: str
    secret: str


def typed_code(code: str) -> Typed:
    """Read a code that may be typed with or without hyphens, blanks and capitals, and without its agency."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum() or letter == ".")
    return Typed(letters[:-CODE_LENGTH].strip("."), letters[-CODE_LENGTH:])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store that joins belongs already: its agency and desk, and the numbers it has issued from and to."""

    agency: str
    desk: int
    lowest: int | None
    highest: int | None


def enrol(
    tx: Connection, code: str, officer: str, made: Callable[[str], str], place: Place | None = None
) -> tuple[Desk, str]:
    """Trade an invitation for a token, which is kept nowhere; return the desk and the token.

    `made` makes the token for an agency. The same code with the same token gives the same for ten minutes: an answer
    may have been lost on the line. Raises UserError INVITATION_UNKNOWN, INVITATION_USED, INVITATION_EXPIRED
    (expires_at), and ENROL_MISMATCH (what, here, there) for a store of another `place`; the code is not used up then.
    """
    table = tables.invitation.c
    typed = typed_code(code)
    # One of 0.3.0 names no agency, and who reads it out may leave it away.
    where = (table.code_hash == _secret_hash(typed.secret), *((table.agency == typed.agency,) if typed.agency else ()))
    query = select(table.agency, table.desk, table.expires_at, table.used_at)
    row = tx.execute(query.where(*where).with_for_update()).first()
    if row is None:
        raise UserError("INVITATION_UNKNOWN", field="code")
    token = made(row.agency)
    if row.used_at is not None:
        again = _holder(tx, token, lock=False)
        if again is None or again[1] or parse_moment(row.used_at) < now() - REPEATED:
            raise UserError("INVITATION_USED", field="code")
        return again[0], token
    if row.expires_at <= iso(now()):
        raise UserError("INVITATION_EXPIRED", field="code", expires_at=row.expires_at)
    found = _find(tx, row.agency, row.desk, lock=True)
    if found is None:
        raise UserError("INVITATION_UNKNOWN", field="code")
    desk, moment = found[0], iso(now())
    faults.working_on(agency=desk.agency, desk=str(desk.number))
    _same_place(desk, place)
    used = (table.agency == row.agency, table.code_hash == _secret_hash(typed.secret))
    tx.execute(update(tables.invitation).where(*used).values(used_at=moment))
    _give(tx, desk, token, before=None)
    values = {"token_hash": None, "officer": nfc(officer).replace("\0", ""), "last_contact": moment}
    tx.execute(update(tables.desk).where(*desk.row()).values(**values, revoked_at=None, alert=None))
    return desk, token


def _same_place(desk: Desk, place: Place | None) -> None:
    """Refuse a store that belongs elsewhere: its numbers are on paper in citizens' hands."""
    if place is None:
        return
    if place.agency != desk.agency:
        raise UserError("ENROL_MISMATCH", what="agency", here=place.agency, there=desk.agency)
    if place.desk != desk.number:
        raise UserError("ENROL_MISMATCH", what="desk", here=place.desk, there=desk.number)
    for number in (place.lowest, place.highest):
        if number is not None and not desk.first <= number <= desk.last:
            raise UserError("ENROL_MISMATCH", what="number", here=number, there=f"{desk.first}–{desk.last}")


def revoke(tx: Connection, agency: str, number: int) -> str:
    """Shut a desk out from now on, with its unused invitation; return the moment.

    What it sent stays, and its numbers stay its own: the PC may be issuing them still, offline. A new invitation
    lets it in again. Raises UserError DESK_UNKNOWN (agency, desk).
    """
    moment = iso(now())
    row = (tables.desk.c.agency == agency, tables.desk.c.number == number, tables.desk.c.number != PROVINCE)
    if not tx.execute(update(tables.desk).where(*row).values(revoked_at=moment)).rowcount:
        raise UserError("DESK_UNKNOWN", field="desk", agency=agency, desk=number)
    table = tables.invitation.c
    unused = (table.agency == agency, table.desk == number, table.used_at.is_(None))
    tx.execute(update(tables.invitation).where(*unused).values(expires_at=moment))
    return moment


def _secret_hash(secret: str) -> str:
    """Hash a secret that is random and long: no salt, no stretching needed, and it can be looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()
