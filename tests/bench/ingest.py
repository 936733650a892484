"""Dossiers a second into the relay, beside COPY to a staging table and an upsert of the same rows.

Several desks of agencies of their own push at once what `receive` left in their outboxes, in packed batches of 500,
over HTTP to the relay as the command line serves it, committed in PostgreSQL with fsync on. The floor has neither
HTTP nor verdicts: as many connections copy the rows that the relay wrote, batch by batch, into the same tables.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import psycopg

from app.models.store import open_store
from app.province import commands, tables
from app.province.home import create
from app.rules.clock import day_bounds
from app.rules.events import new_id
from app.services import centre, practice
from app.services.desk import Desk
from app.sync.protocol import BATCH, VERSION, VERSION_HEADER, Enrolment
from app.sync.transport import Transport
from tests.bench import stores
from tests.bench.harness import Figure, timed, workplace
from tests.bench.wire import body_of, events_of
from tests.drills.program import RelayProcess
from tests.province.conftest import Postgres

AIM = 0.3
START = date(2026, 3, 2)
AGENCIES = ("H15.11", "H15.12", "H15.13", "H15.14")
TABLES = (tables.event, tables.dossier)


@dataclass(frozen=True)
class Load:
    """What one agency's desk has to send, packed batch by batch."""

    agency: str
    bodies: list[bytes]


def figures(quick: bool) -> list[Figure]:
    """Measure with one worker and with two, each beside a floor of its own in the same minute."""
    batches, rounds = (2, 1) if quick else (6, 3)
    with ExitStack() as stack:
        folder = stack.enter_context(workplace())
        loads = [_load(folder / agency, agency, batches) for agency in AGENCIES]
        server = Postgres(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-pg-"))))
        stack.callback(server.stop)
        count = len(loads) * batches * BATCH
        made = []
        for workers in (1, 2):
            rates = [_round(server, folder / f"{workers}-{turn}", loads, workers) for turn in range(rounds)]
            ours, floor = (count / statistics.median(times) for times in zip(*rates, strict=True))
            name = f"ingest, {workers} worker{'s' * (workers > 1)}"
            detail = {"dossiers": count, "rounds": rounds}
            made.append(Figure(name, "dossiers/s", ours, floor, ours / floor, AIM, at_least=True, detail=detail))
    return made


def _load(home: Path, agency: str, batches: int) -> Load:
    record = centre.describe(
        agency=agency, commune="24133", name="Trung tâm thử", desk=1, officer="Nguyễn Thị Lan", last=9999
    )
    store = centre.create(home, stores.KEY, record)
    # At a desk whose clock stands before the first day nothing has its result yet: every event is a dossier.
    practice.generate(Desk(store, lambda: day_bounds(START)[0]), batches * BATCH, start=START)
    events = events_of(open_store(home, stores.KEY), "kind = 'received'")
    store.close()
    return Load(agency, [body_of(events[at : at + BATCH]) for at in range(0, len(events), BATCH)])


def _round(server: Postgres, home: Path, loads: list[Load], workers: int) -> tuple[float, float]:
    """Return how long the relay took for everything, and the floor for the rows the relay wrote."""
    url = server.url()
    create(home, url).store.close()
    relay = RelayProcess(home, url, workers)
    try:
        senders = [partial(_send, relay.url, _token(home, relay.url, load.agency), load.bodies) for load in loads]
        ours = timed(lambda: _at_once(senders))
    finally:
        relay.stop()
    return ours, _floor(server, url.replace("+psycopg", ""), loads)


def _at_once(work: Sequence[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(one) for one in work]:
            done.result()


def _token(home: Path, url: str, agency: str) -> str:
    code = str(commands.invite(home, agency, "24133", 1, 1, 9999, "Trung tâm thử")["code"])
    with Transport(url) as transport:
        return transport.enrol(Enrolment(code=code, officer="Nguyễn Thị Lan", nonce=new_id())).token


def _send(url: str, token: str, bodies: list[bytes]) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {
        "Authorization": f"Bearer {token}",
        VERSION_HEADER: str(VERSION),
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    for body in bodies:
        connection.request("POST", "/v1/push", body, headers)
        answer = connection.getresponse()
        answers = orjson.loads(answer.read())
        assert answer.status == 200, answers
        assert {each["verdict"] for each in answers["answers"]} == {"accepted"}
    connection.close()


def _floor(server: Postgres, written: str, loads: list[Load]) -> float:
    with psycopg.connect(written) as source:
        rows = {
            load.agency: [
                source.execute(f"SELECT * FROM {table.name} WHERE agency = %s ORDER BY id", (load.agency,)).fetchall()
                for table in TABLES
            ]
            for load in loads
        }
    url = server.url()
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder) / "relay", url).store.close()
    plain = url.replace("+psycopg", "")
    with psycopg.connect(plain) as target:
        _copy_table(target, written, "agency")
    return timed(lambda: _at_once([partial(_copy, plain, each) for each in rows.values()]))


def _copy_table(target: psycopg.Connection[Any], written: str, name: str) -> None:
    """Bring over what the rows point to."""
    with psycopg.connect(written) as source:
        rows = source.execute(f"SELECT * FROM {name}").fetchall()
    for row in rows:
        target.execute(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(row))}) ON CONFLICT DO NOTHING", row)


def _copy(url: str, rows: list[list[tuple[Any, ...]]]) -> None:
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(f"CREATE TEMP TABLE staged_{table.name} (LIKE {table.name}) ON COMMIT DELETE ROWS")
        connection.commit()
        for at in range(0, len(rows[0]), BATCH):
            for table, every in zip(TABLES, rows, strict=True):
                staged = f"staged_{table.name}"
                with connection.cursor() as cursor, cursor.copy(f"COPY {staged} FROM STDIN") as copy:
                    for row in every[at : at + BATCH]:
                        copy.write_row(row)
                sets = ", ".join(f"{name} = excluded.{name}" for name in ("state", "head", "facts"))
                clash = "NOTHING" if table is tables.event else f"UPDATE SET {sets}"
                connection.execute(f"INSERT INTO {table.name} SELECT * FROM {staged} ON CONFLICT (id) DO {clash}")
            connection.commit()
