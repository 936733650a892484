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

from sqlalchemy import Connection

from app.errors import KnownError
from app.models import backup, blanks, counting, files, setting
from app.models.backup import Content
from app.models.engine import REVISIONS
from app.models.progress import Report
from app.models.setting import CentreRecord
from app.models.store import Store
from app.paths import drop
from app.rules import generations
from app.rules.generations import DAILY, Generation
from app.rules.record import Broken
from app.services import care
from app.services.care import Check
from app.services.desk import Desk

_MADE, _KNOWN = "copies_made", 40
"""As many names of copies a store keeps: those of a month with two places, two sticks that take turns among them."""
_UNREAD = ("CENTRE_MISSING", "STORE_BROKEN", "WRONG_KEY")
"""What a copy that lacks or has lost what the rest is read by is refused with, as a store is."""


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
    copy = copy_to(desk, place / one.name, report)
    _note(desk, one, copy)
    old = [other for other in present(place) if _same_store(other, one)]
    # Those of a former key are opened by no paper that is good: they were waiting for this one.
    left = generations.kept((other for other in old if other.paper == one.paper), keep)
    dropped = tuple(other.name for other in sorted(old) if other not in left)
    for name in dropped:
        with suppress(OSError):  # held by another program: with the next copy
            drop(place / name)
    return replace(copy, dropped=dropped)


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

    One of an older program is looked through only: it is recomputed once it is restored. Where nothing can be
    recomputed because what the rest is read by is damaged, that is BACKUP_BROKEN too. Raises as
    `models.backup.look_through`.
    """
    revision = backup.look_through(path, key)
    if revision != REVISIONS[-1]:
        told = f"bản của chương trình cũ ({revision}): từng trang đúng, sẽ được nâng cấp khi phục hồi"
        return Copy(path, None), [Check("pages", True, told)]
    store = Store(path, key, fixed=True)
    desk = Desk(store, lambda: clock)
    try:
        with store.read() as connection:
            if lost := setting.unreadable(connection):
                raise KnownError("BACKUP_BROKEN", path=str(path), why=", ".join(lost))
            counted = _counted(connection, desk.centre(connection))
        checks = [*care.examine(desk), counted, *_named(path, desk)]
    except Broken as problem:
        raise KnownError("BACKUP_BROKEN", path=str(path), why=problem.field) from None
    except KnownError as problem:
        if problem.code not in _UNREAD:
            raise
        raise KnownError("BACKUP_BROKEN", path=str(path), why=problem.code) from None
    finally:
        store.close()
    return Copy(path, _content(path, key)), [Check("pages", True, "từng trang đúng"), *checks]


def _counted(connection: Connection, own: CentreRecord) -> Check:
    """Check that no counter is behind a number that is on paper: put back, the store would issue it again."""
    borne = blanks.borne(connection, own)
    behind = [name for name, number in borne.items() if number > (counting.last_number(connection, name) or 0)]
    told = f"bộ đếm thấp hơn mã đã cấp: {', '.join(sorted(behind))}" if behind else f"{len(borne)} bộ đếm đúng"
    return Check("numbers", not behind, told)


def _named(path: Path, desk: Desk) -> list[Check]:
    """Check that a copy is of the desk, the store and the paper its name says; one named otherwise is not asked."""
    said = generations.named(path.name)
    if said is None:
        return []
    held = replace(_generation(desk), at=said.at)
    told = "đúng quầy, kho và tờ khóa ghi ở tên tệp" if held == said else f"trong tệp là bản sao của {held.name}"
    return [Check("name", held == said, told)]


def newest_good(copies: Iterable[Path], key: bytes) -> Path | None:
    """Return the first of these copies, newest first, that a key opens and of which every page is good, or None."""
    for path in copies:
        with suppress(KnownError):
            backup.look_through(path, key)
            return path
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
        own, known = desk.centre(connection), setting.get(connection, setting.NUMBERS) or {}
        paper = setting.recovery_paper(connection)
    store = str(known.get("store") or "0" * 8)[-8:]
    return Generation(desk.clock(), own.agency, own.desk, store, paper.paper if paper else "")


def _same_store(one: Generation, other: Generation) -> bool:
    return (one.agency, one.desk, one.store) == (other.agency, other.desk, other.store)


def made(connection: Connection) -> dict[str, int]:
    """Return how many events the copies have that this store knows it made, the last few of them, by their names."""
    return setting.get(connection, _MADE) or {}


def _note(desk: Desk, one: Generation, copy: Copy) -> None:
    with desk.store.write() as connection:
        known = [*made(connection).items(), (one.name, copy.content.events if copy.content else 0)]
        setting.put(connection, _MADE, dict(known[-_KNOWN:]))


def newest_made(places: Iterable[Path], desk: Desk) -> Path | None:
    """Return the newest copy in these folders that this store made under the key it has, None where there is none.

    Another one of the same store, made before an older copy was put back, is not of what is here now.
    """
    with desk.store.read() as connection:
        known = made(connection)
    paper, there = _generation(desk).paper, [(place, one) for place in places for one in present(place)]
    found = [(one.at, place / one.name) for place, one in there if one.name in known and one.paper == paper]
    return max(found)[1] if found else None
