"""`motcua catalogue import`: a province's list as one JSON value, its faults on one line, the rest asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.services.counter import draft

Motcua = Callable[..., Ran]


@pytest.fixture
def province(tmp_path: Path) -> Path:
    path = tmp_path / "danh mục.csv"
    path.write_text(
        "STT;Mã TTHC;Tên thủ tục;Làm trong;Lệ phí\n1;1.777001;Đăng ký nuôi trâu;Không quá 5 ngày làm việc;Miễn phí\n",
        encoding="utf-8-sig",
    )
    return path


def test_a_list_is_shown_with_its_columns_and_taken_in_with_what_was_asked(motcua: Motcua, province: Path) -> None:
    shown = motcua("catalogue", "import", province, "--json").json
    assert set(shown) == {"added", "kept", "same", "changed", "columns", "lines", "applied"}
    assert (shown["columns"]["code"], shown["columns"]["term"], shown["applied"]) == ("B", None, False)
    asked = ("--map", "term=D", "--set", "unit=Phòng Kinh tế", "--set", "field=Nông nghiệp", "--from", "2026-12-01")
    done = motcua("catalogue", "import", province, *asked, "--apply", "--json").json
    assert done["lines"][-2].startswith(
        "Thêm 1.777001 Đăng ký nuôi trâu: 5 ngày làm việc, miễn, hiệu lực từ 01/12/2026"
    )
    again = motcua("catalogue", "import", province, "--map", "term=làm trong").out.splitlines()
    assert "Không đổi 1.777001 Đăng ký nuôi trâu." in again


def test_every_fault_is_on_the_one_line_of_the_refusal(motcua: Motcua, tmp_path: Path) -> None:
    path = tmp_path / "sai.csv"
    path.write_text(
        "code,name,field,body,unit,term,fee_kind,effective_from\n1,A,X,A,Y,5 ngày,free,2025-07-01\n"
        "1.777002,B,X,Z,Y,5 ngày,fre,2025-13-01\n"
    )
    ran = motcua("catalogue", "import", path)
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert ran.err.startswith("CATALOGUE_FAULTS Tệp danh mục có 4 chỗ sai")
    assert ran.err.count("dòng 2") == 1
    assert ran.err.count("dòng 3") == 3


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--map", "sao=B", "LIST_FIELD_UNKNOWN"),
        ("--map", "term=Z", "LIST_COLUMN_UNKNOWN"),
        ("--from", "mai", "DATE_FORMAT"),
    ],
)
def test_what_is_asked_wrongly_is_refused(motcua: Motcua, province: Path, option: str, value: str, code: str) -> None:
    assert motcua("catalogue", "import", province, option, value).refusal == code


def test_a_pair_without_its_sign_is_a_wrong_call(motcua: Motcua, province: Path) -> None:
    assert motcua("catalogue", "import", province, "--set", "unit").status == 2


def test_a_procedure_without_a_term_is_taken_in_and_received_with_the_day_that_is_said(
    motcua: Motcua, province: Path
) -> None:
    said = (
        province.read_text("utf-8-sig").replace("Làm trong", "Thời hạn").replace("Không quá 5 ngày làm việc", "Không")
    )
    province.write_text(said, encoding="utf-8-sig")
    assert "không có thời hạn" in motcua("catalogue", "import", province, "--apply").out
    given = draft(procedure="1.777001.000.00.00.H15")
    assert motcua("receive", "-", stdin=json.dumps(given)).refusal == "DUE_NEEDED"
    made = motcua("receive", "-", "--json", stdin=json.dumps({**given, "due_at": "2099-01-02"})).json
    assert (made["procedure"]["code"], made["due_at"], made["term"]) == ("1.777001", "2099-01-02T17:00:00+07:00", "")
