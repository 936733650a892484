"""Which dossiers stand on one person's batch receipt, and how often that paper was printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from app.errors import UserError
from app.rules.acts import Kind
from app.services import drafts, finding, intake, papers
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import CITIZEN, Clock, code_of, draft


def hers(desk: Desk, **fields: Any) -> str:
    """Receive another dossier of the one citizen, whom the officer knows to wait for it already."""
    return code_of(desk, {"id_number": CITIZEN["id_number"]}, duplicate_reason="hai bộ", **fields)


def batch(desk: Desk, code: str) -> str:
    pages = pypdf.PdfReader(io.BytesIO(papers.render(desk, code, "receipt-batch"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_voided_dossier_is_on_no_batch_receipt(desk: Desk) -> None:
    one, voided, other = (hers(desk) for _ in range(3))
    act(desk, voided, Kind.VOIDED, {"reason": "nhập nhầm"})
    paper = batch(desk, one)
    assert one in paper
    assert other in paper
    assert voided not in paper
    papers.printed(desk, one, "receipt-batch")
    assert [finding.dossier(desk, code).prints for code in (one, voided, other)] == [1, 0, 1]


def test_a_batch_receipt_is_of_one_person_one_day_and_one_desk(desk: Desk, clock: Clock) -> None:
    yesterday = hers(desk, received_at="2026-11-22T16:00:00+07:00")
    namesake = code_of(desk, {"id_number": "001190123457"})
    numberless = code_of(desk, {"id_number": None})
    other = code_of(desk, {"name": "Lò Văn Ấm", "id_number": CITIZEN["id_number"]}, duplicate_reason="trùng số")
    morning = hers(desk, received_at="2026-11-23T00:00:00+07:00")
    noon = hers(desk)
    clock.ahead(days=1)
    tomorrow = hers(desk, received_at="2026-11-24T00:00:00+07:00")
    paper = batch(desk, noon)
    assert [code in paper for code in (morning, noon)] == [True, True]
    assert [code in paper for code in (yesterday, namesake, numberless, other, tomorrow)] == [False] * 5
    assert noon not in batch(desk, numberless)


def voided(desk: Desk) -> str:
    code = hers(desk)
    act(desk, code, Kind.VOIDED, {"reason": "nhập nhầm"})
    return code


def refused_at_the_door(desk: Desk) -> str:
    return intake.refuse(desk, drafts.read(draft()), {"reason": "Không thuộc thẩm quyền"}).dossier.code


@pytest.mark.parametrize("left_out", [voided, refused_at_the_door])
def test_a_batch_receipt_of_a_dossier_that_stands_on_none_is_refused(
    desk: Desk, left_out: Callable[[Desk], str]
) -> None:
    code, other = left_out(desk), hers(desk)
    assert code not in batch(desk, other)
    for call in (papers.render, papers.printed):
        with pytest.raises(UserError) as refused:
            call(desk, code, "receipt-batch")
        assert (refused.value.code, refused.value.facts) == ("BATCH_LEFT_OUT", {"code": code})
    assert finding.dossier(desk, code).prints == 0


def test_a_batch_receipt_is_one_paper_whichever_of_its_dossiers_is_named(desk: Desk) -> None:
    first, second = hers(desk), hers(desk)
    assert "IN LẠI" not in batch(desk, second)
    assert papers.printed(desk, second, "receipt-batch") == 1
    assert "IN LẠI LẦN 1" in batch(desk, second)
    assert papers.printed(desk, first, "receipt-batch") == 2
    assert "IN LẠI LẦN 2" in batch(desk, second)
