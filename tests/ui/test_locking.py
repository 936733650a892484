"""The lock by keys: closed with Ctrl+L, opened with the code, and never pretending where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services import drafts, lock_code
from app.services.desk import Desk
from app.ui import locking
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of, set_code
from tests.ui.officer import ALT, CTRL, Officer, officer_at

CODE, WRONG = "402917", "402918"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        one.window.lock_asked.connect(lambda: locking.lock(one.window, one.context))
        one.open(Screen.TODAY)
        yield one


@pytest.fixture
def locked(officer: Officer, desk: Desk) -> Officer:
    set_code(desk, CODE)
    officer.press(Qt.Key.Key_L, CTRL)
    assert officer.window.locked
    return officer


def attempt(officer: Officer, code: str) -> None:
    officer.type(code)
    officer.enter()


def test_the_right_code_opens_and_the_screen_is_as_it_was(locked: Officer) -> None:
    attempt(locked, CODE)
    assert not locked.window.locked
    assert locked.window.current_name == Screen.TODAY
    assert locked.window.body.isVisible()


def test_a_wrong_code_says_how_many_tries_are_left(locked: Officer) -> None:
    attempt(locked, WRONG)
    assert locked.window.locked
    assert "4 lần" in locked.window.lock_overlay.hint.text()
    attempt(locked, CODE)
    assert not locked.window.locked


def test_after_five_wrong_tries_no_code_is_taken(locked: Officer) -> None:
    for _ in range(5):
        attempt(locked, WRONG)
    overlay = locked.window.lock_overlay
    assert not overlay.code.isEnabled()
    assert "60 giây" in overlay.hint.text()


def test_ending_the_program_does_not_end_the_wait(locked: Officer, desk: Desk, clock: Clock) -> None:
    for _ in range(5):
        lock_code.try_code(desk, WRONG)
    clock.ahead(seconds=15)
    attempt(locked, CODE)
    assert locked.window.locked
    assert "45 giây" in locked.window.lock_overlay.hint.text()


def test_without_a_code_the_lock_leads_to_where_one_is_set(officer: Officer, desk: Desk) -> None:
    officer.press(Qt.Key.Key_L, CTRL)
    page = officer.window.current
    assert isinstance(page, SettingsPage)
    assert not officer.window.locked
    assert page.form.quiet.isVisible()
    assert officer.focus is page.form.code
    officer.type(CODE)
    officer.enter()
    officer.type(CODE)
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.press(Qt.Key.Key_L, CTRL)
    assert officer.window.locked
    attempt(officer, CODE)
    assert not officer.window.locked


def test_no_key_reaches_a_screen_behind_the_lock(locked: Officer) -> None:
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_Escape):
        locked.press(key)
    locked.press(Qt.Key.Key_1, ALT)
    assert locked.window.locked
    assert locked.window.current_name == Screen.TODAY
    assert not locked.window.body.isVisible()


def test_nothing_of_a_dossier_is_on_the_lock_and_the_officer_and_centre_are(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    set_code(desk, CODE)
    officer.press(Qt.Key.Key_L, CTRL)
    overlay = officer.window.lock_overlay
    said = " ".join(label.text() for label in overlay.findChildren(QLabel))
    assert "Trung tâm thử" in said
    assert overlay.rows[0].officer.name == "Nguyễn Thị Lan"
    assert code not in said
    assert "Đặng" not in said


def test_what_was_being_typed_is_kept_before_the_lock_closes_and_the_lock_says_when(
    officer: Officer, desk: Desk
) -> None:
    set_code(desk, CODE)
    officer.open(Screen.RECEIVE)
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Lò Thị Ban")
    officer.press(Qt.Key.Key_L, CTRL)
    officer.still()
    assert [one for one in drafts.kept(desk) if "Lò Thị Ban" in str(one.form)]
    said = [label.text() for label in officer.window.lock_overlay.findChildren(QLabel)]
    assert "Bản nháp lưu lúc 08:15 còn nguyên" in said
    attempt(officer, CODE)
    assert officer.window.current_name == Screen.RECEIVE


def test_locking_again_and_again_answers_each_code_once(officer: Officer, desk: Desk) -> None:
    set_code(desk, CODE)
    for _ in range(3):
        officer.press(Qt.Key.Key_L, CTRL)
        attempt(officer, CODE)
    officer.press(Qt.Key.Key_L, CTRL)
    attempt(officer, WRONG)
    assert "4 lần" in officer.window.lock_overlay.hint.text()


def test_a_desk_with_a_code_starts_locked_and_one_without_starts_open(officer: Officer, desk: Desk) -> None:
    locking.lock_at_start(officer.window, officer.context)
    officer.still()
    assert not officer.window.locked
    assert officer.window.current_name == Screen.TODAY
    set_code(desk, CODE)
    locking.lock_at_start(officer.window, officer.context)
    officer.still()
    assert officer.window.locked
