"""Money on Tra cứu: what is owed, taken, asked for and given back, and the code a citizen scans to pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.rules.acts import Kind
from app.rules.states import State
from app.rules.vietqr import payload
from app.services.desk import Desk
from app.ui.kit.theme import Scheme
from tests.services.counter import Clock, code_of
from tests.ui.lookup import (
    BANK,
    RETURN,
    TAB,
    K,
    look_up,
    now,
    other,
    put_bank,
    write,
)
from tests.ui.officer import ALT, CTRL, Officer, officer_at


@pytest.fixture
def officer(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[Officer]:
    with officer_at(qtbot, desk, tmp_path / "papers") as one:
        yield one


def test_what_is_owed_is_taken_with_the_number_of_its_receipt(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, fee=50_000)
    page = look_up(officer, code)
    assert page.side.fee.isVisible()
    officer.press(K.Key_T, ALT)
    officer.press(TAB)
    officer.press(K.Key_Right)
    officer.press(TAB)
    officer.type("AA/26E")
    officer.press(RETURN)
    officer.type("0000123")
    write(officer)
    saved = now(desk, code)
    assert saved.fee_paid
    assert [(one.amount, one.method) for one in saved.payments] == [(50_000, "transfer")]
    assert saved.fee_receipt is not None
    assert (saved.fee_receipt.series, saved.fee_receipt.number) == ("AA/26E", "0000123")
    assert not page.side.fee.isVisible()


def test_a_part_of_a_fee_leaves_the_rest_owed(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, fee=50_000)
    page = look_up(officer, code)
    officer.press(K.Key_T, ALT)
    officer.press(K.Key_A, CTRL)
    officer.type("20000")
    write(officer)
    assert now(desk, code).paid == 20_000
    officer.press(K.Key_T, ALT)
    assert page.side.act_form.fields["amount"].editor.text() == "30.000"  # type: ignore[attr-defined]


def test_the_transfer_code_pays_what_is_typed_to_the_centres_account(officer: Officer, desk: Desk) -> None:
    put_bank(desk)
    code = code_of(desk, fee=50_000)
    page = look_up(officer, code)
    officer.press(K.Key_T, ALT)
    transfer = page.side.act_form.transfer
    assert transfer.isVisible()
    assert transfer.payload == payload(BANK["bin"], BANK["account"], 50_000, code)
    officer.press(K.Key_A, CTRL)
    officer.type("20000")
    assert transfer.payload == payload(BANK["bin"], BANK["account"], 20_000, code)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_phone_reads_the_transfer_code_off_the_screen(
    officer: Officer, desk: Desk, look: Callable[[Scheme, float], None], scheme: Scheme
) -> None:
    look(scheme, 1.0)
    put_bank(desk)
    code = code_of(desk, fee=50_000)
    page = look_up(officer, code)
    officer.press(K.Key_T, ALT)
    seen = page.side.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(seen.constBits(), np.uint8).reshape(seen.height(), seen.bytesPerLine())
    (read,) = zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, : seen.width()]))
    assert read.text == payload(BANK["bin"], BANK["account"], 50_000, code)


def test_without_an_account_there_is_no_transfer_code(officer: Officer, desk: Desk) -> None:
    page = look_up(officer, code_of(desk, fee=50_000))
    officer.press(K.Key_T, ALT)
    assert not page.side.act_form.transfer.isVisible()


def test_money_is_given_back_with_a_reason_and_no_more_than_was_paid(officer: Officer, desk: Desk) -> None:
    code = code_of(desk, fee=50_000, fee_paid=True)
    page = look_up(officer, code)
    other(officer, page, "refund")
    officer.press(K.Key_A, CTRL)
    officer.type("60000")
    page.side.act_form.fields["reason"].editor.setFocus()
    officer.type("được miễn")
    write(officer)
    assert "chỉ hoàn được đến số đó" in page.side.act_form.fields["amount"].error
    officer.press(K.Key_A, CTRL)
    officer.type("50000")
    write(officer)
    assert [one.amount for one in now(desk, code).payments] == [50_000, -50_000]


def test_more_money_is_asked_for_and_then_paid(officer: Officer, desk: Desk, clock: Clock) -> None:
    code = code_of(desk, fee=50_000, fee_paid=True)
    page = look_up(officer, code)
    other(officer, page, Kind.PAYMENT_REQUESTED)
    officer.type("15000")
    officer.press(TAB)
    officer.type("Lệ phí cấp bản sao")
    write(officer)
    assert (now(desk, code).state, now(desk, code).fee) == (State.PAYMENT_REQUESTED, 65_000)
    assert page.side.main.text() == "Thu phí…"
    clock.ahead(hours=1)
    write(officer)
    write(officer)
    saved = now(desk, code)
    assert (saved.state, saved.paid, saved.fee_paid) == (State.RECEIVED, 65_000, True)
