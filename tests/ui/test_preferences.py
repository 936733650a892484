"""Cài đặt by keys: what is chosen is in force at once, in the file, in the store, and on the frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.printing.print_setup import PrintSetup
from app.services import grounds, lock_code
from app.services.desk import Desk
from app.services.grounds import Ground
from app.services.print_setup import print_setup
from app.settings import Settings
from app.ui.kit.theme import Scheme, apply_theme, theme
from app.ui.preferences import page as module
from app.ui.preferences.page import SettingsPage
from app.ui.printer import FOLDER
from app.ui.shortcuts import Screen
from tests.services.counter import rows, set_code
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at

SHARP, CANON = "Sharp AR-6020", "Canon LBP2900"


@pytest.fixture
def officer(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Officer]:
    monkeypatch.setattr(module, "printers", lambda: [SHARP, CANON])
    monkeypatch.setattr(module, "default_printer", lambda: CANON)
    apply_theme(qapp, Scheme.SYSTEM, 1.0)
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


def settings(officer: Officer) -> SettingsPage:
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    return page


def save(officer: Officer) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)


def errors(page: SettingsPage) -> set[str]:
    return {name for name, field in page.form.fields.items() if field.error}


def replace_text(officer: Officer, text: str) -> None:
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type(text)


def test_text_size_and_colours_are_taken_and_kept_as_soon_as_they_are_chosen(officer: Officer) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_1, ALT)
    officer.press(Qt.Key.Key_Right)
    assert theme().factor == 1.15
    page.form.theme.buttons()[2].setFocus()
    officer.press(Qt.Key.Key_Space)
    assert theme().scheme is Scheme.DARK
    kept = Settings.load(officer.context.home)
    assert (kept.text_size, kept.theme) == (115, "dark")
    assert officer.context.settings == kept


def test_the_text_size_keys_of_the_window_show_here(officer: Officer) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_Equal, CTRL)
    assert page.form.text_size.value() == 115
    assert officer.context.settings.text_size == 115


def test_the_printer_chosen_is_used_from_now_on_and_named_on_the_frame(officer: Officer) -> None:
    page = settings(officer)
    assert page.form.printer.value() is FOLDER
    officer.press(Qt.Key.Key_2, ALT)
    officer.press(Qt.Key.Key_Up)
    officer.press(Qt.Key.Key_Up)
    assert not page.form.folder_field.isVisible()
    save(officer)
    assert officer.context.printer.setup == print_setup(officer.desk) == PrintSetup(SHARP)
    assert SHARP in officer.window.status.printer.text()
    assert page.form.quiet.isVisible()


def test_a_printer_that_is_switched_off_stays_chosen(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    officer.context.printer.setup = PrintSetup(SHARP)
    monkeypatch.setattr(module, "printers", lambda: [CANON])
    page = settings(officer)
    assert page.form.printer.value() == SHARP
    assert "chưa thấy" in page.form.printer.currentText()
    save(officer)
    assert print_setup(officer.desk).printer == SHARP


def test_a_folder_is_made_when_it_is_not_there_and_receipts_go_into_it(officer: Officer, tmp_path: Path) -> None:
    page = settings(officer)
    page.form.folder.setFocus()
    folder = tmp_path / "giấy tờ" / "hôm nay"
    replace_text(officer, str(folder))
    save(officer)
    assert folder.is_dir()
    assert officer.context.printer.setup.folder == print_setup(officer.desk).folder == folder


def test_a_folder_that_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(
    officer: Officer, desk: Desk, tmp_path: Path
) -> None:
    page, before = settings(officer), officer.context.printer.setup
    (tmp_path / "tệp").write_text("")
    page.form.officer.setText("Lê Văn Sáu")
    for text in ("giay/to", str(tmp_path / "tệp" / "trong")):
        page.form.folder.setFocus()
        replace_text(officer, text)
        save(officer)
        assert errors(page) == {"folder"}
        assert officer.focus is page.form.folder
    assert officer.context.printer.setup == before
    assert print_setup(desk) == PrintSetup()
    assert desk.place()[0].officer == "Nguyễn Thị Lan"


def test_the_paper_chosen_is_what_forms_are_printed_on(officer: Officer) -> None:
    page = settings(officer)
    page.form.paper.setFocus()
    officer.press(Qt.Key.Key_Right)
    save(officer)
    assert officer.context.paper == "A4"
    assert print_setup(officer.desk).paper == "A4"


def test_another_officer_sits_down(officer: Officer, desk: Desk) -> None:
    settings(officer)
    officer.press(Qt.Key.Key_3, ALT)
    replace_text(officer, "Phạm Đức Thịnh")
    save(officer)
    assert desk.place()[0].officer == "Phạm Đức Thịnh"
    assert officer.context.centre.officer == "Phạm Đức Thịnh"
    assert "Phạm Đức Thịnh" in officer.window.header.officer.text()


def test_a_desk_without_an_officer_is_refused(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_3, ALT)
    officer.press(Qt.Key.Key_A, CTRL)
    officer.press(Qt.Key.Key_Delete)
    save(officer)
    assert errors(page) == {"officer"}
    assert desk.place()[0].officer == "Nguyễn Thị Lan"


def test_a_code_typed_twice_locks_from_now_on_and_leaves_no_digit_on_the_screen(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_4, ALT)
    officer.type("402917")
    officer.enter()
    officer.type("402917")
    save(officer)
    assert lock_code.try_code(desk, "402917").ok
    assert (page.form.code.text(), page.form.again.text()) == ("", "")


@pytest.mark.parametrize(
    ("code", "again", "wrong"),
    [("402917", "402971", "again"), ("40291", "40291", "code"), ("123456", "123456", "code"), ("", "402917", "again")],
)
def test_codes_that_differ_are_short_or_weak_are_refused_beside_their_field(
    officer: Officer, desk: Desk, code: str, again: str, wrong: str
) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_4, ALT)
    officer.type(code)
    officer.enter()
    officer.type(again)
    save(officer)
    assert errors(page) == {wrong}
    assert not lock_code.has_code(desk)


def test_empty_code_fields_leave_the_code_as_it_is(officer: Officer, desk: Desk) -> None:
    set_code(desk, "402917")
    settings(officer)
    save(officer)
    assert lock_code.try_code(desk, "402917").ok


def test_a_code_half_typed_does_not_stay_on_the_screen(officer: Officer) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_4, ALT)
    officer.type("4029")
    officer.open(Screen.TODAY)
    assert page.form.code.text() == ""


def test_every_fault_is_shown_at_its_field_at_once_and_no_row_changes(officer: Officer, desk: Desk) -> None:
    page, before = settings(officer), rows(desk)
    officer.press(Qt.Key.Key_3, ALT)
    replace_text(officer, " ")
    officer.press(Qt.Key.Key_4, ALT)
    officer.type("402917")
    page.form.hours.days["tue"].setFocus()
    replace_text(officer, "sáng")
    page.form.editions.limit.setFocus()
    replace_text(officer, "hai")
    save(officer)
    assert errors(page) == {"officer", "again", "tue", "extension_limit"}
    assert officer.focus is page.form.officer
    assert "4 chỗ" in page.form.bar.note.text()
    assert rows(desk) == before


def test_what_is_typed_while_it_is_being_saved_stays(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_T, ALT)
    page.primary()
    page.form.grounds.text.setText("Thửa đất chưa đo đạc")
    officer.still()
    assert page.form.quiet.isVisible()
    assert page.form.grounds.writing
    save(officer)
    assert grounds.grounds(desk)[-1] == Ground("Thửa đất chưa đo đạc", "")
    assert not page.form.grounds.writing


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_no_word_is_cut(officer: Officer, qapp: QApplication, size: float) -> None:
    page = settings(officer)
    apply_theme(qapp, Scheme.LIGHT, size)
    QApplication.processEvents()
    save(officer)
    assert cut_words(page) == []
