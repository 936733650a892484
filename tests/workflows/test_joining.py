"""Joining a province with the real relay: a code serves once, so nothing of this PC may cost it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import KnownError, SyncError, UserError
from app.models import setting
from app.models.store import FILE
from app.printing.print_setup import PrintSetup
from app.services import numbers
from app.services.desk import Desk
from app.services.print_setup import print_setup
from app.sync import enrol as joining
from app.workflows.joining import enrol
from app.workflows.line import sync_now
from app.workflows.opening import open_desk
from tests.services.counter import code_of, write_key
from tests.sync.world import RelayServer

OFFICER = "Nguyễn Thị Lan"


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this PC keeps its key; none is there yet."""
    path = tmp_path / "key"
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    return path


@pytest.fixture
def old_key(key: Path) -> Path:
    write_key(key)
    return key


def test_a_new_pc_gets_place_numbers_and_link(relay: RelayServer, agency: str, tmp_path: Path, key: Path) -> None:
    home, canon = tmp_path / "new", PrintSetup("Canon LBP2900", paper="A4")
    record = enrol(home, relay.url, relay.invite(agency, 3, 200, 299), OFFICER, printing=canon)
    assert (record.agency, record.desk, record.first, record.last) == (agency, 3, 200, 299)
    with open_desk(home) as desk:
        assert desk.place() == (record, True)
        assert print_setup(desk) == canon
        assert code_of(desk).endswith("-0200")


def test_a_centre_that_worked_alone_joins_with_its_dossiers(
    relay: RelayServer, home: Path, desk: Desk, old_key: Path
) -> None:
    code_of(desk)
    desk.store.close()
    record = enrol(home, relay.url, relay.invite("H15.10", 1, 1, 999), "Lò Văn Ợi")
    assert record.officer == "Lò Văn Ợi"
    with open_desk(home) as opened, opened.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one() == 1


@pytest.mark.parametrize(
    ("kept", "code"), [(None, "KEY_MISSING"), (bytes(32).hex(), "WRONG_KEY"), ("kein Schlüssel", "KEY_BROKEN")]
)
def test_a_store_that_does_not_open_costs_no_code_and_gets_no_new_key(
    relay: RelayServer, agency: str, home: Path, tmp_path: Path, key: Path, kept: str | None, code: str
) -> None:
    if kept is not None:
        write_key(key, kept)
    before, invitation = (home / FILE).read_bytes(), relay.invite(agency, 1)
    with pytest.raises(KnownError, match=code):
        enrol(home, relay.url, invitation, OFFICER)
    assert ((home / FILE).read_bytes(), key.exists()) == (before, kept is not None)
    key.unlink(missing_ok=True)
    assert enrol(tmp_path / "another", relay.url, invitation, OFFICER).agency == agency


def test_a_code_that_is_not_taken_leaves_no_store(relay: RelayServer, tmp_path: Path, key: Path) -> None:
    with pytest.raises(UserError, match="INVITATION_UNKNOWN"):
        enrol(tmp_path / "new", relay.url, "AAAA-AAAA-AAAA", OFFICER)
    with pytest.raises(SyncError, match="OFFLINE"):
        enrol(tmp_path / "new", "http://127.0.0.1:9", "AAAA-AAAA-AAAA", OFFICER)
    assert not (tmp_path / "new" / FILE).exists()


def test_a_store_made_for_joining_does_not_outlive_a_failure(
    relay: RelayServer, agency: str, tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, after the code was taken: the next try must not meet half a centre."""

    def full(*_: object) -> object:
        raise KnownError("DISK", why="disk is full")

    monkeypatch.setattr(joining, "keep", full)
    with pytest.raises(KnownError, match="DISK"):
        enrol(tmp_path / "new", relay.url, relay.invite(agency, 1), OFFICER)
    assert list((tmp_path / "new").glob("motcua*")) == []


def test_another_desks_store_is_left_as_it_was(relay: RelayServer, agency: str, home: Path, old_key: Path) -> None:
    with open_desk(home):
        pass  # the first opening gives the store its mark
    before = shutil.copy(home / FILE, home.parent / "before")
    with pytest.raises(UserError, match="ENROL_MISMATCH"):
        enrol(home, relay.url, relay.invite(agency, 1), OFFICER)
    with open_desk(home) as desk, desk.store.read() as connection:
        assert setting.link(connection) is None
    assert (home / FILE).read_bytes() == Path(before).read_bytes()


def test_a_broken_store_is_set_aside_and_the_desk_goes_on_from_the_province(
    relay: RelayServer, agency: str, tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the province has comes back; no number of before is issued again, sent or not."""
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "marks"))
    home = tmp_path / "new"
    enrol(home, relay.url, relay.invite(agency, 1), OFFICER)
    with open_desk(home, clock_ok=True) as desk:
        sent = code_of(desk)
        assert sync_now(desk).sent
        lost = code_of(desk)
    broken = (home / FILE).read_bytes()[:9000]
    (home / FILE).write_bytes(broken)
    with pytest.raises(UserError, match="INVITATION_UNKNOWN"):
        enrol(home, relay.url, "AAAA-AAAA-AAAA", OFFICER)
    assert (home / FILE).read_bytes() == broken, "nothing is moved before the province agrees"
    enrol(home, relay.url, relay.invite(agency, 1), OFFICER)
    (aside,) = home.glob("motcua.aside-*.db")
    assert aside.read_bytes() == broken
    with open_desk(home, clock_ok=True) as desk:
        sync_now(desk)
        again = code_of(desk)
        with desk.store.read() as connection:
            codes = set(connection.exec_driver_sql("SELECT code FROM dossier").scalars())
        assert numbers.behind(desk) == []
    assert codes == {sent, again}
    assert again > lost
