"""Trả kết quả as an officer uses it: by keys, over a real store, asserted in the store and on the screen."""

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
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.store import Store
from app.printing.print_setup import PrintSetup
from app.rules.acts import Kind
from app.rules.dossier import Dossier
from app.rules.states import State
from app.services import acts, finding, returning
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.handback.page import ReturnPage
from app.ui.handback.queue import waiting
from app.ui.kit.marks import Mark
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of, do
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]
Key = Qt.Key
SENT = "066092001773|240123456|Hoàng Quốc Huỳnh|14081992|Nam|Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk|12052021"
OWNER = {"kind": "citizen", "name": "Hoàng Thị Ngưỡng", "id_number": "066188004215"}


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.RETURN] = lambda window: ReturnPage(window, one.context)
        yield one


def ready(desk: Desk, name: str = "Bùi Thị Tuyết", **fields: Any) -> str:
    code = code_of(desk, {"name": name}, **fields)
    acts.act(desk, code, Kind.RESULT_READY, {"number": "214/UBND", "abstract": "Giấy xác nhận"})
    return code


def at(officer: Officer, what: object = None) -> ReturnPage:
    page = officer.open(Screen.RETURN, what)
    assert isinstance(page, ReturnPage)
    return page


def scan(officer: Officer, text: str, key: Key = Key.Key_Q) -> None:
    officer.press(key, ALT)
    officer.type(text)
    officer.enter()


def give(officer: Officer, page: ReturnPage) -> None:
    officer.press(Key.Key_Return, CTRL)
    officer.until(lambda: not page.writer.busy)
    officer.still()


def printed(officer: Officer) -> list[str]:
    return [pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages[0].extract_text()
            for file in sorted(officer.papers.glob("*.pdf"))]  # fmt: skip


def kinds(dossier: Dossier) -> list[str]:
    return [event.kind for event in dossier.events]


def test_a_scanned_receipt_and_one_key_give_the_result_back_and_print(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer)
    scan(officer, code)
    assert page.form.chosen.card.name_.text() == "Bùi Thị Tuyết"
    assert page.form.chosen.card.badge.word == "Có kết quả"
    give(officer, page)
    dossier = finding.dossier(desk, code)
    assert dossier.state is State.RETURNED
    assert dossier.returned_to is not None
    assert (dossier.returned_to.name, dossier.returned_to.id_number) == ("Bùi Thị Tuyết", "001190123456")
    officer.until(lambda: page.side.quiet.what.text() == "Đã trả cho Bùi Thị Tuyết, đã in")
    assert code in page.side.quiet.detail.text()
    (paper,) = printed(officer)
    assert "Bùi Thị Tuyết" in paper
    assert officer.woken == 1
    assert page.form.dossier is None
    assert officer.focus is page.form.chosen.scan


def test_without_printing_nothing_comes_out_until_it_is_asked_for(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    officer.press(Key.Key_S, CTRL)
    assert finding.dossier(desk, code).state is State.RETURNED
    assert printed(officer) == []
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: page.side.quiet.what.text() == "Đã trả cho Bùi Thị Tuyết, đã in")
    assert len(printed(officer)) == 1


def test_another_key_press_after_a_return_gives_nothing_else_back(officer: Officer, desk: Desk) -> None:
    codes = [ready(desk, name) for name in ("Bùi Thị Tuyết", "Lò Văn Ấm")]
    page = at(officer, codes[0])
    for _ in range(3):
        officer.press(Key.Key_Return, CTRL)
    assert [finding.dossier(desk, code).state for code in codes] == [State.RETURNED, State.RESULT_READY]
    assert "Lò Văn Ấm, số 0002" in page.form.next.text()


def test_a_name_of_several_opens_a_list_and_arrows_choose(officer: Officer, desk: Desk) -> None:
    codes = [ready(desk, name) for name in ("Đặng Thị Thu Hường", "Đặng Văn Hướng")]
    code_of(desk, {"name": "Đặng Hương"})
    page = at(officer)
    scan(officer, "dang huo")
    assert [result.key for result in page.form.chosen.results.results] == codes[::-1]
    officer.press(Key.Key_Down)
    officer.enter()
    assert page.subject() == codes[0]


def test_the_last_digits_find_the_waiting_dossier_before_one_without_a_result(
    officer: Officer, desk: Desk, clock: Clock
) -> None:
    old = ready(desk)
    clock.ahead(days=2)
    code_of(desk, {"name": "Nguyễn Văn Mới"})
    page = at(officer)
    scan(officer, "1")
    assert page.subject() == old


def test_the_end_of_a_code_is_not_taken_for_the_beginning_of_a_persons_number(officer: Officer, desk: Desk) -> None:
    ready(desk)
    page = at(officer)
    scan(officer, "0011")
    assert page.form.dossier is None


def test_a_number_nobody_has_is_said_where_it_was_typed(officer: Officer, desk: Desk) -> None:
    page = at(officer)
    scan(officer, "0999")
    assert "0999" in page.form.chosen.scan.parts[1]
    assert page.form.dossier is None


def test_the_card_of_the_owner_finds_the_dossier_that_waits(officer: Officer, desk: Desk) -> None:
    code = ready(desk, owner=OWNER)
    page = at(officer)
    scan(officer, "066188004215|240123456|Hoàng Thị Ngưỡng|14081988|Nữ|Thôn 4, tỉnh Đắk Lắk|12052021")
    assert page.subject() == code


def test_a_card_of_somebody_else_makes_him_authorised_and_asks_for_the_paper(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    scan(officer, SENT, Key.Key_T)
    receiver = page.form.receiver
    assert (receiver.kind, receiver.name_.value(), receiver.number.value()) == (
        "authorised", "Hoàng Quốc Huỳnh", "066092001773",
    )  # fmt: skip
    officer.press(Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).state is State.RESULT_READY
    assert officer.focus is receiver.authority
    assert receiver.fields["authority"].error == "Ghi số, ngày, nơi chứng thực giấy ủy quyền."
    assert page.form.strip.words.text() == "Chưa trả được: còn 1 chỗ cần sửa."
    officer.type("Số 87, ngày 21/11/2026")
    assert page.form.strip.isHidden()
    officer.press(Key.Key_O, ALT)
    officer.type("0987254610")
    give(officer, page)
    to = finding.dossier(desk, code).returned_to
    assert to is not None
    assert (to.name, to.phone, to.authorisation) == ("Hoàng Quốc Huỳnh", "0987254610", "Số 87, ngày 21/11/2026")


def test_the_applicant_takes_the_result_of_the_owner_he_handed_it_in_for(officer: Officer, desk: Desk) -> None:
    code = ready(desk, "Lò Văn Ấm", owner=OWNER, authorised_by="Giấy số 5")
    page = at(officer, code)
    assert page.form.receiver.name_.value() == "Hoàng Thị Ngưỡng"
    officer.press(Key.Key_3, ALT)
    officer.press(Key.Key_Right)
    assert page.form.receiver.name_.value() == "Lò Văn Ấm"
    give(officer, page)
    to = finding.dossier(desk, code).returned_to
    assert to is not None
    assert (to.name, to.authorisation) == ("Lò Văn Ấm", "Giấy số 5")


def test_a_dossier_sent_by_post_needs_no_number_and_says_so_in_the_history(officer: Officer, desk: Desk) -> None:
    code = ready(desk, deliver="post")
    page = at(officer, code)
    officer.press(Key.Key_H, ALT)
    officer.type("Y Bhăm Niê")
    page.form.receiver.authority.setFocus()
    officer.type("EV123456789VN")
    officer.press(Key.Key_Tab)
    give(officer, page)
    to = finding.dossier(desk, code).returned_to
    assert to is not None
    assert (to.name, to.id_number, to.authorisation) == ("Y Bhăm Niê", None, None)
    assert (to.via, to.item) == ("post", "EV123456789VN")


def test_a_result_that_goes_out_on_the_portal_is_given_to_its_owner_there(officer: Officer, desk: Desk) -> None:
    code = ready(desk, deliver="online")
    page = at(officer, code)
    assert page.form.receiver.kind == "online"
    give(officer, page)
    to = finding.dossier(desk, code).returned_to
    assert to is not None
    assert (to.name, to.via) == ("Bùi Thị Tuyết", "online")


def test_a_dossier_without_result_is_finished_at_the_counter_in_one_key(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = at(officer, code)
    officer.press(Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).state is State.RECEIVED
    assert page.form.fields["result"].error == "Ghi số kết quả hoặc trích yếu."
    assert page.form.handed.mark.mark is Mark.OVERDUE
    officer.type("215/CT")
    officer.enter()
    officer.type("Bản sao chứng thực")
    give(officer, page)
    dossier = finding.dossier(desk, code)
    assert kinds(dossier) == ["received", "result_ready", "returned"]
    assert dossier.result is not None
    assert (dossier.result.number, dossier.result.abstract) == ("215/CT", "Bản sao chứng thực")


def test_a_fee_collected_now_is_written_before_the_return(officer: Officer, desk: Desk) -> None:
    code = ready(desk, fee=15000)
    page = at(officer, code)
    assert page.form.handed.fee.text() == "Lệ phí 15.000 đồng chưa thu."
    officer.press(Key.Key_2, ALT)
    officer.press(Key.Key_Space)
    give(officer, page)
    dossier = finding.dossier(desk, code)
    assert kinds(dossier) == ["received", "result_ready", "paid", "returned"]
    assert dossier.fee_paid


def test_a_fee_paid_at_reception_asks_for_nothing(officer: Officer, desk: Desk) -> None:
    page = at(officer, ready(desk, fee=15000, fee_paid=True))
    assert page.form.handed.fee.text() == "Lệ phí 15.000 đồng đã thu. Không còn khoản phải thu."
    assert not page.form.handed.collected.isVisible()


def test_a_dossier_that_waits_for_papers_says_why_it_cannot_be_given_back(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu giấy.")
    page = at(officer, LookUp(code))
    assert "chờ bổ sung" in page.form.chosen.refusal.title.text()
    assert not page.form.primary.isVisible()
    officer.press(Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).state is State.SUPPLEMENT_REQUESTED


def test_a_return_by_mistake_is_taken_back_with_a_reason_and_opened_again(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    give(officer, page)
    officer.press(Key.Key_R, CTRL)
    officer.enter()
    assert page.side.mistake.field.error == "Ghi lý do lấy lại kết quả."
    officer.type("Giao nhầm người")
    officer.enter()
    officer.until(lambda: page.subject() == code)
    dossier = finding.dossier(desk, code)
    assert dossier.state is State.RESULT_READY
    assert dossier.events[-1].body["reason"] == "Giao nhầm người"
    assert page.side.model.key(0) == code
    assert not page.side.mistake.isVisible()


def test_a_mistake_is_taken_back_where_large_text_leaves_no_room_for_the_panel(
    officer: Officer, desk: Desk, look: Look
) -> None:
    look(Scheme.LIGHT, 1.5)
    code = ready(desk)
    page = at(officer, code)
    give(officer, page)
    officer.press(Key.Key_R, CTRL)
    assert officer.focus is page.side.mistake.reason
    officer.type("Nhầm giấy")
    officer.press(Key.Key_Return, CTRL)
    officer.until(lambda: page.subject() == code)
    assert finding.dossier(desk, code).state is State.RESULT_READY
    assert not officer.window.sheet.isVisible()


def test_escape_leaves_the_question_about_a_mistake(officer: Officer, desk: Desk) -> None:
    page = at(officer, ready(desk))
    give(officer, page)
    officer.press(Key.Key_R, CTRL)
    officer.press(Key.Key_Escape)
    assert not page.side.mistake.isVisible()


def test_a_dossier_given_back_earlier_offers_its_receipt_and_the_way_back(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    returning.give_back(desk, code, to="Lò Văn Ấm", id_number="066099001234", authorisation="giấy số 5")
    page = at(officer, code)
    assert page.form.chosen.refusal.title.text().startswith("Đã trả cho Lò Văn Ấm lúc 08:15")
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: page.side.quiet.what.text() == "Đã trả cho Lò Văn Ấm, đã in")


def test_the_queue_is_opened_by_keys_and_shows_what_is_being_given(officer: Officer, desk: Desk) -> None:
    codes = [ready(desk, name) for name in ("Bùi Thị Tuyết", "Lò Văn Ấm")]
    page = at(officer)
    assert page.side.count.text() == "2 hồ sơ"
    officer.press(Key.Key_5, ALT)
    officer.press(Key.Key_Down)
    officer.enter()
    assert page.subject() == codes[1]
    assert [row.cells[2].text for row in page.side.model.rows] == ["hẹn 27/11", "đang trả"]


def test_waiting_is_counted_from_the_day_of_the_promise(clock: Clock) -> None:
    due = clock.at
    assert waiting(due, due) == "hẹn 08:15"
    clock.ahead(days=6)
    assert waiting(due, clock.at) == "chờ 6 ngày"
    assert waiting(clock.at, due) == "hẹn 29/11"


def test_another_desk_that_was_faster_is_told_and_nothing_typed_is_lost(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    returning.give_back(desk, code, to="Lò Văn Ấm", id_number="066099001234", authorisation="giấy số 5")
    officer.press(Key.Key_Return, CTRL)
    officer.still()
    assert "Đã trả kết quả".lower() in page.form.strip.words.text()
    assert page.form.chosen.refusal.title.text().startswith("Đã trả cho Lò Văn Ấm")
    assert kinds(finding.dossier(desk, code)).count("returned") == 1


def test_a_printer_that_fails_loses_only_its_paper(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    (officer.papers / "chặn").write_text("a file where the folder would be", encoding="utf-8")
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "chặn")
    give(officer, page)
    assert finding.dossier(desk, code).state is State.RETURNED
    officer.until(lambda: page.side.quiet.what.text() == "Đã trả cho Bùi Thị Tuyết, chưa in được biên nhận")
    assert page.form.chosen.scan.parts[0] == f"Chưa in được biên nhận {code}. "
    officer.context.printer.setup = PrintSetup(folder=officer.papers)
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: page.side.quiet.what.text() == "Đã trả cho Bùi Thị Tuyết, đã in")


def test_a_look_at_another_screen_loses_nothing_typed(officer: Officer, desk: Desk) -> None:
    code = ready(desk)
    page = at(officer, code)
    scan(officer, SENT, Key.Key_T)
    officer.open(Screen.TODAY)
    officer.press(Key.Key_F4)
    assert (page.subject(), page.form.receiver.name_.value()) == (code, "Hoàng Quốc Huỳnh")


def test_a_paper_scanned_into_the_receivers_field_opens_that_dossier(officer: Officer, desk: Desk) -> None:
    codes = [ready(desk, name) for name in ("Bùi Thị Tuyết", "Lò Văn Ấm")]
    page = at(officer, codes[0])
    scan(officer, codes[1], Key.Key_T)
    assert (page.subject(), page.form.receiver.name_.value()) == (codes[1], "Lò Văn Ấm")


def test_a_scan_spoiled_by_an_input_method_is_told_in_its_field(officer: Officer, desk: Desk) -> None:
    page = at(officer, ready(desk))
    scan(officer, "06609200177á|240123456|Hoàng", Key.Key_T)
    assert page.form.receiver.scan.parts[0] == "Chưa đọc được thẻ."
    assert page.form.receiver.fields["name"].line.help.startswith("Mã quét bị")
    assert page.form.receiver.name_.value() == "Bùi Thị Tuyết"


def test_no_session_opens_on_the_gui_thread(officer: Officer, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ready(desk)
    threads: set[threading.Thread] = set()
    for name in ("read", "write"):
        opened: Callable[[Store], AbstractContextManager[Any]] = getattr(Store, name)

        def watched(
            store: Store, opened: Callable[[Store], AbstractContextManager[Any]] = opened
        ) -> AbstractContextManager[Any]:
            threads.add(threading.current_thread())
            return opened(store)

        monkeypatch.setattr(Store, name, watched)
    page = at(officer, code)
    give(officer, page)
    assert threading.main_thread() not in threads
    assert threads


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5])
def test_nothing_is_cut_at_any_text_size(officer: Officer, desk: Desk, look: Look, factor: float) -> None:
    code = code_of(desk, {"name": "Lò Văn Ấm"}, fee=15000, owner=OWNER)
    look(Scheme.LIGHT, factor)
    page = at(officer, code)
    officer.press(Key.Key_Return, CTRL)
    assert cut_words(officer.window) == []
    page.form.receiver.choice.set_value("authorised")
    officer.still()
    assert cut_words(officer.window) == []


def test_enter_walks_through_the_receiver(officer: Officer, desk: Desk) -> None:
    page = at(officer, ready(desk))
    officer.press(Key.Key_H, ALT)
    walked: list[QWidget] = []
    for _ in range(3):
        walked.append(officer.focus)
        officer.enter()
    receiver = page.form.receiver
    assert walked == [receiver.name_, receiver.number, receiver.phone]
