"""The day at a desk: its board, its papers, its closing counts, and the practice stores."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import KnownError, UserError
from app.models import setting
from app.models.setting import ProvinceLink
from app.rules.acts import Kind
from app.rules.states import State
from app.services import board, care, closing, finding, papers, practice, returning
from app.services.acts import act
from app.services.desk import Desk
from app.sync import reconcile
from tests.services.counter import Clock, code_of, do, receive, save_settings, sitting_at

TODAY = date(2026, 11, 23)


# The board


def test_the_board_counts_what_asks_for_something_and_lists_just_that(desk: Desk, clock: Clock) -> None:
    late = code_of(desk, received_at="2026-11-10T08:00:00+07:00")
    today = code_of(desk, procedure="2.000815", fee=4000, fee_paid=True)
    ready = code_of(desk)
    act(desk, ready, Kind.RESULT_READY)
    asked = code_of(desk)
    do(desk, asked, Kind.SUPPLEMENT_REQUESTED)
    voided = code_of(desk)
    do(desk, voided, Kind.VOIDED)
    gone = code_of(desk)
    act(desk, gone, Kind.RESULT_READY)
    returning.give_back(desk, gone, to="Nguyễn Thị Đặng")
    papers.printed(desk, late, "receipt")
    seen = board.board(desk)
    lists = {name: [hit.code for hit in board.hits(desk, name)] for name in board.LISTS}
    assert lists["overdue"] == [late]
    assert lists["due_today"] == [today]
    assert lists["ready"] == [ready]
    assert lists["supplement"] == [asked]
    assert sorted(lists["unprinted"]) == sorted([today, ready, asked, gone])
    assert lists["parked"] == []
    assert {name: seen.counts[name] for name in board.LISTS} == {name: len(codes) for name, codes in lists.items()}
    (own,) = seen.desks
    assert (own.desk, own.received, own.returned, own.collected) == (1, 6, 1, 4000)
    assert seen.at == clock.at


def test_the_board_tells_of_a_day_off_within_the_week(desk: Desk, clock: Clock) -> None:
    notice = board.board(desk).notice
    assert notice is not None
    assert "24/11" in notice
    clock.ahead(days=3)
    assert board.board(desk).notice is None


# Papers


def test_a_receipt_is_counted_when_it_went_out_and_a_second_one_is_a_reprint(desk: Desk, tmp_path: Path) -> None:
    code = code_of(desk)
    assert papers.render(desk, code, "receipt").startswith(b"%PDF")
    assert finding.dossier(desk, code).prints == 0
    papers.to_file(desk, code, "receipt", tmp_path / "a.pdf")
    papers.to_file(desk, code, "receipt", tmp_path / "b.pdf", paper="A4")
    assert finding.dossier(desk, code).prints == 2
    assert papers.printed(desk, code, "receipt") == 3
    assert (tmp_path / "a.pdf").read_bytes() != (tmp_path / "b.pdf").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("*.pdf*")) == ["a.pdf", "b.pdf"]


def test_a_paper_that_cannot_be_written_is_not_counted(desk: Desk, tmp_path: Path) -> None:
    code = code_of(desk)
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "a.pdf", tmp_path / "none" / "a.pdf", tmp_path / ("x" * 300), tmp_path):
        with pytest.raises(KnownError) as refused:
            papers.to_file(desk, code, "receipt", place)
        assert refused.value.code == "FILE_WRITE"
    assert finding.dossier(desk, code).prints == 0
    assert list(tmp_path.glob("*.part")) == []


def test_a_paper_there_is_no_ground_for_is_refused(desk: Desk) -> None:
    code = code_of(desk)
    for form, expected in (("poster", "FORM_UNKNOWN"), ("return-receipt", "NOT_RETURNED")):
        with pytest.raises(UserError) as refused:
            papers.render(desk, code, form)
        assert refused.value.code == expected


# The end of the day


def test_the_day_counts_events_and_what_is_still_open(desk: Desk, clock: Clock) -> None:
    first = code_of(desk, fee=15000, fee_paid=True)
    code_of(desk, fee=5000)
    act(desk, first, Kind.FORWARDED)
    do(desk, first, Kind.SUPPLEMENT_REQUESTED)
    do(desk, first, Kind.WITHDRAWN)
    act(desk, first, Kind.CORRECTED, {"changes": {"note": "x"}})
    papers.printed(desk, first, "receipt")
    seen = closing.day(desk, TODAY)
    count = seen.count
    assert (count.received, count.forwarded, count.supplements, count.ended, count.corrected) == (2, 1, 1, 1, 1)
    assert (count.returned, count.collected, count.events) == (0, 15000, 6)
    assert [hit.code for hit in seen.unprinted] == ["H15.10-261123-0002"]
    assert (seen.waiting, seen.parked, seen.closing, seen.outdated) == (6, (), None, False)
    clock.ahead(days=2)
    code_of(desk)
    assert closing.day(desk, TODAY).count == count
    assert closing.day(desk, date(2026, 11, 25)).count.events == 1


def test_a_closed_day_to_which_something_was_added_says_so(desk: Desk) -> None:
    code = code_of(desk)
    closed = reconcile.close_day(desk.store, None, TODAY, desk.clock())
    seen = closing.day(desk, TODAY)
    assert (seen.closing, seen.outdated) == (closed, False)
    act(desk, code, Kind.FORWARDED)
    assert closing.day(desk, TODAY).outdated


MONDAY, TUESDAY, WEDNESDAY = (date(2026, 12, day) for day in (7, 8, 9))


def closed(desk: Desk, day: date, *, signed: bool) -> None:
    with desk.store.write() as connection:
        connection.execute(
            text("INSERT INTO closing(date, at, last_event, signed, data) VALUES (:date, :at, 1, :signed, '{}')"),
            {"date": day.isoformat(), "at": f"{day}T17:00:00+07:00", "signed": signed},
        )


def join_a_province(desk: Desk) -> None:
    with desk.store.write() as connection:
        setting.put_link(connection, ProvinceLink("https://tinh.example", "token", "key"))
    desk.changed()


def test_the_earliest_day_left_open_is_named_and_then_the_next(desk: Desk, clock: Clock) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        clock.at = clock.at.replace(month=12, day=day.day)
        code_of(desk)
    for day in (MONDAY, TUESDAY):
        assert closing.left_open(desk, WEDNESDAY) == day
        closed(desk, day, signed=False)
    # Today is not left open, it is going on; nothing is asked of a day on which nobody worked.
    assert closing.left_open(desk, WEDNESDAY) is None
    assert closing.left_open(desk, MONDAY) is None
    assert closing.left_open(desk, date(2026, 12, 11)) == WEDNESDAY


def test_a_day_is_looked_for_among_the_seven_before(desk: Desk, clock: Clock) -> None:
    clock.at = clock.at.replace(month=12, day=7, hour=0, minute=0)
    code_of(desk)
    assert closing.left_open(desk, date(2026, 12, 14)) == MONDAY
    assert closing.left_open(desk, date(2026, 12, 15)) is None
    clock.at = clock.at.replace(hour=23, minute=59)
    code_of(desk)
    assert closing.left_open(desk, TUESDAY) == MONDAY


def test_with_a_province_a_day_stays_open_until_it_is_signed(desk: Desk, clock: Clock) -> None:
    clock.at = clock.at.replace(month=12, day=7)
    code_of(desk)
    closed(desk, MONDAY, signed=False)
    assert closing.left_open(desk, WEDNESDAY) is None
    join_a_province(desk)
    assert closing.left_open(desk, WEDNESDAY) == MONDAY
    with desk.store.write() as connection:
        connection.execute(text("UPDATE closing SET signed = 1"))
    assert closing.left_open(desk, WEDNESDAY) is None


def test_what_other_desks_did_leaves_no_day_open_here(desk: Desk, clock: Clock) -> None:
    clock.at = clock.at.replace(month=12, day=7)
    with sitting_at(desk, 2):
        code_of(desk)
    assert closing.left_open(desk, WEDNESDAY) is None


def test_dossiers_wait_once_there_is_a_province_to_wait_for(desk: Desk) -> None:
    code = code_of(desk)
    assert finding.dossier(desk, code).sync == "local"
    join_a_province(desk)
    assert finding.dossier(desk, code).sync == "waiting"
    assert [step.sync for step in finding.history(desk, code)] == ["waiting"]


def test_another_officer_signs_what_comes_after(desk: Desk) -> None:
    first = receive(desk).dossier
    save_settings(desk, officer="Trần Văn Bình")
    second = receive(desk).dossier
    assert (first.received_by, second.received_by) == ("Nguyễn Thị Lan", "Trần Văn Bình")
    assert second.events[0].officer == "Trần Văn Bình"


# Practice


def people(desk: Desk) -> list[tuple[str, str, str]]:
    return [(hit.code, hit.name, hit.state) for hit in finding.find(desk, "", limit=1000)]


def test_the_same_seed_invents_the_same_people_and_the_store_becomes_a_practice_store(desk: Desk, home: Path) -> None:
    made = practice.generate(desk, 60, seed=7, start=date(2026, 11, 2))
    first = people(desk)
    with desk.store.read() as connection:
        assert desk.centre(connection).kind == "practice"
        assert desk.printed_centre(connection).practice
        assert len({row.code for row in connection.execute(text("SELECT code FROM dossier"))}) == made == 60
    assert care.rebuild(desk).as_json() == {"events": _events(desk), "dossiers": 60, "differed": [], "broken": []}
    assert {state for _, _, state in first} >= {State.RETURNED}
    assert practice.generate(desk, 3, seed=7, start=date(2026, 11, 23)) == 3


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 30), "261127"),  # a Monday
        (date(2026, 11, 25), "261123"),  # the day after a holiday
        (date(2027, 2, 8), "270203"),  # in Tết
        (date(2028, 2, 29), "280228"),  # beyond the last calendar
    ],
)
def test_without_a_first_day_nobody_is_invented_who_has_not_come_yet(
    desk: Desk, clock: Clock, today: date, last: str
) -> None:
    clock.at = datetime.combine(today, clock.at.timetz())
    assert practice.generate(desk, 100, daily=40) == 100
    codes = sorted(code for code, _, _ in people(desk))
    assert codes[-1] == f"H15.10-{last}-0020"
    assert len({code.split("-")[1] for code in codes}) == 3


def test_another_store_with_the_same_seed_has_the_same_people(desk: Desk, tmp_path: Path, new_centre: Path) -> None:
    import shutil

    from app.models.store import FILE, open_store
    from tests.services.counter import KEY

    shutil.copy(new_centre, tmp_path / FILE)
    other = Desk(open_store(tmp_path, KEY), desk.clock)
    for one in (desk, other):
        practice.generate(one, 40, seed=3, start=date(2026, 11, 2))
    assert people(desk) == people(other)
    other.store.close()


def _events(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM event")).scalar_one())


def test_a_store_with_real_dossiers_is_never_practised_in(desk: Desk) -> None:
    code_of(desk)
    with pytest.raises(UserError) as refused:
        practice.generate(desk, 5, start=TODAY)
    assert refused.value.code == "PRACTICE_ONLY"
    with desk.store.read() as connection:
        assert desk.centre(connection).kind == "real"
    assert _events(desk) == 1
