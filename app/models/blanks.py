"""What this store knows of the blanks of its desk: which numbers are theirs, which were printed, what became of each.

The part of the lease is worked out until the first blank is printed, and stays what it was then while the lease holds
it: a lease that the province widens must not make the sheets in the drawer worthless.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, text

from app.models import counting, setting
from app.models.setting import CentreRecord
from app.rules.blanks import Stock, part, passing_over
from app.rules.numbering import Lease, parse_code

COUNTER = "blank"
"""The counter of the sheets printed. It names no day and no year, as those of the codes and of the register do."""
_NAME = "blanks"
_OWN = text("SELECT code, book, entry FROM dossier WHERE desk = :desk AND book <> ''")


def read(connection: Connection, own: CentreRecord) -> Stock | None:
    """Return the blanks of a desk; None where its lease is too narrow to have any."""
    kept, last = setting.get(connection, _NAME), counting.last_number(connection, COUNTER) or 0
    if kept is not None:
        stock: Stock = _reader().validate_python(kept)
        if own.first <= stock.numbers.first and stock.numbers.last <= own.last:
            return replace(stock, last=max(stock.last, last))
    numbers = part(Lease(own.first, own.last))
    # Sheets of a part that the lease no longer holds are worth nothing: the province would refuse their numbers.
    return None if numbers is None else Stock(numbers, since=last if kept is not None else 0, last=last)


def put(connection: Connection, stock: Stock) -> None:
    """Store the blanks of this desk."""
    setting.put(connection, _NAME, orjson.loads(orjson.dumps(stock, option=orjson.OPT_NON_STR_KEYS)))


def numbers_of(connection: Connection, own: CentreRecord) -> Lease | None:
    """Return the numbers that are for blanks, None where there are none."""
    stock = read(connection, own)
    return None if stock is None else stock.numbers


def all_may_lie(connection: Connection, own: CentreRecord) -> None:
    """Take every number for one that lies printed in the drawer: another PC printed, and nobody knows which."""
    stock = read(connection, own)
    if stock is not None:
        counting.keep_number(connection, COUNTER, stock.last + stock.size)


def borne(connection: Connection, own: CentreRecord) -> dict[str, int]:
    """Return the highest number of each counter that a dossier of this desk bears, by the counter's name.

    The number of a blank was never the counter's: that of its day would have no number left.
    """
    last: dict[str, int] = {}
    kept = numbers_of(connection, own)
    for row in connection.execute(_OWN, {"desk": own.desk}):
        parts = parse_code(row.code)
        issued = {counting.book_of(int(row.book[-4:])): row.entry}
        if passing_over(parts.number, kept) == parts.number:
            issued[counting.codes_of(parts.day)] = parts.number
        for name, number in issued.items():
            last[name] = max(last.get(name, 0), number)
    return last


@cache
def _reader() -> Any:
    return TypeAdapter(Stock)
