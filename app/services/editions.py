"""Which edition of the forms a centre prints: the one it keeps to, else the newest in force on the day."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

from app.models.setting import CentreRecord
from app.paths import resource
from app.rules.editions import EDITIONS, in_force


@cache
def begins() -> dict[str, date]:
    """Return the day each edition came into force (`resources/forms/editions.json`)."""
    said = json.loads(resource("forms", "editions.json").read_text(encoding="utf-8"))
    return {edition: date.fromisoformat(said[edition]["effective_from"]) for edition in EDITIONS}


def edition_for(centre: CentreRecord, day: date) -> str:
    """Return the edition of a form this centre makes out on `day`."""
    return centre.edition or in_force(begins(), day)
