"""The legal grounds of a refusal an officer picks from: the centre's own list, else the one the program ships with.

Every refusal names its ground (NĐ 118/2025 art. 17), and an officer at a counter should not have to find its words.
The shipped list says itself that its wording is unverified; a centre that knows better keeps its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.errors import UserError
from app.models.setting import CentreRecord
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
        return of(desk.centre(connection))


def of(centre: CentreRecord) -> tuple[Ground, ...]:
    """Return the grounds a centre picks from: its own, else the shipped ones."""
    return shipped() if centre.grounds is None else _read(centre.grounds)


def check(wanted: Iterable[Ground]) -> tuple[Ground, ...]:
    """Return a list of a centre's own as it is kept: in clean spelling, empty lines left out.

    Raises UserError GROUND_TEXT for a basis with no ground, GROUND_TWICE (text) and, where nothing is left,
    GROUNDS_EMPTY.
    """
    clean = (Ground(nfc(one.text), nfc(one.basis)) for one in wanted)
    kept: dict[str, Ground] = {}
    for one in clean:
        if not one.text and one.basis:
            raise UserError("GROUND_TEXT", field="ground")
        if one.text in kept:
            raise UserError("GROUND_TWICE", field="ground", text=one.text)
        if one.text:
            kept[one.text] = one
    if not kept:
        raise UserError("GROUNDS_EMPTY", field="grounds")
    return tuple(kept.values())


@cache
def shipped() -> tuple[Ground, ...]:
    """Return the list the program ships with."""
    return _read(json.loads(resource("grounds.json").read_text(encoding="utf-8")))


def _read(rows: Iterable[Mapping[str, Any]]) -> tuple[Ground, ...]:
    return tuple(Ground(row["text"], row["basis"]) for row in rows)
