"""One desk's PC in a folder, where commands are run and killed, and what is looked at afterwards."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app import cli
from app.models.store import FILE, Store
from app.services import care, intake
from app.services import drafts as door
from app.workflows.opening import open_desk
from tests.drills import program, traced
from tests.drills.traced import Ended, Kill, Process

_UNPRINTED = {"receipts"}
"""What `doctor` may find after a kill: receipts that wait to be printed."""


class Place:
    """One desk's PC in a folder: data, mark, key, a relay's home where there is one, drafts and papers beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.env = {
            "MOTCUA_HOME": str(self.home), "MOTCUA_STATE": str(folder / "state"),
            "MOTCUA_KEY_FILE": str(folder / "key"),
        }  # fmt: skip

    def command(self, *words: object) -> Callable[[], int]:
        if callable(words[0]):
            return partial(words[0], self)
        return lambda: cli.main([*map(str, words), *(() if "province" in words[:1] else ("--json",))])

    def run(self, *words: object, kill: Kill | None = None) -> Ended:
        return traced.run(self.folder, self.command(*words), self.env, kill)

    def done(self, *words: object) -> Any:
        """Run a command that must succeed; return the JSON it printed, the last value of several."""
        ended = self.run(*words)
        assert ended.status == 0, (words, ended)
        return lines(ended.out)[-1]

    def ask(self, question: Callable[..., Any], *more: Any) -> Any:
        return traced.ask(self.folder, lambda: question(self, *more), self.env)

    def write(self, name: str, *values: Any) -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in values), encoding="utf-8")
        return path

    @contextmanager
    def relay(self) -> Iterator[str]:
        """Serve the relay of this place, at the port it had first."""
        home, port = self.folder / "relay", self.folder / "port"
        words = ("province", "serve", "--home", home, "--port", port.read_text() if port.exists() else 0)
        said = self.folder / "relay.said"
        said.mkdir(exist_ok=True)
        (said / "said.out").unlink(missing_ok=True)
        os.mkfifo(said / "said.out")
        serving = Process(said, self.command(*words), self.env, None)
        try:
            with (said / "said.out").open(encoding="utf-8") as told:
                url = told.readline().strip()
            assert url.startswith("http://"), (said / "said.err").read_text()
            port.write_text(url.rpartition(":")[2])
            yield url
        finally:
            os.kill(serving.pid, signal.SIGKILL)
            os.waitpid(serving.pid, 0)


def lines(out: str) -> list[Any]:
    """Return the JSON values that were printed whole: what the program has acknowledged."""
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]


@dataclass(frozen=True)
class Seen:
    """A store that opened and is sound: request → (code, receipts printed), code → kinds of its events in order."""

    held: dict[str, tuple[str, int]]
    codes: list[str]
    kinds: dict[str, list[str]]


def look(place: Place) -> Seen:
    """Open the store as the next start does: sound, and no number twice."""
    with open_desk(place.home) as desk:
        program.assert_sound(desk)
        bad = [check for check in care.doctor(desk) if not check.ok and check.name not in _UNPRINTED]
        assert not bad, bad
        with desk.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT request_id, code, printed, book, entry FROM dossier").all()
            acts = connection.exec_driver_sql(
                "SELECT dossier.code, event.kind FROM event JOIN dossier ON dossier.id = event.dossier ORDER BY event.n"
            ).all()
    codes, entries = [row.code for row in rows], [(row.book, row.entry) for row in rows]
    assert len(codes) == len(set(codes)), "a number twice"
    assert len(entries) == len(set(entries)), "an entry of the register twice"
    kinds: dict[str, list[str]] = {}
    for code, kind in acts:
        kinds.setdefault(code, []).append(kind)
    held = {row.request_id: (row.code, row.printed) for row in rows if row.request_id}
    return Seen(held, codes, kinds)


def look_at_old(place: Place) -> str:
    """Return the revision of a store as a migration left it, whose every page is whole; the old or the new one."""
    store = Store(place.home / FILE, bytes.fromhex((place.folder / "key").read_text().strip()))
    try:
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    finally:
        store.close()


def receive(place: Place, wanted: list[dict[str, Any]]) -> list[str]:
    with open_desk(place.home) as desk:
        return [intake.receive(desk, door.read(one)).dossier.code for one in wanted]
