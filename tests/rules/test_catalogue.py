"""The catalogue we ship, the version in force on a day, and how two catalogues differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.rules.catalogue import Case, ComponentTemplate, Difference, Marks, Procedure, difference, in_force
from app.rules.catalogue_file import parse_catalogue
from app.rules.fees import FeeRule, fee_for
from app.rules.terms import parse_term

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


def test_the_shipped_catalogue_has_the_44_procedures_and_the_residence_ones_for_guidance(
    shipped: dict[str, Procedure],
) -> None:
    guided = [one for one in shipped.values() if one.guidance_only]
    assert (len(shipped) - len(guided), len(guided)) == (44, 9)
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


def test_a_shipped_certified_copy_costs_what_the_ministry_set(shipped: dict[str, Procedure]) -> None:
    fee = fee_for(shipped["2.000815"].fee, channel="counter", filed_on=date(2026, 11, 23), copies=2, pages=5)
    assert fee.amount == 14_000


def test_a_late_birth_registration_is_a_case_with_its_own_fee(shipped: dict[str, Procedure]) -> None:
    birth = shipped["1.001193"]
    assert birth.fee_rule_for(None).kind == "free"
    assert birth.fee_rule_for("late").kind == "province"


def test_a_case_has_its_own_term_and_shares_the_fee_it_does_not_set() -> None:
    entry = procedure()
    assert entry.term_for(None) == "3 ngày làm việc"
    assert entry.term_for("verify") == "8 ngày làm việc"
    assert entry.fee_rule_for("verify") == entry.fee
    assert entry.fee_rule_for("late") == FeeRule("case", 5_000)


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
    assert difference(shipped.values(), reversed(shipped.values())) == Difference((), (), ())


def test_added_and_removed_procedures_are_named() -> None:
    found = difference([procedure("1.000001", "Một")], [procedure("1.000002", "Hai")])
    assert found.lines() == [
        "Thêm 1.000002 Hai, hiệu lực từ 01/07/2025.",
        "Bỏ 1.000001 Một, bản hiệu lực từ 01/07/2025.",
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"term": "5 ngày làm việc"}, "thời hạn: 3 ngày làm việc → 5 ngày làm việc."),
        ({"term_note": "Chờ thuế"}, "ghi chú thời hạn: để trống → Chờ thuế."),
        ({"body": "B"}, "cơ quan giải quyết: Ủy ban nhân dân cấp xã → Công an cấp xã."),
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
    assert not found.removed
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


def test_a_version_left_out_is_removed_while_the_procedure_stays() -> None:
    old, new = procedure(effective_to=date(2027, 2, 28)), procedure(effective_from=NEW_LAW)
    assert difference([old, new], [new]).removed == (old,)
