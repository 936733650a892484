"""What a technician asks of the numbers after a loss, and how a desk goes on with its last printed receipt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.test_dossiers import Motcua, a_draft, another, received


def number(code: str) -> int:
    return int(code[-4:])


def test_numbers_says_what_the_store_and_this_pc_know(motcua: Motcua) -> None:
    assert motcua("numbers", "--json").json == {
        "state": "even", "store": 0, "issued": 0, "reserved": 0, "skipped": []
    }  # fmt: skip
    received(motcua)
    found = motcua("numbers", "--json").json
    assert (found["state"], found["store"], found["issued"]) == ("even", 1, 1)
    assert "đến số 1" in motcua("numbers").out


def test_the_copy_of_a_data_folder_put_back_issues_no_number_a_second_time(
    motcua: Motcua, home: Path, tmp_path: Path
) -> None:
    """`receive` issued -0003 a second time, to another citizen."""
    codes = [received(motcua, applicant=another(nth))["code"] for nth in (1, 2)]
    shutil.copytree(home, tmp_path / "copy")
    codes += [received(motcua, applicant=another(nth))["code"] for nth in (3, 4)]
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    assert motcua("numbers", "--json").json["state"] == "old"
    again = received(motcua, applicant=another(5))
    assert again["code"] not in codes
    assert [warning["code"] for warning in again["warnings"]] == ["NUMBERS_SKIPPED"]
    skipped = {one["name"]: (one["first"], one["last"]) for one in motcua("numbers", "--json").json["skipped"]}
    assert skipped[f"code:{again['code'][7:13]}"] == (3, number(again["code"]) - 1)
    assert received(motcua, applicant=another(6))["warnings"] == []


def test_on_another_pc_the_last_receipt_is_named_first(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = received(motcua)["code"]
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "another PC"))
    draft = a_draft(applicant=another())
    assert motcua("receive", "-", "--json", stdin=draft).refusal == "NUMBERS_GONE"
    assert motcua("numbers", "--json").json["state"] == "gone"
    assert motcua("numbers", "--continue-after", "H15.99-261130-0001").refusal == "NUMBERS_OTHER"
    found = motcua("numbers", "--continue-after", f"{last[:-4]}0041", "--entry", "77", "--json").json
    assert (found["state"], found["store"]) == ("even", 41)
    made = motcua("receive", "-", "--json", stdin=draft).json
    assert (number(made["code"]), made["register"]["number"]) == (42, 78)
    assert motcua("numbers", "--continue-after", last).refusal == "NUMBERS_KNOWN"


def test_a_mark_inside_the_data_folder_is_refused(motcua: Motcua, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_STATE", str(home / "marks"))
    assert motcua("find", "--json").refusal == "MARK_INSIDE"
