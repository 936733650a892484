"""Extensions: the evening before, one after another, never to a day off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.services import acts
from app.services.desk import Desk
from app.ui.arguments import DueNext
from app.ui.dossiers.page import LookupPage
from app.ui.shortcuts import Screen
from app.ui.today.page import TodayPage
from tests.services.counter import Clock, code_of
from tests.ui.lookup import (
    DOWN,
    TAB,
    K,
    body_of,
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
        one.window.factories[Screen.TODAY] = lambda window: TodayPage(window, one.context)
        yield one


def test_an_extension_begins_with_the_next_working_day_and_keeps_its_signer(officer: Officer, desk: Desk) -> None:
    first, second = code_of(desk), code_of(desk)
    page = look_up(officer, first)
    officer.press(K.Key_X, ALT)
    form = page.side.act_form
    assert form.fields["new_due"].editor.text() == "30/11/2026"  # type: ignore[attr-defined]
    officer.type("chờ xác minh")
    officer.press(TAB)
    officer.type("12/PXL")
    officer.press(TAB)
    officer.type("Trần Văn Chủ")
    write(officer)
    officer.until(lambda: quiet(page).startswith("Đã in"))
    saved = now(desk, first)
    assert f"{saved.due_at:%H:%M %d/%m/%Y}" == "08:15 30/11/2026"
    assert (body_of(desk, first)["number"], body_of(desk, first)["signer"]) == ("12/PXL", "Trần Văn Chủ")
    assert printed(officer) == [f"Phiếu xin lỗi và gia hạn {first}"]
    look_up(officer, second)
    officer.press(K.Key_X, ALT)
    assert form.fields["signer"].editor.text() == "Trần Văn Chủ"  # type: ignore[attr-defined]
    assert not form.caution.isVisible()
    look_up(officer, first)
    officer.press(K.Key_X, ALT)
    assert "đã gia hạn đủ số lần" in form.caution.title.text()


def test_a_promise_is_not_moved_to_a_day_off(officer: Officer, desk: Desk) -> None:
    page = look_up(officer, code_of(desk))
    officer.press(K.Key_X, ALT)
    officer.press(K.Key_Backtab)
    officer.press(K.Key_A, CTRL)
    officer.type("28/11/2026")
    write(officer)
    said = page.side.act_form.fields["new_due"].error
    assert said == "28/11/2026 là ngày nghỉ. Ngày làm việc kế tiếp: 30/11/2026."


def test_the_evening_before_what_is_due_is_extended_one_after_another(
    officer: Officer, desk: Desk, clock: Clock
) -> None:
    early = code_of(desk, {"name": "Hẹn trước"})
    clock.ahead(days=3)
    later = code_of(desk, {"name": "Hẹn sau"})
    clock.at = now(desk, early).due_at.replace(day=26, hour=16)
    today = officer.open(Screen.TODAY)
    assert isinstance(today, TodayPage)
    officer.until(today.form.due_next.isVisible)
    assert today.form.due_next.text() == "Đến hạn ngày làm việc tới (27/11), chưa có kết quả: 1 hồ sơ"
    acts.act(desk, later, Kind.CORRECTED, {"changes": {"due_at": "2026-11-27T10:00:00+07:00"}, "reason": "x"})
    officer.press(K.Key_G, ALT)
    page = officer.window.current
    assert isinstance(page, LookupPage)
    assert [row.key for row in page.form.rows.rows] == [later, early]
    for code in (later, early):
        officer.press(DOWN)
        assert page.side.dossier is not None
        assert page.side.dossier.code == code
        officer.press(K.Key_X, ALT)
        officer.type("chờ xác minh")
        write(officer)
        officer.until(lambda: quiet(page).startswith("Đã in"))
        officer.still()
    assert [now(desk, code).extensions for code in (later, early)] == [1, 1]
    assert page.form.rows.rows == []


def test_a_dossier_with_its_result_is_not_among_those_to_extend(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.at = now(desk, code).due_at.replace(day=26)
    acts.act(desk, code, Kind.RESULT_READY)
    today = officer.open(Screen.TODAY)
    assert isinstance(today, TodayPage)
    assert not today.form.due_next.isVisible()
    page = officer.open(Screen.LOOKUP, DueNext())
    assert isinstance(page, LookupPage)
    assert page.form.rows.rows == []
    assert page.form.empty.text() == "Không có hồ sơ nào đúng điều kiện lọc."
