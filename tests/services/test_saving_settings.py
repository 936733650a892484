"""Saving Cài đặt is one act: all that is wrong is told with its field, and then nothing at all is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import words
from app.errors import KnownError, UserError
from app.printing.print_setup import PrintSetup
from app.rules.dossier import Bank
from app.services import lock_code, preferences
from app.services.desk import Desk
from app.services.grounds import Ground
from app.services.preferences import Chosen
from app.services.print_setup import print_setup
from tests.services.counter import code_of, rows, save_settings

GOOD = Chosen(
    printing=PrintSetup("Canon LBP2900", paper="A4"),
    officer=" Phạm  Đức Thịnh ",
    week={"mon": [["08:00", "12:00"]], "sat": [["07:00", "11:00"]]},
    edition="2018",
    extension_limit="3",
    bank=Bank("970436", "0011 0044 55667", "UBND phường Thử"),
    grounds=(Ground("Thiếu tờ khai", "Luật A"),),
    code="402917",
    again="402917",
)
WEEK = GOOD.week

Wrong = tuple[dict[str, Any], set[tuple[str, str]]]
WRONG: dict[str, list[Wrong]] = {
    "folder": [
        ({"printing": PrintSetup(folder=Path(text))}, {("FOLDER_PATH", "folder")}) for text in ("", "giấy/tờ", "~/giấy")
    ],
    "officer": [({"officer": text}, {("OFFICER_NAME", "officer")}) for text in ("", "  ", "\u200b")],
    "code": [
        ({"code": "402917", "again": "402971"}, {("LOCK_CODE_AGAIN", "again")}),
        ({"code": "", "again": "402917"}, {("LOCK_CODE_AGAIN", "again")}),
        ({"code": "40291", "again": "40291"}, {("LOCK_CODE_DIGITS", "code")}),
        ({"code": "123456", "again": "123456"}, {("LOCK_CODE_WEAK", "code")}),
    ],
    "week": [
        ({"week": {}}, {("SCHEDULE_EMPTY", "mon")}),
        ({"week": {"mon": [], "tue": []}}, {("SCHEDULE_EMPTY", "mon")}),
        ({"week": WEEK | {"tue": [["11:30", "07:30"]]}}, {("SCHEDULE_ORDER", "tue")}),
        ({"week": WEEK | {"wed": [["7 giờ", "11:30"]]}}, {("SCHEDULE_FORMAT", "wed")}),
        (
            {"week": WEEK | {"thu": [["sáng"]], "fri": [["17:00", "13:30"]]}},
            {("SCHEDULE_FORMAT", "thu"), ("SCHEDULE_ORDER", "fri")},
        ),
        ({"week": WEEK | {"xyz": []}}, {("SCHEDULE_FORMAT", "xyz")}),
    ],
    "edition": [({"edition": "2019"}, {("EDITION_UNKNOWN", "edition")})],
    "extensions": [
        ({"extension_limit": text}, {("EXTENSION_COUNT", "extension_limit")}) for text in ("10", "-1", "", "hai")
    ],
    "bank": [
        ({"bank": Bank("97043", "0011", "UBND")}, {("BANK_BIN", "bin")}),
        ({"bank": Bank("970436", "00-11", "UBND")}, {("BANK_ACCOUNT", "account")}),
        ({"bank": Bank("970436", "0011", " ")}, {("BANK_INCOMPLETE", "account_name")}),
        ({"bank": Bank("", "0011", "UBND")}, {("BANK_INCOMPLETE", "bin")}),
    ],
    "grounds": [
        ({"grounds": ()}, {("GROUNDS_EMPTY", "grounds")}),
        ({"grounds": (Ground("", "Luật A"),)}, {("GROUND_TEXT", "ground")}),
        ({"grounds": (Ground("Một", ""), Ground("Một", "Luật A"))}, {("GROUND_TWICE", "ground")}),
    ],
}  # fmt: skip
some_wrong = st.fixed_dictionaries({}, optional={name: st.sampled_from(cases) for name, cases in WRONG.items()})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wrong=some_wrong.filter(bool))
def test_whatever_is_refused_every_fault_is_told_at_its_field_and_every_row_stays(
    desk: Desk, tmp_path: Path, wrong: dict[str, Wrong]
) -> None:
    before, folder = rows(desk), tmp_path / "giấy"
    chosen = replace(GOOD, printing=PrintSetup(folder=folder))
    for changes, _ in wrong.values():
        chosen = replace(chosen, **changes)
    with pytest.raises(UserError) as refused:
        preferences.save(desk, chosen)
    told = refused.value.each
    assert {(fault.code, fault.field) for fault in told} == set().union(*(faults for _, faults in wrong.values()))
    assert (refused.value.code == "SETTINGS_FAULTS") == (len(told) > 1)
    assert all(words.sentence(fault).removesuffix(".") in words.sentence(refused.value) for fault in told)
    assert rows(desk) == before
    assert not folder.exists()


def test_one_wrong_thing_is_refused_by_its_own_code(desk: Desk) -> None:
    for cases in WRONG.values():
        for changes, faults in cases:
            with pytest.raises(UserError) as refused:
                preferences.save(desk, replace(GOOD, **changes))
            assert {(fault.code, fault.field) for fault in refused.value.each} == faults


def test_all_of_it_is_saved_together_and_nothing_else_is_touched(desk: Desk) -> None:
    code = code_of(desk)
    before = rows(desk)
    centre = preferences.save(desk, GOOD)
    assert (centre.officer, centre.edition, centre.extension_limit) == ("Phạm Đức Thịnh", "2018", 3)
    assert (centre.bank or {})["account"] == "0011004455667"
    assert (centre.sessions or {})["sat"] == [["07:00", "11:00"]]
    assert centre.grounds == [{"text": "Thiếu tờ khai", "basis": "Luật A"}]
    assert desk.place()[0] == centre
    assert print_setup(desk) == GOOD.printing
    assert lock_code.try_code(desk, "402917").ok
    after = rows(desk)
    assert {table for table in after if after[table] != before[table]} == {"setting"}
    assert code in str(after["dossier"])


def test_what_is_in_force_saved_again_changes_no_row(desk: Desk) -> None:
    preferences.save(desk, GOOD)
    before = rows(desk)
    save_settings(desk)
    assert rows(desk) == before


def test_a_folder_for_papers_is_made_and_one_that_cannot_be_is_refused_with_nothing_saved(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "tệp").write_text("")
    before = rows(desk)
    with pytest.raises(KnownError) as refused:
        preferences.save(desk, replace(GOOD, printing=PrintSetup(folder=tmp_path / "tệp" / "trong")))
    assert (refused.value.code, refused.value.field) == ("FILE_WRITE", "folder")
    assert rows(desk) == before
    preferences.save(desk, replace(GOOD, printing=PrintSetup(folder=tmp_path / "giấy" / "hôm nay")))
    assert (tmp_path / "giấy" / "hôm nay").is_dir()
    assert print_setup(desk).folder == tmp_path / "giấy" / "hôm nay"


def test_no_message_and_no_log_can_show_the_code() -> None:
    assert "402917" not in repr(GOOD)
