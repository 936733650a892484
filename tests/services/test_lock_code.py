"""The code of the lock: six digits that are kept as a hash, and five wrong tries that cost a minute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.errors import UserError
from app.models import setting
from app.services import lock_code
from app.services.desk import Desk
from app.services.lock_code import WAIT
from tests.services.counter import Clock, set_code

CODE, WRONG = "402917", "402918"


def wrong_tries(desk: Desk, count: int) -> list[lock_code.Tried]:
    return [lock_code.try_code(desk, WRONG) for _ in range(count)]


def test_a_code_that_was_set_opens_and_another_does_not(desk: Desk) -> None:
    assert not lock_code.has_code(desk)
    set_code(desk, CODE)
    assert lock_code.has_code(desk)
    assert lock_code.try_code(desk, CODE).ok
    tried = lock_code.try_code(desk, WRONG)
    assert (tried.ok, tried.wait_seconds, tried.left) == (False, 0, 4)


def test_the_digits_themselves_are_nowhere_in_the_store(desk: Desk) -> None:
    set_code(desk, CODE)
    with desk.store.read() as connection:
        values = connection.execute(text("SELECT value FROM setting")).scalars().all()
    assert not [value for value in values if CODE in value]


def test_the_same_digits_set_twice_are_kept_as_two_hashes(desk: Desk) -> None:
    kept = set()
    for _ in range(2):
        set_code(desk, CODE)
        with desk.store.read() as connection:
            kept.add(connection.execute(text("SELECT value FROM setting WHERE name = 'lock_code'")).scalar())
    assert len(kept) == 2


@pytest.mark.parametrize(("code", "have"), [("12345", 5), ("4029170", 7), ("40291x", 6), ("٤٠٢٩١٧", 6)])
def test_anything_but_six_digits_is_refused_with_how_many_there_are(desk: Desk, code: str, have: int) -> None:
    with pytest.raises(UserError) as refused:
        set_code(desk, code)
    assert (refused.value.code, refused.value.facts) == ("LOCK_CODE_DIGITS", {"have": have, "need": 6})
    assert not lock_code.has_code(desk)


@pytest.mark.parametrize("code", ["000000", "777777", "123456", "012345", "654321", "121212", "123123", "112112"])
def test_what_a_passer_by_tries_first_is_refused(desk: Desk, code: str) -> None:
    with pytest.raises(UserError, match="LOCK_CODE_WEAK"):
        set_code(desk, code)


@pytest.mark.parametrize("code", ["402917", "135790", "110022", "246801"])
def test_ordinary_codes_are_taken(desk: Desk, code: str) -> None:
    set_code(desk, code)
    assert lock_code.try_code(desk, code).ok


def test_five_wrong_tries_cost_a_minute_in_which_the_right_code_does_not_open_either(desk: Desk, clock: Clock) -> None:
    set_code(desk, CODE)
    tries = wrong_tries(desk, 5)
    assert [tried.left for tried in tries] == [4, 3, 2, 1, 0]
    assert [tried.wait_seconds for tried in tries] == [0, 0, 0, 0, 60]
    clock.ahead(seconds=20)
    tried = lock_code.try_code(desk, CODE)
    assert (tried.ok, tried.wait_seconds, tried.left) == (False, 40, 0)
    clock.ahead(seconds=40)
    assert lock_code.try_code(desk, CODE).ok


def test_after_the_minute_there_are_five_tries_again(desk: Desk, clock: Clock) -> None:
    set_code(desk, CODE)
    wrong_tries(desk, 5)
    clock.ahead(minutes=1)
    assert [tried.wait_seconds for tried in wrong_tries(desk, 5)] == [0, 0, 0, 0, 60]


def test_the_right_code_forgets_the_wrong_tries(desk: Desk) -> None:
    set_code(desk, CODE)
    wrong_tries(desk, 4)
    assert lock_code.try_code(desk, CODE).ok
    assert lock_code.try_code(desk, WRONG).left == 4


def test_ending_the_program_ends_neither_the_wait_nor_the_count(desk: Desk, clock: Clock) -> None:
    set_code(desk, CODE)
    wrong_tries(desk, 3)
    again = Desk(desk.store, clock, uptime=clock.uptime)
    assert lock_code.try_code(again, WRONG).left == 1
    wrong_tries(again, 1)
    assert lock_code.try_code(Desk(desk.store, clock, uptime=clock.uptime), CODE).wait_seconds == 60


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
def test_turning_the_clock_moves_the_wait_in_neither_direction(desk: Desk, clock: Clock, days: int) -> None:
    set_code(desk, CODE)
    wrong_tries(desk, 5)
    clock.ahead(seconds=10)
    clock.turn(days=days)
    assert lock_code.try_code(desk, CODE).wait_seconds == 50
    assert lock_code.try_code(Desk(desk.store, clock, uptime=clock.uptime), CODE).wait_seconds == 50
    clock.ahead(seconds=50)
    assert lock_code.try_code(desk, CODE).ok


@pytest.mark.parametrize(
    ("before", "after", "wait"),
    [
        (4_000, 5, 55),  # started anew: it ran for 5 seconds since the try at least
        (4_000, 59.5, 1),
        (4_000, 60, 0),
        (4_000, 3_999, 0),
        (4_000, 4_030, 30),  # started anew and running for longer than then: it reads like 30 seconds
        (20, 5, 55),
        (20, 30, 50),
        (20, 80, 0),
        (0, 0, 60),
    ],
)
def test_starting_the_pc_anew_gives_no_try_and_costs_a_minute_at_most(
    desk: Desk, clock: Clock, before: float, after: float, wait: int
) -> None:
    set_code(desk, CODE)
    clock.up = before
    wrong_tries(desk, 5)
    clock.up = after
    tried = lock_code.try_code(Desk(desk.store, clock, uptime=clock.uptime), CODE)
    assert (tried.wait_seconds, tried.ok) == (wait, wait == 0)


@given(start=st.floats(0, 1e7), steps=st.lists(st.tuples(st.booleans(), st.floats(0, 3_600)), max_size=8))
def test_no_more_time_is_counted_than_went_by_and_nobody_waits_for_longer_than_a_minute(
    start: float, steps: list[tuple[bool, float]]
) -> None:
    up, passed = start, 0.0
    for anew, seconds in steps:
        up, passed = (seconds if anew else up + seconds), passed + seconds
        left = lock_code._seconds_left(start, up)
        assert left >= WAIT - passed - 1e-6
        assert left <= WAIT


def test_several_programs_that_try_share_the_five_tries(desk: Desk, home: Path) -> None:
    set_code(desk, CODE)
    script = (
        "import pathlib, sys\n"
        "from app.models.store import open_store\n"
        "from app.services import lock_code\n"
        "from app.services.desk import Desk\n"
        "from tests.services.counter import KEY\n"
        "desk = Desk(open_store(pathlib.Path(sys.argv[1]), KEY))\n"
        f"print(*[lock_code.try_code(desk, {WRONG!r}).left for _ in range(3)])\n"
    )
    command = [sys.executable, "-c", script, str(home)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(int(left) for one in running for left in one.communicate()[0].split())
    assert said == [0, 0, 1, 2, 3, 4]
    assert 0 < lock_code.try_code(Desk(desk.store), CODE).wait_seconds <= WAIT


def test_a_store_of_before_says_nothing_of_how_long_the_pc_ran_and_opens(desk: Desk) -> None:
    set_code(desk, CODE)
    with desk.store.write() as connection:
        kept = setting.get(connection, "lock_code")
        del kept["shut"]
        setting.put(connection, "lock_code", {**kept, "wrong": 3, "until": "2026-11-23T08:16:00+07:00"})
    assert lock_code.try_code(desk, WRONG).left == 1
    assert lock_code.try_code(desk, CODE).ok


def test_a_code_taken_away_leaves_none(desk: Desk) -> None:
    set_code(desk, CODE)
    lock_code.forget(desk)
    assert not lock_code.has_code(desk)
    assert lock_code.try_code(desk, WRONG).ok
