"""`motcua report`: a file by its ending, one JSON value, one line of error, and nothing half-done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services import reports
from tests.conftest import Ran

Motcua = Callable[..., Ran]
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def practised(motcua: Motcua) -> Motcua:
    motcua("generate", 30, "--seed", 3, "--from", "2026-11-02")
    return motcua


@pytest.mark.parametrize("name", reports.NAMES)
def test_every_report_is_written_as_json_with_its_period(practised: Motcua, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.json"
    said = practised("report", name, *YEAR, "--out", out, "--json").json
    written = json.loads(out.read_bytes())
    assert said == {"report": name, "rows": len(written["rows"]), "file": str(out)}
    assert (written["name"], written["from"], written["to"]) == (name, "2026-01-01", "2026-12-31")


def test_06a_adds_up_in_the_file(practised: Motcua, tmp_path: Path) -> None:
    out = tmp_path / "06a.json"
    practised("report", "06a", *YEAR, "--out", out)
    written = json.loads(out.read_bytes())
    for row in (*written["rows"], written["total"]):
        assert row["received"] == row["resolved"] + row["pending"] > 0
    assert written["total"]["received"] == sum(row["received"] for row in written["rows"])


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF"), ("XLSX", b"PK")])
def test_the_ending_chooses_the_kind_of_file(practised: Motcua, tmp_path: Path, ending: str, begins: bytes) -> None:
    out = tmp_path / f"register.{ending}"
    assert practised("report", "register", *YEAR, "--out", out).out.startswith("Đã ghi")
    assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("06b", *YEAR, "--out", "06b.pdf"), "REPORT_UNKNOWN"),
        (("06a", *YEAR, "--out", "06a.doc"), "REPORT_KIND"),
        (("06a", "--from", "2026-12-31", "--to", "2026-01-01", "--out", "06a.pdf"), "PERIOD_ORDER"),
        (("06a", "--from", "31/12/2026", "--to", "2026-12-31", "--out", "06a.pdf"), "DATE_FORMAT"),
        (("06a", *YEAR, "--out", "nowhere/06a.pdf"), "FILE_WRITE"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_no_file(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert motcua("report", *words).refusal == code
    assert list(folder.iterdir()) == []


def test_a_report_with_no_period_is_bad_usage(motcua: Motcua, tmp_path: Path) -> None:
    assert motcua("report", "06a", "--out", tmp_path / "06a.pdf").status == 2
