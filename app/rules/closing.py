"""The closing of a desk's day: the one definition of what both sides held and what the province said of it.

The conversation makes it, the store keeps it as JSON, the screen and the sheet say it, the command line prints it.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import orjson
from pydantic import StrictInt, TypeAdapter, ValidationError

from app.rules.clock import iso
from app.rules.events import canonical
from app.rules.record import Broken, Moment, first_wrong

Day = date
"""By another name: inside a class with a field `date` the word means the field."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side holds of a desk's day: its events, the dossiers they touch, and the hash (SHA-256) over both."""

    events: StrictInt
    dossiers: StrictInt
    hash: str


@dataclass(frozen=True, slots=True)
class Log:
    """The agency's log after its first `n` accepted events: one hash (SHA-256) over all of them, in their order."""

    n: int
    log: str


class Why(StrEnum):
    """How the two sides differ in one dossier."""

    RELAY_LACKS = "relay_lacks"
    DESK_LACKS = "desk_lacks"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A dossier the two sides do not hold alike; its code is None where the desk does not have it."""

    code: str | None
    why: Why


@dataclass(frozen=True, slots=True)
class DayClosing:
    """A day as it was closed. `equal` None: the relay was not asked or did not answer; `state` says which.

    `state` is done, local (no province) or a SyncError's code in lower case; `closed_at` is, for a signed day, the
    moment in the relay's statement.
    """

    date: Day
    desk: Side
    relay: Side | None
    equal: bool | None
    differences: tuple[Mismatch, ...]
    signature: str | None
    """Base64 of the relay's Ed25519 signature over its statement."""
    closed_at: Moment
    state: str
    log: Log | None = None
    """What both had of the agency up to then; None for a day nobody signed, or signed by a relay of 0.3.0."""

    @property
    def proved(self) -> bool:
        """Tell whether both sides hold the same and the province signed it."""
        return bool(self.relay is not None and self.relay.hash == self.desk.hash and self.equal and self.signature)

    def as_json(self) -> dict[str, Any]:
        """Return what `motcua close-day --json` prints (CLI.md)."""
        values: dict[str, Any] = orjson.loads(write_closing(self))
        return values


def statement_of(closing: DayClosing, agency: str, desk: int) -> dict[str, str | int]:
    """Return what the relay signed of a day, as the desk's sheet of it says it."""
    log = asdict(closing.log) if closing.log else {}
    on, at = closing.date.isoformat(), iso(closing.closed_at)
    return {"agency": agency, "desk": desk, "date": on, **asdict(closing.desk), **log, "at": at}


def signed_by(key: str, statement: object, signature: str | None) -> bool:
    """Tell whether a signature (base64, Ed25519) is by this key (base64) over a statement's canonical JSON."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature or "", validate=True), canonical(statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def write_closing(closing: DayClosing) -> str:
    """Return the JSON a closing is kept as."""
    return orjson.dumps(closing).decode()


def read_closing(text: str | bytes) -> DayClosing:
    """Read a closing kept as JSON. Raises Broken (field)."""
    try:
        closing: DayClosing = _reader().validate_json(text, strict=True)
    except ValidationError as problem:
        raise Broken(first_wrong(problem)) from None
    return closing


@cache
def _reader() -> Any:
    return TypeAdapter(DayClosing).validator
