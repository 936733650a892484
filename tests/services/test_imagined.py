"""A look ahead at a reception: what is imagined is what is committed then, but for its numbers; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.errors import UserError
from app.rules.dossier import Dossier
from app.rules.events import Body
from app.rules.states import State
from app.rules.vocabulary import Sync
from app.services import drafts, intake
from app.services.desk import Desk
from tests.services.counter import CITIZEN, draft
from tests.services.test_intake import counts

OWNER = {**CITIZEN, "name": "Trần Văn Bình", "id_number": "B1234567", "sex": "male", "phone": "0905.318.462"}
DRAFTS: list[dict[str, Any]] = [
    {},
    {"owner": OWNER, "authorised_by": "Giấy ủy quyền số 12"},
    {"fee": 8_000, "fee_paid": True, "pay_method": "transfer"},
    {"procedure": "2.000815", "copies": 3, "pages": 4},
    {"destination": "22015", "deliver": "post", "channel": "online", "note": "gấp\nlắm", "summary": "Xác nhận"},
    {"components": [{"name": "Tờ khai", "originals": 1}, {"name": "Thẻ", "photocopies": 2}]},
    {"received_at": "2026-11-20T15:00:00+07:00"},
]


def without_numbers(dossier: Dossier) -> Dossier:
    """Leave out what only a saved dossier has."""
    register = replace(dossier.register, number=0)
    return replace(dossier, id="", code="", head="", register=register, sync=Sync.LOCAL, events=())


@pytest.mark.parametrize("fields", DRAFTS, ids=lambda fields: ",".join(fields) or "plain")
def test_what_is_imagined_is_what_is_received(desk: Desk, fields: dict[str, Any]) -> None:
    asked, before = drafts.read(draft(**fields)), counts(desk)
    seen = intake.imagined(desk, asked)
    assert (seen.id, seen.code, seen.register.number) == ("", "", 0)
    assert counts(desk) == before
    assert without_numbers(seen) == without_numbers(intake.receive(desk, asked).dossier)


def test_what_is_imagined_is_what_is_refused_at_the_door(desk: Desk) -> None:
    asked = drafts.read(draft(fee=8_000, fee_paid=True))
    body: Body = {"reason": "Thiếu tờ khai.", "legal_basis": "Điều 14"}
    seen, before = intake.imagined(desk, asked, body), counts(desk)
    assert (seen.state, seen.fee, seen.components) == (State.REFUSED, 0, ())
    refused = intake.refuse(desk, asked, body).dossier
    assert without_numbers(seen) == without_numbers(refused)
    assert [event.kind for event in seen.events] == [event.kind for event in refused.events]
    assert seen.events[-1].body == refused.events[-1].body
    assert before["event"] == 0


def test_a_refusal_is_imagined_before_its_reason_is_written(desk: Desk) -> None:
    assert intake.imagined(desk, drafts.read(draft()), {"reason": ""}).state is State.REFUSED


def test_what_would_be_refused_is_refused_by_the_same_field(desk: Desk) -> None:
    with pytest.raises(UserError) as problem:
        intake.imagined(desk, drafts.read(draft({"id_number": "00119012345"})))
    assert (problem.value.code, problem.value.field) == ("ID_NUMBER_LENGTH", "applicant.id_number")


def test_scans_need_not_lie_there_yet(desk: Desk) -> None:
    papers = [{"name": "Tờ khai", "originals": 1, "files": ["to-khai.pdf"]}]
    assert intake.imagined(desk, drafts.read(draft(components=papers))).components[0].files == ()
