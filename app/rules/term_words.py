"""Terms in the words of decrees and portals: the head is read as a term, the rest is kept for the officer as a note.

`Không quá 03 ngày làm việc kể từ ngày nhận đủ hồ sơ` is three working days with a note. What a text leaves open is
never chosen: a figure that holds for one case of several (`cấp mới 10 ngày, cấp lại 5 ngày`), a sum of stages or a
figure without a unit is not read at all, and the whole text is the note. A head decides where what follows is an
exception (`; trường hợp phải xác minh: 8 ngày`) or its own parts (`trong đó cấp xã 5 ngày`).

Readings, each with the words beside it in the note: of a range the longer one, which is the limit the law sets; `trong
ngày làm việc tiếp theo` is one working day; `ngay khi tiếp nhận` is the same day; hours are working hours, of which 24
and more may have been meant by the clock. Half a day is four working hours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.errors import UserError
from app.rules.fees import in_words
from app.rules.terms import DAY_HOURS, Term, Unit
from app.rules.text import nfc


def _compiled(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts).replace(" ", r"\s+"), re.IGNORECASE)


_HALVES = ("½", "1/2", "nửa")
_COUNTED = {in_words(number).removesuffix(" đồng").lower(): number for number in range(1, 100)}
_NUMBER = (
    f"(?:{'|'.join(_HALVES)}|[0-9]{{1,9}}(?:[.,][0-9]{{1,2}})?|{'|'.join(sorted(_COUNTED, key=len, reverse=True))})"
)
_UNIT = r"(?:phút|giờ|h|ngày|tuần|tháng|năm)(?: rưỡi)?(?:\s*\(?(?:làm\s*việc|hành\s*chính|lv)\)?)?"
_LENGTH = (
    rf"(?<![\w/.,])(?:(?P<least>{_NUMBER})\s*(?:{_UNIT}\s*)?(?:-|đến|tới)\s*)?(?P<number>{_NUMBER})"
    rf"(?:\s*\(\s*(?P<again>{_NUMBER})\s*\))?\s*(?P<unit>{_UNIT})(?!\w)"
)
# What may stand before the head and changes nothing about it.
_LEAD = (
    r"(?:(?:kể )?từ (?:ngày|khi|thời điểm|lúc)\s[^,:;.0-9]*[,:]|(?:thời hạn|thời gian|giải quyết|thực hiện|xử lý|hồ sơ|"
    r"thủ tục|hành chính|trả|kết quả|theo quy định|quy định|là|trong|vòng|khoảng|không quá|không vượt quá|tối đa|"
    r"chậm nhất|muộn nhất|nhiều nhất|tổng|chung|được|từ|sau|ngay)(?!\w)|[\s,:.+*•-])*?"
)
_length, _head = _compiled(_LENGTH), _compiled(_LEAD, _LENGTH)
_clock = _compiled(r"\b(?:sau|trước|lúc|từ|đến|hồi) [0-9]{1,2}\s*giờ(?! làm)(?:\s*[0-9]{2}\b)?(?:\s*phút)?")
_hours_again = _compiled(r"\s*\(\s*(?:tương đương |bằng )?([0-9]{1,4})\s*giờ(?: làm việc)?\s*\)")
_same_day = _compiled(
    _LEAD, r"\b(?:ngay )?trong (?:cùng )?(?:ngày|buổi)(?!\w)",
    r"(?!\s+(?:làm việc )?(?:tiếp theo|kế|liền|sau|hôm sau|[0-9]))",
    r"(?: làm việc)?(?: (?:tiếp nhận|nhận))?(?: đủ)?(?: hồ sơ)?(?: hợp lệ)?",
)  # fmt: skip
_at_once = _compiled(_LEAD, r"\bngay(?: (?:sau )?khi (?:tiếp )?nhận| lập tức|\s*[.;]?$)")
_next_day = _compiled(_LEAD, r"\bngày làm việc (?:tiếp theo|kế tiếp|liền kề|liền sau|sau|hôm sau)(?!\w)")
_none = _compiled(
    r"(?:pháp luật )?(?:(?:không|chưa)(?: có)?(?: (?:quy định|xác định|ấn định))?)?(?: (?:cụ thể|về))*"
    r"(?: (?:thời hạn|thời gian))?(?: giải quyết)?[\s.-]*"
)
_by_event = _compiled(r"\b(?:trước|sau|ngay|từ|đến) khi\b|\btheo (?:quy định|thỏa thuận|thoả thuận)\b")
# A figure that stands alone but far from the beginning is the term only behind such words, and of nothing else.
_leads_in = _compiled(r"(?:thời hạn|trong|vòng|không quá|tối đa|chậm nhất|là|:)\s*$")
_of_something_else = _compiled(
    r"trường hợp|đối với|nếu|riêng|khi|trước|gia hạn|nộp|hiệu lực|bổ sung|chuyển|định kỳ|h[ằà]ng|mỗi|niêm yết|"
    r"công khai|cấp (?:mới|lại|đổi)|lần (?:đầu|sau)|[(;]"
)
_restricted = _compiled(r"đối với|trường hợp|áp dụng|hoặc|nếu|/")
_BESIDE = ("trong đó", "cụ thể", "bao gồm", "gồm", "không tính", "không kể", "chưa tính", "chưa kể")
_break = _compiled(
    r"(?P<sign>[;.,(-])\s*(?:và |thì )?",
    rf"(?P<opens>trường hợp|nếu|đối với|riêng|trừ|khi|{'|'.join(_BESIDE)})(?!\w)",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of a term: the term (None: it sets no length), the words left over, and if it was understood."""

    term: Term | None
    note: str = ""
    understood: bool = True


@lru_cache(maxsize=4_000)
def read_term(text: str) -> Reading:
    """Read the term a decree, a decision or a portal writes; what cannot be decided is a note, never a guess."""
    said = nfc(text).replace("–", "-").replace("—", "-")
    if _none.fullmatch(said):
        return Reading(None)
    # "Sau 15 giờ" is a time of day; its place is kept, so that what is found can be cut out of the text.
    plain = _clock.sub(lambda found: "·" * len(found[0]), said)
    lengths = list(_length.finditer(plain))
    found = _in_words(plain, said, lengths) or _in_figures(plain, said, lengths)
    if found:
        return found
    return Reading(None, said, understood=not lengths and bool(_by_event.search(plain)))


def _in_words(plain: str, said: str, lengths: Sequence[re.Match[str]]) -> Reading | None:
    """Read a head without a figure."""
    for pattern, term in ((_next_day, Term(1, Unit.WORKING_DAY)), (_same_day, _TODAY), (_at_once, _TODAY)):
        head = pattern.match(plain)
        if head and _decides(plain, head.end(), lengths):
            return Reading(term, _rest(said, head.end()) if pattern is _same_day else said)
    return None


_TODAY = Term(1, Unit.SAME_DAY)


def _in_figures(plain: str, said: str, lengths: Sequence[re.Match[str]]) -> Reading | None:
    """Read a head of number and unit."""
    head = _head.match(plain)
    at_head = head is not None
    if head is None and len(lengths) == 1:
        before = plain[: lengths[0].start()]
        if _leads_in.search(before) and not _of_something_else.search(before):
            head = lengths[0]
    if head is None or not _decides(plain, head.end(), lengths):
        return None
    value = _value(head["number"])
    if (head["again"] and _value(head["again"]) != value) or (head["least"] and _value(head["least"]) > value):
        return None
    try:
        term = _term(value, head["unit"].lower())
    except UserError as problem:
        return Reading(None, said) if problem.code == "TERM_ZERO" else None
    if term is None or not _same_hours(plain, head.end(), term):
        return None
    doubtful = head["least"] or (head["unit"].lower() in ("giờ", "h") and value >= 24)
    return Reading(term, said if doubtful or not at_head else _rest(said, head.end()))


def _value(number: str) -> Fraction:
    word = " ".join(number.lower().split())
    if word in _HALVES:
        return Fraction(1, 2)
    return Fraction(_COUNTED[word]) if word in _COUNTED else Fraction(word.replace(",", "."))


def _term(value: Fraction, unit: str) -> Term | None:
    """Return so much of a unit as a term, None where no term says it. Raises what Term does."""
    working = unit.endswith(("việc", "chính", "lv", ")"))
    if "rưỡi" in unit:
        value += Fraction(1, 2)
    whole, part = divmod(value, 1)
    if unit.startswith("phút"):
        return None if part else Term(whole, Unit.MINUTE)
    if unit.startswith(("giờ", "h")):
        return Term(whole, Unit.WORKING_HOUR) if not part else Term(int(value * 60), Unit.MINUTE)
    if unit.startswith("ngày"):
        if part not in (0, Fraction(1, 2)):
            return None
        if part and not whole:
            return Term(DAY_HOURS // 2, Unit.WORKING_HOUR)
        return Term(whole, Unit.WORKING_DAY if working else Unit.DAY, half=bool(part))
    if working:
        return None  # nobody knows how many days a week or a month of work has
    if unit.startswith("tuần"):
        return None if part else Term(whole * 7, Unit.DAY)
    months = value * (12 if unit.startswith("năm") else 1)
    return None if months.denominator > 1 else Term(int(months), Unit.MONTH)


def _same_hours(plain: str, at: int, term: Term) -> bool:
    """Tell whether hours in brackets behind the head say the same as it: `01 ngày làm việc (08 giờ)`."""
    again = _hours_again.match(plain, at)
    days = term.amount if term.unit in (Unit.WORKING_DAY, Unit.DAY) else Fraction(term.amount, DAY_HOURS)
    return again is None or int(again[1]) in (days * DAY_HOURS, days * 24)


def _decides(plain: str, end: int, lengths: Sequence[re.Match[str]]) -> bool:
    """Tell whether the head that ends there holds whatever other lengths follow."""
    if again := _hours_again.match(plain, end):
        end = again.end()
    other = next((one for one in lengths if one.start() >= end), None)
    if other is None:
        return True
    link = plain[end : other.start()]
    breaks = _break.search(link)
    if breaks is None or _restricted.search(link, 0, breaks.start()):
        return False
    clause = link[breaks.end() :]
    if breaks["opens"].lower() in _BESIDE:
        return True
    closed = breaks["sign"] == "(" and ")" in clause
    return not closed and not re.search(r"[;.]", clause) and not _restricted.match(plain[other.end() :].lstrip(" ,("))


def _rest(said: str, end: int) -> str:
    """Return what is left over behind the head, without the signs that joined it."""
    rest = said[end:].strip(" ,;.:-")
    return rest[1:-1] if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1 else rest
