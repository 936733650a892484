"""The program from start to end: painted before its store is open, one window a desk, and what a failure says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.models.progress import Report
from app.models.store import open_store
from app.services import drafts
from app.services.desk import Desk
from app.sync.once import Progress, SyncResult
from app.ui.application import STORE, Application
from app.ui.crash import describe
from app.ui.instance import OneInstance
from app.ui.recovery.restore import RestorePage
from app.ui.shortcuts import Screen
from app.ui.syncing import SyncWords
from app.workflows import backing_up
from app.workflows.opening import open_desk, start_desk
from tests.services.counter import KEY, MORNING, Clock, write_key

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SECRET = "Nguyễn Thị Hường 066188004215"


class Opening:
    """The program's own way to open a desk, seen from outside: which homes, when, and the clock of a test."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.opened = clock, list[Path]()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, home: Path, report: Report) -> Desk:
        self.opened.append(home)
        self.gate.wait(20)
        desk = start_desk(home, report)
        desk.clock = self.clock
        return desk


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the store's key on this machine."""
    path = tmp_path / "key"
    write_key(path)
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    return path


@pytest.fixture
def opening(clock: Clock, key: Path, monkeypatch: pytest.MonkeyPatch) -> Opening:
    one = Opening(clock)
    monkeypatch.setattr("app.workflows.opening.start_desk", one)
    return one


Start = Callable[[], Application]
End = Callable[[Application], None]


@pytest.fixture
def running() -> list[Application]:
    return []


@pytest.fixture
def end(running: list[Application]) -> End:
    """End the program before the test does."""

    def stop(application: Application) -> None:
        running.remove(application)
        application.stop()
        shiboken6.delete(application.window)

    return stop


@pytest.fixture
def start(
    running: list[Application], end: End, qapp: QApplication, home: Path, opening: Opening, tmp_path: Path
) -> Iterator[Start]:
    """Start the program; it is ended after the test, and who catches errors is put back."""
    hooks = sys.excepthook, threading.excepthook
    interval = sys.getswitchinterval()
    (home / "settings.json").write_text(json.dumps({"printer": str(tmp_path), "theme": "light"}))

    def begin() -> Application:
        running.append(Application(qapp, home))
        return running[-1]

    yield begin
    for application in list(running):
        end(application)
    sys.excepthook, threading.excepthook = hooks
    sys.setswitchinterval(interval)


def ready(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: application.window.ready and not application.tasks.busy)


def sit_down(qtbot: QtBot, application: Application) -> None:
    """Bring the window to the front: Qt gives keys to no other."""
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)


def press(application: Application, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or application.window, key, modifiers)
    QApplication.processEvents()


def type_letters(text: str) -> None:
    for letter in text:
        field = QApplication.focusWidget()
        assert field is not None
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, letter))


def box_of(application: Application) -> QMessageBox | None:
    return next((box for box in application.window.findChildren(QMessageBox) if box.isVisible()), None)


def test_the_window_is_shown_before_the_store_is_opened(start: Start, opening: Opening, qtbot: QtBot) -> None:
    application = start()
    assert application.window.isVisible()
    assert opening.opened == []
    ready(qtbot, application)
    assert application.window.current_name == Screen.TODAY
    assert [path.name for path in opening.opened] == ["home"]


def test_a_key_pressed_while_the_store_opens_decides_the_first_screen(
    start: Start, opening: Opening, qtbot: QtBot
) -> None:
    opening.gate.clear()
    application = start()
    sit_down(qtbot, application)
    press(application, Qt.Key.Key_F2)
    assert application.window.current is None
    opening.gate.set()
    ready(qtbot, application)
    assert application.window.current_name == Screen.RECEIVE


def test_a_migration_is_told_with_numbers_and_ends_with_the_window(
    start: Start, end: End, opening: Opening, qtbot: QtBot
) -> None:
    opening.gate.clear()
    application = start()
    sit_down(qtbot, application)
    application._migrates(374, 1000)
    status = application.window.status
    qtbot.waitUntil(lambda: status.sync.text() == "Đang đưa kho lên đời mới: 37 %.")
    opening.gate.set()
    end(application)
    with pytest.raises(KnownError, match="MIGRATION_STOPPED"):
        application._migrates(380, 1000)


def test_the_frame_says_whose_desk_this_is_and_that_there_is_no_province(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    application = start()
    ready(qtbot, application)
    window = application.window
    assert window.windowTitle() == "Một Cửa · Trung tâm thử"
    assert (window.header.officer.text(), window.header.desk.text()) == ("Nguyễn Thị Lan", "Quầy 1")
    assert window.status.printer.text() == f"Thư mục {tmp_path.name}"
    assert window.status.sync.text() == "Lưu tại quầy"
    assert window.status.detail.text() == "trung tâm chưa nối với tỉnh"


def test_a_store_of_a_newer_program_says_so_with_its_code_and_ends_the_program(
    start: Start, home: Path, qtbot: QtBot
) -> None:
    store = open_store(home, KEY)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    application = start()
    qtbot.waitUntil(lambda: box_of(application) is not None)
    box = box_of(application)
    assert box is not None
    assert box.text().startswith("Kho này đã do một bản Một Cửa mới hơn ghi")
    assert box.informativeText() == "STORE_NEWER"
    box.done(0)
    assert application.status == 1


def test_what_was_typed_is_kept_as_a_draft_when_the_program_ends(
    start: Start, end: End, home: Path, clock: Clock, qtbot: QtBot
) -> None:
    application = start()
    ready(qtbot, application)
    sit_down(qtbot, application)
    press(application, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: not application.tasks.busy)
    press(application, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    type_letters("Đặng Thị Hường")
    end(application)
    desk = Desk(open_store(home, KEY), clock)
    [kept] = drafts.kept(desk)
    desk.store.close()
    assert kept.form["applicant"]["name"] == "Đặng Thị Hường"


def test_a_larger_text_is_remembered_for_the_next_start(start: Start, home: Path, qtbot: QtBot) -> None:
    application = start()
    ready(qtbot, application)
    sit_down(qtbot, application)
    press(application, Qt.Key.Key_Equal, CTRL)
    assert json.loads((home / "settings.json").read_text())["text_size"] == 115


def test_a_bug_is_told_once_with_its_place_and_without_a_word_of_what_was_typed(start: Start, qtbot: QtBot) -> None:
    application = start()
    ready(qtbot, application)

    def broken() -> None:
        raise ValueError(SECRET)

    application.tasks.run(broken)
    application.tasks.run(broken)
    qtbot.waitUntil(lambda: box_of(application) is not None and not application.tasks.busy)
    QApplication.processEvents()
    boxes = [box for box in application.window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    assert "Mọi hồ sơ đã lưu vẫn còn nguyên" in boxes[0].text()
    shown = boxes[0].detailedText()
    assert shown.startswith("ValueError")
    assert "broken" in shown
    assert SECRET not in shown + boxes[0].text() + boxes[0].informativeText()
    copy = next(button for button in boxes[0].buttons() if button.text() == "Sao chép")
    copy.click()
    assert boxes[0].isVisible()
    assert QGuiApplication.clipboard().text() == shown
    boxes[0].done(0)


def test_a_store_that_is_damaged_is_told_with_the_copy_that_is_good(
    start: Start, qtbot: QtBot, home: Path, opening: Opening
) -> None:
    with open_desk(home) as desk:
        copy = backing_up.back_up(desk, home / "backups").path
    (home / STORE).write_bytes((home / STORE).read_bytes()[:9000])
    application = start()
    qtbot.waitUntil(lambda: application.window.findChild(RestorePage) is not None)
    page = application.window.findChild(RestorePage)
    assert page is not None
    assert page.trouble.text().endswith("STORE_BROKEN")
    assert "bị cắt ngắn" in page.trouble.text()
    qtbot.waitUntil(lambda: getattr(page.table.current_key(), "path", None) == copy)


def test_a_page_damaged_since_the_store_was_opened_is_no_bug(start: Start, qtbot: QtBot, home: Path) -> None:
    application = start()
    ready(qtbot, application)
    data = (home / STORE).read_bytes()
    (home / STORE).write_bytes(data[:4096] + bytes(len(data) - 4096))
    assert application.context is not None
    application.context.desk.store._engine.dispose()  # what was read before is in its cache
    application.context.changed.emit()
    qtbot.waitUntil(lambda: box_of(application) is not None)
    box = box_of(application)
    assert box is not None
    assert (box.informativeText(), "motcua doctor" in box.text()) == ("STORE_BROKEN", True)
    box.done(0)


def test_an_error_nobody_caught_on_the_gui_thread_is_shown_too(start: Start, qtbot: QtBot) -> None:
    application = start()
    ready(qtbot, application)
    problem = KeyError(SECRET)
    sys.excepthook(KeyError, problem, None)
    qtbot.waitUntil(lambda: box_of(application) is not None)
    box = box_of(application)
    assert box is not None
    assert box.detailedText() == describe(problem)
    box.done(0)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_on_the_same_desk_wakes_the_first_window(start: Start, home: Path, qtbot: QtBot) -> None:
    application = start()
    ready(qtbot, application)
    first = OneInstance(home)
    assert not OneInstance(home).woke_the_first()
    first.listen(application.window)
    application.window.showMinimized()
    assert OneInstance(home).woke_the_first()
    qtbot.waitUntil(lambda: not application.window.isMinimized())
    assert not OneInstance(home.parent / "another").woke_the_first()
    first.end()
    assert not OneInstance(home).woke_the_first()


def test_being_offline_is_one_amber_sentence_that_says_since_when_and_how_much_waits(
    start: Start, clock: Clock, qtbot: QtBot
) -> None:
    application = start()
    ready(qtbot, application)
    line, words = application.window.status, SyncWords(application.window)
    words.tell(Progress("push", 3, 12), MORNING)
    assert (line.sync.text(), line.detail.text()) == ("Đang gửi tỉnh", "3 trên 12 việc")
    words.tell(SyncResult("done", 12, 0, 0, 1), MORNING)
    assert (line.sync.text(), line.detail.text()) == ("Đã gửi tỉnh đến 08:15", "1 hồ sơ cần xử lý")
    assert line.sync.property("tone") == "ok"
    words.tell(SyncResult("offline", 0, 0, 4, 0), MORNING)
    clock.ahead(hours=6)
    words.tell(SyncResult("offline", 0, 0, 41, 0), clock())
    assert line.sync.text() == "Chưa có mạng từ 08:15."
    assert line.detail.text() == "Mọi việc vẫn làm và in bình thường; 41 việc lưu tại quầy, sẽ tự gửi."
    assert line.sync.property("tone") == "warn"
    # Nothing waits: nothing is said of it.
    words.tell(SyncResult("offline", 0, 0, 0, 0), clock())
    assert line.detail.text() == "Mọi việc vẫn làm và in bình thường."
    words.tell(SyncResult("restored", 0, 2, 0, 0), clock())
    assert line.detail.text() == ""


def test_a_dossier_the_province_fails_on_is_named_in_one_sentence(start: Start, qtbot: QtBot) -> None:
    application = start()
    ready(qtbot, application)
    line, words = application.window.status, SyncWords(application.window)
    words.tell(SyncResult("server", 3, 0, 11, 0, stuck="H15.10-261123-0004", incident="1a2b3c4d"), MORNING)
    assert line.sync.text() == (
        "Tỉnh gặp trục trặc ở hồ sơ H15.10-261123-0004 nên chưa nhận từ hồ sơ này trở đi; báo tỉnh sự cố số 1a2b3c4d."
    )
    assert line.detail.text() == "11 việc lưu tại quầy, sẽ tự gửi."
    assert line.sync.property("tone") == "warn"
    words.tell(SyncResult("server", 0, 0, 11, 0), MORNING)
    assert line.sync.text() == "Phía tỉnh đang gặp trục trặc. Việc vẫn lưu tại quầy và sẽ tự gửi lại."


def test_an_empty_folder_opens_no_store_and_makes_none(
    qapp: QApplication, opening: Opening, tmp_path: Path, start: Start, home: Path
) -> None:
    (home / STORE).unlink()
    application = start()
    QApplication.processEvents()
    assert opening.opened == []
    assert not (home / STORE).exists()
    assert not application.window.ready


def test_a_program_asked_to_end_ends_quietly_and_takes_its_practice_relay_along(qtbot: QtBot, tmp_path: Path) -> None:
    """SIGTERM while the window is open: the store is closed and no process stays behind (OnionShare #542)."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "app", "demo", "--home", str(tmp_path / "practice")]
    window = OneInstance(tmp_path / "practice" / "desk")
    with subprocess.Popen(command, env=environment, start_new_session=True) as program:
        qtbot.waitUntil(lambda: program.poll() is not None or window.woke_the_first(), timeout=60_000)
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(program.pid, 0)
