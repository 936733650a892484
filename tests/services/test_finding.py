"""Finding people however they are typed, and never an error whatever is."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.errors import UserError
from app.models import journal
from app.rules.acts import Kind
from app.rules.states import State
from app.services import finding, returning
from app.services.acts import act
from app.services.desk import Desk
from app.services.finding import find
from tests.services.counter import Clock, code_of, do, receive, sitting_at


def names(desk: Desk, typed: str) -> list[str]:
    return [hit.name for hit in find(desk, typed)]


@pytest.fixture
def people(desk: Desk) -> Desk:
    for name, number, phone in (
        ("Nguyễn Thị Đặng", "001190123456", "0905318462"),
        ("Đặng Văn Ấm", "066088000011", "0912000111"),
        ("H'Yuên Niê", "066188000012", "02623851234"),
        ("Trần Minh Dạng", "066088000013", None),
    ):
        sex = "female" if number[3] == "1" else "male"
        receive(desk, {"name": name, "id_number": number, "phone": phone, "sex": sex, "birth_date": None})
    return desk


@pytest.mark.parametrize(
    "typed",
    ["dang", "Đặng", "đặng", "ĐẶNG", "DANG", unicodedata.normalize("NFD", "Đặng"), "ĐĂNG", " dang ", "dan"],
)
def test_marks_case_and_form_do_not_matter(people: Desk, typed: str) -> None:
    assert names(people, typed) == ["Trần Minh Dạng", "Đặng Văn Ấm", "Nguyễn Thị Đặng"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen thi dang", ["Nguyễn Thị Đặng"]),
        ("dang nguyen", ["Nguyễn Thị Đặng"]),
        ("hyuen", ["H'Yuên Niê"]),
        ("H’Yuên", ["H'Yuên Niê"]),
        ("001190123456", ["Nguyễn Thị Đặng"]),
        ("0011901", ["Nguyễn Thị Đặng"]),
        ("0905318462", ["Nguyễn Thị Đặng"]),
        ("0905 318 462", ["Nguyễn Thị Đặng"]),
        ("0905.318.462", ["Nguyễn Thị Đặng"]),
        ("0262 385 1234", ["H'Yuên Niê"]),
        ("0002", ["Đặng Văn Ấm"]),
        ("261123-0003", ["H'Yuên Niê"]),
        ("H15.10-261123-0004", ["Trần Minh Dạng"]),
        ("h15.10-261123-0004", ["Trần Minh Dạng"]),
        ("dang 066088", ["Trần Minh Dạng", "Đặng Văn Ấm"]),
        ("ang", []),
        ("zzz", []),
    ],
)
def test_every_typed_word_begins_a_word_of_the_dossier(people: Desk, typed: str, found: list[str]) -> None:
    assert names(people, typed) == found


def test_nothing_typed_lists_the_newest_first_and_the_limit_holds(people: Desk) -> None:
    assert [hit.code[-4:] for hit in find(people, "")] == ["0004", "0003", "0002", "0001"]
    assert [hit.code[-4:] for hit in find(people, "  ", limit=2)] == ["0004", "0003"]
    assert [hit.code[-4:] for hit in find(people, "dang", limit=1)] == ["0004"]
    assert len(find(people, "", limit=10**30)) == 4


def test_state_and_days_narrow_what_is_found(desk: Desk, clock: Clock) -> None:
    first = code_of(desk)
    clock.ahead(days=2)
    second = code_of(desk)
    act(desk, second, Kind.FORWARDED)
    clock.ahead(days=1)
    third = code_of(desk)
    every = [third, second, first]

    def codes(typed: str = "dang", **filters: object) -> list[str]:
        return [hit.code for hit in find(desk, typed, **filters)]  # type: ignore[arg-type]

    for typed in ("", "dang"):
        assert codes(typed, states=[State.FORWARDED]) == [second]
        assert codes(typed, states=[State.FORWARDED, State.RECEIVED]) == every
        assert codes(typed, received_from=date(2026, 11, 25)) == [third, second]
        assert codes(typed, received_to=date(2026, 11, 25)) == [second, first]
        assert codes(typed, received_from=date(2026, 11, 25), received_to=date(2026, 11, 25)) == [second]
        assert codes(typed, received_from=date.min, received_to=date.max) == every


def test_the_last_minute_of_the_last_day_is_included(desk: Desk) -> None:
    code = code_of(desk, received_at="2026-11-20T23:59:59+07:00")
    assert [hit.code for hit in find(desk, "", received_to=date(2026, 11, 20))] == [code]
    assert find(desk, "", received_to=date(2026, 11, 19)) == []


ODD = ['"', "*", "NEAR(", "-", "", "'", '""', "a*b", "dang OR", "AND", "NOT dang", "^dang", "words:dang", "(", "{a b}",
       "%", "_", "\\", "\x00", ":x", "?", "dang\x00ang", "a" * 100_000, "dang " * 5_000, "0" * 10_000, "²³¹²³¹²³¹²³",
       "٠٩٠٥٣١٨٤٦٢", "\ud800", "a\ua7aeb", "𞤀𞤁x", "\U0001e900", "e\u20e3", "-0001", "--", "🙂", "1.2.3"]  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_odd_input_is_text_like_any_other(people: Desk, typed: str) -> None:
    find(people, typed)
    with pytest.raises(UserError) as unknown:
        finding.dossier(people, typed)
    assert unknown.value.code == "DOSSIER_UNKNOWN"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12))
def test_whatever_is_typed_gives_a_list(people: Desk, typed: str) -> None:
    assert len(find(people, typed)) <= 4


def test_a_dossier_opens_by_its_code_however_it_is_written_or_by_the_end_of_it(desk: Desk, clock: Clock) -> None:
    old = code_of(desk)
    clock.ahead(days=2)
    new = code_of(desk)
    assert (old, new) == ("H15.10-261123-0001", "H15.10-261125-0001")
    for typed in (old, " h15.10 - 261123 - 0001 ", "261123-1", "H15.10–261123–0001"):
        assert finding.dossier(desk, typed).code == old
    for typed in ("1", "0001"):
        assert finding.dossier(desk, typed).code == new
    for typed in ("2", "61123-0001", "H15.10-261123-0002", "x"):
        with pytest.raises(UserError) as unknown:
            finding.dossier(desk, typed)
        assert unknown.value.code == "DOSSIER_UNKNOWN"


def test_the_end_of_a_code_is_not_hidden_by_people_whose_numbers_begin_the_same(desk: Desk) -> None:
    """In Hà Nội the number of every woman begins with 0011, and so does the end of the day's eleventh code."""
    codes = [code_of(desk) for _ in range(40)]
    assert finding.dossier(desk, "11").code == codes[10]


def test_the_history_is_newest_first_and_says_where_each_event_stands(desk: Desk) -> None:
    code = code_of(desk)
    act(desk, code, Kind.RESULT_READY)
    returning.give_back(desk, code, to="Nguyễn Thị Đặng")
    steps = finding.history(desk, code)
    assert [(step.event.kind, step.sync) for step in steps] == [
        ("returned", "local"),
        ("result_ready", "local"),
        ("received", "local"),
    ]


def test_a_hit_prints_as_the_contract_says(desk: Desk) -> None:
    code = code_of(desk)
    (hit,) = find(desk, "")
    assert hit.as_json() == {
        "id": hit.id,
        "code": code,
        "name": "Nguyễn Thị Đặng",
        "procedure": hit.procedure,
        "state": "received",
        "received_at": "2026-11-23T08:15:00+07:00",
        "due_at": "2026-11-27T08:15:00+07:00",
    }


def test_the_history_says_what_a_signed_day_covers_and_what_came_after(desk: Desk) -> None:
    code = code_of(desk)
    act(desk, code, Kind.FORWARDED)
    with sitting_at(desk, 2):
        act(desk, code, Kind.PROCESSING)
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    with desk.store.write() as connection:
        accepted = [(event.id, at, None) for at, event in enumerate(finding.dossier(desk, code).events, 1)]
        journal.answer(connection, accepted)
        closed = "INSERT INTO closing(date, at, last_event, signed, data) VALUES ('2026-11-23', :at, 3, :signed, '{}')"
        connection.execute(text(closed), {"at": "2026-11-23T17:00:00+07:00", "signed": False})
    assert [step.sync for step in finding.history(desk, code)] == ["sent"] * 4
    with desk.store.write() as connection:
        connection.execute(text("UPDATE closing SET signed = 1"))
    # The newest first; a desk's closing speaks for its own events, up to the last it covers.
    assert [step.sync for step in finding.history(desk, code)] == ["sent", "sent", "reconciled", "reconciled"]
    with desk.store.write() as connection:
        connection.execute(text("UPDATE closing SET last_event = 4"))
    assert finding.history(desk, code)[0].sync == "reconciled"


def test_of_those_received_at_one_moment_the_later_number_comes_first(desk: Desk) -> None:
    codes = [code_of(desk) for _ in range(3)]
    assert [hit.code for hit in find(desk, "", states=[State.RECEIVED])] == [*reversed(codes)]
    assert [hit.code for hit in find(desk, "", received_from=date(2026, 11, 23))] == [*reversed(codes)]
