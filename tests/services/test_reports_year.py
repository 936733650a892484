"""Form 06a over a generated year equals what its events say, cell by cell, and every figure opens its dossiers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.models.store import FILE, open_store
from app.rules.clock import day_bounds
from app.services import reports
from app.services.desk import Desk
from tests.services import agreement, year
from tests.services.counter import KEY, Clock

COUNT = 1500
ALL_KINDS = {
    "received", "corrected", "forwarded", "processing", "supplement_requested", "supplemented", "payment_requested",
    "paid", "extended", "result_ready", "returned", "refused", "withdrawn", "stopped", "voided",
}  # fmt: skip


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(year.NOON)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, new_centre: Path, clock: Clock) -> Iterator[Desk]:
    """The store of the year: read only, so that it is made once."""
    home = tmp_path_factory.mktemp("year")
    shutil.copy(new_centre, home / FILE)
    desk = Desk(open_store(home, KEY), clock)
    year.generated(desk, COUNT)
    yield desk
    desk.store.close()


@pytest.fixture(scope="module")
def told(desk: Desk) -> list[year.Told]:
    return year.stories(desk)


def test_the_generated_year_has_every_act_of_the_counter_in_it(desk: Desk, told: list[year.Told]) -> None:
    with desk.store.read() as connection:
        kinds = set(connection.execute(text("SELECT DISTINCT kind FROM event")).scalars())
    assert kinds == ALL_KINDS
    assert {story.channel for story in told} == {"counter", "online", "post"}
    assert len({story.sector for story in told}) > 4


def test_form_06a_equals_the_events_in_every_cell_of_every_period(desk: Desk, told: list[year.Told]) -> None:
    assert len(told) == COUNT
    for first, last in year.periods():
        cells = year.counted(told, first, last, year.NOON)
        agreement.same(reports.build(desk, "06a", first, last), cells)


@pytest.mark.parametrize("month", [(1, 12), (4, 4)], ids=["the year", "a month long past"])
def test_every_figure_of_form_06a_opens_exactly_the_dossiers_it_counts(
    desk: Desk, told: list[year.Told], month: tuple[int, int]
) -> None:
    first, last = date(year.YEAR, month[0], 1), date(year.YEAR, month[1], 30)
    agreement.opened(desk, first, last, year.counted(told, first, last, year.NOON))


def test_what_a_past_month_says_does_not_change_as_time_goes_on(
    desk: Desk, clock: Clock, told: list[year.Told]
) -> None:
    first, last = date(year.YEAR, 5, 1), date(year.YEAR, 5, 31)
    then = day_bounds(last)[1]
    assert year.counted(told, first, last, then) == year.counted(told, first, last, year.NOON)
    now = reports.build(desk, "06a", first, last).report
    clock.at = then
    try:
        before = reports.build(desk, "06a", first, last).report
    finally:
        clock.at = year.NOON
    assert (before.rows, before.total) == (now.rows, now.total)


@pytest.mark.parametrize("name", [name for name in reports.NAMES if name != "06a"])
def test_every_count_of_the_other_reports_opens_a_list_of_that_length(desk: Desk, name: str) -> None:
    first, last = date(year.YEAR, 11, 25), date(year.YEAR, 12, 31)
    figures = reports.build(desk, name, first, last)
    for key, number in figures.counts.items():
        found = reports.members(desk, name, first, last, key, at=figures.at)
        assert (key, len({hit.id for hit in found})) == (key, number)
