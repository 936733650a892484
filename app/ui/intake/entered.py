"""What stands on the reception form, as plain data: kept as a draft, checked as a whole, turned into a reception.

A draft keeps what was typed, right or wrong, so that a power cut loses nothing. Everything that is wrong is told at
once, each at its place, because a citizen who must go home for a paper should hear all of it on the first visit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from app import words
from app.errors import UserError
from app.rules import identity
from app.rules.birth import read_birth
from app.rules.catalogue import Procedure
from app.rules.clock import iso
from app.rules.vocabulary import Channel, Delivery, Method
from app.services import drafts, places
from app.services.drafts import Draft
from app.ui.typed_text import (
    Problem,
    birth_problem,
    name_problem,
    number_problem,
    phone_problem,
    read_clock,
    read_date,
    read_moment,
)

NO_PAPERS = "no_papers"
"""A citizen whose number field holds why there is no paper to show."""
KINDS = (("citizen", "Công dân"), ("business", "Doanh nghiệp"), ("other", "Tổ chức"), (NO_PAPERS, "Không giấy tờ"))
SHOWN = {"show": "xuất trình", "data": "tra dữ liệu"}
"""What is written beside a paper that is not handed in."""

_NAME = "Ghi họ và tên như trên thẻ."
_NAME_OF_OTHERS = "Ghi tên như trên giấy tờ."
_NUMBER = "Ghi số định danh, hoặc số hộ chiếu."
_WHY_NONE = "Ghi vì sao không có giấy tờ."
_TAX_NUMBER = "Ghi mã số doanh nghiệp."
_PROCEDURE = "Chọn một thủ tục trong danh mục."
_NO_COUNT = "Đã đánh dấu nhận nhưng chưa ghi số bản. Ghi số bản hoặc bỏ dấu."
_NOT_A_COUNT = "Số bản chỉ gồm chữ số."
_NO_PAPER_NAME = "Ghi tên giấy tờ, hoặc bỏ dấu."
_FEE = "Số tiền chỉ gồm chữ số."
_DATE = "Ghi ngày như 14/08/1988."
_ONE_AT_LEAST = "Ghi số từ 1 trở lên."
_REASON = "Ghi lý do vẫn nhận hồ sơ mới, hoặc mở hồ sơ đã nhận."
_SHEET = "Ghi số trên tờ, như 0953."
_SHEET_DAY = "Ghi ngày như 23/11/2026."
_SHEET_CLOCK = "Ghi giờ như 08:15."
_DUE = "Thủ tục này không có thời hạn. Ghi ngày hẹn trả như 27/11/2026, hoặc 16:30 27/11/2026."
_SHEET_DUE = "Ghi như 16:30 27/11/2026."


@dataclass(frozen=True, slots=True)
class PersonText:
    """A person as typed."""

    name: str = ""
    id_number: str = ""
    birth_date: str = ""
    sex: str | None = None
    address: str = ""
    phone: str = ""
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class PaperText:
    """One line of papers as typed; a count that is no number is None. `own` lines were added at the counter."""

    name: str
    kind: str = "submit"
    ticked: bool = False
    counts: tuple[int | None, int | None, int | None] = (0, 0, 0)
    own: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """The whole form. `procedure` is the code taken from the catalogue, `typed` what stands in its field.

    `destination` is what stands in the field of the place that decides, `destination_commune` the commune it names.
    `due` is the promise typed for a procedure without a term. `by_pen`: it was written on a sheet, of which the fields
    that begin with `sheet` tell.
    """

    kind: str = "citizen"
    applicant: PersonText = field(default_factory=PersonText)
    for_owner: bool = False
    owner: PersonText = field(default_factory=PersonText)
    authorised_by: str = ""
    procedure: str = ""
    typed: str = ""
    case: str | None = None
    papers: tuple[PaperText, ...] = ()
    channel: str = Channel.COUNTER
    deliver: str = Delivery.COUNTER
    copies: int | None = 1
    pages: int | None = 0
    fee: str | None = None
    fee_paid: bool = False
    pay_method: str = Method.CASH
    exemption: str | None = None
    destination: str = ""
    destination_commune: str | None = None
    reason: str = ""
    by_pen: bool = False
    due: str = ""
    sheet: str = ""
    sheet_day: str = ""
    sheet_clock: str = ""
    sheet_due: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing of a citizen stands on the form, nor of a sheet but its day, which the next one has too."""
        kept = replace(Entered(), kind=self.kind, channel=self.channel, deliver=self.deliver)
        return self == replace(kept, by_pen=self.by_pen, sheet_day=self.sheet_day)

    @property
    def written_at(self) -> datetime | None:
        """The moment on the sheet; None where it is none, and where there is no sheet."""
        return read_moment(f"{self.sheet_clock} {self.sheet_day}") if self.by_pen else None

    @property
    def fee_amount(self) -> int | None:
        """The đồng typed over what the catalogue says; None when nothing was, or no number."""
        digits = re.sub(r"[.\s]", "", self.fee or "")
        return int(digits) if digits.isascii() and digits.isdigit() else None

    def as_json(self) -> dict[str, Any]:
        """Return it as a draft is kept."""
        return asdict(self)


def from_json(data: Mapping[str, Any]) -> Entered:
    """Read a kept draft back; what a former version kept otherwise is left out."""
    known = {one.name for one in fields(Entered)}
    given = {name: value for name, value in data.items() if name in known}
    for name in ("applicant", "owner"):
        given[name] = PersonText(**given.get(name, {}))
    papers = given.get("papers", ())
    given["papers"] = tuple(PaperText(**{**paper, "counts": tuple(paper["counts"])}) for paper in papers)
    return Entered(**given)


def plain_number(entered: Entered) -> str | None:
    """Return the applicant's number in its plain form, None when there is none or it is wrong."""
    text = entered.applicant.id_number
    try:
        if not text or entered.kind == NO_PAPERS:
            return None
        if entered.kind == "citizen":
            return identity.check_paper_number(text)[0]
        return identity.check_tax_code(text) if entered.kind == "business" else text
    except UserError:
        return None


def destination_problem(text: str, commune: str | None, own: str) -> str:
    """Return what is wrong with the place that decides; `own` is the code of the counter's own commune."""
    if commune is None:
        return words.say("COMMUNE_UNKNOWN", {"commune": text}) if text.isdecimal() else ""
    if places.commune(commune).province_code == places.commune(own).province_code:
        return ""
    return words.say("DESTINATION_OUTSIDE", {"commune": commune})


def problems(
    entered: Entered, procedure: Procedure | None, today: date, *, own: str, twice: bool = False
) -> list[Problem]:
    """Return everything that keeps the form from being saved, in the order of the screen.

    `own` is the code of the counter's own commune; `twice` says that this person already waits for this procedure, so
    that a reason is asked for.
    """
    found: list[Problem] = []

    def add(place: str, label: str, sentence: str) -> None:
        if sentence:
            found.append(Problem(place, label, sentence))

    if entered.by_pen:
        add("blank.number", "Số trên tờ", "" if _sheet_number(entered) else _SHEET)
        add("blank.day", "Ngày trên tờ", "" if read_date(entered.sheet_day) else _SHEET_DAY)
        add("received_at", "Giờ nhận", "" if read_clock(entered.sheet_clock) is not None else _SHEET_CLOCK)
        due = entered.sheet_due
        add("blank.due_at", "Hẹn trả ghi trên tờ", "" if not due or read_moment(due) else _SHEET_DUE)
    _person_problems(add, "applicant", entered.applicant, entered.kind, today)
    if entered.for_owner:
        add("owner.name", "Tên chủ hồ sơ", name_problem("citizen", entered.owner.name))
        add("owner.id_number", "Số của chủ hồ sơ", number_problem("citizen", entered.owner.id_number))
    add("procedure", "Thủ tục", "" if procedure else _PROCEDURE)
    elsewhere = destination_problem(entered.destination, entered.destination_commune, own)
    add("destination", "Nơi giải quyết", elsewhere)
    if twice:
        add("reason", "Lý do nhận thêm", "" if entered.reason else _REASON)
    for at, paper in enumerate(entered.papers):
        if paper.ticked:
            add(f"papers.{at}", f"Thành phần {at + 1}", _paper_problem(paper))
    if procedure and procedure.fee_rule_for(entered.case).kind in ("copy", "pages"):
        add("copies", "Số bản", "" if entered.copies else _ONE_AT_LEAST)
        if entered.pages is None:
            add("pages", "Số trang", _ONE_AT_LEAST)
    if procedure and not procedure.term_for(entered.case):
        on_sheet = entered.by_pen and read_moment(entered.sheet_due)
        add("due_at", "Hẹn trả", "" if on_sheet or due_of(entered) else _DUE)
    if entered.fee and entered.fee_amount is None:
        add("fee", "Lệ phí", _FEE)
    return found


def for_refusal(entered: Entered) -> Entered:
    """Return the form without what a refusal does not need: nothing is taken in, and nothing is paid."""
    return replace(
        entered, papers=(), copies=1, pages=0, fee=None, fee_paid=False, exemption=None, destination="",
        destination_commune=None, reason="", by_pen=False, due="",
    )  # fmt: skip


def refusal_problems(entered: Entered, procedure: Procedure | None, today: date, *, own: str) -> list[Problem]:
    """Return what keeps a refusal from being saved; who shows no paper is refused for that, so no number is asked."""
    found = problems(for_refusal(entered), procedure, today, own=own)
    return [one for one in found if one.sentence not in (_NUMBER, _WHY_NONE, _TAX_NUMBER, _DUE)]


def _person_problems(
    add: Callable[[str, str, str], None], place: str, person: PersonText, kind: str, today: date
) -> None:
    missing = {"citizen": _NUMBER, NO_PAPERS: _WHY_NONE, "business": _TAX_NUMBER}.get(kind, "")
    name = "Họ và tên" if is_citizen(kind) else "Tên"
    numbers = {"citizen": "Số định danh", NO_PAPERS: "Lý do không có giấy tờ", "business": "Mã số doanh nghiệp"}
    number = numbers.get(kind, "Mã định danh")
    add(f"{place}.name", name, name_problem("citizen" if is_citizen(kind) else kind, person.name))
    add(f"{place}.id_number", number, number_problem(kind, person.id_number) if person.id_number else missing)
    if is_citizen(kind):
        add(f"{place}.birth_date", "Ngày sinh", birth_problem(person.birth_date, today))
    add(f"{place}.phone", "Số điện thoại", phone_problem(person.phone))


def _paper_problem(paper: PaperText) -> str:
    if not paper.name:
        return _NO_PAPER_NAME
    if None in paper.counts:
        return _NOT_A_COUNT
    return _NO_COUNT if paper.kind == "submit" and not any(paper.counts) else ""


def draft_of(entered: Entered, request_id: str) -> Draft:
    """Return the reception the form stands for.

    Raises UserError as `drafts.read` does, for what `problems` does not look at (a text far too long).
    """
    return drafts.read(
        {
            **_sheet_of(entered),
            "procedure": entered.procedure,
            "case": entered.case,
            "channel": entered.channel,
            "applicant": _person(entered.applicant, entered.kind),
            "owner": _person(entered.owner, "citizen") if entered.for_owner else None,
            "authorised_by": entered.authorised_by if entered.for_owner else None,
            "components": papers_of(entered),
            "copies": entered.copies or 1,
            "pages": entered.pages or None,
            "deliver": entered.deliver,
            "fee": entered.fee_amount,
            "fee_paid": entered.fee_paid,
            "pay_method": entered.pay_method,
            "exemption": entered.exemption,
            "destination": entered.destination_commune or entered.destination or None,
            "due_at": due_of(entered),
            "duplicate_reason": entered.reason or None,
            "request_id": request_id,
        }
    )


def due_of(entered: Entered) -> str | None:
    """Return the promise typed for a procedure without a term, a day or a moment as a draft has it."""
    day, moment = read_date(entered.due), read_moment(entered.due)
    return iso(moment) if moment else day.isoformat() if day else None


def _sheet_number(entered: Entered) -> int | None:
    digits = entered.sheet
    return int(digits) or None if digits.isascii() and digits.isdigit() and len(digits) <= 7 else None


def _sheet_of(entered: Entered) -> dict[str, Any]:
    """Return what a draft says of the sheet; of one that is not told whole yet, nothing."""
    number, at = _sheet_number(entered), entered.written_at
    if number is None or at is None:
        return {}
    due = read_moment(entered.sheet_due)
    return {"received_at": iso(at), "blank": {"number": number, "due_at": iso(due) if due else None}}


def papers_of(entered: Entered) -> list[dict[str, Any]]:
    """Return the ticked papers as a draft has them; one that is only shown says so in its name."""
    return [
        {
            "name": f"{paper.name} ({SHOWN[paper.kind]})" if paper.kind in SHOWN else paper.name,
            **dict(zip(("originals", "certified", "photocopies"), (count or 0 for count in paper.counts), strict=True)),
        }
        for paper in entered.papers
        if paper.ticked
    ]


def is_citizen(kind: str) -> bool:
    """Tell whether this kind of applicant is a person, who was born and has a sex."""
    return kind in ("citizen", NO_PAPERS)


def _person(person: PersonText, kind: str) -> dict[str, Any]:
    citizen = is_citizen(kind)
    data = {
        "kind": "citizen" if citizen else kind,
        "name": person.name,
        "no_papers" if kind == NO_PAPERS else "id_number": person.id_number,
        "birth_date": read_birth(person.birth_date) if citizen else None,
        "sex": person.sex if citizen else None,
        "address": person.address,
        "commune": person.commune,
        "phone": person.phone,
    }
    return {name: value for name, value in data.items() if value}
