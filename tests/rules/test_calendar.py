"""Working time: what a centre's week and the seeded calendar say, and what they refuse."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import holidays
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
    Session,
    WorkingTime,
    calendar_difference,
    calendar_from_rows,
    days,
    schedule_from_mapping,
)
from app.rules.clock import VN

SEED = Path(__file__).parents[2] / "resources" / "calendars" / "vn-2025-2027.json"
ROWS: list[dict[str, Any]] = json.loads(SEED.read_text("utf-8"))["entries"]
CALENDAR = calendar_from_rows(ROWS)
WORKING = WorkingTime(DEFAULT_SCHEDULE, CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def hours(day: str, working: WorkingTime = WORKING) -> str:
    sessions = working.sessions(date.fromisoformat(day))
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in sessions)


def week(**sessions: list[list[str]]) -> Schedule:
    return schedule_from_mapping(sessions)


FULL = "07:30-11:30 13:30-17:00"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", FULL),
        ("2026-11-24", ""),  # Ngày Văn hóa Việt Nam
        ("2025-11-24", FULL),  # not a holiday before 2026
        ("2026-11-28", ""),  # Saturday
        ("2026-11-29", ""),  # Sunday
        ("2026-08-22", FULL),  # make-up Saturday works Friday's hours
        ("2026-08-31", ""),  # the Monday it was exchanged for
        ("2025-04-26", FULL),
        ("2025-05-02", ""),
        ("2026-02-13", FULL),
        ("2026-02-16", ""),  # Tết
        ("2026-02-20", ""),
        ("2026-02-23", FULL),
        ("2026-04-27", ""),  # compensates Giỗ Tổ on a Sunday
        ("2027-05-03", ""),
    ],
)
def test_the_seeded_calendar_opens_and_closes_the_right_days(day: str, expected: str) -> None:
    assert hours(day) == expected


def test_the_seed_agrees_with_the_holidays_library_on_every_weekday() -> None:
    library = {day for day in holidays.country_holidays("VN", years=(2025, 2026, 2027)) if day.weekday() < 5}
    ours = {entry.date for entry in CALENDAR.entries if entry.kind is Kind.OFF and entry.date.weekday() < 5}
    # The library does not know that Friday 2 January 2026 was exchanged for Saturday the 10th (DOMAIN §5.1).
    assert ours - library == {date(2026, 1, 2)}
    assert library - ours == set()


def test_the_seed_counts_eleven_statutory_days_and_a_twelfth_from_2026() -> None:
    lost = {year: 0 for year in (2025, 2026, 2027)}
    for entry in CALENDAR.entries:
        if entry.date.weekday() < 5 and entry.kind is Kind.OFF:
            lost[entry.date.year] += 1
        elif entry.kind is Kind.WORKING:
            lost[entry.date.year] -= 1
    assert lost == {2025: 11, 2026: 12, 2027: 12}


def test_the_seed_marks_what_no_notice_has_announced() -> None:
    unofficial = {entry.date for entry in CALENDAR.entries if not entry.official}
    tet_2027 = set(days(date(2027, 2, 4), date(2027, 2, 10)))
    assert unofficial == {date(2026, 1, 2), date(2026, 1, 10), date(2027, 9, 3)} | tet_2027


def test_the_seed_is_in_order_and_every_entry_has_a_basis() -> None:
    assert [row["date"] for row in ROWS] == sorted(row["date"] for row in ROWS)
    assert all(row["basis"] and unicodedata.is_normalized("NFC", row["basis"]) for row in ROWS)
    assert all(set(row) == {"date", "kind", "basis", "official"} for row in ROWS)
    assert CALENDAR.years == (2025, 2027)


def test_a_holiday_on_a_weekly_rest_day_is_listed_so_that_it_can_be_named() -> None:
    assert CALENDAR.entry(date(2026, 4, 26)) == Entry(date(2026, 4, 26), Kind.OFF, "Giỗ Tổ Hùng Vương")
    assert CALENDAR.kind_of(date(2026, 8, 22)) is Kind.WORKING
    assert CALENDAR.kind_of(date(2026, 11, 23)) is None


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("Làm bù", "08:00-12:00"),  # Friday's
        ("Làm bù cho Thứ Hai 31/08", "07:00-10:00"),
        ("Làm bù thứ 2", "07:00-10:00"),
        ("Làm bù cho ngày 31/8", "07:00-10:00"),  # a Monday in 2026
        ("Hoán đổi Thứ Bảy 22/8 với ngày 31/8/2026", "07:00-10:00"),
        ("Làm bù cho Thứ Ba", "08:00-12:00"),  # the centre rests on Tuesdays
        ("Thông báo 31/2026 của tỉnh, 45/13", "08:00-12:00"),  # numbers that are no day
        ("Nghỉ bù lần thứ hai", "08:00-12:00"),
    ],
)
def test_a_make_up_day_has_the_hours_of_the_day_it_replaces_else_of_friday(basis: str, expected: str) -> None:
    hours_of = week(mon=[["07:00", "10:00"]], fri=[["08:00", "12:00"]], sat=[["08:00", "11:00"]])
    working = WorkingTime(hours_of, Calendar((Entry(date(2026, 8, 22), Kind.WORKING, basis),)))
    assert hours("2026-08-22", working) == expected
    assert hours("2026-08-29", working) == "08:00-11:00", "any other Saturday"
    assert working.is_make_up(date(2026, 8, 22))
    assert not working.is_make_up(date(2026, 8, 29))


def test_a_working_day_keeps_its_hours_and_a_weekend_its_own_where_no_other_day_has_any() -> None:
    marked = Calendar(tuple(Entry(date(2026, 8, day), Kind.WORKING, "Làm bù") for day in (17, 18, 22)))
    working = WorkingTime(week(mon=[["07:00", "10:00"]], sat=[["08:00", "11:00"]]), marked)
    assert (hours("2026-08-17", working), hours("2026-08-18", working)) == ("07:00-10:00", "")
    assert hours("2026-08-22", working) == "08:00-11:00"
    assert not working.is_make_up(date(2026, 8, 17))
    assert WORKING.is_make_up(date(2026, 8, 22))
    assert not WORKING.is_make_up(date(2026, 8, 29))
    assert not WORKING.is_make_up(date(2026, 8, 21))


def test_a_make_up_day_stays_closed_where_friday_is_a_rest_day() -> None:
    working = WorkingTime(week(mon=[["07:30", "11:30"]]), CALENDAR)
    assert not working.is_working_day(date(2026, 1, 10))
    assert not working.is_make_up(date(2026, 1, 10))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T07:00", "2026-11-23T07:30"),
        ("2026-11-23T07:30", "2026-11-23T07:30"),
        ("2026-11-23T11:29:59", "2026-11-23T11:29:59"),
        ("2026-11-23T11:30", "2026-11-23T13:30"),  # a session's end counts as past it
        ("2026-11-23T12:15", "2026-11-23T13:30"),
        ("2026-11-23T17:00", "2026-11-25T07:30"),  # over 24 November
        ("2026-11-24T09:00", "2026-11-25T07:30"),
        ("2026-11-27T18:00", "2026-11-30T07:30"),
        ("2026-08-21T17:00", "2026-08-22T07:30"),  # into the make-up Saturday
        ("2026-02-13T17:00", "2026-02-23T07:30"),  # over Tết
    ],
)
def test_a_moment_moves_to_the_next_working_moment(moment: str, expected: str) -> None:
    assert WORKING.next_working_moment(at(moment)) == at(expected)


def test_moments_of_another_zone_are_read_on_the_local_clock() -> None:
    utc = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
    assert WORKING.next_working_moment(utc).isoformat() == "2026-11-23T08:00:00+07:00"
    assert WORKING.working_between(utc, utc + timedelta(hours=1)) == timedelta(hours=1)
    with pytest.raises(ValueError, match="time zone"):
        WORKING.next_working_moment(datetime(2026, 11, 23, 8, 0))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T08:00", "2026-11-23T09:00", 60),
        ("2026-11-23T11:00", "2026-11-23T14:00", 60),
        ("2026-11-23T00:00", "2026-11-24T00:00", 450),
        ("2026-11-23T17:00", "2026-11-25T07:30", 0),
        ("2026-11-23T16:00", "2026-11-25T08:30", 120),
        ("2026-08-21T00:00", "2026-08-24T00:00", 900),  # Friday and the make-up Saturday
        ("2026-11-23T09:00", "2026-11-23T08:00", 0),
    ],
)
def test_working_time_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert WORKING.working_between(at(start), at(end)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "minutes", "expected"),
    [
        ("2026-11-23T08:00", 60, "2026-11-23T09:00"),
        ("2026-11-23T08:00", 210, "2026-11-23T11:30"),  # lands on the session's very end
        ("2026-11-23T08:00", 211, "2026-11-23T13:31"),
        ("2026-11-23T17:00", 0, "2026-11-23T17:00"),
        ("2026-11-23T17:00", 1, "2026-11-25T07:31"),
        ("2026-11-22T10:00", 30, "2026-11-23T08:00"),
    ],
)
def test_working_time_is_consumed_session_by_session(moment: str, minutes: int, expected: str) -> None:
    assert WORKING.add_working(at(moment), timedelta(minutes=minutes)) == at(expected)


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(lambda moment: moment.replace(tzinfo=VN))


@given(MOMENTS, st.integers(0, 20_000))
def test_adding_working_time_and_measuring_it_agree(moment: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert WORKING.working_between(moment, WORKING.add_working(moment, length)) == length


@given(MOMENTS)
def test_the_next_working_moment_is_at_work_and_nothing_is_worked_before_it(moment: datetime) -> None:
    moved = WORKING.next_working_moment(moment)
    assert moved >= moment
    assert any(opens <= moved < closes for opens, closes in WORKING.sessions(moved.date()))
    assert WORKING.working_between(moment, moved) == timedelta()
    assert WORKING.next_working_moment(moved) == moved


def test_a_calendar_that_leaves_no_working_day_is_an_error_not_a_hang() -> None:
    closed = Calendar(tuple(Entry(day, Kind.OFF, "đóng cửa") for day in days(date(2026, 1, 1), date(2029, 12, 31))))
    working = WorkingTime(DEFAULT_SCHEDULE, closed)
    asks: list[Callable[[], object]] = [
        lambda: working.next_working_day(date(2026, 1, 1)),
        lambda: working.next_working_moment(at("2026-01-01T09:00")),
        lambda: working.add_working(at("2026-01-01T09:00"), timedelta(minutes=1)),
    ]
    for ask in asks:
        with pytest.raises(UserError) as caught:
            ask()
        assert caught.value.code == "NO_WORKING_DAY"
        assert caught.value.facts == {"after": date(2026, 1, 1), "years": 3}


def test_an_empty_calendar_leaves_the_week_alone() -> None:
    empty = calendar_from_rows([])
    assert empty.years is None
    assert hours("2026-11-24", WorkingTime(DEFAULT_SCHEDULE, empty)) == FULL


def test_rows_are_sorted_cleaned_and_given_their_defaults() -> None:
    decomposed = unicodedata.normalize("NFD", "  Nghỉ\n bù ")
    calendar = calendar_from_rows(
        [
            {"date": "2026-03-02", "kind": "working"},
            {"date": "2026-03-01", "kind": "off", "basis": decomposed, "official": False},
        ]
    )
    assert calendar.entries == (
        Entry(date(2026, 3, 1), Kind.OFF, "Nghỉ bù", official=False),
        Entry(date(2026, 3, 2), Kind.WORKING, "", official=True),
    )


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        (None, None),
        ("2026-01-01", None),
        ({"date": "2026-01-01"}, None),
        ([{"date": "2026-01-01", "kind": "off"}, "2026-01-02"], 2),
        ([{"kind": "off", "basis": "x"}], 1),
        ([{"date": "2026-01-01"}], 1),
        ([{"date": "2026-02-30", "kind": "off"}], 1),
        ([{"date": 20260101, "kind": "off"}], 1),
        ([{"date": "2026-01-01", "kind": "holiday"}], 1),
        ([{"date": "2026-01-01", "kind": "off", "basis": 7}], 1),
        ([{"date": "2026-01-01", "kind": "off", "official": "yes"}], 1),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_its_number(rows: object, row: int | None) -> None:
    with pytest.raises(UserError) as caught:
        calendar_from_rows(rows)
    assert (caught.value.code, caught.value.facts["row"]) == ("CALENDAR_FORMAT", row)


def test_a_day_listed_twice_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        calendar_from_rows([{"date": "2026-01-01", "kind": "off"}, {"date": "2026-01-01", "kind": "working"}])
    assert (caught.value.code, caught.value.facts["date"]) == ("CALENDAR_DUPLICATE", date(2026, 1, 1))


def test_a_schedule_is_read_as_the_command_line_writes_it() -> None:
    schedule = schedule_from_mapping(
        {"mon": [["07:30", "11:30"], ["13:30", "17:00"]], "sat": [["7:00", "11:00"]], "sun": [], "tue": None}
    )
    assert schedule.week[0] == DEFAULT_SCHEDULE.week[0]
    assert schedule.week[5] == (Session(time(7), time(11)),)
    assert schedule.week[1] == schedule.week[6] == ()


@pytest.mark.parametrize(
    ("sessions", "code", "day"),
    [
        ([], "SCHEDULE_FORMAT", None),
        ({"monday": [["07:30", "11:30"]]}, "SCHEDULE_FORMAT", "monday"),
        ({"mon": "07:30-11:30"}, "SCHEDULE_FORMAT", "mon"),
        ({"mon": 7}, "SCHEDULE_FORMAT", "mon"),
        ({"tue": [["07:30"]]}, "SCHEDULE_FORMAT", "tue"),
        ({"tue": [["07:30", "25:00"]]}, "SCHEDULE_FORMAT", "tue"),
        ({"tue": [[730, 1130]]}, "SCHEDULE_FORMAT", "tue"),
        ({"wed": [["11:30", "07:30"]]}, "SCHEDULE_ORDER", "wed"),
        ({"wed": [["07:30", "07:30"]]}, "SCHEDULE_ORDER", "wed"),
        ({"thu": [["07:30", "11:30"], ["11:00", "17:00"]]}, "SCHEDULE_ORDER", "thu"),
        ({"thu": [["13:30", "17:00"], ["07:30", "11:30"]]}, "SCHEDULE_ORDER", "thu"),
    ],
)
def test_a_schedule_that_cannot_be_worked_names_the_weekday(sessions: object, code: str, day: str | None) -> None:
    with pytest.raises(UserError) as caught:
        schedule_from_mapping(sessions)
    assert (caught.value.code, caught.value.facts["day"]) == (code, day)


@pytest.mark.parametrize("sessions", [{}, {"mon": []}])
def test_a_week_without_any_session_is_refused(sessions: object) -> None:
    with pytest.raises(UserError) as caught:
        schedule_from_mapping(sessions)
    assert caught.value.code == "SCHEDULE_EMPTY"


def test_a_week_has_seven_days() -> None:
    with pytest.raises(UserError) as caught:
        Schedule(DEFAULT_SCHEDULE.week[:6])
    assert caught.value.code == "SCHEDULE_FORMAT"


def test_sessions_may_touch() -> None:
    working = WorkingTime(week(mon=[["07:30", "11:30"], ["11:30", "17:00"]]), Calendar(()))
    assert working.next_working_moment(at("2026-11-23T11:30")) == at("2026-11-23T11:30")


def test_the_difference_of_two_calendars_is_told_day_by_day() -> None:
    kept = Entry(date(2027, 1, 1), Kind.OFF, "Tết Dương lịch")
    expected = Entry(date(2027, 2, 4), Kind.OFF, "Tết Nguyên đán", official=False)
    announced = Entry(date(2027, 2, 4), Kind.OFF, "Tết Nguyên đán")
    dropped = Entry(date(2027, 2, 10), Kind.OFF, "Tết Nguyên đán", official=False)
    added = Entry(date(2027, 2, 3), Kind.OFF, "Tết Nguyên đán")
    old, new = Calendar((kept, expected, dropped)), Calendar((announced, added, kept))
    assert calendar_difference(old, new) == [
        (date(2027, 2, 3), None, added),
        (date(2027, 2, 4), expected, announced),
        (date(2027, 2, 10), dropped, None),
    ]
    assert calendar_difference(old, old) == []
