"""Damaged copies and the stolen PC: small ones as real processes, the ledger, and how kinds are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import ledger, stolen_pc
from tests.drills.damaged_copies import KINDS, SEED, Case, cases, prepare, tried, verified
from tests.drills.program import COMMAND


@pytest.mark.drill
def test_a_copy_damaged_in_each_way_is_found_by_its_name(tmp_path: Path) -> None:
    material = prepare(tmp_path / "made", 200)
    assert verified(material.copy) == set()
    said = {str(case): tried(material, tmp_path / "tried", case, SEED) for case in cases(len(KINDS), SEED)}
    assert {case: names for case, (found, names) in said.items() if not found} == {}


@pytest.mark.drill
@pytest.mark.parametrize("how", stolen_pc.PLAYED)
def test_another_pc_prints_the_next_receipt(tmp_path: Path, how: str) -> None:
    assert stolen_pc.PLAYED[how](tmp_path, 300, COMMAND)["total"] <= stolen_pc.LIMIT


def test_the_ledger_has_a_line_for_each_run(tmp_path: Path) -> None:
    at = tmp_path / "drills.csv"
    for faults in (0, 2):
        ledger.append(ledger.Run("copies", 200, {"flip": 3, "cut": 2}, faults, 6.4, 7, {"total": 6.1}), at)
    head, first, second = at.read_text(encoding="utf-8").splitlines()
    assert head.split(",") == list(ledger.COLUMNS)
    assert first.split(",")[2:] == ["copies", "200", "5", "cut=2 flip=3", "0", "total=6.1", "6", "7"]
    assert second.split(",")[6] == "2"


def test_each_kind_of_damage_comes_before_any_comes_twice() -> None:
    drawn = list(cases(2 * len(KINDS) + 3, 1))
    assert {one.kind for one in drawn[: len(KINDS)]} == set(KINDS)
    assert len(set(drawn)) == len(drawn) == 2 * len(KINDS) + 3
    assert [Case.read(str(one)) for one in drawn] == drawn
