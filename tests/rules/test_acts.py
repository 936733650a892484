"""What an act must say, written out once more by hand, and which values say anything at all."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.errors import UserError
from app.rules.acts import Kind, check_demands, demanded
from app.rules.events import Body

DEMANDED = """
received
corrected
taken back            reason
no result             reason
forwarded
arrived               body    at
processing
supplement_requested  items   reason
supplemented
payment_requested     amount  reason
paid
given back            reason
extended              new_due reason
result_ready
returned
refused               reason
withdrawn             reason
stopped               reason
voided                reason
"""
ROWS = [(row[:22].strip(), tuple(row[22:].split())) for row in DEMANDED.splitlines() if row]
ODD: dict[str, tuple[Kind, Body]] = {
    "taken back": (Kind.CORRECTED, {"changes": {"returned_at": None}}),
    "no result": (Kind.CORRECTED, {"changes": {"result": None}}),
    "given back": (Kind.PAID, {"amount": -5_000}),
}
SAID: dict[str, Any] = {
    "items": ["Ảnh 4×6"], "amount": 20_000, "new_due": "2026-12-01", "reason": "thiếu ảnh", "body": "Sở Tư pháp",
    "at": "2026-11-23T10:00:00+07:00",
}  # fmt: skip
CODES = {**dict.fromkeys(SAID, "ACT_LACKS"), "reason": "REASON_MISSING"}


def of(act: str, **said: Any) -> tuple[Kind, Body]:
    kind, body = ODD.get(act) or (Kind(act), cast(Body, {}))
    return kind, cast(Body, {**body, **said})


def refusal(kind: Kind, body: Body) -> tuple[str, str | None, dict[str, Any]]:
    with pytest.raises(UserError) as problem:
        check_demands(kind, body)
    return problem.value.code, problem.value.field, problem.value.facts


def test_the_table_names_every_kind() -> None:
    assert {act for act, _ in ROWS} == {*Kind, *ODD}


@pytest.mark.parametrize(("act", "fields"), ROWS)
def test_an_act_must_say_what_the_table_says_and_nothing_else(act: str, fields: tuple[str, ...]) -> None:
    said = {name: SAID[name] for name in fields}
    kind, whole = of(act, **said)
    assert demanded(kind, whole) == fields
    check_demands(kind, whole)
    for missing in fields:
        lacking = of(act, **{name: value for name, value in said.items() if name != missing})
        facts = {} if missing == "reason" else {"act": kind.value}
        assert refusal(*lacking) == (CODES[missing], missing, facts)


@pytest.mark.parametrize(("act", "fields"), [row for row in ROWS if row[1]])
def test_of_several_things_missing_the_first_of_the_form_is_named(act: str, fields: tuple[str, ...]) -> None:
    assert refusal(*of(act))[:2] == (CODES[fields[0]], fields[0])


@pytest.mark.parametrize("amount", [5_000, 0, None, "-5000", -0.5])
def test_only_whole_money_below_nothing_is_given_back(amount: Any) -> None:
    assert demanded(*of("paid", amount=amount)) == ()


@pytest.mark.parametrize(
    "changes", [{"note": None}, {"result.number": None}, {"result": {"number": "5"}}, {}, "returned_at", None]
)
def test_a_correction_that_undoes_nothing_needs_no_reason(changes: Any) -> None:
    assert demanded(*of("corrected", changes=changes)) == ()


NOTHING: list[Any] = [
    None, "", " \t\n", [], [""], ["  ", None], [[], [""]], {}, {"name": None}, {"name": " "}, {"note": "chứng thực"},
    [{"name": ""}, " "],
]  # fmt: skip
SOMETHING: list[Any] = [
    "Ảnh", " Ảnh", ["Ảnh"], ["", "Ảnh"], [None, ["Ảnh"]], {"name": "Ảnh"}, [{"name": " "}, {"name": "Ảnh", "note": ""}],
]  # fmt: skip


@pytest.mark.parametrize("value", NOTHING, ids=repr)
def test_what_is_blank_however_deep_is_not_said(value: Any) -> None:
    assert refusal(*of("supplement_requested", items=value, reason="thiếu")) == (
        "ACT_LACKS", "items", {"act": "supplement_requested"},
    )  # fmt: skip
    assert refusal(*of("refused", reason=value))[0] == "REASON_MISSING"


@pytest.mark.parametrize("value", SOMETHING, ids=repr)
def test_one_word_however_deep_is_said(value: Any) -> None:
    check_demands(*of("supplement_requested", items=value, reason="thiếu"))
