"""A power cut by keys: a stock printed, sheets keyed in as they stand, the day's end that asks about those missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.printing.print_setup import PrintSetup
from app.services import blanks, board, closing, finding
from app.services.desk import Desk
from app.ui.arguments import KeyIn
from app.ui.dayend.page import ClosingPage
from app.ui.intake.page import IntakePage
from app.ui.kit.theme import Scheme
from app.ui.preferences.blanks import spans
from app.ui.preferences.page import SettingsPage
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of, number_of, receive
from tests.services.test_blanks import key_in
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]
MONDAY, DAY = "23/11/2026", date(2026, 11, 23)


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.CLOSE] = lambda window: ClosingPage(window, one.context)
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


@pytest.fixture
def ahead(officer: Officer, desk: Desk, clock: Clock) -> Officer:
    """Twenty blanks lie in the drawer, and the power is back at three."""
    blanks.print_ahead(desk, 20)
    clock.ahead(hours=7)
    return officer


def settings(officer: Officer) -> SettingsPage:
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    return page


def reception(officer: Officer) -> IntakePage:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    return page


def day_end(officer: Officer) -> ClosingPage:
    page = officer.open(Screen.CLOSE)
    assert isinstance(page, ClosingPage)
    return page


def go_on(officer: Officer) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)


def sheet(officer: Officer, number: str, clock: str, day: str = "", due: str = "") -> None:
    """Type what stands on a sheet, the cursor being where the next sheet begins; the day only where it is another."""
    officer.type(number)
    officer.enter()
    officer.type(day)
    officer.enter()
    officer.type(clock)
    officer.enter()
    officer.type(due)
    officer.enter()


def citizen(officer: Officer, nth: int) -> None:
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Nguyễn Thị Hường")
    officer.press(Qt.Key.Key_D, ALT)
    officer.type(number_of(nth))
    officer.press(Qt.Key.Key_2, ALT)
    officer.type("xntthn")
    officer.enter()


def said(page: IntakePage) -> str:
    return page.form.strip.words.text()


def test_the_power_fails_and_the_day_closes_all_the_same(officer: Officer, desk: Desk, clock: Clock) -> None:
    """Everything an officer does, from the quiet day to the signed sheet, by keys."""
    code_of(desk)
    stock = settings(officer)
    officer.press(Qt.Key.Key_I, ALT)
    officer.type("5")
    officer.enter()
    officer.until(lambda: stock.form.quiet.isVisible())
    officer.still()
    assert stock.form.quiet.what.text() == "Đã in 5 tờ giấy in sẵn, số 0950 đến 0954"
    assert stock.form.blanks.told.text() == "Trong ngăn: 5 tờ, số 0950 đến 0954. In thêm được 45 tờ."
    (printed,) = officer.papers.glob("Giấy in sẵn*.pdf")
    assert len(pypdf.PdfReader(printed).pages) == 10

    clock.ahead(hours=7)
    page = reception(officer)
    officer.press(Qt.Key.Key_A, ALT)
    for nth, (number, at) in enumerate((("0951", "10h"), ("0950", "9:20"), ("0953", "11:05")), 1):
        sheet(officer, number, at, MONDAY if nth == 1 else "")
        citizen(officer, nth)
        go_on(officer)
        assert said(page) == ""
        assert page.side.quiet.what.text() == f"Đã ghi H15.10-261123-{number} từ giấy viết tay"
    found = {hit.code[-4:]: finding.dossier(desk, hit.code) for hit in finding.find(desk, "huong")}
    assert {one: f"{dossier.received_at:%H:%M}" for one, dossier in found.items()} == {
        "0950": "09:20", "0951": "10:00", "0953": "11:05"
    }  # fmt: skip
    assert [found[one].register.number for one in ("0950", "0951", "0953")] == [2, 3, 5]
    assert list(officer.papers.glob("Giấy tiếp nhận*")) == [], "the citizens have theirs"
    assert [hit.code[-4:] for hit in board.hits(desk, "unprinted")] == ["0001"]

    end = day_end(officer)
    line = end.form.left_open.blanks
    assert end.form.primary.text() == "Tiếp: giấy in sẵn 0952"
    assert line.words.text() == "Giấy in sẵn đã nhập 3 tờ: 0950, 0951, 0953. Tờ 0952 ra sao? (còn 1 tờ nữa phải hỏi)"
    for _ in range(2):
        go_on(officer)
        assert line.waits.error.startswith("Chưa rõ tờ 0952")
        assert officer.focus is line.lies
        assert closing.day(desk, clock().date()).closing is None
    officer.press(Qt.Key.Key_H, ALT)
    assert officer.focus is line.why
    officer.enter()
    assert line.why_field.line is not None
    assert officer.focus is line.why, "why is asked"
    officer.type("viết nhầm, đã gạch")
    officer.enter()
    officer.still()
    assert end.form.primary.text() == "Tiếp: giấy in sẵn 0954"
    officer.press(Qt.Key.Key_C, ALT)
    assert end.form.primary.text() == "Tiếp: in giấy 0001"
    assert not line.isVisible()
    go_on(officer)
    officer.until(lambda: not closing.day(desk, clock().date()).unprinted)
    officer.still()
    go_on(officer)
    officer.until(lambda: end.form.primary.text() == "Xong, khóa quầy")
    told = closing.day(desk, clock().date()).blanks
    assert told is not None
    assert (told.spoiled, told.asked) == (((952, "viết nhầm, đã gạch"),), ())
    (closed,) = officer.papers.glob("Phiếu chốt ngày*.pdf")
    text = " ".join(pypdf.PdfReader(closed).pages[0].extract_text().split())
    assert "Giấy in sẵn hỏng: 1 tờ (0952: viết nhầm, đã gạch)." in text
    assert "Giấy in sẵn đã dùng: 3 tờ" in text


# -- the stock, in Cài đặt


def test_more_than_may_be_had_is_refused_where_it_was_typed(officer: Officer, desk: Desk) -> None:
    page = settings(officer)
    officer.press(Qt.Key.Key_I, ALT)
    assert officer.focus is page.form.blanks.count
    officer.type("51")
    officer.enter()
    assert page.form.blanks.wrong.text().startswith("In thêm được 50 tờ.")
    assert officer.focus is page.form.blanks.count
    assert blanks.drawer(desk).lying == ()
    officer.type("0")
    officer.enter()
    assert page.form.blanks.wrong.text() == "Ghi số tờ từ 1 trở lên."
    assert list(officer.papers.glob("*.pdf")) == []


def test_what_the_printer_refuses_gives_its_numbers_up(officer: Officer, desk: Desk) -> None:
    (officer.papers / "tệp").touch()
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "tệp" / "giấy")
    page = settings(officer)
    officer.press(Qt.Key.Key_I, ALT)
    officer.type("3")
    officer.enter()
    officer.until(lambda: page.form.quiet.isVisible())
    officer.still()
    assert page.form.quiet.what.text() == "Chưa in được giấy in sẵn"
    assert blanks.drawer(desk).lying == ()
    officer.context.printer.setup = PrintSetup(folder=officer.papers)
    officer.press(Qt.Key.Key_I, ALT)
    officer.enter()
    officer.until(lambda: bool(list(officer.papers.glob("*.pdf"))))
    officer.still()
    assert blanks.drawer(desk).lying == (953, 954, 955)


def test_sheets_are_spoiled_and_taken_back_by_their_numbers(ahead: Officer, desk: Desk) -> None:
    page = settings(ahead)
    section = page.form.blanks
    section.which.setFocus()
    ahead.type("0952, 0955-0956")
    ahead.enter()
    ahead.enter()
    assert section.wrong.text() == "Chưa ghi vì sao tờ này hỏng."
    assert ahead.focus is section.why
    ahead.type("ướt")
    ahead.enter()
    assert page.form.quiet.what.text() == "Đã ghi tờ 0952, 0955-0956: hỏng"
    assert section.told.text().startswith("Trong ngăn: 17 tờ, số 0950 đến 0951, 0953 đến 0954, 0957 đến 0969.")
    section.which.setFocus()
    ahead.type("0955")
    section.lie.click()
    ahead.still()
    assert 955 in blanks.drawer(desk).lying
    section.which.setFocus()
    ahead.type("0999")
    section.lie.click()
    ahead.still()
    assert section.wrong.text().startswith("Quầy này chưa in tờ nào số 0999.")


def test_numbers_are_written_as_people_write_them() -> None:
    assert spans((950, 951, 953)) == "0950 đến 0951, 0953"
    assert spans(()) == ""


# -- keying in


def test_a_sheet_wants_its_number_its_day_and_its_hour(ahead: Officer, desk: Desk) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    citizen(ahead, 1)
    go_on(ahead)
    fields = page.form.by_pen.fields
    assert said(page) == "Chưa lưu được: còn 3 chỗ cần sửa."
    assert [field.line.error for field in fields.values() if field.line] == [
        "Ghi số trên tờ, như 0953.", "Ghi ngày như 23/11/2026.", "Ghi giờ như 08:15.", "",
    ]  # fmt: skip
    assert ahead.focus is page.form.by_pen.number
    sheet(ahead, "950", "9:20", MONDAY)
    go_on(ahead)
    assert finding.find(desk, "0950")[0].code == "H15.10-261123-0950"


@pytest.mark.parametrize(
    ("number", "hour", "place", "sentence"),
    [
        ("0949", "9:20", "blank.number", "Số 0949 không phải giấy in sẵn của quầy này (0950 đến 0999)."),
        ("1953", "9:20", "blank.number", "Số 1953 không phải giấy in sẵn của quầy này (0950 đến 0999)."),
        ("0980", "9:20", "blank.number", "Quầy này chưa in tờ nào số 0980."),
        ("0950", "9:20", "blank.number", "Tờ số 0950 đã nhập rồi: hồ sơ H15.10-261123-0950."),
        ("0951", "9:20", "blank.number", "Tờ số 0951 đã ghi hỏng ngày 23/11/2026: rách."),
        ("0952", "15:16", "received_at", "Thời điểm nhận 15:16 23/11/2026 ở sau giờ của máy này."),
        ("0952", "8:14", "received_at", "Tờ số 0952 in lúc 08:15 23/11/2026, không thể đã giao trước đó."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    ahead: Officer, desk: Desk, clock: Clock, number: str, hour: str, place: str, sentence: str
) -> None:
    key_in(desk, 950, clock().replace(hour=9))
    blanks.spoil(desk, [951], "rách", DAY)
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, number, hour, MONDAY)
    citizen(ahead, 1)
    go_on(ahead)
    field = page.form.by_pen.fields[place]
    assert field.line is not None
    assert field.line.error.startswith(sentence)
    assert ahead.focus is field.editor
    assert page.form.people.name_.value() == "Nguyễn Thị Hường"
    assert len(finding.find(desk, "")) == 1


def test_the_promise_written_by_pen_counts_and_is_told_before_and_after(ahead: Officer, desk: Desk) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, "0950", "9:20", MONDAY)
    citizen(ahead, 1)
    due = page.form.by_pen.fields["blank.due_at"]
    assert due.line is not None
    assert page.form.promise.band.moment.text() == "09:20 Thứ Sáu 27/11/2026", "from the hour on the paper"
    assert due.line.help == "Máy tính: 09:20 27/11/2026. Để trống nếu giống máy tính."
    page.form.by_pen.due.setFocus()
    ahead.type("16:00 30/11/2026")
    assert due.line.help == "Khác máy tính (09:20 27/11/2026): giữ theo giấy."
    go_on(ahead)
    assert f"{finding.dossier(desk, '0950').due_at:%H:%M %d/%m/%Y}" == "16:00 30/11/2026"
    assert "Giữ theo giấy công dân đang cầm." in page.side.quiet.detail.text()


def test_ctrl_p_prints_it_as_a_reprint_for_the_citizen_has_the_first(ahead: Officer, desk: Desk, clock: Clock) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, "0950", "9:20", MONDAY)
    citizen(ahead, 1)
    go_on(ahead)
    ahead.press(Qt.Key.Key_P, CTRL)
    ahead.until(lambda: bool(list(ahead.papers.glob("Giấy tiếp nhận*"))))
    ahead.still()
    (printed,) = ahead.papers.glob("Giấy tiếp nhận*")
    assert "IN LẠI LẦN 1" in pypdf.PdfReader(printed).pages[0].extract_text()
    assert page.side.quiet.isVisible()


def test_esc_goes_back_to_the_counter_and_keeps_what_was_typed(ahead: Officer, desk: Desk) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    assert page.form.primary.text() == "Lưu, không in"
    ahead.type("0950")
    ahead.press(Qt.Key.Key_Escape)
    assert page.form.by_pen.isHidden()
    assert page.form.primary.text() == "Lưu và in"
    citizen(ahead, 1)
    go_on(ahead)
    assert finding.find(desk, "huong")[0].code == "H15.10-261123-0001"
    ahead.press(Qt.Key.Key_A, ALT)
    assert page.form.by_pen.number.text() == ""


def test_a_sheet_half_typed_when_the_power_fails_again_is_back_with_the_draft(
    ahead: Officer, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, "0950", "9:20", MONDAY, "16:00 30/11/2026")
    citizen(ahead, 1)
    page.drafting.keep_now()
    ahead.still()
    with officer_at(qtbot, desk, tmp_path / "again") as later:
        back = reception(later)
        assert not back.form.by_pen.isHidden()
        assert back.form.entered() == page.form.entered()
        go_on(later)
        assert finding.find(desk, "huong")[0].code == "H15.10-261123-0950"


def test_the_days_end_opens_the_sheet_it_misses(ahead: Officer, desk: Desk, clock: Clock) -> None:
    key_in(desk, 951, clock().replace(hour=9))
    day_end(ahead)
    ahead.press(Qt.Key.Key_N, ALT)
    page = ahead.window.current
    assert isinstance(page, IntakePage)
    assert (page.form.by_pen.number.text(), ahead.focus) == ("0950", page.form.by_pen.day)
    ahead.type(MONDAY)
    ahead.enter()
    ahead.type("8:50")
    citizen(ahead, 1)
    go_on(ahead)
    assert day_end(ahead).form.primary.text() == "Tiếp: giấy in sẵn 0952"


def test_a_form_in_work_is_not_overwritten_by_the_days_end(ahead: Officer, desk: Desk) -> None:
    page = reception(ahead)
    citizen(ahead, 1)
    page = ahead.open(Screen.RECEIVE, KeyIn("0950"))  # type: ignore[assignment]
    assert page.form.by_pen.isHidden()
    assert page.form.people.name_.value() == "Nguyễn Thị Hường"


def test_a_refusal_at_the_door_is_no_sheets(ahead: Officer, desk: Desk) -> None:
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, "0950", "9:20", MONDAY)
    citizen(ahead, 1)
    ahead.press(Qt.Key.Key_T, CTRL)
    page.form.refusal.reason.setFocus()
    ahead.type("Không thuộc thẩm quyền")
    go_on(ahead)
    assert finding.find(desk, "huong")[0].code == "H15.10-261123-0001"
    assert 950 in blanks.drawer(desk).lying


# -- the day's end


def test_a_day_without_blanks_asks_nothing(ahead: Officer, desk: Desk) -> None:
    receive(desk)
    page = day_end(ahead)
    assert not page.form.left_open.blanks.isVisible()
    for key in (Qt.Key.Key_C, Qt.Key.Key_H, Qt.Key.Key_N):
        ahead.press(key, ALT)
    assert len(blanks.drawer(desk).lying) == 20
    assert ahead.window.current is page


@pytest.mark.parametrize(("scheme", "factor"), [(Scheme.LIGHT, 1.0), (Scheme.DARK, 1.0), (Scheme.LIGHT, 1.5)])
def test_no_word_is_cut(ahead: Officer, desk: Desk, clock: Clock, look: Look, scheme: Scheme, factor: float) -> None:
    look(scheme, factor)
    stock = settings(ahead)
    ahead.press(Qt.Key.Key_I, ALT)
    ahead.type("51")
    ahead.enter()
    assert cut_words(stock) == []
    page = reception(ahead)
    ahead.press(Qt.Key.Key_A, ALT)
    sheet(ahead, "0952", "9:20", MONDAY, "16:00 30/11/2026")
    citizen(ahead, 1)
    ahead.until(lambda: cut_words(page) == [])
    due = page.form.by_pen.fields["blank.due_at"].line
    assert due is not None
    assert due.needed <= due.width()
    go_on(ahead)
    assert cut_words(page) == []
    end = day_end(ahead)
    go_on(ahead)
    ahead.press(Qt.Key.Key_H, ALT)
    assert cut_words(end) == []
    line = end.form.left_open.blanks
    assert line.waits.needed <= line.waits.width()
