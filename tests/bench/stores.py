"""Stores of invented dossiers, made once under out/bench-store and used again while they fit the program."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import MotcuaError
from app.models.store import FILE, open_store
from app.services import centre, practice
from app.services.desk import Desk
from tests.bench.harness import OUT, workplace

KEY = bytes(range(32))
START = date(2025, 1, 6)
_SCHEMA = "SELECT name, sql FROM sqlite_master ORDER BY name"


def empty(home: Path) -> Path:
    """Make the store of a centre that has received nothing; return its file."""
    record = centre.describe(
        agency="H15.10",
        commune="24133",
        name="Trung tâm Phục vụ hành chính công",
        desk=1,
        officer="Nguyễn Thị Lan",
        last=9999,
    )
    centre.create(home, KEY, record).close()
    return home / FILE


def filled(count: int, start: date = START) -> Path:
    """Return the home of a store with `count` dossiers of `motcua generate`, made now if there is none that fits."""
    home = OUT / "bench-store" / (str(count) if start == START else f"{count}-{start}")
    with workplace() as folder:
        schema = _asked(empty(folder), _SCHEMA)
    if not _fits(home, count, schema):
        sys.stderr.write(f"generating {count:,} dossiers in {home}, once\n")
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        empty(home)
        store = open_store(home, KEY)
        practice.generate(Desk(store), count, start=start)
        store.close()
    return home


def raw(file: Path) -> Any:
    """Open a store with the library alone, as the program's own connections are opened."""
    connection = sqlcipher.connect(str(file), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")
    return connection


def _fits(home: Path, count: int, schema: list[Any]) -> bool:
    if not (home / FILE).exists():
        return False
    try:
        open_store(home, KEY).close()
    except MotcuaError:
        return False
    return _asked(home / FILE, _SCHEMA) == schema and _asked(home / FILE, "SELECT max(n) FROM dossier") == [(count,)]


def _asked(file: Path, question: str) -> list[Any]:
    connection = raw(file)
    try:
        return list(connection.execute(question).fetchall())
    finally:
        connection.close()
