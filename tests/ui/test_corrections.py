"""Sửa sai: everything that can be corrected, told as old and new before, a receipt in place of the old after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.services import acts, finding, papers, returning
from app.services.desk import Desk
from app.ui.dossiers.history import entries
from tests.services.counter import MORNING, code_of
from tests.ui.lookup import (
    DOWN,
    PAPERS,
    K,
    correct,
    look_up,
    now,
    printed,
    write,
)
from tests.ui.officer import CTRL, Officer, officer_at


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def test_a_correction_tells_old_and_new_before_and_offers_a_receipt_in_place_after(
    officer: Officer, desk: Desk
) -> None:
    code = code_of(desk)
    papers.printed(desk, code, "receipt")
    page = look_up(officer, code)
    officer.press(K.Key_R, CTRL)
    officer.press(K.Key_A, CTRL)
    officer.type("0905318462")
    assert page.side.correct_form.lines.text() == "Điện thoại: 0912 345 678 → 0905318462"
    write(officer)
    offered = [button.text() for button in page.side.quiet.findChildren(QPushButton)]
    assert offered == ["In giấy thay thế"]
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: now(desk, code).prints == 2)
    assert printed(officer) == [f"Giấy tiếp nhận {code}"]


def test_a_correction_the_receipt_does_not_show_offers_no_other_receipt(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    correct(officer, page, "Nội dung, nơi nhận, nơi giải quyết")
    page.side.correct_form.editors["note"].setFocus()
    officer.type("gọi trước khi trả")
    write(officer)
    assert now(desk, code).note == "gọi trước khi trả"
    assert [button.text() for button in page.side.quiet.findChildren(QPushButton)] == ["Sửa sai…"]


def test_a_promise_is_moved_only_with_a_reason(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    correct(officer, page, "Đổi ngày hẹn")
    officer.press(K.Key_A, CTRL)
    officer.type("26/11/2026")
    write(officer)
    assert page.side.correct_form.reason_field.error == "Ghi lý do đổi ngày hẹn."
    officer.type("có kết quả sớm")
    write(officer)
    saved = now(desk, code)
    assert f"{saved.due_at:%H:%M %d/%m/%Y}" == "08:15 26/11/2026"
    assert saved.due_reason == "Đổi ngày hẹn: có kết quả sớm."
    newest = entries(finding.history(desk, code), MORNING.date())[0]
    assert newest.what == "Sửa hẹn trả"
    assert newest.reason == "08:15 27/11/2026 sửa thành 08:15 26/11/2026\nLý do: có kết quả sớm"


def test_counts_people_and_the_fee_receipt_are_corrected_in_one_go(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, components=PAPERS, fee=50_000)
    page = look_up(officer, code)
    correct(officer, page, "Giấy tờ")
    officer.type("3")
    page.side.correct_form.group.setFocus()
    officer.press(K.Key_Up)
    officer.type("Lò Thị Chủ")
    for _ in range(2):
        page.side.correct_form.group.setFocus()
        officer.press(DOWN)
    page.side.correct_form.group.setFocus()
    officer.press(DOWN)
    page.side.correct_form.editors["fee_receipt.number"].setFocus()
    officer.type("0077")
    assert "Tờ khai: 1 bản chính → 3 bản chính" in page.side.correct_form.lines.text()
    write(officer)
    saved = now(desk, code)
    assert saved.components[0].originals == 3
    assert saved.owner is not None
    assert saved.owner.name == "Lò Thị Chủ"
    assert saved.fee_receipt is not None
    assert saved.fee_receipt.number == "0077"
    told = entries(finding.history(desk, code), MORNING.date())[0].reason
    assert "Tờ khai: 1 bản chính → 3 bản chính" in told
    assert "chủ hồ sơ: để trống sửa thành Lò Thị Chủ" in told


def test_result_and_receiver_can_be_corrected_after_the_return(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    acts.act(desk, code, Kind.RESULT_READY, {"number": "1"})
    returning.give_back(desk, code, to="Nguyễn Thị Đặng")
    page = look_up(officer, code)
    correct(officer, page, "Kết quả")
    officer.press(K.Key_A, CTRL)
    officer.type("11/GXN")
    page.side.correct_form.group.setFocus()
    officer.press(DOWN)
    officer.press(K.Key_A, CTRL)
    officer.type("Nguyễn Văn Đặng")
    write(officer)
    saved = now(desk, code)
    assert saved.result is not None
    assert saved.result.number == "11/GXN"
    assert saved.returned_to is not None
    assert saved.returned_to.name == "Nguyễn Văn Đặng"


def test_another_address_is_another_commune_or_none(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_R, CTRL)
    page.side.correct_form.editors["applicant.address"].setFocus()
    officer.press(K.Key_A, CTRL)
    officer.type("Tổ 1, phường Ba Đình, thành phố Hà Nội")
    write(officer)
    assert now(desk, code).applicant.commune == "00004"
