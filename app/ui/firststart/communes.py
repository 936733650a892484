"""The communes of the country as lines of a list under a field; `app.services.places` finds them."""

from __future__ import annotations

from collections.abc import Iterable

from app.rules.communes import Commune
from app.rules.text import match_spans
from app.services import places
from app.services.places import communes
from app.ui.kit.search import Result

__all__ = ["Commune", "communes", "find", "lines"]


def find(query: str, limit: int = 6) -> tuple[list[Commune], int]:
    """Return the best matches and how many there are; a code is found by its first digits."""
    found = places.find(query, limit=limit)
    return list(found.communes), found.count


def lines(found: Iterable[Commune], query: str) -> list[Result]:
    """Return the lines of the list under the field: the name with what matched in bold, province and code beneath."""
    return [Result(one, _parts(one.name, query), f"{one.province} · mã {one.code}") for one in found]


def _parts(name: str, query: str) -> list[tuple[str, bool]]:
    parts, end = list[tuple[str, bool]](), 0
    for start, stop in match_spans(query, name):
        parts += [(name[end:start], False), (name[start:stop], True)]
        end = stop
    return [part for part in (*parts, (name[end:], False)) if part[0]]
