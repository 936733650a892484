"""What is typed of a person: names, numbers, days, phones; what each means, and the sentence beside one that is wrong.

The rules decide; a sentence under a field says first what is missing, for the field itself is in sight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from app import words
from app.errors import UserError
from app.rules import identity
from app.rules.birth import check_birth, read_birth
from app.rules.clock import VN
from app.services import drafts

_NAME = "Ghi họ và tên như trên thẻ."
_NAME_OF_OTHERS = "Ghi tên như trên giấy tờ."
_BIRTH = "Ghi như 14/08/1988; chỉ biết năm thì 1988."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: at which place of the form, that place's name, and the sentence beside it."""

    place: str
    label: str
    sentence: str


def told(problem: UserError) -> str:
    """Return the sentence that stands under a field: the field is in sight, so what is missing comes first."""
    have, need = problem.facts.get("have"), problem.facts.get("need")
    if problem.code == "ID_NUMBER_LENGTH" and isinstance(have, int) and isinstance(need, int):
        return f"{_lack(have, need)}: đang có {have}, cần {need}."
    if problem.code == "PHONE_LENGTH" and isinstance(have, int) and isinstance(need, int):
        return f"{_lack(have, need)}. Bỏ trống nếu không có."
    return words.sentence(problem)


def _lack(have: int, need: int) -> str:
    return f"Thiếu {need - have} chữ số" if have < need else f"Thừa {have - need} chữ số"


def read_date(text: str) -> date | None:
    """Return the day written as 14/08/1988, 14-8-1988 or 14081988, or None when it is none."""
    found = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{2})(\d{2})(\d{4})", text.strip(), re.ASCII)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(text: str) -> time | None:
    """Return the time of day written as 08:15, 8h15 or 8h, or None when it is none."""
    hour, colon, minute = text.strip().replace("h", ":").partition(":")
    digits = hour.isdigit() and (minute or "0").isdigit() and bool(colon or hour)
    if not digits or not (int(hour) < 24 and int(minute or 0) < 60):
        return None
    return time(int(hour), int(minute or 0))


def read_moment(text: str) -> datetime | None:
    """Return the moment written as 08:15 14/08/2026, local time, or None when it is none."""
    clock, _, day = text.strip().partition(" ")
    at, on = read_clock(clock), read_date(day)
    return datetime.combine(on, at, VN) if on and at is not None else None


def name_problem(kind: str, text: str) -> str:
    """Return what is wrong with a name, empty when nothing is."""
    if not text:
        return _NAME if kind == "citizen" else _NAME_OF_OTHERS
    try:
        drafts.printable_name(identity.sound_name(text))
    except UserError as problem:
        return told(problem)
    return ""


def number_problem(kind: str, text: str) -> str:
    """Return what is wrong with a person's or a business's number, empty when nothing is."""
    try:
        if kind == "citizen" and text:
            identity.check_paper_number(text)
        elif kind == "business" and text:
            identity.check_tax_code(text)
    except UserError as problem:
        return told(problem)
    return ""


def number_warnings(text: str, birth: str, sex: str | None) -> list[str]:
    """Return the sentences for a number that looks odd, or disagrees with what else is typed."""
    try:
        number, kind = identity.check_paper_number(text)
    except UserError:
        return []
    told = identity.paper_warnings(number, kind, read_birth(birth), sex if sex in ("male", "female") else None)  # type: ignore[arg-type]
    return [words.WARNINGS[code] for code in told]


def birth_problem(text: str, today: date) -> str:
    """Return what is wrong with a birth, empty when nothing is."""
    if not text:
        return ""
    try:
        check_birth(text, today)
    except UserError as problem:
        return _BIRTH if problem.code == "BIRTH_FORMAT" else told(problem)
    return ""


def phone_problem(text: str) -> str:
    """Return what is wrong with a phone number, empty when nothing is."""
    try:
        if text:
            identity.check_phone(text)
    except UserError as problem:
        return told(problem)
    return ""
