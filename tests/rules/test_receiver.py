"""Who may take a result home and what is asked of whom, each case written out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.rules.receiver import Who, asks_authority, asks_number, known_person, who_is
from app.rules.record import Person, Record
from app.rules.vocabulary import Delivery
from tests.rules.invented import born

LAN = Person(kind="citizen", name="Nguyễn Thị Lan", id_number="001190123456")
PROXY = Person(kind="citizen", name="Y Bhăm Niê", id_number="066099001234")
SHOP = Person(kind="business", name="Hộ kinh doanh Lan", id_number="0100109106")
OFFICE = Person(kind="state", name="Trường Tiểu học Ea Kao")
SENDER = Person(kind="business", name="Văn phòng Lan")

OWN = replace(born(), applicant=LAN, owner=None)
"""A citizen's own."""
BY_PROXY = replace(born(), applicant=PROXY, owner=LAN)
BY_FIRM = replace(born(), applicant=SENDER, owner=LAN)
"""A citizen's, handed in by a firm."""
OF_SHOP = replace(born(), applicant=SHOP, owner=None)
OF_OFFICE = replace(born(), applicant=PROXY, owner=OFFICE)
"""An organisation's, handed in by a person."""

OWNER, APPLICANT, AUTHORISED = Who.OWNER, Who.APPLICANT, Who.AUTHORISED

WHO: list[tuple[Record, str, Who, Person | None]] = [
    (OWN, "Nguyễn Thị Lan", OWNER, LAN),
    (OWN, "  nguyen  thi lan ", OWNER, LAN),
    (OWN, "NGUYỄN THỊ LAN", OWNER, LAN),
    (OWN, "Nguye\u0302\u0303n Thi\u0323 Lan", OWNER, LAN),
    (OWN, "Nguyễn Thị Lành", AUTHORISED, None),
    (OWN, "Nguyễn Thị", AUTHORISED, None),
    (OWN, "", AUTHORISED, None),
    (BY_PROXY, "Nguyễn Thị Lan", OWNER, LAN),
    (BY_PROXY, "Y Bham Nie", APPLICANT, PROXY),
    (BY_PROXY, "Lê Văn Ấm", AUTHORISED, None),
    (BY_FIRM, "Nguyễn Thị Lan", OWNER, LAN),
    (BY_FIRM, "Văn phòng Lan", APPLICANT, None),
    (BY_FIRM, "Lê Văn Ấm", AUTHORISED, None),
    (OF_SHOP, "Hộ kinh doanh Lan", OWNER, None),
    (OF_SHOP, "Lê Văn Ấm", OWNER, None),
    (OF_OFFICE, "Y Bhăm Niê", OWNER, None),
    (OF_OFFICE, "Lê Văn Ấm", OWNER, None),
]


@pytest.mark.parametrize(("record", "name", "who", "known"), WHO)
def test_a_receiver_is_known_by_name_and_an_organisation_by_whoever_comes(
    record: Record, name: str, who: Who, known: Person | None
) -> None:
    assert who_is(record, name) is who
    assert known_person(record, who) == known


# Who comes, how it goes out: is a number asked, is an authorisation
ASKED: dict[tuple[str, Who, Delivery], tuple[bool, bool]] = {
    ("citizen", OWNER, Delivery.COUNTER): (True, False),
    ("citizen", APPLICANT, Delivery.COUNTER): (True, False),
    ("citizen", AUTHORISED, Delivery.COUNTER): (True, True),
    ("citizen", OWNER, Delivery.POST): (False, False),
    ("citizen", APPLICANT, Delivery.POST): (False, False),
    ("citizen", AUTHORISED, Delivery.POST): (False, False),
    ("citizen", OWNER, Delivery.ONLINE): (False, False),
    ("citizen", APPLICANT, Delivery.ONLINE): (False, False),
    ("citizen", AUTHORISED, Delivery.ONLINE): (False, False),
    ("organisation", OWNER, Delivery.COUNTER): (False, False),
    ("organisation", APPLICANT, Delivery.COUNTER): (True, False),
    ("organisation", AUTHORISED, Delivery.COUNTER): (True, True),
    ("organisation", OWNER, Delivery.POST): (False, False),
    ("organisation", APPLICANT, Delivery.POST): (False, False),
    ("organisation", AUTHORISED, Delivery.POST): (False, False),
    ("organisation", OWNER, Delivery.ONLINE): (False, False),
    ("organisation", APPLICANT, Delivery.ONLINE): (False, False),
    ("organisation", AUTHORISED, Delivery.ONLINE): (False, False),
}


def test_the_table_names_every_receiver_and_every_way() -> None:
    assert set(ASKED) == set(product(("citizen", "organisation"), Who, Delivery))


@pytest.mark.parametrize(("who", "asked"), [(OWNER, False), (APPLICANT, False), (AUTHORISED, True)])
def test_who_had_no_papers_is_asked_for_none_and_whoever_he_sends_is(who: Who, asked: bool) -> None:
    record = replace(OWN, applicant=replace(LAN, id_number=None, no_papers="thẻ đang làm lại"))
    assert asks_number(record, who, Delivery.COUNTER) is asked


@pytest.mark.parametrize(("case", "asked"), ASKED.items())
def test_a_number_and_an_authorisation_are_asked_as_the_table_says(
    case: tuple[str, Who, Delivery], asked: tuple[bool, bool]
) -> None:
    owner, who, via = case
    for record in {"citizen": (OWN, BY_PROXY, BY_FIRM), "organisation": (OF_SHOP, OF_OFFICE)}[owner]:
        assert (asks_number(record, who, via), asks_authority(who, via)) == asked
