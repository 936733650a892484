"""The past register's tables: what comes in by day is found newest first, and what goes out leaves no word behind."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.models import past
from app.models.migrating import upgrade
from app.models.store import FILE, Store, open_store
from app.services.desk import Desk
from tests.services.counter import KEY

DAY = 738_000


@pytest.fixture
def source(desk: Desk) -> int:
    with desk.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO past_source(id, file, sheet, digest, at, officer, heads, complete) "
                "VALUES (1, 'a.xlsx', 'S', 'd', '2026-11-23T08:15:00+07:00', 'Lan', '[]', 1)"
            )
        )
    return 1


def record(key: str, day: int, words: str = "le thi anh") -> dict[str, Any]:
    fields = dict.fromkeys(past.FIELDS) | {"name": "Lê Thị Ánh"}
    return fields | {"source": 1, "row": 2, "key": key, "person": None, "day": day, "words": words, "cells": "[]"}


def found(connection: Connection, query: str = '"anh"*') -> list[int]:
    rows, _ = past.find(connection, query, limit=50, most=100)
    return [row[0] for row in rows]


def test_the_newest_day_is_found_first_whatever_was_put_in_last(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        first = past.put(connection, [record("c", DAY + 9), record("a", DAY), record("b", 0)])
        later = past.put(connection, [record("d", DAY + 3), record("e", DAY)])
        assert found(connection) == sorted([*first, *later], reverse=True)
    assert [n // past.A_DAY for n in first] == [0, DAY, DAY + 9]
    assert later == [DAY * past.A_DAY + 2, (DAY + 3) * past.A_DAY + 1]


def test_a_record_that_is_there_is_not_put_in_again(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        past.put(connection, [record("a", DAY)])
        assert past.put(connection, [record("a", DAY + 1), record("b", DAY)]) == [DAY * past.A_DAY + 2]
    with pytest.raises(IntegrityError), desk.store.write() as connection:
        connection.execute(text("UPDATE past SET key = 'a'"))


def test_what_is_taken_out_is_found_no_more(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        numbers = past.put(connection, [record("a", DAY), record("b", DAY + 1)])
        assert sorted(past.numbers_of(connection, source, 10)) == numbers
        assert len(past.numbers_of(connection, source, 1)) == 1
        past.take_out(connection, numbers[:1])
        assert found(connection) == numbers[1:]
        assert past.numbers_of(connection, source, 10) == numbers[1:]


def test_the_words_of_a_record_taken_out_do_not_find_the_one_that_gets_its_number(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        past.take_out(connection, past.put(connection, [record("a", DAY)]))
        past.put(connection, [record("b", DAY, words="vu nam")])
        assert found(connection) == []
        assert len(found(connection, '"vu"*')) == 1


def test_an_import_goes_only_when_its_records_have_gone(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        past.put(connection, [record("a", DAY)])
    with pytest.raises(IntegrityError), desk.store.write() as connection:
        connection.execute(text("DELETE FROM past_source"))


def test_a_count_stops_where_it_is_told(desk: Desk, source: int) -> None:
    with desk.store.write() as connection:
        past.put(connection, [record(str(n), DAY + n) for n in range(20)])
        assert [past.find(connection, '"le"*', limit=5, most=most)[1] for most in (7, 100)] == [7, 20]


def test_a_store_of_the_release_before_gets_the_tables_and_keeps_its_rows(tmp_path: Any) -> None:
    path = tmp_path / FILE
    upgrade(path, KEY, "0001")
    old = Store(path, KEY)
    with old.write() as connection:
        connection.execute(text("INSERT INTO setting(name, value) VALUES ('centre', '{}')"))
    old.close()
    store = open_store(tmp_path, KEY)
    with store.read() as connection:
        assert connection.execute(text("SELECT value FROM setting")).scalar_one() == "{}"
        assert connection.execute(text("SELECT count(*) FROM past")).scalar_one() == 0
        assert found(connection) == []
    store.close()
