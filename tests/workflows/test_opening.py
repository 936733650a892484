"""Opening the desk of a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.models import setting
from app.models.store import FILE
from app.rules.calendar import DEFAULT_SCHEDULE
from app.services.centre import shipped_calendar
from app.workflows.opening import open_desk, working_time
from tests.services.counter import KEY


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the store's key on this PC."""
    path = tmp_path / "key"
    path.write_text(KEY.hex())
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    return path


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
    with pytest.raises(KnownError, match="WRONG_KEY"), open_desk(home):
        raise AssertionError
    assert (home / "logs" / "motcua.log").exists()


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
