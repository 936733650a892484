"""A desk's own past, come back from the province: what was issued in it is not issued again.

A replaced PC gets all of it when it enrols, a store restored from a backup gets what it lacks by repair. Either way
the counters of `services.intake` must go on after the highest number seen, before the next citizen sits down.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from app.models import journal
from app.models.setting import CentreRecord
from app.rules.numbering import parse_code

_OWN = text("SELECT code, book, entry FROM dossier WHERE desk = :desk AND book <> ''")


def count_on(connection: Connection, desk: int) -> None:
    """Move this desk's counters to the highest numbers its dossiers bear; never back."""
    last: dict[str, int] = {}
    for row in connection.execute(_OWN, {"desk": desk}):
        parts = parse_code(row.code)
        issued = {journal.codes_of(parts.day): parts.number, journal.book_of(int(row.book[-4:])): row.entry}
        for name, number in issued.items():
            last[name] = max(last.get(name, 0), number)
    for name, number in last.items():
        if number > (journal.last_number(connection, name) or 0):
            journal.keep_number(connection, name, number)


def go_on(connection: Connection, record: CentreRecord, head: str | None) -> CentreRecord:
    """Say where the desk's chain goes on: after our own last event, or after the relay's when we do not have it.

    A refused event that a restored store has back from the province (then with no reason) is none that it goes on
    after by itself (`journal.write`): it is inherited like one it does not have.
    """
    ours = connection.execute(
        text(
            "SELECT count(*) FROM event WHERE desk = :desk AND hash = key(:head) "
            "AND (verdict IN ('waiting', 'accepted') OR reason IS NOT NULL)"
        ),
        {"desk": record.desk, "head": head},
    ).scalar_one()
    if head is None or ours:
        return record
    newest = connection.execute(text("SELECT coalesce(max(n), 0) FROM event")).scalar_one()
    return replace(record, inherited_head=head, inherited_n=newest)
