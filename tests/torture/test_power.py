"""Our own files after a power cut at any step: mark, looks of a PC, kept scans, keys, a store and its migration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from app import vault
from app.mark import AHEAD
from app.models import files, migrating
from app.models.engine import REVISIONS
from app.models.store import FILE, Store, open_store
from app.province import home as relays
from app.services import numbers
from app.services.desk import Desk
from app.settings import Settings
from tests.services.counter import KEY, Clock, receive
from tests.torture.power import Recorded, contents, cuts, put_down

LEAST = 20
"""Different states a cut must be able to leave, or the recording has shown nothing."""


def desk_in(home: Path, marks: Path) -> Desk:
    desk = Desk(open_store(home, KEY), Clock(), clock_ok=True, marks=marks)
    numbers.bind(desk)
    return desk


def numbers_of(dossier: Any) -> tuple[str, int]:
    return dossier.code, dossier.register.number


def test_no_number_is_issued_twice_after_a_power_cut(home: Path, tmp_path: Path) -> None:
    """The store is as it was committed, the mark as a cut may leave it; and once it was started, a copy is put back."""
    marks = tmp_path / "marks"
    desk_in(home, marks).store.close()
    recorded, stores = Recorded(marks), [tmp_path / "store0"]
    shutil.copytree(home, stores[0])
    with recorded:
        for nth in range(1, AHEAD + 3):
            desk = desk_in(home, marks)
            recorded.mark(numbers_of(receive(desk).dossier))
            desk.store.close()
            stores.append(tmp_path / f"store{nth}")
            shutil.copytree(home, stores[-1])
    states = list(cuts(recorded))
    assert len(states) > LEAST
    for nth, (printed, left) in enumerate(states):
        place = tmp_path / f"cut{nth}"
        there = put_down(left, place / "marks")
        shutil.copytree(stores[len(printed)], place / "home")
        desk = desk_in(place / "home", there)
        after = [numbers_of(receive(desk).dossier) for _ in range(2)]
        desk.store.close()
        shutil.rmtree(place / "home")
        shutil.copytree(stores[len(printed) // 2], place / "home")
        desk = desk_in(place / "home", there)
        after.append(numbers_of(receive(desk).dossier))
        desk.store.close()
        shutil.rmtree(place)
        for part in (0, 1):
            issued = [one[part] for one in (*printed, *after)]
            assert len(issued) == len(set(issued)), (printed, after, left)


def test_the_looks_of_a_pc_are_the_old_or_the_new_after_a_power_cut(tmp_path: Path) -> None:
    old, new = Settings(theme="dark", text_size=125), Settings(theme="light", text_size=150)
    old.save(tmp_path)
    recorded = Recorded(tmp_path)
    with recorded:
        new.save(tmp_path)
    states = list(cuts(recorded))
    assert len(states) > 2
    for nth, (_, left) in enumerate(states):
        assert Settings.load(put_down(left, tmp_path / f"cut{nth}")) in (old, new), left


def test_a_scan_an_event_may_name_is_there_whole_after_a_power_cut(home: Path, tmp_path: Path) -> None:
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(bytes(range(256)) * 20)
    store = open_store(home, KEY)
    (home / files.FOLDER).mkdir()
    recorded = Recorded(home / files.FOLDER)
    with recorded:
        with scan.open("rb") as file:
            kept = files.keep(store, file, scan.name)
        recorded.mark(kept["sha256"])
    for nth, (named, left) in enumerate(cuts(recorded)):
        shutil.rmtree(home / files.FOLDER)
        put_down(left, home / files.FOLDER)
        for digest in named:
            assert files.content(store, digest) == scan.read_bytes(), (nth, left.keys())
    store.close()


def test_the_key_of_a_store_is_there_whole_once_it_was_given_out(tmp_path: Path, monkeypatch: Any) -> None:
    recorded = Recorded(tmp_path)
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key"))
    with recorded:
        key = vault.store_key(tmp_path, create=True)
        recorded.mark(key.hex())
    for given, left in cuts(recorded):
        if given:
            assert left["key"].decode().strip() == given[0]


def test_the_key_a_relay_signs_with_is_there_whole_once_it_runs(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path)
    with recorded:
        relay = relays.create(tmp_path, None)
        recorded.mark(relay.key.private_bytes_raw())
    relay.store.close()
    for given, left in cuts(recorded):
        if given:
            assert left[relays.KEY] == given[0]
            assert relays.SETTINGS in left


RELEASE = Path(__file__).parents[1] / "releases" / "0.3.0"


def stands_in(home: Path, key: bytes) -> tuple[str, list[str]]:
    """Return the revision and the dossiers of a store as it lies there; every page of it is whole."""
    store = Store(home / FILE, key)
    try:
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
            return revision, list(connection.exec_driver_sql("SELECT code FROM dossier ORDER BY code").scalars())
    finally:
        store.close()


def test_a_store_is_the_old_or_the_migrated_one_after_a_power_cut(tmp_path: Path, monkeypatch: Any) -> None:
    """Each of them whole; once it was opened, what is written to it next must not be in a file whose name is lost."""
    home, newest = tmp_path / "home", REVISIONS[-1]
    home.mkdir()
    shutil.copy(RELEASE / FILE, home)
    key = bytes.fromhex((RELEASE / "key").read_text().strip())
    before, (old, codes) = (home / FILE).read_bytes(), stands_in(home, key)
    monkeypatch.setattr(migrating, "_AT_ONCE", len(before) // 2)  # more than one piece, as a large store has
    recorded = Recorded(home)
    with recorded:
        open_store(home, key).close()
        recorded.mark("opened")
    states, met = list(cuts(recorded)), set[str]()
    assert len(states) > LEAST
    for nth, (opened, left) in enumerate(states):
        there = put_down(left, tmp_path / f"cut{nth}")
        revision, held = stands_in(there, key)
        assert revision in ((newest,) if opened else (old, newest)), left.keys()
        assert held == codes
        kept = left.get(f"motcua.before-{newest}.db")
        assert kept in ((before,) if revision == newest else (None, before)), "what is kept under its name is whole"
        open_store(there, key).close()
        assert stands_in(there, key) == (newest, codes)
        assert (there / f"motcua.before-{newest}.db").read_bytes() == before
        met.add(revision)
        shutil.rmtree(there)
    assert met == {old, newest}


def test_the_recording_sees_what_is_not_synced(tmp_path: Path) -> None:
    """A file put in place unsynced may be empty; a name in an unsynced folder may be the old one or none."""
    put_down({"a": b"old"}, tmp_path)
    recorded = Recorded(tmp_path)
    with recorded:
        (tmp_path / "b").write_text("new")
        (tmp_path / "b").replace(tmp_path / "a")
    assert contents(tmp_path) == {"a": b"new"}
    left = [files_ for _, files_ in cuts(recorded)]
    for state in ({"a": b"old"}, {"a": b"new"}, {"a": b""}, {"a": b"old", "b": b"new"}, {"a": b"old", "b": b""}):
        assert state in left


@pytest.mark.parametrize("size", [3 * 512])
def test_a_long_write_may_be_torn_at_a_sector(tmp_path: Path, size: int) -> None:
    put_down({"a": b"o" * size}, tmp_path)
    recorded = Recorded(tmp_path)
    with recorded, (tmp_path / "a").open("rb+") as file:
        file.write(b"n" * size)
    assert {"a": b"n" * 512 + b"o" * 1024} in [left for _, left in cuts(recorded)]
