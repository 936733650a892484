"""The day's end: the drawer's count, the comparison with the real relay, a day without a line, a day to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import UserError
from app.models import setting
from app.services import cash, closing
from app.services.desk import Desk
from app.workflows.day_end import close_day
from tests.services.counter import Clock, code_of
from tests.sync.conftest import MakePC

DRAWER = {10_000: 1, 5_000: 1}


@pytest.fixture
def enrolled(new_pc: MakePC, clock: Clock) -> Desk:
    """A desk that has joined the real relay and received one dossier."""
    pc = new_pc()
    pc.receive()
    return Desk(pc.store, clock)


def counted(desk: Desk) -> int | None:
    kept = cash.counted_on(desk, desk.clock().date())
    return kept.counted if kept else None


def test_a_centre_with_no_province_closes_alone_with_its_count(desk: Desk) -> None:
    code_of(desk, fee=15_000, fee_paid=True)
    done = close_day(desk, desk.clock().date(), DRAWER)
    assert (done.state, done.equal, done.desk.events) == ("local", None, 1)
    assert closing.day(desk, desk.clock().date()).closing is not None
    assert counted(desk) == 15_000


def test_a_day_both_hold_alike_is_signed(enrolled: Desk) -> None:
    done = close_day(enrolled, enrolled.clock().date(), DRAWER)
    assert (done.state, done.equal, done.desk) == ("done", True, done.relay)
    kept = closing.day(enrolled, enrolled.clock().date()).closing
    assert kept == done
    assert kept.signature is not None
    assert counted(enrolled) == 15_000


def test_without_a_line_the_count_and_the_desks_side_are_kept(enrolled: Desk) -> None:
    with enrolled.store.write() as connection:
        link = setting.link(connection)
        assert link is not None
        setting.put_link(connection, replace(link, url="http://127.0.0.1:9"))
    done = close_day(enrolled, enrolled.clock().date(), DRAWER)
    assert (done.state, done.equal, done.signature) == ("offline", None, None)
    assert counted(enrolled) == 15_000


def test_a_day_closed_again_without_counting_keeps_the_count(desk: Desk) -> None:
    close_day(desk, desk.clock().date(), DRAWER)
    close_day(desk, desk.clock().date())
    assert counted(desk) == 15_000


def test_a_count_that_cannot_be_is_refused_and_the_day_stays_open(enrolled: Desk) -> None:
    with pytest.raises(UserError, match="CASH_COUNT"):
        close_day(enrolled, enrolled.clock().date(), {10_000: -1})
    state = closing.day(enrolled, enrolled.clock().date())
    assert (state.closing, state.waiting) == (None, 1)


def test_a_day_that_has_not_come_is_not_closed(desk: Desk) -> None:
    tomorrow = desk.clock().date() + timedelta(days=1)
    with pytest.raises(UserError, match="DAY_AHEAD") as caught:
        close_day(desk, tomorrow, DRAWER)
    assert (caught.value.field, caught.value.facts) == ("date", {"day": tomorrow})
    assert cash.counted_on(desk, tomorrow) is None
