"""Taking in the register of a past year by keys, and finding its rows on Tra cứu: real files, a real store."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import apart
from app.errors import KnownError
from app.models import past as records
from app.services import finding, past
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.dossiers.page import LookupPage
from app.ui.kit.text import Text
from app.ui.kit.theme import Scheme
from app.ui.past.page import PastPage
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from tests.house import works
from tests.services import hostile
from tests.services.counter import code_of
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]
K = Qt.Key
RETURN, ESC, DOWN, UP = K.Key_Return, K.Key_Escape, K.Key_Down, K.Key_Up
HEADS = (
    "STT", "Mã hồ sơ", "Họ và tên người nộp", "Số CCCD", "Địa chỉ", "Số điện thoại", "Nội dung", "Ngày nhận",
    "Ngày hẹn", "Ngày trả", "Nhóm máu",
)  # fmt: skip
DEED = "Chứng thực bản sao"
PEOPLE = ("Lò Thị Ngần", "Vàng A Sùng", "Đinh Thị Hoài")


def row(at: int, name: str, *, day: str = "", code: str | None = None, returned: str = "") -> list[Any]:
    code = f"MT-{at:04d}" if code is None else code
    day = day or f"{at % 27 + 1:02d}/03/2023"
    address, number = "Thôn 4, xã Minh Tâm", f"0661880{at:05d}"
    return [at, code, name, number, address, "0905318462", DEED, day, "30/03/2023", returned, "AB"]


def register(path: Path, rows: Sequence[Sequence[Any]], **others: Sequence[Sequence[Any]]) -> Path:
    """Write a register as communes keep one: a title, a blank row, the heads, the rows; `others` are more sheets."""
    book = xlsxwriter.Workbook(str(path))
    for name, lines in {"Sổ 2023": rows, **others}.items():
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, "SỔ THEO DÕI HỒ SƠ")
        for at, line in enumerate([HEADS, *lines], 2):
            sheet.write_row(at, 0, line)
    book.close()
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return register(tmp_path / "So theo doi 2023.xlsx", [row(at, name) for at, name in enumerate(PEOPLE, 1)])


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.PAST] = lambda window: PastPage(window, one.context)
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


def imports(officer: Officer) -> PastPage:
    page = officer.open(Screen.PAST)
    assert isinstance(page, PastPage)
    return page


def opened(officer: Officer, choose: Choose, path: Path) -> PastPage:
    """Choose a file by keys; what it would bring is then on the screen."""
    page = imports(officer)
    choose(path)
    officer.press(RETURN, CTRL)
    return page


def figures(page: PastPage) -> list[str]:
    return [button.text() for button in page.form.preview.parts.buttons()]


def shown(page: PastPage) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in page.form.preview.table.rows.rows]


def take_in(desk: Desk, path: Path, sheet: str | None = None) -> past.Taken:
    read = past.read(path, sheet)
    return past.take_in(desk, read, past.propose(desk, read))


def look_up(officer: Officer, text: str = "") -> LookupPage:
    page = officer.open(Screen.LOOKUP)
    assert isinstance(page, LookupPage)
    if text:
        officer.type(text)
    return page


# -- taking a file in --------------------------------------------------------------------------------------------


def test_settings_lead_to_the_imports_and_esc_leads_back(officer: Officer) -> None:
    officer.open(Screen.SETTINGS)
    officer.press(K.Key_N, ALT)
    page = officer.window.current
    assert isinstance(page, PastPage)
    assert "Chưa nhập sổ nào" in page.form.imports.empty.text()
    assert officer.focus is page.form.primary
    officer.press(ESC)
    assert officer.window.current_name == Screen.SETTINGS


def test_a_file_chosen_is_shown_as_it_would_be_stored_and_nothing_is_stored_yet(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    assert figures(page) == ["Sẽ nhập 3", "Trùng 0", "Không đọc được 0", "Thiếu ngày 0"]
    assert [line[2] for line in shown(page)] == list(PEOPLE)
    assert shown(page)[0] == [
        "4", "MT-0001", "Lò Thị Ngần", DEED, "02/03/2023", "30/03/2023", "", "Thôn 4, xã Minh Tâm", "0905318462"
    ]  # fmt: skip
    assert page.form.preview.table.hasFocus()
    assert past.sources(desk) == ()


def test_the_enter_that_chose_the_file_takes_nothing_in(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    opened(officer, choose, file)
    officer.enter()
    assert past.sources(desk) == ()


def test_ctrl_enter_takes_in_what_was_shown_and_says_so(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    assert page.form.primary.text() == "Nhập 3 dòng"
    officer.press(RETURN, CTRL)
    assert past.sources(desk)[0].count == 3
    assert past.find(desk, "vang a sung").records[0].record.name == "Vàng A Sùng"
    assert page.form.quiet.what.text() == "Đã nhập 3 dòng từ “So theo doi 2023.xlsx”."
    assert figures(page)[0] == "Đã nhập 3"


def test_columns_are_proposed_with_what_stands_in_them_and_a_number_of_a_person_is_masked(
    officer: Officer, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    samples = {field: choice.line.help for field, choice in page.columns.choices.items()}
    assert samples["name"] == "Lò Thị Ngần"
    assert samples["id_number"] == "066•••••0001"
    assert samples["returned_on"] == "cột này để trống"
    assert page.columns.choices["receiver"].combo.currentText() == "không có trong tệp"


def test_another_column_is_chosen_by_keys_and_the_rows_follow(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    officer.press(K.Key_5, ALT)
    choice = page.columns.choices["note"]
    for _ in range(list(page.columns.choices).index("note")):
        officer.press(K.Key_Tab)
    assert officer.focus is choice.combo
    for _ in range(choice.combo.count() - 1 - choice.combo.currentIndex()):
        officer.press(DOWN)
    assert (choice.combo.currentText(), choice.line.help) == ("Nhóm máu", "AB")
    officer.press(ESC)
    assert page.form.preview.table.hasFocus()
    officer.press(RETURN, CTRL)
    assert past.find(desk, "hoai").records[0].record.note == "AB"


def test_the_columns_chosen_are_remembered_for_the_next_file_of_these_heads(
    officer: Officer, tmp_path: Path, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    page.columns.choices["note"].combo.setCurrentIndex(len(HEADS))
    officer.still()
    officer.press(RETURN, CTRL)
    choose(register(tmp_path / "So 2024.xlsx", [row(9, "Giàng Thị Mỷ")]))
    officer.press(RETURN, CTRL)
    assert page.columns.choices["note"].combo.currentText() == "Nhóm máu"


def test_without_a_column_of_names_the_primary_key_goes_to_that_choice(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    name = page.columns.choices["name"]
    name.combo.setCurrentIndex(0)
    officer.still()
    assert "tên" in name.line.error
    assert shown(page) == []
    officer.press(K.Key_1, ALT)
    assert page.form.primary.text() == "Chọn cột còn thiếu"
    officer.press(RETURN, CTRL)
    assert officer.focus is name.combo
    assert past.sources(desk) == ()
    name.combo.setCurrentIndex(3)
    officer.still()
    assert name.line.error == ""
    assert figures(page)[0] == "Sẽ nhập 3"


def test_old_letters_are_shown_converted_before_and_after(
    officer: Officer, desk: Desk, tmp_path: Path, choose: Choose
) -> None:
    names = ("NguyÔn ThÞ H­êng", "TrÇn V¨n §øc", "§Æng ThÞ Ngäc ¸nh", "Lß ThÞ Mû H¹nh", "Ph¹m Quèc Kh¸nh")
    page = opened(officer, choose, register(tmp_path / "cu.xlsx", [row(at, name) for at, name in enumerate(names, 1)]))
    assert shown(page)[0][2] == "Nguyễn Thị Hường"
    said = page.form.preview.converted.accessibleName()
    assert "TCVN3" in said
    assert "“NguyÔn ThÞ H­êng” thành “Nguyễn Thị Hường”" in said
    officer.press(RETURN, CTRL)
    assert past.find(desk, "tran van duc").count == 1


def test_doubles_and_unreadable_rows_are_listed_with_row_and_reason(
    officer: Officer, desk: Desk, tmp_path: Path, file: Path, choose: Choose
) -> None:
    take_in(desk, file)
    lines = [
        row(1, "Lò Thị Ngần"), row(11, "Hờ A Páo"), row(12, "Sùng Thị Dua", day="31/02/2023"), row(13, ""),
        row(14, "Mùa A Tủa", returned="chưa đến"),
    ]  # fmt: skip
    page = opened(officer, choose, register(tmp_path / "tiep.xlsx", lines))
    assert figures(page) == ["Sẽ nhập 2", "Trùng 1", "Không đọc được 2", "Thiếu ngày 1"]
    officer.press(K.Key_2, ALT)
    assert shown(page) == [["4", "Lò Thị Ngần", "sổ cũ, So theo doi 2023.xlsx, dòng 4"]]
    officer.press(K.Key_3, ALT)
    refused = {line[0]: line for line in shown(page)}
    assert refused["6"][1:3] == ["Ngày tiếp nhận", "31/02/2023"]
    assert refused["7"][1] == "Tên cá nhân, tổ chức"
    assert all(line[3].endswith(".") and "PAST" not in line[3] for line in shown(page))
    officer.press(K.Key_4, ALT)
    assert shown(page)[0][:3] == ["8", "Ngày trả kết quả", "chưa đến"]
    assert page.form.preview.note.text() == "vẫn nhập, ngày ấy để trống"


def test_the_same_file_again_offers_another_one_instead(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    take_in(desk, file)
    page = opened(officer, choose, file)
    assert figures(page)[:2] == ["Sẽ nhập 0", "Trùng 3"]
    assert page.form.primary.text() == "Chọn tệp khác…"
    choose(None)
    officer.press(RETURN, CTRL)
    assert page.taken is None
    assert len(past.sources(desk)) == 1


def test_a_long_list_of_doubles_grows_as_its_end_comes_near(
    officer: Officer, desk: Desk, tmp_path: Path, choose: Choose
) -> None:
    path = register(tmp_path / "nhieu.xlsx", [row(at, f"Lò Văn {at}") for at in range(1, 251)])
    take_in(desk, path)
    page = opened(officer, choose, path)
    officer.press(K.Key_2, ALT)
    assert len(shown(page)) == 200
    for _ in range(2):
        officer.press(K.Key_End, CTRL)
    assert [line[0] for line in shown(page)] == [str(at + 3) for at in range(1, 251)]


def test_columns_that_could_not_be_looked_at_again_are_not_taken_in_unseen(
    officer: Officer, desk: Desk, file: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(officer, choose, file)

    def busy(*_given: object) -> past.Preview:
        raise KnownError("STORE_BUSY")

    with monkeypatch.context() as broken:
        broken.setattr(past, "preview", busy)
        page.columns.choices["note"].combo.setCurrentIndex(len(HEADS))
        officer.still()
        assert "bận" in page.form.quiet.what.text()
        officer.press(RETURN, CTRL)
    assert past.sources(desk) == ()
    officer.press(RETURN, CTRL)
    assert page.form.primary.text() == "Nhập 3 dòng"


def test_another_sheet_of_the_file_is_chosen_by_keys(
    officer: Officer, desk: Desk, tmp_path: Path, choose: Choose
) -> None:
    path = register(tmp_path / "hai.xlsx", [row(1, "Lò Thị Ngần")], **{"Sổ 2024": [row(2, "Cứ A Lử")]})
    page = opened(officer, choose, path)
    assert [line[2] for line in shown(page)] == ["Lò Thị Ngần"]
    officer.press(K.Key_T, ALT)
    officer.press(DOWN)
    assert [line[2] for line in shown(page)] == ["Cứ A Lử"]


def test_a_file_that_is_no_register_is_said_and_the_officer_may_choose_another(
    officer: Officer, tmp_path: Path, choose: Choose
) -> None:
    (tmp_path / "thu.xlsx").write_bytes(b"khong phai Excel")
    page = opened(officer, choose, tmp_path / "thu.xlsx")
    assert "thu.xlsx" in page.form.quiet.what.text()
    assert "PAST" not in page.form.quiet.what.text()
    assert page.sheet is None
    assert page.form.primary.text() == "Chọn tệp Excel…"


@pytest.mark.parametrize(("name", "make"), [("cu.xls", hostile.far_cell_xls), ("moi.xlsx", hostile.far_cell_xlsx)])
def test_a_register_that_would_end_the_program_is_said_and_the_window_reads_the_next_one(
    officer: Officer, desk: Desk, tmp_path: Path, file: Path, choose: Choose, name: str, make: Callable[[Path], Path]
) -> None:
    """`tests/services/test_past_file.py` shows that these two end a process that reads them itself."""
    page = opened(officer, choose, make(tmp_path / name))
    assert page.form.quiet.what.text().startswith(f"Tệp “{name}” bị hỏng")
    assert "một tệp .xlsx mới" in page.form.quiet.what.text()
    assert cut_words(officer.window) == []
    assert page.sheet is None
    choose(file)
    officer.press(RETURN, CTRL)
    assert figures(page)[0] == "Sẽ nhập 3"
    officer.press(RETURN, CTRL)
    assert past.sources(desk)[0].count == 3


def test_a_film_called_xlsx_is_refused_by_its_size(officer: Officer, tmp_path: Path, choose: Choose) -> None:
    path = tmp_path / "phim.xlsx"
    path.touch()
    os.truncate(path, 3 << 30)
    page = opened(officer, choose, path)
    assert page.form.quiet.what.text().startswith("Tệp “phim.xlsx” nặng 3072 MB, đọc được nhiều nhất 60 MB.")
    assert page.sheet is None


def test_esc_ends_the_reading_of_a_file_at_once(
    officer: Officer, file: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process apart is ended with the wish; the file chosen next does not wait for the one put away."""
    page = imports(officer)
    pids: list[int] = []

    def lasting(*_given: object, stopped: Callable[[], bool]) -> past.Sheet:
        for pid in apart.answers(works.lasts, memory=1 << 29, seconds=60, stopped=stopped):
            pids.append(pid)
        raise AssertionError

    with monkeypatch.context() as held:
        held.setattr(past, "read", lasting)
        choose(file)
        QTest.keyClick(officer.focus, RETURN, CTRL)
        officer.until(lambda: pids != [])
        QTest.keyClick(officer.focus, ESC)
        officer.still()
    assert page.sheet is None
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    officer.press(RETURN, CTRL)
    assert figures(page)[0] == "Sẽ nhập 3"


def test_thoi_in_the_file_dialog_changes_nothing(officer: Officer, choose: Choose) -> None:
    page = imports(officer)
    choose(None)
    officer.press(RETURN, CTRL)
    assert page.sheet is None
    assert not page.form.said.isVisible()


def test_a_file_left_open_is_still_there_after_another_screen(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    officer.open(Screen.TODAY)
    officer.open(Screen.PAST)
    assert figures(page)[0] == "Sẽ nhập 3"
    officer.press(ESC)
    assert page.sheet is None
    assert past.sources(desk) == ()


# -- progress, stopping, taking back -----------------------------------------------------------------------------


class Gate:
    """Holds an import after its first batch until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, real = threading.Event(), past.take_in

        def held(*given: Any, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> past.Taken:
            progress(1, 3)
            self.go.wait(10)
            return real(*given, progress=progress, stopped=stopped)

        monkeypatch.setattr(past, "take_in", held)


def test_progress_is_told_in_numbers_and_the_counter_works_on_meanwhile(
    officer: Officer, desk: Desk, file: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, gate = opened(officer, choose, file), Gate(monkeypatch)
    try:
        QTest.keyClick(officer.focus, RETURN, CTRL)
        officer.until(lambda: page.form.progress.numbers.text() == "1 / 3")
        assert page.form.progress.isVisible()
        assert not page.form.primary.isVisible()
        found: list[object] = []
        officer.tasks.run(lambda: finding.find(desk, "x"), found.append)
        officer.until(lambda: found == [[]])
    finally:
        gate.go.set()
    officer.still()
    assert page.form.quiet.isVisible()
    assert not page.form.progress.isVisible()


def test_esc_stops_the_import_and_nothing_of_it_stays(
    officer: Officer, desk: Desk, file: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, gate = opened(officer, choose, file), Gate(monkeypatch)
    try:
        QTest.keyClick(officer.focus, RETURN, CTRL)
        officer.until(lambda: page.form.progress.isVisible())
        QTest.keyClick(officer.focus, ESC)
    finally:
        gate.go.set()
    officer.still()
    assert "Đã dừng" in page.form.quiet.what.text()
    assert past.find(desk, "ngan").count == 0
    assert past.sources(desk) == ()
    assert page.form.primary.text() == "Nhập 3 dòng"


def test_a_wrong_file_is_taken_back_from_the_line_that_told_of_it(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    page = opened(officer, choose, file)
    officer.press(RETURN, CTRL)
    undo = next(one for one in page.form.quiet.findChildren(type(page.form.primary)) if "Nhập nhầm" in one.text())
    undo.setFocus()
    officer.press(K.Key_Space)
    assert "Bỏ 3 dòng của “So theo doi 2023.xlsx”" in page.form.removal.title.text()
    assert officer.focus is page.form.removal.keep
    officer.press(RETURN, CTRL)
    assert past.sources(desk) == ()
    assert "Đã bỏ 3 dòng" in page.form.quiet.what.text()
    assert "Chưa nhập sổ nào" in page.form.imports.empty.text()


def test_an_earlier_import_is_chosen_in_the_list_and_removed_but_kept_on_esc(
    officer: Officer, desk: Desk, tmp_path: Path, file: Path, choose: Choose
) -> None:
    take_in(desk, file)
    take_in(desk, register(tmp_path / "So 2024.xlsx", [row(9, "Giàng Thị Mỷ")]))
    page = imports(officer)
    assert [line.cells[0].text for line in page.form.imports.rows.rows] == ["So 2024.xlsx", file.name]
    assert page.form.imports.total.text() == "4 dòng trong sổ cũ"
    officer.press(DOWN)
    officer.press(K.Key_B, ALT)
    assert file.name in page.form.removal.title.text()
    officer.press(ESC)
    choose(None)
    officer.press(RETURN, CTRL)
    assert len(past.sources(desk)) == 2
    officer.press(K.Key_B, ALT)
    officer.press(RETURN, CTRL)
    assert [one.file for one in past.sources(desk)] == ["So 2024.xlsx"]


# -- Tra cứu -----------------------------------------------------------------------------------------------------


def old_names(page: LookupPage) -> list[str]:
    return [line.cells[1].text for line in page.old.rows.rows]


def texts(page: LookupPage) -> list[str]:
    grid = page.old.panel.grid
    widgets = [item.widget() for item in map(grid.itemAt, range(grid.count())) if item is not None]
    return [widget.text() for widget in widgets if isinstance(widget, Text)]


def test_no_chip_is_there_without_hits_in_the_old_registers(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    code_of(desk, {"name": "Hờ Thị Mai"})
    page = look_up(officer)
    assert not page.old.chip.isVisible()
    officer.type("mai")
    assert not page.old.chip.isVisible()
    assert page.form.table.isVisible()


def test_the_chip_says_how_many_old_rows_there_are_and_its_key_shows_them(
    officer: Officer, desk: Desk, file: Path
) -> None:
    take_in(desk, file)
    code = code_of(desk, {"name": "Đinh Văn Hoài"})
    page = look_up(officer, "hoai")
    assert page.old.chip.text() == "Sổ cũ: 1"
    assert page.form.table.isVisible()
    officer.press(K.Key_S, ALT)
    assert page.old.table.isVisible()
    assert not page.form.table.isVisible()
    assert old_names(page) == ["Đinh Thị Hoài"]
    assert page.old.rows.rows[0].cells[5].text == "Sổ cũ"
    assert officer.focus is officer.window.header.search
    officer.press(K.Key_S, ALT)
    assert [line.key for line in page.form.rows.rows] == [code]
    assert page.form.table.isVisible()


def test_where_no_dossier_is_found_the_old_rows_come_by_themselves(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    page = look_up(officer, "thi")
    assert sorted(old_names(page)) == ["Lò Thị Ngần", "Đinh Thị Hoài"]
    assert page.old.table.isVisible()
    assert page.search_note == "không có hồ sơ; sổ cũ có 2 dòng"
    officer.type("zz")
    assert not page.old.chip.isVisible()
    assert "Không thấy hồ sơ nào" in page.form.empty.text()


def test_the_header_box_of_another_screen_ends_at_the_old_row(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    officer.open(Screen.TODAY)
    officer.press(K.Key_K, CTRL)
    officer.type("vang sung")
    officer.enter()
    page = officer.window.current
    assert isinstance(page, LookupPage)
    assert old_names(page) == ["Vàng A Sùng"]
    assert page.old.panel.hit is not None


def test_a_row_shows_every_column_of_the_file_with_where_it_stands(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    page = look_up(officer, "thi")
    officer.press(DOWN)
    panel = page.old.panel
    assert panel.isVisible()
    assert panel.name_.text() == old_names(page)[0] == "Đinh Thị Hoài"
    assert (panel.where.text(), panel.file.text()) == ("Dòng 6 trong tệp", "So theo doi 2023.xlsx, Sổ 2023")
    said = texts(page)
    assert said[::2] == list(HEADS)
    assert said[said.index("Nhóm máu") + 1] == "AB"
    assert said[said.index("Số CCCD") + 1] == "066•••••0003"
    assert said[said.index("Ngày trả") + 1] == "để trống"


def test_arrows_enter_and_esc_go_through_list_row_and_box(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    page = look_up(officer, "thi")
    officer.enter()
    assert page.old.table.hasFocus()
    officer.press(DOWN)
    officer.enter()
    assert page.old.panel.scrolled.hasFocus()
    officer.press(ESC)
    assert page.old.table.hasFocus()
    officer.press(ESC)
    assert officer.focus is officer.window.header.search


def test_no_key_acts_on_the_dossier_that_is_not_seen(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    code = code_of(desk, {"name": "Đinh Văn Hoài"})
    page = look_up(officer, "hoai")
    officer.press(DOWN)
    assert page.side.dossier is not None
    assert page.subject() == code
    officer.press(K.Key_S, ALT)
    for key, modifier in ((K.Key_R, CTRL), (K.Key_K, ALT), (K.Key_P, CTRL), (RETURN, CTRL), (K.Key_V, ALT)):
        officer.press(key, modifier)
    assert not page.side.form_open
    assert page.subject() is None
    assert list(officer.papers.glob("*.pdf")) == []
    assert [event.kind for event in finding.dossier(desk, code).events] == ["received"]


def test_a_dossier_asked_for_by_another_screen_is_shown_over_old_rows(officer: Officer, desk: Desk, file: Path) -> None:
    take_in(desk, file)
    code = code_of(desk)
    page = look_up(officer, "ngan")
    assert page.old.on
    officer.open(Screen.LOOKUP, LookUp(code))
    assert page.side.isVisible()
    assert page.side.dossier is not None


def test_the_list_of_old_rows_grows_as_its_end_comes_near(officer: Officer, desk: Desk, tmp_path: Path) -> None:
    take_in(desk, register(tmp_path / "nhieu.xlsx", [row(at, f"Lò Văn {at}") for at in range(1, 121)]))
    page = look_up(officer, "lo van")
    assert page.form.count.text() == "1–50 trong 120"
    page.old.table.setFocus()
    for _ in range(3):
        officer.press(K.Key_End, CTRL)
    assert len(page.old.rows.rows) == 120
    assert len(set(old_names(page))) == 120


# -- the look ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "factor"), [(Scheme.LIGHT, 1.0), (Scheme.DARK, 1.25), (Scheme.LIGHT, 1.5)])
def test_no_word_is_cut(
    officer: Officer, desk: Desk, tmp_path: Path, choose: Choose, look: Look, scheme: Scheme, factor: float
) -> None:
    look(scheme, factor)
    lines = [row(at, name) for at, name in enumerate(PEOPLE, 1)] + [row(8, "Sùng Thị Dua", day="31/02/2023")]
    page = opened(officer, choose, register(tmp_path / "Sổ tiếp nhận và trả kết quả 2023.xlsx", lines))
    steps: list[tuple[K, Qt.KeyboardModifier]] = [(getattr(K, f"Key_{part}"), ALT) for part in range(1, 6)]
    for key, modifier in steps:
        officer.press(key, modifier)
        assert cut_words(officer.window) == []
        assert page.minimumSizeHint().width() <= officer.window.stack.width()
    page.columns.choices["name"].combo.setCurrentIndex(0)
    officer.still()
    assert cut_words(officer.window) == []
    page.columns.choices["name"].combo.setCurrentIndex(3)
    officer.still()
    officer.press(ESC)
    officer.press(RETURN, CTRL)
    assert cut_words(officer.window) == []
    officer.press(ESC)
    officer.press(K.Key_B, ALT)
    assert cut_words(officer.window) == []
    officer.press(ESC)
    officer.press(ESC)
    look_up(officer, "thi")
    officer.press(DOWN)
    officer.press(RETURN)
    officer.press(RETURN)
    QApplication.processEvents()
    assert cut_words(officer.window) == []


def test_in_a_narrow_window_the_columns_lie_over_the_rows_and_leave_when_the_import_begins(
    officer: Officer, desk: Desk, file: Path, choose: Choose, look: Look
) -> None:
    look(Scheme.LIGHT, 1.5)
    page = opened(officer, choose, file)
    assert not page.columns.isVisible()
    officer.press(K.Key_5, ALT)
    assert page.columns.isVisible()
    assert page.columns.choices["code"].combo.hasFocus()
    officer.press(ESC)
    assert not page.columns.isVisible()
    assert page.form.preview.table.hasFocus()
    officer.press(K.Key_5, ALT)
    officer.press(RETURN, CTRL)
    assert not officer.window.sheet.isVisible()
    assert past.sources(desk)[0].count == 3


def test_an_import_cut_off_half_way_is_said_and_the_same_file_completes_it(
    officer: Officer, desk: Desk, file: Path, choose: Choose
) -> None:
    source = take_in(desk, file).source
    assert source is not None
    with desk.store.write() as connection:
        records.take_out(connection, records.numbers_of(connection, source, 2))
        connection.exec_driver_sql("UPDATE past_source SET complete = 0")
    page = imports(officer)
    assert "dở dang" in page.form.imports.rows.rows[0].cells[-1].text
    choose(file)
    officer.press(RETURN, CTRL)
    assert figures(page)[:2] == ["Sẽ nhập 2", "Trùng 1"]
    officer.press(RETURN, CTRL)
    officer.press(ESC)
    assert [line.cells[-1].text for line in page.form.imports.rows.rows] == ["đủ"]
    assert past.sources(desk)[0].count == 3
