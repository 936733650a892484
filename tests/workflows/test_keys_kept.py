"""Which key is kept under which name when a copy is put back, elsewhere or over a store; and how far that is told."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest

from app import vault
from app.errors import KnownError
from app.models import backup
from app.models.store import FILE
from app.rules import recovery_key
from app.workflows import backing_up, changing_key, restoring
from app.workflows.opening import open_desk
from tests.house.test_loose_tools import Ring
from tests.services.counter import KEY, code_of, write_key

SECRET, OTHER = bytes(range(100, 116)), bytes(range(16))
OF_PAPER = recovery_key.store_key(SECRET)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> Ring:
    """A desktop's keyring that holds the key of the desk in `home`, and nothing else."""
    made = Ring()
    monkeypatch.delenv("MOTCUA_KEY_FILE", raising=False)
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    made.kept[vault.SERVICE, str(home)] = KEY.hex()
    return made


def names(ring: Ring) -> dict[str, str]:
    return {name: key for (_, name), key in ring.kept.items()}


def copy_of(home: Path, target: Path) -> Path:
    with open_desk(home, clock_ok=True) as desk:
        code_of(desk)
        backup.write(desk.store, target)
    return target


def test_a_copy_put_back_elsewhere_has_its_key_under_the_other_folders_name_and_the_first_keeps_its_own(
    ring: Ring, home: Path, tmp_path: Path
) -> None:
    changing_key.change(home, SECRET)
    copy, other = copy_of(home, tmp_path / "a.motcua"), tmp_path / "elsewhere"
    changing_key.change(home, OTHER)
    restoring.restore(other, copy, OF_PAPER)
    assert names(ring) == {str(home): recovery_key.store_key(OTHER).hex(), str(other): OF_PAPER.hex()}
    for place in (home, other):
        with open_desk(place) as desk, desk.store.read() as connection:
            assert backup.content(connection).dossiers == 1


def test_the_key_of_a_store_that_is_set_aside_is_kept_and_opens_it(ring: Ring, home: Path, tmp_path: Path) -> None:
    copy = copy_of(home, tmp_path / "a.motcua")
    changing_key.change(home, SECRET)
    done = restoring.restore(home, copy, KEY)
    assert done.aside is not None
    kept = names(ring)
    assert kept.pop(str(home)) == KEY.hex()
    [(name, former)] = kept.items()
    assert name.startswith(f"{home}.aside-")
    assert backup.look_through(done.aside, bytes.fromhex(former))


def test_a_key_file_that_is_another_folders_too_is_not_lost_with_the_first(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file is named for all data folders of an account: putting a copy back into a second one takes its place."""
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))
    write_key(tmp_path / "key")
    copy = copy_of(home, tmp_path / "a.motcua")
    changing_key.change(home, SECRET)
    restoring.restore(tmp_path / "second", copy, KEY)
    [kept] = tmp_path.glob("key.aside-*")
    assert bytes.fromhex(kept.read_text()) == OF_PAPER
    write_key(tmp_path / "key", kept.read_text())
    with open_desk(home) as desk, desk.store.read() as connection:
        assert backup.content(connection).dossiers == 1


def test_the_same_key_is_kept_once(ring: Ring, home: Path, tmp_path: Path) -> None:
    copy = copy_of(home, tmp_path / "a.motcua")
    restoring.restore(home, copy, KEY)
    assert names(ring) == {str(home): KEY.hex()}


def test_a_store_that_lacks_only_its_key_is_opened_by_it_and_by_no_other(ring: Ring, home: Path) -> None:
    changing_key.change(home, SECRET)
    ring.kept.clear()
    assert not restoring.open_with(home, KEY)
    assert names(ring) == {}
    assert restoring.open_with(home, OF_PAPER)
    with open_desk(home):
        pass
    assert not restoring.open_with(home.with_name("nowhere"), OF_PAPER)


def test_how_far_it_is_only_rises_and_whoever_stops_it_leaves_everything_as_it_was(
    ring: Ring, home: Path, tmp_path: Path
) -> None:
    copy = copy_of(home, tmp_path / "a.motcua")
    told: list[int] = []
    restoring.restore(home, copy, KEY, report=lambda done, total: told.append(100 * done // total))
    assert told == sorted(told)
    assert told[0] == 0
    assert {35, 60} <= set(told)
    before, files = (home / FILE).read_bytes(), sorted(home.iterdir())

    def stop(done: int, _total: int) -> None:
        if done > 400:
            raise KnownError("MIGRATION_STOPPED")

    with pytest.raises(KnownError, match="MIGRATION_STOPPED"):
        restoring.restore(home, copy, KEY, report=stop)
    assert ((home / FILE).read_bytes(), sorted(home.iterdir())) == (before, files)


def test_the_newest_good_copy_is_the_first_that_the_key_opens_whole(ring: Ring, home: Path, tmp_path: Path) -> None:
    good = copy_of(home, tmp_path / "a.motcua")
    broken, foreign = tmp_path / "b.motcua", tmp_path / "c.motcua"
    data = bytearray(good.read_bytes())
    data[5000] ^= 1
    broken.write_bytes(data)
    changing_key.change(home, SECRET)
    copy_of(home, foreign)
    assert backing_up.newest_good([tmp_path / "gone", foreign, broken, good], KEY) == good
    assert backing_up.newest_good([foreign, broken], KEY) is None
