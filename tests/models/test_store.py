"""The store's door: the right key opens it, anything else is refused by name and leaves every byte where it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import paths
from app.errors import KnownError
from app.models import migrating, setting
from app.models import store as stores
from app.models.store import FILE, Store, open_store
from app.services import centre
from app.services.desk import Desk
from tests.services.counter import KEY, code_of

Damage = Callable[[Path], None]


def refusal(home: Path, key: bytes = KEY, *, create: bool = False) -> str:
    with pytest.raises(KnownError) as refused:
        open_store(home, key, create=create)
    return refused.value.code


def test_what_was_written_is_there_after_closing_and_is_not_readable_without_the_key(desk: Desk, home: Path) -> None:
    code = code_of(desk)
    desk.store.close()
    raw = (home / FILE).read_bytes()
    assert b"SQLite format 3" not in raw
    assert code.encode() not in raw
    assert "Nguyễn".encode() not in raw
    store = open_store(home, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT code FROM dossier")).scalar_one() == code
    store.close()


def test_the_store_is_durable_and_guarded_as_designed(desk: Desk) -> None:
    with desk.store.read() as connection:
        for name, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_closing_leaves_one_file(desk: Desk, home: Path) -> None:
    code_of(desk)
    desk.store.close()
    assert [path.name for path in home.iterdir()] == [FILE]


def test_a_wrong_key_is_refused_and_changes_nothing(home: Path) -> None:
    before = (home / FILE).read_bytes()
    assert refusal(home, bytes(32)) == "WRONG_KEY"
    assert (home / FILE).read_bytes() == before
    assert [path.name for path in home.iterdir()] == [FILE]


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _noise(path: Path) -> None:
    path.write_bytes(os.urandom(8192))


def _plain(path: Path) -> None:
    import sqlite3

    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (x)")
    other.close()


def _spoil_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 + 100)
        file.write(b"spoiled")


@pytest.mark.parametrize(("damage", "code"), [(_cut, "STORE_BROKEN"), (_noise, "WRONG_KEY"), (_plain, "WRONG_KEY")])
def test_a_file_that_is_no_store_is_refused_and_not_touched(home: Path, damage: Damage, code: str) -> None:
    damage(home / FILE)
    before = (home / FILE).read_bytes()
    assert refusal(home) == code
    assert (home / FILE).read_bytes() == before


def test_an_empty_file_is_refused_and_stays_empty(home: Path) -> None:
    (home / FILE).write_bytes(b"")
    assert refusal(home) == "STORE_BROKEN"
    assert (home / FILE).read_bytes() == b""


def test_an_encrypted_file_of_another_program_is_refused(home: Path) -> None:
    (home / FILE).unlink()
    other = Store(home / FILE, KEY)
    with other.write() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    other.close()
    assert refusal(home) == "STORE_BROKEN"


def test_a_spoiled_page_is_noticed_when_it_is_read(desk: Desk, home: Path) -> None:
    code_of(desk)
    desk.store.close()
    size = (home / FILE).stat().st_size
    with (home / FILE).open("r+b") as file:
        for page in range(4096, size, 4096):
            file.seek(page + 1000)
            file.write(b"spoiled")
    assert refusal(home) == "STORE_BROKEN"


def test_there_is_nothing_to_open_where_nothing_was_made(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "STORE_MISSING"
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_never_made_over_another(home: Path) -> None:
    before = (home / FILE).read_bytes()
    assert refusal(home, create=True) == "STORE_EXISTS"
    assert (home / FILE).read_bytes() == before


def test_a_store_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, key: bytes, revision: str = "head") -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrating, "upgrade", fail)
    assert refusal(tmp_path, create=True) == "DISK"
    assert list(tmp_path.iterdir()) == []


def test_a_centre_that_cannot_be_set_up_leaves_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KnownError("DISK", why="full")

    monkeypatch.setattr(centre, "put_calendar", fail)
    record = centre.describe(agency="H15.10", commune="24133", name="Thử", desk=1, officer="Lan")
    with pytest.raises(KnownError):
        centre.create(tmp_path, KEY, record)
    assert list(tmp_path.iterdir()) == []


def test_a_store_has_its_name_only_with_its_centre_and_what_it_joins_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill in between would leave one that is no desk's, where no other can be made, or that numbers from 1 again."""
    found, put = list[tuple[str, object]](), paths.put

    def named(fresh: Path, path: Path) -> None:
        store = Store(fresh, KEY)
        with store.read() as connection:
            found.append((setting.centre(connection).name, setting.get(connection, "joined")))
        store.close()
        put(fresh, path)

    def join(store: Store) -> None:
        with store.write() as connection:
            setting.put(connection, "joined", True)

    monkeypatch.setattr(stores, "put", named)
    record = centre.describe(agency="H15.10", commune="24133", name="Thử", desk=1, officer="Lan")
    centre.create(tmp_path, KEY, record, join=join).close()
    assert found == [("Thử", True)]
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_place_where_nothing_can_be_made_says_disk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert refusal(tmp_path / "file" / "home", create=True) == "DISK"


def test_a_writer_that_waits_too_long_is_told_the_store_is_busy(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_store(home, KEY)
    with other._engine.connect() as blocked:
        blocked.exec_driver_sql("ROLLBACK")
        blocked.exec_driver_sql("PRAGMA busy_timeout = 50")
        blocked.rollback()
    with desk.store.write(), pytest.raises(KnownError) as refused, other.write():
        pass
    assert refused.value.code == "STORE_BUSY"
    other.close()


def test_nothing_of_a_transaction_that_fails_is_kept(desk: Desk) -> None:
    def half() -> None:
        with desk.store.write() as connection:
            setting.put(connection, "half", 1)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        half()
    with desk.store.read() as connection:
        assert setting.get(connection, "half") is None


def test_a_reader_sees_one_state_throughout(desk: Desk) -> None:
    with desk.store.read() as connection:
        assert setting.get(connection, "later") is None
        with desk.store.write() as writer:
            setting.put(writer, "later", 1)
        assert setting.get(connection, "later") is None
    with desk.store.read() as connection:
        assert setting.get(connection, "later") == 1


# What the database itself refuses

STATEMENTS = (
    "UPDATE event SET body = '{}'",
    "UPDATE event SET officer = 'x'",
    "UPDATE event SET hash = 'x'",
    "UPDATE event SET prev_hash = 'x'",
    "DELETE FROM event",
    "INSERT OR REPLACE INTO event SELECT n, id, dossier, kind, at, 'x', desk, base, prev_hash, hash, body, seq, "
    "verdict, reason, edition FROM event",
    "UPDATE dossier SET code = 'H15.10-261123-0999'",
    "UPDATE dossier SET id = 'x'",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_to_change_an_event_or_a_number(desk: Desk, statement: str) -> None:
    code_of(desk)
    with pytest.raises(IntegrityError, match="never"), desk.store.write() as connection:
        connection.execute(text(statement))
    with desk.store.read() as connection:
        assert connection.execute(text("SELECT officer, code FROM event, dossier")).one() == (
            "Nguyễn Thị Lan",
            "H15.10-261123-0001",
        )


def test_a_chain_has_one_successor_for_each_event(desk: Desk) -> None:
    code_of(desk)
    code_of(desk)
    with pytest.raises(IntegrityError), desk.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO event SELECT 99, 'fork', dossier, kind, at, officer, desk, base, prev_hash, 'h', body, "
                "NULL, 'waiting', NULL, edition FROM event WHERE n = 2"
            )
        )


# A disk that is really full

_FILL = """
import sys, pathlib
from app.models.store import open_store
from app.models import files, setting
from app import paths
from app.errors import KnownError
from app.services.desk import Desk
from tests.services.counter import KEY, Clock, code_of
home = pathlib.Path(sys.argv[1])
desk = Desk(open_store(home, KEY), Clock())
first = code_of(desk)
ballast = home / "ballast"
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
kept, refused = [first], ""
try:
    while len(kept) < 2000:
        kept.append(code_of(desk))
except KnownError as problem:
    refused = problem.code
scan = home.parent / "scan.bin"
scan.write_bytes(bytes(200_000))
try:
    with scan.open("rb") as file:
        files.keep(desk.store, file, "scan.pdf")
    raise SystemExit("a scan fitted on a full disk")
except KnownError as problem:
    assert problem.code == "DISK", problem.code
assert not list((home / "files").glob("*")), "half a scan was left"
ballast.unlink()
again = code_of(desk)
desk.store.close()
desk = Desk(open_store(home, KEY), Clock())
with desk.store.read() as connection:
    there = [row.code for row in connection.exec_driver_sql("SELECT code FROM dossier ORDER BY n")]
    checked = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
desk.store.close()
assert refused == "DISK", refused
assert there == [*kept, again], (len(there), len(kept))
assert int(again[-4:]) == len(kept) + 1, again
assert checked == "ok"
print("whole")
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], check=False).returncode:
        pytest.skip("only root can mount a small disk here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_nothing_is_lost_and_work_goes_on_when_there_is_room(small_disk: Path, new_centre: Path) -> None:
    (small_disk / FILE).write_bytes(new_centre.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", _FILL, str(small_disk)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(stores.__file__).parents[2],
    )
    assert (done.returncode, done.stdout) == (0, "whole\n"), done.stderr
