"""The counter the checks receive at: a clock that stands on a working Monday, and an invented citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.clock import VN
from app.services import drafts, intake
from app.services.desk import Desk

MONDAY = datetime(2026, 11, 23, 8, 15, tzinfo=VN)
CITIZEN = {
    "kind": "citizen",
    "name": "Nguyễn Thị Ngưỡng Đặng",
    "id_number": "001190123456",
    "birth_date": "1990-01-31",
    "sex": "female",
    "address": "Thôn 4, xã Minh Tâm",
    "phone": "0912345678",
}
"""Invented; the name has letters with two marks, and both đ."""


@dataclass
class Clock:
    """A clock that moves only when told."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self.at


def receive(desk: Desk, **fields: Any) -> str:
    """Receive a dossier of the invented citizen and return its code; `fields` as in a draft."""
    asked = {"procedure": "1.004873", "applicant": CITIZEN, "duplicate_reason": "Thử máy", **fields}
    return intake.receive(desk, drafts.read(asked)).dossier.code
