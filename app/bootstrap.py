"""Builds everything once and hands it over; the only file that knows everyone (DESIGN §2).

The command line and the window both come through here: find the key, open the store, make the desk and, where the
centre has a province, the line to it. Nobody else in the program constructs these. Imports are inside the functions:
the window is painted before the store's libraries, half a second of them, are read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from app import logs, vault
from app.errors import KnownError, UserError
from app.paths import ROOT, program

if TYPE_CHECKING:
    from app.models.setting import CentreRecord, ProvinceLink
    from app.services.desk import Desk
    from app.services.setup import Answers

PRACTICE_PLACE = ("H99.10", "01747", 2, 1, 999, "Trung tâm Phục vụ hành chính công xã Minh Tâm")
"""Agency (no decision names it: provinces end at H63), commune, desk, first and last number, name."""


@contextmanager
def open_desk(home: Path) -> Iterator[Desk]:
    """Open the desk in `home`, and close it.

    Raises KnownError STORE_MISSING and those of `vault.store_key` and `open_store`.
    """
    desk = start_desk(home)
    try:
        yield desk
    finally:
        desk.store.close()


def start_desk(home: Path) -> Desk:
    """Open the desk in `home`; whoever asked closes its store. Raises as `open_desk` does."""
    from app.models.store import FILE, open_store
    from app.services.desk import Desk

    if not (home / FILE).exists():
        raise KnownError("STORE_MISSING", home=str(home))
    # Before the store: what a migration did, or why it failed, belongs in the log.
    logs.start(home)
    return Desk(open_store(home, vault.store_key(home)))


def enrol(home: Path, url: str, code: str, officer: str) -> dict[str, Any]:
    """Join a province with the store in `home`, or with a new one; return the desk's place.

    The key is found before the code is used up. Raises what `sync.enrol`, `vault` and the store raise; a store made
    here does not stay behind when joining fails.
    """
    from app.models.store import FILE, open_store
    from app.services import centre
    from app.sync import enrol as joining

    key = vault.store_key(home, create=True)
    made = not (home / FILE).exists()
    joined = joining.ask(url, code, officer)
    place = joined.place
    if made:
        record = centre.describe(
            agency=place.agency,
            commune=place.commune,
            name=place.name,
            desk=place.desk,
            officer=officer,
            first=place.first,
            last=place.last,
        )
        store = centre.create(home, key, record)
    else:
        store = open_store(home, key)
    try:
        kept = joining.keep(store, joined, officer)
    except BaseException:
        store.close()
        if made:
            centre.remove(home)
        raise
    store.close()
    return {
        "agency": kept.agency,
        "commune": kept.commune,
        "name": kept.name,
        "desk": kept.desk,
        "first": kept.first,
        "last": kept.last,
    }


def sync_now(desk: Desk) -> dict[str, Any]:
    """Send and fetch once; the result as `motcua sync --json` prints it. Raises UserError NOT_ENROLLED."""
    from app.models import setting
    from app.sync.once import sync_once
    from app.sync.transport import Transport

    with desk.store.read() as connection:
        link = setting.link(connection)
    if link is None:
        raise UserError("NOT_ENROLLED")
    with Transport.of(link) as transport:
        return sync_once(desk.store, transport, desk.clock()).as_json()


def close_day(desk: Desk, on: date) -> dict[str, Any]:
    """Close a day with the province, or without one; the result as `motcua close-day --json` prints it."""
    from app.models import setting
    from app.sync import reconcile
    from app.sync.transport import Transport

    with desk.store.read() as connection:
        link = setting.link(connection)
    if link is None:
        return reconcile.close_day(desk.store, None, on, desk.clock()).as_json()
    with Transport.of(link) as transport:
        return reconcile.close_day(desk.store, transport, on, desk.clock()).as_json()


def make_centre(home: Path, **asked: Any) -> CentreRecord:
    """Make a centre with no province from what was asked (`services.centre.describe`), with its key and store."""
    from app.services import centre

    record = centre.describe(**asked)
    centre.create(home, vault.store_key(home, create=True), record).close()
    return record


def set_up(home: Path, answers: Answers) -> dict[str, Any]:
    """Make the centre in `home`, or join its province, as a file answers; return what `motcua setup --json` prints.

    Repeating it is harmless: where the desk is set up already with the same place, nothing changes and `already` is
    true. `printer_found` is left to whoever may use Qt. Raises what `make_centre` and `enrol` raise, and UserError
    SETUP_OTHER (name, centre, desk) where another desk is set up in `home`.
    """
    from app.models.store import FILE
    from app.settings import Settings

    already = False
    if (home / FILE).exists():
        own, link = _place(home)
        # A centre that worked alone and now has its invitation joins, with its dossiers.
        already = link is not None or answers.place is not None
        other = answers.differs(own, link) if already else None
        if other is not None:
            raise UserError("SETUP_OTHER", name=other, centre=own.name, desk=own.desk)
    if not already and answers.place is not None:
        make_centre(home, officer=answers.officer, **answers.place)
    elif not already:
        enrol(home, answers.url, answers.code, answers.officer)
    own, link = _place(home)
    if not Settings.kept(home):
        replace(Settings(), printer=answers.printer, paper=answers.paper).save(home)
    settings = Settings.load(home)
    names = ("agency", "commune", "name", "desk", "first", "last", "officer")
    return {
        "home": str(home),
        **{name: getattr(own, name) for name in names},
        "printer": settings.printer,
        "paper": settings.paper,
        "enrolled": link is not None,
        "already": already,
    }


def _place(home: Path) -> tuple[CentreRecord, ProvinceLink | None]:
    from app.models import setting

    with open_desk(home) as desk, desk.store.read() as connection:
        return setting.centre(connection), setting.link(connection)


def open_window(home: Path) -> int:
    """Open the window on the desk in `home` (its first start when there is no store); return the exit status."""
    from app.ui.application import PRACTICE, run

    status = run(home, sys.modules[__name__])
    return open_practice(None) if status == PRACTICE else status


def open_practice(home: Path | None) -> int:
    """Open the window of the practice centre, made on its first use, with a relay of its own on loopback."""
    from app.ui.application import run

    with practice_centre(home or user_data_path("MotCuaTapHuan", appauthor=False)) as desk_home:
        return run(desk_home, sys.modules[__name__])


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

    vault.make_practice_key(home)
    enrol(home, url, code, "Trần Thị Mai Duyên")
    with open_desk(home) as desk:
        practice.generate(desk, 600, seed=2026, daily=40)


def _meet_relay(home: Path, url: str) -> None:
    """Tell the desk where its relay answers today: a practice relay takes whatever port is free."""
    from app.models import setting

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
