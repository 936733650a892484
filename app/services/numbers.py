"""Numbers that stand on paper, each issued once: the store's counters, held against the mark of this PC (`app.mark`).

A store that says less than the mark is an old copy, put back after a loss: it goes on above all that was reserved, and
which numbers it left out is kept and told. Where the mark is gone, or the store lies on another PC, nobody knows what
was printed since, so the last printed receipt is asked for before a number is issued. A store of 0.3.0 or before knows
of no mark: it is believed once, and has one from then on. A practice centre's numbers are invented like its citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text

from app import mark
from app.errors import KnownError, UserError
from app.mark import AHEAD, NONE, Counter, Mark
from app.models import blanks, counting, setting
from app.models.store import after_commit
from app.rules.blanks import counter_last, passing_over
from app.rules.clock import iso
from app.rules.events import new_id
from app.rules.numbering import Lease, parse_code
from app.services.desk import Desk

_NAME, _SKIPPED, _GONE = setting.NUMBERS, "numbers_skipped", "numbers_gone"
BOOK_AHEAD = 1000
"""How far the register's entries go on where only the code of the last receipt is known, and not its entry."""
CODES_AHEAD = 200
"""How far the codes of a day other than the last receipt's go on then: more than a desk receives in a day."""
LISTS_AHEAD = 20
"""How far the lists of the day go on then: more than a desk signs in a day."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a counter stands: `state` is even, ahead (a power cut), old (an old copy), gone (no mark here), or none.

    `store`, `issued` and `reserved` are numbers of the counter, 0 where there is none yet.
    """

    state: Literal["even", "ahead", "old", "gone", "none"]
    store: int
    issued: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Numbers of a counter that were left out, first and last included, and when."""

    name: str
    first: int
    last: int
    at: str


def bind(desk: Desk) -> None:
    """Give a store that has none its mark: a new one, or one of an older version, which is believed once.

    An older version's store in a data folder that has a mark already is a copy put back from before the upgrade: the
    mark stays. Raises KnownError MARK (why), MARK_INSIDE (home): a copy of the data folder would bring it along.
    """
    if desk.marks is None:
        return
    home = desk.store.path.parent
    if desk.marks.is_relative_to(home):
        raise KnownError("MARK_INSIDE", home=str(home))
    with desk.store.read() as connection:
        kept, stored = setting.get(connection, _NAME), _stored(connection)
        if desk.centre(connection).kind == "practice":
            return
    if kept is not None and not kept["new"]:
        known = _catch_up(Mark(desk.marks, kept["store"]), stored)
        desk.behind_mark = any(one.issued > stored.get(name, NONE).issued for name, one in known.items())
        return
    with desk.store.write() as connection:
        kept = setting.get(connection, _NAME) or {"store": mark.of_home(desk.marks, home), "new": False}
        store = kept["store"] or new_id()
        if kept["new"] or not kept["store"]:
            Mark(desk.marks, store).reserve(_stored(connection))
            mark.keep_home(desk.marks, home, store)
        setting.put(connection, _NAME, {"store": store, "new": False})


def _catch_up(held: Mark, stored: dict[str, Counter]) -> dict[str, Counter]:
    """Note what was committed when the program died before it could say so: a copy put back later must fall below.

    Returned is what the mark knew.
    """
    known = held.read() or {}
    behind = {name: one.issued for name, one in stored.items() if one.issued > known.get(name, NONE).issued}
    if known and behind:
        held.issue(behind)
    return known


def begin(connection: Connection) -> None:
    """Name a new store; its mark is made when a desk first opens it."""
    setting.put(connection, _NAME, {"store": new_id(), "new": True})


def go_on(connection: Connection, marks: Path, home: Path) -> None:
    """Have a new store go by the mark of the one that broke in its place, as a copy of that one would."""
    former = mark.of_home(marks, home)
    if former is not None:
        setting.put(connection, _NAME, {"store": former, "new": False})


def is_new(desk: Desk) -> bool:
    """Tell whether a store has no mark because no desk opened it yet, or none of a version that makes one."""
    with desk.store.read() as connection:
        kept = setting.get(connection, _NAME)
    return kept is None or bool(kept["new"])


def behind(desk: Desk) -> list[str]:
    """Return the counters of which this PC issued more than the store knows: an old copy, or one that lost its end.

    Raises KnownError MARK (why).
    """
    with desk.store.read() as connection:
        stored, held = _stored(connection), _mark(desk, connection)
    known = (held.read() if held else None) or {}
    return sorted(name for name, one in known.items() if one.issued > stored.get(name, NONE).issued)


def take(
    desk: Desk,
    connection: Connection,
    wanted: Mapping[str, int],
    *,
    counts: Mapping[str, int] | None = None,
    over: Mapping[str, Lease | None] | None = None,
) -> list[int]:
    """Issue the next number of each counter, at least the one named for it, in the caller's transaction.

    `counts`: so many at once of a counter, of which the last is returned, the others being those just before it.
    `over`: what a counter passes over (`rules.blanks`). Raises UserError NUMBERS_GONE where the mark is gone and the
    last printed receipt must be named first, and KnownError MARK (why) where it cannot be written: no number is
    used then.
    """
    stored = {name: counting.last_number(connection, name) or 0 for name in wanted}
    held, bases = _mark(desk, connection), stored
    if held is not None:
        counters = held.read()
        if counters is None:
            raise UserError("NUMBERS_GONE")
        known = {name: counters.get(name, NONE) for name in wanted}
        # Also where nothing is left to note: a number that could not be noted afterwards is not used.
        held.catch_up({name: stored[name] for name, one in known.items() if stored[name] > one.issued})
        bases = {name: one.base(stored[name]) for name, one in known.items()}
        if desk.behind_mark:
            _go_on_above(desk, connection, {name: one for name, one in counters.items() if name not in wanted})
    numbers: dict[str, int] = {}
    for name, base in bases.items():
        first = passing_over(max(base + 1, wanted[name]), (over or {}).get(name))
        if base > stored[name]:
            _note_skipped(desk, connection, name, stored[name] + 1, first - 1)
        numbers[name] = first + (counts or {}).get(name, 1) - 1
        counting.keep_number(connection, name, numbers[name])
    if held is not None and counters is not None:
        further = {
            name: Counter(max(known[name].issued, bases[name]), number + AHEAD - 1)
            for name, number in numbers.items()
            if number > known[name].reserved
        }
        if further:
            held.reserve(counters | further)
        after_commit(connection, partial(_issued, desk, held, numbers))
    return list(numbers.values())


def issue(desk: Desk, connection: Connection, day: date) -> tuple[int, int]:
    """Issue the number of a dossier of a day, from the desk's lease, and its entry in the register of the year.

    The numbers of blanks are none of the counter's. Raises UserError RANGE_USED (first, last: the counter's own) when
    none is left, and as `take` does.
    """
    own, code = desk.centre(connection), counting.codes_of(day)
    kept = blanks.numbers_of(connection, own)
    least = {
        code: first_code(connection, day, own.first),
        counting.book_of(day.year): first_entry(connection, day.year),
    }
    number, entry = take(desk, connection, least, over={code: kept})
    if number > own.last:
        raise UserError("RANGE_USED", first=own.first, last=counter_last(Lease(own.first, own.last), kept))
    return number, entry


def _issued(desk: Desk, held: Mark, numbers: Mapping[str, int]) -> None:
    held.issue(numbers)
    desk.behind_mark = False


def _go_on_above(desk: Desk, connection: Connection, counters: Mapping[str, Counter]) -> None:
    """Have an old copy's other counters go on above all that was reserved too.

    Moved to another PC afterwards it would be believed to know what only the mark did.
    """
    for name, counter in counters.items():
        last = counting.last_number(connection, name) or 0
        base = counter.base(last)
        if base > last:
            _note_skipped(desk, connection, name, last + 1, base)
            counting.keep_number(connection, name, base)


def reached(desk: Desk, connection: Connection, name: str) -> int:
    """Return the number a counter goes on after, without issuing any: more than the store says in an old copy.

    Where the mark is gone the store's, for nothing more is known. Raises KnownError MARK (why).
    """
    stored, held = counting.last_number(connection, name) or 0, _mark(desk, connection)
    counters = held.read() if held is not None else None
    return stored if counters is None else counters.get(name, NONE).base(stored)


def look(desk: Desk) -> Numbers:
    """Return how the counter of today's dossiers stands. Raises KnownError MARK (why)."""
    name = counting.codes_of(desk.clock().date())
    with desk.store.read() as connection:
        stored, held = counting.last_number(connection, name) or 0, _mark(desk, connection)
    if held is None:
        return Numbers("none", stored, stored, stored)
    counters = held.read()
    if counters is None:
        return Numbers("gone", stored, 0, 0)
    known = counters.get(name, NONE)
    if stored < known.issued:
        return Numbers("old", stored, known.issued, known.reserved)
    return Numbers("even" if stored == known.issued else "ahead", stored, known.issued, known.reserved)


def skipped(connection: Connection) -> list[Skipped]:
    """Return the numbers an old copy left out, oldest first."""
    return [Skipped(**one) for one in setting.get(connection, _SKIPPED) or ()]


def continue_after(desk: Desk, code: str, entry: int | None = None) -> None:
    """Go on after the last printed receipt, by its code and its entry in the register: this PC has a mark from now on.

    Without the entry the register goes on a thousand further, so that none is on two receipts. Where the store does not
    know that receipt, it is an old copy: what was printed for other days nobody is asked, so their codes, and the
    registers of other years, go on further too. Raises UserError
    CODE_FORMAT of `parse_code`, NUMBERS_OTHER (code, agency) for a receipt of another centre, NUMBERS_OUTSIDE (code,
    first, last) for one of another desk, NUMBERS_KNOWN where there is a mark already, and KnownError MARK (why).
    """
    parts = parse_code(code)
    with desk.store.write() as connection:
        own, held = desk.centre(connection), _mark(desk, connection)
        if held is None or held.read() is not None:
            raise UserError("NUMBERS_KNOWN")
        if parts.agency != own.agency:
            raise UserError("NUMBERS_OTHER", field="code", code=code, agency=own.agency)
        kept, lease = blanks.numbers_of(connection, own), Lease(own.first, own.last)
        # What was written by pen says nothing of how far the counter was.
        if not own.first <= parts.number <= own.last or passing_over(parts.number, kept) != parts.number:
            last = counter_last(lease, kept)
            raise UserError("NUMBERS_OUTSIDE", field="code", code=code, first=own.first, last=last)
        name, book = counting.codes_of(parts.day), counting.book_of(parts.day.year)
        last, entered = counting.last_number(connection, name) or 0, counting.last_number(connection, book) or 0
        missing = max(0, parts.number - last)
        further = entry if entry is not None else entered + (BOOK_AHEAD if missing else 0)
        for counter, number in ((name, parts.number), (book, further)):
            if number > (counting.last_number(connection, counter) or 0):
                _note_skipped(desk, connection, counter, (counting.last_number(connection, counter) or 0) + 1, number)
                counting.keep_number(connection, counter, number)
        _pass_over(connection, parts.day if missing else None, desk.clock().date())
        if missing or counting.last_number(connection, blanks.COUNTER):
            blanks.all_may_lie(connection, own)
        held.reserve(_stored(connection))


def _pass_over(connection: Connection, named: date | None, today: date) -> None:
    """Have the counters nobody is asked for go on further: the lists', and in an old copy all but those of `named`."""
    upto = max(named, today) if named else None
    gone = {"named": _iso(named), "upto": _iso(upto), "lists": today.isoformat()}
    setting.put(connection, _GONE, gone)
    told = {counting.codes_of(named), counting.book_of(named.year)} if named else set()
    for name, counter in _stored(connection).items():
        if name == blanks.COUNTER:
            continue
        kind, _, of = name.partition(":")
        further = {"code": CODES_AHEAD, "book": BOOK_AHEAD}.get(kind, LISTS_AHEAD)
        if not of or (named and name not in told):
            counting.keep_number(connection, name, counter.issued + further)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def first_code(connection: Connection, day: date, first: int) -> int:
    """Return the least number the code of a day may have, `first` of the lease; a further one of a day passed over."""
    gone = setting.get(connection, _GONE)
    passed = gone is not None and gone["named"] != day.isoformat() <= gone["upto"]
    return first + CODES_AHEAD if passed else first


def first_entry(connection: Connection, year: int) -> int:
    """Return the least entry the register of a year may have; a further one of a year passed over."""
    gone = setting.get(connection, _GONE)
    passed = gone is not None and gone["named"][:4] != f"{year}" <= gone["upto"][:4]
    return 1 + BOOK_AHEAD if passed else 1


def first_list(connection: Connection, day: date) -> int:
    """Return the least number a list of a day may have; a further one up to the day on which the mark was gone."""
    gone = setting.get(connection, _GONE)
    return 1 if gone is None or day.isoformat() > gone["lists"] else 1 + LISTS_AHEAD


def _mark(desk: Desk, connection: Connection) -> Mark | None:
    if desk.marks is None or desk.centre(connection).kind == "practice":
        return None
    kept = setting.get(connection, _NAME)
    return Mark(desk.marks, kept["store"]) if kept else None


def _stored(connection: Connection) -> dict[str, Counter]:
    rows = connection.execute(text("SELECT name, last FROM counter"))
    return {row.name: Counter(row.last, row.last) for row in rows}


def _note_skipped(desk: Desk, connection: Connection, name: str, first: int, last: int) -> None:
    if last < first:
        return
    left_out = [*skipped(connection), Skipped(name, first, last, iso(desk.clock()))]
    setting.put(connection, _SKIPPED, [asdict(one) for one in left_out])
