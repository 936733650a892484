"""Which copies of a store are kept, and their names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.clock import VN
from app.rules.generations import DAILY, MONTHLY, WEEKLY, Generation, kept, named

MORNING = datetime(2026, 11, 30, 16, 42, 5, tzinfo=VN)


def made(*days_ago: float, store: str = "019ad0f3") -> list[Generation]:
    return [Generation(MORNING - timedelta(days=days), "H15.10", 1, store) for days in days_ago]


def test_a_name_says_desk_moment_and_store_and_is_read_again() -> None:
    (one,) = made(0)
    assert one.name == "H15.10-1-20261130-164205-019ad0f3.motcua"
    assert named(one.name) == one
    sealed = replace(one, paper="377597")
    assert sealed.name == "H15.10-1-20261130-164205-019ad0f3-377597.motcua"
    assert named(sealed.name) == sealed


@pytest.mark.parametrize(
    "name",
    ["", "x.motcua", "H15.10-1-20261130-164205-019ad0f3.motcua.new", "H15.10-1-20261330-164205-019ad0f3.motcua",
     "H15.10-1-20261130-164205-019AD0F3.motcua", "H15.10-1-20261130-164205-019ad0f3-377597.db"],
)  # fmt: skip
def test_another_file_is_none_of_ours(name: str) -> None:
    assert named(name) is None


def test_of_one_day_the_newest_is_kept() -> None:
    early, late = made(0.2, 0)
    assert kept([early, late]) == {late}


def test_a_year_of_days_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    left = kept(made(*range(365)))
    assert {one.at.date() for one in left} >= {(MORNING - timedelta(days=days)).date() for days in range(DAILY)}
    weeks = {one.at.isocalendar()[:2] for one in left}
    assert {(MORNING - timedelta(weeks=weeks)).isocalendar()[:2] for weeks in range(WEEKLY)} <= weeks
    assert len({(one.at.year, one.at.month) for one in left}) == MONTHLY
    assert len(left) <= DAILY + WEEKLY + MONTHLY


def test_days_without_a_copy_do_not_count() -> None:
    """Back after two months of closure the seven days before it are there still."""
    assert kept(made(0, *range(60, 70))) >= set(made(0, *range(60, 66)))


def test_fewer_days_are_kept_where_somebody_wishes_so() -> None:
    assert len(kept(made(0, 1, 2, 3), daily=2)) == 2


@given(st.lists(st.floats(0, 1000), unique_by=lambda days: round(days * 86400)), st.integers(1, 20))
def test_the_newest_is_always_kept_and_keeping_again_drops_nothing_more(days: list[float], daily: int) -> None:
    every = made(*days)
    left = kept(every, daily)
    assert left <= set(every)
    assert kept(left, daily) == left
    if every:
        assert max(every) in left
