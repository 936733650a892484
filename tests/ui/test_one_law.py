"""One law for the window and the command line: what the window refuses, by keys, in the sentence of the same code.

What the window asks beside a field is the sentence of the code the service refuses with; what it cannot know when the
key is pressed the service still refuses, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import words
from app.rules.acts import Kind, demanded
from app.services import acts, finding
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.dossiers.act_table import ASKS, event_of
from app.ui.dossiers.page import LookupPage
from app.ui.handback.page import ReturnPage
from app.ui.intake.page import IntakePage
from app.ui.shortcuts import Screen
from tests.services.counter import code_of
from tests.ui.officer import ALT, CTRL, Officer, officer_at

K = Qt.Key
OTHER = "Lê Văn Ấm"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.RETURN] = lambda window: ReturnPage(window, one.context)
        yield one


def events_of(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM event").scalar_one())


def said_on(page: QWidget) -> str:
    """Return every word a screen shows."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


TYPED: dict[str, tuple[tuple[tuple[K, str], ...], str, dict[str, Any]]] = {
    "a birth to come": (((K.Key_S, "31012099"),), "BIRTH_AHEAD", {"day": "31/01/2099"}),
    "a garbled name": (((K.Key_H, "NguyÃªn"),), "NAME_GARBLED", {"text": "NguyÃªn"}),
    "a name no paper can show": (((K.Key_H, "ສົມ"),), "NAME_SCRIPT", {"letters": "ສົມ"}),
    "a wrong number": (((K.Key_D, "00119012345"),), "Thiếu 1 chữ số", {}),
}


@pytest.mark.parametrize("case", TYPED)
def test_a_reception_is_refused_in_the_window(officer: Officer, desk: Desk, case: str) -> None:
    typed, code, facts = TYPED[case]
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    for key, text in (*((K.Key_H, "Nguyễn Thị Đặng"), (K.Key_D, "001190123456")), *typed):
        officer.press(key, ALT)
        officer.press(K.Key_A, CTRL)
        officer.type(text)
    officer.press(K.Key_2, ALT)
    officer.type("xac nhan tinh trang")
    officer.enter()
    officer.press(K.Key_Return, CTRL)
    wanted = words.say(code, facts) if code.isupper() else code
    assert wanted in said_on(page)
    assert events_of(desk) == 0


def test_a_second_dossier_is_refused_in_the_window_too_when_it_came_meanwhile(officer: Officer, desk: Desk) -> None:
    """The form is filled; then the first dossier comes in from elsewhere; then the officer saves."""
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    for key, text in ((K.Key_H, "Nguyễn Thị Đặng"), (K.Key_D, "001190123456")):
        officer.press(key, ALT)
        officer.type(text)
    officer.press(K.Key_2, ALT)
    officer.type("xac nhan tinh trang")
    officer.enter()
    first = code_of(desk)
    officer.press(K.Key_Return, CTRL)
    officer.until(lambda: first in said_on(page))
    assert events_of(desk) == 1


@pytest.mark.parametrize("act", ASKS)
def test_the_form_of_an_act_wants_what_the_service_wants_and_no_more_but_a_look_at_papers_and_money(act: str) -> None:
    wanted = {ask.name for ask in ASKS[act] if ask.required}
    assert wanted - {"components", "amount", "method"} == set(demanded(*event_of(act, {"amount": 1}))) - {"amount"}


def test_an_act_is_refused_in_the_window_for_what_it_lacks(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = officer.open(Screen.LOOKUP, LookUp(code))
    assert isinstance(page, LookupPage)
    officer.press(K.Key_Y, ALT)
    officer.press(K.Key_Return, CTRL)
    officer.type("Ảnh")
    officer.press(K.Key_Return, CTRL)
    assert "lý do" in said_on(page.side.act_form).lower()
    assert events_of(desk) == 1


def test_a_return_is_refused_in_the_window_and_nothing_of_it_is_written(officer: Officer, desk: Desk) -> None:
    """A stranger's name where the owner's stood: the service asks for the authority the window did not."""
    code = code_of(desk, fee=15_000)
    acts.act(desk, code, Kind.RESULT_READY, {"number": "12/UBND"})
    before = events_of(desk)
    page = officer.open(Screen.RETURN, code)
    assert isinstance(page, ReturnPage)
    officer.press(K.Key_H, ALT)
    officer.press(K.Key_A, CTRL)
    officer.type(OTHER)
    officer.press(K.Key_Return, CTRL)
    assert words.say("RECEIVER_AUTHORITY", {}) in said_on(page)
    assert events_of(desk) == before
    assert finding.dossier(desk, code).state == "result_ready"
