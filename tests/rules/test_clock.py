"""Moments and dates: read leniently, written in one way, always local."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.clock import VN, day_bounds, iso, now, parse_date, parse_moment, uptime


def test_now_is_local_and_has_no_fraction() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 1, 15, 0, 999_999, tzinfo=UTC), tick=False):
        assert iso(now()) == "2026-11-23T08:15:00+07:00"


def test_how_long_the_pc_runs_is_the_same_for_every_program_and_no_clock_turns_it() -> None:
    before = uptime()
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)):
        said = subprocess.run(
            [sys.executable, "-c", "from app.rules.clock import uptime; print(uptime())"],
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        assert before <= float(said.stdout) <= uptime() < before + 60


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-23T08:15:00+07:00", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23T08:15:00", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23 08:15", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23T01:15:00Z", "2026-11-23T08:15:00+07:00"),
        ("2026-11-22T20:15:00-05:00", "2026-11-23T08:15:00+07:00"),
        ("2026-11-23T08:15:00.999+07:00", "2026-11-23T08:15:00+07:00"),
    ],
)
def test_a_moment_is_read_as_local_time(text: str, read: str) -> None:
    assert iso(parse_moment(text)) == read


@pytest.mark.parametrize("text", ["", "hôm qua", "2026-02-30T08:00:00", "0001-01-01T00:00:00+14:00", None, 17])
def test_what_is_no_moment_is_refused_by_the_name_of_its_field(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_moment(text, "received_at")
    assert (refused.value.code, refused.value.field) == ("TIME_FORMAT", "received_at")


def test_a_date_is_read_strictly() -> None:
    assert parse_date("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["", "23/11/2026", "2026-11-31", "2026-11-23T08:00:00", None])
def test_what_is_no_date_is_refused_by_the_name_of_its_field(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_date(text, "from")
    assert (refused.value.code, refused.value.field) == ("DATE_FORMAT", "from")


def test_a_day_ends_where_the_next_begins() -> None:
    start, end = day_bounds(date(2026, 11, 23))
    assert (iso(start), iso(end)) == ("2026-11-23T00:00:00+07:00", "2026-11-24T00:00:00+07:00")


offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1), timezones=offsets),
    st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1), timezones=offsets),
)
def test_written_moments_sort_as_the_moments_do_and_read_back_the_same(a: datetime, b: datetime) -> None:
    first, second = (moment.replace(microsecond=0) for moment in (a, b))
    assert (iso(first) < iso(second)) == (first < second)
    assert parse_moment(iso(first)) == first
    assert parse_moment(iso(first)).tzinfo is VN
