"""Receiving: one transaction or nothing, one number once, and every wrong draft refused by the name of its field."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import KnownError, UserError
from app.models import counting, event_rows, files, projection, search, setting
from app.models.store import open_store
from app.rules.acts import Kind
from app.rules.clock import iso
from app.rules.events import Body
from app.rules.record import Destination
from app.rules.states import State
from app.services import acts, board, drafts, finding, intake, papers, practice, returning
from app.services.desk import Desk
from tests.services.counter import KEY, Clock, code_of, draft, number_of, receive

ROOT = Path(__file__).parents[2]
TABLES = ("event", "dossier", "search", "outbox", "counter", "draft")


def counts(desk: Desk) -> dict[str, int]:
    with desk.store.read() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES}


def refused(desk: Desk, data: dict[str, Any], folder: Path | None = None) -> UserError:
    """Return why a draft is refused, having made sure that nothing was written."""
    before = counts(desk)
    with pytest.raises(UserError) as problem:
        intake.receive(desk, drafts.read(data), folder=folder)
    assert counts(desk) == before
    return problem.value


def test_receiving_writes_event_record_search_row_and_outbox_row(desk: Desk) -> None:
    dossier = receive(desk).dossier
    assert counts(desk) == {"event": 1, "dossier": 1, "search": 1, "outbox": 1, "counter": 2, "draft": 0}
    with desk.store.read() as connection:
        (stored,) = event_rows.history(connection, dossier.id)
        record = projection.load(connection, dossier.id)
        assert (stored.event.kind, stored.verdict, stored.event.base) == (Kind.RECEIVED, "waiting", None)
        assert stored.event.expected_hash() == stored.event.hash
        assert record == projection.replay([stored])[0]
        assert record.code == dossier.code == "H15.10-261123-0001"
        found = connection.execute(text("SELECT rowid FROM search WHERE search MATCH :q"), {"q": search.match("dang")})
        assert found.scalars().all() == [1]


@pytest.mark.parametrize("place", ["projection.project", "journal.new_event", "journal.row_of"])
def test_a_crash_anywhere_while_writing_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    before = counts(desk)

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(f"app.models.{place}", crash)
        with pytest.raises(RuntimeError):
            receive(desk)
    assert counts(desk) == before
    assert code_of(desk) == "H15.10-261123-0001"


def test_a_crash_after_the_last_write_and_before_the_commit_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "view", crash)
        with pytest.raises(RuntimeError):
            receive(desk)
    assert counts(desk)["event"] == 0
    assert code_of(desk) == "H15.10-261123-0001"


def test_numbers_follow_each_other_and_begin_anew_each_day(desk: Desk, clock: Clock) -> None:
    assert [code_of(desk) for _ in range(3)] == [f"H15.10-261123-000{n}" for n in (1, 2, 3)]
    clock.ahead(days=2)
    assert code_of(desk) == "H15.10-261125-0001"


def test_the_same_request_twice_is_one_dossier(desk: Desk) -> None:
    first = receive(desk, request_id="r1")
    again = receive(desk, {"name": "Người khác"}, request_id="r1")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.dossier.code == first.dossier.code
    assert again.dossier.applicant.name == "Nguyễn Thị Đặng"
    assert counts(desk)["event"] == 1
    assert code_of(desk) == "H15.10-261123-0002"


def test_when_the_days_numbers_are_used_up_the_range_is_named_and_the_next_day_goes_on(
    desk: Desk, clock: Clock
) -> None:
    with desk.store.write() as connection:
        counting.keep_number(connection, "code:261123", 948)
    assert code_of(desk) == "H15.10-261123-0949"
    problem = refused(desk, draft({"id_number": number_of(1)}))
    assert (problem.code, problem.facts) == ("RANGE_USED", {"first": 1, "last": 949})
    clock.ahead(days=2)
    assert code_of(desk) == "H15.10-261125-0001"


def test_a_backdated_dossier_takes_its_days_number_and_its_days_promise(desk: Desk) -> None:
    """What came by post on Friday and was put aside; a receipt written by pen has a number already (`blanks`)."""
    dossier = receive(desk, received_at="2026-11-20T09:30:00+07:00").dossier
    assert dossier.code == "H15.10-261120-0001"
    assert iso(dossier.received_at) == "2026-11-20T09:30:00+07:00"
    assert iso(dossier.due_at) == "2026-11-26T09:30:00+07:00"  # Tuesday the 24th is a holiday
    assert dossier.events[0].at == "2026-11-23T08:15:00+07:00"
    assert code_of(desk) == "H15.10-261123-0001"


def test_a_moment_ahead_of_the_clock_is_refused_and_the_clocks_own_is_not(desk: Desk, clock: Clock) -> None:
    ahead = iso(clock.at + timedelta(minutes=1))
    problem = refused(desk, draft(received_at=ahead))
    assert (problem.code, problem.field) == ("RECEIVED_AHEAD", "received_at")
    assert problem.facts == {"received": clock.at + timedelta(minutes=1)}
    assert receive(desk, received_at=iso(clock.at)).warnings == ()


def test_owner_and_proxy_are_kept_and_the_owner_is_whose_dossier_it_is(desk: Desk) -> None:
    owner = {"kind": "citizen", "name": "Trần Minh Đạt", "id_number": "066099001234", "phone": "0987 654 321"}
    dossier = receive(desk, owner=owner, authorised_by="Giấy ủy quyền số 5").dossier
    assert dossier.owner is not None
    assert (dossier.owner.phone, dossier.authorised_by) == ("0987654321", "Giấy ủy quyền số 5")
    (line,) = finding.find(desk, "tran minh dat")
    assert line.name == "Trần Minh Đạt"
    assert [hit.code for hit in finding.find(desk, "dang")] == [dossier.code]


def test_a_business_is_known_by_its_tax_code(desk: Desk) -> None:
    business = {"kind": "business", "name": "Hộ kinh doanh Lan", "id_number": "0100109106", "birth_date": None,
                "sex": None}  # fmt: skip
    assert receive(desk, business).dossier.applicant.id_number == "0100109106"
    problem = refused(desk, draft({**business, "id_number": "0100109107"}))
    assert (problem.code, problem.field) == ("TAX_CODE_CHECK", "applicant.id_number")


def test_text_is_composed_and_squeezed_at_the_door(desk: Desk) -> None:
    dossier = receive(desk, {"name": "  Nguyễn  Thị Đặng\u200b "}, note="một \r\n hai ").dossier
    assert dossier.applicant.name == "Nguyễn Thị Đặng"
    assert dossier.note == "một\nhai"


def test_nulls_say_nothing_given_everywhere(desk: Desk) -> None:
    data = json.loads(
        '{"procedure": "2.000815", "case": null, "channel": null, "received_at": null, "applicant": {"kind": "citizen",'
        '"name": "Y Bhăm Niê", "id_number": null, "sex": null, "phone": null}, "owner": null, "copies": null,'
        '"components": [{"name": "Bản sao", "originals": null, "files": null}], "deliver": null, "fee": null}'
    )
    dossier = intake.receive(desk, drafts.read(data)).dossier
    assert (dossier.channel, dossier.copies, dossier.components[0].originals) == ("counter", 1, 0)


def test_empty_text_says_nothing_given_everywhere(desk: Desk) -> None:
    person = {"kind": "citizen", "name": "Y Bhăm Niê"} | dict.fromkeys(
        ("id_number", "birth_date", "sex", "address", "commune", "phone", "email", "no_papers"), " "
    )
    empty = dict.fromkeys(("case", "channel", "received_at", "deliver", "exemption", "request_id", "note"), "")
    data = {"procedure": "2.000815", "applicant": person, "components": [{"name": "Bản sao", "originals": 1}], **empty}
    dossier = intake.receive(desk, drafts.read(data)).dossier
    assert (dossier.channel, dossier.applicant.sex, dossier.applicant.birth_date) == ("counter", None, None)


@pytest.mark.parametrize("birth", ["1950", "1950-07", "1950-07-12"])
def test_a_birth_is_kept_as_far_as_it_is_known(desk: Desk, birth: str) -> None:
    written = "/".join(reversed(birth.split("-")))
    received = receive(desk, {"id_number": "001150123456", "birth_date": written})
    assert (received.dossier.applicant.birth_date, received.warnings) == (birth, ())
    wrong = receive(desk, {"id_number": "001151123456", "birth_date": birth}, duplicate_reason="lần hai")
    assert wrong.warnings == ("ID_BIRTH_YEAR",)


def test_who_has_no_papers_says_why_and_takes_the_result_home_by_name(desk: Desk) -> None:
    dossier = receive(desk, {"id_number": None, "no_papers": "thẻ đang làm lại"}).dossier
    assert (dossier.applicant.id_number, dossier.applicant.no_papers) == (None, "thẻ đang làm lại")
    returned = returning.give_back(desk, dossier.code, to=dossier.applicant.name, result=returning.MadeHere("12/CT"))
    assert returned.returned_to is not None
    assert returned.returned_to.id_number is None


def test_a_number_shown_later_takes_the_place_of_the_reason_for_none(desk: Desk) -> None:
    code = receive(desk, {"id_number": None, "no_papers": "thẻ đang làm lại"}).dossier.code
    person = acts.act(desk, code, Kind.CORRECTED, {"changes": {"applicant.id_number": "001190123456"}}).applicant
    assert (person.id_number, person.no_papers) == ("001190123456", None)


def test_an_officer_is_asked_to_look_again_at_a_number_that_does_not_fit(desk: Desk) -> None:
    assert receive(desk, {"sex": "male"}).warnings == ("ID_SEX",)
    assert receive(desk, {"id_number": "12345678"}).warnings == ("PASSPORT_DIGITS",)


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"applicant": {"id_number": "00119012345"}}, "ID_NUMBER_LENGTH", "applicant.id_number"),
    ({"applicant": {"id_number": "00119012345x!"}}, "PAPER_NUMBER", "applicant.id_number"),
    ({"applicant": {"phone": "0123456789"}}, "PHONE_PREFIX", "applicant.phone"),
    ({"applicant": {"phone": "091234567"}}, "PHONE_LENGTH", "applicant.phone"),
    ({"applicant": {"name": " "}}, "DRAFT_MISSING", "applicant.name"),
    ({"applicant": {"no_papers": "thẻ đang làm lại"}}, "PAPERS_OR_NONE", "applicant.no_papers"),
    (
        {"applicant": {"kind": "state", "id_number": None, "no_papers": "không có"}},
        "PAPERS_OR_NONE",
        "applicant.no_papers",
    ),
    ({"applicant": {"birth_date": "1990-02-30"}}, "BIRTH_FORMAT", "applicant.birth_date"),
    ({"applicant": {"sex": "nữ"}}, "DRAFT_FIELD", "applicant.sex"),
    ({"applicant": {"telephone": "0912345678"}}, "DRAFT_FIELD", "applicant.telephone"),
    ({"owner": {"kind": "citizen", "name": "A", "phone": "12"}}, "PHONE_PREFIX", "owner.phone"),
    ({"procedure": "9.999999"}, "PROCEDURE_UNKNOWN", "procedure"),
    ({"procedure": "1.004222"}, "PROCEDURE_GUIDANCE_ONLY", "procedure"),
    ({"procedure": 17}, "DRAFT_FIELD", "procedure"),
    ({"case": "không có"}, "CASE_UNKNOWN", "case"),
    ({"received_at": "hôm qua"}, "TIME_FORMAT", "received_at"),
    ({"received_at": "0001-01-01T00:00:00"}, "", ""),
    ({"received_at": "9999-12-31T23:59:59"}, "", ""),
    ({"copies": 0}, "DRAFT_FIELD", "copies"),
    ({"copies": 10**30}, "DRAFT_FIELD", "copies"),
    ({"copies": True}, "DRAFT_FIELD", "copies"),
    ({"fee": -1}, "DRAFT_FIELD", "fee"),
    ({"fee": 0.5}, "DRAFT_FIELD", "fee"),
    ({"note": "x" * 4001}, "DRAFT_FIELD", "note"),
    ({"components": "tờ khai"}, "DRAFT_FIELD", "components"),
    ({"components": [{"originals": 1}]}, "DRAFT_MISSING", "components.0.name"),
    ({"components": [{"name": "A", "files": ["thiếu.pdf"]}]}, "FILE_MISSING", "components"),
    ({"components": [{"name": "A", "files": ["\ud800"]}]}, "FILE_MISSING", "components"),
    ({"applicant": {"name": "Nguyá»…n Thá»‹ MÆ¡"}}, "NAME_GARBLED", "applicant.name"),
    ({"applicant": {"name": "Leâ Thò Hoa"}}, "NAME_GARBLED", "applicant.name"),
    ({"applicant": {"name": "ສົມພອນ ວົງສາ"}}, "NAME_SCRIPT", "applicant.name"),
    ({"applicant": {"address": "12 LÃª Lá»£i"}}, "TEXT_GARBLED", "applicant.address"),
    ({"summary": "Khai sinh cho NguyÔn V¨n B"}, "TEXT_GARBLED", "summary"),
    ({"components": [{"name": "Tá» khai"}]}, "TEXT_GARBLED", "components.0.name"),
]


@pytest.mark.parametrize(("change", "code", "field"), BAD, ids=[f"{n} {case[1]}" for n, case in enumerate(BAD)])
def test_a_wrong_draft_is_refused_by_the_name_of_its_field(
    desk: Desk, change: dict[str, Any], code: str, field: str
) -> None:
    change = dict(change)
    problem = refused(desk, draft(change.pop("applicant", None), **change))
    if code:
        assert (problem.code, problem.field) == (code, field)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ([], "DRAFT_NOT_OBJECT", None),
        ("x", "DRAFT_NOT_OBJECT", None),
        ({}, "DRAFT_MISSING", "procedure"),
        ({"procedure": "2.000815"}, "DRAFT_MISSING", "applicant"),
        ({"procedure": "2.000815", "applicant": {"kind": "citizen"}}, "DRAFT_MISSING", "applicant.name"),
        ({"procedure": "2.000815", "applicant": {"name": "A"}}, "DRAFT_MISSING", "applicant.kind"),
        ({"procedure": "2.000815", "applicant": None}, "DRAFT_MISSING", "applicant"),
        ({**draft(), "reciept": 1}, "DRAFT_FIELD", "reciept"),
    ],
)
def test_what_is_missing_or_unknown_in_a_draft_is_named(data: object, code: str, field: str | None) -> None:
    with pytest.raises(UserError) as problem:
        drafts.read(data)
    assert (problem.value.code, problem.value.field) == (code, field)


@pytest.mark.parametrize("text", ["sổ hộ khẩu 中", "✓ đủ", "ສົມພອນ"])
def test_letters_a_paper_cannot_show_are_told_before_it_is_printed(desk: Desk, text: str) -> None:
    assert intake.receive(desk, drafts.read(draft(note=text))).warnings == ("PAPER_LETTERS",)
    other = draft({"id_number": None}, note="“Sổ” – 5 m², № 3")
    assert intake.receive(desk, drafts.read(other)).warnings == ()


@pytest.mark.parametrize("name", ["H’Hen Niê Mlô", "Y Blŏ Êñuôl", "Siu Ơ̆k", "Loïc Dupont", "Иван"])
def test_a_name_the_paper_can_show_is_received(desk: Desk, name: str) -> None:
    assert receive(desk, {"name": name}).dossier.applicant.name == name


def test_a_draft_that_names_no_papers_means_those_that_are_always_handed_in(desk: Desk) -> None:
    """What is only shown, or looked up in a database, is not taken in: the receipt must not say so."""
    with desk.store.read() as connection:
        asked = desk.procedure(connection, "1.000894", desk.clock().date()).components
    assert {part.kind for part in asked} == {"submit", "show", "data"}
    dossier = receive(desk, procedure="1.000894").dossier
    assert [part.name for part in dossier.components] == [part.name for part in asked if part.kind == "submit"]
    assert receive(desk, procedure="1.000894", components=[]).dossier.components == ()


def test_a_fee_of_nothing_that_an_officer_typed_is_nothing(desk: Desk) -> None:
    assert [receive(desk, procedure="2.000884", fee=fee).dossier.fee for fee in (None, 0, 4_000)] == [10_000, 0, 4_000]


def test_scans_are_kept_encrypted_and_named_by_what_they_say(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF scan")
    data = draft(components=[{"name": "Tờ khai", "originals": 1, "files": ["scan.pdf"]}])
    dossier = intake.receive(desk, drafts.read(data), folder=tmp_path).dossier
    (reference,) = dossier.components[0].files
    assert (reference.name, reference.size) == ("scan.pdf", 9)
    assert files.content(desk.store, reference.sha256) == b"%PDF scan"


def test_a_disk_that_is_full_while_a_scan_is_kept_leaves_no_dossier(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise KnownError("DISK", why="full")

    (tmp_path / "scan.pdf").write_bytes(b"x")
    monkeypatch.setattr(files, "keep", full)
    with pytest.raises(KnownError):
        intake.receive(desk, drafts.read(draft(components=[{"name": "A", "files": ["scan.pdf"]}])), folder=tmp_path)
    assert counts(desk)["event"] == 0


def test_a_kept_draft_ends_with_its_dossier(desk: Desk) -> None:
    kept = drafts.keep(desk, {"name": "dở"})
    other = drafts.keep(desk, {"name": "khác"})
    drafts.keep(desk, {"name": "dở dang"}, id_=kept, aside=True)
    found = {one.id: (one.form, one.aside) for one in drafts.kept(desk)}
    assert found == {kept: ({"name": "dở dang"}, True), other: ({"name": "khác"}, False)}
    intake.receive(desk, drafts.read(draft()), draft_id=kept)
    assert [one.id for one in drafts.kept(desk)] == [other]
    drafts.drop(desk, other)
    assert drafts.kept(desk) == []


def test_the_form_shows_what_receiving_will_promise(desk: Desk, clock: Clock) -> None:
    shown = intake.promise(desk, "2.000815", copies=2, pages=3)
    dossier = receive(desk, procedure="2.000815", copies=2, pages=3).dossier
    assert (shown.due.at, shown.due.explanation) == (dossier.due_at, dossier.due_reason)
    assert (shown.fee.amount, shown.procedure.code) == (dossier.fee, dossier.procedure.code)
    assert dossier.fee == 2 * (2000 + 2000 + 1000)


NOBODY = {"id_number": None}
"""Without a number nobody is another's duplicate, whichever of the programs comes first."""


@pytest.mark.parametrize("day", [date(2028, 1, 26), date(2028, 2, 29), date(2031, 5, 2)])
def test_beyond_the_last_calendar_a_promise_is_made_and_marked_unsure(desk: Desk, clock: Clock, day: date) -> None:
    assert not receive(desk).dossier.due_unsure
    clock.at = datetime.combine(day, clock.at.timetz())
    shown, dossier = intake.promise(desk, "1.004873"), receive(desk).dossier
    assert shown.due.unsure
    assert dossier.due_unsure
    assert dossier.due_at > clock()
    assert dossier.due_reason == shown.due.explanation
    assert dossier.due_reason.endswith("ịch nghỉ mới có từ năm 2025 đến năm 2027, ngày hẹn là dự kiến.")


_MANY = """
import sys, pathlib
from app.models.store import open_store
from app.services.desk import Desk
from tests.services.counter import KEY, Clock, code_of
desk = Desk(open_store(pathlib.Path(sys.argv[1]), KEY), Clock())
for _ in range(15):
    print(code_of(desk, {"id_number": None}))
desk.store.close()
"""


def test_two_programs_on_one_store_never_give_one_number(desk: Desk, home: Path) -> None:
    others = [
        subprocess.Popen([sys.executable, "-c", _MANY, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    codes = [code_of(desk, NOBODY) for _ in range(15)]
    for other in others:
        said, _ = other.communicate(timeout=60)
        assert other.returncode == 0
        codes += said.split()
    assert sorted(codes) == [f"H15.10-261123-{n:04d}" for n in range(1, 46)]
    with desk.store.read() as connection:
        rows = connection.execute(text("SELECT hash, prev_hash FROM event ORDER BY n")).all()
    assert [row.prev_hash for row in rows] == [None, *(row.hash for row in rows[:-1])]


def test_two_desks_of_one_program_on_one_store_take_turns(desk: Desk, home: Path, clock: Clock) -> None:
    other = Desk(open_store(home, KEY), clock)
    codes = [code_of(one) for one in (desk, other, other, desk, other)]
    other.store.close()
    assert codes == [f"H15.10-261123-000{n}" for n in range(1, 6)]


def test_invented_citizens_have_numbers_that_fit_them(desk: Desk) -> None:
    import random

    source = random.Random(5)
    for _ in range(50):
        person = drafts.PersonDraft.model_validate(asdict(practice.citizen(source, "Ea Kao")))
        _, warnings = drafts.check_person(person, "applicant", desk.clock().date())
        assert warnings == []


# Refused at the door, and sent on to others


def test_a_dossier_refused_at_the_door_has_a_number_and_a_reason_and_takes_nothing_in(desk: Desk) -> None:
    body: Body = {"reason": "Không thuộc thẩm quyền", "legal_basis": "NĐ 118/2025/NĐ-CP"}
    refused = intake.refuse(desk, drafts.read(draft(fee=8_000, fee_paid=True)), body).dossier
    assert (refused.state, refused.at_door, refused.reason) == (State.REFUSED, True, body["reason"])
    assert (refused.components, refused.payments, len(refused.events)) == ((), (), 2)
    assert refused.code.endswith("-0001")
    assert receive(desk).dossier.code.endswith("-0002")


def test_a_refusal_without_a_reason_writes_nothing(desk: Desk) -> None:
    with pytest.raises(UserError) as problem:
        intake.refuse(desk, drafts.read(draft()), {"reason": " "})
    assert problem.value.code == "REASON_MISSING"
    assert receive(desk).dossier.code.endswith("-0001")


def test_a_refusal_asked_for_twice_is_one(desk: Desk) -> None:
    asked = drafts.read(draft(request_id="r1"))
    first = intake.refuse(desk, asked, {"reason": "x"})
    again = intake.refuse(desk, asked, {"reason": "x"})
    assert (again.repeated, again.dossier.id, len(again.dossier.events)) == (True, first.dossier.id, 2)


def test_a_dossier_for_another_commune_or_a_department_says_where_it_goes(desk: Desk) -> None:
    own = receive(desk, destination="24133").dossier
    assert (own.destination, own.goes_to) == (None, own.unit)
    there = receive(desk, destination="22015").dossier
    assert there.destination == Destination("Ủy ban nhân dân phường Tuy Hòa", "22015")
    assert receive(desk, destination="Sở Xây dựng").dossier.goes_to == "Sở Xây dựng"


@pytest.mark.parametrize(("code", "why"), [("00004", "DESTINATION_OUTSIDE"), ("99999", "COMMUNE_UNKNOWN")])
def test_a_dossier_is_not_taken_in_for_another_province(desk: Desk, code: str, why: str) -> None:
    with pytest.raises(UserError) as problem:
        receive(desk, destination=code)
    assert problem.value.code == why


def test_a_receipt_keeps_the_edition_it_was_made_under(desk: Desk) -> None:
    assert receive(desk).dossier.edition == "2025"
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(desk.centre(connection), edition="2018"))
    desk.changed()
    assert receive(desk).dossier.edition == "2018"


def test_what_is_empty_is_nothing_given(desk: Desk) -> None:
    dossier = receive(desk, {"email": "", "commune": "24133"}, authorised_by="", note=None).dossier
    assert (dossier.applicant.email, dossier.authorised_by, dossier.applicant.commune) == (None, None, "24133")


def test_a_commune_nobody_knows_is_refused_by_its_field(desk: Desk) -> None:
    problem = refused(desk, draft({"commune": "99999"}))
    assert (problem.code, problem.field) == ("COMMUNE_UNKNOWN", "applicant.commune")


def test_the_paper_of_a_refusal_at_the_door_is_the_refusal_and_it_is_printed_once(desk: Desk) -> None:
    code = intake.refuse(desk, drafts.read(draft()), {"reason": "x"}).dossier.code
    assert board.board(desk).counts["unprinted"] == 1
    assert papers.render(desk, code, "receipt") == papers.render(desk, code, "refusal")
    papers.printed(desk, code, "receipt")
    assert board.board(desk).counts["unprinted"] == 0
    assert papers.due_forms(finding.dossier(desk, code)) == ("refusal",)
