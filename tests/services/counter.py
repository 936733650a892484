"""A counter for tests: the key of its store, a clock that stands where it is put, and drafts of invented citizens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.models import setting
from app.models.setting import CentreRecord
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.services import acts, drafts, intake, preferences
from app.services.desk import Desk
from app.services.intake import Received
from app.services.print_setup import print_setup

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

SAID: dict[Kind, Body] = {
    Kind.ARRIVED: {"body": "Sở Tư pháp", "at": "2026-11-23T08:15:00+07:00"},
    Kind.SUPPLEMENT_REQUESTED: {"items": ["Ảnh 4×6"], "reason": "thiếu ảnh"},
    Kind.PAYMENT_REQUESTED: {"amount": 5_000, "reason": "trích đo"},
    Kind.EXTENDED: {"new_due": "2026-12-01", "reason": "xác minh"},
    Kind.REFUSED: {"reason": "không thuộc thẩm quyền"},
    Kind.WITHDRAWN: {"reason": "không cần nữa"},
    Kind.STOPPED: {"reason": "theo đơn"},
    Kind.VOIDED: {"reason": "nhập trùng"},
}
"""The least each act must say (`rules.acts`)."""


@dataclass
class Clock:
    """A clock that moves only when told, and a PC that has been running for `up` seconds."""

    at: datetime = MORNING
    up: float = 4_000

    def __call__(self) -> datetime:
        return self.at

    def uptime(self) -> float:
        return self.up

    def ahead(self, **length: float) -> None:
        """Let time pass."""
        self.turn(**length)
        self.up += timedelta(**length).total_seconds()

    def turn(self, **length: float) -> None:
        """Turn the clock by hand."""
        self.at += timedelta(**length)


def write_key(path: Path, text: str = KEY.hex()) -> None:
    """Write a key file as its owner keeps it: nobody else reads it."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")


def draft(applicant: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a draft as a script would write it; three working days unless another procedure is named."""
    return {"procedure": "1.004873", "applicant": {**CITIZEN, **(applicant or {})}, **fields}


def number_of(nth: int) -> str:
    """Return the number of the n-th invented citizen, all born when CITIZEN was; she is the first, n = 0."""
    return f"001190{123456 + nth}"


def receive(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> Received:
    """Receive one dossier, of the next citizen unless a number is named: nobody waits for one procedure twice."""
    with desk.store.read() as connection:
        received = connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar_one()
    return intake.receive(desk, drafts.read(draft({"id_number": number_of(received), **(applicant or {})}, **fields)))


def code_of(desk: Desk, applicant: dict[str, Any] | None = None, **fields: Any) -> str:
    return receive(desk, applicant, **fields).dossier.code


def do(desk: Desk, code: str, kind: Kind, **more: Any) -> Dossier:
    """Do an act that says the least it must, and what a test names besides."""
    body: Any = {**SAID.get(kind, {}), **more}
    return acts.act(desk, code, kind, body)


def rows(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as it lies in the store."""
    with desk.store.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)
            for name in names.scalars().all()
        }


def save_settings(desk: Desk, **chosen: Any) -> CentreRecord:
    """Save what is in force, but for what is named."""
    now = preferences.in_force(desk.place()[0], print_setup(desk))
    return preferences.save(desk, replace(now, **chosen))


def set_code(desk: Desk, code: str) -> None:
    """Set the code of the lock, as Cài đặt does."""
    save_settings(desk, code=code, again=code)


@contextmanager
def sitting_at(desk: Desk, number: int) -> Iterator[None]:
    """Do what follows as another desk of the centre: its events lie in this store as a pull would have left them."""
    own = _sit(desk, number)
    yield
    _sit(desk, own)


def _sit(desk: Desk, number: int) -> int:
    with desk.store.write() as connection:
        centre = setting.centre(connection)
        setting.put_centre(connection, replace(centre, desk=number))
    desk.changed()
    return centre.desk
