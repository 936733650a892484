"""Settling a parked dossier: what may be chosen, what comes of it at both desks and at the province, and what not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import UserError
from app.models import event_rows, journal, projection, setting
from app.rules.acts import Kind
from app.rules.clock import parse_moment
from app.services import acts, finding
from app.services.desk import Desk
from app.workflows import settling
from app.workflows.settling import Side
from tests.services.counter import receive
from tests.sync.conftest import MakePC
from tests.sync.world import PC, RelayServer
from tests.workflows.clash import OURS as MINE
from tests.workflows.clash import THEIRS as OTHERS
from tests.workflows.clash import clash, elsewhere, never_taken, refused, withdrawn

OURS, THEIRS = Side.OURS, Side.THEIRS
ADDRESS, PHONE, NOTE = "applicant.address", "applicant.phone", "note"


def desk_of(pc: PC) -> Desk:
    return Desk(pc.store, lambda: parse_moment(pc.clock()))


def sit_down(desk: Desk, officer: str) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), officer=officer))
    desk.changed()


def said(desk: Desk, code: str) -> tuple[str | None, str | None, str | None]:
    dossier = finding.dossier(desk, code)
    return dossier.applicant.address, dossier.applicant.phone, dossier.sync


@pytest.fixture
def parked(new_pc: MakePC) -> tuple[PC, PC, str]:
    """Two desks that wrote phone and note of one dossier, desk 2 first; the real relay refused desk 1."""
    first, second = new_pc(1), new_pc(2)
    code = first.receive()
    first.sync()
    second.sync()
    second.act(code, Kind.CORRECTED, {"changes": {PHONE: "0911111111", NOTE: "của quầy 2"}})
    second.sync()
    first.act(code, Kind.CORRECTED, {"changes": {PHONE: "0922222222", NOTE: "của quầy 1"}})
    assert first.sync().parked == 1
    return first, second, code


def agree(first: PC, second: PC, relay: RelayServer, code: str) -> tuple[str | None, str | None]:
    """Send all; everybody must hold the same, and each day close equal. Return phone and note."""
    for pc in (first, second, first):
        result = pc.sync()
        assert (result.state, result.parked) == ("done", 0)
    assert first.record(code) == second.record(code)
    assert first.shown() == second.shown() == relay.export(first.agency)
    assert all(pc.close_day().equal for pc in (first, second))
    record = first.record(code)
    return str(record.applicant.phone), str(record.note)


@pytest.mark.parametrize(
    ("phone", "note", "kept"),
    [
        (OURS, THEIRS, ("0922222222", "của quầy 2")),
        (THEIRS, OURS, ("0911111111", "của quầy 1")),
        (OURS, OURS, ("0922222222", "của quầy 1")),
        (THEIRS, THEIRS, ("0911111111", "của quầy 2")),
    ],
)
def test_what_is_chosen_field_by_field_stands_everywhere(
    parked: tuple[PC, PC, str], relay: RelayServer, phone: Side, note: Side, kept: tuple[str, str]
) -> None:
    first, second, code = parked
    settling.choose(desk_of(first), code, {PHONE: phone, NOTE: note})
    assert first.parked() == ()
    assert agree(first, second, relay, code) == kept


def test_a_mixed_choice_is_a_correction_by_who_chose_and_says_why(parked: tuple[PC, PC, str]) -> None:
    first, _, code = parked
    desk = desk_of(first)
    sit_down(desk, "Lò Văn Thuở")
    settling.choose(desk, code, {PHONE: OURS, NOTE: THEIRS})
    born, theirs, mine, chosen = sorted(first.history(code), key=lambda stored: stored.n)
    if theirs.event.desk == 1:
        theirs, mine = mine, theirs
    assert [one.verdict for one in (born, theirs, mine, chosen)] == ["accepted", "accepted", "settled", "waiting"]
    assert (chosen.event.officer, chosen.event.base) == ("Lò Văn Thuở", theirs.event.id)
    assert chosen.event.body == {
        "changes": {PHONE: "0922222222"}, "was": {PHONE: "0911111111"}, "reason": "Chọn lại sau khi hai nơi cùng sửa",
    }  # fmt: skip


def test_ours_in_every_field_is_the_same_act_again_with_its_author_and_moment(parked: tuple[PC, PC, str]) -> None:
    first, _, code = parked
    desk = desk_of(first)
    (mine,) = (one.event for one in first.history(code) if one.verdict == "refused")
    sit_down(desk, "Lò Văn Thuở")
    settling.choose(desk, code, {PHONE: OURS, NOTE: OURS})
    (again,) = (one.event for one in first.history(code) if one.verdict == "waiting")
    assert (again.kind, again.body, again.at, again.officer) == (mine.kind, mine.body, mine.at, mine.officer)


@pytest.mark.parametrize(("side", "kept"), [(OURS, "0933333333"), (THEIRS, "0911111111")])
def test_what_was_written_since_the_refusal_does_not_overrule_the_choice(
    parked: tuple[PC, PC, str], relay: RelayServer, side: Side, kept: str
) -> None:
    """It was this desk's last word when both sides were read; nobody chose between it and an older one of ours."""
    first, second, code = parked
    desk = desk_of(first)
    acts.act(desk, code, Kind.CORRECTED, {"changes": {PHONE: "0933333333"}})
    choice = next(field for field in settling.look(desk, code).fields if field.path == PHONE)
    assert choice.ours.value == "0933333333"
    settling.choose(desk, code, {PHONE: side, NOTE: side})
    assert agree(first, second, relay, code)[0] == kept


def test_a_side_is_taken_as_a_whole(parked: tuple[PC, PC, str], relay: RelayServer) -> None:
    first, second, code = parked
    settling.take(desk_of(first), code, THEIRS)
    assert agree(first, second, relay, code) == ("0911111111", "của quầy 2")


def test_both_sides_are_read_with_record_and_history(desk: Desk) -> None:
    code = clash(desk)
    case = settling.look(desk, code)
    assert [field.path for field in case.fields] == [ADDRESS, PHONE]
    assert (case.dossier.code, case.parked.code, len(case.steps)) == (code, code, 3)
    assert [one.code for one in settling.parked(desk)] == [code]


def test_a_dossier_is_named_by_its_short_number_too(desk: Desk) -> None:
    code = clash(desk)
    assert settling.look(desk, code[-4:]).parked.code == code
    settling.take(desk, code[-4:], THEIRS)
    assert settling.parked(desk) == ()


def three_fields(desk: Desk) -> str:
    """Two desks corrected three fields of one dossier. Return its code."""
    made = receive(desk).dossier
    mine = acts.act(desk, made.code, Kind.CORRECTED, {"changes": {**MINE, NOTE: "của quầy"}}).events[-1]
    refused(desk, made, mine, elsewhere(made, Kind.CORRECTED, {"changes": {**OTHERS, NOTE: "khác"}}), "BASE_MOVED")
    return made.code


def same_words(desk: Desk) -> str:
    """Two desks corrected one field alike: refused for its base, and nothing differs. Return its code."""
    made = receive(desk).dossier
    mine = acts.act(desk, made.code, Kind.CORRECTED, {"changes": {NOTE: "giống nhau"}}).events[-1]
    refused(desk, made, mine, elsewhere(made, Kind.CORRECTED, {"changes": {NOTE: "giống nhau"}}), "BASE_MOVED")
    return made.code


@pytest.mark.parametrize("way_there", [withdrawn, never_taken, three_fields, same_words])
def test_other_than_two_corrected_fields_is_chosen_as_a_whole(desk: Desk, way_there: Callable[[Desk], str]) -> None:
    code = way_there(desk)
    case = settling.look(desk, code)
    assert case.fields == ()
    before = held(desk, code)
    with pytest.raises(UserError) as caught:
        settling.choose(desk, code, {field.path: OURS for field in case.parked.fields} or {NOTE: OURS})
    assert (caught.value.code, caught.value.facts) == ("PARKED_WHOLE", {"code": code})
    assert held(desk, code) == before


def held(desk: Desk, code: str) -> object:
    with desk.store.read() as connection:
        id_ = finding.id_of(connection, code)
        return event_rows.history(connection, id_), projection.load(connection, id_)


@pytest.mark.parametrize(
    ("sides", "code", "field", "fields"),
    [
        ({}, "CHOICE_MISSING", ADDRESS, f"{ADDRESS}, {PHONE}"),
        ({ADDRESS: OURS}, "CHOICE_MISSING", PHONE, PHONE),
        ({ADDRESS: OURS, PHONE: OURS, NOTE: OURS}, "CHOICE_FIELD", NOTE, f"{ADDRESS}, {PHONE}"),
        ({"code": OURS, ADDRESS: OURS, PHONE: OURS}, "CHOICE_FIELD", "code", f"{ADDRESS}, {PHONE}"),
    ],
)
def test_each_field_that_differs_is_chosen_and_no_other(
    desk: Desk, sides: dict[str, Side], code: str, field: str, fields: str
) -> None:
    dossier = clash(desk)
    before = held(desk, dossier)
    with pytest.raises(UserError) as caught:
        settling.choose(desk, dossier, sides)
    problem = caught.value
    assert (problem.code, problem.field, problem.facts) == (code, field, {"code": dossier, "fields": fields})
    assert held(desk, dossier) == before


def test_what_the_rules_refuse_of_a_correction_leaves_it_parked(desk: Desk) -> None:
    """Ours came from a program that let a phone of six digits pass; it is not written a second time."""
    made = receive(desk).dossier
    with desk.store.write() as connection:
        mine, _ = journal.write(
            connection, desk.centre(connection).author(), Kind.CORRECTED,
            {"changes": {PHONE: "123456", NOTE: "của quầy"}, "was": {}}, at="2026-11-23T08:20:00+07:00",
            dossier=made.id, record=projection.load(connection, made.id),
        )  # fmt: skip
    theirs = elsewhere(made, Kind.CORRECTED, {"changes": {PHONE: "0941220315", NOTE: "khác"}})
    refused(desk, made, mine, theirs, "BASE_MOVED")
    before = held(desk, made.code)
    with pytest.raises(UserError, match="PHONE"):
        settling.choose(desk, made.code, {PHONE: OURS, NOTE: THEIRS})
    assert held(desk, made.code) == before
    assert said(desk, made.code)[2] == "parked"


def test_what_is_not_parked_says_so(desk: Desk) -> None:
    code = receive(desk).dossier.code
    ways: list[Callable[[], object]] = [
        lambda: settling.look(desk, code),
        lambda: settling.take(desk, code, OURS),
        lambda: settling.take(desk, code, THEIRS),
        lambda: settling.choose(desk, code, {PHONE: OURS}),
    ]
    for way in ways:
        with pytest.raises(UserError, match="NOT_PARKED"):
            way()


@pytest.mark.parametrize(("side", "way_there", "code"), [
    (OURS, withdrawn, "ACT_NOT_ALLOWED"), (THEIRS, never_taken, "PARKED_NOT_THERE"),
])  # fmt: skip
def test_a_side_that_cannot_be_taken_changes_nothing(
    desk: Desk, side: Side, way_there: Callable[[Desk], str], code: str
) -> None:
    dossier = way_there(desk)
    before = held(desk, dossier)
    with pytest.raises(UserError, match=code):
        settling.take(desk, dossier, side)
    assert held(desk, dossier) == before
