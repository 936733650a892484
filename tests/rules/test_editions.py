"""Editions: the newest set of forms that had begun on a day."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.editions import first_known, in_force

BEGINS = {"2018": date(2019, 1, 8), "2025": date(2025, 9, 15)}


@pytest.mark.parametrize(
    ("day", "edition"),
    [(date(2018, 5, 1), "2018"), (date(2025, 9, 14), "2018"), (date(2025, 9, 15), "2025"), (date(2030, 1, 1), "2025")],
)
def test_an_edition_holds_from_the_day_it_began(day: date, edition: str) -> None:
    assert in_force(BEGINS, day) == edition


@pytest.mark.parametrize(
    ("named", "edition"),
    [(("2025",), "2025"), ((None, "2025"), "2025"), (("2099", "2025"), "2025"), ((None, "../x"), "2018"), ((), "2018")],
)
def test_an_edition_that_is_none_of_ours_is_passed_over(named: tuple[str | None, ...], edition: str) -> None:
    assert first_known(*named) == edition
