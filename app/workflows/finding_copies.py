"""Which copies can be put back on this PC: its own, those of its second place, those on sticks and other disks.

A place is looked through two folders deep and not farther: that is where copies are put, and a whole disk would take
minutes. Shares of a network are not looked for; a dead one would hold the window up for as long as it likes.
"""

from __future__ import annotations

import os
import re
import string
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.models import backup, replacing
from app.models.store import FILE
from app.rules import generations
from app.rules.generations import Generation
from app.settings import Settings

DEEP = 2
_LOCAL = (2, 3)
"""What Windows calls DRIVE_REMOVABLE and DRIVE_FIXED (fileapi.h)."""
_SYSTEM = frozenset({"/", "/boot", "/boot/efi", "/efi"})
_IMAGES = frozenset({"squashfs", "iso9660", "erofs"})


@dataclass(frozen=True, slots=True)
class Found:
    """A copy and what its name says of it, None where somebody gave it another name."""

    path: Path
    says: Generation | None


def find(places: Iterable[Path]) -> list[Found]:
    """Return the copies that lie in these folders, up to two folders deep, newest first."""
    found = {path: generations.named(path.name) for place in places for path in _within(place, DEEP)}
    known = [(says.at, path, says) for path, says in found.items() if says is not None]
    return [Found(path, says) for _, path, says in sorted(known, key=lambda one: (one[0], str(one[1])), reverse=True)]


def chosen(path: Path) -> Found:
    """Return a copy somebody chose by hand."""
    return Found(path, generations.named(path.name))


def own_places(home: Path) -> list[Path]:
    """Return where the PC of a data folder keeps its copies: beside the store, and the second place if one is set."""
    second = Settings.load(home).copies
    return [home / backup.FOLDER, *([Path(second)] if second else [])]


def disks() -> list[Path]:
    """Return the sticks and disks of this PC but for the one its system is on; on Windows that one too."""
    if sys.platform == "win32":
        import ctypes

        kind_of = ctypes.windll.kernel32.GetDriveTypeW
        return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if kind_of(f"{letter}:\\") in _LOCAL]
    try:
        return mounted(Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return []


def mounted(told: str) -> list[Path]:
    """Return where disks are mounted, as Linux tells it (proc(5), mountinfo), the system's own left out."""
    places = []
    for line in told.splitlines():
        where, _, what = line.partition(" - ")
        kind, source = what.split()[:2]
        place = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), where.split()[4])
        if source.startswith("/dev/") and kind not in _IMAGES and place not in _SYSTEM:
            places.append(Path(place))
    return places


def left_over(home: Path) -> bool:
    """Tell whether a data folder without a store had one: copies lie there, or a putting back was cut off."""
    return not (home / FILE).exists() and (is_cut_off(home) or bool(find(own_places(home)[:1])))


def is_cut_off(home: Path) -> bool:
    """Tell whether a putting back was decided and not ended."""
    return (home / replacing.NEXT).exists()


def _within(place: Path, deep: int) -> Iterator[Path]:
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            # What lies in a bin was thrown away; a name that begins with a dot or a dollar is a system's.
            if entry.name.startswith((".", "$")):
                continue
            if entry.name.endswith(generations.ENDING) and entry.is_file():
                yield Path(entry.path)
            elif deep and entry.is_dir(follow_symlinks=False):
                yield from _within(Path(entry.path), deep - 1)
