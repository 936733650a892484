"""Handing dossiers over to the units that work on them, and taking their results back, each on a signed list.

A list is nothing of its own: it is the events that carry its number, so it is printed again from them for as long as
they are kept, at any desk of the centre, and what it says can never differ from the dossiers' histories. It is
written whole or not at all: the paper that both sign names every dossier of it.

The dossiers of the whole centre are offered, since one officer often goes down with every desk's papers; which of
them are on a list is decided by scanning the receipts that lie on the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import event_rows, journal, projection
from app.rules.acts import Kind, is_legal
from app.rules.body import text_in
from app.rules.clock import day_bounds, iso, parse_moment
from app.rules.dossier import Centre, Dossier, view
from app.rules.events import Body, Event
from app.rules.record import Record, Result
from app.rules.states import State
from app.rules.text import nfc
from app.rules.vocabulary import Delivery
from app.services import numbers, prints
from app.services.desk import Desk
from app.services.finding import id_of
from app.services.present import present

if TYPE_CHECKING:
    # The rail asks this module for a count before anything is printed: reportlab waits until it is.
    from app.printing.report import Row

OUT, BACK = "BG", "KQ"
"""What a list's number begins with: bàn giao hồ sơ, bàn giao kết quả."""
FORMS = {OUT: "handover-list", BACK: "result-handover"}
UNKNOWN_UNIT = "Chưa ghi bộ phận"
"""Where a dossier stands that was forwarded by a program that named no unit."""
_KINDS = {OUT: Kind.FORWARDED, BACK: Kind.RESULT_READY}
_OTHER_SIDE = {OUT: "receiver", BACK: "giver"}
_NUMBER = re.compile(r"(BG|KQ)-(\d{2})-(\d{2})(\d{2})(\d{2})-\d{2,}", re.ASCII)
_DAYS = 60  # how far back names and shelves are looked for


@dataclass(frozen=True, slots=True)
class Group:
    """The dossiers that go to one unit, or lie there; the oldest promise first."""

    unit: str
    dossiers: tuple[Dossier, ...]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The result of one dossier as it came back; `place` is where it lies until its citizen comes."""

    code: str
    type: str = ""
    number: str = ""
    abstract: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """One signed list: `officer` of the counter and `person` of the unit put their names to it.

    In a list of results each dossier carries the result it came back with then, whatever was corrected later.
    """

    number: str
    at: datetime
    unit: str
    person: str
    officer: str
    dossiers: tuple[Dossier, ...]

    @property
    def sort(self) -> str:
        """OUT or BACK."""
        return self.number[:2]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a day's lists: how many dossiers it has, how often it was printed here."""

    number: str
    at: datetime
    unit: str
    person: str
    count: int
    copies: int


def is_number(typed: str) -> bool:
    """Tell whether this is the number of a list."""
    return _NUMBER.fullmatch(typed) is not None


# -- what is still to go, and to come ------------------------------------------------------------------------------


def waiting(desk: Desk) -> list[Group]:
    """Return the dossiers not handed over yet whose way is known, by unit; the unit of the oldest promise first."""
    return _grouped((one.goes_to, one) for one in _in_states(desk, State.RECEIVED))


def results_expected(desk: Desk) -> list[Group]:
    """Return the dossiers that units work on, by where they are."""
    found = _in_states(desk, State.FORWARDED, State.PROCESSING)
    return _grouped((one.place or one.goes_to or UNKNOWN_UNIT, one) for one in found)


def waiting_count(desk: Desk) -> int:
    """Return how many dossiers are not handed over yet: what the rail shows."""
    with desk.store.read() as connection:
        found = connection.execute(
            text(
                "SELECT count(*) FROM dossier WHERE state = :state AND "
                "coalesce(plain(facts) ->> '$.destination.name', plain(facts) ->> 'unit', '') <> ''"
            ),
            {"state": State.RECEIVED.value},
        ).scalar_one()
    return int(found)


def _in_states(desk: Desk, *asked: State) -> list[Dossier]:
    names = {f"state{at}": state.value for at, state in enumerate(asked)}
    with desk.store.read() as connection:
        asks = ", ".join(f":{name}" for name in names)
        rows = connection.execute(text(f"SELECT facts FROM dossier WHERE state IN ({asks}) ORDER BY due_at, n"), names)
        return [view(projection.record_of(facts)) for facts in rows.scalars()]


def _grouped(found: Iterable[tuple[str | None, Dossier]]) -> list[Group]:
    groups: dict[str, list[Dossier]] = {}
    for unit, dossier in found:
        if unit:
            groups.setdefault(unit, []).append(dossier)
    return [Group(unit, tuple(dossiers)) for unit, dossiers in groups.items()]


# -- signing a list ------------------------------------------------------------------------------------------------


def hand_over(desk: Desk, codes: Sequence[str], unit: str, receiver: str) -> Handover:
    """Write that these dossiers went to `unit`, taken by `receiver`: one event each, under one new number.

    Raises UserError HANDOVER_EMPTY, HANDOVER_UNIT, HANDOVER_PERSON, DOSSIER_UNKNOWN (code), and HANDOVER_REFUSED
    (code, state, act) for one that does not wait at the counter any more; nothing is written then.
    """
    entries: list[tuple[str, Body]] = [(code, {}) for code in dict.fromkeys(codes)]
    return _commit(desk, OUT, entries, unit, receiver)


def take_results(desk: Desk, rows: Sequence[ResultRow], unit: str, giver: str) -> Handover:
    """Write that these results came from `unit`, brought by `giver`: one event each, under one new number.

    Raises as `hand_over`, and UserError HANDOVER_RESULT (code) for a row without number and abstract.
    """
    entries: list[tuple[str, Body]] = []
    for row in rows:
        told: Body = {
            "type": nfc(row.type) or None,
            "number": nfc(row.number) or None,
            "abstract": nfc(row.abstract) or None,
            "place": nfc(row.place) or None,
        }
        if not told["number"] and not told["abstract"]:
            raise UserError("HANDOVER_RESULT", code=row.code)
        entries.append((row.code, told))
    return _commit(desk, BACK, entries, unit, giver)


def _commit(desk: Desk, sort: str, entries: Sequence[tuple[str, Body]], unit: str, person: str) -> Handover:
    unit, person = nfc(unit), nfc(person)
    if not entries:
        raise UserError("HANDOVER_EMPTY")
    if not unit:
        raise UserError("HANDOVER_UNIT", field="unit")
    if not person:
        raise UserError("HANDOVER_PERSON", field="person")
    with desk.store.write() as connection:
        now, own = present(desk, connection), desk.centre(connection)
        number = _take_number(desk, connection, sort, now)
        signed: Body = {"unit": unit, "handover": number}
        signed |= {"receiver": person} if sort == OUT else {"giver": person}
        kind, written = _KINDS[sort], []
        for code, body in entries:
            record = projection.load(connection, id_of(connection, code))
            _check(record, kind, body)
            full: Body = {**body, **signed}
            _, after = journal.write(
                connection, own.author(), kind, full, at=iso(now), dossier=record.id, record=record
            )
            written.append(view(after))
    return Handover(number, now, unit, person, own.officer, tuple(written))


def _check(record: Record, kind: Kind, body: Body) -> None:
    """See that the act is allowed; a dossier that left the counter meanwhile is on another list already."""
    away = kind is Kind.FORWARDED and record.state is not State.RECEIVED
    if away or not is_legal(record.state, kind, body):
        raise UserError("HANDOVER_REFUSED", code=record.code, state=record.state.value, act=kind.value)


def _take_number(desk: Desk, connection: Connection, sort: str, now: datetime) -> str:
    """Return a number no list has yet: on a replaced PC the day's earlier lists are known, their count is not."""
    start = f"{sort}-{desk.centre(connection).desk:02d}-{now:%y%m%d}"
    while True:
        first = numbers.first_list(connection, now.date())
        number = f"{start}-{numbers.take(desk, connection, {start: first})[0]:02d}"
        if not _events(connection, number):
            return number


# -- lists that were signed ----------------------------------------------------------------------------------------


def signed(desk: Desk, number: str) -> Handover:
    """Return a list as it was signed. Raises UserError HANDOVER_UNKNOWN (number)."""
    with desk.store.read() as connection:
        return _signed(connection, number)


def lists(desk: Desk, day: date) -> list[Listed]:
    """Return the lists signed at this desk on a day, the newest first."""
    with desk.store.read() as connection:
        rows = connection.execute(
            text(
                "SELECT said ->> 'handover' AS number, min(at) AS at, count(*) AS times, said ->> 'unit' AS unit, "
                "coalesce(said ->> 'receiver', said ->> 'giver') AS person "
                "FROM (SELECT n, at, plain(body) AS said FROM event WHERE desk = :desk AND at >= :start AND at < :end "
                "AND kind IN (:out, :back)) WHERE number IS NOT NULL GROUP BY 1 ORDER BY max(n) DESC"
            ),
            {"desk": desk.centre(connection).desk, **_day(day), "out": _KINDS[OUT].value, "back": _KINDS[BACK].value},
        ).all()
        return [
            Listed(row.number, parse_moment(row.at), row.unit or UNKNOWN_UNIT, row.person or "", row.times,
                   prints.copies(connection, row.number, FORMS[row.number[:2]]))
            for row in rows
        ]  # fmt: skip


def people(desk: Desk, sort: str, unit: str, limit: int = 3) -> list[str]:
    """Return who signed for a unit last, the newest first; for offering, so that no name is typed every day."""
    with desk.store.read() as connection:
        found = connection.execute(
            text(
                f"SELECT plain(body) ->> '{_OTHER_SIDE[sort]}' AS person FROM event "
                "WHERE desk = :desk AND at >= :since AND kind = :kind AND plain(body) ->> 'unit' = :unit "
                "AND person IS NOT NULL GROUP BY person ORDER BY max(n) DESC LIMIT :limit"
            ),
            {"desk": desk.centre(connection).desk, "since": _since(desk), "kind": _KINDS[sort].value, "unit": unit,
             "limit": limit},
        ).scalars()  # fmt: skip
        return [str(name) for name in found]


def last_place(desk: Desk) -> str:
    """Return the shelf on which this desk put a result last, empty when none was said."""
    with desk.store.read() as connection:
        found = connection.execute(
            text(
                "SELECT plain(body) ->> 'place' AS place FROM event WHERE desk = :desk AND at >= :since "
                "AND kind = :kind AND place IS NOT NULL ORDER BY n DESC LIMIT 1"
            ),
            {"desk": desk.centre(connection).desk, "since": _since(desk), "kind": _KINDS[BACK].value},
        ).scalar()
    return str(found or "")


def _since(desk: Desk) -> str:
    return (desk.clock() - timedelta(days=_DAYS)).date().isoformat()


# -- on paper ------------------------------------------------------------------------------------------------------


def render_list(desk: Desk, number: str) -> bytes:
    """Return the PDF of a signed list, marked as a reprint if it was printed before. Raises HANDOVER_UNKNOWN."""
    with desk.store.read() as connection:
        centre, found = desk.printed_centre(connection), _signed(connection, number)
        before = prints.copies(connection, number, FORMS[found.sort])
    return _page(found, centre, before)


def preview(desk: Desk, sort: str, unit: str, person: str, dossiers: Sequence[Dossier]) -> bytes:
    """Return the PDF of a list as it would be if it were signed now; results are those the dossiers carry."""
    with desk.store.read() as connection:
        centre = desk.printed_centre(connection)
    draft = Handover(f"{sort}-", desk.clock(), unit, nfc(person), centre.officer, tuple(dossiers))
    return _page(draft, centre, 0)


def printed(desk: Desk, number: str) -> int:
    """Count a list as printed and return how often it now was."""
    with desk.store.write() as connection:
        return prints.count(connection, number, FORMS[number[:2]], desk.clock())


def _page(found: Handover, centre: Centre, before: int) -> bytes:
    """Lay a list out; `before` is how often it was printed."""
    from app.printing.report import shaped
    from app.printing.table import render_report
    from app.printing.texts import day_text, form, moment_text

    common = form("common")
    again = f", {common['reprint'].format(number=before).lower()}" if before else ""
    number = found.number + again if is_number(found.number) else common["no_code"]
    rows = _out_rows(found) if found.sort == OUT else _back_rows(found)
    values = {"number": number, "unit": found.unit, "giver": centre.name, "centre": centre.name,
              "at": moment_text(found.at)}  # fmt: skip
    signers = (found.officer, found.person) if found.sort == OUT else (found.person, found.officer)
    report = shaped(
        FORMS[found.sort],
        rows,
        values=values,
        signers=[name or None for name in signers],
        place=f"{centre.place}, {day_text(found.at)}",
    )
    return render_report(report, centre)


def _out_rows(found: Handover) -> list[Row]:
    return [
        (at, one.code, _what(one), one.citizen.name, _papers(one), one.received_at, one.due_at, one.note)
        for at, one in enumerate(found.dossiers, 1)
    ]


def _back_rows(found: Handover) -> list[Row]:
    return [
        (at, one.code, _what(one), _told(one.result), one.citizen.name, one.citizen.address,
         "X" if one.fee else None, "X" if one.deliver is Delivery.POST else None)
        for at, one in enumerate(found.dossiers, 1)
    ]  # fmt: skip


def _what(dossier: Dossier) -> str:
    """Return the procedure, behind the words that its dossier was voided since: who signed then reads it now."""
    from app.printing.ended import stamp_of

    name = dossier.procedure.name
    return f"{stamp_of(dossier)}: {name}" if dossier.state is State.VOIDED else name


def _papers(dossier: Dossier) -> int:
    return sum(part.originals + part.certified + part.photocopies for part in dossier.components)


def _told(result: Result | None) -> str:
    """Return a result in one cell: what it is with its number, then what it says."""
    if result is None:
        return ""
    number = f"số {result.number}" if result.number else None
    what = " ".join(part for part in (result.type, number) if part)
    return "; ".join(part for part in (what, result.abstract) if part)


# -- inside --------------------------------------------------------------------------------------------------------


def _signed(connection: Connection, number: str) -> Handover:
    events = _events(connection, number)
    if not events:
        raise UserError("HANDOVER_UNKNOWN", number=number)
    first, sort = events[0], number[:2]
    dossiers = []
    for event in events:
        dossier = view(projection.load(connection, event.dossier))
        dossiers.append(replace(dossier, result=_result(event)) if sort == BACK else dossier)
    unit = text_in(first.body, "unit") or UNKNOWN_UNIT
    person = text_in(first.body, "receiver" if sort == OUT else "giver")
    return Handover(number, parse_moment(first.at), unit, person, first.officer, tuple(dossiers))


def _events(connection: Connection, number: str) -> list[Event]:
    """Return the events of a list in the order they were written; its number says on which day at which desk."""
    found = _NUMBER.fullmatch(number)
    if not found:
        return []
    try:
        day = date(2000 + int(found[3]), int(found[4]), int(found[5]))
    except ValueError:
        return []
    rows = connection.execute(
        text(
            "SELECT id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition FROM event "
            "WHERE desk = :desk AND at >= :start AND at < :end AND kind = :kind "
            "AND plain(body) ->> 'handover' = :number ORDER BY n"
        ),
        {"desk": int(found[2]), **_day(day), "kind": _KINDS[found[1]].value, "number": number},
    )
    return [event_rows.event_of(row) for row in rows]


def _result(event: Event) -> Result:
    body = event.body
    return Result(body.get("type"), body.get("number"), body.get("abstract"), parse_moment(event.at), body.get("place"))


def _day(day: date) -> dict[str, str]:
    start, end = day_bounds(day)
    return {"start": iso(start), "end": iso(end)}
