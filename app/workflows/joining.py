"""Joining a province by its invitation: with the store of a centre that worked alone, or with a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app import vault
from app.errors import KnownError
from app.models import replacing
from app.models.setting import CentreRecord
from app.models.store import FILE, Store
from app.paths import state_home
from app.printing.print_setup import PrintSetup
from app.services import centre, numbers
from app.services.desk import Desk
from app.sync import enrol as joining
from app.workflows.opening import open_desk


def enrol(
    home: Path,
    url: str,
    code: str,
    officer: str,
    *,
    printing: PrintSetup | None = None,
    admit: Callable[[Desk], object] | None = None,
) -> CentreRecord:
    """Join a province with the store in `home`, or with a new one; return the centre as the province places it.

    A code serves once, so all that this PC could refuse is asked before it is used up: the key is found, or made
    where there is no store yet, and a store that is there is opened; `admit` is asked of its desk and may refuse. A new
    one keeps where this PC prints, where somebody was asked. Raises what `sync.enrol`, `vault`, `admit` and the store
    raise; a store made here does not stay behind when joining fails.

    A store that is broken is set aside once the province has answered: the desk goes on with what the province has,
    and its numbers above all that this PC issued.
    """
    broken = (home / FILE).exists() and _is_broken(home)
    if (home / FILE).exists() and not broken:
        with open_desk(home) as desk:
            if admit is not None:
                admit(desk)
            return joining.enrol(desk.store, url, code, officer)
    key = vault.store_key(home, create=True)
    joined = joining.ask(url, code, officer)
    if broken:
        replacing.set_aside(home)
    place = joined.place
    record = centre.describe(
        agency=place.agency,
        commune=place.commune,
        name=place.name,
        desk=place.desk,
        officer=officer,
        first=place.first,
        last=place.last,
    )
    kept: list[CentreRecord] = []

    def fill(store: Store) -> None:
        kept.append(joining.keep(store, joined, officer))
        if broken:
            with store.write() as connection:
                numbers.go_on(connection, state_home(), home)

    centre.create(home, key, record, printing, fill).close()
    return kept[0]


def _is_broken(home: Path) -> bool:
    try:
        with open_desk(home) as desk, desk.store.read() as connection:
            return connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().first() != "ok"
    except KnownError as problem:
        if problem.code != "STORE_BROKEN":
            raise
        return True
