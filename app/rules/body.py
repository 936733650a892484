"""What the body of an event may say: the one list of its fields, by the names CLI.md and the papers use.

A body is a JSON object. It is hashed as it was written and kept for ever, with whatever fields a newer program put
into it; these are the fields this program knows. Every one may be missing: a form leaves a dotted line for it. Which
of them make the record is said in `acts`; the others are for the forms and the history.
"""

from __future__ import annotations

from typing import Any, TypedDict


class Body(TypedDict, total=False):
    """An event's body. Moments are ISO 8601 with offset, dates ISO 8601, money whole đồng; null says nothing."""

    # Any act: what an officer writes on its form
    reason: str | None
    legal_basis: str | list[str] | None
    note: str | None
    unit: str | None
    """Who works on the dossier from now on."""
    number: str | None
    """Of the paper the act made: a result, a decision, a fee receipt."""
    place: str | None
    """The shelf a result lies on."""
    signer: str | None
    basis: str | None
    request: str | None
    """The citizen's own letter the act follows."""
    decided_by: str | None
    at_door: bool | None

    # What is asked for, and what was brought (a list of {"name", "note"}, of texts, or a text)
    items: Any
    components: list[dict[str, Any]] | None

    # A result, and who took it home
    type: str | None
    abstract: str | None
    to: dict[str, Any] | None

    # Signed lists
    handover: str | None
    receiver: str | None
    giver: str | None

    # Money; below nothing it is given back
    amount: int | None
    method: str | None
    series: str | None

    # A promise: what an officer asks for (`new_due`), and what the desk worked out
    new_due: str | None
    due_at: str | None
    due_reason: str | None
    resumes: bool

    # A correction: dotted paths of the record with their new and their old values
    changes: dict[str, Any]
    was: dict[str, Any]

    # `received`: the dossier as it was handed in, fields as `record.Record` has them
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
