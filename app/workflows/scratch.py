"""A folder of our own in the data folder, where a store is made before it is anybody's."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.errors import KnownError


def empty_folder(folder: Path, file: Path, times: float, short: str) -> Path:
    """Return `folder`, new and empty, on a disk that has so many times the size of `file` free.

    Raises KnownError of the code `short` (needed, free: bytes) where there is less; OSError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    needed, free = int(file.stat().st_size * times), shutil.disk_usage(folder).free
    if free < needed:
        raise KnownError(short, needed=needed, free=free)
    return folder
