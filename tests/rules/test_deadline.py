"""Promises: hand-computed dates, the laws they obey, and a slow second reckoning that must agree."""

from __future__ import annotations

import json
import random
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.rules.calendar import (
    DEFAULT_SCHEDULE,
    Calendar,
    Entry,
    Kind,
    Schedule,
    WorkingTime,
    calendar_from_rows,
    days,
    schedule_from_mapping,
)
from app.rules.clock import VN
from app.rules.deadline import Due, Remaining, Skipped, Stand, due, remaining
from app.rules.deadline_words import UNSURE
from app.rules.terms import Term, Unit, parse_term

SEED = Path(__file__).parents[2] / "resources" / "calendars" / "vn-2025-2027.json"
ROWS: list[dict[str, Any]] = json.loads(SEED.read_text("utf-8"))["entries"]
CALENDAR = calendar_from_rows(ROWS)
WORKING = WorkingTime(DEFAULT_SCHEDULE, CALENDAR)

MORNING, AFTERNOON = ["07:30", "11:30"], ["13:30", "17:00"]
USUAL = {key: [MORNING, AFTERNOON] for key in ("mon", "tue", "wed", "thu", "fri")}
WEEKS: dict[str, dict[str, list[list[str]]]] = {
    "usual": USUAL,
    "Saturday morning": USUAL | {"sat": [MORNING]},
    "evenings": USUAL | {"wed": [["16:00", "20:00"]], "fri": [["08:00", "12:00"]]},
    "odd": {"mon": [["06:15", "23:59"]], "thu": [["00:00", "03:10"], ["03:10", "05:00"], ["15:30", "15:45"]]},
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def week(name: str) -> Schedule:
    return schedule_from_mapping(WEEKS[name])


def answer(received: str, term: str, *pauses: tuple[str, str], working: WorkingTime = WORKING) -> Due:
    return due(at(received), parse_term(term), working, [(at(begin), at(end)) for begin, end in pauses])


def promised(received: str, term: str, *pauses: tuple[str, str], working: WorkingTime = WORKING) -> str:
    return answer(received, term, *pauses, working=working).at.isoformat(timespec="minutes").removesuffix("+07:00")


# Working days -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        ("2026-11-23T09:42", "3 ngày làm việc", "2026-11-27T09:42"),  # the picture of UI.md: over 24/11
        ("2026-11-25T08:00", "1 ngày làm việc", "2026-11-26T08:00"),
        ("2026-11-27T16:59", "1 ngày làm việc", "2026-11-30T16:59"),
        ("2026-11-27T17:00", "1 ngày làm việc", "2026-12-01T07:30"),  # a session's end is past: received Monday
        ("2026-11-27T11:30", "1 ngày làm việc", "2026-11-30T13:30"),  # so is the morning's
        ("2026-11-27T12:10", "1 ngày làm việc", "2026-11-30T13:30"),  # lunch
        ("2026-11-27T06:00", "1 ngày làm việc", "2026-11-30T07:30"),
        ("2026-11-28T10:00", "1 ngày làm việc", "2026-12-01T07:30"),  # Saturday counts as Monday
        ("2026-11-24T10:00", "1 ngày làm việc", "2026-11-26T07:30"),  # received on the holiday
        ("2026-08-20T09:00", "3 ngày làm việc", "2026-08-24T09:00"),  # make-up Saturday 22/8 is one of the three
        ("2026-08-22T09:00", "1 ngày làm việc", "2026-08-24T09:00"),  # received on it
        ("2026-08-28T09:00", "1 ngày làm việc", "2026-09-03T09:00"),  # 31/8 exchanged, 1 and 2/9 Quốc khánh
        ("2025-04-25T15:00", "4 ngày làm việc", "2025-05-05T15:00"),  # 26/4 works; 30/4, 1/5, 2/5 off
        ("2026-02-12T10:00", "5 ngày làm việc", "2026-02-26T10:00"),  # over Tết 16-20/2
        ("2026-04-24T10:00", "2 ngày làm việc", "2026-04-29T10:00"),  # 27/4 for Giỗ Tổ on Sunday
        ("2025-12-30T10:00", "8 ngày làm việc", "2026-01-12T10:00"),  # 1, 2/1 off; Saturday 10/1 works
        ("2027-01-29T10:00", "5 ngày làm việc", "2027-02-12T10:00"),  # Tết 2027 as expected
    ],
)
def test_working_days_are_counted_from_the_day_after_receipt(received: str, term: str, expected: str) -> None:
    assert promised(received, term) == expected


def test_a_clock_time_outside_that_days_sessions_moves_on_but_a_sessions_end_stays() -> None:
    saturdays = WorkingTime(week("Saturday morning"), CALENDAR)
    assert promised("2026-12-04T10:00", "1 ngày làm việc", working=saturdays) == "2026-12-05T10:00"
    assert promised("2026-12-04T14:00", "1 ngày làm việc", working=saturdays) == "2026-12-07T07:30"
    evenings = WorkingTime(week("evenings"), CALENDAR)
    assert promised("2026-12-01T09:00", "1 ngày làm việc", working=evenings) == "2026-12-02T16:00"
    assert promised("2026-12-02T17:00", "1 ngày làm việc", working=evenings) == "2026-12-03T17:00"
    assert promised("2026-12-02T17:01", "1 ngày làm việc", working=evenings) == "2026-12-04T08:00"


# Days and months --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        ("2026-11-23T09:42", "30 ngày", "2026-12-23T09:42"),
        ("2026-11-23T09:42", "33 ngày", "2026-12-28T09:42"),  # Saturday 26/12 moves to Monday, same clock time
        ("2026-11-28T10:00", "10 ngày", "2026-12-10T07:30"),  # Saturday receipt: ten days from Monday's opening
        ("2026-11-14T09:00", "8 ngày", "2026-11-25T07:30"),  # Monday 16 + 8 is 24/11, a holiday
        ("2026-08-17T09:00", "5 ngày", "2026-08-22T09:00"),  # lands on a make-up Saturday and stays
        ("2026-01-30T09:00", "1 tháng", "2026-03-02T09:00"),  # 28/2 is a Saturday
        ("2026-03-31T09:00", "1 tháng", "2026-05-04T09:00"),  # 30/4, then 1/5, then a weekend
        ("2026-07-31T09:00", "2 tháng", "2026-09-30T09:00"),
        ("2027-11-30T09:00", "3 tháng", "2028-02-29T09:00"),
        ("2026-11-30T09:00", "1 tháng", "2026-12-30T09:00"),
        ("2026-12-15T16:00", "12 tháng", "2027-12-15T16:00"),
        ("2026-12-15T12:00", "1 tháng", "2027-01-15T13:30"),
    ],
)
def test_days_and_months_follow_the_calendar_and_end_on_a_working_day(received: str, term: str, expected: str) -> None:
    assert promised(received, term) == expected


# Working hours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        ("2026-11-25T07:30", "4 giờ làm việc", "2026-11-25T11:30"),  # lands on the session's end and stays
        ("2026-11-25T10:00", "4 giờ làm việc", "2026-11-25T16:00"),
        ("2026-11-25T12:00", "1 giờ làm việc", "2026-11-25T14:30"),
        ("2026-11-23T16:00", "4 giờ làm việc", "2026-11-25T10:30"),
        ("2026-11-27T16:30", "7 giờ làm việc", "2026-11-30T16:00"),  # half an hour on Friday, the rest on Monday
        ("2026-08-21T16:00", "2 giờ làm việc", "2026-08-22T08:30"),
        ("2026-11-30T09:00", "30 phút", "2026-11-30T09:30"),
        ("2026-11-30T11:15", "30 phút", "2026-11-30T13:45"),  # over lunch
        ("2026-11-30T16:00", "90 phút", "2026-12-01T08:00"),
    ],
)
def test_working_hours_are_consumed_session_by_session(received: str, term: str, expected: str) -> None:
    assert promised(received, term) == expected


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        ("2026-11-30T09:00", "8 giờ làm việc", "2026-12-01T09:00"),  # not 09:30, though the centre sits 7 ½ hours
        ("2026-11-30T09:00", "16 giờ làm việc", "2026-12-02T09:00"),
        ("2026-11-30T09:00", "40 giờ làm việc", "2026-12-07T09:00"),
        ("2026-11-27T16:30", "8 giờ làm việc", "2026-11-30T16:30"),
        ("2026-11-28T10:00", "8 giờ làm việc", "2026-12-01T07:30"),  # received on Saturday: as on Monday
        ("2026-11-23T09:00", "8 giờ", "2026-11-25T09:00"),  # over the holiday
        ("2026-11-30T09:00", "9 giờ làm việc", "2026-12-01T10:30"),  # no whole days: seven and a half, one and a half
        ("2026-11-30T09:00", "4 giờ làm việc", "2026-11-30T15:00"),
        ("2026-11-30T09:00", "2,5 ngày làm việc", "2026-12-02T15:00"),  # two days, then four hours
        ("2026-11-30T15:00", "1,5 ngày làm việc", "2026-12-02T09:30"),
        ("2026-11-30T09:00", "2,5 ngày", "2026-12-02T15:00"),
        ("2026-11-26T09:00", "2,5 ngày", "2026-11-30T15:00"),  # Saturday moves to Monday first
    ],
)
def test_eight_hours_are_one_day_and_half_a_day_is_four(received: str, term: str, expected: str) -> None:
    assert promised(received, term) == expected


def test_hours_told_as_days_and_halves_are_said_in_the_sentence() -> None:
    assert answer("2026-11-30T09:00", "16 giờ làm việc").explanation == (
        "16 giờ làm việc là 2 ngày làm việc, không tính ngày nhận: 01, 02/12."
    )
    assert answer("2026-11-30T09:00", "2,5 ngày làm việc").explanation == (
        "2,5 ngày làm việc, không tính ngày nhận: 01, 02/12, hẹn trả 15:00 Thứ Tư 02/12."
    )
    assert answer("2026-11-30T09:00", "30 phút").explanation == "30 phút từ 09:00 đến 09:30 Thứ Hai 30/11."


# Same day ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-25T06:00", "2026-11-25T17:00"),
        ("2026-11-25T09:00", "2026-11-25T17:00"),
        ("2026-11-25T12:00", "2026-11-25T17:00"),
        ("2026-11-25T14:59:59", "2026-11-25T17:00"),
        ("2026-11-25T15:00", "2026-11-26T17:00"),
        ("2026-11-25T17:00", "2026-11-26T17:00"),  # past the last session: as at Thursday's opening
        ("2026-11-25T22:00", "2026-11-26T17:00"),
        ("2026-11-27T15:00", "2026-11-30T17:00"),
        ("2026-11-28T16:00", "2026-11-30T17:00"),  # Saturday afternoon is not "after 15:00" of any working day
        ("2026-11-23T16:00", "2026-11-25T17:00"),
        ("2026-11-24T16:00", "2026-11-25T17:00"),
    ],
)
def test_same_day_means_today_before_three_and_the_next_working_day_after(received: str, expected: str) -> None:
    assert promised(received, "trong ngày") == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-05T10:00", "2026-12-05T11:30"),  # a Saturday morning's own end
        ("2026-12-05T11:30", "2026-12-07T17:00"),
        ("2026-12-05T15:30", "2026-12-07T17:00"),  # after the last session: Monday's opening, before 15:00
    ],
)
def test_a_short_day_ends_when_its_last_session_ends(received: str, expected: str) -> None:
    assert promised(received, "trong ngày", working=WorkingTime(week("Saturday morning"), CALENDAR)) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-02T14:00", "2026-12-02T20:00"),  # the real time is before 15:00, though work begins at 16:00
        ("2026-12-02T15:00", "2026-12-03T17:00"),
        ("2026-12-01T17:30", "2026-12-03T17:00"),  # Wednesday opens at 16:00, which is past 15:00
    ],
)
def test_the_real_time_decides_where_a_day_opens_late(received: str, expected: str) -> None:
    assert promised(received, "trong ngày", working=WorkingTime(week("evenings"), CALENDAR)) == expected


# Pauses -----------------------------------------------------------------------------------------------------------

TWO_HOURS = ("2026-12-02T08:00", "2026-12-02T10:00")


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], "2026-12-04T09:00"),
        ([TWO_HOURS], "2026-12-04T11:00"),
        ([TWO_HOURS, TWO_HOURS], "2026-12-04T11:00"),  # the same pause twice is one
        ([TWO_HOURS, ("2026-12-02T09:00", "2026-12-02T10:30")], "2026-12-04T11:30"),  # overlapping, to the end
        ([("2026-12-02T09:00", "2026-12-02T09:30"), TWO_HOURS], "2026-12-04T11:00"),  # one inside another
        ([TWO_HOURS, ("2026-12-03T08:00", "2026-12-03T09:00")], "2026-12-04T14:00"),  # two apart
        ([("2026-12-02T17:00", "2026-12-03T07:30")], "2026-12-04T09:00"),  # outside hours: nothing
        ([("2026-12-02T11:00", "2026-12-02T14:00")], "2026-12-04T10:00"),  # lunch is not working time
        ([("2026-11-30T08:00", "2026-12-01T10:00")], "2026-12-04T10:00"),  # clipped to the receipt at 09:00
        ([("2026-11-27T08:00", "2026-11-30T10:00")], "2026-12-04T09:00"),  # wholly before it
        ([("2026-12-04T10:00", "2026-12-04T11:00")], "2026-12-04T10:00"),  # begun after the promise was broken
        ([("2026-12-02T08:00", "2026-12-02T08:00")], "2026-12-04T09:00"),
        ([("2026-12-02T07:00", "2026-12-04T18:00")], "2026-12-09T09:00"),  # three full days
    ],
)
def test_a_pause_adds_the_working_time_inside_it(pauses: list[tuple[str, str]], expected: str) -> None:
    assert promised("2026-12-01T09:00", "3 ngày làm việc", *pauses) == expected


@pytest.mark.parametrize(
    ("received", "term", "pause", "expected"),
    [
        ("2026-12-01T09:00", "4 giờ làm việc", ("2026-12-01T10:00", "2026-12-01T11:00"), "2026-12-01T16:00"),
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T12:00", "2026-12-01T13:00"), "2026-12-01T17:00"),
        # Complete again before 15:00 of the promised day: the same day. Else the pause is added.
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T10:00", "2026-12-01T10:30"), "2026-12-01T17:00"),
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T09:30", "2026-12-01T14:59"), "2026-12-01T17:00"),
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T14:00", "2026-12-01T15:00"), "2026-12-02T08:30"),
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T14:00", "2026-12-01T16:30"), "2026-12-02T10:00"),
        ("2026-12-01T09:00", "trong ngày", ("2026-12-01T16:00", "2026-12-02T08:00"), "2026-12-02T09:00"),
        ("2026-12-01T16:00", "trong ngày", ("2026-12-01T16:10", "2026-12-02T14:00"), "2026-12-02T17:00"),
        # Days and months: the calendar length, nights and weekends included, before the moves.
        ("2026-12-01T09:00", "10 ngày", ("2026-12-02T10:00", "2026-12-04T14:00"), "2026-12-14T13:30"),
        ("2026-12-01T09:00", "10 ngày", ("2026-12-02T17:00", "2026-12-03T07:30"), "2026-12-14T07:30"),
        ("2026-12-01T09:00", "10 ngày", ("2026-12-02T08:00", "2026-12-02T10:30"), "2026-12-11T11:30"),
        ("2026-12-01T09:00", "10 ngày", ("2026-12-02T08:00", "2026-12-02T11:00"), "2026-12-11T13:30"),
        ("2026-12-01T09:00", "1 tháng", ("2026-12-05T09:00", "2026-12-08T09:00"), "2027-01-04T09:00"),
    ],
)
def test_each_kind_of_term_is_paused_in_its_own_time(
    received: str, term: str, pause: tuple[str, str], expected: str
) -> None:
    assert promised(received, term, pause) == expected


@pytest.mark.parametrize(
    ("pause", "code"),
    [
        (("2026-12-02T10:00", "2026-12-02T09:59"), "PAUSE_ORDER"),
        (("2026-12-02T10:00", "2037-12-02T10:00"), "PAUSE_TOO_LONG"),
    ],
)
def test_a_pause_nobody_can_mean_is_refused(pause: tuple[str, str], code: str) -> None:
    with pytest.raises(UserError) as caught:
        answer("2026-12-01T09:00", "3 ngày làm việc", pause)
    assert (caught.value.code, caught.value.field) == (code, "pauses")
    assert caught.value.facts["begin"] == f"{pause[0]}:00+07:00"


# The answer as a whole --------------------------------------------------------------------------------------------


def test_the_answer_is_local_time_whatever_the_zone_of_the_question() -> None:
    received = datetime(2026, 11, 23, 2, 42, 5, tzinfo=UTC)
    assert due(received, Term(3, Unit.WORKING_DAY), WORKING).at.isoformat() == "2026-11-27T09:42:05+07:00"


@pytest.mark.parametrize("term", ["5 ngày", "5 ngày làm việc", "1 giờ", "trong ngày", "1 tháng"])
def test_the_end_of_time_is_a_user_error(term: str) -> None:
    with pytest.raises(UserError) as caught:
        answer("9999-12-31T16:59", term)
    assert caught.value.code == "DEADLINE_RANGE"


def test_a_closed_centre_is_an_error_not_a_hang() -> None:
    closed = Calendar(tuple(Entry(day, Kind.OFF, "đóng cửa") for day in days(date(2026, 2, 1), date(2029, 12, 31))))
    with pytest.raises(UserError) as caught:
        answer("2026-01-30T09:00", "2 ngày làm việc", working=WorkingTime(DEFAULT_SCHEDULE, closed))
    assert caught.value.code == "NO_WORKING_DAY"


def test_skipped_names_every_day_off_between_receipt_and_promise() -> None:
    assert answer("2026-04-25T10:00", "2 ngày làm việc").skipped == (
        Skipped(date(2026, 4, 25), "Thứ Bảy"),
        Skipped(date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
        Skipped(date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
        Skipped(date(2026, 4, 30), "Ngày Chiến thắng"),
        Skipped(date(2026, 5, 1), "Ngày Quốc tế Lao động"),
        Skipped(date(2026, 5, 2), "Thứ Bảy"),
        Skipped(date(2026, 5, 3), "Chủ nhật"),
    )


def test_days_counted_by_the_calendar_are_not_skipped_only_those_that_moved_an_end() -> None:
    assert answer("2026-11-23T09:42", "30 ngày").skipped == ()
    assert answer("2026-11-28T10:00", "26 ngày").skipped == (
        Skipped(date(2026, 11, 28), "Thứ Bảy"),
        Skipped(date(2026, 11, 29), "Chủ nhật"),
        Skipped(date(2026, 12, 26), "Thứ Bảy"),
        Skipped(date(2026, 12, 27), "Chủ nhật"),
    )


@pytest.mark.parametrize(
    ("received", "term", "unsure"),
    [
        ("2026-11-23T09:42", "3 ngày làm việc", False),
        ("2027-02-01T09:00", "5 ngày làm việc", True),  # Tết 2027 is not announced
        ("2027-02-01T09:00", "1 ngày làm việc", False),
        ("2026-01-08T09:00", "2 ngày làm việc", True),  # counts Saturday 10/1, exchanged on hearsay
        ("2026-01-10T09:00", "1 ngày làm việc", False),  # the day of receipt is not one of the days counted
        ("2026-01-05T09:00", "5 ngày", True),  # lands on it
        ("2027-01-20T09:00", "30 ngày", False),  # Tết lies inside the term, which counts it
        ("2027-12-30T09:00", "5 ngày làm việc", True),  # no calendar of 2028
        ("2024-12-30T09:00", "5 ngày làm việc", True),  # nor of 2024
        ("2028-02-29T10:15", "trong ngày", True),
        ("2028-01-24T09:00", "4 giờ làm việc", True),  # over a Tết nobody has announced
        ("2029-05-02T14:00", "30 ngày", True),
        ("2031-12-31T16:30", "2 tháng", True),
    ],
)
def test_a_promise_is_unsure_when_it_leans_on_what_is_not_official(received: str, term: str, unsure: bool) -> None:
    """It is made all the same, and the sentence a citizen is read, which the event keeps, says that it is unsure."""
    made = answer(received, term)
    assert made.at >= datetime.fromisoformat(received).replace(tzinfo=VN)
    assert made.unsure is unsure
    assert made.explanation.endswith(f"{UNSURE}.") is unsure
    assert (UNSURE in made.explanation) is unsure


# The sentence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "term", "sentence"),
    [
        (
            "2026-11-23T09:42",
            "3 ngày làm việc",
            "3 ngày làm việc, không tính ngày nhận: 25, 26, 27/11. Bỏ qua Thứ Ba 24/11 nghỉ Ngày Văn hóa Việt Nam.",
        ),
        ("2026-12-01T09:00", "2 ngày làm việc", "2 ngày làm việc, không tính ngày nhận: 02, 03/12."),
        (
            "2026-11-26T12:00",
            "3 ngày làm việc",
            "Nhận ngoài giờ, tính từ 13:30; 3 ngày làm việc, không tính ngày nhận: 27, 30/11, 01/12. "
            "Bỏ qua Thứ Bảy 28/11, Chủ nhật 29/11.",
        ),
        (
            "2026-11-22T09:42",
            "1 ngày làm việc",
            "Nhận ngoài giờ, tính từ 07:30 Thứ Hai 23/11; 1 ngày làm việc, không tính ngày nhận: 25/11. "
            "Bỏ qua Chủ nhật 22/11, Thứ Ba 24/11 nghỉ Ngày Văn hóa Việt Nam.",
        ),
        (
            "2026-02-11T09:00",
            "10 ngày làm việc",
            "10 ngày làm việc, không tính ngày nhận: từ 12/02 đến 04/03. "
            "Bỏ qua 16 đến 20/02 nghỉ Tết Nguyên đán và các ngày Thứ Bảy, Chủ nhật.",
        ),
        (
            "2026-08-20T09:00",
            "3 ngày làm việc",
            "3 ngày làm việc, không tính ngày nhận: 21, 22, 24/08. "
            "Bỏ qua Chủ nhật 23/08; tính cả Thứ Bảy 22/08 làm bù cho Thứ Hai 31/08.",
        ),
        (
            "2026-08-31T09:00",
            "1 ngày làm việc",
            "Nhận ngoài giờ, tính từ 07:30 Thứ Năm 03/09; 1 ngày làm việc, không tính ngày nhận: 04/09. "
            "Bỏ qua Thứ Hai 31/08 nghỉ hoán đổi với Thứ Bảy 22/08, 01, 02/09 nghỉ Quốc khánh.",
        ),
        (
            "2026-04-22T09:00",
            "7 ngày làm việc",
            "7 ngày làm việc, không tính ngày nhận: từ 23/04 đến 06/05. Bỏ qua 26/04 nghỉ Giỗ Tổ Hùng Vương, "
            "27/04 nghỉ bù Giỗ Tổ Hùng Vương, 30/04 nghỉ Ngày Chiến thắng, 01/05 nghỉ Ngày Quốc tế Lao động "
            "và các ngày Thứ Bảy, Chủ nhật.",
        ),
        (
            "2027-02-01T09:00",
            "5 ngày làm việc",
            "5 ngày làm việc, không tính ngày nhận: 02, 03, 11, 12, 15/02. "
            "Bỏ qua 04 đến 10/02 nghỉ Tết Nguyên đán (dự kiến), Thứ Bảy 13/02, Chủ nhật 14/02; "
            "lịch nghỉ những ngày này chưa công bố, ngày hẹn là dự kiến.",
        ),
        (
            "2026-01-09T09:00",
            "1 ngày làm việc",
            "1 ngày làm việc, không tính ngày nhận: 10/01. Tính cả Thứ Bảy 10/01 làm bù cho Thứ Sáu 02/01 (dự kiến); "
            "lịch nghỉ những ngày này chưa công bố, ngày hẹn là dự kiến.",
        ),
        (
            "2027-12-30T09:00",
            "2 ngày làm việc",
            "2 ngày làm việc, không tính ngày nhận: 31/12, 03/01/2028. Bỏ qua Thứ Bảy 01/01/2028, "
            "Chủ nhật 02/01/2028; lịch nghỉ mới có từ năm 2025 đến năm 2027, ngày hẹn là dự kiến.",
        ),
        ("2026-11-23T09:42", "30 ngày", "30 ngày tính cả ngày nghỉ, không tính ngày nhận: đến Thứ Tư 23/12."),
        (
            "2026-11-23T12:00",
            "33 ngày",
            "Nhận ngoài giờ, tính từ 13:30; 33 ngày tính cả ngày nghỉ, không tính ngày nhận: đến Thứ Bảy 26/12, "
            "hẹn trả 13:30 Thứ Hai 28/12. Bỏ qua Thứ Bảy 26/12, Chủ nhật 27/12.",
        ),
        ("2026-12-15T16:00", "2 tháng", "2 tháng kể từ ngày nhận: đến Thứ Hai 15/02/2027."),
        ("2026-12-01T08:00", "4 giờ", "4 giờ làm việc từ 08:00 đến 14:00 Thứ Ba 01/12."),
        (
            "2026-11-23T12:00",
            "4 giờ làm việc",
            "Nhận ngoài giờ, 4 giờ làm việc từ 13:30 Thứ Hai 23/11 đến 08:00 Thứ Tư 25/11. "
            "Bỏ qua Thứ Ba 24/11 nghỉ Ngày Văn hóa Việt Nam.",
        ),
        ("2026-12-01T12:00", "trong ngày", "Trong ngày, nhận trước 15:00: trả chậm nhất 17:00 Thứ Ba 01/12."),
        (
            "2026-11-23T15:00",
            "trong ngày",
            "Trong ngày, nhận từ 15:00 trở đi: trả chậm nhất 17:00 Thứ Tư 25/11. "
            "Bỏ qua Thứ Ba 24/11 nghỉ Ngày Văn hóa Việt Nam.",
        ),
        (
            "2026-11-29T15:00",
            "trong ngày",
            "Trong ngày, nhận ngoài giờ, tính từ 07:30 Thứ Hai 30/11: trả chậm nhất 17:00 Thứ Hai 30/11. "
            "Bỏ qua Chủ nhật 29/11.",
        ),
    ],
)
def test_the_sentence_tells_the_citizen_what_was_counted_and_skipped(received: str, term: str, sentence: str) -> None:
    assert answer(received, term).explanation == sentence


@pytest.mark.parametrize(
    ("received", "term", "pause", "sentence"),
    [
        (
            "2026-12-01T09:00",
            "3 ngày làm việc",
            ("2026-12-02T08:00", "2026-12-02T10:30"),
            "3 ngày làm việc, không tính ngày nhận: 02, 03, 04/12, cộng 2 giờ 30 phút làm việc tạm dừng, "
            "hẹn trả 11:30 Thứ Sáu 04/12.",
        ),
        (
            "2026-12-01T09:00",
            "10 ngày",
            ("2026-12-02T08:00", "2026-12-03T10:30"),
            "10 ngày tính cả ngày nghỉ, không tính ngày nhận, cộng 1 ngày 2 giờ 30 phút tạm dừng: "
            "đến 11:30 Thứ Bảy 12/12, hẹn trả 11:30 Thứ Hai 14/12. Bỏ qua Thứ Bảy 12/12, Chủ nhật 13/12.",
        ),
        (
            "2026-12-01T09:00",
            "1 giờ",
            ("2026-12-01T09:10:00", "2026-12-01T09:10:30"),
            "1 giờ làm việc từ 09:00 đến 10:00 Thứ Ba 01/12, cộng dưới 1 phút làm việc tạm dừng, "
            "hẹn trả 10:00 Thứ Ba 01/12.",
        ),
        (
            "2026-12-01T09:00",
            "1 giờ",
            ("2026-12-01T12:00", "2026-12-01T13:00"),
            "1 giờ làm việc từ 09:00 đến 10:00 Thứ Ba 01/12.",
        ),
    ],
)
def test_the_sentence_tells_the_pause(received: str, term: str, pause: tuple[str, str], sentence: str) -> None:
    assert answer(received, term, pause).explanation == sentence


def test_the_sentence_tells_a_promise_that_moved_to_the_next_opening() -> None:
    saturdays = WorkingTime(week("Saturday morning"), CALENDAR)
    assert answer("2026-12-04T14:00", "1 ngày làm việc", working=saturdays).explanation == (
        "1 ngày làm việc, không tính ngày nhận: 05/12, hẹn trả 07:30 Thứ Hai 07/12. Bỏ qua Chủ nhật 06/12."
    )


def test_a_centres_own_exceptions_are_told_as_it_wrote_them() -> None:
    own = calendar_from_rows(
        [
            {"date": "2026-12-02", "kind": "off", "basis": "Nghỉ họp toàn xã"},
            {"date": "2026-12-03", "kind": "off", "basis": ""},
            {"date": "2026-12-05", "kind": "working", "basis": "Kế hoạch 12 của xã"},
            {"date": "2027-01-30", "kind": "off", "basis": "nghỉ sửa nhà"},
            {"date": "2027-01-31", "kind": "off", "basis": "nghỉ sửa nhà"},
            {"date": "2027-02-01", "kind": "off", "basis": "nghỉ sửa nhà"},
        ]
    )
    working = WorkingTime(DEFAULT_SCHEDULE, own)
    first = answer("2026-12-01T09:00", "2 ngày làm việc", working=working)
    assert first.explanation == (
        "2 ngày làm việc, không tính ngày nhận: 04, 05/12. Bỏ qua Thứ Tư 02/12 nghỉ họp toàn xã, "
        "Thứ Năm 03/12 nghỉ; tính cả Thứ Bảy 05/12 làm bù Kế hoạch 12 của xã."
    )
    assert first.skipped[1] == Skipped(date(2026, 12, 3), "Thứ Năm")
    assert answer("2027-01-29T09:00", "1 ngày làm việc", working=working).explanation == (
        "1 ngày làm việc, không tính ngày nhận: 02/02. Bỏ qua 30/01 đến 01/02 nghỉ sửa nhà."
    )


def test_without_any_calendar_the_sentence_says_so() -> None:
    bare = answer("2026-12-01T09:00", "1 ngày làm việc", working=WorkingTime(DEFAULT_SCHEDULE, Calendar(())))
    assert bare.explanation == ("1 ngày làm việc, không tính ngày nhận: 02/12. Chưa có lịch nghỉ, ngày hẹn là dự kiến.")
    assert bare.unsure


def test_a_make_up_day_that_cannot_open_is_told_as_the_rest_day_it_stays() -> None:
    """The day it replaces is a Friday, on which this centre is closed."""
    mondays = WorkingTime(schedule_from_mapping({"mon": [MORNING]}), CALENDAR)
    made = answer("2026-01-05T09:00", "1 ngày làm việc", working=mondays)
    assert Skipped(date(2026, 1, 10), "Thứ Bảy") in made.skipped


def test_a_make_up_day_is_a_whole_day_in_a_centre_with_saturday_hours_and_is_told() -> None:
    saturdays = WorkingTime(week("Saturday morning"), CALENDAR)
    made = answer("2026-08-21T14:00", "1 ngày làm việc", working=saturdays)
    assert made.at == at("2026-08-22T14:00")
    assert made.explanation.endswith("22/08. Tính cả Thứ Bảy 22/08 làm bù cho Thứ Hai 31/08.")
    assert promised("2026-08-22T09:00", "trong ngày", working=saturdays) == "2026-08-22T17:00"
    assert promised("2026-08-21T16:00", "4 giờ làm việc", working=saturdays) == "2026-08-22T10:30"
    assert promised("2026-08-14T14:00", "1 ngày làm việc", working=saturdays) == "2026-08-17T07:30", "the 15th is plain"


def test_a_short_stop_is_told_where_it_leaves_the_day_as_it_was() -> None:
    made = answer("2026-12-01T09:00", "trong ngày", ("2026-12-01T10:00", "2026-12-01T10:30"))
    assert made.explanation == (
        "Trong ngày, nhận trước 15:00, hết tạm dừng trước 15:00: trả chậm nhất 17:00 Thứ Ba 01/12."
    )


def test_a_very_long_term_names_six_holidays_and_counts_the_rest() -> None:
    told = answer("2025-01-02T09:00", "300 ngày làm việc").explanation
    assert told.partition("; tính cả")[0].count(" nghỉ ") == 6 + 1
    assert "7 ngày nghỉ khác và các ngày Thứ Bảy, Chủ nhật; tính cả Thứ Bảy 26/04 làm bù" in told


# What is left -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_at", "now", "kind", "text"),
    [
        # The pictures of UI.md, on Monday 23/11/2026 at 09:42.
        ("2026-11-27T09:42", "2026-11-23T09:42", Stand.LATER, "còn 3 ngày"),
        ("2026-12-14T09:00", "2026-11-23T09:42", Stand.LATER, "còn 14 ngày"),
        ("2026-12-18T09:00", "2026-11-23T09:42", Stand.LATER, "còn 18 ngày"),
        ("2026-11-25T09:00", "2026-11-23T09:42", Stand.LATER, "còn 1 ngày"),
        ("2026-11-23T10:00", "2026-11-23T09:42", Stand.TODAY, "còn 18 phút"),
        ("2026-11-23T11:15", "2026-11-23T09:42", Stand.TODAY, "còn 1 giờ 33 phút"),
        ("2026-11-20T16:00", "2026-11-23T09:42", Stand.OVERDUE, "quá 1 ngày"),
        # Beyond the present session it is today; no hours across lunch.
        ("2026-11-23T14:05", "2026-11-23T09:42", Stand.TODAY, "hôm nay"),
        ("2026-11-23T10:00", "2026-11-23T07:00", Stand.TODAY, "hôm nay"),
        ("2026-11-23T11:30", "2026-11-23T11:30", Stand.TODAY, "còn dưới 1 phút"),
        ("2026-11-23T17:00", "2026-11-23T15:00", Stand.TODAY, "còn 2 giờ"),
        # Broken today, and broken over a weekend.
        ("2026-11-23T09:00", "2026-11-23T09:42", Stand.OVERDUE, "quá 42 phút"),
        ("2026-11-23T09:42:00", "2026-11-23T09:42:20", Stand.OVERDUE, "quá 1 phút"),
        ("2026-11-20T17:00", "2026-11-21T09:00", Stand.OVERDUE, "quá hạn"),
        ("2026-11-20T17:00", "2026-11-26T09:00", Stand.OVERDUE, "quá 3 ngày"),
        # A newer calendar closed the promised day.
        ("2026-11-24T09:00", "2026-11-23T09:42", Stand.LATER, "còn 1 ngày"),
    ],
)
def test_what_is_left_is_told_in_working_days_and_in_hours_only_today(
    due_at: str, now: str, kind: Stand, text: str
) -> None:
    assert remaining(at(due_at), at(now), WORKING) == Remaining(kind, text)


# Laws -------------------------------------------------------------------------------------------------------------

CENTRES = [WorkingTime(week(name), CALENDAR) for name in WEEKS]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=VN)
)
AMOUNTS = st.integers(1, 60)


@st.composite
def pauses_after(draw: st.DrawFn, received: datetime) -> list[tuple[datetime, datetime]]:
    minutes = st.integers(-3_000, 30_000)
    pairs = draw(st.lists(st.tuples(minutes, st.integers(0, 12_000)), max_size=4))
    return [(received + timedelta(minutes=a), received + timedelta(minutes=a + b)) for a, b in pairs]


def term_of(amount: int, unit: Unit) -> Term:
    return Term(1 if unit is Unit.SAME_DAY else amount, unit)


@given(st.data(), MOMENTS, AMOUNTS, st.sampled_from(Unit), st.sampled_from(CENTRES))
def test_a_promise_is_after_the_receipt_on_a_working_day_within_a_session(
    data: st.DataObject, received: datetime, amount: int, unit: Unit, working: WorkingTime
) -> None:
    made = due(received, term_of(amount, unit), working, data.draw(pauses_after(received)))
    assert made.at > received
    assert any(opens <= made.at <= closes for opens, closes in working.sessions(made.at.date()))
    assert all(not working.is_working_day(day.date) for day in made.skipped)
    assert all(received.date() <= day.date < made.at.date() for day in made.skipped)


@given(MOMENTS, AMOUNTS, st.sampled_from(Unit), st.sampled_from(CENTRES))
def test_the_explanation_is_one_clean_line(received: datetime, amount: int, unit: Unit, working: WorkingTime) -> None:
    told = due(received, term_of(amount, unit), working).explanation
    assert told.endswith(".")
    assert "  " not in told
    assert told.isprintable()
    assert unicodedata.is_normalized("NFC", told)


@given(MOMENTS, st.lists(AMOUNTS, min_size=2, max_size=2).map(sorted), st.sampled_from(Unit), st.sampled_from(CENTRES))
def test_a_longer_term_is_never_due_earlier(
    received: datetime, amounts: list[int], unit: Unit, working: WorkingTime
) -> None:
    if unit is Unit.WORKING_HOUR and (amounts[0] % 8 == 0) != (amounts[1] % 8 == 0):
        return  # where a centre sits less than eight hours a day, 8 hours as one day may be due before 7 hours
    shorter, longer = (due(received, term_of(amount, unit), working).at for amount in amounts)
    assert shorter <= longer


@given(st.data(), MOMENTS, AMOUNTS, st.sampled_from(Unit), st.sampled_from(CENTRES))
def test_a_pause_only_moves_a_promise_later(
    data: st.DataObject, received: datetime, amount: int, unit: Unit, working: WorkingTime
) -> None:
    term = term_of(amount, unit)
    plain, paused = due(received, term, working), due(received, term, working, data.draw(pauses_after(received)))
    # Days and months that end on a day off may come to an earlier hour: see the module's docstring.
    landed_on_day_off = unit in (Unit.DAY, Unit.MONTH) and bool(plain.skipped or paused.skipped)
    assert paused.at >= plain.at or landed_on_day_off


@given(st.data(), MOMENTS, AMOUNTS, st.sampled_from(Unit))
def test_the_order_of_pauses_and_their_cuts_do_not_matter(
    data: st.DataObject, received: datetime, amount: int, unit: Unit
) -> None:
    term, pauses = term_of(amount, unit), data.draw(pauses_after(received))
    halves = [half for a, b in reversed(pauses) for half in ((a + (b - a) / 2, b), (a, a + (b - a) / 2))]
    assert due(received, term, WORKING, pauses) == due(received, term, WORKING, halves)


# A second reckoning, minute by minute -----------------------------------------------------------------------------

ORIGIN = datetime(2024, 12, 1)
DAY = 24 * 60


def moment(minute: int) -> datetime:
    return (ORIGIN + timedelta(minutes=minute)).replace(tzinfo=VN)


class Minutes:
    """Every minute of five years, open or closed, with nothing of the engine's own arithmetic."""

    def __init__(self, sessions: dict[str, list[list[str]]]) -> None:
        exceptions = {row["date"]: row["kind"] for row in ROWS}
        self.open = bytearray(5 * 366 * DAY)
        for number in range(5 * 366):
            day = ORIGIN + timedelta(days=number)
            kind = exceptions.get(day.date().isoformat())
            own = sessions.get(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()], [])
            if kind == "off":
                own = []
            elif kind == "working" and (own == [] or day.weekday() > 4):
                # The only exchange of the calendar that is not for a Friday is told in its basis.
                replaced = "mon" if day.date() == date(2026, 8, 22) else "fri"
                own = sessions.get(replaced) or sessions.get("fri") or own
            for opens, closes in own:
                for minute in range(self.clock(opens), self.clock(closes)):
                    self.open[number * DAY + minute] = 1
        self.work = [minute for minute, is_open in enumerate(self.open) if is_open]

    @staticmethod
    def clock(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    def next(self, minute: int) -> int:
        return self.work[bisect_left(self.work, minute)]

    def works_on(self, day: int) -> bool:
        return any(self.open[day * DAY : (day + 1) * DAY])

    def next_day(self, day: int) -> int:
        return self.next((day + 1) * DAY) // DAY

    def end_of(self, day: int) -> int:
        return self.work[bisect_left(self.work, (day + 1) * DAY) - 1] + 1

    def add(self, minute: int, length: int) -> int:
        return self.work[bisect_left(self.work, minute) + length - 1] + 1 if length else minute

    def settle(self, minute: int) -> int:
        day = minute // DAY
        if not self.works_on(day):
            minute = self.next_day(day) * DAY + minute % DAY
        at_an_end = minute % DAY and self.open[minute - 1]
        return minute if self.open[minute] or at_an_end else self.next(minute)

    def due(self, received: int, term: Term, pauses: Sequence[tuple[int, int]]) -> int:
        stopped = {minute for begin, end in pauses for minute in range(max(begin, received), end)}
        worked = sum(self.open[minute] for minute in stopped)
        start = self.next(received)
        if term.unit is Unit.DAY:
            return self.settle(start + term.amount * DAY + len(stopped))
        if term.unit is Unit.MONTH:
            return self.settle(self.months_later(start, term.amount) + len(stopped))
        whole_days = term.unit is Unit.WORKING_HOUR and term.amount % 8 == 0
        if term.unit in (Unit.WORKING_HOUR, Unit.MINUTE) and not whole_days:
            return self.add(start, term.amount * (60 if term.unit is Unit.WORKING_HOUR else 1) + worked)
        if term.unit is not Unit.SAME_DAY:
            day = start // DAY
            for _ in range(term.amount // 8 if whole_days else term.amount):
                day = self.next_day(day)
            return self.add(self.settle(day * DAY + start % DAY), worked)
        day = received // DAY
        counts_as = received if self.works_on(day) and received < self.end_of(day) else start
        late = counts_as % DAY >= 15 * 60
        day = self.next_day(counts_as // DAY) if late else counts_as // DAY
        back = max(stopped, default=0) + 1
        return self.add(self.end_of(day), 0 if back < day * DAY + 15 * 60 else worked)

    @staticmethod
    def months_later(minute: int, amount: int) -> int:
        start = ORIGIN + timedelta(minutes=minute)
        # Forward day by day: the first day of the wanted month is met, then as far as the month allows.
        target = start
        for _ in range(amount):
            target = (target.replace(day=1) + timedelta(days=32)).replace(day=1)
        for _ in range(start.day - 1):
            following = target + timedelta(days=1)
            if following.month != target.month:
                break
            target = following
        return int((target - ORIGIN) / timedelta(minutes=1))


@pytest.mark.parametrize("name", WEEKS)
def test_a_second_reckoning_minute_by_minute_agrees(name: str) -> None:
    oracle, working = Minutes(WEEKS[name]), WorkingTime(week(name), CALENDAR)
    chance = random.Random(name)
    edges = [minute for before, minute in pairwise(oracle.work[:60_000]) if minute != before + 1]
    for _ in range(1_500):
        received = chance.choice([chance.randrange(31 * DAY, 1_100 * DAY), chance.choice(edges) - chance.randrange(2)])
        if chance.random() < 0.2:
            received = oracle.end_of(received // DAY) if oracle.works_on(received // DAY) else received
        unit = chance.choice(list(Unit))
        term = term_of(chance.randrange(1, 8 if unit is Unit.MONTH else 40), unit)
        pauses = []
        for _ in range(chance.choice([0, 0, 1, 2, 3])):
            begin = received + chance.randrange(-DAY, 12 * DAY)
            pauses.append((begin, begin + chance.randrange(0, 4 * DAY)))
        spans = [tuple(moment(minute) for minute in pause) for pause in pauses]
        made = due(moment(received), term, working, [(begin, end) for begin, end in spans])
        expected = moment(oracle.due(received, term, pauses))
        assert made.at == expected, (name, moment(received), str(term), spans)
