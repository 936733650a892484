"""A look at a paper before it is printed: of an act or a correction not written yet, or of what is in the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import MotcuaError
from app.rules.events import Body, Kind
from app.services import acts, papers
from app.ui import words
from app.ui.context import TITLES, Context
from app.ui.dossiers.asks import SHOWS, event_of
from app.ui.dossiers.doing import correction
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.sheet import Pages, PaperView, render

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_TOPIC, _AHEAD = "lookup.paper", "{} · chưa ghi"


class Looking:
    """Only the newest paper asked for is shown, and none once its form is gone."""

    def __init__(self, context: Context, panel: DossierPanel, frame: MainWindow) -> None:
        """Show over `frame` the papers that the forms of `panel` ask for."""
        self.context, self.panel = context, panel
        self.view = PaperView(frame.body)
        panel.act_form.seen.connect(self._act)
        panel.correct_form.seen.connect(self._correction)
        panel.paper_list.seen.connect(self._stored)

    def close(self) -> None:
        """Uncover the screen."""
        self.view.close_over()

    def _act(self, act: str, body: Body) -> None:
        kind, full = event_of(act, body)
        self._imagine(kind, full, SHOWS[act], lambda problem: self.panel.act_form.refuse(words.sentence(problem)))

    def _correction(self, changes: Body, reason: str) -> None:
        self._imagine(Kind.CORRECTED, correction(changes, reason), "receipt", self.panel.correct_form.refuse)

    def _imagine(self, kind: Kind, body: Body, form: str, failed: Callable[[MotcuaError], None]) -> None:
        desk, paper = self.context.desk, self.context.paper
        code = self.panel.dossier.code if self.panel.dossier else ""

        def draw() -> bytes:
            return papers.preview(desk, acts.imagined(desk, code, kind, body), form, paper=paper)

        self._show(draw, _AHEAD.format(TITLES[form]), failed)

    def _stored(self, form: str) -> None:
        desk, paper = self.context.desk, self.context.paper
        code = self.panel.dossier.code if self.panel.dossier else ""
        self._show(
            lambda: papers.render(desk, code, form, paper=paper),
            f"{TITLES[form]} · {code}",
            lambda problem: self.panel.paper_list.refuse(words.sentence(problem)),
        )

    def _show(self, draw: Callable[[], bytes], title: str, failed: Callable[[MotcuaError], None]) -> None:
        width = self.view.wanted_width

        def shown(pages: Pages) -> None:
            if self.panel.form_open and self.panel.isVisible():
                self.view.show_pages(pages)

        self.context.tasks.run(lambda: render(draw(), title, width), shown, failed, topic=_TOPIC)
