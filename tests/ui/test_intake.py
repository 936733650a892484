"""Tiếp nhận as an officer uses it: by keys, over a real store, with papers printed into a folder."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.store import Store
from app.printing.print_setup import PrintSetup
from app.rules.dossier import Dossier
from app.services import drafts, finding
from app.services.desk import Desk
from app.ui.dossiers.page import LookupPage
from app.ui.intake.page import IntakePage
from app.ui.kit.marks import Mark
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, receive
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CARD, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]
PROCEDURE = "Cấp Giấy xác nhận tình trạng hôn nhân"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


@pytest.fixture
def page(officer: Officer) -> IntakePage:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    return page


def scan(officer: Officer, text: str = CARD) -> None:
    officer.press(Qt.Key.Key_Q, ALT)
    officer.type(text)
    officer.enter()


def take(officer: Officer, typed: str) -> None:
    officer.press(Qt.Key.Key_2, ALT)
    officer.type(typed)
    officer.enter()


def fill(officer: Officer) -> None:
    scan(officer)
    take(officer, "xac nhan tinh trang")


def only_dossier(desk: Desk) -> Dossier:
    (hit,) = finding.find(desk, "")
    return finding.dossier(desk, hit.code)


def words_of(pdf: bytes) -> str:
    return "\n".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_card_a_few_letters_and_one_key_make_a_dossier_and_its_printed_receipt(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905318462")
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))

    saved = only_dossier(desk)
    assert (saved.code, saved.procedure.code) == ("H15.10-261123-0001", "1.004873")
    assert (saved.applicant.name, saved.applicant.id_number) == ("Nguyễn Thị Hường", "066188004215")
    assert (saved.applicant.birth_date, saved.applicant.sex) == ("1988-08-14", "female")
    assert saved.applicant.phone == "0905318462"
    assert [(paper.name, paper.originals) for paper in saved.components] == [
        ("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", 1),
        ("Giấy tờ tùy thân của người yêu cầu (xuất trình)", 0),
    ]
    assert saved.prints == 1
    (paper,) = officer.papers.glob("*.pdf")
    assert saved.code in words_of(paper.read_bytes())
    assert saved.code in page.side.quiet.what.text()
    assert officer.woken == 1


def test_after_saving_the_form_waits_for_the_next_card(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.entered().empty
    assert officer.focus is page.form.people.scan
    assert drafts.kept(desk) == []


def test_saving_without_printing_leaves_the_receipt_to_be_printed_by_one_key(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_S, CTRL)
    assert only_dossier(desk).prints == 0
    officer.press(Qt.Key.Key_P, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    assert only_dossier(desk).prints == 1


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    officer.press(Qt.Key.Key_D, ALT)
    officer.type("06618800421")
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905 318 46")
    officer.press(Qt.Key.Key_Return, CTRL)

    assert page.form.strip.words.text() == "Chưa lưu được: còn 4 chỗ cần sửa."
    fields = page.form.people.fields
    assert fields["applicant.id_number"].error == "Thiếu 1 chữ số: đang có 11, cần 12."
    assert fields["applicant.phone"].error == "Thiếu 1 chữ số. Bỏ trống nếu không có."
    assert page.form.procedure.line.error == "Chọn một thủ tục trong danh mục."
    assert officer.focus is page.form.people.name_
    assert page.form.people.mark.mark is Mark.OVERDUE
    assert page.form.people.number.text() == "06618800421"
    assert finding.find(desk, "") == []


def test_a_place_put_right_leaves_the_strip_while_it_is_typed(officer: Officer, page: IntakePage) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)
    assert "còn 3 chỗ" in page.form.strip.words.text()
    officer.type("Lò Thị Mai")
    assert "còn 2 chỗ" in page.form.strip.words.text()
    assert page.form.people.fields["applicant.name"].error == ""


def test_a_paper_ticked_without_a_count_is_asked_for(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.type("0")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.papers.lines[0].error.error == ("Đã đánh dấu nhận nhưng chưa ghi số bản. Ghi số bản hoặc bỏ dấu.")
    assert officer.focus is page.form.papers.lines[0].cells[0]
    assert finding.find(desk, "") == []


@pytest.mark.parametrize(
    ("scanned", "sentence"),
    [
        ("066188004215|240123456|Nguyễn Thị", "Mã quét bị cụt"),
        (CARD.replace("14081988", "1408198đ"), "Mã quét bị lẫn dấu tiếng Việt."),
    ],
)
def test_a_bad_scan_says_so_in_its_band_and_loses_nothing(
    officer: Officer, page: IntakePage, scanned: str, sentence: str
) -> None:
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Đặng Văn Ổn")
    scan(officer, scanned)
    assert sentence in "".join(page.form.people.scan.parts)
    assert page.form.people.name_.text() == "Đặng Văn Ổn"
    assert officer.focus is page.form.people.scan


def test_a_card_that_disagrees_with_itself_is_taken_and_says_what_to_look_at(
    officer: Officer, page: IntakePage
) -> None:
    scan(officer, CARD.replace("Nữ", "Nam"))
    help_line = page.form.people.fields["applicant.id_number"].line
    assert help_line.help == "Số định danh và giới tính không khớp nhau. Nhìn lại thẻ."
    assert page.form.people.name_.text() == "Nguyễn Thị Hường"


def test_a_scanned_receipt_opens_its_dossier(officer: Officer, page: IntakePage, desk: Desk) -> None:
    code = receive(desk).dossier.code
    scan(officer, code)
    lookup = officer.window.current
    assert isinstance(lookup, LookupPage)
    assert lookup.side.dossier is not None
    assert lookup.side.dossier.code == code


def test_the_list_of_procedures_is_closed_by_esc_and_keeps_what_was_typed(officer: Officer, page: IntakePage) -> None:
    officer.press(Qt.Key.Key_2, ALT)
    officer.type("khai sinh")
    results = page.form.procedure.results
    assert results.isVisible()
    assert [found for _, found in results.results[0].parts if found]
    officer.press(Qt.Key.Key_Escape)
    assert not results.isVisible()
    assert page.form.procedure.box.text() == "khai sinh"
    assert page.form.procedure.chosen is None


def test_a_procedure_the_counter_only_guides_to_cannot_be_taken(officer: Officer, page: IntakePage) -> None:
    officer.press(Qt.Key.Key_2, ALT)
    officer.type("dang ky thuong tru")
    assert page.form.procedure.results.results[0].note == "chỉ hướng dẫn"
    officer.enter()
    assert page.form.procedure.chosen is None
    assert "quầy chỉ hướng dẫn" in page.form.procedure.line.help


def test_a_promise_beyond_the_last_calendar_is_called_unsure_on_the_screen_and_on_the_paper(
    officer: Officer, page: IntakePage, clock: Clock
) -> None:
    clock.ahead(days=2 * 365)
    fill(officer)
    officer.until(lambda: bool(page.side.paper.pdf))
    assert page.form.promise.band.why.text().endswith("năm 2025 đến năm 2027, ngày hẹn là dự kiến.")
    assert "(dự kiến; lịch nghỉ những ngày này chưa công bố)" in words_of(page.side.paper.pdf)


def test_the_paper_shows_what_is_typed_and_takes_no_number(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.until(lambda: bool(page.side.paper.pdf))
    assert "Nguyễn Thị Hường" in words_of(page.side.paper.pdf)
    assert "(cấp khi lưu)" in words_of(page.side.paper.pdf)
    assert page.form.promise.band.moment.text() == "08:15 Thứ Sáu 27/11/2026"
    assert "24/11" in page.form.promise.band.why.text()
    assert finding.find(desk, "") == []


def test_who_already_waits_for_this_procedure_is_received_again_only_with_a_reason(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    first = receive(desk, {"name": "Nguyễn Thị Hường", "id_number": "066188004215", "birth_date": "1988-08-14"})
    fill(officer)
    band = page.form.procedure.twice
    assert band.isVisible()
    assert first.dossier.code in band.facts.accessibleName()
    officer.press(Qt.Key.Key_Return, CTRL)
    assert len(finding.find(desk, "")) == 1
    assert officer.focus is band.reason

    officer.type("xin thêm bản để vay vốn")
    officer.press(Qt.Key.Key_Return, CTRL)
    newest = finding.find(desk, "")[0]
    note = finding.dossier(desk, newest.code).note
    assert note == f"Vẫn nhận khi đã có hồ sơ {first.dossier.code}: xin thêm bản để vay vốn"


def test_a_dossier_that_came_in_meanwhile_is_seen_when_saving(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    assert not page.form.procedure.twice.isVisible()
    receive(desk, {"name": "Nguyễn Thị Hường", "id_number": "066188004215", "birth_date": "1988-08-14"})
    officer.press(Qt.Key.Key_Return, CTRL)
    assert len(finding.find(desk, "")) == 1
    assert page.form.procedure.twice.isVisible()
    assert officer.focus is page.form.procedure.twice.reason


def test_the_earlier_dossier_is_opened_by_its_key(officer: Officer, page: IntakePage, desk: Desk) -> None:
    first = receive(desk, {"name": "Nguyễn Thị Hường", "id_number": "066188004215", "birth_date": "1988-08-14"})
    fill(officer)
    officer.press(Qt.Key.Key_M, ALT)
    lookup = officer.window.current
    assert isinstance(lookup, LookupPage)
    assert lookup.side.dossier is not None
    assert lookup.side.dossier.code == first.dossier.code


def test_what_was_typed_is_there_again_after_a_restart(
    qtbot: QtBot, desk: Desk, tmp_path: Path, officer: Officer, page: IntakePage
) -> None:
    fill(officer)
    before = page.form.entered()
    officer.open(Screen.TODAY)
    with officer_at(qtbot, desk, tmp_path / "papers") as another:
        again = another.open(Screen.RECEIVE)
        assert isinstance(again, IntakePage)
        another.until(lambda: not again.form.entered().empty)
        assert again.form.entered() == before


def test_a_reception_set_aside_comes_back_by_the_same_key(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    before = page.form.entered()
    officer.press(Qt.Key.Key_D, CTRL)
    assert page.form.entered().empty
    officer.press(Qt.Key.Key_D, CTRL)
    assert page.form.entered() == before
    officer.press(Qt.Key.Key_Return, CTRL)
    assert only_dossier(desk).applicant.name == "Nguyễn Thị Hường"
    assert drafts.kept(desk) == []


def test_several_set_aside_are_listed_newest_first(officer: Officer, page: IntakePage, clock: Clock) -> None:
    for name in ("Lò Văn Một", "Lò Văn Hai"):
        officer.press(Qt.Key.Key_H, ALT)
        officer.type(name)
        officer.press(Qt.Key.Key_D, CTRL)
        clock.ahead(minutes=1)
    officer.press(Qt.Key.Key_D, CTRL)
    assert page.form.aside_card.isVisible()
    officer.press(Qt.Key.Key_Space)
    assert page.form.people.name_.text() == "Lò Văn Hai"
    assert not page.form.aside_card.isVisible()


def test_a_printer_that_fails_loses_only_the_paper(officer: Officer, page: IntakePage, desk: Desk) -> None:
    (officer.papers / "chặn").write_text("")
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "chặn")
    fill(officer)
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: "chưa in được" in page.side.quiet.what.text())
    saved = only_dossier(desk)
    assert saved.code in page.side.quiet.what.text()
    assert saved.prints == 0
    assert page.form.entered().empty


def test_an_input_method_types_a_name(officer: Officer, page: IntakePage, desk: Desk) -> None:
    officer.press(Qt.Key.Key_H, ALT)
    composing = QInputMethodEvent("Ngu", [])
    QApplication.sendEvent(officer.focus, composing)
    done = QInputMethodEvent()
    done.setCommitString("Nguyễn Thị Ngưỡng")
    QApplication.sendEvent(officer.focus, done)
    officer.press(Qt.Key.Key_D, ALT)
    officer.type("066188004215")
    take(officer, "xac nhan tinh trang")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert only_dossier(desk).applicant.name == "Nguyễn Thị Ngưỡng"


def test_a_fee_by_the_page_is_reckoned_from_copies_and_pages(officer: Officer, page: IntakePage, desk: Desk) -> None:
    scan(officer)
    take(officer, "2.000815")
    promise = page.form.promise
    promise.copies.setFocus()
    promise.copies.selectAll()
    officer.type("3")
    promise.pages.setFocus()
    promise.pages.selectAll()
    officer.type("4")
    officer.until(lambda: promise.fee.text() == "18.000")
    officer.press(Qt.Key.Key_U, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    saved = only_dossier(desk)
    assert (saved.copies, saved.fee, saved.fee_paid) == (3, 18000, True)


def test_a_fee_the_officer_types_is_the_fee(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_L, ALT)
    officer.type("15000")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert only_dossier(desk).fee == 15000


def test_a_dossier_handed_in_for_its_owner_keeps_both_people(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_Y, ALT)
    page.form.people.owner.name_.setFocus()
    officer.type("Hoàng Văn Bảy")
    page.form.people.owner.authority.setFocus()
    officer.type("Giấy ủy quyền số 12 ngày 20/11/2026")
    officer.press(Qt.Key.Key_Return, CTRL)
    saved = only_dossier(desk)
    assert saved.owner is not None
    assert (saved.citizen.name, saved.applicant.name) == ("Hoàng Văn Bảy", "Nguyễn Thị Hường")
    assert saved.authorised_by == "Giấy ủy quyền số 12 ngày 20/11/2026"


def test_a_business_is_asked_for_its_own_number_and_for_no_birth_date(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    page.form.people.kind.setFocus()
    officer.press(Qt.Key.Key_Down)
    assert not page.form.people.birth.isVisible()
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Công ty trách nhiệm hữu hạn Ea Kao")
    officer.press(Qt.Key.Key_D, ALT)
    officer.type("0100109107")
    take(officer, "2.000815")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert "số kiểm tra" in page.form.people.fields["applicant.id_number"].error
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("0100109106")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert (only_dossier(desk).applicant.kind, only_dossier(desk).applicant.id_number) == ("business", "0100109106")


def test_who_has_no_papers_is_asked_why_instead_of_a_number(officer: Officer, page: IntakePage, desk: Desk) -> None:
    page.form.people.kind.setFocus()
    officer.press(Qt.Key.Key_End)
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Lò Thị Mới")
    take(officer, "2.000815")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.people.fields["applicant.id_number"].error == "Ghi vì sao không có giấy tờ."
    officer.type("thẻ đang làm lại")
    officer.press(Qt.Key.Key_S, ALT)
    officer.type("1950")
    officer.press(Qt.Key.Key_Return, CTRL)
    person = only_dossier(desk).applicant
    assert (person.kind, person.id_number, person.no_papers) == ("citizen", None, "thẻ đang làm lại")
    assert person.birth_date == "1950"


def test_a_branch_of_a_procedure_has_its_own_term(officer: Officer, page: IntakePage, desk: Desk) -> None:
    scan(officer)
    take(officer, "2.000815")
    choice = page.form.procedure.case_.editor
    assert choice is not None
    choice.setFocus()
    officer.press(Qt.Key.Key_Right)
    officer.until(lambda: "26/11/2026" in page.form.promise.band.moment.text())
    officer.press(Qt.Key.Key_Return, CTRL)
    assert (only_dossier(desk).case, only_dossier(desk).term) == ("many", "2 ngày làm việc")


def test_a_paper_added_at_the_counter_is_kept(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    page.form.papers.add_button.setFocus()
    officer.press(Qt.Key.Key_Space)
    officer.type("Đơn trình bày")
    officer.press(Qt.Key.Key_Return, CTRL)
    assert ("Đơn trình bày", 1) in [(paper.name, paper.originals) for paper in only_dossier(desk).components]


def test_every_session_with_the_store_is_off_the_gui_thread(
    officer: Officer, page: IntakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[str] = set()

    def watched(original: Callable[..., AbstractContextManager[Any]]) -> Callable[..., AbstractContextManager[Any]]:
        def session(store: Store) -> AbstractContextManager[Any]:
            seen.add(threading.current_thread().name)
            return original(store)

        return session

    with monkeypatch.context() as patch:
        for name in ("read", "write"):
            patch.setattr(Store, name, watched(getattr(Store, name)))
        fill(officer)
        officer.press(Qt.Key.Key_Return, CTRL)
        officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
        officer.open(Screen.LOOKUP, "huong")
        officer.press(Qt.Key.Key_Down)
    assert seen == {"desk_0"}


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5])
def test_no_word_is_cut_at_any_text_size(officer: Officer, page: IntakePage, look: Look, factor: float) -> None:
    look(Scheme.LIGHT, factor)
    fill(officer)
    officer.until(lambda: bool(page.side.paper.pdf))
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã lưu và in"))
    fill(officer)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert cut_words(page) == []
    inner = page.form.form.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= page.form.form.viewport().width()


def test_four_papers_fit_without_scrolling(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    officer.until(lambda: bool(page.side.paper.pdf))
    assert len(page.form.papers.lines) == 4
    assert not page.form.form.verticalScrollBar().isVisible()
