"""Joining a province by its invitation: with the store of a centre that worked alone, or with a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app import vault
from app.models.setting import CentreRecord
from app.models.store import FILE
from app.printing.print_setup import PrintSetup
from app.services import centre
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
    """
    if (home / FILE).exists():
        with open_desk(home) as desk:
            if admit is not None:
                admit(desk)
            return joining.enrol(desk.store, url, code, officer)
    key = vault.store_key(home, create=True)
    joined = joining.ask(url, code, officer)
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
    centre.create(home, key, record, printing, lambda store: kept.append(joining.keep(store, joined, officer))).close()
    return kept[0]
