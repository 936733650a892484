"""The relay's schema: what its steps make is what the tables say, and a database of an earlier release loses nothing.

The earlier database is the one 0.2.0 left (tests/releases); PostgreSQL gets its rows in the schema of that release.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, select, text
from starlette.testclient import TestClient

from app.paths import ROOT
from app.province import api, commands, home, tables
from app.province.schema import STEPS
from app.province.store import Store
from app.rules.events import LOG_START, next_log
from tests.province.conftest import Postgres
from tests.province.desk import Desk
from tests.releases.make_relay import AGENCY, DATABASE, KEY, RELAYS

OLD = RELAYS / "0.2.0"
OF_VERSION_1 = [
    table
    for table in tables.metadata.sorted_tables
    if table not in (tables.refusal_order, tables.wrong_code, tables.token, tables.desk_key)
]
_names = itertools.count()

Blank = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Blank:
    """Make databases in which nothing is, and name them."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'blank{next(_names)}.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return lambda: server.another(f"blank{next(_names)}")


@pytest.fixture
def old(blank: Blank, tmp_path: Path) -> Path:
    """The home folder of a relay as 0.2.0 left it."""
    url, folder = blank(), tmp_path / "old"
    store = Store(url)
    with store.write() as tx:
        STEPS[0](tx)
        _fill(tx)
    store.close()
    folder.mkdir()
    shutil.copy(OLD / KEY, folder)
    (folder / home.SETTINGS).write_text(json.dumps({"db": url}), encoding="utf-8")
    return folder


def _fill(tx: Connection) -> None:
    source = sqlite3.connect(f"file:{OLD / DATABASE}?mode=ro&immutable=1", uri=True)
    source.row_factory = sqlite3.Row
    for table in OF_VERSION_1:
        rows = [dict(row) for row in source.execute(f"SELECT * FROM {table.name}")]
        tx.execute(table.insert(), rows)
    source.close()


def described(tx: Connection) -> dict[str, Any]:
    """Say of every table what the database itself knows."""
    found = inspect(tx)
    return {
        name: (
            [(c["name"], repr(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((f["constrained_columns"], f["referred_table"]) for f in found.get_foreign_keys(name)),
            sorted(u["column_names"] for u in found.get_unique_constraints(name)),
            sorted((str(i["name"]), i["column_names"]) for i in found.get_indexes(name)),
        )
        for name in found.get_table_names()
    }


def version(folder: Path) -> int:
    """Return the schema's version without touching it."""
    store = Store(json.loads((folder / home.SETTINGS).read_bytes())["db"])
    with store.read() as tx:
        found = int(tx.scalar(text("SELECT version FROM schema_version")) or 0)
    store.close()
    return found


def test_what_the_steps_make_is_what_the_tables_say(blank: Blank) -> None:
    made, said = Store(blank()), Store(blank())
    made.migrate()
    with said.write() as tx:
        tables.metadata.create_all(tx)
    with made.read() as here, said.read() as there:
        assert described(here) == described(there)
    for store in (made, said):
        store.close()


def test_the_first_step_makes_what_0_2_0_made(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'first.db'}")
    with store.write() as tx:
        STEPS[0](tx)
        made = described(tx)
        triggers = set(tx.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
    store.close()
    shutil.copy(OLD / DATABASE, tmp_path)
    released = Store(f"sqlite:///{tmp_path / DATABASE}")
    with released.read() as tx:
        assert made == described(tx)
        assert triggers == set(tx.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
    released.close()


def test_an_earlier_relay_is_brought_up_when_it_is_opened_and_work_goes_on(old: Path) -> None:
    assert version(old) == 1
    said = json.loads((OLD / "said.json").read_text(encoding="utf-8"))
    now = commands.status(old)
    assert version(old) == len(STEPS)
    assert [{name: desk[name] for name in then} for then, desk in zip(said["status"], now, strict=True)] == (
        said["status"]
    )
    assert [desk["to_refuse"] for desk in now] == [[]] * len(now)
    export = list(commands.export(old))
    assert [(one["code"], one["state"], one["events"]) for one in export] == [
        (one["code"], one["state"], one["events"]) for one in said["export"]
    ]
    relay = home.open_relay(old)
    with TestClient(api.create_app(relay)) as client:
        desk = Desk.join(client, relay, 5, AGENCY)
        refused, taken = desk.receive(), desk.receive()
        commands.refuse(old, AGENCY, refused.id, "thử")
        assert [answer["verdict"] for answer in desk.push(refused, taken)] == ["refused", "accepted"]
    relay.store.close()


def test_the_logs_of_an_earlier_relay_are_over_what_it_had_accepted(old: Path) -> None:
    relay, table = home.open_relay(old), tables.event.c
    with relay.store.read() as tx:
        for agency in tx.execute(text("SELECT id, last_seq, log FROM agency")).all():
            log = LOG_START
            accepted = select(table.hash, table.log).where(table.agency == agency.id, table.seq.is_not(None))
            for row in tx.execute(accepted.order_by(table.seq)):
                log = next_log(log, row.hash)
                assert row.log == log
            assert (agency.log, agency.last_seq > 0) == (log, log != LOG_START)
    relay.store.close()


PROGRAM = """
import os, signal, sys
from pathlib import Path
from app.province import home, schema

def killed(step):
    def run(tx):
        step(tx)
        os.kill(os.getpid(), signal.SIGKILL)
    return run

schema.STEPS = (*schema.STEPS[:-1], killed(schema.STEPS[-1]))
home.open_relay(Path(sys.argv[1]))
"""


def test_killed_in_the_middle_it_is_as_it_was_and_opens(old: Path, tmp_path: Path) -> None:
    program = tmp_path / "killed.py"
    program.write_text(PROGRAM, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(program), str(old)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert ran.returncode == -signal.SIGKILL
    assert version(old) == 1
    assert len(commands.status(old)) == 4
    assert version(old) == len(STEPS)
