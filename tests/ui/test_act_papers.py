"""Papers on Tra cứu: seen before they are printed, exactly as printed, and any of them printed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.services import drafts, intake, prints
from app.services.desk import Desk
from app.ui.kit.paper import render_pdf
from tests.printing.samples import page_texts
from tests.services.counter import Clock, code_of, do, draft
from tests.ui.lookup import (
    DOWN,
    ESC,
    RETURN,
    TAB,
    K,
    look_up,
    now,
    printed,
    quiet,
    write,
)
from tests.ui.officer import ALT, CTRL, Officer, officer_at


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def test_the_paper_seen_before_is_the_paper_printed_after(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_Y, ALT)
    officer.type("Giấy xác nhận cư trú")
    officer.press(TAB)
    officer.type("Chưa đủ")
    officer.press(K.Key_F7)
    view = officer.window.enlarged
    assert view.isVisible()
    assert view.title.text() == "Phiếu yêu cầu bổ sung · chưa ghi"
    seen = view.paper.image
    assert len(now(desk, code).events) == 1
    officer.press(ESC)
    assert not view.isVisible()
    assert page.side.act_form.fields["reason"].editor is officer.focus
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    (file,) = officer.papers.glob("*.pdf")
    assert render_pdf(file.read_bytes(), seen.width()) == seen


def test_a_paper_of_several_pages_is_turned_by_keys(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, components=[{"name": f"Giấy tờ thứ {at}", "originals": 1} for at in range(40)])
    look_up(officer, code)
    officer.press(K.Key_R, CTRL)
    officer.press(K.Key_A, CTRL)
    officer.type("0905318462")
    officer.press(K.Key_F7)
    where = officer.window.enlarged.where
    assert where.text().startswith("Trang 1 trong ")
    officer.press(K.Key_PageDown)
    assert where.text().startswith("Trang 2 trong ")
    officer.press(K.Key_PageUp)
    officer.press(K.Key_PageUp)
    assert where.text().startswith("Trang 1 trong ")


def test_a_form_that_cannot_be_says_so_instead_of_a_paper(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.ahead(days=10)
    page = look_up(officer, code)
    officer.press(K.Key_X, ALT)
    assert "không gia hạn được" in page.side.act_form.error.text()
    officer.type("chờ xác minh")
    officer.press(K.Key_F7)
    assert not officer.window.enlarged.isVisible()
    assert "không gia hạn được" in page.side.act_form.fields["new_due"].error + page.side.act_form.error.text()
    write(officer)
    assert len(now(desk, code).events) == 1


def test_other_papers_are_offered_seen_and_printed_by_keys(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    page = look_up(officer, code)
    officer.press(K.Key_I, ALT)
    names = [row.cells[0].text for row in page.side.paper_list.rows.rows]
    assert names == ["Giấy tiếp nhận", "Phiếu yêu cầu bổ sung", "Phiếu kiểm soát quá trình", "Giấy bàn giao hồ sơ"]
    officer.press(DOWN)
    officer.press(RETURN)
    assert officer.window.enlarged.isVisible()
    assert officer.window.enlarged.title.text() == f"Phiếu yêu cầu bổ sung · {code}"
    officer.press(ESC)
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert printed(officer) == [f"Phiếu yêu cầu bổ sung {code}"]
    with desk.store.read() as connection:
        assert prints.copies(connection, now(desk, code).id, "supplement") == 1


def test_what_is_typed_survives_a_paper_that_is_printed_meanwhile(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page = look_up(officer, code)
    officer.press(K.Key_Y, ALT)
    officer.type("Giấy xác nhận")
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: now(desk, code).prints == 1)
    officer.still()
    assert page.side.form_open
    assert page.side.act_form.fields["items"].editor.value() == "Giấy xác nhận"  # type: ignore[attr-defined]


def test_the_paper_of_a_dossier_refused_at_the_door_is_its_refusal(officer: Officer, desk: Desk) -> None:
    code = intake.refuse(desk, drafts.read(draft()), {"reason": "không thuộc thẩm quyền"}).dossier.code
    page = look_up(officer, code)
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert printed(officer) == [f"Phiếu từ chối {code}"]


def test_what_the_window_shows_and_prints_of_a_voided_dossier_says_so(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.VOIDED)
    look_up(officer, code)
    officer.press(K.Key_F7)
    seen = officer.window.enlarged.paper.image
    officer.press(ESC)
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: now(desk, code).prints == 1)
    (file,) = officer.papers.glob("*.pdf")
    assert "ĐÃ HỦY" in page_texts(file.read_bytes())[0]
    assert render_pdf(file.read_bytes(), seen.width()) == seen


def test_f7_shows_the_receipt_of_a_dossier_and_what_is_printed_next_is_that(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    page, sheet = look_up(officer, code), officer.window.enlarged
    officer.press(K.Key_F7)
    assert sheet.title.text() == f"Giấy tiếp nhận · {code}"
    seen = sheet.paper.image
    officer.press(K.Key_F7)
    assert not sheet.isVisible()
    officer.press(K.Key_F7)
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert not sheet.isVisible()
    (file,) = officer.papers.glob("*.pdf")
    assert render_pdf(file.read_bytes(), seen.width()) == seen


def test_an_act_without_a_paper_is_looked_at_with_the_receipt_of_its_dossier(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    look_up(officer, code)
    officer.press(K.Key_R, ALT)
    officer.press(K.Key_F7)
    assert officer.window.enlarged.title.text() == f"Giấy tiếp nhận · {code}"


def test_in_a_narrow_window_f7_shows_the_paper_over_the_panel_and_gives_it_back(officer: Officer, desk: Desk) -> None:
    officer.window.resize(1100, 688)
    page = look_up(officer, code_of(desk))
    officer.press(K.Key_Y, ALT)
    officer.type("Giấy xác nhận")
    officer.press(K.Key_F7)
    assert officer.window.enlarged.isVisible()
    officer.press(K.Key_F7)
    assert not officer.window.enlarged.isVisible()
    assert officer.window.sheet.isVisible()
    assert page.side.act_form.fields["items"].editor is officer.focus


def test_a_paper_left_before_it_is_drawn_does_not_come_up_later(officer: Officer, desk: Desk) -> None:
    look_up(officer, code_of(desk))
    QTest.keyClick(officer.focus, K.Key_F7)
    assert officer.window.enlarged.paper.empty == "Đang dựng giấy…"
    officer.press(ESC)
    assert not officer.window.enlarged.isVisible()
