"""A thousand damaged stores of 200 dossiers: the doctor and the start name each, and by the cure named the desk works.

What is done to them stands in `broken_stores`. Each is looked at by `motcua doctor` and opened as the window opens it;
a third is cured by what the doctor said, and then a dossier is received. DAMAGED stores, of SEED.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from app.errors import KnownError
from app.models import backup, projection
from app.models.store import FILE
from app.paths import ROOT
from app.services import care, centre
from app.services.desk import Desk
from app.workflows import backing_up
from app.workflows.opening import open_desk, start_desk
from tests.conftest import Ran
from tests.drills.broken_stores import DAMAGES, Damage, Files, Given
from tests.services.counter import CITIZEN, KEY, code_of
from tests.torture.world import memory

pytestmark = [pytest.mark.drill, pytest.mark.timeout(4 * 3600)]
SEED, DAMAGED, DOSSIERS = 20261201, int(os.environ.get("DAMAGED", "1000")), 200
EVERY = 50
"""How often the doctor is asked through a process of its own."""
CURED = 3
"""Of so many stores one is cured; the kinds are 19, so that each has its turn."""
WAL = FILE + "-wal"
INVISIBLE = ("same", "spare", "end")
"""What no look at a store can tell: the bytes are what they were; a page nothing uses, or which the log holds anew, and
every record is what it was; the last commits of a log are gone, and issued no number."""
PASSING = {"mark", "receipts"}
"""What the next reception and the next paper put right."""
_RESTORE = re.compile(r'motcua restore "([^"]+)"')

Motcua = Callable[..., Ran]


@dataclass
class Desks:
    """The home of the desk, its copy, and how each damage finds them."""

    home: Path
    marks: Path
    given: Given
    copies: Path
    marks_sound: Path
    marks_cut_off: Path

    def lay(self, files: Files) -> None:
        """Put files in the store's place, with the copy and the mark that were there."""
        shutil.rmtree(self.home)
        shutil.copytree(self.copies, self.home / backup.FOLDER)
        self.home.chmod(0o700)
        for name, data in ((FILE, files.store), (WAL, files.log)):
            if data is not None:
                (self.home / name).write_bytes(data)
        cut_off = files.store == self.given.cut_off.store or files.log is not None
        shutil.rmtree(self.marks)
        shutil.copytree(self.marks_cut_off if cut_off else self.marks_sound, self.marks)


def _work(home: Path, count: int) -> None:
    with open_desk(home, clock_ok=True) as desk:
        for _ in range(count):
            code_of(desk)
        _print(desk)


def _print(desk: Desk) -> None:
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE dossier SET printed = 1 WHERE printed = 0")


def _read(home: Path) -> Files:
    log = home / WAL
    return Files((home / FILE).read_bytes(), log.read_bytes() if log.exists() else None)


def _at_work(home: Path) -> Files:
    """Receive a little and take the files as a kill leaves them."""
    with open_desk(home, clock_ok=True) as desk:
        for _ in range(5):
            code_of(desk)
        _print(desk)
        return _read(home)


def _other(folder: Path, key: bytes) -> Files:
    record = centre.describe(
        agency="H15.11", commune="24133", name="Quầy khác", desk=1, officer="Lê Thị Ỡ", first=1, last=999
    )
    store = centre.create(folder, key, record)
    for _ in range(40):
        code_of(Desk(store, clock_ok=True))
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE dossier SET printed = 1")
    files = _read(folder)
    store.close()
    return Files((folder / FILE).read_bytes(), files.log)


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[object], None]:
    """Print a line of the summary past pytest's capture."""

    def say(summary: object) -> None:
        with capsys.disabled():
            print(f"\n{DAMAGED} damaged stores, seed {SEED}: {summary}")

    return say


@pytest.fixture
def home(new_centre: Path) -> Iterator[Path]:
    """In memory: a store that is damaged need not be on the disk first."""
    with memory() as folder:
        (folder / "home").mkdir()
        shutil.copy(new_centre, folder / "home" / FILE)
        yield folder / "home"


@pytest.fixture
def desks(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> Desks:
    tmp_path = home.parent
    marks = tmp_path / "marks"
    monkeypatch.setenv("MOTCUA_STATE", str(marks))
    _work(home, DOSSIERS - 20)
    with open_desk(home) as desk:
        backing_up.back_up(desk, home / backup.FOLDER)
    before = (home / FILE).read_bytes()
    _work(home, 20)
    sound = _read(home)
    shutil.copytree(marks, tmp_path / "sound")
    cut_off = _at_work(home)
    shutil.copytree(marks, tmp_path / "cut off")
    copies = Path(shutil.copytree(home / backup.FOLDER, tmp_path / "copies"))
    given = Given(sound, cut_off, before, _other(tmp_path / "sister", KEY), _other(tmp_path / "other", bytes(32)))
    return Desks(home, marks, given, copies, tmp_path / "sound", tmp_path / "cut off")


def _doctor(motcua: Motcua, apart: bool) -> dict[str, dict[str, str]]:
    """Return what the doctor names as not well, by check; it never ends otherwise."""
    if apart:
        ran = subprocess.run(
            [sys.executable, "-m", "app", "doctor", "--json"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        status, out, err = ran.returncode, ran.stdout, ran.stderr
    else:
        answer = motcua("doctor", "--json")
        status, out, err = answer.status, answer.out, answer.err
    if err.startswith("STORE_GONE "):
        return {"store": {"detail": err, "cure": err}}
    assert err == ""
    said = json.loads(out)
    assert said["ok"] == (status == 0)
    assert "WRONG_KEY" not in out
    assert "ngoài dự kiến" not in out, out
    assert all(one["cure"] for one in said["checks"] if not one["ok"])
    return {one["name"]: one for one in said["checks"] if not one["ok"]}


def _started(home: Path) -> str:
    """Open the desk as the window does, and read all of it; return the code of what stops it, or nothing."""
    try:
        desk = start_desk(home)
    except KnownError as problem:
        named = problem.code in ("STORE_BROKEN", "STORE_GONE") and problem.facts["copy"]
        return problem.code if named else f"{problem.code}, no way out"
    try:
        with desk.store.read() as connection:
            for facts in connection.exec_driver_sql("SELECT facts FROM dossier").scalars():
                projection.record_of(facts)
    except KnownError as problem:
        return f"later {problem.code}"
    except Exception as problem:
        return f"later {type(problem).__name__}"
    finally:
        desk.store.close()
    return ""


def _unseen(desks: Desks, files: Files) -> str:
    """Return why nobody can see a damage; what is in none of these ways must be named."""
    if files == desks.given.sound or files == desks.given.cut_off:
        return "same"
    desks.lay(files)
    with open_desk(desks.home) as desk:
        month = [check.name for check in care.examine(desk) if not check.ok]
        done, found = care.rebuild(desk), care.fingerprint(desk)
    if month or done.differed or done.broken:
        return f"in its month: {', '.join(month) or 'rebuild'}"
    if files.store == desks.given.cut_off.store:
        return "end"
    for whole in (desks.given.sound, desks.given.cut_off):
        desks.lay(whole)
        with open_desk(desks.home) as desk:
            if care.fingerprint(desk) == found:
                return "spare"
    return "not seen"


def _cure(motcua: Motcua, ill: dict[str, dict[str, str]]) -> str:
    """Do what the doctor says, then receive a dossier and print its receipt; the doctor must be content."""
    way = ""
    if "store" in ill:
        named = _RESTORE.search(ill["store"]["cure"])
        assert named, ill
        assert motcua("restore", named[1], "--json").status == 0
        way = "restore"
    elif ill.keys() - PASSING:
        way = "rebuild"
        assert motcua("rebuild", "--json").status == 0
        if _left(motcua) - PASSING:
            way = "restore after rebuild"
            copy = next(Path(os.environ["MOTCUA_HOME"], backup.FOLDER).glob("*.motcua"))
            assert motcua("restore", copy, "--json").status == 0
    draft = {"procedure": "2.000815", "applicant": CITIZEN, "duplicate_reason": "thử"}
    received = motcua("receive", "-", "--clock-ok", "--json", stdin=json.dumps(draft))
    assert received.status == 0, received
    assert _left(motcua) <= {"receipts"}
    return way


def _left(motcua: Motcua) -> set[str]:
    return set(_doctor(motcua, apart=False))


def test_a_thousand_damaged_stores_are_named_and_cured(
    desks: Desks, motcua: Motcua, tell: Callable[[object], None]
) -> None:
    draw, began = random.Random(SEED), perf_counter()
    named: dict[str, Counter[str]] = {damage.__name__: Counter() for damage in DAMAGES}
    ways: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    for number in range(DAMAGED):
        if number and number % 100 == 0:
            tell(f"{number} done, {perf_counter() - began:.0f} s; start: {dict(starts)}; cures: {dict(ways)}")
        damage: Damage = DAMAGES[number % len(DAMAGES)]
        files = damage(desks.given, draw)
        desks.lay(files)
        ill = _doctor(motcua, apart=number % EVERY == 0)
        started = _started(desks.home)
        starts[started or "opens"] += 1
        assert started in ("", "STORE_BROKEN", "STORE_GONE", "later STORE_BROKEN"), (damage.__name__, number, started)
        if not ill:
            assert not started, (damage.__name__, started)
            why = _unseen(desks, files)
            named[damage.__name__][f"({why})"] += 1
            assert why in INVISIBLE or why.startswith("in its month"), (damage.__name__, why, number)
            continue
        named[damage.__name__][", ".join(ill)] += 1
        if number % CURED:
            continue
        desks.lay(files)
        ways[_cure(motcua, ill) or "goes on by itself"] += 1
    for name, counts in named.items():
        tell(f"{name}: {dict(counts.most_common())}")
    tell(f"start: {dict(starts.most_common())}; cures: {dict(ways.most_common())}; {perf_counter() - began:.0f} s")
