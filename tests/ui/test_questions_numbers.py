"""A window whose PC knows of no numbers asks for the last printed receipt, and goes on with what was to be saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import finding, numbers
from app.services.desk import Desk
from app.ui.intake.page import IntakePage
from app.ui.questions import LastReceipt
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


def boxes() -> list[LastReceipt]:
    return [box for box in QApplication.allWidgets() if isinstance(box, LastReceipt) and box.isVisible()]


def question(officer: Officer) -> LastReceipt:
    officer.until(lambda: bool(boxes()))
    [box] = boxes()
    return box


def answer(box: LastReceipt, code: str, entry: str = "") -> None:
    """Scan or type both, with Enter after each."""
    box.code.setFocus()
    box.code.setText(code)
    QTest.keyClick(box.code, K.Key_Return)
    assert box.entry.hasFocus()
    box.entry.setText(entry)
    QTest.keyClick(box.entry, K.Key_Return)


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
    assert "giấy tiếp nhận in gần nhất" in box.sentence.text()
    assert cut_words(box) == []
    answer(box, "H15.99-261123-0007")
    officer.until(lambda: bool(boxes()) and "không phải của trung tâm" in boxes()[0].sentence.text())
    answer(question(officer), " H15.10-261123-0007 ")
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    [hit] = finding.find(desk, "Hường")
    assert hit.code == "H15.10-261123-0008"
    assert finding.dossier(desk, hit.code).register.number > 1000, "the register went on further: nobody said where"


def test_the_register_goes_on_where_the_paper_says_and_what_is_no_number_is_asked_again(
    officer: Officer, desk: Desk
) -> None:
    page = save(officer)
    box = question(officer)
    answer(box, "H15.10-261123-0007", "bốn mốt")
    assert box.fields["entry"].error == "Ghi bằng chữ số, như 412."
    assert box.entry.hasFocus()
    answer(box, "", "41")
    assert box.fields["code"].error == "Ghi mã như trên giấy."
    answer(box, "H15.10-261123-0007", "41")
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    [hit] = finding.find(desk, "Hường")
    assert finding.dossier(desk, hit.code).register.number == 42


def test_esc_leaves_the_form_as_it_is_and_says_why(officer: Officer, desk: Desk) -> None:
    page = save(officer)
    QTest.keyClick(question(officer), K.Key_Escape)
    officer.until(page.form.strip.isVisible)
    assert page.form.strip.words.text().startswith("Máy này không biết quầy đã in đến số nào")
    assert page.form.entered().applicant.name == "Nguyễn Thị Hường"
    assert finding.find(desk, "Hường") == []
