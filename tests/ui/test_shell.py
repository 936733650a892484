"""The frame: screens by name, the search box, the key card, the enlarged paper, the lock, and every text size."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from app.ui.kit.layout import Column, Surface
from app.ui.kit.paper import Paper
from app.ui.kit.text import Text
from app.ui.kit.theme import Scheme, theme
from app.ui.kit.tokens import TEXT_SIZES
from app.ui.shell.lock import LockedOfficer
from app.ui.shell.page import Page
from app.ui.shell.window import MainWindow
from app.ui.shortcuts import Screen, Shortcut, bind
from tests.ui.conftest import cut_words

Look = Callable[[Scheme, float], None]


class Blank(Page):
    """A screen with a field, a panel and a paper, that remembers what it was told."""

    title = "Trang thử"

    def __init__(self, window: MainWindow, *, with_paper: bool = True) -> None:
        super().__init__(window)
        self.heard: list[object] = []
        self.field = QLineEdit()
        Column(self.field, None, parent=self)
        self.panel = Surface("surface2")
        self.paper = Paper("Chưa có giấy") if with_paper else None
        Column(Text("Khung phải"), None, parent=self.panel)
        bind(self, Shortcut.SAVE, lambda: self.heard.append("save"))

    def shown(self, argument: object = None) -> None:
        self.heard.append(argument)

    def leave(self) -> None:
        self.heard.append("leave")

    def primary(self) -> None:
        self.heard.append("primary")


class Finding(Blank):
    """The screen that owns the search box."""

    owns_search = True

    def search(self, text: str) -> None:
        self.heard.append(("search", text))

    def search_step(self, by: int) -> None:
        self.heard.append(("step", by))

    def search_entered(self) -> None:
        self.heard.append("entered")


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow(
        {name: Blank for name in Screen if name not in (Screen.LOOKUP, Screen.EVERYWHERE, Screen.SETUP)}
        | {Screen.LOOKUP: Finding},
        centre="Trung tâm Phục vụ hành chính công xã Minh Tâm",
    )
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.set_officer("Trần Thị Mai Duyên", "Quầy 2")
    made.set_count(Screen.CLOSE, 3)
    made.set_sync("Đã gửi tỉnh đến 09:41", "đang gửi 3 việc, 12 tệp (8,4 MB), còn khoảng 4 phút", good=True)
    made.set_printer("Canon LBP2900", ready=True)
    made.set_scanner("Máy quét sẵn sàng", ready=True)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open(Screen.TODAY)
    return made


def blank(window: MainWindow, name: str) -> Blank:
    page = window.page(name)
    assert isinstance(page, Blank)
    return page


def press(window: MainWindow, key: Shortcut) -> None:
    QTest.keySequence(window.focusWidget() or window, key.sequences[0])


def test_a_screen_is_made_when_first_opened_and_told_what_it_is_for(window: MainWindow) -> None:
    assert window.page(Screen.CLOSE) is None
    window.open(Screen.CLOSE, "2026-11-23")
    assert blank(window, Screen.CLOSE).heard == ["2026-11-23"]
    assert blank(window, Screen.TODAY).heard == [None, "leave"]
    assert window.rail.items[Screen.CLOSE].isChecked()
    assert not window.rail.items[Screen.TODAY].isChecked()
    assert window.open("nowhere") is None


@pytest.mark.parametrize(
    ("key", "name"),
    [(Shortcut.RECEIVE, Screen.RECEIVE), (Shortcut.RETURN, Screen.RETURN), (Shortcut.TODAY, Screen.TODAY),
     (Shortcut.SETTINGS, Screen.SETTINGS)],
)  # fmt: skip
def test_a_key_opens_its_screen(window: MainWindow, key: Shortcut, name: str) -> None:
    window.open(Screen.CLOSE)
    press(window, key)
    assert window.current_name == name


def test_only_screens_that_exist_are_on_the_rail(qtbot: QtBot) -> None:
    small = MainWindow({Screen.TODAY: Blank})
    qtbot.addWidget(small)
    assert list(small.rail.items) == [Screen.TODAY]
    assert list(small.rail.foot) == ["help"]


def test_ctrl_enter_does_the_primary_thing_of_the_open_screen(window: MainWindow) -> None:
    window.open(Screen.RECEIVE)
    press(window, Shortcut.PRIMARY)
    assert blank(window, Screen.RECEIVE).heard == [None, "primary"]


def test_enter_in_the_search_box_goes_to_look_up_with_the_text(window: MainWindow) -> None:
    press(window, Shortcut.SEARCH)
    assert window.header.search.hasFocus()
    QTest.keyClicks(window.header.search, "huong")
    QTest.keyClick(window.header.search, Qt.Key.Key_Return)
    page = blank(window, Screen.LOOKUP)
    assert page.heard == ["huong"]
    assert window.header.search.text() == "huong"
    assert window.header.search.hasFocus()
    QTest.keyClick(window.header.search, Qt.Key.Key_End)
    QTest.keyClicks(window.header.search, "g")
    QTest.keyClick(window.header.search, Qt.Key.Key_Down)
    QTest.keyClick(window.header.search, Qt.Key.Key_Return)
    assert page.heard[1:] == [("search", "huongg"), ("step", 1), "entered"]


def test_f1_shows_the_keys_and_f1_or_esc_takes_them_away(window: MainWindow) -> None:
    press(window, Shortcut.HELP)
    assert window.card.isVisible()
    press(window, Shortcut.HELP)
    assert not window.card.isVisible()
    press(window, Shortcut.HELP)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert not window.card.isVisible()


def test_f7_enlarges_the_paper_and_the_focus_comes_back(window: MainWindow) -> None:
    page = blank(window, Screen.TODAY)
    page.field.setFocus()
    press(window, Shortcut.ENLARGE)
    assert window.enlarged.isVisible()
    press(window, Shortcut.ENLARGE)
    assert not window.enlarged.isVisible()
    assert page.field.hasFocus()


def test_an_enlarged_paper_is_read_to_its_end_by_keys(window: MainWindow) -> None:
    page, sheet = blank(window, Screen.TODAY), window.enlarged
    assert page.paper is not None
    page.paper.show_pdf(pdf(1))
    press(window, Shortcut.ENLARGE)
    assert not sheet.foot.isVisible()
    press(window, Shortcut.ENLARGE)
    page.paper.show_pdf(pdf(3))
    press(window, Shortcut.ENLARGE)
    said = [sheet.where.text()]
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        QTest.keyClick(window.focusWidget(), key)
        said.append(sheet.where.text())
    assert said == [f"Trang {number} trong 3" for number in (1, 2, 3, 3, 2, 1)]
    assert sheet.foot.isVisible()


def test_a_page_that_lies_is_shown_wider_than_one_that_stands(window: MainWindow) -> None:
    page = blank(window, Screen.TODAY)
    assert page.paper is not None
    page.paper.show_pdf(pdf(2, landscape(A4)))
    press(window, Shortcut.ENLARGE)
    assert window.enlarged.paper.width() > 1000
    press(window, Shortcut.ENLARGE)
    page.paper.show_pdf(pdf(2))
    press(window, Shortcut.ENLARGE)
    assert window.enlarged.paper.width() == 860


def pdf(pages: int, size: tuple[float, float] = A4) -> bytes:
    canvas = Canvas("unused", pagesize=size)
    for _ in range(pages):
        canvas.drawString(50, 50, "a")
        canvas.showPage()
    content: bytes = canvas.getpdfdata()
    return content


def test_the_panel_leaves_a_narrow_window_and_f7_brings_it(window: MainWindow) -> None:
    page = blank(window, Screen.TODAY)
    page.paper = None
    assert page.panel is not None
    assert page.panel.isVisible()
    assert page.panel.width() == 366
    window.resize(1100, 688)
    assert not page.panel.isVisible()
    press(window, Shortcut.ENLARGE)
    assert page.panel.isVisible()
    assert window.sheet.isVisible()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    window.resize(1366, 688)
    assert page.panel.isVisible()
    assert not window.sheet.isVisible()


def test_f6_goes_round_the_panes(window: MainWindow) -> None:
    page = blank(window, Screen.TODAY)
    page.field.setFocus()
    reached: list[QWidget | None] = []
    for _ in range(3):
        press(window, Shortcut.NEXT_PANE)
        reached.append(window.focusWidget())
    assert reached[0] is window.header.search
    assert reached[1] is not None
    assert window.rail.isAncestorOf(reached[1])
    assert reached[2] is page.field


def test_while_locked_nothing_of_a_screen_is_seen_or_heard(window: MainWindow, qtbot: QtBot) -> None:
    page = blank(window, Screen.TODAY)
    page.field.setFocus()
    lock = window.lock("Quầy 2", [LockedOfficer(7, "Trần Thị Mai Duyên"), LockedOfficer(8, "Phạm Đức Thịnh")])
    assert window.locked
    assert not page.isVisible()
    before = list(page.heard)
    for key in (Shortcut.SAVE, Shortcut.RECEIVE, Shortcut.PRIMARY, Shortcut.ESCAPE):
        press(window, key)
    assert page.heard == before
    assert window.locked
    assert window.current_name == Screen.TODAY
    QTest.keyClicks(lock.code, "12a34")
    assert lock.code.text() == "1234"
    QTest.keyClick(lock.code, Qt.Key.Key_Return)
    assert lock.hint.text() == "Thiếu 2 chữ số: đang có 4, cần 6."
    QTest.keyClicks(lock.code, "56")
    with qtbot.waitSignal(lock.tried, check_params_cb=lambda key, code: (key, code) == (7, "123456")):
        QTest.keyClick(lock.code, Qt.Key.Key_Return)
    lock.refuse("Mã số không đúng, còn 4 lần.")
    assert lock.code.text() == ""
    lock.wait(60, "Sai 5 lần. Chờ 1 phút.")
    assert not lock.code.isEnabled()
    window.unlock()
    assert page.isVisible()
    assert not window.locked


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
@pytest.mark.parametrize("factor", TEXT_SIZES)
def test_nothing_of_the_frame_is_cut_at_1366_by_688(
    scheme: Scheme, factor: float, look: Look, window: MainWindow, qtbot: QtBot
) -> None:
    look(scheme, factor)
    window.resize(1366, 688)
    qtbot.wait(1)
    assert cut_words(window) == []
    assert (window.width(), window.height()) == (1366, 688)
    last = list(window.rail.items.values())[-1]
    first_foot = next(item for item in window.rail.foot.values() if item.isVisible())
    assert last.geometry().bottom() < first_foot.geometry().top() + 1
    assert window.rail.foot["help"].geometry().bottom() <= window.rail.height()


@pytest.mark.parametrize("factor", TEXT_SIZES)
def test_nothing_of_lock_and_key_card_is_cut(factor: float, look: Look, qtbot: QtBot) -> None:
    look(Scheme.LIGHT, factor)
    made = MainWindow({Screen.RECEIVE: Blank, Screen.SETTINGS: Blank}, centre="Trung tâm xã Minh Tâm")
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    made.open(Screen.RECEIVE)
    made._help()
    qtbot.wait(1)
    assert cut_words(made.card) == []
    made.lock("Quầy 2", [LockedOfficer(1, "Trần Thị Mai Duyên", "đang làm dở 1 hồ sơ")])
    qtbot.wait(1)
    assert cut_words(made.lock_overlay) == []


def test_text_size_goes_up_and_down_by_key_and_stops_at_the_ends(window: MainWindow) -> None:
    heard: list[float] = []
    window.text_size_changed.connect(heard.append)
    for _ in range(5):
        press(window, Shortcut.LARGER)
    assert heard == [1.15, 1.25, 1.5]
    assert theme().factor == 1.5
    press(window, Shortcut.SMALLER)
    assert theme().factor == 1.25


def test_without_network_one_amber_sentence_stands_in_the_status_line(window: MainWindow) -> None:
    window.set_sync("Chưa có mạng từ 14:20.", "Mọi việc vẫn làm và in bình thường.", good=False)
    assert window.status.cloud.isVisible()
    assert not window.status.tick.isVisible()
    assert window.status.sync.property("tone") == "warn"


def test_the_window_imports_nothing_slow() -> None:
    code = (
        "import sys, app.ui.shell.window\n"
        "slow = {'sqlmodel', 'sqlalchemy', 'alembic', 'reportlab', 'httpx2', 'keyring', 'pypdfium2', 'pydantic'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
