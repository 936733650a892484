"""What a centre chooses in Cài đặt, by keys: kept by Ctrl+Enter, in force at once, wrong values refused beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.setting import CentreRecord
from app.paths import resource
from app.rules.dossier import Bank
from app.services import finding, grounds
from app.services.desk import Desk
from app.services.grounds import Ground
from app.ui.kit.dressing import apply_theme
from app.ui.kit.theme import Scheme
from app.ui.preferences import page as module
from app.ui.preferences.catalogue import CatalogueSection
from app.ui.preferences.hours import read_day
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from tests.services.counter import code_of, receive, save_settings
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at

SHIPPED = resource("catalogue", "communal-2026.json")
PARTS = [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7,
         Qt.Key.Key_8, Qt.Key.Key_9, Qt.Key.Key_0]  # fmt: skip
CATALOGUE, HOURS, EDITION, ACCOUNT, GROUNDS = PARTS[5:]


@pytest.fixture
def officer(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Officer]:
    monkeypatch.setattr(module, "printers", lambda: [])
    monkeypatch.setattr(module, "default_printer", lambda: "")
    apply_theme(qapp, Scheme.LIGHT, 1.0)
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped catalogue with one name changed."""
    path = tmp_path / "tinh.json"
    said = SHIPPED.read_text(encoding="utf-8").replace("Chứng thực chữ ký", "Chứng thực chữ ký cá nhân", 1)
    path.write_text(said, encoding="utf-8")
    return path


def settings(officer: Officer) -> SettingsPage:
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    return page


def save(officer: Officer) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)


def to(officer: Officer, part: Qt.Key) -> None:
    officer.press(part, ALT)


def write(officer: Officer, text: str) -> None:
    """Replace what stands in the field."""
    officer.press(Qt.Key.Key_A, CTRL)
    officer.press(Qt.Key.Key_Delete)
    officer.type(text)


def errors(page: SettingsPage) -> set[str]:
    return {name for name, field in page.form.fields.items() if field.error}


def centre(desk: Desk) -> CentreRecord:
    """Read past what the desk remembers."""
    desk.changed()
    return desk.place()[0]


def seen(page: SettingsPage, widget: QWidget) -> bool:
    """Tell whether a widget is wholly inside the part of the form that is on the screen."""
    view = page.form.form.viewport()
    return view.rect().contains(QRect(widget.mapTo(view, QPoint(0, 0)), widget.size()))


# -- the form as a whole ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_every_part_is_reached_by_its_key_and_brought_into_sight(
    officer: Officer, qapp: QApplication, size: float
) -> None:
    page = settings(officer)
    apply_theme(qapp, Scheme.LIGHT, size)
    parts = list(zip(PARTS, page.form.sections, strict=True))
    for key, section in (*parts, *reversed(parts)):
        to(officer, key)
        assert section.isAncestorOf(officer.focus), section.name.text()
        room = page.form.form.viewport().height()
        assert seen(page, section if section.height() <= room else section.name)
        assert not officer.focus.visibleRegion().isEmpty()


def test_saving_without_a_change_leaves_the_centre_as_it_was(officer: Officer, desk: Desk) -> None:
    before = centre(desk)
    page = settings(officer)
    save(officer)
    assert page.form.quiet.isVisible()
    assert centre(desk) == before == officer.context.centre


@pytest.mark.parametrize(("scheme", "size"), [(Scheme.LIGHT, 1.0), (Scheme.DARK, 1.0), (Scheme.LIGHT, 1.5)])
def test_no_word_is_cut(
    officer: Officer, qapp: QApplication, choose: Choose, file: Path, scheme: Scheme, size: float
) -> None:
    page = settings(officer)
    apply_theme(qapp, scheme, size)
    account(officer, "Vietcombank", "0011004455667", "UBND phường Thử")
    to(officer, CATALOGUE)
    choose(file)
    officer.press(Qt.Key.Key_Space)
    officer.press(Qt.Key.Key_T, ALT)
    QApplication.processEvents()
    assert cut_words(page) == []
    assert page.form.form.horizontalScrollBar().maximum() == 0
    assert officer.window.width() == 1366


# -- form set and extensions -----------------------------------------------------------------------------------


def test_the_set_of_forms_chosen_is_that_of_the_next_receipt(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    assert page.form.editions.edition.value() is None
    assert "2018 dùng từ 08/01/2019" in page.form.editions.since.text()
    assert "chưa đối chiếu" in page.form.editions.since.text()
    to(officer, EDITION)
    officer.press(Qt.Key.Key_Right)
    save(officer)
    assert receive(desk).dossier.edition == "2018"
    assert officer.context.centre.edition == "2018"
    to(officer, EDITION)
    officer.press(Qt.Key.Key_Left)
    save(officer)
    assert receive(desk).dossier.edition == "2025"


def test_extensions_without_a_warning_are_kept(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    page.form.editions.limit.setFocus()
    write(officer, "3")
    save(officer)
    assert centre(desk).extension_limit == 3
    assert "NĐ 118/2025 chưa tìm được" in page.form.editions.limit_field.line.help


@pytest.mark.parametrize("text", ["10", "", "hai"])
def test_a_count_of_extensions_that_is_none_is_refused_and_nothing_else_is_saved(
    officer: Officer, desk: Desk, text: str
) -> None:
    before, page = centre(desk), settings(officer)
    page.form.officer.setText("Lê Văn Sáu")
    page.form.editions.limit.setFocus()
    write(officer, text)
    save(officer)
    assert errors(page) == {"extension_limit"}
    assert officer.focus is page.form.editions.limit
    assert centre(desk) == before


# -- hours -----------------------------------------------------------------------------------------------------


def test_hours_are_in_force_for_the_next_promise_and_shown_in_one_spelling(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    to(officer, HOURS)
    write(officer, "8h00 – 11g30; 13:30-17:00")
    for _ in range(3):
        officer.enter()
    assert officer.focus is page.form.hours.days["thu"]
    write(officer, "")
    save(officer)
    assert errors(page) == set()
    assert page.form.hours.days["mon"].text() == "08:00-11:30, 13:30-17:00"
    kept = centre(desk).sessions or {}
    assert (kept["mon"], kept["thu"], kept["sun"]) == ([["08:00", "11:30"], ["13:30", "17:00"]], [], [])
    # Tuesday is a holiday and Thursday is now a day off: three working days after Monday are Wed, Fri, Mon.
    assert finding.dossier(desk, code_of(desk)).due_at.date().isoformat() == "2026-11-30"


def test_the_usual_hours_are_put_back_by_one_button(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    to(officer, HOURS)
    write(officer, "08:00-12:00")
    save(officer)
    assert centre(desk).sessions is not None
    page.form.hours.usual.setFocus()
    officer.press(Qt.Key.Key_Space)
    save(officer)
    assert centre(desk).sessions is None


def test_each_wrong_day_is_named_beneath_its_own_line(officer: Officer, desk: Desk) -> None:
    before, page = centre(desk), settings(officer)
    to(officer, HOURS)
    write(officer, "sáng")
    officer.enter()
    write(officer, "13:30-17:00, 07:30-11:30")
    save(officer)
    assert errors(page) == {"mon", "tue"}
    assert page.form.fields["mon"].error.startswith("Giờ làm việc Thứ Hai ghi sai.")
    assert "Thứ Ba chồng nhau hoặc ngược giờ" in page.form.fields["tue"].error
    assert officer.focus is page.form.hours.days["mon"]
    assert centre(desk) == before


def test_a_week_without_a_session_is_refused(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    to(officer, HOURS)
    for _ in range(7):
        write(officer, "")
        officer.enter()
    save(officer)
    assert errors(page) == {"mon"}
    assert centre(desk).sessions is None


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("", []),
        (" ; ", []),
        ("7:30-11:30", [["7:30", "11:30"]]),
        ("7h30—11H30;13 h 30 - 17:00", [["7:30", "11:30"], ["13:30", "17:00"]]),
        ("sáng", [["sáng"]]),
        ("07:30-11:30-13:30", [["07:30", "11:30", "13:30"]]),
    ],
)
def test_a_line_of_hours_is_read_as_it_is_said(text: str, sessions: list[list[str]]) -> None:
    assert read_day(text) == sessions


# -- account ---------------------------------------------------------------------------------------------------


def account(officer: Officer, bank: str, number: str, name: str) -> None:
    to(officer, ACCOUNT)
    officer.type(bank[:5])
    officer.press(Qt.Key.Key_Tab)
    officer.type(number)
    officer.enter()
    officer.type(name)
    officer.press(Qt.Key.Key_Tab)


def test_an_account_shows_a_code_to_try_and_is_on_the_next_papers(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    assert not page.form.account.trial.isVisible()
    account(officer, "Vietcombank", "0011 0044 55667", "UBND phường Thử")
    trial = page.form.account.trial
    assert trial.isVisible()
    assert trial.payload.startswith("00020101021238")
    assert "0011004455667" in trial.payload
    assert "54041000" in trial.payload
    save(officer)
    with desk.store.read() as connection:
        assert desk.printed_centre(connection).bank == Bank("970436", "0011004455667", "UBND phường Thử")
    assert officer.context.centre.bank is not None
    assert page.form.account.number.text() == "0011004455667"


def test_a_code_never_outlives_the_account_it_pays(officer: Officer) -> None:
    page = settings(officer)
    account(officer, "Vietcombank", "0011004455667", "UBND phường Thử")
    page.form.account.number.setFocus()
    write(officer, "00-11")
    officer.enter()
    assert not page.form.account.trial.isVisible()
    assert not page.form.account.try_.isVisible()


def test_an_account_is_taken_back_by_emptying_it(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    account(officer, "Vietcombank", "0011004455667", "UBND phường Thử")
    save(officer)
    to(officer, ACCOUNT)
    officer.press(Qt.Key.Key_Home)
    for field in (page.form.account.number, page.form.account.holder):
        field.setFocus()
        write(officer, "")
    save(officer)
    assert errors(page) == set()
    assert centre(desk).bank is None
    assert not page.form.account.trial.isVisible()


@pytest.mark.parametrize(
    ("bank", "number", "name", "wrong"),
    [
        ("Vietcombank", "", "UBND", "account"),
        ("Vietcombank", "0011", "", "account_name"),
        ("", "0011", "UBND", "bin"),
        ("Vietcombank", "00-11", "UBND", "account"),
    ],
)
def test_an_account_nobody_can_pay_to_is_refused_and_shows_no_code(
    officer: Officer, desk: Desk, bank: str, number: str, name: str, wrong: str
) -> None:
    page = settings(officer)
    account(officer, bank, number, name)
    assert not page.form.account.trial.isVisible()
    save(officer)
    assert errors(page) == {wrong}
    assert officer.focus is page.form.fields[wrong].editor
    assert centre(desk).bank is None


# -- grounds ---------------------------------------------------------------------------------------------------


def test_a_ground_is_added_by_keys_and_offered_from_then_on(officer: Officer, desk: Desk) -> None:
    settings(officer)
    officer.press(Qt.Key.Key_T, ALT)
    officer.type("Thửa đất chưa đo đạc")
    officer.enter()
    officer.type("Luật Đất đai")
    officer.enter()
    assert grounds.grounds(desk) == grounds.shipped(), "kept only by saving"
    save(officer)
    assert grounds.grounds(desk) == (*grounds.shipped(), Ground("Thửa đất chưa đo đạc", "Luật Đất đai"))
    assert officer.context.centre.grounds == centre(desk).grounds


def test_saving_takes_the_ground_that_is_still_being_written(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_T, ALT)
    officer.type("Thửa đất chưa đo đạc")
    save(officer)
    assert grounds.grounds(desk)[-1] == Ground("Thửa đất chưa đo đạc", "")
    assert not page.form.grounds.writing


def test_a_ground_is_changed_in_its_place(officer: Officer, desk: Desk) -> None:
    settings(officer)
    to(officer, GROUNDS)
    officer.press(Qt.Key.Key_Down)
    officer.enter()
    write(officer, "Không thuộc phạm vi của quầy")
    officer.enter()
    officer.enter()
    save(officer)
    first, second, *rest = grounds.grounds(desk)
    assert (first, *rest) == (grounds.shipped()[0], *grounds.shipped()[2:])
    assert second == Ground("Không thuộc phạm vi của quầy", grounds.shipped()[1].basis)


def test_grounds_are_taken_out_and_the_shipped_list_comes_back(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    to(officer, GROUNDS)
    officer.press(Qt.Key.Key_Home, CTRL)
    officer.press(Qt.Key.Key_Delete)
    save(officer)
    assert grounds.grounds(desk) == grounds.shipped()[1:]
    page.form.grounds.restore.setFocus()
    officer.press(Qt.Key.Key_Space)
    save(officer)
    assert centre(desk).grounds is None


def test_the_last_ground_cannot_be_taken_out(officer: Officer, desk: Desk) -> None:
    save_settings(desk, grounds=(Ground("Một lý do", "Luật A"),))
    officer.context.centre = centre(desk)
    page = settings(officer)
    to(officer, GROUNDS)
    officer.press(Qt.Key.Key_Home, CTRL)
    officer.press(Qt.Key.Key_Delete)
    assert len(page.form.grounds.rows.rows) == 1
    assert page.form.grounds.told.text().startswith("Danh sách lý do từ chối chưa có lý do nào.")


@pytest.mark.parametrize(("text", "said"), [("", "Thiếu lý do"), ("Giấy tờ trong hồ sơ hết giá trị sử dụng.", "đã có")])
def test_a_ground_without_words_or_told_twice_is_refused(officer: Officer, desk: Desk, text: str, said: str) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_T, ALT)
    officer.type(text)
    officer.enter()
    officer.type("Luật A")
    officer.enter()
    assert said in page.form.fields["ground"].error
    assert officer.focus is page.form.grounds.text
    save(officer)
    assert errors(page) == {"ground"}
    assert grounds.grounds(desk) == grounds.shipped()


def test_what_is_being_written_is_not_lost_to_another_key(officer: Officer) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_T, ALT)
    officer.type("Thửa đất")
    page.form.grounds.table.choose_first()
    officer.enter()
    assert page.form.grounds.text.text() == "Thửa đất"
    page.form.grounds.table.choose_first()
    officer.press(Qt.Key.Key_Delete)
    assert len(page.form.grounds.rows.rows) == len(grounds.shipped())


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_the_lines_for_a_ground_are_in_sight_as_they_open(officer: Officer, qapp: QApplication, size: float) -> None:
    page = settings(officer)
    apply_theme(qapp, Scheme.LIGHT, size)
    officer.press(Qt.Key.Key_T, ALT)
    officer.until(page.form.grounds.text.hasFocus)
    for widget in (page.form.grounds.text, page.form.grounds.basis, page.form.grounds.keep):
        assert seen(page, widget)


# -- catalogue -------------------------------------------------------------------------------------------------


def pick(officer: Officer) -> CatalogueSection:
    section = settings(officer).form.catalogue
    to(officer, CATALOGUE)
    officer.press(Qt.Key.Key_Space)
    return section


def name_of(desk: Desk) -> str:
    with desk.store.read() as connection:
        return desk.procedure(connection, "2.000884", desk.clock().date()).name


def test_a_catalogue_is_shown_as_a_difference_and_applied_only_when_told(
    officer: Officer, desk: Desk, choose: Choose, file: Path
) -> None:
    before, dossier = name_of(desk), code_of(desk, procedure="2.000884")
    choose(file)
    section = pick(officer)
    (row,) = section.rows.rows
    assert "Chứng thực chữ ký cá nhân" in row.cells[0].text
    assert section.whole.text() == row.cells[0].text
    assert section.told.text() == "Sửa 1 chỗ ở 1 thủ tục."
    assert section.table.hasFocus(), "the Enter that chose the file must not apply it"
    officer.enter()
    assert name_of(desk) == before
    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_Tab)
    assert officer.focus is section.apply
    officer.press(Qt.Key.Key_Space)
    assert "Chứng thực chữ ký cá nhân" in name_of(desk)
    assert section.told.text().startswith("Đã áp dụng danh mục.")
    assert not section.apply.isVisible()
    assert finding.dossier(desk, dossier).procedure.name == before
    assert officer.woken == 0, "a catalogue is nothing to send"


def test_a_provinces_own_list_shows_which_column_is_which_above_what_changes(
    officer: Officer, desk: Desk, choose: Choose, tmp_path: Path
) -> None:
    path = tmp_path / "tinh.csv"
    path.write_text("STT\tMã TTHC\tTên thủ tục\tHạn\n1\t2.000884\tTên tỉnh đặt\t2 ngày\n", encoding="utf-16")
    choose(path)
    section = pick(officer)
    said = [row.cells[0].text for row in section.rows.rows]
    assert {"Tên cột ở dòng 1.", "Thời hạn: D, “Hạn”", "Phí, lệ phí: (không có)"} <= set(said)
    assert any("thời hạn: trong ngày → 2 ngày." in line for line in said)
    assert section.apply.isVisible()
    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_Space)
    assert name_of(desk) == "Tên tỉnh đặt"


@pytest.mark.parametrize("what", ["gone", "another"])
def test_a_file_that_is_not_what_was_shown_is_not_applied(
    officer: Officer, desk: Desk, choose: Choose, file: Path, what: str
) -> None:
    before = name_of(desk)
    choose(file)
    section = pick(officer)
    if what == "gone":
        file.unlink()
    else:
        file.write_text(file.read_text(encoding="utf-8").replace("cá nhân", "tập thể"), encoding="utf-8")
    section.apply.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert ("Không đọc được tệp" if what == "gone" else "đã khác lúc xem") in section.told.text()
    assert officer.focus is section.choose
    assert name_of(desk) == before


def test_a_catalogue_that_says_what_we_know_offers_nothing(officer: Officer, choose: Choose) -> None:
    choose(SHIPPED)
    section = pick(officer)
    assert section.told.text() == "Danh mục của tệp không khác danh mục ở quầy."
    assert not section.apply.isVisible()
    assert not section.table.isVisible()


@pytest.mark.parametrize("away", ["Thôi", "another screen"])
def test_a_catalogue_put_away_changes_nothing(
    officer: Officer, desk: Desk, choose: Choose, file: Path, away: str
) -> None:
    before = name_of(desk)
    choose(file)
    section = pick(officer)
    if away == "Thôi":
        officer.press(Qt.Key.Key_Tab)
        officer.press(Qt.Key.Key_Space)
        assert officer.focus is section.choose
    else:
        officer.open(Screen.TODAY)
        officer.open(Screen.SETTINGS)
    assert not section.apply.isVisible()
    section.apply.click()
    officer.still()
    assert name_of(desk) == before


def test_a_film_called_json_is_refused_by_its_size(officer: Officer, choose: Choose, tmp_path: Path) -> None:
    path = tmp_path / "phim.json"
    path.touch()
    os.truncate(path, 3 << 30)
    choose(path)
    section = pick(officer)
    assert section.told.text().startswith("Tệp “phim.json” lớn hơn 16 MB")
    choose(SHIPPED)
    pick(officer)
    assert "không khác danh mục ở quầy" in section.told.text()


def test_a_broken_catalogue_names_its_lines_in_the_section(
    officer: Officer, desk: Desk, choose: Choose, tmp_path: Path
) -> None:
    entry = json.loads(SHIPPED.read_text(encoding="utf-8"))["procedures"][0] | {"body": "Z", "name": ""}
    path = tmp_path / "tinh.jsonl"
    path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    choose(path)
    section = pick(officer)
    assert "2 chỗ sai" in section.told.text()
    assert section.told.text().count("dòng 1") == 2
    assert not section.apply.isVisible()
    assert officer.focus is section.choose
