"""Papers on Tra cứu: seen before they are printed, exactly as printed, and any of them printed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rules.events import Kind
from app.services import acts, drafts, intake, papers
from app.services.desk import Desk
from app.ui.kit.paper import render_pdf
from tests.services.counter import Clock, code_of, draft
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
    officer.press(K.Key_G, ALT)
    view = page.looking.view
    assert view.isVisible()
    assert view.pages is not None
    seen = view.pages.images[0]
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
    page = look_up(officer, code)
    officer.press(K.Key_R, CTRL)
    officer.press(K.Key_A, CTRL)
    officer.type("0905318462")
    officer.press(K.Key_G, ALT)
    view = page.looking.view
    assert view.count.text().startswith("trang 1 trong ")
    officer.press(K.Key_PageDown)
    assert view.count.text().startswith("trang 2 trong ")
    officer.press(K.Key_PageUp)
    officer.press(K.Key_PageUp)
    assert view.count.text().startswith("trang 1 trong ")


def test_a_form_that_cannot_be_says_so_instead_of_a_paper(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.ahead(days=10)
    page = look_up(officer, code)
    officer.press(K.Key_X, ALT)
    assert "không gia hạn được" in page.side.act_form.error.text()
    officer.type("chờ xác minh")
    officer.press(K.Key_G, ALT)
    assert not page.looking.view.isVisible()
    assert "không gia hạn được" in page.side.act_form.fields["new_due"].error + page.side.act_form.error.text()
    write(officer)
    assert len(now(desk, code).events) == 1


def test_other_papers_are_offered_seen_and_printed_by_keys(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    acts.act(desk, code, Kind.SUPPLEMENT_REQUESTED, {"reason": "thiếu"})
    page = look_up(officer, code)
    officer.press(K.Key_I, ALT)
    names = [row.cells[0].text for row in page.side.paper_list.rows.rows]
    assert names == ["Giấy tiếp nhận", "Phiếu yêu cầu bổ sung", "Phiếu kiểm soát quá trình", "Giấy bàn giao hồ sơ"]
    officer.press(DOWN)
    officer.press(RETURN)
    assert page.looking.view.isVisible()
    assert page.looking.view.title.text() == f"Phiếu yêu cầu bổ sung · {code}"
    officer.press(ESC)
    officer.press(K.Key_P, CTRL)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    assert printed(officer) == [f"Phiếu yêu cầu bổ sung {code}"]
    with desk.store.read() as connection:
        assert papers.copies(connection, now(desk, code).id, "supplement") == 1


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
