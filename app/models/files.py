"""Scanned papers beside the store: each encrypted under a key of its own making, named by its SHA-256.

AES-256-GCM with a key derived from the store's (HKDF, RFC 5869), so that a copied folder shows nothing. The file is
on disk before the event that names it is committed; one without an event is harmless.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import chosen
from app.errors import KnownError
from app.models.store import Store
from app.paths import put, settle

FOLDER = "files"
_NONCE = 12
MOST_MB = 200
"""The largest scan: two hundred pages in colour. It is in memory twice while it is encrypted."""


def keep(store: Store, path: Path) -> dict[str, Any]:
    """Keep a file encrypted; return its `sha256` and `size` (of what it says, not of what lies on disk).

    Raises KnownError DISK, FILE_READ; UserError FILE_TOO_LARGE (name, size, limit: MB).
    """
    try:
        content = chosen.content(path, MOST_MB)
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
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
    try:
        data = _place(store, digest).read_bytes()
        return _cipher(store).decrypt(data[:_NONCE], data[_NONCE:], digest.encode())
    except (OSError, InvalidTag, ValueError):
        # ValueError: what is left is too short to be one of ours.
        raise KnownError("FILE_LOST", sha256=digest) from None


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
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"motcua files 1").derive(store.key))
