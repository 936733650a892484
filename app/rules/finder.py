"""Finding a procedure by code, by folded words or by initials, fast enough to run on every key.

Everything is folded once; a search is then two or three substring tests for each of 2,300 procedures. A
better kind of match always comes first; among equals the procedures used most often here do, then those of
the catalogue's order.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.rules.catalogue import Procedure
from app.rules.text import fold, initials, match_spans

# Kinds of match, best first.
_EXACT_CODE, _CODE_PREFIX, _CODE_PART, _WORDS, _WORDS_ANY_ORDER, _INITIALS, _INITIALS_INSIDE = range(7)


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure found, and where the query matches in its name as written: (start, end) pairs."""

    procedure: Procedure
    spans: tuple[tuple[int, int], ...]


class Finder:
    """A searchable list of procedures; give it those in force on the day."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        """Fold every name once."""
        self._entries = [
            (number, one, one.code.lower(), one.code.replace(".", "").lower(), f" {fold(one.name)}", initials(one.name))
            for number, one in enumerate(procedures)
        ]

    def search(self, query: str, *, usage: Mapping[str, int] | None = None, limit: int = 20) -> list[Hit]:
        """Return the best matches; an empty query returns the most used.

        A code may be typed with or without dots, whole or in part; words match by their beginnings, in the
        order typed before any other; one word with no match is tried as initials. `usage` counts, by code,
        what this centre does.
        """
        counts = usage or {}
        folded = fold(query)
        tokens = [f" {token}" for token in folded.split()]
        written, glued = "".join(query.split()).lower(), folded.replace(" ", "")
        digits = glued if glued.isdigit() else ""
        ranked = []
        for number, one, code, bare, name, letters in self._entries:
            rank = _code_rank(written, digits, code, bare) if digits else None
            if rank is None:
                rank = _name_rank(tokens, glued, name, letters)
            if rank is not None:
                ranked.append((rank, -counts.get(one.code, 0), number, one))
        best = heapq.nsmallest(limit, ranked)
        return [Hit(one, tuple(match_spans(query, one.name))) for _, _, _, one in best]


def _code_rank(written: str, digits: str, code: str, bare: str) -> int | None:
    """Rank a query of digits and dots against a code."""
    if digits == bare:
        return _EXACT_CODE
    if code.startswith(written) or bare.startswith(digits):
        return _CODE_PREFIX
    return _CODE_PART if digits in bare else None


def _name_rank(tokens: list[str], glued: str, name: str, letters: str) -> int | None:
    """Rank a query of words against a name; each token begins with the blank that begins a word."""
    at, in_order = 0, True
    for token in tokens:
        if token not in name:
            return _initials_rank(glued, letters) if len(tokens) == 1 else None
        if in_order:
            found = name.find(token, at)
            in_order, at = found >= 0, found + len(token)
    return _WORDS if in_order else _WORDS_ANY_ORDER


def _initials_rank(glued: str, letters: str) -> int | None:
    """Rank one word against the initials of a name: people know `cgxn` and `xntthn` alike."""
    if letters.startswith(glued):
        return _INITIALS
    return _INITIALS_INSIDE if glued in letters else None
