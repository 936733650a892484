"""What another desk did is seen on the screen in view with no key pressed, and nothing under the hand moves.

The whole program sits at desk 1, its sync thread speaks to a real relay, and desk 2 is another store at the same
relay. A round is begun as the minute between two rounds would begin it.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from app.models import setting
from app.models.store import FILE, open_store
from app.rules.acts import Kind
from app.rules.events import Body
from app.services import acts, finding, lock_code
from app.services.desk import Desk
from app.sync import enrol
from app.sync.once import Progress, SyncResult, sync_once
from app.sync.transport import Transport
from app.ui.application import Application
from app.ui.arguments import LookUp
from app.ui.conflict.page import ConflictPage
from app.ui.dayend.page import ClosingPage
from app.ui.dossiers.page import LookupPage
from app.ui.handback.page import ReturnPage
from app.ui.handover.page import HandoverPage
from app.ui.intake.page import IntakePage
from app.ui.kit.inputs import TextArea
from app.ui.reports.page import ReportsPage
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen
from app.ui.today.page import TodayPage
from app.workflows.settling import Side
from tests.services.counter import KEY, Clock, code_of
from tests.sync.world import RelayServer
from tests.ui.officer import ALT, CARD, CTRL, NONE
from tests.ui.test_application import Start, end, key, opening, press, ready, running, sit_down, start

__all__ = ["end", "key", "opening", "running", "start"]
K = Qt.Key
SECONDS = 30_000
_people = itertools.count()
CITIZEN = {"name": "Nguyễn Thị Hường", "id_number": "066188004215", "birth_date": "1988-08-14"}


def another() -> dict[str, str]:
    """Return somebody who was not here before: one person waits once for one procedure."""
    return {"id_number": f"0011901{next(_people):05d}"}


@dataclass
class Neighbour:
    """Desk 2 of the centre: what is done there is at the relay at once."""

    desk: Desk

    def syncs(self) -> None:
        with self.desk.store.read() as connection:
            link = setting.link(connection)
        assert link is not None
        with Transport.of(link) as line:
            assert sync_once(self.desk.store, line, self.desk.clock()).state in ("done", "clock")

    def receives(self, applicant: dict[str, str] | None = None) -> str:
        code = code_of(self.desk, applicant or another())
        self.syncs()
        return code

    def acts(self, code: str, kind: Kind, body: Body | None = None) -> None:
        self.syncs()
        acts.act(self.desk, code, kind, body or {})
        self.syncs()


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


@pytest.fixture
def neighbour(tmp_path: Path, new_centre: Path, relay: RelayServer, clock: Clock) -> Iterator[Neighbour]:
    folder = tmp_path / "neighbour"
    folder.mkdir()
    shutil.copy(new_centre, folder / FILE)
    desk = Desk(open_store(folder, KEY), clock)
    with desk.store.write() as connection:
        second = replace(setting.centre(connection), desk=2, first=1000, last=1999)
        setting.put_centre(connection, second)
    enrol.enrol(desk.store, relay.url, relay.invite("H15.10", 2, 1000, 1999), "Lê Văn Thuận")
    desk.changed()
    yield Neighbour(desk)
    desk.store.close()


class Seat:
    """The officer at desk 1, who from now on only looks."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self.qtbot, self.application, self.window = qtbot, application, application.window
        self.rounds = 0
        application._synced.connect(self._heard)

    def _heard(self, news: Progress | SyncResult) -> None:
        self.rounds += isinstance(news, SyncResult)

    @property
    def desk(self) -> Desk:
        assert self.application.context is not None
        return self.application.context.desk

    def until(self, true: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=SECONDS)

    def still(self) -> None:
        self.until(lambda: not self.application.tasks.busy)

    def round(self) -> None:
        """Let the line's minute be over, and the round come to its end."""
        before = self.rounds
        self.application.loop.wake()
        self.until(lambda: self.rounds > before)
        self.still()

    def open(self, screen: Screen, argument: object = None) -> Page:
        page = self.window.open(screen, argument)
        assert page is not None
        self.still()
        return page

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        press(self.application, key, modifiers)
        self.still()

    def type(self, text: str) -> None:
        for letter in text:
            field = QApplication.focusWidget()
            assert field is not None
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, 0, NONE, letter))
        self.still()


@pytest.fixture
def seat(start: Start, home: Path, relay: RelayServer, neighbour: Neighbour, qtbot: QtBot) -> Seat:
    store = open_store(home, KEY)
    enrol.enrol(store, relay.url, relay.invite("H15.10", 1, 1, 999), "Nguyễn Thị Lan")
    store.close()
    application = start()
    ready(qtbot, application)
    sit_down(qtbot, application)
    one = Seat(qtbot, application)
    one.until(lambda: application.window.status.sync.text().startswith("Đã gửi tỉnh"))
    one.still()
    return one


def scrolled(table: QTableView) -> tuple[int, int]:
    """Say which row is chosen and how far the list is scrolled."""
    return table.currentIndex().row(), table.verticalScrollBar().value()


def scroll_away(table: QTableView, row: int) -> tuple[int, int]:
    """Choose a row, then scroll until it is out of sight, as with a wheel."""
    table.selectRow(row)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    return scrolled(table)


def test_the_board_counts_it_and_the_list_stays_where_it_was(seat: Seat, neighbour: Neighbour) -> None:
    for _ in range(40):
        code_of(seat.desk, another())
    page = seat.open(Screen.TODAY)
    assert isinstance(page, TodayPage)
    seat.press(K.Key_5, ALT)
    table = page.form.table
    where, chosen = scroll_away(table, 3), table.current_key()
    assert where[1] > 0
    code = neighbour.receives()
    neighbour.acts(code, Kind.RESULT_READY)
    seat.round()
    seat.until(lambda: page.form.tiles["ready"].figure == 1)
    assert (scrolled(table), table.current_key()) == (where, chosen)


def test_the_minute_alone_lets_a_promise_run_out(seat: Seat, clock: Clock) -> None:
    code = code_of(seat.desk, another())
    page = seat.open(Screen.TODAY)
    assert isinstance(page, TodayPage)
    assert page.form.tiles["overdue"].figure == 0
    clock.ahead(days=10)
    seat.application.minute.setInterval(1)
    seat.until(lambda: page.form.tiles["overdue"].figure == 1)
    seat.until(lambda: page.subtitle.endswith("03/12/2026"))
    assert finding.dossier(seat.desk, code).code == code


def test_tra_cuu_lists_it_and_shows_its_history_beside_a_form_half_filled(seat: Seat, neighbour: Neighbour) -> None:
    for _ in range(30):
        code_of(seat.desk, another())
    code = code_of(seat.desk, CITIZEN)
    seat.round()
    seat.until(lambda: finding.dossier(seat.desk, code).sync == "sent")
    page = seat.open(Screen.LOOKUP, LookUp(code))
    assert isinstance(page, LookupPage)
    page.side.ask(Kind.WITHDRAWN)
    reason = page.side.act_form.fields["reason"].editor
    assert isinstance(reason, TextArea)
    reason.setFocus()
    seat.type("Công dân xin")
    where = scroll_away(page.form.table, 0)
    assert where[1] > 0
    reason.setFocus()
    neighbour.acts(code, Kind.FORWARDED, {"unit": "Phòng Kinh tế"})
    other = neighbour.receives()
    seat.round()
    seat.until(lambda: page.form.rows.row_of(other) >= 0)
    seat.until(lambda: page.side.dossier is not None and page.side.dossier.place == "Phòng Kinh tế")
    assert page.form.table.current_key() == code
    assert page.form.table.verticalScrollBar().value() == where[1]
    assert reason.hasFocus()
    assert reason.value() == "Công dân xin"
    assert page.side.form_open


def test_tra_ket_qua_queues_it_and_leaves_what_is_typed(seat: Seat, neighbour: Neighbour) -> None:
    mine = code_of(seat.desk, CITIZEN)
    acts.act(seat.desk, mine, Kind.RESULT_READY, {})
    page = seat.open(Screen.RETURN, mine)
    assert isinstance(page, ReturnPage)
    assert page.side.table.current_key() == mine
    phone = page.form.receiver.phone
    phone.setFocus()
    phone.selectAll()
    seat.type("0905")
    page.form.chosen.scan.setFocus()
    seat.type("00")
    page.side.table.setFocus()
    theirs = neighbour.receives()
    neighbour.acts(theirs, Kind.RESULT_READY)
    seat.round()
    seat.until(lambda: page.side.model.row_of(theirs) >= 0)
    assert (phone.text(), page.form.chosen.scan.text()) == ("0905", "00")
    assert page.side.table.hasFocus()
    assert page.side.table.current_key() == mine
    assert page.form.dossier is not None
    assert page.form.dossier.code == mine


def test_a_result_given_back_elsewhere_is_not_given_twice(seat: Seat, neighbour: Neighbour) -> None:
    mine = code_of(seat.desk, CITIZEN)
    acts.act(seat.desk, mine, Kind.RESULT_READY, {})
    seat.round()
    seat.until(lambda: finding.dossier(seat.desk, mine).sync == "sent")
    page = seat.open(Screen.RETURN, mine)
    assert isinstance(page, ReturnPage)
    assert page.form.primary.isVisible()
    neighbour.acts(mine, Kind.RETURNED, {"to": {"name": "Nguyễn Thị Hường"}})
    seat.round()
    seat.until(lambda: not page.form.primary.isVisible())
    assert page.form.chosen.refusal.isVisible()


def test_ban_giao_lists_it_and_keeps_ticks_and_names(seat: Seat, neighbour: Neighbour) -> None:
    mine = code_of(seat.desk, CITIZEN)
    page = seat.open(Screen.HANDOVER)
    assert isinstance(page, HandoverPage)
    seat.type(mine)
    seat.press(K.Key_Return)
    assert mine in page.draft.ticked
    page.form.person.setFocus()
    seat.type("Phạm Văn")
    theirs = neighbour.receives()
    seat.round()
    seat.until(lambda: page.form.table.rows.row_of(theirs) >= 0)
    assert list(page.draft.ticked) == [mine]
    assert page.form.table.current_key() == mine
    assert page.form.person.text() == "Phạm Văn"
    assert page.form.person.hasFocus()
    assert page.form.person.cursorPosition() == len("Phạm Văn")


def test_tiep_nhan_says_that_this_person_was_received_elsewhere_meanwhile(seat: Seat, neighbour: Neighbour) -> None:
    page = seat.open(Screen.RECEIVE)
    assert isinstance(page, IntakePage)
    seat.type(CARD)
    seat.press(K.Key_Return)
    seat.press(K.Key_2, ALT)
    seat.type("1.004873")
    seat.press(K.Key_Return)
    seat.press(K.Key_O, ALT)
    seat.type("0905")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    before = page.form.entered()
    code = neighbour.receives(CITIZEN)
    seat.round()
    seat.until(lambda: page.form.procedure.twice.isVisible())
    assert code in page.form.procedure.twice.facts.accessibleName()
    assert page.form.entered() == before
    assert field.hasFocus()


def clash(seat: Seat, neighbour: Neighbour, phone: str) -> str:
    """Let both desks correct one dossier, desk 2 first; ours is not sent yet. Return its code."""
    code = code_of(seat.desk, another())
    seat.round()
    seat.until(lambda: finding.dossier(seat.desk, code).sync == "sent")
    neighbour.acts(code, Kind.CORRECTED, {"changes": {"applicant.phone": phone}})
    acts.act(seat.desk, code, Kind.CORRECTED, {"changes": {"applicant.phone": "0914220315"}})
    return code


def test_chot_ngay_names_what_the_province_did_not_accept(seat: Seat, neighbour: Neighbour) -> None:
    code = clash(seat, neighbour, "0941220315")
    page = seat.open(Screen.CLOSE)
    assert isinstance(page, ClosingPage)
    seat.until(lambda: page.now is not None and [hit.code for hit in page.now.parked] == [code])
    assert seat.window.rail.items[Screen.CLOSE].count == 1


def test_can_xu_ly_shows_another_and_keeps_the_answer_chosen(seat: Seat, neighbour: Neighbour) -> None:
    page = seat.open(Screen.CONFLICT)
    assert isinstance(page, ConflictPage)
    assert page.form.case is None
    first = clash(seat, neighbour, "0941220315")
    seat.round()
    seat.until(lambda: page.form.case is not None and page.form.case.parked.code == first)
    seat.press(K.Key_1, ALT)
    answers = page.form.answers()
    assert list(answers.values()) == [Side.THEIRS]
    second = clash(seat, neighbour, "0941220316")
    seat.round()
    seat.until(lambda: page.form.rows.row_of(second) >= 0)
    seat.still()
    assert page.form.case is not None
    assert page.form.case.parked.code == first
    assert page.form.answers() == answers
    assert page.form.cards[0].theirs.hasFocus()


def test_a_report_stays_as_it_was_counted_and_says_that_more_was_done(seat: Seat, neighbour: Neighbour) -> None:
    code_of(seat.desk, another())
    page = seat.open(Screen.REPORTS)
    assert isinstance(page, ReportsPage)
    seat.press(K.Key_Return, CTRL)
    seat.until(lambda: page.figures is not None)
    figures = page.figures
    assert page.form.bar.note.text() == "tính lúc 08:15 23/11"
    neighbour.receives()
    seat.round()
    seat.until(lambda: page.form.bar.note.text() == "việc mới từ 08:15")
    assert page.figures is figures
    seat.press(K.Key_L, ALT)
    seat.until(lambda: page.form.bar.note.text() == "tính lúc 08:15 23/11")
    assert page.figures is not figures


def test_what_came_while_the_desk_was_locked_is_there_when_it_is_opened(seat: Seat, neighbour: Neighbour) -> None:
    with seat.desk.store.write() as connection:
        lock_code.put(connection, "246813")
    page = seat.open(Screen.TODAY)
    assert isinstance(page, TodayPage)
    seat.press(K.Key_L, CTRL)
    seat.until(lambda: seat.window.locked)
    code = neighbour.receives()
    neighbour.acts(code, Kind.RESULT_READY)
    seat.round()
    seat.until(partial(known, seat.desk, code))
    assert page.form.tiles["ready"].figure == 0
    seat.type("246813")
    seat.press(K.Key_Return)
    seat.until(lambda: not seat.window.locked and page.form.tiles["ready"].figure == 1)


def known(desk: Desk, code: str) -> bool:
    return any(hit.code == code for hit in finding.find(desk, code))
