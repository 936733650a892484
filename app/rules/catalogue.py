"""The catalogue: what the law says of each procedure, by effective date, and how two catalogues differ.

A procedure has one entry for each period in which the law about it stood still; its version is the day the
entry begins, and a dossier keeps the version it was received under (DESIGN §3.8). Every figure carries a mark
saying whether someone compared it with an official source. The field names are those of the catalogue file,
so an entry serialised as it stands (dates in ISO 8601) can be read back by `catalogue_file`.

A linked procedure (liên thông) names the procedures it comprises in `linked`: it is received as one dossier with one
receipt and one due moment, and counted once, under its own code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

from app.errors import UserError
from app.rules.fees import FeeRule

ComponentKind = Literal["submit", "show", "data"]
COMPONENT_KINDS: tuple[ComponentKind, ...] = get_args(ComponentKind)
Body = Literal["A", "B", "C", "A/C", "D"]
BODIES: dict[Body, str] = {
    "A": "Ủy ban nhân dân cấp xã",
    "B": "Công an cấp xã",
    "C": "Văn phòng đăng ký đất đai",
    "A/C": "Ủy ban nhân dân cấp xã, Văn phòng đăng ký đất đai",
    "D": "Cơ quan chuyên môn cấp tỉnh",
}

_LABELS = {
    "name": "tên",
    "field": "lĩnh vực",
    "body": "cơ quan giải quyết",
    "unit": "bộ phận giải quyết",
    "term": "thời hạn",
    "term_note": "ghi chú thời hạn",
    "fee": "phí, lệ phí",
    "components": "thành phần hồ sơ",
    "cases": "trường hợp riêng",
    "linked": "thủ tục liên thông",
    "effective_from": "ngày bắt đầu hiệu lực",
    "effective_to": "ngày hết hiệu lực",
    "verified": "mục đã đối chiếu",
    "guidance_only": "chỉ hướng dẫn",
    "exemptions": "diện miễn",
}
_COMPONENT_WORDS = {"submit": "nộp", "show": "xuất trình", "data": "khai thác dữ liệu"}


@dataclass(frozen=True, slots=True)
class ComponentTemplate:
    """A paper of a dossier: handed in, only shown, or replaced by data the officer looks up."""

    name: str
    originals: int = 1
    certified: int = 0
    photocopies: int = 0
    required: bool = True
    note: str = ""
    kind: ComponentKind = "submit"


@dataclass(frozen=True, slots=True)
class Case:
    """A branch of a procedure with its own term; `fee` and `components` None are the procedure's."""

    key: str
    name: str
    term: str
    fee: FeeRule | None = None
    components: tuple[ComponentTemplate, ...] | None = None
    term_note: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Which figures of an entry were compared with an official source."""

    name: bool = False
    term: bool = False
    fee: bool = False
    components: bool = False
    exemptions: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure, in force from `effective_from` to `effective_to`, both included.

    `body` decides, `unit` names the office the dossier goes to: one of the commune's own, or, where `body` is D, the
    department of the province. `term` is text in the grammar of `terms`; where it is empty the law sets none, or none
    that could be read (`term_note` has its words), and the officer gives the day at reception.
    `guidance_only` means the counter takes no dossier for it. `linked` holds codes, as the module says.
    """

    code: str
    name: str
    field: str
    body: Body
    unit: str
    term: str
    term_note: str
    fee: FeeRule
    components: tuple[ComponentTemplate, ...]
    cases: tuple[Case, ...]
    effective_from: date
    effective_to: date | None
    verified: Marks
    guidance_only: bool
    linked: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The day the entry begins, ISO 8601."""
        return self.effective_from.isoformat()

    def case(self, key: str) -> Case:
        """Return a branch by its key. Raises UserError CASE_UNKNOWN (key, procedure)."""
        for case in self.cases:
            if case.key == key:
                return case
        raise UserError("CASE_UNKNOWN", field="case", key=key, procedure=self.code)

    def term_for(self, key: str | None) -> str:
        """Return the term of a branch, or of the procedure when `key` is None."""
        return self.term if key is None else self.case(key).term

    def term_note_for(self, key: str | None) -> str:
        """Return the words that stand beside the term of a branch, or of the procedure when `key` is None."""
        return self.term_note if key is None else self.case(key).term_note

    def fee_rule_for(self, key: str | None) -> FeeRule:
        """Return the fee rule of a branch, the procedure's where the branch has none of its own."""
        return (None if key is None else self.case(key).fee) or self.fee

    def components_for(self, key: str | None) -> tuple[ComponentTemplate, ...]:
        """Return the papers of a branch, the procedure's where the branch has no list of its own."""
        own = None if key is None else self.case(key).components
        return self.components if own is None else own


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs between two versions; `old` and `new` are readable text."""

    code: str
    name: str
    version: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a catalogue has over an earlier one, in order of code and date."""

    added: tuple[Procedure, ...]
    changed: tuple[Change, ...]

    def lines(self) -> list[str]:
        """Say the difference in Vietnamese, one line a fact; no line means nothing differs."""
        return [
            *(
                f"Thêm {p.code} {p.name}: {_term_words(p)}, {p.fee.text()}, hiệu lực từ {p.effective_from:%d/%m/%Y}."
                for p in self.added
            ),
            *(
                f"Sửa {c.code} {c.name} (bản {date.fromisoformat(c.version):%d/%m/%Y}), "
                f"{_LABELS[c.field]}: {c.old or _nothing(c.field)} → {c.new or _nothing(c.field)}."
                for c in self.changed
            ),
        ]


def _term_words(procedure: Procedure) -> str:
    """Say the term with the words that stand beside it."""
    note = f" ({procedure.term_note})" if procedure.term_note else ""
    nothing = "chỉ hướng dẫn" if procedure.guidance_only else _nothing("term")
    return f"{procedure.term or nothing}{note}"


def _nothing(field: str) -> str:
    return "không có thời hạn, cán bộ tiếp nhận hẹn ngày" if field == "term" else "để trống"


def in_force(procedures: Iterable[Procedure], code: str, day: date) -> Procedure:
    """Return the version of a procedure in force on a day.

    Raises UserError PROCEDURE_UNKNOWN (code), or PROCEDURE_NOT_IN_FORCE (code, day) when no version covers
    the day.
    """
    versions = [procedure for procedure in procedures if procedure.code == code]
    for procedure in versions:
        if procedure.effective_from <= day and (procedure.effective_to is None or day <= procedure.effective_to):
            return procedure
    if versions:
        raise UserError("PROCEDURE_NOT_IN_FORCE", field="procedure", code=code, day=day)
    raise UserError("PROCEDURE_UNKNOWN", field="procedure", code=code)


def short_code(code: str) -> str:
    """Return a procedure's code without the province that published it: of 2.000815.000.00.00.H15 it is 2.000815."""
    return code[:8]


def under_known_codes(stored: Iterable[Procedure], file: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Return the procedures of a file under the codes they are stored by, short or long: each is one, not two."""
    known = {short_code(one.code): one.code for one in stored}
    exact = set(known.values()) | {one.code for one in stored}
    return tuple(
        one if one.code in exact else replace(one, code=known.get(short_code(one.code), one.code)) for one in file
    )


def merged(stored: Iterable[Procedure], file: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Return the stored versions as a file of new ones leaves them: all of the store's, those of the file in place.

    A version of the file that begins inside a stored one ends it the day before, unless the stored one is to outlast
    it. One the file repeats without an end does not run into a later one the store knows. Any other overlap is a
    contradiction only whoever wrote the file can settle. Nothing is ever removed: a procedure that is abolished gets
    an end. Raises UserError CATALOGUE_STORED_OVERLAP (code, version, other): the first days of the two.
    """
    known, after = _by_code(stored), _by_code(file)
    return tuple(
        procedure for code in sorted(known | after) for procedure in _chained(known.get(code, {}), after.get(code, {}))
    )


def _chained(stored: dict[str, Procedure], file: dict[str, Procedure]) -> list[Procedure]:
    """Put the versions of one procedure in order and end those that yield to the next."""
    whole = stored | file
    chain = [whole[version] for version in sorted(whole)]
    for place, (earlier, later) in enumerate(pairwise(chain)):
        end = earlier.effective_to
        if end is not None and end < later.effective_from:
            continue
        repeated = earlier.version in file
        # What is stored yields when nothing of it would be left after the later one, or it has no end to be left.
        superseded = not repeated and (later.effective_to or date.max) >= (end or date.min)
        if not superseded and (end is not None or earlier.version not in stored):
            mine, other = (earlier, later) if repeated else (later, earlier)
            raise UserError(
                "CATALOGUE_STORED_OVERLAP", code=mine.code, version=mine.effective_from, other=other.effective_from
            )
        chain[place] = replace(earlier, effective_to=later.effective_from - timedelta(days=1))
    return chain


def difference(old: Iterable[Procedure], new: Iterable[Procedure]) -> Difference:
    """Say what a catalogue that holds every version of the old one adds to it and changes in it.

    A version only the new one has is added when its code is new, and otherwise compared with the version
    before it, so that an officer reads what the law changes rather than "added".
    """
    before, after = _by_code(old), _by_code(new)
    added: list[Procedure] = []
    changed: list[Change] = []
    for code in sorted(after):
        olds = before.get(code, {})
        for version, procedure in after[code].items():
            if not olds:
                added.append(procedure)
                continue
            earlier = [known for known in olds if known <= version]
            changed += _changes(olds[max(earlier) if earlier else min(olds)], procedure)
    return Difference(tuple(added), tuple(changed))


def _by_code(procedures: Iterable[Procedure]) -> dict[str, dict[str, Procedure]]:
    """Group versions by code, oldest first; ISO dates sort as text."""
    groups: dict[str, dict[str, Procedure]] = {}
    for procedure in sorted(procedures, key=lambda one: one.effective_from):
        groups.setdefault(procedure.code, {})[procedure.version] = procedure
    return groups


def _changes(old: Procedure, new: Procedure) -> list[Change]:
    """Name every figure in which two versions of one procedure differ."""
    return [
        Change(new.code, new.name, new.version, field.name, *_both(getattr(old, field.name), getattr(new, field.name)))
        for field in fields(Procedure)
        if getattr(old, field.name) != getattr(new, field.name)
    ]


def _both(old: object, new: object) -> tuple[str, str]:
    """Write two differing values; of two lists only the items that differ, however long they are."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        gone = [item for item in old if item not in new]
        come = [item for item in new if item not in old]
        if not gone and not come:
            gone, come = list(old), list(new)  # the same items in another order
        return "; ".join(map(_readable, gone)), "; ".join(map(_readable, come))
    return _readable(old), _readable(new)


def _readable(value: object) -> str:
    """Write a value of an entry for a person."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, FeeRule):
        return _fee_words(value)
    if isinstance(value, ComponentTemplate):
        counts = f"{value.originals} chính, {value.certified} chứng thực, {value.photocopies} photo"
        need = "" if value.required else ", nếu có"
        note = f", {value.note}" if value.note else ""
        return f"{value.name} ({_COMPONENT_WORDS[value.kind]}, {counts}{need}{note})"
    if isinstance(value, Case):
        papers = "" if value.components is None else f", hồ sơ: {_both((), value.components)[1] or 'không có'}"
        note = f" ({value.term_note})" if value.term_note else ""
        return (
            f"{value.name}: {value.term or 'không có thời hạn'}{note}"
            + (f", {_fee_words(value.fee)}" if value.fee else "")
            + papers
        )
    if isinstance(value, Marks):
        return ", ".join(_LABELS[mark.name] for mark in fields(Marks) if getattr(value, mark.name))
    return BODIES.get(value, value) if isinstance(value, str) else ""  # type: ignore[call-overload]


def _fee_words(rule: FeeRule) -> str:
    """Write a fee rule with every legal basis it rests on, so that a changed basis alone can be seen."""
    text = rule.text()
    bases = [rule.basis, *(one.basis for one in rule.reductions), *(one.basis for one in rule.exemptions)]
    unsaid = "; ".join(dict.fromkeys(basis for basis in bases if basis not in text))
    return f"{text} ({unsaid})" if unsaid else text
