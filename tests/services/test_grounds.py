"""The grounds of a refusal: the shipped list until a centre keeps its own, and back again."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import grounds
from app.services.desk import Desk
from app.services.grounds import Ground
from tests.services.counter import save_settings


def test_a_new_centre_picks_from_the_shipped_list(desk: Desk) -> None:
    offered = grounds.grounds(desk)
    assert offered == grounds.shipped()
    assert len(offered) > 5
    assert all(one.text and one.basis for one in offered)


def test_a_centre_keeps_its_own_list_in_its_order(desk: Desk) -> None:
    save_settings(desk, grounds=(Ground(" Thiếu  tờ khai ", "Luật A"), Ground("Sai nơi nộp", "")))
    assert grounds.grounds(desk) == (Ground("Thiếu tờ khai", "Luật A"), Ground("Sai nơi nộp", ""))


def test_lines_that_say_nothing_are_left_out() -> None:
    assert grounds.check([Ground(" ", ""), Ground("Một", "")]) == (Ground("Một", ""),)


@pytest.mark.parametrize(
    ("wanted", "code", "field"),
    [
        ([], "GROUNDS_EMPTY", "grounds"),
        ([Ground("  ", "")], "GROUNDS_EMPTY", "grounds"),
        ([Ground("Một", "A"), Ground(" ", "B")], "GROUND_TEXT", "ground"),
        ([Ground("Một", "cũ"), Ground(" Một ", "mới")], "GROUND_TWICE", "ground"),
    ],
)
def test_a_list_no_officer_could_pick_from_is_refused_and_changes_nothing(
    desk: Desk, wanted: list[Ground], code: str, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        save_settings(desk, grounds=tuple(wanted))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert grounds.grounds(desk) == grounds.shipped()


def test_none_goes_back_to_the_shipped_list(desk: Desk) -> None:
    save_settings(desk, grounds=(Ground("Một", ""),))
    save_settings(desk, grounds=None)
    assert grounds.grounds(desk) == grounds.shipped()
