"""Opening the desk of a data folder."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import KnownError
from app.models import backup, setting
from app.models.store import FILE
from app.rules.calendar import DEFAULT_SCHEDULE
from app.services.centre import shipped_calendar
from app.workflows import backing_up, opening
from app.workflows.opening import open_desk, working_time

pytestmark = pytest.mark.usefixtures("key")


def test_the_desk_is_the_one_of_the_folder_and_its_store_is_closed_afterwards(home: Path) -> None:
    with open_desk(home) as desk:
        assert desk.place()[0].name == "Trung tâm thử"
    assert not (home / f"{FILE}-wal").exists()


def test_an_empty_folder_stays_empty(tmp_path: Path) -> None:
    home = tmp_path / "nowhere"
    with pytest.raises(KnownError, match="STORE_MISSING") as caught, open_desk(home):
        raise AssertionError
    assert caught.value.facts == {"home": str(home)}
    assert not home.exists()


def test_the_log_has_begun_before_the_store_is_opened(home: Path) -> None:
    """What a migration did, or why it failed, is looked for there."""
    (home / FILE).write_bytes(bytes(4096))
    with pytest.raises(KnownError, match="STORE_BROKEN"), open_desk(home):
        raise AssertionError
    assert (home / "logs" / "motcua.log").exists()


@pytest.mark.parametrize("damage", ["seal", "salt"])
def test_a_damaged_first_page_is_not_called_a_wrong_key(home: Path, damage: str) -> None:
    with open_desk(home) as desk:
        backing_up.back_up(desk, home / backup.FOLDER)
    data = bytearray((home / FILE).read_bytes())
    data[4090 if damage == "seal" else 3] ^= 1
    (home / FILE).write_bytes(data)
    with pytest.raises(KnownError, match="STORE_BROKEN"), open_desk(home):
        raise AssertionError


def test_another_key_is_one_whatever_copies_there_are(home: Path, key: Path) -> None:
    with open_desk(home) as desk:
        backing_up.back_up(desk, home / backup.FOLDER)
    key.write_text(bytes(32).hex())
    with pytest.raises(KnownError, match="WRONG_KEY"), open_desk(home):
        raise AssertionError


def test_working_time_is_the_centres_own_or_the_default_week_where_there_is_no_centre(
    home: Path, tmp_path: Path
) -> None:
    sessions = {"mon": [["08:00", "12:00"]]}
    with open_desk(home) as desk, desk.store.write() as connection:
        setting.put_centre(
            connection, setting.CentreRecord(**{**setting.get(connection, "centre"), "sessions": sessions})
        )
    own, default = working_time(home), working_time(tmp_path / "nowhere")
    assert own.schedule != DEFAULT_SCHEDULE
    assert (default.schedule, default.calendar) == (DEFAULT_SCHEDULE, shipped_calendar())
    assert not (tmp_path / "nowhere").exists()


RELEASE = Path(__file__).parents[1] / "releases" / "0.3.0"


@pytest.fixture
def old(tmp_path: Path, key: Path) -> Path:
    """The home of a desk as the release before left it, which is migrated when it is opened."""
    home = tmp_path / "old"
    shutil.copytree(RELEASE, home)
    key.write_text((home / "key").read_text())
    return home


def test_a_migration_that_lasts_is_told_on_stderr_and_a_quick_one_is_not(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again"
    shutil.copytree(old, again)
    monkeypatch.setattr(opening, "_EVERY", 3600)
    with open_desk(old):
        assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(opening, "_EVERY", 0)
    with open_desk(again):
        said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == "Đang đưa kho lên đời mới: 0 %."
    assert said.err.splitlines()[-1] == "Đang đưa kho lên đời mới: 100 %."


def test_the_store_kept_from_a_migration_is_gone_a_month_later(old: Path) -> None:
    with open_desk(old) as desk:
        now = desk.clock()
    (kept,) = old.glob("*.before-*.db")
    at = (now - timedelta(days=31)).timestamp()
    os.utime(kept, (at, at))
    with open_desk(old):
        assert not kept.exists()
    assert (old / FILE).exists()
