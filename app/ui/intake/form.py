"""The reception form: its four sections, what opens above them, the bar of actions beneath. No logic.

While a refusal is being written, the bar's main action is the refusal: one screen has one main action, at one key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.intake.aside import AsideCard
from app.ui.intake.by_pen import PenCard
from app.ui.intake.entered import Entered, PersonText
from app.ui.intake.papers import Papers
from app.ui.intake.people import People
from app.ui.intake.procedure import ProcedureSection
from app.ui.intake.promise import PromiseSection
from app.ui.intake.refusing import RefusalCard
from app.ui.kit.buttons import Button
from app.ui.kit.cards import ErrorStrip
from app.ui.kit.fields import Field
from app.ui.kit.form import ActionBar, Form, Section
from app.ui.kit.layout import Column, set_shown
from app.ui.kit.marks import Mark
from app.ui.kit.theme import changes, theme
from app.ui.shortcuts import Shortcut
from app.ui.typed_text import Problem

_LEFT = "Chưa lưu được: còn {} chỗ cần sửa."
_PAPERS_NOTE = "{} giấy tờ nhận"


class IntakeForm(QWidget):
    """Everything left of the paper; `changed` after every change by the officer."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.people, self.procedure = People(), ProcedureSection()
        self.papers, self.promise = Papers(), PromiseSection()
        self.sections: tuple[Section, ...] = (self.people, self.procedure, self.papers, self.promise)
        self.strip, self.aside_card, self.refusal = ErrorStrip(), AsideCard(), RefusalCard()
        self.by_pen = PenCard()
        self.form = Form(self.sections)
        self.aside = Button("Để sau", "quiet", icon="pause")
        self.aside.setToolTip(f"{Shortcut.SET_ASIDE.word} ({Shortcut.SET_ASIDE.cap})")
        self.refuse = Button("Không nhận…", "quiet")
        self.refuse.setToolTip(f"{Shortcut.REFUSE_AT_DOOR.word} ({Shortcut.REFUSE_AT_DOOR.cap})")
        self.enlarge = Button("Xem giấy", key=Shortcut.ENLARGE, icon="eye", large=True)
        self.save = Button("Lưu, chưa in", key=Shortcut.SAVE, large=True)
        self.primary = Button("Lưu và in", "primary", key=Shortcut.PRIMARY, icon="print", large=True)
        self.refuse_now = Button("Không nhận và in", "danger", key=Shortcut.PRIMARY, icon="print", large=True)
        self.bar = ActionBar([self.aside, self.refuse], [self.enlarge, self.save, self.primary, self.refuse_now])
        cards = (self.strip, self.aside_card, self.refusal, self.by_pen)
        Column(*cards, (self.form, 1), self.bar, gap=0, parent=self)
        for section in (self.people, self.procedure, self.papers, self.promise):
            section.changed.connect(self.changed)
        self.papers.arranged.connect(self._order)
        self.refusal.changed.connect(self.changed)
        self.refusal.changed.connect(self._fit)
        self.refusal.closed.connect(self._fit)
        self.by_pen.changed.connect(self.changed)
        self.by_pen.changed.connect(self._fit)
        self.by_pen.closed.connect(self._fit)
        self.by_pen.done.connect(self.to_scan)
        self.people.pen.clicked.connect(lambda: self.by_pen.open_card())
        self.shown_places: set[str] = set()
        self._noted = ("", False)
        changes().changed.connect(self._fit)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        self._fit()

    # -- what stands on it -------------------------------------------------------------------------------------

    def entered(self) -> Entered:
        """Return the whole form as typed."""
        entered = replace(Entered(), papers=self.papers.value())
        for part in (self.people, self.procedure, self.promise, self.by_pen):
            entered = part.onto(entered)
        return entered

    def put(self, entered: Entered) -> None:
        """Show a kept draft."""
        self.people.take(entered)
        self.procedure.take(entered)
        chosen, case = self.procedure.chosen, self.procedure.case
        if chosen is not None:
            self.papers.ask(chosen.components_for(case))
            self.papers.put(entered.papers)
            self.promise.ask(chosen, case)
        self.promise.take(entered)
        self.by_pen.take(entered)
        self._fit()

    def clear(self) -> None:
        """Make room for the next citizen."""
        self.clear_errors()
        self.refusal.put_away()
        self._fit()
        self.people.take(Entered())
        self.people.scan.reset()
        self.procedure.clear()
        self.papers.clear()
        self.promise.clear()
        self.by_pen.next_sheet()
        self.form.verticalScrollBar().setValue(0)

    # -- what is wrong with it ---------------------------------------------------------------------------------

    def show_errors(self, problems: Sequence[Problem]) -> None:
        """Show each problem at its place, all in the strip, and go to the first; one of no place is said there."""
        self.clear_errors()
        self.shown_places = {problem.place for problem in problems}
        for problem in problems:
            if problem.place:
                self._place(problem.place)[0](problem.sentence)
        self.tell_errors(problems)
        if problems[0].place:
            self.go_to(problems[0].place)

    def tell_errors(self, problems: Sequence[Problem]) -> None:
        """Say in the strip what is still wrong of what was shown; a place put right meanwhile is left out."""
        left = [problem for problem in problems if problem.place in self.shown_places]
        places = [(one.label, lambda place=one.place: self.go_to(place)) for one in left if one.place]
        said = [_LEFT.format(len(places))] if places else []
        self.strip.show_errors(" ".join(said + [one.sentence for one in left if not one.place]), places)
        for place in self.shown_places - {problem.place for problem in left} - {""}:
            self._place(place)[0]("")
        self.shown_places = {problem.place for problem in left}

    def clear_errors(self) -> None:
        """Take every error back."""
        self.shown_places = set()
        self.strip.clear()
        self.people.clear_marks()
        self.procedure.set_error("")
        self.procedure.twice.set_error("")
        self.procedure.elsewhere.set_error(None)
        for line in self.papers.lines:
            line.set_error("")
        self.promise.clear_error()
        self.by_pen.clear_errors()

    def go_to(self, place: str) -> None:
        """Bring a place into view and put the cursor there."""
        where = self._place(place)[1]
        where.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow(None, where)

    def _follow(self, _old: QWidget | None, where: QWidget | None) -> None:
        """Bring what has the cursor into view, with its label: access letters go to fields that are scrolled away."""
        inner = self.form.widget()
        if where is None or inner is None or not inner.isAncestorOf(where):
            return
        field = where.parentWidget()
        shown = field if isinstance(field, Field) else where
        # Once what was just opened has taken its room, or it would cover the field's label.
        QTimer.singleShot(0, shown, lambda: self.form.ensureWidgetVisible(shown, 0, theme().px(12)))

    def mark_sections(self, entered: Entered, problems: Sequence[Problem], *, twice: bool) -> None:
        """Show by each section's name whether it is empty, complete, wrong or to be looked at."""
        elsewhere = {"", *self.by_pen.fields}
        wrong = {self._section(problem.place) for problem in problems if problem.place not in elsewhere}
        shown = {self._section(place) for place in self.shown_places - elsewhere}
        begun = (
            entered.applicant != PersonText(), bool(entered.procedure),
            bool(entered.procedure), bool(entered.procedure),
        )  # fmt: skip
        note = _PAPERS_NOTE.format(sum(paper.ticked and paper.kind == "submit" for paper in entered.papers))
        for section, has in zip(self.sections, begun, strict=True):
            if section in shown:
                mark = Mark.OVERDUE
            elif section is self.procedure and twice and not entered.reason:
                mark = Mark.CAUTION
            else:
                mark = Mark.COMPLETE if has and section not in wrong else Mark.EMPTY
            section.set_state(mark, note if section is self.papers and has else "")

    def _section(self, place: str) -> Section:
        head = place.partition(".")[0]
        return {
            "applicant": self.people, "owner": self.people, "authorised_by": self.people,
            "procedure": self.procedure, "reason": self.procedure, "case": self.procedure,
            "destination": self.procedure,
            "papers": self.papers, "components": self.papers,
        }.get(head, self.promise)  # fmt: skip

    def _place(self, place: str) -> tuple[Callable[[str], None], QWidget]:
        """Return what shows an error at a place, and where the cursor goes."""
        people, procedure, promise = self.people, self.procedure, self.promise
        known = people.fields | people.owner.fields | self.by_pen.fields
        if place in known:
            return known[place].set_error, known[place].editor
        head, _, at = place.partition(".")
        if head == "papers":
            line = self.papers.line_at(int(at))
            return line.set_error, line.first()
        if place in promise.editors:
            return lambda sentence: self._promise_error(place, sentence), promise.editors[place]
        if place == "reason":
            return procedure.twice.set_error, procedure.twice.reason
        if place == "destination":
            return lambda sentence: procedure.elsewhere.set_error(sentence or None), procedure.destination
        return procedure.set_error, procedure.box

    def _promise_error(self, place: str, sentence: str) -> None:
        self.promise.set_error(place, sentence) if sentence else self.promise.clear_error()

    # -- going about -------------------------------------------------------------------------------------------

    def first_of(self, part: int) -> None:
        """Go to the n-th section."""
        papers = self.papers
        places: tuple[QWidget, ...] = (
            self.people.name_, self.procedure.box,
            papers.lines[0].first() if papers.lines else self.procedure.box, self.promise.first(),
        )  # fmt: skip
        self.form.reveal(places[part])

    def _order(self) -> None:
        """Let Tab go as the screen is read: Qt takes what was made last, as papers and cases are, for the last."""
        procedure, papers, promise = self.procedure, self.papers, self.promise
        rows = (
            (procedure.box, *procedure.case_.stops()),
            (procedure.twice.reason, *papers.stops(), promise.due, promise.copies, promise.pages, promise.exemption),
        )
        for row in rows:
            for before, stop in pairwise(row):
                # Qt moves the stand-in of a widget that has one, and leaves the widget itself where it was.
                stand_in = stop.focusProxy()
                stop.setFocusProxy(None)  # type: ignore[arg-type]
                self.setTabOrder(before, stop)
                if stand_in is not None:
                    stop.setFocusProxy(stand_in)

    def to_first(self) -> None:
        """Go where the next reception begins: to the number of the next sheet, else to the scan field."""
        self.to_scan() if self.by_pen.isHidden() else self.by_pen.open_card()

    def to_scan(self) -> None:
        """Go to the scan field."""
        self.people.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.form.ensureWidgetVisible(self.people.scan)

    def note(self, words: str, *, kept: bool = False) -> None:
        """Say in the bar what was kept."""
        self._noted = words, kept
        self._fit()

    def _fit(self) -> None:
        """Above 100 % the paper is not beside the form, so its key stands in the bar, and notes have no room."""
        compact, refusing = theme().compact, not self.refusal.isHidden()
        by_pen = not self.by_pen.isHidden()
        words, kept = ("", False) if compact or refusing else self._noted
        set_shown(self.enlarge, compact)
        set_shown(self.save, not refusing and not by_pen)
        self.primary.set_text("Lưu, không in" if by_pen else "Lưu và in", "document_checkmark" if by_pen else "print")
        set_shown(self.primary, not refusing)
        set_shown(self.refuse, not refusing)
        set_shown(self.refuse_now, refusing)
        self.bar.set_note(words, Mark.AT_DESK if kept and words else None)
