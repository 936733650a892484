"""The layout of Chốt ngày: five steps under each other and the bar of actions beneath. No logic."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.rules.fees import format_dong
from app.services.blanks import written
from app.ui.dayend.cash import CashStep, signed
from app.ui.dayend.progress import DayProgress, Next, number_of
from app.ui.dayend.steps import CompareStep, OpenStep, SendStep, SignStep, active_step
from app.ui.kit.buttons import Button
from app.ui.kit.cards import StepCard
from app.ui.kit.form import ActionBar
from app.ui.kit.layout import Column, Plain, set_shown
from app.ui.kit.scrolled import Scrolled
from app.ui.shortcuts import Shortcut


class ClosingForm(QWidget):
    """What stands left of the sheet."""

    def __init__(self, *, enrolled: bool) -> None:
        """Without a province there is nothing to send to and nothing to compare with: steps 3 and 4 are not shown."""
        super().__init__()
        self.enrolled = enrolled
        self.left_open, self.cash, self.send = OpenStep(), CashStep(), SendStep()
        self.compare, self.sign = CompareStep(), SignStep()
        self.all: tuple[StepCard, ...] = (self.left_open, self.cash, self.send, self.compare, self.sign)
        self.steps = self.all if enrolled else (self.left_open, self.cash, self.sign)
        for number, step in enumerate(self.steps, 1):
            step.title.setText(f"{number}. {step.title.text().partition(' ')[2]}")
        for step in self.all:
            set_shown(step, step in self.steps)
        self.later = Button("Chốt sau", "quiet")
        self.again = Button("In lại phiếu", key=Shortcut.PRINT, icon="print", large=True)
        self.primary = Button("Chốt và in phiếu", "primary", key=Shortcut.PRIMARY, icon="print", large=True)
        self.other_day = Button("", "quiet", icon="history")
        set_shown(self.other_day, False)
        self.bar = ActionBar([self.later, self.other_day], [self.again, self.primary])
        self.area = Scrolled(Plain(Column(*self.all, gap=10, margins=(20, 14, 20, 14))))
        Column((self.area, 1), self.bar, gap=0, parent=self)

    def show_day(self, now: DayProgress, desk: int, *, closing: bool) -> None:
        """Show every step as the day stands; `closing` while the province is being asked."""
        self.left_open.show_day(now)
        self.cash.set_open(not now.closed)
        self.send.show_day(now)
        self.compare.show_day(now, desk, comparing=closing)
        self.sign.show_day(now, enrolled=self.enrolled)
        chosen = self.compare if closing and self.enrolled else self.all[active_step(now)]
        for step in self.all:
            step.set_active(step is chosen)
        self._show_bar(now)

    def offer_day(self, words: str) -> None:
        """Offer another day than the one shown: an earlier one left open, or today again; nothing for no words."""
        self.other_day.set_text(words)
        set_shown(self.other_day, bool(words))

    def _show_bar(self, now: DayProgress) -> None:
        words, icon = self._primary(now)
        self.primary.set_text(words, icon)
        self.later.set_text("Về Hôm nay" if now.closed else "Chốt sau")
        set_shown(self.again, now.next is Next.DONE)
        self.bar.set_note(self._note(now))

    def _primary(self, now: DayProgress) -> tuple[str, str]:
        match now.next:
            case Next.TELL_BLANK:
                return f"Tiếp: giấy in sẵn {written(now.blanks_asked[0])}", "edit"
            case Next.PRINT_RECEIPT:
                return f"Tiếp: in giấy {number_of(now.unprinted[0].code)}", "print"
            case Next.SETTLE:
                return f"Tiếp: sửa {number_of(now.parked[0].code)}", "edit"
            case Next.COUNT if self.cash.touched and self.cash.wrong is None:
                return f"Tiếp: chấp nhận chênh lệch {signed(self.cash.difference)}", "money"
            case Next.COUNT:
                return "Tiếp: đếm tiền mặt", "money"
            case Next.CLOSE:
                return ("Chốt lại và in phiếu" if now.day.outdated else "Chốt và in phiếu"), "print"
            case Next.PRINT_UNSIGNED:
                return "Chốt tại quầy và in phiếu", "print"
            case Next.PRINT_SHEET:
                return "In phiếu", "print"
            case Next.DONE:
                return "Xong, khóa quầy", "lock_closed"

    def _note(self, now: DayProgress) -> str:
        if now.closed or not self.enrolled or now.next is not Next.CLOSE or not now.day.waiting:
            return ""
        return f"Gửi nốt {format_dong(now.day.waiting)} việc rồi đối chiếu"
