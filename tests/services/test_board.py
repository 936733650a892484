"""The board of a centre of two desks: what is the centre's, what each desk's own, and what counts at all."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text

from app.models import event_rows, journal
from app.rules.acts import Kind
from app.rules.clock import VN, iso
from app.rules.closing import DayClosing, Side, write_closing
from app.rules.events import Body
from app.services import board, care, closing, finding, papers
from app.services.acts import act
from app.services.desk import Desk
from tests.services.counter import CITIZEN, Clock, code_of, sitting_at

TODAY = date(2026, 11, 23)
TO: Body = {"to": {"name": CITIZEN["name"]}}


def refuse(desk: Desk, code: str) -> None:
    """Let the province refuse the newest event of a dossier."""
    with desk.store.write() as connection:
        event = finding.dossier(desk, code).events[-1].id
        journal.answer(connection, [(event, None, event_rows.Refused("STATE", {}))])


def codes(desk: Desk, name: str) -> list[str]:
    return [hit.code for hit in board.hits(desk, name)]


def test_what_asks_for_somebody_is_the_centres_and_what_was_not_printed_each_desks_own(desk: Desk) -> None:
    ours = code_of(desk)
    with sitting_at(desk, 2):
        theirs = code_of(desk)
        act(desk, theirs, Kind.RESULT_READY)
    assert codes(desk, "ready") == [theirs]
    assert codes(desk, "unprinted") == [ours]
    assert board.board(desk).counts["unprinted"] == 1
    assert [hit.code for hit in closing.day(desk, TODAY).unprinted] == [ours]
    papers.printed(desk, ours, "receipt")
    assert {check.name: check.ok for check in care.doctor(desk)}["receipts"]


def test_a_voided_dossier_is_not_waiting_for_its_paper(desk: Desk) -> None:
    act(desk, code_of(desk), Kind.VOIDED, {"reason": "nhập nhầm"})
    assert codes(desk, "unprinted") == []
    assert closing.day(desk, TODAY).unprinted == ()
    assert {check.name: check.ok for check in care.doctor(desk)}["receipts"]


def test_each_desk_of_the_day_is_there_with_what_it_did(desk: Desk) -> None:
    code_of(desk, fee=15_000, fee_paid=True)
    with sitting_at(desk, 3):
        theirs = code_of(desk, fee=8_000, fee_paid=True)
        act(desk, theirs, Kind.RESULT_READY)
        act(desk, theirs, Kind.RETURNED, TO)
    with sitting_at(desk, 0):
        code_of(desk)
    days = [(one.desk, one.received, one.returned, one.collected) for one in board.board(desk).desks]
    # What the province itself does is no desk's day.
    assert days == [(1, 1, 0, 15_000), (3, 1, 1, 8_000)]


def test_an_act_the_province_refused_is_no_work_of_the_day(desk: Desk) -> None:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY)
    act(desk, code, Kind.RETURNED, TO)
    refuse(desk, code)
    (own,) = board.board(desk).desks
    assert (own.received, own.returned) == (1, 0)
    with desk.store.write() as connection:
        journal.settle(connection, finding.dossier(desk, code).id)
    (own,) = board.board(desk).desks
    assert (own.received, own.returned) == (1, 0)


def test_a_day_off_is_told_a_week_before_and_not_on_the_day(desk: Desk, clock: Clock) -> None:
    told = []
    for day in range(15, 25):
        clock.at = clock.at.replace(day=day)
        notice = board.board(desk).notice
        told.append(bool(notice and "24/11" in notice))
    assert told == [False, False, *[True] * 7, False]


def test_a_closing_is_not_outdated_by_what_another_desk_did(desk: Desk) -> None:
    code_of(desk)
    at = datetime(2026, 11, 23, 17, tzinfo=VN)
    both = Side(1, 1, "aa")
    signed = write_closing(DayClosing(TODAY, both, both, True, (), "c2lnbmVk", at, "done"))
    with desk.store.write() as connection:
        connection.execute(
            text("INSERT INTO closing(date, at, last_event, signed, data) VALUES ('2026-11-23', :at, 1, 1, :data)"),
            {"at": iso(at), "data": signed},
        )
    with sitting_at(desk, 2):
        theirs = code_of(desk)
    assert not closing.day(desk, TODAY).outdated
    act(desk, theirs, Kind.FORWARDED)
    assert closing.day(desk, TODAY).outdated


def test_every_way_a_dossier_ends_without_a_result_is_counted_as_ended(desk: Desk) -> None:
    for kind in (Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.VOIDED):
        act(desk, code_of(desk), kind, {"reason": "thử"})
    assert closing.day(desk, TODAY).count.ended == 4
