"""A desk's copies looked after: made where they are due, and the newest one tried, in a process of lowest priority.

A trial is what a restore would be, up to the moment that decides: every page and every event of the copy is read again,
it is brought up in a scratch place, its days are held against the store's and its log against the province's. What came
of it lies in the store, for the sentence of the next morning (`rules.copies`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, text

from app import apart
from app.errors import KnownError, SyncError, UserError
from app.models import setting
from app.models.store import FILE, Store, open_store
from app.rules import copies, generations
from app.rules.clock import parse_moment
from app.rules.copies import Copies, Place, Problem, Trial, Wish
from app.services.desk import Desk
from app.workflows import backing_up
from app.workflows.finding_copies import own_places
from app.workflows.line import line_of
from app.workflows.opening import open_desk
from app.workflows.scratch import empty_folder

MEMORY, SECONDS = 2 << 30, 4 * 3600
"""What a process that looks after copies may take: bytes, and seconds on a slow disk."""
_NAME = "copies"
_SCRATCH = "trying"
_ROOM = 1.2
"""How many times its size a copy needs to be tried."""
_SHOWN = 5
_EVENTS = text("SELECT substr(at, 1, 10) AS day, hash FROM event WHERE n <= :upto ORDER BY n")
_LAST = text("SELECT at FROM event ORDER BY n DESC LIMIT 1")


def keep(home: str, wish: str) -> Iterator[list[str]]:
    """Look after the copies of the desk in `home`, as the process apart. Raises what opening the desk raises."""
    apart.step_back()
    with open_desk(Path(home)) as desk:
        yield from look_after(desk, Wish(wish))


def look_after(desk: Desk, wish: Wish) -> Iterator[list[str]]:
    """Make the copies that are due in the desk's places, then try the newest one that was not tried yet.

    Gives what is begun: ["copying", folder], ["trying", file]. What cannot be done is kept as the reason, not raised.
    """
    home, found = desk.store.path.parent, look(desk)
    problem = found.problem
    for path, place in zip(own_places(home), (found.own, found.second), strict=False):
        if place is None or not copies.due(place, found.worked, desk.clock(), wish):
            continue
        yield ["copying", str(path)]
        try:
            backing_up.back_up(desk, path)
            problem = None
        except KnownError as known:
            problem = _problem(known)
            break
    _note(desk, problem=problem)
    newest, trial = backing_up.newest_made(own_places(home), desk), found.trial
    if newest is not None and (trial is None or trial.copy != _made_at(newest)):
        yield ["trying", str(newest)]
        _note(desk, trial=try_out(desk, newest))


def give_up(desk: Desk) -> None:
    """Keep that the process that looks after copies came to no end: it took more memory or time than it has."""
    _note(desk, problem=Problem("COPIES_GAVE_UP"))


def look(desk: Desk) -> Copies:
    """Return how the copies of a desk stand."""
    own, second = _place(desk, own_places(desk.store.path.parent)[0]), None
    for path in own_places(desk.store.path.parent)[1:]:
        second = _place(desk, path)
    with desk.store.read() as connection:
        last, kept = connection.execute(_LAST).scalar(), setting.get(connection, _NAME) or {}
        ever = bool(backing_up.made(connection))
    trial, problem = _read(Trial, kept.get("trial")), _read(Problem, kept.get("problem"))
    return Copies(own, second, parse_moment(last) if last else None, trial, problem, ever)


def check_place(home: Path, folder: Path) -> bool:
    """See that copies of the desk in `home` can lie in a folder; return whether it is on another disk than the store.

    Raises UserError COPIES_INSIDE, KnownError BACKUP_PLACE (place, why).
    """
    if folder.resolve().is_relative_to(home.resolve()):
        raise UserError("COPIES_INSIDE", field="copies")
    probe = folder / "motcua.probe"
    try:
        probe.write_bytes(b"")
        probe.unlink()
        return folder.stat().st_dev != home.stat().st_dev
    except OSError as problem:
        raise KnownError("BACKUP_PLACE", place=str(folder), why=problem.strerror) from None


def try_out(desk: Desk, path: Path) -> Trial:
    """Try a copy of the desk's store. One with a damaged page gets another name, so that none relies on it."""
    made, now = _made_at(path), desk.clock()
    try:
        copy, checks = backing_up.verify(path, desk.store.key, now)
        wrong = [f"{check.name}: {check.detail}" for check in checks if not check.ok]
        problem: Problem | None
        if wrong:
            problem, province = Problem("TRIAL_CHECKS", {"why": "; ".join(wrong[:_SHOWN])}), None
        else:
            problem, province = _compared(desk, path)
        return Trial(made, now, copy.content.dossiers if copy.content else 0, province, problem)
    except KnownError as known:
        if known.code == "BACKUP_BROKEN":
            with suppress(OSError):
                path.rename(path.with_name(f"{path.name}.broken"))
        return Trial(made, now, problem=_problem(known))
    except OSError as lost:
        return Trial(made, now, problem=Problem("BACKUP_PLACE", {"place": str(path.parent), "why": lost.strerror}))


def _compared(desk: Desk, path: Path) -> tuple[Problem | None, bool | None]:
    """Bring a copy up in a scratch place and compare it; return what is wrong, and whether the province agreed."""
    scratch = desk.store.path.parent / _SCRATCH
    try:
        empty_folder(scratch, path, _ROOM, "TRIAL_SPACE")
        shutil.copyfile(path, scratch / FILE)
        store = open_store(scratch, desk.store.key)
        try:
            return _held_against(desk, path, store)
        finally:
            store.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _held_against(desk: Desk, path: Path, restored: Store) -> tuple[Problem | None, bool | None]:
    with restored.read() as connection:
        held, upto = connection.execute(text("SELECT count(*), max(n) FROM event")).one()
        there, link = _days(connection, upto or 0), setting.link(connection)
    with desk.store.read() as connection:
        here, noted = _days(connection, upto or 0), backing_up.made(connection).get(path.name)
    if noted != held:
        return Problem("TRIAL_OLDER"), None
    differing = sorted(day for day in here.keys() | there.keys() if here.get(day) != there.get(day))
    if differing:
        return Problem("TRIAL_DAYS", {"days": ", ".join(differing[:_SHOWN])}), None
    if link is None:
        return None, None
    try:
        with line_of(desk) as line:
            said = line.log(link.log_n).log if line is not None else None
    except SyncError:
        return None, None  # no line: the round tells of it
    if said is None:
        return None, None  # it holds fewer: the next round tells of that
    return (None, True) if said == link.log else (Problem("TRIAL_PROVINCE"), False)


def _problem(known: KnownError) -> Problem:
    return Problem(known.code, {name: one if isinstance(one, int) else str(one) for name, one in known.facts.items()})


def _days(connection: Connection, upto: int) -> dict[str, str]:
    """Return one hash for each day over what was written on it, up to an event."""
    days: dict[str, Any] = {}
    for row in connection.execute(_EVENTS, {"upto": upto}):
        days.setdefault(row.day, hashlib.sha256()).update(row.hash)
    return {day: digest.hexdigest() for day, digest in days.items()}


def _place(desk: Desk, path: Path) -> Place:
    """Look at a folder; this PC's own is there even before it is made."""
    there = path.is_dir() or path.parent == desk.store.path.parent
    newest = backing_up.newest_made([path], desk)
    return Place(there, _made_at(newest) if newest else None)


def _made_at(path: Path) -> Any:
    made = generations.named(path.name)
    assert made is not None
    return made.at


def _note(desk: Desk, **said: Problem | Trial | None) -> None:
    with desk.store.write() as connection:
        kept = setting.get(connection, _NAME) or {}
        setting.put(connection, _NAME, kept | orjson.loads(orjson.dumps(said)))


def _read(kind: Any, kept: Any) -> Any:
    return None if kept is None else _reader(kind).validate_python(kept)


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
