"""Migrations: the six tests every version must pass, and what an old or a newer store goes through."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app import __version__
from app.errors import KnownError
from app.models import store as stores
from app.models import tables as tables  # the models, for the comparison
from app.models.store import FILE, REVISIONS, Store, open_store
from app.services.desk import Desk
from tests.services.counter import KEY, code_of

Migrate = Callable[[Connection, str], None]


def migrate(connection: Connection, revision: str) -> None:
    """Go up or down to a revision on this connection."""
    config = stores.alembic_config()
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
    script = ScriptDirectory.from_config(stores.alembic_config())
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

    real = stores.alembic_config

    def config() -> Any:
        made = real()
        made.set_main_option("script_location", str(folder))
        return made

    monkeypatch.setattr(stores, "REVISIONS", (*REVISIONS, "9999"))
    monkeypatch.setattr(stores, "alembic_config", config)


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
