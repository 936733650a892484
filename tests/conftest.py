"""What rooms share: a real store of one desk, copied from one made once, its clock, and the command line."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from app import cli
from app.models.store import FILE, open_store
from app.services import centre
from app.services.desk import Desk
from tests.services.counter import KEY, Clock, write_key

# No test leaves a mark on this machine, nor finds one of another run; programs it starts inherit it.
_MARKS = tempfile.TemporaryDirectory(prefix="marks-")
os.environ["MOTCUA_STATE"] = _MARKS.name
# How long one example takes is the machine's business.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def new_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a centre just set up: making one costs fifty times what copying it does."""
    folder = tmp_path_factory.mktemp("centre")
    record = centre.describe(
        agency="H15.10", commune="24133", name="Trung tâm thử", desk=1, officer="Nguyễn Thị Lan", first=1, last=999
    )
    centre.create(folder, KEY, record).close()
    return folder / FILE


@pytest.fixture
def home(tmp_path: Path, new_centre: Path) -> Path:
    """The data folder of a desk that has received nothing yet."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(new_centre, folder / FILE)
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(home: Path, clock: Clock) -> Iterator[Desk]:
    # Tests go through the days as they like; what the desk asks about its clock is in tests/services/test_present.py.
    desk = Desk(open_store(home, KEY), clock, clock_ok=True, uptime=clock.uptime)
    yield desk
    desk.store.close()


@dataclass(frozen=True)
class Ran:
    """What a command left: exit status, stdout, stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value of a command that succeeded without a word on stderr."""
        assert (self.status, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON values of a command that answers line by line."""
        assert (self.status, self.err) == (0, "")
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def refusal(self) -> str:
        """The code of a command that failed as CLI.md says: one line on stderr, a sentence after the code."""
        assert (self.status, self.out) == (1, "")
        code, _, sentence = self.err.partition(" ")
        assert self.err.count("\n") == 1
        assert self.err.endswith("\n")
        assert sentence.strip()
        assert "{" not in sentence
        return code


@pytest.fixture
def motcua(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run a command in this process on the desk in `home`; `stdin` is text or, for odd files, bytes."""
    key = tmp_path / "key"
    write_key(key, KEY.hex() + "\n")
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(key))
    monkeypatch.setenv("MOTCUA_HOME", str(home))

    def run(*words: object, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        try:
            status = cli.main([str(word) for word in words])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run
