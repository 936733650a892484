"""How the store writes what is long: ids and hashes as bytes, bodies and records compressed; the one place that does.

Two thirds of a dossier's events and record are the same words in every dossier, so they are compressed against a
dictionary of such words (zlib; the standard library of Python 3.11 has nothing better). The first byte names the
dictionary. One that is in use is never changed and never taken away, or what it packed is lost: for better words a
second one is added beside it. What is no id, no hash, or no shorter packed, is kept as the text it is.

In SQL the four are functions of every connection, by the same names. `plain` is for statements that meet few rows: what
a list or a search asks for is a column.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

from app import __version__
from app.errors import KnownError
from app.paths import resource

NEWEST = 1
"""The dictionary this program packs with."""
_HOW = {"wbits": -14, "method": zlib.DEFLATED}
"""Bare deflate: the pages have a checksum each (SQLCipher) and each event its hash. 16 kB of memory reach over the
dictionary and the longest record."""


def key(text: str | None) -> bytes | str | None:
    """Return an id or a hash as it is kept: a UUID in 16 bytes, a SHA-256 in 32, whatever else as it is."""
    if text is None:
        return None
    try:
        kept = bytes.fromhex(text.replace("-", "")) if len(text) in (36, 64) else b""
    except ValueError:
        return text
    # Another way to write the same one must come out as it went in: it is hashed.
    return kept if len(kept) in (16, 32) and text_of(kept) == text else text


def text_of(kept: bytes | str | None) -> Any:
    """Return the id or the hash that is kept so; None stays None."""
    if not isinstance(kept, bytes):
        return kept
    text = kept.hex()
    return text if len(text) != 32 else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def pack(text: str) -> bytes | str:
    """Return a text as it is kept."""
    data = text.encode()
    packer = _packer().copy()
    packed = bytes([NEWEST]) + packer.compress(data) + packer.flush()
    return packed if len(packed) < len(data) else text


def plain(kept: bytes | str) -> str:
    """Return the text that is kept so.

    Raises ValueError where it is damaged, KnownError STORE_NEWER for a dictionary this program does not have.
    """
    if isinstance(kept, str):
        return kept
    if not kept:
        raise ValueError
    if not 1 <= kept[0] <= NEWEST:
        raise KnownError("STORE_NEWER", revision=f"từ điển {kept[0]}", program=__version__)
    unpacker = _unpacker(kept[0]).copy()
    try:
        data = unpacker.decompress(kept[1:])
    except zlib.error:
        raise ValueError from None
    if not unpacker.eof:
        raise ValueError
    return str(data, "utf-8")


def register(connection: Any) -> None:
    """Give a connection of the driver these functions, for its SQL."""
    for name, function in (("key", key), ("text_of", text_of), ("pack", pack), ("plain", _plain)):
        connection.create_function(name, 1, function, deterministic=True)


def _plain(kept: bytes | str | None) -> str | None:
    """Return the text for SQL, where what is damaged is nothing."""
    try:
        return None if kept is None else plain(kept)
    except ValueError:
        return None


@cache
def _dictionary(number: int) -> bytes:
    return resource("store", f"dictionary-{number}.txt").read_bytes()


@cache
def _packer() -> Any:
    # Level 3 takes two thirds of the time of 6 at a reception, for 50 bytes a dossier more.
    return zlib.compressobj(3, **_HOW, memLevel=5, zdict=_dictionary(NEWEST))


@cache
def _unpacker(number: int) -> Any:
    return zlib.decompressobj(_HOW["wbits"], zdict=_dictionary(number))
