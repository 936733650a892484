"""Three invented dossiers that between them have every paper: one that went the whole way, one stopped, one refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.editions import EDITIONS
from app.rules.events import Body
from app.selftest.counter import Clock, receive
from app.services import acts, handover, returning
from app.services.desk import Desk
from app.services.papers import FORMS, Paper

UNIT, RECEIVER = "Tư pháp – Hộ tịch", "Phạm Văn Ổn"
REASON: Body = {"reason": "Việc này không thuộc thẩm quyền của xã.", "legal_basis": "Luật Hộ tịch"}
_OF_OTHERS = {"stop": "stopped", "refusal": "refused"}


@dataclass(frozen=True, slots=True)
class Specimens:
    """The codes of the three."""

    whole: str
    stopped: str
    refused: str

    def of(self, form: str) -> str:
        """Return the code of the one that has a form."""
        return str(getattr(self, _OF_OTHERS.get(form, "whole")))


def sheets() -> list[tuple[str, str, Paper]]:
    """Return every form in both editions, on both papers: (form, edition, paper). The notice of a stop is of 2025."""
    return [
        (form, edition, paper)
        for form in FORMS
        for edition in EDITIONS
        for paper in get_args(Paper)
        if (form, edition) != ("stop", EDITIONS[0])
    ]


def make(desk: Desk, clock: Clock) -> Specimens:
    """Receive the three and let them live; the desk's clock is at the end of their days afterwards."""
    whole = receive(desk, fee=15_000, fee_paid=True)
    clock.at += timedelta(minutes=5)
    stopped, refused = receive(desk), receive(desk)
    handover.hand_over(desk, [whole], UNIT, RECEIVER)
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=VN)
    acts.act(desk, whole, Kind.SUPPLEMENT_REQUESTED, {"items": ["Ảnh 4×6"], "reason": "Giấy tờ chưa đủ."})
    acts.act(desk, stopped, Kind.STOPPED, {"reason": "Công dân không còn nhu cầu.", "request": "Đơn 25/11/2026"})
    acts.act(desk, refused, Kind.REFUSED, REASON)
    clock.at += timedelta(hours=2)
    acts.act(desk, whole, Kind.SUPPLEMENTED)
    extended: Body = {
        "new_due": "2026-12-04",
        "reason": "Nơi cư trú cũ chưa trả lời.",
        "number": "12",
        "signer": "Lê Thị Ỡ",
    }
    acts.act(desk, whole, Kind.EXTENDED, extended)
    clock.at = datetime(2026, 12, 1, 15, 30, tzinfo=VN)
    row = handover.ResultRow(whole, "Giấy xác nhận", "12/XN", "Xác nhận tình trạng hôn nhân", "Tủ 2, ngăn B")
    handover.take_results(desk, [row], UNIT, RECEIVER)
    clock.at += timedelta(minutes=20)
    returning.give_back(desk, whole, to="Nguyễn Thị Ngưỡng Đặng", id_number="001190123456", phone="0912345678")
    return Specimens(whole, stopped, refused)
