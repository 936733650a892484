"""What if the calendar changes: a notice of holidays is read, each open promise it would move is shown, then applied.

Nothing changes without `apply`. Applied, the calendar and every promise change in one transaction: a desk whose
calendar is new and whose promises are old would tell two citizens at one counter two different things.

- Only dossiers received at this desk are moved: each desk of a centre takes the notice in and corrects its own, or two
  corrections of one promise would meet at the province.
- Only open ones: a result that is ready is waiting already. While the clock stands still for a supplement the promise
  is the one from before, and the new calendar counts when it runs again.
- A promise the rules gave is reckoned again by the same rules, its pauses with it. It may come out earlier: a make-up
  day is a working day. It is left alone where the notice makes no difference, whatever else it may have been.
- A promise set by hand or extended is an officer's word, not the rules': it stays, unless the moment itself was one at
  which the centre was at work and is so no more; then it moves forward as the rules move one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app import chosen
from app.errors import KnownError
from app.models import journal, projection
from app.rules.acts import Kind as Act
from app.rules.body import Body
from app.rules.calendar import Calendar, Entry, Kind, WorkingTime, calendar_difference
from app.rules.calendar_file import Notice, is_ours, parse_notice
from app.rules.clock import iso
from app.rules.deadline import due, settled
from app.rules.deadline_words import WEEKDAYS
from app.rules.record import Record
from app.rules.states import OPEN
from app.rules.terms import parse_term
from app.rules.text_file import text_of
from app.services import listed
from app.services.calendar_list import notice_of
from app.services.centre import put_calendar
from app.services.desk import Desk, read_calendar

MOST_MB = 4
"""The largest notice: a hundred years of days are 1 MB."""
REASON = "Lịch nghỉ thay đổi: "
"""How the reason of our corrections begins; by it a promise we moved is known from one an officer set by hand."""
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_DOSSIERS = text(f"SELECT facts FROM dossier WHERE desk = :desk AND state IN ({_OPEN}) ORDER BY code")
# In the order of the record (`projection.in_order`): what the province accepted, then what waits.
_WRITERS = text(
    "SELECT text_of(e.dossier) AS dossier, e.kind, plain(e.body) ->> 'reason' AS reason FROM event e "
    f"JOIN dossier d ON d.id = e.dossier WHERE d.desk = :desk AND d.state IN ({_OPEN}) "
    "AND e.kind IN ('corrected', 'supplemented', 'paid') AND e.verdict IN ('accepted', 'waiting') "
    "AND coalesce(plain(e.body) ->> 'due_at', plain(e.body) ->> '$.changes.due_at') IS NOT NULL "
    "ORDER BY e.seq IS NULL, e.seq, e.n"
)

Changed = tuple[date, Entry | None, Entry | None]


@dataclass(frozen=True, slots=True)
class MovedPromise:
    """One promise the notice moves: whose, from when to when, the sentences for both, and by what."""

    code: str
    name: str
    procedure: str
    old: datetime
    new: datetime
    old_reason: str
    new_reason: str
    basis: str

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua calendar import --json` prints it."""
        moments = {"old": iso(self.old), "new": iso(self.new)}
        names = ("code", "name", "procedure", "old_reason", "new_reason", "basis")
        return {**{name: getattr(self, name) for name in names}, **moments}

    def line(self) -> str:
        """Say it in one line."""
        return f"{self.code} {self.name}: hẹn trả {_moment(self.old)} → {_moment(self.new)}."


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What a notice changes, or did: days in order, the days only this counter knows, and the promises by code."""

    days: tuple[Changed, ...]
    kept: tuple[Entry, ...]
    promises: tuple[MovedPromise, ...]
    applied: bool
    notes: tuple[str, ...] = ()
    """How a table of another shape was read."""

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua calendar import --json` prints it; `kept` are days only this counter knows."""
        return {
            "added": [_entry_json(new) for _, old, new in self.days if old is None],
            "removed": [_entry_json(old) for _, old, new in self.days if new is None],
            "changed": [
                {"date": day.isoformat(), "old": _entry_json(old), "new": _entry_json(new)}
                for day, old, new in self.days
                if old and new
            ],
            "kept": [_entry_json(entry) for entry in self.kept],
            "promises": [promise.as_json() for promise in self.promises],
            "lines": self.lines(),
            "applied": self.applied,
        }

    def lines(self) -> list[str]:
        """Say the days and then the promises in Vietnamese, one line a fact."""
        kept = [f"Chỉ có ở quầy, vẫn giữ: {_entry_words(entry)}." for entry in self.kept]
        return [*self.day_lines(), *kept, self.told(), *(promise.line() for promise in self.promises)]

    def day_lines(self) -> list[str]:
        """Say what becomes of each day that changes."""
        changed = [_day_line(*one) for one in self.days] or ["Lịch nghỉ của tệp không khác lịch ở quầy."]
        return [*self.notes, *changed]

    def told(self) -> str:
        """Say how many promises change."""
        count = f"{len(self.promises):,}".replace(",", ".")
        return f"{count} hồ sơ đổi hẹn trả." if self.promises else "Không có hồ sơ nào đổi hẹn trả."


def import_file(desk: Desk, path: Path, *, apply: bool = False) -> CalendarChange:
    """Read a notice and show what it changes or, with `apply`, change it. Raises as `read` and `change` do."""
    return change(desk, read(path), apply=apply)


def read(path: Path) -> Notice:
    """Read a notice from a file, in our shape or a table drawn by an office.

    Raises KnownError FILE_READ, UserError FILE_TOO_LARGE, those of `parse_notice`, `listed.read` and `notice_of`.
    """
    try:
        content = chosen.content(path, MOST_MB)
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
    ending = path.suffix.lower()
    if ending in listed.EXCEL or (ending in (".csv", ".txt") and not is_ours(text_of(content) or "")):
        return notice_of(listed.read(path, content, "calendar"))
    return parse_notice(content, path.with_suffix(".csv").name if ending == ".txt" else path.name)


def change(desk: Desk, notice: Notice, *, apply: bool = False) -> CalendarChange:
    """Compare a notice with our calendar and reckon the open promises again; with `apply`, write both.

    What is applied is reckoned inside the writing transaction: a dossier received since the change was shown is moved
    with the others. Raises UserError NO_WORKING_DAY where the notice leaves nothing to work; then nothing changed.
    """
    if not apply:
        with desk.store.read() as connection:
            return _found(desk, connection, notice)[0]
    with desk.store.write() as connection:
        found, calendar, records = _found(desk, connection, notice)
        put_calendar(connection, calendar)
        author, at = desk.centre(connection).author(), iso(desk.clock())
        for promise, record in zip(found.promises, records, strict=True):
            journal.write(
                connection, author, Act.CORRECTED, _body(promise, record), at=at, dossier=record.id, record=record
            )
    desk.changed()
    return replace(found, applied=True)


def _body(promise: MovedPromise, record: Record) -> Body:
    return {
        "changes": {"due_at": iso(promise.new), "due_reason": promise.new_reason},
        "was": {"due_at": iso(record.due_at), "due_reason": record.due_reason},
        "reason": REASON + promise.basis,
    }


def _found(desk: Desk, connection: Connection, notice: Notice) -> tuple[CalendarChange, Calendar, list[Record]]:
    """Return what the notice changes, the calendar after it, and the record behind each promise it moves."""
    old = WorkingTime(desk.working(connection).schedule, read_calendar(connection))
    new = WorkingTime(old.schedule, notice.taken_into(old.calendar))
    days = tuple(calendar_difference(old.calendar, new.calendar))
    moved = list(_moved(desk, connection, days, old, new)) if days else []
    promises = tuple(promise for promise, _ in moved)
    change = CalendarChange(days, notice.left_out(old.calendar), promises, applied=False, notes=notice.told)
    return change, new.calendar, [record for _, record in moved]


def _moved(
    desk: Desk, connection: Connection, days: tuple[Changed, ...], old: WorkingTime, new: WorkingTime
) -> Iterator[tuple[MovedPromise, Record]]:
    """Give each open promise of this desk that the days move with its record, in order of code."""
    own = {"desk": desk.centre(connection).desk}
    by_hand: dict[str, bool] = {}
    for row in connection.execute(_WRITERS, own):
        # A pause that ended reckoned the promise by the rules again, whatever had been set by hand before.
        by_hand[row.dossier] = row.kind == Act.CORRECTED and not (row.reason or "").startswith(REASON)
    for row in connection.execute(_DOSSIERS, own).scalars():
        record = projection.record_of(row)
        stands = record.due_at
        if record.extensions or not record.term or by_hand.get(record.id, False):
            found = _kept_moment(stands, old, new)
        else:
            found = _reckoned(record, days, old, new)
        if found and found[0] != stands:
            span = record.received_at.date(), max(stands, found[0]).date()
            yield _promise(record, *found, _bases(days, *span)), record


def _reckoned(
    record: Record, days: tuple[Changed, ...], old: WorkingTime, new: WorkingTime
) -> tuple[datetime, str] | None:
    """Return the moment the rules give now and its sentence; None where the days make no difference to it."""
    received, term = record.received_at, parse_term(record.term)
    if received.date() > days[-1][0]:
        return None
    before, now = due(received, term, old, record.pauses), due(received, term, new, record.pauses)
    return None if before.at == now.at else (now.at, now.explanation)


def _kept_moment(stands: datetime, old: WorkingTime, new: WorkingTime) -> tuple[datetime, str] | None:
    """Return where a promise set by hand moves and the sentence that says so; None where it may stay."""
    if settled(stands, old) != stands or settled(stands, new) == stands:
        return None
    entry, moved = new.calendar.entry(stands.date()), settled(stands, new)
    why = f" ({entry.basis})" if entry else ""
    return moved, f"Hẹn trả {_moment(stands)} gặp ngày nghỉ{why}, chuyển sang {_moment(moved)}."


def _promise(record: Record, new: datetime, new_reason: str, basis: str) -> MovedPromise:
    return MovedPromise(
        code=record.code,
        name=record.citizen.name,
        procedure=record.procedure.name,
        old=record.due_at,
        new=new,
        old_reason=record.due_reason,
        new_reason=new_reason,
        basis=basis,
    )


def _bases(days: tuple[Changed, ...], first: date, last: date) -> str:
    """Return the papers behind the changed days a promise passes over, each once.

    They are the notice's; where it only takes days away, those it takes away.
    """
    passed = [(old, new) for day, old, new in days if first <= day <= last]
    entries = [new for _, new in passed if new] or [old for old, _ in passed if old]
    return "; ".join(dict.fromkeys(entry.basis for entry in entries if entry.basis))


def _day_line(day: date, old: Entry | None, new: Entry | None) -> str:
    """Say what becomes of one day."""
    if old is None or new is None:
        entry = new or old
        return f"{'Thêm' if new else 'Bỏ'} {_entry_words(entry)}." if entry else ""
    return f"Sửa {_day(day)}: {_what(old)} → {_what(new)}."


def _entry_words(entry: Entry) -> str:
    return f"{_day(entry.date)}: {_what(entry)}"


def _what(entry: Entry) -> str:
    word = "nghỉ" if entry.kind is Kind.OFF else "làm việc"
    return f"{word}, {entry.basis}" + ("" if entry.official else " (dự kiến)")


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _moment(moment: datetime) -> str:
    return f"{moment:%H:%M} {_day(moment.date())}"


def _entry_json(entry: Entry | None) -> dict[str, Any] | None:
    return {**asdict(entry), "date": entry.date.isoformat(), "kind": entry.kind.value} if entry else None
