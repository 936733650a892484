"""VietQR payloads, read back by a parser that is not ours, and the bank list beside them."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vietnam_qr_pay.constants.banks import BanksObject
from vietnam_qr_pay.qr_pay import QRPay

from app.errors import UserError
from app.rules.vietqr import MOST, payload, plain_purpose

BANKS = Path(__file__).parents[2] / "resources" / "banks.json"

bins = st.from_regex(r"[0-9]{6}", fullmatch=True)
accounts = st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True)


def checksum(text: str) -> str:
    """CRC16-CCITT-FALSE bit by bit, as its definition reads."""
    register = 0xFFFF
    for byte in text.encode():
        for bit in range(8):
            carried = (register >> 15) ^ (byte >> (7 - bit)) & 1
            register = (register << 1 & 0xFFFF) ^ (0x1021 if carried else 0)
    return f"{register:04X}"


def fields(text: str) -> dict[str, str]:
    """Split a payload, or a field that holds fields; the ends must meet."""
    found: dict[str, str] = {}
    while text:
        length = int(text[2:4])
        assert len(text) >= 4 + length
        found[text[:2]], text = text[4 : 4 + length], text[4 + length :]
    return found


def test_the_published_example_comes_out_byte_for_byte() -> None:
    assert payload("970415", "113366668888", 8_000, "H29.123-261122-0001") == (
        "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA5303704540480005802VN"
        "62230819H29.123-261122-0001630471C9"
    )


@given(bins, accounts, st.integers(1, MOST), st.text(max_size=40))
@example("970436", "0" * 19, MOST, "Đ" * 25)
@example("970436", "1", 1, "")
@example("970436", "1", 1, "ﷺ ẞ İ Я – ½")
def test_every_payload_is_read_back_by_another_parser(bank: str, account: str, amount: int, purpose: str) -> None:
    text = payload(bank, account, amount, purpose)
    assert text.isascii()
    assert text[-4:] == checksum(text[:-4])
    read = QRPay(text)
    assert read.is_valid
    assert (read.version, read.init_method, read.currency, read.nation) == ("01", "12", "704", "VN")
    assert (read.provider.guid, read.provider.service) == ("A000000727", "QRIBFTTA")
    assert (read.consumer.bank_bin, read.consumer.bank_number) == (bank, account)
    assert read.amount == str(amount)
    assert (read.additional_data.purpose or "") == plain_purpose(purpose)


@given(bins, accounts, st.integers(1, MOST), st.text(max_size=40))
def test_fields_stand_in_order_and_each_once(bank: str, account: str, amount: int, purpose: str) -> None:
    found = fields(payload(bank, account, amount, purpose))
    assert list(found) == sorted(found)
    assert found.keys() - {"62"} == {"00", "01", "38", "53", "54", "58", "63"}
    assert fields(fields(found["38"])["01"]) == {"00": bank, "01": account}


@given(bins, accounts, st.integers(1, MOST), st.data())
def test_one_wrong_character_is_noticed(bank: str, account: str, amount: int, data: st.DataObject) -> None:
    text = payload(bank, account, amount, "H29.123-261122-0001")
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789ABCDEF") - {text[place]})))
    assert checksum(f"{text[:place]}{other}{text[place + 1 :]}"[:-4]) != text[-4:] or place >= len(text) - 4


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("H29.123-261122-0001", "H29.123-261122-0001"),
        ("000.00.00.H29-261122-0001", "000.00.00.H29-261122-0001"),
        ("Lệ phí  hồ sơ ĐẶNG", "Le phi ho so DANG"),
        (unicodedata.normalize("NFD", "Nộp lệ phí"), "Nop le phi"),
        ("Ngân hàng – chi nhánh Ƀuôn", "Ngan hang chi nhanh Buon"),
        ("Thu phí chứng thực hồ sơ 1", "Thu phi chung thuc ho so"),
        ("đồng\n\tmới\u200b", "dong moi"),
        ("日本", ""),
    ],
)
def test_a_purpose_is_what_banks_pass_on(purpose: str, said: str) -> None:
    assert plain_purpose(purpose) == said


@given(st.text())
def test_any_purpose_becomes_short_plain_text(purpose: str) -> None:
    said = plain_purpose(purpose)
    assert re.fullmatch(r"[!-~]?(?:[ -~]{0,23}[!-~])?", said)
    assert plain_purpose(said) == said


@pytest.mark.parametrize("bank", ["", "97041", "9704150", "97041x", "९७०४१५"])
def test_a_bank_is_six_digits(bank: str) -> None:
    with pytest.raises(UserError, match="BANK_BIN") as error:
        payload(bank, "1", 1, "")
    assert (error.value.field, error.value.facts) == ("bin", {"text": bank})


@pytest.mark.parametrize("account", ["", "1" * 20, "12 34", "12-34", "số", "१२३"])
def test_an_account_is_letters_and_digits(account: str) -> None:
    with pytest.raises(UserError, match="BANK_ACCOUNT") as error:
        payload("970415", account, 1, "")
    assert (error.value.field, error.value.facts) == ("account", {"text": account})


@pytest.mark.parametrize("amount", [-1, 0, MOST + 1])
def test_an_amount_has_a_range(amount: int) -> None:
    with pytest.raises(UserError, match="AMOUNT_RANGE") as error:
        payload("970415", "1", amount, "")
    assert (error.value.field, error.value.facts) == ("amount", {"have": amount, "most": MOST})


def test_the_bank_list_names_each_bank_once_agrees_with_another_list_and_claims_nothing_checked() -> None:
    banks = json.loads(BANKS.read_text(encoding="utf-8"))
    numbers = [bank["bin"] for bank in banks]
    assert all(bank.keys() == {"bin", "name", "verified"} and bank["verified"] is False for bank in banks)
    assert len(set(numbers)) == len({bank["name"] for bank in banks}) == len(banks)
    assert {"970436", "970415", "970418", "970405", "970422", "970407"} <= set(numbers)
    assert set(numbers) <= {bank.bin for bank in BanksObject.values()}
