"""Blanks by the command line: a stock as a PDF, a sheet keyed in, what became of each, the day that waits for it."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.cli.test_dossiers import Motcua, a_draft, another


def sheet(number: int, at: str | None = "now", **fields: object) -> str:
    from app.rules.clock import iso, now

    moment = iso(now()) if at == "now" else at
    return a_draft(applicant=another(number), received_at=moment, blank={"number": number, **fields})


@pytest.fixture
def stock(motcua: Motcua, tmp_path: Path) -> Motcua:
    motcua("print-ahead", "3", tmp_path / "stock.pdf")
    return motcua


def test_a_stock_is_a_pdf_of_two_pages_a_number(motcua: Motcua, tmp_path: Path) -> None:
    out = tmp_path / "stock.pdf"
    made = motcua("print-ahead", "3", out, "--json").json
    assert made == {"numbers": [950, 951, 952], "file": str(out)}
    pages = pypdf.PdfReader(out).pages
    assert len(pages) == 6
    assert round(pages[0].mediabox.width / 72 * 25.4) == 148
    said = motcua("print-ahead", "2", out, "--paper", "A4").out
    assert "số 0953 đến 0954" in said
    assert round(pypdf.PdfReader(out).pages[0].mediabox.width / 72 * 25.4) == 210


@pytest.mark.parametrize("count", ["0", "-1", "x"])
def test_no_number_of_sheets_is_bad_usage(motcua: Motcua, tmp_path: Path, count: str) -> None:
    assert motcua("print-ahead", count, tmp_path / "stock.pdf").status == 2


def test_where_the_file_cannot_be_written_no_number_is_taken(motcua: Motcua, tmp_path: Path) -> None:
    assert motcua("print-ahead", "3", tmp_path / "nowhere" / "stock.pdf").refusal == "FILE_WRITE"
    assert motcua("blanks", "--json").json["lying"] == []


def test_where_the_file_fails_after_all_its_numbers_are_given_up(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import KnownError
    from app.services import papers

    def full(*_: object) -> None:
        raise KnownError("FILE_WRITE", name="stock.pdf", why="đĩa đầy")

    with monkeypatch.context() as ill:
        ill.setattr(papers, "write_whole", full)
        assert motcua("print-ahead", "3", tmp_path / "stock.pdf").refusal == "FILE_WRITE"
    found = motcua("blanks", "--json").json
    assert found["lying"] == []
    assert [one["number"] for one in found["day"]["spoiled"]] == [950, 951, 952]
    assert motcua("print-ahead", "1", tmp_path / "stock.pdf", "--json").json["numbers"] == [953]


def test_a_sheet_is_received_as_it_stands_with_the_warnings_an_officer_should_read(stock: Motcua) -> None:
    value = stock("receive", "-", "--json", stdin=sheet(950)).json
    assert (value["code"][-5:], value["warnings"]) == ("-0950", [])
    due = stock("receive", "-", "--json", stdin=sheet(951, due_at="2099-01-05T16:00:00+07:00")).json
    assert (due["due_at"], [one["code"] for one in due["warnings"]]) == ("2099-01-05T16:00:00+07:00", ["DUE_ON_PAPER"])


@pytest.mark.parametrize(
    ("number", "at", "code"),
    [(949, "now", "BLANK_OUTSIDE"), (1950, "now", "BLANK_OUTSIDE"), (960, "now", "BLANK_NOT_PRINTED"),
     (950, "2025-11-03T08:00:00+07:00", "BLANK_BEFORE_PRINTED"), (950, "2099-01-01T08:00:00+07:00", "RECEIVED_AHEAD"),
     (950, None, "BLANK_TIME")],
)  # fmt: skip
def test_a_sheet_that_cannot_be_is_refused(stock: Motcua, number: int, at: str | None, code: str) -> None:
    assert stock("receive", "-", "--json", stdin=sheet(number, at)).refusal == code


@pytest.mark.parametrize("blank", [{"number": 0}, {"number": "950"}, {}, 950, {"number": 950, "no": 1}])
def test_what_is_no_sheet_is_no_draft(stock: Motcua, blank: object) -> None:
    assert stock("receive", "-", stdin=a_draft(blank=blank)).refusal in ("DRAFT_FIELD", "DRAFT_MISSING")


def test_the_day_waits_for_what_is_missing_and_says_which(stock: Motcua) -> None:
    assert stock("close-day", "--json").json["state"] == "local", "none was used"
    for number in (950, 952):
        stock("receive", "-", stdin=sheet(number))
    found = stock("blanks", "--json").json
    assert (found["day"]["asked"], [code[-4:] for code in found["day"]["used"]]) == ([951], ["0950", "0952"])
    assert "0951" in stock("close-day").err
    assert stock("close-day").refusal == "BLANKS_OPEN"
    assert stock("blanks", "951", "spoiled").refusal == "BLANK_REASON"
    told = stock("blanks", "951", "spoiled", "--reason", "rách", "--json").json
    assert told["day"]["spoiled"] == [{"number": 951, "reason": "rách"}]
    assert stock("blanks", "951", "unused", "--json").json["day"]["spoiled"] == []
    assert stock("close-day", "--json").json["state"] == "local"


def test_to_a_person_it_is_said_in_words(stock: Motcua) -> None:
    stock("receive", "-", stdin=sheet(951))
    stock("blanks", "950", "spoiled", "--reason", "rách")
    said = stock("blanks").out
    assert "Trong ngăn: 0952." in said
    assert "Hỏng 0950: rách" in said
    assert "Chưa rõ 0952" in said


@pytest.mark.parametrize("words", [("951",), ("951", "unused", "--reason", "x"), ("951", "torn"), ("--reason", "x")])
def test_half_a_word_is_bad_usage(stock: Motcua, words: tuple[str, ...]) -> None:
    assert stock("blanks", *words).status == 2


def test_a_word_that_is_no_number_is_refused(stock: Motcua) -> None:
    assert stock("blanks", "chín", "unused").refusal == "BLANK_NUMBERS"
