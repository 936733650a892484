"""The bytes of a file that somebody chose, when it is no larger than such a file can be.

A dialog offers every file there is: the film beside the catalogue, the image of a disk, on Linux a device that never
ends. Read whole it would take the memory of the PC, and the counter with it; so it is refused by its size, and what
has no size to ask for is read no further than the limit.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from app.errors import UserError


def content(path: Path, most_mb: int, *, refusal: str = "FILE_TOO_LARGE") -> bytes:
    """Return what is in a file of at most `most_mb` MB.

    Raises OSError; UserError FILE_TOO_LARGE, or the code `refusal`, with name, size and limit in whole MB.
    """
    with path.open("rb") as file:
        return content_of(file, path.name, most_mb, refusal=refusal)


def content_of(file: BinaryIO, name: str, most_mb: int, *, refusal: str = "FILE_TOO_LARGE") -> bytes:
    """Return what is in an open file called `name`, as `content` does."""
    most = most_mb << 20
    size = os.fstat(file.fileno()).st_size
    read = file.read(most + 1) if size <= most else b""
    if max(size, len(read)) > most:
        raise UserError(refusal, name=name, size=-(-max(size, len(read)) >> 20), limit=most_mb)
    return read
