"""Terms as decrees and portals word them: what is read, what is kept beside it, what is left to a person."""

from __future__ import annotations

import unicodedata

import pytest

from app.rules.term_words import Reading, read_term

FROM = "kể từ ngày nhận đủ giấy tờ"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("30 Ngày làm việc", "30 ngày làm việc"),
        ("  07   NGÀY ", "7 ngày"),
        ("01 Giờ", "1 giờ làm việc"),
        ("4 giờ hành chính", "4 giờ làm việc"),
        ("2h", "2 giờ làm việc"),
        ("Không quá 12 ngày làm việc", "12 ngày làm việc"),
        ("Thời hạn giải quyết: tối đa 9 ngày làm việc", "9 ngày làm việc"),
        ("Kể từ khi đủ giấy tờ, chậm nhất là 04 ngày", "4 ngày"),
        ("10 (mười) ngày làm việc", "10 ngày làm việc"),
        ("mười lăm (15) ngày", "15 ngày"),
        ("Năm ngày", "5 ngày"),
        ("hai mươi mốt ngày làm việc", "21 ngày làm việc"),
        ("6 ngày (làm việc)", "6 ngày làm việc"),
        ("3 ngày LV", "3 ngày làm việc"),
        ("1/2 ngày làm việc", "4 giờ làm việc"),
        ("½ ngày", "4 giờ làm việc"),
        ("Nửa ngày", "4 giờ làm việc"),
        ("0,5 ngày làm việc", "4 giờ làm việc"),
        ("2,5 ngày", "2,5 ngày"),
        ("1.5 ngày làm việc", "1,5 ngày làm việc"),
        ("3 ngày rưỡi làm việc", "3,5 ngày làm việc"),
        ("0.5 Giờ", "30 phút"),
        ("1,25 giờ", "75 phút"),
        ("nửa giờ", "30 phút"),
        ("45 phút", "45 phút"),
        ("2 tuần", "14 ngày"),
        ("03 tháng", "3 tháng"),
        ("một năm", "12 tháng"),
        ("nửa năm", "6 tháng"),
        ("Ngay trong ngày", "trong ngày"),
        ("Giải quyết trong ngày làm việc.", "trong ngày"),
        ("trong ngày tiếp nhận hồ sơ", "trong ngày"),
        ("trong cùng ngày", "trong ngày"),
    ],
)
def test_a_term_in_other_words_is_the_same_term_and_leaves_nothing(text: str, term: str) -> None:
    for form in ("NFC", "NFD"):
        read = read_term(unicodedata.normalize(form, text))
        assert (str(read.term), read.note, read.understood) == (term, "", True)


@pytest.mark.parametrize(
    ("text", "term", "note"),
    [
        (f"05 ngày làm việc {FROM}", "5 ngày làm việc", FROM),
        ("01 ngày làm việc (08 giờ)", "1 ngày làm việc", "08 giờ"),
        ("04 giờ làm việc (bằng 04 giờ)", "4 giờ làm việc", "bằng 04 giờ"),
        ("6 ngày/hồ sơ", "6 ngày", "/hồ sơ"),
        ("9 ngày; trường hợp phải hỏi nơi khác: 20 ngày", "9 ngày", "trường hợp phải hỏi nơi khác: 20 ngày"),
        (f"9 ngày {FROM}. Nếu phức tạp thì 20 ngày", "9 ngày", f"{FROM}. Nếu phức tạp thì 20 ngày"),
        ("9 ngày (trường hợp khó: 20 ngày)", "9 ngày", "trường hợp khó: 20 ngày"),
        ("12 ngày, trong đó cấp xã 7 ngày; thuế 5 ngày", "12 ngày", "trong đó cấp xã 7 ngày; thuế 5 ngày"),
        ("12 ngày (không kể 15 ngày niêm yết)", "12 ngày", "không kể 15 ngày niêm yết"),
        ("Trong ngày; nếu phải hỏi lại thì 02 ngày làm việc", "trong ngày", "nếu phải hỏi lại thì 02 ngày làm việc"),
        ("Ngay trong ngày; nhận sau 15 giờ thì hôm sau", "trong ngày", "nhận sau 15 giờ thì hôm sau"),
    ],
)
def test_the_head_is_read_and_the_rest_kept_beside_it(text: str, term: str, note: str) -> None:
    read = read_term(text)
    assert (str(read.term), read.note, read.understood) == (term, note, True)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("05 - 08 ngày làm việc", "8 ngày làm việc"),
        ("từ 10 đến 15 ngày", "15 ngày"),
        ("10 ngày đến 15 ngày", "15 ngày"),
        ("Trong ngày làm việc tiếp theo", "1 ngày làm việc"),
        ("Ngay khi tiếp nhận", "trong ngày"),
        ("Giải quyết ngay", "trong ngày"),
        ("24 giờ", "24 giờ làm việc"),
        ("Ủy ban xem xét, trả lời trong thời hạn 05 ngày làm việc", "5 ngày làm việc"),
    ],
)
def test_a_reading_of_ours_has_the_whole_text_beside_it(text: str, term: str) -> None:
    read = read_term(text)
    assert (str(read.term), read.note, read.understood) == (term, text, True)


@pytest.mark.parametrize(
    "text", ["", " - ", "Không", "Không có", "Không quy định", "Pháp luật chưa quy định cụ thể thời hạn giải quyết"]
)
def test_no_term_is_understood_as_none(text: str) -> None:
    assert read_term(text) == Reading(None)


@pytest.mark.parametrize(
    "text", ["0 Giờ", "Theo quy định", "Trước khi xe rời bến", "Xong ngay sau khi lập biên bản", "Theo thỏa thuận"]
)
def test_what_sets_no_length_is_none_with_its_words(text: str) -> None:
    assert read_term(text) == Reading(None, text)


@pytest.mark.parametrize(
    "text",
    [
        "10-25",
        "7",
        "Cấp mới: 10 ngày; cấp lại: 5 ngày",
        "Trường hợp cấp lại: 5 ngày",
        "Hồ sơ đổi tên 10 ngày",
        "10 ngày đối với nhà ở, 20 ngày đối với công trình",
        "10 ngày (đối với nhà ở), 20 ngày (đối với công trình)",
        "10 ngày, đối với nhà ở, 20 ngày, đối với công trình",
        "10 ngày; đối với nhà ở; 20 ngày",
        "10 ngày (trừ nhà ở), 20 ngày",
        "10 ngày hoặc 20 ngày",
        "10 ngày; 20 ngày",
        "10 ngày + 5 ngày",
        "10 (năm) ngày",
        "15 - 10 ngày",
        "01 ngày làm việc (10 giờ)",
        "Trong ngày hoặc 3 ngày làm việc",
        "Trong ngày 05/8",
        "Trước 05 ngày làm việc",
        "Nộp trong thời hạn 30 ngày",
        "Tại cơ quan khác 30 ngày",
        "9999 ngày",
        "1,25 ngày",
        "1,5 phút",
        "nửa tuần",
        "nửa tháng",
        "2 tháng làm việc",
        "5 ngay lam viec",
        "Hằng tháng",
    ],
)
def test_what_cannot_be_decided_is_kept_whole_and_not_read(text: str) -> None:
    """Never a figure of one case for all of them: the officer then says the day."""
    assert read_term(text) == Reading(None, text, understood=False)
