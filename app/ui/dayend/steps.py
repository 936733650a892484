"""The steps around the drawer: what is left open, sending, comparing, signing; they show the day and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.rules.closing import DayClosing, Mismatch, Side, Why
from app.rules.fees import format_dong
from app.services.finding import Hit
from app.ui.dayend.blanks import BlanksLine
from app.ui.dayend.progress import DayProgress, Next
from app.ui.kit.buttons import Button
from app.ui.kit.cards import Progress, StepCard
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.marks import Mark, MarkView
from app.ui.kit.style import set_state
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut
from app.words import say

_NAMED = 2
_SHOWN_DIFFERENCES = 6
_WHY = {
    Why.RELAY_LACKS: "tỉnh chưa có",
    Why.DESK_LACKS: "quầy chưa có",
    Why.DIFFERS: "hai bên đang giữ khác nhau",
}
_PROOF = "Hai mã giống nhau nghĩa là tỉnh đang giữ đúng {} việc quầy đã làm hôm nay, không thừa, không thiếu."
_HERE = "Chốt tại quầy bây giờ vẫn được: phiếu ghi rõ chưa đối chiếu. Khi có mạng, bấm Thử lại để đối chiếu và ký."


class OpenStep(StepCard):
    """1. Việc còn dở: blanks nobody has told of, receipts not printed, dossiers the province has not taken."""

    def __init__(self) -> None:
        """Start with nothing left."""
        super().__init__("1. Việc còn dở")
        self.blanks = BlanksLine()
        self.print_now = Button("In ngay", icon="print", key=Shortcut.PRINT)
        self.leave_print = Button("Để lại ngày mai")
        self.settle = Button("Sửa ngay")
        self.leave_parked = Button("Để lại ngày mai")
        self._unprinted, self.unprinted = _line(MarkView(Mark.DUE), self.print_now, self.leave_print)
        self._parked, self.parked = _line(MarkView(Mark.ATTENTION), self.settle, self.leave_parked)
        self.body.add(self.blanks, self._unprinted, self._parked)

    def show_day(self, now: DayProgress) -> None:
        """Name what is left."""
        set_shown(self._unprinted, bool(now.unprinted))
        set_shown(self._parked, bool(now.parked))
        self.unprinted.setText(f"{len(now.unprinted)} giấy tiếp nhận chưa in: {_names(now.unprinted)}")
        self.parked.setText(f"{len(now.parked)} hồ sơ tỉnh chưa nhận: {_names(now.parked)}")
        self.blanks.show_day(now)
        open_ = len(now.unprinted) + len(now.parked)
        left = len(now.day.unprinted) + len(now.day.parked) - open_
        count = open_ + len(now.blanks_asked)
        if count:
            self.set_step(Mark.CAUTION, f"còn {count} việc", tone="warn")
        else:
            self.set_step(Mark.COMPLETE, f"để lại ngày mai {left} việc" if left else "không còn việc dở")
        self.set_open(bool(count) and not now.closed)


class SendStep(StepCard):
    """3. Gửi tỉnh: how much of the day has its answer."""

    def __init__(self) -> None:
        """Start with nothing sent."""
        super().__init__("3. Gửi tỉnh")
        self.progress = Progress("Việc hôm nay")
        self.reason = Text(wrap=True)
        self.again = Button("Thử lại bây giờ", icon="arrow_sync")
        self._offline = Plain(Row((self.reason, 1), self.again, gap=14))
        self.body.add(self.progress, self._offline)

    def show_day(self, now: DayProgress) -> None:
        """Say what was sent, and why not more."""
        total = now.day.count.events
        waiting = now.day.waiting
        done = max(0, total - waiting)
        failed = now.state not in ("", "done", "local", "old_relay")
        set_shown(self._offline, failed)
        set_shown(self.progress, not failed and waiting > 0)
        self.set_open(failed or waiting > 0)
        if failed:
            kept = f" {format_dong(waiting)} việc lưu tại quầy." if waiting else ""
            self.reason.setText(say(now.state.upper(), {}) + kept)
            self.set_step(
                Mark.PAUSED, "chờ mạng" if now.state in ("offline", "timeout") else "chưa gửi được", tone="warn"
            )
        elif waiting:
            self.progress.show_progress(done, total, f"còn {format_dong(waiting)} việc đang gửi")
            self.set_step(Mark.PROCESSING, "đang gửi", tone="link")
        else:
            self.set_step(
                Mark.COMPLETE, f"{format_dong(total)} / {format_dong(total)} việc" if total else "không có việc nào"
            )


class CompareStep(StepCard):
    """4. Đối chiếu với tỉnh: both hashes, and what they mean."""

    def __init__(self) -> None:
        """Start before the comparison."""
        super().__init__("4. Đối chiếu với tỉnh")
        self.ours, self.theirs = _HashCard(), _HashCard()
        self.between = MarkView(Mark.SENT, 18)
        self.meaning = Text(tone="ink2", wrap=True)
        self.differing = Text(wrap=True)
        self.again = Button("Đối chiếu lại", icon="arrow_sync")
        foot = Row((Column(self.meaning, self.differing, gap=4), 1), self.again, gap=14)
        foot.setAlignment(self.again, Qt.AlignmentFlag.AlignTop)
        sides = Row((self.ours, 1), self.between, (self.theirs, 1), gap=12)
        self.body.add(Plain(sides), Plain(foot))

    def show_day(self, now: DayProgress, desk: int, *, comparing: bool) -> None:
        """Show what was compared."""
        self.set_open(now.closed)
        if comparing:
            self.set_open(False)
            self.set_step(Mark.PROCESSING, "đang gửi nốt và đối chiếu", tone="link")
        elif now.day.closing is None or not now.closed:
            self.set_step(Mark.EMPTY, "chạy khi chốt")
        else:
            self._show_closing(now.day.closing, desk)

    def _show_closing(self, closing: DayClosing, desk: int) -> None:
        same, relay, differences = closing.signature is not None, closing.relay, closing.differences
        kind = "card_ok" if same else "card_warn" if relay else "card"
        self.ours.show_hash(f"Quầy {desk}", closing.desk, kind)
        self.theirs.show_hash("Tỉnh", relay, kind)
        self.differing.setText("\n".join(_difference(one) for one in differences[:_SHOWN_DIFFERENCES]))
        more = len(differences) - _SHOWN_DIFFERENCES
        if more > 0:
            self.differing.setText(f"{self.differing.text()}\nvà {more} hồ sơ khác, ghi đủ trên phiếu")
        set_shown(self.differing, bool(differences))
        set_shown(self.again, not same and bool(relay))
        if same:
            self.between.set_mark(Mark.SENT)
            self.meaning.setText(_PROOF.format(format_dong(closing.desk.events)))
            self.set_step(Mark.COMPLETE, f"khớp, {closing.closed_at:%H:%M}", tone="ok")
        elif relay:
            self.between.set_mark(Mark.CAUTION)
            self.meaning.setText(f"Chưa khớp: {len(differences)} hồ sơ khác nhau giữa quầy và tỉnh.")
            self.set_step(Mark.CAUTION, "chưa khớp", tone="warn")
        else:
            self.between.set_mark(Mark.PAUSED)
            self.meaning.setText(_HERE)
            self.set_step(Mark.PAUSED, "để sau", tone="warn")


class SignStep(StepCard):
    """The last step: signed by the province, or closed at the desk; then the sheet."""

    def __init__(self) -> None:
        """Start before the closing."""
        super().__init__("5. Ký chốt và in phiếu")
        self.what, self.detail = Text(kind="name", wrap=True), Text(tone="ink2", wrap=True)
        self.body.add(self.what, self.detail)

    def show_day(self, now: DayProgress, *, enrolled: bool) -> None:
        """Say whether the day is closed, and by whom."""
        self.set_open(now.closed)
        if now.day.outdated:
            self.set_step(Mark.CAUTION, "có việc mới sau lần chốt, cần chốt lại", tone="warn")
        elif not now.closed:
            self.set_step(Mark.EMPTY, "sau khi đối chiếu khớp" if enrolled else "sau khi đếm tiền")
        elif now.settled:
            self.set_step(Mark.COMPLETE, "đã chốt" if now.copies else "đã chốt, chưa in phiếu", tone="ok")
        elif now.copies:
            short = "chưa khớp" if now.day.closing and now.day.closing.relay else "chưa đối chiếu"
            self.set_step(Mark.PAUSED, f"đã chốt tại quầy, {short}", tone="warn")
        else:
            self.set_step(Mark.PROCESSING, "chốt tại quầy, phiếu ghi rõ lý do")
        if now.closed and now.day.closing is not None:
            self._say(now, now.day.closing)

    def _say(self, now: DayProgress, closing: DayClosing) -> None:
        by = "Tỉnh đã ký xác nhận" if now.signed else "Đã chốt tại quầy"
        self.what.setText(f"{by} lúc {closing.closed_at:%H:%M ngày %d/%m/%Y}")
        left = len(now.day.parked)
        kept = f" {left} hồ sơ để lại sẽ hiện ở “Cần xử lý” sáng mai." if left else ""
        if now.settled:
            said = "Số liệu ngày được giữ tại quầy và tại tỉnh." if now.signed else "Số liệu ngày được giữ tại quầy."
        else:
            said = "Chưa có chữ ký của tỉnh; phiếu in bây giờ ghi rõ điều đó."
        self.detail.setText(said + kept)


class _HashCard(QFrame):
    """One side's hash, whole, in groups of four."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.events = Text(kind="help", tone="ink2"), Text(kind="help", tone="ink2")
        # Letters are wider than digits: a hash of many at 150 % goes on in another line.
        self.hash = Text(kind="name", wrap=True)
        Column(Plain(Row(self.name, None, self.events)), self.hash, None, gap=3, margins=(12, 7, 12, 8), parent=self)

    def show_hash(self, name: str, side: Side | None, kind: str) -> None:
        """Show what a side holds; None: it was not heard."""
        set_state(self, "k", kind)
        self.name.setText(name)
        self.events.setText(f"{format_dong(side.events)} việc" if side else "")
        self.hash.setText(grouped(side.hash) if side else "chưa trả lời")
        self.hash.set_tone("ok" if kind == "card_ok" else "ink" if side else "ink3")
        self.setAccessibleName(f"{name}, {self.events.text()}, {self.hash.text()}")


def grouped(digest: str) -> str:
    """Write a hash to be compared by eye, as the sheet does: groups of four, eight groups a line."""
    groups = [digest[at : at + 4].upper() for at in range(0, len(digest), 4)]
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))


def active_step(now: DayProgress) -> int:
    """Return which of the five steps is the next one, from 0."""
    order = {Next.TELL_BLANK: 0, Next.PRINT_RECEIPT: 0, Next.SETTLE: 0, Next.COUNT: 1}
    return order.get(now.next, 4)


def _line(mark: MarkView, *buttons: QWidget) -> tuple[QWidget, Text]:
    words = Text(wrap=True)
    return Plain(Row(mark, (words, 1), *buttons, gap=9)), words


def _names(hits: Sequence[Hit]) -> str:
    named = "; ".join(f"{hit.code}, {hit.name}" for hit in hits[:_NAMED])
    more = len(hits) - _NAMED
    return f"{named}; và {more} hồ sơ khác" if more > 0 else named


def _difference(one: Mismatch) -> str:
    return f"{one.code or 'hồ sơ quầy chưa có'}: {_WHY[one.why]}"
