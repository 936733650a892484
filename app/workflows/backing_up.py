"""A desk's copies: made here and at a second place, by generations, with its scans beside them; and looked through.

A folder of copies holds files named by their generation (`rules.generations`) and, in `files`, the scans, encrypted as
they lie beside the store: one scan once, however many generations name it. Copies of other stores lie there untouched.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import KnownError
from app.models import backup, files, setting
from app.models.backup import Content
from app.models.engine import REVISIONS
from app.models.progress import Report
from app.models.store import Store
from app.paths import drop
from app.rules import generations
from app.rules.generations import DAILY, Generation
from app.services import care
from app.services.care import Check
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that lies at `path`, and what is in it; None for one of an older program, which is not opened.

    `scans` is how many were copied with it this time, `dropped` the names of the generations that went for it.
    """

    path: Path
    content: Content | None
    scans: int = 0
    dropped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua backup --json` prints it; `bytes` are those of the file."""
        held = asdict(self.content) if self.content else {"dossiers": None, "events": None, "newest": None}
        size = self.path.stat().st_size
        return {"file": str(self.path), "bytes": size, **held, "scans": self.scans, "dropped": list(self.dropped)}


def back_up(desk: Desk, place: Path, keep: int = DAILY, report: Report | None = None) -> Copy:
    """Put a copy of the desk's store, and the scans it lacks, into a folder, and drop the generations it makes old.

    Raises as `models.backup.write`.
    """
    one = _generation(desk)
    _sweep(place, one)
    made = copy_to(desk, place / one.name, report)
    old = [other for other in present(place) if _same_store(other, one)]
    # Those of a former key are opened by no paper that is good: they were waiting for this one.
    left = generations.kept((other for other in old if other.paper == one.paper), keep)
    dropped = tuple(other.name for other in sorted(old) if other not in left)
    for name in dropped:
        with suppress(OSError):  # held by another program: with the next copy
            drop(place / name)
    return replace(made, dropped=dropped)


def _sweep(place: Path, own: Generation) -> None:
    """Remove what copies of this store that were cut off have left; each was to have a name of its own moment."""
    for left in place.glob(f"*{generations.ENDING}.new*"):
        begun = generations.named(left.name.partition(".new")[0])
        if begun is not None and _same_store(begun, own):
            with suppress(OSError):
                left.unlink()


def copy_to(desk: Desk, target: Path, report: Report | None = None) -> Copy:
    """Copy the desk's store to one file, its scans into the folder beside it. Raises as `models.backup.write`."""
    backup.write(desk.store, target, report)
    try:
        scans = files.copy_all(desk.store.path.parent, target.parent)
    except OSError as problem:
        raise KnownError("BACKUP_PLACE", place=str(target.parent), why=problem.strerror) from None
    return Copy(target, _content(target, desk.store.key), scans)


def present(place: Path) -> list[Generation]:
    """Return the generations that lie in a folder, of whatever desk, oldest first; none where there is no folder."""
    names = (path.name for path in place.glob(f"*{generations.ENDING}")) if place.is_dir() else ()
    return sorted(one for one in map(generations.named, names) if one is not None)


def verify(path: Path, key: bytes, clock: datetime) -> tuple[Copy, list[Check]]:
    """Look a copy through and recompute all it says; return what is in it and the checks.

    One of an older program is looked through only: it is recomputed once it is restored. Raises as
    `models.backup.look_through`.
    """
    revision = backup.look_through(path, key)
    if revision != REVISIONS[-1]:
        told = f"bản của chương trình cũ ({revision}): từng trang đúng, sẽ được nâng cấp khi phục hồi"
        return Copy(path, None), [Check("pages", True, told)]
    store = Store(path, key, fixed=True)
    try:
        checks = care.examine(Desk(store, lambda: clock))
    finally:
        store.close()
    return Copy(path, _content(path, key)), [Check("pages", True, "từng trang đúng"), *checks]


def newest_good(place: Path, key: bytes) -> Path | None:
    """Return the newest copy in a folder that a key opens and of which every page is good, None where there is none."""
    for one in reversed(present(place)):
        with suppress(KnownError):
            backup.look_through(place / one.name, key)
            return place / one.name
    return None


def _content(path: Path, key: bytes) -> Content:
    store = Store(path, key, fixed=True)
    try:
        with store.read() as connection:
            return backup.content(connection)
    finally:
        store.close()


def _generation(desk: Desk) -> Generation:
    with desk.store.read() as connection:
        own, known = desk.centre(connection), setting.get(connection, "numbers") or {}
        paper = setting.recovery_paper(connection)
    store = str(known.get("store") or "0" * 8)[-8:]
    return Generation(desk.clock(), own.agency, own.desk, store, paper.paper if paper else "")


def _same_store(one: Generation, other: Generation) -> bool:
    return (one.agency, one.desk, one.store) == (other.agency, other.desk, other.store)


def newest_of(places: Iterable[Path], desk: Desk) -> Path | None:
    """Return the newest copy of the desk's store in these folders, None where there is none."""
    own = _generation(desk)
    found = [(one.at, place / one.name) for place in places for one in present(place) if _same_store(one, own)]
    return max(found)[1] if found else None
