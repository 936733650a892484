"""Lịch nghỉ in Cài đặt by keys: a notice is chosen and read, its promises are looked at, and only then applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.rules.clock import iso
from app.services import finding
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.kit.dressing import apply_theme
from app.ui.kit.theme import Scheme
from app.ui.preferences import page as module
from app.ui.preferences.calendar import CalendarSection
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from tests.services.counter import code_of
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, Blank, Officer, officer_at

FRIDAY, MONDAY = "2026-11-27T08:15:00+07:00", "2026-11-30T08:15:00+07:00"
ENTRY = {"date": "2026-11-26", "kind": "off", "basis": "Công điện nghỉ tránh bão"}


@pytest.fixture
def officer(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Officer]:
    monkeypatch.setattr(module, "printers", lambda: [])
    monkeypatch.setattr(module, "default_printer", lambda: "")
    apply_theme(qapp, Scheme.LIGHT, 1.0)
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        one.window.factories[Screen.LOOKUP] = Blank
        yield one


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "thông báo.json"
    path.write_text(json.dumps([ENTRY], ensure_ascii=False), encoding="utf-8")
    return path


def calendar(officer: Officer) -> CalendarSection:
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    return page.form.calendar


def due_of(desk: Desk, code: str) -> str:
    return iso(finding.dossier(desk, code).due_at)


def pick(officer: Officer) -> None:
    """Go to the section and ask for the file, by keys."""
    officer.press(Qt.Key.Key_5, ALT)
    officer.press(Qt.Key.Key_Space)


def test_nothing_is_offered_before_a_file_is_chosen(officer: Officer) -> None:
    section = calendar(officer)
    officer.press(Qt.Key.Key_5, ALT)
    assert officer.focus is section.choose
    assert not section.apply.isVisible()
    assert not section.table.isVisible()


def test_a_notice_is_shown_with_its_promises_and_applied_only_when_told(
    officer: Officer, desk: Desk, choose: Choose, notice: Path
) -> None:
    code, section = code_of(desk), calendar(officer)
    choose(notice)
    pick(officer)
    assert section.days.text() == "Thêm Thứ Năm 26/11/2026: nghỉ, Công điện nghỉ tránh bão."
    assert section.kept.text().startswith("Chỉ có ở quầy, vẫn giữ: 01/01/2026, ")
    assert section.told.text() == "1 hồ sơ đổi hẹn trả."
    (row,) = section.rows.rows
    assert [cell.text for cell in row.cells][2:] == ["08:15 27/11/2026", "08:15 30/11/2026"]
    assert (row.cells[0].text, row.cells[0].second) == ("Nguyễn Thị Đặng", code)
    assert section.table.hasFocus(), "the Enter that chose the file must not apply it"
    officer.until(lambda: not section.apply.visibleRegion().isEmpty())
    assert due_of(desk, code) == FRIDAY

    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_Tab)
    assert officer.focus is section.apply
    officer.press(Qt.Key.Key_Space)
    assert due_of(desk, code) == MONDAY
    assert "Đã áp dụng" in section.told.text()
    assert section.table.isVisible()
    assert not section.apply.isVisible()
    assert officer.woken == 1


def test_the_file_may_be_gone_when_it_is_applied(officer: Officer, desk: Desk, choose: Choose, notice: Path) -> None:
    code, section = code_of(desk), calendar(officer)
    choose(notice)
    pick(officer)
    notice.unlink()
    later = code_of(desk)
    section.apply.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert {due_of(desk, code), due_of(desk, later)} == {MONDAY}, "one received meanwhile moves too"
    assert len(section.rows.rows) == 2


def test_once_applied_each_dossier_is_opened_from_the_list_which_stays(
    officer: Officer, desk: Desk, choose: Choose, notice: Path
) -> None:
    codes = [code_of(desk), code_of(desk)]
    section = calendar(officer)
    choose(notice)
    pick(officer)
    officer.enter()
    assert officer.window.current is officer.open(Screen.SETTINGS), "an Enter too many opens nothing yet"
    section.apply.setFocus()
    officer.press(Qt.Key.Key_Space)
    for at, code in enumerate(codes):
        section.table.selectRow(at)
        section.table.setFocus()
        officer.enter()
        page = officer.window.current
        assert isinstance(page, Blank)
        assert page.given == LookUp(code)
        officer.open(Screen.SETTINGS)
        assert len(section.rows.rows) == 2


@pytest.mark.parametrize("away", ["Thôi", "another screen"])
def test_a_notice_put_away_changes_nothing_and_is_forgotten(
    officer: Officer, desk: Desk, choose: Choose, notice: Path, away: str
) -> None:
    code, section = code_of(desk), calendar(officer)
    choose(notice)
    pick(officer)
    if away == "Thôi":
        officer.press(Qt.Key.Key_Tab)
        assert officer.focus is section.cancel
        officer.press(Qt.Key.Key_Space)
        assert officer.focus is section.choose
    else:
        officer.open(Screen.TODAY)
        officer.open(Screen.SETTINGS)
    assert not section.apply.isVisible()
    assert section.rows.rows == []
    section.apply.click()
    officer.still()
    assert due_of(desk, code) == FRIDAY


def test_no_file_chosen_leaves_what_was_shown(officer: Officer, desk: Desk, choose: Choose, notice: Path) -> None:
    code_of(desk)
    section = calendar(officer)
    choose(notice)
    pick(officer)
    choose(None)
    pick(officer)
    assert section.apply.isVisible()
    assert len(section.rows.rows) == 1


def test_a_notice_that_says_what_we_know_offers_nothing(
    officer: Officer, choose: Choose, notice: Path, desk: Desk
) -> None:
    section = calendar(officer)
    known = {"date": "2026-11-24", "kind": "off", "basis": "Ngày Văn hóa Việt Nam"}
    notice.write_text(json.dumps([known]), encoding="utf-8")
    choose(notice)
    pick(officer)
    assert section.days.text() == "Lịch nghỉ của tệp không khác lịch ở quầy."
    assert section.told.text() == "Không có hồ sơ nào đổi hẹn trả."
    assert not section.apply.isVisible()


def test_days_that_move_no_promise_are_applied_too(officer: Officer, desk: Desk, choose: Choose, notice: Path) -> None:
    section = calendar(officer)
    choose(notice)
    pick(officer)
    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_Space)
    assert section.told.text() == "Đã áp dụng lịch nghỉ. Không có hồ sơ nào đổi hẹn trả."
    assert due_of(desk, code_of(desk)) == MONDAY


@pytest.mark.parametrize(
    ("content", "said"), [("[{}]", "dòng 1, cột date"), ("[]", "không có ngày nào"), (None, "Không đọc được tệp")]
)
def test_a_wrong_file_is_told_in_the_section_and_nothing_changes(
    officer: Officer, desk: Desk, choose: Choose, notice: Path, content: str | None, said: str
) -> None:
    code, section = code_of(desk), calendar(officer)
    if content is None:
        notice.unlink()
    else:
        notice.write_text(content, encoding="utf-8")
    choose(notice)
    pick(officer)
    assert said in section.told.text()
    assert not section.apply.isVisible()
    assert officer.focus is section.choose
    assert due_of(desk, code) == FRIDAY


def test_the_dialog_speaks_our_words(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar(officer)
    seen: list[Any] = []

    def exec_(dialog: QFileDialog) -> int:
        seen.extend([dialog.windowTitle(), *dialog.nameFilters()])
        seen.extend(dialog.labelText(label) for label in QFileDialog.DialogLabel)
        return 0

    monkeypatch.setattr(QFileDialog, "exec", exec_)
    pick(officer)
    assert seen[:2] == ["Chọn tệp thông báo lịch nghỉ", "Lịch nghỉ (*.xlsx *.xls *.csv *.txt *.json)"]
    assert set(seen[2:]) == {"Thư mục:", "Tên tệp:", "Loại tệp:", "Mở", "Thôi"}


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_no_word_is_cut(
    officer: Officer, desk: Desk, choose: Choose, notice: Path, qapp: QApplication, size: float
) -> None:
    for _ in range(9):
        code_of(desk)
    section = calendar(officer)
    apply_theme(qapp, Scheme.LIGHT, size)
    choose(notice)
    pick(officer)
    QApplication.processEvents()
    page = officer.window.current
    assert page is not None
    assert cut_words(page) == []
    assert section.table.columnWidth(1) > 60
    assert sum(section.table.columnWidth(at) for at in range(4)) <= section.table.viewport().width()
