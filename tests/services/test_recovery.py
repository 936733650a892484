"""The recovery paper as the window asks for it: once a day while there is none, and never at a practice centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.models import setting
from app.models.setting import RecoveryPaper
from app.services import recovery
from app.services.desk import Desk
from tests.services.counter import Clock


def test_who_put_it_off_is_asked_again_the_next_day_and_not_before(desk: Desk, clock: Clock) -> None:
    assert recovery.look(desk).ask
    recovery.put_off(desk)
    assert not recovery.look(desk).ask
    clock.at += timedelta(hours=3)
    assert not recovery.look(desk).ask
    clock.at += timedelta(days=1)
    assert recovery.look(desk).ask


def test_a_desk_that_has_a_paper_is_not_asked(desk: Desk) -> None:
    paper = RecoveryPaper("377597", "2026-11-23T08:15:00+07:00")
    with desk.store.write() as connection:
        setting.put_recovery_paper(connection, paper)
    assert recovery.look(desk) == recovery.Recovery(paper, possible=True, ask=False)


def test_a_practice_centre_has_none_and_is_not_asked(desk: Desk) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), kind="practice"))
    desk.changed()
    assert recovery.look(desk) == recovery.Recovery(None, possible=False, ask=False)
