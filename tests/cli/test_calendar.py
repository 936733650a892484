"""`motcua calendar import`: what a notice would change as one JSON value, nothing changed without --apply."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.services.counter import draft

Motcua = Callable[..., Ran]


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "thông báo.csv"
    path.write_text("date;kind;basis\n03/12/2026;off;Nghỉ tránh bão\n", encoding="utf-8-sig")
    return path


def received(motcua: Motcua) -> str:
    """Receive at a fixed moment: five working days from Monday 30/11/2026 08:15 are Monday 07/12."""
    told = json.dumps(draft(procedure="1.003583", received_at="2026-11-30T08:15:00+07:00"), ensure_ascii=False)
    value = motcua("receive", "-", "--json", stdin=told).json
    assert value["due_at"] == "2026-12-07T08:15:00+07:00"
    return str(value["code"])


def test_a_notice_is_shown_then_applied(motcua: Motcua, notice: Path) -> None:
    code = received(motcua)
    shown = motcua("calendar", "import", notice, "--json").json
    assert {"added", "removed", "changed", "promises", "lines", "applied"} <= shown.keys()
    assert shown["added"] == [{"date": "2026-12-03", "kind": "off", "basis": "Nghỉ tránh bão", "official": True}]
    (promise,) = shown["promises"]
    assert (promise["code"], promise["name"]) == (code, "Nguyễn Thị Đặng")
    assert (promise["old"], promise["new"]) == ("2026-12-07T08:15:00+07:00", "2026-12-08T08:15:00+07:00")
    assert shown["applied"] is False
    assert motcua("show", code, "--json").json["due_at"] == promise["old"]

    done = motcua("calendar", "import", notice, "--apply", "--json").json
    assert done == {**shown, "applied": True}
    assert motcua("show", code, "--json").json["due_at"] == promise["new"]
    assert motcua("calendar", "import", notice, "--json").json["promises"] == []
    asked = ("deadline", "--received", "2026-11-30T08:15:00+07:00", "--term", "5 ngày làm việc", "--json")
    assert motcua(*asked).json["due"] == promise["new"]


def test_a_person_reads_the_difference_and_that_nothing_is_applied_yet(motcua: Motcua, notice: Path) -> None:
    code = received(motcua)
    said = motcua("calendar", "import", notice).out.splitlines()
    assert said[0] == "Thêm Thứ Năm 03/12/2026: nghỉ, Nghỉ tránh bão."
    assert said[-2].startswith(f"{code} Nguyễn Thị Đặng: hẹn trả 08:15 Thứ Hai 07/12/2026 → 08:15 Thứ Ba 08/12/2026")
    assert "--apply" in said[-1]
    assert motcua("calendar", "import", notice, "--apply").out.splitlines()[-1] == "Đã áp dụng."


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", "ngày,kind,basis\n2026-12-03,off,A\n", "CALENDAR_LINE"),
        ("a.json", "{", "CALENDAR_LINE"),
        ("a.csv", "date,kind,basis\n2026-12-03,off,A\n03/12/2026,off,A\n", "CALENDAR_DAY_TWICE"),
        ("a.json", "[]", "CALENDAR_EMPTY"),
        ("a.docx", "", "CALENDAR_FILE"),
        ("a.xlsx", "", "PAST_NOT_EXCEL"),
        ("không có.csv", None, "FILE_READ"),
    ],
)
def test_a_wrong_file_is_one_line_of_error_and_changes_nothing(
    motcua: Motcua, tmp_path: Path, name: str, text: str | None, code: str
) -> None:
    dossier = received(motcua)
    before = motcua("show", dossier, "--json").json
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert motcua("calendar", "import", tmp_path / name, "--apply", "--json").refusal == code
    assert motcua("show", dossier, "--json").json == before
