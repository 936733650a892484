"""A desk's own past, come back from the province: what was issued in it is not issued again, nor called unprinted.

A replaced PC gets all of it when it enrols, a store restored from a backup gets what it lacks by repair. Either way
the counters of `services.intake` must go on after the highest number seen, before the next citizen sits down.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.models import blanks, counting, event_rows, journal, setting
from app.models.engine import driver, scalar
from app.models.packed import key
from app.models.setting import CentreRecord
from app.rules.acts import Kind
from app.rules.events import new_id
from app.sync.taking import Ordered

_KNOWN = "SELECT 1 FROM event WHERE id = :id"
_PRINTED = "UPDATE dossier SET printed = 1 WHERE id = :id"


def come_back(connection: Connection, own: CentreRecord, events: Ordered) -> None:
    """Store events that the relay holds, this desk's own among them, and count on after the numbers they bear.

    A reception that this store did not know of was another one's, which handed its receipt out.
    """
    handed_out = [
        event.dossier
        for _, event in events
        if event.desk == own.desk
        and event.kind == Kind.RECEIVED
        and scalar(connection, _KNOWN, {"id": key(event.id)}) is None
    ]
    journal.accept(connection, events)
    for dossier in handed_out:
        driver(connection).execute(_PRINTED, {"id": key(dossier)})
    _count_on(connection, own)


def _count_on(connection: Connection, own: CentreRecord) -> None:
    """Move this desk's counters to the highest numbers its dossiers bear; never back."""
    for name, number in blanks.borne(connection, own).items():
        if number > (counting.last_number(connection, name) or 0):
            counting.keep_number(connection, name, number)


def take_over(connection: Connection, own: CentreRecord, events: Ordered) -> None:
    """Have this store, until now empty, be the desk's on another PC, which printed what the relay may not know.

    What it printed last is asked for before a number is issued (DESIGN §3.3), unless it never issued one; and any of
    its blanks may lie in the drawer.
    """
    blanks.all_may_lie(connection, own)
    if any(event.desk == own.desk and event.kind == Kind.RECEIVED for _, event in events):
        # A mark of its own that nobody made: it is gone, as that of a copy which was put back on another PC.
        setting.put(connection, setting.NUMBERS, {"store": new_id(), "new": False})


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
