"""Fees after reception: what is taken and given back, what is asked for later, and what the day's sums say."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import UserError
from app.models import journal
from app.rules.acts import Kind
from app.rules.events import Body, new_id
from app.rules.record import FeeReceipt
from app.rules.states import State
from app.services import closing
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import Clock, code_of, do, receive


def today(desk: Desk) -> tuple[int, int]:
    count = closing.day(desk, desk.clock().date()).count
    return count.cash, count.transfers


def test_a_fee_taken_at_the_return_is_all_that_is_owed_in_cash_unless_said_otherwise(desk: Desk) -> None:
    code = code_of(desk, fee=15_000)
    paid = act(desk, code, Kind.PAID)
    assert (paid.fee_paid, paid.paid, paid.state) == (True, 15_000, State.RECEIVED)
    assert [(one.amount, one.method, one.at) for one in paid.payments] == [(15_000, "cash", desk.clock())]
    assert today(desk) == (15_000, 0)


def test_cash_and_transfers_are_summed_apart_and_a_refund_is_taken_off(desk: Desk) -> None:
    code_of(desk, fee=8_000, fee_paid=True, pay_method="transfer")
    code_of(desk, fee=20_000, fee_paid=True)
    code = code_of(desk, fee=50_000)
    act(desk, code, Kind.PAID, {"amount": 30_000, "method": "transfer"})
    assert not act(desk, code, Kind.PAID, {"amount": 10_000}).fee_paid
    assert act(desk, code, Kind.PAID, {"amount": -10_000, "reason": "thu nhầm"}).paid == 30_000
    assert today(desk) == (20_000, 38_000)


def test_a_fee_of_which_an_older_program_did_not_say_how_it_was_paid_was_cash(desk: Desk) -> None:
    (made,) = receive(desk, fee=15_000, fee_paid=True).dossier.events
    body: Body = {**made.body, "dossier": new_id(), "code": "H15.10-261123-0099"}
    del body["pay_method"]
    with desk.store.write() as connection:
        author = desk.centre(connection).author()
        journal.write(connection, author, Kind.RECEIVED, body, at=made.at, dossier=body["dossier"], record=None)
    assert today(desk) == (30_000, 0)


def test_a_supplement_to_a_fee_stops_the_clock_until_it_is_paid(desk: Desk, clock: Clock) -> None:
    dossier = receive(desk, fee=15_000, fee_paid=True).dossier
    asked = act(desk, dossier.code, Kind.PAYMENT_REQUESTED, {"amount": 20_000, "reason": "trích đo"})
    assert (asked.fee, asked.fee_paid, asked.state) == (35_000, False, State.PAYMENT_REQUESTED)
    clock.ahead(hours=2)
    paid = act(desk, dossier.code, Kind.PAID, {"method": "transfer", "series": "1C26TAA", "number": "0001234"})
    assert (paid.fee_paid, paid.state) == (True, State.RECEIVED)
    assert paid.due_at > dossier.due_at
    assert paid.fee_receipt == FeeReceipt("1C26TAA", "0001234")


def test_the_number_of_a_fee_receipt_may_be_written_in_later(desk: Desk) -> None:
    code = code_of(desk, fee=15_000, fee_paid=True)
    given = act(desk, code, Kind.CORRECTED, {"changes": {"fee_receipt": {"number": "0000017"}}})
    assert given.fee_receipt == FeeReceipt(None, "0000017")


def test_taking_money_does_not_move_the_promise_or_the_state(desk: Desk) -> None:
    code = code_of(desk, fee=15_000)
    ready = act(desk, code, Kind.RESULT_READY)
    paid = act(desk, code, Kind.PAID)
    assert (paid.state, paid.due_at, paid.finished_at) == (State.RESULT_READY, ready.due_at, ready.finished_at)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"amount": -1, "reason": "thu nhầm"}, "PAYMENT_AMOUNT"),
        ({"amount": True}, "PAYMENT_AMOUNT"),
        ({"amount": "15000"}, "PAYMENT_AMOUNT"),
        ({"amount": 10**11}, "PAYMENT_AMOUNT"),
        ({"amount": 0}, "ACT_NOT_ALLOWED"),
        ({"method": "vàng"}, "BODY_FIELD"),
        ({"number": 7}, "BODY_FIELD"),
        ({"resumes": True}, "BODY_FIELD"),
    ],
)
def test_money_that_cannot_be_is_refused_and_nothing_is_written(desk: Desk, body: Any, code: str) -> None:
    dossier = code_of(desk, fee=15_000)
    with pytest.raises(UserError) as problem:
        act(desk, dossier, Kind.PAID, body)
    assert problem.value.code == code
    assert today(desk) == (0, 0)


def test_nothing_owed_is_nothing_to_pay(desk: Desk) -> None:
    with pytest.raises(UserError) as problem:
        act(desk, code_of(desk, fee=15_000, fee_paid=True), Kind.PAID)
    assert problem.value.code == "ACT_NOT_ALLOWED"


@pytest.mark.parametrize("amount", [0, -5, 1.5, "x", 10**11])
def test_an_amount_asked_for_is_whole_dong_and_more_than_none(desk: Desk, amount: Any) -> None:
    with pytest.raises(UserError) as problem:
        do(desk, code_of(desk), Kind.PAYMENT_REQUESTED, amount=amount)
    assert (problem.value.code, problem.value.field) == ("BODY_FIELD", "amount")
