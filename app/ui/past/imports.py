"""The imports there are: listed, and one of them taken back after it was asked for and confirmed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app import words
from app.errors import MotcuaError
from app.services import past
from app.services.past import Source
from app.ui.context import Context
from app.ui.past import rows
from app.ui.past.form import PastForm
from app.ui.working import Working

_REMOVING = "Đang bỏ “{}” khỏi sổ cũ…"
_ASK = "Bỏ {} dòng của “{}” khỏi sổ cũ?", "Bỏ {} dòng"
_REMOVED = "Đã bỏ {} dòng của “{}” khỏi sổ cũ."
_TOTAL = "{} dòng trong sổ cũ"


class Imports(QObject):
    """`listed` tells of another list, `asked` that the question came or went, `removed` that an import is gone."""

    listed = Signal()
    asked = Signal()
    removed = Signal()

    def __init__(self, context: Context, form: PastForm, parent: QObject) -> None:
        """Know none before `list` was called."""
        super().__init__(parent)
        self.context, self.form = context, form
        self.known: dict[object, Source] = {}
        self.about: Source | None = None
        self.working = Working(context.tasks, "past.remove", self)

    @property
    def chosen(self) -> Source | None:
        """The import chosen in the list."""
        return self.known.get(self.form.imports.table.current_key())

    def list(self) -> None:
        """Read them again."""
        self.context.tasks.run(partial(past.sources, self.context.desk), self._listed, topic="past.sources")

    def ask(self, source: Source | None) -> None:
        """Ask whether an import is really to be taken back."""
        if source is None:
            return
        self.about = source
        sentence, button = _ASK
        count = rows.number(source.count)
        self.form.ask_removal(sentence.format(count, source.file), button.format(count))
        self.asked.emit()

    def keep(self) -> None:
        """Leave the question: nothing goes."""
        self.about = None
        self.form.say_nothing()
        self.asked.emit()

    def remove(self) -> None:
        """Take back the import the question is about."""
        source, self.about = self.about, None
        if source is None:
            return
        self.form.wait(_REMOVING.format(source.file))
        desk = self.context.desk

        def gone(count: int) -> None:
            self.form.say(_REMOVED.format(rows.number(count), source.file))
            self.removed.emit()
            self.list()

        def failed(problem: MotcuaError) -> None:
            self.form.say(words.sentence(problem), ok=False)
            self.list()

        self.asked.emit()
        self.working.run(lambda _job: past.remove(desk, source.id), gone, failed)

    def _listed(self, sources: tuple[Source, ...]) -> None:
        table, chosen = self.form.imports.table, self.form.imports.table.current_key()
        self.known = {one.id: one for one in sources}
        total = _TOTAL.format(rows.number(sum(one.count for one in sources)))
        self.form.imports.show_rows(rows.imports(sources), total)
        if sources:
            table.choose(chosen if chosen in self.known else sources[0].id)
        self.listed.emit()
