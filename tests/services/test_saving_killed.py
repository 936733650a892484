"""Saving Cài đặt, killed before each of its statements and after each stretch of its writing: all of it, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.store import open_store
from app.printing.print_setup import PrintSetup
from app.rules.dossier import Bank
from app.services import lock_code, preferences
from app.services.desk import Desk
from app.services.grounds import Ground
from app.services.preferences import Chosen, in_force
from app.services.print_setup import print_setup
from tests.drills.program import assert_sound
from tests.drills.steps import left_by_kills
from tests.drills.torn import left_by_cuts
from tests.services.counter import KEY, Clock, code_of, save_settings

OLD_CODE, NEW_CODE = "402917", "135790"
GROUNDS = tuple(Ground(f"Lý do {number} của trung tâm, dài như lời của nghị định", "Luật A") for number in range(60))
"""Long enough to lie on pages of its own, so that the transaction is more than one page."""


def save_all(desk: Desk, folder: str) -> None:
    """Change everything Cài đặt saves."""
    chosen = Chosen(
        printing=PrintSetup(folder=Path(folder), paper="A4"),
        officer="Phạm Đức Thịnh",
        week={"sat": [["07:00", "11:00"]]},
        edition="2018",
        extension_limit="3",
        bank=Bank("970436", "0011004455667", "UBND phường Thử"),
        grounds=GROUNDS,
        code=NEW_CODE,
        again=NEW_CODE,
    )
    preferences.save(desk, chosen)


def stands(home: Path) -> tuple[Chosen, list[str]]:
    """Return what is in force in a store a kill left, and which codes open its lock."""
    desk = Desk(open_store(home, KEY), Clock())
    try:
        assert_sound(desk)
        opens = [code for code in (OLD_CODE, NEW_CODE) if lock_code.try_code(desk, code).ok]
        return in_force(desk.place()[0], print_setup(desk)), opens
    finally:
        desk.store.close()


@pytest.fixture
def closed(desk: Desk, home: Path) -> Path:
    """A desk whose settings were saved before and that has received something; its store closed."""
    code_of(desk)
    save_settings(desk, printing=PrintSetup("Canon LBP2900"), code=OLD_CODE, again=OLD_CODE)
    desk.store.close()
    return home


def all_or_nothing(home: Path, left: list[Path]) -> int:
    """Hold that each kill left the store as it was or as it should be, never back; return how many left it."""
    before, found = stands(home), [stands(copy) for copy in left]
    after = found[-1]
    assert after[0].officer == "Phạm Đức Thịnh"
    assert (before[1], after[1]) == ([OLD_CODE], [NEW_CODE])
    unchanged = found.index(after)
    assert found == [before] * unchanged + [after] * (len(found) - unchanged)
    return unchanged


def test_a_kill_at_any_statement_leaves_all_or_nothing(closed: Path, tmp_path: Path) -> None:
    left = left_by_kills(closed, tmp_path / "left", save_all, str(tmp_path / "giấy"))
    assert all_or_nothing(closed, left) > 10, "the kills met the act itself"


def test_a_commit_cut_off_after_any_stretch_of_its_log_leaves_all_or_nothing(closed: Path, tmp_path: Path) -> None:
    left = left_by_cuts(closed, tmp_path / "left", save_all, str(tmp_path / "giấy"))
    assert all_or_nothing(closed, left) > 10, "the cuts met the commit itself"
