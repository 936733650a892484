"""What is chosen in Cài đặt is checked, kept in one piece, and in force for what is received and printed next."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.models.setting import CentreRecord
from app.rules.calendar import DEFAULT_SCHEDULE
from app.rules.clock import iso
from app.rules.dossier import Bank
from app.services import finding, preferences
from app.services.desk import Desk
from tests.services.counter import code_of, receive, save_settings

BANK = Bank("970436", "0011004455667", "UBND phường Thử")
NO_BANK = Bank("", "", "")
USUAL = preferences.written(DEFAULT_SCHEDULE)
LATE = {"mon": [["08:00", "12:00"]], "thu": [["08:00", "10:00"], ["14:00", "16:30"]], "sat": [["07:00", "11:00"]]}


def centre(desk: Desk) -> CentreRecord:
    """Read past what the desk remembers."""
    desk.changed()
    return desk.place()[0]


def test_the_form_set_chosen_is_the_one_receipts_are_made_out_under(desk: Desk) -> None:
    assert receive(desk).dossier.edition == "2025"
    save_settings(desk, edition="2018")
    assert receive(desk).dossier.edition == "2018"
    save_settings(desk, edition=None)
    assert receive(desk).dossier.edition == "2025"


def test_the_account_is_on_what_is_printed_next_and_gone_when_taken_back(desk: Desk) -> None:
    assert save_settings(desk, bank=BANK).bank == {
        "bin": "970436",
        "account": "0011004455667",
        "name": "UBND phường Thử",
    }
    with desk.store.read() as connection:
        assert desk.printed_centre(connection).bank == BANK
    save_settings(desk, bank=NO_BANK)
    assert centre(desk).bank is None


def test_hours_decide_the_next_promise_and_leave_what_was_promised(desk: Desk) -> None:
    old = code_of(desk)
    save_settings(desk, week=LATE)
    new = code_of(desk)
    assert iso(finding.dossier(desk, old).due_at) == "2026-11-27T08:15:00+07:00"
    # Monday, Thursday and Saturday are worked: three days after Monday is the Monday after.
    assert finding.dossier(desk, new).due_at.date().isoformat() == "2026-11-30"


def test_the_default_week_is_kept_as_none_so_that_it_may_change_with_the_program(desk: Desk) -> None:
    assert set(save_settings(desk, week=LATE).sessions or {}) == {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    assert preferences.week_of(centre(desk))["thu"] == [["08:00", "10:00"], ["14:00", "16:30"]]
    assert save_settings(desk, week=USUAL).sessions is None
    assert preferences.week_of(centre(desk))["mon"] == [["07:30", "11:30"], ["13:30", "17:00"]]


def test_the_rest_of_the_centre_stays_as_it_was(desk: Desk) -> None:
    save_settings(desk, officer="Trần Thị Hoa")
    before = centre(desk)
    save_settings(desk, edition="2018", extension_limit="0", bank=BANK, week=LATE)
    save_settings(desk, edition=None, extension_limit="1", bank=NO_BANK, week=USUAL)
    assert centre(desk) == before


@pytest.mark.parametrize(("text", "count"), [("0", 0), ("1", 1), ("9", 9)])
def test_extensions_are_a_number_from_0_to_9(text: str, count: int) -> None:
    assert preferences.extensions(text) == count


@pytest.mark.parametrize("text", ["", "10", "-1", "một", "²", "1,5"])
def test_anything_else_is_no_count_of_extensions(text: str) -> None:
    with pytest.raises(UserError) as refused:
        preferences.extensions(text)
    assert (refused.value.code, refused.value.field) == ("EXTENSION_COUNT", "extension_limit")


def test_an_account_is_written_as_the_bank_prints_it_and_nothing_at_all_is_no_account() -> None:
    assert preferences.account("970436", " 0011 0044 55667 ", "UBND  phường Thử") == BANK
    assert preferences.account("", " ", "") is None


@pytest.mark.parametrize(
    ("parts", "missing"),
    [(("", "0011", "UBND"), "bin"), (("970436", "", "UBND"), "account"), (("970436", "0011", ""), "account_name")],
)
def test_half_an_account_says_which_part_is_missing(parts: tuple[str, str, str], missing: str) -> None:
    with pytest.raises(UserError) as refused:
        preferences.account(*parts)
    assert (refused.value.code, refused.value.field) == ("BANK_INCOMPLETE", missing)


def test_every_shipped_bank_can_be_paid_to() -> None:
    assert len(preferences.banks()) > 30
    for bank_bin in preferences.banks():
        assert preferences.account(bank_bin, "0011004455667", "UBND") is not None


def test_the_form_sets_say_since_when_and_that_their_layout_is_not_verified() -> None:
    assert [(one.name, one.begins.isoformat(), one.verified) for one in preferences.editions()] == [
        ("2018", "2019-01-08", False),
        ("2025", "2025-09-15", False),
    ]
