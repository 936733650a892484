"""`motcua print`: every form of CLI.md of a dossier that lived through every act, in both editions, from the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from vietnam_qr_pay import QRPay

from app.models import setting
from app.services import board, papers
from app.services.desk import Desk
from tests.conftest import Ran
from tests.services.counter import draft, number_of

Motcua = Callable[..., Ran]
TITLES: dict[str, str | dict[str, str]] = {
    "receipt": "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "receipt-batch": "GIẤY TIẾP NHẬN NHIỀU HỒ SƠ",
    "supplement": "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
    "extension": {"2018": "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "2025": "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ"},
    "control-slip": "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
    "handover": "GIẤY BÀN GIAO HỒ SƠ",
    "return-receipt": "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
    "fee-receipt": "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
}
ENDS = {
    "refusal": ("refused", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
    "stop": ("stopped", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"),
}


def received(motcua: Motcua, tmp_path: Path, **fields: Any) -> str:
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(draft(**fields)), encoding="utf-8")
    return str(motcua("receive", path, "--json").json["code"])


def act(motcua: Motcua, tmp_path: Path, code: str, kind: str, **body: Any) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    assert motcua("act", code, kind, path, "--json").status == 0


@pytest.fixture
def lived(motcua: Motcua, tmp_path: Path) -> str:
    """Return a dossier that was supplemented, extended, paid for, decided and given back."""
    code = received(motcua, tmp_path, fee=15_000)
    act(motcua, tmp_path, code, "forwarded", unit="Tư pháp – Hộ tịch", receiver="Phạm Văn Ấm")
    act(motcua, tmp_path, code, "supplement_requested", items=["Ảnh 4×6"], reason="thiếu ảnh")
    act(motcua, tmp_path, code, "supplemented")
    act(
        motcua,
        tmp_path,
        code,
        "extended",
        new_due=str(date.today() + timedelta(days=90)),
        reason="chờ xác minh",
        signer="Lê Thị Ỡ",
    )
    act(motcua, tmp_path, code, "paid", method="transfer", series="1C26TAA", number="0000123")
    act(motcua, tmp_path, code, "result_ready", number="12/XN", abstract="Giấy xác nhận", place="Tủ 2")
    assert motcua("return", code, "--to", "Nguyễn Thị Đặng", "--json").status == 0
    return code


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def fonts_of(path: Path) -> list[Any]:
    pages: list[Any] = list(pypdf.PdfReader(path).pages)
    return [font["/FontDescriptor"] for page in pages for font in page["/Resources"].get_object()["/Font"].values()]


@pytest.mark.parametrize("edition", ["2018", "2025"])
def test_every_form_of_a_dossier_is_printed_in_each_edition_with_its_fonts_inside(
    motcua: Motcua, tmp_path: Path, lived: str, edition: str
) -> None:
    for form, titles in TITLES.items():
        out = tmp_path / f"{form}.pdf"
        assert motcua("print", lived, form, out, "--edition", edition, "--json").json["form"] == form
        title = titles if isinstance(titles, str) else titles[edition]
        assert title in words(out), form
        fonts = fonts_of(out)
        assert fonts
        assert all("/FontFile2" in font for font in fonts), form


@pytest.mark.parametrize("form", ENDS)
def test_a_form_of_an_ending_is_printed_after_it_and_not_before(motcua: Motcua, tmp_path: Path, form: str) -> None:
    kind, title = ENDS[form]
    code, out = received(motcua, tmp_path), tmp_path / "out.pdf"
    assert motcua("print", code, form, out).refusal == "FORM_NOT_DUE"
    assert not out.exists()
    act(motcua, tmp_path, code, kind, reason="Không thuộc thẩm quyền")
    assert motcua("print", code, form, out).status == 0
    assert title in words(out)


def test_a_form_or_an_edition_nobody_knows_is_refused(motcua: Motcua, tmp_path: Path) -> None:
    code, out = received(motcua, tmp_path), tmp_path / "out.pdf"
    assert motcua("print", code, "giấy", out).refusal == "FORM_UNKNOWN"
    assert motcua("print", code, "receipt", out, "--edition", "2030").refusal == "EDITION_UNKNOWN"
    assert motcua("print", code, "fee-receipt", out).refusal == "FEE_NOT_PAID"
    assert motcua("print", code, "result-handover", out).refusal == "FORM_NOT_DUE"
    assert not out.exists()


def test_several_receipts_go_into_one_file_and_each_is_counted(motcua: Motcua, tmp_path: Path, desk: Desk) -> None:
    codes = [received(motcua, tmp_path, applicant={"id_number": number_of(nth)}) for nth in range(3)]
    out = tmp_path / "out.pdf"
    assert motcua("print", ",".join(codes), "receipt", out).status == 0
    assert all(words(out).count(code) >= 2 for code in codes)
    assert [papers.printed(desk, code, "receipt") for code in codes] == [2, 2, 2]
    assert motcua("print", ",".join(codes), "handover", out).refusal == "FORM_ONE_BY_ONE"


def test_what_is_printed_of_a_voided_dossier_says_so_alone_and_among_others(motcua: Motcua, tmp_path: Path) -> None:
    codes = [received(motcua, tmp_path, applicant={"id_number": number_of(nth)}) for nth in range(2)]
    act(motcua, tmp_path, codes[0], "voided", reason="Nhập nhầm thủ tục")
    out = tmp_path / "out.pdf"
    for form in ("receipt", "control-slip", "handover"):
        assert motcua("print", codes[0], form, out).status == 0
        assert "ĐÃ HỦY: hồ sơ này không có kết quả để trả." in words(out)
        assert "Lý do: Nhập nhầm thủ tục" in words(out)
    assert motcua("print", ",".join(codes), "receipt", out).status == 0
    document = pypdfium2.PdfDocument(out)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert ["ĐÃ HỦY" in text for text in found] == [codes[0] in text for text in found]


def test_one_persons_dossiers_of_a_day_stand_on_one_batch_receipt(motcua: Motcua, tmp_path: Path) -> None:
    codes = [received(motcua, tmp_path, procedure=procedure) for procedure in ("1.004873", "2.000815")]
    other = received(motcua, tmp_path, applicant={"name": "Lò Văn Ấm", "id_number": number_of(1)})
    out = tmp_path / "out.pdf"
    assert motcua("print", codes[1], "receipt-batch", out).status == 0
    assert all(code in words(out) for code in codes)
    assert other not in words(out)


def test_the_vietqr_on_a_receipt_asks_for_what_is_owed_and_names_the_dossier(
    motcua: Motcua, tmp_path: Path, desk: Desk
) -> None:
    with desk.store.write() as connection:
        bank = {"bin": "970415", "account": "113366668888", "name": "UBND phường Buôn Ma Thuột"}
        setting.put_centre(connection, replace(setting.centre(connection), bank=bank))
    code, out = received(motcua, tmp_path, fee=48_000), tmp_path / "out.pdf"
    for paper in ("A4", "A5"):
        assert motcua("print", code, "receipt", out, "--paper", paper).status == 0
        page = pypdfium2.PdfDocument(out)[0].render(scale=200 / 72).to_pil()
        found = [one.text for one in zxingcpp.read_barcodes(page)]
        assert code in found
        (payload,) = [text for text in found if text.startswith("000201")]
        parsed = QRPay(payload)
        assert parsed.is_valid
        assert (parsed.amount, parsed.consumer.bank_bin, parsed.consumer.bank_number) == (
            "48000",
            "970415",
            bank["account"],
        )
        assert parsed.additional_data.purpose == code


def test_a_batch_receipt_is_each_of_its_dossiers_receipt(motcua: Motcua, tmp_path: Path, desk: Desk) -> None:
    codes = [received(motcua, tmp_path, procedure=procedure) for procedure in ("1.004873", "2.000815")]
    assert board.board(desk).counts["unprinted"] == 2
    assert motcua("print", codes[0], "receipt-batch", tmp_path / "out.pdf").status == 0
    assert board.board(desk).counts["unprinted"] == 0
