"""What `test_apart` has done in a process apart: it answers, refuses, fails, takes all memory, never ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

from app.errors import UserError


def says(*values: Any) -> Iterator[Any]:
    yield from values


def takes(megabytes: int) -> Iterator[int]:
    yield len(bytearray(megabytes << 20))


def refuses(name: str) -> Iterator[Any]:
    yield 1
    raise UserError("PAST_SHEET_UNKNOWN", field="sheet", name=name, sheet="2023")


def fails(secret: str) -> Iterator[Any]:
    yield 1
    raise LookupError(secret)


def ends() -> Iterator[Any]:
    yield 1
    os.abort()


def lasts() -> Iterator[int]:
    yield os.getpid()
    threading.Event().wait()


def limits() -> Iterator[Any]:
    import resource

    yield [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CORE)]
