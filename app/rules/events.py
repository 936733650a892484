"""Events: the immutable facts a dossier is made of, their canonical bytes and the chain of hashes.

An event is hashed exactly as `motcua show --json` prints it, without `hash`, so that anyone can check a chain with
the printed JSON and SHA-256 alone. The dossier an event belongs to is bound into that chain by its body (`received`
carries the dossier's id and code) and by `base` (every other event names an event of the same dossier).

Canonical JSON is orjson with sorted keys: UTF-8, no spaces, nothing escaped that need not be. A test holds it equal
to the standard library's `json.dumps(sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import uuid_utils

from app.rules.acts import Kind
from app.rules.body import Body as Body


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one dossier, said by one officer at one desk.

    `at` is ISO 8601 with offset; `base` is the id of the last event of this dossier its author had seen (None only
    for `received`); `prev_hash` is the hash of the same desk's previous event over all dossiers. Desk 0 is the
    province itself.
    """

    id: str
    dossier: str
    kind: str
    at: str
    officer: str
    desk: int
    base: str | None
    prev_hash: str | None
    hash: str
    body: Body

    def as_json(self) -> dict[str, Any]:
        """Return the event as the command line prints it and as it is hashed, with `hash`."""
        return {**_hashed_part(self), "hash": self.hash}

    def expected_hash(self) -> str:
        """Compute what `hash` must be; an event whose hash differs was altered."""
        return sha256_hex(canonical(_hashed_part(self)))


def _hashed_part(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind,
        "at": event.at,
        "officer": event.officer,
        "desk": event.desk,
        "base": event.base,
        "prev_hash": event.prev_hash,
        "body": event.body,
    }


class Kept(Protocol):
    """A row in which an event is kept, its body as JSON text."""

    id: str
    kind: str
    at: str
    officer: str
    desk: int
    base: str | None
    prev_hash: str | None
    body: str


def said_hash(row: Kept) -> str:
    """Compute the hash of what a kept event says now; one whose body is no JSON any more has none but its own."""
    try:
        body = orjson.loads(row.body)
    except orjson.JSONDecodeError:
        return sha256_hex(row.body.encode())
    event = Event(row.id, "", row.kind, row.at, row.officer, row.desk, row.base, row.prev_hash, "", body)
    return event.expected_hash()


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value`: UTF-8, keys sorted, no spaces, nothing escaped that need not be."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def new_id() -> str:
    """Return a fresh UUIDv7: unique without asking anyone, and sorted by the time it was made."""
    return str(uuid_utils.uuid7())


def new_event(
    *,
    dossier: str,
    kind: Kind,
    at: str,
    officer: str,
    desk: int,
    base: str | None,
    prev_hash: str | None,
    body: Body,
    id: str | None = None,
) -> Event:
    """Make an event and its hash."""
    draft = Event(id or new_id(), dossier, kind.value, at, officer, desk, base, prev_hash, "", body)
    return Event(draft.id, dossier, draft.kind, at, officer, desk, base, prev_hash, draft.expected_hash(), body)


def day_digest(dossiers: dict[str, str]) -> str:
    """Fold the digests of a day's dossiers (id → digest) into the one hash both sides compare at closing."""
    return sha256_hex(canonical(dossiers))


def dossier_digest(accepted: list[str], refused: list[str]) -> str:
    """Digest one dossier for closing.

    `accepted` are the hashes of its accepted events in the relay's order; `refused` those of the comparing desk's
    own refused events, which both sides keep, in any order.
    """
    return sha256_hex(canonical({"accepted": accepted, "refused": sorted(refused)}))
