"""Killed 100 times while the store of the previous release is migrated: the old or the new program starts, with all.

Half of the kills come at a random moment of the whole start, half at a random moment after the copy appeared, where
the migration's own work is. After each the revision of the file decides which program must be able to go on with it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.engine import REVISIONS
from app.models.store import FILE, Store
from tests.drills.test_drills import patience as patience  # pytest's own dump would come after 100 s
from tests.drills.test_drills import tell as tell
from tests.releases import trees

pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
SEED, KILLS = 20261122, 100
_RELEASE = Path(trees.__file__).parent / trees.MIGRATED
_NOW = Path(__file__).parents[2]


def copy(home: Path) -> None:
    """Make a home of the release's, its key closed as the program wants it."""
    shutil.copytree(_RELEASE, home)
    (home / "key").chmod(0o600)


def start(tree: Path, home: Path) -> subprocess.Popen[str]:
    """Start a program on the store: it opens it, migrating where it must, and lists what it holds."""
    env = {**os.environ, "MOTCUA_KEY_FILE": str(home / "key"), "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "app", "--home", str(home), "find", "", "--limit", "500", "--json"]
    return subprocess.Popen(command, cwd=tree, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def codes(tree: Path, home: Path) -> set[str]:
    with start(tree, home) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return {found["code"] for found in json.loads(out)}


def revision(home: Path) -> str:
    store = Store(home / FILE, bytes.fromhex((home / "key").read_text().strip()))
    try:
        with store.read() as connection:
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    finally:
        store.close()


def test_killed_100_times_while_migrating_the_old_or_the_new_program_starts(
    tmp_path: Path, tell: Callable[[object], None]
) -> None:
    old = trees.checkout(trees.MIGRATED, tmp_path / "old")
    all_codes = {
        json.loads(line)["code"] for line in (_RELEASE / "dossiers.jsonl").read_text(encoding="utf-8").splitlines()
    }
    chance = random.Random(SEED)
    copy(tmp_path / "trial")
    began = time.monotonic()
    codes(_NOW, tmp_path / "trial")
    whole = time.monotonic() - began
    left = Counter[str]()
    for at in range(KILLS):
        home = tmp_path / f"home{at}"
        copy(home)
        left[kill_one(home, chance, whole, at)] += 1
        if revision(home) == REVISIONS[-1]:
            left["new"] += 1
        else:
            left["old"] += 1
            assert codes(old, home) == all_codes
            assert revision(home) == "0001"
        # Whatever the kill left, the new program goes on from there.
        assert codes(_NOW, home) == all_codes
        assert revision(home) == REVISIONS[-1]
        kept = home / f"motcua.before-{REVISIONS[-1]}.db"
        assert kept.stat().st_size == (_RELEASE / FILE).stat().st_size
        assert {path.name for path in home.iterdir()} <= {FILE, kept.name, "key", "files", "logs", "dossiers.jsonl"}
        shutil.rmtree(home)
    # Kills at both ends of the migration, or the drill has shown nothing.
    assert left["old"] >= 5, left
    assert left["during the migration"] >= 20, left
    tell(dict(left))


def kill_one(home: Path, chance: random.Random, whole: float, at: int) -> str:
    """Start the new program on the old store and kill it; say when it was killed."""
    copy = home / "motcua.migrating"
    with start(_NOW, home) as process:
        if at % 2:
            while process.poll() is None and not copy.exists():
                pass
            began = time.monotonic()
            wait = chance.uniform(0, whole / 4)
        else:
            began, wait = time.monotonic(), chance.uniform(0, whole)
        while process.poll() is None and time.monotonic() - began < wait:
            pass
        during = copy.exists()
        if process.poll() is not None:
            return "too late"
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return "during the migration" if during else "elsewhere"
