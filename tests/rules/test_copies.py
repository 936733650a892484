"""When copies are made, and that there is a sentence for every morning."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from app import words
from app.rules.clock import VN
from app.rules.copies import AWAY, SPACING, Copies, Place, Problem, Standing, Trial, Wish, due, told

NOW = datetime(2026, 12, 1, 11, 30, tzinfo=VN)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def place(newest: datetime | None, *, there: bool = True) -> Place:
    return Place(there, newest)


@pytest.mark.parametrize("wish", Wish)
def test_nothing_is_copied_where_nothing_is_or_to_where_nothing_can_be_reached(wish: Wish) -> None:
    assert not due(place(None), None, NOW, wish)
    assert not due(place(None, there=False), NOW, NOW, wish)


@pytest.mark.parametrize("wish", Wish)
def test_a_place_without_a_copy_or_with_one_of_the_future_gets_one(wish: Wish) -> None:
    assert due(place(None), NOW - HOUR, NOW, wish)
    assert due(place(NOW + DAY), NOW - HOUR, NOW, wish)


@pytest.mark.parametrize(
    ("wish", "newest", "worked", "made"),
    [
        (Wish.IDLE, NOW - SPACING, NOW - HOUR, True),
        (Wish.IDLE, NOW - HOUR, NOW - HOUR / 2, False),  # not again after every coffee
        (Wish.IDLE, NOW - DAY, NOW - 2 * DAY, False),  # nothing was written since
        (Wish.PUT_IN, NOW - HOUR, NOW - HOUR / 2, True),
        (Wish.PUT_IN, NOW - HOUR, NOW - DAY, False),
        (Wish.ASKED, NOW - HOUR / 60, NOW - DAY, True),
    ],
)
def test_a_copy_is_made_when_it_is_needed(wish: Wish, newest: datetime, worked: datetime, made: bool) -> None:
    assert due(place(newest), worked, NOW, wish) is made


COPY = NOW - 18 * HOUR
WELL = Trial(COPY, COPY + HOUR, 12, True)
SECOND = place(COPY - HOUR)


def copies(**changed: object) -> Copies:
    return Copies(**{"own": place(COPY), "second": SECOND, "worked": COPY, "trial": WELL} | changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "code", "well"),
    [
        ({}, "COPIES_TRIED_PROVINCE", Standing.WELL),
        ({"trial": Trial(COPY, COPY, 12)}, "COPIES_TRIED", Standing.WELL),
        ({"own": place(None), "second": None, "worked": None, "trial": None}, "COPIES_NONE_YET", Standing.WELL),
        ({"own": place(None), "second": None, "trial": None}, "COPIES_NONE", Standing.ASKS),
        ({"own": place(None), "second": None, "trial": None, "ever": True}, "COPIES_GONE", Standing.WRONG),
        ({"own": place(NOW + DAY), "ever": True}, "COPIES_GONE", Standing.WRONG),
        ({"worked": COPY + HOUR}, "COPIES_TRIED_PROVINCE", Standing.WELL),  # the same day's: the next copy has it
        ({"worked": NOW}, "COPIES_TRIED_PROVINCE", Standing.WELL),
        ({"own": place(COPY - DAY), "second": None, "trial": Trial(COPY - DAY, COPY)}, "COPIES_LATE", Standing.WRONG),
        ({"trial": None}, "COPIES_UNTRIED", Standing.ASKS),
        ({"trial": Trial(COPY - DAY, COPY)}, "COPIES_UNTRIED", Standing.ASKS),
        ({"trial": Trial(COPY, COPY, problem=Problem("TRIAL_OLDER"))}, "TRIAL_OLDER", Standing.WRONG),
        ({"trial": Trial(COPY - DAY, COPY, problem=Problem("TRIAL_OLDER"))}, "COPIES_UNTRIED", Standing.ASKS),
        ({"problem": Problem("BACKUP_SPACE", {"place": "E:", "needed": 3, "free": 1})}, "BACKUP_SPACE", Standing.WRONG),
        ({"second": None}, "COPIES_ALONE", Standing.ASKS),
        ({"second": place(None, there=False)}, "COPIES_SECOND_NONE", Standing.ASKS),
        ({"second": place(NOW - AWAY - HOUR, there=False)}, "COPIES_SECOND_OLD", Standing.ASKS),
        ({"second": place(NOW - AWAY, there=False)}, "COPIES_TRIED_PROVINCE", Standing.WELL),
    ],
)
def test_a_morning_has_the_sentence_of_what_is_gravest(changed: dict[str, object], code: str, well: Standing) -> None:
    (said, facts), good = told(copies(**changed), NOW)
    assert (said, good) == (code, well)
    sentence = words.say(said, facts)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert sentence != code + "."


@pytest.mark.parametrize("code", ["TRIAL_CHECKS", "TRIAL_DAYS", "TRIAL_OLDER", "TRIAL_PROVINCE", "TRIAL_SPACE"])
def test_a_trial_that_failed_has_its_sentence(code: str) -> None:
    facts: dict[str, str | int | None]
    facts = {"why": "events: không khớp", "days": "2026-11-30", "needed": 3 << 20, "free": 1 << 20}
    (said, told_facts), good = told(copies(trial=Trial(COPY, COPY, problem=Problem(code, facts))), NOW)
    assert (said, good) == (code, Standing.WRONG)
    assert "17:30 30/11/2026" in words.say(said, told_facts)


def test_every_morning_of_a_year_has_a_sentence() -> None:
    """A desk of a year: copies made and not, tried and not, sticks that come and go, clocks that are wrong."""
    draw, seen = random.Random(1), set()
    own = second = trial = problem = worked = None
    for nth in range(365):
        morning = NOW.replace(hour=7) + nth * DAY
        (code, facts), good = told(
            Copies(place(own), None if nth < 20 else place(second, there=draw.random() < 0.5), worked, trial, problem),
            morning,
        )
        sentence = words.say(code, facts)
        assert sentence.endswith("."), (nth, code)
        assert "{" not in sentence, (nth, code)
        assert (good is Standing.WELL) == (code in ("COPIES_TRIED", "COPIES_TRIED_PROVINCE", "COPIES_NONE_YET")), (
            nth,
            code,
        )
        seen.add(code)
        evening = morning + draw.randint(8, 11) * HOUR
        if nth > 3 and draw.random() < 0.8:
            worked = evening
        if worked and draw.random() < 0.7:
            own, problem = evening + (400 * DAY if draw.random() < 0.02 else timedelta()), None
            if draw.random() < 0.4:
                second = evening
            if draw.random() < 0.8:
                wrong = Problem("TRIAL_OLDER") if draw.random() < 0.1 else None
                newest = max(one for one in (own, second) if one)
                trial = Trial(newest, evening, nth, draw.choice((None, True)), wrong)
        elif draw.random() < 0.2:
            problem = Problem("BACKUP_PLACE", {"place": "E:", "why": "No such device"})
    assert len(seen) >= 9, seen
