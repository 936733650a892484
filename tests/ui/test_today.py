"""Hôm nay as an officer sees it: figures that ask for something, their lists, and what may not have been printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.services import acts, board, papers
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from app.ui.today.page import TodayPage
from tests.services.counter import Clock, code_of, do
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Blank, Officer, officer_at


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.TODAY] = lambda window: TodayPage(window, one.context)
        yield one


def today(officer: Officer) -> TodayPage:
    page = officer.open(Screen.TODAY)
    assert isinstance(page, TodayPage)
    return page


def figures(page: TodayPage) -> dict[str, int]:
    return {name: tile.figure for name, tile in page.form.tiles.items()}


def listed(page: TodayPage) -> list[object]:
    return [row.key for row in page.form.rows.rows]


def test_the_tiles_count_what_the_board_counts_and_the_day_begins_with_the_first_that_asks(
    officer: Officer, desk: Desk, clock: Clock
) -> None:
    late, ready = code_of(desk), code_of(desk, {"name": "Lò Văn Ấm"})
    for code in (late, ready):
        papers.printed(desk, code, "receipt")
    acts.act(desk, ready, Kind.RESULT_READY, {"number": "1"})
    clock.ahead(days=10)
    page = today(officer)
    assert figures(page) == board.board(desk).counts
    assert figures(page)["overdue"] == 1
    assert listed(page) == [late]
    assert page.form.tiles["overdue"].isChecked()


def test_alt_and_a_digit_show_a_list_and_enter_opens_the_dossier(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED, reason="thiếu tờ khai")
    page = today(officer)
    officer.press(Qt.Key.Key_4, ALT)
    assert listed(page) == [code]
    officer.enter()
    assert officer.window.current_name == Screen.LOOKUP


def test_f4_takes_the_chosen_dossier_along(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    acts.act(desk, code, Kind.RESULT_READY, {})
    today(officer)
    officer.press(Qt.Key.Key_3, ALT)
    officer.press(Qt.Key.Key_F4)
    back = officer.window.current
    assert isinstance(back, Blank)
    assert back.given == code


def test_a_receipt_that_may_not_be_printed_is_named_at_the_start_and_printed_with_one_key(
    officer: Officer, desk: Desk
) -> None:
    code = code_of(desk)
    page = today(officer)
    assert code in page.form.quiet.what.text()
    officer.press(Qt.Key.Key_5, ALT)
    assert listed(page) == [code]
    officer.press(Qt.Key.Key_P, CTRL)
    officer.until(lambda: figures(page)["unprinted"] == 0)
    assert [path.name for path in officer.papers.glob("*.pdf")] == [f"Giấy tiếp nhận {code}.pdf"]
    assert board.board(desk).counts["unprinted"] == 0


def test_an_empty_list_says_how_to_begin(officer: Officer) -> None:
    page = today(officer)
    assert page.form.empty.isVisible()
    assert "F2" in page.form.empty.text()


@pytest.mark.parametrize("factor", [1.0, 1.15, 1.25, 1.5])
def test_no_word_is_cut(officer: Officer, desk: Desk, look: Callable[[Scheme, float], None], factor: float) -> None:
    code_of(desk, {"name": "Nguyễn Thị Hồng Ngọc Ngưỡng"})
    look(Scheme.LIGHT, factor)
    page = today(officer)
    assert cut_words(page) == []


def test_opening_a_dossier_passes_its_code(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    today(officer)
    officer.window.factories[Screen.LOOKUP] = Blank
    officer.press(Qt.Key.Key_5, ALT)
    officer.enter()
    back = officer.window.current
    assert isinstance(back, Blank)
    assert back.given == LookUp(code)
