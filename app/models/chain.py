"""What becomes of this desk's chain and of the relay's word when one of the two was put back to an older state.

A relay that was put back is sent again what it has lost (`send_from`, `take_back`); an old copy of a store says again,
after what had been lost, what it wrote before it knew (`set_back`, `say_again`). Events are never rewritten: what is
said again is another event, and the one it takes the place of stays, `replaced`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, text

from app.models import event_rows, journal, projection, setting
from app.models.engine import driver, scalar
from app.models.journal import Author
from app.models.packed import key, text_of
from app.models.setting import CentreRecord
from app.rules.events import Event, hashed, new_id

# Not what an officer has settled, nor what came back refused (with no reason): the province has said its word on it.
_STANDING = text(
    "SELECT * FROM event WHERE desk = :desk AND n > :n "
    "AND (verdict IN ('waiting', 'accepted') OR verdict = 'refused' AND reason IS NOT NULL) ORDER BY n"
)
_REPLACE = text("UPDATE event SET verdict = 'replaced', seq = NULL WHERE n = :n")


def send_from(connection: Connection, centre: CentreRecord, head: str | None) -> bool:
    """Have every event of this desk's chain after `head` sent, in the chain's order and instead of all in the outbox.

    What comes after `head` and does not follow it, since an event between is lost at both ends, is said again. False,
    and nothing is done, where `head` is none this store knows of.
    """
    rows = connection.execute(
        text("SELECT n, prev_hash, hash FROM event WHERE desk = :desk AND verdict <> 'replaced'"), {"desk": centre.desk}
    ).all()
    following, last = {row.prev_hash: row for row in rows}, key(head)
    since = {key(centre.inherited_head): centre.inherited_n, None: 0} | {row.hash: row.n for row in rows}
    if last not in since:
        return False
    connection.execute(text("DELETE FROM outbox"))
    reached, after = set[int](), since[last]
    while (row := following.pop(last, None)) is not None:
        connection.execute(text("INSERT INTO outbox(n) VALUES (:n)"), {"n": row.n})
        reached.add(row.n)
        last = row.hash
    stranded = [row for row in connection.execute(_STANDING, {"desk": centre.desk, "n": after}) if row.n not in reached]
    if again := _take_out(connection, stranded):
        centre = replace(centre, inherited_head=text_of(last), inherited_n=event_rows.newest(connection))
        setting.put_centre(connection, centre)
        say_again(connection, centre.author(), list(again.values()))
    return True


def ends_before(connection: Connection, desk: int, head: str | None) -> bool:
    """Tell whether this desk's chain goes on after `head`, while nothing of it waits to be sent."""
    later = (
        "SELECT 1 FROM event WHERE desk = :desk AND prev_hash IS :head AND verdict <> 'replaced' "
        "AND NOT EXISTS (SELECT 1 FROM outbox)"
    )
    return scalar(connection, later, {"desk": desk, "head": key(head)}) is not None


def others_lost(connection: Connection, desk: int) -> list[str]:
    """Return the dossiers of which an event of another desk waits until that desk has sent it again, in order of id."""
    waiting = "SELECT dossier FROM event WHERE verdict = 'waiting' AND desk <> :desk"
    return sorted({text_of(one) for (one,) in driver(connection).execute(waiting, {"desk": desk})})


def refused_elsewhere(connection: Connection, dossier: str, desk: int, refused: Iterable[str]) -> None:
    """Take events of other desks out of a dossier's record that the relay has refused where it was sent them again."""
    for id_ in refused:
        connection.execute(
            text("UPDATE event SET verdict = 'replaced' WHERE id = :id AND desk <> :desk AND verdict = 'waiting'"),
            {"id": key(id_), "desk": desk},
        )
    projection.follow(connection, dossier)


def take_back(connection: Connection, after: int, desk: int) -> None:
    """Forget that the relay has accepted anything after its number `after`: it was put back, and has it no more.

    What this desk wrote waits to be sent again; what others wrote waits until they have sent it again. An act of the
    province itself that the province has lost is none any more: nobody else can say it.
    """
    touched = connection.execute(text("SELECT DISTINCT dossier FROM event WHERE seq > :after"), {"after": after})
    dossiers = [text_of(one) for one in touched.scalars()]
    own = text("INSERT OR IGNORE INTO outbox(n) SELECT n FROM event WHERE seq > :after AND desk = :desk ORDER BY seq")
    connection.execute(own, {"after": after, "desk": desk})
    connection.execute(text(f"{journal.FORGOTTEN} WHERE seq > :after"), {"after": after})
    for dossier in dossiers:
        projection.follow(connection, dossier)


def set_back(connection: Connection, desk: int) -> dict[int, Event]:
    """Take what waits of this desk out of its chain and return it by row: `say_again` puts it in once more."""
    waiting = "desk = :desk AND verdict = 'waiting' OR n IN (SELECT n FROM outbox)"
    rows = connection.execute(text(f"SELECT * FROM event WHERE {waiting}"), {"desk": desk}).all()
    return _take_out(connection, rows)


def taken(connection: Connection, desk: int, events: Iterable[Event]) -> bool:
    """Tell whether something else stands in the desk's chain where one of `events` of its own does at the relay."""
    other = "SELECT 1 FROM event WHERE desk = :desk AND prev_hash IS :prev AND id <> :id AND verdict <> 'replaced'"
    places = [{"desk": desk, "prev": key(one.prev_hash), "id": key(one.id)} for one in events if one.desk == desk]
    return any(scalar(connection, other, place) is not None for place in places)


def step_aside(
    connection: Connection, desk: int, lost: Sequence[Event], head: str | None, after: int
) -> dict[int, Event]:
    """Take out of the desk's chain what the relay has not: it stands in the place of `lost` events, or after `head`.

    So does what has a number above `after` here and is not among `lost`, which are all of its own the relay has there.
    With it goes all that follows it. The relay had accepted it, was put back, and took others in its place; `head` is
    its last event, perhaps one it refused and this store never heard of. What was refused goes too, unless something
    the relay is known to have comes after it: whether that still has it cannot be told, and refused twice is better
    than lost. Returned by row is what is to be said again after that: not what an officer has settled.
    """
    theirs = {key(event.id) for event in lost}
    every = connection.execute(text("SELECT * FROM event WHERE desk = :desk"), {"desk": desk}).all()
    there = _before([key(head), *(key(event.prev_hash) for event in lost)], after, every)
    following = {row.prev_hash: row for row in every if row.verdict != "replaced" and row.id not in theirs}
    places = {key(event.prev_hash) for event in lost} | ({key(head)} if head else set())
    places |= {prev for prev, row in following.items() if row.seq is not None and row.seq > after}
    refused = {prev: row for prev, row in following.items() if row.verdict in ("refused", "settled")}
    places |= {prev for prev, row in refused.items() if not _came_back(row) and row.hash not in there}
    aside = []
    for prev in places:
        while (row := following.pop(prev, None)) is not None:
            aside.append(row)
            prev = row.hash
    return _take_out(connection, aside)


def _before(there: Iterable[object], after: int, rows: Sequence[Row[Any]]) -> set[object]:
    """Return the hashes of all that lies in the relay's chain up to `there` or to what it counted up to `after`."""
    previous = {row.hash: row.prev_hash for row in rows}
    found = {*there, *(row.prev_hash for row in rows if row.seq is not None and row.seq <= after)}
    for at in list(found):
        while (at := previous.get(at)) is not None and at not in found:
            found.add(at)
    return found


def _take_out(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Event]:
    if rows:
        connection.execute(_REPLACE, [{"n": row.n} for row in rows])
        connection.execute(text("DELETE FROM outbox WHERE n = :n"), [{"n": row.n} for row in rows])
    return {row.n: event_rows.event_of(row) for row in rows if row.verdict != "settled" and not _came_back(row)}


def _came_back(row: Row[Any]) -> bool:
    """Tell whether a refused event is one the province gave back: it has it."""
    return row.verdict == "refused" and row.reason is None


def _twin(connection: Connection, event: Event) -> str | None:
    """Return the answered event that says what this one does of its dossier, None where nobody has said it."""
    for stored in event_rows.history(connection, event.dossier):
        said = stored.event
        if stored.verdict != "waiting" and (said.kind, said.at, said.body) == (event.kind, event.at, event.body):
            return said.id
    return None


def say_again(connection: Connection, author: Author, events: Sequence[Event]) -> None:
    """Write events that were set back once more, after the end the desk's chain has now.

    Each says the same of the same dossier, with the moment it had, under another id: nobody but this store has seen the
    one it had. Those that came back with the lost ones had been sent, and are left alone; so are those that the lost
    store, itself an old copy once, had said again.
    """
    head = journal.head_of(connection, author)
    ids: dict[str, str] = {}
    for event in events:
        if scalar(connection, "SELECT verdict FROM event WHERE id = :id", {"id": key(event.id)}) != "replaced":
            continue
        if (twin := _twin(connection, event)) is not None:
            ids[event.id] = twin
            continue
        ids[event.id] = new_id()
        base = event.base and ids.get(event.base, event.base)
        made = hashed(replace(event, id=ids[event.id], base=base, prev_hash=head, edition=author.writes))
        journal.say(connection, made)
        head = made.hash
    for dossier in {event.dossier: None for event in events}:
        projection.follow(connection, dossier)
