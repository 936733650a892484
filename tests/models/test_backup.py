"""Copies of a store: whole under their name, and whatever happens to one later is found by looking it through."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import KnownError
from app.models import backup
from app.models.engine import REVISIONS
from app.models.progress import Progress
from app.models.store import Store, open_store
from app.services.desk import Desk
from tests.services.counter import KEY, code_of

OTHER_KEY = bytes(32)


@pytest.fixture
def copy(desk: Desk, tmp_path: Path) -> Path:
    """A copy of a store with a dossier in it."""
    code_of(desk)
    target = tmp_path / "copies" / "one.motcua"
    backup.write(desk.store, target)
    return target


def refused(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(KnownError) as caught:
        backup.look_through(path, key)
    return caught.value.code


def test_a_copy_holds_what_the_store_held_and_stands_alone(desk: Desk, copy: Path) -> None:
    code_of(desk)
    assert backup.look_through(copy, KEY) == REVISIONS[-1]
    store = Store(copy, KEY, fixed=True)
    with store.read() as connection:
        assert backup.content(connection).dossiers == 1
    store.close()
    with desk.store.read() as connection:
        assert backup.content(connection).dossiers == 2
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_copy_that_is_looked_at_is_not_written_to(copy: Path) -> None:
    before = copy.read_bytes()
    store = Store(copy, KEY, fixed=True)
    with pytest.raises(KnownError), store.write() as connection:
        connection.exec_driver_sql("DELETE FROM setting")
    store.close()
    assert copy.read_bytes() == before


def test_the_counter_writes_while_a_copy_is_made(desk: Desk, tmp_path: Path) -> None:
    """The one who is told how far it is receives a dossier meanwhile; the copy is of the moment it was begun at."""
    code_of(desk)
    received: list[str] = []

    def meanwhile(done: int, total: int) -> None:
        if not received:
            received.append(code_of(desk))

    target = tmp_path / "one.motcua"
    backup.write(desk.store, target, meanwhile)
    assert received
    assert backup.look_through(target, KEY)


def test_a_copy_that_is_stopped_leaves_the_one_before_it(desk: Desk, copy: Path) -> None:
    before = copy.read_bytes()

    def stop(done: int, total: int) -> None:
        raise KnownError("STOPPED")

    with pytest.raises(KnownError, match="STOPPED"):
        backup.write(desk.store, copy, stop)
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_place_that_cannot_be_written_says_so(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(KnownError) as caught:
        backup.write(desk.store, blocked / "one.motcua")
    assert (caught.value.code, caught.value.facts["place"]) == ("BACKUP_PLACE", str(blocked))


def test_a_full_disk_is_known_before(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())  # type: ignore[attr-defined]
    with pytest.raises(KnownError) as caught:
        backup.write(desk.store, tmp_path / "one.motcua")
    assert caught.value.code == "BACKUP_SPACE"
    assert caught.value.facts["free"] == 1000
    assert not list(tmp_path.glob("*.motcua*"))


def flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(16, len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(17, len(data)) :]


def cut_at_a_page(data: bytearray, chance: random.Random) -> None:
    del data[4096 * chance.randrange(1, len(data) // 4096) :]


def grow(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.choice((1, 100, 4096)))


def insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(4096, len(data))
    data[at:at] = b"x"


def blank(data: bytearray, chance: random.Random) -> None:
    at = 4096 * chance.randrange(1, len(data) // 4096)
    data[at : at + 4096] = bytes(4096)


def foreign(data: bytearray, chance: random.Random) -> None:
    at = 4096 * chance.randrange(1, len(data) // 4096)
    data[at : at + 4096] = chance.randbytes(4096)


def swap(data: bytearray, chance: random.Random) -> None:
    one, other = (4096 * page for page in chance.sample(range(1, len(data) // 4096), 2))
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]


DAMAGES = (flip, cut, cut_at_a_page, grow, insert, blank, foreign, swap)


@pytest.mark.parametrize("damage", DAMAGES, ids=[one.__name__ for one in DAMAGES])
def test_whatever_happens_to_a_copy_is_found(
    copy: Path, capfd: pytest.CaptureFixture[str], damage: Callable[[bytearray, random.Random], None]
) -> None:
    sound, chance = copy.read_bytes(), random.Random(damage.__name__)
    for _ in range(6):
        data = bytearray(sound)
        damage(data, chance)
        copy.write_bytes(data)
        assert refused(copy) == "BACKUP_BROKEN"
    assert capfd.readouterr().err == "", "the library's own lines would be hundreds"


def test_a_page_of_an_older_copy_is_no_page_of_this_one(desk: Desk, copy: Path, tmp_path: Path) -> None:
    """Each copy has a salt of its own in its seals: whoever has old copies and not the key can put nothing together."""
    code_of(desk)
    newer = tmp_path / "newer.motcua"
    backup.write(desk.store, newer)
    old, sound = copy.read_bytes(), newer.read_bytes()
    assert len({old[:16], sound[:16], desk.store.path.read_bytes()[:16]}) == 3
    for page in range(1, len(old) // 4096, 7):
        at = slice(4096 * page, 4096 * (page + 1))
        newer.write_bytes(sound[: at.start] + old[at] + sound[at.stop :])
        assert refused(newer) == "BACKUP_BROKEN"


def test_what_cannot_be_written_is_told_without_the_key(desk: Desk, tmp_path: Path) -> None:
    """The library is handed the key in the name of the file, and names the file where it cannot open it."""
    there = tmp_path / "is a folder"
    there.mkdir()
    with pytest.raises(KnownError) as caught:
        desk.store.write_out(there, Progress(None, {}))
    assert caught.value.code == "DISK"
    whole = "".join(traceback.format_exception(caught.value))
    assert str(there) in str(caught.value.facts["why"])
    assert KEY.hex() not in whole + str(caught.value.facts)


def test_another_key_opens_no_page_of_it(copy: Path) -> None:
    assert refused(copy, OTHER_KEY) == "BACKUP_KEY"


def test_a_first_page_whose_salt_is_gone_is_told_as_a_key_that_opens_nothing(copy: Path) -> None:
    """Every seal is made with it, so that no page says more than that; the sentence names both."""
    data = bytearray(copy.read_bytes())
    data[3] ^= 1
    copy.write_bytes(data)
    assert refused(copy) == "BACKUP_KEY"


@pytest.mark.parametrize("content", [b"", b"x", b"no store at all" * 1000])
def test_what_is_no_copy_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.motcua"
    path.write_bytes(content)
    assert refused(path) in ("BACKUP_BROKEN", "BACKUP_KEY")


def test_a_copy_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "one.motcua") == "BACKUP_MISSING"
    assert refused(tmp_path) == "BACKUP_MISSING"


def test_a_copy_of_a_newer_program_says_so(desk: Desk, tmp_path: Path) -> None:
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    target = tmp_path / "one.motcua"
    with pytest.raises(KnownError, match="STORE_NEWER"):
        backup.write(desk.store, target)


def test_a_store_is_opened_from_its_copy(copy: Path, tmp_path: Path) -> None:
    home = tmp_path / "again"
    home.mkdir()
    copy.rename(home / "motcua.db")
    store = open_store(home, KEY)
    with store.read() as connection:
        assert backup.content(connection).events == 1
    store.close()
