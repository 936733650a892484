"""The drawer at the end of a shift: what is counted is kept as it was, and its sheet says what the books said then."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.errors import UserError
from app.rules.acts import Kind
from app.services import cash
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import MORNING, code_of

DAY = MORNING.date()


def test_a_count_is_kept_beside_what_the_books_said_when_it_was_made(desk: Desk) -> None:
    code_of(desk, fee=15_000, fee_paid=True)
    code_of(desk, fee=8_000, fee_paid=True, pay_method="transfer")
    sheet = cash.keep(desk, DAY, {10_000: 1, 2_000: 2, 1_000: 0}, note="thiếu một tờ 1.000")
    assert (sheet.expected, sheet.transfers, sheet.counted, sheet.difference) == (15_000, 8_000, 14_000, -1_000)
    assert (sheet.counts, sheet.officer, sheet.note) == (
        ((10_000, 1), (2_000, 2)),
        "Nguyễn Thị Lan",
        "thiếu một tờ 1.000",
    )
    act(desk, code_of(desk, fee=20_000), Kind.PAID)
    assert cash.counted_on(desk, DAY) == sheet


def test_a_drawer_counted_again_has_a_new_sheet_and_no_reprint(desk: Desk, tmp_path: Path) -> None:
    cash.keep(desk, DAY, {500_000: 1})
    cash.to_file(desk, DAY, tmp_path / "first.pdf")
    assert cash.printed(desk, DAY) == 2
    cash.keep(desk, DAY, {500_000: 2})
    assert cash.counted_on(desk, DAY).counted == 1_000_000  # type: ignore[union-attr]
    page = pypdfium2.PdfDocument(cash.render(desk, DAY))[0].get_textpage().get_text_range()
    assert "1.000.000" in page
    assert "IN LẠI" not in page


def test_a_drawer_not_counted_has_no_sheet(desk: Desk) -> None:
    assert cash.counted_on(desk, DAY) is None
    with pytest.raises(UserError) as problem:
        cash.render(desk, DAY)
    assert problem.value.code == "CASH_NOT_COUNTED"


@pytest.mark.parametrize("counts", [{0: 1}, {-500: 1}, {500: -1}, {500: 10_000_000}])
def test_a_count_that_cannot_be_is_refused_and_nothing_kept(desk: Desk, counts: dict[int, int]) -> None:
    with pytest.raises(UserError) as problem:
        cash.keep(desk, DAY, counts)
    assert problem.value.code == "CASH_COUNT"
    assert cash.counted_on(desk, DAY) is None
