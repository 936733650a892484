"""The real program as processes of their own: one desk's PC, the province's relay, and SIGKILL."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.models import journal
from app.services import care, papers
from app.services.desk import Desk
from app.workflows.opening import open_desk

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "app")
# A script's machine keeps bytecode; compiling the program at every start would be half of each command's time.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PATIENCE = 60
"""Seconds after which a program that should have ended is reported, on a machine that is busy with other things."""


@dataclass(frozen=True)
class Killed:
    """What is left of a run: what it had said by then, and whether it was still alive when it was killed."""

    out: str
    alive: bool

    @property
    def lines(self) -> list[Any]:
        """The JSON lines that were printed whole: what the program has acknowledged."""
        return [json.loads(line) for line in self.out.splitlines(keepends=True) if line.endswith("\n")]


class PC:
    """One desk's computer: a home folder, a key file, and the program run on them as an officer's scripts would."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {**ENVIRONMENT, "MOTCUA_HOME": str(home), "MOTCUA_KEY_FILE": str(home.with_suffix(".key"))}

    def run(self, *words: object, stdin: str = "") -> Any:
        """Run one command to its end; return what `--json` printed. A doctor that names something exits 1."""
        ran = subprocess.run(
            [*COMMAND, *map(str, words), "--json"],
            input=stdin, capture_output=True, text=True, env=self.env, cwd=ROOT, timeout=PATIENCE,
        )  # fmt: skip
        assert ran.returncode == 0 or words[0] == "doctor", f"{words}: {ran.stderr}"
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        return lines if "--lines" in words else lines[0]

    def start(self, *words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *map(str, words), "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.env,
            cwd=ROOT,
        )  # fmt: skip

    def kill(self, after: float, *words: object) -> Killed:
        """Run one command and kill it `after` seconds, wherever it is."""
        running = self.start(*words)
        clock = threading.Timer(after, running.send_signal, [signal.SIGKILL])
        clock.start()
        out, _ = running.communicate(timeout=PATIENCE)
        clock.cancel()
        return Killed(out, running.returncode == -signal.SIGKILL)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the store in this process, as the next start of the program would."""
        with _environment(self.env), open_desk(self.home) as desk:
            yield desk


@contextmanager
def _environment(env: dict[str, str]) -> Iterator[None]:
    before = os.environ.get("MOTCUA_KEY_FILE")
    os.environ["MOTCUA_KEY_FILE"] = env["MOTCUA_KEY_FILE"]
    try:
        yield
    finally:
        if before is None:
            del os.environ["MOTCUA_KEY_FILE"]
        else:
            os.environ["MOTCUA_KEY_FILE"] = before


class RelayProcess:
    """The province's relay as the command line serves it, killed and started again on the same port."""

    def __init__(self, home: Path, db: str | None = None, workers: int = 1) -> None:
        self.home, self.port, self.workers = home, 0, workers
        self._command("init", *(("--db", db) if db else ()))
        self._start()

    @classmethod
    def there(cls, home: Path, port: int) -> RelayProcess:
        """Serve a relay that lies in a folder already, at the port its desks know."""
        self = cls.__new__(cls)
        self.home, self.port, self.workers = home, port, 1
        self._start()
        return self

    def _command(self, *words: object) -> Any:
        ran = subprocess.run(
            [*COMMAND, "province", *map(str, words), "--home", str(self.home), "--json"],
            capture_output=True, text=True, check=True, env=ENVIRONMENT, cwd=ROOT, timeout=PATIENCE,
        )  # fmt: skip
        return json.loads(ran.stdout)

    def invite(self, desk: int, first: int, last: int) -> str:
        """Return an invitation code for a desk of the one agency there is."""
        words = ("invite", "--agency", "H15.10", "--commune", "24133", "--desk", desk, "--first", first, "--last", last)
        return str(self._command(*words, "--name", "Trung tâm thử")["code"])

    def export(self) -> list[dict[str, Any]]:
        """Return every dossier the province holds."""
        ran = subprocess.run(
            [*COMMAND, "province", "export", "--home", str(self.home)],
            capture_output=True, text=True, check=True, env=ENVIRONMENT, cwd=ROOT, timeout=PATIENCE,
        )  # fmt: skip
        return [json.loads(line) for line in ran.stdout.splitlines()]

    def events(self) -> int:
        """Return how many events of desks the province has stored, refused ones among them."""
        return sum(int(desk["events"]) for desk in self._command("status"))

    def _start(self) -> None:
        words = ("serve", "--home", self.home, "--port", self.port, "--workers", self.workers)
        self.process = subprocess.Popen(
            [*COMMAND, "province", *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT, cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        self.url = self.process.stdout.readline().strip() if ready else ""
        assert self.url.startswith("http://"), f"the relay did not start: {self.url!r}"
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """Kill the relay, whatever it is doing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def kill_after(self, seconds: float) -> threading.Timer:
        """Kill the relay later, in a thread; `join` it before starting the relay again."""
        clock = threading.Timer(seconds, self.kill)
        clock.start()
        return clock

    def restart(self) -> None:
        self._start()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=PATIENCE)


def duration(pc: PC, *words: object) -> float:
    """Return how long a command takes when nobody kills it, in seconds."""
    began = time.monotonic()
    pc.run(*words)
    return time.monotonic() - began


def drafts(source: random.Random, label: str, count: int) -> list[dict[str, Any]]:
    """Return drafts of invented citizens, each with a request of its own."""
    return [
        {
            "procedure": source.choice(("2.000815", "1.004873", "2.000884")),
            "applicant": {"kind": "citizen", "name": source.choice(("Nguyễn Thị Đặng", "Lò Văn Ngưỡng", "Y Niê"))},
            "request_id": f"{label}-{number}",
        }
        for number in range(count)
    ]


def held(desk: Desk) -> dict[str, tuple[str, int]]:
    """Return the store's dossiers as request → (code, receipts printed); no request may be there twice."""
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT request_id, code, printed FROM dossier ORDER BY n")).all()
    found = {row.request_id: (row.code, row.printed) for row in rows}
    assert len(found) == len(rows), "a request became two dossiers"
    return found


def assert_sound(desk: Desk) -> None:
    """The file is whole, every hash and the desk's chain hold, and each record is what its events say."""
    checks = {check.name: check for check in care.doctor(desk)}
    with desk.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA quick_check").scalars().all() == ["ok"]
    assert checks["chain"].ok, checks["chain"].detail
    rebuilt = care.rebuild(desk)
    assert (rebuilt.differed, rebuilt.broken) == ((), ()), rebuilt
    with desk.store.read() as connection:
        rows = connection.execute(
            text("SELECT (SELECT count(*) FROM dossier), (SELECT count(DISTINCT dossier) FROM event)")
        ).one()
    assert rows[0] == rows[1], f"{rows[0]} records of {rows[1]} dossiers"


def print_all(desk: Desk) -> None:
    """Count every receipt as printed, so that the next look names only what the next kill left."""
    for code, copies in held(desk).values():
        if copies == 0:
            papers.printed(desk, code, "receipt")


def resend_all(desk: Desk) -> int:
    """Put every event into the outbox again, as if the province had lost its answers; return how many."""
    with desk.store.write() as connection:
        own = desk.centre(connection).desk
        ids = text("SELECT text_of(id) FROM event WHERE desk = :desk ORDER BY n")
        return journal.resend(connection, list(connection.execute(ids, {"desk": own}).scalars()))
