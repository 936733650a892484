"""A relay on each database, and desks that speak to it.

PostgreSQL is the real server, started for the session in a temporary folder on a unix socket, by a user that is not
root (it refuses root), with fsync on as in service, and stopped by its process id at the end.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from starlette.testclient import TestClient

from app.province import api, guesses, home, ingest, tables, verdicts
from app.province.home import Relay
from app.province.schema import STEPS
from app.province.store import is_postgres
from app.province.verdicts import Author, Book
from app.rules.events import Event
from tests.province.desk import Desk


class Postgres:
    """A PostgreSQL server of our own with one database, which `url()` empties."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            pytest.fail("PostgreSQL is missing: install the Debian package postgresql.", pytrace=False)
        self.bin, self.folder, self.user = found[-1], folder, None if os.getuid() else "postgres"
        if self.user:
            who = pwd.getpwnam(self.user)
            os.chown(folder, who.pw_uid, who.pw_gid)
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "relay", "-E", "UTF8", "--no-locale")
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=on"]
        command = [str(self.bin / "postgres"), "-D", str(folder / "data"), *options]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=self.user, cwd=folder)
        self._wait()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, user=self.user, cwd=self.folder)

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(host=str(self.folder), user="relay", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    pytest.fail(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}", pytrace=False)
                time.sleep(0.05)

    def url(self) -> str:
        """Return the one database's address, emptied: cheaper than a new one for each test."""
        with psycopg.connect(host=str(self.folder), user="relay", dbname="postgres", autocommit=True) as admin:
            if admin.execute("SELECT to_regclass('event')").fetchone() != (None,):
                admin.execute("SET session_replication_role = replica")  # past the trigger that keeps events
                for table in tables.metadata.sorted_tables:
                    if table is not tables.schema_version:
                        admin.execute(f"DELETE FROM {table.name}".encode())
                admin.execute("UPDATE schema_version SET version = %s", [len(STEPS)])
        return f"postgresql+psycopg://relay@/postgres?host={self.folder}"

    def another(self, name: str) -> str:
        """Make a second database, in which nothing is, and return its address."""
        with psycopg.connect(host=str(self.folder), user="relay", dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://relay@/{name}?host={self.folder}"

    def stop(self) -> None:
        # At once: nobody needs this data again, and an orderly stop writes all of it to the disk first.
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # Not pytest's temporary folder: its parents are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="relay-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite relay with nothing in it, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    home.create(folder, None).store.close()
    return folder / home.DATABASE


Database = Callable[[Path], str | None]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Prepares an empty database for a relay's home folder and names it; None is SQLite in that folder."""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_sqlite")
        return lambda folder: copy_sqlite(empty, folder)
    server: Postgres = request.getfixturevalue("postgres")
    return lambda _: server.url()


def copy_sqlite(empty: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    shutil.copy(empty, folder / home.DATABASE)


@pytest.fixture
def relay_home(database: Database, tmp_path: Path) -> Path:
    """The home folder of a fresh relay."""
    home.create(tmp_path / "relay", database(tmp_path / "relay")).store.close()
    return tmp_path / "relay"


@pytest.fixture
def relay(relay_home: Path) -> Iterator[Relay]:
    relay = home.open_relay(relay_home)
    yield relay
    relay.store.close()


@pytest.fixture
def client(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(guesses, "APART", timedelta())
    with TestClient(api.create_app(relay)) as client:
        yield client


@pytest.fixture
def desk(client: TestClient, relay: Relay) -> Desk:
    return Desk.join(client, relay)


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ids of events at which the relay's own code fails, saying what it worked on as a real error would."""
    failing: set[str] = set()

    def judge(author: Author, event: Event, book: Book) -> object:
        if event.id in failing:
            raise ZeroDivisionError(f"{event.officer}: {event.body}")
        return verdicts.judge(author, event, book)

    monkeypatch.setattr(ingest, "judge", judge)
    return failing


@contextmanager
def unguarded(relay: Relay) -> Iterator[Connection]:
    """Open a transaction in which events may be altered, as by somebody who has the database's files."""
    with relay.store.write() as tx:
        if is_postgres(tx):
            tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield tx
            return
        kept = list(tx.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
        for name in list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            tx.exec_driver_sql(f"DROP TRIGGER {name}")
        yield tx
        for statement in kept:
            tx.exec_driver_sql(statement)
