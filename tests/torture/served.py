"""The relay as a province serves it: real HTTP on loopback and a real PostgreSQL, shared by one schedule after another.

    python -m tests.torture.served HOME CLOCK

serves the relay in HOME and prints its port; what time it is stands in the file CLOCK. It is a process of its own, so
that no thread of it lives where schedules are forked. Its database is filled with the template's rows before each
schedule, and copied and put back as rows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
import orjson
import uvicorn
from sqlalchemy import select

from app.province import tables
from app.province.api import create_app
from app.province.home import DATABASE, KEY, SETTINGS, open_relay
from app.province.serve import listen
from app.province.store import Store, is_postgres
from app.rules import clock
from tests.province.conftest import Postgres
from tests.torture.world import MEMORY

Rows = dict[str, list[dict[str, Any]]]


class Served:
    """The relay behind HTTP and PostgreSQL; a `Province` of the world's."""

    def __init__(self, home: Path, url: str, port: int, clock_file: Path) -> None:
        self.home, self.store, self._port, self._clock = home, Store(url), port, clock_file
        self._http: httpx2.HTTPTransport | None = None

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Carry a request over a real socket, and its answer back."""
        self._http = self._http or httpx2.HTTPTransport()
        url = request.url.copy_with(port=self._port)
        sent = httpx2.Request(request.method, url, headers=_without_length(request), content=request.read())
        answer = self._http.handle_request(sent)
        answer.request = sent
        content = answer.read()
        answer.close()
        told = [(name, value) for name, value in answer.headers.multi_items() if name.lower() not in _OF_THE_WAY]
        return httpx2.Response(answer.status_code, headers=told, content=content)

    def at(self, now: datetime) -> None:
        """Say the time, whole at once."""
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(now.isoformat())
        fresh.replace(self._clock)

    def close(self) -> None:
        """Give every connection back, as before a fork."""
        self.store.close()
        if self._http is not None:
            self._http.close()
            self._http = None

    def kept(self) -> object:
        """Return every row."""
        return rows(self.store)

    def put_back(self, copy: object) -> None:
        """Have these rows in place of all there are."""
        assert isinstance(copy, dict)
        with self.store.write() as tx:
            tx.exec_driver_sql("SET LOCAL session_replication_role = replica")  # past the trigger that keeps events
            for table in reversed(tables.metadata.sorted_tables):
                tx.execute(table.delete())
            for table in tables.metadata.sorted_tables:
                if copy[table.name]:
                    tx.execute(table.insert(), copy[table.name])


_OF_THE_WAY = ("content-encoding", "content-length", "transfer-encoding")
"""Headers of how the content came, which has arrived."""


def _without_length(request: httpx2.Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.headers.multi_items() if name.lower() != "content-length"]


def rows(store: Store) -> Rows:
    """Return every row of a relay's database, by table."""
    with store.read() as tx:
        return {table.name: [dict(row._mapping) for row in tx.execute(select(table))] for table in _tables()}


def _tables() -> list[Any]:
    return list(tables.metadata.sorted_tables)


@contextmanager
def serving(made: Path) -> Iterator[Served]:
    """Serve the template's relay until the end of the block; `fresh` fills it before each schedule."""
    folder = Path(tempfile.mkdtemp(prefix="relay-", dir=MEMORY))
    database = Postgres(folder)
    home = Path(tempfile.mkdtemp(prefix="served-", dir=MEMORY))
    clock_file = home / "clock"
    clock_file.write_text(clock.now().isoformat())
    url = database.url()
    shutil.copy(made / "relay" / KEY, home / KEY)
    (home / SETTINGS).write_bytes(orjson.dumps({"db": url}))
    open_relay(home).store.close()
    command = [sys.executable, "-m", "tests.torture.served", str(home), str(clock_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Served(home, url, int(server.stdout.readline()), clock_file)
        finally:
            server.terminate()
            server.wait(30)
            database.stop()
            shutil.rmtree(folder)
            shutil.rmtree(home)


def fresh(served: Served, made: Path) -> Served:
    """Return the relay with the template's rows and no others."""
    source = Store(f"sqlite:///{made / 'relay' / DATABASE}")
    served.put_back(rows(source))
    source.close()
    return served


def _main(home: Path, clock_file: Path) -> None:
    def now() -> datetime:
        return datetime.fromisoformat(clock_file.read_text()).astimezone(clock.VN).replace(microsecond=0)

    for name, module in list(sys.modules.items()):
        if name.startswith("app.province") and getattr(module, "now", None) is clock.now:
            patch.object(module, "now", now).start()
    relay = open_relay(home)
    with relay.store.read() as tx:
        assert is_postgres(tx)
    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(create_app(relay), log_level="warning", access_log=False)).run([listener])


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
