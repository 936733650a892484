"""Events: the immutable facts a dossier is made of, their canonical bytes and the chains of hashes.

An event is hashed exactly as `motcua show --json` prints it, without `hash`, so that anyone can check a chain with
the printed JSON and SHA-256 alone. From edition 2 on the dossier an event belongs to is printed and so hashed. Of
edition 1, which was written up to 0.3.0 and keeps its hashes for ever, it is bound by the body of `received` and by
`base` alone.

A desk's events are one chain (`prev_hash`), what the province has accepted of an agency is another one (`next_log`).

Canonical JSON is orjson with sorted keys: UTF-8, no spaces, nothing escaped that need not be. A test holds it equal
to the standard library's `json.dumps(sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import orjson
import uuid_utils

from app.rules.acts import Kind
from app.rules.body import Body as Body

EDITION = 2
"""The edition of the event this program writes."""


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
    edition: int = EDITION

    def as_json(self) -> dict[str, Any]:
        """Return the event as the command line prints it and as it is hashed, with `hash`."""
        return {**_hashed_part(self), "hash": self.hash}

    def expected_hash(self) -> str:
        """Compute what `hash` must be; an event whose hash differs was altered."""
        return sha256_hex(canonical(_hashed_part(self)))


UNSAID = 0
"""The edition of an event of which only the hash is known: what it says was altered where it came from."""


def unsaid(event: Event) -> Event:
    """Return of an altered event what may be kept: its id, desk, dossier and hash, and nothing it says."""
    return replace(event, kind="unsaid", base=None, prev_hash=None, body={}, edition=UNSAID)


def _hashed_part(event: Event) -> dict[str, Any]:
    bound = {"dossier": event.dossier} if event.edition > 1 else {}
    return {
        **bound,
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
    dossier: str
    kind: str
    at: str
    officer: str
    desk: int
    base: str | None
    prev_hash: str | None
    hash: str
    body: str
    edition: int


def kept_event(row: Kept) -> Event:
    """Return the event a row keeps. Raises ValueError where its body is no JSON object any more."""
    body = orjson.loads(row.body)
    if not isinstance(body, dict):
        raise ValueError
    return Event(
        row.id, row.dossier, row.kind, row.at, row.officer, row.desk, row.base, row.prev_hash, row.hash,
        cast(Body, body), row.edition,
    )  # fmt: skip


def said_hash(row: Kept) -> str:
    """Compute the hash of what a kept event says now; one whose body is no JSON object any more has its text's own."""
    try:
        return kept_event(row).expected_hash()
    except ValueError:
        return sha256_hex(row.body.encode())


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
    edition: int = EDITION,
) -> Event:
    """Make an event and its hash."""
    return hashed(Event(id or new_id(), dossier, kind.value, at, officer, desk, base, prev_hash, "", body, edition))


def hashed(event: Event) -> Event:
    """Return an event with the hash of what it says."""
    return replace(event, hash=event.expected_hash())


LOG_START = "0" * 64
"""What an agency's log says before the first event was accepted."""


def next_log(log: str, hash: str) -> str:
    """Return what an agency's log says after one more accepted event: `log(n) = SHA-256(log(n-1) ‖ hash)`, in hex."""
    return hashlib.sha256(bytes.fromhex(log) + bytes.fromhex(hash)).hexdigest()


def count_log(n: int, log: str, accepted: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield (number, log) after each accepted event, given as (its number, its hash) in order, up to the first gap."""
    for number, hash in accepted:
        if number != n + 1:
            return
        n, log = number, next_log(log, hash)
        yield n, log


def day_digest(dossiers: dict[str, str]) -> str:
    """Fold the digests of a day's dossiers (id → digest) into the one hash both sides compare at closing."""
    return sha256_hex(canonical(dossiers))


def dossier_digest(accepted: list[str], refused: list[str]) -> str:
    """Digest one dossier for closing.

    `accepted` are the hashes of its accepted events in the relay's order; `refused` those of the comparing desk's
    own refused events, which both sides keep, in any order.
    """
    return sha256_hex(canonical({"accepted": accepted, "refused": sorted(refused)}))
