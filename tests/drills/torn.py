"""One act, cut off in the middle of writing: what is left when the store's log was allowed that many bytes and no more.

Statements are where an act can be killed between two thoughts of SQLite; a commit is itself a row of writes, and a
process can end after any byte of them. The system ends it here: a limit on the size of files (RLIMIT_FSIZE) a little
further each time, the rest of the act's own part of the write-ahead log cut off with the process that wrote it.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from app.models import setting
from app.models.store import FILE, Store, open_store
from app.services.desk import Desk
from tests.services.counter import KEY, Clock

ROOT = Path(__file__).parents[2]
STRIDE = 1030
"""Bytes from one cut to the next: a quarter of a page with its head in the log, so cuts fall between pages too."""
_OTHER_FILES = 64 * 1024
"""Bytes no other file of the store grows to: SQLite's index of its log has 32 KiB."""


def left_by_cuts(home: Path, folder: Path, act: Callable[..., object], *words: str) -> list[Path]:
    """Do `act(desk, *words)` in copies of `home`, each cut off further on; return them, the whole one last.

    `act` is a function of a module; `home` has a closed store with the key of tests.
    """
    folder.mkdir()
    named = f"{act.__module__}:{act.__qualname__}"
    subprocess.run([sys.executable, "-m", __name__, str(home), str(folder), named, *words], check=True, cwd=ROOT)
    return sorted(folder.iterdir(), key=lambda copy: int(copy.name))


def _main(home: Path, folder: Path, named: str, words: list[str]) -> None:
    module, _, name = named.partition(":")
    act = getattr(importlib.import_module(module), name)
    for cut in count(0, STRIDE):
        copy = folder / str(cut)
        shutil.copytree(home, copy)
        child = os.fork()
        if not child:
            with _no_way_out():
                store = open_store(copy, KEY)
                _end_after(_long_log(store) + cut)
                act(Desk(store, Clock()), *words)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            return
        if status != -signal.SIGXFSZ:
            raise SystemExit(f"cut at {cut} ended in {status}")


def _long_log(store: Store) -> int:
    """Make the log longer than the store's other new files by writing beside what is there; return its length."""
    log = store.path.with_name(f"{FILE}-wal")
    for written in count():
        with store.write() as connection:
            setting.put(connection, "torn", written)  # another value each time, or SQLite leaves the page alone
        if log.stat().st_size > _OTHER_FILES:
            return log.stat().st_size
    raise AssertionError


@contextmanager
def _no_way_out() -> Iterator[None]:
    """End this process here, whatever happens: what lies above is the business of the one it was forked from."""
    try:
        yield
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _end_after(length: int) -> None:
    """Have the system end this process when it makes any file longer than that."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, length))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
