"""A second deadline engine, written from the rules' words by counting minutes, and random cases to hold the two to.

A centre is an array of the minutes of 2024–2029, true where it is at work; every rule is a question to that array:
the next minute at work, the n-th minute at work, how many lie between. Nothing here is taken from `app.rules`: the
two engines share only the data of a case, in the shape of a line of `motcua deadline --lines`, so that a case on which
they differ can be given to the command line as it is printed.

Sessions begin and end on whole minutes, so a minute is at work or it is not; the seconds of a receipt are carried as
the part of its minute that is gone.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

SHIPPED = Path(__file__).parents[2] / "resources" / "calendars" / "vn-2025-2027.json"
FIRST, END = date(2024, 1, 1), date(2030, 1, 1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HANOI = timezone(timedelta(hours=7))
MIDNIGHT = datetime.combine(FIRST, time(), HANOI)
DAY = 24 * 60
CUT_OFF = 15 * 60 * 60

UNITS = (
    "ngày làm việc", "ngày làm việc", "rưỡi ngày làm việc", "ngày", "rưỡi ngày", "tháng", "giờ làm việc",
    "giờ làm việc", "phút", "trong ngày", "trong ngày",
)  # fmt: skip
Sessions = dict[str, list[list[str]]]
Rows = list[dict[str, Any]]


def minute_of(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class Minutes:
    """The minutes of one centre; moments are whole seconds since the midnight that 2024 began with."""

    def __init__(self, sessions: Sessions, calendar: Rows) -> None:
        marks = {row["date"]: row for row in calendar}
        shapes = {key: self._shape(sessions.get(key) or []) for key in WEEK}
        self.at_work = np.zeros((END - FIRST).days * DAY, dtype=bool)
        for number in range((END - FIRST).days):
            day = FIRST + timedelta(days=number)
            shape, mark = shapes[WEEK[day.weekday()]], marks.get(day.isoformat())
            if mark is not None and mark["kind"] == "working" and (day.weekday() > 4 or not shape.any()):
                stands_for = [shapes[replaced(mark["basis"], day)], shapes["fri"], shape]
                shape = next((one for one in stands_for if one.any()), shape)
            if mark is None or mark["kind"] != "off":
                self.at_work[number * DAY : (number + 1) * DAY] = shape
        self.worked = np.concatenate(([0], np.cumsum(self.at_work, dtype=np.int64)))
        self.places = np.flatnonzero(self.at_work)

    @staticmethod
    def _shape(pairs: list[list[str]]) -> Any:
        shape = np.zeros(DAY, dtype=bool)
        for opens, closes in pairs:
            shape[minute_of(opens) : minute_of(closes)] = True
        return shape

    def open_on(self, day: int) -> bool:
        return bool(self.worked[(day + 1) * DAY] > self.worked[day * DAY])

    def open_day_after(self, day: int) -> int:
        day += 1
        while not self.open_on(day):
            day += 1
        return day

    def last_end(self, day: int) -> int:
        """Return the end of the day's last minute at work."""
        return (int(self.places[self.worked[(day + 1) * DAY] - 1]) + 1) * 60

    def forward(self, moment: int) -> int:
        """Return the moment itself within a minute at work, else the beginning of the next such minute."""
        minute = moment // 60
        return moment if self.at_work[minute] else int(self.places[self.worked[minute]]) * 60

    def done_by(self, moment: int) -> int:
        """Return how many seconds of work lie before a moment."""
        minute, gone = divmod(moment, 60)
        return int(self.worked[minute]) * 60 + (gone if self.at_work[minute] else 0)

    def add(self, moment: int, seconds: int) -> int:
        """Return the first moment by which so many more seconds were worked."""
        if seconds == 0:
            return moment
        minute, rest = divmod(self.done_by(moment) + seconds - 1, 60)
        return int(self.places[minute]) * 60 + rest + 1

    def settled(self, moment: int) -> int:
        """Return where a moment ends up: off a day off at the same clock, then to a minute at work or its very end."""
        if not self.open_on(moment // (DAY * 60)):
            moment = self.open_day_after(moment // (DAY * 60)) * DAY * 60 + moment % (DAY * 60)
        at_an_end = moment % 60 == 0 and bool(self.at_work[moment // 60 - 1])
        return moment if at_an_end else self.forward(moment)

    def paused(self, received: int, pauses: Sequence[tuple[int, int]], on_the_calendar: bool) -> int:
        """Return how long the clock stood still after the receipt: each stretch between two edges counts once."""
        edges = sorted({received, *(max(edge, received) for pause in pauses for edge in pause)})
        return sum(
            b - a if on_the_calendar else self.done_by(b) - self.done_by(a)
            for a, b in itertools.pairwise(edges)
            if any(begin <= a and b <= end for begin, end in pauses)
        )

    def due(self, received: int, amount: int, unit: str, pauses: Sequence[tuple[int, int]]) -> int:
        """Return the due moment by DOMAIN §5, sentence by sentence; `rưỡi` is half a one more."""
        start = self.forward(received)
        day, clock = divmod(start, DAY * 60)
        unit, half = unit.removeprefix("rưỡi "), 4 * 3600 if unit.startswith("rưỡi ") else 0
        paused = self.paused(received, pauses, unit in ("ngày", "tháng"))
        if unit == "ngày":
            return self.add(self.settled(start + amount * DAY * 60 + paused), half)
        if unit == "tháng":
            return self.settled(months_later(day, amount) * DAY * 60 + clock + paused)
        if unit == "phút":
            return self.add(self.add(start, amount * 60), paused)
        if unit == "giờ làm việc" and amount % 8:
            return self.add(self.add(start, amount * 3600), paused)
        if unit == "trong ngày":
            today = received // (DAY * 60)
            missed = not self.open_on(today) or received >= self.last_end(today)
            arrived = self.forward(self.open_day_after(today) * DAY * 60) if missed else received
            day = arrived // (DAY * 60)
            if arrived % (DAY * 60) >= CUT_OFF:
                day = self.open_day_after(day)
            back = max((end for begin, end in pauses if begin < end and end > received), default=received)
            return self.add(self.last_end(day), paused if back >= day * DAY * 60 + CUT_OFF else 0)
        for _ in range(amount // 8 if unit == "giờ làm việc" else amount):
            day = self.open_day_after(day)
        return self.add(self.settled(day * DAY * 60 + clock), half + paused)


def replaced(basis: str, day: date) -> str:
    """Return the weekday a make-up day stands for, Friday where its basis names none."""
    if found := re.search(r"thứ (hai|ba|tư|năm|sáu)\b", basis.lower()):
        return WEEK[("hai", "ba", "tư", "năm", "sáu").index(found[1])]
    if found := re.search(r"ngày (\d{1,2})/(\d{1,2})\b", basis.lower()):
        weekday = date(day.year, int(found[2]), int(found[1])).weekday()
        return WEEK[weekday] if weekday < 5 else "fri"
    return "fri"


def months_later(day: int, months: int) -> int:
    """Return the same day of the month so many months on, or the last the month has."""
    from_day = FIRST + timedelta(days=day)
    month = from_day.year * 12 + from_day.month - 1 + months
    for number in range(from_day.day, 27, -1):
        try:
            return (date(month // 12, month % 12 + 1, number) - FIRST).days
        except ValueError:
            continue
    return (date(month // 12, month % 12 + 1, from_day.day) - FIRST).days


@dataclass(frozen=True)
class Case:
    """One question to both engines; moments as in `Minutes`."""

    received: int
    amount: int
    unit: str
    pauses: tuple[tuple[int, int], ...]

    @property
    def term(self) -> str:
        if self.unit.startswith("rưỡi "):
            return f"{self.amount},5 {self.unit.removeprefix('rưỡi ')}"
        return self.unit if self.unit == "trong ngày" else f"{self.amount} {self.unit}"


@dataclass(frozen=True)
class Centre:
    """A week and a calendar, and how much of them a case may use so that its answer stays before 2030."""

    sessions: Sessions
    calendar: Rows

    def line(self, case: Case) -> str:
        """Write the case as a line of `motcua deadline --lines`."""
        return json.dumps(
            {
                "received": moment(case.received).isoformat(),
                "term": case.term,
                "pauses": [[moment(begin).isoformat(), moment(end).isoformat()] for begin, end in case.pauses],
                "sessions": self.sessions,
                "calendar": self.calendar,
            },
            ensure_ascii=False,
        )


def moment(seconds: int) -> datetime:
    return MIDNIGHT + timedelta(seconds=seconds)


def seconds(at: datetime) -> int:
    return int((at - MIDNIGHT).total_seconds())


DEFAULT: Sessions = {key: [["07:30", "11:30"], ["13:30", "17:00"]] for key in WEEK[:5]}
WEEKS: tuple[Sessions, ...] = (
    DEFAULT,
    {**DEFAULT, "sat": [["07:30", "11:30"]]},
    {key: [["07:00", "10:00"], ["10:15", "12:00"], ["13:00", "16:30"]] for key in WEEK[:5]},
    {key: [["08:00", "09:00"]] for key in WEEK[:5]},
    {"wed": [["14:30", "15:30"]]},
    {**DEFAULT, "tue": [["13:30", "17:00"], ["17:30", "20:00"]], "thu": [["07:30", "11:30"], ["18:00", "23:59"]]},
    {key: [["17:30", "20:30"]] for key in WEEK},
    {key: [["07:31", "11:29"], ["13:07", "16:53"]] for key in WEEK[:6]},
    {key: [["07:30", "11:30"], ["11:30", "15:00"]] for key in WEEK[:4]},
    {**DEFAULT, "fri": [["00:00", "03:00"], ["07:30", "11:30"]], "sun": [["00:00", "23:59"]]},
)


def random_week(chance: random.Random) -> Sessions:
    """Return a week of up to four sessions a day, of any length, some touching."""
    week: Sessions = {}
    for key in WEEK:
        edges = sorted(chance.sample(range(DAY), 2 * chance.choice((0, 1, 1, 2, 2, 3, 4))))
        if len(edges) > 2 and chance.random() < 0.2:
            edges[2] = edges[1]
        clocks = [f"{edge // 60:02}:{edge % 60:02}" for edge in edges]
        week[key] = [clocks[n : n + 2] for n in range(0, len(clocks), 2)]
    return week if any(week.values()) else DEFAULT


def random_calendar(chance: random.Random) -> Rows:
    """Return holidays of one to nine days and make-up days, these mostly at weekends, over the whole time."""
    rows: dict[str, str] = {}
    length = (END - FIRST).days
    for _ in range(chance.randrange(60)):
        first = chance.randrange(length)
        for number in range(first, min(first + chance.choice((1, 1, 1, 2, 3, 5, 9)), length)):
            rows[(FIRST + timedelta(days=number)).isoformat()] = "off"
    for _ in range(chance.randrange(40)):
        day = FIRST + timedelta(days=chance.randrange(length))
        if chance.random() < 0.8:
            day += timedelta(days=(5 - day.weekday()) % 7)
        if day < END:
            rows[day.isoformat()] = "working"
    return [{"date": day, "kind": kind, "basis": _basis(chance, day)} for day, kind in sorted(rows.items())]


def _basis(chance: random.Random, day: str) -> str:
    """Return what a notice says of a day: nothing, the weekday it stands for, or the day of the month."""
    of = date.fromisoformat(day) + timedelta(days=chance.randint(-9, 9))
    weekday = chance.choice(("Hai", "Ba", "Tư", "Năm", "Sáu"))
    same_year = of.year == int(day[:4])
    return chance.choice(
        ("Thử", f"Làm bù cho Thứ {weekday}", f"Làm bù ngày {of.day}/{of.month}" if same_year else "Thử")
    )


def random_centre(chance: random.Random) -> Centre:
    week = chance.choice(WEEKS) if chance.random() < 0.7 else random_week(chance)
    shipped = chance.random() < 0.5
    return Centre(week, json.loads(SHIPPED.read_text("utf-8"))["entries"] if shipped else random_calendar(chance))


class Cases:
    """Random cases of one centre: moments are drawn to fall on edges as often as between them."""

    def __init__(self, chance: random.Random, centre: Centre) -> None:
        self.chance = chance
        clocks = {minute_of(edge) for pairs in centre.sessions.values() for pair in pairs for edge in pair}
        self.edges = [*clocks, 15 * 60, 0]
        self.marked = [(date.fromisoformat(row["date"]) - FIRST).days for row in centre.calendar]
        self.marked = [day for day in self.marked if day < 4 * 365] or [0]
        lengths = [sum(minute_of(b) - minute_of(a) for a, b in pairs) for pairs in centre.sessions.values()]
        # Thirty weeks of work at most, so that no answer leaves the array.
        self.most_hours = max(1, 30 * sum(lengths) // 60)
        self.most_days = 30 * sum(length > 0 for length in lengths)

    def __iter__(self) -> Iterator[Case]:
        chance = self.chance
        while True:
            received = self.moment()
            few, many = {
                "ngày làm việc": (min(10, self.most_days), min(60, self.most_days)),
                "rưỡi ngày làm việc": (min(5, self.most_days), min(20, self.most_days)),
                "ngày": (30, 200),
                "rưỡi ngày": (10, 60),
                "tháng": (3, 12),
                "giờ làm việc": (min(16, self.most_hours), min(200, self.most_hours, 8 * self.most_days)),
                "phút": (90, min(600, 60 * self.most_hours)),
                "trong ngày": (1, 1),
            }[unit := chance.choice(UNITS)]
            amount = chance.randint(1, few if chance.random() < 0.6 else many)
            yield Case(received, amount, unit, tuple(self.pauses(received)))

    def moment(self) -> int:
        """Return a moment of 2024–2027, often near a marked day, at an edge of the day or a second beside it."""
        chance = self.chance
        day = chance.randrange(1, 4 * 365)
        if chance.random() < 0.4:
            day = min(max(chance.choice(self.marked) + chance.randint(-4, 2), 1), 4 * 365)
        return day * DAY * 60 + self.clock()

    def clock(self) -> int:
        chance = self.chance
        kind = chance.random()
        if kind < 0.35:
            return (chance.choice(self.edges) * 60 + chance.choice((0, 0, 0, 1, -1, 60, -60))) % (DAY * 60)
        return chance.randrange(DAY) * 60 if kind < 0.7 else chance.randrange(DAY * 60)

    def pauses(self, received: int) -> Iterator[tuple[int, int]]:
        """Yield none to four pauses: of minutes or weeks, none long, touching, over weekends, before and after all."""
        chance = self.chance
        end = received
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 4))):
            kind = chance.random()
            if kind < 0.2:
                begin = end  # touches the one before, or the receipt
            elif kind < 0.35:
                begin = received + chance.randint(-3 * DAY * 60, 3 * DAY * 60)
            else:
                begin = (received // (DAY * 60) + chance.randrange(40)) * DAY * 60 + self.clock()
            kind = chance.random()
            if kind < 0.1:
                end = begin
            elif kind < 0.4:
                end = begin + chance.randrange(4 * 60 * 60)
            elif kind < 0.5:
                friday = begin // (DAY * 60) + (4 - (FIRST.weekday() + begin // (DAY * 60))) % 7
                begin, end = friday * DAY * 60 + self.clock(), (friday + 3) * DAY * 60 + self.clock()
            elif kind < 0.9:
                end = (begin // (DAY * 60) + 1 + chance.randrange(12)) * DAY * 60 + self.clock()
            else:
                end = begin + chance.randrange(60 * DAY * 60)
            yield begin, end


@dataclass(frozen=True)
class Engine:
    """The engine of `app.rules`, fed with the same data."""

    working: Any

    @classmethod
    def of(cls, centre: Centre) -> Engine:
        from app.rules.calendar import WorkingTime, calendar_from_rows, schedule_from_mapping

        return cls(WorkingTime(schedule_from_mapping(centre.sessions), calendar_from_rows(centre.calendar)))

    def due(self, case: Case) -> int:
        from app.rules.deadline import due
        from app.rules.terms import parse_term

        pauses = [(moment(begin), moment(end)) for begin, end in case.pauses]
        return seconds(due(moment(case.received), parse_term(case.term), self.working, pauses).at)


def counted_by(centre: Centre, case: Case) -> int:
    return Minutes(centre.sessions, centre.calendar).due(case.received, case.amount, case.unit, case.pauses)


def differ(centre: Centre, case: Case) -> bool:
    return counted_by(centre, case) != Engine.of(centre).due(case)


def smallest(centre: Centre, case: Case) -> tuple[Centre, Case]:
    """Return the case cut down as long as the two engines still differ on it."""
    while True:
        for smaller_centre, smaller in _smaller(centre, case):
            if differ(smaller_centre, smaller):
                centre, case = smaller_centre, smaller
                break
        else:
            return centre, case


def _smaller(centre: Centre, case: Case) -> Iterator[tuple[Centre, Case]]:
    rows = centre.calendar
    half = len(rows) // 2
    for kept in (rows[:0], rows[:half], rows[half:], *(rows[:n] + rows[n + 1 :] for n in range(len(rows)))):
        if len(kept) < len(rows):
            yield replace(centre, calendar=kept), case
    for n in range(len(case.pauses)):
        yield centre, replace(case, pauses=case.pauses[:n] + case.pauses[n + 1 :])
    for amount in sorted({1, case.amount // 2, case.amount - 1}):
        if 0 < amount < case.amount:
            yield centre, replace(case, amount=amount)
    if case.received % 60:
        yield centre, replace(case, received=case.received - case.received % 60)
    if centre.sessions != DEFAULT:
        yield replace(centre, sessions=DEFAULT), case


def compare(seed: int, cases: int, *, each: int = 200) -> dict[str, int]:
    """Hold the two engines to so many random cases, `each` of one centre; return how many of each unit were held.

    Raises AssertionError with the smallest case found at the first difference.
    """
    chance = random.Random(seed)
    held: dict[str, int] = {}
    for _ in range(cases // each):
        centre = random_centre(chance)
        minutes, engine = Minutes(centre.sessions, centre.calendar), Engine.of(centre)
        for case, _ in zip(Cases(chance, centre), range(each), strict=False):
            ours = minutes.due(case.received, case.amount, case.unit, case.pauses)
            if ours != engine.due(case):
                centre, case = smallest(centre, case)
                counted, said = moment(counted_by(centre, case)), moment(Engine.of(centre).due(case))
                raise AssertionError(f"counted {counted}, the engine says {said}:\n{centre.line(case)}")
            held[case.unit] = held.get(case.unit, 0) + 1
    return held
