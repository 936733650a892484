"""What a copy of a large store costs beside a plain copy of the file, and what a day's copies take on a slow disk.

Bytes are those that went to and came from the disk by the kernel's count for this process (`/proc/self/io`), with the
files out of its memory before each turn, as they are in the morning. The floor reads the file, writes it and waits for
the disk; a copy writes the store out row by row, has every seal and then the structure read back, and counts what is in
it. A day has four: at the closing and while nobody is there, at two places each, and each is verified. What a disk of
20 MB/s takes for their bytes is added to the seconds of the processor that were measured here, as if the two never went
on at the same time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from app.models.store import FILE, Store
from app.rules.clock import now
from app.services.desk import Desk
from app.workflows import backing_up
from tests.bench import stores
from tests.bench.harness import Figure, workplace

AIM_BYTES, AIM_SHARE = 2.0, 5.0
"""How many times the floor's bytes a copy may move; how many hundredths of a day its copies may take."""
SLOW = 20e6
"""Bytes a second of an old PC's disk."""
A_DAY = 8 * 3600
COPIES = 4
COUNT = 10_000


def figures(quick: bool) -> list[Figure]:
    """Measure the store of 10,000 dossiers, or with time for it the one of 100,000."""
    count = COUNT if quick else 10 * COUNT
    with workplace() as folder:
        home, copy = folder / "home", folder / "copies" / "one.motcua"
        home.mkdir()
        shutil.copy(stores.filled(count) / FILE, home)
        file = home / FILE
        floor = _measured(lambda: _plain(file, folder / "plain"), file)
        desk = Desk(Store(file, stores.KEY))
        ours = _measured(lambda: backing_up.copy_to(desk, copy), file)
        desk.store.close()
        looked = _measured(lambda: backing_up.verify(copy, stores.KEY, now()), copy)
    moved, least = ours.read + ours.written, floor.read + floor.written
    detail = {
        "seconds": ours.seconds, "floor_seconds": floor.seconds, "read_mb": ours.read / 1e6,
        "written_mb": ours.written / 1e6, "verify_seconds": looked.seconds, "verify_read_mb": looked.read / 1e6,
        "verify_written_mb": looked.written / 1e6,
    }  # fmt: skip
    slow = [COPIES * ((one.read + one.written) / SLOW + one.seconds) for one in (ours, looked)]
    plain = COPIES * (least / SLOW + floor.seconds)
    share, least_share = (100 * seconds / A_DAY for seconds in (sum(slow), plain))
    return [
        Figure(f"copy {count:,}", "MB", moved / 1e6, least / 1e6, moved / least, AIM_BYTES, detail=detail),
        Figure(f"copies of a day {count:,}", "%", share, least_share, share, AIM_SHARE, detail={"seconds": sum(slow)}),
    ]


@dataclass(frozen=True)
class _Measured:
    """Seconds of the processor, and the bytes this process had from the disk and gave to it."""

    seconds: float
    read: int
    written: int


def _measured(work: Callable[[], object], *files: Path) -> _Measured:
    for file in files:
        _forgotten(file)
    read, written = _moved()
    began = process_time()
    work()
    seconds = process_time() - began
    after = _moved()
    return _Measured(seconds, after[0] - read, after[1] - written)


def _plain(file: Path, target: Path) -> None:
    shutil.copyfile(file, target)
    with target.open("rb") as copied:
        os.fsync(copied.fileno())


def _forgotten(file: Path) -> None:
    """Have the kernel keep nothing of a file in memory."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _moved() -> tuple[int, int]:
    said = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(said["read_bytes"]), int(said["write_bytes"])
