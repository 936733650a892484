"""The catalogue we ship, the version in force on a day, and what a new file makes of the versions before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.catalogue import (
    Case,
    ComponentTemplate,
    Difference,
    Marks,
    Procedure,
    difference,
    in_force,
    merged,
    under_known_codes,
)
from app.rules.catalogue_file import parse_catalogue
from app.rules.fees import Exemption, FeeRule, Reduction, fee_for
from app.rules.terms import parse_term
from app.rules.vocabulary import Channel

SHIPPED = Path(__file__).parents[2] / "resources" / "catalogue" / "communal-2026.json"
FIRST = date(2025, 7, 1)
NEW_LAW = date(2027, 3, 1)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Procedure]:
    return {one.code: one for one in parse_catalogue(SHIPPED.read_bytes(), SHIPPED.name)}


def procedure(code: str = "1.000001", name: str = "Đăng ký giám hộ", **changes: Any) -> Procedure:
    entry = Procedure(
        code=code,
        name=name,
        field="Hộ tịch",
        body="A",
        unit="Tư pháp – Hộ tịch",
        term="3 ngày làm việc",
        term_note="",
        fee=FeeRule("free"),
        components=(ComponentTemplate("Tờ khai"),),
        cases=(
            Case("verify", "Cần xác minh", "8 ngày làm việc"),
            Case("late", "Quá hạn", "trong ngày", FeeRule("case", 5_000)),
        ),
        effective_from=FIRST,
        effective_to=None,
        verified=Marks(),
        guidance_only=False,
    )
    return replace(entry, **changes)


def lines(old: Procedure, new: Procedure) -> list[str]:
    return difference([old], [new]).lines()


def test_the_shipped_catalogue_has_the_44_procedures_two_linked_ones_and_the_residence_ones_for_guidance(
    shipped: dict[str, Procedure],
) -> None:
    guided = [one for one in shipped.values() if one.guidance_only]
    linked = [one for one in shipped.values() if one.linked]
    assert (len(shipped) - len(guided) - len(linked), len(linked), len(guided)) == (44, 2, 9)
    assert {one.body for one in guided} == {"B"}
    assert all(one.components for one in shipped.values() if not one.guidance_only)


@pytest.mark.parametrize(
    ("code", "name", "term"),
    [
        ("1.001193", "Đăng ký khai sinh", "trong ngày"),
        ("1.004859", "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc", "3 ngày làm việc"),
        ("2.000992", "Chữ ký người dịch là cộng tác viên", "trong ngày"),
        ("2.001263", "Nuôi con nuôi trong nước", "30 ngày"),
        ("1.001699", "Xác định mức độ khuyết tật", "25 ngày làm việc"),
    ],
)
def test_shipped_names_are_whole_words(shipped: dict[str, Procedure], code: str, name: str, term: str) -> None:
    assert (shipped[code].name, shipped[code].term) == (name, term)


def test_every_shipped_term_is_one_the_deadline_engine_reads(shipped: dict[str, Procedure]) -> None:
    for one in shipped.values():
        for term in (one.term, *(case.term for case in one.cases)):
            assert not term or str(parse_term(term)) == term


def test_a_figure_no_source_confirms_is_not_marked_verified(shipped: dict[str, Procedure]) -> None:
    assert shipped["2.000815"].verified == Marks(name=True, term=True, fee=True)
    assert shipped["1.001776"].verified == Marks(name=True)
    assert "7 đến 10 ngày" in shipped["1.001776"].term_note


def test_a_shipped_linked_procedure_names_procedures_we_ship_and_confirms_nothing(
    shipped: dict[str, Procedure],
) -> None:
    for code in ("3.000722", "2.002913"):
        assert shipped[code].linked
        assert set(shipped[code].linked) <= shipped.keys()
        assert shipped[code].verified == Marks()
        assert "hưa " in shipped[code].term_note  # its term has no source, and the note says so


def test_a_shipped_exemption_has_a_basis_and_is_marked_as_checked_by_nobody(shipped: dict[str, Procedure]) -> None:
    rules = [rule for one in shipped.values() for rule in (one.fee, *(case.fee for case in one.cases)) if rule]
    assert sum(bool(rule.exemptions) for rule in rules) == 15
    assert all(exemption.basis for rule in rules for exemption in rule.exemptions)
    assert not any(one.verified.exemptions for one in shipped.values())


def test_a_stepfather_adopts_without_a_fee(shipped: dict[str, Procedure]) -> None:
    rule = shipped["2.001263"].fee
    assert fee_for(rule, channel=Channel.COUNTER, filed_on=FIRST).amount == 400_000
    assert fee_for(rule, channel=Channel.COUNTER, filed_on=FIRST, exemption="step_parent").amount == 0


def test_a_shipped_certified_copy_costs_what_the_ministry_set(shipped: dict[str, Procedure]) -> None:
    fee = fee_for(shipped["2.000815"].fee, channel=Channel.COUNTER, filed_on=date(2026, 11, 23), copies=2, pages=5)
    assert fee.amount == 14_000


def test_a_late_birth_registration_is_a_case_with_its_own_fee(shipped: dict[str, Procedure]) -> None:
    birth = shipped["1.001193"]
    assert birth.fee_rule_for(None).kind == "free"
    assert birth.fee_rule_for("late").kind == "province"


def test_a_case_has_its_own_term_and_shares_the_fee_it_does_not_set() -> None:
    entry = procedure()
    assert entry.term_for(None) == "3 ngày làm việc"
    assert entry.term_for("verify") == "8 ngày làm việc"
    assert (entry.term_note_for(None), entry.term_note_for("verify")) == ("", "")
    assert entry.fee_rule_for("verify") == entry.fee
    assert entry.fee_rule_for("late") == FeeRule("case", 5_000)


def test_a_case_has_its_own_papers_or_the_procedures() -> None:
    passport = (ComponentTemplate("Hộ chiếu"),)
    entry = procedure(
        cases=(
            Case("late", "Quá hạn", "trong ngày"),
            Case("abroad", "Ở nước ngoài", "5 ngày", components=passport),
            Case("none", "Không cần giấy tờ", "1 ngày", components=()),
        )
    )
    assert entry.components_for(None) == entry.components_for("late") == entry.components
    assert entry.components_for("abroad") == passport
    assert entry.components_for("none") == ()
    with pytest.raises(UserError, match="CASE_UNKNOWN"):
        entry.components_for("khác")


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(UserError, match="CASE_UNKNOWN") as error:
        procedure().term_for("khác")
    assert error.value.facts == {"key": "khác", "procedure": "1.000001"}


def test_the_version_in_force_is_that_of_the_day() -> None:
    old = procedure(effective_to=date(2027, 2, 28))
    new = procedure(effective_from=NEW_LAW)
    assert in_force([new, old], old.code, date(2027, 2, 28)) is old
    assert in_force([new, old], old.code, NEW_LAW) is new
    assert new.version == "2027-03-01"


@pytest.mark.parametrize(
    ("code", "day", "error"),
    [
        ("9.999999", FIRST, "PROCEDURE_UNKNOWN"),
        ("1.000001", date(2025, 6, 30), "PROCEDURE_NOT_IN_FORCE"),
        ("1.000001", date(2030, 1, 1), "PROCEDURE_NOT_IN_FORCE"),
    ],
)
def test_a_procedure_not_in_force_is_refused(code: str, day: date, error: str) -> None:
    with pytest.raises(UserError, match=error):
        in_force([procedure(effective_to=date(2029, 12, 31))], code, day)


def test_equal_catalogues_do_not_differ(shipped: dict[str, Procedure]) -> None:
    assert difference(shipped.values(), reversed(shipped.values())) == Difference((), ())


def test_an_added_procedure_is_named() -> None:
    one, two = procedure("1.000001", "Một"), procedure("1.000002", "Hai")
    assert difference([one], [two, one]).lines() == [
        "Thêm 1.000002 Hai: 3 ngày làm việc, miễn, hiệu lực từ 01/07/2025."
    ]


def test_an_added_procedure_says_what_was_made_of_its_term() -> None:
    added = [
        procedure("1.000001", term_note="kể từ ngày nhận"),
        procedure("1.000002", term="", term_note="Theo mùa"),
        procedure("1.000003", term="", guidance_only=True),
    ]
    assert [line.partition(": ")[2].partition(", miễn")[0] for line in difference([], added).lines()] == [
        "3 ngày làm việc (kể từ ngày nhận)",
        "không có thời hạn, cán bộ tiếp nhận hẹn ngày (Theo mùa)",
        "chỉ hướng dẫn",
    ]


@pytest.mark.parametrize(
    ("stored", "file", "code"),
    [
        (["2.000815"], "2.000815.000.00.00.H15", "2.000815"),
        (["2.000815.000.00.00.H15"], "2.000815", "2.000815.000.00.00.H15"),
        (["2.000815.000.00.00.H15"], "2.000815.000.00.00.H10", "2.000815.000.00.00.H15"),
        (["2.000815", "2.000815.000.00.00.H15"], "2.000815.000.00.00.H15", "2.000815.000.00.00.H15"),
        (["2.000815", "2.000815.000.00.00.H15"], "2.000815", "2.000815"),
        (["2.000816"], "2.000815.000.00.00.H15", "2.000815.000.00.00.H15"),
    ],
)
def test_a_procedure_is_one_under_its_short_and_its_long_code(stored: list[str], file: str, code: str) -> None:
    (found,) = under_known_codes([procedure(one) for one in stored], [procedure(file)])
    assert found == procedure(code)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"term": "5 ngày làm việc"}, "thời hạn: 3 ngày làm việc → 5 ngày làm việc."),
        ({"term": ""}, "thời hạn: 3 ngày làm việc → không có thời hạn, cán bộ tiếp nhận hẹn ngày."),
        ({"term_note": "Chờ thuế"}, "ghi chú thời hạn: để trống → Chờ thuế."),
        ({"body": "B"}, "cơ quan giải quyết: Ủy ban nhân dân cấp xã → Công an cấp xã."),
        ({"body": "D"}, "cơ quan giải quyết: Ủy ban nhân dân cấp xã → Cơ quan chuyên môn cấp tỉnh."),
        ({"unit": "Sở Xây dựng"}, "bộ phận giải quyết: Tư pháp – Hộ tịch → Sở Xây dựng."),
        ({"linked": ("1.000002", "1.000003")}, "thủ tục liên thông: để trống → 1.000002; 1.000003."),
        ({"verified": Marks(exemptions=True)}, "mục đã đối chiếu: để trống → diện miễn."),
        (
            {"fee": FeeRule("free", basis="NQ 1", exemptions=(Exemption("poor", "hộ nghèo", "NQ 2"),))},
            "phí, lệ phí: miễn → miễn; miễn cho: hộ nghèo (NQ 1; NQ 2).",
        ),
        (
            {"fee": FeeRule("free", reductions=(Reduction(Channel.ONLINE, FIRST, None, 0, None, "NQ 3"),))},
            "phí, lệ phí: miễn → miễn; nộp trực tuyến thu 0 đồng từ 01/07/2025 (NQ 3).",
        ),
        (
            {"cases": (Case("a", "Một", "1 ngày", components=(ComponentTemplate("Đơn"),)),)},
            "trường hợp riêng: Cần xác minh: 8 ngày làm việc; Quá hạn: trong ngày, 5.000 đồng/trường hợp → "
            "Một: 1 ngày, hồ sơ: Đơn (nộp, 1 chính, 0 chứng thực, 0 photo).",
        ),
        (
            {"cases": (Case("a", "Một", "1 ngày", components=()),)},
            "trường hợp riêng: Cần xác minh: 8 ngày làm việc; Quá hạn: trong ngày, 5.000 đồng/trường hợp → "
            "Một: 1 ngày, hồ sơ: không có.",
        ),
        ({"fee": FeeRule("case", 8_000, basis="NQ 1")}, "phí, lệ phí: miễn → 8.000 đồng/trường hợp (NQ 1)."),
        ({"fee": FeeRule("province", basis="NQ 2")}, "phí, lệ phí: miễn → NQ 2."),
        ({"effective_to": date(2027, 2, 28)}, "ngày hết hiệu lực: để trống → 28/02/2027."),
        ({"guidance_only": True}, "chỉ hướng dẫn: không → có."),
        ({"verified": Marks(term=True, fee=True)}, "mục đã đối chiếu: để trống → thời hạn, phí, lệ phí."),
        (
            {
                "components": (
                    ComponentTemplate("Tờ khai"),
                    ComponentTemplate("Hộ chiếu", 1, 0, 1, False, "Nếu là người nước ngoài", "show"),
                )
            },
            "thành phần hồ sơ: để trống → Hộ chiếu (xuất trình, 1 chính, 0 chứng thực, 1 photo, nếu có, "
            "Nếu là người nước ngoài).",
        ),
        (
            {"components": ()},
            "thành phần hồ sơ: Tờ khai (nộp, 1 chính, 0 chứng thực, 0 photo) → để trống.",
        ),
        (
            {"cases": ()},
            "trường hợp riêng: Cần xác minh: 8 ngày làm việc; Quá hạn: trong ngày, 5.000 đồng/trường hợp → để trống.",
        ),
    ],
)
def test_a_changed_figure_is_said_before_and_after(change: dict[str, Any], text: str) -> None:
    assert lines(procedure(), procedure(**change)) == [f"Sửa 1.000001 Đăng ký giám hộ (bản 01/07/2025), {text}"]


def test_papers_in_another_order_are_a_change_too() -> None:
    one, two = ComponentTemplate("Đơn"), ComponentTemplate("Ảnh")
    (line,) = lines(procedure(components=(one, two)), procedure(components=(two, one)))
    assert line.index("Đơn") < line.index("Ảnh")
    assert line.rindex("Ảnh") < line.rindex("Đơn")


def test_a_new_version_is_read_against_the_one_before_it() -> None:
    old = procedure()
    closed = replace(old, effective_to=date(2027, 2, 28))
    new = replace(old, effective_from=NEW_LAW, term="2 ngày làm việc")
    found = difference([old], [new, closed])
    assert not found.added
    assert [(c.version, c.field, c.old, c.new) for c in found.changed] == [
        ("2025-07-01", "effective_to", "", "28/02/2027"),
        ("2027-03-01", "term", "3 ngày làm việc", "2 ngày làm việc"),
        ("2027-03-01", "effective_from", "01/07/2025", "01/03/2027"),
    ]


def test_of_several_earlier_versions_the_nearest_is_the_one_compared() -> None:
    first = procedure(effective_to=date(2025, 12, 31))
    second = procedure(effective_from=date(2026, 1, 1), effective_to=date(2027, 2, 28), term="5 ngày làm việc")
    third = replace(second, effective_from=NEW_LAW, effective_to=None)
    fields = [change.field for change in difference([first, second], [first, second, third]).changed]
    assert fields == ["effective_from", "effective_to"]


def test_a_version_older_than_any_known_is_read_against_the_first() -> None:
    old = procedure(effective_from=NEW_LAW)
    found = difference([old], [procedure(term="1 tháng"), old])
    assert [c.field for c in found.changed] == ["term", "effective_from"]


def test_a_version_that_begins_inside_an_open_one_ends_it_the_day_before() -> None:
    old, other = procedure(), procedure("1.000002")
    new = procedure(effective_from=NEW_LAW, term="2 ngày làm việc")
    after = merged([old, other], [new])
    assert after == (replace(old, effective_to=date(2027, 2, 28)), new, other)
    assert difference([old, other], after).lines()[0] == (
        "Sửa 1.000001 Đăng ký giám hộ (bản 01/07/2025), ngày hết hiệu lực: để trống → 28/02/2027."
    )


def test_several_versions_of_a_file_continue_the_chain_the_store_has() -> None:
    second = procedure(effective_from=date(2026, 1, 1), effective_to=date(2027, 2, 28))
    third = procedure(effective_from=NEW_LAW)
    after = merged([procedure()], [third, second])
    assert [(one.effective_from, one.effective_to) for one in after] == [
        (FIRST, date(2025, 12, 31)),
        (date(2026, 1, 1), date(2027, 2, 28)),
        (NEW_LAW, None),
    ]


@pytest.mark.parametrize("end", [None, date(2027, 6, 30), date(2027, 7, 1)])
def test_a_stored_version_with_an_end_yields_to_one_that_lasts_as_long(end: date | None) -> None:
    old = procedure(effective_to=date(2027, 6, 30))
    new = procedure(effective_from=NEW_LAW, effective_to=end)
    assert merged([old], [new]) == (replace(old, effective_to=date(2027, 2, 28)), new)


def test_a_version_the_file_repeats_is_replaced_and_does_not_run_into_the_next() -> None:
    old, law = procedure(effective_to=date(2027, 2, 28)), procedure(effective_from=NEW_LAW)
    assert merged([old, law], [procedure(term="1 tháng")]) == (replace(old, term="1 tháng"), law)


def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    file = [procedure(effective_from=NEW_LAW)]
    once = merged([procedure()], file)
    assert merged(once, file) == once


def test_a_version_that_fills_a_gap_ends_nothing() -> None:
    first, third = procedure(effective_to=date(2025, 12, 31)), procedure(effective_from=NEW_LAW)
    second = procedure(effective_from=date(2026, 6, 1), effective_to=date(2027, 2, 28))
    assert merged([first, third], [second]) == (first, second, third)


def test_an_abolished_procedure_gets_an_end() -> None:
    ended = procedure(effective_to=date(2026, 12, 31))
    assert merged([procedure()], [ended]) == (ended,)


@pytest.mark.parametrize(
    ("stored", "file", "other"),
    [
        # The store's version is to hold again after the file's has ended.
        ((FIRST, date(2027, 6, 30)), (NEW_LAW, date(2027, 6, 29)), FIRST),
        # The file's version reaches into one the store has and the file does not repeat.
        ((NEW_LAW, None), (FIRST, None), NEW_LAW),
        ((NEW_LAW, None), (FIRST, NEW_LAW), NEW_LAW),
    ],
)
def test_versions_that_contradict_the_stores_are_refused(
    stored: tuple[date, date | None], file: tuple[date, date | None], other: date
) -> None:
    kept = procedure(effective_from=stored[0], effective_to=stored[1])
    new = procedure(effective_from=file[0], effective_to=file[1])
    with pytest.raises(UserError, match="CATALOGUE_STORED_OVERLAP") as error:
        merged([kept], [new])
    assert error.value.facts == {"code": "1.000001", "version": file[0], "other": other}


periods = st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 15)), min_size=1, max_size=4)


def chain(drawn: list[tuple[int, int | None]], term: str) -> list[Procedure]:
    """Return versions as one file may hold them: none reaches into the next."""
    begins = sorted({day for day, _ in drawn})
    lengths = dict(drawn)
    entries = []
    for day, following in zip(begins, [*begins[1:], None], strict=True):
        length = lengths[day]
        last = None if length is None else day + length
        if following is not None:
            last = following - 1 if last is None else min(last, following - 1)
        end = None if last is None else FIRST + timedelta(days=last)
        entries.append(procedure(effective_from=FIRST + timedelta(days=day), effective_to=end, term=term))
    return entries


def holding(entries: Iterable[Procedure], day: date) -> list[Procedure]:
    return [one for one in entries if one.effective_from <= day <= (one.effective_to or date.max)]


@given(periods, periods)
def test_after_any_file_each_day_has_one_version_and_the_files_are_as_it_says(
    first: list[tuple[int, int | None]], second: list[tuple[int, int | None]]
) -> None:
    before, file = merged([], chain(first, "1 ngày")), chain(second, "2 ngày")
    try:
        after = merged(before, file)
    except UserError as error:
        # Refused only for two versions that do hold on one day.
        new = next(one for one in file if one.effective_from == error.facts["version"])
        old = next(one for one in before if one.effective_from == error.facts["other"])
        assert holding([new, old], max(new.effective_from, old.effective_from)) == [new, old]
        return
    kept = {one.version for one in file}
    assert {one.version for one in after} == kept | {one.version for one in before}
    for day in (FIRST + timedelta(days=day) for day in range(-1, 50)):
        now = holding(after, day)
        assert len(now) <= 1
        said = holding(file, day)
        if said and not any(said[0].effective_from < one.effective_from <= day for one in before):
            assert [(one.version, one.term) for one in now] == [(said[0].version, "2 ngày")]
        elif not said and now:
            assert holding(before, day) == [one for one in before if one.version == now[0].version]
