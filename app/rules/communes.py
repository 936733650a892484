"""The communes of the country, found while their names are typed: words, initials or code, with or without marks.

Everything is folded once; a query is then a few substring tests for each of 3,321 units. Names repeat (there are
seven Xã Tân Tiến), so words of the province narrow: `tan tien dak lak`, `bđ hn`. People live near their counter:
its own commune comes first, then its own province, then the better kind of match.

At the end of an address only what can be a commune is looked at: the longest run of last words that still finds
one. It never reaches over a comma into the street, unless the whole part before the comma names communes of the
province written after it.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.rules.text import fold

KINDS = ("xa", "phuong", "dac khu")
"""How the name of a unit begins, folded."""

_HOUSE = frozenset(("so", "nha", "to", "thon", "ap", "ban", "buon", "bon", "khu", "khom", "pho", "duong", "ngo",
                    "ngach", "hem", "kiet", "xom", "lang", "doi", "can", "ho"))  # fmt: skip
"""Words that begin the part of an address before the commune; one alone asks for nothing."""

_BEGINS, _IN_ORDER, _WORDS, _INITIALS = range(4)
_word = re.compile(r"[^\s,;]+")

_At = tuple[int, list[str]]
"""Where a word stands, and its folded parts."""


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune, ward or special zone with its province, as Decision 19/2025/QĐ-TTg names and numbers them."""

    code: str
    name: str
    province_code: str
    province: str

    @property
    def words(self) -> str:
        """How it is named in an address."""
        return f"{self.name}, {self.province}"

    @property
    def in_running_text(self) -> str:
        """The name with its kind in lower case: `xã Minh Tâm`."""
        return self.name[:1].lower() + self.name[1:]


@dataclass(frozen=True, slots=True)
class Found:
    """The best matches, how many there are in all, and where in the text the query begins."""

    communes: tuple[Commune, ...] = ()
    count: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One unit folded. `plain` is the words without the province's kind, `text` all words and initials, in order."""

    unit: Commune
    name: str
    bare: str
    plain: str
    text: str


class CommuneFinder:
    """A searchable list of communes."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """Fold every name once, each province's too."""
        provinces: dict[str, tuple[str, str, str]] = {}
        self._entries: list[_Entry] = []
        for one in communes:
            if one.province not in provinces:
                provinces[one.province] = _folded(one.province, ("tinh", "thanh pho"))
            province, short_province, letters = provinces[one.province]
            name, bare, short = _folded(one.name, KINDS)
            text = f" {name} {short} {province} {letters}"
            self._entries.append(_Entry(one, name, bare, f" {name} {short_province}", text))
        self._provinces = {
            f"{kind}{name}"
            for whole, bare, letters in provinces.values()
            for name in (whole, bare, *letters.split())
            for kind in ("", "tp ", "t ")
        }

    def find(self, query: str, *, own: Commune | None = None, limit: int = 6) -> Found:
        """Return the units whose words all begin as was typed, or whose code does; `own` is the counter's."""
        tokens = fold(query).split()
        hits = self._plain(tokens) or self._hits(tokens)
        if len(tokens) == 1 and tokens[0].isdigit():
            hits += [at for at, entry in enumerate(self._entries) if entry.unit.code.startswith(tokens[0])]
        return self._best(hits, tokens, own, limit)

    def find_at_end(self, address: str, *, own: Commune | None = None, limit: int = 6) -> Found:
        """Return the units that the last words of an address begin to name; `start` is where these words stand."""
        words = [(found.start(), fold(found[0]).split()) for found in _word.finditer(address)]
        comma = max(address.rfind(","), address.rfind(";"))
        before = max(address.rfind(",", 0, max(comma, 0)), address.rfind(";", 0, max(comma, 0)))
        last, middle = [one for one in words if one[0] > comma], [one for one in words if before < one[0] < comma]
        taken, hits = self._named_whole(middle, last)
        for word in () if taken else reversed(last):
            fewer = self._hits(_tokens([word, *taken]), hits if taken else None, in_order=True)
            if not fewer:
                break
            hits, taken = fewer, [word, *taken]
        tokens = _tokens(taken)
        if not tokens or tokens[0].isdigit() or len("".join(tokens)) < 2 or (tokens[0] in _HOUSE and len(tokens) == 1):
            return Found()
        return self._best(self._plain(tokens, hits) or hits, tokens, own, limit, taken[0][0])

    def _named_whole(self, middle: list[_At], last: list[_At]) -> tuple[list[_At], list[int]]:
        """Return both parts and their units where a province stands after the comma and communes of it before."""
        if not middle or " ".join(_tokens(last)) not in self._provinces:
            return [], []
        tokens = _tokens([*middle, *(word for word in last if word[1] not in (["tp"], ["t"]))])
        hits = self._hits(tokens, in_order=True)
        return ([*middle, *last], hits) if hits else ([], [])

    def _hits(self, tokens: Sequence[str], among: Iterable[int] | None = None, *, in_order: bool = False) -> list[int]:
        """Return the places of the units that have every token at the beginning of a word, or of their initials."""
        found = range(len(self._entries)) if tokens and among is None else among or ()
        for token in tokens:
            found = [at for at in found if f" {token}" in self._entries[at].text]
        return [at for at in found if not in_order or _in_order(self._entries[at].text, tokens)]

    def _plain(self, tokens: Sequence[str], among: Iterable[int] | None = None) -> list[int]:
        """Return those of them that are named by whole words begun; where there are any, initials are chance."""
        found = self._hits(tokens, among)
        return [at for at in found if all(f" {token}" in self._entries[at].plain for token in tokens)]

    def _best(
        self, hits: Iterable[int], tokens: Sequence[str], own: Commune | None, limit: int, start: int = 0
    ) -> Found:  # fmt: skip
        query = " ".join(tokens)
        ranked = [(*_near(self._entries[at].unit, own), *_rank(self._entries[at], query, tokens), at) for at in hits]
        best = tuple(self._entries[key[-1]].unit for key in heapq.nsmallest(limit, ranked))
        return Found(best, len(ranked), start)


def _folded(name: str, kinds: Sequence[str]) -> tuple[str, str, str]:
    """Return a name folded, the same without its kind, and the initials of both as two words."""
    whole = fold(name)
    bare = next((whole.removeprefix(f"{kind} ") for kind in kinds if whole.startswith(f"{kind} ")), whole)
    letters = "".join(word[0] for word in whole.split())
    return whole, bare, f"{letters[len(whole.split()) - len(bare.split()) :]} {letters}"


def _tokens(words: Iterable[_At]) -> list[str]:
    return [token for _, tokens in words for token in tokens]


def _in_order(text: str, tokens: Sequence[str]) -> bool:
    """Tell whether tokens begin words of a text one after the other: the street's last word is no province."""
    at = 0
    for token in tokens:
        at = text.find(f" {token}", at) + 1
        if not at:
            return False
    return True


def _near(unit: Commune, own: Commune | None) -> tuple[bool, bool]:
    """Put the counter's own commune first, then its own province."""
    if own is None:
        return False, False
    return unit.code != own.code, unit.province_code != own.province_code


def _rank(entry: _Entry, query: str, tokens: Sequence[str]) -> tuple[int, int]:
    """Put the kinds of match in order, and the shortest first of the names that begin as was typed."""
    for name in (entry.bare, entry.name):
        if name.startswith(query) or f"{query} ".startswith(f"{name} "):
            return _BEGINS, len(entry.name)
    if f" {query}" in entry.plain:
        return _IN_ORDER, 0
    return (_WORDS if all(f" {token}" in entry.plain for token in tokens) else _INITIALS), 0
