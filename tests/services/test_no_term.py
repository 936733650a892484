"""A procedure without a term: the officer gives the day, and nothing reckons it anew behind her back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.errors import UserError
from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.states import State
from app.services import blanks, calendar_change, catalogue, drafts, finding, intake, papers
from app.services.centre import put_procedures
from app.services.desk import Desk
from app.services.intake import promise
from tests.services.counter import Clock, code_of, do, draft, receive

CODE = "1.004873"
"""Monday 23/11/2026, 08:15; Tuesday is a holiday."""


@pytest.fixture(autouse=True)
def without_term(desk: Desk) -> None:
    """Take the term from the procedure the drafts name, and leave its words."""
    (one,) = (one for one in catalogue.in_force_on(desk, date(2026, 11, 23)) if one.code == CODE)
    with desk.store.write() as connection:
        put_procedures(connection, (replace(one, term="", term_note="Theo mùa", cases=()),))
    desk.changed()


def refused(desk: Desk, **fields: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        receive(desk, **fields)
    assert finding.find(desk, "") == [], "nothing was written"
    return caught.value


def due_of(desk: Desk, code: str) -> str:
    return iso(finding.dossier(desk, code).due_at)[:16]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-11-27", "2026-11-27T17:00"),
        ("2026-11-24", "2026-11-25T17:00"),  # a holiday: the next working day
        ("2026-11-28", "2026-11-30T17:00"),
        ("2026-11-27T10:30:00+07:00", "2026-11-27T10:30"),
        ("2026-11-23", "2026-11-23T17:00"),
    ],
)
def test_the_promise_is_the_day_the_officer_gives(desk: Desk, said: str, due: str) -> None:
    dossier = receive(desk, due_at=said).dossier
    assert (due_of(desk, dossier.code), dossier.term) == (due, "")
    assert "cán bộ tiếp nhận" in dossier.due_reason
    assert iso(promise(desk, CODE, due_at=said).due.at)[:16] == due


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "DUE_NEEDED"),
        ({"due_at": " "}, "DUE_NEEDED"),
        ({"due_at": "2026-11-20"}, "DUE_BEFORE_RECEIVED"),
        ({"due_at": "mai"}, "DATE_FORMAT"),
        ({"due_at": "2026-11-27T99:00"}, "TIME_FORMAT"),
        ({"procedure": "2.000815", "due_at": "2026-11-27"}, "DUE_BY_TERM"),
    ],
)
def test_no_day_a_wrong_one_and_one_that_is_not_asked_are_refused_at_its_field(
    desk: Desk, fields: dict[str, Any], code: str
) -> None:
    problem = refused(desk, **fields)
    assert (problem.code, problem.field) == (code, "due_at")


def test_a_refusal_at_the_door_promises_nothing_and_asks_for_no_day(desk: Desk, clock: Clock) -> None:
    given = drafts.read(draft({"id_number": None}))
    assert intake.imagined(desk, given, {"reason": "Thiếu giấy."}).due_at == clock.at
    dossier = intake.refuse(desk, given, {"reason": "Thiếu giấy."}).dossier
    assert (dossier.state, dossier.due_at) == (State.REFUSED, clock.at)
    with pytest.raises(UserError, match="DUE_NEEDED"):
        intake.imagined(desk, given)


def test_a_sheet_written_by_pen_has_the_day_on_it(desk: Desk, clock: Clock) -> None:
    blanks.print_ahead(desk, 5)
    clock.ahead(hours=6)
    sheet = {"number": 950, "due_at": "2026-11-27T16:00:00+07:00"}
    dossier = receive(desk, received_at="2026-11-23T09:00:00+07:00", blank=sheet).dossier
    assert due_of(desk, dossier.code) == "2026-11-27T16:00"


def test_a_pause_is_added_to_the_day_as_working_time(desk: Desk, clock: Clock) -> None:
    code = code_of(desk, due_at="2026-11-27T10:00:00+07:00")
    clock.ahead(hours=1)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    clock.ahead(hours=1)
    do(desk, code, Kind.SUPPLEMENTED)
    assert due_of(desk, code) == "2026-11-27T11:00"


@pytest.mark.parametrize(("off", "due"), [("2026-11-26", "2026-11-27T10:00"), ("2026-11-27", "2026-11-30T10:00")])
def test_a_notice_of_holidays_moves_it_only_off_its_own_day(desk: Desk, tmp_path: Path, off: str, due: str) -> None:
    code = code_of(desk, due_at="2026-11-27T10:00:00+07:00")
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"date": off, "kind": "off", "basis": "Bão"}]))
    calendar_change.import_file(desk, path, apply=True)
    assert due_of(desk, code) == due


def test_the_receipt_says_that_there_is_no_term(desk: Desk) -> None:
    code = code_of(desk, due_at="2026-11-27")
    said = "\n".join(
        leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(papers.render(desk, code, "receipt"))).pages
    )
    assert "không có thời hạn trong danh mục" in " ".join(said.split())
    assert "27 tháng 11" in " ".join(said.split())
