"""Invented citizens: names, numbers, phones and papers in the shapes of DOMAIN §6, nobody real."""

from __future__ import annotations

import random
from datetime import date

from app.rules.record import Person

FAMILY = (("Nguyễn", 38), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Hoàng", 5), ("Huỳnh", 4), ("Phan", 4), ("Vũ", 3),
          ("Võ", 3), ("Đặng", 3), ("Bùi", 2), ("Đỗ", 2), ("Hồ", 2), ("Ngô", 1), ("Dương", 1), ("Lý", 1), ("Nông", 1),
          ("Lò", 1), ("Y", 1), ("Đinh", 1))  # fmt: skip
MIDDLE = {
    "female": ("Thị", "Thị Mỹ", "Thị Thu", "Ngọc", "Thị Hồng", "Kim", "Thị Ngọc"),
    "male": ("Văn", "Đức", "Quốc", "Hữu", "Minh", "Công", "Đình"),
}
GIVEN = {
    "female": ("Hương", "Hường", "Đặng", "Lan", "Ngưỡng", "Trâm", "Tuyết", "Ấm", "Dung", "Hạnh", "Loan", "Ngân",
               "Phượng", "Quỳnh", "Thảo", "Uyên", "Vân", "Xuân", "Yến", "Nữ"),
    "male": ("Thịnh", "Khoát", "Huỳnh", "Hưởng", "Thuở", "Bhăm", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Khoa", "Long",
             "Nam", "Phong", "Quân", "Sơn", "Tuấn", "Việt", "Niê"),
}  # fmt: skip
PLACES = ("Thôn 1", "Thôn 4", "Tổ dân phố 6", "Buôn Kô Tam", "Xóm Đình", "Khu phố 3", "Ấp Bình Hòa")


def name(source: random.Random, sex: str) -> str:
    """Invent a name."""
    family = source.choices([name for name, _ in FAMILY], [weight for _, weight in FAMILY])[0]
    return f"{family} {source.choice(MIDDLE[sex])} {source.choice(GIVEN[sex])}"


def phone(source: random.Random) -> str:
    """Invent a mobile number."""
    return f"09{source.randint(0, 99999999):08d}"


def citizen(source: random.Random, place: str) -> Person:
    """Invent a citizen: nobody real, but with a number that fits the birth date and sex."""
    sex = source.choice(("female", "male"))
    called = name(source, sex)
    born = date(source.randint(1945, 2007), source.randint(1, 12), source.randint(1, 28))
    century = (0 if born.year < 2000 else 2) + (sex == "female")
    return Person(
        kind="citizen",
        name=called,
        id_number=f"066{century}{born:%y}{source.randint(0, 999999):06d}",
        birth_date=born.isoformat(),
        sex=sex,
        address=f"{source.choice(PLACES)}, {place}",
        phone=phone(source),
    )
