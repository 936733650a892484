"""Cần xử lý: two desks changed one dossier, and an officer chooses; both versions stay in the history."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import finding
from app.services.desk import Desk
from app.ui.arguments import LookUp
from app.ui.conflict.page import ConflictPage
from app.ui.dossiers.page import LookupPage
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.conftest import Ran
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Blank, Officer, officer_at
from tests.workflows.clash import OURS, THEIRS, clash, never_taken, withdrawn

Look = Callable[[Scheme, float], None]


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def open_page(officer: Officer, argument: object = None) -> ConflictPage:
    page = officer.open(Screen.CONFLICT, argument)
    assert isinstance(page, ConflictPage)
    return page


def chosen(desk: Desk, code: str) -> tuple[str | None, str | None, str]:
    dossier = finding.dossier(desk, code)
    return dossier.applicant.address, dossier.applicant.phone, dossier.sync


def test_both_sides_are_shown_with_who_said_them_and_when(officer: Officer, desk: Desk) -> None:
    clash(desk)
    page = open_page(officer)
    address, phone = page.form.cards
    assert [card.question.title for card in (address, phone)] == [
        "1. Địa chỉ của người nộp", "2. Điện thoại của người nộp",
    ]  # fmt: skip
    assert phone.question.theirs is not None
    assert (phone.question.theirs.title, phone.question.ours.title) == ("0941 220 315", "0914 220 315")
    assert phone.question.theirs.lines == ("Lê Văn Thuận, Quầy 2", "ghi lúc 08:51 23/11/2026")
    assert page.subtitle == "1 hồ sơ"


def test_a_choice_field_by_field_becomes_the_record(officer: Officer, desk: Desk) -> None:
    code = clash(desk)
    page = open_page(officer, code)
    officer.press(Qt.Key.Key_1, ALT)
    officer.press(Qt.Key.Key_4, ALT)
    assert "Buôn Ea Krôm, xã Minh Tâm" in page.form.note.words.accessibleName()
    assert "0914 220 315" in page.form.note.words.accessibleName()
    officer.press(Qt.Key.Key_Return, CTRL)
    assert chosen(desk, code) == (THEIRS["applicant.address"], OURS["applicant.phone"], "local")
    assert page.form.case is None
    assert code in page.side.quiet.what.text()
    assert len(finding.dossier(desk, code).events) == 4


@pytest.mark.parametrize(("keys", "kept"), [("13", THEIRS), ("24", OURS)])
def test_one_side_may_be_taken_as_a_whole(officer: Officer, desk: Desk, keys: str, kept: dict[str, str]) -> None:
    code = clash(desk)
    open_page(officer, code)
    for key in keys:
        officer.press(Qt.Key(Qt.Key.Key_0 + int(key)), ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    address, phone, sync = chosen(desk, code)
    assert (address, phone) == tuple(kept.values())
    assert sync != "parked"


@pytest.mark.parametrize(
    ("keys", "address", "phone"),
    [("13", "theirs", "theirs"), ("14", "theirs", "ours"), ("23", "ours", "theirs"), ("24", "ours", "ours")],
)
def test_the_command_line_comes_to_the_same(
    officer: Officer, desk: Desk, home: Path, tmp_path: Path, motcua: Callable[..., Ran],
    keys: str, address: str, phone: str,
) -> None:  # fmt: skip
    code = clash(desk)
    other = shutil.copytree(home, tmp_path / "other")
    open_page(officer, code)
    for key in keys:
        officer.press(Qt.Key(Qt.Key.Key_0 + int(key)), ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    choice = (f"applicant.address={address}", f"applicant.phone={phone}")
    typed = motcua("--home", other, "parked", code, "choose", *choice, "--clock-ok", "--json").json
    shown = motcua("show", code, "--json").json

    def without_the_moment(value: dict[str, Any]) -> dict[str, Any]:
        """What is chosen later is another event: its id, its moment, its hash."""
        said = ("kind", "officer", "desk", "body")
        return {**value, "head": None, "events": [{name: event[name] for name in said} for event in value["events"]]}

    assert without_the_moment(typed) == without_the_moment(shown)


def test_nothing_is_saved_before_every_place_is_chosen(officer: Officer, desk: Desk) -> None:
    code = clash(desk)
    page = open_page(officer, code)
    officer.press(Qt.Key.Key_1, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).sync == "parked"
    assert officer.focus is page.form.cards[1].ours


def test_a_dossier_the_province_never_took_can_only_be_sent_again(officer: Officer, desk: Desk) -> None:
    code = never_taken(desk)
    page = open_page(officer, code)
    (card,) = page.form.cards
    assert card.question.theirs is None
    officer.press(Qt.Key.Key_2, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).sync == "local"


def test_an_act_the_province_has_no_place_for_is_said_and_nothing_changes(officer: Officer, desk: Desk) -> None:
    code = withdrawn(desk)
    page = open_page(officer, code)
    officer.press(Qt.Key.Key_2, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert "không làm được việc" in page.form.note.words.accessibleName()
    assert finding.dossier(desk, code).sync == "parked"
    officer.press(Qt.Key.Key_1, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert finding.dossier(desk, code).state == "withdrawn"


def test_several_are_listed_and_taken_one_after_another(officer: Officer, desk: Desk) -> None:
    first = clash(desk)
    second = never_taken(desk)
    page = open_page(officer)
    assert page.form.table.isVisible()
    assert [row.key for row in page.form.rows.rows] == [second, first]
    officer.press(Qt.Key.Key_2, ALT)
    officer.press(Qt.Key.Key_Return, CTRL)
    assert page.form.case is not None
    assert page.form.case.parked.code == first
    assert not page.form.table.isVisible()


def test_nothing_parked_says_so_and_later_goes_to_today(officer: Officer, desk: Desk) -> None:
    page = open_page(officer)
    assert "Không có hồ sơ nào cần xử lý" in page.form.empty.text()
    page.form.later.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert isinstance(officer.window.current, Blank)


def test_a_parked_dossier_in_the_list_leads_here(officer: Officer, desk: Desk) -> None:
    code = clash(desk)
    lookup = officer.open(Screen.LOOKUP, LookUp(code))
    assert isinstance(lookup, LookupPage)
    assert lookup.side.main.text() == "Cần xử lý…"
    officer.press(Qt.Key.Key_Return, CTRL)
    page = officer.window.current
    assert isinstance(page, ConflictPage)
    assert page.form.case is not None
    assert page.form.case.parked.code == code


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_no_word_is_cut_at_any_text_size(officer: Officer, desk: Desk, look: Look, factor: float) -> None:
    look(Scheme.LIGHT, factor)
    clash(desk)
    open_page(officer)
    assert cut_words(officer.window) == []
