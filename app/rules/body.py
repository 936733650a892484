"""What the body of an act may say: the one list of its fields, by the names CLI.md and the papers use.

A body is a JSON object. It is hashed as it was written and kept for ever, with whatever fields a newer program put
into it; these are the fields this program names. Every one may be missing: a form leaves a dotted line for it. Which
of them make the record is said in `acts`, and those alone were read before an event was accepted; the others are for
the forms and the history, which read them here, because a foreign program may have written anything under their names.
A `received` says fields of the record itself (`record.RECEIVED`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from app.errors import UserError
from app.rules.clock import parse_moment


class Words(TypedDict, total=False):
    """What an officer writes on the form of an act, in the order a history tells it."""

    unit: str | None
    """Who works on the dossier from now on."""
    body: str | None
    """Which body has the dossier now (`arrived`)."""
    receiver: str | None
    giver: str | None
    handover: str | None
    """The number of the signed list."""
    type: str | None
    number: str | None
    """Of the paper the act made: a result, a decision, a fee receipt."""
    series: str | None
    abstract: str | None
    place: str | None
    """The shelf a result lies on."""
    request: str | None
    """The citizen's own letter the act follows."""
    decided_by: str | None
    signer: str | None
    note: str | None
    reason: str | None
    legal_basis: str | list[str] | None
    basis: str | None
    method: str | None


class Body(Words, total=False):
    """An event's body. Moments are ISO 8601 with offset, dates ISO 8601, money whole đồng; null says nothing."""

    at_door: bool | None
    """Refused before anything was taken in."""

    at: str | None
    """When the body got it, which is before the event was written."""

    # What is asked for, and what was brought (a list of {"name", "note"}, of texts, or a text)
    items: Any
    components: list[dict[str, Any]] | None

    # Who took the result home
    to: dict[str, Any] | None

    # Money, đồng; below nothing it is given back
    amount: int | None

    # A promise: what an officer asks for (`new_due`), and what the desk worked out
    new_due: str | None
    due_at: str | None
    due_reason: str | None
    resumes: bool

    # A correction: dotted paths of the record with their new and their old values
    changes: dict[str, Any]
    was: dict[str, Any]

    # `received`: those fields of the record that code names one by one; the others pass through by name
    dossier: str
    code: str
    request_id: str | None
    procedure: dict[str, Any]
    case: str | None
    term: str
    field: str
    linked: list[str]
    applicant: dict[str, Any]
    owner: dict[str, Any] | None
    authorised_by: str | None
    channel: str
    deliver: str
    received_at: str
    received_by: str
    summary: str
    copies: int
    pages: int | None
    destination: dict[str, Any] | None
    register: dict[str, Any]
    edition: str | None
    fee: int | None
    fee_basis: str | None
    fee_receipt: dict[str, Any] | None
    fee_paid: bool
    pay_method: str | None
    exemption: str | None


WORDS = tuple(Words.__annotations__)


def text_in(body: Mapping[str, Any], name: str) -> str:
    """Return the text a body has under a name, "" where there is none."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def object_in(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object a body has under a name, an empty one where there is none."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def moment_in(body: Mapping[str, Any], name: str) -> datetime | None:
    """Return the moment a body has under a name, None where there is none."""
    try:
        return parse_moment(text_in(body, name))
    except UserError:
        return None
