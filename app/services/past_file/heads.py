"""Which rows of a sheet are its heads, and which column is which field by the words of its head.

The words of a register are here, those of two other kinds of list in `lists`; how heads are found is one for all.

Registers are as many as communes: the forms of 2018 and 2025, exports of provincial systems, tables an officer drew.
What they share is words, so each field has the words its heads are known by, best first. Where two columns would do
(`Chủ hồ sơ` and `Người nộp`) the better words win; a column fills one field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.rules.text import fold
from app.services.past_file.lists import CALENDAR, CATALOGUE
from app.services.past_file.sheet import FIELDS, Kind

_PEOPLE = r"(?!nguoi|can bo|cong chuc|noi|ky |chu ky|hinh thuc|phuong thuc|co quan|don vi|bo phan|so luong)"
_NOT_A_NAME = (
    r"(?!dia chi|noi|so|dien thoai|sdt|cmnd|cmt|cccd|can cuoc|giay|ma|ngay|thoi|ky|chu ky|can bo|cong chuc|"
    r"nguoi (tiep )?nhan|nguoi tra|nguoi giai quyet|nguoi xu ly|nguoi thu ly|co quan|don vi|"
    r"ten (thu tuc|tthc|ho so|co quan|don vi|cong viec))"
)
_RULES: tuple[tuple[str, str], ...] = (
    ("due_on", r".*\b(hen tra|ngay hen|han tra|den han|han giai quyet|han xu ly)\b"),
    ("due_on", r"(?!.*theo quy dinh).*\bthoi han\b"),
    ("finished_on", rf"{_PEOPLE}.*\b((giai quyet|xu ly) xong|ket thuc xu ly|hoan thanh|ngay (co ket qua|xong))\b"),
    ("returned_on", rf"{_PEOPLE}.*\b(ngay.* tra|thoi (gian|diem) tra|tra ket qua|tra kq|tra cho cong dan|da tra)\b"),
    ("finished_on", rf"{_PEOPLE}.*\b(ngay (ky|giai quyet)|ngay.* nhan ket qua)\b"),
    ("received_on", rf"{_PEOPLE}.*\b(ngay.* (tiep )?nhan|(tiep )?nhan ho so|thoi (gian|diem) (tiep )?nhan|ngay nop)\b"),
    ("received_on", rf"{_PEOPLE}.*\b(ngay den|ngay vao so|ngay thang( nam)?|ngay lap)\b"),
    ("id_number", r".*\b(cccd|cmnd|cmtnd|cmt|can cuoc|chung minh|dinh danh|ho chieu|giay to tuy than)\b"),
    ("receiver", r".*\b(nguoi|can bo|cong chuc|nhan vien|chuyen vien) (tiep )?nhan(?! (ket qua|kq))\b"),
    ("code", r"(?!.*\b(thu tuc|tthc)\b).*\b(ma (so )?(ho so|hs)|so (ho so|hs)|so bien nhan|ma bien nhan|bien nhan|"
             r"so tiep nhan|so phieu|ma phieu|so giay tiep nhan)\b"),
    ("code", r"(ma|ma so|so hieu|so ky hieu|so van ban)$"),
    ("name", rf"{_NOT_A_NAME}.*\bchu ho so\b"),
    ("name", rf"{_NOT_A_NAME}.*\bten\b.*\b(ca nhan|to chuc|cong dan|nguoi|khach hang|doanh nghiep|chu)\b"),
    ("name", rf"{_NOT_A_NAME}.*\bnguoi (nop|yeu cau|de nghi|lam don|dan|dung ten)\b"),
    ("name", rf"{_NOT_A_NAME}.*\b(ca nhan|to chuc|cong dan|khach hang)\b"),
    ("name", rf"{_NOT_A_NAME}.*\b(ho va ten|ho ten|ten)\b"),
    ("procedure", r"(?!ma\b|so\b).*\b(ten thu tuc|thu tuc hanh chinh|tthc|ten tt)\b"),
    ("procedure", r"(?!ma\b|so\b|ngay\b|nguoi\b|ket qua\b).*\b(noi dung|trich yeu|yeu cau giai quyet|cong viec|"
                  r"loai (ho so|viec|giay to|thu tuc|viec ho tich)|ten ho so|thu tuc)\b"),
    ("procedure", r"linh vuc\b"),
    ("address", r".*\b(dia chi|noi cu tru|cu tru|thuong tru|noi o|cho o|to dan pho|dia ban)\b"),
    ("address", r"(thon|ap|buon|ban|khu pho|xom)\b"),
    ("phone", r".*\b(dien thoai|sdt|so dt|di dong|dt|tel|phone|lien he)\b"),
    ("note", r".*\b(ghi chu|luu y|nhan xet)\b"),
)  # fmt: skip
_rules = {
    kind: tuple((field, re.compile(words)) for field, words in rules)
    for kind, rules in (("past", _RULES), ("catalogue", CATALOGUE), ("calendar", CALENDAR))
}
_order = {
    kind: FIELDS if kind == "past" else tuple(dict.fromkeys(field for field, _ in _rules[kind])) for kind in _rules
}
_DIGITS = re.compile(r"\d{3}|\d[/.-]\d")


HEAD_ROWS = 40
"""How far down heads are looked for: a letterhead, a title, a period and a decision stand above them at most."""


def guess(heads: Sequence[str], kind: Kind = "past") -> dict[str, int]:
    """Return which column fills which field of a kind of list by the words of its head, in the order of the fields."""
    folded = [fold(head) for head in heads]
    found: dict[str, int] = {}
    for field, words in _rules[kind]:
        if field not in found:
            at = next((at for at, head in enumerate(folded) if at not in found.values() and words.match(head)), None)
            if at is not None:
                found[field] = at
    return {field: found[field] for field in _order[kind] if field in found}


def find_heads(
    rows: Sequence[Sequence[str]], merged: Iterable[tuple[int, int, int, int]], kind: Kind = "past"
) -> tuple[int, int] | None:
    """Return the first and last row of the heads among the first rows of a sheet, None when there are none.

    `rows` are texts, `merged` the merged cells as (top, left, bottom, right), all counted from 0. Heads are the block
    of one to three rows whose words name the most fields; without words anybody knows, the first row of three texts
    or more over a row that is filled.
    """
    across = [one for one in merged if one[1] < one[3] or one[0] < one[2]]
    best: tuple[int, int, int] | None = None
    for top in range(len(rows)):
        for height in range(1, 4):
            block = rows[top : top + height]
            if len(block) < height or not all(_is_words(row) for row in block):
                break
            if height > 1 and not _belong(top, top + height - 1, rows, across):
                break
            score = len(guess(joined(rows, top, top + height - 1, across), kind))
            if score >= 2 and (best is None or score > best[0]):
                best = score, top, top + height - 1
    if best is not None:
        return best[1], best[2]
    for top, (row, below) in enumerate(pairwise(rows)):
        filled = sum(map(bool, row))
        if filled >= 3 and _is_words(row) and 2 * sum(map(bool, below)) >= filled:
            return top, top
    return None


def joined(
    rows: Sequence[Sequence[str]], top: int, bottom: int, merged: Iterable[tuple[int, int, int, int]]
) -> list[str]:
    """Return the heads of a block of rows, the words above a group of columns before each of its own."""
    block = [list(row) for row in rows[top : bottom + 1]]
    for first, left, last, right in merged:
        if first == last and top <= first < bottom:
            block[first - top][left : right + 1] = [block[first - top][left]] * (right - left + 1)
    return [" / ".join(dict.fromkeys(part for part in column if part)) for column in zip(*block, strict=True)]


def _is_words(row: Sequence[str]) -> bool:
    """Tell whether a row may be heads: something in it, and neither day nor number in any cell."""
    return any(row) and not any(_DIGITS.search(cell) or cell.isdigit() for cell in row)


def _belong(top: int, bottom: int, rows: Sequence[Sequence[str]], merged: Iterable[tuple[int, int, int, int]]) -> bool:
    """Tell whether the lowest of these rows goes on with the heads above it.

    It does where a merged cell reaches into it from above or spans columns over it, or where all it says stands
    under columns the row above leaves blank, or under the first of a group of which only the first is named.
    """
    for first, left, last, right in merged:
        if top <= first < bottom and (
            last >= bottom or (left < right and sum(map(bool, rows[bottom][left : right + 1])) > 1)
        ):
            return True
    above, below = rows[bottom - 1], [*rows[bottom], ""]
    groups = [bool(above[at]) and not all(above[at + 1 : at + 2]) and bool(below[at + 1]) for at in range(len(above))]
    return all(not cell or not above[at] or groups[at] for at, cell in enumerate(rows[bottom]))
