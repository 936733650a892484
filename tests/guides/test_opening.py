"""F1 leads to the guide where the package brought it along, and says nothing of it in a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.ui.shell.keycard import KeyCard
from app.ui.shortcuts import Screen

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the PC's browser was asked to show."""
    urls: list[str] = []

    def show(url: QUrl) -> bool:
        urls.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    return urls


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that was installed in a folder with spaces and Vietnamese letters, without its guide."""
    root = tmp_path / "Một Cửa 0.2" / "lib"
    root.mkdir(parents=True)
    monkeypatch.setattr(paths, "ROOT", root)
    return root


def card(qtbot: QtBot) -> KeyCard:
    window = QWidget()
    window.resize(1366, 688)
    qtbot.addWidget(window)
    made = KeyCard(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made.open_for(Screen.RECEIVE, "Tiếp nhận hồ sơ", with_settings=False)
    return made


@pytest.mark.parametrize("place", ["resources/guides", "../guides"])
def test_the_key_card_opens_the_guide_by_keys(qtbot: QtBot, shipped: Path, opened: list[str], place: str) -> None:
    page = (shipped / place).resolve() / "can-bo.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>", encoding="utf-8")
    made = card(qtbot)
    for _ in range(10):
        if made.guide.hasFocus():
            break
        QTest.keyClick(QApplication.focusWidget() or made, Qt.Key.Key_Tab)
    QTest.keyClick(made.guide, Qt.Key.Key_Space)
    assert [Path(url) for url in opened] == [page]
    assert not made.isVisible()


def test_without_a_guide_nothing_is_offered(qtbot: QtBot, shipped: Path) -> None:
    made = card(qtbot)
    assert not made.guide.isVisible()
    assert made.close_button.isVisible()
