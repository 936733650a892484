"""When a dossier must leave the counter, and from when the time of one that another commune decides counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.rules.calendar import WorkingTime, calendar_from_rows, schedule_from_mapping
from app.rules.clock import parse_moment
from app.rules.deadline import due
from app.rules.passing import is_boundary_free, leaves_by, promised
from app.rules.record import Arrival, Destination
from app.rules.terms import parse_term

WEEK = {key: [["07:30", "11:30"], ["13:30", "17:00"]] for key in ("mon", "tue", "wed", "thu", "fri")}
HOLIDAY = [{"date": "2026-11-24", "kind": "off", "basis": "Ngày Văn hóa Việt Nam"}]
WORKING = WorkingTime(schedule_from_mapping(WEEK), calendar_from_rows(HOLIDAY))
KRONG = Destination("Ủy ban nhân dân xã Krông Pắc", "24490")
DEPARTMENT = Destination("Sở Nội vụ", None)


def at(text: str) -> datetime:
    return parse_moment(text)


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("2026-11-30T08:00", "2026-11-30T17:00"),
        ("2026-11-30T06:00", "2026-11-30T17:00"),
        ("2026-11-30T12:15", "2026-11-30T17:00"),
        ("2026-11-30T14:59:59", "2026-11-30T17:00"),
        ("2026-11-30T15:00", "2026-12-01T07:30"),
        ("2026-11-30T16:59", "2026-12-01T07:30"),
        ("2026-11-30T18:00", "2026-12-01T17:00"),
        ("2026-11-28T09:00", "2026-11-30T17:00"),  # Saturday: as on Monday
        ("2026-11-27T15:30", "2026-11-30T07:30"),  # Friday
        ("2026-11-23T15:30", "2026-11-25T07:30"),  # the eve of a holiday
        ("2026-11-24T10:00", "2026-11-25T17:00"),  # on it
    ],
)
def test_what_is_received_leaves_the_same_working_day_or_after_15_00_at_the_next_opening(
    received: str, by: str
) -> None:
    assert leaves_by(at(received), WORKING) == at(by)


def test_a_centre_that_opens_in_the_evening_only_passes_on_the_next_evening() -> None:
    evenings = WorkingTime(schedule_from_mapping({key: [["17:30", "20:00"]] for key in WEEK}), calendar_from_rows([]))
    assert leaves_by(at("2026-11-30T18:00"), evenings) == at("2026-12-01T17:30")


@pytest.mark.parametrize(
    ("received", "destination", "free"),
    [
        ("2026-08-05T07:30", KRONG, True),
        ("2026-08-04T16:59", KRONG, False),
        ("2026-11-30T08:00", DEPARTMENT, False),
        ("2026-11-30T08:00", None, False),
    ],
)
def test_regardless_of_boundary_is_what_another_commune_decides_since_the_law_says_so(
    received: str, destination: Destination | None, free: bool
) -> None:
    assert is_boundary_free(at(received), destination) is free
    found = promised(at(received), parse_term("3 ngày làm việc"), WORKING, destination=destination)
    assert (found == due(at(received), parse_term("3 ngày làm việc"), WORKING)) is not free


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        ("2026-11-30T08:00", "3 ngày làm việc", "2026-12-04T07:30"),  # passed on by 17:00: from the next opening
        ("2026-11-30T15:00", "3 ngày làm việc", "2026-12-04T07:30"),
        ("2026-11-30T18:00", "3 ngày làm việc", "2026-12-07T07:30"),
        ("2026-11-30T08:00", "trong ngày", "2026-12-01T17:00"),
        ("2026-11-30T08:00", "4 giờ làm việc", "2026-12-01T11:30"),
    ],
)
def test_the_promise_counts_from_the_latest_lawful_passing_on(received: str, term: str, expected: str) -> None:
    assert promised(at(received), parse_term(term), WORKING, destination=KRONG).at == at(expected)


def test_what_the_body_says_counts_instead_and_is_told() -> None:
    had = Arrival("Ủy ban nhân dân xã Krông Pắc", at("2026-11-30T09:00"))
    term = parse_term("3 ngày làm việc")
    pause = (at("2026-12-01T08:00"), at("2026-12-01T10:00"))
    found = promised(at("2026-11-30T08:00"), term, WORKING, [pause], destination=KRONG, arrived=had)
    assert found.at == due(had.at, term, WORKING, [pause]).at == at("2026-12-03T11:00")
    assert found.explanation.startswith("Ủy ban nhân dân xã Krông Pắc nhận lúc 09:00 30/11/2026, tính từ đó. 3 ng")
    waiting = promised(at("2026-11-30T08:00"), term, WORKING, destination=KRONG)
    assert waiting.explanation.startswith(
        "Ủy ban nhân dân xã Krông Pắc nhận chậm nhất lúc 17:00 30/11/2026, tính từ 07:30 01/12/2026. 3 ngày"
    )


def test_a_dossier_this_commune_decides_does_not_wait_for_anybody() -> None:
    had = Arrival("Tư pháp", at("2026-11-30T16:00"))
    found = promised(at("2026-11-30T08:00"), parse_term("1 ngày làm việc"), WORKING, destination=None, arrived=had)
    assert found.at == at("2026-12-01T08:00")
