"""Receiving a dossier, beside its four inserts by hand in one SQLCipher transaction.

The floor writes the very rows the program wrote for the same draft in a third store: event, record, search words and
outbox, of the same content into the same schema with the same triggers and indexes, durable at its commit.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import asdict, replace
from itertools import cycle
from pathlib import Path
from typing import Any

from app.models import projection, search, setting
from app.models.packed import key
from app.models.store import FILE, Store
from app.services import drafts, intake, numbers
from app.services.catalogue import in_force_on
from app.services.desk import Desk
from app.services.practice import citizen
from tests.bench import stores
from tests.bench.harness import WARM_UP, Figure, race, ratio, workplace

AIM = 2.2
"""With the mark of issued numbers, which the floor has not."""


def figures(quick: bool) -> list[Figure]:
    """Measure on copies of a store of 10,000 dossiers: what is slow only when there are many must show."""
    rounds = 60 if quick else 400
    with workplace() as folder:
        program, pattern, hand = (_copy(folder / name) for name in ("program", "pattern", "hand"))
        wanted = _drafts(program, rounds + WARM_UP)
        model, by_hand = _written(pattern, wanted), stores.raw(hand.store.path)
        hand.store.close()
        each, rows = iter(wanted), iter(model)
        taken = race(
            lambda: intake.receive(program, drafts.read(next(each))), lambda: _insert(by_hand, next(rows)), rounds
        )
        by_hand.close()
        program.store.close()
        pattern.store.close()
    return [ratio("receive", *taken, AIM, rounds=rounds)]


def _copy(home: Path) -> Desk:
    home.mkdir()
    shutil.copy(stores.filled(10_000) / FILE, home / FILE)
    desk = Desk(Store(home / FILE, stores.KEY), clock_ok=True, marks=home.with_suffix(".marks"))
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), kind="real"))
        numbers.begin(connection)
    numbers.bind(desk)
    return desk


def _drafts(desk: Desk, count: int) -> list[dict[str, Any]]:
    source = random.Random(11)
    procedures = [one for one in in_force_on(desk, desk.clock().date()) if not one.guidance_only]
    source.shuffle(procedures)
    return [
        {"procedure": one.code, "applicant": asdict(citizen(source, "Hoàn Kiếm"))}
        for one, _ in zip(cycle(procedures), range(count), strict=False)
    ]


Rows = tuple[tuple[Any, ...], tuple[Any, ...], str]


def _written(desk: Desk, wanted: list[dict[str, Any]]) -> list[Rows]:
    """Receive the drafts and return the rows that each has left."""
    reader = stores.raw(desk.store.path)
    made = []
    for draft in wanted:
        id_ = intake.receive(desk, drafts.read(draft)).dossier.id
        event = reader.execute("SELECT * FROM event WHERE dossier = ?", (key(id_),)).fetchone()
        record = reader.execute("SELECT * FROM dossier WHERE id = ?", (key(id_),)).fetchone()
        made.append((event, record, search.words_of(projection.record_of(record[-1]))))
    reader.close()
    return made


def _insert(connection: Any, rows: Rows) -> None:
    event, record, words = rows
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"INSERT INTO event VALUES ({', '.join('?' * len(event))})", event)
    connection.execute(f"INSERT INTO dossier VALUES ({', '.join('?' * len(record))})", record)
    connection.execute("INSERT INTO search(rowid, words) VALUES (?, ?)", (record[0], words))
    connection.execute("INSERT INTO outbox(n) VALUES (?)", (event[0],))
    connection.execute("COMMIT")
