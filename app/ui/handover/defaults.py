"""What is known of a result before anybody typed it."""

from __future__ import annotations

import re

from app.rules.dossier import Dossier
from app.services.handover import ResultRow

_NAMED = (
    (r"sổ hộ tịch.*kết hôn", "Trích lục ghi chú kết hôn"),
    (r"bản sao từ sổ gốc", "Bản sao từ sổ gốc"),
    (r"trích lục|thay đổi, cải chính|^nhận cha, mẹ, con|giám hộ", "Trích lục hộ tịch"),
    (r"khai sinh", "Giấy khai sinh"),
    (r"khai tử", "Trích lục khai tử"),
    (r"kết hôn", "Giấy chứng nhận kết hôn"),
    (r"nuôi con nuôi", "Giấy chứng nhận nuôi con nuôi"),
    (r"bản sao từ bản chính|bản sao có chứng thực", "Bản sao chứng thực"),
    (r"chứng thực|chữ ký người dịch", "Văn bản chứng thực"),
    (r"(thành lập|nội dung đăng ký) hộ kinh doanh", "Giấy chứng nhận đăng ký hộ kinh doanh"),
    (r"khuyết tật", "Giấy xác nhận khuyết tật"),
    (r"giấy chứng nhận (cấp )?lần đầu", "Giấy chứng nhận quyền sử dụng đất"),
    (r"trợ cấp", "Quyết định trợ cấp"),
)
"""Procedures whose result has a name that theirs does not say, the more special ones first."""
_SAID = re.compile(r"\bgiấy (?:xác nhận|chứng nhận|phép)\b[^,(]*", re.IGNORECASE)
_OTHER = "Kết quả giải quyết"


def result_type(procedure: str) -> str:
    """Return what the result of a procedure is most often called; the officer corrects it where it is not."""
    said = _SAID.search(procedure)
    if said and procedure.startswith("Cấp"):
        return said[0][0].upper() + said[0][1:].rstrip()
    for pattern, name in _NAMED:
        if re.search(pattern, procedure, re.IGNORECASE):
            return name
    return _OTHER


def begin(dossier: Dossier, place: str) -> ResultRow:
    """Return the result of a dossier just scanned, filled in as far as it can be known; `place` is the last shelf."""
    name = dossier.procedure.name
    abstract = dossier.summary if dossier.summary != name else ""
    return ResultRow(dossier.code, type=result_type(name), abstract=abstract, place=place)
