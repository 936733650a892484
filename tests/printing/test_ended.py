"""A paper of a dossier that ended with no result says so: voided on every page and across it, the other ends boxed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.printing.control_slip import render_control_slip
from app.printing.extension import render_extension
from app.printing.fee_receipt import render_fee_receipt
from app.printing.handover import render_handover
from app.printing.paper import PAPERS
from app.printing.receipt import render_receipt
from app.printing.receipt_batch import render_receipt_batch
from app.printing.refusal import render_refusal
from app.printing.return_receipt import render_return_receipt
from app.printing.stop import render_stop
from app.printing.supplement import render_supplement
from app.rules.acts import Kind
from app.rules.dossier import Bank, Dossier
from app.rules.events import Body
from app.rules.states import State
from tests.printing.acts import ASKED, EXTENDED, FORWARDED, LONG_REASON, REFUSED, STOPPED, TAKEN, after, event
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import CENTRE, DOSSIER, PRACTICE, STRESS, page_texts, pages, picture

WHY = "Nhập nhầm thủ tục, đã nhận lại."
SAID = ["ĐÃ HỦY: hồ sơ này không có kết quả để trả.",
        "Lúc 10 giờ 30 phút, ngày 26 tháng 11 năm 2026, Phạm Văn Ổn ghi.", f"Lý do: {WHY}"]  # fmt: skip
VOIDED = event(Kind.VOIDED, "2026-11-26T10:30:00+07:00", {"reason": WHY}, officer="Phạm Văn Ổn")
LIVED = replace(after(DOSSIER, FORWARDED, ASKED, EXTENDED, REFUSED, STOPPED), payments=(TAKEN,))
GONE = replace(LIVED, state=State.VOIDED, reason=WHY, events=(*LIVED.events, VOIDED))

FORMS: dict[str, Callable[[Dossier], bytes]] = {
    "receipt": lambda one: render_receipt(one, CENTRE, copy_number=2),
    "supplement": lambda one: render_supplement(one, CENTRE, edition="2025"),
    "refusal": lambda one: render_refusal(one, CENTRE, edition="2025"),
    "extension": lambda one: render_extension(one, CENTRE, edition="2025"),
    "stop": lambda one: render_stop(one, CENTRE, edition="2025"),
    "control-slip": lambda one: render_control_slip(one, CENTRE),
    "handover": lambda one: render_handover(one, CENTRE),
    "return-receipt": lambda one: render_return_receipt(one, CENTRE),
    "fee-receipt": lambda one: render_fee_receipt(one, CENTRE),
}
LASTING = ("refusal", "stop", "fee-receipt")


def ended(state: State, kind: Kind) -> Dossier:
    act = event(kind, "2026-11-26T10:30:00+07:00", {"reason": WHY}, officer="Phạm Văn Ổn")
    return replace(LIVED, state=state, reason=WHY, events=(*LIVED.events, act))


def ink(pdf: bytes) -> int:
    """Count the black of a first page as a photocopier leaves it: all that is not dark is white."""
    (black, *_) = [int((picture(page, 200) < 128).sum()) for page in pages(pdf)]
    return black


@pytest.mark.parametrize("form", FORMS)
def test_every_paper_of_a_voided_dossier_says_when_by_whom_and_why(form: str) -> None:
    pdf = FORMS[form](GONE)
    for text in page_texts(pdf):
        assert "ĐÃ HỦY" in text
    assert [line for line in SAID if line not in page_texts(pdf)[0]] == []
    if form != "fee-receipt":  # its own margins: test_fee_receipt
        check_sheet(pdf, PAPERS["A5"], None)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in LASTING])
def test_the_mark_of_a_voided_dossier_outlives_a_photocopier_and_that_of_a_practice_centre_does_not(form: str) -> None:
    boxed = ended(State.WITHDRAWN, Kind.WITHDRAWN)
    assert ink(FORMS[form](GONE)) > ink(FORMS[form](boxed)) + 4_000
    plain, practice = (ink(render_receipt(DOSSIER, centre)) for centre in (CENTRE, PRACTICE))
    assert abs(practice - plain) < 4_000  # the boxed stamp alone


def test_a_voided_receipt_looks_as_it_did() -> None:
    check_look("voided-receipt", FORMS["receipt"](GONE))
    practised = render_receipt(GONE, PRACTICE, paper="A4")
    check_look("voided-practice-receipt", practised)
    check_sheet(practised, PAPERS["A4"], None, copies=2)


def test_a_reason_longer_than_a_page_and_a_long_dossier_say_it_on_every_page() -> None:
    long = replace(STRESS, state=State.VOIDED, reason=LONG_REASON * 3, events=GONE.events)
    pdf = render_receipt(long, CENTRE)
    texts = page_texts(pdf)
    assert len(texts) > 6
    assert all("ĐÃ HỦY" in text for text in texts)
    check_sheet(pdf, PAPERS["A5"], None, copies=2)


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        (State.REFUSED, Kind.REFUSED, "ĐÃ TỪ CHỐI"),
        (State.WITHDRAWN, Kind.WITHDRAWN, "ĐÃ RÚT"),
        (State.STOPPED, Kind.STOPPED, "ĐÃ DỪNG GIẢI QUYẾT"),
    ],
)
def test_a_paper_that_promises_says_of_any_end_that_there_is_nothing_to_fetch(
    state: State, kind: Kind, words: str
) -> None:
    dossier = ended(state, kind)
    for form in FORMS:
        text = page_texts(FORMS[form](dossier))[0]
        assert (f"{words}: hồ sơ này không có kết quả để trả. {SAID[1]} {SAID[2]}" in text) == (form not in LASTING)
        assert "ĐÃ HỦY" not in text
    assert words in " ".join(page_texts(render_receipt_batch([DOSSIER, dossier], CENTRE)))


def test_a_dossier_that_is_open_or_has_its_result_says_nothing_of_an_end() -> None:
    for state in set(State) - {State.VOIDED, State.REFUSED, State.WITHDRAWN, State.STOPPED}:
        assert "không có kết quả để trả" not in page_texts(FORMS["receipt"](replace(LIVED, state=state)))[0]


def test_nobody_is_asked_to_pay_for_a_dossier_that_ended_with_no_result() -> None:
    bank = replace(CENTRE, bank=Bank("970415", "113366668888", "UBND xã Minh Tâm"))
    owing = replace(DOSSIER, fee_paid=False)
    assert "113366668888" in page_texts(render_receipt(owing, bank))[0]
    for state in (State.VOIDED, State.REFUSED, State.WITHDRAWN, State.STOPPED):
        assert "113366668888" not in page_texts(render_receipt(replace(owing, state=state), bank))[0]


def test_a_replaced_receipt_says_the_end_in_the_head_of_its_later_pages() -> None:
    changes: Body = {"changes": {"applicant.phone": "0987654321"}, "was": {"applicant.phone": "0905318462"}}
    corrected = event(Kind.CORRECTED, "2026-11-24T08:00:00+07:00", changes)
    long = replace(STRESS, state=State.VOIDED, reason=WHY, events=(*LIVED.events, corrected, VOIDED))
    first, second, *_ = page_texts(render_receipt(long, CENTRE, copy_number=2))
    assert "THAY THẾ GIẤY ĐÃ GIAO" in first
    assert "ĐÃ HỦY" in second
