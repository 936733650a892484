"""An address as a card or a citizen writes it: which commune of today it lies in, when that is sure.

Cards carry the three tiers that ended on 1 July 2025 ("Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội") for as long
as they are valid. The text is never changed; beside it stands the commune of today:

- province and commune of today, the commune named once there: that one;
- old ward, district and province: what became of that ward. Where it was divided, or the sources differ, nothing is
  chosen and the officer is shown the two or three it may be;
- the district left out: the ward's commune only if every ward of that name in the old province went to the same.

A commune of today that merely bears the old ward's name is no answer while there is a district: in one of seven
such cases the old ward went elsewhere. Letters are compared without marks; marks decide between names that differ
by them alone, unless none were typed. Abbreviations (P., Q., TP., TX., TT., H., X., T.) are read with or without dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.rules.communes import Commune
from app.rules.text import fold, nfc

Wards = Mapping[str, str]
"""Old wards of a district: name to the five-digit codes it went to, parted by blanks."""

_WARD = {"phuong": "phuong", "p": "phuong", "f": "phuong", "xa": "xa", "x": "xa", "thi tran": "thi tran",
         "tt": "thi tran", "dac khu": "dac khu", "dk": "dac khu"}  # fmt: skip
_DISTRICT = {"quan": "quan", "q": "quan", "huyen": "huyen", "h": "huyen", "thi xa": "thi xa", "tx": "thi xa",
             "thanh pho": "thanh pho", "tp": "thanh pho"}  # fmt: skip
_PROVINCE = {"tinh": "tinh", "t": "tinh", "thanh pho": "thanh pho", "tp": "thanh pho"}
_KINDS = frozenset(("phường", "xã", "thị trấn", "đặc khu", "đk", "quận", "huyện", "thị xã", "thành phố", "tỉnh"))
"""With marks: Phương Mai is no phường."""
_COUNTRY = ("viet nam", "vietnam", "vn")

_parts = re.compile(r"[,;\n]")
_blank = re.compile(r"[\s.]+")
_glued = re.compile(r"([pqf])(\d+)", re.IGNORECASE)
_zeros = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True, slots=True)
class OldProvince:
    """One of the 63: its name, the code of the province of today, other spellings, its districts with their wards.

    `renamed` leads from districts that older cards name to those that took their place before 2025.
    """

    name: str
    into: str
    districts: Mapping[str, Wards]
    also: Sequence[str] = ()
    renamed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """An address split as written; `house` is everything before the ward. None where a part is not there."""

    house: str
    ward: str | None = None
    district: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address lies: `commune` when it is sure, else those it may be, perhaps none."""

    parts: Parts
    commune: Commune | None = None
    candidates: tuple[Commune, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: the kind of unit if written, the rest as letters, and with its marks if it has any."""

    kind: str | None
    letters: str
    marks: str


class Reader:
    """Reads addresses; knows the communes of today and what became of the old wards."""

    def __init__(self, communes: Iterable[Commune], old: Sequence[OldProvince]) -> None:
        """Keep the lists as they are; a province's names are compared only when an address names it."""
        self._by_code = {one.code: one for one in communes}
        self._today: dict[str, dict[str, list[str]]] = {}
        for one in self._by_code.values():
            self._today.setdefault(one.province_code, {}).setdefault(one.name, []).append(one.code)
        self._provinces = {
            name.letters: one for one in old for name in (_name(word, _PROVINCE) for word in (one.name, *one.also))
        }
        lasting = {one.province for one in self._by_code.values()}
        self._lasting = {_name(name, _PROVINCE).letters for name in lasting}
        self._names: dict[tuple[str, str], dict[str, _Name]] = {}

    def parse(self, address: str) -> Parts:
        """Split off province, district and ward, from the end; a part that is not recognised stays in `house`."""
        segments = [part for part in (nfc(one) for one in _parts.split(address)) if part]
        if segments and fold(segments[-1]) in _COUNTRY:
            segments.pop()
        province = self._province(segments[-1]) if segments else None
        if province is None:
            return Parts(", ".join(segments))
        written, rest = segments[-1], segments[:-1]
        if not rest:
            return Parts("", province=written)
        if not self._is_district(rest, province):
            return Parts(", ".join(rest[:-1]), rest[-1], None, written)
        return Parts(", ".join(rest[:-2]), rest[-2] if rest[1:] else None, rest[-1], written)

    def locate(self, address: str) -> Located:
        """Return the commune an address lies in when it is sure, else what the officer may choose from."""
        parts = self.parse(address)
        province = self._province(parts.province) if parts.province else None
        if province is None:
            return Located(parts)
        if parts.district is not None:
            codes, sure = self._old(province, parts.district, parts.ward)
        else:
            codes, sure = self._without_district(province, parts)
        found = tuple(self._by_code[code] for code in dict.fromkeys(codes))
        return Located(parts, found[0]) if sure and len(found) == 1 else Located(parts, None, found)

    # -- finding names -----------------------------------------------------------------------------------------

    def _province(self, text: str) -> OldProvince | None:
        return self._provinces.get(_name(text, _PROVINCE).letters) or self._provinces.get(_name(text, {}).letters)

    def _is_district(self, rest: Sequence[str], province: OldProvince) -> bool:
        """Tell whether the last part is a district: by its kind, or because the part before is one of its wards."""
        kind = _name(rest[-1], _DISTRICT).kind
        if kind is not None:
            return True
        if _name(rest[-1], _WARD).kind is not None:
            return False
        districts = self._districts(province, rest[-1])
        if not districts:
            return False
        wards = [ward for one in districts for ward in self._wards(province, one, rest[-2])] if rest[1:] else []
        return bool(wards) or not self._communes(province, rest[-1])

    def _districts(self, province: OldProvince, text: str) -> list[str]:
        found = self._match(province.name, "districts", province.districts, text, _DISTRICT)
        if found:
            return found
        former = self._match(province.name, "renamed", province.renamed, text, _DISTRICT)
        return list(dict.fromkeys(name for one in former for name in province.renamed[one]))

    def _wards(self, province: OldProvince, district: str, ward: str) -> list[str]:
        wards = province.districts[district]
        return [wards[one] for one in self._match(province.name, district, wards, ward, _WARD)]

    def _communes(self, province: OldProvince, text: str) -> list[str]:
        """Return the codes of the communes of today that a text names in what became of a province."""
        today = self._today[province.into]
        found = self._match(province.into, "today", today, text, _WARD)
        return [code for one in found for code in today[one]]

    def _match(
        self, place: str, kind: str, names: Iterable[str], text: str, kinds: Mapping[str, str]
    ) -> list[str]:  # fmt: skip
        """Return the names a text means: of the kind written if there are any, decided by marks where any were typed.

        A kind that fits none is passed over: many a Xã became a Phường between two cards.
        """
        if (place, kind) not in self._names:
            self._names[place, kind] = {one: _name(one, kinds) for one in names}
        known, asked = self._names[place, kind], _name(text, kinds)
        found = [one for one, name in known.items() if name.letters == asked.letters]
        if not found and asked.kind is not None:
            # "phuong mai" is Phương Mai, not the ward Mai.
            asked = _name(text, {})
            found = [one for one, name in known.items() if name.letters == asked.letters]
        if asked.kind is not None:
            found = [one for one in found if known[one].kind == asked.kind] or found
        return [one for one in found if known[one].marks == asked.marks] or found

    # -- deciding ----------------------------------------------------------------------------------------------

    def _old(self, province: OldProvince, district: str, ward: str | None) -> tuple[list[str], bool]:
        """Return what an old ward of a district became; of a district without ward, all that may be meant."""
        districts = self._districts(province, district)
        if ward is None:
            all_wards = [codes for one in districts for codes in province.districts[one].values()]
            return _split(all_wards), len(districts) == 1
        if not districts:
            return [*_split(self._anywhere(province, ward)), *self._communes(province, ward)], False
        found = [codes for one in districts for codes in self._wards(province, one, ward)]
        if found:
            return _split(found), True
        # A district without wards (an island): whatever stands before it is a hamlet.
        whole = [province.districts[one][""] for one in districts if "" in province.districts[one]]
        return (_split(whole), True) if whole else (self._communes(province, ward), False)

    def _without_district(self, province: OldProvince, parts: Parts) -> tuple[list[str], bool]:
        if parts.ward is None or parts.province is None:
            return [], False
        today = self._communes(province, parts.ward)
        written = _name(parts.ward, _WARD)
        if written.kind is None and self._districts(province, parts.ward):
            # "Ba Đình, Hà Nội" may be the whole old district.
            return today, False
        if _name(parts.province, _PROVINCE).letters in self._lasting and today:
            return today, self._of_kind(today, written)
        old = _split(self._anywhere(province, parts.ward))
        return (old, True) if old else (today, self._of_kind(today, written))

    def _of_kind(self, codes: Sequence[str], written: _Name) -> bool:
        """Tell whether communes are of the kind that was written, or none was."""
        return all(written.kind in (None, _name(self._by_code[code].name, _WARD).kind) for code in codes)

    def _anywhere(self, province: OldProvince, ward: str) -> list[str]:
        """Return what became of every old ward of a name in a province."""
        return [codes for district in province.districts for codes in self._wards(province, district, ward)]


def _split(found: Iterable[str]) -> list[str]:
    return [code for codes in found for code in codes.split()]


def _name(text: str, kinds: Mapping[str, str]) -> _Name:
    """Take a name apart: `P.Phúc Xá` is a phường whose letters are `phucxa`."""
    text = nfc(text)
    words = [word for word in _blank.split(_glued.sub(r"\1 \2", text).casefold()) if word]
    folded = [_fold_word(word) for word in words]
    kind, begins = None, 0
    for length in (2, 1):
        begin = " ".join(words[:length])
        kind = kinds.get(" ".join(folded[:length])) if len(words) > length else None
        if kind is not None and (begin.isascii() or begin in _KINDS):
            begins = length
            break
    letters = "".join(_zeros.sub("", word) for word in folded[begins:]).replace("y", "i")
    return _Name(kind if begins else None, letters, "" if text.isascii() else " ".join(words[begins:]))


@lru_cache(maxsize=4096)
def _fold_word(word: str) -> str:
    """Fold one word; a district's wards are made of the same few."""
    return fold(word).replace(" ", "")
