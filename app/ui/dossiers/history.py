"""What happened to a dossier, said to an officer: one entry an event, the newest first, nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app import words
from app.rules.acts import LAWS, Kind, known_kind
from app.rules.birth import write_birth
from app.rules.body import WORDS, moment_in, object_in, text_in
from app.rules.clock import parse_moment
from app.rules.events import Body, Event
from app.rules.fees import format_dong
from app.rules.identity import format_phone
from app.rules.vocabulary import CHANNELS, DELIVERIES, METHODS, Sync
from app.services.finding import Step
from app.ui.dossiers.counts import differences
from app.ui.kit.marks import Mark
from app.ui.kit.timeline import Entry
from app.ui.state_marks import mark_of, sync_mark

_MARKS = {Kind.RECEIVED: Mark.RECEIVED, Kind.CORRECTED: Mark.CHANGED, Kind.EXTENDED: Mark.DUE}
"""The marks of acts that lead to no state of their own; where none is set the dossier's work went on."""
_VALUES = {
    "male": "nam", "female": "nữ", True: "có", False: "không", None: "để trống", "": "để trống",
}  # fmt: skip
_VOCABULARIES = {"channel": CHANNELS, "deliver": DELIVERIES, "returned_to.via": DELIVERIES}
_TAKEN_BACK = "Trả nhầm, hồ sơ lại chờ trả"
_DROPPED = "Ghi nhầm kết quả, đã bỏ"
_TAKEN, _GIVEN_BACK = "Thu phí", "Hoàn phí"
_BY_PROVINCE = "Tỉnh"
_UPDATE = "Cập nhật chương trình rồi làm tiếp."


def entries(steps: Sequence[Step], today: date) -> list[Entry]:
    """Return the timeline of a dossier's history, which comes newest first."""
    rounds = sum(step.event.kind == Kind.SUPPLEMENT_REQUESTED for step in steps)
    shown = []
    for step in steps:
        event: Event = step.event
        what, why = _said(event, rounds)
        if event.kind == Kind.SUPPLEMENT_REQUESTED:
            rounds -= 1
        if step.reason:
            refusal = words.say(str(step.reason.code), step.reason.facts)
            why = f"{why}\n{refusal}".strip()
        shown.append(
            Entry(
                Mark.ATTENTION if step.sync == "parked" else _mark(event.kind),
                what,
                moment_words(parse_moment(event.at), today),
                f"{event.officer}, Quầy {event.desk}" if event.desk else event.officer or _BY_PROVINCE,
                sync_mark(step.sync),
                words.SYNC[step.sync],
                why,
            )
        )
    return shown


def moment_words(moment: datetime, today: date) -> str:
    """Return "09:36 hôm nay", "15:10 20/11", or with the year when it is another one."""
    if moment.date() == today:
        return f"{moment:%H:%M} hôm nay"
    return f"{moment:%H:%M %d/%m}" if moment.year == today.year else f"{moment:%H:%M %d/%m/%Y}"


def _mark(name: str) -> Mark:
    kind = known_kind(name)
    if kind is None:
        return sync_mark(Sync.ASIDE)
    law = LAWS.get(kind)
    return mark_of(law.leads_to) if law and law.leads_to else _MARKS.get(kind, Mark.PROCESSING)


def _said(event: Event, rounds: int) -> tuple[str, str]:
    """Return what an event is called and what its body says."""
    kind, body = known_kind(event.kind), event.body
    word = words.act_word(event.kind)
    if kind is None:
        return word, _UPDATE  # what a newer program means by its words is not guessed
    reason = str(body.get("reason") or "")
    if kind is Kind.RECEIVED:
        return f"{word}, hẹn trả {parse_moment(body.get('due_at') or ''):%d/%m/%Y}", str(body.get("note") or "")
    if kind is Kind.CORRECTED:
        return _correction(body, reason)
    if kind is Kind.SUPPLEMENT_REQUESTED:
        return f"{word}, lần {rounds}", "\n".join([*_items(body), reason] if reason else _items(body))
    if kind is Kind.PAID:
        return _payment(body, reason)
    if kind is Kind.PAYMENT_REQUESTED and (amount := body.get("amount")):
        return f"{word} {format_dong(amount)} đồng", reason
    if kind is Kind.EXTENDED and (due := body.get("due_at")):
        return f"{word} đến {parse_moment(due):%d/%m/%Y}", reason
    if kind is Kind.RETURNED:
        name = text_in(object_in(body, "to"), "name")
        return f"{word} cho {name}" if name else word, reason
    if kind is Kind.ARRIVED and (got := moment_in(body, "at")):
        word = f"{word} lúc {got:%H:%M %d/%m/%Y}"
    given: Mapping[str, object] = body
    told = [str(given[name]) for name in WORDS if given.get(name)]
    return word, ". ".join(part.rstrip(".") for part in told)


def _items(body: Body) -> list[str]:
    """Say what was asked for, one a line; a script may say it with a note beside each."""
    items = body.get("items")
    rows = items if isinstance(items, list) else []
    told = [(row.get("name"), row.get("note")) if isinstance(row, dict) else (row,) for row in rows]
    return ["- " + ": ".join(str(part) for part in parts if part) for parts in told]


def _payment(body: Body, reason: str) -> tuple[str, str]:
    """Say money taken, or given back, how, and by which fee receipt."""
    amount, method = body.get("amount"), METHODS.get(str(body.get("method")), "")
    word = _GIVEN_BACK if isinstance(amount, int) and amount < 0 else _TAKEN
    money = f" {format_dong(abs(amount))} đồng" if isinstance(amount, int) else ""
    receipt = " ".join(filter(None, (body.get("series"), body.get("number"))))
    told = [method, f"biên lai {receipt}" if receipt else "", str(body.get("note") or ""), reason]
    return f"{word}{money}", ", ".join(part for part in told if part)


def _correction(body: Body, reason: str) -> tuple[str, str]:
    changes, was = body.get("changes", {}), object_in(body, "was")
    if "returned_at" in changes:
        return _TAKEN_BACK, reason
    if changes.get("result", changes) is None:
        return _DROPPED, reason
    told = {path: value for path, value in changes.items() if not _follows(path, changes)}
    lines = [line for path, value in told.items() for line in _change(path, was.get(path), value)]
    what = f"Sửa {words.field_word(next(iter(told)))}" if len(told) == 1 else f"Sửa {len(told)} chỗ"
    return what, "\n".join([*lines, f"Lý do: {reason}"] if reason else lines)


def _follows(path: str, changes: dict[str, Any]) -> bool:
    """Tell whether a change only follows from another: a promise's sentence, the commune of an address."""
    head = path.removesuffix(".commune")
    return (path == "due_reason" and "due_at" in changes) or (head != path and f"{head}.address" in changes)


def _change(path: str, old: object, new: object) -> list[str]:
    if path == "components" and isinstance(old, list) and isinstance(new, list):
        return differences(old, new)
    if isinstance(old, dict) or isinstance(new, dict):
        return [f"{words.field_word(path)}: {value_words(path, old)} sửa thành {value_words(path, new)}"]
    return [f"{value_words(path, old)} sửa thành {value_words(path, new)}"]


def value_words(path: str, value: object) -> str:
    """Return a value of a dossier's record as an officer reads it."""
    if path == "fee" and isinstance(value, int):
        return f"{format_dong(value)} đồng"
    if path.endswith("birth_date") and isinstance(value, str):
        return write_birth(value)
    if path.endswith("_at") and isinstance(value, str):
        moment = moment_in({path: value}, path)
        if moment:
            return f"{moment:%H:%M %d/%m/%Y}"
    if path.endswith("phone") and isinstance(value, str) and value:
        return format_phone(value)
    if path == "state":
        return words.STATES.get(str(value), str(value))
    if path in _VOCABULARIES and isinstance(value, str):
        return _VOCABULARIES[path].get(value, value)
    if isinstance(value, str | bool) or value is None:
        return _VALUES.get(value, str(value))
    if isinstance(value, list):
        return f"{len(value)} giấy tờ"
    if isinstance(value, dict):
        return str(value.get("name") or value.get("number") or value.get("body") or "có")
    return str(value)
