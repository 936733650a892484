"""Registers and reports as PDF: nothing lost, nothing cut, every page complete in itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import numpy as np
import orjson
import pypdf
import pytest

from app.paths import resource
from app.printing.blocks import Run, wrap
from app.printing.fonts import REGULAR, register, width
from app.printing.grid import broken
from app.printing.paper import LANDSCAPE, PAPERS
from app.printing.report import Column, ColumnKind, Report, Value, columns, heads, shaped, spans, text_of
from app.printing.table import render_report
from tests.printing import reports
from tests.printing.samples import CENTRE, PRACTICE, glyphs, page_texts, pages, picture

FORMS = (
    "register-2018",
    "register-2025",
    "report-06a",
    "report-indicators",
    "handover-list",
    "result-handover",
    "postal-list",
    "uncollected",
    "due",
)
REPORTS: dict[str, Callable[[], Report]] = {
    "register": lambda: reports.register(40),
    "long-codes": lambda: reports.register(12, reports.CODES[1]),
    "06a": reports.report_06a,
    "indicators": reports.indicators,
    "postal": reports.postal_list,
    "empty": lambda: shaped("due", [], place=reports.PLACE),
}
every_report = pytest.mark.parametrize("name", sorted(REPORTS))
LIST = (Column("TT", "count", 0.4), Column("Mã hồ sơ", "code", 1), Column("Nội dung", "text", 3))


def listed(rows: Sequence[tuple[Value, ...]], **more: object) -> Report:
    return replace(Report("list", "DANH SÁCH", (), LIST, rows), **more)  # type: ignore[arg-type]


def test_every_row_is_printed_once_and_in_order() -> None:
    text = " ".join(page_texts(render_report(reports.register(700), CENTRE)))
    found = re.findall(r"H15\.10-261123-(\d{4})", text)
    assert found == [f"{number:04}" for number in range(1, 701)]


def test_each_page_repeats_the_head_and_tells_its_number() -> None:
    cover, *rest = page_texts(render_report(reports.register(60), CENTRE))
    assert "SỔ THEO DÕI HỒ SƠ" in cover
    assert "Quyển số: 04/2026" in cover
    assert "Từ ngày 01/01/2026 đến ngày 31/12/2026" in cover
    assert f"(gồm {len(rest) + 1} trang)" in cover
    assert "H15" not in cover
    for number, page in enumerate(rest, 2):
        assert f"Trang {number}/{len(rest) + 1} SỔ THEO DÕI HỒ SƠ" in page
        assert "Tên thủ tục hành chính" in page
        assert "Ngày, tháng, năm" in page


@every_report
def test_nothing_stands_in_the_margins_and_no_two_characters_touch(name: str) -> None:
    for page in pages(render_report(REPORTS[name](), CENTRE)):
        assert page.get_size() == pytest.approx((LANDSCAPE.width, LANDSCAPE.height), abs=0.1)
        rows, across = np.nonzero(picture(page, 96) < 250)
        scale, slack = 72 / 96, 1.5
        assert across.min() * scale >= LANDSCAPE.left - slack
        assert (across.max() + 1) * scale <= LANDSCAPE.width - LANDSCAPE.right + slack
        assert rows.min() * scale >= LANDSCAPE.top - slack
        assert (rows.max() + 1) * scale <= LANDSCAPE.height - LANDSCAPE.bottom + slack
        found = glyphs(page)
        box = np.array([(g.left, g.bottom, g.right, g.top) for g in found])
        over = np.minimum.outer(box[:, 2], box[:, 2]) - np.maximum.outer(box[:, 0], box[:, 0])
        down = np.minimum.outer(box[:, 3], box[:, 3]) - np.maximum.outer(box[:, 1], box[:, 1])
        first, second = np.nonzero((over > 0.2) & (down > 0.2))
        touching = [found[a].char + found[b].char for a, b in zip(first, second, strict=True) if b - a > 1]
        assert touching == []


@every_report
def test_every_font_is_embedded_tinos(name: str) -> None:
    fonts = {
        font.get_object()["/BaseFont"]
        for page in pypdf.PdfReader(io.BytesIO(render_report(REPORTS[name](), CENTRE))).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts
    assert all("+Tinos" in font for font in fonts)


@pytest.mark.parametrize("code", reports.CODES)
def test_codes_and_dates_are_never_broken(code: str) -> None:
    pdf = render_report(reports.register(30, code), CENTRE)
    raw = "\n".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[1].extract_text().split("\n"))
    assert code.format(1) in raw
    text = " ".join(page_texts(pdf))
    assert all(code.format(number) in text for number in range(1, 31))
    assert text.count("23/11/2026") >= 1


def test_a_row_is_not_torn_while_a_page_can_hold_it() -> None:
    rows = [(at, f"C-{at:03}", f"đầu{at} " + "chữ " * (40 * (at % 9)) + f"cuối{at}") for at in range(1, 60)]
    for page in page_texts(render_report(listed(rows), CENTRE)):
        assert re.findall(r"đầu(\d+)", page) == re.findall(r"cuối(\d+)", page)


def test_pages_are_filled_to_the_foot_and_not_beyond() -> None:
    pdf = render_report(listed([(at, f"C-{at:03}", f"dòng{at}") for at in range(1, 200)]), CENTRE)
    counts = [len(re.findall(r"dòng\d+", page)) for page in page_texts(pdf)]
    assert sum(counts) == 199
    assert len(set(counts[1:-2])) == 1
    for page in pages(pdf):
        inked = np.nonzero(picture(page, 96) < 250)[0]
        assert (inked.max() + 1) * 0.75 <= LANDSCAPE.height - LANDSCAPE.bottom + 1.5


def test_a_row_longer_than_a_page_goes_on_overleaf_and_loses_nothing() -> None:
    words = [f"chữ{at}" for at in range(3000)]
    pdf = render_report(listed([(1, "C-1", "một"), (2, "C-2", " ".join(words)), *[(3, "C-3", "ba")] * 3]), CENTRE)
    texts = page_texts(pdf)
    assert len(texts) > 2
    assert re.findall(r"chữ\d+", " ".join(texts)) == words
    assert texts[-1].count("3 C-3 ba") == 3
    for page in pages(pdf):
        assert min(glyph.bottom for glyph in glyphs(page)) >= LANDSCAPE.bottom


@pytest.mark.parametrize("count", range(1, 45))
def test_signatures_never_stand_alone_and_a_head_never_without_rows(count: int) -> None:
    report = replace(reports.report_06a(), lines=(), notes=("Ghi chú.",))
    report = replace(report, rows=[(at, f"Lĩnh vực {at}", *reports.RECEIVED) for at in range(1, count + 1)])
    texts = page_texts(render_report(report, CENTRE))
    assert "NGƯỜI LẬP BÁO CÁO" in texts[-1]
    assert all(re.search(r"Lĩnh vực \d", text) for text in texts)
    assert "Tổng số 91.500" in texts[-1]


def test_a_short_report_stays_on_one_page() -> None:
    for report in (reports.report_06a(), reports.postal_list(), reports.indicators()):
        assert len(page_texts(render_report(report, CENTRE))) == 1


def test_figures_have_dots_and_end_at_one_line() -> None:
    pdf = render_report(reports.report_06a(), CENTRE)
    (text,) = page_texts(pdf)
    assert "91.500 30.000 46.500 15.000 85.500" in text
    last = columns("report-06a")[-1]
    assert last.kind == "count"
    rightmost = LANDSCAPE.width - LANDSCAPE.right
    (found,) = (glyphs(page) for page in pages(pdf))
    ends = [glyph.right for glyph in found if glyph.right > rightmost - 7 and glyph.char == "0"]
    assert len(ends) == len(reports.FIELDS) + 1
    assert max(ends) - min(ends) < 0.2


def test_the_head_of_06a_has_three_levels_and_its_numbers() -> None:
    found = heads(columns("report-06a"))
    assert [cell.text for cell in found if cell.top == 0] == [
        "STT",
        "Lĩnh vực, đơn vị",
        "Số hồ sơ nhận giải quyết",
        "Số hồ sơ đã giải quyết",
        "Số hồ sơ đang giải quyết",
    ]
    (inside,) = (cell for cell in found if cell.text == "Trong kỳ")
    assert (inside.top, inside.bottom, inside.first, inside.last) == (1, 1, 3, 4)
    covered = {(row, at) for c in found for row in range(c.top, c.bottom + 1) for at in range(c.first, c.last + 1)}
    assert len(covered) == 3 * 13 == sum((c.bottom - c.top + 1) * (c.last - c.first + 1) for c in found)
    (text,) = page_texts(render_report(reports.report_06a(), CENTRE))
    assert "(3)=(4)+(5)+(6)" in text
    assert "(11)=(12)+(13)" in text


def test_neighbours_under_different_headings_of_one_name_are_not_joined() -> None:
    shape = [Column("a", group=("1", "x")), Column("b", group=("2", "x")), Column("c")]
    assert [(c.text, c.first, c.last) for c in heads(shape) if c.text == "x"] == [("x", 0, 0), ("x", 1, 1)]


def test_an_empty_report_says_so() -> None:
    (text,) = page_texts(render_report(shaped("due", [], values={"at": "nay"}, place=reports.PLACE), CENTRE))
    assert "Không có hồ sơ nào" in text
    assert "Mã hồ sơ" in text
    assert reports.PLACE in text


def test_a_practice_centre_is_marked_on_every_page() -> None:
    texts = page_texts(render_report(reports.register(30), PRACTICE))
    assert len(texts) > 2
    assert all(text.count("TẬP HUẤN") == 2 for text in texts)


def test_a_portrait_report_has_the_margins_of_a_form() -> None:
    (size,) = (page.get_size() for page in pages(render_report(shaped("due", []), CENTRE, landscape=False)))
    assert size == pytest.approx((PAPERS["A4"].width, PAPERS["A4"].height), abs=0.1)


def test_progress_is_told_often_and_reaches_the_end() -> None:
    told: list[tuple[int, int]] = []
    render_report(reports.register(1200), CENTRE, progress=lambda done, total: told.append((done, total)))
    done = [each for each, _ in told]
    assert {total for _, total in told} == {1200}
    assert done == sorted(done)
    assert done[-1] == 1200
    assert max(after - before for before, after in pairwise(done)) <= 500


def test_work_can_be_cancelled() -> None:
    class Cancelled(Exception): ...

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        render_report(reports.register(1200), CENTRE, progress=stop)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_report(reports.register(30), CENTRE) == render_report(reports.register(30), CENTRE)


def test_letters_with_loose_marks_and_a_thousand_others_are_drawn() -> None:
    many = "".join(chr(code) for code in [*range(0x21, 0x7F), *range(0xC0, 0x180), *range(0x1EA0, 0x1EFA)])
    text = " ".join(many[at : at + 8] for at in range(0, len(many), 8))
    found = " ".join(page_texts(render_report(listed([(1, "C-1", text), (2, "C-2", "Bhiơ\u0306 Mlô")]), CENTRE)))
    assert set(text) <= set(found)
    assert "Bhiơ\u0306 Mlô" in found or "Bhiơ \u0306Mlô" in found


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (15_000, "money", "15.000"),
        (1_234_567, "count", "1.234.567"),
        (-10_000, "money", "-10.000"),
        (Decimal("97.35"), "percent", "97,35"),
        (Decimal("100"), "percent", "100,00"),
        (date(2026, 1, 5), "date", "05/01/2026"),
        (reports.MORNING, "date", "23/11/2026"),
        (reports.MORNING, "moment", "09:42 23/11/2026"),
        (None, "money", ""),
        ("0905", "code", "0905"),
    ],
)
def test_a_cell_is_written_as_paper_has_it(value: Value, kind: ColumnKind, text: str) -> None:
    assert text_of(value, kind) == text


@pytest.mark.parametrize("room", [4.0, 7.5, 12.0, 30.0])
def test_text_breaks_as_on_every_form(room: float) -> None:
    register()
    for text in (*reports.PROCEDURES, *reports.NAMES, "h.yuen.nie.kdam.buon.ya@thongtin.daklak.gov.vn", "a"):
        lines = broken(text, room)
        assert list(lines) == ["".join(p for _, p, _ in pieces) for _, pieces in wrap((Run(text),), 1, room)]
        assert all(width(line, REGULAR, 1) <= room for line in lines)


def test_a_total_spans_the_empty_cells_after_its_text_only() -> None:
    assert spans(("Tổng", None, 5, None, 7)) == [(0, 1), (2, 2), (3, 3), (4, 4)]


@pytest.mark.parametrize("name", FORMS)
def test_every_list_is_described_completely(name: str) -> None:
    words = orjson.loads(resource("forms", f"{name}.json").read_bytes())
    assert {"form", "edition", "source", "effective_from", "verified", "title", "columns", "signatures"} <= set(words)
    assert words["verified"] or words["doubt"]
    found = columns(name)
    assert {column.kind for column in found} <= set(get_args(ColumnKind))
    text = " ".join(page_texts(render_report(shaped(name, []), CENTRE)))
    for column in found:
        assert set(column.title.split()) <= set(text.split())


def test_the_register_of_2018_has_its_thirteen_columns() -> None:
    assert [column.title for column in columns("register-2018")] == [
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Số lượng hồ sơ (bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Trả kết quả",
        "Phương thức nhận kết quả",
        "Ký nhận",
        "Ghi chú",
    ]


def test_what_is_not_known_is_left_to_be_written() -> None:
    report = shaped("handover-list", [], values={"giver": "Quầy 2", "unit": "Phòng Kinh tế"}, signers=("Duyên",))
    assert report.lines[:2] == ("Bên giao: Quầy 2", "Bên nhận: Phòng Kinh tế")
    assert report.lines[2].startswith("Thời gian giao: ....")
    assert [(person.role, person.name) for person in report.signatures] == [
        ("NGƯỜI GIAO", "Duyên"),
        ("NGƯỜI NHẬN", None),
    ]


@pytest.mark.parametrize(
    ("name", "page"), [("register", 0), ("register", 1), ("long-codes", 1), ("06a", 0), ("postal", 0), ("empty", 0)]
)
def test_the_report_looks_as_it_did_when_it_was_last_looked_at(name: str, page: int) -> None:
    reports.assert_looks(render_report(REPORTS[name](), CENTRE), f"report-{name}-{page}", page)
