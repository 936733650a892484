"""What the law adds to reception: cases, who decides, exemptions, transfers, refusals, dossiers of one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models import setting
from app.rules.acts import Kind
from app.rules.catalogue import Case, ComponentTemplate, Procedure
from app.rules.fees import Exemption, FeeRule
from app.rules.states import State
from app.services import catalogue, finding
from app.services.centre import put_procedures
from app.services.desk import Desk
from app.services.grounds import grounds
from app.ui.intake.page import IntakePage
from app.ui.kit.choices import Segmented
from app.ui.kit.inputs import Combo
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import receive
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Officer, officer_at
from tests.ui.test_intake import fill, only_dossier, scan, take, words_of

Look = Callable[[Scheme, float], None]
MARRIAGE = "1.000894"
EXEMPT = Exemption("poor", "người thuộc hộ nghèo", "Luật Hộ tịch số 60/2014/QH13, Điều 11")


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


@pytest.fixture
def page(officer: Officer) -> IntakePage:
    return opened(officer)


def opened(officer: Officer) -> IntakePage:
    page = officer.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    return page


def of_catalogue(desk: Desk, code: str) -> Procedure:
    return next(one for one in catalogue.in_force_on(desk, desk.clock().date()) if one.code == code)


def put(desk: Desk, procedure: Procedure) -> None:
    with desk.store.write() as connection:
        put_procedures(connection, (procedure,))
    desk.changed()


def with_cases(desk: Desk, *names: str) -> None:
    """Give marriage a fee, an exemption, and cases that ask for one paper of the procedure's and one of their own."""
    procedure = of_catalogue(desk, MARRIAGE)
    own = ComponentTemplate("Giấy xác nhận của cơ sở y tế", originals=2)
    cases = tuple(
        Case(f"case{at}", name, "10 ngày làm việc", FeeRule("case", 50_000), (procedure.components[0], own))
        for at, name in enumerate(names)
    )
    fee = FeeRule("case", 20_000, basis="Nghị quyết 05/2025/NQ-HĐND", exemptions=(EXEMPT,))
    put(desk, replace(procedure, cases=cases, fee=fee))


def centre_has(desk: Desk, **facts: Any) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), **facts))
    desk.changed()


def bank(desk: Desk) -> None:
    centre_has(desk, bank={"bin": "970436", "account": "0011001234567", "name": "TRUNG TAM THU"})


def cases(page: IntakePage) -> Segmented | Combo:
    editor = page.form.procedure.case_.editor
    assert editor is not None
    return editor


def settled(officer: Officer, page: IntakePage) -> None:
    """Wait until the paper shows what stands on the form."""
    page.ahead.now()
    officer.still()


def save(officer: Officer, page: IntakePage, said: str = "Đã lưu và in") -> None:
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith(said))


def printed(officer: Officer, title: str) -> str:
    (paper,) = officer.papers.glob(f"{title} H15*.pdf")
    return words_of(paper.read_bytes())


# -- cases -------------------------------------------------------------------------------------------------------


def test_another_case_has_its_own_papers_term_fee_and_promise(desk: Desk, officer: Officer) -> None:
    with_cases(desk, "Có yếu tố nước ngoài")
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    settled(officer, page)
    assert page.form.promise.fee.text() == "20.000"
    before = page.form.promise.band.moment.text()
    cases(page).setFocus()
    officer.press(Qt.Key.Key_Right)
    settled(officer, page)

    assert [line.title for line in page.form.papers.lines][1] == "Giấy xác nhận của cơ sở y tế"
    assert page.form.promise.fee.text() == "50.000"
    assert page.form.promise.band.moment.text() != before
    assert "10 ngày làm việc" in page.form.procedure.line.help
    save(officer, page)
    saved = only_dossier(desk)
    assert (saved.case, saved.term, saved.fee) == ("case0", "10 ngày làm việc", 50_000)
    assert [paper.originals for paper in saved.components] == [1, 2]


def test_a_procedure_without_a_term_asks_for_the_day_and_shows_the_words_it_has_instead(
    desk: Desk, officer: Officer, look: Look
) -> None:
    put(desk, replace(of_catalogue(desk, MARRIAGE), term="", term_note="Sau mùa gặt", cases=()))
    page = opened(officer)
    promise = page.form.promise
    assert not promise.due_field.isVisible()
    scan(officer)
    take(officer, MARRIAGE)
    settled(officer, page)
    assert promise.due_field.isVisible()
    assert promise.due_field.line.help == "Sau mùa gặt"
    assert "không có thời hạn" in page.form.procedure.line.help
    assert "Ghi ngày hẹn trả" in promise.band.why.text()
    officer.press(Qt.Key.Key_Return, CTRL)
    assert officer.focus is promise.due, "it is what keeps the form from being saved"
    officer.type("27/11/2026")
    settled(officer, page)
    assert promise.band.moment.text() == "17:00 Thứ Sáu 27/11/2026"
    officer.until(lambda: cut_words(page) == [])
    save(officer, page)
    saved = only_dossier(desk)
    assert (saved.term, f"{saved.due_at:%H:%M %d/%m/%Y}") == ("", "17:00 27/11/2026")
    assert promise.due.value() == "", "the next citizen has another day"
    take(officer, "1.004873")
    settled(officer, page)
    assert not promise.due_field.isVisible()


def test_a_count_the_officer_typed_stays_with_its_paper_in_another_case(desk: Desk, officer: Officer) -> None:
    with_cases(desk, "Có yếu tố nước ngoài")
    page = opened(officer)
    take(officer, MARRIAGE)
    officer.type("3")
    page.form.papers.add_button.setFocus()
    officer.press(Qt.Key.Key_Space)
    officer.type("Đơn trình bày")
    cases(page).setFocus()
    officer.press(Qt.Key.Key_Right)
    assert [(paper.name, paper.counts[0]) for paper in page.form.entered().papers] == [
        (page.form.papers.lines[0].title, 3),
        ("Giấy xác nhận của cơ sở y tế", 2),
        ("Đơn trình bày", 1),
    ]


@pytest.mark.parametrize(("count", "kind"), [(3, Segmented), (4, Combo)])
def test_up_to_four_cases_are_segments_and_more_are_a_list(
    desk: Desk, officer: Officer, count: int, kind: type
) -> None:
    with_cases(desk, *(f"Trường hợp {at}" for at in range(count)))
    page = opened(officer)
    take(officer, MARRIAGE)
    assert isinstance(page.form.procedure.case_.editor, kind)
    cases(page).setFocus()
    officer.press(Qt.Key.Key_Right if kind is Segmented else Qt.Key.Key_Down)
    assert page.form.entered().case == "case0"


def test_a_draft_comes_back_with_its_case_exemption_and_destination(
    qtbot: QtBot, desk: Desk, tmp_path: Path, officer: Officer
) -> None:
    with_cases(desk, "Có yếu tố nước ngoài")
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    officer.press(Qt.Key.Key_P, ALT)
    officer.press(Qt.Key.Key_Down)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("Sở Tư pháp")
    before = page.form.entered()
    assert (before.exemption, before.destination) == ("poor", "Sở Tư pháp")
    officer.open(Screen.TODAY)
    with officer_at(qtbot, desk, tmp_path / "papers") as another:
        again = opened(another)
        another.until(lambda: not again.form.entered().empty)
        assert again.form.entered() == before
        assert again.form.procedure.destination.isVisible()
        assert again.form.promise.exemption.isVisible()


# -- who decides -------------------------------------------------------------------------------------------------


def test_the_own_unit_decides_and_no_field_asks_for_another(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    assert page.form.procedure.link.isVisible()
    assert not page.form.procedure.destination.isVisible()
    save(officer, page)
    assert only_dossier(desk).destination is None


def test_another_commune_of_the_province_is_offered_while_typing(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("xuan phuoc")
    officer.press(Qt.Key.Key_Down)
    officer.enter()
    assert page.form.procedure.destination.text() == "Xã Xuân Phước"
    save(officer, page)
    saved = only_dossier(desk)
    assert saved.destination is not None
    assert (saved.destination.name, saved.destination.commune) == ("Ủy ban nhân dân xã Xuân Phước", "22111")
    assert "Ủy ban nhân dân xã Xuân Phước" in " ".join(printed(officer, "Giấy tiếp nhận").split())


@pytest.mark.parametrize("typed", ["22111", "xã xuân phước", "UBND Xã Xuân Phước, tỉnh Đắk Lắk"])
def test_a_commune_written_out_is_that_commune(officer: Officer, page: IntakePage, typed: str) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type(typed)
    assert page.form.entered().destination_commune == "22111"


def test_a_department_is_written_by_its_name(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("Sở Nông nghiệp và Môi trường")
    save(officer, page)
    saved = only_dossier(desk)
    assert saved.destination is not None
    assert (saved.goes_to, saved.destination.commune) == ("Sở Nông nghiệp và Môi trường", None)
    assert not page.form.procedure.destination.isVisible()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Phường Hải Châu", "Xã, phường mã 20242 thuộc tỉnh khác. Hồ sơ chỉ nhận trong phạm vi tỉnh."),
        ("99999", "Không có xã, phường, đặc khu mã 99999. Mã có 5 chữ số, theo Quyết định 19/2025/QĐ-TTg."),
    ],
)
def test_a_commune_outside_the_province_is_said_in_the_field_and_nothing_is_saved(
    officer: Officer, page: IntakePage, desk: Desk, typed: str, sentence: str
) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type(typed)
    officer.enter()
    assert page.form.procedure.elsewhere.error == sentence
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.procedure.elsewhere.error == sentence
    assert officer.focus is page.form.procedure.destination
    assert finding.find(desk, "") == []


def test_the_destination_can_be_given_up(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("Phường Hải Châu")
    page.form.procedure.stay.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert (page.form.entered().destination, page.form.procedure.elsewhere.error) == ("", "")
    assert page.form.procedure.link.isVisible()


# -- fees --------------------------------------------------------------------------------------------------------


def test_an_exemption_is_free_and_shows_its_basis(desk: Desk, officer: Officer) -> None:
    with_cases(desk)
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    assert not page.form.promise.exemption.isVisible()
    officer.press(Qt.Key.Key_L, ALT)
    officer.type("99000")
    officer.press(Qt.Key.Key_P, ALT)
    officer.press(Qt.Key.Key_Down)
    settled(officer, page)
    assert page.form.promise.exemption.currentText() == "Người thuộc hộ nghèo"
    assert page.form.promise.exempt.line.help == f"Căn cứ: {EXEMPT.basis}."
    assert page.form.promise.fee.text() == "0"
    save(officer, page)
    saved = only_dossier(desk)
    assert (saved.fee, saved.exemption, saved.fee_basis) == (0, EXEMPT.name, EXEMPT.basis)
    assert not page.form.promise.exemption.isVisible()


def test_a_rule_without_exemptions_offers_none(officer: Officer, page: IntakePage) -> None:
    take(officer, "2.000815")
    assert not page.form.promise.link.isVisible()


def test_one_key_says_cash_and_an_arrow_says_transfer(desk: Desk, officer: Officer) -> None:
    with_cases(desk)
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    officer.press(Qt.Key.Key_U, ALT)
    assert (page.form.entered().fee_paid, page.form.entered().pay_method) == (True, "cash")
    officer.press(Qt.Key.Key_Down)
    save(officer, page)
    saved = only_dossier(desk)
    assert [(one.amount, one.method) for one in saved.payments] == [(20_000, "transfer")]
    assert saved.fee_paid
    assert page.form.entered().empty


def test_a_fee_still_owed_has_its_vietqr_only_on_the_saved_receipt(desk: Desk, officer: Officer) -> None:
    with_cases(desk)
    bank(desk)
    page = opened(officer)
    officer.context.centre = replace(officer.context.centre, bank={"bin": "970436"})
    scan(officer)
    take(officer, MARRIAGE)
    settled(officer, page)
    assert "VietQR" in page.side.hint.text()
    assert "0011001234567" not in words_of(page.side.paper.pdf)
    save(officer, page)
    assert "0011001234567" in printed(officer, "Giấy tiếp nhận")
    assert "Còn 20.000 đồng" in page.side.quiet.detail.text()


def test_a_fee_paid_has_no_vietqr(desk: Desk, officer: Officer) -> None:
    with_cases(desk)
    bank(desk)
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    officer.press(Qt.Key.Key_U, ALT)
    settled(officer, page)
    assert "VietQR" not in page.side.hint.text()
    save(officer, page)
    assert "0011001234567" not in printed(officer, "Giấy tiếp nhận")


# -- not taken in ------------------------------------------------------------------------------------------------


def test_a_refusal_is_written_with_its_ground_and_printed(officer: Officer, page: IntakePage, desk: Desk) -> None:
    ground = grounds(desk)[0]
    fill(officer)
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Down)
    settled(officer, page)
    assert page.form.refusal.reason.value() == ground.text
    assert page.form.refusal.basis.value() == ground.basis
    assert page.side.title.text() == "Phiếu từ chối"
    assert not page.form.primary.isVisible()

    officer.press(Qt.Key.Key_Tab)
    officer.press(Qt.Key.Key_End, CTRL)
    officer.type(" Nơi giải quyết là Công an phường.")
    save(officer, page, "Không nhận, đã ghi và in số")
    saved = only_dossier(desk)
    assert (saved.state, saved.at_door, saved.components, saved.fee) == (State.REFUSED, True, (), 0)
    act = saved.events[-1]
    assert (act.kind, act.body["legal_basis"]) == (Kind.REFUSED, ground.basis)
    assert act.body["reason"] == f"{ground.text} Nơi giải quyết là Công an phường."
    assert page.side.quiet.what.text().endswith(saved.code)
    assert "Công an phường" in printed(officer, "Phiếu từ chối")
    assert page.form.entered().empty
    assert page.form.primary.isVisible()
    assert officer.woken == 1


def test_a_refusal_printed_again_is_the_refusal(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Down)
    save(officer, page, "Không nhận, đã ghi và in số")
    officer.press(Qt.Key.Key_P, CTRL)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã in lại"))
    assert {paper.name.split(" H15")[0] for paper in officer.papers.glob("*.pdf")} == {"Phiếu từ chối"}


def test_a_refusal_without_a_reason_says_so_and_writes_nothing(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.refusal.fields["reason"].error == "Ghi lý do không nhận, hoặc chọn một căn cứ."
    assert officer.focus is page.form.refusal.reason
    assert finding.find(desk, "") == []


def test_who_shows_no_paper_is_refused_by_name_alone(officer: Officer, page: IntakePage, desk: Desk) -> None:
    take(officer, "xac nhan tinh trang")
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Down)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.strip.words.text() == "Chưa lưu được: còn 1 chỗ cần sửa."
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Lò Thị Mai")
    save(officer, page, "Không nhận, đã ghi và in số")
    assert (only_dossier(desk).applicant.name, only_dossier(desk).applicant.id_number) == ("Lò Thị Mai", None)


def test_nothing_is_received_while_a_refusal_is_being_written(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_S, CTRL)
    assert not page.form.save.isVisible()
    assert finding.find(desk, "") == []


def test_esc_takes_the_refusal_back_and_keeps_the_form(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    before = page.form.entered()
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Down)
    officer.press(Qt.Key.Key_Escape)
    settled(officer, page)
    assert page.form.entered() == before
    assert page.side.title.text() == "Giấy tiếp nhận"
    save(officer, page)
    assert only_dossier(desk).state is State.RECEIVED


# -- one person, several dossiers --------------------------------------------------------------------------------


def test_the_next_dossier_of_a_person_starts_with_who_it_is(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905318462")
    who = page.form.entered().applicant
    save(officer, page)
    officer.press(Qt.Key.Key_T, ALT)
    again = page.form.entered()
    assert (again.applicant, again.procedure, again.papers, again.fee_paid) == (who, "", (), False)
    assert officer.focus is page.form.procedure.box


def test_two_dossiers_of_a_person_can_have_one_receipt(officer: Officer, page: IntakePage, desk: Desk) -> None:
    fill(officer)
    save(officer, page)
    officer.press(Qt.Key.Key_I, ALT)
    assert list(officer.papers.glob("Giấy tiếp nhận nhiều hồ sơ*")) == []
    officer.press(Qt.Key.Key_T, ALT)
    officer.type("2.000815")
    officer.enter()
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: "-0002" in page.side.quiet.what.text())
    assert "2 hồ sơ của người này." in page.side.quiet.detail.text()
    officer.press(Qt.Key.Key_I, ALT)
    officer.until(lambda: page.side.quiet.what.text().startswith("Đã in chung một giấy"))
    together = printed(officer, "Giấy tiếp nhận nhiều hồ sơ")
    assert "H15.10-261123-0001" in together
    assert "H15.10-261123-0002" in together


def test_somebody_else_is_not_offered_one_receipt(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    save(officer, page)
    officer.press(Qt.Key.Key_T, ALT)
    officer.press(Qt.Key.Key_H, ALT)
    officer.press(Qt.Key.Key_A, CTRL)
    officer.type("Nguyễn Thị Hương")
    take(officer, "2.000815")
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(lambda: "-0002" in page.side.quiet.what.text())
    assert page.writer.together == 1
    assert "của người này" not in page.side.quiet.detail.text()


def test_what_is_being_typed_is_never_overwritten(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    save(officer, page)
    officer.press(Qt.Key.Key_H, ALT)
    officer.type("Lò Thị Mai")
    officer.press(Qt.Key.Key_T, ALT)
    assert page.form.people.name_.text() == "Lò Thị Mai"
    assert "để sau (Ctrl+D)" in page.form.bar.note.text()


# -- linked procedures and the paper -----------------------------------------------------------------------------


def test_a_linked_procedure_names_what_it_comprises(officer: Officer, page: IntakePage, desk: Desk) -> None:
    scan(officer)
    take(officer, "3.000722")
    assert page.form.procedure.linked.text() == "Liên thông: gồm Đăng ký khai sinh; Đăng ký thường trú."
    save(officer, page)
    assert only_dossier(desk).linked == ("1.001193", "1.004222")
    take(officer, "2.000815")
    assert not page.form.procedure.linked.isVisible()


def plain(text: str) -> str:
    """A paper's words without what only a saved dossier has: code, register entry, and the dots that wait for it."""
    without = re.sub(r"H15\.10-\d{6}-\d{4}|\(cấp khi lưu\)|Mã QR|Số thứ tự: *(\d+|\.+)", "", text)
    return " ".join(without.split())


@pytest.mark.parametrize("edition", ["2018", "2025", None])
def test_the_paper_beside_the_form_is_the_one_that_is_printed(
    desk: Desk, officer: Officer, edition: str | None
) -> None:
    with_cases(desk, "Có yếu tố nước ngoài")
    centre_has(desk, edition=edition)
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905.318.462")
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("22111")
    officer.press(Qt.Key.Key_U, ALT)
    settled(officer, page)
    shown = page.side.paper.pdf
    save(officer, page)
    assert plain(words_of(shown)) == plain(printed(officer, "Giấy tiếp nhận"))


@pytest.mark.parametrize("code", ["1.004873", "2.000815", "3.000722"])
def test_exempted_counted_and_linked_papers_are_shown_as_printed(
    officer: Officer, page: IntakePage, desk: Desk, code: str
) -> None:
    scan(officer)
    take(officer, code)
    if code == "1.004873":
        officer.press(Qt.Key.Key_P, ALT)
        officer.press(Qt.Key.Key_Down)
    if code == "2.000815":
        page.form.promise.pages.setFocus()
        page.form.promise.pages.selectAll()
        officer.type("4")
    settled(officer, page)
    shown = page.side.paper.pdf
    save(officer, page)
    assert plain(words_of(shown)) == plain(printed(officer, "Giấy tiếp nhận"))


def test_the_refusal_beside_the_form_is_the_one_that_is_printed(officer: Officer, page: IntakePage) -> None:
    fill(officer)
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Down)
    settled(officer, page)
    shown = page.side.paper.pdf
    save(officer, page, "Không nhận, đã ghi và in số")
    assert plain(words_of(shown)) == plain(printed(officer, "Phiếu từ chối"))


def test_tab_goes_as_the_screen_is_read(officer: Officer, page: IntakePage) -> None:
    scan(officer)
    take(officer, "2.000815")
    form = page.form
    form.procedure.box.setFocus()
    choice = cases(page)
    assert isinstance(choice, Segmented)
    expected = [
        form.procedure.box, choice.buttons()[0], form.papers.lines[0].box, form.papers.lines[1].box,
        *form.papers.lines[1].cells, form.papers.add_button, form.promise.copies, form.promise.pages,
        form.promise.channel.buttons()[0], form.promise.deliver.buttons()[0], form.promise.fee, form.promise.paid,
        form.aside, form.refuse, form.save, form.primary, page.side.enlarge,
    ]  # fmt: skip
    for stop in expected:
        assert officer.focus is stop
        officer.press(Qt.Key.Key_Tab)


# -- room --------------------------------------------------------------------------------------------------------


def test_a_certification_with_its_counts_and_their_sum_fits_without_scrolling(
    officer: Officer, page: IntakePage
) -> None:
    scan(officer)
    take(officer, "2.000815")
    page.form.promise.copies.setFocus()
    officer.press(Qt.Key.Key_Return)
    assert officer.focus is page.form.promise.pages
    officer.type("12")
    settled(officer, page)
    assert page.form.promise.line.help
    assert not page.form.form.verticalScrollBar().isVisible()


def test_three_papers_with_a_choice_of_case_fit_without_scrolling(officer: Officer, page: IntakePage) -> None:
    scan(officer)
    take(officer, "1.001022")
    settled(officer, page)
    assert len(page.form.papers.lines) == 3
    assert page.form.promise.link.isVisible()
    assert not page.form.form.verticalScrollBar().isVisible()


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5])
def test_no_word_is_cut_with_everything_asked_for(desk: Desk, officer: Officer, look: Look, factor: float) -> None:
    with_cases(desk, "Có yếu tố nước ngoài", "Ở khu vực biên giới")
    bank(desk)
    look(Scheme.LIGHT, factor)
    page = opened(officer)
    scan(officer)
    take(officer, MARRIAGE)
    settled(officer, page)
    assert cut_words(page) == []
    officer.press(Qt.Key.Key_P, ALT)
    officer.press(Qt.Key.Key_N, ALT)
    officer.type("Sở Tư pháp")
    assert cut_words(page) == []
    officer.press(Qt.Key.Key_T, CTRL)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert cut_words(page) == []
    inner = page.form.form.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= page.form.form.viewport().width()


def test_what_an_access_letter_goes_to_is_brought_into_view(desk: Desk, officer: Officer, look: Look) -> None:
    look(Scheme.LIGHT, 1.5)
    page = opened(officer)
    fill(officer)
    officer.press(Qt.Key.Key_L, ALT)
    inner, viewport = page.form.promise.fee, page.form.form.viewport()
    officer.until(lambda: viewport.rect().contains(inner.mapTo(viewport, inner.rect().bottomLeft())))


def test_what_only_the_counter_below_can_refuse_is_said_whole_and_stays_until_something_changes(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), first=1, last=1))
    desk.changed()
    receive(desk)
    fill(officer)
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(page.form.strip.isVisible)
    officer.still()
    assert page.form.strip.words.text().startswith("Dãy số của quầy trong ngày (1 đến 1) đã hết.")
    assert cut_words(page) == []
    officer.press(Qt.Key.Key_O, ALT)
    officer.type("0905318462")
    assert page.form.strip.isHidden()
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(page.form.strip.isVisible)


def test_what_is_wrong_with_a_field_and_only_the_counter_below_sees_is_said_at_the_field(
    officer: Officer, page: IntakePage, desk: Desk
) -> None:
    fill(officer)
    page.form.people.name_.setText("Nguyễn " + "Thị " * 600)
    officer.press(Qt.Key.Key_Return, CTRL)
    officer.until(page.form.strip.isVisible)
    assert page.form.strip.words.text() == "Chưa lưu được: còn 1 chỗ cần sửa."
    assert page.form.people.fields["applicant.name"].error
    assert officer.focus is page.form.people.name_
    page.form.people.name_.selectAll()
    officer.type("Nguyễn Thị Hường")
    assert page.form.strip.isHidden()
    assert not page.form.people.fields["applicant.name"].error
