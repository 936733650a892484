"""A notice of holidays read from a file: every shape an office sends, each fault by line and column, and what stays."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.errors import UserError
from app.paths import resource
from app.rules.calendar import Calendar, Entry, Kind
from app.rules.calendar_file import Notice, parse_notice

TET = {"date": "2027-02-08", "kind": "off", "basis": "Tết Nguyên đán"}
ENTRY = Entry(date(2027, 2, 8), Kind.OFF, "Tết Nguyên đán")


def off(day: int, month: int = 2, basis: str = "Tết Nguyên đán", *, official: bool = True) -> Entry:
    return Entry(date(2027, month, day), Kind.OFF, basis, official)


def read(data: Any) -> Notice:
    return parse_notice(json.dumps(data, ensure_ascii=False).encode(), "lich.json")


def wrong(text: str | bytes, name: str = "lich.json") -> tuple[str, dict[str, Any]]:
    with pytest.raises(UserError) as problem:
        parse_notice(text if isinstance(text, bytes) else text.encode(), name)
    return problem.value.code, problem.value.facts


# What is read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([TET])),
        ("a.JSON", json.dumps({"title": "Thông báo", "sources": ["TB 1"], "entries": [{**TET, "official": None}]})),
        ("a.json", "\ufeff \n" + json.dumps({"entries": [{**TET, "date": "8/2/2027", "kind": "Nghỉ"}]})),
        ("a.csv", "date,kind,basis,official\n2027-02-08,off,Tết Nguyên đán,true\n"),
        ("a.csv", "\ufeffbasis;Date;kind\r\n\r\n;;\r\nTết  Nguyên đán;08/02/2027;nghỉ\r\n"),
        ("a.csv", "date\tkind\tbasis\tofficial\n08/02/2027\tOFF\tTe\u0302\u0301t Nguyên đán\t\n"),
        ("a.csv", 'date,kind,basis,official\n2027-02-08,off,"Tết\nNguyên đán",x\n'),
    ],
)
def test_a_notice_is_read_whatever_wrote_it(name: str, text: str) -> None:
    assert parse_notice(text.encode(), name) == Notice((ENTRY,))


def test_make_up_days_and_days_not_official_yet_are_told_apart() -> None:
    notice = parse_notice(
        b"date,kind,basis,official\n2027-02-13,working,A,false\n20/02/2027,l\xc3\xa0m b\xc3\xb9,B,C\xc3\xb3\n", "a.csv"
    )
    assert notice.entries == (
        Entry(date(2027, 2, 13), Kind.WORKING, "A", official=False),
        Entry(date(2027, 2, 20), Kind.WORKING, "B"),
    )


def test_the_shipped_calendar_is_such_a_file() -> None:
    path = resource("calendars", "vn-2025-2027.json")
    notice = parse_notice(path.read_bytes(), path.name)
    assert len(notice.entries) > 40
    assert notice.taken_into(Calendar(())).entries == tuple(sorted(notice.entries, key=lambda one: one.date))


# What is wrong, and where


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"ngày": "2027-02-08"}, "ngày", "UNKNOWN"),
        ({"date": None}, "date", "MISSING"),
        ({"basis": " "}, "basis", "MISSING"),
        ({"kind": 1}, "kind", "TYPE"),
        ({"kind": "nghi"}, "kind", "CHOICE"),
        ({"official": "true"}, "official", "TYPE"),
        ({"date": "2027-02-30"}, "date", "DATE"),
        ({"date": "30/02/2027"}, "date", "DATE"),
        ({"date": "hôm nay"}, "date", "DATE"),
        ({"date": "0207-02-08"}, "date", "RANGE"),
    ],
)
def test_a_fault_in_json_is_told_by_the_line_its_entry_begins_on(
    change: dict[str, Any], column: str, reason: str
) -> None:
    other = {**TET, "date": "2027-02-09"}
    for text, line in (
        (json.dumps([other, {**TET, **change}], indent=1, ensure_ascii=False), 7),
        ('{"title": "[",\n"entries":\n[' + json.dumps(other) + ",\n\n" + json.dumps({**TET, **change}) + "]}", 5),
    ):
        assert wrong(text) == ("CALENDAR_LINE", {"line": line, "column": column, "reason": reason})


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('[\n{"date" 1}]', 2, 9, "JSON"),
        ("[" * 100_000, 1, 1, "JSON"),
        ("1" * 5_000, 1, 1, "JSON"),
        ("3", 1, "entries", "SHAPE"),
        ('{"title": "A"}', 1, "entries", "SHAPE"),
        ('{"entries": {}}', 1, "entries", "SHAPE"),
        ("[\n3]", 2, "entries", "SHAPE"),
        ('{"entries": [],\n"replace_year": true}', 2, "replace_year", "UNKNOWN"),
        ('{"entries": [], "replace_years": "có"}', 1, "replace_years", "TYPE"),
    ],
)
def test_json_that_is_no_notice_is_refused(text: str, line: int, column: object, reason: str) -> None:
    assert wrong(text) == ("CALENDAR_LINE", {"line": line, "column": column, "reason": reason})


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("ngày,kind,basis\n", 1, "ngày", "UNKNOWN"),
        ("date,date,basis\n", 1, "date", "UNKNOWN"),
        ("date,basis\n2027-02-08,A\n", 1, "kind", "MISSING"),
        ("\n", 1, "date", "MISSING"),
        ("date,kind,basis\n\n2027-02-08,off\n", 3, "basis", "MISSING"),
        ("date,kind,basis\n2027-02-08,off,A,B\n", 2, 4, "CELLS"),
        ('date,kind,basis\n2027-02-08,off,"A\nB"\n2027-02-09,on,C\n', 4, "kind", "CHOICE"),
        ("date,kind,basis,official\n2027-02-08,off,A,chắc\n", 2, "official", "CHOICE"),
        ("date,kind,basis\n2027-02-08,off," + "A" * 200_000, 2, 1, "CELLS"),
    ],
)
def test_a_fault_in_csv_is_told_by_line_and_column(text: str, line: int, column: object, reason: str) -> None:
    assert wrong(text, "a.csv") == ("CALENDAR_LINE", {"line": line, "column": column, "reason": reason})


def test_a_day_said_twice_an_empty_file_another_kind_of_file_and_odd_bytes_are_refused() -> None:
    twice = "date,kind,basis\n2027-02-08,off,A\n08/02/2027,working,B\n"
    assert wrong(twice, "a.csv") == ("CALENDAR_DAY_TWICE", {"line": 3, "other": 2, "date": date(2027, 2, 8)})
    assert wrong("date,kind,basis\n", "a.csv") == ("CALENDAR_EMPTY", {})
    assert wrong("[]") == ("CALENDAR_EMPTY", {})
    assert wrong("", "a.csv")[0] == "CALENDAR_EMPTY"
    assert wrong("[]", "lich.xlsx") == ("CALENDAR_FILE", {"name": "lich.xlsx"})
    assert wrong(b"date,kind,basis\n2027-02-08,off,T\xea\n", "a.csv") == ("CALENDAR_ENCODING", {"line": 2})


# What stays of ours

REUNIFICATION = off(30, 4, "Ngày Chiến thắng")
NEXT_YEAR = Entry(date(2028, 1, 1), Kind.OFF, "Tết Dương lịch", official=False)


def test_a_notice_adds_and_changes_what_it_names_and_leaves_the_rest() -> None:
    ours = Calendar((off(8, official=False), REUNIFICATION, NEXT_YEAR))
    notice = read([TET, {**TET, "date": "2027-02-09"}])
    assert notice.taken_into(ours) == Calendar((off(8), off(9), REUNIFICATION, NEXT_YEAR))
    assert notice.left_out(ours) == (REUNIFICATION,)


def test_a_file_that_is_the_whole_of_its_years_takes_away_what_it_leaves_out_in_them() -> None:
    ours = Calendar((REUNIFICATION, NEXT_YEAR))
    notice = read({"replace_years": True, "entries": [TET]})
    assert notice.taken_into(ours) == Calendar((off(8), NEXT_YEAR))
    assert notice.left_out(ours) == ()


def test_a_guess_gives_way_as_a_whole_when_the_notice_names_a_day_of_it() -> None:
    guessed = [off(day, official=False) for day in range(4, 11)]
    neighbours = [off(11), off(3, basis="Bão", official=False)]
    elsewhere = off(3, 9, "Quốc khánh", official=False)
    ours = Calendar((*guessed, *neighbours, elsewhere))
    notice = Notice(tuple(off(day) for day in range(6, 10)))
    assert notice.taken_into(ours) == Calendar((*notice.entries, *neighbours, elsewhere))
    assert notice.left_out(ours) == (off(3, basis="Bão", official=False), off(11), elsewhere)


def test_what_is_official_here_stays_beside_a_notice_that_names_its_neighbour() -> None:
    ours = Calendar((off(8), off(9)))
    assert Notice((off(8, basis="Tết"),)).taken_into(ours) == Calendar((off(8, basis="Tết"), off(9)))
