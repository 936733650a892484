"""`motcua parked`: what the province refused, looked at and settled by a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app import words
from app.services.desk import Desk
from tests.conftest import Ran
from tests.workflows.clash import OURS, THEIRS, clash, never_taken, withdrawn

Motcua = Callable[..., Ran]
ADDRESS, PHONE = "applicant.address", "applicant.phone"


def test_both_sides_and_the_fields_to_choose_are_listed(motcua: Motcua, desk: Desk) -> None:
    code, whole = clash(desk), withdrawn(desk)
    assert [(one["code"], one["choose"]) for one in motcua("parked", "--json").json] == [
        (whole, []), (code, [ADDRESS, PHONE]),
    ]  # fmt: skip
    one = motcua("parked", code, "--json").json
    assert one["why"] == [words.SENTENCES["BASE_MOVED"]]
    assert {field["path"]: (field["ours"]["value"], field["theirs"]["value"]) for field in one["fields"]} == {
        path: (OURS[path], THEIRS[path]) for path in OURS
    }
    said = motcua("parked", code).out
    assert f"{PHONE}: quầy này “{OURS[PHONE]}”, tỉnh “{THEIRS[PHONE]}”" in said


def test_nothing_parked_is_an_empty_list(motcua: Motcua, desk: Desk) -> None:
    assert motcua("parked", "--json").json == []
    assert motcua("parked").out == "Không có hồ sơ cần xử lý.\n"


@pytest.mark.parametrize(("address", "phone"), [("ours", "theirs"), ("theirs", "ours"), ("ours", "ours")])
def test_what_is_chosen_is_printed_as_show_does(motcua: Motcua, desk: Desk, address: str, phone: str) -> None:
    code = clash(desk)
    value = motcua("parked", code, "choose", f"{ADDRESS}={address}", f"{PHONE}={phone}", "--clock-ok", "--json").json
    assert value == motcua("show", code, "--json").json
    sides = {"ours": OURS, "theirs": THEIRS}
    assert value["applicant"]["address"] == sides[address][ADDRESS]
    assert value["applicant"]["phone"] == sides[phone][PHONE]
    assert (value["sync"], motcua("parked", "--json").json) == ("local", [])


@pytest.mark.parametrize(("way", "kept"), [("resend", OURS), ("accept-theirs", THEIRS)])
def test_a_side_is_taken_whole(motcua: Motcua, desk: Desk, way: str, kept: dict[str, str]) -> None:
    code = clash(desk)
    value = motcua("parked", code, way, "--json").json
    assert (value["applicant"]["address"], value["applicant"]["phone"]) == tuple(kept.values())


@pytest.mark.parametrize(
    ("way_there", "asked", "code"),
    [
        (clash, ("choose", f"{ADDRESS}=ours"), "CHOICE_MISSING"),
        (clash, ("choose", f"{ADDRESS}=ours", f"{PHONE}=ours", "note=ours"), "CHOICE_FIELD"),
        (clash, ("choose", "applicant.id=ours", f"{PHONE}=ours"), "CHOICE_FIELD"),
        (clash, ("choose", ADDRESS), "CHOICE_FORMAT"),
        (clash, ("choose", "=ours"), "CHOICE_FORMAT"),
        (clash, ("choose", f"{ADDRESS}="), "CHOICE_FORMAT"),
        (clash, ("choose", f"{ADDRESS}=mine"), "CHOICE_FORMAT"),
        (clash, ("choose", f"{ADDRESS}=ours", f"{ADDRESS}=theirs"), "CHOICE_TWICE"),
        (withdrawn, ("choose", "state=ours"), "PARKED_WHOLE"),
        (withdrawn, ("resend",), "ACT_NOT_ALLOWED"),
        (never_taken, ("accept-theirs",), "PARKED_NOT_THERE"),
    ],
)
def test_what_cannot_be_chosen_is_one_line_with_a_code_and_leaves_it_parked(
    motcua: Motcua, desk: Desk, way_there: Callable[[Desk], str], asked: tuple[str, ...], code: str
) -> None:
    dossier = way_there(desk)
    before = motcua("show", dossier, "--json").json
    assert motcua("parked", dossier, *asked, "--json").refusal == code
    assert motcua("show", dossier, "--json").json == before


def test_a_dossier_with_nothing_to_settle_says_so(motcua: Motcua, desk: Desk) -> None:
    assert motcua("parked", "H15.10-261123-0009").refusal == "DOSSIER_UNKNOWN"
    code = clash(desk)
    motcua("parked", code, "accept-theirs")
    for asked in ((), ("resend",), ("accept-theirs",), ("choose", f"{PHONE}=ours")):
        assert motcua("parked", code, *asked).refusal == "NOT_PARKED"


@pytest.mark.parametrize("asked", [("choose",), ("resend", f"{PHONE}=ours"), ("accept-theirs", "x"), ("keep",)])
def test_bad_usage_exits_2(motcua: Motcua, desk: Desk, asked: tuple[str, ...]) -> None:
    ran = motcua("parked", clash(desk), *asked, "--json")
    assert (ran.status, ran.out) == (2, "")
