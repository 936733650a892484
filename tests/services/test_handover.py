"""Lists of handover: what waits for which unit, one event a dossier under one number, all or nothing, printed again."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from sqlalchemy import text

from app.errors import UserError
from app.printing import fonts
from app.rules.acts import Kind
from app.rules.states import State
from app.services import acts, finding, handover
from app.services.desk import Desk
from app.services.handover import BACK, OUT, ResultRow
from tests.services.counter import Clock, code_of, do, sitting_at

HOUSING, MARRIAGE = "1.001193", "1.004873"
UNIT = "Tư pháp – Hộ tịch"


def events(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM event")).scalar_one())


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def refusal(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as problem:
        call()
    return problem.value


def given(desk: Desk, count: int = 1) -> list[str]:
    codes = [code_of(desk) for _ in range(count)]
    handover.hand_over(desk, codes, UNIT, "Trần Văn Bình")
    return codes


def test_what_waits_is_grouped_by_where_it_goes_the_oldest_promise_first(desk: Desk, clock: Clock) -> None:
    late = code_of(desk)
    clock.ahead(hours=1)
    soon = code_of(desk, procedure=HOUSING)
    away = code_of(desk, destination="Sở Tư pháp")
    acts.act(desk, code_of(desk), Kind.WITHDRAWN, {"reason": "theo đơn"})
    groups = {group.unit: [one.code for one in group.dossiers] for group in handover.waiting(desk)}
    assert groups == {UNIT: [soon, late], "Sở Tư pháp": [away]}
    assert handover.waiting_count(desk) == 3


def test_a_list_writes_one_event_a_dossier_under_one_number(desk: Desk) -> None:
    codes = [code_of(desk) for _ in range(3)]
    signed = handover.hand_over(desk, codes[:2], UNIT, "  Trần   Văn Bình ")
    assert (signed.number, signed.unit, signed.person) == ("BG-01-261123-01", UNIT, "Trần Văn Bình")
    assert [one.code for one in signed.dossiers] == codes[:2]
    for code in codes[:2]:
        dossier = finding.dossier(desk, code)
        assert (dossier.state, dossier.place, dossier.handover) == (State.FORWARDED, UNIT, signed.number)
        assert dossier.events[-1].body == {"unit": UNIT, "handover": signed.number, "receiver": "Trần Văn Bình"}
    assert [one.code for group in handover.waiting(desk) for one in group.dossiers] == codes[2:]
    assert [one.code for group in handover.results_expected(desk) for one in group.dossiers] == codes[:2]


def test_lists_are_numbered_by_day_and_by_sort(desk: Desk, clock: Clock) -> None:
    first, second = given(desk), given(desk)
    back = handover.take_results(desk, [ResultRow(first[0], number="1")], UNIT, "Lê Thị Hoa").number
    clock.ahead(days=2)
    third = handover.hand_over(desk, [code_of(desk)], UNIT, "Trần Văn Bình").number
    assert [finding.dossier(desk, code).handover for code in (*first, *second)] == [
        "BG-01-261123-01", "BG-01-261123-02",
    ]  # fmt: skip
    assert (back, third) == ("KQ-01-261123-01", "BG-01-261125-01")


def test_a_number_in_use_is_passed_over_when_the_count_was_lost_with_a_pc(desk: Desk) -> None:
    given(desk)
    with desk.store.write() as connection:
        connection.execute(text("DELETE FROM counter WHERE name LIKE 'BG%'"))
    assert handover.hand_over(desk, [code_of(desk)], UNIT, "Trần Văn Bình").number == "BG-01-261123-02"


@pytest.mark.parametrize(
    ("kind", "state"),
    [(Kind.FORWARDED, "forwarded"), (Kind.WITHDRAWN, "withdrawn"), (Kind.RESULT_READY, "result_ready")],
)
def test_one_dossier_that_left_the_counter_refuses_the_whole_list(desk: Desk, kind: Kind, state: str) -> None:
    codes = [code_of(desk) for _ in range(3)]
    acts.act(desk, codes[1], kind, {"reason": "theo đơn", "number": "1"})
    before = events(desk)
    problem = refusal(lambda: handover.hand_over(desk, codes, UNIT, "Trần Văn Bình"))
    assert (problem.code, problem.facts) == (
        "HANDOVER_REFUSED", {"code": codes[1], "state": state, "act": "forwarded"},
    )  # fmt: skip
    assert events(desk) == before
    assert finding.dossier(desk, codes[0]).state is State.RECEIVED
    assert handover.hand_over(desk, codes[:1], UNIT, "Trần Văn Bình").number == "BG-01-261123-01"


def test_a_list_without_dossiers_unit_or_name_is_refused(desk: Desk) -> None:
    code = code_of(desk)
    assert refusal(lambda: handover.hand_over(desk, [], UNIT, "Bình")).code == "HANDOVER_EMPTY"
    assert refusal(lambda: handover.hand_over(desk, [code], " ", "Bình")).code == "HANDOVER_UNIT"
    assert refusal(lambda: handover.hand_over(desk, [code], UNIT, "\u200b ")).code == "HANDOVER_PERSON"
    assert (
        refusal(lambda: handover.hand_over(desk, [code, "H15.10-261123-0999"], UNIT, "Bình")).code == "DOSSIER_UNKNOWN"
    )
    assert events(desk) == 1


def test_results_come_back_each_with_what_was_typed_of_it(desk: Desk, clock: Clock) -> None:
    one, two = given(desk, 2)
    clock.ahead(hours=2)
    rows = [
        ResultRow(one, "Giấy xác nhận", "214/UBND", "Xác nhận tình trạng hôn nhân", "Tủ 2"),
        ResultRow(two, "Giấy xác nhận", "215/UBND"),
    ]
    back = handover.take_results(desk, rows, UNIT, "Lê Thị Hoa")
    dossier = finding.dossier(desk, one)
    assert dossier.state is State.RESULT_READY
    assert dossier.result is not None
    assert (dossier.result.type, dossier.result.number, dossier.result.abstract, dossier.result.place) == (
        "Giấy xác nhận", "214/UBND", "Xác nhận tình trạng hôn nhân", "Tủ 2",
    )  # fmt: skip
    assert dossier.events[-1].body["handover"] == back.number == "KQ-01-261123-01"
    assert dossier.events[-1].body["giver"] == "Lê Thị Hoa"
    assert handover.results_expected(desk) == []
    assert handover.last_place(desk) == "Tủ 2"


def test_a_list_printed_again_names_what_was_voided_since(desk: Desk) -> None:
    one, two = given(desk, 2)
    back = handover.take_results(desk, [ResultRow(code, number="214") for code in (one, two)], UNIT, "Lê Thị Hoa")
    for number in (str(finding.dossier(desk, one).handover), back.number):
        assert "ĐÃ HỦY" not in words(handover.render_list(desk, number))
    acts.act(desk, two, Kind.VOIDED, {"reason": "Nhập nhầm thủ tục"})
    for number in (str(finding.dossier(desk, one).handover), back.number):
        paper = words(handover.render_list(desk, number))
        assert paper.count("ĐÃ HỦY") == 1
        assert paper.index(one) < paper.index(two) < paper.index("ĐÃ HỦY")


def test_a_receipt_scanned_twice_is_on_the_list_once(desk: Desk) -> None:
    one, two = code_of(desk), code_of(desk)
    signed = handover.hand_over(desk, [one, two, one], UNIT, "Trần Văn Bình")
    assert [dossier.code for dossier in signed.dossiers] == [one, two]


def test_the_days_lists_are_this_desks_the_newest_first(desk: Desk, clock: Clock) -> None:
    with sitting_at(desk, 2):
        given(desk)
    clock.ahead(minutes=1)
    numbers = [handover.hand_over(desk, [code_of(desk)], UNIT, "Trần Văn Bình").number for _ in range(2)]
    assert [one.number for one in handover.lists(desk, clock.at.date())] == [*reversed(numbers)]


def test_a_result_without_number_and_abstract_refuses_the_whole_list(desk: Desk) -> None:
    one, two = given(desk, 2)
    before = events(desk)
    rows = [ResultRow(one, number="1"), ResultRow(two, type="Giấy xác nhận", place="Tủ 2")]
    problem = refusal(lambda: handover.take_results(desk, rows, UNIT, "Lê Thị Hoa"))
    assert (problem.code, problem.facts, events(desk)) == ("HANDOVER_RESULT", {"code": two}, before)


def test_what_is_at_a_unit_is_listed_where_it_was_sent(desk: Desk) -> None:
    code, lost = code_of(desk), code_of(desk)
    acts.act(desk, code, Kind.FORWARDED, {"unit": "Địa chính"})
    acts.act(desk, code, Kind.PROCESSING)
    acts.act(desk, lost, Kind.FORWARDED)
    groups = {group.unit: [one.code for one in group.dossiers] for group in handover.results_expected(desk)}
    assert groups == {"Địa chính": [code], UNIT: [lost]}


def test_a_list_is_printed_again_from_its_events_and_says_so(desk: Desk, clock: Clock) -> None:
    codes = given(desk, 2)
    (listed,) = handover.lists(desk, clock.at.date())
    assert (listed.number, listed.unit, listed.person, listed.count, listed.copies) == (
        "BG-01-261123-01", UNIT, "Trần Văn Bình", 2, 0,
    )  # fmt: skip
    first = words(handover.render_list(desk, listed.number))
    for said in (*codes, "DANH SÁCH BÀN GIAO HỒ SƠ", "Trần Văn Bình", "Nguyễn Thị Lan", "NGƯỜI NHẬN", "02 bản"):
        assert said in first
    assert "in lại" not in first
    assert handover.printed(desk, listed.number) == 1
    do(desk, codes[0], Kind.VOIDED)
    clock.ahead(days=1)
    again = words(handover.render_list(desk, listed.number))
    assert "in lại lần 1" in again
    assert all(code in again for code in codes)
    assert handover.lists(desk, clock.at.date()) == []


def test_a_list_of_results_keeps_what_was_signed_though_the_result_is_corrected(desk: Desk) -> None:
    (code,) = given(desk)
    row = ResultRow(code, "Giấy xác nhận", "214/UBND", "Tình trạng hôn nhân", "Tủ 2")
    back = handover.take_results(desk, [row], UNIT, "Lê Thị Hoa")
    acts.act(desk, code, Kind.CORRECTED, {"changes": {"result.number": "999/UBND"}, "reason": "gõ nhầm"})
    paper = words(handover.render_list(desk, back.number))
    assert "PHIẾU BÀN GIAO KẾT QUẢ" in paper
    assert "Giấy xác nhận số 214/UBND; Tình trạng hôn nhân" in paper
    assert "999/UBND" not in paper


def test_the_first_paper_of_a_program_has_its_letters(desk: Desk) -> None:
    given(desk)
    fonts._drawable.clear()
    fonts.register.cache_clear()
    paper = words(handover.render_list(desk, "BG-01-261123-01"))
    assert "□" not in paper
    assert f"Bên nhận: {UNIT}" in paper


def test_a_preview_shows_the_list_before_it_has_a_number(desk: Desk) -> None:
    code = code_of(desk)
    (group,) = handover.waiting(desk)
    paper = words(handover.preview(desk, OUT, UNIT, "", group.dossiers))
    assert code in paper
    assert "BG-" not in paper
    assert "KQ-" not in words(handover.preview(desk, BACK, UNIT, "", group.dossiers))
    assert events(desk) == 1


@pytest.mark.parametrize("number", ["", "BG-01-261123-01", "BG-01-269923-01", "XX-01-261123-01", "BG-01-261123-01 "])
def test_a_number_nobody_signed_under_is_unknown(desk: Desk, number: str) -> None:
    problem = refusal(lambda: handover.signed(desk, number))
    assert (problem.code, problem.facts) == ("HANDOVER_UNKNOWN", {"number": number})


def test_names_are_offered_by_unit_the_newest_first(desk: Desk, clock: Clock) -> None:
    for name in ("Trần Văn Bình", "Lê Thị Hoa", "Trần Văn Bình", "Y Bhăm Niê"):
        clock.ahead(minutes=1)
        handover.hand_over(desk, [code_of(desk)], UNIT, name)
    assert handover.people(desk, OUT, UNIT) == ["Y Bhăm Niê", "Trần Văn Bình", "Lê Thị Hoa"]
    assert handover.people(desk, OUT, UNIT, 1) == ["Y Bhăm Niê"]
    assert handover.people(desk, BACK, UNIT) == []
    assert handover.people(desk, OUT, "Địa chính") == []
    clock.ahead(days=100)
    assert handover.people(desk, OUT, UNIT) == []


def test_the_shelf_offered_is_the_newest_a_result_of_this_desk_was_put_on(desk: Desk, clock: Clock) -> None:
    assert handover.last_place(desk) == ""
    for place in ("Tủ 1", "Tủ 3", "Tủ 2"):
        clock.ahead(minutes=1)
        rows = [ResultRow(code, number="1", place=place) for code in given(desk)]
        handover.take_results(desk, rows, UNIT, "Lê Thị Hoa")
        assert handover.last_place(desk) == place
    clock.ahead(minutes=1)
    acts.act(desk, code_of(desk), Kind.RESULT_READY, {"number": "2", "place": "Ngăn kéo"})
    acts.act(desk, code_of(desk), Kind.RESULT_READY, {"number": "3"})
    assert handover.last_place(desk) == "Ngăn kéo"
    with sitting_at(desk, 2):
        assert handover.last_place(desk) == ""
    clock.ahead(days=100)
    assert handover.last_place(desk) == ""
