"""The recovery paper: one page, its digits as they are, and a code that says them to a scanner."""

from __future__ import annotations

import re

import zxingcpp
from PIL import Image

from app.printing.paper import PAPERS, PaperName
from app.printing.recovery_page import render_recovery_page
from app.rules import recovery_key
from tests.printing.acts import both_papers
from tests.printing.looking import check_look, check_sheet
from tests.printing.samples import first_picture, page_texts

SECRET = bytes(range(100, 116))
GROUPS = recovery_key.written(SECRET)
NUMBER = recovery_key.paper(SECRET)
NAME = "Trung tâm Phục vụ hành chính công phường Buôn Ma Thuột và các xã lân cận, thành phố Buôn Ma Thuột"


def paper_of(size: PaperName, name: str = "Trung tâm Phục vụ hành chính công xã Ea Kao") -> bytes:
    return render_recovery_page(name, 1, "30/11/2026", NUMBER, GROUPS, size)


@both_papers
def test_the_nine_groups_stand_in_their_order_and_a_scanner_reads_them(paper: PaperName) -> None:
    pdf = paper_of(paper)
    (text,) = page_texts(pdf)
    assert re.findall(r"\b\d{6}\b", text) == [NUMBER, *GROUPS]
    (code,) = zxingcpp.read_barcodes(Image.fromarray(first_picture(pdf, 200)))
    assert recovery_key.read(code.text) == SECRET


@both_papers
def test_a_centre_with_a_long_name_runs_into_nothing(paper: PaperName) -> None:
    pdf = paper_of(paper, NAME)
    check_sheet(pdf, PAPERS[paper], None)
    (text,) = page_texts(pdf)
    assert f"{NAME}, quầy 1" in " ".join(text.split())


@both_papers
def test_it_looks_as_it_was_looked_at(paper: PaperName) -> None:
    check_look(f"recovery-{paper.lower()}", paper_of(paper))
