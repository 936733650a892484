"""Every paper: the forms in both editions, the QR code of a receipt, the registers and reports as PDF and as XLSX."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import get_args

from app.selftest import printed_pages, specimens
from app.selftest.bench import Bench
from app.selftest.check import Fault
from app.selftest.counter import MONDAY
from app.selftest.specimens import Specimens
from app.services import blanks, cash, day_sheet, papers, past, reports
from app.words import FORMS

_LEAST_INK = 0.002
"""The thinnest page of any form has fourteen times this much."""
QR_DPI = 200
_FIRST, _LAST = date(2026, 11, 1), date(2026, 12, 31)


def forms(bench: Bench) -> str:
    """Draw every form and look at every page of it."""
    made, count, faults = bench.specimens, 0, []
    for form, edition, paper in specimens.sheets():
        pdf = papers.render(bench.desk, made.of(form), form, paper=paper, edition=edition)
        wrong, pages = _wrong(pdf, made.of(form))
        count += pages
        if wrong:
            faults.append(f"{FORMS[form]} bộ {edition} khổ {paper} {wrong}")
    _report(faults)
    kinds = f"{len(papers.FORMS)} mẫu, hai bộ mẫu, hai khổ giấy"
    return f"{kinds}: {count} trang, trang nào cũng có chữ, giấy nào cũng có mã hồ sơ."


def qr(bench: Bench) -> str:
    """Draw a receipt as a printer of 200 dpi gets it and read the QR code of both copies."""
    code = bench.specimens.whole
    for paper in get_args(papers.Paper):
        pages = list(printed_pages.pages(papers.render(bench.desk, code, "receipt", paper=paper), QR_DPI))
        heads = [page for page in pages if printed_pages.shows_code(page, code)]
        if len(heads) != 2:
            raise Fault(f"Mã QR đúng trên {len(heads)} liên giấy tiếp nhận khổ {paper}, cần 2 liên.")
    return f"Đọc từng ô trên cả hai liên, hai khổ giấy: đúng mã hồ sơ, viền trắng đủ rộng ({QR_DPI} điểm một inch)."


def figures(bench: Bench) -> str:
    """Draw up every report and sheet, as PDF and as a workbook, look at them, and read one back."""
    made, desk, faults = bench.specimens, bench.desk, []
    for name in reports.NAMES:
        drawn = {kind: bench.folder / f"{name}{kind}" for kind in (".pdf", ".xlsx")}
        counted = reports.build(desk, name, _FIRST, _LAST)
        for path in drawn.values():
            reports.write(desk, counted, path)
        known = _codes_in(made, counted.rows)
        wrong, _ = _wrong(drawn[".pdf"].read_bytes(), *known)
        faults += [f"{name} (PDF) {wrong}"] if wrong else []
        if not _workbook_has(drawn[".xlsx"], known):
            faults.append(f"{name} (Excel) không mở lại được hoặc thiếu hồ sơ")
    # As the register of a past year, in a process apart: antivirus may forbid one, a package may lack what it needs.
    if not any(made.whole in row.cells for row in past.read(bench.folder / "register.xlsx").rows):
        faults.append("register (Excel) đọc lại thì thiếu hồ sơ")
    cash.keep(desk, MONDAY.date(), {10_000: 1, 5_000: 1})
    for title, pdf in (("Phiếu chốt ngày", day_sheet.render(desk, MONDAY.date())),
                       ("Bảng kê tiền", cash.render(desk, MONDAY.date())),
                       ("Giấy in sẵn", blanks.print_ahead(desk, 1)[1])):  # fmt: skip
        wrong, _ = _wrong(pdf)
        faults += [f"{title} {wrong}"] if wrong else []
    _report(faults)
    sheets_ = "phiếu chốt ngày, bảng kê tiền, giấy in sẵn"
    return f"{len(reports.NAMES)} sổ và báo cáo ra PDF và Excel, {sheets_}: mở lại được, có chữ."


def _codes_in(made: Specimens, rows: object) -> list[str]:
    """Return the codes of the specimens that figures name."""
    told = str(rows)
    return [code for code in (made.whole, made.stopped, made.refused) if code in told]


def _wrong(pdf: bytes, *codes: str) -> tuple[str, int]:
    """Return what is wrong with a paper, "" when nothing is, and how many pages it has."""
    pages = list(printed_pages.pages(pdf))
    if any(page.ink < _LEAST_INK for page in pages):
        return "có trang trắng", len(pages)
    words = "".join("".join(page.words.split()) for page in pages)
    return ("thiếu mã hồ sơ" if any(code not in words for code in codes) else ""), len(pages)


def _workbook_has(path: Path, codes: list[str]) -> bool:
    try:
        with zipfile.ZipFile(path) as book:
            told = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
            return book.testzip() is None and all(code in told for code in codes)
    except zipfile.BadZipFile:
        return False


def _report(faults: list[str]) -> None:
    if faults:
        more = f" và {len(faults) - 3} giấy khác" if len(faults) > 3 else ""
        raise Fault(f"{'; '.join(faults[:3])}{more}.")
