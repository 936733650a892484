"""The fields of a dossier as an officer reads and types them, one table: for the panel's facts and for corrections.

The parts are those of `record.CORRECTABLE`, taken apart into what an officer can type. A person, a receipt or a
destination that was not there is written whole, for a part of nothing cannot be changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.rules.birth import read_birth, write_birth
from app.rules.clock import VN, iso
from app.rules.dossier import Dossier
from app.rules.fees import format_dong
from app.rules.identity import format_phone
from app.rules.record import Destination
from app.rules.vocabulary import CHANNELS, DELIVERIES, capitalised
from app.ui.dossiers.editors import NOT_MONEY
from app.ui.typed_text import birth_problem, read_clock, read_date

Editor = Literal["line", "long", "count", "money", "choice", "papers"]
Text = dict[str, str]

GROUPS = {
    "applicant": "Người nộp",
    "owner": "Chủ hồ sơ",
    "papers": "Giấy tờ",
    "wish": "Nội dung, nơi nhận, nơi giải quyết",
    "fee": "Lệ phí, biên lai",
    "due": "Đổi ngày hẹn",
    "result": "Kết quả",
    "receiver": "Người nhận kết quả",
}
"""The parts of a dossier, as they are chosen from."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that can be typed over; `half` ones stand two in a row, `told` ones stand among the panel's facts."""

    path: str
    group: str
    label: str
    editor: Editor = "line"
    half: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    told: bool = False


_KINDS = (("citizen", "Công dân"), ("business", "Doanh nghiệp, hộ kinh doanh"), ("state", "Cơ quan nhà nước"),
          ("other", "Tổ chức khác"))  # fmt: skip
_SEXES = (("", "để trống"), ("female", "Nữ"), ("male", "Nam"))
_DELIVERIES = tuple((one, capitalised(word)) for one, word in DELIVERIES.items())
_CHANNELS = tuple((one, capitalised(word)) for one, word in CHANNELS.items())


PARTS = (
    Part("applicant.name", "applicant", "Họ và tên"),
    Part("applicant.id_number", "applicant", "Số định danh", half=True),
    Part("applicant.birth_date", "applicant", "Ngày sinh", half=True),
    Part("applicant.sex", "applicant", "Giới tính", "choice", half=True, choices=_SEXES),
    Part("applicant.phone", "applicant", "Điện thoại", half=True, told=True),
    Part("applicant.address", "applicant", "Địa chỉ", told=True),
    Part("applicant.email", "applicant", "Thư điện tử"),
    Part("applicant.kind", "applicant", "Loại người nộp", "choice", choices=_KINDS),
    Part("applicant.no_papers", "applicant", "Lý do không có giấy tờ", told=True),
    Part("owner.name", "owner", "Họ và tên chủ hồ sơ"),
    Part("owner.id_number", "owner", "Số định danh", half=True),
    Part("owner.birth_date", "owner", "Ngày sinh", half=True),
    Part("owner.phone", "owner", "Điện thoại"),
    Part("owner.address", "owner", "Địa chỉ"),
    Part("authorised_by", "owner", "Giấy ủy quyền"),
    Part("components", "papers", "Thành phần hồ sơ", "papers"),
    Part("copies", "papers", "Số bộ hồ sơ", "count", half=True),
    Part("pages", "papers", "Số trang một bản", "count", half=True),
    Part("summary", "wish", "Nội dung yêu cầu", "long"),
    Part("deliver", "wish", "Nhận kết quả", "choice", half=True, choices=_DELIVERIES, told=True),
    Part("channel", "wish", "Nộp bằng", "choice", half=True, choices=_CHANNELS),
    Part("destination", "wish", "Nơi giải quyết (xã, sở khác)"),
    Part("note", "wish", "Ghi chú", "long", told=True),
    Part("fee", "fee", "Lệ phí (đồng)", "money", half=True),
    Part("exemption", "fee", "Diện miễn, giảm", half=True),
    Part("fee_basis", "fee", "Căn cứ thu"),
    Part("fee_receipt.series", "fee", "Ký hiệu biên lai", half=True),
    Part("fee_receipt.number", "fee", "Số biên lai", half=True),
    Part("due_at.day", "due", "Ngày hẹn trả", half=True),
    Part("due_at.time", "due", "Giờ", half=True),
    Part("result.number", "result", "Số kết quả", half=True),
    Part("result.type", "result", "Loại kết quả", half=True),
    Part("result.abstract", "result", "Trích yếu"),
    Part("result.place", "result", "Để ở kệ, ngăn"),
    Part("returned_to.name", "receiver", "Họ và tên người nhận"),
    Part("returned_to.id_number", "receiver", "Số định danh", half=True),
    Part("returned_to.phone", "receiver", "Điện thoại", half=True),
    Part("returned_to.authorisation", "receiver", "Giấy ủy quyền"),
    Part("returned_to.via", "receiver", "Cách trả", "choice", half=True, choices=_DELIVERIES),
    Part("returned_to.item", "receiver", "Mã bưu gửi", half=True),
)

_EDITORS = {part.path: part.editor for part in PARTS}
_NAMES_NEEDED = {"applicant.name", "returned_to.name"}
_NO_NAME, _NO_RECEIPT, _NO_DAY = "Ghi họ và tên.", "Ghi số biên lai.", "Ghi ngày như 27/11/2026."
_NO_TIME, _COUNT, _OWNER = "Ghi giờ như 08:15.", "Ghi số từ 1 trở lên.", "Ghi họ và tên chủ hồ sơ."
_MOVED = "Đổi ngày hẹn: {}."


def groups(dossier: Dossier) -> list[str]:
    """Return the groups that have something to correct."""
    gone = {"result": dossier.result is None, "receiver": dossier.returned_to is None}
    return [group for group in GROUPS if not gone.get(group)]


def shown(part: Part, dossier: Dossier) -> bool:
    """Tell whether a part makes sense of this dossier: an organisation was not born, who has papers needs no reason."""
    if part.path == "applicant.no_papers":
        return bool(dossier.applicant.no_papers)
    return part.path not in ("applicant.birth_date", "applicant.sex") or dossier.applicant.kind == "citizen"


def as_typed(dossier: Dossier) -> Text:
    """Return what the dossier says, as it is typed, by the paths of the parts."""
    due = dossier.due_at.astimezone(VN)
    said = {"due_at.day": f"{due:%d/%m/%Y}", "due_at.time": f"{due:%H:%M}"}
    return {part.path: said.get(part.path) or _typed(part, dossier) for part in PARTS if part.editor != "papers"}


def told(dossier: Dossier) -> list[tuple[str, str]]:
    """Return what the panel tells of a dossier besides its own lines: label and text of each part that says a thing."""
    lines = [(part, _typed(part, dossier)) for part in PARTS if part.told]
    return [(part.label, dict(part.choices).get(text, text)) for part, text in lines if text]


def _typed(part: Part, dossier: Dossier) -> str:
    value: object = dossier
    for name in part.path.split("."):
        value = getattr(value, name, None)
    if value is None:
        return ""
    if isinstance(value, Destination):
        return value.name
    if part.editor == "money":
        return format_dong(int(str(value)))
    if part.path.endswith(".phone"):
        return format_phone(str(value))
    return write_birth(str(value)) if part.path.endswith("birth_date") else str(value)


def problem(path: str, typed: Text, changed: set[str], now: datetime) -> str:
    """Return what is wrong with a changed part, empty when nothing is."""
    text = typed[path]
    if path in _NAMES_NEEDED and not text:
        return _NO_NAME
    if path.startswith("owner.") and not typed["owner.name"]:
        return _OWNER
    if path.endswith("birth_date"):
        return birth_problem(text, now.date())
    if path == "fee" and text and not text.replace(".", "").isdigit():
        return NOT_MONEY
    if _EDITORS[path] == "count" and (text or path == "copies") and not (text.isdigit() and int(text)):
        return _COUNT
    if path.startswith("fee_receipt.") and typed["fee_receipt.series"] and not typed["fee_receipt.number"]:
        return _NO_RECEIPT
    if path == "due_at.day" and read_date(text) is None:
        return _NO_DAY
    return _NO_TIME if path == "due_at.time" and read_clock(text) is None else ""


def changes(dossier: Dossier, typed: Text, changed: set[str], reason: str) -> dict[str, Any]:
    """Return the changes that the `changed` parts stand for, as an event has them; nothing of them is wrong."""
    found: dict[str, Any] = {}
    for path in changed:
        head, text = path.partition(".")[0], typed[path]
        if head == "due_at":
            day, clock = read_date(typed["due_at.day"]), read_clock(typed["due_at.time"])
            assert day is not None
            assert clock is not None
            found["due_at"] = iso(datetime.combine(day, clock, VN))
            found["due_reason"] = _MOVED.format(reason.rstrip("."))
        elif head == "fee_receipt":
            series, number = typed["fee_receipt.series"], typed["fee_receipt.number"]
            found["fee_receipt"] = {"series": series or None, "number": number} if number else None
        elif head == "owner" and dossier.owner is None:
            found["owner"] = _whole_owner(typed)
        elif path == "destination":
            found[path] = {"name": text, "commune": None} if text else None
        elif _EDITORS[path] in ("money", "count"):
            found[path] = int(text.replace(".", "")) if text else None
        elif path == "summary":
            found[path] = text
        else:
            found[path] = _meant(path, text)
    return found


def _whole_owner(typed: Text) -> dict[str, Any]:
    names = ("name", "id_number", "birth_date", "phone", "address")
    parts = {name: _meant(f"owner.{name}", typed[f"owner.{name}"]) for name in names}
    return {"kind": "citizen", **{name: value for name, value in parts.items() if value}}


def _meant(path: str, text: str) -> str | None:
    return (read_birth(text) if path.endswith("birth_date") else text) or None
