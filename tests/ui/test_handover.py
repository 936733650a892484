"""Bàn giao as an officer uses it: by scans and keys, over a real store, asserted in the store, on screen, on paper."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.printing.print_setup import PrintSetup
from app.rules.acts import Kind
from app.rules.states import State
from app.services import acts, finding, handover
from app.services.desk import Desk
from app.services.handover import OUT
from app.ui.handover.defaults import result_type
from app.ui.handover.page import HandoverPage
from app.ui.kit.marks import Mark
from app.ui.kit.theme import Scheme
from app.ui.shortcuts import Screen
from tests.services.counter import Clock, code_of
from tests.ui.conftest import cut_words
from tests.ui.officer import ALT, CARD, CTRL, Officer, officer_at

Look = Callable[[Scheme, float], None]
Key = Qt.Key
UNIT, AWAY = "Tư pháp – Hộ tịch", "Sở Tư pháp"


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        one.window.factories[Screen.HANDOVER] = lambda window: HandoverPage(window, one.context)
        yield one


def received(desk: Desk, name: str = "Bùi Thị Tuyết", **fields: Any) -> str:
    return code_of(desk, {"name": name}, **fields)


def sent(desk: Desk, *names: str) -> list[str]:
    codes = [received(desk, name) for name in names or ("Bùi Thị Tuyết",)]
    handover.hand_over(desk, codes, UNIT, "Trần Văn Bình")
    return codes


def at(officer: Officer) -> HandoverPage:
    page = officer.open(Screen.HANDOVER)
    assert isinstance(page, HandoverPage)
    return page


def for_results(officer: Officer) -> HandoverPage:
    page = at(officer)
    officer.press(Key.Key_1, ALT)
    officer.press(Key.Key_Right)
    assert page.draft.sort == "KQ"
    return page


def scan(officer: Officer, text: str) -> None:
    officer.press(Key.Key_Q, ALT)
    officer.type(text)
    officer.enter()


def name(officer: Officer, text: str) -> None:
    officer.press(Key.Key_N, ALT)
    officer.type(text)


def sign(officer: Officer, page: HandoverPage) -> None:
    officer.press(Key.Key_Return, CTRL)
    officer.until(lambda: not page.writer.busy)
    officer.still()


def printed(officer: Officer) -> list[str]:
    return [" ".join(pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages[0].extract_text().split())
            for file in sorted(officer.papers.glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)]  # fmt: skip


def ticks(page: HandoverPage) -> list[tuple[object, bool]]:
    return [(row.key, row.cells[0].mark is Mark.CHOSEN) for row in page.form.table.rows.rows]


def focused(officer: Officer, widget: QWidget) -> bool:
    """Whether the cursor is there; asked through a function, or the type checker thinks that it never moves."""
    return officer.focus is widget


def state(desk: Desk, code: str) -> State:
    return finding.dossier(desk, code).state


def test_scanned_receipts_and_one_key_hand_a_list_over_and_print_it(officer: Officer, desk: Desk) -> None:
    codes = [received(desk, who) for who in ("Bùi Thị Tuyết", "Lò Văn Ấm", "Y Bhăm Niê")]
    page = at(officer)
    assert focused(officer, page.form.scan)
    scan(officer, codes[2])
    scan(officer, codes[0])
    assert ticks(page) == [(codes[0], True), (codes[1], False), (codes[2], True)]
    assert page.beside.state.text() == "xem trước"
    name(officer, "Trần Văn Bình")
    sign(officer, page)
    assert [state(desk, code) for code in codes] == [State.FORWARDED, State.RECEIVED, State.FORWARDED]
    officer.until(lambda: page.beside.quiet.what.text() == f"Đã giao 2 hồ sơ cho {UNIT}, đã in")
    assert page.beside.quiet.detail.text() == "BG-01-261123-01, Trần Văn Bình nhận lúc 08:15"
    (paper,) = printed(officer)
    assert paper.index(codes[2]) < paper.index(codes[0])
    assert "Trần Văn Bình" in paper
    assert "Nguyễn Thị Lan" in paper
    assert officer.woken == 1
    assert ticks(page) == [(codes[1], False)]
    assert (officer.focus, page.form.person.text()) == (page.form.scan, "")
    assert page.form.scan.parts[0].startswith("Đã ký BG-01-261123-01")


def test_a_scan_jumps_to_the_unit_of_its_dossier(officer: Officer, desk: Desk) -> None:
    here, away = received(desk), received(desk, destination=AWAY)
    page = at(officer)
    assert [row.key for row in page.form.units.rows.rows] == [UNIT, AWAY]
    assert page.form.units.current_key() == UNIT
    scan(officer, away)
    assert (page.form.units.current_key(), page.form.unit_name.text()) == (AWAY, AWAY)
    assert ticks(page) == [(away, True)]
    scan(officer, here)
    assert page.form.units.current_key() == UNIT
    assert [row.cells[0].second for row in page.form.units.rows.rows] == ["1 hồ sơ, đã quét 1"] * 2


def test_only_the_dossiers_of_the_unit_on_the_screen_are_signed_for(officer: Officer, desk: Desk) -> None:
    here, away = received(desk), received(desk, destination=AWAY)
    page = at(officer)
    scan(officer, away)
    name(officer, "Lê Thị Hoa")
    scan(officer, here)
    assert page.form.person.text() == ""
    sign(officer, page)
    assert page.form.person_field.error == "Ghi họ tên người nhận."
    officer.type("Trần Văn Bình")
    assert page.form.person_field.error == ""
    sign(officer, page)
    assert (state(desk, here), state(desk, away)) == (State.FORWARDED, State.RECEIVED)
    scan(officer, away)
    assert page.form.person.text() == "Lê Thị Hoa"
    sign(officer, page)
    assert finding.dossier(desk, away).place == AWAY


def test_the_last_digits_tick_and_a_name_of_several_opens_a_list(officer: Officer, desk: Desk) -> None:
    codes = [received(desk, who) for who in ("Đặng Thị Hường", "Đặng Văn Hướng", "Lò Văn Ấm")]
    page = at(officer)
    scan(officer, "3")
    assert ticks(page)[2] == (codes[2], True)
    scan(officer, "dang")
    assert [result.key for result in page.form.found.results] == codes[:2]
    officer.press(Key.Key_Down)
    officer.enter()
    assert ticks(page) == [(codes[0], False), (codes[1], True), (codes[2], True)]


def test_a_dossier_that_is_not_on_the_list_says_why(officer: Officer, desk: Desk) -> None:
    (gone,) = sent(desk)
    received(desk)
    supplement = received(desk)
    acts.act(desk, supplement, Kind.SUPPLEMENT_REQUESTED, {"reason": "thiếu ảnh", "items": ["Ảnh"]})
    page = at(officer)
    scan(officer, gone)
    assert f"Hồ sơ {gone} đã bàn giao cho {UNIT} ngày 23/11, danh sách BG-01-261123-01." in page.form.refused
    scan(officer, supplement[-4:])
    assert page.form.refused == f"Hồ sơ {supplement} đang chờ bổ sung. Xem ở Tra cứu (F3)."
    scan(officer, "H15.10-261123-0999")
    assert "H15.10-261123-0999" in page.form.refused
    scan(officer, CARD)
    assert page.form.refused == "Đây là mã trên thẻ căn cước. Quét mã trên giấy tiếp nhận."
    scan(officer, "khong ai")
    assert "“khong ai”" in page.form.refused
    assert page.draft.ticked == {}


def test_a_dossier_received_meanwhile_is_found_by_its_scan(officer: Officer, desk: Desk) -> None:
    received(desk)
    page = at(officer)
    fresh = received(desk, "Lò Văn Ấm")
    scan(officer, fresh)
    assert page.form.refused == ""
    assert (fresh, True) in ticks(page)


def test_space_ticks_and_letters_typed_in_the_list_go_to_the_scan_field(officer: Officer, desk: Desk) -> None:
    codes = [received(desk), received(desk, "Lò Văn Ấm")]
    page = at(officer)
    officer.press(Key.Key_3, ALT)
    officer.press(Key.Key_Space)
    assert ticks(page)[0] == (codes[0], True)
    officer.press(Key.Key_Space)
    assert ticks(page)[0] == (codes[0], False)
    assert focused(officer, page.form.table)
    officer.press(Key.Key_H, ALT)
    assert [on for _, on in ticks(page)] == [True, True]
    officer.press(Key.Key_H, ALT)
    assert [on for _, on in ticks(page)] == [False, False]
    officer.press(Key.Key_3, ALT)
    officer.type(codes[1])
    assert focused(officer, page.form.scan)
    officer.enter()
    assert ticks(page)[1] == (codes[1], True)


def test_pressed_too_early_the_key_says_what_is_missing_and_writes_nothing(officer: Officer, desk: Desk) -> None:
    code = received(desk)
    page = at(officer)
    sign(officer, page)
    assert page.form.refused == f"Chưa quét hồ sơ nào của {UNIT}. Quét giấy tiếp nhận từng hồ sơ."
    assert state(desk, code) is State.RECEIVED


def test_a_dossier_that_left_meanwhile_refuses_the_list_and_goes_off_it(officer: Officer, desk: Desk) -> None:
    codes = [received(desk), received(desk, "Lò Văn Ấm")]
    page = at(officer)
    for code in codes:
        scan(officer, code)
    name(officer, "Trần Văn Bình")
    acts.act(desk, codes[0], Kind.WITHDRAWN, {"reason": "theo đơn"})
    sign(officer, page)
    assert codes[0] in page.form.strip.words.text()
    assert state(desk, codes[1]) is State.RECEIVED
    assert ticks(page) == [(codes[1], True)]
    assert list(page.draft.ticked) == [codes[1]]
    assert page.form.person.text() == "Trần Văn Bình"
    sign(officer, page)
    assert state(desk, codes[1]) is State.FORWARDED


def test_results_come_back_by_scan_number_scan_number(officer: Officer, desk: Desk) -> None:
    codes = sent(desk, "Bùi Thị Tuyết", "Lò Văn Ấm", "Y Bhăm Niê")
    page = for_results(officer)
    scan(officer, codes[0])
    fields = page.form.results
    assert focused(officer, fields.number)
    assert fields.type.text() == "Giấy xác nhận tình trạng hôn nhân"
    officer.type("214/UBND")
    officer.press(Key.Key_Backtab)
    assert focused(officer, fields.place)
    officer.type("Tủ 2")
    # The scanner types into whatever has the focus: here the shelf, there the number.
    officer.type(codes[1])
    officer.enter()
    assert page.draft.results[codes[0]].place == "Tủ 2"
    assert (officer.focus, fields.code, fields.place.text()) == (fields.number, codes[1], "Tủ 2")
    officer.type("215/UBND")
    officer.enter()
    assert focused(officer, page.form.scan)
    assert [row.cells[3].text for row in page.form.table.rows.rows] == ["214/UBND", "215/UBND", ""]
    name(officer, "Lê Thị Hoa")
    sign(officer, page)
    first, second = (finding.dossier(desk, code).result for code in codes[:2])
    assert first is not None
    assert second is not None
    assert (first.number, first.type, first.place) == ("214/UBND", "Giấy xác nhận tình trạng hôn nhân", "Tủ 2")
    assert (second.number, second.place) == ("215/UBND", "Tủ 2")
    assert state(desk, codes[2]) is State.FORWARDED
    officer.until(lambda: page.beside.quiet.what.text() == f"Đã nhận 2 kết quả từ {UNIT}, đã in")
    assert "Giấy xác nhận tình trạng hôn nhân số 214/UBND" in printed(officer)[0]


def test_a_result_with_nothing_written_of_it_is_asked_for(officer: Officer, desk: Desk) -> None:
    (code,) = sent(desk)
    page = for_results(officer)
    scan(officer, code)
    name(officer, "Lê Thị Hoa")
    sign(officer, page)
    assert page.form.strip.words.text() == f"Hồ sơ {code} chưa ghi kết quả. Ghi số kết quả hoặc trích yếu."
    assert focused(officer, page.form.results.number)
    officer.type("214/UBND")
    assert page.form.strip.isHidden()
    sign(officer, page)
    assert state(desk, code) is State.RESULT_READY


def test_what_was_typed_survives_another_list_and_another_screen(officer: Officer, desk: Desk) -> None:
    going, (coming,) = received(desk, "Lò Văn Ấm"), sent(desk)
    page = for_results(officer)
    scan(officer, coming)
    officer.type("214/UBND")
    officer.press(Key.Key_1, ALT)
    officer.press(Key.Key_Left)
    scan(officer, going)
    officer.open(Screen.TODAY)
    officer.open(Screen.HANDOVER)
    assert ticks(page) == [(going, True)]
    officer.press(Key.Key_1, ALT)
    officer.press(Key.Key_Right)
    assert ticks(page) == [(coming, True)]
    assert page.form.results.number.text() == "214/UBND"


def test_a_dossier_not_handed_over_yet_gives_no_result(officer: Officer, desk: Desk) -> None:
    sent(desk)
    code = received(desk)
    page = for_results(officer)
    scan(officer, code)
    assert page.form.refused.startswith(f"Hồ sơ {code} chưa bàn giao cho bộ phận.")


def test_names_used_last_are_offered_and_taken_by_space(officer: Officer, desk: Desk) -> None:
    sent(desk)
    code = received(desk)
    page = at(officer)
    scan(officer, code)
    officer.press(Key.Key_N, ALT)
    officer.press(Key.Key_Tab)
    officer.press(Key.Key_Space)
    assert (page.form.person.text(), officer.focus) == ("Trần Văn Bình", page.form.person)
    sign(officer, page)
    assert finding.dossier(desk, code).events[-1].body["receiver"] == "Trần Văn Bình"


def test_a_signed_list_is_printed_again_by_key_from_the_days_lists_or_by_its_number(
    officer: Officer, desk: Desk
) -> None:
    sent(desk)
    sent(desk, "Lò Văn Ấm", "Y Bhăm Niê")
    page = at(officer)
    officer.press(Key.Key_P, CTRL)
    assert focused(officer, page.beside.table)
    assert [row.key for row in page.beside.model.rows] == ["BG-01-261123-02", "BG-01-261123-01"]
    assert "chưa in" in page.beside.model.rows[0].cells[0].second
    officer.press(Key.Key_Down)
    assert page.beside.state.text() == "đã ký 08:15"
    officer.enter()
    officer.until(lambda: len(printed(officer)) == 1)
    officer.still()
    assert "BG-01-261123-01" in printed(officer)[0]
    assert "chưa in" not in page.beside.model.rows[1].cells[0].second
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: len(printed(officer)) == 2)
    officer.still()
    assert "in lại lần 1" in printed(officer)[1]
    scan(officer, "bg-01-261123-02")
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: len(printed(officer)) == 3)
    officer.still()
    assert "BG-01-261123-02" in printed(officer)[2]
    scan(officer, "BG-01-261123-77")
    assert page.form.refused == "Không có danh sách bàn giao số BG-01-261123-77."


def test_a_list_that_did_not_come_out_is_signed_and_says_so(officer: Officer, desk: Desk) -> None:
    code = received(desk)
    page = at(officer)
    scan(officer, code)
    name(officer, "Trần Văn Bình")
    (officer.papers / "chặn").write_text("a file where the folder would be", encoding="utf-8")
    officer.context.printer.setup = PrintSetup(folder=officer.papers / "chặn")
    sign(officer, page)
    officer.until(lambda: "chưa in được" in page.beside.quiet.what.text())
    officer.still()
    assert state(desk, code) is State.FORWARDED
    assert page.form.refused.startswith("Chưa in được danh sách BG-01-261123-01.")
    officer.context.printer.setup = PrintSetup(folder=officer.papers)
    officer.press(Key.Key_P, CTRL)
    officer.until(lambda: page.beside.quiet.what.text().endswith(", đã in"))


def test_with_nothing_to_hand_over_the_screen_says_where_to_begin(officer: Officer, desk: Desk) -> None:
    page = at(officer)
    assert page.form.empty.text() == "Không có hồ sơ nào chờ bàn giao. F2 để tiếp nhận."
    assert not page.form.primary.isVisible()
    sign(officer, page)
    officer.press(Key.Key_1, ALT)
    officer.press(Key.Key_Right)
    assert page.form.empty.text() == "Không có hồ sơ nào đang ở bộ phận. Alt+1 để giao hồ sơ."
    received(desk)
    page.refresh()
    officer.still()
    officer.press(Key.Key_Left)
    assert page.form.primary.isVisible()


def test_the_rail_counts_what_waits(officer: Officer, desk: Desk) -> None:
    codes = [received(desk), received(desk)]
    page = at(officer)
    item = officer.window.rail.items[Screen.HANDOVER]
    assert item.count == 2
    scan(officer, codes[0])
    name(officer, "Trần Văn Bình")
    sign(officer, page)
    assert item.count == 1


def test_f4_takes_the_dossier_along_and_enter_opens_it(officer: Officer, desk: Desk) -> None:
    code = received(desk)
    page = at(officer)
    assert page.subject() == code
    officer.press(Key.Key_3, ALT)
    officer.enter()
    assert officer.window.current_name == Screen.LOOKUP


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_nothing_is_cut_in_any_look(officer: Officer, desk: Desk, look: Look, scheme: Scheme, factor: float) -> None:
    codes = sent(desk, "Hoàng Thị Ngưỡng", "Nguyễn Thị Hoàng Phương Thảo")
    received(desk, destination="Ủy ban nhân dân phường Buôn Ma Thuột")
    waiting = received(desk)
    look(scheme, factor)
    page = at(officer)
    scan(officer, waiting)
    sign(officer, page)
    assert cut_words(officer.window) == []
    scan(officer, codes[0])
    assert cut_words(officer.window) == []
    officer.press(Key.Key_1, ALT)
    officer.press(Key.Key_Right)
    scan(officer, codes[1])
    assert cut_words(officer.window) == []


@pytest.mark.parametrize(
    ("procedure", "result"),
    [
        ("Cấp Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân"),
        ("Đăng ký lại khai sinh", "Giấy khai sinh"),
        ("Chứng thực bản sao từ bản chính", "Bản sao chứng thực"),
        ("Giải quyết tranh chấp đất đai", "Kết quả giải quyết"),
    ],
)
def test_what_a_result_is_called_begins_from_the_procedure(procedure: str, result: str) -> None:
    assert result_type(procedure) == result


def test_the_clock_of_a_list_is_the_moment_it_was_signed(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = received(desk)
    page = at(officer)
    scan(officer, code)
    clock.ahead(minutes=90)
    name(officer, "Trần Văn Bình")
    sign(officer, page)
    assert handover.signed(desk, "BG-01-261123-01").at == clock.at
    assert page.drafts[OUT].ticked == {}
