"""Every commune, ward and special zone of the country, found by typing a few letters without marks, or its code.

The list is Decision 19/2025/QĐ-TTg's: 3,321 units, read and folded once (about 70 ms), then searched on every key.
Names repeat (there are seven Xã Tân Tiến), so words of the province narrow: `tan tien dak lak`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from app.paths import resource
from app.rules.text import fold, match_spans, nfc
from app.ui.kit.search import Result

_KINDS = ("xa ", "phuong ", "dac khu ")


@dataclass(frozen=True, slots=True)
class Commune:
    """One unit with its province; `folded` is both without marks, each word after a blank."""

    code: str
    name: str
    province: str
    folded: str

    @property
    def words(self) -> str:
        """How it is named in a line."""
        return f"{self.name}, {self.province}"

    @property
    def in_running_text(self) -> str:
        """The name with its kind in lower case: `xã Minh Tâm`."""
        return self.name[:1].lower() + self.name[1:]


@cache
def communes() -> tuple[Commune, ...]:
    """Return all of them, in the order of their codes."""
    with resource("communes.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Commune(
                row["commune_code"], nfc(row["commune_name"]), nfc(row["province_name"]),
                f" {fold(row['commune_name'])} {fold(row['province_name'])}",
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def find(query: str, limit: int = 6) -> tuple[list[Commune], int]:
    """Return the best matches and how many there are; every word typed must begin a word of name or province."""
    tokens = [f" {token}" for token in fold(query).split()]
    if not tokens:
        return [], 0
    digits = tokens[0].strip() if len(tokens) == 1 and tokens[0].strip().isdigit() else ""
    hits = [
        one for one in communes()
        if (digits and one.code.startswith(digits)) or all(token in one.folded for token in tokens)
    ]  # fmt: skip
    whole = fold(query)
    hits.sort(key=lambda one: _rank(one, whole))
    return hits[:limit], len(hits)


def _rank(one: Commune, whole: str) -> tuple[int, int]:
    """Put first the units whose own name begins as was typed, the shortest of them first."""
    name = fold(one.name)
    bare = next((name.removeprefix(kind) for kind in _KINDS if name.startswith(kind)), name)
    begins = name.startswith(whole) or bare.startswith(whole)
    inside = f" {whole}" in one.folded
    return (0 if begins else 1 if inside else 2), len(name) if begins else 0


def lines(found: list[Commune], query: str) -> list[Result]:
    """Return the lines of the list under the field: the name with what matched in bold, province and code beneath."""
    return [Result(one, _parts(one.name, query), f"{one.province} · mã {one.code}") for one in found]


def _parts(name: str, query: str) -> list[tuple[str, bool]]:
    parts, end = list[tuple[str, bool]](), 0
    for start, stop in match_spans(query, name):
        parts += [(name[end:start], False), (name[start:stop], True)]
        end = stop
    return [part for part in (*parts, (name[end:], False)) if part[0]]
