"""A counter's day as the guides tell it: the real window, invented people, keys only, a picture at every step.

The centre bears an agency no decision names, so that nobody takes a picture for a paper of theirs; it is no practice
centre, for its papers should look as an officer's do. The province is the real relay on loopback. The clock stands
still between two steps: a picture of half past nine must say half past nine in every run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
import time_machine
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.bootstrap import PRACTICE_PLACE
from app.models import setting
from app.models.store import open_store
from app.printing.print_setup import PrintSetup
from app.province import commands
from app.rules.clock import VN, now
from app.rules.copies import Wish
from app.selftest.hand import Hand
from app.services import centre, closing, drafts, intake, papers, practice
from app.services.desk import Desk
from app.sync import enrol
from app.ui.application import Application
from app.ui.copying import Copying
from app.ui.dayend.page import ClosingPage
from app.ui.firststart import officer
from app.ui.firststart.page import SetupPage
from app.ui.intake.page import IntakePage
from app.ui.shell import keycard
from app.ui.shortcuts import Screen
from app.workflows import backing_up, changing_key, finding_copies, keeping, setting_up
from app.workflows.opening import open_desk
from tests.services import registers
from tests.services.counter import KEY, set_code, write_key
from tests.sync.world import RelayServer

DAY = date(2026, 11, 27)
OFFICER = "Trần Thị Mai Duyên"
CARD = "066188004215|240518846|Nguyễn Thị Hường|14081988|Nữ|Thôn 4, xã Minh Tâm|20052021"
LATE = "066090011807||Đặng Văn Khoát|02031990|Nam|Thôn 1, xã Minh Tâm|11062022"
EARLY = (
    ("07:38", "1.004884", "Lò Văn Thuở", "004082001177", "1982-05-20", "male", 8_000),
    ("08:04", "2.000815", "Đặng Thị Ngưỡng", "004190002266", "1990-10-02", "female", 4_000),
    ("08:31", "1.000894", "Hoàng Đức Bhăm", "004095003355", "1995-03-11", "male", 0),
)
"""Who came before the pictures begin: when, for what, an invented citizen, and the fee taken in cash, đồng."""
NOTES = ("0", "0", "0", "0", "0", "1", "0", "1", "0")
"""What lies in the drawer at the end of the day, from 500.000 to 1.000 đồng: the fees taken."""
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
KEYS = Qt.Key


class Day:
    """The pictures taken, by name, and where in each of them no two runs show the same."""

    def __init__(self, folder: Path, clock: time_machine.Traveller, patch: pytest.MonkeyPatch) -> None:
        self.folder, self._clock, self._patch = folder, clock, patch
        self.pictures: dict[str, Path] = {}
        self.varying: dict[str, list[QRect]] = {}
        self.hand: Hand

    def at(self, time: str, days_before: int = 0) -> None:
        """Set the clock to a time of the day, such as 09:42, or of a day before it."""
        self._clock.move_to(moment(time) - timedelta(days=days_before))

    def choose(self, file: Path) -> None:
        """Answer the file dialog, which nobody can operate without a screen."""

        def exec_(dialog: QFileDialog) -> int:
            dialog.selectFile(str(file))
            return 1

        self._patch.setattr(QFileDialog, "exec", exec_)

    def keys(self, *presses: tuple[Qt.Key, Qt.KeyboardModifier] | Qt.Key | str) -> None:
        """Press and type one after another."""
        for press in presses:
            if isinstance(press, str):
                self.hand.type(press)
            elif isinstance(press, tuple):
                self.hand.press(*press)
            else:
                self.hand.press(press)

    def picture(self, name: str, *varying: QWidget) -> None:
        """Keep the window as it is; `varying` shows what no two runs have the same, such as a checksum."""
        window = self.hand.window
        QTest.mouseMove(window, QPoint(5, 5))
        self.hand.settle()
        before = None
        for _ in range(20):
            # A preview comes a third of a second after the last key, a round of sending on its own thread when it may:
            # wait until the window stands still.
            QTest.qWait(400)
            now_seen = window.grab().toImage()
            if now_seen == before:
                break
            before = now_seen
        self.hand.picture(name)
        self.pictures[name] = self.folder / f"{name}.png"
        self.varying[name] = [QRect(one.mapTo(window, QPoint()), one.size()) for one in varying]


def moment(time: str) -> datetime:
    return datetime.combine(DAY, datetime.strptime(time, "%H:%M").time(), VN)


@contextmanager
def program(day: Day, home: Path) -> Iterator[Application]:
    """Run the program on `home`."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    application = Application(app, home)
    day.hand = Hand(application, day.folder)
    try:
        yield application
    finally:
        application.stop()
        shiboken6.delete(application.window)


def play(root: Path, patch: pytest.MonkeyPatch) -> Day:
    """Play the whole day in a folder of its own."""
    (root / "pictures").mkdir()
    # As in an installed program, which has its guide beside it.
    patch.setattr(keycard, "guide", Path)
    patch.setenv("MOTCUA_KEY_FILE", str(root / "key"))
    write_key(root / "key")
    patch.setattr(officer, "printers", lambda: ["Canon LBP2900", "Microsoft Print to PDF"])
    patch.setattr(officer, "default_printer", lambda: "Canon LBP2900")
    # A process apart would make its copies on the day the pictures are taken.
    patch.setattr(Copying, "_start", lambda *_: None)
    with time_machine.travel(moment("07:30"), tick=False) as clock:
        day = Day(root / "pictures", clock, patch)
        _first_start(day, root / "first")
        _paper_and_copies(day, root, patch)
        home, relay = root / "home", RelayServer(root / "relay")
        try:
            _centre(home, relay)
            with program(day, home) as application:
                day.hand.wait(lambda: application.window.ready, "kho")
                assert application.context is not None
                _early_citizens(day, application.context.desk)
                for part in PARTS:
                    part(day)
                relay.stop()
                _no_line(day)
                _lock(day)
        finally:
            relay.stop()
    return day


# -- before the day ----------------------------------------------------------------------------------------------------


def _centre(home: Path, relay: RelayServer) -> None:
    """Make a centre with four weeks of work behind it, this morning's first citizens, and a province."""
    home.mkdir()
    prints = home.parent / "Giấy tờ Một Cửa"
    stick = home.parent / "USB"
    stick.mkdir()
    chosen = {"theme": "light", "copies": str(stick)}
    (home / "settings.json").write_text(json.dumps(chosen), encoding="utf-8")
    record = centre.describe(officer=OFFICER, **_place())
    centre.create(home, KEY, record, PrintSetup(folder=prints)).close()
    desk = Desk(open_store(home, KEY))
    try:
        practice.generate(desk, 180, seed=2026, start=date(2026, 11, 2), daily=10)
        with desk.store.write() as connection:
            setting.put_centre(connection, replace(setting.centre(connection), kind="real"))
            setting.put_recovery_paper(connection, setting.RecoveryPaper("377597", "2026-11-02T08:00:00+07:00"))
        desk.changed()
        enrol.enrol(desk.store, relay.url, commands.invite(relay.home, *PRACTICE_PLACE)["code"], OFFICER)
        list(keeping.look_after(desk, Wish.ASKED))
    finally:
        desk.store.close()


def _early_citizens(day: Day, desk: Desk) -> None:
    """Receive who came before the pictures begin, as their receipts say."""
    for time, procedure, name, number, born, sex, fee in EARLY:
        day.at(time)
        person = {"kind": "citizen", "name": name, "id_number": number, "birth_date": born, "sex": sex,
                  "address": "Thôn 2, xã Minh Tâm"}  # fmt: skip
        draft = {"procedure": procedure, "applicant": person, "fee": fee, "fee_paid": fee > 0}
        code = intake.receive(desk, drafts.read(draft)).dossier.code
        papers.printed(desk, code, "receipt")


def _sent(day: Day) -> None:
    """Have everything sent by now, and wait until the status line says so."""
    application, status, upto = day.hand.application, day.hand.window.status, f"{now():%H:%M}"
    assert application.context is not None
    desk = application.context.desk
    application.loop.wake()
    # A round that was under way already ends without what was written since it began.
    day.hand.wait(lambda: not closing.day(desk, DAY).waiting, "gửi tỉnh")
    status.set_sync("", good=True)
    application.loop.wake()
    day.hand.wait(lambda: status.sync.text().endswith(upto), "gửi tỉnh")
    status.tell_time()


# -- the day -----------------------------------------------------------------------------------------------------------


def _first_start(day: Day, home: Path) -> None:
    """Set a PC up that has no province; up to the last button, for what comes after it is the day's."""
    with program(day, home):
        day.picture("lan-dau-cach-dung")
        day.keys((KEYS.Key_2, ALT), (KEYS.Key_Return, CTRL), "minh tam cao bang", KEYS.Key_Return, KEYS.Key_Return)
        day.keys("H99.10", KEYS.Key_Return)
        day.picture("lan-dau-quay")
        day.keys((KEYS.Key_Return, CTRL), OFFICER)
        day.picture("lan-dau-may-in")


def _paper_and_copies(day: Day, root: Path, patch: pytest.MonkeyPatch) -> None:
    """Make a recovery paper in Cài đặt up to the typing, then sit down at another PC with a stick that has copies.

    Nothing is typed: no picture shows a secret, not even of a paper nobody has.
    """
    home, stick = root / "quay", root / "E"
    prints, secret = root / "Giấy Một Cửa", bytes(range(100, 116))
    setting_up.make_centre(home, officer=OFFICER, printing=PrintSetup(folder=prints), **_place())
    changing_key.change(home, secret)
    patch.setattr(changing_key, "new_secret", lambda: bytes(range(16)))
    with program(day, home) as application:
        day.hand.wait(lambda: application.window.ready, "kho")
        day.keys((KEYS.Key_Comma, CTRL), (KEYS.Key_K, ALT), (KEYS.Key_Return, CTRL))
        day.hand.wait_for("Đã ghi tờ số")
        day.picture("to-khoa")
    for days in (1, 0):
        day.at("16:41", days)
        with open_desk(home) as desk:
            backing_up.back_up(desk, stick / "MotCua-SaoLuu")
    day.at("07:30")
    patch.setenv("MOTCUA_KEY_FILE", str(root / "key of the new PC"))
    # A stick by a short name: no guide shows where a test ran.
    patch.chdir(root)
    patch.setattr(finding_copies, "disks", lambda: [Path(stick.name)])
    with program(day, root / "new"):
        day.hand.wait(lambda: bool(day.hand.window.findChildren(SetupPage)), "lần mở đầu")
        day.hand.settle()
        day.keys((KEYS.Key_4, ALT), (KEYS.Key_Return, CTRL))
        day.picture("phuc-hoi")
        day.keys((KEYS.Key_Return, CTRL))
        day.picture("phuc-hoi-to-khoa")
    patch.setenv("MOTCUA_KEY_FILE", str(root / "key"))
    write_key(root / "key")


def _place() -> dict[str, Any]:
    agency, commune, desk_number, first, last, name = PRACTICE_PLACE
    return {"agency": agency, "commune": commune, "name": name, "desk": desk_number, "first": first, "last": last}


def _morning(day: Day) -> None:
    day.at("09:05")
    _sent(day)
    day.keys(KEYS.Key_F2, (KEYS.Key_0, CTRL), (KEYS.Key_1, ALT))
    day.picture("hom-nay")


def _reception(day: Day) -> None:
    day.at("09:42")
    _sent(day)
    day.keys(KEYS.Key_F2, KEYS.Key_F1)
    day.picture("bang-phim")
    day.keys(KEYS.Key_Escape, (KEYS.Key_Q, ALT), CARD, KEYS.Key_Return, (KEYS.Key_2, ALT), "xac nhan tinh trang")
    _previewed(day)
    day.picture("tim-thu-tuc")
    day.keys(KEYS.Key_Return, (KEYS.Key_O, ALT), "0912345678")
    _previewed(day)
    day.picture("tiep-nhan")
    day.keys((KEYS.Key_Return, CTRL))
    day.hand.settle()
    _sent(day)
    _previewed(day)
    day.picture("da-luu")
    day.keys((KEYS.Key_Return, CTRL))
    day.picture("bao-loi")
    day.keys((KEYS.Key_Q, ALT), CARD, KEYS.Key_Return, (KEYS.Key_2, ALT), "xac nhan tinh trang", KEYS.Key_Return)
    _previewed(day)
    day.picture("trung")
    day.keys((KEYS.Key_T, CTRL), "Việc này không thuộc thẩm quyền của xã.")
    day.picture("khong-nhan")
    day.keys(KEYS.Key_Escape, (KEYS.Key_A, ALT), "0953", KEYS.Key_Return, "26/11/2026", KEYS.Key_Return, "15:20")
    _previewed(day)
    day.picture("giay-viet-tay")
    day.keys(KEYS.Key_Escape, (KEYS.Key_D, CTRL))


def _previewed(day: Day) -> None:
    """Have the receipt drawn and the draft kept now: both would follow the typing after a pause."""
    page = day.hand.window.page(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    page.ahead.now()
    page.drafting.keep_now()
    day.hand.settle()


def _look_up(day: Day) -> None:
    day.at("10:10")
    _sent(day)
    day.keys(KEYS.Key_F3, "huong", KEYS.Key_Return)
    day.picture("tra-cuu")
    day.keys((KEYS.Key_Y, ALT), "Quyết định ly hôn", KEYS.Key_Tab, "Tờ khai ghi đã ly hôn, chưa có quyết định.")
    day.picture("yeu-cau-bo-sung")
    day.keys(KEYS.Key_Escape, (KEYS.Key_R, CTRL))
    day.keys((KEYS.Key_A, CTRL), "0987654321")
    day.picture("sua-sai")
    day.keys(KEYS.Key_Escape)


def _handing_over(day: Day) -> None:
    day.at("10:45")
    _sent(day)
    day.keys(KEYS.Key_F5, (KEYS.Key_H, ALT), (KEYS.Key_N, ALT), "Phạm Văn Ổn")
    day.picture("ban-giao")
    day.keys((KEYS.Key_Return, CTRL))


def _giving_back(day: Day) -> None:
    day.at("14:20")
    _sent(day)
    day.keys((KEYS.Key_0, CTRL), (KEYS.Key_3, ALT), KEYS.Key_F4)
    day.picture("tra-ket-qua")
    day.keys((KEYS.Key_Return, CTRL))
    _sent(day)


def _figures(day: Day) -> None:
    day.keys(KEYS.Key_F12, (KEYS.Key_2, ALT), (KEYS.Key_Return, CTRL))
    day.picture("bao-cao")


def _past_register(day: Day) -> None:
    """Look at a register of 2023, typed in a font of before Unicode, with one line twice and a day nobody can read."""
    people = ("Lò Thị Ngần", "Vàng A Sùng", "Đinh Thị Hoài", "Hoàng Văn Thuở", "Nông Thị Ẽm", "Đặng Công Uẩn")
    rows = [
        registers.row(at, code=f"MT-23-{at:03}", name=registers.in_tcvn3(name), id_number=f"0041880{at:05}",
                      procedure=registers.in_tcvn3("Đăng ký khai sinh"), address=registers.in_tcvn3("Thôn 2, Minh Tâm"),
                      receiver=registers.in_tcvn3("Trần Văn Bình"))
        for at, name in enumerate(people * 3, 1)
    ]  # fmt: skip
    rows += [rows[0], registers.row(99, code="MT-23-099", name="Ly A Chua", received_on="30/02/2023")]
    file = day.folder / "So theo doi 2023.xlsx"
    registers.write(file, rows)
    day.choose(file)
    day.keys((KEYS.Key_Comma, CTRL), (KEYS.Key_N, ALT), (KEYS.Key_Return, CTRL))
    day.picture("nhap-so-cu")
    day.keys(KEYS.Key_Escape)


def _end_of_day(day: Day) -> None:
    day.at("16:50")
    _sent(day)
    day.keys(KEYS.Key_F8)
    page = day.hand.window.page(Screen.CLOSE)
    assert isinstance(page, ClosingPage)
    day.keys((KEYS.Key_Return, CTRL))
    for pieces in NOTES:
        day.keys(pieces, KEYS.Key_Return)
    day.picture("chot-ngay")
    day.keys((KEYS.Key_Return, CTRL))
    day.hand.wait(lambda: page.now is not None and page.now.closed and bool(page.now.copies), "chốt ngày")
    _sent(day)
    day.picture("da-chot", page.form.compare.ours, page.form.compare.theirs, page.side.paper)


def _no_line(day: Day) -> None:
    """The line breaks after the day was closed; a late citizen is received all the same."""
    day.at("16:58")
    day.keys(KEYS.Key_F2, (KEYS.Key_Q, ALT), LATE, KEYS.Key_Return)
    day.keys((KEYS.Key_2, ALT), "ban sao trich luc", KEYS.Key_Return, (KEYS.Key_Return, CTRL))
    status = day.hand.window.status
    day.hand.wait(lambda: "Chưa có mạng" in status.sync.text(), "mất mạng")
    status.tell_time()
    day.picture("mat-mang")


def _lock(day: Day) -> None:
    context = day.hand.application.context
    assert context is not None
    set_code(context.desk, "270613")
    day.keys((KEYS.Key_L, CTRL))
    day.hand.wait(lambda: day.hand.window.locked, "khóa")
    day.picture("khoa")


PARTS = (_morning, _reception, _look_up, _handing_over, _giving_back, _figures, _past_register, _end_of_day)
