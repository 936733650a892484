"""The relay takes no event of a day that cannot be: a clock that went wrong at a desk, or a client that lies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.province import enrolment
from app.province.home import Relay
from app.rules.clock import VN, iso
from tests.province.desk import Desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VN)


@pytest.fixture(autouse=True)
def stands_at_nine(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolment, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("ahead", "taken"),
    [
        (timedelta(days=-400), True),
        (timedelta(), True),
        (timedelta(days=1), True),
        (timedelta(days=1, seconds=1), False),
        (timedelta(days=400), False),
    ],
)
def test_an_event_from_more_than_a_day_ahead_is_refused(desk: Desk, ahead: timedelta, taken: bool) -> None:
    """The relay took every year from 1900 to 9999, and handed it on to all desks of the centre."""
    assert_judged(desk, iso(NOW + ahead), taken)


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        ("2025-07-01T00:00:00+07:00", True),
        ("2025-06-30T23:59:59+07:00", False),
        ("1970-01-01T07:00:00+07:00", False),
        ("1911-05-01T00:00:00+07:00", False),
    ],
)
def test_an_event_from_before_the_centres_began_is_refused(desk: Desk, at: str, taken: bool) -> None:
    """A PC whose battery is flat begins years back, and a store that is new has no moment to hold its clock against."""
    assert_judged(desk, at, taken)


def assert_judged(desk: Desk, at: str, taken: bool) -> None:
    [answer] = desk.push(desk.receive(at=at))
    if taken:
        assert answer["verdict"] == "accepted"
    else:
        assert (answer["verdict"], answer["reason"], answer["facts"]) == ("refused", "BODY_INVALID", {"field": "at"})


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59+07:00", "2026-11-23T08:00:00+07:00\0", "0001-01-01T00:00:00+14:00"]
)
def test_a_moment_at_the_end_of_the_calendar_or_none_is_refused_and_what_follows_is_not(desk: Desk, at: str) -> None:
    """A NUL at the end of `at` was a 500 for ever on PostgreSQL, and with it everything behind it in the chain."""
    answers = desk.push(desk.receive(at=at), desk.receive())
    assert [answer["verdict"] for answer in answers] == ["refused", "accepted"]


@pytest.mark.parametrize(("ahead", "taken"), [(timedelta(days=1), True), (timedelta(days=1, seconds=1), False)])
def test_a_body_has_nothing_from_more_than_a_day_ahead(desk: Desk, ahead: timedelta, taken: bool) -> None:
    first = desk.receive()
    arrival = {"body": "Sở Tư pháp", "at": iso(NOW + ahead)}
    *_, answer = desk.push(first, desk.say("forwarded", first.dossier), desk.say("arrived", first.dossier, arrival))  # type: ignore[arg-type]
    assert (answer["verdict"], answer["facts"]) == (("accepted", {}) if taken else ("refused", {"field": "at"}))
