"""The relay's records against its events: which rows of dossiers are not what their accepted events say."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from app.province import tables
from app.province.store import add_rows, among, listed
from app.rules.events import Event, kept_event
from app.rules.folding import fold_all
from app.rules.record import Broken, Record, read_record, write_record

log = logging.getLogger(__name__)
_event, _dossier = tables.event.c, tables.dossier.c
_EVENTS = (
    select(tables.event)
    .where(_event.agency == bindparam("of"), among(_event.dossier, "wanted"), _event.seq.is_not(None))
    .order_by(_event.seq)
)
_ROWS = select(tables.dossier).where(_dossier.agency == bindparam("of"), among(_dossier.id, "wanted"))


def differing(tx: Connection, agency: str, ids: Sequence[str]) -> dict[str, Record | None]:
    """Return the dossiers among `ids` whose row is not what their events say, each with what they say.

    None where no event of a dossier says anything, so that its row should not be there. A dossier of which an event
    cannot be read is left out: that event is the fault.
    """
    wanted = {"of": agency, "wanted": listed(ids)}
    events: defaultdict[str, list[Event]] = defaultdict(list)
    broken = set[str]()
    for row in tx.execute(_EVENTS, wanted):
        try:
            events[row.dossier].append(kept_event(row))
        except ValueError:
            broken.add(row.dossier)
    kept = {row.id: row for row in tx.execute(_ROWS, wanted)}
    found: dict[str, Record | None] = {}
    for id_ in ids:
        said = fold_all(events[id_])
        if id_ not in broken and not _same(kept.get(id_), said):
            found[id_] = said
    return found


def mend(tx: Connection, agency: str, ids: Sequence[str]) -> None:
    """Write the rows of an agency's dossiers anew where they are not what their events say, and log that.

    A program that knows more than the one before reads more in the same events; nobody else writes there.
    """
    for id_, said in differing(tx, agency, ids).items():
        log.warning("the record of dossier %s was not what its events say", id_)
        tx.execute(delete(tables.dossier).where(_dossier.agency == agency, _dossier.id == id_))
        if said is not None:
            values = (said.desk, said.code, said.state.value, said.head, said.scans, write_record(said))
            add_rows(tx, tables.dossier, [(id_, agency, *values)])


def _same(row: Any, said: Record | None) -> bool:
    if row is None or said is None:
        return row is None and said is None
    columns = (row.code, row.state, row.head, row.files, row.desk)
    if columns != (said.code, said.state.value, said.head, said.scans, said.desk):
        return False
    try:
        return read_record(row.facts) == said
    except Broken:
        return False
