"""The recovery paper and a copy put back, in the whole program by keys: what is printed is what is typed."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import vault
from app.models import backup
from app.models.store import FILE, Store
from app.printing.print_setup import PrintSetup
from app.rules import clock, recovery_key
from app.services import drafts, numbers, print_setup
from app.sync.once import sync_once
from app.sync.transport import Transport
from app.ui.application import Application
from app.ui.firststart.page import SetupPage
from app.ui.kit.dressing import apply_theme
from app.ui.kit.theme import Scheme
from app.ui.preferences.page import SettingsPage
from app.ui.questions import LastReceipt
from app.ui.recovery.paper import PaperPage
from app.ui.recovery.restore import RestorePage
from app.ui.shortcuts import Screen
from app.ui.today.page import TodayPage
from app.workflows import backing_up, changing_key, finding_copies, restoring
from app.workflows.opening import open_desk
from tests.printing.samples import page_texts
from tests.services.counter import KEY, code_of, write_key
from tests.sync.conftest import MakePC
from tests.sync.world import RelayServer
from tests.ui.conftest import Choose, cut_words
from tests.ui.officer import ALT, CTRL, NONE

K = Qt.Key
W = TypeVar("W", bound=QWidget)
SECRET = bytes(range(100, 116))
GROUPS = recovery_key.written(SECRET)
PAPER = recovery_key.paper(SECRET)
OTHER = recovery_key.written(bytes(range(16)))


class PC:
    """The whole program on one PC, and whoever sits at it."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, home: Path) -> None:
        self.qtbot, self.bugs = qtbot, list[object]()
        self.application = Application(qapp, home)
        self.window, self.home = self.application.window, home
        self.application.tasks.crashed.connect(self.bugs.append)
        sys.excepthook = lambda *error: self.bugs.append(error)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.still()

    def go_on(self) -> None:
        self.press(K.Key_Return, CTRL)

    def write(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)

    def still(self) -> None:
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.application.tasks.busy, timeout=30_000)
        QApplication.processEvents()

    def page(self, kind: type[W]) -> W:
        """Wait for what covers the window, or for a screen, and until it stands still."""
        self.qtbot.waitUntil(lambda: any(one.isVisible() for one in self.window.findChildren(kind)), timeout=30_000)
        self.still()
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    def board(self) -> TodayPage:
        self.qtbot.waitUntil(lambda: self.window.ready, timeout=30_000)
        return self.page(TodayPage)

    def end(self) -> None:
        self.still()
        self.application.stop()
        shiboken6.delete(self.window)


Start = Callable[[Path], PC]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Iterator[Start]:
    hooks, interval = (sys.excepthook, threading.excepthook), sys.getswitchinterval()
    running: list[PC] = []

    def begin(home: Path) -> PC:
        running.append(PC(qtbot, qapp, home))
        return running[-1]

    yield begin
    for pc in running:
        if shiboken6.isValid(pc.window):
            pc.end()
        assert pc.bugs == []
    sys.excepthook, threading.excepthook = hooks
    sys.setswitchinterval(interval)


@pytest.fixture(autouse=True)
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only disk beside the system's, and a PC that keeps its key in a file."""
    place = tmp_path / "USB"
    place.mkdir()
    monkeypatch.setattr(finding_copies, "disks", lambda: [place])
    sit_down_at("first", tmp_path, monkeypatch)
    write_key(tmp_path / "key of first", KEY.hex())
    return place


def sit_down_at(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a PC that has neither store nor key nor mark, and return what would be its data folder."""
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / f"key of {name}"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / f"state of {name}"))
    return tmp_path / f"home of {name}"


@pytest.fixture
def papers(home: Path, tmp_path: Path) -> Path:
    """The folder this desk prints into."""
    folder = tmp_path / "papers"
    with open_desk(home) as desk:
        print_setup.begin(desk, PrintSetup(folder=folder))
    return folder


def printed(papers: Path) -> tuple[str, list[str]]:
    """Return what the newest paper says: its number and its nine groups, as somebody reads them from it."""
    newest = max(papers.glob("Tờ khóa*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    (text,) = page_texts(newest.read_bytes())
    number, *groups = re.findall(r"\b\d{6}\b", text)
    return number, groups


def receive(home: Path) -> str:
    with open_desk(home, clock_ok=True) as desk:
        return code_of(desk)


def copied(home: Path, stick: Path, *, paper: bool = True) -> Path:
    """Make the desk's paper and a copy of its store on the stick."""
    if paper:
        changing_key.change(home, SECRET)
    with open_desk(home) as desk:
        return backing_up.back_up(desk, stick / "SaoLuu").path


def paper_of(home: Path) -> str | None:
    found = changing_key.paper_of(home)
    return found.paper if found else None


# -- the paper ---------------------------------------------------------------------------------------------------------


def test_what_the_paper_says_is_typed_back_group_by_group_and_is_the_key_from_then_on(
    start: Start, home: Path, papers: Path
) -> None:
    code = receive(home)
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    page = pc.page(PaperPage)
    pc.go_on()
    pc.still()
    number, groups = printed(papers)
    assert f"tờ số {number}" in page.said.text()
    for at, group in enumerate(groups):
        assert page.digits.editors[at].hasFocus()
        pc.write(group)
    assert vault.store_key(home) == KEY, "nothing is changed before the last key"
    pc.go_on()
    board = pc.board()
    assert number in board.form.quiet.what.text()
    assert not board.form.paperless.isVisible()
    pc.press(K.Key_F2)
    assert pc.window.current_name == Screen.RECEIVE
    pc.end()
    secret = recovery_key.read("".join(groups))
    assert vault.store_key(home) == recovery_key.store_key(secret)
    assert paper_of(home) == number
    with open_desk(home) as desk, desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT code FROM dossier").scalars().all() == [code]


def test_a_page_over_the_window_takes_the_very_next_key(start: Start, home: Path, papers: Path) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_Comma, CTRL)
    pc.page(SettingsPage)
    # The two keys one after the other, with no round of events between them for a layout to show the page in.
    QTest.keyClick(QApplication.focusWidget() or pc.window, K.Key_K, ALT)
    pc.qtbot.waitUntil(lambda: bool(pc.window.findChildren(PaperPage)))
    assert pc.window.findChildren(PaperPage)[0].isVisible()


def test_a_group_typed_wrong_is_named_keeps_the_cursor_and_changes_nothing(
    start: Start, home: Path, papers: Path
) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    page = pc.page(PaperPage)
    pc.go_on()
    pc.still()
    _, groups = printed(papers)
    wrong = groups[1][:5] + str((int(groups[1][5]) + 1) % 10)
    pc.write(groups[0] + wrong)
    assert page.digits.fields[1].error == "Nhóm 2 sai, xem lại trên tờ"
    assert page.digits.editors[1].hasFocus()
    pc.go_on()
    assert "RECOVERY_KEY_GROUP" in page.trouble.text()
    assert page.isVisible()
    pc.write(groups[1][0])
    assert page.digits.fields[1].error == "", "what is being mended is not called wrong"
    pc.write(groups[1][1:])
    assert page.digits.editors[2].hasFocus()
    pc.go_on()
    assert "RECOVERY_KEY_SHORT" in page.trouble.text()
    pc.press(K.Key_Escape)
    pc.board()
    pc.end()
    assert (vault.store_key(home), paper_of(home)) == (KEY, None)


def test_digits_of_another_paper_change_nothing(start: Start, home: Path, papers: Path) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    page = pc.page(PaperPage)
    pc.go_on()
    pc.still()
    pc.write("".join(OTHER))
    pc.go_on()
    assert "RECOVERY_KEY_OTHER" in page.trouble.text()
    pc.press(K.Key_Escape)
    pc.end()
    assert (vault.store_key(home), paper_of(home)) == (KEY, None)


def test_one_scan_of_its_code_says_all_nine_groups(start: Start, home: Path, papers: Path) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    pc.page(PaperPage)
    pc.press(K.Key_I, ALT)
    pc.still()
    number, groups = printed(papers)
    pc.press(K.Key_Q, ALT)
    pc.write("".join(groups))
    pc.press(K.Key_Return)
    pc.go_on()
    pc.board()
    pc.end()
    assert paper_of(home) == number


def test_the_same_paper_is_printed_again(start: Start, home: Path, papers: Path) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    pc.page(PaperPage)
    pc.press(K.Key_I, ALT)
    pc.still()
    first = printed(papers)
    pc.press(K.Key_I, ALT)
    pc.still()
    assert len(list(papers.glob("*.pdf"))) == 2
    assert printed(papers) == first


def test_what_was_being_typed_is_kept_while_the_key_changes(start: Start, home: Path, papers: Path) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_F2)
    pc.press(K.Key_H, ALT)
    pc.write("Lo Thi Ban")
    pc.press(K.Key_Comma, CTRL)
    settings = pc.page(SettingsPage)
    assert settings.form.recovery.told.text() == "Chưa có tờ khóa phục hồi."
    pc.press(K.Key_K, ALT)
    pc.page(PaperPage)
    pc.go_on()
    pc.still()
    number, groups = printed(papers)
    pc.write("".join(groups))
    pc.go_on()
    pc.board()
    pc.press(K.Key_Comma, CTRL)
    assert f"số {number}" in pc.page(SettingsPage).form.recovery.told.text()
    pc.end()
    with open_desk(home) as desk:
        [kept] = drafts.kept(desk)
    assert kept.form["applicant"]["name"] == "Lo Thi Ban"


def test_a_new_paper_says_that_the_old_one_will_be_void_and_what_still_needs_it(
    start: Start, home: Path, papers: Path
) -> None:
    changing_key.change(home, SECRET)
    pc = start(home)
    pc.board()
    pc.press(K.Key_Comma, CTRL)
    section = pc.page(SettingsPage).form.recovery
    assert section.told.text() == f"Tờ khóa phục hồi số {PAPER}, lập ngày {clock.now():%d/%m/%Y}."
    assert "vẫn cần tờ cũ" in section.help.text()
    pc.press(K.Key_K, ALT)
    page = pc.page(PaperPage)
    assert f"tờ số {PAPER} hết hiệu lực" in page.sense.text()
    pc.go_on()
    pc.still()
    number, groups = printed(papers)
    pc.write("".join(groups))
    pc.go_on()
    pc.board()
    pc.end()
    assert number != PAPER
    assert vault.store_key(home) != recovery_key.store_key(SECRET)


def test_where_the_key_cannot_be_changed_it_is_said_and_the_desk_goes_on(
    start: Start, home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = start(home)
    pc.board()
    pc.press(K.Key_L, ALT)
    page = pc.page(PaperPage)
    pc.go_on()
    pc.still()
    _, groups = printed(papers)
    pc.write("".join(groups))
    room = shutil.disk_usage(home)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: room)
    pc.go_on()
    pc.qtbot.waitUntil(lambda: "RESTORE_SPACE" in page.trouble.text())
    pc.press(K.Key_Escape)
    pc.board()
    pc.press(K.Key_F2)
    assert pc.window.current_name == Screen.RECEIVE
    pc.end()
    assert (vault.store_key(home), paper_of(home)) == (KEY, None)


def test_rounds_go_on_after_the_key_was_changed(
    start: Start, new_pc: MakePC, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = new_pc()
    home = first.store.path.parent
    first.store.close()
    with open_desk(home) as desk:
        print_setup.begin(desk, PrintSetup(folder=tmp_path / "theirs"))
    pc = start(home)
    pc.board()
    pc.qtbot.waitUntil(lambda: pc.window.status.sync.text().startswith("Đã gửi tỉnh đến"))
    pc.press(K.Key_L, ALT)
    pc.page(PaperPage)
    pc.go_on()
    pc.still()
    pc.write("".join(printed(tmp_path / "theirs")[1]))
    before = pc.application.loop
    pc.go_on()
    pc.board()
    assert pc.application.loop is not before
    pc.window.set_sync("", good=True)
    pc.application.loop.wake()
    pc.qtbot.waitUntil(lambda: pc.window.status.sync.text().startswith("Đã gửi tỉnh đến"))


# -- asked once a day --------------------------------------------------------------------------------------------------


def test_the_line_is_put_off_by_one_key_for_today_and_comes_back_tomorrow(start: Start, home: Path) -> None:
    pc = start(home)
    assert pc.board().form.paperless.isVisible()
    pc.press(K.Key_S, ALT)
    assert not pc.board().form.paperless.isVisible()
    pc.end()
    pc = start(home)
    board = pc.board()
    assert not board.form.paperless.isVisible(), "another start of the same day does not ask"
    assert pc.application.context is not None
    pc.application.context.desk.clock = lambda: clock.now() + timedelta(days=1)
    board.refresh()
    pc.still()
    assert board.form.paperless.isVisible()


def test_the_first_start_ends_with_the_paper_and_asks_no_more_that_day(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = sit_down_at("new", tmp_path, monkeypatch)
    monkeypatch.setattr("app.ui.firststart.officer.documents", lambda: tmp_path)
    monkeypatch.setattr("app.ui.firststart.officer.printers", list)
    monkeypatch.setattr("app.ui.firststart.officer.default_printer", str)
    pc = start(home)
    pc.page(SetupPage)
    for press in (("2", ALT), ("\r", CTRL), "minh tam", "\r", "\r", "H99.10", ("\r", CTRL), "Lan", ("\r", CTRL)):
        text, modifiers = press if isinstance(press, tuple) else (press, NONE)
        if len(text) > 1:
            pc.write(text)
        else:
            pc.press(K.Key_2 if text == "2" else K.Key_Return, modifiers)
    page = pc.page(PaperPage)
    assert page.back.text() == "Để sau"
    assert not pc.window.ready
    pc.press(K.Key_Escape)
    assert not pc.board().form.paperless.isVisible()


# -- a copy on a new PC ------------------------------------------------------------------------------------------------


def to_copies(pc: PC) -> RestorePage:
    pc.page(SetupPage)
    pc.press(K.Key_4, ALT)
    pc.go_on()
    return pc.page(RestorePage)


def question(pc: PC) -> LastReceipt:
    def asked() -> list[LastReceipt]:
        return [box for box in QApplication.allWidgets() if isinstance(box, LastReceipt) and box.isVisible()]

    pc.qtbot.waitUntil(lambda: bool(asked()))
    return asked()[0]


def test_a_new_pc_goes_on_from_a_stick_a_paper_and_the_last_receipt(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(home)
    copied(home, stick)
    lost = receive(home)
    new = sit_down_at("new", tmp_path, monkeypatch)
    pc = start(new)
    page = to_copies(pc)
    cells = [cell.text for cell in page.rows.rows[0].cells]
    assert cells[1:] == ["H15.10, quầy 1", PAPER, str(stick / "SaoLuu")]
    assert f"{clock.now():%d/%m/%Y}" in cells[0]
    pc.go_on()
    assert f"số {PAPER}" in page.sense.text()
    pc.write("".join(GROUPS))
    pc.go_on()
    board = pc.board()
    assert board.form.quiet.what.text() == "Đã phục hồi 1 hồ sơ"
    question(pc)
    pc.write(lost)
    pc.press(K.Key_Return)
    pc.press(K.Key_Return)
    pc.still()
    pc.end()
    with open_desk(new, clock_ok=True) as desk:
        assert numbers.look(desk).state != "gone"
    assert receive(new) > lost


def test_a_wrong_paper_is_said_with_both_numbers_and_the_right_one_goes_on(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(home, stick)
    new = sit_down_at("new", tmp_path, monkeypatch)
    pc = start(new)
    page = to_copies(pc)
    pc.go_on()
    pc.write("".join(OTHER))
    pc.go_on()
    assert page.trouble.text() == f"Tờ vừa gõ là tờ số {OTHER[8]}; bản này chỉ mở bằng tờ số {PAPER}. BACKUP_KEY"
    assert not (new / FILE).exists()
    page.digits.editors[0].setFocus()
    for group in GROUPS:
        pc.press(K.Key_A, CTRL)
        pc.write(group)
    pc.go_on()
    pc.board()


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)


def make_newer(path: Path) -> None:
    store = Store(path, recovery_key.store_key(SECRET))
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()


@pytest.mark.parametrize(
    ("harm", "code"), [(spoil, "BACKUP_BROKEN"), (make_newer, "STORE_NEWER"), (None, "RESTORE_SPACE")]
)
def test_what_stands_in_the_way_of_a_copy_is_one_sentence_and_nothing_is_made(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path], None] | None, code: str,
) -> None:  # fmt: skip
    made = copied(home, stick)
    new = sit_down_at("new", tmp_path, monkeypatch)
    if harm is not None:
        harm(made)
    else:
        room = shutil.disk_usage(tmp_path)._replace(free=10)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place: room)
    pc = start(new)
    page = to_copies(pc)
    pc.go_on()
    pc.write("".join(GROUPS))
    pc.go_on()
    pc.qtbot.waitUntil(lambda: code in page.trouble.text())
    assert page.isVisible()
    assert not (new / FILE).exists()
    assert page.primary.text() == "Phục hồi bản này"
    pc.press(K.Key_Escape)
    pc.press(K.Key_Escape)
    assert pc.page(SetupPage).isVisible()


def test_a_copy_of_before_any_paper_opens_on_no_other_pc_and_says_so(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(home, stick, paper=False)
    pc = start(sit_down_at("new", tmp_path, monkeypatch))
    page = to_copies(pc)
    pc.go_on()
    assert "chưa có tờ khóa" in page.trouble.text()
    assert page.which.isVisible()


def test_a_stick_plugged_in_later_is_found_and_a_file_of_another_name_can_be_chosen(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choose: Choose
) -> None:
    made = copied(home, tmp_path / "drawer")
    new = sit_down_at("new", tmp_path, monkeypatch)
    pc = start(new)
    page = to_copies(pc)
    assert "Chưa thấy bản sao lưu nào" in page.note.text()
    shutil.copytree(made.parent, stick / "x")
    pc.press(K.Key_L, ALT)
    assert len(page.rows.rows) == 1
    other = made.with_name("ban-giu-lai.motcua")
    made.rename(other)
    choose(other)
    pc.press(K.Key_K, ALT)
    assert page.rows.rows[page.table.currentIndex().row()].cells[3].text == str(other)
    pc.go_on()
    pc.write("".join(GROUPS))
    pc.go_on()
    pc.board()


def test_with_a_province_the_old_pc_cannot_speak_any_more(
    start: Start, new_pc: MakePC, relay: RelayServer, agency: str, stick: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    old = new_pc()
    codes = [old.receive(), old.receive()]
    old.sync()
    home = old.store.path.parent
    old.store.close()
    copied(home, stick)
    new = sit_down_at("new", tmp_path, monkeypatch)
    pc = start(new)
    to_copies(pc)
    pc.go_on()
    pc.write("".join(GROUPS))
    pc.go_on()
    pc.board()
    question(pc).reject()
    pc.qtbot.waitUntil(lambda: pc.window.status.sync.text().startswith("Đã gửi tỉnh đến"), timeout=30_000)
    pc.end()
    sit_down_at("first", tmp_path, monkeypatch)
    with open_desk(home) as desk, desk.store.read() as connection:
        from app.models import setting

        link = setting.link(connection)
    assert link is not None
    with open_desk(home) as desk, Transport.of(link) as line:
        assert sync_once(desk.store, line, clock.now()).state == "auth"
    assert [one["code"] for one in relay.export(agency).values()] == codes


# -- a store that does not open ----------------------------------------------------------------------------------------


def test_a_store_whose_key_is_gone_opens_with_its_paper_and_loses_nothing(
    start: Start, home: Path, stick: Path, tmp_path: Path
) -> None:
    copied(home, stick)
    after_the_copy = receive(home)
    (tmp_path / "key of first").unlink()
    pc = start(home)
    page = pc.page(RestorePage)
    assert "KEY_MISSING" in page.trouble.text()
    assert page.rows.rows[0].cells[0].text == "Kho đang có trên máy này"
    pc.go_on()
    pc.write("".join(OTHER))
    pc.go_on()
    assert "không mở được kho đang có" in page.trouble.text()
    page.digits.clear()
    page.digits.editors[0].setFocus()
    pc.write("".join(GROUPS))
    pc.go_on()
    pc.board()
    pc.end()
    with open_desk(home) as desk, desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT code FROM dossier").scalars().all() == [after_the_copy]
    assert not list(home.glob("motcua.aside*"))


def test_a_wrong_key_is_kept_beside_the_one_of_the_paper(start: Start, home: Path, tmp_path: Path) -> None:
    changing_key.change(home, SECRET)
    write_key(tmp_path / "key of first", bytes(32).hex())
    pc = start(home)
    page = pc.page(RestorePage)
    assert "WRONG_KEY" in page.trouble.text()
    pc.go_on()
    pc.write("".join(GROUPS))
    pc.go_on()
    pc.board()
    pc.end()
    [kept] = [path for path in tmp_path.glob("key of first.aside-*")]
    assert kept.read_text().strip() == bytes(32).hex()


def test_a_damaged_store_is_replaced_by_the_newest_whole_copy_with_one_key(
    start: Start, home: Path, stick: Path, tmp_path: Path
) -> None:
    code = receive(home)
    made = copied(home, home, paper=False)
    newest = made.with_name(re.sub(r"-[0-9]{8}-[0-9]{6}-", "-20990101-080000-", made.name))
    shutil.copy(made, newest)
    spoil(newest)
    place = stick / "second"
    place.mkdir()
    good = place / made.name
    shutil.move(made, good)
    (home / "settings.json").write_text(json.dumps({"copies": str(place)}), encoding="utf-8")
    (home / "backups").mkdir()
    shutil.move(newest, home / "backups" / newest.name)
    data = (home / FILE).read_bytes()
    (home / FILE).write_bytes(data[: len(data) // 2] + bytes(len(data) // 2))
    pc = start(home)
    page = pc.page(RestorePage)
    assert "STORE_BROKEN" in page.trouble.text()
    assert [row.cells[3].text for row in page.rows.rows] == [str(home / "backups"), str(place)]
    chosen: Any = page.table.current_key()
    assert chosen.path == good
    pc.go_on()
    board = pc.board()
    assert "Đã phục hồi 1 hồ sơ" in board.form.quiet.what.text()
    [aside] = home.glob("motcua.aside-*.db")
    assert aside.name in board.form.quiet.detail.text()
    assert aside.read_bytes()[: len(data) // 2] == data[: len(data) // 2]
    pc.end()
    with open_desk(home) as desk, desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT code FROM dossier").scalars().all() == [code]


def test_who_closes_the_program_then_changes_nothing(start: Start, home: Path, tmp_path: Path) -> None:
    (tmp_path / "key of first").unlink()
    before = (home / FILE).read_bytes()
    pc = start(home)
    pc.page(RestorePage)
    pc.press(K.Key_Escape)
    assert pc.application.status == 1
    assert (home / FILE).read_bytes() == before


def test_a_folder_whose_store_is_gone_is_not_set_up_anew_without_a_word(start: Start, home: Path) -> None:
    with open_desk(home) as desk:
        backing_up.back_up(desk, home / backup.FOLDER)
    for left in home.glob("motcua.db*"):
        left.unlink()
    pc = start(home)
    setup = pc.page(SetupPage)
    assert "đừng lập mới" in setup.trouble.text()
    pc.go_on()
    page = pc.page(RestorePage)
    assert page.primary.text() == "Phục hồi bản này", "its key is still on this PC"
    pc.go_on()
    pc.board()


def test_a_putting_back_that_was_cut_off_on_a_new_pc_goes_on(
    start: Start, home: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = copied(home, stick)
    new = sit_down_at("new", tmp_path, monkeypatch)
    monkeypatch.setattr("app.models.replacing.finish", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        restoring.restore(new, made, recovery_key.store_key(SECRET))
    monkeypatch.undo()
    sit_down_at("new", tmp_path, monkeypatch)
    assert not (new / FILE).exists()
    pc = start(new)
    pc.board()


# -- how it looks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_no_word_is_cut_and_the_card_stands_in_the_window(
    start: Start, home: Path, papers: Path, stick: Path, qapp: QApplication, size: float, tmp_path: Path
) -> None:
    copied(home, stick)
    (home / "settings.json").write_text(json.dumps({"text_size": round(size * 100)}), encoding="utf-8")
    apply_theme(qapp, Scheme.LIGHT, size)
    pc = start(home)
    pc.board()
    pc.press(K.Key_Comma, CTRL)
    assert cut_words(pc.page(SettingsPage).form.recovery) == []
    pc.press(K.Key_K, ALT)
    paper = pc.page(PaperPage)
    pc.go_on()
    pc.still()
    pc.go_on()
    assert paper.trouble.text()
    assert (cut_words(paper), paper.rect().contains(paper.card.geometry())) == ([], True)
    pc.press(K.Key_Escape)
    pc.end()
    (tmp_path / "key of first").unlink()
    pc = start(home)
    page = pc.page(RestorePage)
    assert (cut_words(page), page.rect().contains(page.card.geometry())) == ([], True)
    pc.go_on()
    pc.write(OTHER[0])
    pc.go_on()
    assert (cut_words(page), page.rect().contains(page.card.geometry())) == ([], True)
