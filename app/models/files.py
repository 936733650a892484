"""Scanned papers beside the store: each encrypted under a key of its own making, named by its SHA-256.

AES-256-GCM with a key derived from the store's (HKDF, RFC 5869), so that a copied folder shows nothing. The file is
on disk before the event that names it is committed; one without an event is harmless.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from app import chosen
from app.errors import KnownError
from app.models import setting
from app.models.store import Store
from app.paths import put, settle

FOLDER = "files"
_FORMER = "files_former_keys"
_NONCE = 12
MOST_MB = 200
"""The largest scan: two hundred pages in colour. It is in memory twice while it is encrypted."""


def keep(store: Store, file: BinaryIO, name: str) -> dict[str, Any]:
    """Keep what the file called `name` says, encrypted; return its `sha256` and `size`: of what it says, not of what
    lies on the disk.

    Raises KnownError DISK, FILE_READ; UserError FILE_TOO_LARGE (name, size, limit: MB).
    """
    try:
        content = chosen.content_of(file, name, MOST_MB)
    except OSError as problem:
        raise KnownError("FILE_READ", name=name, why=problem.strerror) from None
    try:
        digest = hashlib.sha256(content).hexdigest()
        place = _place(store, digest)
        if not place.exists():
            if not place.parent.exists():
                place.parent.mkdir(exist_ok=True)
                settle(place.parent.parent)
            nonce = os.urandom(_NONCE)
            _write(place, nonce + _cipher(store).encrypt(nonce, content, digest.encode()))
    except OSError as problem:
        raise KnownError("DISK", why=problem.strerror) from None
    return {"sha256": digest, "size": len(content)}


def content(store: Store, digest: str) -> bytes:
    """Return a kept file. Raises KnownError FILE_LOST when it is not there or was altered."""
    with suppress(OSError):
        data = _place(store, digest).read_bytes()
        for cipher in (_cipher(store), *_former(store)):
            # ValueError: what is left is too short to be one of ours.
            with suppress(InvalidTag, ValueError):
                return cipher.decrypt(data[:_NONCE], data[_NONCE:], digest.encode())
    raise KnownError("FILE_LOST", sha256=digest)


def lies(store: Store, digest: str) -> bool:
    """Tell whether a kept file lies beside the store, whatever is in it."""
    return _place(store, digest).is_file()


def keep_former_key(connection: Connection, key: bytes) -> None:
    """Remember, in a store that has another key from now on, what opens the files kept under its former one."""
    setting.put(connection, _FORMER, [*(setting.get(connection, _FORMER) or ()), _derived(key).hex()])


def _former(store: Store) -> list[AESGCM]:
    with store.read() as connection:
        return [AESGCM(bytes.fromhex(key)) for key in reversed(setting.get(connection, _FORMER) or ())]


def copy_all(home: Path, place: Path) -> int:
    """Copy every kept scan of a data folder that lies not yet in another one; return how many were copied.

    They go as they lie there, encrypted. Raises OSError.
    """
    copied = 0
    for kept in sorted((home / FOLDER).glob("?" * 64)):
        there = place / FOLDER / kept.name
        if not there.exists() or there.stat().st_size != kept.stat().st_size:
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(there, kept.read_bytes())
            copied += 1
    return copied


def _write(place: Path, data: bytes) -> None:
    fresh = place.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put(fresh, place)
        settle(place.parent)
    except OSError:
        # Half a scan would keep the disk full that stopped it.
        fresh.unlink(missing_ok=True)
        raise


def _place(store: Store, digest: str) -> Path:
    return store.path.parent / FOLDER / digest


def _cipher(store: Store) -> AESGCM:
    return AESGCM(_derived(store.key))


def _derived(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"motcua files 1").derive(key)
