"""Invented dossiers, centres and closings for the printing tests, and eyes to read a PDF with."""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

from app.printing.closing_sheet import ClosingSheet
from app.rules.acts import Kind
from app.rules.clock import VN
from app.rules.closing import DayClosing, Mismatch, Side, Why
from app.rules.dossier import Bank, Centre, Dossier
from app.rules.events import Body, Event, new_event
from app.rules.record import Component, Payment, Person, ProcedureName, Receiver, RegisterEntry, Result
from app.rules.states import State
from app.rules.vocabulary import Channel, Delivery, Method

CENTRE = Centre(
    agency="H15.10",
    commune="24133",
    name="Trung tâm Phục vụ hành chính công xã Minh Tâm",
    parent="Ủy ban nhân dân xã Minh Tâm",
    place="Minh Tâm",
    desk=2,
    officer="Trần Thị Mai Duyên",
    phone="0262 3 856 118",
)
PRACTICE = replace(CENTRE, practice=True)

APPLICANT = Person(
    kind="citizen",
    name="Nguyễn Thị Hường",
    id_number="066188004215",
    birth_date="1988-08-14",
    sex="female",
    address="Thôn 4, xã Minh Tâm, tỉnh Đắk Lắk",
    commune="24133",
    phone="0905318462",
    email="huong@example.vn",
)

DOSSIER = Dossier(
    id="01930000-0000-7000-8000-000000000001",
    code="H15.10-261123-0117",
    state=State.RECEIVED,
    head="01930000-0000-7000-8000-0000000000ff",
    procedure=ProcedureName("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "2026-01"),
    case=None,
    term="3 ngày làm việc",
    field="Hộ tịch",
    unit=None,
    applicant=APPLICANT,
    owner=None,
    authorised_by=None,
    channel=Channel.COUNTER,
    deliver=Delivery.COUNTER,
    received_at=datetime(2026, 11, 23, 9, 42, tzinfo=VN),
    received_by="Trần Thị Mai Duyên",
    due_at=datetime(2026, 11, 27, 9, 42, tzinfo=VN),
    due_reason="3 ngày làm việc, không tính ngày nhận.",
    fee=15_000,
    fee_paid=True,
    copies=1,
    components=(
        Component("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", originals=1),
        Component("Quyết định ly hôn đã có hiệu lực pháp luật", certified=1),
        Component("Giấy tờ tùy thân", photocopies=7),
    ),
    summary="Cấp Giấy xác nhận tình trạng hôn nhân",
    note=None,
    register=RegisterEntry("04", 1186),
    desk=2,
    place=None,
    paused_from=None,
    supplements=0,
    extensions=0,
    reason=None,
    result=None,
    returned_at=None,
    returned_to=None,
)
PREVIEW = replace(DOSSIER, code="")

_TALL = "Ẫ Ỗ Ử Ặ Ẵ Ộ Ự Ỵ"
STRESS = replace(
    DOSSIER,
    code="000.25.10.H15-240315-0012345",
    applicant=replace(
        APPLICANT,
        name=f"H’Yuên Niê Kdăm Ƀuôn Ya Čư Êban Ktla {_TALL} Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Ngưỡng",
        address="Số 1025/47/3B đường Nguyễn Thị Minh Khai nối dài, hẻm 12, tổ dân phố số 4 (khu buôn Ako Dhông cũ), "
        "thôn Ea Kmát, phường Tân Lập, thành phố Buôn Ma Thuột cũ, nay là phường Buôn Ma Thuột, tỉnh Đắk Lắk, "
        f"đối diện nhà văn hóa cộng đồng thôn Ea Kmát, gần cầu {_TALL}",
        email="h.yuen.nie.kdam.buon.ya.cu.mgar.ban.do.rat.dai@thongtin.daklak.gov.vn.example",
    ),
    owner=replace(
        APPLICANT,
        name=f"Y Bhiơ\u0306 Mlô Duôn Hrư\u0306 Ê\u0306ban {_TALL} Nguyễn Hoàng Khánh Thùy Dương Ngọc Bích Trân",
        address=f"Buôn Kmrơng Prŏng B, xã Ea Tu cũ, nay là phường Tân Lập, tỉnh Đắk Lắk, sau trường {_TALL}",
    ),
    authorised_by="Giấy ủy quyền số 118/2026 ngày 20/11/2026 có chứng thực của Ủy ban nhân dân phường Tân Lập",
    components=tuple(
        Component(
            f"{'Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở ' * (1 + n % 4)}số {n} {_TALL}", n % 3, n, 12
        )
        for n in range(1, 31)
    ),
    channel=Channel.POST,
    deliver=Delivery.POST,
    fee=None,
)

RETURNED = replace(
    DOSSIER,
    state=State.RETURNED,
    result=Result(
        None, "118/2026/XNHN", "Giấy xác nhận của bà Nguyễn Thị Hường", datetime(2026, 11, 26, 15, 0, tzinfo=VN)
    ),
    returned_at=datetime(2026, 11, 27, 9, 5, tzinfo=VN),
    returned_to=Receiver("Lê Văn Ngưỡng", "066090001234", "0912345678", "Giấy ủy quyền ngày 26/11/2026"),
)

HASH = hashlib.sha256(b"a day").hexdigest()
PROOF = DayClosing(
    date=date(2026, 11, 23),
    desk=Side(119, 88, HASH),
    relay=Side(119, 88, HASH),
    equal=True,
    differences=(),
    signature=b64encode(bytes(range(64))).decode(),
    closed_at=datetime(2026, 11, 23, 17, 6, tzinfo=VN),
    state="done",
)
SIGNED = ClosingSheet(
    date=date(2026, 11, 23),
    received=46,
    returned=31,
    handed_over=38,
    supplements=3,
    ended=1,
    fees_collected=148_000,
    fees_dossiers=8,
    desk=PROOF.desk,
    closing=PROOF,
    key_fingerprint=hashlib.sha256(b"a key").hexdigest(),
    parked=("H15.10-261123-0107",),
    unprinted=("H15.10-261123-0116", "H15.10-261123-0118"),
)
OFFLINE = replace(
    SIGNED,
    closing=replace(PROOF, relay=None, equal=None, signature=None, state="offline"),
    key_fingerprint=None,
    reason="OFFLINE",
)
UNMATCHED = replace(
    SIGNED,
    closing=replace(
        PROOF,
        relay=Side(117, 87, "ab" * 32),
        equal=False,
        signature=None,
        differences=(Mismatch("H15.10-261123-0009", Why.RELAY_LACKS), Mismatch("H15.10-261123-0012", Why.DIFFERS)),
    ),
    key_fingerprint=None,
)
DRAFT = replace(OFFLINE, closing=None, reason=None)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn character: its ink in points from the lower left corner of the page, and its type size."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


def pages(pdf: bytes) -> Iterator[pdfium.PdfPage]:
    document = pdfium.PdfDocument(pdf)
    try:
        for page in document:
            yield page
            page.close()
    finally:
        document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page with blanks and line ends made one blank: a wrapped line reads as one."""
    found = []
    for page in pages(pdf):
        text = page.get_textpage()
        found.append(re.sub(r"\s+", " ", text.get_text_range()).strip())
        text.close()
    return found


def glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char.isspace():
            continue
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        assert raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, index)
        found.append(Glyph(char, left.value, bottom.value, right.value, top.value, size))
    text.close()
    return found


def picture(page: pdfium.PdfPage, dpi: float) -> NDArray[np.uint8]:
    """Return the page as grey values."""
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    return np.array(bitmap.to_pil().convert("L"), dtype=np.uint8)


def first_picture(pdf: bytes, dpi: float) -> NDArray[np.uint8]:
    """Return the first page as grey values."""
    return next(picture(page, dpi) for page in pages(pdf))


def png_bytes(grey: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG", optimize=True)
    return out.getvalue()


BANKED = replace(CENTRE, bank=Bank("970415", "113366668888", "UBND xã Minh Tâm"))
OWED = replace(DOSSIER, fee_paid=False, fee_basis="Nghị quyết 12/2025/NQ-HĐND tỉnh Đắk Lắk", edition="2025")
BY_CASH = Payment(10_000, Method.CASH, datetime(2026, 11, 23, 9, 42, tzinfo=VN))
BY_TRANSFER = Payment(15_000, Method.TRANSFER, datetime(2026, 11, 23, 9, 50, tzinfo=VN))
CERTIFIED = replace(
    DOSSIER,
    procedure=ProcedureName("2.000815", "Chứng thực bản sao từ bản chính", "2026-01"),
    summary="Chứng thực bản sao từ bản chính",
    field="Chứng thực",
    term="trong ngày",
    pages=3,
    copies=5,
    fee=25_000,
    fee_basis="Thông tư 226/2016/TT-BTC",
    payments=(BY_CASH, BY_TRANSFER),
    components=(Component("Bằng tốt nghiệp đại học", originals=1), Component("Bản sao cần chứng thực", photocopies=5)),
)


def _event(kind: Kind, day: int, hour: int, body: Body, officer: str = "Trần Thị Mai Duyên") -> Event:
    return new_event(
        dossier=DOSSIER.id,
        kind=kind,
        at=f"2026-11-{day:02}T{hour:02}:05:00+07:00",
        officer=officer,
        desk=2,
        base="x",
        prev_hash=None,
        body=body,
    )


CORRECTED = replace(
    DOSSIER,
    prints=1,
    events=(
        _event(Kind.RECEIVED, 23, 9, {}),
        _event(
            Kind.CORRECTED,
            24,
            8,
            {
                "changes": {
                    "applicant.name": "Nguyễn Thị Hường",
                    "deliver": "counter",
                    "fee": 15_000,
                    "note": "gọi lại",
                },
                "was": {"applicant.name": "Nguyễn Thị Hương", "deliver": "post", "fee": 0, "note": None},
            },
        ),
        _event(
            Kind.CORRECTED,
            25,
            8,
            {
                "changes": {"due_at": "2026-11-27T09:42:00+07:00", "owner": None, "due_reason": "tính lại"},
                "was": {"due_at": "2026-11-26T09:42:00+07:00", "owner": {"name": "Lê Văn Tám"}, "due_reason": "x"},
            },
        ),
    ),
)
TRAVELLED = replace(
    RETURNED,
    unit="Tư pháp – Hộ tịch",
    handover="BG-01-261123-02",
    finished_at=datetime(2026, 11, 26, 15, 5, tzinfo=VN),
    result=Result(
        "Giấy xác nhận",
        "118/2026/XNHN",
        "Giấy xác nhận của bà Nguyễn Thị Hường",
        datetime(2026, 11, 26, 15, 5, tzinfo=VN),
    ),
    events=(
        _event(Kind.RECEIVED, 23, 9, {}),
        _event(Kind.FORWARDED, 23, 14, {"unit": "Tư pháp – Hộ tịch", "receiver": "Lê Hồng Phước"}),
        _event(Kind.SUPPLEMENT_REQUESTED, 24, 10, {"reason": "thiếu trang"}, "Lê Hồng Phước"),
        _event(Kind.SUPPLEMENTED, 25, 10, {}),
        _event(Kind.EXTENDED, 25, 15, {"reason": "chờ xác minh", "due_at": "2026-11-30T09:42:00+07:00"}),
        _event(Kind.RESULT_READY, 26, 15, {"giver": "Lê Hồng Phước"}),
        _event(Kind.RETURNED, 27, 9, {"to": {"name": "Lê Văn Ngưỡng"}}, "Phạm Văn Ổn"),
    ),
)
BATCH = tuple(
    replace(
        DOSSIER,
        code=f"H15.10-261123-{117 + number:04}",
        unit="Tư pháp – Hộ tịch",
        received_at=DOSSIER.received_at + timedelta(minutes=number),
        due_at=DOSSIER.due_at + timedelta(days=number),
        fee=fee,
        payments=(replace(BY_TRANSFER, amount=fee),) if fee else (),
    )
    for number, fee in enumerate((15_000, None, 0, 15_000, 8_000))
)
