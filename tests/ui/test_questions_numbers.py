"""A window whose PC knows of no numbers asks for the last printed receipt, and goes on with what was to be saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from app.services import finding, numbers
from app.services.desk import Desk
from app.ui.intake.page import IntakePage
from app.ui.shortcuts import Screen
from tests.services.counter import code_of
from tests.ui.conftest import cut_words
from tests.ui.officer import CTRL, Officer, officer_at
from tests.ui.test_intake import fill

K = Qt.Key


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    """Sit an officer at a store that was copied from another PC with four dossiers."""
    desk.marks = tmp_path / "there"
    numbers.bind(desk)
    for name in ("Lò Thị Ban", "Vi Thị Hiền", "Đinh Công Hậu", "Trần Quốc Ẩn"):
        code_of(desk, {"name": name})
    desk.marks = tmp_path / "here"
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def boxes() -> list[QInputDialog]:
    return [box for box in QApplication.allWidgets() if isinstance(box, QInputDialog) and box.isVisible()]


def question(officer: Officer) -> QInputDialog:
    officer.until(lambda: bool(boxes()))
    [box] = boxes()
    return box


def save(officer: Officer) -> IntakePage:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    fill(officer)
    officer.press(K.Key_Return, CTRL)
    return page


def test_the_last_receipt_is_named_a_wrong_one_asked_again_and_the_dossier_follows_it(
    officer: Officer, desk: Desk
) -> None:
    page = save(officer)
    box = question(officer)
    assert "giấy tiếp nhận in gần nhất" in box.labelText()
    assert cut_words(box) == []
    box.setTextValue("H15.99-261123-0007")
    QTest.keyClick(box, K.Key_Return)
    officer.until(lambda: bool(boxes()) and "không phải của trung tâm" in boxes()[0].labelText())
    box = question(officer)
    box.setTextValue(" H15.10-261123-0007 ")
    QTest.keyClick(box, K.Key_Return)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    [hit] = finding.find(desk, "Hường")
    assert hit.code == "H15.10-261123-0008"


def test_esc_leaves_the_form_as_it_is_and_says_why(officer: Officer, desk: Desk) -> None:
    page = save(officer)
    QTest.keyClick(question(officer), K.Key_Escape)
    officer.until(page.form.strip.isVisible)
    assert page.form.strip.words.text().startswith("Máy này không biết quầy đã in đến số nào")
    assert page.form.entered().applicant.name == "Nguyễn Thị Hường"
    assert finding.find(desk, "Hường") == []
