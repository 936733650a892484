"""Local time: every moment an officer sees is in Asia/Ho_Chi_Minh, and is written with its offset."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.errors import UserError

VN = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present moment in local time, to the second: paper and messages carry no fraction."""
    return datetime.now(VN).replace(microsecond=0)


def uptime() -> float:
    """Return for how many seconds this PC has been running: the same for all its programs, and turned by nobody.

    Python leaves open where its monotonic clock begins; on Linux, Windows and macOS it is the start of the PC. Time
    asleep counts on Windows alone.
    """
    return time.monotonic()


def parse_moment(text: str, field: str | None = None) -> datetime:
    """Read an ISO 8601 moment; one without an offset is local time.

    Raises UserError TIME_FORMAT when the text is no moment, or one of before May 1911: local time then had an offset
    with seconds, which no text of ours can say.
    """
    try:
        moment = datetime.fromisoformat(text)
        local = moment.replace(tzinfo=VN) if moment.tzinfo is None else moment.astimezone(VN)
        if (local.utcoffset() or timedelta()) % timedelta(minutes=1):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise UserError("TIME_FORMAT", field=field, text=text) from None
    return local.replace(microsecond=0)


def parse_date(text: str, field: str | None = None) -> date:
    """Read an ISO 8601 date. Raises UserError DATE_FORMAT when the text is no date."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise UserError("DATE_FORMAT", field=field, text=text) from None


def iso(moment: datetime) -> str:
    """Write a moment as `2026-11-23T08:15:00+07:00`."""
    return moment.astimezone(VN).isoformat(timespec="seconds")


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a local day and the first of the next."""
    start = datetime(day.year, day.month, day.day, tzinfo=VN)
    return start, start + timedelta(days=1)
