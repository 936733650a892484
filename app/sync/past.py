"""A desk's own past, come back from the province: what was issued in it is not issued again.

A replaced PC gets all of it when it enrols, a store restored from a backup gets what it lacks by repair. Either way
the counters of `services.intake` must go on after the highest number seen, before the next citizen sits down.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from app.models import blanks, counting, event_rows
from app.models.setting import CentreRecord
from app.models.store import scalar
from app.rules.blanks import passing_over
from app.rules.numbering import parse_code

_OWN = text("SELECT code, book, entry FROM dossier WHERE desk = :desk AND book <> ''")


def count_on(connection: Connection, own: CentreRecord) -> None:
    """Move this desk's counters to the highest numbers its dossiers bear; never back.

    The number of a blank was never the counter's: that of its day would have no number left.
    """
    last: dict[str, int] = {}
    kept = blanks.numbers_of(connection, own)
    for row in connection.execute(_OWN, {"desk": own.desk}):
        parts = parse_code(row.code)
        issued = {counting.book_of(int(row.book[-4:])): row.entry}
        if passing_over(parts.number, kept) == parts.number:
            issued[counting.codes_of(parts.day)] = parts.number
        for name, number in issued.items():
            last[name] = max(last.get(name, 0), number)
    for name, number in last.items():
        if number > (counting.last_number(connection, name) or 0):
            counting.keep_number(connection, name, number)


def knows(connection: Connection, centre: CentreRecord, head: str | None) -> bool:
    """Tell whether the desk's last event at the relay, by its hash, is one this store goes on from."""
    known = "SELECT 1 FROM event WHERE desk = :desk AND hash = key(:head) AND verdict <> 'replaced'"
    at = {"desk": centre.desk, "head": head}
    return head in (None, centre.inherited_head) or scalar(connection, known, at) is not None


def go_on(connection: Connection, record: CentreRecord, head: str | None) -> CentreRecord:
    """Have the desk's chain go on after its last event at the relay; what is here is its past, as it came back.

    The past lacks what the relay had refused, so its events need not follow one another.
    """
    return replace(record, inherited_head=head, inherited_n=event_rows.newest(connection))
