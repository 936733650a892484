"""A register of 50,000 rows taken in from Excel, and found in, each beside the same work without the program.

Reading is judged by the library that opens the file; reading in a process apart, which the program does, by the same
reading in this one, also for a register of a year, in which the start of that process weighs most; taking in by the
bare inserts of the same rows in the same batches; finding by the bare FTS5 query, letter by letter as `search` does.
What the counter feels of an import is its longest transaction.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import python_calamine as calamine

from app.models import past as table
from app.models import search
from app.models.store import FILE, open_store
from app.rules.text import fold
from app.services import past, practice
from app.services.desk import Desk
from app.services.past import records, taking
from app.services.past_file import reading
from tests.bench import stores
from tests.bench.harness import Figure, percentile, race, ratio, timed, workplace
from tests.services.registers import in_tcvn3, row, write

ROWS, QUICK, YEAR = 50_000, 5_000, 3_000
READ, APART, APART_YEAR, TAKE, FIND, WAIT_MS = 8.0, 1.5, 3.0, 4.0, 2.0, 250.0
PEOPLE, TRIES = 60, 3


def figures(quick: bool) -> list[Figure]:
    """Measure reading, taking in and finding; half the register is written for .VnTime."""
    with workplace() as folder:
        path = _register(folder / "register.xlsx", QUICK if quick else ROWS)
        bare_read = timed(lambda: _cells(path))
        read = timed(lambda: reading.read(path))
        apart = timed(lambda: past.read(path))
        year = _register(folder / "year.xlsx", YEAR)
        year_apart, year_read = race(lambda: past.read(year), lambda: reading.read(year), TRIES)
        sheet = past.read(path)
        home = folder / "home"
        stores.empty(home)
        desk = Desk(open_store(home, stores.KEY))
        columns = past.propose(desk, sheet)
        floor = _bare_inserts(
            folder / "bare", [taking._row(one) for one in records.prepare(desk, sheet, columns).fresh]
        )
        moments = [perf_counter()]
        take = timed(lambda: past.take_in(desk, sheet, columns, progress=lambda *_: moments.append(perf_counter())))
        wait = max(later - sooner for sooner, later in pairwise(moments[1:])) * 1e3
        program, bare = _found(desk, home, sheet)
        desk.store.close()
    p50 = percentile(program, 0.5)
    return [
        ratio(f"past read {sheet.count:,}", read, bare_read, READ),
        ratio(f"past read apart {sheet.count:,}", apart, read, APART),
        ratio(f"past read apart {YEAR:,}", year_apart, year_read, APART_YEAR),
        ratio(f"past take in {sheet.count:,}", take, floor, TAKE),
        Figure("past longest transaction", "ms", wait, None, wait, WAIT_MS),
        ratio("past find p50", p50, percentile(bare, 0.5), FIND, p95_ms=percentile(program, 0.95) * 1e3),
    ]


def _register(path: Path, count: int) -> Path:
    source, rows = random.Random(7), []
    for number in range(count):
        encode = in_tcvn3 if number % 2 else str
        person = practice.citizen(source, "Ea Kao")
        day = date(2015, 1, 5) + timedelta(days=source.randrange(3600))
        rows.append(
            row(
                number,
                code=f"000.00.10.H15-{day:%y%m%d}-{number:05}",
                name=encode(person.name),
                id_number=person.id_number,
                address=encode("Buôn Cuôr Đăng, xã Ea Kao"),
                phone=person.phone,
                procedure=encode("Chứng thực bản sao từ bản chính"),
                received_on=day,
                due_on=f"{day + timedelta(days=3):%d/%m/%Y}",
            )
        )
    return write(path, rows)


def _cells(path: Path) -> list[Any]:
    return list(calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def _bare_inserts(home: Path, rows: list[dict[str, Any]]) -> float:
    """Return how long the inserts alone take, in seconds."""
    bare = stores.raw(stores.empty(home))
    values = "(1, 'a', 's', 'd', 't', 'o', '[]', 1)"
    bare.execute(f"INSERT INTO past_source(id, file, sheet, digest, at, officer, heads, complete) VALUES {values}")
    rows = sorted(({**one, "source": 1} for one in rows), key=lambda one: (one["day"], one["row"]))
    for number, one in enumerate(rows):
        one["n"] = one["day"] * table.A_DAY + number
    began = perf_counter()
    for start in range(0, len(rows), taking.BATCH):
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(table._INSERT, rows[start : start + taking.BATCH])
        bare.executemany(table._INDEX, rows[start : start + taking.BATCH])
        bare.execute("COMMIT")
    taken = perf_counter() - began
    bare.close()
    return taken


def _found(desk: Desk, home: Path, sheet: past.Sheet) -> tuple[list[float], list[float]]:
    source, bare, program, floor = random.Random(5), stores.raw(home / FILE), [], []
    for _ in range(PEOPLE):
        chosen = source.choice(sheet.rows)
        whole = str(source.choice((chosen.cells[2], fold(str(chosen.cells[2])), chosen.cells[1], chosen.cells[3])))
        for end in range(1, len(whole) + 1):
            query = search.match(whole[:end])
            if query is None:
                continue
            asked = {"query": query, "limit": 50}
            times = [
                (timed(lambda typed=whole[:end]: past.find(desk, typed)),  # type: ignore[misc]
                 timed(lambda asked=asked: bare.execute(table._FIND, asked).fetchall()))  # type: ignore[misc]
                for _ in range(TRIES)
            ]  # fmt: skip
            program.append(min(time for time, _ in times))
            floor.append(min(time for _, time in times))
    bare.close()
    return program, floor
