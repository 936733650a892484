"""A register's file is read in a process apart: the same sheet, or one sentence, whatever it does to its reader."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from app import apart, words
from app.errors import KnownError, MotcuaError, UserError
from app.services import past
from app.services.desk import Desk
from app.services.past_file import reading, telling
from tests.services import hostile
from tests.services.mutants import Mutants
from tests.services.registers import HEADS, in_tcvn3, row, write

ROOT = Path(__file__).parents[2]
SEED, MUTANTS = 2026, 24
Make = Callable[[Path], Path]
ABORTING = pytest.mark.parametrize(
    ("name", "make"), [("cu.xls", hostile.far_cell_xls), ("moi.xlsx", hostile.far_cell_xlsx)]
)


def refusal(path: Path) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        past.read(path)
    return refused.value


def test_a_sheet_is_told_as_it_was_read(tmp_path: Path) -> None:
    rows = [
        row(1, received_on=datetime(2023, 5, 12, 8, 15), id_number=1190123456, note=0.5),
        row(2, name=in_tcvn3("Lê Thị Hoa"), note=1e300),
        *(row(number) for number in range(3, 1400)),
    ]
    path = write(tmp_path / "sổ 2023.xlsx", rows, more={"Khác": [["a"]]})
    assert past.read(path) == reading.read(path)
    old = hostile.KEPT / "register-2016-tcvn3.xls"
    assert past.read(old) == reading.read(old)


def test_a_named_sheet_is_read_and_what_is_wrong_is_said_with_its_facts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row(1)], more={"Khác": [["a"]]})
    assert past.read(path, "Sổ 2023").sheets == ("Khác", "Sổ 2023")
    with pytest.raises(UserError) as refused:
        past.read(path, "2019")
    assert (refused.value.code, refused.value.facts) == ("PAST_SHEET_UNKNOWN", {"name": "a.xlsx", "sheet": "2019"})
    missing = refusal(tmp_path / "none.xlsx")
    assert (type(missing), missing.code) == (KnownError, "FILE_READ")


def test_a_path_is_meant_from_where_the_one_who_asks_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.xlsx", [row(1)])
    monkeypatch.chdir(tmp_path)
    assert past.read(Path("a.xlsx")).path == Path("a.xlsx")


@ABORTING
def test_a_register_that_ends_its_reader_is_refused_with_a_sentence(tmp_path: Path, name: str, make: Make) -> None:
    path = make(tmp_path / name)
    program = f"from pathlib import Path\nfrom app.services.past_file import reading\nreading.read(Path({str(path)!r}))"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode < 0
    assert "Traceback" not in ended.stderr
    refused = refusal(path)
    assert refused.code == "PAST_BROKEN"
    assert words.sentence(refused).startswith(f"Tệp “{name}” bị hỏng")


def test_a_bomb_goes_off_where_it_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.bomb_xlsx(tmp_path / "a.xlsx", 16)
    assert path.stat().st_size < 1 << 20
    with monkeypatch.context() as less:
        less.setattr(telling, "MEMORY_MB", 128)
        assert refusal(path).code == "PAST_BROKEN"
    monkeypatch.setattr(apart, "MOST_SAID", 20 << 20)
    assert refusal(path).code == "PAST_BROKEN"


def test_a_file_that_takes_too_long_is_said_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "SECONDS", 0)
    assert refusal(write(tmp_path / "a.xlsx", [row(1)])).code == "PAST_SLOW"


def test_reading_ends_when_nobody_wants_it(tmp_path: Path) -> None:
    with pytest.raises(UserError) as stopped:
        past.read(write(tmp_path / "a.xlsx", [row(1)]), stopped=lambda: True)
    assert stopped.value.code == "STOPPED"


def test_a_sheet_wider_than_an_xls_can_be_is_refused_with_its_last_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        sheet.write_formula(3, 300, "=1")
    refused = refusal(path)
    assert (refused.code, refused.facts["cell"]) == ("PAST_TOO_WIDE", "KO4")


def test_merged_heads_that_reach_beyond_the_last_column_harm_nothing(tmp_path: Path) -> None:
    above = [["", "", "", "", "", "", "", "Thời gian"]]
    merged = [(0, 7, 0, 20, "Thời gian"), (4, 2, 9, 2, "Lê Thị Hoa")]
    sheet = reading.read(write(tmp_path / "a.xlsx", [row(1), row(2)], above=above, merged=merged))
    assert sheet.heads[7:10] == ("Thời gian / Ngày nhận", "Thời gian / Ngày hẹn trả", "Thời gian / Ngày trả")


def test_damaged_registers_are_read_or_refused_and_never_fail(
    tmp_path: Path, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A few of those of `tests/drills/test_mutants.py`."""
    mutants = Mutants(tmp_path, SEED)
    for number in range(MUTANTS):
        path = mutants.write(number)
        with suppress(MotcuaError):
            sheet = past.read(path)
            past.preview(desk, sheet, past.propose(desk, sheet))
    assert caplog.records == []


def test_a_mutant_is_the_same_file_each_time_it_is_made(tmp_path: Path) -> None:
    for number in range(12):
        one, other = (Mutants(tmp_path, SEED).write(number).read_bytes() for _ in range(2))
        assert one == other
