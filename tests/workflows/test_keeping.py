"""A desk's copies looked after: made when due, tried as a restore would be, and what came of it told next morning."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from app import apart, words
from app.errors import SyncError, UserError
from app.models import backup, blanks, counting, setting
from app.models.store import FILE
from app.rules import copies
from app.rules.copies import Wish
from app.services import numbers
from app.services.desk import Desk
from app.settings import Settings
from app.sync.protocol import Log
from app.workflows import backing_up, keeping, restoring
from app.workflows.opening import open_desk
from tests.services.counter import KEY, Clock, code_of
from tests.sync.conftest import MakePC
from tests.sync.world import PC

pytestmark = pytest.mark.usefixtures("key")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stick(home: Path, tmp_path: Path) -> Path:
    """The folder on a stick that was chosen for copies."""
    folder = tmp_path / "stick"
    folder.mkdir()
    Settings(copies=str(folder)).save(home)
    return folder


@contextmanager
def at_counter(home: Path, clock: Clock) -> Iterator[Desk]:
    with open_desk(home, clock_ok=True) as desk:
        desk.clock = clock
        yield desk


def look_after(desk: Desk, wish: Wish = Wish.IDLE) -> list[str]:
    return [what for what, _ in keeping.look_after(desk, wish)]


def told(desk: Desk) -> str:
    return copies.told(keeping.look(desk), desk.clock())[0][0]


def test_an_idle_desk_makes_a_copy_in_each_place_and_tries_the_newest(home: Path, clock: Clock, stick: Path) -> None:
    with at_counter(home, clock) as desk:
        assert look_after(desk) == []
        assert told(desk) == "COPIES_NONE_YET"
        code_of(desk)
        assert look_after(desk) == ["copying", "copying", "trying"]
        assert told(desk) == "COPIES_TRIED"
        assert look_after(desk) == []
        clock.ahead(hours=1)
        code_of(desk)
        assert look_after(desk) == []
        clock.ahead(hours=3)
        assert look_after(desk) == ["copying", "copying", "trying"]
    assert len(list(stick.glob("*.motcua"))) == len(list((home / backup.FOLDER).glob("*.motcua"))) == 1
    assert not (home / "trying").exists()


def test_a_stick_that_is_put_in_gets_what_it_lacks(home: Path, clock: Clock, stick: Path) -> None:
    away = stick.rename(stick.with_name("away"))
    with at_counter(home, clock) as desk:
        code_of(desk)
        assert look_after(desk) == ["copying", "trying"]
        assert told(desk) == "COPIES_SECOND_NONE"
        away.rename(stick)
        clock.ahead(hours=1)
        assert look_after(desk, Wish.PUT_IN) == ["copying", "trying"]
        assert told(desk) == "COPIES_TRIED"
        assert look_after(desk, Wish.PUT_IN) == []
        away = stick.rename(away)
        clock.ahead(days=7)
        code_of(desk)
        assert look_after(desk, Wish.ASKED) == ["copying", "trying"]
        # What it has is no longer seen, so nothing is known of it.
        assert told(desk) == "COPIES_SECOND_NONE"


def test_with_no_second_place_the_sentence_asks_for_one(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        assert look_after(desk) == ["copying", "trying"]
        assert told(desk) == "COPIES_ALONE"


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 5000)


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize("damage", [_cut, _flip])
def test_a_damaged_copy_is_said_and_put_aside(home: Path, clock: Clock, damage: Callable[[Path], None]) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        doing = keeping.look_after(desk, Wish.IDLE)
        assert [next(doing)[0], next(doing)[0]] == ["copying", "trying"]
        (made,) = (home / backup.FOLDER).glob("*.motcua")
        damage(made)
        assert next(doing, None) is None
        trial = keeping.look(desk).trial
        assert trial is not None
        assert trial.problem is not None
        assert trial.problem.code == "BACKUP_BROKEN"
        assert [path.name for path in made.parent.iterdir()] == [made.name + ".broken"]
        assert told(desk) == "COPIES_GONE"
        # The next round makes another one at once.
        clock.ahead(minutes=1)
        assert look_after(desk) == ["copying", "trying"]
        assert told(desk) == "COPIES_ALONE"


def test_an_older_copy_under_a_newer_name_is_found(home: Path, clock: Clock, tmp_path: Path) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        older = backing_up.back_up(desk, tmp_path / "elsewhere").path
        code_of(desk)
        doing = keeping.look_after(desk, Wish.ASKED)
        assert [next(doing)[0], next(doing)[0]] == ["copying", "trying"]
        (made,) = (home / backup.FOLDER).glob("*.motcua")
        shutil.copyfile(older, made)
        assert next(doing, None) is None
        assert told(desk) == "TRIAL_OLDER"


def test_a_day_that_differs_from_the_stores_is_named(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        doing = keeping.look_after(desk, Wish.IDLE)
        next(doing), next(doing)
        with desk.store.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER event_immutable")
            connection.exec_driver_sql("UPDATE event SET hash = zeroblob(32)")
        assert next(doing, None) is None
        trial = keeping.look(desk).trial
        assert trial is not None
        assert trial.problem is not None
        assert (trial.problem.code, trial.problem.facts) == ("TRIAL_DAYS", {"days": "2026-11-23"})


def test_an_altered_body_is_in_the_copy_too_and_named(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        with desk.store.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER event_immutable")
            connection.exec_driver_sql("UPDATE event SET officer = 'Ai Đó'")
        assert look_after(desk) == ["copying", "trying"]
        (code, facts), well = copies.told(keeping.look(desk), desk.clock())
        assert (code, well) == ("TRIAL_CHECKS", "wrong")
        assert "events" in words.say(code, facts)


def test_without_the_room_the_trial_is_missed_and_that_is_said(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        doing = keeping.look_after(desk, Wish.IDLE)
        next(doing), next(doing)
        with patch("shutil.disk_usage", lambda _place: shutil._ntuple_diskusage(10, 9, 1)):
            assert next(doing, None) is None
        assert told(desk) == "TRIAL_SPACE"


def test_a_place_that_takes_no_copy_is_told_and_the_own_one_is_tried(home: Path, clock: Clock, stick: Path) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        with patch("app.models.backup.settle", side_effect=[None, None, OSError(28, "No space left on device")]):
            assert look_after(desk) == ["copying", "copying", "trying"]
        (code, facts), well = copies.told(keeping.look(desk), desk.clock())
        assert (code, well) == ("BACKUP_PLACE", "wrong")
        assert str(stick) in words.say(code, facts)
        assert keeping.look(desk).trial is not None
        clock.ahead(minutes=1)
        assert look_after(desk) == ["copying", "trying"]
        assert told(desk) == "COPIES_TRIED"


def test_after_an_older_copy_was_put_back_the_newer_one_is_not_taken_for_this_stores(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        look_after(desk)
        (older,) = (home / backup.FOLDER).glob("*.motcua")
        clock.ahead(days=1)
        code_of(desk)
        look_after(desk)
    restoring.restore(home, older, KEY)
    with at_counter(home, clock) as desk:
        assert told(desk) == "COPIES_NONE"
        clock.ahead(hours=1)
        assert look_after(desk) == ["copying", "trying"]
        assert told(desk) == "COPIES_ALONE"


def sent(new_pc: MakePC) -> PC:
    """Return a PC with a dossier that the province has; its number was issued, which that PC's tests do without."""
    pc = new_pc()
    pc.receive()
    pc.sync()
    with pc.store.write() as connection:
        for name, number in blanks.borne(connection, setting.centre(connection)).items():
            counting.keep_number(connection, name, number)
    return pc


def test_the_provinces_log_is_compared_where_there_is_a_line(new_pc: MakePC) -> None:
    pc = sent(new_pc)
    clock = Clock()
    desk = Desk(pc.store, clock)
    look_after(desk)
    trial = keeping.look(desk).trial
    assert trial is not None
    assert (trial.province, trial.problem) == (True, None)
    assert told(desk) == "COPIES_ALONE"
    clock.ahead(minutes=1)
    with pc.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, replace(link, log="0" * 64))
    look_after(desk, Wish.ASKED)
    trial = keeping.look(desk).trial
    assert trial is not None
    assert trial.problem is not None
    # The store's own log is recounted first: it is its fault, not the province's.
    assert trial.problem.code == "TRIAL_CHECKS"


def test_another_log_at_the_province_is_told(new_pc: MakePC) -> None:
    pc = sent(new_pc)
    desk = Desk(pc.store, Clock())
    with patch("app.sync.transport.Transport.log", lambda _self, n: Log(n=n, log="0" * 64, last=n, server_time="")):
        look_after(desk)
    assert told(desk) == "TRIAL_PROVINCE"


def test_without_a_line_the_trial_is_whole_but_for_the_province(new_pc: MakePC) -> None:
    pc = sent(new_pc)
    desk = Desk(pc.store, Clock())
    with patch("app.sync.transport.Transport.log", side_effect=SyncError("OFFLINE")):
        look_after(desk)
    trial = keeping.look(desk).trial
    assert trial is not None
    assert (trial.province, trial.problem) == (None, None)


def test_the_process_apart_does_it_beside_an_open_desk_and_stops_when_told(home: Path, clock: Clock) -> None:
    with at_counter(home, clock) as desk:
        code_of(desk)
        asked = {"memory": keeping.MEMORY, "seconds": keeping.SECONDS}
        said = apart.answers(keeping.keep, str(home), Wish.IDLE, **asked, stopped=lambda: False)
        assert [what for what, _ in said] == ["copying", "trying"]
        assert keeping.look(desk).trial is not None
        code_of(desk)
        stopped = apart.answers(keeping.keep, str(home), Wish.ASKED, **asked, stopped=lambda: True)
        with pytest.raises(UserError, match="STOPPED"):
            list(stopped)
        assert numbers.look(desk).state == "even"
        with desk.store.read() as connection:
            assert setting.get(connection, "copies")["problem"] is None
    assert (home / FILE).exists()
