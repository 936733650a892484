"""What a foreign program wrote and a relay accepted: a desk shows and prints it, whatever its forms find there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pypdf
import pytest

from app.errors import UserError
from app.models import journal
from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.events import Body, hashed, new_event, new_id
from app.rules.folding import check_act
from app.services import finding, papers, reports
from app.services.desk import Desk
from app.ui.dossiers.history import entries
from tests.services.counter import code_of

ODD: tuple[object, ...] = (5, 1.5, True, ["a"], {"a": 1}, "x", "0001-01-01")
WAS = [{"fee": odd, "due_at": odd, "components": odd, "channel": odd, "applicant": odd} for odd in ODD]
CHANGES = {
    "fee": 3000, "due_at": "2026-12-01T17:00:00+07:00", "components": [{"name": "Ảnh"}], "channel": "post",
    "applicant": {"kind": "citizen", "name": "Lò Văn Ngưỡng"},
}  # fmt: skip
EXTENDED = {"due_at": "2026-12-01T17:00:00+07:00", "due_reason": "xác minh"}


def told(desk: Desk, code: str, kind: Kind, body: dict[str, Any]) -> None:
    """Take in an event as a pull does; its body is one that a relay accepts."""
    check_act(kind, cast(Body, body))
    dossier = finding.dossier(desk, code)
    event = new_event(
        dossier=dossier.id, kind=kind, at=iso(desk.clock()), officer="Ai đó", desk=9, base=dossier.head, prev_hash=None,
        body=cast(Body, body),
    )  # fmt: skip
    with desk.store.write() as connection:
        journal.accept(connection, [(7, event)])


def seen(desk: Desk, code: str) -> None:
    """Show the dossier, tell its history and draw every paper it has, the receipt as the reprint it would be too."""
    finding.as_json(desk, code)
    assert len(entries(finding.history(desk, code), desk.clock().date())) == len(finding.dossier(desk, code).events)
    for form in papers.due_forms(finding.dossier(desk, code)):
        assert papers.render(desk, code, form).startswith(b"%PDF")
    papers.printed(desk, code, "receipt")
    assert papers.render(desk, code, "receipt").startswith(b"%PDF")


def words(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(
    ("kind", "names", "body"),
    [
        (Kind.FORWARDED, ("receiver", "giver", "due_at", "items"), {}),
        (Kind.PROCESSING, ("receiver", "number", "series"), {}),
        (Kind.ARRIVED, ("receiver", "note", "unit"), {"body": "Sở Tư pháp", "at": "2026-11-23T08:15:00+07:00"}),
        (Kind.SUPPLEMENT_REQUESTED, ("items", "reason", "due_at", "legal_basis", "signer"), {}),
        (Kind.RESULT_READY, ("handover", "giver", "unit"), {}),
        (Kind.EXTENDED, ("was", "new_due", "signer", "legal_basis"), EXTENDED),
        (Kind.STOPPED, ("request", "number", "signer", "legal_basis"), {}),
        (Kind.CORRECTED, ("was", "reason"), {"changes": CHANGES}),
    ],
)
def test_words_that_are_no_words_spoil_no_screen_and_no_paper(
    desk: Desk, kind: Kind, names: tuple[str, ...], body: dict[str, Any], odd: object, tmp_path: Path
) -> None:
    code = code_of(desk)
    told(desk, code, kind, {**dict.fromkeys(names, odd), **body})
    seen(desk, code)
    if kind is Kind.FORWARDED:
        today = desk.clock().date()
        for ending in reports.KINDS:
            reports.to_file(desk, "handover", today, today, tmp_path / f"list{ending}")


def test_a_kind_of_a_newer_program_is_told_and_spoils_no_screen_and_no_paper(desk: Desk) -> None:
    code = code_of(desk)
    dossier = finding.dossier(desk, code)
    event = new_event(
        dossier=dossier.id, kind=Kind.PROCESSING, at=iso(desk.clock()), officer="Ai đó", desk=9, base=dossier.head,
        prev_hash=None, body={"reason": "kiểm tra thực địa"},
    )  # fmt: skip
    with desk.store.write() as connection:
        journal.accept(connection, [(6, hashed(replace(event, kind="inspected")))])
    told(desk, code, Kind.STOPPED, {"reason": "theo đơn"})
    seen(desk, code)
    assert "stop" in papers.due_forms(finding.dossier(desk, code))
    told_of = [(entry.what, entry.reason) for entry in entries(finding.history(desk, code), desk.clock().date())]
    assert ("Việc mà bản này chưa đọc được", "Cập nhật chương trình rồi làm tiếp.") in told_of


@pytest.mark.parametrize("was", WAS, ids=repr)
def test_what_a_correction_says_was_there_before_may_be_anything(desk: Desk, was: dict[str, Any]) -> None:
    code = code_of(desk)
    told(desk, code, Kind.CORRECTED, {"changes": CHANGES, "was": was})
    seen(desk, code)


@pytest.mark.parametrize("edition", ["-1", "../../etc/passwd", "2099", "x" * 300])
def test_an_edition_this_program_does_not_have_is_no_files_name(desk: Desk, edition: str) -> None:
    """Of a newer desk, or of a foreign one: the paper is made out in the edition of its day."""
    first = finding.dossier(desk, code_of(desk))
    code = "H15.10-261123-0900"
    body = {**first.events[0].body, "edition": edition, "code": code, "dossier": new_id()}
    event = new_event(
        dossier=str(body["dossier"]), kind=Kind.RECEIVED, at=first.events[0].at, officer="Ai đó", desk=9, base=None,
        prev_hash=None, body=cast(Body, body),
    )  # fmt: skip
    with desk.store.write() as connection:
        journal.accept(connection, [(8, event)])
    assert words(papers.render(desk, code, "receipt")) == words(papers.render(desk, code, "receipt", edition="2025"))
    seen(desk, code)
    assert papers.receipts(desk, [code]).startswith(b"%PDF")


def test_a_result_that_names_no_list_of_ours_came_back_on_none(desk: Desk) -> None:
    code = code_of(desk)
    told(desk, code, Kind.RESULT_READY, {"handover": "KQ-01"})
    assert "result-handover" not in papers.due_forms(finding.dossier(desk, code))
    with pytest.raises(UserError, match="FORM_NOT_DUE"):
        papers.render(desk, code, "result-handover")
