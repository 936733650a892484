"""The paper at the right: the list as it would be printed now, or one that was signed; drawn on the desk worker."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import MotcuaError
from app.services import handover
from app.services.handover import Handover
from app.ui.context import Context
from app.ui.handover.draft_lists import DraftList
from app.ui.handover.panel import HandoverPanel
from app.ui.handover.reading import Sheet, draw, signed_sheet

_TOPIC = "handover.paper"


class Preview:
    """Only the newest paper asked for is shown."""

    def __init__(self, context: Context, panel: HandoverPanel) -> None:
        """Show papers on `panel`; `number` is that of the signed list looked at, empty while it is the draft."""
        self.context, self.panel = context, panel
        self.number = ""

    @property
    def width(self) -> int:
        """How wide a page is rendered: sharp in the panel, also when it was never shown yet."""
        return max(640, self.panel.paper.wanted_width)

    def draft(self, draft: DraftList) -> None:
        """Show the list that is being made."""
        self.number = ""
        desk, width, dossiers = self.context.desk, self.width, draft.chosen
        sort, unit, person = draft.sort, draft.unit, draft.person

        def work() -> Sheet | None:
            return draw(handover.preview(desk, sort, unit, person, dossiers), width) if dossiers else None

        def done(sheet: Sheet | None) -> None:
            if sheet is None:
                self.panel.show_empty(sort)
            else:
                self.panel.show_paper(sort, sheet.pdf, sheet.image, "xem trước")

        self.context.tasks.run(work, done, topic=_TOPIC)

    def signed(self, number: str, done: Callable[[Handover], None], failed: Callable[[MotcuaError], None]) -> None:
        """Show a signed list as it would be printed again."""
        self.number = number
        desk, width = self.context.desk, self.width

        def drawn(found: tuple[Handover, Sheet]) -> None:
            signed, sheet = found
            self.panel.show_paper(signed.sort, sheet.pdf, sheet.image, f"đã ký {signed.at:%H:%M}")
            done(signed)

        def gone(problem: MotcuaError) -> None:
            self.number = ""
            failed(problem)

        self.context.tasks.run(lambda: signed_sheet(desk, number, width), drawn, gone, topic=_TOPIC)
