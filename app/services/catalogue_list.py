"""A province's own list of procedures made into entries of the catalogue, with what the list does not say filled in.

A list says code, name, field, term and fee; a procedure here has papers, cases and an office too. Those of a procedure
we know stay as they are, and so do its notes and marks where the list says what we have: then it is not changed at all.
A new one gets what was asked (`--set`), else the commune's committee, no papers and a fee set elsewhere; all that was
filled in is told. Terms and fees are read from their words (`rules.term_words`, `rules.fee_words`). Rows that differ in
term or fee alone are one procedure on several channels, as the portal lists them: a term not the same on each is not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, cast

import orjson

from app.errors import UserError
from app.rules.catalogue import BODIES, Body, Marks, Procedure, short_code
from app.rules.catalogue_file import procedures_of
from app.rules.fee_words import read_fee
from app.rules.fees import FeeRule
from app.rules.term_words import read_term
from app.rules.text import fold
from app.services.listed import Listed
from app.services.past_file.cells import day_of, text_of
from app.services.past_file.sheet import Cell

FIELDS = {
    "code": "Mã thủ tục",
    "name": "Tên thủ tục",
    "field": "Lĩnh vực",
    "term": "Thời hạn",
    "fee": "Phí, lệ phí",
    "second_fee": "Phí khác",
    "channel": "Cách thức thực hiện",
    "body": "Cơ quan giải quyết",
    "unit": "Bộ phận giải quyết",
    "effective_from": "Ngày hiệu lực",
    "effective_to": "Ngày hết hiệu lực",
}
_ASIDE = ("second_fee", "channel")
SETTABLE = ("field", "body", "unit")
_part_number = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:-]\s+|^\s*lĩnh vực:?\s+", re.IGNORECASE)
_BODY_WORDS: tuple[tuple[Body, str], ...] = (
    ("A/C", r"\b(xa|phuong|dac khu)\b.*\bdang ky dat dai\b"),
    ("C", r"\bdang ky dat dai\b"),
    ("B", r"\bcong an (cap )?(xa|phuong)\b"),
    ("A", r"\b(xa|phuong|dac khu)\b"),
    ("B", r"\bcong an\b"),
    ("D", r"\b(so|tinh|thanh pho|cap bo|trung uong)\b"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever takes a list in says about it: which sheet, which column is which, what the rest is, since when."""

    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The entries a list comes to, and what was found and filled in, said in lines."""

    procedures: tuple[Procedure, ...]
    columns: Mapping[str, str | None]
    told: tuple[str, ...]


def take(listed: Listed, stored: Iterable[Procedure], asked: Asked, today: date) -> Taken:
    """Make entries of a list. Raises UserError LIST_COLUMN_NEEDED (field), LIST_FIELD_UNKNOWN (name),
    LIST_COLUMN_UNKNOWN (column), and of what is wrong in its rows what `catalogue_file.procedures_of` raises.
    """
    columns = _columns(listed, asked)
    known: dict[str, Procedure] = {}
    for one in sorted(stored, key=lambda one: one.effective_from):
        if one.effective_from <= today or short_code(one.code) not in known:
            known[short_code(one.code)] = one
    since = asked.since or today
    filler = _Filler(known, asked.values, since)
    made = procedures_of(filler.entries(listed, columns))
    where = {name: f"{listed.letters[columns[name]]}, “{listed.heads[columns[name]]}”" for name in columns}
    sheet = f"Trang “{listed.sheet}”, tên" if listed.sheet else "Tên"
    told = [
        f"{sheet} cột ở dòng {listed.head_row}." if listed.head_row else "Tệp JSON, tên cột là tên trường.",
        *(f"  {label}: {where.get(name, '(không có)')}" for name, label in FIELDS.items() if name not in _ASIDE),
    ]
    if "effective_from" not in columns:
        told.append(f"Tệp không ghi ngày hiệu lực: áp dụng từ {since:%d/%m/%Y}.")
    if filler.new:
        told.append(
            f"{filler.new} thủ tục mới chưa có thành phần hồ sơ. Mục tệp không ghi được để là: {BODIES['A']} giải "
            "quyết, lĩnh vực “Khác”, phí do nơi khác quy định."
        )
    return Taken(
        made, {name: listed.letters[columns[name]] if name in columns else None for name in FIELDS}, tuple(told)
    )


def _columns(listed: Listed, asked: Asked) -> dict[str, int]:
    columns = dict(listed.columns)
    for name, column in asked.columns.items():
        if name not in FIELDS:
            raise UserError("LIST_FIELD_UNKNOWN", name=name)
        columns.pop(name, None)
        if column:
            columns[name] = listed.column(column)
    for name in asked.values:
        if name not in SETTABLE:
            raise UserError("LIST_FIELD_UNKNOWN", name=name)
    for name in ("code", "name"):
        if name not in columns:
            raise UserError("LIST_COLUMN_NEEDED", name=FIELDS[name])
    return columns


class _Filler:
    """Rows of a list on their way to entries; counts the procedures nobody knew."""

    def __init__(self, known: Mapping[str, Procedure], values: Mapping[str, str], since: date) -> None:
        self.known, self.values, self.since, self.new = known, values, since, 0

    def entries(self, listed: Listed, columns: Mapping[str, int]) -> Iterator[tuple[int, object]]:
        """Give each procedure as an entry in the shape of JSON, with the first line that speaks of it."""
        groups: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
        for line, said in _said(listed, columns):
            one = tuple(fold(said.get(name, "")) for name in ("name", "field", "effective_from", "effective_to"))
            groups.setdefault((short_code(said["code"]), *one), []).append((line, said))
        for rows in groups.values():
            said = rows[0][1] | {name: _on_channels(rows, name) for name in ("term", "fee", "second_fee")}
            yield rows[0][0], self._entry(said)

    def _entry(self, said: Mapping[str, str]) -> object:
        base = self.known.get(short_code(said["code"]))
        if base is None:
            self.new += 1
            base = _blank(said["code"])
        field_ = _same(said["field"], base.field) or self.values.get("field", "Khác")
        made = replace(base, name=said["name"] or base.name, field=field_, fee=_fee(said, base.fee))
        made = _with_term(_placed(made, said, self.values), said["term"])
        if made == base:
            return _plain(asdict(made))
        days = {name: said[name] for name in ("effective_from", "effective_to") if said.get(name)}
        return _plain(asdict(replace(made, effective_from=self.since, verified=_marks(base, made)))) | days


def _said(listed: Listed, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give what each row says, with the field that the title of its part names where it says none itself."""
    part = ""
    rows: list[tuple[int, tuple[Cell, ...]]] = [*listed.rows, *((line, (text,)) for line, text in listed.titles)]
    for line, cells in sorted(rows, key=lambda one: one[0]):
        said = {name: text_of(cells[at]) for name, at in columns.items()} if len(cells) > 1 else {}
        if not said.get("code") and not said.get("term") and sum(cell != "" for cell in cells) < 3:
            part = _part_number.sub("", _part_number.sub("", max(map(text_of, cells), key=len)))
            continue
        code = cells[columns["code"]]
        # Excel makes a number of 1.001190 and drops its last zero.
        said["code"] = f"{code:.6f}" if isinstance(code, float) else re.sub(r"\s", "", said["code"])
        said["field"] = said.get("field") or part
        for name in ("effective_from", "effective_to"):
            if said.get(name):
                said[name] = _iso(cells[columns[name]], said[name])
        yield line, said


def _on_channels(rows: Iterable[tuple[int, Mapping[str, str]]], name: str) -> str:
    """Return what the rows of one procedure say, each beside its channel where they do not agree."""
    told = dict.fromkeys((said.get("channel", ""), said[name]) for _, said in rows if said.get(name))
    if len({text for _, text in told}) < 2:
        return next((text for _, text in told), "")
    return "; ".join(f"{channel}: {text}" if channel else text for channel, text in told)


def _blank(code: str) -> Procedure:
    return Procedure(
        code=code, name="", field="", body="A", unit="", term="", term_note="", fee=FeeRule("province"), components=(),
        cases=(), effective_from=date.min, effective_to=None, verified=Marks(), guidance_only=False,
    )  # fmt: skip


def _same(said: str, ours: str) -> str:
    """Return what is said, as we write it where it is the same word: a part's name stands in capitals."""
    return ours if not said or fold(said) == fold(ours) else said.capitalize() if said.isupper() else said


def _fee(said: Mapping[str, str], ours: FeeRule) -> FeeRule:
    """Return the fee the list says; ours with its basis, reductions and exemptions where it says the same amount."""
    rules = [read_fee(said.get(name, "")) for name in ("fee", "second_fee")]
    told = [rule for rule in rules if rule is not None and rule.kind != "free"] or [one for one in rules if one][:1]
    if not told:
        return ours
    if len(told) > 1:
        told = [FeeRule("province", basis="; ".join(filter(None, (said["fee"], said["second_fee"]))))]
    (rule,) = told
    if (rule.kind, rule.amount) == (ours.kind, ours.amount) and rule.kind != "pages":
        return replace(ours, basis=rule.basis) if rule.kind == "province" and rule.basis else ours
    if rule.kind == ours.kind == "pages" and rule.tiers == ours.tiers:
        return ours
    return replace(rule, reductions=ours.reductions, exemptions=ours.exemptions)


def _placed(made: Procedure, said: Mapping[str, str], values: Mapping[str, str]) -> Procedure:
    """Return it with the body that decides and the office it goes to."""
    words = said.get("body") or values.get("body", "")
    body = made.body
    if words in BODIES:
        body = words
    elif words:
        found = next((key for key, pattern in _BODY_WORDS if re.search(pattern, fold(words))), body)
        body = body if made.unit and found in body.split("/") else found
    unit = said.get("unit") or made.unit or values.get("unit", "") or (words if words not in BODIES else "")
    return replace(made, body=body, unit=unit or BODIES[body])


def _with_term(made: Procedure, words: str) -> Procedure:
    """Return it with the term the words say; an empty cell says nothing of a term we have."""
    read = read_term(words)
    if not words.strip() or (str(read.term or ""), read.note) in ((made.term, ""), (made.term, made.term_note)):
        return made
    return replace(made, term=str(read.term or ""), term_note=read.note)


def _marks(base: Procedure, made: Procedure) -> Marks:
    """Take the mark from each figure that is another one now: nobody compared it yet."""
    return replace(
        base.verified,
        **{
            name: getattr(base.verified, name) and getattr(base, name) == getattr(made, name)
            for name in ("name", "term", "fee")
        },
    )


def _iso(cell: Cell, text: str) -> str:
    """Return the day a cell says in ISO 8601; where it says none, or several, its text, for the checks to name."""
    try:
        said = day_of(cell)
    except ValueError:
        return text
    return said.day.isoformat() if said and said.alone else text


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry as JSON has it: lists for tuples, days as text."""
    return cast("dict[str, Any]", orjson.loads(orjson.dumps(entry)))
