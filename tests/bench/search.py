"""Search as you type, beside the bare FTS5 query that returns the same rows, at three sizes.

What is typed are names, numbers, phones and codes of dossiers that are there, letter by letter, with and without
marks, as an officer would; and apart from those the worst that can be typed. A keystroke is timed `TRIES` times on
both sides in turn and its best time counts: on a shared machine the rest measures the neighbours. The figure of a
frame is the 95th percentile over all keystrokes.
"""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from app.models import search
from app.models.packed import plain, text_of
from app.models.store import FILE, Store
from app.rules.states import State
from app.rules.text import fold
from app.services import finding
from app.services.desk import Desk
from tests.bench import stores
from tests.bench.harness import Figure, percentile, ratio, timed

AIM, FRAME_MS = 2.0, 16.0
SIZES = (10_000, 100_000, 1_000_000)
PEOPLE, TRIES, LIMIT = 80, 3, 50
BARE = (
    "SELECT d.id, d.code, d.name, d.procedure, d.state, d.desk, d.received_at, d.due_at, d.sync, d.printed "
    f"FROM search s JOIN dossier d ON d.n = s.rowid WHERE search MATCH ? ORDER BY s.rowid DESC LIMIT {LIMIT}"
)
WORST = (
    "n",
    "t",
    "0",
    "nguyen",
    "nguyen thi",
    "nguyen lo",
    "y khoat",
    "nu lo",
    "le y nie",
    "tran van h",
    "066",
    "0009",
)


def figures(quick: bool) -> list[Figure]:
    """Measure every size; `quick` leaves the largest out."""
    made = []
    for count in SIZES[: 2 if quick else 3]:
        made += _at(count, stores.filled(count), 20 if quick else PEOPLE)
    return made


def _at(count: int, home: Path, people: int) -> list[Figure]:
    desk, bare = Desk(Store(home / FILE, stores.KEY)), stores.raw(home / FILE)
    program, floor = [], []
    for typed in keystrokes(bare, count, people):
        ours, theirs = _best(desk, bare, typed)
        program.append(ours)
        floor.append(theirs)
    worst = {typed: round(_best(desk, bare, typed)[0] * 1e3, 2) for typed in WORST}
    worst |= _filtered(desk)
    desk.store.close()
    bare.close()
    p50, p95, p99 = (percentile(program, share) for share in (0.5, 0.95, 0.99))
    detail = {
        "keystrokes": len(program), "p50_ms": p50 * 1e3, "p95_ms": p95 * 1e3, "p99_ms": p99 * 1e3,
        "floor_p95_ms": percentile(floor, 0.95) * 1e3, "worst_ms": worst,
    }  # fmt: skip
    name = f"search {count:,}"
    frame = Figure(f"{name} p95", "ms", p95 * 1e3, percentile(floor, 0.95) * 1e3, p95 * 1e3, FRAME_MS)
    return [ratio(f"{name} p50", p50, percentile(floor, 0.5), AIM, **detail), frame]


def _best(desk: Desk, bare: Any, typed: str) -> tuple[float, float]:
    query = search.match(typed)
    assert [hit.id for hit in finding.find(desk, typed)] == [text_of(row[0]) for row in bare.execute(BARE, (query,))]
    times = [
        (timed(lambda: finding.find(desk, typed)), timed(lambda: bare.execute(BARE, (query,)).fetchall()))
        for _ in range(TRIES)
    ]
    return min(time for time, _ in times), min(time for _, time in times)


def _filtered(desk: Desk) -> dict[str, float]:
    """Time a common name with the filters of the list: a state few are in, and one day far back."""
    day = stores.START + timedelta(days=7)
    asked: dict[str, dict[str, Any]] = {
        "nguyen, received": {"states": [State.RECEIVED]},
        "nguyen, one day": {"received_from": day, "received_to": day},
        "nothing typed, one day": {"typed": "", "received_from": day, "received_to": day},
        "nothing typed, received": {"typed": "", "states": [State.RECEIVED]},
    }
    best = {}
    for name, how in asked.items():
        ask = partial(finding.find, desk, **({"typed": "nguyen"} | how))
        best[name] = round(min(timed(ask) for _ in range(TRIES)) * 1e3, 2)
    return best


def keystrokes(bare: Any, count: int, people: int) -> list[str]:
    """Return what officers type for some of the dossiers, one text for each key pressed."""
    source, typed = random.Random(5), []
    for _ in range(people):
        (text,) = bare.execute("SELECT facts FROM dossier WHERE n = ?", (source.randint(1, count),)).fetchone()
        facts = orjson.loads(plain(text))
        person = facts["applicant"]
        name = person["name"]
        whole = source.choice(
            (name, name, fold(name), fold(name), person["id_number"], person["phone"], facts["code"], facts["code"][7:])
        )
        typed += [whole[:end] for end in range(1, len(whole) + 1)]
    return [each for each in typed if search.match(each)]
