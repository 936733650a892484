"""What stands on the form of a return, as plain data, and everything that keeps it from being written.

Of whom a number or an authorisation is asked says `rules.receiver`; the service asks it once more of the name given.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.rules import receiver
from app.rules.dossier import Dossier
from app.rules.receiver import Who
from app.rules.vocabulary import Delivery
from app.ui.typed_text import Problem, number_problem, phone_problem

OWNER, APPLICANT, AUTHORISED, POST, ONLINE = "owner", "applicant", "authorised", "post", "online"
RECEIVERS = ((OWNER, "Chủ hồ sơ"), (APPLICANT, "Người nộp thay"), (AUTHORISED, "Người được ủy quyền"),
             (POST, "Bưu chính"), (ONLINE, "Trực tuyến"))  # fmt: skip

_NAME = "Ghi họ và tên người nhận."
_NUMBER = "Ghi số định danh, hoặc số hộ chiếu."
_AUTHORITY = "Ghi số, ngày, nơi chứng thực giấy ủy quyền."
_RESULT = "Ghi số kết quả hoặc trích yếu."


@dataclass(frozen=True, slots=True)
class Return:
    """The form as typed; `result` is (number, abstract) when it is still to be written, `collected` a ticked fee."""

    dossier: Dossier
    kind: str
    name: str
    id_number: str
    phone: str
    authority: str
    result: tuple[str, str] | None = None
    collected: bool = False

    @property
    def numbered(self) -> bool:
        """Whether the receiver's number must be given."""
        return asks_number(self.dossier, self.kind)

    @property
    def authorisation(self) -> str | None:
        """The paper the receiver came with, as the event keeps it."""
        return self.authority if self.kind in (APPLICANT, AUTHORISED) and self.authority else None

    @property
    def via(self) -> Delivery:
        """How the result goes out."""
        return via_of(self.kind)

    @property
    def item(self) -> str | None:
        """The code of the postal item, where one was typed."""
        return self.authority if self.kind == POST and self.authority else None


def asks_number(dossier: Dossier, kind: str) -> bool:
    """Tell whether a receiver of this kind must show a number."""
    return receiver.asks_number(dossier, _who(kind), via_of(kind))


def via_of(kind: str) -> Delivery:
    """Return how the result goes out to a receiver of this kind."""
    return Delivery(kind) if kind in (POST, ONLINE) else Delivery.COUNTER


def _who(kind: str) -> Who:
    return Who(kind) if kind in tuple(Who) else Who.OWNER


def problems(typed: Return) -> list[Problem]:
    """Return everything that keeps the return from being written, in the order of the screen."""
    found = [
        ("result", "Số kết quả", _RESULT if typed.result is not None and not any(typed.result) else ""),
        ("name", "Họ và tên", "" if typed.name else _NAME),
        ("id_number", "Số định danh", _number(typed)),
        ("phone", "Điện thoại", phone_problem(typed.phone)),
        ("authority", "Giấy ủy quyền", _AUTHORITY if _lacks_authority(typed) else ""),
    ]
    return [Problem(*one) for one in found if one[2]]


def _lacks_authority(typed: Return) -> bool:
    return receiver.asks_authority(_who(typed.kind), typed.via) and not typed.authority


def _number(typed: Return) -> str:
    if typed.id_number:
        return number_problem("citizen", typed.id_number)
    return _NUMBER if typed.numbered else ""
