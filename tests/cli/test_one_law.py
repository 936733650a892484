"""One law for the window and the command line: what the command line refuses, by which code, with nothing written.

What the window says for the same codes is in tests/ui/test_one_law.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.models.store import open_store
from app.services import care
from app.services.desk import Desk
from tests.conftest import Ran
from tests.services.counter import KEY, draft

Motcua = Callable[..., Ran]
OTHER = "Lê Văn Ấm"
OWNER = {"kind": "citizen", "name": "Hoàng Thị Ngưỡng", "id_number": "066188004215"}


def refused(motcua: Motcua, home: Path, *words: object, stdin: str = "") -> str:
    """Run a command that must be refused, and see that the store is as it was."""
    before = print_of(home)
    code = motcua(*words, stdin=stdin).refusal
    assert print_of(home) == before
    return code


def print_of(home: Path) -> tuple[str, int]:
    """Return what tells two states of the store apart: its records and its events."""
    desk = Desk(open_store(home, KEY))
    try:
        with desk.store.read() as connection:
            events = connection.exec_driver_sql("SELECT count(*) FROM event").scalar_one()
        return care.fingerprint(desk), int(events)
    finally:
        desk.store.close()


# -- reception -----------------------------------------------------------------------------------------------------

RECEPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a birth to come": ({"applicant": {"birth_date": "2099-01-31"}}, "BIRTH_AHEAD"),
    "a birth to come, of the owner": ({"owner": {**OWNER, "birth_date": "2099-01-31"}}, "BIRTH_AHEAD"),
    "a proxy without a number": ({"applicant": {"id_number": None}, "owner": OWNER}, "PROXY_NUMBER"),
    "received ahead of the clock": ({"received_at": "2099-11-23T08:15:00+07:00"}, "RECEIVED_AHEAD"),
    "a fee below nothing": ({"fee": -1}, "DRAFT_FIELD"),
    "a fee no program agrees about": ({"fee": 2**53 + 1}, "DRAFT_FIELD"),
    "copies no program agrees about": ({"copies": 2**53 + 1}, "DRAFT_FIELD"),
    "an unknown commune": ({"applicant": {"commune": "00000"}}, "COMMUNE_UNKNOWN"),
    "an unknown commune, of the owner": ({"owner": {**OWNER, "commune": "00000"}}, "COMMUNE_UNKNOWN"),
    "an unknown destination": ({"destination": "00000"}, "COMMUNE_UNKNOWN"),
    "a garbled name": ({"applicant": {"name": "NguyÃªn Thá»‹ Ä\u0090áº·ng"}}, "NAME_GARBLED"),
    "a garbled name, of the owner": ({"owner": {**OWNER, "name": "Nguy\u1ec5\u0301n"}}, "NAME_GARBLED"),
    "a wrong number": ({"applicant": {"id_number": "00119012345"}}, "ID_NUMBER_LENGTH"),
    "a wrong phone": ({"applicant": {"phone": "09123"}}, "PHONE_LENGTH"),
}


@pytest.mark.parametrize("case", RECEPTIONS)
def test_a_reception_is_refused_at_the_command_line(motcua: Motcua, home: Path, case: str) -> None:
    fields, code = RECEPTIONS[case]
    applicant = fields.get("applicant")
    rest = {name: value for name, value in fields.items() if name != "applicant"}
    stdin = json.dumps(draft(applicant, **rest), ensure_ascii=False)
    assert refused(motcua, home, "receive", "-", "--json", stdin=stdin) == code


def test_a_second_dossier_of_one_person_wants_a_reason_and_keeps_it(motcua: Motcua, home: Path) -> None:
    first = motcua("receive", "-", "--json", stdin=json.dumps(draft())).json["code"]
    assert refused(motcua, home, "receive", "-", "--json", stdin=json.dumps(draft())) == "DUPLICATE"
    second = motcua("receive", "-", "--json", stdin=json.dumps(draft(duplicate_reason="Đơn thứ hai"))).json
    assert second["note"] == f"Vẫn nhận khi đã có hồ sơ {first}: Đơn thứ hai"


def test_nothing_is_received_before_the_last_closing(motcua: Motcua, home: Path) -> None:
    motcua("close-day", "--json")
    late = json.dumps(draft(received_at="2026-01-05T08:00:00+07:00"))
    assert refused(motcua, home, "receive", "-", "--json", stdin=late) == "RECEIVED_BEFORE_CLOSING"
    assert motcua("receive", "-", "--json", stdin=json.dumps(draft())).json["state"] == "received"


# -- acts ----------------------------------------------------------------------------------------------------------

ACTS: dict[str, tuple[tuple[str, ...], str, dict[str, Any], str]] = {
    "a supplement with no item": ((), "supplement_requested", {"reason": "thiếu"}, "ACT_LACKS"),
    "a supplement with empty items": ((), "supplement_requested", {"items": [" ", {"name": ""}]}, "ACT_LACKS"),
    "a supplement without a reason": ((), "supplement_requested", {"items": ["Ảnh"]}, "REASON_MISSING"),
    "a refusal without a ground": ((), "refused", {}, "REASON_MISSING"),
    "a withdrawal without a reason": ((), "withdrawn", {"reason": "  "}, "REASON_MISSING"),
    "a stop without a reason": ((), "stopped", {}, "REASON_MISSING"),
    "voided without a reason": ((), "voided", {}, "REASON_MISSING"),
    "money asked for without an amount": ((), "payment_requested", {"reason": "phí"}, "ACT_LACKS"),
    "money given back without a reason": (("paid",), "paid", {"amount": -1}, "REASON_MISSING"),
    "an extension without a day": ((), "extended", {"reason": "xác minh"}, "ACT_LACKS"),
    "an extension into the past": ((), "extended", {"reason": "x", "new_due": "2020-01-06"}, "EXTENSION_NOT_LATER"),
    "a correction of nothing": ((), "corrected", {"changes": {}}, "CORRECTION_EMPTY"),
    "a correction that changes nothing": ((), "corrected", {"changes": {"copies": 1}}, "CORRECTION_EMPTY"),
    "a promise before the reception": (
        (), "corrected", {"changes": {"due_at": "2020-01-06T08:00:00+07:00"}}, "DUE_BEFORE_RECEIVED",
    ),
    "a birth to come, corrected": ((), "corrected", {"changes": {"birth_date": "2099-01-01"}}, "BIRTH_AHEAD"),
    "a garbled name, corrected": ((), "corrected", {"changes": {"applicant.name": "NguyÃªn"}}, "NAME_GARBLED"),
    "an unknown commune, corrected": ((), "corrected", {"changes": {"commune": "00000"}}, "COMMUNE_UNKNOWN"),
    "a fee below nothing, corrected": ((), "corrected", {"changes": {"fee": -1}}, "BODY_FIELD"),
    "a result twice": (("result_ready",), "result_ready", {"number": "2"}, "ACT_NOT_ALLOWED"),
    "a return before the result": ((), "returned", {"to": {"name": "Nguyễn Thị Đặng"}}, "ACT_NOT_ALLOWED"),
    "a stop after the result": (("result_ready",), "stopped", {"reason": "đơn"}, "ACT_NOT_ALLOWED"),
    "a return undone without a reason": (
        ("result_ready", "returned"), "corrected", {"changes": {"returned_at": None}}, "REASON_MISSING",
    ),
    "a result undone without a reason": (
        ("result_ready",), "corrected", {"changes": {"result": None}}, "REASON_MISSING",
    ),
}  # fmt: skip
BEFORE: dict[str, dict[str, Any]] = {"returned": {"to": {"name": "Nguyễn Thị Đặng"}}, "paid": {"amount": 5000}}


@pytest.mark.parametrize("case", ACTS)
def test_an_act_is_refused_at_the_command_line(motcua: Motcua, home: Path, case: str) -> None:
    before, kind, body, code = ACTS[case]
    dossier = motcua("receive", "-", "--json", stdin=json.dumps(draft())).json["code"]
    for one in before:
        motcua("act", dossier, one, "-", "--json", stdin=json.dumps(BEFORE.get(one, {})))
    assert refused(motcua, home, "act", dossier, kind, "-", stdin=json.dumps(body)) == code


# -- the return ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """A result given back: what was received before, the words of `motcua return`, the code it is refused with."""

    words: tuple[str, ...]
    code: str
    applicant: dict[str, Any] | None = None
    owner: dict[str, Any] | None = None


RETURNS = {
    "a wrong number": Given(("--to", OTHER, "--id-number", "123", "--authority", "GUQ 1"), "ID_NUMBER_LENGTH"),
    "a stranger without a number": Given(("--to", OTHER, "--authority", "GUQ 1"), "RECEIVER_NUMBER"),
    "a stranger without authority": Given(("--to", OTHER, "--id-number", "066099001234"), "RECEIVER_AUTHORITY"),
    "the proxy without a number": Given(
        ("--to", "Nguyễn Thị Đặng"), "RECEIVER_NUMBER", {"kind": "other", "id_number": None}, OWNER
    ),
    "an owner whose number nobody knows": Given(("--to", "Nguyễn Thị Đặng"), "RECEIVER_NUMBER", {"id_number": None}),
    "nobody": Given(("--to", " ",), "RECEIVER_MISSING"),
    "a fee that is not owed": Given(
        ("--to", "Nguyễn Thị Đặng", "--collect", "cash"), "ACT_NOT_ALLOWED"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RETURNS)
def test_a_return_is_refused_at_the_command_line(motcua: Motcua, home: Path, case: str) -> None:
    given = RETURNS[case]
    asked = draft(given.applicant, **({"owner": given.owner} if given.owner else {}))
    dossier = motcua("receive", "-", "--json", stdin=json.dumps(asked)).json["code"]
    made = ("--result-number", "12/UBND")
    assert refused(motcua, home, "return", dossier, *given.words, *made, "--json") == given.code


def test_a_return_with_its_result_and_its_fee_is_three_events(motcua: Motcua) -> None:
    dossier = motcua("receive", "-", "--json", stdin=json.dumps(draft(fee=15_000))).json["code"]
    back = motcua(
        "return", dossier, "--to", OTHER, "--id-number", "066099001234", "--authority", "GUQ 12",
        "--result-number", "12/UBND", "--collect", "transfer", "--json",
    ).json  # fmt: skip
    assert [event["kind"] for event in back["events"]] == ["received", "result_ready", "paid", "returned"]
    assert (back["state"], back["fee_paid"], back["payments"][0]["method"]) == ("returned", True, "transfer")
    assert back["returned_to"]["authorisation"] == "GUQ 12"


def test_the_number_the_dossier_knows_need_not_be_said_again(motcua: Motcua) -> None:
    dossier = motcua("receive", "-", "--json", stdin=json.dumps(draft())).json["code"]
    motcua("act", dossier, "result_ready")
    back = motcua("return", dossier, "--to", "nguyen thi dang", "--json").json
    assert back["returned_to"]["id_number"] == "001190123456"
