"""Tiếp nhận: connects the form, the paper and the services; see the package for its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app import words
from app.errors import MotcuaError, UserError
from app.rules.catalogue import Procedure
from app.rules.identity import looks_like_dossier_code, parse_card
from app.services import catalogue
from app.services.duplicates import Earlier
from app.services.grounds import Ground, grounds
from app.ui.arguments import KeyIn, LookUp, TakeUp
from app.ui.context import Context
from app.ui.intake.drafting import Drafting
from app.ui.intake.entered import Entered, draft_of, for_refusal, problems, refusal_problems
from app.ui.intake.form import IntakeForm
from app.ui.intake.lookahead import LookAhead
from app.ui.intake.panel import ReceiptPanel
from app.ui.intake.reception_writer import ReceptionWriter
from app.ui.kit.layout import Column
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind
from app.ui.typed_text import Problem

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_TITLE, _NEW = "Tiếp nhận hồ sơ", "Hồ sơ mới"
_NOT_YET, _NOT_SAVED = "Chưa in được: còn {} chỗ cần sửa.", "Chưa in được: hồ sơ chưa lưu."
_FULL = "Đang ghi dở một hồ sơ: lưu hoặc để sau (Ctrl+D) trước"


class IntakePage(Page):
    """One citizen after another, without a dialog between them."""

    title, subtitle = _TITLE, _NEW

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the catalogue and kept drafts are read when it is first shown."""
        super().__init__(window)
        self.context = context
        self.form, self.side = IntakeForm(), ReceiptPanel(context.paper)
        self.panel, self.paper = self.side, self.side.paper
        self.writer = ReceptionWriter(context, self.side)
        self.drafting = Drafting(context, self.form, self._restored)
        self._day, self._before = "", Entered()
        self._below: Problem | None = None
        self.form.people.set_own(context.centre.commune)
        self.form.procedure.set_own(context.centre.commune)
        self.ahead = LookAhead(context, self.form, self.side, self._mark)
        Column((self.form, 1), gap=0, parent=self)
        self._connect()
        self._mark()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self._read_catalogue()
        self.ahead.later()
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.form.to_first()
        if isinstance(argument, KeyIn):
            self._key_in(argument.number)
        if isinstance(argument, TakeUp):
            # After the catalogue, which the form reads when it is first shown.
            self.context.tasks.run(lambda: argument.draft, self._take_up)

    def _key_in(self, number: str) -> None:
        if self.form.entered().empty:
            self.form.by_pen.open_card(number)
        else:
            self.form.note(_FULL)

    def _take_up(self, draft: str) -> None:
        if self.form.entered().empty:
            self.form.aside_card.taken.emit(draft)

    def refresh(self) -> None:  # noqa: D102
        self._read_catalogue()
        self.ahead.again()

    def leave(self) -> None:  # noqa: D102
        self.ahead.stop()
        self.drafting.keep_now()

    def primary(self) -> None:  # noqa: D102
        if self.form.refusal.isHidden():
            self.save(printing=True)
        else:
            self.refuse()

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form, side = self.form, self.side
        form.changed.connect(self._changed)
        form.people.scan.scanned.connect(self._scanned)
        form.procedure.taken.connect(self._procedure_taken)
        form.procedure.dropped.connect(self._procedure_dropped)
        form.procedure.case_changed.connect(self._case_changed)
        twice = form.procedure.twice
        twice.open_button.clicked.connect(self._open_earlier)
        twice.anyway.clicked.connect(self._receive_anyway)
        form.primary.clicked.connect(lambda: self.save(printing=True))
        form.save.clicked.connect(lambda: self.save(printing=False))
        form.aside.clicked.connect(self.drafting.set_aside_or_take)
        form.refuse.clicked.connect(self._ask_refusal)
        form.by_pen.closed.connect(self._changed)
        form.by_pen.closed.connect(form.to_scan)
        form.refuse_now.clicked.connect(self.refuse)
        form.refusal.closed.connect(self._not_refused)
        form.enlarge.clicked.connect(self._enlarge)
        side.enlarge.clicked.connect(self._enlarge)
        side.print_asked.connect(self.writer.print_again)
        side.correct_asked.connect(self._correct_last)
        side.same_asked.connect(self._same_person)
        side.together_asked.connect(self.writer.print_together)
        keys: list[tuple[Shortcut, Callable[[], object]]] = [
            (Shortcut.SAVE, lambda: self.save(printing=False)),
            (Shortcut.REFUSE_AT_DOOR, self._ask_refusal),
            (Shortcut.SAME_PERSON, self._same_person),
            (Shortcut.ONE_RECEIPT, self.writer.print_together),
            (Shortcut.PRINT, self.writer.print_again),
            (Shortcut.CORRECT, self._correct_last),
            (Shortcut.SET_ASIDE, self.drafting.set_aside_or_take),
            (Shortcut.SCAN_FIELD, form.to_scan),
            (Shortcut.OPEN_DUPLICATE, self._open_earlier),
            (Shortcut.RECEIVE_ANYWAY, self._receive_anyway),
        ]
        keys += [(Shortcut[f"PART_{part + 1}"], partial(form.first_of, part)) for part in range(len(form.sections))]
        for key, slot in keys:
            bind(self, key, slot)

    def _read_catalogue(self) -> None:
        """Read the catalogue anew on the first showing and on each new day: procedures come and go by date."""
        day, desk = self.context.desk.clock().date(), self.context.desk
        if self._day == day.isoformat():
            return
        self._day = day.isoformat()
        self.context.tasks.run(
            lambda: (catalogue.in_force_on(desk, day), catalogue.usage(desk, day)),
            self._catalogue_read,
        )

    def _catalogue_read(self, found: tuple[tuple[Procedure, ...], dict[str, int]]) -> None:
        self.form.procedure.set_catalogue(*found)
        self.drafting.start()

    # -- what the officer does ---------------------------------------------------------------------------------

    def _scanned(self, text: str) -> None:
        if looks_like_dossier_code(text):
            self.form.people.scan.reset()
            self._open(LookUp(text.strip()))
            return
        try:
            card = parse_card(text)
        except UserError as problem:
            self.form.people.scan.report("Chưa đọc được. ", words.sentence(problem))
            return
        self.form.people.take_card(card)
        self.form.people.scan.focusNextChild() if not card.name else self.form.procedure.box.setFocus()

    def _procedure_taken(self, procedure: object) -> None:
        chosen = self.form.procedure.chosen
        if chosen is None:
            return
        self.form.papers.ask(chosen.components_for(None))
        self.form.promise.ask(chosen, None)
        self._changed()
        self.ahead.now()
        self.form.first_of(2)

    def _procedure_dropped(self) -> None:
        self.form.papers.clear()
        self.form.promise.ask(None, None)
        self.form.promise.tell(None)
        self.side.show_preview(None)

    def _case_changed(self) -> None:
        procedure, case = self.form.procedure.chosen, self.form.procedure.case
        if procedure is not None:
            self.form.papers.ask_again(procedure.components_for(case))
            self.form.promise.ask(procedure, case)

    def _changed(self) -> None:
        self._below = None
        self._mark()
        self.drafting.later()
        self.ahead.later()

    def _restored(self) -> None:
        self._mark()
        self.ahead.now()

    # -- saving ------------------------------------------------------------------------------------------------

    def save(self, *, printing: bool) -> None:
        """Commit what stands on the form, or say everything that keeps it from being saved."""
        if self.writer.busy or not self.form.refusal.isHidden():
            return
        self._below = None
        found = self._problems()
        if found:
            self._not_saved(found)
            return
        entered = self.form.entered()
        try:
            draft = draft_of(entered, self.drafting.id)
        except UserError as problem:
            self._failed(problem)
            return
        self.drafting.stop()
        self.writer.save(
            draft, self.drafting.id, printing=printing and not entered.by_pen,
            done=partial(self._saved, entered), twice=self._found_twice, failed=self._failed,
        )  # fmt: skip

    def _saved(self, entered: Entered) -> None:
        self._before, self._below = entered, None
        self.drafting.begin()
        self.form.clear()
        self.ahead.forget()
        self.side.show_preview(None)
        self._mark()
        self.form.to_first()

    def _found_twice(self, earlier: Earlier) -> None:
        self.ahead.twice(earlier)
        self._not_saved(self._problems())

    def _failed(self, problem: MotcuaError) -> None:
        """An error from below, which the form cannot see: told until something is typed or it is saved once more."""
        place = problem.field or ""
        self._below = Problem(place, words.field_word(place).capitalize() if place else "", words.sentence(problem))
        self._not_saved(self._problems())

    def _not_saved(self, found: list[Problem]) -> None:
        self.form.show_errors(found)
        self._mark()
        self.side.say(_NOT_YET.format(len(found)) if all(one.place for one in found) else _NOT_SAVED)

    def _problems(self) -> list[Problem]:
        entered, chosen, own = self.form.entered(), self.form.procedure.chosen, self.context.centre.commune
        today = self.context.desk.clock().date()
        if self.form.refusal.isHidden():
            found = problems(entered, chosen, today, own=own, twice=self.form.procedure.twice.earlier is not None)
        else:
            found = refusal_problems(entered, chosen, today, own=own)
        return [*found, self._below] if self._below else found

    def _mark(self) -> None:
        found = self._problems()
        if self.form.shown_places:
            self.form.tell_errors(found)
        self.form.mark_sections(self.form.entered(), found, twice=self.form.procedure.twice.earlier is not None)

    # -- not taken in, or more of the same person ---------------------------------------------------------------

    def refuse(self) -> None:
        """Commit that nothing is taken in and print the refusal, or say what it lacks."""
        if self.writer.busy:
            return
        self._below = None
        found = self._problems()
        if found:
            self._not_saved(found)
        if not self.form.refusal.complete() or found:
            return
        try:
            draft = draft_of(for_refusal(self.form.entered()), self.drafting.id)
        except UserError as problem:
            self._failed(problem)
            return
        self.drafting.stop()
        body, done = self.form.refusal.body(), partial(self._saved, Entered())
        self.writer.refuse(draft, body, self.drafting.id, done=done, failed=self._failed)

    def _ask_refusal(self) -> None:
        def read(found: tuple[Ground, ...]) -> None:
            self.form.clear_errors()
            self.form.form.verticalScrollBar().setValue(0)
            self.form.refusal.offer(found)

        if self.form.refusal.isHidden():
            self.context.tasks.run(lambda: grounds(self.context.desk), read)

    def _not_refused(self) -> None:
        self.form.clear_errors()
        self._changed()
        self.form.to_scan()

    def _same_person(self) -> None:
        """Put the applicant of the reception saved last on an empty form; what is being typed is never overwritten."""
        last = self.writer.last
        if last is None or last.at_door:
            return
        if not self.form.entered().empty:
            self.form.note(_FULL)
            return
        self.form.put(Entered(kind=self._before.kind, applicant=self._before.applicant))
        self._changed()
        self.form.first_of(1)

    # -- elsewhere ---------------------------------------------------------------------------------------------

    def _open_earlier(self) -> None:
        earlier = self.form.procedure.twice.earlier
        if earlier is not None:
            self._open(LookUp(earlier.code))

    def _receive_anyway(self) -> None:
        if self.form.procedure.twice.earlier is not None:
            self.form.form.reveal(self.form.procedure.twice.reason)

    def _correct_last(self) -> None:
        if self.writer.last is not None:
            self._open(LookUp(self.writer.last.code, correct=not self.writer.last.at_door))

    def _open(self, what: LookUp) -> None:
        if self.frame is not None:
            self.frame.open(Screen.LOOKUP, what)

    def _enlarge(self) -> None:
        if self.frame is not None:
            self.frame.enlarged.open_for(self.side.paper)
