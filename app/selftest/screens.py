"""The window: the real one, on a store of its own; every screen opened, a dossier typed and saved, all ended.

It is played by the hand that plays the practice day. What Qt's own platform says of the screen it runs on is not
counted as a warning: it depends on the PC and harms nobody.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import bootstrap
from app.selftest.bench import Bench, make_centre
from app.selftest.check import Fault, place_of
from app.services import finding
from app.settings import Settings

if TYPE_CHECKING:
    from app.selftest.hand import Hand

_PATIENCE = 30.0
_CARD = "001190123456||Nguyễn Thị Đặng|31011990|Nữ|Thôn 4, xã Minh Tâm|20052021"
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_TYPED, _ASKED = "Hồ Thị Ưỡng Ẫm", "xac nhan tinh trang"
_FRONT = 3_000
"""Milliseconds."""
_HANDS_OFF = "Tự kiểm tra lại và đừng bấm phím hay chuột trong một phút, hoặc chạy motcua self-test --headless."
_NOT_THERE = "This plugin does not support"
_WARNINGS = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)


def application(*, headless: bool) -> QApplication:
    """Return the process's QApplication, made on the first call; without a screen where there is none to use.

    As an argument and not in the environment, which not every way of starting a program hands on.
    """
    there = QCoreApplication.instance()
    if isinstance(there, QApplication):
        return there
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return QApplication(["motcua", *(["-platform", "offscreen"] if headless or not screen else [])])


def until(seen: Callable[[], bool], what: str) -> None:
    """Let Qt work until something is seen. Raises Fault after half a minute, naming `what`."""
    end = time.monotonic() + _PATIENCE
    while not seen():
        QApplication.processEvents()
        if time.monotonic() > end:
            raise Fault(f"Chờ {_PATIENCE:.0f} giây mà chưa xong: {what}.")
        QTest.qWait(5)
    QApplication.processEvents()


def window(bench: Bench) -> str:
    """Open the window, go to every screen, receive a dossier by key, close it."""
    app = application(headless=bench.headless)
    home, out = bench.folder / "window", bench.folder / "papers"
    make_centre(home)
    out.mkdir()
    Settings(printer=str(out)).save(home)
    with _overheard() as (said, bugs):
        screens = _play(app, home, out, bugs)
    if bugs:
        raise Fault(f"Cửa sổ gặp lỗi ngoài dự kiến: {bugs[0]}.")
    if said:
        raise Fault(f"Qt cảnh báo {len(said)} lần: {said[0][:120]}.")
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith(("desk", "line", "sync"))]
    if left:
        raise Fault(f"Đóng cửa sổ rồi mà còn việc đang chạy: {', '.join(left)}.")
    with bootstrap.open_desk(home) as desk:
        saved = [hit.name for hit in finding.find(desk, "")]
    if saved != [_TYPED]:
        raise Fault(f"Gõ một hồ sơ bằng chữ Việt mà kho thử có {len(saved)} hồ sơ, tên không đúng như đã gõ.")
    where = "không hiện lên màn hình" if app.platformName() == "offscreen" else "hiện trên màn hình"
    return f"Mở {screens} màn hình ({where}), gõ chữ Việt, Ctrl+Enter lưu và in được một hồ sơ thử, đóng lại."


@contextmanager
def _overheard() -> Iterator[tuple[list[str], list[str]]]:
    """Give what Qt warns of and the bugs nobody caught, as they come."""
    said, bugs = list[str](), list[str]()

    def heard(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
        of_platform = str(where.category or "").startswith("qt.qpa") or text.startswith(_NOT_THERE)
        if kind in _WARNINGS and not of_platform:
            said.append(text)

    hooks = sys.excepthook, threading.excepthook
    before: Any = qInstallMessageHandler(heard)
    try:
        yield said, bugs
    finally:
        qInstallMessageHandler(before)
        sys.excepthook, threading.excepthook = hooks


def _play(app: QApplication, home: Path, out: Path, bugs: list[str]) -> int:
    from app.selftest.hand import Hand, Stuck
    from app.ui.application import Application

    opened = Application(app, home, bootstrap)
    # Instead of its crash dialog, which waits for an officer.
    opened.tasks.crashed.disconnect(opened.crash.report)
    opened.tasks.crashed.connect(lambda problem: bugs.append(place_of(problem)))
    sys.excepthook = lambda _kind, problem, _trace: bugs.append(place_of(problem))
    threading.excepthook = lambda caught: bugs.append(caught.exc_type.__name__)
    hand = Hand(opened, out)
    try:
        hand.wait(lambda: opened.window.ready, "mở kho")
        _to_front(opened.window)
        screens = _go_round(hand)
        _receive(hand, out)
        return screens
    except Stuck as step:
        said = f"Lỗi ngoài dự kiến: {bugs[0]}." if bugs else f"Cửa sổ không đi tiếp: {step}."
        raise Fault(said, _cure(hand)) from None
    finally:
        hand.leave()


def _to_front(window: QWidget) -> None:
    """Bring the window to the front; where the system lets no program do that, let Qt at least take it for active.

    The keys come from Qt itself and reach an active window only.
    """
    window.raise_()
    window.activateWindow()
    if not QTest.qWaitForWindowActive(window, _FRONT):
        QApplication.setActiveWindow(window)


def _go_round(hand: Hand) -> int:
    """Open every place of the rail by its key and have it painted."""
    from app.ui.shell.rail import FOOT, HELP, PLACES

    places = [place for place in (*PLACES, *FOOT) if place.name != HELP]
    for place in places:
        QTest.keySequence(QApplication.focusWidget() or hand.window, place.key.sequences[0])
        hand.settle()
        hand.window.grab()
        if hand.window.current_name != place.name:
            raise Fault(f"Bấm {place.key.cap} mà không mở được màn hình {place.word}.", _cure(hand))
    return len(places)


def _cure(hand: Hand) -> str | None:
    """Return what to do where another window took the keys that were meant for this one."""
    return None if hand.window.isActiveWindow() else _HANDS_OFF


def _receive(hand: Hand, out: Path) -> None:
    hand.press(Qt.Key.Key_F2)
    hand.press(Qt.Key.Key_Q, _ALT)
    hand.type(_CARD)
    hand.press(Qt.Key.Key_Return)
    hand.wait_for(_CARD.split("|")[2])
    hand.press(Qt.Key.Key_H, _ALT)
    hand.press(Qt.Key.Key_A, _CTRL)
    hand.type(_TYPED)
    hand.press(Qt.Key.Key_2, _ALT)
    hand.type(_ASKED)
    hand.wait(lambda: hand.offered, f"thủ tục có “{_ASKED}”")
    hand.press(Qt.Key.Key_Return)
    hand.wait_for("áp dụng từ")
    hand.press(Qt.Key.Key_Return, _CTRL)
    hand.wait(lambda: any(out.glob("*.pdf")), "lưu và in giấy tiếp nhận")
    hand.settle()
