"""VietQR: the text a citizen's banking app reads from a QR code, made offline, with exact amount and purpose.

The format is EMVCo's merchant-presented QR as NAPAS uses it (DOMAIN §7.1): fields of two digits of name, two of length
and the value, and a checksum over all of it. Only what DOMAIN gives is checked: a bank is six digits, an account one
to nineteen Latin letters and digits, an amount at most thirteen digits. Whether the account exists only the bank can
say, so a centre should pay one đồng to itself before it shows the code to a citizen.

The purpose is what ties a transfer to a dossier. Banks pass on plain ASCII only and cut it, so it is cut here at 25
characters where the officer can see it; the longest dossier code, with the old agency id, has exactly 25.
"""

from __future__ import annotations

import re
from binascii import crc_hqx

from app.errors import UserError
from app.rules.text import fold, nfc

PURPOSE_LENGTH = 25
MOST = 9_999_999_999_999
"""The largest amount, đồng: thirteen digits."""

_bin = re.compile(r"\d{6}", re.ASCII)
_account = re.compile(r"[0-9A-Za-z]{1,19}")
_NAPAS, _TO_ACCOUNT = "A000000727", "QRIBFTTA"
_ONCE, _DONG = "12", "704"


def payload(bank_bin: str, account: str, amount: int, purpose: str) -> str:
    """Return the text of a QR code that pays `amount` đồng to an account once, with `purpose` as its message.

    `purpose` loses its diacritics and what is no ASCII, and is cut (`plain_purpose`). Raises UserError BANK_BIN
    (text), BANK_ACCOUNT (text), AMOUNT_RANGE (have, most). Source: DOMAIN §7.1.
    """
    if not _bin.fullmatch(bank_bin):
        raise UserError("BANK_BIN", field="bin", text=bank_bin)
    if not _account.fullmatch(account):
        raise UserError("BANK_ACCOUNT", field="account", text=account)
    if not 1 <= amount <= MOST:
        raise UserError("AMOUNT_RANGE", field="amount", have=amount, most=MOST)
    receiver = _field("00", _NAPAS) + _field("01", _field("00", bank_bin) + _field("01", account))
    said = plain_purpose(purpose)
    text = "".join(
        (
            _field("00", "01"),
            _field("01", _ONCE),
            _field("38", receiver + _field("02", _TO_ACCOUNT)),
            _field("53", _DONG),
            _field("54", str(amount)),
            _field("58", "VN"),
            _field("62", _field("08", said)) if said else "",
            "6304",
        )
    )
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"


def plain_purpose(purpose: str) -> str:
    """Return a purpose as banks pass it on: ASCII, no diacritics, single blanks, at most 25 characters."""
    letters = "".join(letter if letter.isascii() else _plain(letter) for letter in nfc(purpose))
    return " ".join(letters.split())[:PURPOSE_LENGTH].rstrip()


def _plain(letter: str) -> str:
    """Return a letter without its marks, in its own case; a blank for what has no letter under it."""
    bare = fold(letter) or " "
    if not bare.isascii():
        return " "
    return bare.upper() if letter.isupper() else bare


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02}{value}"
