"""One invented dossier: what its events say, and the record they fold into."""

from __future__ import annotations

from typing import Any, cast

from app.rules.acts import Kind
from app.rules.events import Body, Event, new_event
from app.rules.folding import fold
from app.rules.record import Record

T0, T1, T2 = "2026-11-23T08:15:00+07:00", "2026-11-24T09:00:00+07:00", "2026-11-25T10:30:00+07:00"
PERSON: dict[str, Any] = {
    "kind": "citizen", "name": "Nguyễn Thị Đặng", "id_number": "001190123456", "birth_date": "1990-01-31",
    "sex": "female", "address": None, "commune": None, "phone": "0912345678", "email": None,
    "no_papers": None,
}  # fmt: skip
SHA256 = "ab" * 32
HANDED_IN: Body = {
    "dossier": "d1", "code": "H15.10-261123-0001", "case": None, "term": "3 ngày làm việc", "field": "Hộ tịch",
    "unit": "Tư pháp", "channel": "counter", "deliver": "counter", "received_at": T0, "received_by": "Lan",
    "procedure": {"code": "1.004873", "name": "Xác nhận tình trạng hôn nhân", "version": "2025-07-01"},
    "due_at": "2026-11-26T08:15:00+07:00", "due_reason": "3 ngày làm việc.", "applicant": PERSON, "owner": None,
    "authorised_by": None, "summary": "Xác nhận", "copies": 1, "fee": 15000, "fee_paid": True, "note": None,
    "components": [{"name": "Tờ khai", "originals": 1, "certified": 0, "photocopies": 0,
                    "files": [{"name": "a.pdf", "sha256": SHA256, "size": 3}]}],
    "register": {"book": "01-2026", "number": 1}, "request_id": None,
}  # fmt: skip


def event(kind: Kind, body: Body | None = None, at: str = T1, base: str | None = "e") -> Event:
    return new_event(dossier="d1", kind=kind, at=at, officer="Lan", desk=1, base=base, prev_hash=None, body=body or {})


def handed_in(**said: object) -> Event:
    """Return the `received` of the dossier, with some fields of its body other than they were."""
    return event(Kind.RECEIVED, cast(Body, {**HANDED_IN, **said}), T0, None)


def born(**said: object) -> Record:
    return fold(None, handed_in(**said))


def folded(*acts: Event) -> Record:
    """Return the record after these acts on the dossier as it was handed in."""
    record = born()
    for act in acts:
        record = fold(record, act)
    return record
