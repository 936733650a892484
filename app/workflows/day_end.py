"""The day's end at one desk: the drawer's count kept, then the day compared with the province and its outcome kept.

The count comes first and by itself: comparing waits for the line, and a power cut meanwhile must not cost the officer
what was counted note by note. Where it cannot be kept the day is not closed, so that no sheet is signed without it.
Nor is it closed while nobody has said what became of a blank: what is keyed in afterwards cannot be dated before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.errors import UserError
from app.rules.closing import DayClosing
from app.services import blanks, cash
from app.services.desk import Desk
from app.sync import reconcile
from app.workflows.line import line_of


def close_day(desk: Desk, on: date, drawer: Mapping[int, int] | None = None) -> DayClosing:
    """Close a local day with the province, or alone where there is none, and return how it stands.

    `drawer` is the count of the drawer, pieces by denomination in đồng; None keeps what was kept. Raises UserError
    DAY_AHEAD (day) for a day that has not come, what `cash.keep` refuses, BLANKS_OPEN (numbers, day), and SyncError
    REFUSED as `reconcile.close_day` does; a line that fails is a state of the closing.
    """
    if on > desk.clock().date():
        raise UserError("DAY_AHEAD", field="date", day=on)
    if drawer is not None:
        cash.keep(desk, on, drawer)
    blanks.check_told(desk, on)
    with line_of(desk) as transport:
        return reconcile.close_day(desk.store, transport, on, desk.clock())
