"""From the start of the process to a window that takes keys, beside a bare Qt window.

Both are processes of their own, offscreen, watched by `tests.bench.started`, and byte-compiled beforehand in a folder
of their own, since an environment may forbid writing bytecode and an installed program always has it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from app.models.store import FILE
from tests.bench import stores
from tests.bench.harness import Figure, race, ratio, workplace
from tests.bench.started import SAID
from tests.services.counter import write_key

AIM = 2.0


def figures(quick: bool) -> list[Figure]:
    """Measure on a desk with 10,000 dossiers."""
    rounds = 3 if quick else 15
    with workplace() as folder:
        home, key = folder / "desk", folder / "key"
        home.mkdir()
        shutil.copy(stores.filled(10_000) / FILE, home / FILE)
        write_key(key, stores.KEY.hex())
        key.chmod(0o600)
        env = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "MOTCUA_KEY_FILE": str(key),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        bare = partial(_start, env)
        frame = race(partial(_start, env, "--home", str(home)), bare, rounds)
        desk = race(partial(_start, env, "--desk", "--home", str(home)), bare, max(3, rounds // 3))
    detail = {"rounds": rounds, "first screen of the desk, ms": desk[0] * 1e3}
    return [ratio("start", *frame, AIM, **detail)]


def _start(env: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "tests.bench.started", *words]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, capture_output=True, text=True, env=env, cwd=root, timeout=60)
    assert ran.stdout.strip() == SAID, ran.stderr
