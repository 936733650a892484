"""Tra cứu as an officer uses it: type, choose, act, correct, print, each asserted in the store and on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models import journal
from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.events import new_event
from app.rules.states import State
from app.services import acts, finding, returning
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.dossiers.page import LookupPage
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of, do, receive
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Blank, Officer, officer_at

Look = Callable[[Scheme, float], None]
RETURN, DOWN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def look_up(officer: Officer, what: object = None) -> LookupPage:
    page = officer.open(Screen.LOOKUP, what)
    assert isinstance(page, LookupPage)
    return page


def shown_codes(page: LookupPage) -> list[object]:
    return [row.key for row in page.form.rows.rows]


def history_of(page: LookupPage) -> list[str]:
    """Return what a screen reader says of each entry, from the top."""
    return [view.accessibleName() for view in page.side.timeline.findChildren(QWidget) if hasattr(view, "entry")]


def set_aside(desk: Desk, code: str) -> None:
    """Have a newer program do something with a dossier that this one has no word for."""
    dossier = finding.dossier(desk, code)
    event = new_event(
        dossier=dossier.id, kind=Kind.PROCESSING, at=iso(desk.clock()), officer="Y Niê", desk=9, base=dossier.head,
        prev_hash=None, body={"reason": "kiểm tra thực địa"},
    )  # fmt: skip
    newer = replace(event, kind="inspected")
    with desk.store.write() as connection:
        journal.accept(connection, [(6, replace(newer, hash=newer.expected_hash()))])


def state_of(desk: Desk, code: str) -> State:
    return finding.dossier(desk, code).state


def test_what_waits_for_a_newer_program_says_so_and_offers_nothing_that_would_be_refused(
    officer: Officer, desk: Desk
) -> None:
    """It read "Mới tiếp nhận" with every button, each of which ended in DOSSIER_ASIDE."""
    code = code_of(desk)
    set_aside(desk, code)
    page = look_up(officer, LookUp(code))
    panel = page.side
    assert panel.facts.badge.accessibleName() == "Chờ bản mới"
    assert "Chờ bản mới" in [cell.text for cell in page.form.rows.rows[0].cells][3]
    assert "Cập nhật chương trình rồi làm tiếp." in history_of(page)[0]
    offered = (panel.main, panel.correct, panel.supplement, panel.fee, panel.refuse, panel.extend, panel.other)
    assert not any(button.isVisible() for button in offered)
    assert panel.papers.isVisible()
    for key in (Qt.Key.Key_R, Qt.Key.Key_K, Qt.Key.Key_V):
        officer.press(key, CTRL)
        officer.press(key, ALT)
        assert not panel.form_open


def test_letters_without_marks_find_people_as_they_are_typed(officer: Officer, desk: Desk) -> None:
    codes = [code_of(desk, {"name": name}) for name in ("Đặng Thị Hường", "Y Bhăm Niê", "Đặng Văn Hướng")]
    page = look_up(officer)
    assert shown_codes(page) == codes[::-1]
    officer.type("dang huo")
    assert shown_codes(page) == [codes[2], codes[0]]
    assert page.search_note == "2 hồ sơ, mới nhất trước"
    officer.type("zz")
    assert "Không thấy hồ sơ nào" in page.form.empty.text()


def test_arrows_from_the_box_show_a_dossier_and_its_history(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu giấy xác nhận.")
    page = look_up(officer)
    officer.press(DOWN)
    assert page.side.dossier is not None
    assert page.side.dossier.code == code
    assert page.side.facts.badge.word == "Chờ bổ sung"
    spoken = history_of(page)
    assert spoken[0].startswith("Yêu cầu bổ sung, lần 1")
    assert "Thiếu giấy xác nhận." in spoken[0]
    assert spoken[1].startswith("Tiếp nhận, hẹn trả 27/11/2026")


def test_a_number_of_a_person_is_masked(officer: Officer, desk: Desk) -> None:
    page = look_up(officer, LookUp(code_of(desk)))
    texts = [label.text() for label in page.side.facts.rows.findChildren(type(page.side.facts.code))]
    assert any("001•••••3456" in text for text in texts)
    assert not any("001190123456" in text for text in texts)


def test_a_receipt_scanned_into_the_box_opens_its_dossier(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    code_of(desk, {"name": "Lò Văn Hai"})
    page = look_up(officer)
    officer.type(code)
    officer.press(RETURN)
    assert page.side.dossier is not None
    assert page.side.dossier.code == code


def test_a_chip_narrows_the_list_and_its_cross_widens_it(officer: Officer, desk: Desk) -> None:
    waiting, ready = code_of(desk), code_of(desk)
    acts.act(desk, ready, Kind.RESULT_READY)
    page = look_up(officer)
    action = next(
        one for one in page.form.chips.findChildren(type(page.form.chips.state))[0].children()
        if hasattr(one, "actions")
    )  # fmt: skip
    next(one for one in action.actions() if one.text() == "có kết quả").trigger()
    officer.still()
    assert shown_codes(page) == [ready]
    page.form.chips.state.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert shown_codes(page) == [ready, waiting]


def test_the_list_grows_as_its_end_comes_near(officer: Officer, desk: Desk) -> None:
    for at in range(120):
        code_of(desk, {"name": f"Lò Văn {at}"})
    page = look_up(officer)
    assert page.form.rows.rowCount() == 50
    assert page.form.count.text() == "1–50 trong hơn 50"
    page.form.table.setFocus()
    for _ in range(3):
        officer.press(Qt.Key.Key_End, CTRL)
        officer.still()
    assert page.form.rows.rowCount() == 120
    assert page.form.count.text() == "1–120 trong 120"


def test_a_result_is_recorded_by_its_key_and_then_can_be_given_back(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    officer.press(Qt.Key.Key_K, ALT)
    officer.type("12/GXN")
    officer.press(RETURN, CTRL)
    saved = finding.dossier(desk, code)
    assert saved.state is State.RESULT_READY
    assert saved.result is not None
    assert saved.result.number == "12/GXN"
    assert page.side.main.text() == "Trả kết quả"
    assert page.side.quiet.what.text() == "Đã ghi: có kết quả"
    assert page.form.rows.rows[0].cells[3].text == "Có kết quả"
    assert officer.woken == 1
    officer.press(RETURN, CTRL)
    assert isinstance(officer.window.current, Blank)
    assert officer.window.current.given == code


def test_a_supplement_is_asked_for_with_its_reason_and_taken_in(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    officer.press(Qt.Key.Key_Y, ALT)
    officer.press(RETURN, CTRL)
    assert page.side.act_form.fields["items"].error == "Ghi những thứ cần bổ sung, mỗi dòng một thứ."
    assert state_of(desk, code) is State.RECEIVED
    officer.type("Tờ khai")
    officer.press(Qt.Key.Key_Tab)
    officer.type("Thiếu tờ khai.")
    officer.press(RETURN, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã in"))
    assert state_of(desk, code) is State.SUPPLEMENT_REQUESTED
    clock.ahead(hours=2)
    officer.press(Qt.Key.Key_B, ALT)
    officer.press(RETURN, CTRL)
    assert state_of(desk, code) is State.RECEIVED


def test_an_extension_needs_a_later_day_and_keeps_the_clock_time(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    officer.press(Qt.Key.Key_X, ALT)
    officer.type("chờ xác minh")
    page.side.act_form.fields["new_due"].editor.setFocus()
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("20/11/2026")
    officer.press(RETURN, CTRL)
    assert page.side.act_form.fields["new_due"].error == "Ngày hẹn mới phải sau 27/11/2026."
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("30/11/2026")
    officer.press(RETURN, CTRL)
    assert f"{finding.dossier(desk, code).due_at:%H:%M %d/%m/%Y}" == "08:15 30/11/2026"


def test_another_act_is_chosen_from_what_the_state_allows(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    page.side.other.setFocus()
    officer.press(Qt.Key.Key_Space)
    form = page.side.act_form
    offered = [form.choice.itemText(at) for at in range(form.choice.count())]
    assert "Nhận bổ sung" not in offered
    form.choice.setCurrentIndex(offered.index("Dừng giải quyết"))
    assert form.danger.isVisible()
    assert form.danger.text() == f"Dừng {code[-4:]} và in"
    form.fields["reason"].editor.setFocus()
    officer.type("người nộp xin dừng")
    officer.press(RETURN, CTRL)
    assert state_of(desk, code) is State.STOPPED


def test_a_correction_keeps_the_old_value_beside_the_new_one(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    officer.press(Qt.Key.Key_R, CTRL)
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("0905 318 462")
    officer.press(RETURN, CTRL)
    saved = finding.dossier(desk, code)
    assert saved.applicant.phone == "0905318462"
    assert saved.events[-1].body["was"] == {"applicant.phone": "0912345678"}
    assert "0912 345 678 sửa thành 0905 318 462" in history_of(page)[0]


def test_a_correction_that_cannot_be_says_so_at_its_field(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code, correct=True))
    officer.press(RETURN, CTRL)
    assert page.side.correct_form.error.text() == "Chưa có gì thay đổi so với hồ sơ đang lưu."
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("0905")
    officer.press(RETURN, CTRL)
    assert "Số điện thoại đang có 4 chữ số" in page.side.correct_form.fields["applicant.phone"].error
    assert len(finding.dossier(desk, code).events) == 1


def test_esc_gives_the_history_back_and_then_the_list(officer: Officer, desk: Desk) -> None:
    page = look_up(officer, LookUp(code_of(desk)))
    officer.press(Qt.Key.Key_R, CTRL)
    assert page.side.form_open
    officer.press(ESC)
    assert not page.side.form_open
    officer.press(ESC)
    assert officer.focus is page.form.table
    officer.press(ESC)
    assert officer.focus is officer.window.header.search


def test_a_return_by_mistake_is_taken_back_with_a_reason(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    acts.act(desk, code, Kind.RESULT_READY)
    returning.give_back(desk, code, to="Nguyễn Thị Đặng")
    page = look_up(officer, LookUp(code))
    assert page.side.main.text() == "Trả nhầm, sửa…"
    officer.press(RETURN, CTRL)
    officer.type("đưa nhầm người")
    officer.press(RETURN, CTRL)
    assert state_of(desk, code) is State.RESULT_READY


def test_a_receipt_is_printed_again_and_counted(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, LookUp(code))
    assert page.side.print_button.text() == "In giấy"
    officer.press(Qt.Key.Key_P, CTRL)
    officer.until(lambda: page.side.print_button.text() == "In lại")
    assert finding.dossier(desk, code).prints == 1
    assert len(list(officer.papers.glob("*.pdf"))) == 1


def test_an_unknown_code_is_said_in_the_panel(officer: Officer, desk: Desk) -> None:
    receive(desk)
    page = look_up(officer, LookUp("H15.10-261123-0999"))
    assert "H15.10-261123-0999" in page.side.empty.text()


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_no_word_is_cut_at_any_text_size(officer: Officer, desk: Desk, look: Look, factor: float) -> None:
    look(Scheme.LIGHT, factor)
    code = code_of(desk, {"name": "Hoàng Thị Ngưỡng", "address": "Buôn Ea Kram, xã Minh Tâm, tỉnh Đắk Lắk"})
    do(desk, code, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu giấy xác nhận không hưởng lương hưu.")
    page = look_up(officer, LookUp(code))
    officer.press(Qt.Key.Key_Tab)
    assert cut_words(officer.window) == []
    officer.press(Qt.Key.Key_B, ALT)
    assert cut_words(page.side) == []
    officer.press(ESC)
    officer.press(Qt.Key.Key_R, CTRL)
    assert cut_words(page.side) == []
