"""The paper beside the form while it is filled: what is not there yet, or wrong, does not stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.ui.intake.page import IntakePage
from app.ui.shortcuts import Screen
from tests.ui.officer import ALT, Officer, officer_at
from tests.ui.test_intake import words_of


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


@pytest.fixture
def page(officer: Officer) -> IntakePage:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    officer.press(Qt.Key.Key_2, ALT)
    officer.type("1.004873")
    officer.enter()
    return page


def paper(officer: Officer, page: IntakePage) -> str:
    page.ahead.now()
    officer.still()
    return words_of(page.side.paper.pdf)


def test_a_procedure_alone_has_a_paper_with_dots_for_the_name(officer: Officer, page: IntakePage) -> None:
    assert "…" in paper(officer, page)


def test_a_number_stands_there_once_it_is_right(officer: Officer, page: IntakePage) -> None:
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905318")
    assert "0905" not in paper(officer, page)
    officer.type("462")
    officer.press(Qt.Key.Key_Tab)
    assert "0905318462" in paper(officer, page).replace(".", "").replace(" ", "")


def test_a_place_to_decide_stands_there_once_there_is_such_a_place(officer: Officer, page: IntakePage) -> None:
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("2201")
    assert "2201" not in paper(officer, page)
    assert page.form.promise.band.moment.text()
    officer.type("5")
    assert "Tuy Hòa" in paper(officer, page)
