"""The reports in an officer's words: what they are called, what they hold, and which figures they lead with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal["figures", "list"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A report: `figures` are walked cell by cell, a `list` has a dossier a row.

    `parts` are the counts it leads with, the first of them all it holds ("" where that is its rows). `preset` is the
    period it begins with: results wait on the shelf far longer than a month. `columns` are those of a list that a
    screen shows; a register has either a procedure or an abstract, by its edition.
    """

    title: str
    sense: str
    shape: Shape
    parts: tuple[tuple[str, str], ...] = ()
    preset: str = "month"
    columns: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "register": Kind(
        "Sổ theo dõi hồ sơ",
        "mọi hồ sơ đã nhận",
        "list",
        (("", "Cả sổ"), ("received", "Đã nhận"), ("at_door", "Từ chối tại quầy"), ("voided", "Đã hủy")),
        columns=(
            "number", "code", "name", "procedure", "summary", "received_on", "received_at", "due_on", "due_at",
            "returned_on", "returned_at", "note",
        ),
    ),
    "06a": Kind("Biểu 06a", "tình hình theo lĩnh vực", "figures"),
    "indicators": Kind("Chỉ tiêu phục vụ", "theo Quyết định 766", "figures"),
    "handover": Kind("Bàn giao hồ sơ", "các danh sách đã ký", "figures", (("dossiers", "Tất cả"),)),
    "uncollected": Kind(
        "Chưa đến nhận kết quả",
        "số gọi, nơi để kết quả",
        "list",
        (("", "Tất cả"),),
        "year",
        ("number", "code", "name", "phone", "procedure", "ready_on", "days", "place"),
    ),
    "due": Kind(
        "Đến hạn, quá hạn",
        "việc phải xong trong kỳ",
        "list",
        (("", "Tất cả"), ("overdue", "Quá hạn"), ("paused", "Chờ công dân")),
        columns=("number", "code", "name", "procedure", "unit", "due_at"),
    ),
    "postal": Kind(
        "Bảng kê bưu chính",
        "kết quả gửi qua bưu điện",
        "list",
        (("", "Tất cả"),),
        columns=("number", "code", "name", "phone", "result", "item", "owed"),
    ),
}  # fmt: skip
"""By the names of the service, in the order of Alt+1…7."""
