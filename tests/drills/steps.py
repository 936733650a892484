"""One act, killed before each statement its store runs: what each kill leaves, in a folder of its own.

The act runs in processes forked by one that has no store open, on a copy of the same data folder each; the n-th of
them ends itself by SIGKILL where its n-th statement would begin, COMMIT among them. The last one is not disturbed and
still does not close its store, as a PC that loses its power after an act does not.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.models.store import open_store
from app.services.desk import Desk
from tests.services.counter import KEY, Clock

ROOT = Path(__file__).parents[2]


def left_by_kills(home: Path, folder: Path, act: Callable[..., object], *words: str) -> list[Path]:
    """Do `act(desk, *words)` in copies of `home`, one killed later than the other; return them, the whole one last.

    `act` is a function of a module; `home` has a closed store with the key of tests.
    """
    folder.mkdir()
    named = f"{act.__module__}:{act.__qualname__}"
    subprocess.run([sys.executable, "-m", __name__, str(home), str(folder), named, *words], check=True, cwd=ROOT)
    return sorted(folder.iterdir(), key=lambda copy: int(copy.name))


def _main(home: Path, folder: Path, named: str, words: list[str]) -> None:
    module, _, name = named.partition(":")
    act = getattr(importlib.import_module(module), name)
    for step in count(1):
        copy = folder / str(step)
        shutil.copytree(home, copy)
        child = os.fork()
        if not child:
            _die_at(step)
            act(Desk(open_store(copy, KEY), Clock()), *words)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            return
        if status != -signal.SIGKILL:
            raise SystemExit(f"step {step} ended in {status}")


def _die_at(step: int) -> None:
    """End this process where its `step`-th statement would begin, on whichever connection."""
    connect, steps = sqlcipher.connect, count(1)

    def begins(_statement: str) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*where: Any, **how: Any) -> Any:
        connection = connect(*where, **how)
        connection.set_trace_callback(begins)
        return connection

    sqlcipher.connect = traced


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
