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
