"""The lock of a desk: a code of six digits for the officer, and one for the head of the centre, kept as salted hashes.

Whoever can open the store could read it anyway, so the lock only has to keep a passer-by from acting in the officer's
name: scrypt and a minute's wait after five wrong tries make six digits last for weeks of guessing. The desk stays
locked when the program is ended and started again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from app.errors import UserError
from app.models import setting
from app.rules.clock import iso, parse_moment
from app.services.desk import Desk

Who = Literal["officer", "head"]
DIGITS, TRIES, WAIT = 6, 5, timedelta(minutes=1)
_NAME = "lock"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: whether it opened, how many tries are left, and for how many seconds none is taken."""

    opened: bool
    left: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """Whose codes are set, and whether the desk is locked."""

    officer: bool
    head: bool
    locked: bool


def look(desk: Desk) -> Lock:
    """Return how the lock stands."""
    with desk.store.read() as connection:
        kept = _kept(connection)
    return Lock("officer" in kept, "head" in kept, bool(kept.get("locked")))


def set_code(desk: Desk, who: Who, code: str) -> None:
    """Set or replace a code. Raises UserError LOCK_CODE (have) when it is not six digits."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        raise UserError("LOCK_CODE", field=who, have=len(code))
    salt = secrets.token_bytes(16)
    with desk.store.write() as connection:
        kept = _kept(connection)
        kept[who] = {"salt": salt.hex(), "hash": _hash(code, salt)}
        setting.put(connection, _NAME, kept)


def lock(desk: Desk) -> None:
    """Lock the desk. Raises UserError LOCK_NO_CODE while the officer has no code."""
    with desk.store.write() as connection:
        kept = _kept(connection)
        if "officer" not in kept:
            raise UserError("LOCK_NO_CODE")
        setting.put(connection, _NAME, {**kept, "locked": True})


def unlock(desk: Desk, who: Who, code: str) -> Tried:
    """Try a code; the fifth wrong one in a row makes everybody wait a minute."""
    with desk.store.write() as connection:
        kept, now = _kept(connection), desk.clock()
        until = parse_moment(kept["until"]) if kept.get("until") else None
        if until is not None and now < until:
            return Tried(False, 0, round((until - now).total_seconds()))
        right = who in kept and hmac.compare_digest(
            kept[who]["hash"], _hash(code, bytes.fromhex(kept[who]["salt"]))
        )
        wrong = 0 if right else kept.get("wrong", 0) + 1
        waits = wrong >= TRIES
        kept |= {
            "locked": kept.get("locked", False) and not right,
            "wrong": 0 if waits else wrong,
            "until": iso(now + WAIT) if waits else None,
        }
        setting.put(connection, _NAME, kept)
    return Tried(right, 0 if waits else TRIES - wrong, round(WAIT.total_seconds()) if waits else 0)


def clear(desk: Desk) -> None:
    """Open the lock and forget both codes: for a technician who sits at this PC with the store's key."""
    with desk.store.write() as connection:
        setting.put(connection, _NAME, {})


def _kept(connection: Connection) -> dict[str, Any]:
    return dict(setting.get(connection, _NAME) or {})


def _hash(code: str, salt: bytes) -> str:
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1).hex()
