"""Lists an officer works down: promises that come due, results nobody has fetched, and what was handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.printing.report import Row, shaped
from app.rules.acts import Kind
from app.rules.clock import parse_moment
from app.rules.deadline import remaining
from app.rules.record import Record
from app.rules.states import OPEN, PAUSED, State
from app.services.desk import Desk
from app.services.handover import UNKNOWN_UNIT
from app.services.reports import words
from app.services.reports.figures import Figures
from app.services.reports.reading import Period, Read, overdue

WAITS = {State.SUPPLEMENT_REQUESTED: "Chờ bổ sung", State.PAYMENT_REQUESTED: "Chờ nộp lệ phí"}
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))


class DueList:
    """Open dossiers promised by the last day, the most urgent first; what was due before the first is among them."""

    COLUMNS = ("number", "code", "name", "procedure", "unit", "due_at", "left")

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self.where: tuple[str, dict[str, Any]] = (f"d.state IN ({_OPEN}) AND d.due_at < :end", period.bounds)

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the list, and those of it whose promise is broken or whose clock stands still."""
        yield "due"
        if overdue(one.record, self._period.judged):
            yield "overdue"
        elif one.record.state in PAUSED:
            yield "paused"

    def figures(self, found: Iterable[Read]) -> Figures:
        """List."""
        counted = Counter({"due": 0, "overdue": 0, "paused": 0})
        listed = []
        for one in found:
            counted.update(self.keys(one))
            listed.append(one.record)
        listed.sort(key=lambda record: (record.due_at, record.code))
        rows: list[Row] = [
            (
                at,
                record.code,
                record.citizen.name,
                record.procedure.name,
                record.place or record.goes_to,
                record.due_at,
                self._left(record),
            )
            for at, record in enumerate(listed, 1)
        ]
        return _figures(self._desk, self._connection, self._period, "due", self.COLUMNS, rows, counted)

    def _left(self, record: Record) -> str:
        waits = WAITS.get(record.state)
        if waits and not overdue(record, self._period.judged):
            return waits
        working = self._desk.working(self._connection)
        left = remaining(record.due_at, self._period.now, working).text
        return left[:1].upper() + left[1:]


class Uncollected:
    """Results that came in the period and still lie on the shelf, the longest waiting first: the list to call by."""

    COLUMNS = ("number", "code", "name", "phone", "procedure", "ready_on", "days", "place", "note")

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Count within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self.where: tuple[str, dict[str, Any]] = (
            f"d.state = '{State.RESULT_READY.value}' AND plain(d.facts) ->> '$.result.at' >= :start "
            "AND plain(d.facts) ->> '$.result.at' < :end",
            period.bounds,
        )

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the list."""
        yield "uncollected"

    def figures(self, found: Iterable[Read]) -> Figures:
        """List."""
        ready = [(one.record, one.record.result) for one in found if one.record.result]
        ready.sort(key=lambda one: (one[1].at, one[0].code))
        today = self._period.now.date()
        rows: list[Row] = [
            (
                at,
                record.code,
                record.citizen.name,
                words.phone(record),
                record.procedure.name,
                result.at.date(),
                (today - result.at.date()).days,
                result.place,
                None,
            )
            for at, (record, result) in enumerate(ready, 1)
        ]
        counted = {"uncollected": len(rows)}
        return _figures(self._desk, self._connection, self._period, "uncollected", self.COLUMNS, rows, counted)


class Handovers:
    """The lists on which dossiers left the counter in the period, by unit and number.

    Made of the events themselves, as the lists are; a dossier that went twice stands on both of its lists and is
    counted once for its unit and once in all.
    """

    COLUMNS = ("number", "unit", "list", "handed_at", "receiver", "dossiers")

    def __init__(self, desk: Desk, connection: Connection, period: Period) -> None:
        """Look up what left, within a read of the store."""
        self._desk, self._connection, self._period = desk, connection, period
        self._lists: dict[str, tuple[str, str, str, str | None]] = {}
        self._went: dict[str, set[str]] = {}
        self._look_up()
        self.where: tuple[str, dict[str, Any]] = (
            f"d.state <> '{State.VOIDED.value}' AND d.id IN (SELECT key(value) FROM json_each(:ids))",
            {"ids": orjson.dumps(list(self._went)).decode()},
        )

    def _look_up(self) -> None:
        found = self._connection.execute(
            text(
                f"SELECT dossier, at, {_said('unit')} AS unit, {_said('handover')} AS number, "
                f"{_said('receiver')} AS receiver FROM (SELECT text_of(dossier) AS dossier, at, n, plain(body) AS said "
                "FROM event WHERE kind = :kind AND at >= :start AND at < :end "
                "AND verdict NOT IN ('refused', 'settled')) ORDER BY at, n"
            ),
            {"kind": Kind.FORWARDED.value, **self._period.bounds},
        )
        for row in found:
            unit = row.unit or UNKNOWN_UNIT
            # What was forwarded without a list is gathered by the day, so that it is not forgotten.
            name = row.number or f"{unit} {row.at[:10]}"
            self._lists.setdefault(name, (unit, row.number, row.at, row.receiver))
            self._went.setdefault(row.dossier, set()).add(name)

    def keys(self, one: Read) -> Iterator[str]:
        """Yield the lists this dossier is on, their units, and all."""
        names = self._went[one.record.id]
        yield "dossiers"
        yield from (f"dossiers/{name}" for name in names)
        yield from {f"unit/{self._lists[name][0]}" for name in names}

    def figures(self, found: Iterable[Read]) -> Figures:
        """List the lists."""
        counted = Counter({"dossiers": 0})
        for one in found:
            counted.update(self.keys(one))
        names = [name for name in self._lists if counted[f"dossiers/{name}"]]
        names.sort(key=lambda name: (words.order(self._lists[name][0]), self._lists[name][2], name))
        rows: list[Row] = []
        for at, name in enumerate(names, 1):
            unit, number, moment, receiver = self._lists[name]
            rows.append((at, unit, number, parse_moment(moment), receiver, counted[f"dossiers/{name}"]))
        report = shaped(
            "report-handover",
            rows,
            values=words.values(self._desk, self._connection, self._period),
            total=(None, words.TOTAL, None, None, None, counted["dossiers"]),
            signers=words.signers(self._desk, self._connection),
            place=words.place(self._desk, self._connection, self._period),
        )
        return Figures("handover", report, self.COLUMNS, names, dict(counted), self._period)


def _said(name: str) -> str:
    """Return the SQL of a text a body says, null where a foreign program says something else by that name."""
    return f"iif(json_type(said, '$.{name}') = 'text', said ->> '{name}', NULL)"


def _figures(
    desk: Desk,
    connection: Connection,
    period: Period,
    form: str,
    columns: tuple[str, ...],
    rows: list[Row],
    counted: dict[str, int],
) -> Figures:
    """Return a list of dossiers, each row known by its code."""
    values, place = words.values(desk, connection, period), words.place(desk, connection, period)
    report = shaped(form, rows, values=values, place=place)
    return Figures(form, report, columns, [str(row[1]) for row in rows], counted, period)
