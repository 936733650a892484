"""A look at a paper before it is printed: of an act or a correction not written yet, or of what is in the store."""

from __future__ import annotations

from collections.abc import Callable

from app import words
from app.errors import MotcuaError
from app.rules.acts import Kind
from app.rules.events import Body
from app.services import acts, papers
from app.ui.context import Context
from app.ui.dossiers.act_table import SHOWS, event_of
from app.ui.dossiers.act_writer import correction
from app.ui.dossiers.panel import DossierPanel
from app.ui.dossiers.paperlist import due
from app.ui.shell.papersheet import PaperSheet

_TOPIC, _AHEAD, _DRAWING = "lookup.paper", "{} · chưa ghi", "Đang dựng giấy…"


class PaperPreview:
    """Only the newest paper asked for is shown, and none once its sheet is left."""

    def __init__(self, context: Context, panel: DossierPanel, sheet: PaperSheet) -> None:
        """Show on `sheet` the papers that the forms of `panel` ask for."""
        self.context, self.panel, self.sheet = context, panel, sheet
        self._wanted = False
        sheet.closed.connect(self._left)
        panel.act_form.seen.connect(self._act)
        panel.correct_form.seen.connect(self._correction)
        panel.paper_list.seen.connect(self._stored)

    def enlarge(self) -> bool:
        """Show what the open form is about, else the paper that Ctrl+P prints; False where there is no dossier."""
        dossier = self.panel.dossier
        if dossier is not None and not self.panel.see():
            self._stored(due(dossier)[0])
        return dossier is not None

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

        def refused(problem: MotcuaError) -> None:
            self.sheet.close_over()
            failed(problem)

        self._show(draw, _AHEAD.format(words.FORMS[form]), refused)

    def _stored(self, form: str) -> None:
        desk, paper = self.context.desk, self.context.paper
        code = self.panel.dossier.code if self.panel.dossier else ""
        self._show(
            lambda: papers.render(desk, code, form, paper=paper),
            f"{words.FORMS[form]} · {code}",
            lambda problem: self.sheet.say(words.sentence(problem)),
        )

    def _show(self, draw: Callable[[], bytes], title: str, failed: Callable[[MotcuaError], None]) -> None:
        self._wanted = True
        self.sheet.say(_DRAWING)

        def shown(pdf: bytes) -> None:
            if self._wanted:
                self.sheet.show_pdf(pdf, title)

        def refused(problem: MotcuaError) -> None:
            if self._wanted:
                failed(problem)

        self.context.tasks.run(draw, shown, refused, topic=_TOPIC)

    def _left(self) -> None:
        self._wanted = False
