"""The keys: none clash on a screen, none is an input method's, and the key card shows them all."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit.layout import Column
from app.ui.shell.keycard import key_groups
from app.ui.shell.rail import FOOT, PLACES
from app.ui.shortcuts import Screen, Shortcut, bind, clashes, on_screen

KEPT = {
    "Alt+Z", "Ctrl+Shift", "Ctrl+Space", "F10", "Alt+F4", "Ctrl+Z", "Ctrl+X", "Ctrl+C", "Ctrl+V", "Ctrl+A", "Ctrl+E",
}  # fmt: skip


@pytest.mark.parametrize("screen", Screen)
def test_no_two_keys_clash_on_a_screen(screen: Screen) -> None:
    assert clashes(on_screen(screen)) == []


def test_a_clash_would_be_found() -> None:
    assert clashes([Shortcut.SUPPLEMENTED, Shortcut.CHANNEL]) == [(Shortcut.SUPPLEMENTED, Shortcut.CHANNEL)]


def test_no_key_belongs_to_an_input_method_to_windows_or_to_editing() -> None:
    for key in Shortcut:
        assert key.key not in KEPT
        assert "Ctrl+Alt" not in key.key
        assert all(not sequence.isEmpty() for sequence in key.sequences), key


def test_an_access_letter_is_an_unmarked_letter_of_its_words() -> None:
    letters = [key for key in Shortcut if key.key.startswith("Alt+") and len(key.key) == 5 and key.key[-1].isalpha()]
    assert letters
    for key in letters:
        if key is not Shortcut.SCAN_FIELD:
            assert key.label != key.word, f"{key.word} has no {key.key[-1]}"
            assert key.label.count("&") == 1
            assert key.label[key.label.index("&") + 1].upper() == key.key[-1]


def test_the_key_card_of_a_screen_prints_every_key_of_it() -> None:
    printed = {cap for _, lines in key_groups(Screen.RECEIVE) for cap, _ in lines}
    for key in on_screen(Screen.RECEIVE):
        assert key.cap in printed or key.name.startswith("PART_")
    assert "Alt+1…6" in printed


def test_every_place_of_the_rail_has_its_own_key() -> None:
    keys = [place.key for place in (*PLACES, *FOOT)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit, QComboBox, QPushButton, lambda: QTableWidget(2, 2)])
def test_a_bound_key_arrives_whatever_has_the_focus(make: object, qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    inner = make()  # type: ignore[operator]
    Column(inner, parent=root)
    heard: list[str] = []
    keys = [key for key in Shortcut if not key.native and key.key != "Alt+F4"]
    for key in keys:
        if Screen.EVERYWHERE in key.screens:
            bind(root, key, partial(heard.append, key.name))
    with qtbot.waitActive(root):
        root.show()
        root.activateWindow()
    inner.setFocus()
    for key in keys:
        if Screen.EVERYWHERE in key.screens:
            press(inner, key)
    assert heard == [key.name for key in keys if Screen.EVERYWHERE in key.screens]


def press(widget: QWidget, key: Shortcut) -> None:
    """Press a key the way the window system does, so that shortcuts are asked first."""
    from PySide6.QtTest import QTest

    QTest.keySequence(widget, key.sequences[0])


def test_a_key_of_a_hidden_page_is_not_heard(qtbot: QtBot) -> None:
    root, page = QWidget(), QWidget()
    qtbot.addWidget(root)
    edit = QLineEdit()
    Column(edit, page, parent=root)
    heard: list[int] = []
    bind(page, Shortcut.SAVE, lambda: heard.append(1))
    with qtbot.waitActive(root):
        root.show()
        root.activateWindow()
    edit.setFocus()
    press(edit, Shortcut.SAVE)
    page.hide()
    press(edit, Shortcut.SAVE)
    assert heard == [1]


def test_vietnamese_letters_typed_as_events_reach_a_field(qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    for letter in "Ngưỡng ử":
        QApplication.sendEvent(edit, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
    assert edit.text() == "Ngưỡng ử"
