"""The country's communes as the program ships them: read and folded once, at the first question."""

from __future__ import annotations

import csv
import json
from functools import cache
from itertools import islice

from app.errors import UserError
from app.paths import resource
from app.rules.address import Located, OldProvince, Reader
from app.rules.communes import Commune, CommuneFinder, Found


@cache
def communes() -> dict[str, Commune]:
    """Return all 3,321 units by their codes, in the order of the list (QĐ 19/2025/QĐ-TTg)."""
    with resource("communes.csv").open(encoding="utf-8-sig", newline="") as file:
        # One name of the list begins with a small letter ("xã Bắc Sơn").
        return {
            code: Commune(code, name[:1].upper() + name[1:], province_code, province)
            for code, name, province_code, province in islice(csv.reader(file), 1, None)
        }


def commune(code: str, field: str = "commune") -> Commune:
    """Return one unit by its five-digit code.

    Raises UserError COMMUNE_UNKNOWN (commune); `field` is where the code stands, `applicant.commune` for instance.
    """
    found = communes().get(code)
    if found is None:
        raise UserError("COMMUNE_UNKNOWN", field=field, commune=code)
    return found


def find(query: str, *, own: str | None = None, limit: int = 6) -> Found:
    """Return the units a query names; `own` is the code of the counter's own commune, which comes first."""
    return _finder().find(query, own=_own(own), limit=limit)


def find_at_end(address: str, *, own: str | None = None, limit: int = 6) -> Found:
    """Return the units the last words of an address begin to name."""
    return _finder().find_at_end(address, own=_own(own), limit=limit)


def locate(address: str) -> Located:
    """Return where an address lies today: the commune when that is sure, else those it may be."""
    return _reader().locate(address)


def _own(code: str | None) -> Commune | None:
    return communes().get(code) if code else None


@cache
def _finder() -> CommuneFinder:
    return CommuneFinder(communes().values())


@cache
def _reader() -> Reader:
    rows = json.loads(resource("old-provinces.json").read_text(encoding="utf-8"))["provinces"]
    wards = json.loads(resource("old-wards.json").read_text(encoding="utf-8"))["wards"]
    old = [
        OldProvince(row["name"], row["into"], wards[row["name"]], row.get("also", ()), row.get("renamed", {}))
        for row in rows
    ]
    return Reader(communes().values(), old)
