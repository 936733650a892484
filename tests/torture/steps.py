"""What people do at the counters and in the province, and what an officer does where the program says a code.

Each step draws its chance from a source of its own and goes through the program's own services. Where the program
refuses, the officer reads why and does what its words say; a refusal he can do nothing about ends the step, and what
nobody foresaw ends the schedule.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select, text

from app.errors import KnownError, SyncError, UserError
from app.province import commands, enrolment, tables
from app.rules.acts import Kind, is_legal
from app.rules.closing import DayClosing
from app.rules.events import Body
from app.rules.states import State
from app.services import acts, drafts, handover, intake, numbers, returning
from app.services.desk import Desk
from app.services.handover import ResultRow
from app.sync.enrol import enrol
from app.sync.once import SyncResult, sync_once
from app.sync.reconcile import close_day
from app.workflows import settling
from tests.services.counter import SAID, draft
from tests.torture.paper import Papers
from tests.torture.world import COMMUNE, PC, URL, World

Result = TypeVar("Result")
OFFICER = "Nguyễn Thị Lan"
NAMES = ("Nguyễn Thị Đặng", "Lò Văn Ngưỡng", "Y Niê", "Trần Văn Bình")
CHANGES: tuple[Body, ...] = (
    {"changes": {"phone": "0911111111"}},
    {"changes": {"name": "Lê Thị Đặng"}},
    {"changes": {"phone": "0922222222", "name": "Hồ Văn Ổn"}},
    {"changes": {"note": "gọi trước"}},
    {"changes": {"copies": 3, "note": None}},
)
TWICE: dict[Kind, Body] = {
    Kind.FORWARDED: {"unit": "Phòng Tư pháp"},
    Kind.RESULT_READY: {"number": "12/CT", "abstract": "Bản sao"},
    Kind.PAID: {"amount": 5_000, "method": "cash"},
}
"""What acts say beyond the least."""


def _nothing(_desk: Desk) -> None:
    """Leave everything as it is."""


class Officers:
    """The officers of all desks: what they did is kept in `papers`, what the program answered is counted in `codes`."""

    def __init__(self, world: World) -> None:
        self.world, self.papers = world, Papers()
        self.codes: Counter[str] = Counter()
        self.synced: Callable[[PC, SyncResult], None] = lambda pc, result: None
        self.closed: Callable[[PC, DayClosing], None] = lambda pc, closing: None
        world.started = lambda pc: self.papers.look(pc)

    def ask(self, pc: PC, draw: random.Random, call: Callable[[Desk], Result]) -> Result | None:
        """Have the program do something, and what it asks for first; None where it did not."""
        answer: Callable[[Desk], object] = _nothing
        for _ in range(4):
            try:
                desk = pc.desk()
                answer(desk)
                return call(desk)
            except UserError as refused:
                self.codes[refused.code] += 1
                found = self._answer(pc, draw, refused.code)
                if found is None:
                    return None
                answer = found
            except KnownError as known:
                # A dialog says what to do: free the disk, call the technician. Both come with time.
                self.codes[known.code] += 1
                return None
            finally:
                if pc.running is not None:
                    pc.running.clock_ok = False
        return None

    def _answer(self, pc: PC, draw: random.Random, code: str) -> Callable[[Desk], object] | None:
        """Return what the words of a refusal tell to do before it is tried again; None where it is not."""
        if code in ("CLOCK_BACK", "CLOCK_AHEAD"):
            if pc.ahead and draw.random() < 0.5:
                pc.ahead = timedelta()
                return _nothing
            return lambda desk: setattr(desk, "clock_ok", True)
        last = self.papers.last_printed(pc)
        if code == "NUMBERS_GONE" and last is not None:
            if "lists_after_gone" not in self.world.drawn:
                self.papers.forget_lists(pc)
            self.papers.ask(pc)
            entry = last.entry if draw.random() < 0.5 else None
            return lambda desk: numbers.continue_after(desk, last.code, entry)
        return None

    # -- at the counter ------------------------------------------------------------------------------------------------

    def receive(self, pc: PC, draw: random.Random) -> None:
        """Receive the next citizen's dossier, or turn one away at the door; the receipt is printed."""
        citizen = {"id_number": f"001190{200_000 + self.world.step * 10:06d}", "name": draw.choice(NAMES)}
        paid = draw.random() < 0.3
        said = draft(citizen, fee=15_000, fee_paid=paid)
        if draw.random() < 0.1:
            received = self.ask(pc, draw, lambda desk: intake.refuse(desk, drafts.read(said), SAID[Kind.REFUSED]))
        else:
            received = self.ask(pc, draw, lambda desk: intake.receive(desk, drafts.read(said)))
        if received is not None:
            self.papers.hand_out(pc, received.dossier)

    def act(self, pc: PC, draw: random.Random) -> None:
        """Do an act the state of some dossier allows, as this desk knows it."""
        found = self._some(pc, draw)
        if found is None:
            return
        code, state = found
        legal = [kind for kind in Kind if kind is not Kind.CORRECTED and is_legal(State(state), kind, {})]
        if not legal:
            return
        kind = draw.choice(legal)
        body: Any = {**SAID.get(kind, {}), **TWICE.get(kind, {})}
        if kind is Kind.RETURNED:
            self._give_back(pc, draw, code)
            return
        self._acted(pc, self.ask(pc, draw, lambda desk: acts.act(desk, code, kind, body)))

    def correct(self, pc: PC, draw: random.Random) -> None:
        """Correct something typed wrong."""
        found = self._some(pc, draw)
        if found is not None:
            body = draw.choice(CHANGES)
            self._acted(pc, self.ask(pc, draw, lambda desk: acts.act(desk, found[0], Kind.CORRECTED, body)))

    def give_back(self, pc: PC, draw: random.Random) -> None:
        """Give a result back, made at the counter where there is none yet; or take a return back."""
        found = self._some(pc, draw, "received", "forwarded", "processing", "result_ready", "returned")
        if found is None:
            return
        code, state = found
        if state == "returned":
            self._acted(pc, self.ask(pc, draw, lambda desk: returning.take_back(desk, code, "trả nhầm")))
            return
        self._give_back(pc, draw, code, made=state != "result_ready")

    def _give_back(self, pc: PC, draw: random.Random, code: str, *, made: bool = False) -> None:
        result = returning.MadeHere("12/UBND", "Giấy xác nhận") if made else None
        self._acted(
            pc,
            self.ask(
                pc,
                draw,
                lambda desk: returning.give_back(
                    desk, code, to="Lê Văn Ấm", id_number="066099001234", authorisation="GUQ 12", result=result
                ),
            ),
        )

    def hand_over(self, pc: PC, draw: random.Random) -> None:
        """Sign a list of what goes to a unit, or of what comes back from it: a number on paper of its own."""
        out = [code for code, state in pc.codes() if state == "received"][:3]
        back = [code for code, state in pc.codes() if state in ("forwarded", "processing")][:2]
        signed = None
        if out and (not back or draw.random() < 0.6):
            signed = self.ask(pc, draw, lambda desk: handover.hand_over(desk, out, "Tư pháp", "Phạm Văn Ổn"))
        elif back:
            rows = [ResultRow(code, number="3/TP") for code in back]
            signed = self.ask(pc, draw, lambda desk: handover.take_results(desk, rows, "Tư pháp", "Phạm Văn Ổn"))
        if signed is not None:
            self.papers.sign(f"{pc.agency} {signed.number}")
            self.papers.look(pc)

    def settle(self, pc: PC, draw: random.Random) -> None:
        """Choose a side for a dossier the province refused something of; void what it never took, as the last way."""
        waiting = self.ask(pc, draw, settling.parked)
        if not waiting:
            return
        one = draw.choice(sorted(waiting, key=lambda found: found.code))
        side = draw.choice(list(settling.Side))

        def choose(desk: Desk) -> bool:
            case = settling.look(desk, one.code)
            if case.fields and draw.random() < 0.7:
                settling.choose(desk, one.code, {f.path: draw.choice(list(settling.Side)) for f in case.fields})
            else:
                settling.take(desk, one.code, side)
            return True

        if self.ask(pc, draw, choose):
            self.papers.look(pc)

    # -- with the province ---------------------------------------------------------------------------------------------

    def sync(self, pc: PC, draw: random.Random) -> SyncResult | None:
        """Do a round."""

        def once(desk: Desk) -> SyncResult:
            with pc.line() as line:
                result = sync_once(desk.store, line, pc.now())
            desk.changed()
            return result

        result = self.ask(pc, draw, once)
        if result is not None:
            self.codes[f"round {result.state}"] += 1
            self.synced(pc, result)
            if result.state == "auth":
                self.enrol_again(pc, draw)
        return result

    def enrol_again(self, pc: PC, draw: random.Random) -> None:
        """Ask the province for an invitation and type it in: what the window says where a desk is shut out."""
        with self.world.province.store.write() as tx:
            code = enrolment.invite(tx, pc.agency, COMMUNE, pc.number)["code"]

        def join(desk: Desk) -> None:
            try:
                enrol(desk.store, URL, code, OFFICER, http=pc.wire)
            except SyncError as problem:
                self.codes[f"joining {problem.code}"] += 1
            desk.changed()

        self.ask(pc, draw, join)

    def close(self, pc: PC, draw: random.Random) -> None:
        """Close today, or a day before on which this desk worked."""
        days = self._days(pc, draw)
        if days:
            self.close_on(pc, draw, draw.choice(days[-3:]))

    def close_on(self, pc: PC, draw: random.Random, day: date) -> DayClosing | None:
        """Close a day."""

        def end(desk: Desk) -> DayClosing | None:
            with pc.line() as line:
                try:
                    return close_day(desk.store, line, day, pc.now())
                except SyncError as problem:
                    self.codes[f"closing {problem.code}"] += 1
                    return None

        closing = self.ask(pc, draw, end)
        if closing is not None:
            self.codes[f"closing {closing.state}"] += 1
            self.closed(pc, closing)
        return closing

    def _days(self, pc: PC, draw: random.Random) -> list[date]:
        """Return the days this desk wrote on and that have come, by its clock."""

        def asked(desk: Desk) -> list[date]:
            with desk.store.read() as connection:
                found = connection.execute(
                    text("SELECT DISTINCT substr(at, 1, 10) FROM event WHERE desk = :desk ORDER BY 1"),
                    {"desk": pc.number},
                ).scalars()
                return [day for day in map(date.fromisoformat, found) if day <= pc.now().date()]

        return self.ask(pc, draw, asked) or []

    def province_acts(self, _pc: PC, draw: random.Random) -> None:
        """Have the province act on a dossier it holds."""
        table = tables.dossier.c
        with self.world.province.store.read() as tx:
            held = tx.execute(select(table.agency, table.code, table.state).order_by(table.code)).all()
        agency, code, state = draw.choice([tuple(row) for row in held])
        kinds = [kind for kind in Kind if kind is Kind.CORRECTED or is_legal(State(state), kind, {})]
        kind = draw.choice(kinds)
        body: Any = (
            draw.choice(CHANGES[3:]) if kind is Kind.CORRECTED else {**SAID.get(kind, {}), **TWICE.get(kind, {})}
        )
        if kind is Kind.RETURNED:
            body = {"to": {"name": "Lê Văn Ấm"}}
        if kind is Kind.PAID:
            body = {**body, "resumes": state == State.PAYMENT_REQUESTED}
        try:
            commands.act(self.world.province.home, code, kind.value, body, agency)
        except UserError as refused:
            self.codes[f"province {refused.code}"] += 1

    # -- ---------------------------------------------------------------------------------------------------------------

    def _some(self, pc: PC, draw: random.Random, *states: str) -> tuple[str, str] | None:
        found = self.ask(pc, draw, lambda desk: pc.codes())
        wanted = [one for one in found or [] if not states or one[1] in states]
        # The newest are worked on most; what two desks fight over is mostly the same.
        return draw.choice(wanted[-6:]) if wanted else None

    def _acted(self, pc: PC, dossier: Any) -> None:
        if dossier is not None:
            for event in dossier.events:
                if event.desk == pc.number:
                    self.papers.say(pc, event.id, dossier.id, event.kind, event.at)
