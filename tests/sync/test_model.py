"""The property that matters: whatever is saved, cut, lost, doubled or restarted, and in whatever order, the province
ends with each event once and everybody holds the same (STYLE §5).

Two desks of one agency and the province itself act on the same dossiers; the line fails by name, request by request.
At the end the line is whole, each desk does a few rounds, and then everything must agree; and once more after both
stores were lost and their last backups put in their place.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from app.errors import UserError
from app.models import projection
from app.models.store import FILE
from app.rules.acts import Kind
from app.rules.events import Body
from tests.sync.conftest import fresh_agency
from tests.sync.line import FAULTS
from tests.sync.world import PC, Clock, RelayServer

ACTS: tuple[tuple[Kind, Body], ...] = (
    (Kind.CORRECTED, {"changes": {"applicant.phone": "0911111111"}}),
    (Kind.CORRECTED, {"changes": {"applicant": {"kind": "citizen", "name": "Lê Thị Đặng"}}}),
    (Kind.CORRECTED, {"changes": {"note": "gọi trước", "copies": 3}}),
    (Kind.CORRECTED, {"changes": {"returned_at": None}}),
    (Kind.FORWARDED, {"unit": "Phòng Tư pháp"}),
    (Kind.PROCESSING, {}),
    (Kind.SUPPLEMENT_REQUESTED, {"reason": "thiếu trang 2"}),
    (Kind.SUPPLEMENTED, {"due_at": "2026-11-24T10:00:00+07:00", "due_reason": "bổ sung"}),
    (Kind.EXTENDED, {"due_at": "2026-11-25T10:00:00+07:00", "due_reason": "gia hạn"}),
    (Kind.RESULT_READY, {"number": "12/CT", "abstract": "Bản sao"}),
    (Kind.CORRECTED, {"changes": {"result": None}}),
    (Kind.CORRECTED, {"changes": {"fee_receipt": {"series": "1C26TAA", "number": "7"}}}),
    (Kind.PAYMENT_REQUESTED, {"amount": 20_000, "reason": "trích đo"}),
    (Kind.PAID, {"amount": 20_000, "method": "transfer", "resumes": True}),
    (Kind.PAID, {"amount": 5_000, "method": "cash", "resumes": False}),
    (Kind.RETURNED, {"to": {"name": "Trần Văn Bình"}}),
    (Kind.WITHDRAWN, {"reason": "đổi ý"}),
    (Kind.VOIDED, {"reason": "nhập nhầm"}),
)
desks = st.integers(0, 1)
plans = st.lists(st.sampled_from(FAULTS + ("fine", "lost_reply", "slow", "cut_reply") * 3), max_size=5).map(tuple)
"""What a line does most often when it is bad: it takes a request and brings no reply."""


@contextmanager
def where_allowed() -> Iterator[None]:
    """Let an act pass that the state does not allow: the officer reads why and does something else."""
    try:
        yield
    except UserError as problem:
        if problem.code != "ACT_NOT_ALLOWED":
            raise


class Province(RuleBasedStateMachine):
    """Two desks, a province, and a bad line."""

    relay: RelayServer
    empty_store: Path

    @initialize()
    def open(self) -> None:
        self.agency = fresh_agency()
        self.folder = Path(tempfile.mkdtemp(prefix="desks-"))
        clock = Clock()
        self.pcs: list[PC] = []
        self.received = 0
        for desk in (1, 2):
            home = self.folder / str(desk)
            home.mkdir()
            shutil.copy(self.empty_store, home / FILE)
            self.pcs.append(PC(home / FILE, self.relay, self.agency, desk, clock))
            self.pcs[-1].enrol()
        self.backups = [pc.backup() for pc in self.pcs]
        # Both know a dossier of each from the start: what goes wrong are two hands on one dossier.
        for desk in (0, 1):
            self.receive(desk)
        for pc in (*self.pcs, *self.pcs):
            pc.sync()

    @rule(desk=desks)
    def receive(self, desk: int) -> None:
        self.pcs[desk].receive()
        self.received += 1

    @rule(desk=desks, which=st.integers(0, 7), act=st.sampled_from(ACTS))
    def act(self, desk: int, which: int, act: tuple[Kind, Body]) -> None:
        codes = self.pcs[desk].codes()
        if codes:
            with where_allowed():
                self.pcs[desk].act(codes[which % len(codes)], *act)

    @rule(which=st.integers(0, 7), act=st.sampled_from(ACTS))
    def province_acts(self, which: int, act: tuple[Kind, Body]) -> None:
        codes = sorted(found["code"] for found in self.relay.export(self.agency).values())
        if codes:
            with where_allowed():
                self.relay.act(self.agency, codes[which % len(codes)], *act)

    @rule(desk=desks, plan=plans)
    def sync(self, desk: int, plan: tuple[str, ...]) -> None:
        self.pcs[desk].sync(*plan)

    @rule(desk=desks)
    def back_up(self, desk: int) -> None:
        self.backups[desk] = self.pcs[desk].backup()

    @rule(desk=desks)
    def restore(self, desk: int) -> None:
        """Put the last backup back; the program syncs before anybody thinks of joining again."""
        pc = self.pcs[desk]
        pc.sync()  # what was never sent is lost with a store, and then no two sides can agree on it
        pc.restore(self.backups[desk])
        assert pc.sync().state in ("done", "restored")
        pc.enrol()
        self.back_up(desk)

    @rule(desk=desks)
    def restart(self, desk: int) -> None:
        self.pcs[desk].restart()

    @rule(desk=desks, plan=plans)
    def close_day(self, desk: int, plan: tuple[str, ...]) -> None:
        pc = self.pcs[desk]
        pc.line.plan.extend(plan)
        pc.close_day()
        pc.line.plan.clear()

    @rule(desk=desks, which=st.integers(0, 7), ours=st.booleans())
    def choose(self, desk: int, which: int, ours: bool) -> None:
        pc = self.pcs[desk]
        found = pc.parked()
        if found:
            code = found[which % len(found)].code
            with where_allowed():
                (pc.resend if ours else pc.accept_theirs)(code)

    @invariant()
    def no_event_is_without_its_dossier(self) -> None:
        """What others did on a dossier that a restored store does not have brings the dossier with it."""
        for pc in self.pcs:
            with pc.store.read() as connection:
                stray = connection.execute(
                    text("SELECT text_of(id) FROM event WHERE dossier NOT IN (SELECT id FROM dossier)")
                )
                assert stray.all() == []

    def teardown(self) -> None:
        if not hasattr(self, "pcs"):
            return
        try:
            self.agree()
            for desk in (0, 1):
                self.restore(desk)
            self.agree()
        finally:
            for pc in self.pcs:
                pc.close()
            shutil.rmtree(self.folder)

    def agree(self) -> None:
        for pc in (*self.pcs, *self.pcs):
            result = pc.sync()
            assert (result.state, result.waiting) == ("done", 0)
        export = self.relay.export(self.agency)
        assert len({found["code"] for found in export.values()}) == len(export) == self.received
        self.relay.assert_chains_whole(self.agency)
        for pc in self.pcs:
            assert pc.shown() == export
            with pc.store.write() as connection:
                dossiers = connection.execute(text("SELECT text_of(id) FROM dossier")).scalars().all()
                assert not any(projection.refold(connection, id_) for id_ in dossiers)
        for pc in self.pcs:
            closing = pc.close_day()
            assert closing.equal is True
            assert closing.desk == closing.relay
            assert closing.signature is not None
        # Only now: what the relay refused, a restored store learns from the comparison.
        at_relay = {row.id for row in self.relay.events(self.agency)}
        assert at_relay == {id_ for pc in self.pcs for id_ in pc.events()}


def run(relay: RelayServer, empty_store: Path, *, examples: int, steps: int, shrink: bool = False) -> None:
    """Play so many examples; `shrink` looks for the shortest that fails.

    An example is a relay, two stores and hundreds of commits, so shrinking one lasts many minutes, and pytest's alarm
    does not end it: Hypothesis takes it for one more failure of the example it happens to interrupt, and goes on.
    Without it the first failure is told as it was found, step by step, within seconds.
    """
    machine = type("Desks", (Province,), {"relay": relay, "empty_store": empty_store})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_interleaving_ends_with_each_event_once_and_everybody_equal(relay: RelayServer, empty_store: Path) -> None:
    run(relay, empty_store, examples=12, steps=30)


@pytest.mark.postgres
def test_any_interleaving_ends_well_on_postgresql_too(postgres_relay: RelayServer, empty_store: Path) -> None:
    run(postgres_relay, empty_store, examples=4, steps=30)


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_a_thousand_interleavings_end_well(relay: RelayServer, empty_store: Path) -> None:
    run(relay, empty_store, examples=1000, steps=60, shrink=True)
