"""A script whose PC has the wrong day is refused in one line, and goes on once somebody answers for the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text

from app.models.store import open_store
from app.rules.clock import VN, iso, now
from app.services.desk import Desk
from tests.cli.test_dossiers import Motcua, a_draft, another
from tests.services.counter import KEY, Clock, code_of


@pytest.fixture
def code(home: Path) -> str:
    """A dossier of ten days ago."""
    desk = Desk(open_store(home, KEY), Clock(now() - timedelta(days=10)))
    code = code_of(desk)
    desk.store.close()
    return code


def newest(home: Path) -> str:
    store = open_store(home, KEY)
    with store.read() as connection:
        found = str(connection.execute(text("SELECT max(at) FROM event")).scalar_one())
    store.close()
    return found


@pytest.mark.parametrize(
    "command",
    [("receive", "-"), ("act", "{code}", "processing"), ("return", "{code}", "--to", "Lê Văn Ấm", "--via", "post",
                                                         "--result-number", "5")],
)  # fmt: skip
def test_a_wrong_day_is_refused_until_somebody_answers_for_it(
    motcua: Motcua, home: Path, code: str, command: tuple[str, ...]
) -> None:
    words = [word.format(code=code) for word in command]
    before = newest(home)
    assert motcua(*words, "--json", stdin=a_draft(applicant=another())).refusal == "CLOCK_AHEAD"
    assert newest(home) == before
    assert motcua(*words, "--clock-ok", "--json", stdin=a_draft(applicant=another())).status == 0
    assert newest(home) > iso(now() - timedelta(hours=1))
    assert motcua("receive", "-", "--json", stdin=a_draft(applicant=another(2))).status == 0


@pytest.mark.parametrize(("year", "refusal"), [(2025, "CLOCK_BACK"), (2037, "CLOCK_AHEAD"), (2101, "CLOCK_AHEAD")])
def test_no_receipt_says_a_year_that_a_flat_battery_or_a_mistyped_date_made(
    motcua: Motcua, home: Path, tmp_path: Path, year: int, refusal: str
) -> None:
    """Receipts of 2025, of 2037 and of 2101 were printed without a word."""
    with time_machine.travel(datetime(2026, 11, 23, 8, 15, tzinfo=VN), tick=False) as clock:
        assert motcua("receive", "-", "--json", stdin=a_draft()).status == 0
        clock.move_to(datetime(year, 11, 23, 9, 0, tzinfo=VN), tick=False)
        words = ("receive", "-", "--pdf", tmp_path / "giấy hẹn.pdf", "--json")
        assert motcua(*words, stdin=a_draft(applicant=another())).refusal == refusal
        assert not (tmp_path / "giấy hẹn.pdf").exists()
        assert newest(home).startswith("2026-11-23")


def test_a_draft_dated_months_ahead_is_refused_by_name(motcua: Motcua, home: Path) -> None:
    """A mistyped month: the receipt said it, and the term was counted from there."""
    with time_machine.travel(datetime(2026, 11, 23, 8, 15, tzinfo=VN), tick=False):
        motcua("receive", "-", "--json", stdin=a_draft())
        ahead = a_draft(applicant=another(), received_at="2027-04-23T08:15:00+07:00")
        assert motcua("receive", "-", "--json", stdin=ahead).refusal == "RECEIVED_AHEAD"
        assert len(motcua("find", "", "--json").json) == 1


def test_of_many_lines_each_is_refused_and_all_of_them_go_on_with_the_answer(motcua: Motcua, code: str) -> None:
    drafts = "\n".join(a_draft(applicant=another(nth)) for nth in (1, 2))
    refused = motcua("receive", "--lines", "-", stdin=drafts)
    assert (refused.status, refused.out.count("CLOCK_AHEAD")) == (1, 2)
    assert motcua("receive", "--lines", "--clock-ok", "-", stdin=drafts).status == 0
