"""The code of the lock: six digits that are kept as a hash, and five wrong tries that cost a minute."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.errors import UserError
from app.services import lock_code
from app.services.desk import Desk
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
    again = Desk(desk.store, clock)
    assert lock_code.try_code(again, WRONG).left == 1
    wrong_tries(again, 1)
    assert lock_code.try_code(Desk(desk.store, clock), CODE).wait_seconds == 60


def test_a_clock_set_back_does_not_lock_for_longer_than_a_minute(desk: Desk, clock: Clock) -> None:
    set_code(desk, CODE)
    wrong_tries(desk, 5)
    clock.ahead(days=-1)
    assert lock_code.try_code(desk, CODE).ok


def test_a_code_taken_away_leaves_none(desk: Desk) -> None:
    set_code(desk, CODE)
    lock_code.forget(desk)
    assert not lock_code.has_code(desk)
    assert lock_code.try_code(desk, WRONG).ok
