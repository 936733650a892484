"""Copies made, put back and opened by a recovery paper: on this PC and on another one, and cut off anywhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import text

from app import vault
from app.errors import KnownError, UserError
from app.models import backup, files, replacing, setting
from app.models.engine import REVISIONS
from app.models.migrating import upgrade
from app.models.store import FILE, Store
from app.rules import recovery_key
from app.services import numbers
from app.services.desk import Desk
from app.sync.once import sync_once
from app.sync.transport import Transport
from app.workflows import backing_up, changing_key, restoring
from app.workflows.opening import open_desk
from tests.services.counter import KEY, Clock, code_of
from tests.sync.conftest import MakePC
from tests.sync.world import RelayServer

pytestmark = pytest.mark.usefixtures("key")

SECRET = bytes(range(100, 116))
PAPER = recovery_key.paper(SECRET)
SCAN = b"%PDF scanned"


class Cut(BaseException):
    """The power goes here."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@contextmanager
def at_counter(home: Path) -> Iterator[Desk]:
    with open_desk(home, clock_ok=True) as desk:
        desk.clock = Clock()
        yield desk


def keep(desk: Desk, scan: bytes) -> dict[str, Any]:
    with tempfile.TemporaryFile() as file:
        file.write(scan)
        file.seek(0)
        return files.keep(desk.store, file, "scan.pdf")


def receive(home: Path) -> str:
    with at_counter(home) as desk:
        return code_of(desk)


def codes(home: Path) -> list[str]:
    with at_counter(home) as desk, desk.store.read() as connection:
        return list(connection.exec_driver_sql("SELECT code FROM dossier ORDER BY code").scalars())


def back_up(home: Path, place: Path, **how: Any) -> backing_up.Copy:
    with at_counter(home) as desk:
        return backing_up.back_up(desk, place, **how)


def another_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sit down at a PC that has neither store, nor key, nor mark."""
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key of the other"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state of the other"))
    return tmp_path / "other"


# Making copies


def test_a_copy_is_named_after_desk_moment_and_store_and_says_what_is_in_it(home: Path, place: Path) -> None:
    receive(home)
    made = back_up(home, place)
    assert made.path.name.startswith("H15.10-1-20261123-")
    assert made.content is not None
    assert (made.content.dossiers, made.content.events, made.dropped) == (1, 1, ())
    copy, checks = backing_up.verify(made.path, KEY, Clock()())
    assert copy.content == made.content
    assert [check.name for check in checks] == ["pages", "chain", "events", "records", "files", "numbers", "name"]
    assert all(check.ok for check in checks)


def test_the_older_copy_of_a_day_goes_and_copies_of_others_stay(home: Path, place: Path) -> None:
    place.mkdir()
    others = ["H15.10-1-20261123-080000-01234567.motcua", "H15.11-1-20261123-080000-89abcdef.motcua", "notes.txt"]
    for name in others:
        (place / name).write_text("somebody else's")
    first = back_up(home, place)
    with at_counter(home) as desk:
        clock = desk.clock
        desk.clock = lambda: clock() + timedelta(minutes=1)
        second = backing_up.back_up(desk, place)
    assert second.dropped == (first.path.name,)
    assert {path.name for path in place.glob("*.*")} == {*others, second.path.name}


def test_what_a_copy_that_was_cut_off_left_goes_with_the_next_one(home: Path, place: Path) -> None:
    made = back_up(home, place).path
    left, others = made.with_name(made.name.replace("20261123", "20261120") + ".new"), place / "x.motcua.new"
    for path in (left, left.with_name(left.name + "-journal"), others):
        path.write_bytes(b"half")
    back_up(home, place)
    assert [path.name for path in place.glob("*.new*")] == [others.name]


def test_scans_lie_beside_the_copies_once(home: Path, place: Path) -> None:
    with at_counter(home) as desk:
        kept = keep(desk, SCAN)
    assert back_up(home, place).scans == 1
    assert back_up(home, place).scans == 0
    assert [path.name for path in (place / "files").iterdir()] == [kept["sha256"]]
    assert b"scanned" not in (place / "files" / kept["sha256"]).read_bytes()


def test_what_was_altered_in_a_copy_is_named_by_what_it_is(home: Path, place: Path) -> None:
    code = receive(home)
    made = back_up(home, place)
    store = Store(made.path, KEY)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE dossier SET state = 'voided'")
    store.close()
    _, checks = backing_up.verify(made.path, KEY, Clock()())
    assert [(check.name, code in check.detail) for check in checks if not check.ok] == [("records", True)]


def altered(home: Path, place: Path, statement: str, **values: object) -> Path:
    """Return a copy with one dossier in which a statement was run by somebody who has the key."""
    receive(home)
    made = back_up(home, place).path
    store = Store(made, KEY)
    with store.write() as connection:
        assert connection.execute(text(statement), values).rowcount
    store.close()
    return made


def ill(path: Path) -> list[str]:
    return [check.name for check in backing_up.verify(path, KEY, Clock()())[1] if not check.ok]


@pytest.mark.parametrize("counter", ["code:261123", "book:2026"])
def test_a_counter_behind_what_is_on_paper_is_named(home: Path, place: Path, counter: str) -> None:
    """Put back it would have issued the number again, wherever no mark knows better."""
    made = altered(home, place, "UPDATE counter SET last = 0 WHERE name = :name", name=counter)
    _, checks = backing_up.verify(made, KEY, Clock()())
    assert [(check.name, counter in check.detail) for check in checks if not check.ok] == [("numbers", True)]


@pytest.mark.parametrize("name", ["centre", "numbers"])
@pytest.mark.parametrize("value", ["", "{", b"\x00\xff", "7", "[1]"])
def test_a_value_that_cannot_be_read_is_no_sound_copy(home: Path, place: Path, name: str, value: str | bytes) -> None:
    made = altered(home, place, "UPDATE setting SET value = :value WHERE name = :name", name=name, value=value)
    with pytest.raises(KnownError) as refused:
        backing_up.verify(made, KEY, Clock()())
    assert (refused.value.code, refused.value.facts["why"]) == ("BACKUP_BROKEN", name)


def test_a_copy_that_no_longer_knows_which_store_it_is_of_is_named(home: Path, place: Path) -> None:
    made = altered(home, place, "UPDATE setting SET value = '{}' WHERE name = 'numbers'")
    assert ill(made) == ["name"]


def test_a_copy_without_its_centre_is_no_sound_copy(home: Path, place: Path) -> None:
    made = altered(home, place, "DELETE FROM setting WHERE name = 'centre'")
    with pytest.raises(KnownError, match="BACKUP_BROKEN"):
        backing_up.verify(made, KEY, Clock()())


def test_a_record_that_cannot_be_read_is_no_sound_copy(home: Path, place: Path) -> None:
    """It ended in a traceback where its scans were looked for."""
    made = altered(home, place, "UPDATE dossier SET facts = :torn", torn='{"id": ')
    assert "records" in ill(made)


def test_another_stores_copy_under_the_name_of_this_ones_is_named(home: Path, place: Path, tmp_path: Path) -> None:
    made, other = back_up(home, place).path, tmp_path / "another"
    other.mkdir()
    shutil.copy(home / FILE, other)
    with Desk(Store(other / FILE, KEY), Clock()).store.write() as connection:
        setting.put(connection, setting.NUMBERS, {"store": "f" * 32, "new": True})
    theirs = back_up(other, tmp_path / "others").path
    assert ill(theirs) == []
    shutil.copy(theirs, made)
    assert ill(made) == ["name"]
    assert ill(theirs.rename(tmp_path / "renamed.motcua")) == [], "one named otherwise is not asked"


def test_a_copy_of_an_older_program_is_looked_through_and_comes_back_as_todays(home: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    upgrade(old / FILE, KEY, "0002")
    copy = tmp_path / "old.motcua"
    shutil.copy(Path(__file__).parents[1] / "releases" / "0.3.0" / FILE, copy)
    key = bytes.fromhex((Path(__file__).parents[1] / "releases" / "0.3.0" / "key").read_text())
    found, checks = backing_up.verify(copy, key, Clock()())
    assert (found.content, [check.name for check in checks]) == (None, ["pages"])
    done = restoring.restore(home, copy, key)
    assert done.dossiers > 0
    with at_counter(home) as desk, desk.store.read() as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    assert revision == REVISIONS[-1]


# Putting back


def test_put_back_on_its_own_pc_the_next_number_is_above_every_one_printed(home: Path, place: Path) -> None:
    first = receive(home)
    made = back_up(home, place)
    lost = receive(home)
    done = restoring.restore(home, made.path, KEY)
    assert (done.dossiers, done.numbers) == (1, "old")
    assert codes(home) == [first]
    after = receive(home)
    assert after > lost
    assert done.aside is not None
    assert backup.look_through(done.aside, KEY), "what was there is kept, whole"


def test_on_another_pc_the_last_receipt_is_asked_for(
    home: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing_key.change(home, SECRET)
    code = receive(home)
    made = back_up(home, place)
    other = another_pc(tmp_path, monkeypatch)
    with pytest.raises(KnownError, match="KEY_MISSING"):
        restoring.key_for(other, None)
    typed = restoring.key_for(other, "-".join(recovery_key.written(SECRET)))
    done = restoring.restore(other, made.path, typed)
    assert (done.dossiers, done.aside, done.numbers) == (1, None, "gone")
    with pytest.raises(UserError, match="NUMBERS_GONE"):
        receive(other)
    with at_counter(other) as desk:
        numbers.continue_after(desk, code)
    assert receive(other) > code


def test_the_last_receipt_may_be_named_with_it(
    home: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = receive(home)
    made = back_up(home, place)
    other = another_pc(tmp_path, monkeypatch)
    done = restoring.restore(other, made.path, KEY, last_receipt=code)
    assert done.numbers != "gone"
    assert receive(other) > code


def test_its_scans_come_along(home: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with at_counter(home) as desk:
        kept = keep(desk, SCAN)
    made = back_up(home, place)
    other = another_pc(tmp_path, monkeypatch)
    restoring.restore(other, made.path, KEY)
    with at_counter(other) as desk:
        assert files.content(desk.store, kept["sha256"]) == SCAN


def test_nothing_is_put_back_under_a_window_that_is_open(home: Path, place: Path) -> None:
    made = back_up(home, place)
    pid = os.fork()
    if not pid:
        os._exit(_is_refused(home, made.path))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _is_refused(home: Path, path: Path) -> int:
    """In a process of its own: hold the store open, and have another one try."""
    try:
        with at_counter(home):
            pid = os.fork()
            if not pid:
                try:
                    restoring.restore(home, path, KEY)
                except KnownError as problem:
                    os._exit(0 if problem.code == "STORE_BUSY" else 2)
                os._exit(3)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except BaseException:
        return 4


def test_a_damaged_copy_changes_nothing(home: Path, place: Path) -> None:
    receive(home)
    made = back_up(home, place)
    data = bytearray(made.path.read_bytes())
    data[5000] ^= 1
    made.path.write_bytes(data)
    before = (home / FILE).read_bytes()
    with pytest.raises(KnownError, match="BACKUP_BROKEN"):
        restoring.restore(home, made.path, KEY)
    assert (home / FILE).read_bytes() == before
    assert not list(home.glob("motcua.aside*"))


def test_the_pc_it_came_from_cannot_speak_any_more(
    new_pc: MakePC, relay: RelayServer, agency: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was lost, so nothing but the putting back itself tells the province of another PC."""
    pc = new_pc()
    codes_before = [pc.receive(), pc.receive()]
    pc.sync()
    made = backing_up.back_up(Desk(pc.store, Clock()), place)
    other = another_pc(tmp_path, monkeypatch)
    restoring.restore(other, made.path, KEY)
    with open_desk(other) as desk:
        with desk.store.read() as connection:
            link = setting.link(connection)
        assert link is not None
        with Transport.of(link) as line:
            assert sync_once(desk.store, line, Clock()()).state == "done"
        assert desk.store is not pc.store
    assert pc.sync().state == "auth"
    assert [one["code"] for one in relay.export(agency).values()] == codes_before


def test_what_a_replaced_pc_gets_from_the_province_counts_as_printed(new_pc: MakePC) -> None:
    """Another PC handed those receipts out; `doctor` and the board ask for the own ones that were not."""
    pc = new_pc()
    before = [pc.receive(), pc.receive()]
    pc.sync()
    other = new_pc(1)
    other.sync()
    assert other.codes() == before
    with other.store.read() as connection:
        unprinted = connection.exec_driver_sql("SELECT count(*) FROM dossier WHERE printed = 0").scalar()
    assert unprinted == 0


# The recovery paper


def test_after_the_key_was_changed_only_its_paper_opens_store_and_copies(home: Path, place: Path, key: Path) -> None:
    code = receive(home)
    old_copy = back_up(home, place)
    paper = changing_key.change(home, SECRET)
    assert paper.paper == PAPER
    assert changing_key.paper_of(home) == paper
    assert vault.store_key(home) == recovery_key.store_key(SECRET)
    assert KEY.hex() not in key.read_text()
    assert codes(home) == [code]
    made = back_up(home, place)
    assert made.path.name.endswith(f"-{PAPER}.motcua")
    assert made.dropped == (old_copy.path.name,)
    with pytest.raises(KnownError, match="BACKUP_KEY"):
        backup.look_through(made.path, KEY)
    assert not list(home.glob("*aside*")), "the store under the former key is gone"
    _, checks = backing_up.verify(made.path, recovery_key.store_key(SECRET), Clock()())
    assert all(check.ok for check in checks)


def test_numbers_go_on_after_the_key_was_changed(home: Path) -> None:
    before = receive(home)
    changing_key.change(home, SECRET)
    with at_counter(home) as desk:
        assert numbers.look(desk).state == "even"
    assert int(receive(home)[-4:]) == int(before[-4:]) + 1


def test_scans_of_before_are_read_after_two_changes_of_the_key(home: Path) -> None:
    kept = []
    for at, secret in enumerate((None, SECRET, bytes(16))):
        if secret is not None:
            changing_key.change(home, secret)
        with at_counter(home) as desk:
            kept.append(keep(desk, b"%d" % at)["sha256"])
    with at_counter(home) as desk:
        assert [files.content(desk.store, digest) for digest in kept] == [b"0", b"1", b"2"]


def test_a_practice_centre_has_no_paper(home: Path, place: Path) -> None:
    made = back_up(home, place)
    (home / vault.PRACTICE_KEY).write_text(KEY.hex())
    with pytest.raises(KnownError, match="PRACTICE_HOME"):
        changing_key.change(home, SECRET)
    with pytest.raises(KnownError, match="PRACTICE_HOME"):
        restoring.restore(home, made.path, KEY)


# Cut off


@contextmanager
def cut_at(nth: int) -> Iterator[list[str]]:
    """Have the power go before the n-th change of a name, link, removal or wait for the disk; give those that came."""
    came: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def do(*words: Any, **named: Any) -> Any:
            came.append(name)
            if len(came) == nth:
                raise Cut
            return real(*words, **named)

        return do

    places: list[tuple[Any, str]] = [(Path, "replace"), (os, "link"), (Path, "unlink"), (os, "fsync")]
    patches = [patch.object(where, name, counted(name, getattr(where, name))) for where, name in places]
    for one in patches:
        one.start()
    try:
        yield came
    except Cut:
        pass
    finally:
        for one in patches:
            one.stop()


def every_cut(tmp_path: Path, home: Path, key: Path, do: Callable[[Path], object]) -> Iterator[Path]:
    """Give the data folder as each cut of `do` leaves it, the last time whole; this PC's key goes with it."""
    kept = tmp_path / "as it was"
    shutil.copytree(home, kept)
    key_as_it_was, nth = key.read_text(), 0
    while True:
        nth += 1
        shutil.rmtree(home)
        shutil.copytree(kept, home)
        for left in key.parent.glob(key.name + "*"):
            left.unlink()
        key.write_text(key_as_it_was)
        key.chmod(0o600)
        with cut_at(nth) as came:
            do(home)
        yield home
        if len(came) < nth:
            assert nth > 8
            return


def test_cut_anywhere_putting_back_leaves_the_old_store_or_the_copy(
    home: Path, place: Path, tmp_path: Path, key: Path
) -> None:
    first = receive(home)
    made = back_up(home, place)
    second = receive(home)
    seen = set()
    for left in every_cut(tmp_path, home, key, lambda home: restoring.restore(home, made.path, KEY)):
        found = codes(left)
        assert found in ([first], [first, second])
        seen.add(len(found))
        restoring.restore(left, made.path, KEY)
        assert codes(left) == [first]
    assert seen == {1, 2}


def test_cut_anywhere_the_key_is_the_old_one_or_the_new_one(home: Path, tmp_path: Path, key: Path) -> None:
    code, seen = receive(home), set()
    for left in every_cut(tmp_path, home, key, lambda home: changing_key.change(home, SECRET)):
        assert codes(left) == [code]
        seen.add(vault.store_key(left))
        changing_key.change(left, SECRET)
        assert codes(left) == [code]
        assert not (left / replacing.NEXT).exists()
    assert seen == {KEY, recovery_key.store_key(SECRET)}
