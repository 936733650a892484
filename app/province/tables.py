"""The relay's tables as they are today; `schema` made them.

JSON (bodies, records, facts of a refusal) is stored as the canonical text that was hashed, not as JSONB: JSONB
reorders keys, rewrites numbers and rejects a NUL, so the hash could not be checked again from the database.
Moments are text in local time with its offset, which sorts as time because the offset never changes.

Identifiers and codes compare byte by byte (collation C in PostgreSQL): they are ASCII, and a language's sort order
would make every index probe slower.

An agency is the unit (DESIGN §3.13): every key but those of the relay itself begins with it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.rules.events import LOG_START

metadata = MetaData()
ascii_text = Text().with_variant(String(collation="C"), "postgresql")

schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

agency = Table(
    "agency",
    metadata,
    Column("id", ascii_text, primary_key=True),
    Column("commune", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("log", ascii_text, nullable=False, server_default=LOG_START),
)
"""`last_seq` is the number of the newest accepted event, `log` the agency's log up to it (`rules.events.next_log`)."""

desk = Table(
    "desk",
    metadata,
    Column("agency", ascii_text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("officer", Text),
    Column("token_hash", ascii_text),
    Column("head", ascii_text),
    Column("last_contact", Text),
    Column("revoked_at", Text),
    Column("alert", Text),
    PrimaryKeyConstraint("agency", "number"),
    ForeignKeyConstraint(["agency"], ["agency.id"]),
    Index("desk_old_token", "token_hash"),
)
"""Number 0 is the province itself. `head` is the hash of the desk's last event here; `alert` is JSON, or null.
`token_hash` is of a token of 0.3.0 or before, which names no agency, until it is traded for one that does."""

token = Table(
    "token",
    metadata,
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("hash", ascii_text, nullable=False),
    Column("before", ascii_text),
    PrimaryKeyConstraint("agency", "desk"),
    ForeignKeyConstraint(["agency", "desk"], ["desk.agency", "desk.number"]),
)
"""What a desk shows at each request. `before` is the one it had, good until `hash` is shown for the first time: the
answer that carried the new one may have been lost."""

desk_key = Table(
    "desk_key",
    metadata,
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("signing", ascii_text, nullable=False),
    Column("recipient", ascii_text, nullable=False),
    PrimaryKeyConstraint("agency", "desk"),
    ForeignKeyConstraint(["agency", "desk"], ["desk.agency", "desk.number"]),
)
"""The public halves of a desk's keys (`sync.protocol.Keys`), of its present PC alone. A desk that has not spoken since
0.3.0 has no row."""

invitation = Table(
    "invitation",
    metadata,
    Column("code_hash", ascii_text, nullable=False),
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    PrimaryKeyConstraint("agency", "code_hash"),
    ForeignKeyConstraint(["agency", "desk"], ["desk.agency", "desk.number"]),
)

event = Table(
    "event",
    metadata,
    Column("id", ascii_text, nullable=False),
    Column("dossier", ascii_text, nullable=False),
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("day", ascii_text),
    Column("officer", Text, nullable=False),
    Column("base", ascii_text),
    Column("prev_hash", ascii_text),
    Column("hash", ascii_text, nullable=False),
    Column("body", Text, nullable=False),
    Column("verdict", ascii_text, nullable=False),
    Column("seq", BigInteger),
    Column("reason", ascii_text),
    Column("facts", Text),
    Column("edition", Integer, nullable=False, server_default=text("1")),
    Column("log", ascii_text),
    PrimaryKeyConstraint("agency", "id"),
    UniqueConstraint("agency", "seq"),
    UniqueConstraint("agency", "desk", "prev_hash"),
    Index("event_dossier", "agency", "dossier"),
    Index("event_day", "agency", "desk", "day"),
)
"""Accepted and refused events. `day` is the local date of `at`, null when `at` is no moment. `seq` is null for a
refused event, as is `log`, the agency's log up to this event. No foreign keys: a refused event may name a dossier that
never was, and the token has already proved the desk. A desk's first event has no `prev_hash`, which unique constraints
let pass twice; the chain check, under the agency's lock, does not."""

dossier = Table(
    "dossier",
    metadata,
    Column("id", ascii_text, nullable=False),
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("code", ascii_text, nullable=False),
    Column("state", ascii_text, nullable=False),
    Column("head", ascii_text, nullable=False),
    Column("files", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    PrimaryKeyConstraint("agency", "id"),
    UniqueConstraint("agency", "code"),
    Index("dossier_desk", "agency", "desk"),
)
"""The projection of accepted events. `desk` received it; `files` counts the scans its components name."""

closing = Table(
    "closing",
    metadata,
    Column("agency", ascii_text, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("date", ascii_text, nullable=False),
    Column("at", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("signature", Text, nullable=False),
    PrimaryKeyConstraint("agency", "desk", "date", "at", "signature"),
    ForeignKeyConstraint(["agency", "desk"], ["desk.agency", "desk.number"]),
)
"""Signed days. A day closed again keeps its earlier statements: each was true when it was signed."""

wrong_code = Table("wrong_code", metadata, Column("at", Text, nullable=False))
"""When a wrong invitation code came last: one row, or none while none has."""

refusal_order = Table(
    "refusal_order",
    metadata,
    Column("agency", ascii_text, nullable=False),
    Column("event", ascii_text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("agency", "event"),
    ForeignKeyConstraint(["agency"], ["agency.id"]),
)
"""Events the operator has ordered to refuse and that have not come since: the relay failed on them, so it holds
nothing of them but this. An order is gone once its event is stored; the event's facts keep the reason."""
