"""Fees in the words of decisions and portals: `8.000 đồng/bản`, `Miễn phí`, `theo Nghị quyết của HĐND tỉnh`.

One amount and what it is for is a rule; free is free. Everything else (several amounts, another currency, a reference
to another paper) is a fee set elsewhere, whose words are its basis: the officer types what is taken. So is the
portal's own `Phí : 0 Đồng`, which often stands for "the provincial council decides" (DOMAIN §7.2).
"""

from __future__ import annotations

import re

from app.rules.fees import FeeKind, FeeRule, Tier
from app.rules.text import nfc

_free = re.compile(
    r"(?:(?:phí|lệ phí|phí, lệ phí)\s*:?\s*)?"
    r"(?:không(?: có| thu| quy định| mất| phải nộp)?(?: phí| lệ phí)?(?:, lệ phí)?|"
    r"miễn(?: phí| lệ phí| thu)?(?:, lệ phí)?|-|0\s*(?:đồng|đ|vnđ)?)\s*(?:đồng)?[\s.]*",
    re.IGNORECASE,
)
_portal_zero = re.compile(r"(?:phí|lệ phí)\s+:\s*(?:0|o|không)?\s*đồng\b", re.IGNORECASE)
_amount = re.compile(
    r"(?<![\w.,/])(?P<amount>\d{1,3}(?:[., ]\d{3})+|\d+)\s*(?P<more>nghìn|ngàn|triệu)?\s*(?:đồng|đ|vnđ|vnd)(?!\w)"
    r"(?:\s*(?:/|một|mỗi|cho)\s*(?:0?1\s*)?"
    r"(?P<what>bản(?: sao)?|trang|trường hợp|hồ sơ|lần|việc|giấy|thửa|người|chữ ký|trích lục|hợp đồng|giao dịch)?)?",
    re.IGNORECASE,
)
_lead = re.compile(r"(?:phí|lệ phí|mức thu|thu|là|:|[\s,-])*", re.IGNORECASE)
_money = re.compile(r"usd|%|\bđồng\b", re.IGNORECASE)
_KINDS: dict[str, FeeKind] = {"bản": "copy", "bản sao": "copy", "trích lục": "copy"}
_MORE = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}


def read_fee(text: str) -> FeeRule | None:
    """Read a fee from its words, None for an empty text: nothing was said."""
    said = nfc(text)
    if not said:
        return None
    if _portal_zero.match(said):
        return FeeRule("province", basis=said)
    if _free.fullmatch(said):
        return FeeRule("free")
    begins = _lead.match(said)
    assert begins is not None
    found = _amount.match(said, begins.end())
    if found is None:
        return FeeRule("province", basis=said)
    amount, what, rest = _dong(found), (found["what"] or "").lower(), said[found.end() :]
    others = list(_amount.finditer(rest))
    if any(_dong(one) != amount for one in others) or _money.search(_amount.sub("", rest)):
        return FeeRule("province", basis=said)
    rest = rest.strip(" ,;.()")
    if what == "trang":
        return FeeRule("pages", tiers=(Tier(1, amount),), basis=rest)
    return FeeRule(_KINDS.get(what, "case"), amount, basis=rest)


def _dong(found: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", found["amount"])) * _MORE.get((found["more"] or "").lower(), 1)
