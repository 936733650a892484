"""The mark of issued numbers, kept apart from the store: by it a store that was put back is known for an old copy.

A store alone cannot know that it is one (DESIGN §3.3). So each store has, in a folder of its PC that no copy of the
data folder takes along, two small files under its own id. `reserved` says up to which number of each counter this PC
may have issued: it is on the disk before such a number is used, some ten ahead. `issued` says what was issued: it is
written after each commit, in place and without waiting for the disk, since a power cut may take it back no further
than `reserved`. What in `issued` cannot be read counts as all that was reserved: a gap, never a number twice.

`reserved` also holds signs of its PC. A folder found on another one (a cloned disk, a copied profile) is no mark.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from app.errors import KnownError
from app.paths import put, settle

AHEAD = 10
"""Numbers reserved at once: one wait for the disk in so many receptions."""
_ROOM = 512
"""Bytes of the file of what was issued: one sector, so that a cut leaves the old or the new."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What this PC has issued of one counter, and how far it may have."""

    issued: int
    reserved: int

    def base(self, stored: int) -> int:
        """Return the number to go on after, where the store says `stored`: an old copy goes on above all reserved."""
        return stored if stored >= self.issued else self.reserved


NONE = Counter(0, 0)


class Mark:
    """The mark of one store on this PC; the store's write lock is held by whoever calls."""

    def __init__(self, folder: Path, store: str) -> None:
        """Name the files; nothing is read yet."""
        self._reserved, self._issued = folder / f"{store}.reserved", folder / f"{store}.issued"

    def read(self) -> dict[str, Counter] | None:
        """Return the counters by name; None where there is no mark, or one of another PC. Raises KnownError MARK."""
        try:
            said = _opened(self._reserved.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise KnownError("MARK", why=problem.strerror) from None
        if said is None or not _same_pc(said.get("pc")):
            return None
        found = {name: Counter(*pair) for name, pair in said["counters"].items()}
        try:
            issued = _opened(self._issued.read_bytes().rstrip(b" "))
        except OSError:
            issued = None
        if issued is None:
            return {name: Counter(one.reserved, one.reserved) for name, one in found.items()}
        for name, number in issued.items():
            one = found.get(name, NONE)
            found[name] = Counter(max(one.issued, number), max(one.reserved, number))
        return found

    def reserve(self, counters: Mapping[str, Counter]) -> None:
        """Have counters on the disk in place of what was there. Raises KnownError MARK (why): use no number then."""
        pairs = {name: [one.issued, one.reserved] for name, one in sorted(counters.items())}
        _write_whole(self._reserved, {"pc": signs(), "counters": pairs})
        with suppress(OSError):
            # It stands in `reserved` now; what a kill leaves here says no more than that.
            self._write_issued({})

    def issue(self, numbers: Mapping[str, int]) -> None:
        """Note what was issued and is committed. A disk that refuses it is no reason to refuse the receipt.

        The next number is one (`catch_up`).
        """
        with suppress(KnownError):
            self.catch_up(numbers)

    def catch_up(self, numbers: Mapping[str, int]) -> None:
        """Note what was issued and is committed, where that can be written. Raises KnownError MARK (why): a copy of the
        store put back later would not be known for one, so issue no further number then.

        A file that cannot be read stays so until numbers are reserved anew: it counts as all that was reserved.
        """
        try:
            told = _opened(self._issued.read_bytes().rstrip(b" "))
            if told is not None:
                self._write_issued(told | {name: max(number, told.get(name, 0)) for name, number in numbers.items()})
        except OSError:
            # Somebody else holds the file (Windows): the other one says it too.
            known = self.read() or {}
            further = {name: replace(known.get(name, NONE), issued=number) for name, number in numbers.items()}
            self.reserve(known | further)

    def _write_issued(self, numbers: Mapping[str, int]) -> None:
        handle = os.open(self._issued, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, _sealed(dict(numbers)).ljust(_ROOM))
        finally:
            os.close(handle)


def _write_whole(path: Path, value: object) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(_sealed(value))
            file.flush()
            os.fsync(file.fileno())
        put(fresh, path)
        settle(path.parent)
    except OSError as problem:
        raise KnownError("MARK", why=problem.strerror) from None


def of_home(folder: Path, home: Path) -> str | None:
    """Return which store's mark belongs to a data folder, None where none was made for it."""
    return _of(folder, home).get("store")


def keep_home(folder: Path, home: Path, store: str) -> None:
    """Remember which store's mark belongs to a data folder. Raises KnownError MARK (why)."""
    _write_whole(_home(folder, home), _of(folder, home) | {"store": store})


def knows_key(folder: Path, home: Path, key: bytes) -> bool:
    """Tell whether a key is the one that opened the store of a data folder the last time: then it is no wrong one."""
    return bool(_of(folder, home).get("key") == _digest(key))


def keep_key(folder: Path, home: Path, key: bytes) -> None:
    """Remember, as far as that can be written, that a key opened the store of a data folder; never the key itself."""
    if not knows_key(folder, home, key):
        with suppress(KnownError):
            _write_whole(_home(folder, home), _of(folder, home) | {"key": _digest(key)})


def _digest(key: bytes) -> str:
    return hashlib.sha256(b"motcua key" + key).hexdigest()


def _of(folder: Path, home: Path) -> dict[str, Any]:
    with suppress(OSError):
        return _opened(_home(folder, home).read_bytes()) or {}
    return {}


def _home(folder: Path, home: Path) -> Path:
    return folder / f"{hashlib.sha256(str(home).encode()).hexdigest()[:16]}.home"


@lru_cache(maxsize=1)
def signs() -> dict[str, str]:
    """Return what tells this PC from another, hashed: no sign alone is sure, and none is anybody's business."""
    said = {"machine": _machine(), "name": platform.node(), "card": _card()}
    return {name: hashlib.sha256(sign.encode()).hexdigest()[:16] for name, sign in said.items() if sign}


def _same_pc(kept: object) -> bool:
    """Tell whether signs are of this PC: one may change, with a new name or a new network card."""
    here = signs()
    return isinstance(kept, dict) and sum(kept[name] != here[name] for name in kept.keys() & here.keys()) < 2


def _machine() -> str:
    """Return the id the system gave this installation, "" where it has none."""
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    with suppress(OSError):
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    return ""


def _card() -> str:
    """Return the address of the network card, "" where the library made one up (its multicast bit is set)."""
    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:012x}"


def _sealed(value: object) -> bytes:
    content = orjson.dumps(value)
    return content + b"\n" + hashlib.sha256(content).hexdigest().encode()


def _opened(content: bytes) -> dict[str, Any] | None:
    """Return what was sealed, None where it was cut or changed."""
    said, _, seal = content.rpartition(b"\n")
    if hashlib.sha256(said).hexdigest().encode() != seal:
        return None
    value: dict[str, Any] = orjson.loads(said)
    return value
