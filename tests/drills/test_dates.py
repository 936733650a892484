"""The date drill has a moment of every kind, each still to come, whenever it is run."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.calendar import DEFAULT_SCHEDULE, WorkingTime
from app.services.centre import shipped_calendar
from tests.drills.dates import moments

WORKING = WorkingTime(DEFAULT_SCHEDULE, shipped_calendar())


@pytest.mark.parametrize(
    "today", [date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 5), date(2028, 2, 29), date(2029, 3, 1)]
)
def test_every_kind_of_moment_is_there_and_lies_ahead(today: date) -> None:
    found = {moment.name: moment.at for moment in moments(today, WORKING)}
    assert len(found) >= 12
    assert all(at.date() > today for at in found.values())
    assert (found["monday"].weekday(), found["friday"].weekday(), found["sunday"].weekday()) == (0, 4, 6)
    assert (found["29-february"].month, found["29-february"].day) == (2, 29)
    assert found["tet"] < found["tet-later"]
    assert WORKING.calendar.years is not None
    assert found["uncharted"].year > WORKING.calendar.years[1]


def test_from_the_day_it_was_written_it_meets_the_days_it_was_written_for() -> None:
    found = {f"{moment.at:%Y-%m-%d %H:%M}" for moment in moments(date(2026, 11, 30), WORKING)}
    assert found >= {
        "2026-12-07 09:50", "2026-12-04 17:30", "2026-12-06 10:00", "2026-12-31 15:00", "2027-02-06 09:00",
        "2028-01-26 09:00", "2028-02-29 10:15", "2027-11-24 09:30", "2026-12-01 06:30", "2029-05-02 14:00",
    }  # fmt: skip
