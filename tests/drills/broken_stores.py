"""What can become of a store's file and of the log beside it, one thing at a time, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

PAGE = 4096
_WAL_HEAD, _FRAME = 32, 24 + PAGE
"""Bytes of a write-ahead log before its frames, and of each frame (SQLite's file format, "the write-ahead log")."""


@dataclass(frozen=True)
class Files:
    """The bytes of a store and of its log; None for a file that is not there."""

    store: bytes | None
    log: bytes | None = None


@dataclass(frozen=True)
class Given:
    """What a damage is made of: the store closed and, killed at work, `cut_off` with its log; how it was `before`;
    other stores of the same key and of another one.
    """

    sound: Files
    cut_off: Files
    before: bytes
    sister: Files
    stranger: Files


Damage = Callable[[Given, random.Random], Files]


def _changed(data: bytes, at: int, by: bytes) -> bytes:
    return data[:at] + by + data[at + len(by) :]


def _page(data: bytes, draw: random.Random) -> int:
    return PAGE * draw.randrange(len(data) // PAGE)


def _store(given: Given) -> bytes:
    assert given.sound.store is not None
    return given.sound.store


def flip(given: Given, draw: random.Random) -> Files:
    data = _store(given)
    at = draw.randrange(len(data))
    return Files(_changed(data, at, bytes([data[at] ^ 1 << draw.randrange(8)])))


def scratch(given: Given, draw: random.Random) -> Files:
    data = _store(given)
    at = draw.randrange(len(data) - 512)
    return Files(_changed(data, at, draw.randbytes(draw.randrange(1, 512))))


def cut(given: Given, draw: random.Random) -> Files:
    return Files(_store(given)[: draw.randrange(len(_store(given)))])


def cut_at_a_page(given: Given, draw: random.Random) -> Files:
    return Files(_store(given)[: _page(_store(given), draw)])


def zeroed(given: Given, draw: random.Random) -> Files:
    """A page, or a run of them as a file system leaves it whose blocks were never written."""
    at, run = _page(_store(given), draw), draw.choice((1, 1, 4, 16))
    size = min(PAGE * run, len(_store(given)) - at)
    return Files(_changed(_store(given), at, bytes(size)))


def noise(given: Given, draw: random.Random) -> Files:
    return Files(_changed(_store(given), _page(_store(given), draw), draw.randbytes(PAGE)))


def foreign(given: Given, draw: random.Random) -> Files:
    """A page of another store, of this key or of another one, at its own place or elsewhere."""
    other = draw.choice((given.sister, given.stranger)).store
    assert other is not None
    at = _page(_store(given), draw)
    there = at if at + PAGE <= len(other) and draw.random() < 0.5 else _page(other, draw)
    return Files(_changed(_store(given), at, other[there : there + PAGE]))


def swapped(given: Given, draw: random.Random) -> Files:
    data = _store(given)
    one, other = (PAGE * page for page in draw.sample(range(len(data) // PAGE), 2))
    whole = _changed(data, one, data[other : other + PAGE])
    return Files(_changed(whole, other, data[one : one + PAGE]))


def stale(given: Given, draw: random.Random) -> Files:
    """Pages as they were before: a disk that said it had written them. Their seals are good."""
    data, now = given.before, _store(given)
    differing = [at for at in range(0, min(len(data), len(now)), PAGE) if data[at : at + PAGE] != now[at : at + PAGE]]
    for at in draw.sample(differing, draw.choice((1, 1, 3))):
        now = _changed(now, at, data[at : at + PAGE])
    return Files(now)


def grown(given: Given, draw: random.Random) -> Files:
    return Files(_store(given) + draw.randbytes(draw.choice((1, 100, PAGE))))


def shifted(given: Given, draw: random.Random) -> Files:
    at = draw.randrange(len(_store(given)))
    return Files(_store(given)[:at] + draw.randbytes(1) + _store(given)[at:])


def another_file(given: Given, draw: random.Random) -> Files:
    plain = b"SQLite format 3\0" + bytes(2 * PAGE)
    text = "Đây là tệp khác\n".encode() * draw.choice((1, 2000))
    return Files(draw.choice((b"", b"\0" * PAGE * 3, plain, text, given.stranger.store, draw.randbytes(PAGE * 5))))


def gone(given: Given, draw: random.Random) -> Files:
    return Files(None, draw.choice((None, given.cut_off.log)))


def log_flip(given: Given, draw: random.Random) -> Files:
    assert given.cut_off.log is not None
    at = draw.randrange(len(given.cut_off.log))
    return Files(given.cut_off.store, _changed(given.cut_off.log, at, bytes([given.cut_off.log[at] ^ 1])))


def log_cut(given: Given, draw: random.Random) -> Files:
    assert given.cut_off.log is not None
    return Files(given.cut_off.store, given.cut_off.log[: draw.randrange(len(given.cut_off.log))])


def log_zeroed(given: Given, draw: random.Random) -> Files:
    assert given.cut_off.log is not None
    frames = (len(given.cut_off.log) - _WAL_HEAD) // _FRAME
    at = _WAL_HEAD + _FRAME * draw.randrange(frames)
    return Files(given.cut_off.store, _changed(given.cut_off.log, at, bytes(_FRAME)))


def log_lost(given: Given, _draw: random.Random) -> Files:
    return Files(given.cut_off.store)


def log_foreign(given: Given, draw: random.Random) -> Files:
    """The log of another store beside this one: the page numbers fit, nothing else does."""
    return Files(_store(given), draw.choice((given.sister, given.stranger)).log)


def store_under_log(given: Given, draw: random.Random) -> Files:
    """A page of the file damaged while the log lies beside it."""
    assert given.cut_off.store is not None
    at = _page(given.cut_off.store, draw)
    return Files(_changed(given.cut_off.store, at + 100, draw.randbytes(64)), given.cut_off.log)


DAMAGES: tuple[Damage, ...] = (
    flip, scratch, cut, cut_at_a_page, zeroed, noise, foreign, swapped, stale, grown, shifted, another_file, gone,
    log_flip, log_cut, log_zeroed, log_lost, log_foreign, store_under_log,
)  # fmt: skip
