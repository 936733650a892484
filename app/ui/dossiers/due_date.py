"""A promise as an officer types it: a day, to which the clock time of the old promise belongs."""

from __future__ import annotations

from datetime import date, datetime

from app.rules.calendar import WorkingTime
from app.rules.clock import VN
from app.ui.intake.entered import read_date

_NO_DATE = "Ghi ngày như 27/11/2026."
_NOT_LATER = "Ngày hẹn mới phải sau {:%d/%m/%Y}."
_DAY_OFF = "{:%d/%m/%Y} là ngày nghỉ. Ngày làm việc kế tiếp: {:%d/%m/%Y}."


def next_due(old: datetime, working: WorkingTime) -> datetime:
    """Return the promise an extension begins with: the next working day after the old one."""
    return on_day(working.next_working_day(old.astimezone(VN).date()), old, working)


def on_day(day: date, old: datetime, working: WorkingTime) -> datetime:
    """Return the old promise's clock time on another day, no later than that day's work ends."""
    moment = datetime.combine(day, old.astimezone(VN).time(), VN)
    sessions = working.sessions(day)
    return min(moment, sessions[-1][1]) if sessions else moment


def read_due(text: str, old: datetime, working: WorkingTime, *, later: bool) -> tuple[datetime | None, str]:
    """Return the promise typed as a day, or the sentence that says why it cannot be; `later` than the old one."""
    day = read_date(text)
    if day is None:
        return None, _NO_DATE
    if later and day <= old.astimezone(VN).date():
        return None, _NOT_LATER.format(old.astimezone(VN))
    if not working.is_working_day(day):
        return None, _DAY_OFF.format(day, working.next_working_day(day))
    return on_day(day, old, working), ""
