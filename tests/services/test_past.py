"""The past register in the store: what is new, double and refused, taken in once, found at once, taken out whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import UserError
from app.models import past as stored
from app.rules.dossier import Dossier
from app.services import care, finding, intake, past, reports
from app.services.desk import Desk
from app.services.past import records, taking
from app.services.past_file.reading import read
from tests.services.counter import Clock, receive
from tests.services.registers import HEADS, in_tcvn3, row, write

KEPT = Path(__file__).parent / "registers_of_past"
Made = Callable[..., past.Sheet]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Write rows into a register and read it."""

    def make(*rows: list[Any], name: str = "so-2023.xlsx", **how: Any) -> past.Sheet:
        return read(write(tmp_path / name, rows, **how))

    return make


def seen(desk: Desk, sheet: past.Sheet) -> past.Preview:
    return past.preview(desk, sheet, past.propose(desk, sheet))


def take(desk: Desk, sheet: past.Sheet, **how: Any) -> past.Taken:
    return past.take_in(desk, sheet, past.propose(desk, sheet), **how)


def rows_of(desk: Desk, table: str) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


# Preview


def test_a_preview_shows_the_record_as_it_would_be_stored_and_writes_nothing(desk: Desk, made: Made) -> None:
    sheet = made(row(1, id_number=1190123456, phone=912345678))
    assert seen(desk, sheet) == past.Preview(
        total=1,
        new=1,
        records=(
            past.Record(
                row=2, code="H15.10-230512-0001", name="Nguyễn Thị Đặng", id_number="001190123456",
                address="Thôn 4, Ea Kao", phone="0912345678", procedure="Đăng ký khai sinh",
                received_on=date(2023, 5, 12), due_on=date(2023, 5, 15), finished_on=None,
                returned_on=date(2023, 5, 15), receiver="Trần Văn Bình", note=None,
            ),
        ),
        doubles=(), refused=(), unread=(), padded=2, swapped=(), converted=(),
    )  # fmt: skip
    assert past.sources(desk) == ()
    assert rows_of(desk, "setting") == 2


def test_a_preview_shows_fifty_and_counts_all(desk: Desk, made: Made) -> None:
    preview = seen(desk, made(*(row(n) for n in range(1, 121))))
    assert (len(preview.records), preview.new, preview.total) == (50, 120, 120)


def test_a_row_without_a_name_or_a_day_of_receipt_that_can_be_read_is_refused(desk: Desk, made: Made) -> None:
    sheet = made(row(1, name=""), row(2, received_on="32/05/2023"), row(3, received_on="01/01/2031"), row(4))
    preview = seen(desk, sheet)
    assert preview.refused == (
        past.Problem(2, "name", "PAST_NAME_MISSING", ""),
        past.Problem(3, "received_on", "PAST_DATE", "32/05/2023"),
        past.Problem(4, "received_on", "PAST_DATE_AHEAD", "01/01/2031"),
    )
    assert (preview.total, preview.new) == (4, 1)


@pytest.mark.parametrize("sign", ["nt", '"', "″", "//", "như trên", "-nt-", "-"])
def test_a_sign_for_what_stands_above_is_read_as_a_clerk_reads_it(desk: Desk, made: Made, sign: str) -> None:
    again = row(2, name="Lê Thị Cê", procedure=sign, received_on=sign, address=sign, receiver=sign)
    preview = seen(desk, made(row(1, receiver="Y Ñu"), again, row(3, name="Y Dê", procedure=sign, received_on=sign)))
    assert [(one.procedure, one.received_on) for one in preview.records] == [
        ("Đăng ký khai sinh", date(2023, 5, 12))
    ] * 3
    assert (preview.records[1].address, preview.records[1].receiver) == ("Thôn 4, Ea Kao", "Y Ñu")
    assert (preview.refused, preview.above) == ((), 6)


def test_a_dash_is_nothing_where_a_row_need_not_have_anything(desk: Desk, made: Made) -> None:
    preview = seen(desk, made(row(1), row(2, id_number="-", phone="–", returned_on="-", note="---", name="Lê Thị Cê")))
    one = preview.records[1]
    assert (one.id_number, one.phone, one.returned_on, one.note) == (None, None, None, None)
    assert (preview.unread, preview.above) == ((), 0)


def test_a_sign_in_the_first_row_has_nothing_above_it(desk: Desk, made: Made) -> None:
    preview = seen(desk, made(row(1, received_on="nt"), row(2)))
    assert preview.refused == (past.Problem(2, "received_on", "PAST_DATE", "nt"),)


def test_days_without_a_year_are_of_the_heading_above_them_and_go_into_the_next(desk: Desk, made: Made) -> None:
    rows = (["NĂM 2019"], row(1, received_on="30/12", due_on="31/12", returned_on="3/1"), row(2, received_on="1/7"))
    records = seen(desk, made(*rows, sheet="Sổ")).records
    assert (records[0].received_on, records[0].due_on) == (date(2019, 12, 30), date(2019, 12, 31))
    assert records[0].returned_on == date(2020, 1, 3)
    assert records[1].received_on == date(2019, 7, 1)
    # A whole day before the receipt is what was written.
    assert records[1].due_on == date(2023, 5, 15)


def test_what_was_taken_with_doubt_is_said_and_costs_no_row(desk: Desk, made: Made) -> None:
    preview = seen(
        desk,
        made(
            row(1, received_on="01/07/2019-05/07/2019"), row(2, name="Nguy?n V?n B"), row(3, address="Nguyá» n"),
            row(4, id_number="6.619E+10"), row(5, id_number="66190123456", phone="'0912345678"),
        ),
    )  # fmt: skip
    assert preview.doubtful == (
        past.Problem(2, "received_on", "PAST_DATE_FIRST", "01/07/2019-05/07/2019"),
        past.Problem(3, "name", "PAST_GARBLED", "Nguy?n V?n B"),
        past.Problem(4, "address", "PAST_GARBLED", "Nguyá» n"),
        past.Problem(5, "id_number", "PAST_NUMBER_CUT", "6.619E+10"),
    )
    assert (preview.new, preview.refused, preview.padded) == (5, (), 2)
    assert preview.records[3].id_number is None
    assert preview.records[0].received_on == date(2019, 7, 1)


def test_another_day_that_cannot_be_read_costs_the_row_that_day_only(desk: Desk, made: Made) -> None:
    preview = seen(desk, made(row(1, returned_on="đã trả", received_on="")))
    assert preview.unread == (past.Problem(2, "returned_on", "PAST_DATE", "đã trả"),)
    assert (preview.records[0].returned_on, preview.records[0].received_on) == (None, None)


def test_days_an_american_excel_turned_round_are_turned_back(desk: Desk, made: Made) -> None:
    """12/05 became the fifth of December and 25/05 stayed text; only such a column is touched."""
    rows = [row(n, received_on=date(2023, n, 5)) for n in range(1, 13)]
    rows += [row(20 + n, received_on=f"{12 + n}/05/2023") for n in range(1, 13)]
    preview = seen(desk, made(*rows))
    assert preview.swapped == ("received_on",)
    assert [one.received_on for one in preview.records[:12]] == [date(2023, 5, n) for n in range(1, 13)]
    assert preview.records[12].received_on == date(2023, 5, 13)
    rows[-1][HEADS.index("Ngày nhận")] = "02/05/2023"
    assert seen(desk, made(*rows)).swapped == ()


def test_names_of_an_old_font_get_their_capitals(desk: Desk, made: Made) -> None:
    names = ("Lê Văn Ánh", "NGUYỄN THỊ ĐẶNG", "hồ thị đào")
    preview = seen(desk, made(*(row(n, name=in_tcvn3(name)) for n, name in enumerate(names))))
    assert [one.name for one in preview.records] == ["Lê Văn Ánh", "NGUYỄN THỊ ĐẶNG", "Hồ Thị Đào"]
    assert preview.converted[0].cells == 3


@pytest.mark.parametrize(
    ("columns", "code"),
    [({}, "PAST_COLUMN_NEEDED"), ({"name": 99}, "PAST_COLUMN_UNKNOWN"), ({"name": 2, "mood": 1}, "PAST_FIELD_UNKNOWN")],
)
def test_columns_that_do_not_fit_are_refused(desk: Desk, made: Made, columns: dict[str, int], code: str) -> None:
    with pytest.raises(UserError) as refused:
        past.preview(desk, made(row(1)), columns)
    assert refused.value.code == code


# Doubles


def test_a_double_in_the_file_is_left_out_and_says_where_the_first_is(desk: Desk, made: Made) -> None:
    preview = seen(desk, made(row(1), row(2), row(1, name="Viết lại tên")))
    assert preview.doubles == (past.Double(4, "Viết lại tên", "file", "2", 2),)
    assert preview.new == 2


def test_a_running_number_is_one_record_only_with_name_and_day(desk: Desk, made: Made) -> None:
    sheet = made(
        row(1, code="15"),
        row(2, code="15", name="Lê Văn Nam"),
        row(3, code="15", received_on=date(2022, 5, 12)),
        row(4, code="15"),
    )
    assert [(one.row, one.at) for one in seen(desk, sheet).doubles] == [(5, 2)]


def test_without_codes_name_procedure_and_day_make_a_record(desk: Desk, made: Made) -> None:
    sheet = made(
        row(1, code=""),
        row(2, code="", name="NGUYEN THI DANG"),
        row(3, code="", procedure="Đăng ký kết hôn"),
        row(4, code="", received_on=date(2023, 5, 13)),
        row(5),
    )
    # Row 6 has a code, row 2 none: one dossier written down twice.
    assert [(one.row, one.at) for one in seen(desk, sheet).doubles] == [(3, 2), (6, 2)]


def test_two_codes_of_one_person_on_one_day_are_two_records(desk: Desk, made: Made) -> None:
    assert seen(desk, made(row(1), row(2))).doubles == ()


def test_what_was_taken_in_before_is_double_and_says_from_which_file(desk: Desk, made: Made) -> None:
    take(desk, made(row(1), row(2), name="thang-5.xlsx"))
    preview = seen(desk, made(row(9, name="Lê Văn Nam"), row(2), row(7, code=""), name="ca-nam.xlsx"))
    assert preview.doubles == (
        past.Double(3, "Nguyễn Thị Đặng", "past", "thang-5.xlsx", 3),
        past.Double(4, "Nguyễn Thị Đặng", "past", "thang-5.xlsx", 2),
    )
    assert preview.new == 1


def test_a_dossier_of_this_centre_is_not_taken_in_again(desk: Desk, made: Made, clock: Clock) -> None:
    dossier: Dossier = receive(desk).dossier
    day = clock().date()
    sheet = made(
        row(1, code=dossier.code.lower(), received_on=day),
        row(2, code="", name="nguyễn thị đặng", procedure=dossier.procedure.name, received_on=day),
        row(3, code="", procedure=dossier.procedure.name, received_on=date(2026, 11, 22)),
    )
    assert seen(desk, sheet).doubles == (
        past.Double(2, "Nguyễn Thị Đặng", "dossier", dossier.code),
        past.Double(3, "nguyễn thị đặng", "dossier", dossier.code),
    )


# Taking in


def test_the_same_file_twice_adds_nothing(desk: Desk, made: Made) -> None:
    """Rows with nothing to know them by among them: then the whole row counts."""
    sheet = made(
        row(1),
        row(2, code="", name="Lê Văn Nam"),
        row(3, code="", procedure="", received_on=""),
        row(4, name=""),
    )
    assert take(desk, sheet) == past.Taken(added=3, doubles=0, refused=1, source=1)
    assert take(desk, sheet) == past.Taken(added=0, doubles=3, refused=1, source=None)
    assert rows_of(desk, "past") == 3


def test_a_mended_row_is_added_alone(desk: Desk, made: Made) -> None:
    take(desk, made(row(1), row(2, received_on="không rõ")))
    taken = take(desk, made(row(1), row(2)))
    assert (taken.added, taken.doubles, taken.refused) == (1, 1, 0)


def test_a_past_record_is_no_dossier(desk: Desk, made: Made, clock: Clock) -> None:
    receive(desk)
    tables = ("event", "dossier", "outbox", "counter", "print")
    before = [rows_of(desk, table) for table in tables]
    figures = reports.build(desk, "register", date(2015, 1, 1), date(2026, 12, 31))
    take(desk, made(row(1), row(2)))
    assert [rows_of(desk, table) for table in tables] == before
    assert reports.build(desk, "register", date(2015, 1, 1), date(2026, 12, 31)) == figures
    assert len(finding.find(desk, "nguyen thi dang")) == 1
    assert care.rebuild(desk) == care.Rebuilt(events=1, dossiers=1, differed=(), broken=())
    assert [check.name for check in care.doctor(desk) if not check.ok and check.name != "receipts"] == []
    assert len(past.find(desk, "nguyen thi dang").records) == 2


def test_progress_is_told_batch_by_batch(desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 10)
    told: list[tuple[int, int]] = []
    take(desk, made(*(row(n) for n in range(1, 26))), progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_stopped_it_takes_back_what_it_had_added(desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "BATCH", 10)
    sheet = made(*(row(n) for n in range(1, 26)))
    asked = iter([False, False, True])
    assert take(desk, sheet, stopped=lambda: next(asked)) == past.Taken(0, 0, 0, None, stopped=True)
    assert (rows_of(desk, "past"), past.sources(desk), past.find(desk, "nguyen").count) == (0, (), 0)
    assert take(desk, sheet).added == 25


def test_ended_in_the_middle_it_is_marked_and_goes_on_with_the_same_file(
    desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", 10)
    sheet = made(*(row(n) for n in range(1, 26)))

    def end(done: int, total: int) -> None:
        if done == 20:
            raise SystemExit

    with pytest.raises(SystemExit):
        take(desk, sheet, progress=end)
    (source,) = past.sources(desk)
    assert (source.count, source.complete) == (20, False)
    monkeypatch.setattr(taking, "BATCH", 3)
    asked = iter([False, True])
    assert take(desk, sheet, stopped=lambda: next(asked)).stopped
    assert past.sources(desk) == (source,)
    assert take(desk, sheet) == past.Taken(added=5, doubles=20, refused=0, source=source.id)
    (source,) = past.sources(desk)
    assert (source.count, source.complete) == (25, True)


def test_a_file_taken_in_again_with_other_columns_is_marked_while_it_is(
    desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = made(row(1, received_on="mồng ba"), row(2, received_on="mồng ba"), row(3))
    assert take(desk, sheet).added == 1
    monkeypatch.setattr(taking, "BATCH", 1)
    columns = {**past.propose(desk, sheet), "received_on": HEADS.index("Ngày trả")}
    marks: list[bool] = []
    taken = past.take_in(desk, sheet, columns, progress=lambda *_: marks.append(past.sources(desk)[0].complete))
    assert (taken.added, marks) == (2, [False, True])


def test_stopped_the_second_time_it_keeps_what_the_first_had_added(
    desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(desk, made(*(row(n) for n in range(1, 6))))
    monkeypatch.setattr(taking, "BATCH", 10)
    longer = made(*(row(n) for n in range(1, 30)))
    asked = iter([False, True])
    take(desk, longer, stopped=lambda: next(asked))
    assert [source.count for source in past.sources(desk)] == [5]


def test_two_that_take_in_the_same_file_at_once_add_each_record_once(
    desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either wrote: the window and a technician's command."""
    sheet = made(*(row(n) for n in range(1, 6)))
    real, other = records.prepare, dict[str, past.Taken]()

    def meanwhile(*asked: Any) -> Any:
        prepared = real(*asked)
        monkeypatch.setattr(taking, "prepare", real)
        thread = threading.Thread(target=lambda: other.update(done=take(desk, sheet)))
        thread.start()
        thread.join()
        return prepared

    monkeypatch.setattr(taking, "prepare", meanwhile)
    assert take(desk, sheet) == past.Taken(added=0, doubles=5, refused=0, source=1)
    assert other["done"].added == 5
    assert past.sources(desk)[0].complete


# Columns


def test_columns_are_remembered_for_the_same_heads(desk: Desk, made: Made) -> None:
    sheet = made(row(1))
    mine = {"name": 2, "note": 6}
    past.take_in(desk, sheet, mine)
    again = made(row(2), name="so-2024.xlsx", heads=[head.upper() for head in HEADS])
    assert past.propose(desk, again) == mine
    other = made(row(3), name="khac.xlsx", heads=[*HEADS[:-1], "Lưu ý"])
    assert past.propose(desk, other)["procedure"] == 6


# Finding


@pytest.fixture
def register(desk: Desk, made: Made) -> Desk:
    rows = [
        row(1, code="H15.10-230512-0001", name="Lê Thị Ánh", id_number="066190123456", received_on=date(2023, 5, 12)),
        row(2, code="05/2019", name="Y Khoát Niê", id_number="", phone="", address="Buôn Tơng Jú, ĐT: 0905318462",
            received_on=date(2019, 3, 5)),
        row(3, code="", name="Lê Thị Ánh", id_number="", received_on="", returned_on=""),
        row(4, code="H15.10-240102-0004", name="Lê Thị Ánh Tuyết", id_number="240 123 456", phone="0912.345.678",
            received_on=date(2024, 1, 2)),
    ]  # fmt: skip
    take(desk, made(*rows))
    take(
        desk, made(row(7, code="H15.10-200101-0007", name="Lê Thị Anh", received_on=date(2020, 1, 1)), name="2020.xlsx")
    )
    return desk


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("le thi anh", [5, 2, 2, 4]),
        ("Lê Thị Ánh 2023", [2]),
        ("anh tuyet", [5]),
        ("tuy le", [5]),
        ("H15.10-230512-0001", [2]),
        ("230512-0001", [2]),
        ("0661901", [2]),
        ("0905 318 462", [3]),
        ("0905318462", [3]),
        ("240123456", [5]),
        ("0912345678", [5, 2, 2, 4]),
        ("nie", [3]),
        ("y khoat 2018", []),
        ("khai sinh", []),
        ("", []),
        ("—", []),
    ],
)
def test_past_records_are_found_as_dossiers_are_newest_receipt_first(
    register: Desk, typed: str, rows: list[int]
) -> None:
    found = past.find(register, typed)
    assert [hit.record.row for hit in found.records] == rows
    assert found.count == len(rows)


def test_a_hit_says_where_it_is_from_and_opens_every_column_of_its_row(register: Desk) -> None:
    (hit,) = past.find(register, "nie").records
    assert (hit.file, hit.sheet, hit.record.row, hit.record.received_on) == (
        "so-2023.xlsx",
        "Sổ 2023",
        3,
        date(2019, 3, 5),
    )
    shown = dict(past.source_row(register, hit.id))
    assert list(shown) == list(HEADS)
    assert (shown["STT"], shown["Địa chỉ"], shown["Ngày nhận"]) == ("2", "Buôn Tơng Jú, ĐT: 0905318462", "05/03/2019")


def test_a_page_stops_where_asked_and_the_count_goes_on_to_a_thousand(
    register: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (len(past.find(register, "le", limit=2).records), past.find(register, "le", limit=2).count) == (2, 4)
    monkeypatch.setattr("app.services.past.finding.COUNTED", 3)
    assert past.find(register, "le", limit=2).count == 3


def test_the_fields_of_store_and_service_are_the_same() -> None:
    assert stored.FIELDS == past.FIELDS == past.Record._fields[1:]


# Taking out


def test_a_whole_import_is_taken_back_and_the_others_stay(register: Desk) -> None:
    newest, oldest = past.sources(register)
    assert (newest.file, newest.count, oldest.file, oldest.count) == ("2020.xlsx", 1, "so-2023.xlsx", 4)
    assert newest.officer == "Nguyễn Thị Lan"
    (gone,) = past.find(register, "nie").records
    assert past.remove(register, oldest.id) == 4
    assert past.sources(register) == (newest,)
    assert past.find(register, "le thi").count == 1
    assert rows_of(register, "past") == 1
    with pytest.raises(UserError) as refused:
        past.remove(register, oldest.id)
    assert refused.value.code == "PAST_SOURCE_UNKNOWN"
    with pytest.raises(UserError) as refused:
        past.source_row(register, gone.id)
    assert refused.value.code == "PAST_UNKNOWN"


def test_what_was_taken_back_can_be_taken_in_again(register: Desk, made: Made) -> None:
    for source in past.sources(register):
        past.remove(register, source.id)
    assert take(register, made(row(1))).added == 1
    assert past.find(register, "dang").count == 1


def test_removal_goes_batch_by_batch(desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(desk, made(*(row(n) for n in range(1, 26))))
    monkeypatch.setattr(taking, "BATCH", 5)
    assert past.remove(desk, taken.source or 0) == 25
    assert past.sources(desk) == ()


# A register as a commune has it


def test_a_register_of_2016_in_tcvn3_is_taken_in_and_found(desk: Desk) -> None:
    sheet = past.read(KEPT / "register-2016-tcvn3.xls")
    preview = seen(desk, sheet)
    assert (preview.new, preview.refused, preview.unread) == (4, (), ())
    take(desk, sheet)
    (hit,) = past.find(desk, "vũ phú 2016").records
    assert (hit.record.code, hit.record.received_on, hit.record.returned_on) == (
        "16/02", date(2016, 3, 11), date(2016, 3, 13),
    )  # fmt: skip
    assert past.find(desk, "le thi anh").records[0].record.name == "Lê Thị Ánh"
    assert past.find(desk, "0905318462").count == 1


def test_a_list_of_2015_in_vni_is_taken_in_with_whole_numbers(desk: Desk) -> None:
    preview = seen(desk, past.read(KEPT / "register-2015-vni.xls"))
    assert [(one.name, one.id_number, one.received_on) for one in preview.records] == [
        ("NGUYỄN THỊ ĐẶNG", "012345678", date(2015, 1, 5)),
        ("Lưu Văn Mỹ", "240123456", date(2015, 1, 6)),
        ("Hồ Ánh", "001190123456", date(2015, 1, 7)),
    ]
    assert preview.padded == 2


def test_the_counter_receives_between_two_batches(desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """No transaction stays open over a batch: a dossier received while a register comes in is stored at once."""
    monkeypatch.setattr(taking, "BATCH", 10)
    received: list[intake.Received] = []

    def citizen(done: int, total: int) -> None:
        thread = threading.Thread(target=lambda: received.append(receive(desk)))
        thread.start()
        thread.join(timeout=10)

    take(desk, made(*(row(n) for n in range(1, 26))), progress=citizen)
    assert len(received) == 3
