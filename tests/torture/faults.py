"""What can go wrong: the table of all faults, those of a wire request by request, and those of a PC or the relay.

`SURVIVED` is the one place that says which the program survives. The others are drawn only when they are asked for
(`--with NAME`); whoever mends one sets it to True.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
import orjson
from sqlalchemy import select

from app.errors import KnownError
from app.mark import Mark
from app.province import tables
from tests.torture.steps import Officers
from tests.torture.world import PC, Wire, World, again

SURVIVED: dict[str, bool] = {
    # A wire, request by request.
    "cut": True,
    "slow": True,
    "lost": True,
    "cut_reply": True,
    "truncated": True,
    "unavailable": True,
    "failed": True,
    "portal": True,
    "duplicate": True,
    "stale": True,
    "foreign": True,
    "overtaken": True,
    "swapped": True,
    # As stale and foreign, where something between desk and relay also takes the question off the answer.
    "stale_unbound": True,
    "foreign_unbound": True,
    # A PC.
    "restart": True,
    "backup": True,
    "put_back": True,
    # It says again what it wrote before its first round.
    "put_back_writes": True,
    # A copy of after the one that was put back, put back in its turn.
    "put_back_newer": True,
    # Not yet: of its own refused events a desk put back learns by closing the day they say. One of a day that has not
    # come (its clock was wrong, and somebody answered for it) is on paper, and named by nobody.
    "put_back_refused": False,
    # Where the mark is gone the last receipt is named, and no list: lists go on further.
    "lists_after_gone": True,
    "moved": True,
    # Two PCs go on as one desk: both print the next number, one of the two dossiers waits for an officer.
    "cloned": True,
    "clock_minutes": True,
    "clock_days": True,
    "clock_years": True,
    "disk_full": True,
    "marks_full": True,
    # What was issued cannot be noted in place (a file somebody else has locked): no second number then.
    "marks_locked": True,
    "marks_gone": True,
    # Its process.
    "kill_statement": True,
    "kill_commit": True,
    "kill_mark": True,
    "kill_relay": True,
    # The relay, put back to an older state: each desk says again what it had said.
    "relay_put_back": True,
}
"""Every fault by name, and whether the program survives it."""

# -- a wire ----------------------------------------------------------------------------------------------------------


def _answer(status: int, content: bytes, kind: str = "application/json") -> httpx2.Response:
    return httpx2.Response(status, content=content, headers={"Content-Type": kind})


def _cut(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("no route", request=request)


def _slow(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("it never arrived", request=request)


def _lost(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    wire.carry(request)
    raise httpx2.ReadTimeout("the reply never came", request=request)


def _cut_reply(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    wire.carry(request)
    raise httpx2.ReadError("cut", request=request)


def _truncated(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    answer = wire.carry(request)
    return _answer(answer.status_code, answer.content[: len(answer.content) // 2])


def _duplicate(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    wire.carry(request)
    return wire.carry(request)


def _stale(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    kept = wire.kept.get(request.url.path)
    return again(kept) if kept is not None else wire.carry(request)


def _foreign(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    others = [pc.wire.kept.get(request.url.path) for pc in wire.world.pcs if pc.wire is not wire]
    kept = next((answer for answer in others if answer is not None), None)
    return again(kept) if kept is not None else wire.carry(request)


def _overtaken(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    wire.overtaken = request
    raise httpx2.ReadTimeout("it is on its way", request=request)


def _swapped(wire: Wire, request: httpx2.Request) -> httpx2.Response:
    wire.held = wire.carry(request)
    raise httpx2.ReadTimeout("the reply is on its way", request=request)


def _unbound(
    fault: Callable[[Wire, httpx2.Request], httpx2.Response],
) -> Callable[[Wire, httpx2.Request], httpx2.Response]:
    def strip(wire: Wire, request: httpx2.Request) -> httpx2.Response:
        answer = fault(wire, request)
        return _answer(answer.status_code, answer.content)

    return strip


WIRE: dict[str, Callable[[Wire, httpx2.Request], httpx2.Response]] = {
    "fine": lambda wire, request: wire.carry(request),
    "cut": _cut,
    "slow": _slow,
    "lost": _lost,
    "cut_reply": _cut_reply,
    "truncated": _truncated,
    "unavailable": lambda wire, request: _answer(503, orjson.dumps({"code": "SERVER", "facts": {}})),
    "failed": lambda wire, request: _answer(500, b"<html><h1>Internal Server Error</h1>", "text/html"),
    "portal": lambda wire, request: _answer(200, b"<html>Wifi login</html>", "text/html"),
    "duplicate": _duplicate,
    "stale": _stale,
    "foreign": _foreign,
    "overtaken": _overtaken,
    "swapped": _swapped,
    "stale_unbound": _unbound(_stale),
    "foreign_unbound": _unbound(_foreign),
}
"""What happens to one request."""


def plan(draw: random.Random, enabled: frozenset[str]) -> list[str]:
    """Draw what the next requests of a wire meet: mostly something or other at the beginning."""
    names = sorted(enabled & WIRE.keys())
    return [draw.choice(names) if draw.random() < 0.6 else "fine" for _ in range(draw.randint(1, 5))] if names else []


# -- a PC ------------------------------------------------------------------------------------------------------------


def _restart(officers: Officers, pc: PC, draw: random.Random) -> None:
    pc.close()


def _backup(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Copy the data folder while the program does not run; its mark lies elsewhere."""
    if officers.ask(pc, draw, lambda desk: True) is None:
        return
    officers.papers.look(pc)
    pc.close()
    copy = pc.folder / f"copy{officers.world.step}"
    shutil.copytree(pc.home, copy)
    pc.backups.append((copy, pc.ids))


def _put_back(officers: Officers, pc: PC, draw: random.Random, *, newer: bool = False) -> bool:
    """Lose the disk and put a copy in its place; where nobody has kept one yet, keep it."""
    if not pc.backups:
        _backup(officers, pc, draw)
        return False
    pc.close()
    chosen = draw.randrange(len(pc.backups))
    copy, ids = pc.backups[chosen]
    shutil.rmtree(pc.home)
    shutil.copytree(copy, pc.home)
    pc.illness.discard("disk_full")
    officers.papers.lose(pc, ids, _everywhere(officers.world))
    pc.ids = ids
    if not newer:
        # A copy of after this one is of another past; that is `put_back_newer`.
        del pc.backups[chosen + 1 :]
    return True


def _everywhere(world: World) -> set[str]:
    """Return the events the relay holds and gives back."""
    today = world.now.date().isoformat()
    table = tables.event.c
    with world.province.store.read() as tx:
        rows = tx.execute(select(table.id, table.day, table.seq)).all()
    whole = "put_back_refused" in world.drawn
    return {row.id for row in rows if whole or row.seq is not None or (row.day or "") <= today}


def _round_first(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Do a round over a whole line before anything is written: a technician who puts a store back sees to it."""
    pc.wire.plan.clear()
    pc.wire.held = None
    if pc.illness:
        heal(pc)
    officers.sync(pc, draw)


def _put_back_and_round(officers: Officers, pc: PC, draw: random.Random) -> None:
    if _put_back(officers, pc, draw):
        _round_first(officers, pc, draw)


def _put_back_and_write(officers: Officers, pc: PC, draw: random.Random) -> None:
    if _put_back(officers, pc, draw):
        officers.receive(pc, draw)


def _put_back_newer(officers: Officers, pc: PC, draw: random.Random) -> None:
    if _put_back(officers, pc, draw, newer=True):
        _round_first(officers, pc, draw)


def _moved(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Take the data folder to another PC, as it lies or an older copy; the old PC is thrown away."""
    new = _another(officers, pc, draw)
    if new is not None:
        pc.close()
        pc.retired = True
        if new.ids != pc.ids:
            officers.papers.lose(new, new.ids, _everywhere(officers.world))
            _round_first(officers, new, draw)


def _cloned(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Copy the data folder to another PC, and let both be used."""
    if _another(officers, pc, draw) is not None:
        officers.world.cloned.add(pc.place)


def _another(officers: Officers, pc: PC, draw: random.Random) -> PC | None:
    if officers.ask(pc, draw, lambda desk: True) is None:
        return None
    officers.papers.look(pc)
    pc.close()
    world = officers.world
    new = world.pc(f"{pc.agency}-{pc.number}-at-{world.step}", pc.agency, pc.number)
    new.folder.mkdir()
    copy, new.ids = draw.choice(pc.backups) if pc.backups and draw.random() < 0.5 else (pc.home, pc.ids)
    shutil.copytree(copy, new.home)
    new.marks.mkdir()
    world.pcs.append(new)
    return new


def _clock(**limits: int) -> Callable[[Officers, PC, random.Random], None]:
    [(unit, most)] = limits.items()

    def jump(officers: Officers, pc: PC, draw: random.Random) -> None:
        pc.ahead += timedelta(**{unit: draw.randint(-most, most)})

    return jump


def _ill(name: str) -> Callable[[Officers, PC, random.Random], None]:
    def fall(officers: Officers, pc: PC, draw: random.Random) -> None:
        if name in pc.illness:
            pc.illness.discard(name)
        else:
            pc.illness.add(name)
        # The limit on a store's file is set where a connection is opened.
        pc.close()

    return fall


def _marks_gone(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Lose the folder of marks alone: a cleaned profile."""
    if officers.ask(pc, draw, lambda desk: True) is not None:
        pc.close()
        shutil.rmtree(pc.marks, ignore_errors=True)


def _relay_put_back(officers: Officers, pc: PC, draw: random.Random) -> None:
    """Keep a copy of the relay's database, or put the last one back."""
    world = officers.world
    if world.relay_copy is None:
        world.relay_copy = world.province.kept()
    else:
        world.province.put_back(world.relay_copy)
        world.relay_copy = None
        # What it has lost its own desks say again; an event whose desk had lost it too is gone with it.
        officers.papers.relay_lost(world.working(), _everywhere(world))


HERE: dict[str, Callable[[Officers, PC, random.Random], None]] = {
    "restart": _restart,
    "backup": _backup,
    "put_back": _put_back_and_round,
    "put_back_writes": _put_back_and_write,
    "put_back_newer": _put_back_newer,
    "moved": _moved,
    "cloned": _cloned,
    "clock_minutes": _clock(minutes=120),
    "clock_days": _clock(days=40),
    "clock_years": _clock(days=2500),
    "disk_full": _ill("disk_full"),
    "marks_full": _ill("marks_full"),
    "marks_locked": _ill("marks_locked"),
    "marks_gone": _marks_gone,
    "relay_put_back": _relay_put_back,
}
"""What happens to a PC, or to the relay, between two steps."""


def heal(pc: PC) -> None:
    """Give a PC its disks, its line and its clock back."""
    pc.close()
    pc.illness.clear()
    pc.ahead = timedelta()
    pc.wire.plan.clear()
    pc.wire.held = pc.wire.overtaken = None


# -- disks -----------------------------------------------------------------------------------------------------------


@contextmanager
def disks(world: World) -> Iterator[None]:
    """Have the disks of the world's PCs be as ill as `PC.illness` says.

    A full one lets a store's file grow no further than it is, and no numbers be reserved; what was issued is noted in
    place, which needs no room. Where that file is locked, it is not.
    """
    reserve, write_issued = Mark.reserve, Mark._write_issued

    def connected(path: Path, connection: Any) -> None:
        pc = _at(world, path)
        if pc is not None and "disk_full" in pc.illness:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

    def ill(mark: Mark, illness: str) -> bool:
        pc = _at(world, mark._reserved)
        return pc is not None and illness in pc.illness

    def reserve_there(self: Mark, counters: Any) -> None:
        if ill(self, "marks_full"):
            raise KnownError("MARK", why=os.strerror(errno.ENOSPC))
        reserve(self, counters)

    def write_issued_there(self: Mark, numbers: Any) -> None:
        if ill(self, "marks_locked"):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        write_issued(self, numbers)

    world.connected.append(connected)
    with (
        patch.object(Mark, "reserve", reserve_there),
        patch.object(Mark, "_write_issued", write_issued_there),
    ):
        yield


def _at(world: World, path: Path) -> PC | None:
    return next((pc for pc in world.pcs if path.is_relative_to(pc.folder)), None)
