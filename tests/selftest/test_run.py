"""A check that kills or hangs its process is that check's failure, and the others are still asked."""

from __future__ import annotations

import os
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from app.selftest import run
from app.selftest.check import Check

CHILD = """
    import json, os, sys, time
    from pathlib import Path
    first = int(sys.argv[sys.argv.index("--part") + 1])
    Path(sys.argv[1]).open("a").write(f"{os.getpid()}\\n")
    def say(at):
        said = dict(name=f"c{at}", ok=True, detail="được", cure=None, seconds=0)
        print(json.dumps([["Việc", said]]), flush=True)
    if first == 0:
        say(0)
        os.abort()
    elif first == 2:
        say(2)
        time.sleep(300)
    else:
        say(4)
"""


def test_a_check_that_dies_or_hangs_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child, pids = tmp_path / "child.py", tmp_path / "pids"
    child.write_text(textwrap.dedent(CHILD), encoding="utf-8")
    monkeypatch.setattr(run, "program", lambda *words: [sys.executable, str(child), str(pids), *words])
    checks = tuple(Check(f"c{at}", "Việc", "", cure="Sửa.", seconds=1) for at in range(5))
    monkeypatch.setattr(run, "CHECKS", checks)
    results = list(run.run(tmp_path / "home", headless=True))
    assert [(one.name, one.ok, one.cure) for one in results] == [
        ("c0", True, None), ("c1", False, "Sửa."), ("c2", True, None), ("c3", False, "Sửa."), ("c4", True, None),
    ]  # fmt: skip
    assert "dừng đột ngột" in results[1].detail
    assert results[3].detail == "Chưa xong sau 1 giây."
    for pid in map(int, pids.read_text().split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_program_that_ends_without_a_word_has_failed_each_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "program", lambda *_words: [sys.executable, "-c", ""])
    monkeypatch.setattr(run, "CHECKS", (Check("a", "Một", "machine.disk"), Check("b", "Hai", "machine.disk")))
    assert [one.ok for one in run.run(tmp_path, headless=True)] == [False, False]


def test_a_part_ends_before_a_check_that_begins_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = [Check(name, "Việc", "machine.disk", alone=name == "b") for name in "abc"]
    monkeypatch.setattr(run, "CHECKS", checks)
    for first, count in ((0, 1), (1, 2)):
        run.part(first, tmp_path / str(first), tmp_path, headless=True)
        assert len(capsys.readouterr().out.splitlines()) == count


def test_without_a_place_for_trials_that_is_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "không có"))
    found = list(run.run(tmp_path, headless=True))
    assert [(one.name, one.ok) for one in found] == [("folder", False)]
    assert found[0].cure
