"""Migrations: the six tests every version must pass, and what an old or a newer store goes through."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app import __version__, words
from app.errors import KnownError
from app.models import engine, migrating
from app.models import store as stores
from app.models import tables as tables  # the models, for the comparison
from app.models.engine import REVISIONS
from app.models.migrating import forget_kept
from app.models.progress import STEPS, WHOLE
from app.models.store import FILE, Store, open_store
from app.rules.clock import VN
from app.services.desk import Desk
from tests.services.counter import KEY, code_of

Migrate = Callable[[Connection, str], None]


def migrate(connection: Connection, revision: str) -> None:
    """Go up or down to a revision on this connection."""
    config = migrating.alembic_config()
    config.attributes["connection"] = connection
    now = MigrationContext.configure(connection).get_current_revision()
    down = revision == "base" or (now is not None and revision < now)
    (command.downgrade if down else command.upgrade)(config, revision)
    connection.commit()


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Connection]:
    """A connection to an encrypted file in which nothing is."""
    store = Store(tmp_path / "blank.db", KEY)
    with store._engine.connect() as connection:
        yield connection
    store.close()


def schema(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT type || ' ' || name, sql FROM sqlite_master WHERE name <> 'alembic_version' AND sql IS NOT NULL")
    )
    return {row[0]: row[1] for row in rows}


def data(connection: Connection) -> dict[str, list[Any]]:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"))
    return {name: list(connection.execute(text(f"SELECT * FROM {name} ORDER BY 1"))) for name in names.scalars()}


def test_the_program_knows_every_revision_of_the_folder_in_order() -> None:
    script = ScriptDirectory.from_config(migrating.alembic_config())
    assert [one.revision for one in reversed(list(script.walk_revisions()))] == list(REVISIONS)
    assert script.get_heads() == [REVISIONS[-1]]


def test_the_newest_revision_is_what_the_models_say(blank: Connection) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("search"))

    migrate(blank, "head")
    context = MigrationContext.configure(blank, opts={"include_object": ours, "compare_type": True})
    assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_revision_goes_up_and_down_and_leaves_the_schema_as_it_was(blank: Connection, revision: str) -> None:
    before_index = REVISIONS.index(revision) - 1
    before = REVISIONS[before_index] if before_index >= 0 else "base"
    if before != "base":
        migrate(blank, before)
    lower = schema(blank)
    migrate(blank, revision)
    upper = schema(blank)
    migrate(blank, before)
    assert schema(blank) == lower
    migrate(blank, revision)
    assert schema(blank) == upper


def test_a_store_with_data_goes_down_to_nothing_and_up_again(desk: Desk) -> None:
    code_of(desk)
    with desk.store._engine.connect() as connection:
        migrate(connection, "base")
        assert schema(connection) == {}
        migrate(connection, "head")
        assert data(connection)["event"] == []


def test_going_up_from_the_revision_before_keeps_every_row(desk: Desk, next_version: Migrate) -> None:
    code_of(desk)
    with desk.store._engine.connect() as connection:
        before = data(connection)
        connection.rollback()
        migrate(connection, "9999")
        after = data(connection)
        connection.rollback()
        migrate(connection, REVISIONS[-1])
        again = data(connection)
    assert {name: rows for name, rows in before.items() if name != "alembic_version"}.items() <= after.items()
    assert again == before


# A program of tomorrow, with one migration more

_NEXT = '''
"""Test only."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None
def upgrade() -> None:
    op.create_table("loan", sa.Column("n", sa.Integer(), primary_key=True))
    {extra}
def downgrade() -> None:
    op.drop_table("loan")
'''


def _make_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str = "pass") -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(Path(stores.__file__).parent / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_next.py").write_text(_NEXT.format(newest=REVISIONS[-1], extra=extra))

    real = migrating.alembic_config

    def config() -> Any:
        made = real()
        made.set_main_option("script_location", str(folder))
        return made

    for module in (engine, migrating, stores):
        monkeypatch.setattr(module, "REVISIONS", (*REVISIONS, "9999"))
    monkeypatch.setattr(migrating, "alembic_config", config)


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Migrate:
    _make_next(tmp_path, monkeypatch)
    return migrate


def test_an_older_store_is_migrated_at_opening_and_kept_beside(home: Path, desk: Desk, next_version: Migrate) -> None:
    code = code_of(desk)
    desk.store.close()
    old = (home / FILE).read_bytes()
    store = open_store(home, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
        assert connection.execute(text("SELECT code FROM dossier")).scalar_one() == code
        assert connection.execute(text("SELECT count(*) FROM loan")).scalar_one() == 0
    store.close()
    assert (home / "motcua.before-9999.db").read_bytes() == old
    assert {path.name for path in home.iterdir()} == {FILE, "motcua.before-9999.db"}


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_next(tmp_path, monkeypatch, extra="raise OSError(28, 'No space left on device')")
    before = (home / FILE).read_bytes()
    with pytest.raises(KnownError) as stopped:
        open_store(home, KEY)
    assert stopped.value.code == "DISK"
    assert (home / FILE).read_bytes() == before
    assert [path.name for path in home.iterdir()] == [FILE]


def test_a_faulty_migration_leaves_the_store_to_the_version_before(
    home: Path, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = code_of(desk)
    desk.store.close()
    before = (home / FILE).read_bytes()
    with monkeypatch.context() as tomorrow:
        _make_next(tmp_path, tomorrow, extra="op.drop_column('no_such_table', 'n')")
        with pytest.raises(KnownError) as stopped:
            open_store(home, KEY)
    assert stopped.value.code == "MIGRATION_FAILED"
    assert stopped.value.facts["revision"] == "9999"
    assert "the migration to 9999 failed" in caplog.text
    assert (home / FILE).read_bytes() == before
    assert [path.name for path in home.iterdir()] == [FILE]
    store = open_store(home, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT code FROM dossier")).scalar_one() == code
    store.close()


def test_a_database_that_is_full_during_a_migration_says_disk(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow = 'op.execute("PRAGMA max_page_count = 1"); op.execute("CREATE TABLE big AS SELECT randomblob(1000000) AS x")'
    _make_next(tmp_path, monkeypatch, extra=grow)
    before = (home / FILE).read_bytes()
    with pytest.raises(KnownError) as stopped:
        open_store(home, KEY)
    assert stopped.value.code == "DISK"
    assert (home / FILE).read_bytes() == before
    assert [path.name for path in home.iterdir()] == [FILE]


def test_what_a_killed_migration_left_does_not_spoil_the_next(home: Path, desk: Desk, next_version: Migrate) -> None:
    """A log left beside the copy of a killed migration must not be played into the new copy."""
    code = code_of(desk)
    desk.store.close()
    other = home / "motcua.migrating"
    shutil.copy(home / FILE, other)
    left = Store(other, KEY)
    with left.write() as connection:
        connection.execute(text("CREATE TABLE loan (n INTEGER PRIMARY KEY)"))
    wal = (home / "motcua.migrating-wal").read_bytes()
    left.close()
    (home / "motcua.migrating-wal").write_bytes(wal)
    store = open_store(home, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT code FROM dossier")).scalar_one() == code
    store.close()
    assert {path.name for path in home.iterdir()} == {FILE, "motcua.before-9999.db"}


def test_a_store_somebody_else_has_open_is_not_migrated_under_them(
    home: Path, desk: Desk, next_version: Migrate
) -> None:
    """What the other program wrote last may still be in the log beside the file, and would be lost."""
    code = code_of(desk)
    with pytest.raises(KnownError) as stopped:
        open_store(home, KEY)
    assert stopped.value.code == "STORE_BUSY"
    desk.store.close()
    store = open_store(home, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT code FROM dossier")).scalar_one() == code
    store.close()


def test_a_store_newer_than_the_program_is_refused_and_not_touched(home: Path) -> None:
    store = open_store(home, KEY)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    store.close()
    before = (home / FILE).read_bytes()
    with pytest.raises(KnownError) as refused:
        open_store(home, KEY)
    assert refused.value.code == "STORE_NEWER"
    assert refused.value.facts == {"revision": "0999", "program": __version__}
    assert (home / FILE).read_bytes() == before
    assert [path.name for path in home.iterdir()] == [FILE]


# What a migration asks of the disk and tells of itself

RELEASE = Path(__file__).parents[1] / "releases" / "0.3.0"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The home of the desk that the release before left behind."""
    home = tmp_path / "old"
    shutil.copytree(RELEASE, home)
    return home


def old_key(home: Path) -> bytes:
    return bytes.fromhex((home / "key").read_text().strip())


def names(home: Path) -> set[str]:
    return {path.name for path in home.iterdir()}


def test_a_store_with_rows_is_the_same_text_again_when_it_goes_down(old: Path) -> None:
    store = Store(old / FILE, old_key(old))
    with store._engine.connect() as connection:
        before = data(connection)
        connection.rollback()
        migrate(connection, "0003")
        packed = data(connection)
        connection.rollback()
        migrate(connection, "0002")
        again = data(connection)
        connection.rollback()
        migrate(connection, "0003")
        assert data(connection) == packed
    store.close()
    for name in set(before) - {"setting", "alembic_version"}:
        assert again[name] == before[name], name
    assert len(before["event"]) == len(packed["event"]) > 24
    assert all(len(row.id) == 16 and len(row.hash) == 32 for row in packed["event"])


# How far a migration is, and that it can be stopped, in the middle of a statement too

TIMES = 120
"""How often the store of the release is laid into its own, so that statements last."""
_EVENTS = (
    "n, id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, seq, verdict, reason",
    "{n}, {id}, substr(dossier, 1, 24) || printf('%012x', i), kind, at, officer, desk, base, "
    "printf('%064x', i * 1000 + n - 1), printf('%064x', i * 1000 + n), body, seq, verdict, reason",
)
_DOSSIERS = (
    "n, id, code, state, name, procedure, desk, received_at, due_at, head, sync, request_id, printed, facts",
    "{n}, {id}, code || '-' || i, state, name, procedure, desk, received_at, due_at, head, sync, NULL, printed, facts",
)


@pytest.fixture(scope="module")
def large_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("large") / "home"
    shutil.copytree(RELEASE, home)
    store = Store(home / FILE, old_key(home))
    copies = f"WITH RECURSIVE copies(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM copies WHERE i < {TIMES}) "
    with store.write() as connection:
        for table, (columns, values) in {"event": _EVENTS, "dossier": _DOSSIERS}.items():
            said = values.format(n="i * 1000 + n", id="substr(id, 1, 24) || printf('%012x', i * 1000 + n)")
            connection.exec_driver_sql(f"INSERT INTO {table}({columns}) {copies} SELECT {said} FROM copies, {table}")
        connection.exec_driver_sql("INSERT INTO outbox SELECT n FROM event WHERE n > 1000")
    store.close()
    return home


@pytest.fixture
def large(large_once: Path, tmp_path: Path) -> Path:
    """The home of a desk of the release before with some thousand rows in its store."""
    return Path(shutil.copytree(large_once, tmp_path / "large"))


class Steps:
    """Counts what the database's machine does on all connections, beside what the program has looked after itself."""

    EACH = 500

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken, connect, steps = 0, sqlcipher.connect, self

        class Counted(sqlcipher.Connection):  # type: ignore[misc]
            _looks: Callable[[], int] | None = None
            _every, _since = 0, 0

            def set_progress_handler(self, looks: Callable[[], int], every: int) -> None:
                self._looks, self._every = looks, every

            def counts(self) -> int:
                steps.taken += steps.EACH
                self._since += steps.EACH
                if self._looks is None or self._since < self._every:
                    return 0
                self._since = 0
                return self._looks()

        def opened(*where: Any, **how: Any) -> Any:
            connection = connect(*where, **how, factory=Counted)
            sqlcipher.Connection.set_progress_handler(connection, connection.counts, self.EACH)
            return connection

        monkeypatch.setattr(sqlcipher, "connect", opened)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


def test_the_numbers_of_a_migration_rise_to_the_end_and_never_stand_still(large: Path, steps: Steps) -> None:
    told: list[tuple[int, int, int]] = []
    store = open_store(large, old_key(large), report=lambda done, total: told.append((done, total, steps.taken)))
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar_one() == 24 * (TIMES + 1)
    store.close()
    numbers = [done for done, _, _ in told]
    (whole,) = {total for _, total, _ in told}
    assert (numbers[0], numbers[-1]) == (0, whole)
    assert numbers == sorted(numbers)
    rises = [0, *(at for (before, *_), (after, _, at) in pairwise(told) if after > before), steps.taken]
    stood = max(after - before for before, after in pairwise(rises))
    assert stood < steps.taken / 20, f"{stood:,} of {steps.taken:,} steps of the database under one number"
    asked = max(after - before for (_, _, before), (_, _, after) in pairwise(told))
    assert asked < 2 * STEPS, f"{asked:,} steps in which it could not be stopped"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        *((number, KnownError("MIGRATION_STOPPED")) for number in range(0, WHOLE + 1, WHOLE // 10)),
        (WHOLE * 3 // 4, KeyboardInterrupt()),
    ],
)
def test_a_migration_that_is_stopped_anywhere_leaves_the_store_as_it_was(
    large: Path, steps: Steps, number: int, problem: BaseException
) -> None:
    """It ends there: not once the statement that runs has come to its end."""
    before, there = (large / FILE).read_bytes(), names(large)
    at = 0

    def stop(done: int, _total: int) -> None:
        nonlocal at
        if done >= number:
            at = steps.taken
            raise problem

    with pytest.raises(type(problem)) as stopped:
        open_store(large, old_key(large), report=stop)
    assert stopped.value is problem
    assert steps.taken - at <= STEPS
    assert ((large / FILE).read_bytes(), names(large)) == (before, there)
    store = Store(large / FILE, old_key(large))
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0002"
    store.close()


def test_a_migration_writes_its_rows_where_the_old_ones_were(large: Path) -> None:
    """Dropped at the end, a table of a hundred thousand dossiers is read once more in one step nobody can stop."""
    largest, before = 0, (large / FILE).stat().st_size

    def look(_done: int, _total: int) -> None:
        nonlocal largest
        copy = large / "motcua.migrating"
        largest = max(largest, copy.stat().st_size if copy.exists() else 0)

    open_store(large, old_key(large), report=look).close()
    assert before <= largest < 1.05 * before


Usage = namedtuple("Usage", "total used free")


def test_a_disk_without_room_for_a_migration_is_told_before_anything_is_written(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, size = (old / FILE).read_bytes(), (old / FILE).stat().st_size
    there, told = names(old), list[int]()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 2 * size - 1))
    with pytest.raises(KnownError) as short:
        open_store(old, old_key(old), report=lambda done, _total: told.append(done))
    assert (short.value.code, short.value.facts) == ("MIGRATION_SPACE", {"needed": 2 * size, "free": 2 * size - 1})
    assert ((old / FILE).read_bytes(), names(old), told) == (before, there, [])
    assert "MB trống" in words.sentence(short.value)


def test_a_migrated_store_has_no_room_left_over_from_its_old_rows(old: Path) -> None:
    store = open_store(old, old_key(old))
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar_one() == 0
    store.close()
    assert (old / FILE).stat().st_size < (RELEASE / FILE).stat().st_size


def test_what_was_kept_goes_after_thirty_days_and_not_before(old: Path) -> None:
    open_store(old, old_key(old)).close()
    kept, other = old / f"motcua.before-{REVISIONS[-1]}.db", old / "motcua.before-0002.db"
    shutil.copy(kept, other)
    now = datetime(2026, 11, 23, 8, 15, tzinfo=VN)
    for path, age in ((kept, timedelta(days=29, hours=23)), (other, timedelta(days=30, hours=1))):
        at = (now - age).timestamp()
        os.utime(path, (at, at))
    forget_kept(old, now)
    assert (kept.exists(), other.exists(), (old / FILE).exists()) == (True, False, True)
    forget_kept(old, now + timedelta(hours=2))
    assert not kept.exists()
