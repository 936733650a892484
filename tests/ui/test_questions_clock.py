"""A clock far from what was written is asked about before it is on paper: Esc goes to set it, one button goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.services import finding
from app.services.desk import Desk
from app.ui.intake.page import IntakePage
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of
from tests.ui.conftest import cut_words
from tests.ui.officer import CTRL, Officer, officer_at
from tests.ui.test_intake import fill

K = Qt.Key


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, clock: Clock, tmp_path: Path) -> Iterator[Officer]:
    code_of(desk, {"name": "Lò Thị Ban"})
    desk.clock_ok = False
    clock.ahead(days=9)
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def boxes() -> list[QMessageBox]:
    return [box for box in QApplication.allWidgets() if isinstance(box, QMessageBox) and box.isVisible()]


def question(officer: Officer) -> QMessageBox:
    officer.until(lambda: bool(boxes()))
    [box] = boxes()
    return box


def answer(box: QMessageBox, word: str) -> None:
    [button] = [button for button in box.buttons() if word in button.text()]
    button.setFocus()
    QTest.keyClick(button, K.Key_Space)


def test_both_moments_are_named_and_esc_writes_nothing(officer: Officer, desk: Desk) -> None:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    fill(officer)
    officer.press(K.Key_Return, CTRL)
    box = question(officer)
    assert "08:15 02/12/2026" in box.text()
    assert "08:15 23/11/2026" in box.text()
    assert box.informativeText() == "CLOCK_AHEAD"
    assert cut_words(box) == []
    QTest.keyClick(box, K.Key_Escape)
    officer.still()
    assert len(finding.find(desk, "")) == 1
    assert page.form.entered().applicant.name == "Nguyễn Thị Hường"


def test_who_answers_for_the_clock_writes_and_is_not_asked_again(officer: Officer, desk: Desk) -> None:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    fill(officer)
    officer.press(K.Key_Return, CTRL)
    answer(question(officer), "ghi tiếp")
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    [hit] = finding.find(desk, "Hường")
    assert hit.code.startswith("H15.10-261202-")
    assert desk.clock_ok is False
    code_of(desk, {"name": "Vi Thị Hiền"})
    assert boxes() == []
