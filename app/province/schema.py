"""What made the relay's schema, version by version, and how a database is brought to this program's version.

A step that has been released is never changed, so each spells its tables out: `tables` says what is there today, not
what was made then. All steps a database lacks run in one transaction, which both databases roll back whole; killed
anywhere, a database has the version it had.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, text, update

from app import __version__
from app.errors import KnownError
from app.province import tables


def migrate(tx: Connection) -> None:
    """Bring the schema to this program's version. Raises KnownError STORE_NEWER when a newer program made it."""
    if tx.dialect.name == "postgresql":
        # Two programs started at once: the second waits here and then finds the work done.
        tx.execute(text("SELECT pg_advisory_xact_lock(20261123)"))
    version = 0
    if inspect(tx).has_table(tables.schema_version.name):
        version = tx.scalar(select(tables.schema_version.c.version)) or 0
    if version > len(STEPS):
        raise KnownError("STORE_NEWER", revision=version, program=__version__)
    for step in STEPS[version:]:
        step(tx)
    if version == 0:
        tx.execute(insert(tables.schema_version).values(version=len(STEPS)))
    elif version < len(STEPS):
        tx.execute(update(tables.schema_version).values(version=len(STEPS)))


def _run(tx: Connection, *statements: str) -> None:
    """Run statements in which ASCII stands for text that compares byte by byte (`tables.ascii_text`)."""
    kind = 'VARCHAR COLLATE "C"' if tx.dialect.name == "postgresql" else "TEXT"
    for statement in statements:
        tx.exec_driver_sql(statement.replace("ASCII", kind))


def _first(tx: Connection) -> None:
    """Version 1, of 0.1.0: agencies, desks, events, dossiers, closings; an event is never changed or removed."""
    _run(tx, *_FIRST)
    if tx.dialect.name == "postgresql":
        _run(
            tx,
            "CREATE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an event is final'; END $$",
            "CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON event "
            "FOR EACH ROW EXECUTE FUNCTION event_is_final()",
        )
    else:
        _run(
            tx,
            *(
                f"CREATE TRIGGER event_is_final_{verb.lower()} BEFORE {verb} ON event "
                "BEGIN SELECT RAISE(ABORT, 'an event is final'); END"
                for verb in ("UPDATE", "DELETE")
            ),
        )


_FIRST = (
    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
    "CREATE TABLE agency (id ASCII NOT NULL, commune TEXT NOT NULL, name TEXT NOT NULL, last_seq BIGINT NOT NULL, "
    "PRIMARY KEY (id))",
    "CREATE TABLE desk (agency ASCII NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
    "officer TEXT, token_hash ASCII, head ASCII, last_contact TEXT, revoked_at TEXT, alert TEXT, "
    "PRIMARY KEY (agency, number), FOREIGN KEY(agency) REFERENCES agency (id), UNIQUE (token_hash))",
    "CREATE TABLE invitation (code_hash ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, "
    "expires_at TEXT NOT NULL, used_at TEXT, PRIMARY KEY (code_hash), "
    "FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
    "CREATE TABLE event (id ASCII NOT NULL, dossier ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, "
    "kind TEXT NOT NULL, at TEXT NOT NULL, day ASCII, officer TEXT NOT NULL, base ASCII, prev_hash ASCII, "
    "hash ASCII NOT NULL, body TEXT NOT NULL, verdict ASCII NOT NULL, seq BIGINT, reason ASCII, facts TEXT, "
    "PRIMARY KEY (id), UNIQUE (agency, seq), UNIQUE (agency, desk, prev_hash))",
    "CREATE INDEX event_day ON event (agency, desk, day)",
    "CREATE INDEX event_dossier ON event (dossier)",
    "CREATE TABLE dossier (id ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, code ASCII NOT NULL, "
    "state ASCII NOT NULL, head ASCII NOT NULL, files INTEGER NOT NULL, facts TEXT NOT NULL, "
    "PRIMARY KEY (id), UNIQUE (code))",
    "CREATE INDEX dossier_desk ON dossier (agency, desk)",
    "CREATE TABLE closing (agency ASCII NOT NULL, desk INTEGER NOT NULL, date ASCII NOT NULL, at TEXT NOT NULL, "
    "statement TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (agency, desk, date, at, signature), "
    "FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
)


def _refusal_orders(tx: Connection) -> None:
    """Version 2, after 0.2.0: events the operator has ordered to refuse before they come again."""
    _run(
        tx,
        "CREATE TABLE refusal_order (agency ASCII NOT NULL, event ASCII NOT NULL, reason TEXT NOT NULL, "
        "at TEXT NOT NULL, PRIMARY KEY (agency, event), FOREIGN KEY(agency) REFERENCES agency (id))",
    )


def _wrong_codes(tx: Connection) -> None:
    """Version 3, after 0.3.0: when a wrong invitation code came last."""
    _run(tx, "CREATE TABLE wrong_code (at TEXT NOT NULL)")


STEPS: tuple[Callable[[Connection], None], ...] = (_first, _refusal_orders, _wrong_codes)
