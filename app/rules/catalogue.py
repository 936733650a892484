"""The catalogue: what the law says of each procedure, by effective date, and how two catalogues differ.

A procedure has one entry for each period in which the law about it stood still; its version is the day the
entry begins, and a dossier keeps the version it was received under (DESIGN §3.8). Every figure carries a mark
saying whether someone compared it with an official source. The field names are those of the catalogue file,
so an entry serialised as it stands (dates in ISO 8601) can be read back by `catalogue_file`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, get_args

from app.errors import UserError
from app.rules.fees import FeeRule

ComponentKind = Literal["submit", "show", "data"]
COMPONENT_KINDS: tuple[ComponentKind, ...] = get_args(ComponentKind)
Body = Literal["A", "B", "C", "A/C"]
BODIES: dict[Body, str] = {
    "A": "Ủy ban nhân dân cấp xã",
    "B": "Công an cấp xã",
    "C": "Văn phòng đăng ký đất đai",
    "A/C": "Ủy ban nhân dân cấp xã, Văn phòng đăng ký đất đai",
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
    "effective_from": "ngày bắt đầu hiệu lực",
    "effective_to": "ngày hết hiệu lực",
    "verified": "mục đã đối chiếu",
    "guidance_only": "chỉ hướng dẫn",
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
    """A branch of a procedure with its own term, and its own fee when `fee` is not None."""

    key: str
    name: str
    term: str
    fee: FeeRule | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Which figures of an entry were compared with an official source."""

    name: bool = False
    term: bool = False
    fee: bool = False
    components: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure, in force from `effective_from` to `effective_to`, both included.

    `body` decides, `unit` is where the dossier goes inside the commune, `term` is text in the grammar of
    `terms` (empty only where the counter merely guides). `guidance_only` means the counter takes no dossier
    for it.
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

    def fee_rule_for(self, key: str | None) -> FeeRule:
        """Return the fee rule of a branch, the procedure's where the branch has none of its own."""
        return (None if key is None else self.case(key).fee) or self.fee


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
    """What a new catalogue adds, no longer has, and changes, in order of code and date."""

    added: tuple[Procedure, ...]
    removed: tuple[Procedure, ...]
    changed: tuple[Change, ...]

    def lines(self) -> list[str]:
        """Say the difference in Vietnamese, one line a fact; no line means nothing differs."""
        return [
            *(f"Thêm {p.code} {p.name}, hiệu lực từ {p.effective_from:%d/%m/%Y}." for p in self.added),
            *(f"Bỏ {p.code} {p.name}, bản hiệu lực từ {p.effective_from:%d/%m/%Y}." for p in self.removed),
            *(
                f"Sửa {c.code} {c.name} (bản {date.fromisoformat(c.version):%d/%m/%Y}), "
                f"{_LABELS[c.field]}: {c.old or 'để trống'} → {c.new or 'để trống'}."
                for c in self.changed
            ),
        ]


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


def difference(old: Iterable[Procedure], new: Iterable[Procedure]) -> Difference:
    """Compare two catalogues.

    A version only the new one has is added when its code is new, and otherwise compared with the version
    before it, so that an officer reads what the law changes rather than "added". Absence from the new one is
    removal: whoever applies it decides whether the file was meant to be whole.
    """
    before, after = _by_code(old), _by_code(new)
    added: list[Procedure] = []
    removed: list[Procedure] = []
    changed: list[Change] = []
    for code in sorted(before | after):
        olds, news = before.get(code, {}), after.get(code, {})
        removed += [olds[version] for version in olds if version not in news]
        for version, procedure in news.items():
            if not olds:
                added.append(procedure)
                continue
            earlier = [known for known in olds if known <= version]
            changed += _changes(olds[max(earlier) if earlier else min(olds)], procedure)
    return Difference(tuple(added), tuple(removed), tuple(changed))


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
        text = value.text()
        return text if value.basis in text else f"{text} ({value.basis})"
    if isinstance(value, ComponentTemplate):
        counts = f"{value.originals} chính, {value.certified} chứng thực, {value.photocopies} photo"
        need = "" if value.required else ", nếu có"
        note = f", {value.note}" if value.note else ""
        return f"{value.name} ({_COMPONENT_WORDS[value.kind]}, {counts}{need}{note})"
    if isinstance(value, Case):
        return f"{value.name}: {value.term}" + (f", {value.fee.text()}" if value.fee else "")
    if isinstance(value, Marks):
        return ", ".join(_LABELS[mark.name] for mark in fields(Marks) if getattr(value, mark.name))
    return BODIES.get(value, value) if isinstance(value, str) else ""  # type: ignore[call-overload]
