"""The world of one schedule: a province with its relay, three desks at their PCs, one clock, and memory for a disk.

Nothing here goes wrong by itself: what can is in `faults`. Stores, marks and the relay's database are copies of a
template that each process makes once, with the desks enrolled and one dossier each on paper. Time stands until a step
moves it; a PC may be wrong about it (`PC.wrong_by`), the relay is not. Whatever a schedule draws, it draws from its
seed, ids of events among it, so that a seed replays.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import Engine, text
from sqlalchemy import event as hooks

from app import mark
from app.models import setting
from app.models import store as stores
from app.models.engine import engine_of
from app.models.store import Store, open_store
from app.province import enrolment
from app.province import store as relay_stores
from app.province.api import create_app
from app.province.home import DATABASE, KEY, SETTINGS, Relay, create
from app.province.store import Store as RelayStore
from app.rules import clock
from app.services import centre, drafts, intake, numbers
from app.services.desk import Desk
from app.sync.enrol import enrol
from app.sync.once import sync_once
from app.sync.transport import Transport
from tests.services.counter import KEY as STORE_KEY
from tests.services.counter import draft, number_of
from tests.torture import inside

BEGINNING = datetime(2026, 11, 23, 8, 0, tzinfo=clock.VN)
"""A Monday. The day after it is a holiday, so promises go round it."""
PLACES = (("H15.10", 1), ("H15.10", 2), ("H15.11", 1))
"""The desks: two of one centre, one of another."""
COMMUNE = "24133"
URL = "http://127.0.0.1:1"
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


Faults = Mapping[str, Callable[["Wire", httpx2.Request], httpx2.Response]]
"""What can happen to one request on a wire, by name."""


class Line(Transport):
    """A desk's line that asks on the thread it is called on: here nobody interrupts it, and no thread may be forked."""

    def _carry(self, work: Callable[[], Any]) -> Any:
        return work()


class Wire(httpx2.BaseTransport):
    """The cable of one PC: each request meets the next fault of `plan`, by the name it has in `faults`, or none.

    `kept` are the last answers that came over it, by path; `held` is one that is on its way still and will be taken for
    the answer to the next question; `overtaken` a question that is on its way still and arrives after the next one.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan: deque[str] = deque()
        self.kept: dict[str, httpx2.Response] = {}
        self.overtaken: httpx2.Request | None = None
        self.held: httpx2.Response | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        if self.held is not None:
            answer, self.held = self.held, None
            self.carry(request)
            return answer
        return self.world.faults[self.plan.popleft()](self, request) if self.plan else self.carry(request)

    def carry(self, request: httpx2.Request) -> httpx2.Response:
        """Bring the request to the relay and its answer back; both stay known, to be brought again wrongly."""
        answer = self.world.province.answer(request)
        self.kept[request.url.path] = answer
        if self.overtaken is not None:
            late, self.overtaken = self.overtaken, None
            self.world.province.answer(late)
        return again(answer)


def again(answer: httpx2.Response) -> httpx2.Response:
    """Return an answer that can be read once more."""
    return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


class Province(Protocol):
    """The province's end, in this process or served (`served`): `home` is the relay's folder, `store` its database."""

    home: Path
    store: RelayStore

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a desk's request."""

    def at(self, now: datetime) -> None:
        """Set the relay's clock."""

    def close(self) -> None:
        """Hold no connection any more; the next question opens one."""

    def kept(self) -> object:
        """Return a copy of the database."""

    def put_back(self, copy: object) -> None:
        """Put a copy in the database's place."""


class InProcess:
    """The relay on SQLite in a folder of memory, asked directly."""

    def __init__(self, home: Path) -> None:
        url = f"sqlite:///{home / DATABASE}"
        (home / SETTINGS).write_text(f'{{"db":"{url}"}}')
        self.home, self.store = home, RelayStore(url)
        self._app = _application()
        self._app.state.relay = Relay(self.store, open_key(home))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        return inside.ask(self._app, request)

    def at(self, now: datetime) -> None:
        """It looks at the world's clock itself."""

    def close(self) -> None:
        self.store.close()

    def kept(self) -> object:
        self.store.close()
        return (self.home / DATABASE).read_bytes()

    def put_back(self, copy: object) -> None:
        assert isinstance(copy, bytes)
        self.store.close()
        for log in self.home.glob(DATABASE + "-*"):
            log.unlink()
        (self.home / DATABASE).write_bytes(copy)


@cache
def _application() -> FastAPI:
    """Return the relay's application, made once: building it takes longer than a schedule has."""
    return create_app(Relay(RelayStore("sqlite://"), Ed25519PrivateKey.generate()))


def open_key(home: Path) -> Ed25519PrivateKey:
    """Return the key the relay in `home` signs with."""
    return Ed25519PrivateKey.from_private_bytes((home / KEY).read_bytes())


def _relay_connected(connection: Any, _record: object) -> None:
    # The file lies in memory, and what ends is a process and not the power: waiting for a disk shows nothing.
    connection.execute("PRAGMA synchronous=OFF").close()
    for call in _Now.world.relay_connected if _Now.world is not None else ():
        call(connection)


_engine, _relay_engine = engine_of, relay_stores._engine


@cache
def _relay_store_engine(url: str) -> Engine:
    """Return the engine of a relay's database: one for all worlds of a process, which have one place."""
    engine = _relay_engine(url)
    if engine.dialect.name == "sqlite":
        hooks.listen(engine, "connect", _relay_connected)
    return engine


@cache
def _store_engine(path: Path, key: bytes, *more: Any, **named: Any) -> Engine:
    """Return the engine of a store: one for all worlds of a process, for a new one compiles every statement anew."""
    engine = _engine(path, key, *more, **named)

    def connected(connection: Any, _record: object) -> None:
        for call in _Now.world.connected if _Now.world is not None else ():
            call(path, connection)

    hooks.listen(engine, "connect", connected)
    return engine


@dataclass
class PC:
    """One PC: the data folder and the mark folder of a desk, what tells it from another PC, its cable and its clock.

    `ahead` is by how much its clock is wrong. `ids` are the desk's own events its store held when last looked at.
    `illness` says what is wrong with its disks (`faults`); `retired` is a PC nobody works at any more.
    """

    name: str
    agency: str
    number: int
    folder: Path
    wire: Wire
    world: World
    signs: dict[str, str]
    ahead: timedelta = timedelta()
    ids: frozenset[str] = frozenset()
    backups: list[tuple[Path, frozenset[str]]] = field(default_factory=list)
    illness: set[str] = field(default_factory=set)
    retired: bool = False
    _desk: Desk | None = None

    @property
    def place(self) -> tuple[str, int]:
        """The desk this PC is used for."""
        return self.agency, self.number

    @property
    def home(self) -> Path:
        """The data folder: what a backup takes along."""
        return self.folder / "home"

    @property
    def marks(self) -> Path:
        """The mark's folder, which no copy of the data folder takes along."""
        return self.folder / "marks"

    def now(self) -> datetime:
        """Return what this PC's clock says."""
        return self.world.now + self.ahead

    def desk(self) -> Desk:
        """Sit down at this PC; the program is started if it does not run. Raises KnownError as `numbers.bind` does."""
        self.world.sitting = self
        if self._desk is None:
            desk = Desk(open_store(self.home, STORE_KEY), self.now, marks=self.marks)
            try:
                numbers.bind(desk)
            except BaseException:
                desk.store.close()
                raise
            self._desk = desk
            self.world.started(self)
        return self._desk

    @property
    def running(self) -> Desk | None:
        """The program, where it runs."""
        return self._desk

    def close(self) -> None:
        """End the program in order."""
        if self._desk is not None:
            self._desk.store.close()
            self._desk = None

    def line(self) -> Transport:
        """Return the line to the province, as its store knows it."""
        with self.desk().store.read() as connection:
            link = setting.link(connection)
        assert link is not None
        return Line(link.url, link.token, http=self.wire, now=self.now)

    def codes(self) -> list[tuple[str, str]]:
        """Return the dossiers this store has, as (code, state), in the order of their codes."""
        with self.desk().store.read() as connection:
            return [
                (r.code, r.state) for r in connection.execute(text("SELECT code, state FROM dossier ORDER BY code"))
            ]


class World:
    """One schedule's world in `folder`, its chance drawn from `seed`.

    `started` is called when a program starts at a PC, `connected` and `relay_connected` when a connection to a store or
    to the relay's database is opened. `relay_copy` is a copy of that database that somebody keeps; `drawn` are the
    faults that may happen here, `cloned` the desks that were two PCs at once.
    """

    def __init__(self, folder: Path, seed: int | str, faults: Faults, province: Province) -> None:
        self.folder, self.seed, self.faults, self.province = folder, seed, faults, province
        self.now = BEGINNING
        self.step = 0
        self._ids, self._made = random.Random(f"{seed}/ids"), 0
        self.sitting: PC | None = None
        self.started: Callable[[PC], None] = lambda pc: None
        self.connected: list[Callable[[Path, Any], None]] = []
        self.relay_connected: list[Callable[[Any], None]] = []
        self.relay_copy: object | None = None
        self.drawn: frozenset[str] = frozenset()
        self.pcs: list[PC] = []
        self.cloned: set[tuple[str, int]] = set()

    def pc(self, name: str, agency: str, number: int) -> PC:
        """Return a PC with nothing in its folders."""
        signs = {sign: f"{sign} of {name}" for sign in ("machine", "name", "card")}
        return PC(name, agency, number, self.folder / name, Wire(self), self, signs)

    def working(self) -> list[PC]:
        """Return the PCs somebody works at."""
        return [pc for pc in self.pcs if not pc.retired]

    def new_id(self) -> str:
        """Return an id as a PC makes one: later ones sort later."""
        self._made += 1
        when = int(BEGINNING.timestamp() * 1000) + self.step * 1000 + self._made
        return str(uuid.UUID(int=when << 80 | 7 << 76 | 2 << 62 | self._ids.getrandbits(61)))

    def begin(self, step: int, life: str = "") -> None:
        """Begin a step: its ids are its own, also where it is done in a process that dies of it (`life`)."""
        self.step, self._made = step, 0
        self._ids = random.Random(f"{self.seed}/{step}/{life}/ids")

    def pass_time(self, length: timedelta) -> None:
        """Let time pass."""
        self.now += length
        self.province.at(self.now)

    def close(self) -> None:
        """Close every store and the relay's database, as before a fork."""
        for pc in self.pcs:
            pc.close()
        self.province.close()


class _Now:
    """Whose world it is: the clock of the relay, the signs of the PC somebody sits at, the maker of ids."""

    world: World | None = None

    @staticmethod
    def now() -> datetime:
        return _Now.world.now if _Now.world is not None else BEGINNING

    @staticmethod
    def signs() -> dict[str, str]:
        if _Now.world is None or _Now.world.sitting is None:
            return {"machine": "template"}
        return _Now.world.sitting.signs

    @staticmethod
    def uuid7() -> str:
        return _Now.world.new_id() if _Now.world is not None else str(uuid.uuid4())


@contextmanager
def laws() -> Iterator[None]:
    """Have the relay's clock, a PC's signs and new ids come from the world, and endpoints called without a thread.

    A module of the relay that asks the time has `now` of `app.rules.clock` by that name.
    """
    asking = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("app.province") and getattr(module, "now", None) is clock.now
    ]
    patches: list[Any] = [patch.object(module, "now", _Now.now) for module in asking]
    patches += [patch.object(mark, "signs", _Now.signs), patch("uuid_utils.uuid7", _Now.uuid7)]
    patches.append(patch.object(stores, "engine_of", _store_engine))
    patches.append(patch.object(relay_stores, "_engine", _relay_store_engine))
    for one in patches:
        one.start()
    try:
        with inside.no_threads():
            yield
    finally:
        for one in patches:
            one.stop()
        _Now.world = None


@contextmanager
def lived(world: World) -> Iterator[World]:
    """Live in a world under its laws; its folder is gone afterwards."""
    _Now.world = world
    try:
        yield world
    finally:
        world.close()
        _Now.world = None
        shutil.rmtree(world.folder)


@contextmanager
def memory() -> Iterator[Path]:
    """Give a folder in memory, where there is one: for a template, and one world after another."""
    with tempfile.TemporaryDirectory(prefix="torture-", dir=MEMORY) as folder:
        yield Path(folder)


def template(folder: Path) -> Path:
    """Make what every world begins with: relay and desks that know each other, one dossier on paper at each desk."""
    create(folder / "relay", None).store.close()
    province = InProcess(folder / "relay")
    world = _Now.world = World(folder, "template", {}, province)
    for nth, (agency, number) in enumerate(PLACES):
        with province.store.write() as tx:
            code = enrolment.invite(tx, agency, COMMUNE, number, name="Trung tâm thử")["code"]
        pc = world.pc(f"{agency}-{number}", agency, number)
        pc.folder.mkdir()
        officer = f"Nguyễn Thị Lan {nth}"
        centre.create(
            pc.home,
            STORE_KEY,
            centre.describe(
                agency=agency, commune=COMMUNE, name="Trung tâm thử", desk=number, officer=officer,
                first=max(1, (number - 1) * 1000), last=number * 1000 - 1,
            ),
        ).close()  # fmt: skip
        _slim(pc.home)
        enrol(pc.desk().store, URL, code, officer, http=pc.wire)
        pc.desk().changed()
        intake.receive(pc.desk(), drafts.read(draft({"id_number": number_of(nth), "name": "Lò Văn Ngưỡng"})))
        sync_once(pc.desk().store, pc.line(), pc.now())
        pc.close()
    province.close()
    _Now.world = None
    return folder


def furnished(folder: Path, made: Path, seed: int, faults: Faults, province: Province | None = None) -> World:
    """Return the world of a seed, moved into from a template; `province` None is a relay in this process."""
    if province is None:
        shutil.copytree(made / "relay", folder / "relay")
        province = InProcess(folder / "relay")
    world = World(folder, seed, faults, province)
    for agency, number in PLACES:
        pc = world.pc(f"{agency}-{number}", agency, number)
        shutil.copytree(made / pc.name, pc.folder)
        world.pcs.append(pc)
    world.pass_time(timedelta(hours=2))
    return world


def _slim(home: Path) -> None:
    """Leave one procedure in a store: each schedule copies it, and forks with it."""
    store = Store(home / "motcua.db", STORE_KEY)
    with store.write() as connection:
        connection.execute(text("DELETE FROM procedure WHERE code <> '1.004873'"))
    with store.read() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("BEGIN")
    store.close()
