"""Bytes a dossier on the wire: the very bodies that `Transport.push` sends for 500 received dossiers, packed.

`whole life` in the detail is what all events of such dossiers weigh, results and returns included. The floor is the
same body as plain JSON.
"""

from __future__ import annotations

import gzip
from typing import Any

import httpx2
import orjson
from sqlalchemy import text

from app.errors import SyncError
from app.models import event_rows
from app.models.store import Store, open_store
from app.rules.events import Event
from app.sync.protocol import BATCH
from app.sync.transport import Transport
from tests.bench import stores
from tests.bench.harness import Figure

AIM_BYTES = 500
_COLUMNS = "id, dossier, kind, at, officer, desk, base, prev_hash, hash, body"


class _Post(httpx2.BaseTransport):
    """Keeps what it is given to carry and answers nothing of use."""

    body = b""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.body = request.read()
        return httpx2.Response(503)


def body_of(events: list[Event]) -> bytes:
    """Return the packed body of a push of these events, as it leaves the desk."""
    post = _Post()
    with Transport("http://127.0.0.1:1", "token", http=post) as transport:
        try:
            transport.push(events)
        except SyncError:
            return post.body
    raise AssertionError("a push that nobody answered")


def events_of(store: Store, where: str, **values: Any) -> list[Event]:
    """Return events of a store in the chain's order."""
    with store.read() as connection:
        rows = connection.execute(text(f"SELECT {_COLUMNS} FROM event WHERE {where} ORDER BY n"), values)
        return [event_rows.event_of(row) for row in rows]


def figures(quick: bool) -> list[Figure]:
    """Pack the first 500 dossiers of the store of 10,000."""
    store = open_store(stores.filled(10_000), stores.KEY)
    first = "dossier IN (SELECT id FROM dossier WHERE n <= :count)"
    received, every = (events_of(store, f"{first} {also}", count=BATCH) for also in ("AND kind = 'received'", ""))
    store.close()
    packed, life = body_of(received), sum(len(body_of(every[at : at + BATCH])) for at in range(0, len(every), BATCH))
    plain = len(gzip.decompress(packed))
    assert len(orjson.loads(gzip.decompress(packed))["events"]) == BATCH
    each = len(packed) / BATCH
    detail = {"whole life": life / BATCH, "events": len(every) / BATCH}
    return [Figure("wire", "bytes", each, plain / BATCH, each, AIM_BYTES, detail=detail)]
