"""The first start by keys: four ways, at most five questions, and what is refused stands beside its field."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from keyring.backends import fail
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import words
from app.errors import KnownError, SyncError, UserError
from app.printing.print_setup import PrintSetup
from app.services import centre
from app.services.print_setup import print_setup
from app.ui.application import STORE, Application, DeskWindow
from app.ui.firststart import communes, officer
from app.ui.firststart.form import ALONE, CENTRE, JOIN, OFFICER, PRACTICE, WAY
from app.ui.firststart.page import SetupPage
from app.ui.kit.dressing import apply_theme
from app.ui.kit.fields import HelpLine
from app.ui.kit.paper import page_count
from app.ui.kit.theme import Scheme
from app.ui.recovery.paper import PaperPage
from app.ui.shortcuts import Screen
from app.ui.tasks import Tasks
from tests.sync.world import RelayServer
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, NONE

LASER, CANON = "HP LaserJet P1102 (phòng một cửa)", "Canon LBP 2900"
LONG = "Máy in HP LaserJet Pro MFP M227fdw dùng chung của Trung tâm Phục vụ hành chính công, tầng 1, quầy tiếp nhận"


class System:
    """The printers of the PC, as the system tells them; `gate` holds the answer back."""

    def __init__(self) -> None:
        self.names, self.default = [CANON, LASER], LASER
        self.gate = threading.Event()
        self.gate.set()

    def printers(self) -> list[str]:
        self.gate.wait(20)
        return self.names


class FirstStart:
    """A new PC's window, and what was asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.tasks = qtbot, Tasks()
        self.window = DeskWindow({})
        self.window.resize(1366, 688)
        self.page = SetupPage(self.window, self.tasks)
        self.window.cover(self.page)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.asked: list[tuple[str, Any]] = []
        self.page.join.connect(lambda what: self.asked.append(("join", what)))
        self.page.set_up.connect(lambda what: self.asked.append(("set_up", what)))
        self.page.practice_asked.connect(lambda: self.asked.append(("practice", None)))

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus, key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type as an input method does: each word is handed over whole."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)
        QApplication.processEvents()

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def go_on(self) -> None:
        self.press(Qt.Key.Key_Return, CTRL)

    def still(self) -> None:
        """Wait until nothing is under way at the desk worker."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy)

    @property
    def printing(self) -> tuple[str, str]:
        return self.page.printing.name, self.page.printing.paper

    @property
    def errors(self) -> dict[str, str]:
        return {name: field.error for name, field in self.page.fields.items() if field.error}


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> System:
    one = System()
    monkeypatch.setattr(officer, "printers", one.printers)
    monkeypatch.setattr(officer, "default_printer", lambda: one.default)
    monkeypatch.setattr(officer, "documents", lambda: tmp_path / "Tài liệu")
    return one


@pytest.fixture
def first(qtbot: QtBot, system: System) -> Iterator[FirstStart]:
    one = FirstStart(qtbot)
    yield one
    system.gate.set()
    one.tasks.close()
    shiboken6.delete(one.window)


def to_centre(first: FirstStart) -> None:
    first.press(Qt.Key.Key_2, ALT)
    first.go_on()


def answer_centre(first: FirstStart) -> None:
    to_centre(first)
    first.type("minh tam")
    first.enter()
    first.enter()
    first.type("h99.10")
    first.go_on()


def answer_five(first: FirstStart) -> None:
    answer_centre(first)
    first.type("Trần Thị Mai Duyên")
    first.go_on()


def answer_join(first: FirstStart, url: str = "motcua.tinh-minh-hoa.gov.vn", code: str = "K7QD-4M2X") -> None:
    first.page.way_step.url.setText(url)
    first.page.way_step.code.setText(code)
    first.go_on()
    first.type("Trần Thị Mai Duyên")
    first.go_on()


def test_practice_is_two_keys_away(first: FirstStart) -> None:
    first.press(Qt.Key.Key_3, ALT)
    assert first.page.way_step.way == PRACTICE
    first.go_on()
    assert first.asked == [("practice", None)]


def test_a_copy_put_back_is_two_keys_away(first: FirstStart) -> None:
    asked = list[bool]()
    first.page.restore_asked.connect(lambda: asked.append(True))
    first.press(Qt.Key.Key_4, ALT)
    first.go_on()
    assert (asked, first.asked) == ([True], [])


def test_the_arrows_choose_a_way_as_soon_as_the_window_is_there(new_pc: NewPC) -> None:
    assert new_pc.focus is new_pc.page.way_step.cards[JOIN]
    new_pc.press(Qt.Key.Key_Down)
    assert new_pc.page.way_step.way == ALONE


def test_enter_in_the_last_field_leads_to_going_on(first: FirstStart) -> None:
    answer_centre(first)
    first.press(Qt.Key.Key_Escape)
    first.page.centre_step.last.setFocus()
    first.enter()
    assert first.focus is first.page.primary


def test_larger_letters_are_had_on_the_first_start_and_kept(new_pc: NewPC) -> None:
    new_pc.press(Qt.Key.Key_Equal, CTRL)
    answer_five(new_pc)
    new_pc.qtbot.waitUntil(new_pc.ready)
    new_pc.still()
    assert json.loads((new_pc.application.home / "settings.json").read_text(encoding="utf-8"))["text_size"] == 115


@pytest.mark.parametrize("size", [1.0, 1.5])
@pytest.mark.parametrize(
    "problem", [("INVITATION_UNKNOWN", "code"), ("INVITATION_EXPIRED", "code"), ("URL_NOT_SECURE", "url")]
)
def test_why_an_invitation_is_refused_is_read_whole(
    first: FirstStart, qapp: QApplication, size: float, problem: tuple[str, str]
) -> None:
    apply_theme(qapp, Scheme.LIGHT, size)
    answer_join(first)
    code, field = problem
    first.page.failed(UserError(code, field=field))
    QApplication.processEvents()
    assert list(first.errors) == [field]
    assert cut_lines(first.page) == []
    first.type("A")
    other = first.page.way_step.fields["url" if field == "code" else "code"]
    assert other.line.help, "the help beside it comes back"


def test_a_centre_of_its_own_is_described_with_five_answers_that_the_services_take(first: FirstStart) -> None:
    answer_five(first)
    [(what, asked)] = first.asked
    assert what == "set_up"
    record = centre.describe(**asked)
    assert (record.agency, record.commune, record.place) == ("H99.10", "01747", "Minh Tâm")
    assert record.name == "Trung tâm Phục vụ hành chính công xã Minh Tâm"
    assert (record.desk, record.first, record.last, record.officer) == (1, 1, 999, "Trần Thị Mai Duyên")


def test_two_desks_without_a_province_are_proposed_ranges_that_do_not_overlap(first: FirstStart) -> None:
    to_centre(first)
    step = first.page.centre_step
    step.desk.setFocus()
    step.desk.selectAll()
    first.type("2")
    first.enter()
    assert (step.first.value(), step.last.value()) == ("1000", "1999")
    step.first.setText("500")
    step.desk.setFocus()
    step.desk.selectAll()
    first.type("3")
    first.enter()
    assert step.first.value() == "500", "a range that was typed stays"


def test_joining_asks_for_address_code_and_name_and_takes_a_bare_address_as_https(first: FirstStart) -> None:
    assert first.page.way_step.way == JOIN
    first.press(Qt.Key.Key_C, ALT)
    first.type("motcua.tinh-minh-hoa.gov.vn")
    first.press(Qt.Key.Key_M, ALT)
    first.type("K7QD-4M2X")
    first.go_on()
    first.type("Trần Thị Mai Duyên")
    first.go_on()
    asked = {"url": "https://motcua.tinh-minh-hoa.gov.vn", "code": "K7QD-4M2X", "officer": "Trần Thị Mai Duyên"}
    assert first.asked == [("join", asked)]


def test_a_relay_on_this_machine_keeps_its_http(first: FirstStart) -> None:
    answer_join(first, url="http://127.0.0.1:8080")
    assert first.asked[0][1]["url"] == "http://127.0.0.1:8080"


def test_an_impatient_second_press_asks_the_province_once(first: FirstStart) -> None:
    answer_five(first)
    first.go_on()
    assert len(first.asked) == 1


def test_what_is_missing_stands_beside_its_field_and_the_cursor_goes_there(first: FirstStart) -> None:
    first.go_on()
    assert set(first.errors) == {"url", "code"}
    assert first.focus is first.page.way_step.url
    to_centre(first)
    first.page.centre_step.desk.setText("100")
    first.page.centre_step.first.setText("x")
    first.go_on()
    assert set(first.errors) == {"commune", "name", "agency", "desk", "first"}
    assert first.focus is first.page.centre_step.commune.box
    assert first.asked == []


def test_a_missing_officer_is_said_on_the_last_step_and_nothing_is_made(first: FirstStart) -> None:
    answer_centre(first)
    first.go_on()
    assert set(first.errors) == {"officer"}
    assert first.focus is first.page.officer_step.officer
    assert first.asked == []
    first.type("Trần")
    assert first.errors == {}, "what is being mended is not called wrong meanwhile"


def test_what_the_store_would_refuse_is_said_on_the_step_where_it_was_typed(first: FirstStart) -> None:
    to_centre(first)
    step = first.page.centre_step
    step.agency.setText("xã Minh Tâm")
    step.first.setText("900")
    step.last.setText("100")
    first.go_on()
    assert {"agency", "first"} <= set(first.errors)
    assert first.page.step == CENTRE


def test_an_invitation_the_province_refuses_brings_the_officer_back_to_its_field(first: FirstStart) -> None:
    answer_join(first, code="CU")
    problem = UserError("INVITATION_USED", field="code")
    first.page.failed(problem)
    assert first.errors == {"code": words.sentence(problem)}
    assert first.focus is first.page.way_step.code
    first.go_on()
    first.go_on()
    assert len(first.asked) == 2


def test_no_network_is_said_with_what_to_do_and_its_code(first: FirstStart) -> None:
    answer_five(first)
    first.page.failed(SyncError("OFFLINE"))
    assert first.page.trouble.isVisible()
    assert "OFFLINE" in first.page.trouble.text()
    assert "mọi việc vẫn làm" not in first.page.trouble.text().lower()


def test_esc_closes_the_list_then_goes_back_and_nothing_typed_is_lost(first: FirstStart) -> None:
    to_centre(first)
    step = first.page.centre_step
    first.type("minh")
    assert step.commune.results.isVisible()
    first.press(Qt.Key.Key_Escape)
    assert not step.commune.results.isVisible()
    assert first.page.step == CENTRE
    first.press(Qt.Key.Key_Escape)
    assert first.page.step == WAY
    assert first.page.way_step.way == ALONE
    first.go_on()
    assert step.commune.box.text() == "minh"


def test_changing_a_chosen_commune_takes_the_choice_back(first: FirstStart) -> None:
    to_centre(first)
    step = first.page.centre_step
    first.type("minh tam")
    first.enter()
    step.commune.box.setFocus()
    first.press(Qt.Key.Key_Backspace)
    assert step.commune.chosen is None


@pytest.mark.parametrize("query", ["Minh Tâm Cao Bằng", "minh tam cao bang", "MINH TAM cao", "01747"])
def test_a_commune_is_found_with_and_without_marks_by_its_province_and_by_its_code(query: str) -> None:
    found, _ = communes.find(query)
    assert found[0].code == "01747"


def test_units_of_the_same_name_are_all_offered_and_those_that_begin_as_typed_come_first() -> None:
    found, count = communes.find("tan tien", limit=20)
    assert count >= 7
    assert [one.name for one in found[:7]] == ["Xã Tân Tiến"] * 7


def test_every_unit_of_the_decision_is_there() -> None:
    assert len(communes.communes()) == 3321
    assert communes.find("khong co xa nao ten the nay") == ([], 0)


# -- the printer -------------------------------------------------------------------------------------------------------


def test_the_default_printer_is_proposed_and_its_name_is_kept_with_a5(first: FirstStart) -> None:
    answer_centre(first)
    first.still()
    assert first.page.officer_step.printer.currentText().startswith(LASER)
    assert first.printing == (LASER, "A5")


def test_printer_and_paper_are_chosen_by_keys(first: FirstStart) -> None:
    answer_centre(first)
    first.still()
    first.page.officer_step.printer.setFocus()
    first.press(Qt.Key.Key_Up)
    first.press(Qt.Key.Key_Tab)
    first.press(Qt.Key.Key_Right)
    assert first.printing == (CANON, "A4")


def test_without_a_printer_papers_go_to_a_folder_and_nothing_is_refused(
    first: FirstStart, system: System, tmp_path: Path
) -> None:
    system.names, system.default = [], ""
    answer_centre(first)
    first.still()
    first.type("Trần Thị Mai Duyên")
    first.go_on()
    assert first.page.officer_step.printer.currentText() == "Chưa có máy in: giấy lưu thành PDF"
    printer = Path(first.printing[0])
    assert printer.is_absolute()
    assert printer.is_relative_to(tmp_path)
    assert [what for what, _ in first.asked] == ["set_up"]


def test_a_printer_that_only_makes_files_is_not_proposed(first: FirstStart, system: System) -> None:
    system.names, system.default = ["Microsoft Print to PDF", CANON], "Microsoft Print to PDF"
    answer_centre(first)
    first.still()
    assert first.printing[0] == CANON


def test_a_system_that_is_slow_to_name_its_printers_holds_nothing_up(first: FirstStart, system: System) -> None:
    system.gate.clear()
    answer_five(first)
    assert [what for what, _ in first.asked] == ["set_up"]
    assert first.printing == ("", "A5"), "the system's default, whatever it is called"


def test_esc_and_back_keep_printer_paper_and_name(first: FirstStart) -> None:
    answer_centre(first)
    first.still()
    first.type("Trần Thị Mai Duyên")
    step = first.page.officer_step
    step.printer.setFocus()
    first.press(Qt.Key.Key_Up)
    step.paper.set_value("A4")
    first.press(Qt.Key.Key_Escape)
    assert first.page.step == CENTRE
    first.go_on()
    first.still()
    assert first.page.step == OFFICER
    assert (first.printing, step.officer.value()) == ((CANON, "A4"), "Trần Thị Mai Duyên")


@pytest.mark.parametrize("paper", ["A5", "A4"])
def test_in_thu_prints_one_page_of_the_chosen_paper_where_papers_go(
    first: FirstStart, system: System, tmp_path: Path, paper: str
) -> None:
    system.names, system.default = [], ""
    answer_centre(first)
    first.still()
    first.page.officer_step.paper.set_value(paper)
    first.press(Qt.Key.Key_I, ALT)
    first.still()
    [file] = (tmp_path / "Tài liệu").rglob("*.pdf")
    assert paper in file.name
    assert page_count(file.read_bytes()) == 1
    assert "Đã ghi trang thử" in first.page.officer_step.said.text()
    assert first.page.step == OFFICER


def test_a_printer_that_does_not_answer_is_said_without_speaking_of_a_dossier(first: FirstStart) -> None:
    answer_centre(first)
    first.still()
    first.press(Qt.Key.Key_I, ALT)
    first.still()
    said = first.page.officer_step.said.text()
    assert LASER in said
    assert "PRINTER_SILENT" in said
    assert "Hồ sơ" not in said


# -- the whole way -----------------------------------------------------------------------------------------------------


class NewPC(FirstStart):
    """The whole program on a PC where it was never started."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self.application, self.window, self.tasks = application, application.window, application.tasks
        self.qtbot, self.bugs = qtbot, list[object]()
        self.tasks.crashed.connect(self.bugs.append)
        qtbot.waitUntil(lambda: self.window.findChild(SetupPage) is not None)
        self.page = self.window.findChildren(SetupPage)[0]
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def ready(self) -> bool:
        """Put the recovery paper off as soon as it is offered; tell whether the desk is open."""
        offered = self.window.findChild(PaperPage)
        if offered is not None and offered.isVisible() and not offered.busy:
            QTest.keyClick(offered, Qt.Key.Key_Escape)
        return self.window.ready


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PC that keeps its key in a file, as one with no desktop does."""
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key"))


@pytest.fixture
def new_pc(qtbot: QtBot, qapp: QApplication, key_file: None, tmp_path: Path, system: System) -> Iterator[NewPC]:
    hooks, interval = (sys.excepthook, threading.excepthook), sys.getswitchinterval()
    one = NewPC(qtbot, Application(qapp, tmp_path / "new"))
    sys.excepthook = lambda *error: one.bugs.append(error)
    yield one
    system.gate.set()
    one.still()
    one.application.stop()
    shiboken6.delete(one.window)
    sys.excepthook, threading.excepthook = hooks
    sys.setswitchinterval(interval)
    assert one.bugs == []


def test_the_window_opens_on_the_board_with_the_printer_chosen_and_remembers_it(new_pc: NewPC) -> None:
    answer_centre(new_pc)
    new_pc.still()
    new_pc.type("Trần Thị Mai Duyên")
    new_pc.go_on()
    new_pc.qtbot.waitUntil(new_pc.ready)
    new_pc.still()
    window, home = new_pc.application.window, new_pc.application.home
    assert window.current_name == Screen.TODAY
    assert window.status.printer.text() == LASER
    assert window.header.officer.text() == "Trần Thị Mai Duyên"
    assert new_pc.application.context is not None
    assert print_setup(new_pc.application.context.desk) == PrintSetup(LASER, paper="A5")
    kept = {"theme": "system", "text_size": 100, "copies": ""}
    assert json.loads((home / "settings.json").read_text(encoding="utf-8")) == kept
    new_pc.press(Qt.Key.Key_F2)
    assert window.current_name == Screen.RECEIVE


def test_an_invitation_joins_the_province_and_the_window_says_it_is_sent(new_pc: NewPC, tmp_path: Path) -> None:
    relay = RelayServer(tmp_path / "relay")
    try:
        answer_join(new_pc, relay.url, relay.invite("H15.10", 4, 3000, 3999))
        new_pc.qtbot.waitUntil(new_pc.ready)
        new_pc.still()
        window = new_pc.application.window
        assert (window.header.officer.text(), window.header.desk.text()) == ("Trần Thị Mai Duyên", "Quầy 4")
        new_pc.qtbot.waitUntil(lambda: window.status.sync.text().startswith("Đã gửi tỉnh đến"))
        assert new_pc.application.loop.stop()
    finally:
        relay.stop()


def test_a_code_nobody_knows_is_said_at_its_field_and_no_store_is_left(new_pc: NewPC, tmp_path: Path) -> None:
    relay = RelayServer(tmp_path / "relay")
    try:
        answer_join(new_pc, relay.url, "AAAA-AAAA-AAAA")
        new_pc.still()
        assert set(new_pc.errors) == {"code"}
        assert not (new_pc.application.home / STORE).exists()
    finally:
        relay.stop()


def test_the_centre_is_made_while_the_system_still_looks_for_its_printers(new_pc: NewPC, system: System) -> None:
    system.gate.clear()
    answer_five(new_pc)
    new_pc.qtbot.waitUntil(new_pc.ready)
    system.gate.set()
    new_pc.still()
    assert new_pc.application.window.current_name == Screen.TODAY


def test_a_trial_page_still_on_its_way_when_the_centre_is_made_harms_nothing(
    new_pc: NewPC, system: System, tmp_path: Path
) -> None:
    system.names, system.default = [], ""
    answer_centre(new_pc)
    new_pc.still()
    new_pc.type("Trần Thị Mai Duyên")
    new_pc.press(Qt.Key.Key_I, ALT)
    new_pc.go_on()
    new_pc.qtbot.waitUntil(new_pc.ready)
    new_pc.still()
    assert len(list((tmp_path / "Tài liệu").rglob("*.pdf"))) == 1


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_no_word_is_cut(first: FirstStart, system: System, qapp: QApplication, size: float) -> None:
    system.names, system.default = [LONG, CANON], LONG
    apply_theme(qapp, Scheme.LIGHT, size)

    def whole() -> bool:
        first.still()
        QApplication.processEvents()
        inside = first.page.rect().contains(first.page.card.geometry())
        return inside and cut_words(first.page) == [] and cut_lines(first.page) == []

    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.go_on()
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    to_centre(first)
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.go_on()
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.page.failed(KnownError("KEYRING_MISSING"))
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.press(Qt.Key.Key_Escape)
    answer_centre(first)
    first.go_on()
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.press(Qt.Key.Key_I, ALT)
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    first.page.failed(KnownError("KEYRING_MISSING"))
    assert whole(), (cut_lines(first.page), cut_words(first.page))
    assert first.window.size() == QSize(1366, 688)


def cut_lines(page: QWidget) -> list[str]:
    """Return the lines beneath fields that have less room than they need."""
    lines = [line for line in page.findChildren(HelpLine) if line.isVisible() and line.words.text()]
    return [line.words.text() for line in lines if line.width() < line.needed]


@pytest.fixture
def no_keyring(key_file: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_KEY_FILE", raising=False)
    monkeypatch.setattr("keyring.get_keyring", fail.Keyring)


def test_a_pc_that_cannot_keep_a_key_says_so_before_the_first_answer(no_keyring: None, new_pc: NewPC) -> None:
    new_pc.still()
    assert new_pc.page.step == 0
    assert "KEYRING_MISSING" in new_pc.page.trouble.text()
