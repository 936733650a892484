"""What somebody with the files of a store or of a relay may do to them, one thing at a time, and who names it.

The place and the row are drawn from a seed. A relay is asked by `province verify`, a store by `doctor` and `rebuild`;
an older copy of either is consistent in itself, and is found by the other side in its next round.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.province import verify
from app.province.home import Relay
from app.services import care
from tests.torture.world import PC, InProcess, World, open_key

KINDS = ("flip", "delete", "insert", "truncate", "reorder", "body", "record")
_FLIPPED = ("officer", "at", "kind", "base", "prev_hash", "hash", "dossier")
_ANOTHER = {
    "officer": "Lò Thị Xe", "at": "2026-11-23T09:09:09+07:00", "kind": "inspected",
    "base": "01900000-0000-7000-8000-00000000abcd", "dossier": "01900000-0000-7000-8000-00000000abcd",
    "prev_hash": "ab" * 32, "hash": "cd" * 32,
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What was done, and the names by which it may be found: ids of events and dossiers, codes."""

    kind: str
    what: str
    names: frozenset[str]


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Take the triggers that keep events away, as who has the file can, and put them back."""
    kept = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for row in kept:
        connection.exec_driver_sql(f"DROP TRIGGER {row.name}")
    yield
    for row in kept:
        connection.exec_driver_sql(row.sql)


def tamper(connection: Connection, kind: str, draw: random.Random, *, packed: bool) -> Done:
    """Do one thing to a database; `packed` is a desk's store, whose ids are bytes and whose bodies are small."""
    key, text_of = ("key(:{0})", "text_of({0})") if packed else (":{0}", "{0}")
    columns = ", ".join(f"{text_of.format(name)} AS {name}" for name in ("id", "dossier", "hash"))
    agency = "1 AS agency" if packed else "agency"
    rows = connection.execute(text(f"SELECT rowid AS place, {columns}, {agency}, seq FROM event ORDER BY rowid")).all()
    accepted = [row for row in rows if row.seq is not None]
    row: Any = draw.choice(rows)
    names, here = {row.id, row.dossier}, {"row": row.place}

    def run(statement: str, **values: object) -> None:
        assert connection.execute(text(statement), values).rowcount >= 1, statement

    if kind == "flip":
        column = draw.choice(_FLIPPED)
        value = key.format("value") if column in ("base", "dossier", "prev_hash", "hash") else ":value"
        run(f"UPDATE event SET {column} = {value} WHERE rowid = :row", **here, value=_ANOTHER[column])
        return Done(kind, column, frozenset({*names, _ANOTHER[column]}))
    if kind == "body":
        body = "pack(json_set(plain(body), '$.note', 'khác'))" if packed else "json_set(body, '$.note', 'khác')"
        run(f"UPDATE event SET body = {body} WHERE rowid = :row", **here)
    elif kind == "delete":
        if packed:
            connection.execute(text("DELETE FROM outbox WHERE n = :row"), here)
        run("DELETE FROM event WHERE rowid = :row", **here)
    elif kind == "truncate":
        last = accepted[-draw.randint(1, 3) :]
        names = {name for one in last for name in (one.id, one.dossier)}
        for one in last:
            run("DELETE FROM event WHERE rowid = :row", row=one.place)
    elif kind == "insert":
        row = draw.choice(accepted)
        names = {_ANOTHER["base"], row.dossier}
        copied = connection.execute(text("SELECT * FROM event WHERE rowid = :row"), {"row": row.place}).mappings().one()
        made = {
            **copied,
            "id": _ANOTHER["base"],
            "prev_hash": _ANOTHER["prev_hash"],
            "seq": 10_000,
        }
        if packed:
            made |= {"id": bytes.fromhex(made["id"].replace("-", "")), "prev_hash": bytes.fromhex(made["prev_hash"])}
            made["n"] = 10_000
        run(f"INSERT INTO event({', '.join(made)}) VALUES ({', '.join(':' + name for name in made)})", **made)
    elif kind == "reorder":
        first, second = draw.sample([one for one in accepted if one.agency == accepted[0].agency], 2)
        names = {first.id, second.id, first.dossier, second.dossier}
        for one, seq in ((first, -1), (second, first.seq), (first, second.seq)):
            run("UPDATE event SET seq = :seq WHERE rowid = :row", seq=seq, row=one.place)
    else:
        other = "CASE state WHEN 'voided' THEN 'received' ELSE 'voided' END"
        change = draw.choice((f"state = {other}", "code = code || '9'", "head = :head"))
        values = {"head": _ANOTHER["base"]} if "head" in change else {}
        run(f"UPDATE dossier SET {change} WHERE id = {key.format('id')}", id=row.dossier, **values)
        code = connection.execute(text(f"SELECT code FROM dossier WHERE id = {key.format('id')}"), {"id": row.dossier})
        return Done(kind, change, frozenset({row.dossier, str(code.scalar())}))
    return Done(kind, "", frozenset(names))


def at_relay(world: World, kind: str, draw: random.Random) -> tuple[Done, set[str]]:
    """Tamper with the relay; return what was done and all that `verify` names."""
    province = world.province
    assert isinstance(province, InProcess)
    with province.store.write() as tx, unguarded(tx):
        done = tamper(tx, kind, draw, packed=False)
    relay = Relay(province.store, open_key(province.home))
    with province.store.read() as tx:
        found = list(verify.findings(tx, relay))
    return done, {str(name) for one in found for name in (one.kind, one.dossier, one.event) if name}


def at_desk(pc: PC, kind: str, draw: random.Random) -> tuple[Done, set[str]]:
    """Tamper with a desk's store; return what was done and all that `doctor` and `rebuild` name."""
    desk = pc.desk()
    with desk.store.write() as connection, unguarded(connection):
        done = tamper(connection, kind, draw, packed=True)
    ill = {check.name for check in care.doctor(desk) if not check.ok} & {"log", "chain", "closings"}
    rebuilt = care.rebuild(desk)
    return done, {*ill, *rebuilt.differed, *rebuilt.broken}
