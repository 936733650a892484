"""A call in a process of its own, forked with everything imported, that strace kills where it enters its n-th write.

The one that forks has no store open and no thread, so each process opens its own as a started program does, and its
start costs a tenth of one. A process waits until strace holds it; strace counts the calls of each thread by itself and
ends the process before the n-th is done (`inject=…:signal=KILL:when=N`). What it had printed by then lies in a file.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import pkgutil
import re
import signal
import subprocess
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "renameat2", "unlink")
"""What a process does to its files."""
_CALLED = re.compile(r"^(\d+) +(\w+)\(", re.MULTILINE)
_WITHOUT = ("app.__main__", "app.ui", "app.selftest", "app.models.migrations.")
"""What no traced command needs, Qt above all, or what Alembic imports itself."""


@dataclass(frozen=True)
class Kill:
    """Where a process is to die: as it enters the `nth` of these calls."""

    call: str
    nth: int


@dataclass(frozen=True)
class Ended:
    """What is left of a process: its exit status, negative for a signal, and what it had printed."""

    status: int
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


def ready() -> None:
    """Import all a traced process may need; from here on forking is cheap."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith(_WITHOUT):
            importlib.import_module(module.name)
    assert threading.active_count() == 1, "a thread would be missing in what is forked"
    gc.collect()
    gc.freeze()


class Process:
    """A call that runs in a process of its own, its words in `folder`."""

    def __init__(self, folder: Path, call: Callable[[], int], env: dict[str, str], trace: list[str] | None) -> None:
        self._out, self._err, self._tracer = folder / "said.out", folder / "said.err", None
        gate, opens = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(opens)
            self._live(gate, call, env)
        os.close(gate)
        if trace is not None:
            command = ["strace", "-f", "-e", f"trace={','.join(CALLS)}", *trace, "-p", str(self.pid)]
            self._tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            assert self._tracer.stderr is not None
            held = self._tracer.stderr.readline()
            if "attached" not in held:
                os.kill(self.pid, signal.SIGKILL)
                raise RuntimeError(f"strace does not hold the process: {held}")
        os.close(opens)

    def _live(self, gate: int, call: Callable[[], int], env: dict[str, str]) -> None:
        """Be the process, once it is held, and end here: what lies above is the business of whoever forked."""
        status = 1
        try:
            os.environ.update(env)
            for name, path in ((1, self._out), (2, self._err)):
                os.dup2(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), name)
            sys.stdout, sys.stderr = (os.fdopen(name, "w", closefd=False) for name in (1, 2))
            os.read(gate, 1)
            status = call()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def end(self) -> Ended:
        """Wait for the end."""
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self._tracer is not None:
            self._tracer.communicate()
        out, err = (path.read_text(encoding="utf-8", errors="replace") for path in (self._out, self._err))
        return Ended(status, out, err)


def run(folder: Path, call: Callable[[], int], env: dict[str, str], kill: Kill | None = None) -> Ended:
    """Run a call to its end, or to where it is killed."""
    trace = None
    if kill is not None:
        trace = ["-o", os.devnull, "-e", f"inject={kill.call}:signal=KILL:when={kill.nth}"]
    return Process(folder, call, env, trace).end()


def counted(folder: Path, call: Callable[[], int], env: dict[str, str]) -> Counter[str]:
    """Run a call undisturbed and return how many of each of `CALLS` its busiest thread makes."""
    log = folder / "calls"
    ended = Process(folder, call, env, ["-o", str(log)]).end()
    assert ended.status == 0, ended
    threads = Counter(_CALLED.findall(log.read_text(encoding="utf-8", errors="replace")))
    most = Counter[str]()
    for (_, name), times in threads.items():
        most[name] = max(most[name], times)
    assert most, "strace told of no call"
    return most


def ask(folder: Path, question: Callable[[], Any], env: dict[str, str]) -> Any:
    """Return what a question asked in a process of its own comes to. Raises AssertionError with what it raised."""
    answer = folder / "answer"

    def call() -> int:
        answer.write_bytes(pickle.dumps(question()))
        return 0

    ended = run(folder, call, env)
    assert ended.status == 0, ended.err
    return pickle.loads(answer.read_bytes())
