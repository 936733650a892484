"""The dossiers of a report: a list's rows page by page, narrowed to one of its counts, and the list behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app import words
from app.errors import MotcuaError
from app.services import finding, reports
from app.services.desk import Desk
from app.services.finding import Hit
from app.services.reports import Figures
from app.ui.context import Context
from app.ui.kit.table import TableRow
from app.ui.reports import rows
from app.ui.reports.figure_dossiers import Found
from app.ui.reports.form import PAGE, ReportsForm
from app.ui.reports.kinds import KINDS

_TOPIC = "reports.members"
_AT_ONCE = 5000


class Listing:
    """Follows the report on the screen."""

    def __init__(self, context: Context, form: ReportsForm) -> None:
        """Show lists on `form`."""
        self.context, self.form = context, form
        self.figures: Figures | None = None
        self._which: list[int] = []
        form.rows.wanted.connect(self._more)
        form.part_asked.connect(self._narrow)
        form.grid.asked.connect(self._open)

    def take(self, figures: Figures) -> None:
        """Show the rows of another report."""
        self.figures = figures
        if KINDS[figures.name].shape == "list":
            self._show(list(range(len(figures.rows))))

    def forget(self) -> None:
        """No report is shown any more."""
        self.figures = None

    def subject(self) -> object:
        """Return the code of the dossier under the officer's hand."""
        form = self.form
        if not form.dossiers.isHidden():
            return form.dossiers.table.current_key()
        return form.table.current_key() if self.figures and KINDS[self.figures.name].shape == "list" else None

    def _show(self, which: list[int]) -> None:
        self._which = which
        self.form.show_rows(self._page(0), len(which))

    def _more(self, offset: int) -> None:
        self.form.rows.append(self._page(offset))

    def _page(self, offset: int) -> list[TableRow]:
        return rows.rows(self.figures, self._which[offset : offset + PAGE]) if self.figures else []

    def _narrow(self, key: str) -> None:
        """Show only the rows one of the counts counts."""
        figures = self.figures
        if figures is None:
            return
        if not key:
            self._show(list(range(len(figures.rows))))
            return

        def narrowed(found: Found) -> None:
            codes = {hit.code for hit in found.hits}
            self._show([at for at, code in enumerate(figures.rows) if code in codes])

        self._members(figures, key, narrowed)

    def _open(self, row: int, column: int) -> None:
        """Open the dossiers one figure counts, beneath it."""
        figures, model = self.figures, self.form.grid.figures
        key = model.key(row, column)
        if figures is None or key is None:
            return
        name = model.name(row, column)
        self.form.grid.set_open(key)
        self.form.dossiers.show_waiting(name)
        self.form.show_open()

        def opened(found: Found) -> None:
            if self.form.grid.open_key == key and not self.form.dossiers.isHidden():
                self.form.dossiers.show_hits(name, found, figures.at)
                self.form.show_open()
                self.form.dossiers.to_rows()

        self._members(figures, key, opened)

    def _members(self, figures: Figures, key: str, done: Callable[[Found], None]) -> None:
        desk, name, first, last = self.context.desk, figures.name, figures.period.first, figures.period.last

        def work() -> Found:
            hits = reports.members(desk, name, first, last, key, at=figures.at)
            return Found(hits, _pauses(desk, hits), desk.working_time())

        def failed(problem: MotcuaError) -> None:
            self.form.band.wrong(words.sentence(problem))

        # Every record is read for it, as for the report: not on the desk's own worker.
        self.context.tasks.run(work, done, failed, topic=_TOPIC, online=True)


def _pauses(desk: Desk, hits: Sequence[Hit]) -> dict[str, datetime]:
    """Return since when clocks stand still, asked for in parts: one question takes so many dossiers and no more."""
    found: dict[str, datetime] = {}
    for at in range(0, len(hits), _AT_ONCE):
        found |= finding.pauses(desk, hits[at : at + _AT_ONCE])
    return found
