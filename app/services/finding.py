"""Finding a dossier: by its code, or by a few letters of a name, digits of a number or of a phone, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import event_rows, projection, search
from app.models.engine import driver
from app.models.event_rows import Refused
from app.models.packed import key, text_of
from app.rules.clock import iso, parse_moment
from app.rules.dossier import Dossier, view
from app.rules.events import Event
from app.rules.numbering import normalise_code_query
from app.rules.record import Record
from app.rules.states import PAUSED, State
from app.rules.text import nfc
from app.rules.vocabulary import Sync
from app.services.desk import Desk

FEW = 5000
_moment, _id = lru_cache(maxsize=10_000)(parse_moment), lru_cache(maxsize=10_000)(text_of)
"""Remembered: the same fifty dossiers come back at each key, and reading their moments is a third of the answer."""
_COLUMNS = "d.id, d.code, d.name, d.procedure, d.state, d.desk, d.received_at, d.due_at, d.sync, d.printed"

_MOST = 1_000_000_000  # more than any store holds, less than SQLite's largest number


class Hit(NamedTuple):
    """One line of a list: what an officer needs to tell dossiers apart; a tuple, for fifty are made a keystroke."""

    id: str
    code: str
    name: str
    procedure: str
    state: State
    desk: int
    received_at: datetime
    due_at: datetime
    sync: Sync
    printed: int

    def as_json(self) -> dict[str, Any]:
        """Return the line as `motcua find --json` prints it (CLI.md)."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "procedure": self.procedure,
            "state": self.state.value,
            "received_at": iso(self.received_at),
            "due_at": iso(self.due_at),
        }


def find(
    desk: Desk,
    typed: str,
    *,
    limit: int = 50,
    states: Sequence[State] = (),
    received_from: date | None = None,
    received_to: date | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    at_desk: int | None = None,
    unsent: bool = False,
) -> list[Hit]:
    """Return the newest dossiers in which every typed word begins some word of code, name, number or phone.

    Marks, case and Unicode form do not matter; nothing typed lists the newest. All dates are included; `at_desk` is
    where a dossier was received, `unsent` asks for those the province has not answered for.
    """
    where, values = _filters(states, (received_from, received_to), (due_from, due_to), at_desk, unsent)
    query = search.match(typed)
    if query is None and typed.strip():
        return []
    with desk.store.read() as connection:
        if where:
            where = _narrowed(connection, where, values, typed=query is not None)
        if query is None:
            sql = f"SELECT {_COLUMNS} FROM dossier d {where} ORDER BY d.received_at DESC, d.n DESC LIMIT :limit"
        else:
            values["query"] = query
            also = where.replace("WHERE", "AND", 1)
            sql = (
                f"SELECT {_COLUMNS} FROM search s JOIN dossier d ON d.n = s.rowid "
                f"WHERE search MATCH :query {also} ORDER BY s.rowid DESC LIMIT :limit"
            )
        rows = driver(connection).execute(sql, {**values, "limit": min(limit, _MOST)}).fetchall()
        return _hits(desk, connection, rows)


def newest(desk: Desk) -> int:
    """Return the number of the newest event here: another than before tells that something was written or came in."""
    with desk.store.read() as connection:
        return int(connection.execute(text("SELECT coalesce(max(n), 0) FROM event")).scalar_one())


def _narrowed(connection: Connection, where: str, values: dict[str, Any], *, typed: bool) -> str:
    """Return the filter as a set of rows when few pass it, so that no other dossier is read; else as it is.

    When many pass, fifty hits come soon by reading on; when few do, a common name with a rare state or a day long
    past would be looked up dossier by dossier: ten seconds in a million.
    """
    passing = f"SELECT d.n FROM dossier d {where} LIMIT {FEW + 1}"
    count, low, high = connection.exec_driver_sql(f"SELECT count(*), min(n), max(n) FROM ({passing})", values).one()
    if count > FEW:
        # A plus keeps SQLite from an index: here from gathering all of a state before it takes the newest,
        return where.replace("d.state", "+d.state")
    values |= {"low": low, "high": high}
    # and here from asking the search index once for each row of the set.
    rows = "s.rowid BETWEEN :low AND :high AND +s.rowid" if typed else "d.n BETWEEN :low AND :high AND d.n"
    return f"WHERE {rows} IN ({passing})"


Days = tuple[date | None, date | None]


def _filters(
    states: Sequence[State], received: Days, due: Days, at_desk: int | None, unsent: bool
) -> tuple[str, dict[str, Any]]:
    parts, values = [], dict[str, Any]()
    if states:
        names = {f"state{i}": state.value for i, state in enumerate(states)}
        parts.append(f"d.state IN ({', '.join(':' + name for name in names)})")
        values |= names
    for column, (first, last) in (("received_at", received), ("due_at", due)):
        if first:
            parts.append(f"d.{column} >= :{column}_first")
            values[f"{column}_first"] = first.isoformat()
        if last:
            parts.append(f"d.{column} < :{column}_last")
            # Moments are text that sorts; a day has no later one, and the last day of the calendar has no next day.
            values[f"{column}_last"] = f"{last.isoformat()}T24"
    if at_desk is not None:
        parts.append("d.desk = :at_desk")
        values["at_desk"] = at_desk
    if unsent:
        parts.append("d.sync <> 'sent'")
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


_SYNC = {sync.value: sync for sync in Sync}


def _hits(desk: Desk, connection: Connection, rows: Iterable[Sequence[Any]]) -> list[Hit]:
    """Turn rows of the list columns into lines."""
    words = {**_SYNC, "waiting": desk.sync_word(connection, "waiting")}
    return [
        Hit(
            _id(id_), code, name, procedure, State(state), number, _moment(received), _moment(due), words[sync],
            printed,
        )
        for id_, code, name, procedure, state, number, received, due, sync, printed in rows
    ]  # fmt: skip


def pauses(desk: Desk, hits: Iterable[Hit]) -> dict[str, datetime]:
    """Return since when the clock of each paused dossier among these stands still, by its code.

    Asked for by the list that shows it and not read with every hit: search answers each key pressed.
    """
    ids = [hit.id for hit in hits if hit.state in PAUSED]
    if not ids:
        return {}
    marks = ", ".join(f":id{at}" for at in range(len(ids)))
    with desk.store.read() as connection:
        rows = connection.execute(
            text(f"SELECT code, paused_from FROM dossier WHERE id IN ({marks})"),
            {f"id{at}": key(id_) for at, id_ in enumerate(ids)},
        )
        return {code: _moment(since) for code, since in rows if since}


def listed(desk: Desk, connection: Connection, where: str, values: dict[str, Any], limit: int = 500) -> list[Hit]:
    """Return the lines of one list of the board; `where` and its order are SQL of ours, never typed text."""
    rows = connection.execute(text(f"SELECT {_COLUMNS} FROM dossier d WHERE {where} LIMIT {limit}"), values)
    return _hits(desk, connection, rows.all())


def dossier(desk: Desk, code: str) -> Dossier:
    """Return a dossier with its whole history. Raises UserError DOSSIER_UNKNOWN (code)."""
    with desk.store.read() as connection:
        return by_id(desk, connection, id_of(connection, code))


def as_json(desk: Desk, code: str) -> dict[str, Any]:
    """Return a dossier as `motcua show --json` prints it. Raises UserError DOSSIER_UNKNOWN (code)."""
    with desk.store.read() as connection:
        return by_id(desk, connection, id_of(connection, code)).as_json()


def id_of(connection: Connection, code: str) -> str:
    """Return the id of the dossier with this code, or whose number of the latest day ends so ("0032").

    Raises UserError DOSSIER_UNKNOWN (code).
    """
    # Of two under one number, which only two PCs of one desk can make, the one that waits for an officer.
    exact = text("SELECT text_of(id) FROM dossier WHERE code = :code ORDER BY sync = 'parked' DESC, n DESC LIMIT 1")
    found = connection.execute(exact, {"code": nfc(code)}).scalar()
    if found is None:
        query = normalise_code_query(code)
        match = search.match(query) if query else None
        if match and query:
            # The end of the code is asked of the database: in Hà Nội every number of a woman begins with 0011.
            found = connection.execute(
                text(
                    "SELECT text_of(d.id) FROM search s JOIN dossier d ON d.n = s.rowid WHERE search MATCH :match "
                    "AND (d.code = :code OR substr(d.code, -length(:code) - 1) = '-' || :code) "
                    "ORDER BY s.rowid DESC LIMIT 1"
                ),
                {"match": match, "code": query},
            ).scalar()
    if found is None:
        raise UserError("DOSSIER_UNKNOWN", code=code)
    return str(found)


def by_id(desk: Desk, connection: Connection, id_: str) -> Dossier:
    """Return a dossier by its id, within a caller's transaction."""
    record, sync, printed = _row(desk, connection, id_)
    events = [stored.event for stored in event_rows.history(connection, id_)]
    return view(record, sync=sync, prints=printed, events=events)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a dossier's history: the event, its sync state in the window's five words, and a refusal's reason.

    `sync` is local (kept here), waiting, sent, reconciled (in a signed closing) or parked.
    """

    event: Event
    sync: Sync
    reason: Refused | None


def history(desk: Desk, code: str) -> list[Step]:
    """Return a dossier's history, newest first, with where each event stands. Raises UserError DOSSIER_UNKNOWN."""
    with desk.store.read() as connection:
        return steps(desk, connection, id_of(connection, code))


def steps(desk: Desk, connection: Connection, id_: str) -> list[Step]:
    """Return a dossier's history as `history` does, by its id and within a caller's transaction."""
    own = desk.centre(connection).desk
    closed = {
        row.date: row.last_event
        for row in connection.execute(text("SELECT date, last_event FROM closing WHERE signed"))
    }
    words = {"waiting": desk.sync_word(connection, "waiting"), "refused": Sync.PARKED}
    found = []
    for item in reversed(event_rows.history(connection, id_)):
        word = words.get(item.verdict, Sync.SENT)
        if item.verdict == "accepted" and item.event.desk == own and closed.get(item.event.at[:10], 0) >= item.n:
            word = Sync.RECONCILED
        found.append(Step(item.event, word, item.reason))
    return found


def _row(desk: Desk, connection: Connection, id_: str) -> tuple[Record, Sync, int]:
    asked = text("SELECT facts, sync, printed FROM dossier WHERE id = key(:id)")
    row = connection.execute(asked, {"id": id_}).one_or_none()
    if row is None:
        raise UserError("DOSSIER_UNKNOWN", code=id_)
    return projection.record_of(row.facts), desk.sync_word(connection, row.sync), row.printed
