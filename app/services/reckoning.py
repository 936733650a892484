"""Deadlines on their own, for scripts and for a citizen who asks; and the promise of a procedure without a term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.errors import UserError
from app.rules.calendar import WorkingTime, calendar_from_rows, schedule_from_mapping
from app.rules.catalogue import Procedure
from app.rules.clock import iso, parse_date, parse_moment
from app.rules.deadline import Due, due
from app.rules.term_words import Reading, read_term
from app.rules.terms import parse_term

_BY_OFFICER = "Thủ tục không có thời hạn trong danh mục; ngày hẹn do cán bộ tiếp nhận ghi."


def promised(
    procedure: Procedure,
    case: str | None,
    at: datetime,
    said: str | None,
    working: WorkingTime,
    *,
    refused: bool = False,
) -> Due:
    """Return the promise of a reception at `at`: by the term, or where there is none as the officer `said`.

    A refusal promises nothing: without a term its due moment is its own. Raises UserError DUE_NEEDED (name),
    DUE_BY_TERM (term: it decides), DUE_BEFORE_RECEIVED (received), and what `moment_of` and `rules.deadline.due` raise.
    """
    term = procedure.term_for(case)
    if term:
        if said is not None:
            raise UserError("DUE_BY_TERM", field="due_at", term=term)
        return due(at, parse_term(term), working)
    if said is None and not refused:
        raise UserError("DUE_NEEDED", field="due_at", name=procedure.name)
    moment = moment_of(said, "due_at", working) if said is not None else at
    if moment < at.replace(second=0, microsecond=0):
        raise UserError("DUE_BEFORE_RECEIVED", field="due_at", received=at)
    return Due(moment, _BY_OFFICER, (), unsure=False)


def moment_of(said: str, field: str, working: WorkingTime) -> datetime:
    """Return the moment of a promise; a bare date is the end of that day's work, or of the next working day's.

    Raises UserError TIME_FORMAT, DATE_FORMAT, NO_WORKING_DAY.
    """
    if "T" in said or " " in said.strip():
        return parse_moment(said, field)
    day = parse_date(said, field)
    day = day if working.is_working_day(day) else working.next_working_day(day)
    return working.sessions(day)[-1][1]


def answer(received: str, term: str, pauses: Sequence[Sequence[str]], working: WorkingTime) -> dict[str, Any]:
    """Return the answer of `motcua deadline --json`: due, explanation, skipped days, the term as read and its rest.

    Raises UserError TIME_FORMAT, PAUSE_FORMAT, TERM_NONE (text: it sets no length) and what `rules.terms` and
    `rules.deadline` raise.
    """
    spans = []
    for pause in pauses:
        if len(pause) != 2:
            raise UserError("PAUSE_FORMAT", field="pauses", text="/".join(pause))
        spans.append((parse_moment(pause[0], "pauses"), parse_moment(pause[1], "pauses")))
    read = _read(term)
    found = due(parse_moment(received, "received"), read.term or parse_term(term), working, spans)
    return {
        "due": iso(found.at),
        "explanation": found.explanation,
        "skipped": [{"date": one.date.isoformat(), "reason": one.reason} for one in found.skipped],
        "unsure": found.unsure,
        "term": str(read.term),
        "note": read.note or None,
    }


def _read(text: object) -> Reading:
    """Read a term as it may come: in a decree's words, as no length at all, or as no text."""
    read = read_term(text) if isinstance(text, str) and text.strip() else Reading(None, understood=False)
    if read.term is None and read.understood:
        raise UserError("TERM_NONE", field="term", text=text)
    return read


def answer_line(data: Any, here: WorkingTime) -> dict[str, Any]:
    """Answer one line of `motcua deadline --lines`; null sessions or calendar mean the centre's own.

    Raises UserError as `answer` does, and BODY_FIELD for a line that is no such object.
    """
    if not isinstance(data, dict):
        raise UserError("BODY_FIELD", field="line")
    schedule, calendar = data.get("sessions"), data.get("calendar")
    working = here
    if schedule is not None or calendar is not None:
        working = WorkingTime(
            here.schedule if schedule is None else schedule_from_mapping(schedule),
            here.calendar if calendar is None else calendar_from_rows(calendar),
        )
    pauses = data.get("pauses") or []
    if not isinstance(pauses, list) or not all(isinstance(pause, list) for pause in pauses):
        raise UserError("BODY_FIELD", field="pauses")
    return answer(data.get("received", ""), data.get("term", ""), pauses, working)
