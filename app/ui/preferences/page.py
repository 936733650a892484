"""Cài đặt: connects the form with this PC's settings, its printers and the desk."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from app import words
from app.errors import KnownError, MotcuaError
from app.rules.dossier import Bank
from app.services import grounds, lock_code, preferences
from app.services.desk import CentreRecord
from app.services.grounds import Ground
from app.services.preferences import Week
from app.settings import Settings
from app.ui.context import Context
from app.ui.kit.layout import Column
from app.ui.kit.theme import Scheme, apply_theme, theme
from app.ui.locking import SET_CODE
from app.ui.preferences.calendar import CalendarImport
from app.ui.preferences.catalogue import CatalogueImport
from app.ui.preferences.form import FOLDER, SettingsForm
from app.ui.preferences.trial import TrialCard
from app.ui.printer import default_printer, printers
from app.ui.shell.page import Page
from app.ui.shortcuts import Screen, Shortcut, bind

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow

_DEFAULT, _DEFAULT_NAMED, _GONE = "Máy in mặc định của máy", "Mặc định của máy: {}", "{} (chưa thấy)"
_SAVED = "Đã lưu cài đặt"
_WHERE = "Giấy in ở: {}, khổ {}."
_NEW_CODE = " Mã số mới mở khóa từ bây giờ."
_CODE_FIRST = "Chưa có mã số để khóa", "Đặt mã 6 chữ số ở phần Khóa màn hình, Ctrl+Enter để lưu, rồi bấm Ctrl+L."
_NO_FOLDER = "Ghi đủ đường dẫn thư mục, bắt đầu từ gốc, như {}."
_NO_NAME = "Thiếu tên cán bộ."
_AGAIN = "Hai lần gõ khác nhau. Gõ lại mã số ở cả hai ô."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What Ctrl+Enter is to save; an empty code leaves the old one."""

    settings: Settings
    officer: str
    code: str
    edition: str | None
    extension_limit: int
    bank: Bank | None
    week: Week
    grounds: tuple[Ground, ...] | None

    @property
    def folder(self) -> Path | None:
        path = Path(self.settings.printer)
        return path if path.is_absolute() else None


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
        self.calendar = CalendarImport(context, self.form.calendar, window)
        self.catalogue = CatalogueImport(context, self.form.catalogue)
        Column((self.form, 1), gap=0, parent=self)
        self._fill()
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------

    def shown(self, argument: object = None) -> None:  # noqa: D102
        self.form.say_nothing()
        self.form.show_errors({})
        self._show_look()
        desk = self.context.desk
        self.context.tasks.run(lambda: (printers(), default_printer()), lambda found: self._offer(*found))
        self.context.tasks.run(lambda: lock_code.has_code(desk), self.form.say_code)
        if argument == SET_CODE:
            self.form.say(*_CODE_FIRST, ok=False)
            self.form.first_of(3)

    def leave(self) -> None:  # noqa: D102
        self.form.forget_codes()
        self.trial.close_over()
        self.calendar.left()
        self.catalogue.left()

    def primary(self) -> None:  # noqa: D102
        if self._busy:
            return
        self.form.say_nothing()
        errors = self._errors()
        self.form.show_errors(errors)
        if errors:
            return
        self._busy = True
        self.form.grounds.take()
        asked = self._asked()
        self.context.tasks.run(partial(self._save, asked), partial(self._saved, asked), self._failed)

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
        bind(self, Shortcut.ADD_GROUND, partial(form.grounds.write, None))

    def _to_past(self) -> None:
        self._window.open(Screen.PAST)

    def _fill(self) -> None:
        settings, form = self.context.settings, self.form
        folder = self.context.printer.folder
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        form.folder.setText(str(folder or Path(documents)))
        form.paper.set_value(settings.paper)
        form.officer.setText(self.context.centre.officer)
        for section in form.own:
            section.fill(self.context.centre)
        self._offer([], "")

    def _offer(self, names: list[str], default: str) -> None:
        """Offer the system's printers; the one chosen stays chosen while it is switched off or unplugged."""
        chosen = self.form.printer.value() if self.form.printer.count() > 1 else self.context.printer.name
        folder = chosen is FOLDER or (isinstance(chosen, str) and Path(chosen).is_absolute())
        options = [("", _DEFAULT_NAMED.format(default) if default else _DEFAULT), *((name, name) for name in names)]
        if isinstance(chosen, str) and chosen and not folder and chosen not in names:
            options.append((chosen, _GONE.format(chosen)))
        self.form.offer_printers(options, None if folder else str(chosen))

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

    def _asked(self) -> _Asked:
        form = self.form
        chosen = form.printer.value()
        printer = form.folder.value() if chosen is FOLDER else str(chosen)
        settings = replace(self.context.settings, printer=printer, paper=str(form.paper.value()))
        edition, limit = form.editions.value()
        return _Asked(
            settings, form.officer.value(), form.code.text(), edition, limit,
            form.account.value(), form.hours.value(), form.grounds.value(),
        )  # fmt: skip

    def _errors(self) -> dict[str, str]:
        form, errors = self.form, dict[str, str]()
        if form.printer.value() is FOLDER and not Path(form.folder.value()).is_absolute():
            errors["folder"] = _NO_FOLDER.format(Path.home())
        if not form.officer.value():
            errors["officer"] = _NO_NAME
        if form.code.text() != form.again.text():
            errors["again"] = _AGAIN
        for section in form.own:
            errors |= section.errors()
        return errors

    def _save(self, asked: _Asked) -> CentreRecord:
        """On the desk worker; what may be refused comes first, so that nothing is half saved."""
        desk = self.context.desk
        if asked.folder is not None:
            try:
                asked.folder.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise KnownError("FILE_WRITE", field="folder", name=asked.folder, why=problem.strerror) from None
        if asked.code:
            lock_code.set_code(desk, asked.code)
        preferences.keep(
            desk, edition=asked.edition, extension_limit=asked.extension_limit, bank=asked.bank, week=asked.week
        )
        grounds.put_grounds(desk, None if asked.grounds is None else [asdict(one) for one in asked.grounds])
        if asked.officer != self.context.centre.officer:
            desk.officer_is(asked.officer)
        asked.settings.save(self.context.home)
        return desk.place()[0]

    def _saved(self, asked: _Asked, centre: CentreRecord) -> None:
        self._busy = False
        context, window = self.context, self._window
        context.settings = replace(context.settings, printer=asked.settings.printer, paper=asked.settings.paper)
        context.printer.name = asked.settings.printer
        context.centre = centre
        self.form.hours.fill(centre)
        self.form.account.fill(centre)
        window.set_officer(asked.officer, f"Quầy {context.centre.desk}")
        window.set_printer(context.printer.words, ready=context.printer.ready)
        if asked.code:
            self.form.say_code(True)
        detail = _WHERE.format(context.printer.words, context.settings.paper)
        self.form.say(_SAVED, detail + (_NEW_CODE if asked.code else ""))

    def _failed(self, problem: MotcuaError) -> None:
        self._busy = False
        sentence = words.sentence(problem)
        if problem.field in self.form.fields:
            self.form.show_errors({str(problem.field): sentence})
        else:
            self.form.say(sentence, ok=False)
