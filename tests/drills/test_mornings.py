"""A year at one desk under a simulated clock: each morning has its sentence about the copies, and it is the right one.

Work, rests, closings, a stick that comes and goes, a disk that fills up, copies that are damaged, deleted and put back:
drawn, with the real store and real copies.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import pytest

from app import words
from app.errors import KnownError
from app.models import backup
from app.rules import copies
from app.rules.copies import Standing, Wish
from app.services.desk import Desk
from app.settings import Settings
from app.sync.reconcile import close_day
from app.workflows import keeping, restoring
from app.workflows.opening import open_desk
from tests.services.counter import KEY, Clock, code_of, write_key

DAYS = 365
FULL = shutil.disk_usage("/")._replace(free=1)


def newest(home: Path) -> Path | None:
    return max((home / backup.FOLDER).glob("*.motcua"), default=None)


def look_after(desk: Desk, wish: Wish, draw: random.Random) -> None:
    with patch("shutil.disk_usage", lambda _place: FULL) if draw.random() < 0.03 else nullcontext():
        list(keeping.look_after(desk, wish))


def day_of(desk: Desk, clock: Clock, stick: Path, draw: random.Random) -> None:
    """Work through a day as it happens to go."""
    home, away = desk.store.path.parent, stick.with_name("away")
    for _ in range(draw.randint(0, 2)):
        code_of(desk)
    clock.ahead(hours=4)
    if draw.random() < 0.6:
        look_after(desk, Wish.IDLE, draw)
    clock.ahead(hours=1)
    if draw.random() < 0.1:
        for one, other in ((stick, away), (away, stick)):
            if one.exists():
                one.rename(other)
                break
        look_after(desk, Wish.PUT_IN, draw)
    if draw.random() < 0.3:
        code_of(desk)
    clock.ahead(hours=4)
    if draw.random() < 0.5:
        close_day(desk.store, None, clock().date(), clock())
        look_after(desk, Wish.ASKED, draw)
    found = newest(home)
    if found is not None and draw.random() < 0.05:
        found.unlink()
    elif found is not None and draw.random() < 0.05:
        found.write_bytes(found.read_bytes()[:-7000])


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_every_morning_of_a_year_has_its_sentence(
    home: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_key(tmp_path / "key")
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))
    draw, stick, seen = random.Random(2026), tmp_path / "stick", Counter[str]()
    refused = set[str]()
    for nth in range(DAYS):
        if nth == 30:
            stick.mkdir()
            Settings(copies=str(stick)).save(home)
        with _at(home, clock) as desk:
            found = keeping.look(desk)
            (code, facts), standing = copies.told(found, clock())
            sentence = words.say(code, facts)
            assert sentence.endswith("."), (nth, code)
            assert sentence != code, nth
            if standing is Standing.WELL and code != "COPIES_NONE_YET":
                assert found.trial is not None, nth
                assert newest(home) is not None or any(stick.glob("*.motcua")), nth
            seen[code] += 1
            day_of(desk, clock, stick, draw)
        found_copy = newest(home)
        if found_copy is not None and draw.random() < 0.01:
            try:
                restoring.restore(home, found_copy, KEY)
            except KnownError as problem:
                refused.add(problem.code)
        clock.ahead(hours=15)
    with capsys.disabled():
        print(f"\n{DAYS} mornings: {dict(seen.most_common())}")
    assert len(seen) >= 8
    assert refused <= {"BACKUP_BROKEN"}


@contextmanager
def _at(home: Path, clock: Clock) -> Iterator[Desk]:
    with open_desk(home, clock_ok=True) as desk:
        desk.clock = clock
        yield desk
