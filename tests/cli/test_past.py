"""`motcua past`: a register is shown before it is taken in, found by, listed and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.services import hostile
from tests.services.registers import HEADS, in_tcvn3, row, write

Motcua = Callable[..., Ran]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    rows = [row(1), row(2, name="Lê Thị Hoa", id_number=1190123456), row(2), row(3, name=""), row(4, due_on="sớm")]
    return write(tmp_path / "so-2023.xlsx", rows)


def test_a_register_is_shown_and_nothing_is_taken_in_without_apply(motcua: Motcua, register: Path) -> None:
    said = motcua("past", "import", register, "--json").json
    assert (said["file"], said["sheet"], said["sheets"], said["head_row"]) == (
        "so-2023.xlsx",
        "Sổ 2023",
        ["Sổ 2023"],
        1,
    )
    assert said["heads"]["C"] == "Họ và tên"
    assert (said["columns"]["name"], said["columns"]["finished_on"]) == ("C", None)
    assert (said["total"], said["new"], said["padded"], said["applied"], said["added"]) == (5, 3, 1, False, None)
    assert said["records"][1]["id_number"] == "001190123456"
    assert said["records"][0]["received_on"] == "2023-05-12"
    assert said["doubles"] == [{"row": 4, "name": "Nguyễn Thị Đặng", "of": "file", "where": "3", "at": 3}]
    assert said["refused"] == [{"row": 5, "field": "name", "code": "PAST_NAME_MISSING", "text": ""}]
    assert said["unread"] == [{"row": 6, "field": "due_on", "code": "PAST_DATE", "text": "sớm"}]
    assert motcua("past", "sources", "--json").json == []
    assert motcua("past", "find", "hoa", "--json").json == {"count": 0, "records": []}


def test_a_person_reads_the_same_in_lines(motcua: Motcua, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row(1, name=in_tcvn3("Nguyễn Thị Hoa")), row(1), row(3, name="")])
    shown = motcua("past", "import", path).out
    for line in (
        "Trang “Sổ 2023”, tên cột ở dòng 1.",
        "  Ngày tiếp nhận: cột H, “Ngày nhận”",
        "  Ngày giải quyết xong: (không có)",
        "3 dòng: nhập 1 · trùng 1 · không nhận 1.",
        "Đã chuyển 1 ô từ TCVN3: “NguyÔn ThÞ Hoa” → “Nguyễn Thị Hoa”.",
        "Chưa nhập; thêm --apply để nhập.",
    ):
        assert line in shown.splitlines()
    assert "Không nhận dòng 4: " in shown
    assert motcua("past", "import", path, "--apply").out.endswith("Đã nhập 1 bản ghi.\n")


def test_what_is_taken_in_is_found_listed_and_taken_back(motcua: Motcua, register: Path) -> None:
    said = motcua("past", "import", register, "--apply", "--json").json
    assert (said["applied"], said["added"], said["source"]) == (True, 3, 1)
    assert motcua("past", "import", register, "--apply", "--json").json["added"] == 0
    found = motcua("past", "find", "le thi hoa", "--limit", 1, "--json").json
    assert found["count"] == 1
    assert {key: found["records"][0][key] for key in ("source", "file", "sheet", "row", "name", "received_on")} == {
        "source": 1, "file": "so-2023.xlsx", "sheet": "Sổ 2023", "row": 3, "name": "Lê Thị Hoa",
        "received_on": "2023-05-12",
    }  # fmt: skip
    assert "12/05/2023  H15.10-230512-0002  Lê Thị Hoa" in motcua("past", "find", "hoa").out
    (source,) = motcua("past", "sources", "--json").json
    assert (source["id"], source["file"], source["count"], source["complete"]) == (1, "so-2023.xlsx", 3, True)
    assert "so-2023.xlsx (Sổ 2023)  3 bản ghi" in motcua("past", "sources").out
    assert motcua("past", "remove", 1, "--json").json == {"source": 1, "removed": 3}
    assert motcua("past", "remove", 1).refusal == "PAST_SOURCE_UNKNOWN"
    assert motcua("past", "find", "hoa").out == "Không có trong sổ cũ.\n"
    assert motcua("past", "sources").out == "Chưa nhập sổ nào.\n"


def test_columns_are_named_by_letter_or_head_or_left_out(motcua: Motcua, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row(1, received_on=date(2022, 1, 3))])
    words = ("--map", "note=k", "--map", "procedure=dia chi", "--map", "due_on=", "--map", "receiver=Ghi chú")
    said = motcua("past", "import", path, *words, "--json").json
    assert [said["columns"][field] for field in ("note", "procedure", "due_on", "receiver")] == ["K", "E", None, "L"]
    assert said["records"][0]["note"] == "Trần Văn Bình"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--map", "name=ZZ"), "PAST_COLUMN_UNKNOWN"),
        (("--map", "mood=A"), "PAST_FIELD_UNKNOWN"),
        (("--map", "name="), "PAST_COLUMN_NEEDED"),
        (("--sheet", "2022"), "PAST_SHEET_UNKNOWN"),
    ],
)
def test_what_cannot_be_done_is_one_line(motcua: Motcua, register: Path, words: tuple[str, ...], code: str) -> None:
    assert motcua("past", "import", register, *words, "--apply").refusal == code


def test_a_file_that_is_none_is_one_line(motcua: Motcua, tmp_path: Path) -> None:
    assert motcua("past", "import", tmp_path / "none.xlsx").refusal == "FILE_READ"
    assert motcua("past", "import", tmp_path).refusal in ("FILE_READ", "PAST_FILE_BUSY")
    path = tmp_path / "a.xls"
    path.write_text(",".join(HEADS), encoding="utf-8")
    assert motcua("past", "import", path).refusal == "PAST_NOT_EXCEL"


@pytest.mark.parametrize(("name", "make"), [("cu.xls", hostile.far_cell_xls), ("moi.xlsx", hostile.far_cell_xlsx)])
def test_a_register_that_would_end_the_program_is_one_line(
    motcua: Motcua, tmp_path: Path, register: Path, name: str, make: Callable[[Path], Path]
) -> None:
    ran = motcua("past", "import", make(tmp_path / name), "--apply")
    assert ran.refusal == "PAST_BROKEN"
    assert f"Tệp “{name}” bị hỏng" in ran.err
    assert motcua("past", "sources", "--json").json == []
    assert motcua("past", "import", register, "--apply", "--json").json["added"] == 3


def test_past_alone_is_bad_usage(motcua: Motcua) -> None:
    assert motcua("past").status == 2
    assert motcua("past", "find", "hoa", "--limit", 0).status == 2
