"""A code and its facts become one sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.errors import MotcuaError
from app.rules.calendar import WEEKDAY_KEYS
from app.rules.clock import VN
from app.rules.deadline_words import WEEKDAYS
from app.words.names import ACTS, STATES, field_word
from app.words.sentences import SENTENCES
from app.words.sentences.store import damage, way_out

_WHY = {
    "extra_forbidden": "tên trường không có trong mẫu",
    "literal_error": "giá trị không có trong danh sách",
    "enum": "giá trị không có trong danh sách",
    "string_type": "phải là chữ",
    "string_too_short": "đang để trống",
    "string_too_long": "dài quá mức cho phép",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là có hoặc không",
    "bool_parsing": "phải là có hoặc không",
    "list_type": "phải là danh sách",
    "too_long": "nhiều hơn mức cho phép",
    "model_type": "phải là một nhóm trường",
    "greater_than_equal": "số quá nhỏ",
    "less_than_equal": "số quá lớn",
}

_WEEKDAYS = dict(zip(WEEKDAY_KEYS, WEEKDAYS, strict=True))
_REASONS = {
    "SHAPE": "sai cấu trúc",
    "CELLS": "số ô không bằng số cột, hoặc ô quá dài",
    "JSON": "tệp sai cú pháp",
    "MISSING": "đang để trống",
    "UNKNOWN": "cột lạ",
    "TYPE": "sai kiểu",
    "CODE": "sai dạng mã",
    "CHOICE": "ngoài danh sách cho phép",
    "RANGE": "ngoài khoảng cho phép",
    "DATE": "không phải ngày",
    "DATE_ORDER": "ngày hết hiệu lực trước ngày bắt đầu",
    "TERM": "không đọc được thời hạn",
    "DUPLICATE": "trùng khóa",
    "FEE": "mức phí không hợp loại phí",
    "COLUMN": "tệp không có cột này",
    "CHARSET": "chữ sai bảng mã; xuất lại tệp này bằng UTF-8",
    "CASE": "trường hợp không đứng ngay dưới thủ tục của nó",
}


def sentence(problem: MotcuaError) -> str:
    """Return the Vietnamese sentence of an error, one line; the code itself when there is none."""
    return say(problem.code, problem.facts, problem.field)


def say(code: str, facts: dict[str, Any], field: str | None = None) -> str:
    """Return the sentence of a code with its facts; used for verdicts of the province too.

    A province's operator who refuses by hand gives a reason in words, which comes among the facts of BODY_INVALID.
    A spoiled scan has one code and two cures: CARD_GARBLED says by its cause which one helps.
    """
    if code == "BODY_INVALID":
        code = "BY_HAND" if "by_hand" in facts else "AT_WRONG" if facts.get("field") == "at" else code
    if code == "CARD_GARBLED" and facts.get("cause") == "charset":
        code = "CARD_CHARSET"
    template = SENTENCES.get(code)
    if template is None:
        return code
    words = {name: _plain(value) for name, value in facts.items()}
    words.setdefault("field", field or "")
    words |= _derived(facts, field)
    try:
        return template.format(**words)
    except KeyError:
        # A relay of another version may send other facts; the sentence's beginning still says what happened.
        return template.partition(":")[0].partition("{")[0].strip() + "."


def migrating(done: int, total: int) -> str:
    """Return how far a store is on its way to a new revision."""
    return f"Đang đưa kho lên đời mới: {100 * done // total} %."


def _derived(facts: dict[str, Any], field: str | None) -> dict[str, str]:
    words = {
        "field_word": field_word(str(facts.get("field") or field or "")),
        "damage": damage(facts),
        "way_out": way_out(facts),
    }
    if "by_hand" in facts:
        words["by_hand"] = str(facts["by_hand"]).rstrip(" .")
    if facts.get("day") in _WEEKDAYS:
        words["day"] = _WEEKDAYS[facts["day"]]
    for name, above in (("needed", 1024**2 - 1), ("free", 0)):  # bytes, said in MB: never too few, never too many
        if isinstance(facts.get(name), int):
            words[name] = f"{(facts[name] + above) // 1024**2:,}".replace(",", ".")
    words["state_word"] = STATES.get(str(facts.get("state")), str(facts.get("state"))).lower()
    words["act_word"] = ACTS.get(str(facts.get("act")), str(facts.get("act"))).lower()
    why = str(facts.get("why") or facts.get("reason") or "")
    if why in SENTENCES:
        words["why_word"] = SENTENCES[why].partition(":")[2].strip(" .") or why
    else:
        words["why_word"] = _WHY.get(why) or _REASONS.get(why) or ("chưa đúng dạng" if why.islower() else why)
    return words


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(VN):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, MotcuaError):
        return sentence(value)
    if isinstance(value, tuple):
        return " ".join(map(_plain, value)).removesuffix(".")
    return "không rõ" if value is None else str(value)
