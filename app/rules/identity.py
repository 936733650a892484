"""Who a person is: the personal number, the card's QR, other papers, tax codes and phones.

A number that cannot exist is an error; one that merely disagrees with the birth date, the sex or the list of
provinces is a warning, for registrations made by mistake stay valid and the officer holds the card in hand
(DOMAIN §6).

A card's QR has no published grammar. Fields are taken by position; the one optional field in the middle is
the old number, so its place is told by shape: digits or nothing after the personal number is the old number,
a name there means the card left it out. A six-field card thus lacks either the old number or its last field;
when that last field is eight digits it is the day of issue and the address is what is missing. Fields after
the seventh (2024 cards name the parents) are ignored. A card without a day of issue is accepted with a
warning, since a scan cut there looks just the same.

A scanner that types like a keyboard is spoiled by a Vietnamese input method (Unikey, EVKey): marks turn up in
fields of digits, two tones on one letter. One that is set to another charset than UTF-8 spoils the letters themselves,
and no input method switched off helps against that. Nothing is guessed back; which of the two it is says the cure.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from app.errors import UserError
from app.rules.birth import read_birth
from app.rules.letters import fault, has_two_tones, is_foreign, lost
from app.rules.numbering import looks_like_dossier_code as looks_like_dossier_code  # a scan is one or the other
from app.rules.text import nfc

Sex = Literal["male", "female"]
PaperKind = Literal["personal", "old", "passport"]

# The 63 provinces of before 01/7/2025: a personal number keeps its prefix for life.
_PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
    "089 091 092 093 094 095 096"
)
PROVINCES = frozenset(_PROVINCES.split())
_FIRST_COUNTRY = 101  # prefixes of people whose birth was registered abroad begin here
_FEWEST, _MOST = 6, 11  # fields of a card
_SEXES: dict[str, Sex] = {"nam": "male", "nữ": "female", "nu": "female"}

_eight_digits = re.compile(r"\d{8}", re.ASCII)
_grouping = re.compile(r"[\s.\-]+")
# Any country's: letters and digits (foreigners marry and certify papers here too), or seven or eight digits alone. Nine
# of them may be one as well, but are an old card's far more often; fewer are the beginning of something.
_passport = re.compile(r"(?=[0-9]*[A-Z])[A-Z0-9]{6,9}|\d{7,8}", re.ASCII)
_mobile = re.compile(r"0[35789]\d{8}", re.ASCII)
_landline = re.compile(r"02\d{8,9}", re.ASCII)
_country_prefix = re.compile(r"^(?:\+84|0084|84(?=\d{9,10}$))0?")
# What no name on a card holds: signs, digits, and a capital with a mark after a small letter, as in "NguyÃªn". Marks
# may stand alone, since the letters of the highlands (ơ̆, č) are not all composed.
_mangled = re.compile(r"[ªº¹²³¼½¾]|(?<=[a-z])[À-Ý]")
_sign = re.compile(r"[^\w\s.,'‘’ʼ()\u0300-\u036f-]|[\d_ªº¹²³¼½¾]|(?<=[a-z])[À-Ý]")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card's QR says of its holder; `warnings` are codes for the officer to look at, none of them fatal."""

    id_number: str
    old_id: str | None
    name: str
    birth_date: str | None
    """As `rules.birth` keeps it."""
    sex: Sex | None
    address: str
    issued_on: date | None
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the shape `motcua read-id --json` prints: ISO dates, null where the card says nothing."""
        shape = asdict(self)
        issued_on = self.issued_on and self.issued_on.isoformat()
        return {**shape, "issued_on": issued_on, "address": self.address or None, "warnings": list(self.warnings)}


def looks_like_card(text: str) -> bool:
    """Tell whether a scan is meant as an identity card, whole or cut: a number of 9 to 12 digits, then a bar."""
    head, bar, _ = nfc(text).partition("|")
    return bool(bar) and 9 <= len(head.strip()) <= 12 and _is_digits(head.strip())


def parse_card(text: str) -> Card:
    """Read the QR of an identity card of 2021 or 2024, six to eleven fields between bars.

    Raises UserError: CARD_UNKNOWN (have) for what is no card or has too many fields; CARD_TRUNCATED (have,
    need) for a scan cut short; CARD_GARBLED (cause: charset or keyboard) for a spoiled one; ID_NUMBER_LENGTH,
    ID_NUMBER_DIGITS as `check_id_number`; OLD_ID_LENGTH (have, need); NAME_MISSING; CARD_DATE (text) for a
    day that does not exist. Warnings: those of `check_id_number`, BIRTH_DATE_MISSING, BIRTH_YEAR_ONLY,
    CARD_NO_ISSUE_DATE, ISSUED_BEFORE_BIRTH.
    """
    fields = _fields(text)
    number, old_id, name, birth, sex_text, address, issued = fields
    _refuse_garbled(fields, text)
    digits, _ = check_id_number(number)
    if old_id and len(old_id) not in (9, 12):
        raise UserError("OLD_ID_LENGTH", field="old_id", have=len(old_id), need=9)
    if not name:
        raise UserError("NAME_MISSING", field="name")
    birth_date, notes = _birth(birth)
    issued_on = _issued(issued)
    sex = _SEXES.get(sex_text.lower())
    _, warnings = check_id_number(digits, birth_date, sex)
    if issued_on is None:
        notes.append("CARD_NO_ISSUE_DATE")
    elif birth_date and issued_on.isoformat() < birth_date:
        notes.append("ISSUED_BEFORE_BIRTH")
    return Card(digits, old_id or None, name, birth_date, sex, address, issued_on, (*warnings, *notes))


def check_id_number(text: str, birth_date: str | None = None, sex: Sex | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the twelve digits of a personal number, and warnings where they disagree with what else is known.

    `PPPGYYNNNNNN`: province or country of registration, century and sex, year of birth, number (Decree
    137/2015; DOMAIN §6); there is no check digit. Blanks, dots and hyphens are dropped. Raises UserError
    ID_NUMBER_DIGITS (text) or ID_NUMBER_LENGTH (have, need). Warnings: ID_PROVINCE, ID_ABROAD, ID_SEX,
    ID_BIRTH_YEAR.
    """
    digits = _compact(text)
    if not _is_digits(digits):
        raise UserError("ID_NUMBER_DIGITS", field="id_number", text=text)
    if len(digits) != 12:
        raise UserError("ID_NUMBER_LENGTH", field="id_number", have=len(digits), need=12)
    warnings = []
    if digits[:3] not in PROVINCES:
        warnings.append("ID_ABROAD" if int(digits[:3]) >= _FIRST_COUNTRY else "ID_PROVINCE")
    century, female = divmod(int(digits[3]), 2)
    if sex and (sex == "female") != bool(female):
        warnings.append("ID_SEX")
    if birth_date and int(birth_date[:4]) != 1900 + 100 * century + int(digits[4:6]):
        warnings.append("ID_BIRTH_YEAR")
    return digits, tuple(warnings)


def check_paper_number(text: str) -> tuple[str, PaperKind]:
    """Return the number of any identity paper and its kind: personal number, nine-digit old card, passport.

    Raises UserError ID_NUMBER_LENGTH (have, need) for digits of another length, PAPER_NUMBER (text) for the
    rest.
    """
    number = _compact(text).upper()
    if _passport.fullmatch(number):
        return number, "passport"
    if not _is_digits(number):
        raise UserError("PAPER_NUMBER", field="id_number", text=text)
    if len(number) == 9:
        return number, "old"
    return check_id_number(number)[0], "personal"


def paper_warnings(
    number: str, kind: PaperKind, birth_date: str | None = None, sex: Sex | None = None
) -> tuple[str, ...]:
    """Return what an officer is asked to look at in a number as `check_paper_number` gives it.

    Those of `check_id_number` for a personal number; PASSPORT_DIGITS for a passport of digits alone, which a personal
    number that was not typed to its end looks like.
    """
    if kind == "personal":
        return check_id_number(number, birth_date, sex)[1]
    return ("PASSPORT_DIGITS",) if kind == "passport" and number.isdigit() else ()


def sound_name(text: str) -> str:
    """Return a name that can be one: an input method, or a file of another encoding, leaves marks no letter has.

    Digits and signs may stand in it, for organisations are named too. Raises UserError NAME_GARBLED (text).
    """
    if _mangled.search(text) or lost(text) or fault(text):
        raise UserError("NAME_GARBLED", field="name", text=text)
    return text


def check_name(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a person's name clean, and a warning where it holds what no name on a card does.

    Raises UserError NAME_MISSING, and NAME_GARBLED as `sound_name` does. Warning: NAME_ODD for signs and digits.
    """
    name = nfc(text)
    if not name:
        raise UserError("NAME_MISSING", field="name")
    return sound_name(name), ("NAME_ODD",) if _garbled(name) else ()


def check_tax_code(text: str) -> str:
    """Return a tax code: ten digits, `-NNN` for a branch, or the twelve-digit personal number.

    Since 01/7/2025 a person's or a household business's tax code is the personal number (DOMAIN §6).
    Raises UserError TAX_CODE_DIGITS (text), TAX_CODE_LENGTH (have) or TAX_CODE_CHECK (text).
    """
    # Imported here because stdnum pulls in pydoc and ssl, 28 ms of the window's start, and tax codes are seldom typed.
    from stdnum.exceptions import ValidationError
    from stdnum.vn import mst

    digits = _compact(text)
    if not _is_digits(digits):
        raise UserError("TAX_CODE_DIGITS", field="tax_code", text=text)
    if len(digits) not in (10, 12, 13):
        raise UserError("TAX_CODE_LENGTH", field="tax_code", have=len(digits))
    if len(digits) == 12:
        return digits
    try:
        return str(mst.format(mst.validate(digits)))
    except ValidationError:
        raise UserError("TAX_CODE_CHECK", field="tax_code", text=text) from None


def check_phone(text: str) -> str:
    """Return the digits of a Vietnamese phone, beginning with 0; `+84` and `84` in front are understood.

    Raises UserError PHONE_DIGITS (text), PHONE_PREFIX (text) or PHONE_LENGTH (have, need).
    """
    digits = _country_prefix.sub("0", re.sub(r"[\s.()\-]+", "", nfc(text)))
    if not _is_digits(digits):
        raise UserError("PHONE_DIGITS", field="phone", text=text)
    if _mobile.fullmatch(digits) or _landline.fullmatch(digits):
        return digits
    if not re.match(r"0[235789]", digits):
        raise UserError("PHONE_PREFIX", field="phone", text=text)
    raise UserError("PHONE_LENGTH", field="phone", have=len(digits), need=11 if digits.startswith("02") else 10)


def officer_name(text: str) -> str:
    """Return an officer's name in clean spelling: it is printed on receipts and stands in every event.

    Raises UserError OFFICER_NAME.
    """
    name = nfc(text)
    if not name:
        raise UserError("OFFICER_NAME", field="officer")
    return name


def format_phone(digits: str) -> str:
    """Write a checked phone in groups: `0905 318 462`, `0262 385 1234`, `024 3825 1234`."""
    head = 3 if digits.startswith(("024", "028")) else 4
    middle = head + (4 if head == 3 else 3)
    return f"{digits[:head]} {digits[head:middle]} {digits[middle:]}"


def _fields(text: str) -> list[str]:
    """Return the seven fields we use, empty where the card left one out."""
    parts = [nfc(part) for part in nfc(text).split("|")]
    if len(parts) > _MOST or not parts[0][:1].isdigit():
        raise UserError("CARD_UNKNOWN", field="card", have=len(parts))
    if len(parts) < _FEWEST:
        raise UserError("CARD_TRUNCATED", field="card", have=len(parts), need=_FEWEST)
    if parts[1] and not parts[1][0].isdigit():
        parts.insert(1, "")
    if len(parts) == _FEWEST and not parts[5]:
        raise UserError("CARD_TRUNCATED", field="card", have=len(parts), need=_FEWEST + 1)
    if len(parts) == _FEWEST:
        parts.insert(5 if _eight_digits.fullmatch(parts[5]) else 6, "")
    return parts[:7]


def _refuse_garbled(fields: list[str], text: str) -> None:
    """Raise CARD_GARBLED (cause) where marks or signs stand that no card holds; `text` is the scan as it came."""
    number, old_id, name, birth, sex, address, issued = fields
    digits = {"id_number": number, "old_id": old_id, "birth_date": birth, "issued_on": issued}
    garbled = {
        # Letters in the number itself have their own sentence: someone may have typed it.
        field: not value.isascii() or (field != "id_number" and value != "" and not _is_digits(value))
        for field, value in digits.items()
    } | {
        "sex": sex != "" and sex.lower() not in _SEXES,
        "name": _garbled(name) or fault(name) is not None,
        "address": fault(address) is not None or is_foreign(address),
    }
    for field, wrong in garbled.items():
        if wrong:
            parts = text.split("|")
            by_charset = "charset" in map(fault, parts) or lost(sex) or _sign.search(name) or is_foreign(text)
            raise UserError("CARD_GARBLED", field=field, cause="charset" if by_charset else "keyboard")


def _garbled(name: str) -> bool:
    return _sign.search(name) is not None or has_two_tones(name) or is_foreign(name)


def _birth(text: str) -> tuple[str | None, list[str]]:
    """Read a birth; old people may have none, or only a year or its month, written alone or after zeros."""
    if not text:
        return None, ["BIRTH_DATE_MISSING"]
    part = text.removeprefix("00").removeprefix("00") if len(text) == 8 else text
    birth = read_birth(f"{part[:-4]}/{part[-4:]}" if len(part) == 6 else part)
    if birth is None:
        raise UserError("CARD_DATE", field="birth_date", text=text)
    return birth, [] if len(birth) > 4 else ["BIRTH_YEAR_ONLY"]


def _issued(text: str) -> date | None:
    """Read the day of issue, the last field we use: fewer digits mean the scan was cut there."""
    if not text:
        return None
    if len(text) < 8:
        raise UserError("CARD_TRUNCATED", field="issued_on", have=len(text), need=8)
    return _day(text, "issued_on")


def _day(text: str, field: str) -> date:
    """Read ddMMyyyy."""
    try:
        return date.fromisoformat(f"{text[4:]}-{text[2:4]}-{text[:2]}")
    except ValueError:
        raise UserError("CARD_DATE", field=field, text=text) from None


def _compact(text: str) -> str:
    """Drop the blanks, dots and hyphens people group numbers with."""
    return _grouping.sub("", nfc(text))


def _is_digits(text: str) -> bool:
    """Tell whether the text is ASCII digits only; `isdigit` alone takes those of other scripts too."""
    return text.isascii() and text.isdigit()
