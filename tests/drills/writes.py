"""The real commands, killed at their n-th write, sync or rename, wherever in them that is: `make drill-writes`.

    python -m tests.drills.writes --kills 2000
    python -m tests.drills.writes --seed 20261130 receive:pwrite64:17     what a failing case prints

Each kill is one on a copy of a small prepared data folder in memory. The points are all that a run of the command
makes, measured first, each once before any comes twice. After each the store opens, is sound and has every receipt
that was printed; no number is there twice, nor printed twice by an old copy put back then; the same command does what
was cut off, once; and the next citizen is received. Statements (`test_every_statement`) and bytes of a commit (`torn`)
are tried of the services; this is all of the program, its mark, log, papers, migration and SQLite's own syncing, from
the system's side.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pypdf

from app import cli
from app.models.engine import REVISIONS
from app.models.store import FILE, Store
from app.rules import copies, recovery_key
from app.rules.clock import iso, now
from app.rules.copies import Wish
from app.services import care, intake
from app.services import drafts as door
from app.settings import Settings
from app.workflows import changing_key, keeping
from app.workflows.opening import open_desk
from tests.drills import ledger, program, traced
from tests.drills.traced import Ended, Kill, Process
from tests.services.counter import number_of

SEED = 20261130
SECRET = bytes(range(16))
"""What stands on the recovery paper of these drills."""
_PREPARED = 3
"""Dossiers of most stores that commands are killed on."""
LINES = 12
"""Drafts in one file."""
TOLD = 100
"""Kills from one line of progress to the next."""
_LONGEST = 2000
"""Letters of what went wrong: a line of a worker goes into the pipe at once, with those of the others."""
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
RELEASE = Path(__file__).parents[1] / "releases" / "0.3.0"
_INIT = ("init", "--agency", "H15.10", "--commune", "24133", "--name", "Trung tâm thử", "--desk", "1",
         "--officer", "Nguyễn Thị Lan")  # fmt: skip
_UNPRINTED = {"receipts"}
"""What `doctor` may find after a kill: receipts that wait to be printed."""


class Place:
    """One desk's PC in a folder: data, mark, key, a relay's home where there is one, drafts and papers beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.env = {
            "MOTCUA_HOME": str(self.home), "MOTCUA_STATE": str(folder / "state"),
            "MOTCUA_KEY_FILE": str(folder / "key"),
        }  # fmt: skip

    def command(self, *words: object) -> Callable[[], int]:
        if callable(words[0]):
            return partial(words[0], self)
        return lambda: cli.main([*map(str, words), *(() if "province" in words[:1] else ("--json",))])

    def run(self, *words: object, kill: Kill | None = None) -> Ended:
        return traced.run(self.folder, self.command(*words), self.env, kill)

    def done(self, *words: object) -> Any:
        """Run a command that must succeed; return the JSON it printed, the last value of several."""
        ended = self.run(*words)
        assert ended.status == 0, (words, ended)
        return _lines(ended.out)[-1]

    def ask(self, question: Callable[..., Any], *more: Any) -> Any:
        return traced.ask(self.folder, lambda: question(self, *more), self.env)

    def write(self, name: str, *values: Any) -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in values), encoding="utf-8")
        return path

    @contextmanager
    def relay(self) -> Iterator[str]:
        """Serve the relay of this place, at the port it had first."""
        home, port = self.folder / "relay", self.folder / "port"
        words = ("province", "serve", "--home", home, "--port", port.read_text() if port.exists() else 0)
        said = self.folder / "relay.said"
        said.mkdir(exist_ok=True)
        (said / "said.out").unlink(missing_ok=True)
        os.mkfifo(said / "said.out")
        serving = Process(said, self.command(*words), self.env, None)
        try:
            with (said / "said.out").open(encoding="utf-8") as told:
                url = told.readline().strip()
            assert url.startswith("http://"), (said / "said.err").read_text()
            port.write_text(url.rpartition(":")[2])
            yield url
        finally:
            os.kill(serving.pid, signal.SIGKILL)
            os.waitpid(serving.pid, 0)


def _lines(out: str) -> list[Any]:
    """Return the JSON values that were printed whole: what the program has acknowledged."""
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]


# What is looked at after a kill


@dataclass(frozen=True)
class Seen:
    """A store that opened and is sound: request → (code, receipts printed), code → kinds of its events in order."""

    held: dict[str, tuple[str, int]]
    codes: list[str]
    kinds: dict[str, list[str]]


def look(place: Place) -> Seen:
    """Open the store as the next start does: sound, and no number twice."""
    with open_desk(place.home) as desk:
        program.assert_sound(desk)
        bad = [check for check in care.doctor(desk) if not check.ok and check.name not in _UNPRINTED]
        assert not bad, bad
        with desk.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT request_id, code, printed, book, entry FROM dossier").all()
            acts = connection.exec_driver_sql(
                "SELECT dossier.code, event.kind FROM event JOIN dossier ON dossier.id = event.dossier ORDER BY event.n"
            ).all()
    codes, entries = [row.code for row in rows], [(row.book, row.entry) for row in rows]
    assert len(codes) == len(set(codes)), "a number twice"
    assert len(entries) == len(set(entries)), "an entry of the register twice"
    kinds: dict[str, list[str]] = {}
    for code, kind in acts:
        kinds.setdefault(code, []).append(kind)
    held = {row.request_id: (row.code, row.printed) for row in rows if row.request_id}
    return Seen(held, codes, kinds)


def look_at_old(place: Place) -> str:
    """Return the revision of a store as a migration left it, whose every page is whole; the old or the new one."""
    store = Store(place.home / FILE, bytes.fromhex((place.folder / "key").read_text().strip()))
    try:
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    finally:
        store.close()


def receive(place: Place, wanted: list[dict[str, Any]]) -> list[str]:
    with open_desk(place.home) as desk:
        return [intake.receive(desk, door.read(one)).dossier.code for one in wanted]


# The commands, each with what it needs, what it is and what must have come of it


class Trial:
    """A command to be killed. One is made for each kill, so it may keep what it has seen."""

    served = False
    """Whether it speaks to a relay."""
    receives = False
    """Whether it issues numbers and prints them."""

    @staticmethod
    def prepare(place: Place) -> None:
        """Make the place that copies are taken of."""
        place.done(*_INIT)
        place.ask(receive, program.drafts(random.Random(SEED), "prepared", _PREPARED))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        """Return the command; what it reads is written into the place."""
        raise NotImplementedError

    def left(self, place: Place, ended: Ended) -> None:
        """Assert what the kill may have left, before anything opens it."""

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        """Assert what is there; do what was cut off again."""
        raise NotImplementedError


class Receive(Trial):
    receives = True

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.wanted = program.drafts(draw, "new", 1)
        return "receive", place.write("one.json", *self.wanted), "--pdf", place.folder / "one.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        paper, told = place.folder / "one.pdf", _answered(seen, ended)
        copies = seen.held.get("new-0", ("", 0))[1]
        if paper.exists():
            content = paper.read_bytes()
            assert content.startswith(b"%PDF"), "half a receipt"
            assert content.rstrip().endswith(b"%%EOF"), "half a receipt"
            assert "new-0" in seen.held, "a receipt on paper, and no dossier"
        assert copies == 0 or paper.exists(), "a receipt counted as printed, and no paper"
        assert not told or copies == 1, "answered before the receipt was printed"
        _received_once(place, self.wanted, seen, again())


class ReceiveLines(Trial):
    receives = True

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.wanted = program.drafts(draw, "new", LINES)
        return "receive", "--lines", place.write("many.jsonl", *self.wanted)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        _answered(seen, ended)
        _received_once(place, self.wanted, seen, again())


def _answered(seen: Seen, ended: Ended) -> list[str]:
    """Return the codes that were printed before the end; each is in the store as it was printed."""
    told = {line["events"][0]["body"]["request_id"]: line["code"] for line in _lines(ended.out)}
    lost = {request: code for request, code in told.items() if seen.held.get(request, ("", 0))[0] != code}
    assert not lost, f"printed and not there: {lost}"
    return list(told.values())


def _received_once(place: Place, wanted: list[dict[str, Any]], before: Seen, again: Ended) -> None:
    assert again.status == 0, again
    after: Seen = place.ask(look)
    assert {request: code for request, (code, _) in before.held.items()}.items() <= {
        request: code for request, (code, _) in after.held.items()
    }.items(), "what was there has another number"
    assert [line["code"] for line in _lines(again.out)] == [after.held[one["request_id"]][0] for one in wanted]
    assert len(after.codes) == 3 + len(wanted)


class PrintAhead(Trial):
    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "print-ahead", draw.randrange(1, 13), place.folder / "stock.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        paper = place.folder / "stock.pdf"
        before = _sheets(paper)
        told = [number for line in _lines(ended.out) for number in line["numbers"]]
        assert not told or told == before, "answered before they were printed"
        second = again()
        assert second.status == 0, second
        assert not set(before) & set(_sheets(paper)), "two sheets of one number in the drawer"
        assert set(before) <= set(place.done("blanks")["lying"]), "a sheet in the drawer that nobody knows of"


def _sheets(paper: Path) -> list[int]:
    """Return the numbers on the blanks of a file, of which each has two pages."""
    if not paper.exists():
        return []
    pages = [page.extract_text() for page in pypdf.PdfReader(paper).pages]
    return [int(re.findall(r"-(\d{4})\b", page)[-1]) for page in pages[::2]]


class KeyIn(Trial):
    receives = True

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.done("print-ahead", 5, place.folder / "stock.pdf")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        (one,) = program.drafts(draw, "new", 1)
        number = draw.randrange(9950, 9955)
        self.wanted = [{**one, "received_at": iso(now()), "blank": {"number": number}}]
        return "receive", place.write("one.json", *self.wanted)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        _answered(seen, ended)
        _received_once(place, self.wanted, seen, again())
        (code,) = (code for request, (code, _) in place.ask(look).held.items() if request == "new-0")
        assert int(code[-4:]) == self.wanted[0]["blank"]["number"]
        assert int(code[-4:]) not in place.done("blanks")["lying"]


class Act(Trial):
    SAID: tuple[str, ...] = ("received", "supplement_requested")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.code = draw.choice(json.loads((place.folder / "codes").read_text()))
        body = place.write("body.json", {"items": ["Ảnh 4×6"], "reason": draw.choice(["thiếu ảnh", "ảnh mờ"])})
        return "act", self.code, "supplement_requested", body

    @staticmethod
    def prepare(place: Place) -> None:
        place.done(*_INIT)
        copies = {"procedure": "2.000815", "fee": 8_000}
        wanted = [{**one, **copies} for one in program.drafts(random.Random(SEED), "prepared", 3)]
        place.write("codes", place.ask(receive, wanted))

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        done = seen.kinds[self.code] != ["received"]
        assert not done or seen.kinds[self.code] == list(self.SAID), "half an act"
        assert done or not _lines(ended.out), "said to be done, and not there"
        repeated = again()
        assert (repeated.status != 0) == done, repeated
        assert place.ask(look).kinds[self.code] == list(self.SAID)


class Return(Act):
    SAID = ("received", "result_ready", "paid", "returned")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        self.code = draw.choice(json.loads((place.folder / "codes").read_text()))
        name = place.done("show", self.code)["applicant"]["name"]
        receiver = ("--to", name, "--id-number", number_of(draw.randrange(999)))
        return "return", self.code, *receiver, "--result-number", draw.randrange(1, 99), "--collect", "cash"


class Init(Trial):
    @staticmethod
    def prepare(place: Place) -> None:
        """Nothing is there yet."""

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return _INIT

    def left(self, place: Place, ended: Ended) -> None:
        if not (place.home / FILE).exists():
            assert not ended.out, "said to be made, and not there"
            place.done(*_INIT)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert seen.codes == []
        assert "STORE_EXISTS" in again().err


class Migrate(Trial):
    @staticmethod
    def prepare(place: Place) -> None:
        place.home.mkdir()
        shutil.copy(RELEASE / FILE, place.home)
        shutil.copy(RELEASE / "key", place.folder / "key")
        (place.folder / "key").chmod(0o600)

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "find", "", "--limit", 500

    def left(self, place: Place, ended: Ended) -> None:
        revision, kept = place.ask(look_at_old), place.home / f"motcua.before-{REVISIONS[-1]}.db"
        assert revision in ("0002", REVISIONS[-1])
        assert kept.exists() or revision == "0002", "the new store, and none kept"
        assert not kept.exists() or kept.read_bytes() == (RELEASE / FILE).read_bytes(), "half a store kept"
        assert revision == REVISIONS[-1] or not _lines(ended.out)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        lines = (RELEASE / "dossiers.jsonl").read_text(encoding="utf-8").splitlines()
        repeated = again()
        assert repeated.status == 0, repeated
        found = {one["code"] for one in _lines(repeated.out)[0]}
        assert found == set(seen.codes) == {json.loads(line)["code"] for line in lines}
        assert not [path for path in place.home.iterdir() if path.name.startswith("motcua.") and path.suffix != ".db"]


def _invited(place: Place) -> str:
    words = ("--agency", "H15.10", "--commune", "24133", "--desk", 1, "--first", 1, "--last", 9999)
    invite = ("province", "invite", "--home", place.folder / "relay", *words, "--name", "Trung tâm thử", "--json")
    return str(place.done(*invite)["code"])


class Sync(Trial):
    served = True

    @staticmethod
    def prepare(place: Place) -> None:
        relay = place.folder / "relay"
        place.done("province", "init", "--home", relay, "--json")
        with place.relay() as url:
            place.done("enrol", url, "--code", _invited(place), "--officer", "Nguyễn Thị Lan")
            place.ask(receive, program.drafts(random.Random(SEED), "sent", 3))
            assert place.done("sync")["waiting"] == 0
        place.ask(receive, program.drafts(random.Random(SEED), "prepared", 6))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return ("sync",)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        repeated = again()
        assert repeated.status == 0, repeated
        result = _lines(repeated.out)[0]
        assert (result["state"], result["waiting"], result["parked"]) == ("done", 0, 0), result
        self.agree(place, seen)

    def agree(self, place: Place, seen: Seen) -> None:
        """The relay has every dossier and event once, and the day closes equal."""
        closed = place.done("close-day")
        assert closed["equal"] is True, closed
        exported = place.run("province", "export", "--home", place.folder / "relay")
        there = {one["code"]: [event["kind"] for event in one["events"]] for one in _lines(exported.out)}
        assert there == seen.kinds


class Enrol(Sync):
    """A desk joins that the province has known before: a new PC, with the dossiers of the one that is gone."""

    @staticmethod
    def prepare(place: Place) -> None:
        Sync.prepare(place)
        with place.relay():
            assert place.done("sync")["waiting"] == 0
        place.write("invitation", _invited(place))
        shutil.rmtree(place.home)
        shutil.rmtree(place.folder / "state")
        (place.folder / "key").unlink()

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        url, code = f"http://127.0.0.1:{(place.folder / 'port').read_text()}", (place.folder / "invitation").read_text()
        self.asked = ("enrol", url, "--code", json.loads(code), "--officer", "Lê Văn Tám")
        return self.asked

    def left(self, place: Place, ended: Ended) -> None:
        if not (place.home / FILE).exists():
            assert not ended.out, "said to have joined, and not there"
            repeated = place.run(*self.asked)
            if "INVITATION_USED" in repeated.err:
                # A code serves once: what had been traded for it died with the process.
                repeated = place.run(*self.asked[:3], _invited(place), *self.asked[4:])
            assert repeated.status == 0, repeated

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 9, "joined, and not with its dossiers"
        self.agree(place, seen)
        place.done("numbers", "--continue-after", max(seen.codes))


class CloseDay(Sync):
    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "close-day", "--out", place.folder / "day.pdf"

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        told = _lines(ended.out)
        assert not told or told[0]["equal"] is True, told
        assert again().status == 0
        self.agree(place, seen)


class Backup(Trial):
    """A copy is made where one of the same day lies, which goes for it."""

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.done("backup", "--to", place.folder / "stick")

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "backup", "--to", place.folder / "stick"

    def left(self, place: Place, ended: Ended) -> None:
        copies = list((place.folder / "stick").glob("*.motcua"))
        assert copies, "neither the old copy nor the new one"
        for copy in copies:
            looked = place.run("backup", "verify", copy)
            assert looked.status == 0, (copy.name, looked)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        assert again().status == 0
        assert not list((place.folder / "stick").glob("*.new*"))


class Keep(Trial):
    """The copies are looked after: one made on the PC, one on the stick, the newest put back into a scratch place."""

    @staticmethod
    def prepare(place: Place) -> None:
        Backup.prepare(place)
        place.ask(_choose_second)

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return (_keep,)

    def left(self, place: Place, ended: Ended) -> None:
        for copy in [*(place.folder / "stick").glob("*.motcua"), *(place.home / "backups").glob("*.motcua")]:
            looked = place.run("backup", "verify", copy)
            assert looked.status == 0, (copy.name, looked)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        assert again().status == 0
        assert place.ask(_told) == "COPIES_TRIED"
        assert not (place.home / "trying").exists()
        for folder in (place.folder / "stick", place.home / "backups"):
            assert len(list(folder.glob("*.motcua"))) == 1
            assert not list(folder.glob("*.new*"))


def _choose_second(place: Place) -> None:
    Settings(copies=str(place.folder / "stick")).save(place.home)


def _keep(place: Place) -> int:
    with open_desk(place.home) as desk:
        list(keeping.look_after(desk, Wish.ASKED))
    return 0


def _told(place: Place) -> str:
    with open_desk(place.home) as desk:
        return copies.told(keeping.look(desk), desk.clock())[0][0]


class Restore(Trial):
    """A copy of three dossiers is put in the place of a store of five."""

    @staticmethod
    def prepare(place: Place) -> None:
        Trial.prepare(place)
        place.write("copy", place.done("backup", "--to", place.folder / "stick")["file"])
        place.ask(receive, program.drafts(random.Random(SEED), "later", 2))

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return "restore", json.loads((place.folder / "copy").read_text())

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) in (3, 5)
        assert len(seen.codes) == 3 or not _lines(ended.out), "said to be put back, and not there"
        repeated = again()
        assert repeated.status == 0, repeated
        left: Seen = place.ask(look)
        assert len(left.codes) == 3
        assert not list(place.home.glob("*.next")), "begun, and not gone on with"


class ChangeKey(Trial):
    """The store gets the key of a recovery paper."""

    def words(self, place: Place, draw: random.Random) -> tuple[object, ...]:
        return (_change_key,)

    def after(self, place: Place, seen: Seen, ended: Ended, again: Callable[[], Ended]) -> None:
        assert len(seen.codes) == 3
        repeated = again()
        assert repeated.status == 0, repeated
        assert (place.folder / "key").read_text().strip() == recovery_key.store_key(SECRET).hex()
        assert not [path for path in place.folder.glob("key?*") if path.name != "key"]
        assert place.ask(look).codes == seen.codes


def _change_key(place: Place) -> int:
    changing_key.change(place.home, SECRET)
    return 0


TRIALS: dict[str, type[Trial]] = {
    "receive": Receive, "lines": ReceiveLines, "act": Act, "return": Return, "init": Init, "migrate": Migrate,
    "sync": Sync, "close-day": CloseDay, "enrol": Enrol, "backup": Backup, "restore": Restore, "key": ChangeKey,
    "print-ahead": PrintAhead, "key-in": KeyIn, "keep": Keep,
}  # fmt: skip


# The drill


@dataclass(frozen=True)
class Point:
    """One kill: of which command, where, and how often this point had come before."""

    trial: str
    kill: Kill
    turn: int = 0

    def __str__(self) -> str:
        return f"{self.trial}:{self.kill.call}:{self.kill.nth}" + (f":{self.turn}" if self.turn else "")

    @classmethod
    def read(cls, text: str) -> Point:
        trial, call, nth, *turn = text.split(":")
        return cls(trial, Kill(call, int(nth)), int(turn[0]) if turn else 0)


class Bench:
    """Prepared places in memory, and the one place where copies of them are tried: marks know a home by its path."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed, self._place = folder, seed, Place(folder / "place")

    def _laid(self, name: str) -> Place:
        """Have a fresh copy of what a trial begins with in place."""
        kept, place = self._folder / name, self._place
        shutil.rmtree(place.folder, ignore_errors=True)
        if not kept.exists():
            place.folder.mkdir()
            TRIALS[name].prepare(place)
            place.folder.rename(kept)
        shutil.copytree(kept, place.folder, ignore=shutil.ignore_patterns("said.*", "relay.said", "answer"))
        return place

    def points(self, name: str) -> list[Point]:
        """Return where a trial may be killed."""
        place, trial = self._laid(name), TRIALS[name]()
        words = trial.words(place, random.Random(self._seed))
        with _served(place, trial):
            calls = traced.counted(place.folder, place.command(*words), place.env)
        return [Point(name, Kill(call, nth)) for call, times in sorted(calls.items()) for nth in range(1, times + 1)]

    def kill(self, point: Point) -> bool:
        """Kill a command at a point and look at what is left; return whether it died of it. Raises AssertionError."""
        place, trial = self._laid(point.trial), TRIALS[point.trial]()
        words = trial.words(place, random.Random(f"{self._seed} {point}"))
        with _served(place, trial):
            ended = place.run(*words, kill=point.kill)
            assert ended.killed or ended.status == 0, ended
            if trial.receives:
                shutil.copytree(place.folder / "state", place.folder / "state.left")
            trial.left(place, ended)
            seen: Seen = place.ask(look)
            trial.after(place, seen, ended, lambda: place.run(*words))
            (code,) = place.ask(receive, program.drafts(random.Random(SEED), "next", 1))
            assert code not in seen.codes
            assert code in place.ask(look).codes
            if trial.receives:
                self._put_back(point.trial, {line["code"] for line in _lines(ended.out)})
        return ended.killed

    def _put_back(self, name: str, printed: set[str]) -> None:
        """Put the store back as it was before, beside the mark as the kill left it: no number is printed twice."""
        place = self._place
        for folder, kept in ((place.home, self._folder / name / "home"), (place.folder / "state", None)):
            shutil.rmtree(folder)
            shutil.copytree(kept or place.folder / "state.left", folder)
        (code,) = place.ask(receive, program.drafts(random.Random(SEED), "put back", 1))
        assert code not in printed, f"an old copy put back printed {code} again"


@contextmanager
def _served(place: Place, trial: Trial) -> Iterator[None]:
    if not trial.served:
        yield
        return
    with place.relay():
        yield


def play(names: list[str], kills: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[tuple[Point, str]]:
    """Do a part of so many kills; yield each point with "killed", "ended" where it did not die, or its fault."""
    traced.ready()
    with tempfile.TemporaryDirectory(prefix="writes-", dir=MEMORY) as folder:
        bench = Bench(Path(folder), seed)
        points, left = [point for name in names for point in bench.points(name)], -(-kills // parts)
        for turn in count():
            random.Random(f"{seed} {turn}").shuffle(points)
            for point in points[part::parts]:
                if not left:
                    return
                point = replace(point, turn=turn)
                said = _tried(bench, point)
                left -= said != "ended"
                yield point, said


def _tried(bench: Bench, point: Point) -> str:
    try:
        return "killed" if bench.kill(point) else "ended"
    except AssertionError as problem:
        return f"FAULT {problem}"[:_LONGEST]


def main() -> int:
    """Kill as the command line says; return 1 where anything was left that must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.writes")
    parser.add_argument("points", nargs="*", metavar="COMMAND:CALL:N", help="these kills and no others")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default=",".join(TRIALS), help="commands, by comma")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-ledger", action="store_true")
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.points:
        return _replay([Point.read(one) for one in asked.points], asked.seed)
    names = asked.only.split(",")
    if asked.part is not None:
        for point, fault in play(names, asked.kills, asked.seed, asked.part, asked.workers):
            # In one write, for both workers write into one pipe.
            sys.stdout.write(json.dumps([str(point), fault]) + "\n")
            sys.stdout.flush()
        return 0
    return _all(names, asked.kills, asked.seed, asked.workers, kept=not asked.no_ledger)


def _replay(points: list[Point], seed: int) -> int:
    traced.ready()
    with tempfile.TemporaryDirectory(prefix="writes-", dir=MEMORY) as folder:
        bench, failed = Bench(Path(folder), seed), False
        for point in points:
            said = _tried(bench, point)
            failed |= said.startswith("FAULT")
            print(f"{point}: {said}", flush=True)
    return 1 if failed else 0


def _all(names: list[str], kills: int, seed: int, workers: int, *, kept: bool) -> int:
    """Share the points among processes, hear them all and say what was met; a fault with what replays it.

    A run that came to its end is a line of the ledger, where it is to be `kept`.
    """
    began, met, faults = time.monotonic(), Counter[tuple[str, str]](), 0
    words = ["--kills", kills, "--seed", seed, "--only", ",".join(names), "--workers", workers]
    command = [sys.executable, "-m", __spec__.name, *map(str, words)]
    reading, writing = os.pipe()
    running = [
        subprocess.Popen([*command, "--part", str(part)], stdout=writing, cwd=program.ROOT) for part in range(workers)
    ]
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said_by_all:
        for line in said_by_all:
            point, said = json.loads(line)
            trial, call, *_ = point.split(":")
            met[trial, call] += said != "ended"
            if said not in ("killed", "ended"):
                faults += 1
                print(f"{said}\n  python -m {__spec__.name} --seed {seed} {point}", flush=True)
            if said != "ended" and met.total() % TOLD == 0:
                print(f"{met.total()} kills, {faults} faults, {time.monotonic() - began:.0f} s", flush=True)
    broken = [one.pid for one in running if one.wait()]
    killed = {name: sum(times for (trial, _), times in met.items() if trial == name) for name in names}
    for name in names:
        calls = ", ".join(f"{times} {call}" for (trial, call), times in sorted(met.items()) if trial == name)
        print(f"{name:<10} {killed[name]:>5}: {calls}")
    seconds = time.monotonic() - began
    print(f"{met.total()} kills, {faults} faults, seed {seed}, {seconds:.0f} s", flush=True)
    if kept and not broken:
        ledger.append(ledger.Run("writes", _PREPARED, killed, faults, seconds, seed))
    return 1 if faults or broken else 0


if __name__ == "__main__":
    sys.exit(main())
