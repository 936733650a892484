"""Money in the record: what was paid and asked for, and when the fee is paid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules.acts import Kind
from app.rules.events import Body, Event
from app.rules.folding import fold, writes
from app.rules.record import LARGEST_FEE, Broken, FeeReceipt, Payment, Record, moment, read_record, write_record
from app.rules.states import State
from app.rules.vocabulary import Method
from tests.rules.invented import T0, T1, T2, born, event, folded

M0, M1, M2 = moment(T0), moment(T1), moment(T2)


def payments(record: Record) -> list[tuple[int, Method]]:
    return [(one.amount, one.method) for one in record.payments]


def test_a_fee_paid_at_reception_is_the_first_payment() -> None:
    assert (payments(born()), born().fee_paid) == ([(15_000, Method.CASH)], True)
    assert born().payments == (Payment(15_000, Method.CASH, M0),)
    by_transfer = born(pay_method="transfer")
    assert payments(by_transfer) == [(15_000, Method.TRANSFER)]
    for fee in (0, None):
        assert (payments(born(fee=fee)), born(fee=fee).fee_paid) == ([], False)


def test_nothing_owed_is_never_said_to_be_paid() -> None:
    for fee in (0, None):
        record = fold(born(fee=fee), event(Kind.CORRECTED, {"changes": {"note": "gọi trước"}}))
        assert record.fee_paid is False


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"fee_paid": "yes"}, "fee_paid"),
        ({"fee_paid": None}, "fee_paid"),
        ({"fee_paid": 1}, "fee_paid"),
        ({"pay_method": "card"}, "pay_method"),
        ({"pay_method": 5}, "pay_method"),
        ({"pay_method": ["cash"]}, "pay_method"),
        ({"pay_method": {"a": 1}}, "pay_method"),
    ],
)
def test_how_a_fee_was_paid_at_reception_is_one_of_two_words(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Broken) as broken:
        born(**said)
    assert broken.value.field == field


def test_the_fee_is_paid_when_the_payments_reach_it_and_not_before() -> None:
    record = fold(born(fee_paid=False), event(Kind.PAID, {"amount": 10_000, "method": "transfer"}))
    assert (record.fee_paid, record.paid, record.state) == (False, 10_000, State.RECEIVED)
    record = fold(record, event(Kind.PAID))
    assert (record.fee_paid, payments(record)) == (True, [(10_000, Method.TRANSFER), (5_000, Method.CASH)])
    back = fold(record, event(Kind.PAID, {"amount": -5_000}))
    assert (back.fee_paid, back.paid) == (False, 10_000)


def test_a_fee_asked_for_later_is_added_and_its_payment_lets_the_clock_run_again() -> None:
    asked = folded(event(Kind.PAYMENT_REQUESTED, {"amount": 20_000}, T1))
    assert (asked.fee, asked.fee_paid, asked.paused_from) == (35_000, False, M1)
    record = fold(asked, event(Kind.PAID, {"number": "0001234", "series": "1C26TAA"}, T2))
    assert (record.state, record.fee_paid, record.pauses) == (State.RECEIVED, True, ((M1, M2),))
    assert record.fee_receipt == FeeReceipt("1C26TAA", "0001234")


def test_a_fee_paid_while_papers_are_awaited_does_not_start_the_clock() -> None:
    asked = fold(born(fee_paid=False), event(Kind.SUPPLEMENT_REQUESTED, {}, T1))
    record = fold(asked, event(Kind.PAID, {"amount": 15_000, "due_at": T2}, T2))
    assert (record.state, record.paused_from, record.pauses) == (State.SUPPLEMENT_REQUESTED, M1, ())
    assert (record.fee_paid, record.due_at) == (True, asked.due_at)


def test_a_receipts_number_may_come_without_money() -> None:
    record = folded(event(Kind.PAID, {"amount": 0, "number": "7"}))
    assert (payments(record), record.fee_receipt) == ([(15_000, Method.CASH)], FeeReceipt(None, "7"))


def test_money_taken_while_the_clock_runs_meets_only_other_money() -> None:
    assert writes(Kind.PAID, {"amount": 5, "resumes": False}) == {"payments", "fee_receipt"}
    assert "state" in writes(Kind.PAID, {"amount": 5})


amounts = st.sampled_from([None, 0, 1, -1, LARGEST_FEE, -LARGEST_FEE]) | st.integers(-LARGEST_FEE, LARGEST_FEE)


def of_money(kind: Kind, amount: int | None) -> Event:
    body: Body = {} if amount is None else {"amount": amount}
    return event(kind, body)


@given(st.lists(st.builds(of_money, st.sampled_from([Kind.PAID, Kind.PAYMENT_REQUESTED]), amounts), max_size=4))
@example([of_money(Kind.PAYMENT_REQUESTED, -LARGEST_FEE)])
@example([of_money(Kind.PAYMENT_REQUESTED, LARGEST_FEE)])
@example([of_money(Kind.PAID, -LARGEST_FEE), of_money(Kind.PAID, -LARGEST_FEE), of_money(Kind.PAID, None)])
def test_money_that_sums_up_beyond_what_a_record_holds_is_named_and_all_else_is_read_back(acts: list[Event]) -> None:
    record = born()
    for act in acts:
        try:
            record = fold(record, act)
        except Broken as broken:
            named = broken.field
            assert named in ("amount", "fee")
            return
        assert read_record(write_record(record)) == record
        assert record.fee_paid == (0 < (record.fee or 0) <= record.paid)
