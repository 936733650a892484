"""Keeping what is not saved yet: while it is typed, when it is set aside, and back again after a restart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.rules.events import new_id
from app.services import drafts
from app.services.drafts import Kept
from app.ui.context import Context
from app.ui.intake.aside import title_of
from app.ui.intake.entered import from_json
from app.ui.intake.form import IntakeForm

_PAUSE_MS = 1000
_KEPT = "Bản nháp đã lưu tại quầy lúc {:%H:%M}"
_ASIDE = "Đã để sau: {}"
_NOTHING = "Không có hồ sơ nào để sau"
_BACK = "Đã lấy lại bản nháp lúc {:%H:%M}"


class Drafting(QObject):
    """One reception in work, known by `id`, which becomes its request id: saved twice, it is one dossier."""

    def __init__(self, context: Context, form: IntakeForm, restored: Callable[[], None]) -> None:
        """Keep what stands on `form`; `restored` is called after a draft was put back on it."""
        super().__init__(form)
        self.context, self.form, self.restored = context, form, restored
        self.id = new_id()
        self._started = self._held = self._dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.keep_now)
        form.aside_card.taken.connect(self._take)
        form.aside_card.closed.connect(form.to_scan)

    def start(self) -> None:
        """Put back what was on the form when the program ended, once."""
        if not self._started:
            self._started = True
            self._fetch(self._restore)

    def begin(self) -> None:
        """Begin another reception."""
        self.id, self._held = new_id(), False
        self.form.note("")

    def later(self) -> None:
        """Something was typed: keep it after a pause."""
        self._dirty = True
        self._timer.start()

    def stop(self) -> None:
        """Keep nothing more of this reception: it is being saved."""
        self._dirty = False
        self._timer.stop()

    def keep_now(self) -> None:
        """Keep what stands on the form; an emptied form is forgotten."""
        if not self._dirty:
            return
        self.stop()
        entered, desk, id_ = self.form.entered(), self.context.desk, self.id
        if entered.empty:
            if self._held:
                self._held = False
                self.context.tasks.run(partial(drafts.drop, desk, id_), lambda _: self.form.note(""))
            return
        self._held = True
        form = entered.as_json()
        self.context.tasks.run(lambda: drafts.keep(desk, form, id_=id_), partial(self._kept, id_))

    def set_aside_or_take(self) -> None:
        """Ctrl+D: set a form that holds something aside, or take the newest back onto an empty one."""
        entered, desk, id_ = self.form.entered(), self.context.desk, self.id
        if entered.empty:
            self._fetch(self._offer)
            return
        self.stop()
        form = entered.as_json()
        self.begin()
        self.form.clear()
        self.restored()
        self.form.to_scan()
        self.context.tasks.run(
            lambda: drafts.keep(desk, form, aside=True, id_=id_),
            lambda _id: self.form.note(_ASIDE.format(title_of(form)), kept=True),
        )

    def _kept(self, id_: str, _same: str) -> None:
        if id_ == self.id:
            self.form.note(_KEPT.format(self.context.desk.clock()), kept=True)

    def _fetch(self, done: Callable[[list[Kept]], None]) -> None:
        self.context.tasks.run(lambda: drafts.kept(self.context.desk), done)

    def _restore(self, kept: list[Kept]) -> None:
        left = [one for one in kept if not one.aside]
        if left and self.form.entered().empty:
            self._put(left[0])

    def _offer(self, kept: list[Kept]) -> None:
        aside = [one for one in kept if one.aside]
        if not aside:
            self.form.note(_NOTHING)
        elif len(aside) == 1:
            self._put(aside[0])
        else:
            self.form.aside_card.offer(aside)

    def _take(self, id_: str) -> None:
        def taken(kept: list[Kept]) -> None:
            for one in kept:
                if one.id == id_:
                    self._put(one)

        self._fetch(taken)

    def _put(self, kept: Kept) -> None:
        self.id, self._held = kept.id, True
        self.form.put(from_json(kept.form))
        self.form.note(_BACK.format(kept.at), kept=True)
        self.restored()
        self.later()
