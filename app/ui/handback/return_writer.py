"""Giving back and taking back, off the GUI thread: committed first, printed after."""

from __future__ import annotations

from collections.abc import Callable

from app.rules.dossier import Dossier
from app.rules.vocabulary import Method
from app.services import returning
from app.services.desk import Desk
from app.ui.context import Context
from app.ui.handback.queue import ReturnPanel
from app.ui.handback.typed import Return
from app.ui.writing import Failed, Writer, form_of

_GIVEN, _PRINTED, _REPRINTED = "Đã trả cho {name}", "Đã trả cho {name}, đã in", "Đã trả cho {name}, đã in lại"
_NOT_PRINTED = "Đã trả cho {name}, chưa in được biên nhận"
_TAKEN_BACK = "Đã lấy lại kết quả của {name}"


class ReturnWriter(Writer[Dossier]):
    """One return at a time; `last` is the dossier the ways back speak of."""

    def __init__(self, context: Context, panel: ReturnPanel, unprinted: Callable[[str, str], None]) -> None:
        """Tell what was done on `panel`; a receipt that did not come out is told to `unprinted` as well.

        A narrow window has no panel in sight, and the citizen goes without his paper.
        """
        super().__init__(context)
        self.panel, self.unprinted = panel, unprinted

    def give(self, typed: Return, *, printing: bool, done: Callable[[Dossier], None], failed: Failed) -> None:
        """Write the return and what must come before it; then print its receipt if `printing`."""

        def given(dossier: Dossier) -> None:
            self.tell(dossier)
            done(dossier)
            if printing:
                self.print_again()

        self.write(lambda: _write(self.context.desk, typed), given, failed)

    def take_back(self, reason: str, *, done: Callable[[Dossier], None], failed: Failed) -> None:
        """Undo the last return: its result waits again."""
        dossier, desk = self.last, self.context.desk
        if dossier is None:
            return

        def taken(after: Dossier) -> None:
            self.last = None
            self.panel.close_mistake()
            self.panel.tell(_TAKEN_BACK.format(name=after.citizen.name), f"{after.code}. Kết quả chờ trả lại.")
            done(after)

        self.write(lambda: returning.take_back(desk, dossier.code, reason), taken, failed)

    def print_again(self) -> None:
        """Print the receipt of the last return, once more or for the first time."""
        dossier = self.last
        if dossier is None:
            return

        def printed(times: int) -> None:
            self._tell(dossier, _PRINTED if times == 1 else _REPRINTED, _when(dossier))

        def failed(why: str) -> None:
            self.last = dossier
            self._tell(dossier, _NOT_PRINTED, f"{dossier.code}. {why}", ok=False)
            self.unprinted(f"Chưa in được biên nhận {dossier.code}. ", why)

        self.print(form_of(self.context, dossier.code, "return-receipt"), dossier, printed, failed)

    def tell(self, dossier: Dossier) -> None:
        """Speak of a returned dossier from now on, with the ways back."""
        self.last = dossier
        self.panel.close_mistake()
        self._tell(dossier, _GIVEN, _when(dossier))

    def _tell(self, dossier: Dossier, template: str, detail: str, *, ok: bool = True) -> None:
        if dossier.returned_to is not None:
            self.panel.tell(template.format(name=dossier.returned_to.name), detail, ok=ok, ways_back=True)


def _write(desk: Desk, typed: Return) -> Dossier:
    return returning.give_back(
        desk,
        typed.dossier.code,
        to=typed.name,
        id_number=typed.id_number,
        phone=typed.phone,
        authorisation=typed.authorisation,
        via=typed.via,
        item=typed.item,
        result=returning.MadeHere(*typed.result) if typed.result is not None else None,
        collect=Method.CASH if typed.collected else None,
    )


def _when(dossier: Dossier) -> str:
    assert dossier.returned_at is not None
    return f"{dossier.code}, lúc {dossier.returned_at:%H:%M}"
