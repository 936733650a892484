"""Copies of a store, each damaged once in one of many ways, and asked for by `backup verify`: `make drill-copies`.

    python -m tests.drills.damaged_copies --copies 1000 --dossiers 200
    python -m tests.drills.damaged_copies --dossiers 200 --seed 20261201 cut:17        what a failing case prints

What happens to a file happens without the key: bits, runs, pages, ends, and pages of other copies, other stores and
other keys. What is altered through SQL has valid pages and wrong content, as who has the key leaves it. Every damage is
told by a check or a code that is one of those its kind may have, none is a traceback, and the sound copy is sound.

Not among them is what contradicts nothing: an older copy under a newer one's name, and what somebody with the key sets
to another value that is possible as well (an officer's name). The first is seen beside the store alone.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.errors import KnownError
from app.models import setting
from app.models.store import FILE, Store
from app.rules.clock import now
from app.services import drafts, intake, numbers, practice
from app.services.desk import Desk
from app.workflows import backing_up
from tests.bench import stores
from tests.bench.stores import KEY
from tests.drills import ledger
from tests.services.counter import draft, number_of
from tests.torture.tampering import tamper, unguarded

SEED = 20261201
OTHER_KEY = bytes(range(1, 33))
PAGE = 4096
TOLD = 100
"""Copies from one line of progress to the next."""
_SCANS = 6
"""Scans of each of the two halves of what is received last."""

FILE_DAMAGED = frozenset({"BACKUP_BROKEN", "BACKUP_KEY"})
SCANS_DAMAGED = frozenset({"files"})
SAID_OTHERWISE = frozenset({"chain", "events", "records"})


@dataclass(frozen=True)
class Material:
    """What the drill is played with: a copy with scans beside it, and the files pages are taken from."""

    copy: Path
    older: Path
    """A copy of the same store, made earlier."""
    other: Path
    """A copy of another store under the same key."""
    foreign: Path
    """The same store under another key."""


# What the copies are made of


def prepare(folder: Path, dossiers: int) -> Material:
    """Make a store of so many invented dossiers, some with scans, and what is laid beside it."""
    home = folder / "home"
    home.mkdir(parents=True)
    shutil.copy(stores.filled(dossiers) / FILE, home)
    desk = _real(home, folder / "marks")
    older = backing_up.back_up(_scanned(desk, folder, 0), folder / "older").path
    copy = backing_up.back_up(_scanned(desk, folder, _SCANS), folder / "copies").path
    desk.store.export(folder / "foreign", OTHER_KEY)
    desk.store.close()
    stores.empty(folder / "another")
    other = Desk(Store(folder / "another" / FILE, KEY))
    practice.generate(other, 60, seed=2)
    other.store.close()
    other = _real(folder / "another", folder / "marks")
    other_copy = backing_up.back_up(other, folder / "others").path
    other.store.close()
    return Material(copy, older, other_copy, folder / "foreign")


def _real(home: Path, marks: Path) -> Desk:
    """Open an invented store as a real centre's, which has a name and a mark of its own."""
    desk = Desk(Store(home / FILE, KEY), clock_ok=True, marks=marks)
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), kind="real"))
        numbers.begin(connection)
    numbers.bind(desk)
    return desk


def _scanned(desk: Desk, folder: Path, first: int) -> Desk:
    """Receive dossiers with a scan each."""
    scans = folder / "scans"
    scans.mkdir(exist_ok=True)
    for nth in range(first, first + _SCANS):
        name = f"{nth}.pdf"
        (scans / name).write_bytes(random.Random(nth).randbytes(2000 + nth))
        said = draft({"id_number": number_of(nth)}, components=[{"name": "Tờ khai", "originals": 1, "files": [name]}])
        intake.receive(desk, drafts.read(said), folder=scans)
    return desk


# What happens to a file


def flip(file: Path, chance: random.Random, _: Material) -> None:
    at = chance.randrange(file.stat().st_size)
    _put(file, at, bytes([_get(file, at, 1)[0] ^ 1 << chance.randrange(8)]))


def overwritten(file: Path, chance: random.Random, _: Material) -> None:
    at = chance.randrange(file.stat().st_size)
    _put(file, at, chance.randbytes(min(chance.choice((2, 16, 512, 5000, 70_000)), file.stat().st_size - at)))


def cut(file: Path, chance: random.Random, _: Material) -> None:
    os.truncate(file, chance.randrange(1, file.stat().st_size))


def cut_at_a_page(file: Path, chance: random.Random, _: Material) -> None:
    os.truncate(file, PAGE * chance.randrange(1, _pages(file)))


def zeroed(file: Path, chance: random.Random, _: Material) -> None:
    _put(file, PAGE * chance.randrange(_pages(file)), bytes(PAGE))


def zeroed_end(file: Path, chance: random.Random, _: Material) -> None:
    """What a disk leaves that had the length and not the content: nothing from some byte on."""
    at = chance.randrange(file.stat().st_size)
    size = file.stat().st_size
    os.truncate(file, at)
    os.truncate(file, size)


def swapped(file: Path, chance: random.Random, _: Material) -> None:
    one, other = (PAGE * page for page in chance.sample(range(1, _pages(file)), 2))
    first, second = _get(file, one), _get(file, other)
    _put(file, one, second)
    _put(file, other, first)


def doubled(file: Path, chance: random.Random, _: Material) -> None:
    one, other = (PAGE * page for page in chance.sample(range(1, _pages(file)), 2))
    _put(file, one, _get(file, other))


def inserted(file: Path, chance: random.Random, _: Material) -> None:
    at = chance.randrange(1, file.stat().st_size)
    with file.open("r+b") as open_:
        open_.seek(at)
        rest = open_.read()
        open_.seek(at)
        open_.write(chance.randbytes(chance.choice((1, 7, PAGE))) + rest)


def appended(file: Path, chance: random.Random, _: Material) -> None:
    with file.open("ab") as open_:
        open_.write(chance.randbytes(chance.choice((1, 100, PAGE, 3 * PAGE))))


def emptied(file: Path, _: random.Random, __: Material) -> None:
    os.truncate(file, 0)


def header_only(file: Path, chance: random.Random, _: Material) -> None:
    os.truncate(file, chance.choice((16, 100, 1024, PAGE)))


def older_page(file: Path, chance: random.Random, material: Material) -> None:
    _taken_from(material.older, file, chance, 1)


def older_run(file: Path, chance: random.Random, material: Material) -> None:
    """What a copying that was cut off leaves when it writes over the file of before: a beginning and an end."""
    pages = min(_pages(file), _pages(material.older))
    first = chance.randrange(1, pages)
    _put(file, PAGE * first, _get(material.older, PAGE * first, PAGE * (pages - first)))


def other_page(file: Path, chance: random.Random, material: Material) -> None:
    _taken_from(material.other, file, chance, 0)


def foreign_page(file: Path, chance: random.Random, material: Material) -> None:
    _taken_from(material.foreign, file, chance, 0)


def foreign_file(file: Path, _: random.Random, material: Material) -> None:
    shutil.copyfile(material.foreign, file)


def another_store(file: Path, _: random.Random, material: Material) -> None:
    shutil.copyfile(material.other, file)


def _taken_from(source: Path, file: Path, chance: random.Random, first: int) -> None:
    at = PAGE * chance.randrange(first, min(_pages(file), _pages(source)))
    _put(file, at, _get(source, at))


def _pages(file: Path) -> int:
    return file.stat().st_size // PAGE


def _get(file: Path, at: int, length: int = PAGE) -> bytes:
    with file.open("rb") as open_:
        open_.seek(at)
        return open_.read(length)


def _put(file: Path, at: int, data: bytes) -> None:
    with file.open("r+b") as open_:
        open_.seek(at)
        open_.write(data)


# What happens to the scans beside it


def scan_missing(file: Path, chance: random.Random, _: Material) -> None:
    _a_scan(file, chance).unlink()


def scan_altered(file: Path, chance: random.Random, material: Material) -> None:
    flip(_a_scan(file, chance), chance, material)


def scan_cut(file: Path, chance: random.Random, _: Material) -> None:
    scan = _a_scan(file, chance)
    os.truncate(scan, chance.randrange(scan.stat().st_size))


def scan_of_another(file: Path, chance: random.Random, _: Material) -> None:
    one, other = chance.sample(sorted((file.parent / "files").iterdir()), 2)
    one.write_bytes(other.read_bytes())


def scans_gone(file: Path, _: random.Random, __: Material) -> None:
    shutil.rmtree(file.parent / "files")


def _a_scan(file: Path, chance: random.Random) -> Path:
    return chance.choice(sorted((file.parent / "files").iterdir()))


# What is altered with the key


Altering = Callable[[Connection, random.Random], None]


def through_sql(alter: Altering) -> Callable[[Path, random.Random, Material], None]:
    """Open a copy as its owner can, past the triggers that keep events, and alter it."""

    def damage(file: Path, chance: random.Random, _: Material) -> None:
        store = Store(file, KEY)
        with store.write() as connection, unguarded(connection):
            alter(connection, chance)
        store.close()

    return damage


def tampered(kind: str) -> Altering:
    return lambda connection, chance: void(tamper(connection, kind, chance, packed=True))


def void(_: object) -> None:
    """Forget what was done: it is the kind that says how it may be found."""


def torn(table: str, column: str) -> Altering:
    """Have what a row says end in its middle, or be noise."""

    def alter(connection: Connection, chance: random.Random) -> None:
        rows = connection.execute(text(f"SELECT rowid AS place, {column} AS said FROM {table}")).all()
        row: Any = chance.choice([one for one in rows if one.said])
        half = row.said[: chance.randrange(len(row.said))]
        noise = chance.choice((half, chance.randbytes(len(row.said)), b"" if isinstance(row.said, bytes) else ""))
        connection.execute(
            text(f"UPDATE {table} SET {column} = :said WHERE rowid = :row"), {"said": noise, "row": row.place}
        )

    return alter


def counter_put_back(connection: Connection, chance: random.Random) -> None:
    """Have a day or a book counted back: the next receipt would bear a number that is on paper."""
    rows = connection.execute(
        text("SELECT name, last FROM counter WHERE name LIKE 'code:%' OR name LIKE 'book:%'")
    ).all()
    row: Any = chance.choice(rows)
    connection.execute(
        text("UPDATE counter SET last = :last WHERE name = :name"),
        {"last": chance.randrange(row.last), "name": row.name},
    )


def counter_gone(connection: Connection, chance: random.Random) -> None:
    names = connection.execute(text("SELECT name FROM counter WHERE name LIKE 'code:%' OR name LIKE 'book:%'"))
    connection.execute(text("DELETE FROM counter WHERE name = :name"), {"name": chance.choice(names.scalars().all())})


def centre_moved(connection: Connection, chance: random.Random) -> None:
    other: dict[str, Any] = chance.choice(({"desk": 2}, {"agency": "H15.11"}, {"desk": 11}))
    setting.put_centre(connection, replace(setting.centre(connection), **other))


def setting_gone(connection: Connection, chance: random.Random) -> None:
    name = chance.choice(("centre", "numbers"))
    connection.execute(text("DELETE FROM setting WHERE name = :name"), {"name": name})


Damage = Callable[[Path, random.Random, Material], None]
KINDS: dict[str, tuple[Damage, frozenset[str]]] = {
    **{damage.__name__: (damage, FILE_DAMAGED) for damage in (
        flip, overwritten, cut, cut_at_a_page, zeroed, zeroed_end, swapped, doubled, inserted, appended, emptied,
        header_only, older_page, older_run, other_page, foreign_page, foreign_file,
    )},
    "another_store": (another_store, frozenset({"name"})),
    **{damage.__name__: (damage, SCANS_DAMAGED) for damage in (
        scan_missing, scan_altered, scan_cut, scan_of_another, scans_gone,
    )},
    **{f"event_{kind}": (through_sql(tampered(kind)), SAID_OTHERWISE) for kind in ("flip", "delete", "body")},
    "record": (through_sql(tampered("record")), SAID_OTHERWISE),
    "body_torn": (through_sql(torn("event", "body")), SAID_OTHERWISE | {"STORE_NEWER"}),
    "facts_torn": (through_sql(torn("dossier", "facts")), SAID_OTHERWISE | {"BACKUP_BROKEN", "STORE_NEWER"}),
    "counter_put_back": (through_sql(counter_put_back), frozenset({"numbers"})),
    "counter_gone": (through_sql(counter_gone), frozenset({"numbers"})),
    "centre_moved": (through_sql(centre_moved), frozenset({"name"})),
    "setting_gone": (through_sql(setting_gone), frozenset({"BACKUP_BROKEN", "name"})),
    "setting_torn": (through_sql(torn("setting", "value")), frozenset({"BACKUP_BROKEN", "name"})),
}  # fmt: skip
"""Each kind, and by which checks or codes it may be found."""


# The drill


@dataclass(frozen=True)
class Case:
    """One copy that is damaged: how, and which of its kind."""

    kind: str
    nth: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.nth}"

    @classmethod
    def read(cls, said: str) -> Case:
        kind, nth = said.split(":")
        return cls(kind, int(nth))


def cases(copies: int, seed: int) -> Iterator[Case]:
    """Draw so many, each kind once before any comes twice."""
    for turn in range(-(-copies // len(KINDS))):
        kinds = list(KINDS)
        random.Random(f"{seed} {turn}").shuffle(kinds)
        yield from (Case(kind, turn) for kind in kinds[: copies - turn * len(KINDS)])


def tried(material: Material, folder: Path, case: Case, seed: int) -> tuple[bool, str]:
    """Damage a copy of the copy; return whether it is found as its kind is, and what was said."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(material.copy.parent, folder)
    file = folder / material.copy.name
    damage, names = KINDS[case.kind]
    damage(file, random.Random(f"{seed} {case}"), material)
    said = verified(file)
    return bool(said & names) and not any(one.startswith("TRACEBACK") for one in said), ", ".join(sorted(said))


def verified(file: Path) -> set[str]:
    """Return what `backup verify` finds wrong: its checks that are not well, or the code it refuses with."""
    try:
        _, checks = backing_up.verify(file, KEY, now())
    except KnownError as problem:
        return {problem.code}
    except Exception as problem:
        return {f"TRACEBACK {type(problem).__name__}: {problem}"[:300]}
    return {check.name for check in checks if not check.ok}


def main() -> int:
    """Damage as the command line says; return 1 where anything was not found, or not by its name."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills.damaged_copies")
    parser.add_argument("cases", nargs="*", metavar="KIND:N", help="these and no others, and no line in the ledger")
    parser.add_argument("--copies", type=int, default=1000)
    parser.add_argument("--dossiers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-ledger", action="store_true")
    asked = parser.parse_args()
    wanted = [Case.read(one) for one in asked.cases] or list(cases(asked.copies, asked.seed))
    began, met, faults = time.monotonic(), Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="copies-") as folder:
        material = prepare(Path(folder) / "made", asked.dossiers)
        assert not verified(material.copy), "the sound copy is called damaged"
        for case in wanted:
            found, said = tried(material, Path(folder) / "tried", case, asked.seed)
            met[case.kind] += 1
            if not found:
                faults += 1
                replay = f"python -m {__spec__.name} --dossiers {asked.dossiers} --seed {asked.seed} {case}"
                print(f"FAULT {case}: {said or 'not found'}\n  {replay}", flush=True)
            elif asked.cases or asked.dossiers > 10_000:
                print(f"{case}: {said}, {time.monotonic() - began:.0f} s", flush=True)
            if met.total() % TOLD == 0:
                print(f"{met.total()} copies, {faults} faults, {time.monotonic() - began:.0f} s", flush=True)
        assert not verified(material.copy), "the sound copy is called damaged"
    seconds = time.monotonic() - began
    print(f"{met.total()} copies of {len(met)} kinds, {faults} faults, seed {asked.seed}, {seconds:.0f} s", flush=True)
    if not asked.cases and not asked.no_ledger:
        ledger.append(ledger.Run("damaged_copies", asked.dossiers, met, faults, seconds, asked.seed))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
