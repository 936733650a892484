"""A reference set of dossiers, typed and lived through at one desk, and every paper of theirs in both editions.

Each paper is compared with the text and the pictures that stood when somebody last looked at it, and measured on the
rendered page. Delete a reference to renew it: it is written anew and the test fails once, so that somebody looks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.models import setting
from app.printing.paper import LANDSCAPE, PAPERS
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.events import Body
from app.rules.vocabulary import Delivery
from app.services import acts, drafts, handover, intake, papers, returning
from app.services.desk import Desk
from tests.printing.looking import check_pictures, check_sheet
from tests.printing.samples import page_texts, pages, picture
from tests.services.counter import Clock, draft

REFERENCES = Path(__file__).parent / "references"
BANK = {"bin": "970415", "account": "113366668888", "name": "UBND phường Buôn Ma Thuột"}
OWNER = {"kind": "citizen", "name": "Hồ Văn Ẫm", "id_number": "066085001234", "address": "Buôn Kô Sia, tỉnh Đắk Lắk"}
DOSSIERS: dict[str, dict[str, Any]] = {
    "counter": {"fee": 15_000, "fee_paid": True, "note": "gọi trước khi đến"},
    "online": {"channel": "online", "deliver": "online", "procedure": "1.004884", "fee": 8_000},
    "post": {"channel": "post", "deliver": "post", "owner": OWNER, "authorised_by": "Giấy ủy quyền số 12/2026"},
    "certified": {"procedure": "2.000815", "copies": 3, "pages": 5, "fee_paid": True, "pay_method": "transfer"},
    "elsewhere": {"procedure": "1.001193", "case": "late", "destination": "22015", "fee": 20_000},
    "withdrawn": {"procedure": "1.001776"},
}
FORMS = {
    "counter": ("receipt", "supplement", "extension", "control-slip", "handover", "return-receipt", "fee-receipt",
                "result-handover", "receipt-batch"),
    "online": ("receipt", "stop"),
    "post": ("receipt", "return-receipt", "control-slip"),
    "certified": ("receipt", "fee-receipt"),
    "elsewhere": ("receipt", "handover"),
    "withdrawn": ("receipt", "refusal"),
    "door": ("refusal",),
}  # fmt: skip
NOT_IN_2018 = ("stop", "handover", "return-receipt", "fee-receipt", "result-handover")
"""The notice of 2025, and papers no circular sets, which are the same in both."""
ACROSS = {"receipt-batch": LANDSCAPE, "result-handover": LANDSCAPE}
COPIES = {"receipt": 2, "receipt-batch": 2, "handover": 2, "fee-receipt": 3}


@pytest.fixture
def typed(desk: Desk, clock: Clock) -> dict[str, str]:
    """Type the reference set and let it live through every act; return the codes."""
    with desk.store.write() as connection:
        centre = setting.centre(connection)
        name = "Trung tâm Phục vụ hành chính công phường Buôn Ma Thuột"
        setting.put_centre(connection, replace(centre, bank=BANK, name=name, phone="0262 3 856 118"))
    desk.changed()
    codes = {}
    for name, fields in DOSSIERS.items():
        codes[name] = intake.receive(desk, drafts.read(draft(**fields, duplicate_reason="đơn thứ hai"))).dossier.code
        clock.ahead(minutes=4)
    reason: Body = {
        "reason": "Việc này không thuộc thẩm quyền của Ủy ban nhân dân phường.",
        "legal_basis": "Luật Hộ tịch",
    }
    codes["door"] = intake.refuse(desk, drafts.read(draft(procedure="1.000894")), reason).dossier.code
    _live(desk, clock, codes)
    return codes


def _live(desk: Desk, clock: Clock, codes: dict[str, str]) -> None:
    counter, post = codes["counter"], codes["post"]
    unit = "Tư pháp – Hộ tịch"
    handover.hand_over(desk, [counter, post], unit, "Phạm Văn Ổn")
    acts.act(desk, codes["certified"], Kind.PAID, {"amount": -2_000, "reason": "thu nhầm"})
    acts.act(desk, codes["certified"], Kind.PAID, {"amount": 2_000, "series": "1C26TAA", "number": "0000123"})
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=VN)
    items = ["Ảnh 4×6", {"name": "Quyết định ly hôn", "note": "nộp bản sao có chứng thực"}]
    acts.act(desk, counter, Kind.SUPPLEMENT_REQUESTED, {"items": items, "reason": "Giấy tờ chưa đủ."})
    changes = {"applicant.phone": "0987654321", "summary": "Xác nhận để đăng ký kết hôn"}
    acts.act(desk, counter, Kind.CORRECTED, {"changes": changes, "reason": "gõ nhầm"})
    acts.act(
        desk, codes["online"], Kind.STOPPED, {"reason": "Công dân không còn nhu cầu.", "request": "Đơn 25/11/2026"}
    )
    acts.act(desk, codes["withdrawn"], Kind.REFUSED, {"reason": "Đã hưởng chế độ khác.", "legal_basis": "NĐ 20/2021"})
    clock.ahead(hours=2)
    acts.act(desk, counter, Kind.SUPPLEMENTED)
    extended: Body = {
        "new_due": "2026-12-04",
        "reason": "Nơi cư trú cũ chưa trả lời.",
        "number": "12",
        "signer": "Lê Thị Ỡ",
    }
    acts.act(desk, counter, Kind.EXTENDED, extended)
    clock.at = datetime(2026, 12, 1, 15, 30, tzinfo=VN)
    rows = [handover.ResultRow(counter, "Giấy xác nhận", "12/XN", "Xác nhận tình trạng hôn nhân", "Tủ 2, ngăn B"),
            handover.ResultRow(post, "Giấy xác nhận", "13/XN", "", "Tủ 2")]  # fmt: skip
    handover.take_results(desk, rows, unit, "Phạm Văn Ổn")
    clock.ahead(minutes=20)
    returning.give_back(desk, counter, to="Nguyễn Thị Đặng", id_number="001190123456", phone="0987654321")
    returning.give_back(desk, post, to="Y Bhăm Niê", via=Delivery.POST, item="EV123456789VN")


@pytest.mark.parametrize("edition", ["2018", "2025"])
@pytest.mark.parametrize("name", FORMS)
def test_every_paper_of_a_typed_dossier_says_and_looks_as_it_did(
    desk: Desk, typed: dict[str, str], name: str, edition: str
) -> None:
    found: dict[str, NDArray[np.uint8]] = {}
    for form in FORMS[name]:
        if edition == "2018" and form in NOT_IN_2018:
            continue
        pdf = papers.render(desk, typed[name], form, edition=edition)
        copies = COPIES.get(form, 1)
        _measure(form, pdf, copies)
        called = f"{name}-{form}-{edition}"
        _check_text(called, page_texts(pdf))
        first_copy = islice(pages(pdf), len(page_texts(pdf)) // copies)
        found |= {f"{called}-{number}": picture(page, 72) for number, page in enumerate(first_copy, 1)}
    check_pictures(found, REFERENCES)


def _measure(form: str, pdf: bytes, copies: int) -> None:
    """Check fonts, margins and that no two letters meet; the QR codes are asked elsewhere."""
    size = ACROSS.get(form) or PAPERS["A5"]
    if form == "fee-receipt":
        return  # its own paper and margins: tests/printing/test_fee_receipt
    check_sheet(pdf, size, None, copies=copies)


def _check_text(name: str, texts: list[str]) -> None:
    path, said = REFERENCES / f"{name}.txt", "\n\f\n".join(texts) + "\n"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
        pytest.fail(f"{path.name}: written; look and run again")
    assert said == path.read_text(encoding="utf-8"), name
