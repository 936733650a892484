"""Tự kiểm tra máy in Cài đặt: two keys, a page that grows, copied, saved, and ended with the page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.ui.kit.theme import Scheme
from app.ui.preferences import trial as module
from app.ui.preferences.page import SettingsPage
from app.ui.preferences.trial import TrialCard
from app.ui.shortcuts import Screen
from tests.ui.conftest import Choose, choose, cut_words, look
from tests.ui.officer import ALT, Officer, officer_at

__all__ = ["choose", "look"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PAGE = "Một Cửa: tự kiểm tra\n✓ Kho hồ sơ: được.\n✗ Máy in: không có.\n    Cách sửa: bật máy in.\n"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.SETTINGS] = lambda window: SettingsPage(window, one.context)
        yield one


def begin(officer: Officer, monkeypatch: pytest.MonkeyPatch, child: str) -> TrialCard:
    begun: list[tuple[str, ...]] = []

    def program(*words: str) -> list[str]:
        begun.append(words)
        return [sys.executable, "-S", "-c", f"import sys, time; sys.stdout.reconfigure(encoding='utf-8'); {child}"]

    monkeypatch.setattr(module, "program", program)
    page = officer.open(Screen.SETTINGS)
    assert isinstance(page, SettingsPage)
    officer.press(Qt.Key.Key_M, ALT)
    assert begun == [("--home", str(officer.context.home), "self-test", "--headless")]
    assert page.trial.isVisible()
    return page.trial


def test_alt_m_runs_it_and_its_page_can_be_copied_and_saved(
    officer: Officer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, choose: Choose
) -> None:
    card = begin(officer, monkeypatch, f"print({PAGE!r}, end=''); sys.exit(1)")
    officer.until(lambda: not card.running)
    assert card.page.toPlainText() == PAGE.rstrip("\n")
    assert (card.note.text(), cut_words(officer.window)) == ("", [])
    card.copy.click()
    assert QGuiApplication.clipboard().text() == card.page.toPlainText()
    choose(tmp_path / "trang.txt")
    card.save.click()
    officer.still()
    assert (tmp_path / "trang.txt").read_text(encoding="utf-8") == PAGE
    assert card.note.text() == "Đã lưu “trang.txt”."
    officer.press(Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_nothing_of_it_is_cut_at_the_largest_text(
    officer: Officer, monkeypatch: pytest.MonkeyPatch, look: Callable[[Scheme, float], None]
) -> None:
    look(Scheme.LIGHT, 1.5)
    card = begin(officer, monkeypatch, "time.sleep(300)")
    officer.until(lambda: card.running)
    assert cut_words(card) == []
    assert card.rect().contains(card.card.geometry())
    card.close_over()


def test_it_says_how_far_it_is_and_escape_ends_it(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    card = begin(officer, monkeypatch, f"print({PAGE!r}, flush=True); time.sleep(300)")
    officer.until(lambda: "đã xong 2 việc" in card.note.text())
    assert card.running
    assert not card.copy.isEnabled()
    officer.press(Qt.Key.Key_Escape)
    assert not card.running
    assert not card.isVisible()


def test_leaving_the_screen_ends_it_too(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    card = begin(officer, monkeypatch, "time.sleep(300)")
    officer.until(lambda: card.running)
    officer.open(Screen.TODAY)
    assert not card.running


def test_one_that_dies_is_said(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    card = begin(officer, monkeypatch, "import os; os.abort()")
    officer.until(lambda: not card.running)
    assert card.note.text().startswith("Chưa thử hết.")
