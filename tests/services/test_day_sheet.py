"""The closing sheet as it comes out: what it claims, and what counts as a reprint."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import text

from app.errors import KnownError
from app.models import setting
from app.models.setting import ProvinceLink
from app.printing.closing_sheet import ClosingSheet
from app.rules.acts import Kind
from app.rules.closing import Mismatch, Side, Why, write_closing
from app.services import acts, closing, day_sheet
from app.services.desk import Desk
from app.sync import reconcile
from tests.services.counter import MORNING, Clock, code_of

DAY = MORNING.date()
KEY = base64.b64encode(bytes(range(32))).decode()


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def close(desk: Desk, **said: Any) -> None:
    """Close the day at the desk, and keep what else the province is to have said."""
    closed = replace(reconcile.close_day(desk.store, None, DAY, desk.clock()), **said)
    with desk.store.write() as connection:
        connection.execute(
            text("UPDATE closing SET data = :data, signed = :signed"),
            {"data": write_closing(closed), "signed": closed.signature is not None},
        )


def join(desk: Desk) -> None:
    with desk.store.write() as connection:
        setting.put_link(connection, ProvinceLink("http://127.0.0.1:9", "token", KEY))


def filled(desk: Desk) -> ClosingSheet:
    return day_sheet.sheet(desk, closing.day(desk, DAY))


def test_a_day_not_closed_is_a_draft_with_the_days_figures(desk: Desk) -> None:
    code_of(desk, fee=15_000, fee_paid=True)
    code_of(desk, {"name": "Lò Văn Ấm"}, fee=8_000, fee_paid=False)
    code_of(desk, {"name": "Y Bhăm Niê"}, fee=0, fee_paid=True)
    sheet = filled(desk)
    assert (sheet.outcome, sheet.received, sheet.desk.dossiers) == ("draft", 3, 3)
    assert (sheet.fees_collected, sheet.fees_dossiers) == (15_000, 1)
    said = words(day_sheet.render(desk, DAY))
    assert "Lệ phí đã thu (1 hồ sơ) 15.000 đ" in said
    assert "Khớp" not in said


def test_a_centre_without_a_province_says_that_nothing_is_compared(desk: Desk) -> None:
    code_of(desk)
    close(desk)
    assert (filled(desk).outcome, filled(desk).reason) == ("unsettled", "NO_PROVINCE")


def test_a_day_closed_without_a_line_gives_its_reason(desk: Desk) -> None:
    join(desk)
    close(desk, state="offline")
    assert filled(desk).reason == "OFFLINE"
    assert "quầy không có mạng" in words(day_sheet.render(desk, DAY))


def test_a_signed_day_shows_both_hashes_the_signature_and_the_provinces_key(desk: Desk) -> None:
    join(desk)
    code_of(desk)
    close(desk)
    held = closing.day(desk, DAY).closing
    assert held is not None
    close(desk, state="done", relay=held.desk, equal=True, signature="c2lnbmF0dXJl")
    sheet = filled(desk)
    assert sheet.closing is not None
    assert (sheet.outcome, sheet.closing.relay, sheet.reason) == ("signed", sheet.desk, None)
    assert sheet.key_fingerprint == hashlib.sha256(base64.b64decode(KEY)).hexdigest()
    assert "không thừa, không thiếu" in words(day_sheet.render(desk, DAY))


def test_dossiers_that_differ_stand_on_the_sheet_by_code(desk: Desk) -> None:
    join(desk)
    code = code_of(desk)
    other, lacking = Side(0, 0, "ab" * 32), Mismatch(code, Why.RELAY_LACKS)
    close(desk, state="done", relay=other, equal=False, differences=(lacking,))
    assert filled(desk).outcome == "unmatched"
    assert f"{code}: tỉnh chưa có" in words(day_sheet.render(desk, DAY))


def test_after_a_later_act_the_sheet_is_a_draft_again(desk: Desk, clock: Clock) -> None:
    code = code_of(desk)
    close(desk)
    clock.ahead(minutes=5)
    acts.act(desk, code, Kind.RESULT_READY, {})
    assert filled(desk).outcome == "draft"
    assert filled(desk).closing is None


def test_the_second_print_of_one_closing_is_a_reprint_and_the_preview_shows_the_last(desk: Desk) -> None:
    close(desk)
    assert "IN LẠI" not in words(day_sheet.render(desk, DAY))
    assert day_sheet.printed(desk, DAY) == 1
    assert "IN LẠI LẦN 1" in words(day_sheet.render(desk, DAY))
    assert "IN LẠI" not in words(day_sheet.preview(desk, closing.day(desk, DAY)))
    assert day_sheet.printed(desk, DAY) == 2
    assert "IN LẠI LẦN 1" in words(day_sheet.preview(desk, closing.day(desk, DAY)))


def test_the_signed_sheet_is_a_first_print_though_the_unsigned_one_was_printed(desk: Desk) -> None:
    join(desk)
    close(desk, state="offline")
    assert day_sheet.printed(desk, DAY) == 1
    held = closing.day(desk, DAY).closing
    assert held is not None
    close(desk, state="done", relay=held.desk, equal=True, signature="c2lnbmF0dXJl")
    assert day_sheet.copies(desk, closing.day(desk, DAY)) == 0
    assert "IN LẠI" not in words(day_sheet.render(desk, DAY))


def test_a_sheet_in_a_file_is_whole_and_counted(desk: Desk, tmp_path: Path) -> None:
    close(desk)
    day_sheet.to_file(desk, DAY, tmp_path / "phiếu.pdf", paper="A4")
    assert "PHIẾU CHỐT NGÀY QUẦY 1" in words((tmp_path / "phiếu.pdf").read_bytes())
    assert day_sheet.copies(desk, closing.day(desk, DAY)) == 1


def test_a_file_that_cannot_be_written_is_not_counted(desk: Desk, tmp_path: Path) -> None:
    close(desk)
    with pytest.raises(KnownError, match="FILE_WRITE"):
        day_sheet.to_file(desk, DAY, tmp_path / "không có" / "phiếu.pdf")
    assert day_sheet.copies(desk, closing.day(desk, DAY)) == 0


def test_a_fee_taken_after_reception_counts_with_its_dossier_on_the_sheet(desk: Desk) -> None:
    code = code_of(desk, fee=15_000)
    day = desk.clock().date()
    before = day_sheet.sheet(desk, closing.day(desk, day))
    assert (before.fees_collected, before.fees_dossiers) == (0, 0)
    acts.act(desk, code, Kind.PAID)
    after = day_sheet.sheet(desk, closing.day(desk, day))
    assert (after.fees_collected, after.fees_dossiers) == (15_000, 1)
    acts.act(desk, code, Kind.PAID, {"amount": -15_000, "reason": "thu nhầm"})
    assert closing.day(desk, day).count.collected == 0
