"""Invented citizens and their dossiers, for practice, trials and benchmarks; never among real ones.

Names, numbers, phones and papers follow the shapes of DOMAIN §6 and are drawn from a seeded generator, so that the
same seed gives the same people. A store that was empty becomes a practice store by this, and all its papers say so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.errors import UserError
from app.models import journal, setting
from app.models.journal import Entry
from app.models.setting import CentreRecord
from app.rules.calendar import WorkingTime
from app.rules.catalogue import Procedure
from app.rules.clock import VN, iso, parse_moment
from app.rules.deadline import Due, due
from app.rules.events import Kind, new_id
from app.rules.fees import fee_for
from app.rules.numbering import Lease, dossier_code
from app.rules.terms import parse_term
from app.services.catalogue import in_force_on
from app.services.desk import Desk

BATCH = 2000
"""Dossiers written in one transaction: large enough to be quick, small enough to stop soon."""
DAILY = 250
"""Dossiers a day of a busy commune; a larger trial crowds a year with more."""

FAMILY = (("Nguyễn", 38), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Hoàng", 5), ("Huỳnh", 4), ("Phan", 4), ("Vũ", 3),
          ("Võ", 3), ("Đặng", 3), ("Bùi", 2), ("Đỗ", 2), ("Hồ", 2), ("Ngô", 1), ("Dương", 1), ("Lý", 1), ("Nông", 1),
          ("Lò", 1), ("Y", 1), ("Đinh", 1))  # fmt: skip
MIDDLE = {
    "female": ("Thị", "Thị Mỹ", "Thị Thu", "Ngọc", "Thị Hồng", "Kim", "Thị Ngọc"),
    "male": ("Văn", "Đức", "Quốc", "Hữu", "Minh", "Công", "Đình"),
}
GIVEN = {
    "female": ("Hương", "Hường", "Đặng", "Lan", "Ngưỡng", "Trâm", "Tuyết", "Ấm", "Dung", "Hạnh", "Loan", "Ngân",
               "Phượng", "Quỳnh", "Thảo", "Uyên", "Vân", "Xuân", "Yến", "Nữ"),
    "male": ("Thịnh", "Khoát", "Huỳnh", "Hưởng", "Thuở", "Bhăm", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Khoa", "Long",
             "Nam", "Phong", "Quân", "Sơn", "Tuấn", "Việt", "Niê"),
}  # fmt: skip
PLACES = ("Thôn 1", "Thôn 4", "Tổ dân phố 6", "Buôn Kô Tam", "Xóm Đình", "Khu phố 3", "Ấp Bình Hòa")


def generate(desk: Desk, count: int, *, seed: int = 1, start: date, daily: int = DAILY) -> int:
    """Add `count` invented dossiers received from `start` on, with results and returns where time has passed.

    `daily` is how many a working day has; more when they would not fit into a year.

    Raises UserError PRACTICE_ONLY when the store holds real dossiers.
    """
    source = random.Random(seed)
    with desk.store.write() as connection:
        centre = _practice_only(connection)
        setting.put_centre(connection, centre)
    desk.changed()
    made = 0
    # A trial may begin before the catalogue does.
    versions = in_force_on(desk, start) or in_force_on(desk, desk.clock().date())
    procedures = [one for one in versions if not one.guidance_only]
    with desk.store.read() as connection:
        working = desk.working(connection)
    days = _days(working, start, count, daily, Lease(centre.first, centre.last))
    promises: dict[tuple[str, datetime], Due] = {}
    pending: list[tuple[date, int]] = []
    for day, number in days:
        pending += [(day, each) for each in range(number)]
        while len(pending) >= BATCH or (pending and made + len(pending) >= count):
            part, pending = pending[:BATCH], pending[BATCH:]
            with desk.store.write() as connection:
                numbers = _Numbers(connection)
                made_up = _entries(numbers, centre, working, procedures, part, source, promises, desk.clock())
                journal.write_many(connection, centre.author(), made_up)
                numbers.keep()
                # Their citizens went home with a receipt: the board must show what is really not printed.
                connection.execute(text("UPDATE dossier SET printed = 1 WHERE printed = 0"))
            made += len(part)
    return made


def _practice_only(connection: Connection) -> CentreRecord:
    centre = setting.centre(connection)
    if centre.kind != "practice" and connection.execute(text("SELECT 1 FROM dossier LIMIT 1")).scalar():
        raise UserError("PRACTICE_ONLY")
    return replace(centre, kind="practice")


def _days(working: WorkingTime, start: date, count: int, daily: int, lease: Lease) -> Iterator[tuple[date, int]]:
    """Spread the dossiers over working days: a busy commune's day, or as much as fits them into one year."""
    daily = min(max(daily, -(-count // 250)), lease.last - lease.first + 1)
    day = start if working.is_working_day(start) else working.next_working_day(start)
    while count > 0:
        number = min(daily, count)
        yield day, number
        count -= number
        day = working.next_working_day(day)


class _Numbers:
    """The counters of one batch, read and kept once each: asking for every dossier would be most of the work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[str, int] = {}

    def take(self, name: str, lease: Lease | None = None) -> int:
        """Take the next number under a name, of a lease or without end."""
        last = self._last.get(name) or journal.last_number(self._connection, name)
        self._last[name] = lease.next_after(last) if lease else (last or 0) + 1
        return self._last[name]

    def keep(self) -> None:
        """Remember what was taken, in the transaction that uses it."""
        for name, number in self._last.items():
            journal.keep_number(self._connection, name, number)


def _entries(
    numbers: _Numbers,
    centre: CentreRecord,
    working: WorkingTime,
    procedures: list[Procedure],
    part: list[tuple[date, int]],
    source: random.Random,
    promises: dict[tuple[str, datetime], Due],
    now: datetime,
) -> Iterator[Entry]:
    lease = Lease(centre.first, centre.last)
    for day, place in part:
        number = numbers.take(journal.codes_of(day), lease)
        entry = numbers.take(journal.book_of(day.year))
        # Counter hours, spread over the day in the order of the numbers, on five-minute marks.
        at = datetime.combine(day, time(7, 30), VN) + timedelta(minutes=5 * (place * 100 // 260 % 100))
        procedure = source.choice(procedures)
        key = (procedure.term, at)
        if key not in promises:
            promises[key] = due(at, parse_term(procedure.term), working)
        body = _body(centre, procedure, at, promises[key], source)
        body["code"] = dossier_code(centre.agency, day, number)
        body["register"] = {"book": f"{centre.desk:02d}-{day:%Y}", "number": entry}
        yield Entry(Kind.RECEIVED, body["dossier"], iso(at), body)
        yield from _later(body, working, now, source)


def _later(body: dict[str, Any], working: WorkingTime, now: datetime, source: random.Random) -> Iterator[Entry]:
    """Give most dossiers whose promise has passed their result, a few of them late, and most of those a return."""
    ready = parse_moment(body["due_at"]) - timedelta(minutes=source.randint(-40, 200))
    received = parse_moment(body["received_at"])
    ready = working.next_working_moment(max(ready, received + timedelta(minutes=5)))
    if ready >= now or source.random() < 0.04:
        yield from _under_way(body, received, now, source)
        return
    number = f"{source.randint(1, 999)}/UBND"
    yield Entry(Kind.RESULT_READY, body["dossier"], iso(ready), {"number": number, "abstract": body["summary"]})
    home = working.next_working_moment(ready + timedelta(minutes=source.randint(10, 3000)))
    if home < now and source.random() < 0.93:
        receiver = {"name": body["applicant"]["name"], "id_number": body["applicant"]["id_number"], "phone": None,
                    "authorisation": None}  # fmt: skip
        yield Entry(Kind.RETURNED, body["dossier"], iso(home), {"to": receiver})


def _under_way(body: dict[str, Any], received: datetime, now: datetime, source: random.Random) -> Iterator[Entry]:
    """Send most open dossiers to the unit that decides; a few of them wait for a paper."""
    sent = received + timedelta(minutes=source.randint(20, 90))
    if sent >= now or source.random() < 0.3:
        return
    yield Entry(Kind.FORWARDED, body["dossier"], iso(sent), {"unit": body["unit"]})
    asked = sent + timedelta(hours=source.randint(20, 30))
    if asked < now and source.random() < 0.15:
        reason = "Thiếu bản chính giấy tờ kèm theo tờ khai."
        yield Entry(Kind.SUPPLEMENT_REQUESTED, body["dossier"], iso(asked), {"reason": reason})


def _body(
    centre: CentreRecord, procedure: Procedure, at: datetime, promised: Due, source: random.Random
) -> dict[str, Any]:
    person = citizen(source, centre.place)
    fee = fee_for(procedure.fee, channel="counter", filed_on=at.date()).amount
    return {
        "dossier": new_id(),
        "procedure": {"code": procedure.code, "name": procedure.name, "version": procedure.version},
        "case": None,
        "term": procedure.term,
        "field": procedure.field,
        "unit": procedure.unit,
        "channel": "counter",
        "deliver": source.choice(("counter", "counter", "counter", "post")),
        "received_at": iso(at),
        "received_by": centre.officer,
        "due_at": iso(promised.at),
        "due_reason": promised.explanation,
        "applicant": person,
        "owner": None,
        "authorised_by": None,
        "summary": procedure.name,
        "copies": 1,
        "components": [
            {"name": one.name, "originals": one.originals, "certified": one.certified,
             "photocopies": one.photocopies, "files": []}
            for one in procedure.components
            if one.required and one.kind == "submit"
        ],
        "fee": fee,
        "fee_paid": bool(fee),
        "note": None,
        "request_id": None,
    }  # fmt: skip


def citizen(source: random.Random, place: str) -> dict[str, Any]:
    """Invent a citizen: nobody real, but with a number that fits the birth date and sex."""
    sex = source.choice(("female", "male"))
    family = source.choices([name for name, _ in FAMILY], [weight for _, weight in FAMILY])[0]
    born = date(source.randint(1945, 2007), source.randint(1, 12), source.randint(1, 28))
    century = (0 if born.year < 2000 else 2) + (sex == "female")
    return {
        "kind": "citizen",
        "name": f"{family} {source.choice(MIDDLE[sex])} {source.choice(GIVEN[sex])}",
        "id_number": f"066{century}{born:%y}{source.randint(0, 999999):06d}",
        "birth_date": born.isoformat(),
        "sex": sex,
        "address": f"{source.choice(PLACES)}, {place}",
        "commune": None,
        "phone": f"09{source.randint(0, 99999999):08d}",
        "email": None,
    }
