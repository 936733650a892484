"""Registers and reports: counted in one pass over the records, printed or exported, and opened figure by figure.

Every report says of each dossier which of its keys count it (`figures.Counting.keys`); the figures and the lists
behind them are both made of that one answer, so they cannot differ. Read upwards: reading (dossiers, and how they
stood when a period ended), figures, then one module a report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import orjson
from sqlalchemy import Connection

from app.errors import UserError
from app.rules.dossier import Centre
from app.services import papers
from app.services.desk import Desk
from app.services.finding import Hit, listed
from app.services.reports import reading
from app.services.reports.figures import Counting, Figures, encoded
from app.services.reports.form_06a import Form06a
from app.services.reports.indicators import Indicators
from app.services.reports.lists import DueList, Handovers, Uncollected
from app.services.reports.postal import PostalList
from app.services.reports.reading import Period, Progress
from app.services.reports.register import Register

__all__ = ["KINDS", "NAMES", "Figures", "Progress", "build", "draw", "members", "to_file", "write"]

_REPORTS: Mapping[str, Callable[[Desk, Connection, Period], Counting]] = {
    "register": Register,
    "06a": Form06a,
    "indicators": Indicators,
    "handover": Handovers,
    "uncollected": Uncollected,
    "due": DueList,
    "postal": PostalList,
}
NAMES = tuple(_REPORTS)
"""The reports, as CLI.md names them."""
KINDS = (".pdf", ".xlsx", ".json")
"""What a report can be written as, by the ending of the file."""


def build(desk: Desk, name: str, first: date, last: date, progress: Progress | None = None) -> Figures:
    """Count a report from `first` to `last`, local days, both included, as it stands now.

    `progress(done, total)` hears every 2,000 dossiers read; what it raises ends the work. Raises UserError
    REPORT_UNKNOWN (name), PERIOD_ORDER (first, last), and KnownError REPORT_IDENTITY (row) where figures do not add
    up, which nothing in a store may cause.
    """
    period = Period(first, last, desk.clock())
    with desk.store.read() as connection:
        counting = _counting(name, desk, connection, period)
        return counting.figures(reading.read(connection, *counting.where, progress))


def members(desk: Desk, name: str, first: date, last: date, key: str, *, at: datetime | None = None) -> list[Hit]:
    """Return the dossiers one figure counts, in the order they came; `key` is of `Figures.key` or `Figures.counts`.

    `at` is `Figures.at`: what is overdue grows by the minute. Raises UserError REPORT_UNKNOWN, PERIOD_ORDER.
    """
    period = Period(first, last, at or desk.clock())
    with desk.store.read() as connection:
        counting = _counting(name, desk, connection, period)
        found = [one.n for one in reading.read(connection, *counting.where) if key in counting.keys(one)]
        # The plus keeps SQLite from going through every dossier in order of reception to look for these.
        where = "d.n IN (SELECT value FROM json_each(:found)) ORDER BY +d.received_at, d.n"
        return listed(desk, connection, where, {"found": orjson.dumps(found).decode()}, limit=len(found))


def to_file(desk: Desk, name: str, first: date, last: date, path: Path, progress: Progress | None = None) -> Figures:
    """Write a report as PDF, XLSX or JSON, by the file's ending, whole or not at all; return its figures.

    Raises as `build`, UserError REPORT_KIND (name) for another ending, KnownError FILE_WRITE.
    """
    _check(path)
    figures = build(desk, name, first, last, progress)
    write(desk, figures, path, progress)
    return figures


def write(desk: Desk, figures: Figures, path: Path, progress: Progress | None = None) -> bytes:
    """Write figures as PDF, XLSX or JSON, by the file's ending, whole or not at all; return the bytes written.

    `progress` is told rows; what it raises ends the work. Raises UserError REPORT_KIND (name), REPORT_TOO_LONG, and
    KnownError FILE_WRITE.
    """
    kind = _check(path)
    if kind == ".json":
        content = encoded(figures)
    elif kind == ".pdf":
        content = draw(desk, figures, progress)
    else:
        from app.printing.workbook import workbook

        content = workbook(figures.report, progress, centre=_centre(desk))
    papers.write_whole(path, content)
    return content


def draw(desk: Desk, figures: Figures, progress: Progress | None = None) -> bytes:
    """Draw figures as PDF. `progress` is told rows; what it raises ends the work."""
    from app.printing.table import render_report

    return render_report(figures.report, _centre(desk), progress=progress)


def _check(path: Path) -> str:
    """Return what a file will be, before time is spent on what cannot be written. Raises as `write`."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UserError("REPORT_KIND", field="out", name=path.name)
    papers.check_place(path)
    return kind


def _centre(desk: Desk) -> Centre:
    with desk.store.read() as connection:
        return desk.printed_centre(connection)


def _counting(name: str, desk: Desk, connection: Connection, period: Period) -> Counting:
    if name not in _REPORTS:
        raise UserError("REPORT_UNKNOWN", field="name", name=name, known=", ".join(NAMES))
    return _REPORTS[name](desk, connection, period)
