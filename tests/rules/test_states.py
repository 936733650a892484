"""What may follow what, written out once more by hand, so that a change of the law is a change of two tables."""

from __future__ import annotations

from typing import cast

import pytest

from app.errors import UserError
from app.rules.acts import Kind, after, check_legal, is_legal
from app.rules.events import Body
from app.rules.states import ENDED, OFFICIAL_STATUS, OPEN, PAUSED, RUNNING, State

STATES = ("received", "forwarded", "processing", "supplement_requested", "payment_requested", "result_ready",
          "returned", "refused", "withdrawn", "stopped", "voided")  # fmt: skip

# A dash is "not allowed"; else the first letters of the state that follows; "=" stays as it is, "<" goes back to
# the state in which the clock was stopped.
TABLE = """
                      rec  for  pro  sup  pay  res  ret  ref  wit  sto  voi
received               -    -    -    -    -    -    -    -    -    -    -
corrected              =    =    =    =    =    =    =    =    =    =    -
a word                 =    =    =    =    =    =    =    =    =    =    -
taken back             -    -    -    -    -    -   res   -    -    -    -
no result              -    -    -    -    -   pro   -    -    -    -    -
forwarded             for  for  for   -    -    -    -    -    -    -    -
arrived                -    =    =    -    -    -    -    -    -    -    -
processing            pro  pro   -    -    -    -    -    -    -    -    -
supplement_requested  sup  sup  sup   -    -    -    -    -    -    -    -
supplemented           -    -    -    <    -    -    -    -    -    -    -
payment_requested     pay  pay  pay   -    -    -    -    -    -    -    -
paid                   =    =    =    =    <    =    =    =    =    =    -
extended               =    =    =    -    -    -    -    -    -    -    -
result_ready          res  res  res   -    -    -    -    -    -    -    -
returned               -    -    -    -    -   ret   -    -    -    -    -
refused               ref  ref  ref  ref  ref   -    -    -    -    -    -
withdrawn             wit  wit  wit  wit  wit   -    -    -    -    -    -
stopped               sto  sto  sto  sto  sto   -    -    -    -    -    -
voided                voi  voi  voi  voi  voi  voi   -   voi  voi  voi   -
"""


def table() -> list[tuple[str, str, str]]:
    head, *rows = (line for line in TABLE.splitlines() if line)
    assert head.split() == [state[:3] for state in STATES]
    cells = []
    for row in rows:
        act, marks = row[:21].strip(), row[21:].split()
        cells += [(act, state, mark) for state, mark in zip(STATES, marks, strict=True)]
    return cells


def of(act: str) -> tuple[Kind, Body]:
    corrections: dict[str, Body] = {
        "a word": {"changes": {"note": "gọi trước"}},
        "taken back": {"changes": {"returned_at": None}},
        "no result": {"changes": {"result": None}},
    }
    return (Kind.CORRECTED, corrections[act]) if act in corrections else (Kind(act), {})


def test_the_table_names_every_state_and_every_kind() -> None:
    assert set(STATES) == set(State)
    assert {act for act, _, _ in table()} == {*Kind, "a word", "taken back", "no result"}


@pytest.mark.parametrize(("act", "state", "mark"), table())
def test_an_act_is_allowed_where_the_table_says_so_and_leads_where_it_says(act: str, state: str, mark: str) -> None:
    kind, body = of(act)
    was = State(state)
    assert is_legal(was, kind, body) == (mark != "-")
    if mark == "-":
        with pytest.raises(UserError) as refused:
            check_legal(was, kind, body)
        assert refused.value.code == "ACT_NOT_ALLOWED"
        assert refused.value.facts == {"act": kind.value, "state": state}
        return
    check_legal(was, kind, body)
    for resume in (None, *RUNNING):
        then = after(was, kind, body, resume)
        follows = was if mark == "=" else resume or State.RECEIVED if mark == "<" else None
        assert then is follows if follows else then.startswith(mark)


def test_nothing_leaves_an_ended_state_but_a_void_and_a_return_taken_back() -> None:
    for act, state, mark in table():
        if state in ENDED and mark not in ("-", "="):
            assert act == "voided" or (act, state) == ("taken back", "returned")


def test_every_state_is_reachable_from_reception() -> None:
    reached, edge = {State.RECEIVED}, [State.RECEIVED]
    while edge:
        state = edge.pop()
        for act in {act for act, _, _ in table()}:
            kind, body = of(act)
            if is_legal(state, kind, body):
                for then in {after(state, kind, body, resume) for resume in RUNNING} - reached:
                    reached.add(then)
                    edge.append(then)
    assert reached == set(State)


def test_each_state_runs_waits_is_ready_or_has_ended_and_nothing_twice() -> None:
    assert RUNNING | PAUSED == OPEN
    assert not RUNNING & PAUSED
    assert OPEN | ENDED | {State.RESULT_READY} == set(State)
    assert not OPEN & ENDED


def test_official_codes_are_those_of_the_national_portal() -> None:
    codes = dict(zip(STATES, (2, 4, 4, 5, 6, 9, 10, 3, 7, 8, None), strict=True))
    assert {state.value: code for state, code in OFFICIAL_STATUS.items()} == codes


def test_a_correction_with_a_body_that_is_no_correction_is_no_return_taken_back() -> None:
    assert is_legal(State.RECEIVED, Kind.CORRECTED, cast(Body, {"changes": "returned_at"}))
    assert not is_legal(State.RETURNED, Kind.VOIDED, {"changes": {"returned_at": None}})
