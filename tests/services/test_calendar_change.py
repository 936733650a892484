"""A new holiday notice: each open promise it would move is shown first, and applied with the calendar or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import KnownError, MotcuaError, UserError
from app.models import event_rows, journal, projection, setting
from app.models.journal import Entry as NewEvent
from app.paths import resource
from app.rules.acts import Kind
from app.rules.clock import iso
from app.services import acts, finding
from app.services.calendar_change import REASON, CalendarChange, import_file
from app.services.desk import Desk
from tests.services.counter import Clock, code_of, do

BASIS = "Công điện nghỉ tránh bão"
FRIDAY, MONDAY = "2026-11-27T08:15:00+07:00", "2026-11-30T08:15:00+07:00"
"""Three working days from Monday 23/11 08:15, the 24th being a holiday; and with one more day off before."""


@pytest.fixture
def notice(tmp_path: Path) -> Any:
    """Write a notice: {day of November 2026: kind}."""

    def write(days: dict[int, str] | None = None, **more: Any) -> Path:
        path = tmp_path / "thong-bao.json"
        kinds = {26: "off"} if days is None else days
        rows = [{"date": f"2026-11-{day:02}", "kind": kind, "basis": BASIS} for day, kind in kinds.items()]
        path.write_text(json.dumps({"entries": rows, **more}, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def due_of(desk: Desk, code: str) -> str:
    return iso(finding.dossier(desk, code).due_at)


def counted(desk: Desk, table: str) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def moved(change: CalendarChange) -> dict[str, tuple[str, str]]:
    return {one.code: (iso(one.old), iso(one.new)) for one in change.promises}


# The promises of the rules


def test_a_notice_is_shown_with_every_promise_it_would_move_and_nothing_changes(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    days = counted(desk, "calendar")
    shown = import_file(desk, notice())
    assert moved(shown) == {code: (FRIDAY, MONDAY)}
    (promise,) = shown.promises
    assert (promise.name, promise.basis) == ("Nguyễn Thị Đặng", BASIS)
    assert promise.procedure == finding.dossier(desk, code).procedure.name
    assert promise.old_reason == finding.dossier(desk, code).due_reason
    assert BASIS in promise.new_reason
    assert not shown.applied
    assert (counted(desk, "event"), counted(desk, "calendar"), due_of(desk, code)) == (1, days, FRIDAY)


def test_applied_the_calendar_and_the_promise_change_together(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    before = finding.dossier(desk, code)
    done = import_file(desk, notice(), apply=True)
    assert done.applied
    assert moved(done) == {code: (FRIDAY, MONDAY)}
    after = finding.dossier(desk, code)
    assert (iso(after.due_at), after.due_reason) == (MONDAY, done.promises[0].new_reason)
    event = after.events[-1]
    assert (event.kind, len(after.events)) == ("corrected", 2)
    assert event.body == {
        "changes": {"due_at": MONDAY, "due_reason": after.due_reason},
        "was": {"due_at": FRIDAY, "due_reason": before.due_reason},
        "reason": REASON + BASIS,
    }
    assert (counted(desk, "outbox"), after.state) == (2, before.state)
    with desk.store.read() as connection:
        assert projection.load(connection, after.id) == projection.replay(event_rows.history(connection, after.id))[0]
    assert due_of(desk, code_of(desk)) == MONDAY, "what is received next is promised by the new calendar"


def test_the_same_notice_again_changes_nothing(desk: Desk, notice: Any) -> None:
    code_of(desk)
    import_file(desk, notice(), apply=True)
    again = import_file(desk, notice(), apply=True)
    assert (again.days, again.promises, counted(desk, "event")) == ((), (), 2)


def test_a_notice_taken_back_moves_our_own_correction_back(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    import_file(desk, notice(), apply=True)
    shown = import_file(desk, notice({24: "off"}, replace_years=True))
    assert moved(shown) == {code: (MONDAY, FRIDAY)}


def test_a_make_up_day_brings_a_promise_forward(desk: Desk, notice: Any) -> None:
    code = code_of(desk, procedure="1.000593")
    assert due_of(desk, code) == "2026-12-01T08:15:00+07:00"
    assert moved(import_file(desk, notice({28: "working"})))[code][1] == MONDAY


def test_a_promise_the_days_do_not_touch_is_left_alone(desk: Desk, notice: Any, clock: Clock) -> None:
    code_of(desk)
    assert import_file(desk, notice({30: "off"})).promises == ()
    clock.ahead(days=9)
    code_of(desk)
    assert [one.code[-11:-5] for one in import_file(desk, notice()).promises] == ["261123"]


def test_a_promise_made_under_other_hours_is_none_of_the_notices_business(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    hours = {day: [["09:00", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), sessions=hours))
    desk.changed()
    assert import_file(desk, notice({30: "off"})).promises == ()
    assert moved(import_file(desk, notice())) == {code: (FRIDAY, "2026-11-30T09:00:00+07:00")}


def test_pauses_count_in_the_new_promise_as_in_the_old(desk: Desk, notice: Any, clock: Clock) -> None:
    code = code_of(desk)
    clock.ahead(days=2)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    assert moved(import_file(desk, notice()))[code] == (FRIDAY, MONDAY), "paused, the promise is the one from before"
    clock.ahead(days=2)
    acts.act(desk, code, Kind.SUPPLEMENTED, {})
    assert due_of(desk, code) == "2026-12-01T08:15:00+07:00"
    # The day off is inside the pause, so it takes a day from the pause as it gives one to the term.
    assert moved(import_file(desk, notice())) == {}
    assert moved(import_file(desk, notice({30: "off"})))[code][1] == "2026-12-02T08:15:00+07:00"


def test_the_reason_names_the_notice_and_not_what_it_replaces(desk: Desk, notice: Any) -> None:
    code_of(desk)
    (promise,) = import_file(desk, notice({24: "off", 26: "off"})).promises
    assert promise.basis == BASIS
    (promise,) = import_file(desk, notice({30: "off"}, replace_years=True)).promises
    assert promise.basis == "Ngày Văn hóa Việt Nam", "it is due earlier because that day is none any more"


@pytest.mark.parametrize("kind", [Kind.RESULT_READY, Kind.WITHDRAWN, Kind.VOIDED])
def test_only_open_promises_move(desk: Desk, notice: Any, kind: Kind) -> None:
    do(desk, code_of(desk), kind)
    assert import_file(desk, notice(), apply=True).promises == ()


def test_another_desks_dossiers_are_its_own_to_correct(desk: Desk, notice: Any) -> None:
    code_of(desk)
    with desk.store.write() as connection:
        connection.execute(text("UPDATE dossier SET desk = 2"))
    assert import_file(desk, notice()).promises == ()


# Promises set by hand


def by_hand(desk: Desk, code: str, due_at: str) -> None:
    acts.act(desk, code, Kind.CORRECTED, {"changes": {"due_at": due_at}, "reason": "công dân hẹn lại"})


@pytest.mark.parametrize("how", ["corrected", "extended"])
def test_a_promise_set_by_hand_stays_unless_its_own_day_is_taken(desk: Desk, notice: Any, how: str) -> None:
    code, at = code_of(desk), "2026-12-04T17:00:00+07:00"
    if how == "corrected":
        by_hand(desk, code, at)
    else:
        acts.act(desk, code, Kind.EXTENDED, {"new_due": at, "reason": "xác minh"})
    assert due_of(desk, code) == at
    assert import_file(desk, notice({26: "off", 27: "off"})).promises == ()
    path = notice()
    path.write_text(json.dumps([{"date": "2026-12-04", "kind": "off", "basis": BASIS}]), encoding="utf-8")
    (promise,) = import_file(desk, path).promises
    assert iso(promise.new) == "2026-12-07T17:00:00+07:00"
    assert BASIS in promise.new_reason
    assert "17:00 Thứ Hai 07/12/2026" in promise.new_reason


def test_a_promise_by_hand_out_of_hours_is_an_officers_word_and_stays(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    by_hand(desk, code, "2026-11-26T19:00:00+07:00")
    assert import_file(desk, notice()).promises == ()


def test_a_make_up_day_taken_back_moves_the_promise_that_stands_on_it(desk: Desk, notice: Any) -> None:
    import_file(desk, notice({28: "working"}), apply=True)
    code = code_of(desk)
    by_hand(desk, code, "2026-11-28T09:00:00+07:00")
    (promise,) = import_file(desk, notice({24: "off"}, replace_years=True)).promises
    assert (iso(promise.new), promise.basis) == ("2026-11-30T09:00:00+07:00", f"{BASIS}")


def test_a_pause_that_ended_gives_the_promise_back_to_the_rules(desk: Desk, notice: Any, clock: Clock) -> None:
    code = code_of(desk)
    by_hand(desk, code, "2026-12-04T17:00:00+07:00")
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    clock.ahead(hours=1)
    acts.act(desk, code, Kind.SUPPLEMENTED, {})
    assert due_of(desk, code) == "2026-11-27T09:15:00+07:00"
    assert moved(import_file(desk, notice()))[code][1] == "2026-11-30T09:15:00+07:00"


def test_a_promise_moved_by_a_notice_is_still_one_of_the_rules(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    import_file(desk, notice(), apply=True)
    done = import_file(desk, notice({27: "off"}), apply=True)
    assert moved(done) == {code: (MONDAY, "2026-12-01T08:15:00+07:00")}


# What is said


def test_the_difference_is_readable(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    lines = import_file(desk, notice({24: "off", 26: "off"})).lines()
    assert [line for line in lines if not line.startswith("Chỉ có ở quầy")] == [
        f"Sửa Thứ Ba 24/11/2026: nghỉ, Ngày Văn hóa Việt Nam → nghỉ, {BASIS}.",
        f"Thêm Thứ Năm 26/11/2026: nghỉ, {BASIS}.",
        "1 hồ sơ đổi hẹn trả.",
        f"{code} Nguyễn Thị Đặng: hẹn trả 08:15 Thứ Sáu 27/11/2026 → 08:15 Thứ Hai 30/11/2026.",
    ]


def test_days_only_this_counter_knows_are_named_and_stay(desk: Desk, notice: Any) -> None:
    shown = import_file(desk, notice(), apply=True)
    assert (
        "Chỉ có ở quầy, vẫn giữ: Thứ Sáu 02/01/2026: nghỉ, Nghỉ hoán đổi với Thứ Bảy 10/01 (dự kiến)." in shown.lines()
    )
    assert {entry.date.year for entry in shown.kept} == {2026}
    assert shown.as_json()["removed"] == []
    whole = import_file(desk, notice(replace_years=True), apply=True)
    assert len(whole.as_json()["removed"]) == len(shown.kept)
    assert whole.kept == ()
    assert any(line == "Bỏ Thứ Ba 24/11/2026: nghỉ, Ngày Văn hóa Việt Nam." for line in whole.lines())


def test_the_json_has_the_fields_of_the_contract(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    said = import_file(desk, notice({24: "off", 26: "off"})).as_json()
    assert {"added", "removed", "changed", "promises", "lines", "applied"} <= said.keys()
    assert said["added"] == [{"date": "2026-11-26", "kind": "off", "basis": BASIS, "official": True}]
    assert said["changed"][0]["old"]["basis"] == "Ngày Văn hóa Việt Nam"
    (promise,) = said["promises"]
    assert (promise["code"], promise["name"]) == (code, "Nguyễn Thị Đặng")
    assert (promise["old"], promise["new"]) == (FRIDAY, MONDAY)
    assert json.loads(json.dumps(said)) == said


def test_our_own_file_changes_nothing(desk: Desk) -> None:
    code_of(desk)
    done = import_file(desk, resource("calendars", "vn-2025-2027.json"), apply=True)
    assert done.lines() == [
        "Lịch nghỉ của tệp không khác lịch ở quầy.", "Không có hồ sơ nào đổi hẹn trả."
    ]  # fmt: skip


# What is refused


def test_a_file_that_cannot_be_read_or_is_wrong_changes_nothing(desk: Desk, tmp_path: Path, notice: Any) -> None:
    code_of(desk)
    days = counted(desk, "calendar")
    (tmp_path / "sai.csv").write_text("ngày,kind,basis\n2026-11-26,off,A\n", encoding="utf-8")
    refused: dict[str, type[MotcuaError]] = {"thiếu.json": KnownError, ".": KnownError, "sai.csv": UserError}
    for name, kind in refused.items():
        with pytest.raises(kind) as problem:
            import_file(desk, tmp_path / name, apply=True)
        assert problem.value.code == ("CALENDAR_LINE" if kind is UserError else "FILE_READ")
    assert (counted(desk, "calendar"), counted(desk, "event")) == (days, 1)


def test_a_promise_that_fails_half_way_leaves_calendar_and_promises_as_they_were(
    desk: Desk, notice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [code_of(desk) for _ in range(3)]
    days, write, calls = counted(desk, "calendar"), journal.write, list[str]()

    def failing(*given: Any, **named: Any) -> Any:
        calls.append(named["dossier"])
        if len(calls) == 2:
            raise KnownError("DISK", why="đầy")
        return write(*given, **named)

    monkeypatch.setattr(journal, "write", failing)
    with pytest.raises(KnownError):
        import_file(desk, notice(), apply=True)
    assert (counted(desk, "calendar"), counted(desk, "event")) == (days, 3)
    assert {due_of(desk, code) for code in codes} == {FRIDAY}


def test_many_promises_move_in_one_go(desk: Desk, notice: Any) -> None:
    code = code_of(desk)
    with desk.store.write() as connection:
        received = finding.dossier(desk, code).events[0]
        entries = [
            NewEvent(
                Kind.RECEIVED, f"d{number}", received.at,
                {**received.body, "request_id": None, "code": f"H15.10-261123-{number:04}"},
            )
            for number in range(1000, 1500)
        ]  # fmt: skip
        journal.write_many(connection, desk.centre(connection).author(), entries)
    assert len(import_file(desk, notice(), apply=True).promises) == 501
    assert counted(desk, "event") == 1002
