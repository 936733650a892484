"""The eight families of failures by which programs like this one lost work on the line (STYLE §6), one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import KnownError, SyncError
from app.models import setting
from app.province import commands
from app.rules.acts import Kind
from app.rules.clock import now
from app.rules.states import State
from app.sync import loop as rounds
from app.sync.loop import FIRST_PAUSE, LONGEST_PAUSE
from app.sync.once import Progress, SyncResult, sync_once
from app.sync.pull import pull
from tests.sync.conftest import MakePC
from tests.sync.test_loop import Days
from tests.sync.world import PC, RelayServer


def clash(new_pc: MakePC) -> tuple[PC, str]:
    """Return a desk with an act on a dossier that the province will refuse: desk 2 has withdrawn it meanwhile."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.WITHDRAWN, {"reason": "đổi ý"})
    second.sync()
    first.act(code, Kind.RESULT_READY)
    return first, code


# -- 1. A failed state lies on the disk, is failed by a verdict only, and is not forgotten at a restart ----------------


def test_nothing_is_failed_but_by_a_verdict(new_pc: MakePC) -> None:
    """SecureDrop #1420, #1457: a "failed" reply arrived later, and failed jobs were retried behind one's back."""
    pc = new_pc()
    code = pc.receive()
    for fault in ("500", "offline", "slow", "html"):
        pc.sync(fault)
        assert pc.state_of(code) == "waiting"
        assert pc.history(code)[0].verdict == "waiting"


def test_what_waits_survives_a_restart(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """SecureDrop #3183: queued work was forgotten at restart. OpenCRVS #12292: "sending" for ever."""
    pc = new_pc()
    code = pc.receive()
    pc.sync("lost_reply")
    pc.restart()
    pc.act(code, Kind.RESULT_READY)
    pc.restart()
    assert pc.sync().sent == 2
    assert [row.kind for row in relay.events(agency)] == ["received", "result_ready"]


@pytest.mark.parametrize("lost", [False, True], ids=["told", "its answer lost once"])
def test_what_was_refused_is_parked_with_its_reason_after_a_restart_too(
    new_pc: MakePC, relay: RelayServer, agency: str, lost: bool
) -> None:
    """SecureDrop #1420: after logging out and in again, what had failed was tried anew and nobody knew that it had."""
    first, code = clash(new_pc)
    if lost:
        assert first.sync("lost_reply").state == "timeout"
        first.restart()
    first.sync()
    asked = len(relay.events(agency))
    first.restart()
    assert first.state_of(code) == "parked"
    (refusal,) = first.look(code).refusals
    assert refusal.reason == "STATE"
    first.line.pushed.clear()
    assert (first.sync().parked, first.line.pushed) == (1, [])
    assert len(relay.events(agency)) == asked


# -- 2. What was deleted or is older does not come back: a pull never overwrites what an unanswered event says ---------


def test_a_pull_does_not_undo_what_waits_for_an_answer(new_pc: MakePC) -> None:
    """SecureDrop #797, #717, #858, #1472, #3483: a stale pull overtook the local action.

    1. Both desks see a dossier. 2. Desk 2 corrects the phone. 3. Desk 1, offline, corrects the note. 4. What desk 2 did
    arrives before it is sent. 5. Desk 1 still shows its own note, and so it does after it was sent and the reply lost.
    """
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.CORRECTED, {"changes": {"applicant.phone": "0987654321"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {"note": "gọi trước khi đến"}})
    assert list(pull(first.store, first.transport())) == [1]
    assert first.record(code).note == "gọi trước khi đến"
    assert first.record(code).applicant.phone == "0987654321"
    assert first.state_of(code) == "waiting"
    first.sync("lost_reply")
    assert (first.record(code).note, first.state_of(code)) == ("gọi trước khi đến", "waiting")
    first.sync()
    second.sync()
    assert first.record(code) == second.record(code)
    assert first.state_of(code) == "sent"


def test_a_dossier_voided_here_does_not_come_back_with_what_others_had_done_before(new_pc: MakePC) -> None:
    """SecureDrop #797, #717: a deleted conversation was there again after the next sync, from 2020 to 2026.

    1. Both desks see a dossier. 2. Desk 2 corrects it. 3. Desk 1 voids it and has no line. 4. The correction comes,
    cut once and so sent twice. 5. It is voided all the same, here, after a restart, and then everywhere.
    """
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    for pc in (first, second):
        pc.sync()
    second.act(code, Kind.CORRECTED, {"changes": {"note": "gọi trước khi đến"}})
    second.sync()
    first.act(code, Kind.VOIDED, {"reason": "nhập trùng"})
    first.line.plan.extend(["cut_midway"])
    with pytest.raises(SyncError):
        list(pull(first.store, first.transport()))
    assert list(pull(first.store, first.transport())) == [1]
    assert (first.record(code).state, first.record(code).note) == (State.VOIDED, "gọi trước khi đến")
    first.restart()
    assert first.record(code).state is State.VOIDED
    first.sync()
    second.sync()
    assert first.record(code) == second.record(code)
    assert second.record(code).state is State.VOIDED


# -- 3. One pathological event holds up no queue and spins no loop hot -------------------------------------------------


def test_a_refused_event_parks_its_dossier_and_nothing_else_waits(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """SecureDrop #3478, OpenCRVS #2576: one stuck application made all later ones stick."""
    first, second = new_pc(1), new_pc(2)
    codes = [first.receive() for _ in range(3)]
    first.sync()
    second.sync()
    second.act(codes[1], Kind.WITHDRAWN, {"reason": "đổi ý"})
    second.sync()
    first.act(codes[1], Kind.RESULT_READY)
    later = [first.receive() for _ in range(3)]
    result = first.sync()
    assert (result.state, result.sent, result.waiting, result.parked) == ("done", 4, 0, 1)
    assert first.state_of(codes[1]) == "parked"
    assert {first.state_of(code) for code in (*later, codes[0], codes[2])} == {"sent"}
    assert first.record(codes[1]).state is State.WITHDRAWN
    assert [stored.verdict for stored in first.history(codes[1])].count("refused") == 1
    second.sync()
    assert second.codes() == first.codes()
    relay.assert_chains_whole(agency)


def test_a_relay_that_answers_for_nothing_is_not_asked_in_a_hot_loop(new_pc: MakePC) -> None:
    """SecureDrop #3573, PR #3702: failed statuses put the loop in a hot spin, 475 times in two minutes."""
    pc = new_pc()
    pc.receive()
    pc.line.edit = lambda path, answer: {**answer, "answers": []} if path.endswith("push") else answer
    result = pc.sync()
    assert (result.state, result.sent, result.waiting) == ("server", 0, 0), "the pull says what the relay has taken"
    assert pc.line.pushed == [1]
    pc.line.edit = None
    assert pc.sync().state == "done"


def test_the_loop_does_not_hurry_because_of_it(new_pc: MakePC, bug: set[str]) -> None:
    pc, days = new_pc(), Days(4)
    code = pc.receive()
    bug.add(pc.history(code)[0].event.id)
    days.run(pc)
    assert days.states() == ["server"] * 4
    assert [result.stuck for result in days.results] == [code] * 4
    assert days.pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pc.line.pushed == [1] * 4


# -- 4. The loop goes on after a failure, with no click ----------------------------------------------------------------


def test_failures_make_the_pause_longer_up_to_a_limit_and_are_never_given_up(new_pc: MakePC) -> None:
    """SecureDrop #672: syncs stopped after the first failure unless clicked."""
    pc, days = new_pc(), Days(12)
    pc.receive()
    pc.line.plan.extend(["slow"] * 10)
    days.run(pc)
    assert days.states()[:10] == ["timeout"] * 10
    assert days.pauses[:6] == [5, 10, 20, 40, 80, LONGEST_PAUSE]
    assert max(days.pauses) <= LONGEST_PAUSE
    assert days.results[10].sent == 1


# -- 5. The handler of a failure does not fail: it is given ids --------------------------------------------------------


def test_a_full_disk_and_a_bug_are_states_too(new_pc: MakePC, monkeypatch: pytest.MonkeyPatch) -> None:
    """SecureDrop #1095: the failure handler itself crashed."""
    pc, days = new_pc(), Days(3)
    troubles: Iterator[Exception | None] = iter((KnownError("DISK", why="full"), RuntimeError("Trần Văn Bình"), None))

    def troubled(*arguments: object) -> SyncResult:
        trouble = next(troubles)
        if trouble is not None:
            raise trouble
        return sync_once(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "sync_once", troubled)
    days.run(pc)
    assert days.states() == ["disk", "bug", "done"]


def test_answers_about_unknown_events_are_ignored_and_missing_ones_awaited(new_pc: MakePC) -> None:
    """SecureDrop #1095: the handler of an answer crashed on an id that was not there."""
    pc = new_pc()
    codes = [pc.receive() for _ in range(3)]
    strange = {"id": "01900000-0000-7000-8000-000000000000", "verdict": "accepted", "seq": 1}

    def edit(path: str, answer: dict[str, list[object]]) -> object:
        return {**answer, "answers": [strange, *answer["answers"][1:]]} if path.endswith("push") else answer

    pc.line.edit = edit
    result = pc.sync()
    assert (result.state, result.sent, result.waiting) == ("server", 2, 0)
    assert pc.state_of(codes[0]) == "sent"
    pc.line.edit = None
    assert pc.sync().state == "done"


def test_an_event_the_relay_fails_on_is_named_though_its_dossier_has_no_row(new_pc: MakePC, bug: set[str]) -> None:
    """SecureDrop #1095: 'NoResultFound' has no uuid. The row that the failure was to be told of was not there."""
    pc = new_pc()
    code = pc.receive()
    event = pc.history(code)[0].event
    bug.add(event.id)
    with pc.store.write() as connection:
        connection.execute(text("DELETE FROM dossier WHERE code = :code"), {"code": code})
    result = pc.sync()
    assert (result.state, result.stuck, result.waiting) == ("server", event.dossier, 1)
    bug.clear()
    assert (pc.sync().state, pc.codes()) == ("done", [code])


# -- 6. A lost reply sent again is one event; events come before their files; nothing is on its way for ever -----------


def test_a_lost_reply_is_answered_at_the_resend_and_nothing_is_doubled(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """OpenCRVS #7477: processed, the reply lost on a slow line, sent again: two registrations.

    1. The desk sends a dossier. 2. The relay stores it. 3. The reply is lost. 4. The desk sends again.
    """
    pc = new_pc()
    code = pc.receive()
    for _ in range(3):
        assert pc.sync("lost_reply").state == "timeout"
        assert pc.state_of(code) == "waiting"
    assert pc.sync().sent == 1
    assert len(relay.events(agency)) == 1
    assert pc.state_of(code) == "sent"


def test_a_dossier_whose_scans_are_still_here_is_accepted_and_they_are_counted(
    new_pc: MakePC, relay: RelayServer, agency: str
) -> None:
    """OpenCRVS #13303: a declaration with attachments was stuck for ever, sent before its files and answered 400."""
    first, second = new_pc(1), new_pc(2)
    scans = [{"name": f"{nth}.pdf", "sha256": f"{nth}" * 64, "size": 5} for nth in (1, 2)]
    paper = {"name": "Bản chính", "originals": 1, "certified": 0, "photocopies": 0, "files": scans}
    code = first.receive(components=[paper])
    assert (first.sync().state, first.state_of(code)) == ("done", "sent")
    assert next(one["missing_files"] for one in commands.status(relay.home) if one["agency"] == agency) == 2
    second.sync()
    assert second.record(code).scans == 2


def test_nothing_is_on_its_way_for_ever(new_pc: MakePC) -> None:
    """OpenCRVS #12292: "sending" for ever, and no refreshing helped. Here there is no such state to be left in.

    Whatever becomes of a round, and whenever the program dies, the disk says waiting, sent or parked.
    """
    pc, code = clash(new_pc)
    codes, states = [code, *(pc.receive() for _ in range(3))], set[str]()
    for fault in ("slow", "lost_reply", "cut_midway", "truncated", "503", "html"):
        assert pc.sync(*[fault] * 8).waiting == 4, "a round in which nothing gets through, however it is halved"
        states |= {pc.state_of(one) for one in codes}
        pc.restart()
        states |= {pc.state_of(one) for one in codes}
    assert states <= {"waiting", "sent", "parked"}
    assert pc.sync().waiting == 0
    assert [pc.state_of(one) for one in codes] == ["parked", "sent", "sent", "sent"]


# -- 7. The cursor moves with the data; nobody is asked which side wins; progress has numbers and goes on --------------


def test_the_cursor_stands_still_when_a_pull_is_cut(new_pc: MakePC) -> None:
    """AnkiDroid #4366: the sequence number advanced although the sync timed out."""
    first, second = new_pc(1), new_pc(2)
    first.receive()
    first.sync()
    before = second.cursor()
    for fault in ("cut_midway", "lost_reply", "truncated", "500"):
        second.sync(fault)
        assert second.cursor() == before
        assert second.codes() == []
    second.sync()
    assert second.cursor() > before
    assert second.codes() == first.codes()


@pytest.mark.parametrize("dies", [1, 2])
def test_a_program_that_dies_between_data_and_cursor_has_both_or_neither(
    new_pc: MakePC, monkeypatch: pytest.MonkeyPatch, dies: int
) -> None:
    """AnkiDroid #4366: the number was written, the data was not, and what lay between was never asked for again."""
    monkeypatch.setattr("app.sync.pull.KEEP", 2)
    first, second = new_pc(1), new_pc(2)
    codes = [first.receive() for _ in range(4)]
    first.sync()
    moved, move = 0, setting.move_cursor

    def move_or_die(connection: Any, cursor: int) -> None:
        nonlocal moved
        moved += 1
        if moved == dies:
            raise KnownError("DISK", why="full")
        move(connection, cursor)

    with monkeypatch.context() as dying:
        dying.setattr(setting, "move_cursor", move_or_die)
        with pytest.raises(KnownError):
            list(pull(second.store, second.transport()))
    second.restart()
    assert (second.cursor(), second.codes()) == (2 * (dies - 1), codes[: 2 * (dies - 1)])
    assert (second.sync().state, second.codes()) == ("done", codes)


def test_what_the_relay_lost_is_sent_again_before_it_signs(new_pc: MakePC, relay: RelayServer, agency: str) -> None:
    """Anki's sanity check, and repair instead of "which side wins" (AnkiDroid #3180)."""
    pc = new_pc()
    for _ in range(4):
        pc.receive()
    pc.sync()
    relay.forget(agency, keep=1)
    closing = pc.close_day()
    assert (closing.equal, closing.desk.events) == (True, 4)
    assert len(relay.export(agency)) == 4
    relay.assert_chains_whole(agency)


def test_progress_comes_with_numbers(new_pc: MakePC) -> None:
    pc = new_pc()
    for _ in range(4):
        pc.receive()
    pc.line.largest = 2
    seen: list[Progress] = []
    sync_once(pc.store, pc.transport(), now(), seen.append)
    assert seen == [Progress("push", 2, 4), Progress("push", 4, 4), Progress("pull", 0, None)]


def test_what_was_answered_before_the_line_fell_is_not_sent_again_and_the_numbers_say_so(new_pc: MakePC) -> None:
    """AnkiDroid #14131, #4323: stuck at "finding changed media", with no number, and from the beginning each time."""
    pc = new_pc()
    for _ in range(6):
        pc.receive()
    pc.line.largest = 3
    seen: list[Progress] = []
    pc.line.plan.extend(["fine", "fine", "offline"])
    sync_once(pc.store, pc.transport(), now(), seen.append)
    assert seen == [Progress("push", 3, 6)]
    pc.restart()
    seen.clear()
    sync_once(pc.store, pc.transport(), now(), seen.append)
    assert seen == [Progress("push", 3, 3), Progress("pull", 0, None)]


# -- 8. What is large on a slow line comes in parts and goes on where it stopped ---------------------------------------


def test_a_batch_too_slow_for_the_line_is_halved_until_it_passes(new_pc: MakePC) -> None:
    """Anki #2368, SecureDrop PR #3471: a large upload on a slow line timed out on every try."""
    pc = new_pc()
    for _ in range(20):
        pc.receive()
    pc.line.slow_above = 5
    assert pc.sync().sent == 20
    assert pc.line.pushed == [20, 10, 5, 5, 5, 5]


def test_a_large_first_download_goes_on_at_the_page_at_which_the_line_fell(
    new_pc: MakePC, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AnkiDroid #3128, Anki #2368: a large collection on a slow line timed out whole, and began anew each time.

    A desk joins a centre with 50 dossiers, ten a page, and each of its rounds is cut after one page.
    """
    monkeypatch.setattr("app.sync.transport.BATCH", 10)
    first, second = new_pc(1), new_pc(2)
    codes = [first.receive() for _ in range(50)]
    first.sync()
    second.line.requests.clear()
    for page, fault in enumerate(("slow", "cut_midway", "lost_reply", "offline"), 1):
        assert second.sync("fine", fault).received == 10
        assert (second.cursor(), second.codes()) == (10 * page, codes[: 10 * page])
        second.restart()
    assert (second.sync().state, second.codes()) == ("done", codes)
    assert second.line.requests.count("/v1/pull") == 4 * 2 + 1, "no page was asked for twice but the one that was cut"
