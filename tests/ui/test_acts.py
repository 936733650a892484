"""Every act of the counter on Tra cứu, by keys: what is asked, what is said before, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.rules.states import State
from app.services import acts, finding
from app.services.desk import Desk
from app.services.grounds import Ground
from app.ui.dossiers.act_table import ASKS
from app.ui.dossiers.history import entries
from app.ui.intake.page import IntakePage
from app.ui.kit.inputs import Combo, TextInput
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of, do, save_settings
from tests.ui.conftest import cut_words
from tests.ui.lookup import (
    DOWN,
    PAPERS,
    RETURN,
    TAB,
    K,
    body_of,
    look_up,
    now,
    other,
    printed,
    put_bank,
    quiet,
    write,
)
from tests.ui.officer import ALT, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def test_a_supplement_lists_its_things_and_its_form_is_printed(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_Y, ALT)
    form = page.side.act_form
    assert not form.caution.isVisible()
    assert form.primary.text() == "Yêu cầu bổ sung và in"
    officer.type("Giấy xác nhận cư trú")
    officer.press(RETURN)
    officer.type("Bản sao giấy khai sinh")
    officer.press(TAB)
    officer.type("Chưa đủ thành phần")
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert body_of(desk, code) == {
        "items": ["Giấy xác nhận cư trú", "Bản sao giấy khai sinh"], "reason": "Chưa đủ thành phần",
    }  # fmt: skip
    assert now(desk, code).state is State.SUPPLEMENT_REQUESTED
    assert printed(officer) == [f"Phiếu yêu cầu bổ sung {code}"]


def test_a_second_supplement_says_before_it_is_written_that_it_counts_as_late(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    acts.act(desk, code, Kind.SUPPLEMENTED)
    page = look_up(officer, code)
    officer.press(K.Key_Y, ALT)
    assert page.side.act_form.caution.isVisible()
    assert "QĐ 766/QĐ-TTg" in page.side.act_form.caution.title.text()


def test_what_was_brought_is_counted_and_the_clock_runs_again(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk, components=PAPERS)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    clock.ahead(hours=2)
    page = look_up(officer, code)
    assert page.form.rows.rows[0].cells[4].text == "tạm dừng"
    assert page.form.rows.rows[0].cells[4].note == "còn 3 ngày"
    officer.press(K.Key_B, ALT)
    officer.type("2")
    write(officer)
    saved = now(desk, code)
    assert saved.state is State.RECEIVED
    assert [(one.name, one.originals, one.certified) for one in saved.components] == [
        ("Tờ khai", 2, 0), ("Trích lục ghi chú ly hôn", 0, 1),
    ]  # fmt: skip


def test_a_paper_the_procedure_does_not_name_is_added_to_what_was_brought(
    officer: Officer, desk: Desk, clock: Clock
) -> None:
    code = code_of(desk, components=PAPERS[:1])
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    clock.ahead(hours=2)
    look_up(officer, code)
    officer.press(K.Key_B, ALT)
    for _ in range(3):
        officer.press(TAB)
    officer.press(K.Key_Space)
    officer.type("Giấy ủy quyền")
    write(officer)
    assert [one.name for one in now(desk, code).components] == ["Tờ khai", "Giấy ủy quyền"]


def test_a_refusal_takes_its_reason_and_its_law_from_the_list(officer: Officer, desk: Desk) -> None:
    save_settings(desk, grounds=(Ground("Không thuộc thẩm quyền", "Luật A"), Ground("Khác", "B")))
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_C, ALT)
    form = page.side.act_form
    assert form.danger.text() == f"Từ chối {code[-4:]} và in"
    assert not form.primary.isVisible()
    officer.press(K.Key_Backtab)
    assert isinstance(officer.focus, Combo)
    officer.press(DOWN)
    officer.press(TAB)
    officer.press(K.Key_End, CTRL)
    officer.type(" của xã")
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert body_of(desk, code) == {"reason": "Không thuộc thẩm quyền của xã", "legal_basis": "Luật A"}
    assert now(desk, code).state is State.REFUSED
    assert printed(officer) == [f"Phiếu từ chối {code}"]


def test_a_stop_says_on_whose_request_and_is_printed(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_D, ALT)
    officer.type("người nộp xin dừng")
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert now(desk, code).state is State.STOPPED
    assert printed(officer) == [f"Thông báo dừng giải quyết {code}"]


def test_a_withdrawal_needs_its_reason(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_R, ALT)
    write(officer)
    assert page.side.act_form.fields["reason"].error == "Ghi lý do."
    officer.type("đổi ý")
    write(officer)
    assert now(desk, code).state is State.WITHDRAWN


def test_a_dossier_under_the_wrong_procedure_is_voided_and_received_anew(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, {"name": "Lò Văn Ấm"}, components=PAPERS[:1])
    page = look_up(officer, code)
    other(officer, page, Kind.VOIDED)
    officer.type("nhầm thủ tục")
    officer.press(TAB)
    assert officer.focus is page.side.act_form.again
    officer.press(K.Key_Space)
    assert now(desk, code).state is State.VOIDED
    officer.until(lambda: officer.window.current_name == Screen.RECEIVE)
    officer.still()
    intake = officer.window.current
    assert isinstance(intake, IntakePage)
    typed = intake.form.entered()
    assert typed.applicant.name == "Lò Văn Ấm"
    assert typed.applicant.birth_date == "31/01/1990"
    assert typed.procedure == "1.004873"


def test_a_half_filled_reception_is_left_alone_by_a_dossier_received_anew(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, {"name": "Lò Văn Ấm"})
    intake = officer.open(Screen.RECEIVE)
    assert isinstance(intake, IntakePage)
    intake.form.people.name_.setFocus()
    officer.type("Người đang đứng ở quầy")
    page = look_up(officer, code)
    other(officer, page, Kind.VOIDED)
    officer.type("nhầm thủ tục")
    officer.press(TAB)
    officer.press(K.Key_Space)
    officer.still()
    assert intake.form.entered().applicant.name == "Người đang đứng ở quầy"


def test_a_result_says_where_it_lies_and_the_next_one_lies_there_too(officer: Officer, desk: Desk) -> None:
    first, second = code_of(desk), code_of(desk)
    page = look_up(officer, first)
    officer.press(K.Key_K, ALT)
    for text in ("12/GXN", "Giấy xác nhận", "Xác nhận tình trạng hôn nhân", "Kệ A3"):
        officer.type(text)
        officer.press(RETURN)
    write(officer)
    result = now(desk, first).result
    assert result is not None
    said = (result.number, result.type, result.abstract, result.place)
    assert said == ("12/GXN", "Giấy xác nhận", "Xác nhận tình trạng hôn nhân", "Kệ A3")
    look_up(officer, second)
    officer.press(K.Key_K, ALT)
    assert page.side.act_form.fields["place"].editor.text() == "Kệ A3"  # type: ignore[attr-defined]


def test_a_result_recorded_by_mistake_is_taken_away_again(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    acts.act(desk, code, Kind.RESULT_READY, {"number": "9"})
    page = look_up(officer, code)
    other(officer, page, "drop_result")
    assert page.side.act_form.primary.text() == "Bỏ kết quả"
    officer.type("ghi nhầm hồ sơ")
    write(officer)
    saved = now(desk, code)
    assert (saved.state, saved.result) == (State.PROCESSING, None)
    assert quiet(page) == "Đã ghi: ghi nhầm kết quả"


def test_a_dossier_goes_on_to_its_unit(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    look_up(officer, code)
    officer.press(K.Key_U, ALT)
    officer.press(K.Key_A, CTRL)
    officer.type("Tư pháp")
    write(officer)
    saved = now(desk, code)
    assert (saved.state, saved.place) == (State.FORWARDED, "Tư pháp")


def test_that_its_body_has_it_is_said_with_the_moment_and_told_in_its_history(
    officer: Officer, desk: Desk, clock: Clock
) -> None:
    code = code_of(desk, destination="Sở Tư pháp")
    acts.act(desk, code, Kind.FORWARDED)
    clock.ahead(hours=2)
    page = look_up(officer, code)
    other(officer, page, Kind.ARRIVED)
    field = page.side.act_form.fields["at"]
    assert isinstance(field.editor, TextInput)
    assert field.editor.value() == "10:15 23/11/2026"
    for wrong, said in (("hôm qua", "Ghi giờ và ngày"), ("7h 23/11/2026", "Trước lúc quầy tiếp nhận")):
        field.editor.setText(wrong)
        write(officer)
        officer.still()
        assert said in field.error
    field.editor.setText("9h30 23/11/2026")
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã ghi"))
    assert body_of(desk, code) == {"body": "Sở Tư pháp", "at": "2026-11-23T09:30:00+07:00"}
    newest = entries(finding.history(desk, code), clock().date())[0]
    assert (newest.what, newest.reason) == ("Cơ quan đã nhận lúc 09:30 23/11/2026", "Sở Tư pháp")


@pytest.mark.parametrize(("scheme", "factor"), [(Scheme.LIGHT, 1.0), (Scheme.DARK, 1.0), (Scheme.LIGHT, 1.5)])
def test_no_word_of_any_form_is_cut(officer: Officer, desk: Desk, look: Look, scheme: Scheme, factor: float) -> None:
    look(scheme, factor)
    put_bank(desk)
    code = code_of(desk, {"name": "Nguyễn Thị Hồng Ngọc Ngưỡng"}, components=PAPERS, fee=50_000)
    page = look_up(officer, code)
    officer.press(TAB)
    for act in ASKS:
        page.side.ask(act)
        page._show_panel()
        officer.still()
        assert cut_words(page.side) == [], act
    page.side.ask_paper()
    officer.still()
    assert cut_words(page.side) == []
    page.side.ask_correction()
    combo = page.side.correct_form.group
    for at in range(combo.count()):
        combo.setCurrentIndex(at)
        for _ in range(5):
            officer.still()
        assert cut_words(page.side) == [], combo.currentText()
