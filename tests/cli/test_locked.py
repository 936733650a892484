"""Commands on a desk that has a code: which of them ask for it, how it is given, and what a wrong one costs."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import _parser
from app.models import setting
from app.paths import ROOT
from app.services import finding, lock_code
from app.services.desk import Desk
from tests.conftest import Ran
from tests.services.counter import code_of, draft, set_code

Motcua = Callable[..., Ran]
CODE, WRONG = "402917", "402918"
DAYS = ("--from", "2026-11-01", "--to", "2026-11-30")
BEHIND: dict[str, tuple[str, ...]] = {
    "receive": ("-",),
    "act": ("1", "withdrawn"),
    "return": ("1", "--to", "Nguyễn Thị Đặng"),
    "show": ("1",),
    "find": ("",),
    "print": ("1", "receipt", "out.pdf"),
    "report": ("register", *DAYS, "--out", "out.json"),
    "parked": (),
    "print-ahead": ("1", "out.pdf"),
    "blanks": (),
    "catalogue": ("import", "file"),
    "calendar": ("import", "file"),
    "past import": ("file",),
    "past find": ("nguyễn",),
    "past sources": (),
    "past remove": ("1",),
    "generate": ("1",),
    "enrol": ("https://tinh.example", "--code", "A1", "--officer", "Lan"),
    "unlock": (),
    "recovery-key": ("new", "--out", "out.pdf"),
}
"""Commands that act or show a citizen's data, with the least that each of them takes."""
OPEN = {
    "", "init", "setup", "demo", "numbers", "deadline", "read-id", "locate", "communes", "check",
    "sync", "close-day", "doctor", "self-test", "rebuild", "backup", "restore",
}  # fmt: skip
"""Commands that do neither, and the window, which has its own lock; of some of them the rest of the tests says more."""


def commands(parser: argparse.ArgumentParser, path: str = "") -> Iterator[str]:
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if path != "past":
        yield path
    for action in below:
        for name, one in action.choices.items():
            yield from commands(one, f"{path} {name}".strip())


@pytest.fixture
def received(desk: Desk) -> str:
    return code_of(desk)


@pytest.fixture
def locked(desk: Desk, received: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the desk a code; no program here has it."""
    set_code(desk, CODE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lock_code, "_system_folder", lambda: tmp_path / "system")
    return desk


@pytest.fixture
def code_file(locked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "code"
    path.write_text(CODE + "\n")
    monkeypatch.setenv("MOTCUA_CODE_FILE", str(path))
    return path


def wrong(desk: Desk) -> int:
    """Return how many wrong tries in a row the store knows of."""
    with desk.store.read() as connection:
        return int(setting.get(connection, "lock_code")["wrong"])


def test_every_command_is_behind_the_lock_or_is_said_not_to_be() -> None:
    desks = {name for name in commands(_parser()) if name.partition(" ")[0] != "province"}
    assert desks == BEHIND.keys() | OPEN
    assert not BEHIND.keys() & OPEN


@pytest.mark.parametrize("name", BEHIND)
def test_a_command_past_the_lock_asks_for_the_code_before_it_says_or_does_anything(
    motcua: Motcua, locked: Desk, tmp_path: Path, name: str
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    ran = motcua(*name.split(), *BEHIND[name], stdin=json.dumps(draft()))
    assert ran.refusal == "LOCK_CODE_NEEDED"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert wrong(locked) == 0


@pytest.mark.parametrize("name", BEHIND)
def test_with_the_code_it_goes_on(motcua: Motcua, code_file: Path, name: str) -> None:
    ran = motcua(*name.split(), *BEHIND[name], stdin=json.dumps(draft({"id_number": "001190123499"})))
    assert "LOCK_CODE" not in ran.err


@pytest.mark.parametrize("name", ["find", "act", "unlock"])
def test_without_a_code_nobody_is_asked(motcua: Motcua, desk: Desk, received: str, name: str) -> None:
    ran = motcua(name, *BEHIND[name], stdin="{}")
    assert "LOCK_CODE" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["sync"], ["close-day", "--json"], ["doctor"], ["rebuild"], ["numbers"], ["communes", "minh tam"],
        ["deadline", "--received", "2026-11-23T08:15", "--term", "5 ngày làm việc"],
    ],
)  # fmt: skip
def test_what_neither_acts_on_a_dossier_nor_names_a_citizen_stays_open(
    motcua: Motcua, locked: Desk, words: list[str]
) -> None:
    ran = motcua(*words)
    assert "LOCK_CODE" not in ran.err
    assert "Đặng" not in ran.out
    assert "001190123456" not in ran.out


def test_saying_what_the_last_receipt_was_is_an_act(motcua: Motcua, locked: Desk) -> None:
    assert motcua("numbers", "--continue-after", "H15.10-261123-0001").refusal == "LOCK_CODE_NEEDED"


def test_a_file_of_answers_set_up_again_asks_nobody_and_one_that_joins_does(
    motcua: Motcua, locked: Desk, tmp_path: Path
) -> None:
    own = {"agency": "H15.10", "commune": "24133", "name": "Trung tâm thử", "desk": 1, "first": 1, "last": 999}
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"desks": [{**own, "officer": "Nguyễn Thị Lan"}]}))
    assert motcua("setup", answers, "--json").json["already"]
    joins = {"province": {"url": "https://tinh.example", "code": "H15.10-AAAA-BBBB-CCCC"}, "officer": "Lan"}
    answers.write_text(json.dumps({"desks": [joins]}))
    assert motcua("setup", answers).refusal == "LOCK_CODE_NEEDED"


def test_wrong_codes_count_as_at_the_window_and_the_fifth_costs_the_minute(
    motcua: Motcua, locked: Desk, code_file: Path
) -> None:
    code_file.write_text(WRONG)
    for left in (4, 3):
        ran = motcua("find", "")
        assert (ran.refusal, f"còn {left} lần" in ran.err) == ("LOCK_CODE_WRONG", True)
    assert lock_code.try_code(locked, WRONG).left == 2  # at the window
    assert motcua("unlock").refusal == "LOCK_CODE_WRONG"
    assert motcua("act", "1", "withdrawn").refusal == "LOCK_CODE_WAIT"
    code_file.write_text(CODE)
    ran = motcua("unlock")
    assert ran.refusal == "LOCK_CODE_WAIT"
    assert lock_code.has_code(locked)


def test_the_right_code_forgets_the_wrong_tries(motcua: Motcua, locked: Desk, code_file: Path) -> None:
    code_file.write_text(WRONG)
    motcua("find", "")
    code_file.write_text(CODE)
    assert len(motcua("find", "", "--json").json) == 1
    assert wrong(locked) == 0


@pytest.mark.parametrize("said", ["", "4029", "4029170", "40291x"])
def test_what_is_no_code_is_said_and_is_no_try(motcua: Motcua, locked: Desk, code_file: Path, said: str) -> None:
    code_file.write_text(said)
    assert motcua("find", "").refusal == "LOCK_CODE_DIGITS"
    assert wrong(locked) == 0


def test_a_file_that_is_not_there_is_said(motcua: Motcua, locked: Desk, code_file: Path) -> None:
    code_file.unlink()
    assert motcua("find", "").refusal == "FILE_READ"


def test_unlock_takes_the_code_away_from_whoever_has_it(motcua: Motcua, locked: Desk, code_file: Path) -> None:
    assert motcua("unlock", "--json").json == {"unlocked": True}
    assert not lock_code.has_code(locked)


# -- a code nobody knows any more ----------------------------------------------------------------------------------


@pytest.fixture
def word(locked: Desk, tmp_path: Path) -> Path:
    """Return the administrator's word, given just now."""
    place = tmp_path / "system" / "motcua-unlock"
    place.parent.mkdir()
    place.touch()
    return place


def test_an_administrator_of_the_pc_may_take_a_forgotten_code_away(motcua: Motcua, locked: Desk, word: Path) -> None:
    assert motcua("unlock", "--json").json == {"unlocked": True}
    assert not lock_code.has_code(locked)


def test_the_administrators_word_opens_nothing_else(motcua: Motcua, locked: Desk, word: Path) -> None:
    assert motcua("find", "").refusal == "LOCK_CODE_NEEDED"


@pytest.mark.parametrize("age", [-3_600, 700, 86_400])
def test_a_word_left_behind_opens_nothing(motcua: Motcua, locked: Desk, word: Path, age: float) -> None:
    then = time.time() - age
    os.utime(word, (then, then))
    assert motcua("unlock").refusal == "LOCK_CODE_NEEDED"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to another account")
def test_anybody_elses_word_opens_nothing(motcua: Motcua, locked: Desk, word: Path) -> None:
    os.chown(word, 65534, 65534)
    assert motcua("unlock").refusal == "LOCK_CODE_NEEDED"


def test_a_link_or_a_folder_is_no_word(motcua: Motcua, locked: Desk, word: Path, tmp_path: Path) -> None:
    word.unlink()
    word.symlink_to(tmp_path / "key")
    assert motcua("unlock").refusal == "LOCK_CODE_NEEDED"
    word.unlink()
    word.mkdir()
    assert motcua("unlock").refusal == "LOCK_CODE_NEEDED"


def test_on_this_system_the_word_lies_where_nobody_else_writes() -> None:
    assert lock_code._system_folder() == Path("/etc")
    assert Path("/etc").stat().st_uid == 0
    assert not Path("/etc").stat().st_mode & 0o022


# -- at a terminal -------------------------------------------------------------------------------------------------


def at_terminal(words: list[str], typed: str, env: dict[str, str]) -> tuple[int, str]:
    """Run `motcua` at a terminal of its own and type when it asks; return its status and all the terminal showed."""
    terminal, side = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "app", *words], stdin=side, stdout=side, stderr=side, cwd=ROOT,
        env={**os.environ, **env}, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(side)
    shown, sent = b"", False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, shown
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the child has closed its side
            break
        shown += part
        if not sent and shown.endswith("Mã khóa của quầy: ".encode()):
            # The terminal itself must not show what is typed: it would stay on the screen.
            assert not termios.tcgetattr(terminal)[3] & termios.ECHO
            os.write(terminal, typed.encode())
            sent = True
    os.close(terminal)
    return child.wait(), shown.decode()


@pytest.fixture
def env(motcua: Motcua, locked: Desk) -> dict[str, str]:
    return {name: os.environ[name] for name in ("MOTCUA_KEY_FILE", "MOTCUA_HOME")}


def test_at_a_terminal_the_code_is_asked_for_and_not_shown(locked: Desk, received: str, env: dict[str, str]) -> None:
    status, shown = at_terminal(["show", received], CODE + "\n", env)
    assert status == 0
    assert received in shown
    assert CODE not in shown
    status, shown = at_terminal(["act", received, "withdrawn"], WRONG + "\n", env)
    assert status == 1
    assert "LOCK_CODE_WRONG" in shown
    assert WRONG not in shown
    assert finding.dossier(locked, received).state.value == "received"
    assert wrong(locked) == 1


def test_at_a_terminal_nothing_typed_is_no_try(locked: Desk, env: dict[str, str]) -> None:
    status, shown = at_terminal(["find", ""], "\x04", env)
    assert (status, "LOCK_CODE_NEEDED" in shown) == (1, True)
    assert wrong(locked) == 0
