"""What every screen is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import MotcuaError
from app.models.setting import CentreRecord
from app.services import papers
from app.services.desk import Desk
from app.settings import Settings
from app.ui.printer import Printer
from app.ui.tasks import Tasks

TITLES = {
    "receipt": "Giấy tiếp nhận",
    "receipt-batch": "Giấy tiếp nhận nhiều hồ sơ",
    "supplement": "Phiếu yêu cầu bổ sung",
    "refusal": "Phiếu từ chối",
    "extension": "Phiếu xin lỗi và gia hạn",
    "stop": "Thông báo dừng giải quyết",
    "return-receipt": "Biên nhận trả kết quả",
    "result-handover": "Phiếu bàn giao kết quả",
    "control-slip": "Phiếu kiểm soát quá trình",
    "handover": "Giấy bàn giao hồ sơ",
    "fee-receipt": "Biên lai thu phí",
}
"""What a printed form is called in the printer's queue and as a file."""


@dataclass
class Context:
    """Made once the store is open.

    `wake_sync` asks the sync thread to send now, and does nothing without a province. `enrolled` tells whether there is
    a province at all.
    """

    home: Path
    desk: Desk
    tasks: Tasks
    printer: Printer
    settings: Settings
    wake_sync: Callable[[], None]
    centre: CentreRecord
    enrolled: bool

    def print_form(
        self, code: str, form: str, done: Callable[[int], None], failed: Callable[[MotcuaError], None]
    ) -> None:
        """Print a form of a committed dossier: rendered, handed to the printer, then counted, in this order.

        `done` gets how often the form was now printed. A program that dies before the count shows the paper as
        perhaps not printed, never the other way round (DESIGN §3.2).
        """

        def spooled() -> None:
            self.tasks.run(lambda: papers.printed(self.desk, code, form), done, failed)

        def rendered(pdf: bytes) -> None:
            self.printer.send(pdf, f"{TITLES[form]} {code}", spooled, failed)

        self.tasks.run(lambda: papers.render(self.desk, code, form, paper=self.paper), rendered, failed)

    @property
    def paper(self) -> papers.Paper:
        """The paper this desk prints forms on."""
        return "A4" if self.settings.paper == "A4" else "A5"
