"""The clock of a PC is asked about once, both moments named, before it puts a wrong day on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app import words
from app.errors import UserError
from app.models import setting
from app.rules.acts import Kind
from app.services import acts, handover
from app.services.desk import Desk
from app.services.present import AHEAD, BACK
from tests.services.counter import MORNING, Clock, code_of, receive

MINUTE = timedelta(minutes=1)


@pytest.fixture
def unsure(desk: Desk) -> Desk:
    """Return the desk with one dossier of this morning; nobody has answered for its clock."""
    code_of(desk)
    desk.clock_ok = False
    return desk


def events(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM event")).scalar_one())


def asked(write: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as problem:
        write()
    return problem.value


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (-BACK - MINUTE, "CLOCK_BACK"),
        (-BACK, None),
        (timedelta(), None),
        (AHEAD, None),
        (AHEAD + MINUTE, "CLOCK_AHEAD"),
        (-timedelta(days=365), "CLOCK_BACK"),
        (timedelta(days=3653), "CLOCK_AHEAD"),
    ],
)
def test_more_than_five_minutes_back_or_three_days_ahead_is_asked_about(
    unsure: Desk, clock: Clock, ahead: timedelta, code: str | None
) -> None:
    clock.at += ahead
    if code is None:
        receive(unsure)
        return
    before = events(unsure)
    problem = asked(lambda: receive(unsure))
    assert (problem.code, problem.facts) == (code, {"now": clock.at, "newest": MORNING})
    said = words.sentence(problem)
    assert f"{clock.at:%d/%m/%Y}" in said
    assert "08:15 23/11/2026" in said
    assert events(unsure) == before


@pytest.mark.parametrize(
    "write",
    [
        lambda desk, code: receive(desk),
        lambda desk, code: acts.act(desk, code, Kind.PROCESSING),
        lambda desk, code: acts.act(desk, code, Kind.CORRECTED, {"changes": {"note": "gọi trước"}}),
        lambda desk, code: handover.hand_over(desk, [code], "Tư pháp", "Phạm Văn Ổn"),
    ],
)
def test_whatever_is_written_meets_the_question(
    unsure: Desk, clock: Clock, write: Callable[[Desk, str], object]
) -> None:
    with unsure.store.read() as connection:
        code = str(connection.execute(text("SELECT code FROM dossier")).scalar_one())
    clock.ahead(days=30)
    assert asked(lambda: write(unsure, code)).code == "CLOCK_AHEAD"


@pytest.mark.parametrize("days", [-400, -1, 4, 30, 4000])
def test_who_answers_for_the_clock_is_asked_once(unsure: Desk, clock: Clock, days: int) -> None:
    clock.ahead(days=days)
    unsure.clock_ok = True
    receive(unsure)
    unsure.clock_ok = False
    clock.ahead(minutes=3)
    receive(unsure)
    clock.ahead(minutes=-10)
    assert asked(lambda: receive(unsure)).code == "CLOCK_BACK"


def test_a_clock_that_creeps_back_does_not_take_the_newest_moment_with_it(unsure: Desk, clock: Clock) -> None:
    for _ in range(5):
        clock.ahead(minutes=-1)
        receive(unsure)
    clock.ahead(minutes=-1)
    assert asked(lambda: receive(unsure)).facts["newest"] == MORNING


def test_a_store_of_an_older_version_begins_with_its_last_event(unsure: Desk, clock: Clock) -> None:
    with unsure.store.write() as connection:
        connection.execute(text("DELETE FROM setting WHERE name = 'newest_moment'"))
    clock.ahead(days=-2)
    assert asked(lambda: receive(unsure)).facts["newest"] == MORNING


def test_a_practice_centre_is_not_asked(unsure: Desk, clock: Clock) -> None:
    with unsure.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), kind="practice"))
    unsure.changed()
    clock.ahead(days=30)
    receive(unsure)


@given(steps=st.lists(st.integers(-10, 10_000), max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_walk_of_the_clock_is_asked_about_exactly_when_it_leaves_what_was_written(
    desk: Desk, clock: Clock, steps: list[int]
) -> None:
    clock.at, desk.clock_ok = MORNING, True
    receive(desk)
    desk.clock_ok, newest = False, MORNING
    for minutes in steps:
        clock.ahead(minutes=minutes)
        if newest - BACK <= clock.at <= newest + AHEAD:
            receive(desk)
            newest = max(newest, clock.at)
        else:
            assert asked(lambda: receive(desk)).facts == {"now": clock.at, "newest": newest}
            clock.at = newest
