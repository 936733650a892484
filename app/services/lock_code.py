"""The six digits that open a locked desk: set, tried, and five wrong tries cost a minute.

Whoever has the store's key can read everything in it, so the code only has to keep a passer-by from acting in the
officer's name. A salted scrypt hash keeps the digits themselves out of backups; the count of wrong tries is in the
store, because a count in memory would be forgotten by ending the program.

The minute is measured by how long the PC runs (`Desk.uptime`), which nobody can turn and which every program of this
PC reads alike: at the fifth wrong try the store keeps it. Later the PC either runs longer than then, and the
difference has passed at least; or it runs shorter, so it was started anew since, and has run so long at least since
the try. Either way no more time is counted than went by: turning the clock and ending the program give no try, and
starting the PC anew costs its own minute. What is not counted, a night switched off or asleep, may keep an officer
waiting for one minute, never for longer, whatever any clock says.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import os
import secrets
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from stat import S_ISREG
from typing import Any

from sqlalchemy import Connection

from app.errors import UserError
from app.models import setting
from app.services.desk import Desk

DIGITS, TRIES, WAIT = 6, 5, 60
"""Digits of a code, wrong tries in a row, seconds of waiting after them."""
AGREED = 600
"""Seconds for which an administrator's word counts."""
_NAME = "lock_code"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: whether it was right; else for how many seconds none is taken, and how many tries are left.

    While `wait_seconds` is above zero, `left` is zero.
    """

    ok: bool
    wait_seconds: int = 0
    left: int = TRIES


def has_code(desk: Desk) -> bool:
    """Tell whether this desk has a code."""
    with desk.store.read() as connection:
        return setting.get(connection, _NAME) is not None


def is_code(text: str) -> bool:
    """Tell whether this could be a code: six digits."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def check(code: str, again: str) -> None:
    """Refuse a code that is none, or that was not typed twice the same; both empty is no wish for a new one.

    Raises UserError LOCK_CODE_AGAIN; LOCK_CODE_DIGITS (have, need) for anything but six digits, LOCK_CODE_WEAK for
    digits that a passer-by tries first: one repeated, a run up or down, a part of two or three repeated.
    """
    if code != again:
        raise UserError("LOCK_CODE_AGAIN", field="again")
    if not code:
        return
    if not is_code(code):
        raise UserError("LOCK_CODE_DIGITS", field="code", have=len(code), need=DIGITS)
    if _weak(code):
        raise UserError("LOCK_CODE_WEAK", field="code")


def put(connection: Connection, code: str) -> None:
    """Set or replace the code, one that `check` took, in the caller's transaction."""
    salt = secrets.token_bytes(16)
    setting.put(connection, _NAME, {"salt": salt.hex(), "hash": _hash(code, salt), "wrong": 0, "shut": None})


def try_code(desk: Desk, code: str) -> Tried:
    """Try a code; the fifth wrong one in a row makes everybody wait a minute. Where none is set, every try is right."""
    with desk.store.write() as connection:
        kept: dict[str, Any] | None = setting.get(connection, _NAME)
        if kept is None:
            return Tried(ok=True)
        now = desk.uptime()
        waiting = _seconds_left(kept.get("shut"), now)
        if waiting:
            return Tried(ok=False, wait_seconds=waiting, left=0)
        right = hmac.compare_digest(kept["hash"], _hash(code, bytes.fromhex(kept["salt"])))
        wrong = 0 if right else kept["wrong"] + 1
        shut = wrong >= TRIES
        setting.put(connection, _NAME, {**kept, "wrong": 0 if shut else wrong, "shut": now if shut else None})
    return Tried(ok=right, wait_seconds=WAIT if shut else 0, left=TRIES - wrong)


def forget(desk: Desk) -> None:
    """Take the code away: for whoever knows it, or for whom `administrator_agrees`."""
    with desk.store.write() as connection:
        setting.put(connection, _NAME, None)
    log.info("the code of the lock was taken away")


def administrator_agrees() -> bool:
    """Tell whether an administrator of this PC has just said that a forgotten code may be taken away.

    The officer who forgot it has nothing else to show: store and key are open to whoever sits at this account, so they
    prove nothing. What only an administrator can do is put a file into a folder of the system: `motcua-unlock` in /etc,
    root's own, or in the folder of Windows. It counts for ten minutes, so that one left behind opens nothing later.
    """
    place = _system_folder() / "motcua-unlock"
    try:
        said = place.lstat()
    except OSError:
        return False
    fresh = abs(time.time() - said.st_mtime) <= AGREED
    return fresh and S_ISREG(said.st_mode) and (os.name == "nt" or said.st_uid == 0)


def _system_folder() -> Path:
    if sys.platform == "win32":
        import ctypes

        # Not the variable SystemRoot, which anybody sets as he likes.
        room = ctypes.create_unicode_buffer(260)
        ctypes.windll.kernel32.GetSystemWindowsDirectoryW(room, len(room))
        return Path(room.value)
    return Path("/etc")


def _seconds_left(shut: float | None, now: float) -> int:
    """Return how long still to wait where it was `shut` when the PC had run so long; the module says why."""
    if shut is None:
        return 0
    passed = now - shut if now >= shut else now
    return max(0, math.ceil(WAIT - passed))


def _weak(code: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(code)}
    run = len(steps) == 1 and steps <= {-1, 0, 1}
    return run or code[:2] * 3 == code or code[:3] * 2 == code


def _hash(code: str, salt: bytes) -> str:
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1).hex()
