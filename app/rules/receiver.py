"""Who may take a result home, and what is asked of whom (NĐ 118/2025 art. 22).

The owner and the one who handed the dossier in are known from it; anybody else brings an authorisation. A number is
asked of every receiver but the post, the portal, and who comes for an organisation that owns its dossier: a postman
is known to the post by his name, the portal knows whose account it is, an organisation has no personal number.
"""

from __future__ import annotations

from enum import StrEnum

from app.rules.record import Person, Record
from app.rules.text import fold
from app.rules.vocabulary import Delivery


class Who(StrEnum):
    """Who a receiver is to the dossier."""

    OWNER = "owner"
    APPLICANT = "applicant"
    AUTHORISED = "authorised"


def who_is(record: Record, name: str) -> Who:
    """Tell who a receiver is by the name given; for an organisation anybody who comes is its own."""
    if record.citizen.kind != "citizen" or fold(name) == fold(record.citizen.name):
        return Who.OWNER
    return Who.APPLICANT if fold(name) == fold(record.applicant.name) else Who.AUTHORISED


def known_person(record: Record, who: Who) -> Person | None:
    """Return what the dossier says of a receiver it knows; an organisation's own papers are not a person's."""
    person = {Who.OWNER: record.citizen, Who.APPLICANT: record.applicant}.get(who)
    return person if person is not None and person.kind == "citizen" else None


def asks_number(record: Record, who: Who, via: Delivery) -> bool:
    """Tell whether a receiver must show a number: not who had no papers when the dossier was handed in."""
    known = known_person(record, who)
    if known is not None and known.no_papers:
        return False
    return via is Delivery.COUNTER and not (who is Who.OWNER and record.citizen.kind != "citizen")


def asks_authority(who: Who, via: Delivery) -> bool:
    """Tell whether a receiver must bring an authorisation."""
    return via is Delivery.COUNTER and who is Who.AUTHORISED
