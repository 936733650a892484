"""Copies looked after behind a window: at rest, after a closing, when a stick comes, by a key; typing comes first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.copies import Trial, Wish
from app.services.desk import Desk
from app.settings import Settings
from app.ui.copying import IDLE_S, REST_S, Copying
from app.ui.kit.theme import Scheme
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from app.ui.today.page import TodayPage
from app.workflows import keeping
from tests.services.counter import Clock, code_of, write_key
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, Officer, officer_at

Look = Callable[[Scheme, float], None]


class Seconds:
    """A clock nobody turns, that moves when told."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key, for the process that makes the copies."""
    write_key(tmp_path / "key")
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, home: Path, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.context.home = home
        one.window.factories[Screen.TODAY] = lambda window: TodayPage(window, one.context)
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


@pytest.fixture
def copying(officer: Officer, seconds: Seconds) -> Iterator[Copying]:
    one = Copying(officer.window, officer.context, now=seconds)
    yield one
    one.end(wait=False)


def made(home: Path) -> list[Path]:
    return sorted((home / "backups").glob("*.motcua"))


def trial(desk: Desk) -> Trial | None:
    return keeping.look(desk).trial


def begun(officer: Officer) -> list[str]:
    """What is told of copies, from now on."""
    told: list[str] = []
    officer.context.copying.connect(lambda what, _where: told.append(what))
    return told


def over(officer: Officer, told: list[str]) -> None:
    """Wait until what was begun is over: a process of lowest priority takes its time where others are busy."""
    officer.qtbot.waitUntil(lambda: told[-1:] == [""], timeout=60_000)
    officer.still()


def key_press(officer: Officer) -> None:
    """Press a key as the system tells of it: to the window, and not past it to a field."""
    handle = officer.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)


def test_after_fifteen_minutes_without_a_key_a_copy_is_made_and_tried(
    officer: Officer, copying: Copying, seconds: Seconds, desk: Desk, home: Path
) -> None:
    code_of(desk)
    told = begun(officer)
    seconds.at = IDLE_S - 1
    copying.tick()
    seconds.at += 1
    key_press(officer)
    copying.tick()
    assert told == []
    seconds.at += IDLE_S
    copying.tick()
    over(officer, told)
    assert told == ["copying", "trying", ""]
    assert len(made(home)) == 1
    found = trial(desk)
    assert found is not None
    assert found.problem is None
    copying.tick()
    assert told == ["copying", "trying", ""]


def test_a_key_stops_what_a_closed_day_wants_and_a_minutes_rest_goes_on_with_it(
    officer: Officer, copying: Copying, seconds: Seconds, desk: Desk, home: Path
) -> None:
    code_of(desk)
    told = begun(officer)
    officer.context.copy_asked.emit(False)
    key_press(officer)
    over(officer, told)
    assert trial(desk) is None
    told.clear()
    seconds.at += REST_S - 1
    copying.tick()
    seconds.at += 1
    copying.tick()
    over(officer, told)
    assert trial(desk) is not None
    assert len(made(home)) == 1


def test_the_copy_of_a_closed_day_is_finished_after_the_window_is_closed(
    officer: Officer, copying: Copying, desk: Desk, home: Path
) -> None:
    code_of(desk)
    officer.context.copy_asked.emit(False)
    key_press(officer)  # Alt+F4 is a key like any other
    copying.end(wait=True)
    assert len(made(home)) == 1


def test_a_copy_asked_for_by_name_while_another_is_made_follows_at_once(
    officer: Officer, copying: Copying, seconds: Seconds, desk: Desk
) -> None:
    code_of(desk)
    told = begun(officer)
    seconds.at = IDLE_S
    copying.tick()
    officer.context.copy_asked.emit(True)
    officer.qtbot.waitUntil(lambda: told.count("copying") == 2, timeout=60_000)
    key_press(officer)
    officer.qtbot.waitUntil(lambda: told.count("") == 2, timeout=60_000)
    assert told.count("trying") == 2


def test_a_session_that_ends_waits_for_no_copy(officer: Officer, copying: Copying, desk: Desk, home: Path) -> None:
    code_of(desk)
    officer.context.copy_asked.emit(False)
    copying.end(wait=False)
    assert made(home) == []


def test_a_stick_that_comes_gets_its_copy(
    officer: Officer, copying: Copying, desk: Desk, home: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    Settings(copies=str(stick)).save(home)
    code_of(desk)
    told = begun(officer)
    copying.tick()
    officer.until(lambda: not copying._there)
    stick.mkdir()
    copying.tick()
    over(officer, told)
    assert [len(list(stick.glob("*.motcua"))), len(made(home))] == [1, 1]


def settings(officer: Officer) -> SettingsPage:
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    return page


def test_in_settings_a_key_makes_a_copy_while_somebody_types(
    officer: Officer, copying: Copying, desk: Desk, home: Path
) -> None:
    code_of(desk)
    page, told = settings(officer), begun(officer)
    section = page.form.copies
    assert "chưa có bản nào" in section.own.text()
    assert section.second.text().startswith("Chưa chọn")
    officer.press(Qt.Key.Key_S, ALT)
    officer.qtbot.waitUntil(lambda: not section.make.isEnabled(), timeout=60_000)
    key_press(officer)
    over(officer, told)
    officer.still()
    assert told == ["copying", "trying", ""]
    assert section.make.isEnabled()
    assert "bản mới nhất" in section.own.text()
    assert cut_words(section) == []


def test_a_second_place_is_chosen_and_gets_its_copy_at_once(
    officer: Officer, copying: Copying, desk: Desk, home: Path, tmp_path: Path, choose: Choose
) -> None:
    code_of(desk)
    page, told = settings(officer), begun(officer)
    section, stick = page.form.copies, tmp_path / "stick"
    stick.mkdir()
    choose(stick)
    section.choose.click()
    over(officer, told)
    officer.still()
    assert Settings.load(home).copies == str(stick)
    assert len(list(stick.glob("*.motcua"))) == 1
    assert section.second.text().startswith(str(stick))
    assert "Cùng ổ đĩa" in page.form.quiet.detail.text()
    shutil.rmtree(stick)
    officer.open(Screen.TODAY)
    page = settings(officer)
    assert section.second.text() == f"{stick}, chưa cắm"
    section.leave_out.click()
    officer.still()
    assert Settings.load(home).copies == ""
    assert section.second.text().startswith("Chưa chọn")


@pytest.mark.parametrize("folder", ["inside", "away"])
def test_a_folder_that_cannot_serve_is_refused_beside_the_button(
    officer: Officer, desk: Desk, home: Path, tmp_path: Path, folder: str
) -> None:
    page = settings(officer)
    place = {"inside": home / "files", "away": tmp_path / "away"}[folder]
    page.copies.take(place)
    officer.still()
    assert Settings.load(home).copies == ""
    wrong = page.form.copies.wrong
    assert wrong.isVisible()
    assert ("thư mục dữ liệu" in wrong.text()) == (folder == "inside")


def board(officer: Officer) -> TodayPage:
    page = officer.open(Screen.TODAY)
    assert isinstance(page, TodayPage)
    return page


def looked_after(desk: Desk) -> None:
    assert list(keeping.look_after(desk, Wish.ASKED))


def test_each_day_has_its_sentence_on_the_board_and_what_is_wrong_stands_above_the_list(
    officer: Officer, desk: Desk, home: Path, clock: Clock, look: Look
) -> None:
    page = board(officer)
    assert page.form.copies.isVisible()
    assert page.form.copies.words.text().startswith("Chưa có hồ sơ nào")
    code_of(desk)
    looked_after(desk)
    page.refresh()
    officer.still()
    assert "đã thử phục hồi, đủ 1 hồ sơ" in page.form.copies.words.text()
    assert not page.form.copies_wrong.isVisible()
    look(Scheme.LIGHT, 1.25)
    officer.still()
    page.refresh()
    officer.still()
    assert "đã thử phục hồi, đủ 1 hồ sơ" in page.form.copies_line.text()
    look(Scheme.LIGHT, 1.0)
    for path in made(home):
        path.unlink()
    page.refresh()
    officer.still()
    assert page.form.copies_wrong.isVisible()
    assert "Không còn bản sao lưu nào" in page.form.copies_wrong.words.text()
    assert cut_words(page) == []
    QApplication.processEvents()


def test_the_way_from_a_wrong_one_leads_to_the_settings(officer: Officer, desk: Desk) -> None:
    code_of(desk)
    looked_after(desk)
    made(desk.store.path.parent)[0].unlink()
    board_page = board(officer)
    assert board_page.form.copies_wrong.isVisible()
    board_page.form.copies_wrong.way.click()
    officer.still()
    page = officer.window.current
    assert isinstance(page, SettingsPage)
    assert officer.focus is page.form.copies.make


def test_no_copy_is_asked_of_a_practice_centre(officer: Officer, desk: Desk) -> None:
    officer.context.centre = replace(officer.context.centre, kind="practice")
    page = board(officer)
    assert not page.form.copies.isVisible()
    assert not page.form.copies_wrong.isVisible()
    assert not settings(officer).form.copies.isVisible()
    officer.press(Qt.Key.Key_S, ALT)
