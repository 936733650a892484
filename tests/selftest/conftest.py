"""A bench in a test's own folder, asked one check at a time; a copy of the resources that may be damaged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app import paths
from app.selftest import own
from app.selftest.bench import Bench
from app.selftest.check import Result, ask
from app.selftest.run import CHECKS

Ask = Callable[[str], Result]


@pytest.fixture(autouse=True)
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks of the test's own: the store it looks at is a copy, whose numbers other tests have issued further."""
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "marks"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "bench"
    folder.mkdir()
    bench = Bench(folder, tmp_path / "home")
    yield bench
    bench.close()


@pytest.fixture
def asked(bench: Bench) -> Ask:
    """Ask one check by its name, those of the desk's own among them."""
    named = {check.name: check for check in (*CHECKS, *own.CHECKS)}
    return lambda name: ask(named[name], bench)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of resources/, which the program takes for its own."""
    copy = tmp_path / "installed"
    shutil.copytree(paths.ROOT / "resources", copy / "resources")
    monkeypatch.setattr(paths, "ROOT", copy)
    return copy / "resources"
