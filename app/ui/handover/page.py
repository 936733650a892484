"""Bàn giao: connects the form, the panel and the services; see the package for its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app import words
from app.errors import MotcuaError, UserError
from app.services import handover
from app.services.handover import BACK, OUT, Handover, ResultRow
from app.ui.context import Context
from app.ui.dossiers.page import LookUp
from app.ui.handover.draft_lists import DraftList, draft_lists
from app.ui.handover.form import OFFERED, HandoverForm
from app.ui.handover.list_writer import ListWriter
from app.ui.handover.panel import HandoverPanel
from app.ui.handover.preview import Preview
from app.ui.handover.reading import Reading, read, why_not
from app.ui.handover.rows import found_rows, rows_of, unit_rows
from app.ui.handover.scans import heard
from app.ui.kit.layout import Column
from app.ui.kit.theme import theme
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_NOT_SCANNED = "Chưa quét hồ sơ nào của {}. Quét giấy tiếp nhận từng hồ sơ."
_NO_PERSON = {OUT: "Ghi họ tên người nhận.", BACK: "Ghi họ tên người giao."}


class HandoverPage(Page):
    """One list after another, without a dialog between them."""

    title = "Bàn giao"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Make the screen; the lists are read when it is shown."""
        super().__init__(window)
        self.context = context
        self.form, self.beside = HandoverForm(), HandoverPanel()
        self.panel, self.paper = self.beside, self.beside.paper
        self.writer = ListWriter(context, self.beside, self.form.refuse_scan)
        self.preview = Preview(context, self.beside)
        self.drafts = draft_lists()
        self._reading: Reading | None = None
        Column((self.form, 1), gap=0, parent=self)
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.form.to_scan()
        self.refresh()

    def refresh(self) -> None:  # noqa: D102
        self.context.tasks.run(partial(read, self.context.desk), self._take, topic="handover.read")

    def leave(self) -> None:  # noqa: D102
        self.form.found.close_list()

    def subject(self) -> object:  # noqa: D102
        return self.form.table.current_key()

    def primary(self) -> None:  # noqa: D102
        self.sign()

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form, panel, results = self.form, self.beside, self.form.results
        form.sort.changed.connect(lambda _sort: self._show())
        form.scan.scanned.connect(self._scanned)
        form.found.taken.connect(self._put)
        form.units.chosen.connect(self._to_unit)
        form.units.opened.connect(lambda _unit: form.table.setFocus())
        form.units.ticked.connect(lambda _unit: form.table.setFocus())
        for table in (form.units, *form.tables.values()):
            table.typed.connect(form.type_into_scan)
        for table in form.tables.values():
            table.ticked.connect(self._toggle)
            table.chosen.connect(lambda _code: self._show_result())
        form.tables[OUT].opened.connect(self._look_up)
        form.tables[BACK].opened.connect(self._open_result)
        form.all.clicked.connect(self._tick_all)
        form.person.textEdited.connect(lambda _text: self._name_typed())
        form.person.returnPressed.connect(self._name_entered)
        results.changed.connect(self._result_typed)
        results.scanned.connect(self._scanned)
        results.next_asked.connect(form.to_scan)
        results.finished.connect(self._result_left)
        results.codes = self._codes
        form.look.clicked.connect(lambda: self._look_up(self.subject()))
        form.primary.clicked.connect(self.sign)
        panel.enlarge.clicked.connect(self._enlarge)
        panel.print_asked.connect(self.writer.print_again)
        panel.again_asked.connect(lambda number: self.writer.print_number(str(number)))
        panel.looked_at.connect(self._look_at)
        keys: list[tuple[Shortcut, Callable[[], object]]] = [
            (Shortcut.SCAN_FIELD, form.to_scan),
            (Shortcut.TICK_ALL, self._tick_all),
            (Shortcut.PRINT, self._print_key),
            (Shortcut.PART_1, form.sort.setFocus),
            (Shortcut.PART_2, form.units.setFocus),
            (Shortcut.PART_3, lambda: form.table.setFocus()),
            (Shortcut.PART_4, self._to_lists),
        ]
        for key, slot in keys:
            bind(self, key, slot)

    # -- what stands on the screen -----------------------------------------------------------------------------

    @property
    def draft(self) -> DraftList:
        """The list that is being made."""
        return self.drafts[self.form.value]

    def _take(self, found: Reading) -> None:
        self._reading = found
        for sort, draft in self.drafts.items():
            draft.take(found.groups[sort])
            draft.place = draft.place or found.place
        self.beside.show_lists(found.lists)
        if self.frame is not None:
            self.frame.set_count(Screen.HANDOVER, sum(len(group.dossiers) for group in found.groups[OUT]))
        self._show(self.form.refused, paper=not self.preview.number)

    def _show(self, refused: str = "", *, paper: bool = True) -> None:
        """Show the list that is being made: units, dossiers, the name, and its paper unless another is looked at."""
        self.form.refuse_scan(refused)
        self.form.units.fill(unit_rows(self.draft), self.draft.unit)
        self._show_unit(paper=paper)

    def _show_unit(self, *, paper: bool = True) -> None:
        self._show_rows()
        self.form.show_draft(self.draft)
        self._show_person()
        self._show_result()
        if paper:
            self._show_paper()

    def _show_rows(self) -> None:
        found, table = self._reading, self.form.table
        if found is not None:
            table.fill(rows_of(self.draft, found.own, found.now, found.working), table.current_key())

    def _show_person(self) -> None:
        desk, draft, unit = self.context.desk, self.draft, self.draft.unit
        # Where the text is large there is room for one name under the field.
        many = 1 if theme().compact else OFFERED
        self.form.show_person(draft.person)

        def offer(names: list[str]) -> None:
            if (self.draft, self.draft.unit) == (draft, unit):
                self.form.offer_people([name for name in names if name != draft.person])

        if unit:
            work = partial(handover.people, desk, draft.sort, unit, many)
            self.context.tasks.run(work, offer, topic="handover.people")

    def _show_result(self) -> None:
        draft, code = self.draft, self.subject()
        if draft.sort == BACK:
            dossier = next((one for one in draft.dossiers if one.code == code), None)
            row = draft.results.get(dossier.code) if dossier and dossier.code in draft.ticked else None
            self.form.results.show_result(dossier, row)

    def _show_paper(self) -> None:
        self.preview.draft(self.draft)

    def _codes(self) -> list[str]:
        return [one.code for draft in self.drafts.values() for group in draft.groups for one in group.dossiers]

    # -- scanning ----------------------------------------------------------------------------------------------

    def _scanned(self, text: str) -> None:
        """Put the dossier of a paper on the list, find it by the end of its code, or say why it is not there."""
        form, said = self.form, heard(self.draft, text)
        form.strip.clear()
        form.found.close_list()
        form.refuse_scan("")
        form.to_scan()
        if said.number:
            self._look_at(said.number)
        elif said.code:
            self._put(said.code)
        elif said.several:
            form.scan.report("Có nhiều hồ sơ. ", "Chọn bằng ↑ ↓ rồi Enter.")
            form.found.show_results(found_rows(said.several, text.strip()), f"{len(said.several)} hồ sơ")
        else:
            self._refuse(said.refusal)

    def _put(self, key: object) -> None:
        """Tick a dossier by its code; one that is not on the list is looked for in the store first."""
        desk, draft, code = self.context.desk, self.draft, str(key)

        def look_again(found: Reading) -> None:
            self._take(found)
            if draft.find(code) is not None:
                self._tick(code)
            else:
                self.context.tasks.run(lambda: why_not(desk, draft.sort, code), self._refuse, topic="handover.why")

        if draft.find(code) is not None:
            self._tick(code)
        else:
            # With no topic: whatever is read after it, this paper was in somebody's hand.
            self.context.tasks.run(partial(read, desk), look_again)

    def _refuse(self, sentence: str) -> None:
        self.form.scan.reset()
        self.form.refuse_scan(sentence)

    def _tick(self, code: str) -> None:
        draft, found = self.draft, self.draft.find(code)
        if found is None:
            return
        draft.unit, dossier = found
        again = code in draft.ticked
        draft.tick(dossier)
        self._show()
        self.form.table.choose(code)
        number = code.rsplit("-", 1)[-1]
        self.form.scan.report(
            "Đã có trong danh sách: " if again else "Đã quét: ", f"{dossier.citizen.name}, …{number}."
        )
        if draft.sort == BACK:
            self.form.results.to_number()

    def _toggle(self, key: object) -> None:
        """Tick the row under the hand, or take its tick back; the hand stays in the list."""
        found = self.draft.find(str(key))
        if found is not None:
            self.form.strip.clear()
            self.draft.tick(found[1], on=key not in self.draft.ticked)
            self._show()

    def _tick_all(self) -> None:
        draft = self.draft
        if draft.sort == OUT and draft.group is not None:
            on = draft.count(draft.group) < len(draft.dossiers)
            for dossier in draft.dossiers:
                draft.tick(dossier, on=on)
            self._show()

    # -- what is typed -----------------------------------------------------------------------------------------

    def _name_typed(self) -> None:
        self.draft.people[self.draft.unit] = self.form.person.value()
        self.form.person_field.set_error(None)
        self._show_paper()

    def _name_entered(self) -> None:
        """Hear a scan that was typed here: its code goes onto the list, and the name stays."""
        text = self.form.person.value()
        code = next((code for code in self._codes() if text.upper().endswith(code)), None)
        if code is not None:
            self.form.person.setText(text[: -len(code)].strip())
            self._name_typed()
            self._scanned(code)

    def _result_typed(self, row: ResultRow) -> None:
        self.form.strip.clear()
        self.draft.results[row.code] = row
        self.draft.place = row.place
        self._show_paper()

    def _result_left(self) -> None:
        """Show in the table what was typed."""
        if self.draft.sort == BACK:
            self._show_rows()

    # -- signing -----------------------------------------------------------------------------------------------

    def sign(self) -> None:
        """Write the list and print it, or go to what is missing."""
        draft, form = self.draft, self.form
        if draft.group is None or self.writer.busy:
            return
        form.strip.clear()
        empty = next((row.code for row in draft.rows if not row.number and not row.abstract), None)
        if not draft.chosen:
            self._refuse(_NOT_SCANNED.format(draft.unit))
            form.to_scan()
        elif empty is not None:
            self._ask_result(empty)
        elif not draft.person:
            form.person_field.set_error(_NO_PERSON[draft.sort])
            form.person.setFocus()
        else:
            self.writer.sign(draft, done=partial(self._signed, draft), failed=self._failed)

    def _ask_result(self, code: str) -> None:
        form = self.form
        form.table.choose(code)
        form.strip.show_errors(words.sentence(UserError("HANDOVER_RESULT", code=code)), ())
        form.results.to_number()

    def _signed(self, draft: DraftList, signed: Handover) -> None:
        draft.forget([dossier.code for dossier in signed.dossiers], signed.unit)
        # Said here too: a narrow window has no panel in sight.
        self.form.scan.report(f"Đã ký {signed.number}, {len(signed.dossiers)} hồ sơ. ", "In lại: Ctrl+P.")
        self.form.to_scan()

    def _failed(self, problem: MotcuaError) -> None:
        """Say it above the form; a dossier that is not on the list any more is read off it."""
        self.form.strip.show_errors(words.sentence(problem), ())
        self.refresh()

    # -- signed lists ------------------------------------------------------------------------------------------

    def _look_at(self, key: object) -> None:
        """Show a signed list as its paper; Ctrl+P then prints that one."""
        self.preview.signed(str(key), self.writer.speak_of, lambda problem: self._refuse(words.sentence(problem)))

    def _print_key(self) -> None:
        """Print the list spoken of last, else go to the day's lists to choose one."""
        if self.writer.last is not None:
            self.writer.print_again()
        else:
            self._to_lists()

    # -- going about -------------------------------------------------------------------------------------------

    def _to_unit(self, unit: object) -> None:
        if isinstance(unit, str) and unit != self.draft.unit:
            self.draft.unit = unit
            self.form.refuse_scan("")
            self._show_unit()

    def _to_lists(self) -> None:
        frame = self.frame
        if frame is not None and frame.compact and not frame.sheet.isVisible():
            frame.sheet.show_widget(self.beside, frame.width() // 2)
        self.beside.to_lists()

    def _open_result(self, key: object) -> None:
        """Enter on a dossier: to its result, ticked if it was not."""
        if key not in self.draft.ticked:
            self._toggle(key)
        self.form.results.to_number()

    def _look_up(self, key: object) -> None:
        if isinstance(key, str) and self.frame is not None:
            self.frame.open(Screen.LOOKUP, LookUp(key))

    def _enlarge(self) -> None:
        if self.frame is not None:
            self.frame.enlarged.open_for(self.beside.paper)
