"""Receipts for the time without power: a stock printed ahead, handed out by pen, keyed in, asked about at day's end.

`rules.blanks` says which numbers they have and what may become of a sheet. The stock is what this store knows of it,
and beside it what the mark knows: sheets that a store put back has no memory of lie in the drawer all the same. What
the province gives back of dossiers keyed in before the loss is known for the sheets they came on.

The register's entries follow the sheets, not the order in which they are keyed in: who keys in 0953 first leaves room
for the sheets below it, which are handed out first. A sheet that turns out spoiled or blank leaves its entry empty.
Dossiers received meanwhile stand where they stand: what was handed out by pen is keyed in before anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import blanks, counting
from app.models.setting import CentreRecord
from app.rules.blanks import Place, Spoiled, Stock, Used
from app.rules.clock import VN, parse_moment
from app.rules.numbering import Lease, dossier_code, parse_code
from app.rules.text import nfc
from app.services import numbers, prints
from app.services.desk import Desk
from app.services.editions import edition_for
from app.services.papers import Paper
from app.services.present import present

_KEYED = "keyed"
"""The counter of the sheets keyed in: by it the mark knows a store put back that issued no number of its own since."""
_NOT_PRINTED = "không in được"


@dataclass(frozen=True, slots=True)
class Drawer:
    """The stock as an officer sees it: its numbers, those that lie blank as far as is known, how many more may be had.

    `unsure`: some of these lie there only because nobody knows better.
    """

    first: int
    last: int
    lying: tuple[int, ...]
    room: int
    unsure: bool


@dataclass(frozen=True, slots=True)
class BlankDay:
    """What became of blanks on a day: codes used, numbers spoiled with their reasons, numbers still to be told."""

    used: tuple[str, ...]
    spoiled: tuple[tuple[int, str], ...]
    asked: tuple[int, ...]


def written(number: int) -> str:
    """Write the number of a blank as it stands on it."""
    return f"{number:04d}"


# -- the stock -----------------------------------------------------------------------------------------------------


def drawer(desk: Desk) -> Drawer:
    """Return the stock of this desk. Raises UserError BLANKS_NARROW (first, last), KnownError MARK (why)."""
    with desk.store.read() as connection:
        stock = _stock(desk, connection)
        return Drawer(
            stock.numbers.first,
            stock.numbers.last,
            tuple(stock.number(sheet) for sheet in stock.lying),
            _room(desk, connection, stock),
            any(stock.printed(sheet) is None for sheet in stock.lying),
        )


def print_ahead(desk: Desk, count: int, *, paper: Paper = "A5") -> tuple[tuple[int, ...], bytes]:
    """Take the next numbers for `count` blanks and return them with their PDF; each has its two copies.

    The numbers are in the store before the paper is drawn. Raises UserError BLANKS_NARROW (first, last), BLANKS_LEFT
    (most, number) where one of them may still be in the drawer or in a citizen's hands today, what `numbers.take` and
    `present` raise; no number is taken then.
    """
    from app.printing.blank import render_blanks

    with desk.store.write() as connection:
        now, own, stock = present(desk, connection), desk.centre(connection), _stock(desk, connection)
        most = _room(desk, connection, stock)
        if not 1 <= count <= most:
            blocked = written(stock.number(stock.last + most + 1))
            raise UserError("BLANKS_LEFT", field="count", most=most, number=blocked)
        [last] = numbers.take(desk, connection, {blanks.COUNTER: 1}, counts={blanks.COUNTER: count})
        stock = stock.print_more(last, count, now)
        blanks.put(connection, stock)
        centre = desk.printed_centre(connection)
    taken = tuple(stock.number(sheet) for sheet in range(last - count + 1, last + 1))
    return taken, render_blanks(taken, centre, edition=edition_for(own, now.date()), paper=paper)


def not_printed(desk: Desk, taken: Sequence[int]) -> None:
    """Say of blanks whose numbers were taken that no paper came of it: nobody will look for them in the drawer."""
    spoil(desk, taken, _NOT_PRINTED, desk.clock().date())


def spoil(desk: Desk, which: Sequence[int], reason: str, on: date) -> None:
    """Say of sheets by their numbers that they are spoiled, and why; the closing sheet of the day `on` says it too.

    Raises UserError BLANK_REASON, and for a sheet that cannot be BLANK_OUTSIDE (number, first, last),
    BLANK_NOT_PRINTED (number), BLANK_USED (number, code); nothing was written then.
    """
    said = nfc(reason)
    if not said:
        raise UserError("BLANK_REASON", field="reason")
    with desk.store.write() as connection:
        stock = _stock(desk, connection)
        for number in which:
            stock = stock.spoil(_sheet(stock, number), Spoiled(said, on))
        blanks.put(connection, stock)


def lie(desk: Desk, which: Sequence[int], on: date) -> None:
    """Say of sheets by their numbers that they lay blank at the end of a day; it takes back that they are spoiled.

    Raises as `spoil` does.
    """
    with desk.store.write() as connection:
        stock = _stock(desk, connection)
        for number in which:
            stock = stock.lie(_sheet(stock, number), on)
        blanks.put(connection, stock)


def _stock(desk: Desk, connection: Connection) -> Stock:
    own = desk.centre(connection)
    stock = blanks.read(connection, own)
    if stock is None:
        raise UserError("BLANKS_NARROW", first=own.first, last=own.last)
    last = max(stock.last, numbers.reached(desk, connection, blanks.COUNTER))
    return _recognised(connection, own, replace(stock, last=last))


def _on_paper(connection: Connection, own: CentreRecord, numbers_: Lease, since: date) -> list[tuple[int, str, str]]:
    """Return what bears one of these numbers and a date from `since` on: number, code, moment of receipt."""
    # By the index of the codes alone.
    rows = connection.execute(
        text(
            "SELECT code, received_at FROM dossier WHERE code >= :low AND code < :high "
            "AND CAST(substr(code, :at) AS INTEGER) BETWEEN :first AND :last ORDER BY code"
        ),
        {
            "low": f"{own.agency}-{since:%y%m%d}",
            "high": f"{own.agency}.",
            "at": len(own.agency) + 9,
            "first": numbers_.first,
            "last": numbers_.last,
        },
    )
    return [(parse_code(row.code).number, row.code, row.received_at) for row in rows]


def _recognised(connection: Connection, own: CentreRecord, stock: Stock) -> Stock:
    """Return the stock with what is known of its sheets from dossiers that came back from the province."""
    printed = {sheet: at for sheet in stock.lying if (at := stock.printed(sheet)) is not None}
    if not printed:
        return stock
    known = {one.code for one in stock.used.values()}
    since = min(printed.values()).astimezone(VN).date()
    for number, code, received_at in _on_paper(connection, own, stock.numbers, since):
        sheet, at = stock.newest(number), parse_moment(received_at)
        if sheet in printed and sheet not in stock.used and code not in known and at >= _minute(printed[sheet]):
            stock = stock.use(sheet, Used(code, at, at.date()))
    return stock


def _room(desk: Desk, connection: Connection, stock: Stock) -> int:
    """Return how many may be printed now, without the numbers on paper with today's date already."""
    today, own = desk.clock().date(), desk.centre(connection)
    counted = counting.last_number(connection, counting.codes_of(today)) or 0
    by_counter = range(stock.numbers.first, counted + 1) if counted <= stock.numbers.last else ()
    taken = {number for number, *_ in _on_paper(connection, own, stock.numbers, today)}
    return stock.room(today, taken.union(by_counter))


def _sheet(stock: Stock, number: int) -> int:
    """Return the newest sheet of a number, unless it was handed out."""
    sheet = stock.newest(number)
    if sheet is None:
        if not stock.numbers.first <= number <= stock.numbers.last:
            first, last = written(stock.numbers.first), written(stock.numbers.last)
            raise UserError("BLANK_OUTSIDE", field="blank.number", number=written(number), first=first, last=last)
        raise UserError("BLANK_NOT_PRINTED", field="blank.number", number=written(number))
    used = stock.used.get(sheet)
    if used is not None:
        raise UserError("BLANK_USED", field="blank.number", number=written(number), code=used.code)
    return sheet


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


# -- keying in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """A sheet that may be keyed in: it was printed here, and nobody said yet what became of it."""

    stock: Stock
    sheet: int
    code: str

    def in_order(self, at: datetime) -> bool:
        """Tell whether its moment fits between those of the sheets before and after it."""
        return self.stock.in_order(self.sheet, at)


def claim(desk: Desk, connection: Connection, number: int, at: datetime) -> Claim:
    """Return the sheet of a number, handed out at `at`, for the dossier it becomes.

    Raises UserError BLANKS_NARROW, BLANK_OUTSIDE (number, first, last) for another desk's sheet too, BLANK_NOT_PRINTED
    (number), BLANK_USED (number, code), BLANK_SPOILED (number, reason, on), BLANK_BEFORE_PRINTED (number, printed).
    """
    stock, own = _stock(desk, connection), desk.centre(connection)
    sheet = _sheet(stock, number)
    spoiled = stock.spoiled.get(sheet)
    if spoiled is not None:
        raise UserError(
            "BLANK_SPOILED", field="blank.number", number=written(number), reason=spoiled.reason, on=spoiled.on
        )
    printed = stock.printed(sheet)
    if printed is not None and at < _minute(printed):
        raise UserError("BLANK_BEFORE_PRINTED", field="received_at", number=written(number), printed=printed)
    code = dossier_code(own.agency, at.date(), number)
    if connection.execute(text("SELECT 1 FROM dossier WHERE code = :code"), {"code": code}).scalar():
        raise UserError("BLANK_USED", field="blank.number", number=written(number), code=code)
    return Claim(stock, sheet, code)


def enter(desk: Desk, connection: Connection, claimed: Claim, book: str, at: datetime, keyed: date) -> int:
    """Note a sheet as keyed in and return its entry in the register `book`, in the caller's transaction.

    Raises what `numbers.take` raises.
    """
    stock, sheet = claimed.stock, claimed.sheet
    entry, waiting = stock.place(sheet, book, at), stock.waiting(sheet, at)
    wanted, places = {_KEYED: 1}, dict[int, Place]()
    if entry is None:
        year = counting.book_of(at.year)
        wanted = {year: numbers.first_entry(connection, at.year), **wanted}
        entry = numbers.take(desk, connection, wanted, counts={year: len(waiting) + 1})[0]
        places = {one: Place(book, entry - len(waiting) + n, at.date()) for n, one in enumerate(waiting)}
    else:
        numbers.take(desk, connection, wanted)
    blanks.put(connection, stock.use(sheet, Used(claimed.code, at, keyed), places))
    return entry


def on_paper(connection: Connection, dossier: str, at: datetime) -> None:
    """Count the receipt of a dossier as printed: the citizen has it, and a further one is a reprint."""
    connection.execute(text("UPDATE dossier SET printed = printed + 1 WHERE id = key(:id)"), {"id": dossier})
    prints.count(connection, dossier, "receipt", at)


# -- the day's end -------------------------------------------------------------------------------------------------


def day(desk: Desk, connection: Connection, on: date) -> BlankDay | None:
    """Return what became of blanks on a day; None where none was used and none spoiled."""
    stock = blanks.read(connection, desk.centre(connection))
    if stock is None or stock.last == stock.since:
        return None
    stock = _stock(desk, connection)
    used = tuple(stock.used[sheet].code for sheet in stock.used_on(on))
    spoiled = tuple((stock.number(s), one.reason) for s, one in sorted(stock.spoiled.items()) if one.on == on)
    asked = tuple(stock.number(sheet) for sheet in stock.asked(on))
    return BlankDay(used, spoiled, asked) if used or spoiled else None


def check_told(desk: Desk, on: date) -> None:
    """See that of every blank a day may have used somebody said what became of it. Raises UserError BLANKS_OPEN
    (numbers, day).
    """
    with desk.store.read() as connection:
        found = day(desk, connection, on)
    if found is not None and found.asked:
        raise UserError("BLANKS_OPEN", field="blanks", numbers=", ".join(map(written, found.asked)), day=on)
