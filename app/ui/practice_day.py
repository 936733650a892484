"""One practice day played through the real window with key events; its papers and a picture of every screen stay.

It is what `make run` does where there is no display, and what an officer's day looks like to a reader of the pictures:
receive by card and by hand, print, find, make ready and return, close the day with the province. Nothing here calls a
service: every step is a key an officer would press, and the papers are what the program printed into the folder.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QMessageLogContext, QPoint, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.printing.print_setup import PrintSetup
from app.ui.application import Application
from app.ui.printer import Printer
from app.ui.shortcuts import Screen

_PATIENCE = 30.0
_CTRL, _ALT, _NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
_CODE = re.compile(r"H99\.10-\d{6}-\d{4}")
CARDS = (
    "066188004215|240518846|Nguyễn Thị Hường|14081988|Nữ|Thôn 4, xã Minh Tâm|20052021",
    "066090011807||Đặng Văn Khoát|02031990|Nam|Thôn 1, xã Minh Tâm|11062022",
    "066301002298||H’Yuên Êban|19092001|Nữ|Buôn Kô Tam, xã Minh Tâm|03022023",
)
ASKED = ("xac nhan tinh trang", "ban sao trich luc", "chung thuc chu ky")


class Stuck(Exception):
    """A step of the day did not come to its end in time."""


class Hand:
    """An officer's hands on the keyboard, and her eyes: press, type, wait for something to be seen."""

    def __init__(self, application: Application, out: Path) -> None:
        """Play on the window of `application`; pictures go to `out`."""
        self.application, self.window, self.out = application, application.window, out
        self.said: list[str] = []

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = _NONE) -> None:
        """Press one key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, with_)
        self.settle()

    def type(self, text: str) -> None:
        """Type letters as an input method does: Vietnamese ones come as text, not as keys."""
        for letter in text:
            target = QApplication.focusWidget() or self.window
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, _NONE, letter))
        self.settle()

    def settle(self) -> None:
        """Let everything that is under way come to its end."""
        self.wait(lambda: not self.application.tasks.busy, "việc đang chạy")

    def wait(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something is seen. Raises Stuck after half a minute, naming `what`."""
        end = time.monotonic() + _PATIENCE
        while True:
            QApplication.processEvents()
            if seen():
                return
            if time.monotonic() > end:
                raise Stuck(what)
            QTest.qWait(10)

    def picture(self, name: str) -> None:
        """Leave a picture of the window as it is."""
        self.settle()
        QTest.qWait(50)
        self.window.grab().save(str(self.out / f"{name}.png"))

    def say(self, sentence: str) -> None:
        """Note what was done."""
        self.said.append(sentence)
        print(sentence, flush=True)


def play(home: Path, out: Path) -> int:
    """Play the day on the practice desk in `home`; return 0, or 1 when a step did not come to its end."""
    out.mkdir(parents=True, exist_ok=True)
    for old in [*out.glob("*H99.10-*.pdf"), *out.glob("Phiếu *.pdf"), *out.glob("Danh sách *.pdf")]:
        old.unlink()  # an earlier practice day's, by a code no real centre has
    qInstallMessageHandler(_pass_on)
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise AssertionError
    application = Application(app, home)
    hand = Hand(application, out)
    try:
        hand.wait(lambda: application.window.ready, "mở kho")
        _print_into(application, out)
        for part in (_morning, _reception, _look_up, _handing_over, _giving_back, _figures, _end_of_day):
            part(hand)
    except Stuck as step:
        hand.picture("mac-ket")
        print(f"Chưa xong: {step}")
        return 1
    finally:
        application.stop()
        app.processEvents()
    papers = sorted(path.name for path in out.glob("*.pdf"))
    hand.say(f"Giấy tờ: {', '.join(papers)}. Tất cả ở {out}.")
    return 0


def _pass_on(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Print what Qt says, but for the one thing a platform without a screen says of every dialog."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def _print_into(application: Application, out: Path) -> None:
    """Print into the folder: this machine has no printer, and the papers are what is to be looked at."""
    context = application.context
    if context is None:
        raise AssertionError
    context.printer = Printer(application.tasks, PrintSetup(folder=out.resolve()))
    application.window.set_printer(context.printer.words, ready=True)


def _morning(hand: Hand) -> None:
    hand.picture("01-hom-nay")
    hand.press(Qt.Key.Key_F1)
    hand.picture("01-phim")
    hand.press(Qt.Key.Key_Escape)
    hand.say("Mở Hôm nay, xem bảng phím.")


def _reception(hand: Hand) -> None:
    for number, (card, asked) in enumerate(zip(CARDS, ASKED, strict=True)):
        before = len(list(hand.out.glob("*.pdf")))
        hand.press(Qt.Key.Key_F2)
        hand.press(Qt.Key.Key_Q, _ALT)
        hand.type(card)
        hand.press(Qt.Key.Key_Return)
        hand.press(Qt.Key.Key_2, _ALT)
        hand.type(asked)
        if not number:
            hand.picture("02-tim-thu-tuc")
        hand.press(Qt.Key.Key_Return)
        QTest.qWait(300)
        if not number:
            hand.picture("02-tiep-nhan")
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait(lambda before=before: len(list(hand.out.glob("*.pdf"))) > before, f"in giấy {number + 1}")  # type: ignore[misc]
        hand.settle()
        hand.say(f"Tiếp nhận {card.split('|')[2]}, in giấy tiếp nhận.")
    hand.picture("02-da-luu")
    hand.press(Qt.Key.Key_Return, _CTRL)
    hand.picture("02-bao-loi")


def _look_up(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F3)
    hand.type("dang")
    hand.press(Qt.Key.Key_Return)
    hand.picture("03-tra-cuu")
    hand.say("Tìm “dang”, mở hồ sơ đầu tiên.")


def _handing_over(hand: Hand) -> None:
    """Take this morning's papers to their unit, each by its scanned receipt."""
    codes = sorted(found[0] for path in hand.out.glob("*.pdf") if (found := _CODE.findall(path.name)))
    before = len(list(hand.out.glob("*.pdf")))
    hand.press(Qt.Key.Key_F5)
    for code in codes[:2]:
        hand.press(Qt.Key.Key_Q, _ALT)
        hand.type(code)
        hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_N, _ALT)
    hand.type("Phạm Văn Ổn")
    hand.picture("06-ban-giao")
    hand.press(Qt.Key.Key_Return, _CTRL)
    hand.wait(lambda: len(list(hand.out.glob("*.pdf"))) > before, "in danh sách bàn giao")
    hand.picture("06-da-ban-giao")
    hand.say("Bàn giao hồ sơ cho bộ phận, in danh sách hai bên ký.")


def _figures(hand: Hand) -> None:
    """Draw up a report and open the dossiers behind one of its figures."""
    hand.press(Qt.Key.Key_F12)
    hand.press(Qt.Key.Key_2, _ALT)
    hand.press(Qt.Key.Key_Return, _CTRL)
    hand.settle()
    hand.picture("07-bao-cao")
    hand.say("Lập biểu 06a của tháng.")


def _giving_back(hand: Hand) -> None:
    window = hand.window
    window.open(Screen.TODAY)
    hand.settle()
    hand.press(Qt.Key.Key_3, _ALT)
    before = len(list(hand.out.glob("*.pdf")))
    hand.press(Qt.Key.Key_F4)
    hand.picture("04-tra-ket-qua")
    hand.press(Qt.Key.Key_Return, _CTRL)
    hand.wait(lambda: len(list(hand.out.glob("*.pdf"))) > before, "in biên nhận")
    hand.picture("04-da-tra")
    hand.say("Trả một kết quả đang chờ, in biên nhận.")


def _end_of_day(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F8)
    QTest.mouseMove(hand.window, QPoint(5, 5))
    hand.picture("05-chot-ngay")
    before = len(list(hand.out.glob("*.pdf")))
    for _ in range(8):
        hand.press(Qt.Key.Key_Return, _CTRL)
        if len(list(hand.out.glob("*.pdf"))) > before:
            break
        QTest.qWait(200)
    hand.wait(lambda: len(list(hand.out.glob("*.pdf"))) > before, "in phiếu chốt ngày")
    hand.picture("05-da-chot")
    hand.say("Chốt ngày với tỉnh tập huấn, in phiếu chốt.")
