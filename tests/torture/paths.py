"""Every path by which the services write, as a function of a module: what a desk must have had before, and the act.

`PATHS` names each with what makes the store ready for it; a test kills the act before each of its statements.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.models import event_rows, journal
from app.rules.acts import Kind
from app.rules.events import Event
from app.rules.vocabulary import Method
from app.services import (
    acts,
    calendar_change,
    cash,
    catalogue,
    drafts,
    handover,
    intake,
    papers,
    prints,
    returning,
)
from app.services.desk import Desk
from app.services.handover import ResultRow
from app.sync import reconcile
from app.workflows import settling
from app.workflows.settling import Side
from tests.services.counter import CITIZEN, SAID, code_of, do, draft

Words = tuple[str, ...]
DAY = date(2026, 11, 23)
OTHER_PHONE = {"changes": {"phone": "0911111111"}}


# -- what was before --------------------------------------------------------------------------------------------------


def nothing(desk: Desk) -> Words:
    return ()


def one(desk: Desk) -> Words:
    return (code_of(desk, fee=15_000),)


def three(desk: Desk) -> Words:
    return tuple(code_of(desk) for _ in range(3))


def gone_out(desk: Desk) -> Words:
    codes = three(desk)
    handover.hand_over(desk, codes, "Tư pháp", "Phạm Văn Ổn")
    return codes


def after(*kinds: Kind) -> Callable[[Desk], Words]:
    """Return what makes one dossier with these acts."""

    def made(desk: Desk) -> Words:
        code = code_of(desk, fee=15_000)
        for kind in kinds:
            do(desk, code, kind, **({"to": {"name": CITIZEN["name"]}} if kind is Kind.RETURNED else {}))
        return (code,)

    return made


def a_draft(desk: Desk) -> Words:
    return (drafts.keep(desk, {"applicant": CITIZEN}),)


def refused(desk: Desk) -> Words:
    """Make a dossier of which the province took the reception and refused a correction."""
    code = code_of(desk)
    dossier = acts.act(desk, code, Kind.CORRECTED, OTHER_PHONE)  # type: ignore[arg-type]
    why = event_rows.Refused("BASE_MOVED", {"fields": ["applicant.phone"], "by": []})
    with desk.store.write() as connection:
        journal.answer(connection, [(dossier.events[0].id, 1, None), (dossier.events[1].id, None, why)])
    return (code,)


def sent(desk: Desk) -> Words:
    """Make two dossiers; their events go along as JSON, as if the province answered for them."""
    dossiers = [acts.act(desk, code_of(desk), Kind.PROCESSING) for _ in range(2)]
    return (json.dumps([event.id for dossier in dossiers for event in dossier.events]),)


def others(desk: Desk) -> Words:
    """Make a dossier here and what another desk did on it, which comes with a pull."""
    dossier = acts.act(desk, code_of(desk), Kind.PROCESSING)
    born, took = dossier.events
    made = Event(
        "01a00000-0000-7000-8000-000000000001", dossier.id, "forwarded", took.at, "Y Niê", 2, took.id, None, "",
        {"unit": "Phòng Tư pháp"},
    )  # fmt: skip
    said = {"dossier": dossier.id, **made.as_json(), "hash": made.expected_hash()}
    return (json.dumps([born.id, took.id]), json.dumps(said))


# -- the acts ---------------------------------------------------------------------------------------------------------


def receive(desk: Desk) -> None:
    intake.receive(desk, drafts.read(draft(fee=8_000, fee_paid=True, request_id="r1")))


def receive_draft(desk: Desk, kept: str) -> None:
    intake.receive(desk, drafts.read(draft()), draft_id=kept)


def refuse(desk: Desk) -> None:
    intake.refuse(desk, drafts.read(draft()), SAID[Kind.REFUSED])


def act(desk: Desk, kind: str, code: str) -> None:
    do(desk, code, Kind(kind), **({"to": {"name": CITIZEN["name"]}} if kind == "returned" else {}))


def correct(desk: Desk, code: str) -> None:
    body = {"changes": {"phone": "0911111111", "name": "Lê Thị Đặng", "copies": 3}}
    acts.act(desk, code, Kind.CORRECTED, body)  # type: ignore[arg-type]


def give_back(desk: Desk, code: str) -> None:
    returning.give_back(
        desk, code, to="Lê Văn Ấm", id_number="066099001234", authorisation="GUQ 12",
        result=returning.MadeHere("12/UBND", "Giấy xác nhận"), collect=Method.TRANSFER,
    )  # fmt: skip


def take_back(desk: Desk, code: str) -> None:
    returning.take_back(desk, code, "trả nhầm")


def hand_over(desk: Desk, *codes: str) -> None:
    handover.hand_over(desk, codes, "Tư pháp", "Phạm Văn Ổn")


def take_results(desk: Desk, *codes: str) -> None:
    handover.take_results(desk, [ResultRow(code, number="3/TP") for code in codes], "Tư pháp", "Phạm Văn Ổn")


def keep_draft(desk: Desk) -> None:
    drafts.keep(desk, {"applicant": CITIZEN}, id_="a draft")


def drop_draft(desk: Desk, kept: str) -> None:
    drafts.drop(desk, kept)


def print_receipt(desk: Desk, code: str) -> None:
    papers.printed(desk, code, "receipt")


def print_closing(desk: Desk) -> None:
    with desk.store.write() as connection:
        prints.count(connection, DAY.isoformat(), "closing", desk.clock())


def count_cash(desk: Desk) -> None:
    cash.keep(desk, DAY, {10_000: 1, 2_000: 2}, note="đủ")


def close_alone(desk: Desk, *_codes: str) -> None:
    reconcile.close_day(desk.store, None, DAY, desk.clock())


def change_calendar(desk: Desk, *_codes: str) -> None:
    """Take in a notice of a day off, which moves the promises of three dossiers."""
    path = desk.store.path.parent / "notice.json"
    rows = [{"date": "2026-11-26", "kind": "off", "basis": "Công điện nghỉ tránh bão"}]
    path.write_text(json.dumps({"entries": rows}, ensure_ascii=False), encoding="utf-8")
    assert calendar_change.import_file(desk, path, apply=True).promises


def change_catalogue(desk: Desk) -> None:
    catalogue.import_file(desk, Path(__file__).parents[1] / "services" / "civil-status-2027.json", apply=True)


def take_theirs(desk: Desk, code: str) -> None:
    settling.take(desk, code, Side.THEIRS)


def take_ours(desk: Desk, code: str) -> None:
    settling.take(desk, code, Side.OURS)


def choose(desk: Desk, code: str) -> None:
    settling.choose(desk, code, {"applicant.phone": Side.OURS})


def take_answers(desk: Desk, events: str) -> None:
    """Store what the province answered, one refusal among it."""
    ids = json.loads(events)
    why = event_rows.Refused("STATE", {"act": "processing", "state": "returned"})
    verdicts: list[tuple[str, int | None, event_rows.Refused | None]] = [
        (id_, n + 1, None) for n, id_ in enumerate(ids)
    ]
    verdicts[-1] = (ids[-1], None, why)
    with desk.store.write() as connection:
        journal.answer(connection, verdicts)


def take_in(desk: Desk, ours: str, theirs: str) -> None:
    """Store what a pull brought."""
    event = Event(**json.loads(theirs))
    with desk.store.write() as connection:
        journal.answer(connection, [(id_, n + 1, None) for n, id_ in enumerate(json.loads(ours))])
        journal.accept(connection, [(3, event)])


_STATES: dict[Kind, tuple[Kind, ...]] = {
    Kind.ARRIVED: (Kind.FORWARDED,),
    Kind.SUPPLEMENTED: (Kind.SUPPLEMENT_REQUESTED,),
    Kind.PAID: (Kind.PAYMENT_REQUESTED,),
    Kind.RETURNED: (Kind.RESULT_READY,),
}
PATHS: dict[str, tuple[Callable[[Desk], Words], Callable[..., None], Words]] = {
    "receive": (nothing, receive, ()),
    "receive a kept draft": (a_draft, receive_draft, ()),
    "refuse at the door": (nothing, refuse, ()),
    **{
        kind.value: (after(*_STATES.get(kind, ())), act, (kind.value,))
        for kind in Kind
        if kind not in (Kind.RECEIVED, Kind.CORRECTED)
    },
    "correct": (one, correct, ()),
    "give back": (one, give_back, ()),
    "take back": (after(Kind.RESULT_READY, Kind.RETURNED), take_back, ()),
    "hand over": (three, hand_over, ()),
    "take results": (gone_out, take_results, ()),
    "keep a draft": (nothing, keep_draft, ()),
    "drop a draft": (a_draft, drop_draft, ()),
    "print a receipt": (one, print_receipt, ()),
    "print a closing": (nothing, print_closing, ()),
    "count the drawer": (nothing, count_cash, ()),
    "close alone": (three, close_alone, ()),
    "change the calendar": (three, change_calendar, ()),
    "change the catalogue": (nothing, change_catalogue, ()),
    "settle: theirs": (refused, take_theirs, ()),
    "settle: ours": (refused, take_ours, ()),
    "settle: choose": (refused, choose, ()),
    "store answers": (sent, take_answers, ()),
    "take in": (others, take_in, ()),
}
"""By name: what was before (it returns words), the act, and the words it is called with before those."""
