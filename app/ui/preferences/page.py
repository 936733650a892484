"""Cài đặt: gathers what the form says, has it saved, and shows what was refused at its field."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from app import words
from app.errors import MotcuaError
from app.printing.print_setup import PrintSetup
from app.services import lock_code, preferences
from app.services.desk import CentreRecord
from app.services.preferences import Chosen
from app.ui.arguments import SeeCopies
from app.ui.context import Context
from app.ui.kit.dressing import apply_theme
from app.ui.kit.layout import Column
from app.ui.kit.theme import Scheme, theme
from app.ui.locking import SET_CODE
from app.ui.preferences.blanks import BlanksPart
from app.ui.preferences.calendar import CalendarImport
from app.ui.preferences.catalogue import CatalogueImport
from app.ui.preferences.copies import CopiesPart
from app.ui.preferences.form import SettingsForm
from app.ui.preferences.recovery import RecoveryPart
from app.ui.preferences.trial import TrialCard
from app.ui.printer import FOLDER, default_printer, printers
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_DEFAULT, _DEFAULT_NAMED, _GONE = "Máy in mặc định của máy", "Mặc định của máy: {}", "{} (chưa thấy)"
_SAVED = "Đã lưu cài đặt"
_WHERE = "Giấy in ở: {}, khổ {}."
_NEW_CODE = " Mã số mới mở khóa từ bây giờ."
_CODE_FIRST = "Chưa có mã số để khóa", "Đặt mã 6 chữ số ở phần Khóa màn hình, Ctrl+Enter để lưu, rồi bấm Ctrl+L."


class SettingsPage(Page):
    """What this PC looks like, where it prints, who sits at it, and the code of its lock."""

    title = "Cài đặt"

    def __init__(self, window: MainWindow, context: Context) -> None:
        """Fill the form from what is in force; printers and the lock are asked for each time it is shown."""
        super().__init__(window)
        self.context, self._window = context, window
        self.subtitle = f"Quầy {context.centre.desk}, máy này"
        self.form = SettingsForm()
        self._busy = False
        self.trial = TrialCard(window.body, context)
        # It lies over the frame and not in this screen, and goes with it.
        self.destroyed.connect(self.trial.deleteLater)
        self.calendar = CalendarImport(context, self.form.calendar, window)
        self.catalogue = CatalogueImport(context, self.form.catalogue)
        self.blanks = BlanksPart(context, self.form.blanks, self.form.say)
        self.copies = CopiesPart(context, self.form.copies, window, self.form.say)
        self.recovery = RecoveryPart(context, self.form.recovery)
        Column((self.form, 1), gap=0, parent=self)
        self._fill()
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.form.say_nothing()
        self.form.show_errors({})
        self._show_look()
        self.blanks.read()
        self.copies.read()
        self.recovery.read()
        desk = self.context.desk
        self.context.tasks.run(lambda: (printers(), default_printer()), lambda found: self._offer(*found))
        self.context.tasks.run(lambda: lock_code.has_code(desk), self.form.say_code)
        if argument == SET_CODE:
            self.form.say(*_CODE_FIRST, ok=False)
            self.form.first_of(3)
        elif isinstance(argument, SeeCopies):
            self.form.to_copies()

    def leave(self) -> None:  # noqa: D102
        self.form.forget_codes()
        self.trial.close_over()
        self.calendar.left()
        self.catalogue.left()

    def primary(self) -> None:  # noqa: D102
        if self._busy:
            return
        self._busy = True
        self.form.say_nothing()
        chosen = self._chosen()
        self.context.tasks.run(
            partial(preferences.save, self.context.desk, chosen), partial(self._saved, chosen), self._failed
        )

    # -- wiring ------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        form = self.form
        form.primary.clicked.connect(self.primary)
        form.text_size.changed.connect(lambda _value: self._look_chosen())
        form.theme.changed.connect(lambda _value: self._look_chosen())
        self._window.text_size_changed.connect(lambda _factor: self._show_look())
        for part in range(len(form.sections)):
            bind(self, Shortcut[f"PART_{part + 1}"], partial(form.first_of, part))
        form.past.clicked.connect(self._to_past)
        bind(self, Shortcut.PAST_REGISTER, self._to_past)
        form.trial.clicked.connect(self.trial.begin)
        bind(self, Shortcut.SELF_TEST, self.trial.begin)
        bind(self, Shortcut.PRINT_BLANKS, form.to_blanks)
        bind(self, Shortcut.COPY_NOW, self._copy_now)
        bind(self, Shortcut.NEW_PAPER, self.recovery.make)
        bind(self, Shortcut.ADD_GROUND, partial(form.grounds.write, None))

    def _copy_now(self) -> None:
        if self.form.copies.isVisible():
            self.form.to_copies()
            self.copies.make()

    def _to_past(self) -> None:
        self._window.open(Screen.PAST)

    def _fill(self) -> None:
        form, setup = self.form, self.context.printer.setup
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        form.folder.setText(str(setup.folder or Path(documents)))
        form.paper.set_value(setup.paper)
        form.officer.setText(self.context.centre.officer)
        self._show_own()
        self._offer([], "")

    def _show_own(self) -> None:
        """Show what is in force of what the centre chooses."""
        now = preferences.in_force(self.context.centre, self.context.printer.setup)
        for section in self.form.own:
            section.fill(now)

    def _offer(self, names: list[str], default: str) -> None:
        """Offer the system's printers; the one chosen stays chosen while it is switched off or unplugged."""
        setup = self.context.printer.setup
        chosen = FOLDER if setup.folder else setup.printer
        if self.form.printer.count() > 1:  # offered before: what the officer chose since stays
            chosen = self.form.printer.value()
        options = [("", _DEFAULT_NAMED.format(default) if default else _DEFAULT), *((name, name) for name in names)]
        if isinstance(chosen, str) and chosen and chosen not in names:
            options.append((chosen, _GONE.format(chosen)))
        self.form.offer_printers(options, None if chosen is FOLDER else str(chosen))

    # -- the look ----------------------------------------------------------------------------------------------

    def _show_look(self) -> None:
        self.form.text_size.set_value(round(theme().factor * 100))
        self.form.theme.set_value(self.context.settings.theme)

    def _look_chosen(self) -> None:
        """Take the look at once, and keep it: what is seen is what there will be tomorrow."""
        size, scheme = int(str(self.form.text_size.value())), str(self.form.theme.value())
        settings = replace(self.context.settings, text_size=size, theme=scheme)
        app = QApplication.instance()
        if (settings == self.context.settings and theme().factor == size / 100) or not isinstance(app, QApplication):
            return
        self.context.settings = settings
        apply_theme(app, Scheme(scheme), size / 100)
        self.context.tasks.run(partial(settings.save, self.context.home))

    # -- saving ------------------------------------------------------------------------------------------------

    def _chosen(self) -> Chosen:
        form = self.form
        printer, paper = form.printer.value(), form.paper.value()
        edition, limit = form.editions.value()
        return Chosen(
            printing=PrintSetup(
                printer="" if printer is FOLDER else str(printer),
                folder=Path(form.folder.value()) if printer is FOLDER else None,
                paper="A4" if paper == "A4" else "A5",
            ),
            officer=form.officer.value(),
            week=form.hours.value(),
            edition=edition,
            extension_limit=limit,
            bank=form.account.value(),
            grounds=form.grounds.value(),
            code=form.code.text(),
            again=form.again.text(),
        )

    def _saved(self, chosen: Chosen, centre: CentreRecord) -> None:
        self._busy = False
        context, window = self.context, self._window
        context.centre, context.printer.setup = centre, chosen.printing
        self.form.show_errors({})
        if self._chosen() == chosen:  # else somebody types on already, and keeps what is typed
            self._show_own()
        window.set_officer(centre.officer, f"Quầy {centre.desk}")
        window.set_printer(context.printer.words, ready=context.printer.ready)
        if chosen.code:
            self.form.say_code(True)
        detail = _WHERE.format(context.printer.words, context.paper)
        self.form.say(_SAVED, detail + (_NEW_CODE if chosen.code else ""))

    def _failed(self, problem: MotcuaError) -> None:
        self._busy = False
        at, elsewhere = dict[str, str](), list[str]()
        for fault in problem.each:
            if fault.field in self.form.fields:
                at[str(fault.field)] = words.sentence(fault)
            else:
                elsewhere.append(words.sentence(fault))
        if elsewhere:
            self.form.say(" ".join(elsewhere), ok=False)
        self.form.show_errors(at)
