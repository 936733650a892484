"""Which edition a paper is made out in: the receipt's stays with its dossier, an act's is that of its own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from app.models import setting
from app.rules.acts import Kind
from app.services import papers
from app.services.desk import Desk
from app.services.editions import edition_for
from tests.services.counter import code_of, do

OLD, NEW = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ"


def keeps_to(desk: Desk, edition: str | None) -> None:
    with desk.store.write() as connection:
        setting.put_centre(connection, replace(setting.centre(connection), edition=edition))
    desk.changed()


def words(desk: Desk, code: str, form: str) -> str:
    return " ".join(pypdfium2.PdfDocument(papers.render(desk, code, form))[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("kept", "day", "edition"),
    [
        (None, date(2025, 9, 14), "2018"),
        (None, date(2025, 9, 15), "2025"),
        ("2018", date(2026, 11, 23), "2018"),
        ("2025", date(2020, 1, 1), "2025"),
    ],
)
def test_a_centre_keeps_to_an_edition_or_follows_the_law(desk: Desk, kept: str | None, day: date, edition: str) -> None:
    keeps_to(desk, kept)
    with desk.store.read() as connection:
        assert edition_for(desk.centre(connection), day) == edition


def test_an_acts_form_follows_the_centre_while_the_receipt_stays_as_it_was_made(desk: Desk) -> None:
    code = code_of(desk)
    do(desk, code, Kind.EXTENDED, new_due="2026-12-04")
    assert NEW in words(desk, code, "extension")
    receipt = words(desk, code, "receipt")
    assert "Liên 1" not in receipt
    keeps_to(desk, "2018")
    assert OLD in words(desk, code, "extension")
    assert words(desk, code, "receipt") == receipt
    assert "Liên 1" in words(desk, code_of(desk), "receipt")
