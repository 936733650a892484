"""A function of ours in a process apart: it answers or is lost, and whoever asked goes on."""

from __future__ import annotations

import ctypes
import logging
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app import apart
from app.apart import job
from app.errors import KnownError, UserError
from tests.house import works

ROOT = Path(__file__).parents[2]
MEMORY = 512 << 20


def asked(work: Callable[..., Iterator[Any]], *said: Any, **how: Any) -> Iterator[Any]:
    given: dict[str, Any] = {"memory": MEMORY, "seconds": 60, "stopped": lambda: False}
    return apart.answers(work, *said, **given | how)


def lost(work: Callable[..., Iterator[Any]], *said: Any, **how: Any) -> apart.Lost:
    with pytest.raises(apart.Lost) as problem:
        list(asked(work, *said, **how))
    return problem.value


def gone(pid: int) -> bool:
    """Wait until a process has ended; tell whether it did within ten seconds."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            return bool(select.select([handle], [], [], 10)[0])
        finally:
            os.close(handle)
    return True


def test_answers_come_as_they_were_given_one_by_one() -> None:
    given = [None, ["Đặng\n", 1.5, float("inf"), 10**400, "\udcff"], {"a": True}]
    assert list(asked(works.says, *given)) == given


def test_a_refusal_there_is_one_here_with_its_facts() -> None:
    with pytest.raises(UserError) as refused:
        list(asked(works.refuses, "sổ.xls"))
    assert (refused.value.code, refused.value.field) == ("PAST_SHEET_UNKNOWN", "sheet")
    assert refused.value.facts == {"name": "sổ.xls", "sheet": "2023"}


def test_more_memory_than_it_may_have_ends_it_there() -> None:
    assert list(asked(works.takes, 300)) == [300 << 20]
    assert not lost(works.takes, 600).slow


def test_no_core_is_left_of_what_was_read() -> None:
    assert list(asked(works.limits)) == [[[MEMORY, MEMORY], [0, 0]]]


def test_what_ends_the_process_without_an_exception_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    assert not lost(works.ends).slow
    assert caplog.records == []


def test_a_fault_of_ours_is_logged_by_kind_and_place_and_never_by_its_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert not lost(works.fails, "0912345678").slow
    (record,) = caplog.records
    assert record.getMessage().startswith("failed apart: LookupError at works.py:")
    assert "0912345678" not in caplog.text


def test_what_takes_too_long_is_ended() -> None:
    assert lost(works.lasts, seconds=0).slow


def test_what_nobody_wants_any_more_is_ended() -> None:
    wanted = [True]
    answers = asked(works.lasts, stopped=lambda: not wanted)
    pid = next(answers)
    wanted.clear()
    with pytest.raises(UserError) as stopped:
        next(answers)
    assert stopped.value.code == "STOPPED"
    assert gone(pid)


def test_an_answer_without_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_SAID", 1000)
    assert not lost(works.says, *["x" * 100] * 20).slow
    assert not lost(works.says, "x" * 2000).slow


@pytest.mark.parametrize("command", [["/none/motcua"], [sys.executable, "-c", ""], [sys.executable, "-c", "print(1)"]])
def test_a_program_that_cannot_be_started_blames_no_file(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setattr(apart, "program", lambda _word: command)
    with pytest.raises(KnownError) as problem:
        list(asked(works.says, 1))
    assert problem.value.code == "APART_START"
    assert problem.value.facts["why"]


def test_asked_by_nobody_it_ends_without_a_word() -> None:
    command = [sys.executable, "-m", "app", "apart"]
    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="Windows does it by the Job Object")
def test_it_ends_with_the_program_however_that_ends() -> None:
    program = (
        "from app import apart\nfrom tests.house import works\n"
        "for pid in apart.answers(works.lasts, memory=1 << 29, seconds=60, stopped=lambda: False):\n"
        "    print(pid, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert gone(pid)


def test_the_limits_of_windows_lie_where_its_header_has_them() -> None:
    """All that is tried of the Job Object here: JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h, 64 bits."""
    made = job.limits(5 << 20)
    assert (ctypes.sizeof(job._Basic), ctypes.sizeof(made)) == (64, 144)
    assert bytes(made)[16:20] == (0x2500).to_bytes(4, "little")
    assert bytes(made)[112:120] == (5 << 20).to_bytes(8, "little")
