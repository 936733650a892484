"""Reading a catalogue file: JSON, JSON Lines or CSV in, procedures out, or each line and column that is wrong.

All formats become the same rows and pass the same checks, and nothing is returned unless every row is right; whoever
mends the file is told of all its faults at once. The JSON is `{"procedures": [...]}` or a bare list, each item as in
`resources/catalogue`; JSON Lines has one item a line; CSV is flat (`catalogue_csv`).

A term is kept in the grammar of `terms` with what its words say besides in `term_note`; where they set no length, or
none that can be read, there is a note alone and the officer gives the day at reception.

An exemption must name its basis: "miễn" with no law behind it is the first thing an inspector asks about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import pairwise
from typing import Any, cast

from app.errors import UserError
from app.rules.catalogue import (
    BODIES,
    COMPONENT_KINDS,
    Body,
    Case,
    ComponentKind,
    ComponentTemplate,
    Marks,
    Procedure,
    short_code,
)
from app.rules.catalogue_csv import Placed, csv_rows
from app.rules.fees import KINDS, Exemption, FeeKind, FeeRule, Reduction, Tier
from app.rules.letters import fault
from app.rules.term_words import read_term
from app.rules.text import nfc
from app.rules.text_file import bad_line, text_of
from app.rules.vocabulary import Channel

_code = re.compile(r"\d\.\d{6}(?:\.000\.00\.00\.[A-Z]\d{2}(?:\.\d{2})?)?", re.ASCII)  # DOMAIN §3.3

_MARKS = tuple(mark.name for mark in fields(Marks))
FAULTS_TOLD = 50
_HIGHEST = 10**12  # đồng; the store's integers end far above, a slip of the keyboard far below

Row = tuple[int, object]


def parse_catalogue(content: bytes, name: str) -> tuple[Procedure, ...]:
    """Read a catalogue file; its format is told by the ending of its name: .json, .jsonl, .csv or .txt.

    Raises UserError CATALOGUE_KIND (name), CATALOGUE_ENCODING (line) when the text is in no encoding we can tell,
    CATALOGUE_EMPTY; of what is wrong in it, by itself or as CATALOGUE_FAULTS (count, faults: the first FAULTS_TOLD),
    CATALOGUE_LINE (line, column, reason, code), CATALOGUE_OVERLAP (line, other, code). Reasons: JSON, SHAPE, CELLS,
    MISSING, UNKNOWN, TYPE, CODE, CHOICE, RANGE, DATE, DATE_ORDER, DUPLICATE, FEE, COLUMN, CASE, CHARSET.
    """
    readers = {"json": _json_rows, "jsonl": _json_line_rows, "csv": csv_rows, "txt": csv_rows}
    read = readers.get(name.lower().rpartition(".")[2])
    if read is None:
        raise UserError("CATALOGUE_KIND", field="file", name=name)
    text = text_of(content)
    if text is None:
        raise UserError("CATALOGUE_ENCODING", line=bad_line(content))
    return procedures_of(read(text))


def catalogue_from_data(data: object) -> tuple[Procedure, ...]:
    """Read a catalogue already decoded from JSON; "line" in an error is the position in the list, from 1.

    Raises what `parse_catalogue` raises.
    """
    return procedures_of(enumerate(_listed(data), start=1), one_code=str)


def _listed(data: object) -> list[object]:
    """Return the list of a JSON catalogue, bare or under `procedures`."""
    found = data.get("procedures") if isinstance(data, dict) else data
    if not isinstance(found, list):
        raise UserError("CATALOGUE_LINE", line=1, column="procedures", reason="SHAPE", code=None)
    return found


def procedures_of(rows: Iterable[Row], *, one_code: Callable[[str], str] = short_code) -> tuple[Procedure, ...]:
    """Read every row (line, entry; a fault in its place is told with the others), then look for overlapping versions.

    `one_code` tells which codes are one procedure. Raises CATALOGUE_EMPTY and what is wrong as `parse_catalogue` does.
    """
    faults: list[UserError] = []
    found: list[tuple[int, Procedure]] = []
    for line, data in rows:
        if isinstance(data, UserError):
            faults.append(data)
            continue
        before = len(faults)
        try:
            procedure = _procedure(_Item(data, line, faults))
        except _Shapeless:
            continue
        if len(faults) == before:
            found.append((line, procedure))
    in_order = sorted(found, key=lambda one: (one_code(one[1].code), one[1].effective_from))
    for (other, earlier), (line, later) in pairwise(in_order):
        ended = earlier.effective_to is not None and earlier.effective_to < later.effective_from
        if one_code(earlier.code) == one_code(later.code) and not ended:
            faults.append(UserError("CATALOGUE_OVERLAP", line=line, other=other, code=later.code))
    if faults:
        told = tuple(faults[:FAULTS_TOLD])
        raise faults[0] if len(faults) == 1 else UserError("CATALOGUE_FAULTS", count=len(faults), faults=told)
    if not found:
        raise UserError("CATALOGUE_EMPTY", field="file")
    return tuple(procedure for _, procedure in found)


class _Shapeless(Exception):
    """A part of an entry that is no object at all: there is nothing in it to read on."""


class _Item:
    """One JSON object being read: typed access, faults that name line and column, and no key left unread.

    What is wrong is added to `faults` and something of the right type given in its place, so that the rest of the
    entry is looked at too; an entry with a fault is not taken.
    """

    def __init__(
        self, data: object, line: int, faults: list[UserError], path: str = "", code: str | None = None
    ) -> None:
        self._line, self._path = data.line if isinstance(data, Placed) else line, path
        self._faults, self._code = faults, code
        if not isinstance(data, dict):
            self.fail("", "SHAPE")
            raise _Shapeless
        self._data: dict[str, Any] = dict(data)
        self._code = code or (str(data["code"]) if "code" in data else None)

    def fail(self, key: str, reason: str) -> None:
        column = f"{self._path}{key}".rstrip(".")
        self._faults.append(UserError("CATALOGUE_LINE", line=self._line, column=column, reason=reason, code=self._code))

    @property
    def faults(self) -> int:
        """How many are known so far: what would follow from one of them is not told beside it."""
        return len(self._faults)

    def finish(self) -> None:
        for key in self._data:
            self.fail(str(key), "UNKNOWN")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._data.pop(key, None)
        if value is not None and not isinstance(value, str):
            self.fail(key, "TYPE")
            return ""
        if value and fault(value):
            self.fail(key, "CHARSET")
        clean = nfc(value or "") or default
        if clean is None:
            self.fail(key, "MISSING")
        return clean or ""

    def whole(self, key: str, default: int | None, lowest: int = 0) -> int | None:
        value = self._data.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(key, "TYPE")
        elif not lowest <= value <= _HIGHEST:
            self.fail(key, "RANGE")
        else:
            return value
        return lowest

    def flag(self, key: str, default: bool) -> bool:
        value = self._data.pop(key, default)
        if not isinstance(value, bool):
            self.fail(key, "TYPE")
        return value is True

    def choice(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        before = self.faults
        value = self.text(key, default)
        if value in known:
            return value
        if self.faults == before:
            self.fail(key, "CHOICE")
        return known[0]

    def period(self) -> tuple[date, date | None]:
        before = self.faults
        begins, ends = self._day("effective_from"), self._day("effective_to")
        if begins is None and self.faults == before:
            self.fail("effective_from", "MISSING")
        if begins is not None and ends is not None and ends < begins:
            self.fail("effective_to", "DATE_ORDER")
        return begins or date.min, ends

    def item(self, key: str) -> _Item | None:
        value = self._data.pop(key, None)
        return None if value is None else self._part(key, value)

    def items(self, key: str) -> list[_Item]:
        parts = [self._part(place, value) for place, value in self._values(key)]
        return [part for part in parts if part is not None]

    def _part(self, place: str, value: object) -> _Item | None:
        try:
            return _Item(value, self._line, self._faults, f"{self._path}{place}.", self._code)
        except _Shapeless:
            return None

    def codes(self, key: str) -> tuple[str, ...]:
        """Take a list of codes of procedures, none of them twice nor the entry's own."""
        found: dict[str, None] = {}
        for place, value in self._values(key):
            if not isinstance(value, str) or not _code.fullmatch(value):
                self.fail(place, "CODE")
            elif value in found or value == self._code:
                self.fail(place, "DUPLICATE")
            else:
                found[value] = None
        return tuple(found)

    def lacks(self, key: str) -> bool:
        return self._data.get(key) is None

    def _values(self, key: str) -> list[tuple[str, object]]:
        """Take a list, each value with its place in it."""
        values = self._data.pop(key, None)
        if values is not None and not isinstance(values, list):
            self.fail(key, "TYPE")
            return []
        return [(f"{key}.{number}", value) for number, value in enumerate(values or [], start=1)]

    def _day(self, key: str) -> date | None:
        value = self.text(key, "")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.fail(key, "DATE")
            return None


def _procedure(item: _Item) -> Procedure:
    """Read one entry."""
    code = item.text("code")
    if code and not _code.fullmatch(code):
        item.fail("code", "CODE")
    guidance_only = item.flag("guidance_only", False)
    begins, ends = item.period()
    if item.lacks("fee"):
        item.fail("fee", "MISSING")
    fee = _fee(item, "fee")
    term, term_note = _term(item)
    procedure = Procedure(
        code=code,
        name=item.text("name"),
        field=item.text("field"),
        body=cast("Body", item.choice("body", tuple(BODIES))),
        unit=item.text("unit"),
        term=term,
        term_note=term_note,
        fee=fee or FeeRule("free"),
        components=_components(item),
        cases=_cases(item),
        effective_from=begins,
        effective_to=ends,
        verified=_marks(item.item("verified")),
        guidance_only=guidance_only,
        linked=item.codes("linked"),
    )
    item.finish()
    return procedure


def _term(item: _Item) -> tuple[str, str]:
    """Read a term and its note, to which the words go that are not the term."""
    read, said = read_term(item.text("term", "")), item.text("term_note", "")
    note = said if read.note in said else "; ".join(filter(None, (read.note, said)))
    return str(read.term or ""), note


def _marks(item: _Item | None) -> Marks:
    """Read which figures were compared; none were unless the file says so."""
    if item is None:
        return Marks()
    marks = Marks(**{key: item.flag(key, False) for key in _MARKS})
    item.finish()
    return marks


def _components(item: _Item) -> tuple[ComponentTemplate, ...]:
    """Read the papers of a procedure or of one branch."""
    return tuple(_component(one) for one in item.items("components"))


def _component(item: _Item) -> ComponentTemplate:
    """Read one paper."""
    component = ComponentTemplate(
        name=item.text("name"),
        originals=item.whole("originals", 1) or 0,
        certified=item.whole("certified", 0) or 0,
        photocopies=item.whole("photocopies", 0) or 0,
        required=item.flag("required", True),
        note=item.text("note", ""),
        kind=cast("ComponentKind", item.choice("kind", COMPONENT_KINDS, "submit")),
    )
    item.finish()
    return component


def _cases(item: _Item) -> tuple[Case, ...]:
    """Read the branches of a procedure; each key once."""
    cases: dict[str, Case] = {}
    for one in item.items("cases"):
        shared = one.lacks("components")
        own = _components(one)
        term, note = _term(one)
        case = Case(one.text("key"), one.text("name"), term, _fee(one, "fee"), None if shared else own, note)
        if case.key in cases:
            one.fail("key", "DUPLICATE")
        one.finish()
        cases[case.key] = case
    return tuple(cases.values())


def _fee(parent: _Item, key: str) -> FeeRule | None:
    """Read a fee rule: an amount where it is fixed, tiers where it goes by the page, neither elsewhere."""
    item = parent.item(key)
    if item is None:
        return None
    before = item.faults
    kind = cast("FeeKind", item.choice("kind", KINDS))
    amount, cap = item.whole("amount", None), item.whole("cap", None)
    tiers = tuple(_tier(one) for one in item.items("tiers"))
    if item.faults == before:
        _check_fee(item, kind, amount, tiers, cap)
    reductions = tuple(_reduction(one) for one in item.items("reductions"))
    rule = FeeRule(kind, amount, tiers, cap, item.text("basis", ""), reductions, _exemptions(item))
    item.finish()
    return rule


def _check_fee(item: _Item, kind: FeeKind, amount: int | None, tiers: Sequence[Tier], cap: int | None) -> None:
    """Name what a fee of this kind has too much or too little of."""
    starts = [tier.from_page for tier in tiers]
    if (amount is not None) != (kind in ("case", "copy")):
        item.fail("amount", "FEE")
    if bool(tiers) != (kind == "pages") or (tiers and (starts[0] != 1 or starts != sorted(set(starts)))):
        item.fail("tiers", "FEE")
    if cap is not None and kind != "pages":
        item.fail("cap", "FEE")


def _exemptions(item: _Item) -> tuple[Exemption, ...]:
    """Read who pays nothing; each key once, and none without its basis."""
    exemptions: dict[str, Exemption] = {}
    for one in item.items("exemptions"):
        exemption = Exemption(one.text("key"), one.text("name"), one.text("basis"))
        if exemption.key in exemptions:
            one.fail("key", "DUPLICATE")
        one.finish()
        exemptions[exemption.key] = exemption
    return tuple(exemptions.values())


def _tier(item: _Item) -> Tier:
    """Read from which page on a price counts."""
    page, each = item.whole("from_page", None, lowest=1), item.whole("each", None)
    if page is None or each is None:
        item.fail("from_page" if page is None else "each", "MISSING")
    item.finish()
    return Tier(page or 1, each or 0)


def _reduction(item: _Item) -> Reduction:
    """Read a reduction: an amount or a percentage, not both."""
    amount, percent = item.whole("amount", None), item.whole("percent", None, lowest=1)
    if (amount is None) == (percent is None):
        item.fail("amount", "FEE")
    if percent is not None and percent > 100:
        item.fail("percent", "RANGE")
    begins, ends = item.period()
    channel = Channel(item.choice("channel", tuple(Channel)))
    reduction = Reduction(channel, begins, ends, amount, percent, item.text("basis", ""))
    item.finish()
    return reduction


def _json_rows(text: str) -> Iterator[Row]:
    """Give each item of a JSON catalogue with the line of the file it begins on."""
    try:
        count = len(_listed(json.loads(text)))
    except (ValueError, RecursionError) as error:
        # Besides wrong syntax: a number of thousands of digits, brackets nested without end.
        raise _broken_json(getattr(error, "lineno", 1)) from None
    # The text is now known to be right, so it is walked again only to learn where each item stands.
    decoder = json.JSONDecoder()
    bare = text.lstrip().startswith("[")
    at = text.index("[") + 1 if bare else _list_begins(text)
    line, counted = 1, 0
    for _ in range(count):
        while text[at] in ", \t\r\n":
            at += 1
        line, counted = line + text.count("\n", counted, at), at
        data, at = decoder.raw_decode(text, at)
        yield line, data


def _list_begins(text: str) -> int:
    """Return where the items begin in an object known to hold a list under `procedures`."""
    return next(re.finditer(r'"procedures"\s*:\s*\[', text)).end()


def _json_line_rows(text: str) -> Iterator[Row]:
    """Give each line of JSON Lines; blank lines count but hold nothing."""
    for line, one in enumerate(text.split("\n"), start=1):
        if one.strip():
            try:
                yield line, json.loads(one)
            except (ValueError, RecursionError):
                yield line, _broken_json(line)


def _broken_json(line: int) -> UserError:
    return UserError("CATALOGUE_LINE", line=line, column=None, reason="JSON", code=None)
