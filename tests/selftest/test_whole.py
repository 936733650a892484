"""The self-test as a technician runs it: in a process of its own, every check by name, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import __version__
from app.paths import ROOT
from app.selftest import page, run
from app.selftest.check import Result
from tests.conftest import Ran
from tests.services.counter import write_key

NAMES = ["clock", "resources", "fonts", "folder", "disk", "keyring", "store", "receipts", "parked", "outbox", "chain",
         "events", "records", "index", "files", "mark", "backup", "key", "trial", "migration", "forms", "qr", "reports",
         "printer", "window", "relay"]  # fmt: skip


@pytest.mark.timeout(240)
def test_this_machine_passes_every_check_and_keeps_no_trace_of_it(home: Path, tmp_path: Path) -> None:
    key, trace, out = tmp_path / "key", tmp_path / "tmp", tmp_path / "trang.txt"
    write_key(key, bytes(range(32)).hex())
    trace.mkdir()
    before = {path: path.read_bytes() for path in home.iterdir()}
    environment = {**os.environ, "MOTCUA_KEY_FILE": str(key), "TMPDIR": str(trace)}
    words = ["--home", str(home), "self-test", "--headless", "--json", "--out", str(out)]
    ran = subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    said = json.loads(ran.stdout)
    assert [(one["name"], one["ok"], one["cure"]) for one in said["checks"]] == [(name, True, None) for name in NAMES]
    assert (ran.returncode, said["ok"], said["version"], ran.stderr) == (0, True, __version__, "")
    assert all(one["detail"] and one["seconds"] >= 0 for one in said["checks"])
    written = out.read_text(encoding="utf-8").splitlines()
    assert written[-1] == "Máy này dùng được."
    assert sum(line.startswith("✓ ") for line in written) == len(NAMES)
    assert {path: path.read_bytes() for path in home.iterdir()} == before
    assert list(trace.iterdir()) == []


def result(ok: bool, cure: str | None = None) -> Result:
    return Result("printer", "Máy in", ok, "thấy gì đó.", cure, 0.1)


@pytest.mark.parametrize(("wrong", "end"), [(0, "Máy này dùng được."), (2, "Có 2 chỗ cần sửa trước khi dùng.")])
def test_the_page_ends_with_one_sentence_and_each_failure_has_its_cure(wrong: int, end: str) -> None:
    lines = list(page.lines([result(True), *[result(False, "Bật máy in.")] * wrong]))
    assert lines[0].startswith(f"Một Cửa {__version__}: ")
    assert lines[3] == "✓ Máy in: thấy gì đó."
    assert lines.count("✗ Máy in: thấy gì đó.") == lines.count("    Cách sửa: Bật máy in.") == wrong
    assert lines[-1] == end


def test_a_failure_is_exit_status_1_and_one_json_value(
    motcua: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "run", lambda *_args, **_more: iter([result(True), result(False, "Bật máy in.")]))
    ran = motcua("self-test", "--json")
    said = json.loads(ran.out)
    assert (ran.status, ran.err, said["ok"]) == (1, "", False)
    assert said["checks"][1] == {
        "name": "printer", "ok": False, "detail": "thấy gì đó.", "cure": "Bật máy in.", "seconds": 0.1,
    }  # fmt: skip


def test_a_page_that_cannot_be_written_is_said_before_anything_is_tried(
    motcua: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "run", None)
    assert motcua("self-test", "--out", tmp_path / "không" / "có.txt").refusal == "FILE_WRITE"


@pytest.mark.skipif(sys.platform == "win32", reason="there a program is ended without being told")
def test_ended_halfway_it_takes_its_processes_and_its_folder_along(tmp_path: Path) -> None:
    trace = tmp_path / "tmp"
    trace.mkdir()
    environment = {**os.environ, "TMPDIR": str(trace)}
    command = [sys.executable, "-m", "app", "--home", str(tmp_path / "home"), "self-test", "--headless"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("✓"):
            assert process.poll() is None
        process.terminate()
        # Its end is the end of whatever else had hold of the pipe.
        process.stdout.read()
    assert process.returncode == 143
    assert list(trace.iterdir()) == []
