"""A counter for tests: the key of its store, a clock that stands where it is put, and drafts of invented citizens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.rules.clock import VN
from app.services import drafts, intake
from app.services.desk import Desk
from app.services.intake import Received

KEY = bytes(range(32))
MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=VN)
"""A Monday; the day after it is a holiday (DOMAIN §0.6)."""
CITIZEN = {
    "kind": "citizen",
    "name": "Nguyễn Thị Đặng",
    "id_number": "001190123456",
    "birth_date": "1990-01-31",
    "sex": "female",
    "address": "Thôn 4, Ea Kao",
    "phone": "0912345678",
}


@dataclass
class Clock:
    """A clock that moves only when told."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at

    def ahead(self, **length: float) -> None:
        self.at += timedelta(**length)


def draft(applicant: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a draft as a script would write it; three working days unless another procedure is named."""
    return {"procedure": "1.004873", "applicant": {**CITIZEN, **(applicant or {})}, **fields}


def receive(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> Received:
    return intake.receive(desk, drafts.read(draft(applicant, **fields)))


def code_of(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> str:
    return receive(desk, applicant, **fields).dossier.code
