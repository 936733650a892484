"""The grounds of a refusal: the shipped list until a centre keeps its own, and back again."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import grounds
from app.services.desk import Desk
from app.services.grounds import Ground


def test_a_new_centre_picks_from_the_shipped_list(desk: Desk) -> None:
    offered = grounds.grounds(desk)
    assert offered == grounds.shipped()
    assert len(offered) > 5
    assert all(one.text and one.basis for one in offered)


def test_a_centre_keeps_its_own_list_in_its_order(desk: Desk) -> None:
    grounds.put_grounds(desk, [{"text": " Thiếu  tờ khai ", "basis": "Luật A"}, {"text": "Sai nơi nộp", "basis": None}])
    assert grounds.grounds(desk) == (Ground("Thiếu tờ khai", "Luật A"), Ground("Sai nơi nộp", ""))


def test_rows_without_a_text_are_left_out_and_the_same_text_is_kept_once(desk: Desk) -> None:
    rows = [{"text": "", "basis": "x"}, {"text": "Một", "basis": "cũ"}, {"text": "Một", "basis": "mới"}]
    assert grounds.put_grounds(desk, rows) == (Ground("Một", "mới"),)


def test_a_list_that_says_nothing_is_refused_and_changes_nothing(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        grounds.put_grounds(desk, [{"text": "  "}])
    assert refused.value.code == "GROUNDS_EMPTY"
    assert grounds.grounds(desk) == grounds.shipped()


def test_none_goes_back_to_the_shipped_list(desk: Desk) -> None:
    grounds.put_grounds(desk, [{"text": "Một"}])
    assert grounds.put_grounds(desk, None) == grounds.shipped()
    assert grounds.grounds(desk) == grounds.shipped()
