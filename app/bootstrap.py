"""Starts the window: on the desk of a data folder, or on the practice centre with a province of its own.

The only file that knows window and province at once. A practice centre is made by the program's own parts, without a
short way round any of them: a relay runs as a process of its own, the desk joins it by an invitation, and three weeks
of work are received. Imports are inside the functions: the window is painted before the store's libraries, half a
second of them, are read.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path

from app import vault
from app.errors import KnownError
from app.paths import ROOT, program

PRACTICE_PLACE = ("H99.10", "01747", 2, 1, 999, "Trung tâm Phục vụ hành chính công xã Minh Tâm")
"""Agency (no decision names it: provinces end at H63), commune, desk, first and last number, name."""


def open_window(home: Path) -> int:
    """Open the window on the desk in `home` (its first start when there is no store); return the exit status."""
    from app.ui.application import PRACTICE, run

    status = run(home)
    return open_practice(None) if status == PRACTICE else status


def open_practice(home: Path | None) -> int:
    """Open the window of the practice centre, made on its first use, with a relay of its own on loopback."""
    from app.ui.application import run

    with practice_centre(home or user_data_path("MotCuaTapHuan", appauthor=False)) as desk_home:
        return run(desk_home)


@contextmanager
def practice_centre(home: Path) -> Iterator[Path]:
    """Give the home of a practice desk that is joined to its own running relay; end the relay afterwards.

    The centre has an agency no decision names (provinces end at H63), invented citizens and three weeks of work. It
    is made whole or not at all: a first start that was cut off begins anew.
    """
    from app.province import commands as province

    desk_home, relay_home, ready = home / "desk", home / "province", home / "ready"
    if not ready.exists():
        shutil.rmtree(home, ignore_errors=True)
        province.init(relay_home)
    with _relay(relay_home) as url:
        if ready.exists():
            _meet_relay(desk_home, url)
        else:
            invited = province.invite(relay_home, *PRACTICE_PLACE)
            _make_practice(desk_home, url, invited["code"])
            ready.touch()
        yield desk_home


def _make_practice(home: Path, url: str, code: str) -> None:
    from app.services import practice
    from app.workflows.joining import enrol
    from app.workflows.opening import open_desk

    vault.make_practice_key(home)
    enrol(home, url, code, "Trần Thị Mai Duyên")
    with open_desk(home) as desk:
        practice.generate(desk, 600, seed=2026, daily=40)


def _meet_relay(home: Path, url: str) -> None:
    """Tell the desk where its relay answers today: a practice relay takes whatever port is free."""
    from app.models import setting
    from app.workflows.opening import open_desk

    with open_desk(home) as desk, desk.store.write() as connection:
        link = setting.link(connection)
        if link is not None:
            setting.put_link(connection, replace(link, url=url))


@contextmanager
def _relay(home: Path) -> Iterator[str]:
    """Run the relay in `home` as a process of its own; give its address."""
    command = program("province", "serve", "--home", str(home), "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise KnownError("RELAY_MISSING", home=str(home))
            yield address
        finally:
            process.terminate()
