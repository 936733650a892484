"""The scans a draft names: files in the draft's own folder, and nothing else this officer's account may read.

A draft is often written by another program, or downloaded. What it names is read, kept and told to the province, so a
path of its own choosing would take any file of the PC along; a pipe would keep the counter waiting, a device would
feed it for ever. So a name is relative, climbs nowhere, and what it leads to, links followed, is a plain file inside.
A folder, a drive and `..` are read as Windows reads them everywhere: one draft means the same on every desk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from stat import S_ISREG
from typing import BinaryIO

from app.errors import KnownError, UserError

# Neither a pipe nor a terminal that took the place of a file may hold the program; Windows knows neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


@contextmanager
def opened(folder: Path | None, name: str) -> Iterator[BinaryIO]:
    """Open the file a draft in `folder` names; a draft of no folder has none.

    Raises UserError FILE_MISSING (name) where it is not there, FILE_OUTSIDE (name) where it is no plain file inside
    the folder, and KnownError FILE_READ (name, why).
    """
    if folder is None:
        raise UserError("FILE_MISSING", field="components", name=name)
    try:
        file = _open(folder.resolve(), name)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        # ValueError: half a letter, a NUL; no file has such a name.
        raise UserError("FILE_MISSING", field="components", name=name) from None
    except OSError as problem:
        raise KnownError("FILE_READ", name=name, why=problem.strerror) from None
    with file:
        yield file


def _open(folder: Path, name: str) -> BinaryIO:
    asked = PureWindowsPath(name)
    if asked.drive or asked.root or ".." in asked.parts:
        raise UserError("FILE_OUTSIDE", field="components", name=name)
    place = _real(folder / name)
    # Asked before it is opened, for opening alone moves a tape or answers a pipe.
    if place is None or not place.is_relative_to(folder) or not S_ISREG(place.stat().st_mode):
        raise UserError("FILE_OUTSIDE", field="components", name=name)
    file = os.fdopen(os.open(place, _FLAGS), "rb")
    # And of what was opened, once more: a link may have been put in its way meanwhile.
    if _real(place) != place or not os.path.samestat(os.fstat(file.fileno()), place.stat()):
        file.close()
        raise UserError("FILE_OUTSIDE", field="components", name=name)
    return file


def _real(path: Path) -> Path | None:
    """Return where a path leads, links followed; None for links that go round in a circle."""
    try:
        return path.resolve(strict=True)
    except RuntimeError:
        return None
