"""Invented acts for the tests of their papers, and dossiers as long as they come."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from app.paths import resource
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Dossier
from app.rules.events import Body, Event, new_event
from app.rules.record import Destination, Payment
from app.rules.vocabulary import Method
from tests.printing.samples import APPLICANT, DOSSIER, STRESS

Render = Callable[..., bytes]

both_papers = pytest.mark.parametrize("paper", ["A4", "A5"])
both_editions = pytest.mark.parametrize("edition", ["2018", "2025"])


def event(kind: Kind, at: str, body: Body, officer: str = "Trần Thị Mai Duyên") -> Event:
    return new_event(dossier=DOSSIER.id, kind=kind, at=at, officer=officer, desk=2, base="x", prev_hash=None, body=body)


def after(dossier: Dossier, *acts: Event) -> Dossier:
    """Return the dossier with these acts after its reception."""
    return replace(dossier, events=(event(Kind.RECEIVED, "2026-11-23T09:42:00+07:00", {}), *acts))


ASKED = event(
    Kind.SUPPLEMENT_REQUESTED,
    "2026-11-24T10:00:00+07:00",
    {
        "reason": "Giấy tờ nộp chưa đủ theo thành phần hồ sơ đã công bố.",
        "items": [
            "Tờ khai: ghi thêm nơi cư trú từ năm 2019 đến năm 2022",
            {"name": "Quyết định ly hôn", "note": "nộp bản sao có chứng thực"},
            {"name": "Giấy ủy quyền", "note": None},
        ],
    },
)
REFUSED = event(
    Kind.REFUSED,
    "2026-11-24T10:05:00+07:00",
    {"reason": "Việc này không thuộc thẩm quyền của Ủy ban nhân dân xã.", "legal_basis": "Luật Hộ tịch, điều 17"},
)
FORWARDED = event(Kind.FORWARDED, "2026-11-23T14:00:00+07:00", {"unit": "Tư pháp – Hộ tịch"})
EXTENDED = event(
    Kind.EXTENDED,
    "2026-11-26T16:00:00+07:00",
    {
        "reason": "Nơi cư trú cũ chưa trả lời văn bản xác minh.",
        "number": "12",
        "signer": "Nguyễn Văn Thuận",
        "due_at": "2026-12-02T09:42:00+07:00",
        "due_reason": "Chờ xác minh.",
        "was": {"due_at": "2026-11-27T09:42:00+07:00"},
    },
    officer="Phạm Văn Ổn",
)
STOPPED = event(
    Kind.STOPPED,
    "2026-11-25T15:00:00+07:00",
    {"reason": "Không còn nhu cầu.", "request": "Đơn đề nghị ngày 25/11/2026", "decided_by": "Lê Thị Hòa"},
)

TAKEN = Payment(15_000, Method.CASH, datetime(2026, 11, 23, 9, 42, tzinfo=VN))
ORGANISATION = replace(APPLICANT, kind="business", name="Công ty TNHH Ẵm Ỡ", id_number="0312345678")
ELSEWHERE = Destination("Ủy ban nhân dân phường Tân Lập", "24121")


def longest_name() -> str:
    """Return the longest name of a procedure in the catalogue that is shipped."""
    catalogue = json.loads(resource("catalogue", "communal-2026.json").read_text(encoding="utf-8"))
    return str(max((procedure["name"] for procedure in catalogue["procedures"]), key=len))


LONG = replace(STRESS, procedure=replace(STRESS.procedure, name=longest_name()), summary="")
LONGEST = replace(
    LONG,
    procedure=replace(LONG.procedure, name="Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc"),
)
"""Thirty papers, addresses of four lines, a long name that is fixed here: a new catalogue must not change a picture."""
THIRTY = [f"{'Giấy chứng nhận quyền sử dụng đất ' * (1 + n % 4)}số {n} ẪỖỬẶ" for n in range(1, 31)]
LONG_REASON = " ".join(f"lý-do-{n}" for n in range(260))
