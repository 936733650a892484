"""The first start by keys: three ways, at most five questions, and what is refused stands beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import KnownError, SyncError, UserError
from app.services import centre
from app.ui import words
from app.ui.application import DeskWindow
from app.ui.firststart import communes
from app.ui.firststart.form import ALONE, JOIN, PRACTICE
from app.ui.firststart.page import SetupPage
from app.ui.kit.theme import Scheme, apply_theme
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, NONE


class FirstStart:
    """A new PC's window, and what was asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = DeskWindow({})
        self.window.resize(1366, 688)
        self.page = SetupPage(self.window)
        self.window.cover(self.page)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.page.way_step.cards[JOIN].setFocus()
        self.asked: list[tuple[str, Any]] = []
        self.page.join.connect(lambda what: self.asked.append(("join", what)))
        self.page.set_up.connect(lambda what: self.asked.append(("set_up", what)))
        self.page.practice_asked.connect(lambda: self.asked.append(("practice", None)))

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type as an input method does: each word is handed over whole."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)
        QApplication.processEvents()

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def go_on(self) -> None:
        self.press(Qt.Key.Key_Return, CTRL)

    @property
    def errors(self) -> dict[str, str]:
        return {name: field.error for name, field in self.page.fields.items() if field.error}


@pytest.fixture
def first(qtbot: QtBot) -> Iterator[FirstStart]:
    one = FirstStart(qtbot)
    yield one
    shiboken6.delete(one.window)


def to_five_questions(first: FirstStart) -> None:
    first.press(Qt.Key.Key_2, ALT)
    first.go_on()


def answer_five(first: FirstStart) -> None:
    to_five_questions(first)
    first.type("minh tam")
    first.enter()
    first.enter()
    first.type("h99.10")
    first.enter()
    for _ in range(3):
        first.enter()
    first.type("Trần Thị Mai Duyên")
    first.go_on()


def test_practice_is_two_keys_away(first: FirstStart) -> None:
    first.press(Qt.Key.Key_3, ALT)
    assert first.page.way_step.way == PRACTICE
    first.go_on()
    assert first.asked == [("practice", None)]


def test_a_centre_of_its_own_is_described_with_five_answers_that_the_services_take(first: FirstStart) -> None:
    answer_five(first)
    [(what, asked)] = first.asked
    assert what == "set_up"
    record = centre.describe(**asked)
    assert (record.agency, record.commune, record.place) == ("H99.10", "01747", "Minh Tâm")
    assert record.name == "Trung tâm Phục vụ hành chính công xã Minh Tâm"
    assert (record.desk, record.first, record.last, record.officer) == (1, 1, 999, "Trần Thị Mai Duyên")


def test_two_desks_without_a_province_are_proposed_ranges_that_do_not_overlap(first: FirstStart) -> None:
    to_five_questions(first)
    step = first.page.desk_step
    step.desk.setFocus()
    step.desk.selectAll()
    first.type("2")
    first.enter()
    assert (step.first.value(), step.last.value()) == ("1000", "1999")
    step.first.setText("500")
    step.desk.setFocus()
    step.desk.selectAll()
    first.type("3")
    first.enter()
    assert step.first.value() == "500", "a range that was typed stays"


def test_joining_asks_for_address_code_and_name_and_takes_a_bare_address_as_https(first: FirstStart) -> None:
    assert first.page.way_step.way == JOIN
    first.press(Qt.Key.Key_C, ALT)
    first.type("motcua.tinh-minh-hoa.gov.vn")
    first.press(Qt.Key.Key_M, ALT)
    first.type("K7QD-4M2X")
    first.go_on()
    first.type("Trần Thị Mai Duyên")
    first.go_on()
    asked = {"url": "https://motcua.tinh-minh-hoa.gov.vn", "code": "K7QD-4M2X", "officer": "Trần Thị Mai Duyên"}
    assert first.asked == [("join", asked)]


def test_a_relay_on_this_machine_keeps_its_http(first: FirstStart) -> None:
    first.page.way_step.url.setText("http://127.0.0.1:8080")
    first.page.way_step.code.setText("K7QD-4M2X")
    first.page.desk_step.officer.setText("Trần Thị Mai Duyên")
    first.go_on()
    first.go_on()
    assert first.asked[0][1]["url"] == "http://127.0.0.1:8080"


def test_an_impatient_second_press_asks_the_province_once(first: FirstStart) -> None:
    answer_five(first)
    first.go_on()
    assert len(first.asked) == 1


def test_what_is_missing_stands_beside_its_field_and_the_cursor_goes_there(first: FirstStart) -> None:
    first.go_on()
    assert set(first.errors) == {"url", "code"}
    assert first.focus is first.page.way_step.url
    to_five_questions(first)
    first.page.desk_step.desk.setText("100")
    first.page.desk_step.first.setText("x")
    first.go_on()
    assert set(first.errors) == {"commune", "name", "agency", "desk", "first", "officer"}
    assert first.focus is first.page.desk_step.commune.box
    assert first.asked == []


def test_an_invitation_the_province_refuses_brings_the_officer_back_to_its_field(first: FirstStart) -> None:
    first.page.way_step.url.setText("motcua.tinh-minh-hoa.gov.vn")
    first.page.way_step.code.setText("CU")
    first.page.desk_step.officer.setText("Trần Thị Mai Duyên")
    first.go_on()
    first.go_on()
    problem = UserError("INVITATION_USED", field="code")
    first.page.failed(problem)
    assert first.errors == {"code": words.sentence(problem)}
    assert first.focus is first.page.way_step.code
    first.go_on()
    first.go_on()
    assert len(first.asked) == 2


def test_no_network_is_said_with_what_to_do_and_its_code(first: FirstStart) -> None:
    answer_five(first)
    first.page.failed(SyncError("OFFLINE"))
    assert first.page.trouble.isVisible()
    assert "OFFLINE" in first.page.trouble.text()
    assert "mọi việc vẫn làm" not in first.page.trouble.text().lower()


def test_esc_closes_the_list_then_goes_back_and_nothing_typed_is_lost(first: FirstStart) -> None:
    to_five_questions(first)
    step = first.page.desk_step
    first.type("minh")
    assert step.commune.results.isVisible()
    first.press(Qt.Key.Key_Escape)
    assert not step.commune.results.isVisible()
    assert first.page.step == 1
    first.press(Qt.Key.Key_Escape)
    assert first.page.step == 0
    assert first.page.way_step.way == ALONE
    first.go_on()
    assert step.commune.box.text() == "minh"


def test_changing_a_chosen_commune_takes_the_choice_back(first: FirstStart) -> None:
    to_five_questions(first)
    step = first.page.desk_step
    first.type("minh tam")
    first.enter()
    step.commune.box.setFocus()
    first.press(Qt.Key.Key_Backspace)
    assert step.commune.chosen is None


@pytest.mark.parametrize("query", ["Minh Tâm Cao Bằng", "minh tam cao bang", "MINH TAM cao", "01747"])
def test_a_commune_is_found_with_and_without_marks_by_its_province_and_by_its_code(query: str) -> None:
    found, _ = communes.find(query)
    assert found[0].code == "01747"


def test_units_of_the_same_name_are_all_offered_and_those_that_begin_as_typed_come_first() -> None:
    found, count = communes.find("tan tien", limit=20)
    assert count >= 7
    assert [one.name for one in found[:7]] == ["Xã Tân Tiến"] * 7


def test_every_unit_of_the_decision_is_there() -> None:
    assert len(communes.communes()) == 3321
    assert communes.find("khong co xa nao ten the nay") == ([], 0)


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_no_word_is_cut(first: FirstStart, qapp: QApplication, size: float) -> None:
    apply_theme(qapp, Scheme.LIGHT, size)
    QApplication.processEvents()
    assert cut_words(first.page) == []
    to_five_questions(first)
    first.go_on()
    assert cut_words(first.page) == []
    first.page.failed(KnownError("KEYRING_MISSING"))
    QApplication.processEvents()
    assert cut_words(first.page) == []
    assert first.page.rect().contains(first.page.card.geometry())
    assert first.window.size() == QSize(1366, 688)
