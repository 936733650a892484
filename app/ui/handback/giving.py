"""Giving back and taking back, off the GUI thread: committed first, printed after."""

from __future__ import annotations

from collections.abc import Callable

from app import words
from app.errors import MotcuaError
from app.rules.dossier import Dossier
from app.rules.vocabulary import Method
from app.services import returning
from app.services.desk import Desk
from app.ui.context import Context
from app.ui.handback.queue import ReturnPanel
from app.ui.handback.typed import Return

_GIVEN, _PRINTED, _REPRINTED = "Đã trả cho {name}", "Đã trả cho {name}, đã in", "Đã trả cho {name}, đã in lại"
_NOT_PRINTED = "Đã trả cho {name}, chưa in được biên nhận"
_TAKEN_BACK = "Đã lấy lại kết quả của {name}"


class Giving:
    """One return at a time; `last` is the dossier the ways back speak of."""

    def __init__(self, context: Context, panel: ReturnPanel, unprinted: Callable[[str, str], None]) -> None:
        """Tell what was done on `panel`; a receipt that did not come out is told to `unprinted` as well.

        A narrow window has no panel in sight, and the citizen goes without his paper.
        """
        self.context, self.panel, self.unprinted = context, panel, unprinted
        self.last: Dossier | None = None
        self.busy = False

    def give(
        self, typed: Return, *, printing: bool, done: Callable[[Dossier], None], failed: Callable[[MotcuaError], None]
    ) -> None:
        """Write the return and what must come before it; then print its receipt if `printing`."""

        def given(dossier: Dossier) -> None:
            self.tell(dossier)
            done(dossier)
            if printing:
                self._print(_PRINTED)

        self._run(lambda: _write(self.context.desk, typed), given, failed)

    def take_back(self, reason: str, *, done: Callable[[Dossier], None], failed: Callable[[MotcuaError], None]) -> None:
        """Undo the last return: its result waits again."""
        dossier, desk = self.last, self.context.desk
        if dossier is None:
            return

        def taken(after: Dossier) -> None:
            self.last = None
            self.panel.close_mistake()
            self.panel.tell(_TAKEN_BACK.format(name=after.citizen.name), f"{after.code}. Kết quả chờ trả lại.")
            done(after)

        self._run(lambda: returning.take_back(desk, dossier.code, reason), taken, failed)

    def print_again(self) -> None:
        """Print the receipt of the last return once more."""
        self._print(_REPRINTED)

    def tell(self, dossier: Dossier) -> None:
        """Speak of a returned dossier from now on, with the ways back."""
        self.last = dossier
        self.panel.close_mistake()
        self._tell(dossier, _GIVEN, _when(dossier))

    def _run(
        self, work: Callable[[], Dossier], done: Callable[[Dossier], None], failed: Callable[[MotcuaError], None]
    ) -> None:
        if self.busy:
            return
        self.busy = True

        def finished(dossier: Dossier) -> None:
            self.busy = False
            done(dossier)
            self.context.wake_sync()

        def refused(problem: MotcuaError) -> None:
            self.busy = False
            failed(problem)

        self.context.tasks.run(work, finished, refused)

    def _print(self, when_done: str) -> None:
        dossier = self.last
        if dossier is None:
            return

        def printed(times: int) -> None:
            self._tell(dossier, _PRINTED if times == 1 else when_done, _when(dossier))

        def failed(problem: MotcuaError) -> None:
            why = words.sentence(problem)
            self._tell(dossier, _NOT_PRINTED, f"{dossier.code}. {why}", ok=False)
            self.unprinted(f"Chưa in được biên nhận {dossier.code}. ", why)

        self.context.print_form(dossier.code, "return-receipt", printed, failed)

    def _tell(self, dossier: Dossier, template: str, detail: str, *, ok: bool = True) -> None:
        """Say it of `dossier`, unless the card has come to speak of another: the ways back are of the one it names."""
        if self.last is dossier and dossier.returned_to is not None:
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
