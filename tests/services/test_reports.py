"""Reports over a few dossiers: where each is counted, what a past period says, and what each list shows."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import words
from app.errors import KnownError, MotcuaError, UserError
from app.models import event_rows, journal, projection
from app.rules.acts import Kind
from app.rules.clock import VN, iso
from app.rules.events import Body
from app.rules.vocabulary import Delivery
from app.services import drafts, finding, handover, intake, reports, returning
from app.services.acts import act
from app.services.desk import Desk
from app.services.reports import form_06a
from app.services.reports.indicators import percent
from tests.services.counter import MORNING, Clock, code_of, do, draft

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))
FIELD = "Hộ tịch"


def cells(desk: Desk, days: tuple[date, date] = NOVEMBER) -> dict[str, int]:
    """Return the columns of form 06a's total that are not 0."""
    figures = reports.build(desk, "06a", *days)
    return {name: figures.counts[name] for name in form_06a.FIGURES if figures.counts[name]}


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=VN)


def done(desk: Desk, clock: Clock, moment: datetime, kind: Kind = Kind.RESULT_READY, **body: Any) -> str:
    """Receive a dossier due on 27/11 at 08:15 and deal with it at a moment."""
    clock.at = MORNING
    code = code_of(desk)
    clock.at = moment
    do(desk, code, kind, **body)
    return code


# Form 06a


@pytest.mark.parametrize(
    ("moment", "column"),
    [(at(26, 17), "early"), (at(27, 7), "on_time"), (at(27, 16), "on_time"), (at(28, 0), "late")],
    ids=["the day before", "that day", "that day after the hour", "the first minute of the next day"],
)
def test_early_on_time_and_late_compare_days(desk: Desk, clock: Clock, moment: datetime, column: str) -> None:
    done(desk, clock, moment)
    assert cells(desk) == {"received": 1, "received_direct": 1, "resolved": 1, column: 1}


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED])
def test_what_ends_without_a_result_is_resolved_too(desk: Desk, clock: Clock, kind: Kind) -> None:
    done(desk, clock, at(25), kind, reason="theo đơn")
    assert cells(desk) == {"received": 1, "received_direct": 1, "resolved": 1, "early": 1}


def test_what_is_pending_is_overdue_from_the_minute_after_its_promise(desk: Desk, clock: Clock) -> None:
    code_of(desk)
    clock.at = at(27, 8) + timedelta(minutes=15)
    assert cells(desk) == {"received": 1, "received_direct": 1, "pending": 1, "in_due": 1}
    clock.ahead(minutes=1)
    assert cells(desk) == {"received": 1, "received_direct": 1, "pending": 1, "overdue": 1}


def test_a_dossier_is_received_on_its_local_day_by_its_channel(desk: Desk, clock: Clock) -> None:
    clock.at = at(2, month=12)
    code_of(desk, received_at="2026-11-30T23:59:59+07:00", channel="online")
    code_of(desk, received_at="2026-12-01T00:00:00+07:00", channel="post")
    code_of(desk, received_at="2026-11-30T17:00:00Z", channel="counter")
    assert cells(desk) == {"received": 1, "received_online": 1, "pending": 1, "in_due": 1}
    december = cells(desk, DECEMBER)
    assert (december["received_before"], december["received_direct"]) == (1, 2)


def test_what_was_finished_before_the_period_is_no_part_of_it(desk: Desk, clock: Clock) -> None:
    code = done(desk, clock, at(30, 17))
    clock.at = at(3, month=12)
    act(desk, code, Kind.RETURNED, {"to": {"name": "Nguyễn Thị Đặng"}})
    assert cells(desk, DECEMBER) == {}


def test_a_voided_dossier_and_one_refused_at_the_door_count_nowhere(desk: Desk, clock: Clock) -> None:
    done(desk, clock, at(25), Kind.VOIDED, reason="nhập trùng")
    intake.refuse(desk, drafts.read(draft()), {"reason": "không thuộc thẩm quyền"})
    assert cells(desk) == {}
    assert reports.build(desk, "indicators", *NOVEMBER).counts["denominator/online"] == 0


def test_a_dossier_that_waits_for_its_citizen_does_not_become_overdue(desk: Desk, clock: Clock) -> None:
    code = done(desk, clock, at(26), Kind.SUPPLEMENT_REQUESTED)
    clock.at = at(30, 16)
    assert cells(desk)["in_due"] == 1
    do(desk, code, Kind.WITHDRAWN)
    assert cells(desk) == {"received": 1, "received_direct": 1, "resolved": 1, "early": 1}


def test_a_broken_promise_stays_broken_while_its_citizen_is_waited_for(desk: Desk, clock: Clock) -> None:
    done(desk, clock, at(30), Kind.SUPPLEMENT_REQUESTED)
    assert cells(desk)["overdue"] == 1


def test_a_past_period_says_what_was_true_at_its_end(desk: Desk, clock: Clock) -> None:
    """On 30 November it was overdue; the pause of December, which moved its promise, does not change that."""
    code = code_of(desk)
    clock.at = at(1, month=12)
    then = cells(desk)
    assert then == {"received": 1, "received_direct": 1, "pending": 1, "overdue": 1}
    do(desk, code, Kind.SUPPLEMENT_REQUESTED)
    assert cells(desk) == then
    clock.at = at(21, month=12)
    assert act(desk, code, Kind.SUPPLEMENTED, {}).due_at > at(1, month=12)
    assert cells(desk) == then
    act(desk, code, Kind.RESULT_READY, {})
    assert cells(desk) == then
    assert cells(desk, DECEMBER) == {"received": 1, "received_before": 1, "resolved": 1, "late": 1}


def test_an_extension_after_the_period_leaves_it_as_it_was(desk: Desk, clock: Clock) -> None:
    code = code_of(desk, procedure="1.001699")
    clock.at = at(1, month=12)
    then = cells(desk)
    act(desk, code, Kind.EXTENDED, {"new_due": "2027-01-29", "reason": "xác minh"})
    assert cells(desk) == then == {"received": 1, "received_direct": 1, "pending": 1, "in_due": 1}


def test_an_extension_of_a_broken_promise_by_the_province_does_not_mend_the_past(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    clock.at = at(2, month=12)
    extended(desk, code, at(18, month=12))
    assert cells(desk)["overdue"] == 1
    assert cells(desk, DECEMBER)["in_due"] == 1


@pytest.mark.parametrize(
    ("corrected", "column"), [("2026-11-30T10:00:00+07:00", "overdue"), ("2026-12-04T10:00:00+07:00", "in_due")]
)
def test_a_corrected_promise_counts_from_the_beginning_even_of_a_dossier_keyed_in_later(
    desk: Desk, clock: Clock, corrected: str, column: str
) -> None:
    """Taken in on paper on 20 November, keyed in in December; its promise was mistyped, and it was extended since."""
    clock.at = at(2, month=12)
    code = code_of(desk, received_at="2026-11-20T09:00")
    act(desk, code, Kind.CORRECTED, {"changes": {"due_at": corrected}, "reason": "ghi nhầm"})
    extended(desk, code, at(18, month=12))
    assert cells(desk)[column] == 1


def extended(desk: Desk, code: str, due: datetime) -> None:
    """Write an extension as the province may send it: it is not asked whether the promise was broken."""
    with desk.store.write() as connection:
        record = projection.load(connection, finding.id_of(connection, code))
        author, at = desk.centre(connection).author(), iso(desk.clock())
        body: Body = {"due_at": iso(due), "due_reason": "Gia hạn."}
        journal.write(connection, author, Kind.EXTENDED, body, at=at, dossier=record.id, record=record)


def test_a_result_recorded_by_mistake_never_was(desk: Desk, clock: Clock) -> None:
    code = done(desk, clock, at(26))
    act(desk, code, Kind.CORRECTED, {"changes": {"result": None}, "reason": "nhầm hồ sơ"})
    assert cells(desk) == {"received": 1, "received_direct": 1, "pending": 1, "in_due": 1}


def test_a_dossier_dated_ahead_is_resolved_on_the_day_it_is_dated(desk: Desk, clock: Clock) -> None:
    """Its desk's clock stood a week ahead and was put right before its result was made."""
    clock.at = at(2, month=12)
    code = code_of(desk)
    clock.at = MORNING
    act(desk, code, Kind.RESULT_READY, {})
    assert cells(desk) == {}
    assert cells(desk, DECEMBER) == {"received": 1, "received_direct": 1, "resolved": 1, "early": 1}


def test_figures_that_do_not_add_up_are_never_let_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    act(desk, code_of(desk), Kind.RESULT_READY, {})
    monkeypatch.setattr(form_06a, "_timing", lambda record, ended: "on_monday")
    with pytest.raises(KnownError) as refused:
        reports.to_file(desk, "06a", *NOVEMBER, tmp_path / "06a.json")
    assert (refused.value.code, list(tmp_path.glob("06a*"))) == ("REPORT_IDENTITY", [])


def test_every_field_has_its_row_and_the_total_is_their_sum(desk: Desk) -> None:
    for procedure in ("1.004873", "1.004873", "1.001776"):
        code_of(desk, procedure=procedure)
    figures = reports.build(desk, "06a", *NOVEMBER)
    assert [row[1:3] for row in figures.report.rows] == [("Bảo trợ xã hội", 1), ("Hộ tịch", 2)]
    assert figures.report.total is not None
    assert figures.report.total[1:3] == ("Tổng số", 3)
    assert figures.key(1, 2) == "received/Hộ tịch"
    assert (figures.key(None, 2), figures.key(0, 0), figures.key(0, 1)) == ("received", None, None)


def test_fields_stand_in_the_order_of_a_vietnamese_dictionary(desk: Desk) -> None:
    for procedure in ("1.004873", "1.013978", "2.000815"):
        code_of(desk, procedure=procedure)
    assert list(reports.build(desk, "06a", *NOVEMBER).rows) == ["Chứng thực", "Đất đai", "Hộ tịch"]


# Indicators


def shares(desk: Desk) -> dict[str, tuple[Any, ...]]:
    figures = reports.build(desk, "indicators", *NOVEMBER)
    return {key: tuple(row[2:5]) for key, row in zip(figures.rows, figures.report.rows, strict=True)}


def test_a_share_of_nothing_is_empty_and_not_0(desk: Desk) -> None:
    assert shares(desk)["online"] == (0, 0, None)
    code_of(desk)
    assert shares(desk)["online"] == (0, 1, Decimal("0.00"))


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (3, 3, "100.00")]
)
def test_a_share_has_two_decimals_halves_up(part: int, whole: int, share: str) -> None:
    assert percent(part, whole) == Decimal(share)


def test_each_indicator_counts_what_it_says(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 a scan")
    scanned = draft(channel="online", components=[{"name": "Tờ khai", "originals": 1, "files": ["scan.pdf"]}])
    intake.receive(desk, drafts.read(scanned), folder=tmp_path)
    code_of(desk, fee=8000, fee_paid=True, pay_method="transfer")
    code_of(desk, fee=8000, fee_paid=True)
    assert shares(desk) == {
        "online": (1, 3, Decimal("33.33")),
        "on_time": (3, 3, Decimal("100.00")),
        "digitised": (1, 3, Decimal("33.33")),
        "paid_online": (1, 2, Decimal("50.00")),
    }


def test_a_transfer_given_back_is_not_paid(desk: Desk) -> None:
    code = code_of(desk, fee=8000, fee_paid=True, pay_method="transfer")
    act(desk, code, Kind.PAID, {"amount": -8000, "method": "transfer", "reason": "thu nhầm"})
    assert shares(desk)["paid_online"] == (0, 1, Decimal("0.00"))


def test_a_second_supplement_makes_a_dossier_late_whatever_its_promise_says(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    for good in (True, False):
        do(desk, code, Kind.SUPPLEMENT_REQUESTED)
        clock.ahead(hours=1)
        act(desk, code, Kind.SUPPLEMENTED, {})
        assert shares(desk)["on_time"][0] == good
    act(desk, code, Kind.RESULT_READY, {})
    assert shares(desk)["on_time"] == (0, 1, Decimal("0.00"))


def test_what_cannot_be_computed_here_is_named(desk: Desk) -> None:
    notes = "\n".join(reports.build(desk, "indicators", *NOVEMBER).report.notes)
    assert "hài lòng" in notes
    assert "chưa nối với tỉnh" in notes


# Lists


def test_the_register_has_each_entry_as_its_receipt_says(desk: Desk, clock: Clock) -> None:
    code = done(desk, clock, at(25))
    act(desk, code, Kind.RETURNED, {"to": {"name": "Nguyễn Thị Đặng"}})
    wrong = done(desk, clock, at(25), Kind.VOIDED, reason="nhập trùng")
    figures = reports.build(desk, "register", *NOVEMBER)
    first, second = (dict(zip(figures.columns, row, strict=True)) for row in figures.report.rows)
    assert (first["number"], first["code"], first["phone"]) == (1, code, "0912345678")
    assert (first["received_at"], first["returned_at"]) == (MORNING, at(25))
    assert (second["number"], second["code"], second["returned_at"]) == (2, wrong, None)
    assert "đã hủy" in str(second["summary"])
    assert dict(figures.counts) == {"received": 1, "voided": 1, "at_door": 0}
    assert any("01-2026" in line for line in figures.report.cover)


def test_the_register_stands_in_the_order_of_its_numbers_whenever_a_dossier_came(desk: Desk) -> None:
    codes = [code_of(desk), code_of(desk, received_at="2026-11-20T09:00")]
    figures = reports.build(desk, "register", *NOVEMBER)
    assert [row[0] for row in figures.report.rows] == [1, 2]
    assert list(figures.rows) == codes


def test_the_register_of_2018_has_its_thirteen_columns(desk: Desk) -> None:
    with desk.store.write() as connection:
        connection.execute(
            text("UPDATE setting SET value = json_set(value, '$.edition', '2018') WHERE name = 'centre'")
        )
    desk.changed()
    code_of(desk, note="có 2 ảnh")
    figures = reports.build(desk, "register", *NOVEMBER)
    (row,) = figures.report.rows
    line = dict(zip(figures.columns, row, strict=True))
    assert (len(row), line["contact"], line["note"]) == (13, "Thôn 4, Ea Kao, 0912345678", "có 2 ảnh")
    assert line["received_on"] == MORNING.date()


def test_uncollected_results_say_where_they_lie_whom_to_call_and_how_long_they_wait(desk: Desk, clock: Clock) -> None:
    code = done(desk, clock, at(25), place="Kệ A2, ô 07")
    given = done(desk, clock, at(25))
    act(desk, given, Kind.RETURNED, {"to": {"name": "Nguyễn Thị Đặng"}})
    clock.at = at(7, month=12)
    figures = reports.build(desk, "uncollected", *NOVEMBER)
    (row,) = figures.report.rows
    assert (row[1], row[3], row[5], row[6], row[7]) == (code, "0912345678", date(2026, 11, 25), 12, "Kệ A2, ô 07")
    assert reports.build(desk, "uncollected", *DECEMBER).report.rows == []


def test_a_result_that_is_not_where_it_was_said_to_be_is_not_looked_for_there(desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.RESULT_READY, place="Kệ A2")
    do(desk, code, Kind.CORRECTED, changes={"result.place": None}, reason="đã chuyển đi")
    (row,) = reports.build(desk, "uncollected", *NOVEMBER).report.rows
    assert (row[1], row[7]) == (code, None)


def test_what_is_due_lists_the_overdue_first_and_says_who_is_waited_for(desk: Desk, clock: Clock) -> None:
    waiting = done(desk, clock, at(25), Kind.SUPPLEMENT_REQUESTED)
    clock.at = MORNING
    late, far = code_of(desk, received_at="2026-11-02T09:00"), code_of(desk, procedure="1.001699")
    clock.at = at(30)
    figures = reports.build(desk, "due", date(2026, 11, 30), date(2026, 11, 30))
    assert [(row[1], str(row[6]).partition(" ")[0]) for row in figures.report.rows] == [(late, "Quá"), (waiting, "Chờ")]
    assert dict(figures.counts) == {"due": 2, "overdue": 1, "paused": 1}
    assert far in figures_codes(desk, "due", date(2026, 11, 30), date(2027, 1, 31))


def figures_codes(desk: Desk, name: str, first: date, last: date) -> list[str]:
    return list(reports.build(desk, name, first, last).rows)


def test_handover_lists_stand_by_unit_with_how_many_went(desk: Desk, clock: Clock) -> None:
    codes = [code_of(desk) for _ in range(3)]
    first = handover.hand_over(desk, codes[:2], "Tư pháp – Hộ tịch", "Phạm Minh Khoa").number
    clock.ahead(hours=1)
    second = handover.hand_over(desk, codes[2:], "Kinh tế", "Lê Thị Vân").number
    act(desk, codes[0], Kind.FORWARDED, {"unit": "Kinh tế"})
    figures = reports.build(desk, "handover", *NOVEMBER)
    told = [(row[1], row[2], row[4], row[5]) for row in figures.report.rows]
    assert told == [
        ("Kinh tế", second, "Lê Thị Vân", 1),
        ("Kinh tế", None, None, 1),
        ("Tư pháp – Hộ tịch", first, "Phạm Minh Khoa", 2),
    ]
    assert (figures.counts["dossiers"], figures.counts["unit/Kinh tế"]) == (3, 2)
    hits = reports.members(desk, "handover", *NOVEMBER, f"dossiers/{first}")
    assert [hit.code for hit in hits] == codes[:2]


def test_a_handover_the_province_refused_is_no_handover(desk: Desk) -> None:
    handover.hand_over(desk, [code_of(desk)], "Kinh tế", "Lê Thị Vân")
    with desk.store.write() as connection:
        gone = connection.execute(text("SELECT text_of(id) FROM event WHERE kind = 'forwarded'")).scalar_one()
        journal.answer(connection, [(gone, None, event_rows.Refused("ACT_NOT_ALLOWED", {}))])
    assert reports.build(desk, "handover", *NOVEMBER).counts["dossiers"] == 0


# Asking


def test_progress_is_told_and_what_it_raises_ends_the_work(desk: Desk) -> None:
    code_of(desk)
    told: list[tuple[int, int]] = []
    reports.build(desk, "06a", *NOVEMBER, lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        reports.build(desk, "06a", *NOVEMBER, stop)


def test_what_cannot_be_asked_is_refused_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    def code(name: str, days: tuple[date, date], file: str) -> str:
        with pytest.raises(MotcuaError) as refused:
            reports.to_file(desk, name, *days, tmp_path / file)
        return refused.value.code

    assert code("06b", NOVEMBER, "06b.json") == "REPORT_UNKNOWN"
    with pytest.raises(MotcuaError) as unknown:
        reports.build(desk, "06b", *NOVEMBER)
    assert words.sentence(unknown.value).endswith("Có: register, 06a, indicators, handover, uncollected, due, postal.")
    assert code("06a", NOVEMBER[::-1], "06a.json") == "PERIOD_ORDER"
    assert code("06a", NOVEMBER, "06a.docx") == "REPORT_KIND"
    assert code("06a", NOVEMBER, "nowhere/06a.json") == "FILE_WRITE"
    assert not any(tmp_path.glob("06*"))
    with pytest.raises(UserError):
        reports.members(desk, "06b", *NOVEMBER, "received")


def test_the_postal_list_has_what_went_by_post_with_its_item_and_what_is_owed(desk: Desk, clock: Clock) -> None:
    codes = []
    said: tuple[dict[str, Any], ...] = (
        {"fee": 20_000, "deliver": "post"},
        {"fee": 8_000, "fee_paid": True, "deliver": "post"},
        {},
    )
    for fields in said:
        codes.append(code_of(desk, **fields))
        act(desk, codes[-1], Kind.RESULT_READY, {"type": "Trích lục", "number": "5"})
        clock.ahead(minutes=5)
    returning.give_back(desk, codes[0], to="Y Bhăm Niê", via=Delivery.POST, item="EV123456789VN")
    returning.give_back(desk, codes[1], to="Y Bhăm Niê", via=Delivery.POST)
    returning.give_back(desk, codes[2], to="Nguyễn Thị Đặng")
    figures = reports.build(desk, "postal", *NOVEMBER)
    assert [(*row[1:4], row[7]) for row in figures.report.rows] == [
        (codes[0], "EV123456789VN", "Trích lục", 20_000),
        (codes[1], None, "Trích lục", 0),
    ]
    assert figures.report.total is not None
    assert figures.report.total[7] == 20_000
    assert [hit.code for hit in reports.members(desk, "postal", *NOVEMBER, "postal")] == codes[:2]
    assert reports.build(desk, "postal", *DECEMBER).report.rows == []


def test_a_file_is_written_by_its_ending_and_json_has_figures_as_numbers(desk: Desk, tmp_path: Path) -> None:
    code_of(desk, channel="online")
    for name in reports.NAMES:
        for kind, begins in ((".pdf", b"%PDF"), (".xlsx", b"PK"), (".json", b"{")):
            reports.to_file(desk, name, *NOVEMBER, tmp_path / f"{name}{kind}")
            assert (tmp_path / f"{name}{kind}").read_bytes().startswith(begins)
    said = json.loads((tmp_path / "06a.json").read_bytes())
    assert (said["from"], said["to"], said["name"]) == ("2026-11-01", "2026-11-30", "06a")
    assert said["rows"][0]["field"] == FIELD
    assert (said["rows"][0]["received_online"], said["total"]["received"]) == (1, 1)
    indicators = json.loads((tmp_path / "indicators.json").read_bytes())["rows"]
    assert indicators[0] | {"title": "", "note": ""} == {
        "key": "online", "number": 1, "title": "", "numerator": 1, "denominator": 1, "percent": 100.0, "note": "",
    }  # fmt: skip


def test_counted_figures_are_written_as_they_are_seen_though_more_came_in(desk: Desk, tmp_path: Path) -> None:
    code_of(desk)
    figures = reports.build(desk, "register", *NOVEMBER)
    code_of(desk)
    path = tmp_path / "sổ.json"
    content = reports.write(desk, figures, path)
    assert path.read_bytes() == content
    assert len(json.loads(content)["rows"]) == 1
    assert reports.write(desk, figures, tmp_path / "sổ.PDF") == reports.draw(desk, figures)
    with pytest.raises(UserError, match="REPORT_KIND"):
        reports.write(desk, figures, tmp_path / "sổ.docx")
