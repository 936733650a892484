"""Invented registers and reports, and the comparison of a page with the picture kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from app.printing.report import Report, Row, shaped
from app.rules.clock import VN
from tests.printing.looking import check_pictures
from tests.printing.samples import CENTRE, pages, picture

MORNING = datetime(2026, 11, 23, 9, 42, tzinfo=VN)
PLACE = "Minh Tâm, ngày 23 tháng 11 năm 2026"
PERIOD = {"from": "01/01/2026", "to": "31/12/2026", "book": "04/2026", "centre": CENTRE.name}
NAMES = ("Nguyễn Thị Hường", "Y Bhiơ\u0306 Mlô Duôn Hrư\u0306", "Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Ngưỡng")
PROCEDURES = (
    "Đăng ký khai sinh",
    "Cấp Giấy xác nhận tình trạng hôn nhân",
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp chuyển đổi, "
    "chuyển nhượng, cho thuê, cho thuê lại, thừa kế, tặng cho, góp vốn bằng quyền sử dụng đất",
)
CODES = ("H15.10-261123-{:04}", "000.25.10.H15-261123-{:07}")


def register_rows(count: int, code: str = CODES[0]) -> list[Row]:
    """Return rows of the register of 2018, with long names, three lines of address and open ends."""
    rows: list[Row] = []
    for number in range(1, count + 1):
        received = MORNING + timedelta(minutes=7 * number)
        rows.append(
            (
                number,
                code.format(number),
                PROCEDURES[number % 3],
                1 + number % 2,
                NAMES[number % 3],
                f"Thôn {number % 23}, xã Minh Tâm, tỉnh Đắk Lắk\n0905{number:06}",
                "Phòng Văn hóa – Xã hội",
                received,
                received + timedelta(days=4),
                received + timedelta(days=3) if number % 5 else None,
                "Bưu chính" if number % 4 == 0 else "Trực tiếp",
                None,
                None,
            )
        )
    return rows


def register(count: int, code: str = CODES[0]) -> Report:
    """Return a register of 2018."""
    return shaped("register-2018", register_rows(count, code), values=PERIOD, place=PLACE)


FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội và người có công với cách mạng", "Cư trú")
RECEIVED = (6_100, 2_000, 3_100, 1_000, 5_700, 3_000, 2_500, 200, 400, 300, 100)


def report_06a() -> Report:
    """Return a report whose head has three levels and whose columns are numbered."""
    rows: list[Row] = [(at, name, *(figure * at for figure in RECEIVED)) for at, name in enumerate(FIELDS, 1)]
    total = ("Tổng số", None, *(figure * 15 for figure in RECEIVED))
    return shaped("report-06a", rows, values=PERIOD, total=total, signers=("Trần Thị Mai Duyên",), place=PLACE)


def indicators() -> Report:
    """Return indicators, one of them with nothing to reckon from."""
    rows: Sequence[Row] = (
        (1, "Tỷ lệ hồ sơ giải quyết đúng hạn, trước hạn", 11_870, 12_010, Decimal("98.83"), None),
        (2, "Tỷ lệ hồ sơ trực tuyến có kết quả điện tử", 0, 0, None, "không có hồ sơ trực tuyến"),
    )
    return shaped("report-indicators", rows, values=PERIOD, place=PLACE)


def postal_list() -> Report:
    """Return a list with a phone, an item code and a sum of money."""
    rows: list[Row] = [
        (at, CODES[0].format(at), f"EV{at:09}VN", "Trích lục kết hôn", NAMES[0], "Thôn 4", "0905318462", 28_000, None)
        for at in range(1, 4)
    ]
    total = ("Tổng cộng", None, None, None, None, None, None, 84_000, None)
    return shaped("postal-list", rows, values={"centre": CENTRE.name}, total=total, place=PLACE)


def assert_looks(pdf: bytes, name: str, page: int = 0) -> None:
    """Compare a page with its reference, as `looking.check_look` does."""
    check_pictures({name: [picture(each, 72) for each in pages(pdf)][page]})
