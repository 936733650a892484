"""The legal grounds of a refusal an officer picks from: the centre's own list, else the one the program ships with.

Every refusal names its ground (NĐ 118/2025 art. 17), and an officer at a counter should not have to find its words.
The shipped list says itself that its wording is unverified; a centre that knows better keeps its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.errors import UserError
from app.models import setting
from app.paths import resource
from app.rules.text import nfc
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a dossier may be refused, and the law that says so."""

    text: str
    basis: str


def grounds(desk: Desk) -> tuple[Ground, ...]:
    """Return the grounds this centre picks from, in the order they are offered."""
    with desk.store.read() as connection:
        own = desk.centre(connection).grounds
    return shipped() if own is None else _read(own)


def put_grounds(desk: Desk, rows: Iterable[Mapping[str, Any]] | None) -> tuple[Ground, ...]:
    """Keep a centre's own list, or go back to the shipped one with None; return what is offered from now on.

    A row is {"text", "basis"}; rows without a text are left out, the same text is kept once, and a list that says
    nothing at all is refused. Raises UserError GROUNDS_EMPTY.
    """
    kept = None if rows is None else _read(rows)
    if kept == ():
        raise UserError("GROUNDS_EMPTY", field="grounds")
    stored = None if kept is None else [{"text": one.text, "basis": one.basis} for one in kept]
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), grounds=stored))
    desk.changed()
    return shipped() if kept is None else kept


@cache
def shipped() -> tuple[Ground, ...]:
    """Return the list the program ships with."""
    return _read(json.loads(resource("grounds.json").read_text(encoding="utf-8")))


def _read(rows: Iterable[Mapping[str, Any]]) -> tuple[Ground, ...]:
    found = (Ground(nfc(str(row.get("text") or "")), nfc(str(row.get("basis") or ""))) for row in rows)
    return tuple({one.text: one for one in found if one.text}.values())
