"""One practice day played through the real window with key events; its papers and a picture of every screen stay.

It is what `make run` does where there is no display, and what an officer's day looks like to a reader of the pictures:
receive by card, print, find, make ready and return, hand over, report, close the day with the province. Nothing here
calls a service: every step is a key an officer would press, and the papers are what the program printed into the
folder. The day needs nothing of what the practice centre did before: it returns what it received and counts the cash
it took, so that it goes the same way on a holiday and while the date turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler

from app import bootstrap
from app.selftest import evidence
from app.selftest.hand import Hand, Stuck
from app.selftest.screens import application
from app.ui.application import Application
from app.ui.dayend.going import NOTES
from app.ui.dayend.page import ClosingPage
from app.ui.printer import Printer
from app.ui.shortcuts import Screen

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_CODE = r"H99\.10-\d{6}-\d{4}"


class Citizen(NamedTuple):
    """Who comes: the card as a scanner types it, what is asked for in a few letters, and whether a fee is taken."""

    card: str
    asked: str
    pays: bool = True

    @property
    def name(self) -> str:
        """The name on the card."""
        return self.card.split("|")[2]


MORNING = (
    Citizen("066188004215|240518846|Nguyễn Thị Hường|14081988|Nữ|Thôn 4, xã Minh Tâm|20052021",
            "xac nhan tinh trang", pays=False),
    Citizen("066090011807||Đặng Văn Khoát|02031990|Nam|Thôn 1, xã Minh Tâm|11062022", "ban sao trich luc"),
    Citizen("066301002298||H’Yuên Êban|19092001|Nữ|Buôn Kô Tam, xã Minh Tâm|03022023", "chung thuc chu ky"),
)  # fmt: skip
AT_ONCE = MORNING[1]
"""Whose result is made while he waits, and so is returned the same day."""


def play(home: Path, out: Path) -> int:
    """Play the day on the practice desk in `home`; return 0, or 1 when it did not come to its end or lacks a paper."""
    out.mkdir(parents=True, exist_ok=True)
    evidence.clear(out)
    qInstallMessageHandler(_pass_on)
    app = application(headless=True)
    # A cursor that blinks would never let the window stand still.
    app.setCursorFlashTime(0)
    began = time.monotonic()
    opened = Application(app, home, bootstrap)
    day = _Day(Hand(opened, out))
    try:
        day.hand.wait(lambda: opened.window.ready, "kho mở ra")
        _print_into(opened, out)
        day.play()
    except Stuck as step:
        day.hand.picture_now(evidence.STUCK)
        print(f"Chưa xong: {step}. Ảnh chỗ mắc: {out / evidence.STUCK}.png", flush=True)
        return 1
    finally:
        day.hand.leave()
    lacking = evidence.lacking(out)
    if lacking:
        print(f"Thiếu ở {out}: {'; '.join(lacking)}", flush=True)
        return 1
    papers = sum(evidence.PAPERS.values())
    _say(f"{papers} giấy tờ và {len(evidence.PICTURES)} ảnh màn hình ở {out}, sau {time.monotonic() - began:.0f} giây.")
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _pass_on(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Print what Qt says, but for the one thing a platform without a screen says of every dialog."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def _print_into(opened: Application, out: Path) -> None:
    """Print into the folder: this machine has no printer, and the papers are what is to be looked at."""
    context = opened.context
    if context is None:
        raise AssertionError
    context.printer = Printer(opened.tasks, str(out.resolve()))
    context.settings = replace(context.settings, printer=str(out.resolve()))
    opened.window.set_printer(context.printer.words, ready=True)


class _Day:
    """The parts of the day in order; `codes` are the numbers given this morning, by the citizen's name."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.codes: dict[str, str] = {}

    def play(self) -> None:
        """Play it. Raises Stuck."""
        parts: tuple[Callable[[], None], ...] = (
            self._morning, self._reception, self._handing_over, self._look_up, self._giving_back, self._figures,
            self._end_of_day,
        )  # fmt: skip
        for part in parts:
            part()

    def _morning(self) -> None:
        hand = self.hand
        # The keys come from Qt itself and reach an active window only.
        hand.wait(hand.window.isActiveWindow, "cửa sổ nhận phím")
        hand.wait_for("Đã gửi tỉnh đến")
        hand.picture("01-hom-nay")
        hand.press(Qt.Key.Key_F1)
        hand.wait_for("Trợ giúp và bảng phím của màn hình này")
        hand.picture("01-phim")
        hand.press(Qt.Key.Key_Escape)
        _say("Mở Hôm nay, xem bảng phím.")

    def _reception(self) -> None:
        hand = self.hand
        for number, citizen in enumerate(MORNING):
            pictures = number == 0
            hand.press(Qt.Key.Key_F2)
            hand.press(Qt.Key.Key_Q, _ALT)
            hand.type(citizen.card)
            hand.press(Qt.Key.Key_Return)
            hand.wait_for(citizen.name)
            hand.press(Qt.Key.Key_2, _ALT)
            hand.type(citizen.asked)
            hand.wait(lambda: hand.offered, f"thủ tục có “{citizen.asked}”")
            if pictures:
                hand.picture("02-tim-thu-tuc")
            hand.press(Qt.Key.Key_Return)
            hand.wait_for("áp dụng từ")
            if citizen.pays:
                hand.press(Qt.Key.Key_U, _ALT)
            if pictures:
                hand.picture("02-tiep-nhan")
            hand.press(Qt.Key.Key_Return, _CTRL)
            self._received(citizen)
        hand.picture("02-da-luu")
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait_for("Chưa lưu được: còn")
        hand.picture("02-bao-loi")

    def _received(self, citizen: Citizen) -> None:
        """Wait until the panel says that this citizen's dossier is saved and printed, and note its number."""
        hand, printed = self.hand, rf"Đã lưu và in {_CODE}"
        hand.wait(
            lambda: hand.sees(f"{citizen.name} · ") and hand.sees("Đã lưu và in"), f"giấy của {citizen.name} in ra"
        )
        self.codes[citizen.name] = hand.read(printed).rsplit(" ", 1)[-1]
        _say(f"Tiếp nhận {citizen.name}, in giấy {self.codes[citizen.name]}.")

    def _handing_over(self) -> None:
        """Take to its unit what is not made at the counter, each by its scanned receipt."""
        hand = self.hand
        hand.press(Qt.Key.Key_F5)
        hand.press(Qt.Key.Key_Q, _ALT)
        hand.type(self.codes[MORNING[0].name])
        hand.press(Qt.Key.Key_Return)
        hand.wait_for("Đã quét: ")
        hand.press(Qt.Key.Key_N, _ALT)
        hand.type("Phạm Văn Ổn")
        hand.picture("06-ban-giao")
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait(lambda: any("Đã giao" in one and "đã in" in one for one in hand.words()), "danh sách bàn giao in ra")
        hand.picture("06-da-ban-giao")
        _say("Bàn giao hồ sơ cho bộ phận, in danh sách hai bên ký.")

    def _look_up(self) -> None:
        """Find a dossier in a few letters and write its result."""
        hand = self.hand
        hand.press(Qt.Key.Key_F3)
        hand.type("dang van kho")
        hand.press(Qt.Key.Key_Return)
        hand.wait_for(self.codes[AT_ONCE.name])
        hand.picture("03-tra-cuu")
        hand.press(Qt.Key.Key_K, _ALT)
        hand.wait_for("Số kết quả")
        hand.type("15/TL-KS")
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait(lambda: "Trả kết quả" in [*hand.words()], "kết quả được ghi")
        _say(f"Tìm “dang van kho”, ghi kết quả của {AT_ONCE.name}.")

    def _giving_back(self) -> None:
        hand = self.hand
        hand.press(Qt.Key.Key_F4)
        hand.wait(lambda: hand.next_step == "Trả kết quả và in", "hồ sơ mở ra để trả")
        hand.picture("04-tra-ket-qua")
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait_for(f"Đã trả cho {AT_ONCE.name}, đã in")
        hand.picture("04-da-tra")
        _say(f"Trả kết quả cho {AT_ONCE.name}, in biên nhận.")

    def _figures(self) -> None:
        hand = self.hand
        hand.press(Qt.Key.Key_F12)
        hand.press(Qt.Key.Key_2, _ALT)
        begin = hand.next_step
        hand.press(Qt.Key.Key_Return, _CTRL)
        hand.wait(lambda: hand.next_step not in ("", begin), "biểu 06a lập xong")
        hand.picture("07-bao-cao")
        _say("Lập biểu 06a của tháng.")

    def _end_of_day(self) -> None:
        """Do each step the button names until it names none; what the drawer should hold is counted note by note."""
        hand = self.hand
        hand.press(Qt.Key.Key_F8)
        hand.wait(lambda: bool(hand.next_step), "bước đầu của chốt ngày")
        hand.picture("05-chot-ngay")
        while (step := hand.next_step) != "Xong, khóa quầy":
            hand.press(Qt.Key.Key_Return, _CTRL)
            if step == "Tiếp: đếm tiền mặt":
                self._count_drawer()
            hand.wait(lambda step=step: hand.next_step != step, f"bước sau “{step}”")  # type: ignore[misc]
        hand.wait_for("Tỉnh đã ký xác nhận")
        hand.wait_for("Đã in phiếu chốt ngày")
        hand.picture("05-da-chot")
        _say("Chốt ngày với tỉnh tập huấn: hai bên khớp, tỉnh đã ký, in phiếu chốt.")

    def _count_drawer(self) -> None:
        """Type the fewest notes that make what the books say, as if they lay there."""
        hand, page = self.hand, self.hand.window.page(Screen.CLOSE)
        if not isinstance(page, ClosingPage):
            raise AssertionError
        hand.wait_for("Chưa đếm tiền.")
        hand.picture("05-dem-tien")
        rest = page.form.cash.collected
        for note in NOTES:
            pieces, rest = divmod(rest, note)
            hand.type(str(pieces))
            hand.press(Qt.Key.Key_Return)
