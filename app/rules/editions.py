"""Editions of the printed forms: which set of forms the law has in force on a day.

The circular of 2018 and that of 2025 number and name the forms differently, and provinces still mix them (DOMAIN §0.2),
so a centre may keep to one; when each began is data (`resources/forms/editions.json`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

EDITIONS = ("2018", "2025")


def in_force(begins: Mapping[str, date], day: date) -> str:
    """Return the newest edition that had begun by `day`; the oldest on a day before them all."""
    begun = [edition for edition in EDITIONS if begins[edition] <= day]
    return begun[-1] if begun else EDITIONS[0]


def first_known(*named: str | None) -> str:
    """Return the first of the named editions that this program has, the oldest when it has none of them.

    What a record names was written by any desk, a newer or a foreign one too, and is never taken for a file's name.
    """
    return next((edition for edition in named if edition in EDITIONS), EDITIONS[0])
