"""Chốt ngày by keys: what is left, the drawer, the comparison with a real relay, the sheet, a day without a line."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.models import journal, setting
from app.models.setting import ProvinceLink
from app.printing.print_setup import PrintSetup
from app.rules.acts import Kind
from app.rules.closing import Side
from app.rules.events import new_event
from app.services import acts, cash, closing, finding, papers
from app.services.desk import Desk
from app.sync import enrol
from app.ui.dayend.page import ClosingPage
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from app.workflows.day_end import close_day
from app.workflows.line import sync_now
from tests.services.counter import Clock, code_of
from tests.sync.world import RelayServer
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CTRL, Blank, Officer, officer_at

NOWHERE = ProvinceLink("http://127.0.0.1:9", "token", "AAAA")


@contextmanager
def closing_at(qtbot: QtBot, desk: Desk, folder: Path) -> Iterator[Officer]:
    """Sit an officer at the desk with the closing screen."""
    with officer_at(qtbot, desk, folder) as one:
        one.context.enrolled = desk.place()[1]
        one.window.factories[Screen.CLOSE] = lambda window: ClosingPage(window, one.context)
        one.window.factories[Screen.CONFLICT] = Blank
        yield one


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with closing_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


@pytest.fixture
def offline(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    """A desk with a province where nobody answers."""
    with desk.store.write() as connection:
        setting.put_link(connection, NOWHERE)
    with closing_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayServer]:
    """A province of its own for each test: two stores with one desk's number would be a clone to it."""
    server = RelayServer(tmp_path / "relay")
    yield server
    server.stop()


@pytest.fixture
def online(qtbot: QtBot, desk: Desk, tmp_path: Path, relay: RelayServer) -> Iterator[Officer]:
    """A desk that has joined a real relay on loopback."""
    enrol.enrol(desk.store, relay.url, relay.invite("H15.10", 1, 1, 999), "Nguyễn Thị Lan")
    desk.changed()
    with closing_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def day_end(officer: Officer) -> ClosingPage:
    page = officer.open(Screen.CLOSE)
    assert isinstance(page, ClosingPage)
    return page


def go_on(officer: Officer) -> None:
    officer.press(Qt.Key.Key_Return, CTRL)


def sheets(officer: Officer) -> list[str]:
    return sorted(path.name for path in officer.papers.glob("Phiếu*.pdf"))


def printed(desk: Desk, *codes: str) -> None:
    for code in codes:
        papers.printed(desk, code, "receipt")


def paid(desk: Desk, amount: int = 15_000) -> str:
    """Receive a dossier whose fee was collected, its receipt printed."""
    code = code_of(desk, fee=amount, fee_paid=True)
    printed(desk, code)
    return code


def test_ctrl_enter_goes_from_the_unprinted_receipt_to_the_drawer_to_the_closed_day(
    officer: Officer, desk: Desk
) -> None:
    code = code_of(desk, fee=15_000, fee_paid=True)
    page = day_end(officer)
    assert page.form.primary.text() == f"Tiếp: in giấy {code[-4:]}"
    assert code in page.form.left_open.unprinted.text()
    go_on(officer)
    officer.until(lambda: not closing.day(desk, desk.clock().date()).unprinted)
    officer.still()
    assert page.form.primary.text() == "Tiếp: đếm tiền mặt"
    go_on(officer)
    for number in ("0", "0", "0", "0", "0", "1", "1"):
        officer.type(number)
        officer.enter()
    assert page.form.cash.note.text() == "15.000 đ, khớp với sổ"
    assert page.form.primary.text() == "Chốt và in phiếu"
    go_on(officer)
    officer.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    assert sheets(officer) == ["Phiếu chốt ngày 23-11-2026.pdf"]
    state = closing.day(desk, desk.clock().date())
    assert state.closing is not None
    assert page.form.sign.note.text() == "đã chốt"


def test_without_a_province_nothing_is_sent_or_compared_on_the_screen(officer: Officer) -> None:
    page = day_end(officer)
    assert [step.title.text() for step in page.form.steps] == [
        "1. Việc còn dở", "2. Đếm tiền mặt", "3. Ký chốt và in phiếu",
    ]  # fmt: skip
    assert not page.form.send.isVisible()
    assert not page.form.compare.isVisible()


def test_a_difference_in_the_drawer_is_said_and_must_be_accepted(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    go_on(officer)
    page.form.cash.cells[10_000].setFocus()
    officer.type("1")
    assert page.form.cash.note.text() == "thiếu 5.000 đ so với sổ"
    assert page.form.primary.text() == "Tiếp: chấp nhận chênh lệch −5.000"
    go_on(officer)
    assert page.form.cash.note.text() == "10.000 đ, thiếu 5.000 đ so với sổ"
    assert page.form.primary.text() == "Chốt và in phiếu"


def test_what_is_no_number_is_not_taken_for_one(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    go_on(officer)
    officer.type("mười")
    assert page.form.cash.note.text() == "còn ô chưa phải số"
    assert page.form.primary.text() == "Tiếp: đếm tiền mặt"
    go_on(officer)
    assert officer.focus is page.form.cash.cells[500_000]


def test_ctrl_enter_on_an_uncounted_drawer_says_what_it_waits_for_and_goes_there(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    drawer = page.form.cash
    assert drawer.waits.words.text() == ""
    for _ in range(3):
        go_on(officer)
        assert drawer.waits.isVisible()
        assert drawer.waits.error == "Chưa đếm tiền. Ghi số tờ từng loại, hoặc bỏ qua đếm tiền (Alt+B)."
        assert officer.focus is drawer.cells[500_000]
        assert officer.focus.accessibleDescription() == drawer.waits.error
        assert page.form.primary.text() == "Tiếp: đếm tiền mặt"
    officer.type("1")
    assert drawer.waits.error == ""
    assert officer.focus.accessibleDescription() == ""


def test_ctrl_enter_on_what_is_no_number_names_the_cell(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    drawer = page.form.cash
    drawer.cells[20_000].setFocus()
    officer.type("mười")
    drawer.cells[1_000].setFocus()
    go_on(officer)
    assert drawer.waits.error == "Ô 20.000 đồng chưa phải số. Ghi số tờ, hoặc xóa trống ô đó."
    assert officer.focus is drawer.cells[20_000]


def test_alt_b_leaves_the_drawer_uncounted_and_that_is_said(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    go_on(officer)
    officer.press(Qt.Key.Key_B, ALT)
    assert page.form.cash.note.text() == "bỏ qua, chưa đếm"
    assert page.form.cash.waits.error == ""
    assert page.form.primary.text() == "Chốt và in phiếu"


def test_alt_b_skips_nothing_once_the_drawer_is_being_counted(officer: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(officer)
    go_on(officer)
    officer.type("1")
    officer.press(Qt.Key.Key_B, ALT)
    assert page.form.cash.note.text() == "thừa 485.000 đ so với sổ"
    assert page.form.primary.text() == "Tiếp: chấp nhận chênh lệch +485.000"


def test_a_day_the_province_holds_alike_is_signed_and_both_hashes_are_shown(online: Officer, desk: Desk) -> None:
    paid(desk)
    page = day_end(online)
    page.form.cash.skip.click()
    assert page.form.send.note.text() == "đang gửi"
    go_on(online)
    online.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    state = closing.day(desk, desk.clock().date())
    assert state.closing is not None
    assert state.closing.proved
    shown = page.form.compare.ours.hash.text()
    assert shown == page.form.compare.theirs.hash.text()
    assert "".join(shown.split()).lower() == state.closing.desk.hash
    assert "đúng 1 việc quầy đã làm hôm nay" in page.form.compare.meaning.text()
    assert page.form.sign.what.text().startswith("Tỉnh đã ký xác nhận lúc")
    assert sheets(online) == ["Phiếu chốt ngày 23-11-2026.pdf"]
    assert page.side.state.text() == "đã in"


def test_ctrl_p_prints_the_signed_sheet_again_as_a_reprint(online: Officer, desk: Desk) -> None:
    page = day_end(online)
    go_on(online)
    online.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    online.press(Qt.Key.Key_P, CTRL)
    online.until(lambda: page.side.state.text() == "đã in 2 lần")
    assert len(sheets(online)) == 2


def test_something_done_after_the_closing_opens_the_day_again(online: Officer, desk: Desk) -> None:
    code = paid(desk)
    page = day_end(online)
    page.form.cash.skip.click()
    go_on(online)
    online.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    online.open(Screen.TODAY)
    acts.act(desk, code, Kind.RESULT_READY, {})
    day_end(online)
    assert page.form.sign.note.text() == "có việc mới sau lần chốt, cần chốt lại"
    assert page.form.primary.text() == "Chốt lại và in phiếu"
    go_on(online)
    online.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    assert "đúng 2 việc" in page.form.compare.meaning.text()
    assert len(sheets(online)) == 2
    assert page.side.state.text() == "đã in"


def test_without_a_line_the_day_is_closed_at_the_desk_and_says_so_before_it_prints(
    offline: Officer, desk: Desk
) -> None:
    paid(desk)
    page = day_end(offline)
    page.form.cash.skip.click()
    go_on(offline)
    offline.until(lambda: page.form.primary.text() == "Chốt tại quầy và in phiếu")
    assert sheets(offline) == []
    assert page.form.send.note.text() == "chờ mạng"
    assert "Chưa có mạng" in page.form.send.reason.text()
    assert page.form.compare.theirs.hash.text() == "chưa trả lời"
    go_on(offline)
    offline.until(lambda: page.form.primary.text() == "Xong, khóa quầy")
    assert sheets(offline) == ["Phiếu chốt ngày 23-11-2026.pdf"]
    assert page.form.sign.note.text() == "đã chốt tại quầy, chưa đối chiếu"


def test_dossiers_that_differ_are_named_one_by_one(online: Officer, desk: Desk) -> None:
    """The desk holds what another desk is said to have done, and the province knows nothing of it."""
    code = paid(desk)
    assert sync_now(desk).state == "done"
    dossier = finding.dossier(desk, code)
    foreign = new_event(
        dossier=dossier.id, kind=Kind.FORWARDED, at="2026-11-23T08:20:00+07:00", officer="Lê Văn Thuận", desk=2,
        base=dossier.events[0].id, prev_hash=None, body={"unit": "Phòng Tư pháp"},
    )  # fmt: skip
    with desk.store.write() as connection:
        journal.accept(connection, [(99, foreign)])
    page = day_end(online)
    page.form.cash.skip.click()
    go_on(online)
    online.until(lambda: page.form.primary.text() == "Chốt tại quầy và in phiếu")
    assert page.form.compare.note.text() == "chưa khớp"
    assert page.form.compare.differing.text() == f"{code}: hai bên đang giữ khác nhau"
    assert page.form.compare.again.isVisible()


def test_a_proof_that_is_not_the_provinces_is_refused_in_words(online: Officer, desk: Desk) -> None:
    with desk.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, replace(link, key=base64.b64encode(bytes(32)).decode()))
    page = day_end(online)
    go_on(online)
    online.until(page.side.quiet.isVisible)
    assert page.side.quiet.what.text() == "Tỉnh chưa ký được ngày này"
    assert page.form.primary.text() == "Chốt tại quầy và in phiếu"
    kept = closing.day(desk, desk.clock().date()).closing
    assert kept is not None
    assert not kept.proved


def test_a_count_that_cannot_be_kept_leaves_the_day_open(officer: Officer, desk: Desk) -> None:
    """What was counted goes with the day: no sheet is signed without it."""
    paid(desk)
    page = day_end(officer)
    go_on(officer)
    page.form.cash.cells[10_000].setFocus()
    officer.type("2000000")
    go_on(officer)
    assert page.form.primary.text() == "Chốt và in phiếu"
    go_on(officer)
    officer.until(page.side.quiet.isVisible)
    assert page.side.quiet.what.text() == "Chưa chốt được ngày này"
    today = desk.clock().date()
    assert (closing.day(desk, today).closing, cash.counted_on(desk, today)) == (None, None)


def test_a_parked_dossier_is_settled_first_or_left_for_tomorrow(officer: Officer, desk: Desk) -> None:
    code = code_of(desk)
    printed(desk, code)
    with desk.store.write() as connection:
        connection.execute(text("UPDATE dossier SET sync = 'parked'"))
    page = day_end(officer)
    assert page.form.primary.text() == f"Tiếp: sửa {code[-4:]}"
    go_on(officer)
    conflict = officer.window.current
    assert isinstance(conflict, Blank)
    assert conflict.given == code
    day_end(officer)
    page.form.left_open.leave_parked.setFocus()
    officer.press(Qt.Key.Key_Space)
    assert page.form.left_open.note.text() == "để lại ngày mai 1 việc"
    assert page.form.primary.text() == "Chốt và in phiếu"


def test_a_sheet_that_does_not_print_leaves_the_day_closed_and_asks_again(officer: Officer, desk: Desk) -> None:
    (officer.papers / "tệp").touch()
    page = day_end(officer)
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "tệp" / "giấy")
    go_on(officer)
    officer.until(page.side.quiet.isVisible)
    assert page.form.primary.text() == "In phiếu"
    assert closing.day(desk, desk.clock().date()).closing is not None


@pytest.mark.parametrize(("scheme", "factor"), [(Scheme.LIGHT, 1.0), (Scheme.DARK, 1.0), (Scheme.LIGHT, 1.5)])
def test_no_word_is_cut_on_any_of_the_days_faces(
    offline: Officer, desk: Desk, look: Callable[[Scheme, float], None], scheme: Scheme, factor: float
) -> None:
    look(scheme, factor)
    code_of(desk, {"name": "Nguyễn Thị Hồng Ngọc Ngưỡng"}, fee=15_000, fee_paid=True)
    page = day_end(offline)
    assert cut_words(page) == []
    page.form.left_open.leave_print.click()
    go_on(offline)
    assert page.form.cash.waits.error
    assert page.form.cash.waits.needed <= page.form.cash.waits.width()
    assert cut_words(page) == []
    page.form.cash.skip.click()
    go_on(offline)
    offline.until(lambda: page.form.primary.text() == "Chốt tại quầy và in phiếu")
    offline.still()
    assert cut_words(page) == []


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5])
def test_a_hash_of_the_widest_letters_is_shown_whole(
    online: Officer, look: Callable[[Scheme, float], None], factor: float
) -> None:
    look(Scheme.LIGHT, factor)
    page = day_end(online)
    compare = page.form.compare
    compare.set_open(True)
    for card in (compare.ours, compare.theirs):
        card.show_hash("Quầy 1", Side(1, 1, "d" * 64), "card")
    online.until(lambda: cut_words(page) == [])


def test_yesterday_left_open_is_offered_and_closed_in_the_morning(online: Officer, desk: Desk, clock: Clock) -> None:
    papers.printed(desk, code_of(desk, fee_paid=True, fee=15_000), "receipt")
    clock.ahead(days=1)
    page = day_end(online)
    online.until(lambda: page.form.other_day.isVisible())
    assert page.form.other_day.text() == "Chốt ngày 23/11"
    page.form.other_day.click()
    online.still()
    assert "23/11/2026" in page.subtitle
    assert page.form.cash.collected == 15_000
    assert page.form.other_day.text() == "Về hôm nay"
    page.form.other_day.click()
    online.still()
    assert "24/11/2026" in page.subtitle


def test_a_settled_yesterday_is_not_offered(online: Officer, desk: Desk, clock: Clock) -> None:
    papers.printed(desk, code_of(desk), "receipt")
    close_day(desk, clock().date())
    clock.ahead(days=1)
    page = day_end(online)
    assert closing.left_open(desk, clock().date()) is None
    assert not page.form.other_day.isVisible()


def test_the_drawers_count_is_kept_with_the_day_and_its_sheet_printed(officer: Officer, desk: Desk) -> None:
    paid(desk, 15_000)
    page = day_end(officer)
    go_on(officer)
    page.form.cash.cells[10_000].setFocus()
    officer.type("1")
    page.form.cash.print_sheet.setFocus()
    officer.press(Qt.Key.Key_Space)
    officer.until(lambda: list(officer.papers.glob("Phiếu kiểm kê*.pdf")) != [])
    officer.still()
    kept = cash.counted_on(desk, desk.clock().date())
    assert kept is not None
    assert (kept.counted, kept.expected, kept.difference) == (10_000, 15_000, -5_000)
    assert page.side.quiet.isVisible()
    again = day_end(officer)
    again.form.cash.clear()
    again.refresh()
    officer.still()
    assert again.form.cash.note.text() == "10.000 đ, thiếu 5.000 đ so với sổ"


def test_what_was_counted_is_kept_when_the_day_is_closed(officer: Officer, desk: Desk) -> None:
    paid(desk, 15_000)
    page = day_end(officer)
    go_on(officer)
    page.form.cash.cells[10_000].setFocus()
    officer.type("1")
    page.form.cash.cells[5_000].setFocus()
    officer.type("1")
    go_on(officer)
    officer.until(lambda: cash.counted_on(desk, desk.clock().date()) is not None)
    officer.still()
