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
from app.rules.events import LOG_START, next_log


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
        _run(tx, *_FINAL_SQLITE)


_FINAL_SQLITE = tuple(
    f"CREATE TRIGGER event_is_final_{verb.lower()} BEFORE {verb} ON event "
    "BEGIN SELECT RAISE(ABORT, 'an event is final'); END"
    for verb in ("UPDATE", "DELETE")
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


def _by_agency(tx: Connection) -> None:
    """Version 3, after 0.3.0: keys begin with the agency; its log, the editions of events, tokens that name it, the
    public halves of desks' keys, and when a wrong invitation code came last.
    """
    _run(
        tx,
        "CREATE TABLE wrong_code (at TEXT NOT NULL)",
        f"ALTER TABLE agency ADD COLUMN log ASCII NOT NULL DEFAULT '{LOG_START}'",
    )
    _write_logs(tx)
    _run(tx, *(_KEYS_POSTGRES if tx.dialect.name == "postgresql" else _KEYS_SQLITE))
    _run(
        tx,
        "DROP TABLE event_log",
        "CREATE INDEX desk_old_token ON desk (token_hash)",
        "CREATE INDEX event_dossier ON event (agency, dossier)",
        "CREATE TABLE token (agency ASCII NOT NULL, desk INTEGER NOT NULL, hash ASCII NOT NULL, before ASCII, "
        "PRIMARY KEY (agency, desk), FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
        "CREATE TABLE desk_key (agency ASCII NOT NULL, desk INTEGER NOT NULL, signing ASCII NOT NULL, "
        "recipient ASCII NOT NULL, PRIMARY KEY (agency, desk), "
        "FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
    )


def _write_logs(tx: Connection) -> None:
    """Put each agency's log after each of its accepted events into `event_log`, and its newest with the agency."""
    _run(tx, "CREATE TABLE event_log (agency ASCII NOT NULL, id ASCII NOT NULL, log ASCII NOT NULL)")
    accepted = text("SELECT id, hash FROM event WHERE agency = :agency AND seq IS NOT NULL ORDER BY seq")
    for agency in tx.scalars(text("SELECT id FROM agency")).all():
        log, rows = LOG_START, []
        for row in tx.execute(accepted, {"agency": agency}).all():
            log = next_log(log, row.hash)
            rows.append({"agency": agency, "id": row.id, "log": log})
        if rows:
            tx.execute(text("INSERT INTO event_log VALUES (:agency, :id, :log)"), rows)
            tx.execute(text("UPDATE agency SET log = :log WHERE id = :agency"), {"agency": agency, "log": log})


_LOGGED = "(SELECT log FROM event_log AS l WHERE l.agency = event{0}.agency AND l.id = event{0}.id)"
_KEYS_POSTGRES = (
    "CREATE UNIQUE INDEX event_logged ON event_log (agency, id)",
    "ALTER TABLE desk DROP CONSTRAINT desk_token_hash_key",
    "ALTER TABLE invitation DROP CONSTRAINT invitation_pkey, ADD PRIMARY KEY (agency, code_hash)",
    "ALTER TABLE dossier DROP CONSTRAINT dossier_pkey, DROP CONSTRAINT dossier_code_key, "
    "ADD PRIMARY KEY (agency, id), ADD UNIQUE (agency, code)",
    "ALTER TABLE event DROP CONSTRAINT event_pkey, ADD PRIMARY KEY (agency, id), "
    "ADD COLUMN edition INTEGER NOT NULL DEFAULT 1, ADD COLUMN log ASCII",
    "DROP INDEX event_dossier",
    "ALTER TABLE event DISABLE TRIGGER event_is_final",
    f"UPDATE event SET log = {_LOGGED.format('')}",
    "ALTER TABLE event ENABLE TRIGGER event_is_final",
)
_KEYS_SQLITE = (
    # SQLite changes no key of a table that is there, so each is made anew beside its rows; those that name desks
    # after the desks, and the old desks go last.
    "CREATE UNIQUE INDEX event_logged ON event_log (agency, id)",
    "ALTER TABLE desk RENAME TO desk_before",
    "CREATE TABLE desk (agency ASCII NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
    "officer TEXT, token_hash ASCII, head ASCII, last_contact TEXT, revoked_at TEXT, alert TEXT, "
    "PRIMARY KEY (agency, number), FOREIGN KEY(agency) REFERENCES agency (id))",
    "INSERT INTO desk SELECT * FROM desk_before",
    "ALTER TABLE invitation RENAME TO invitation_before",
    "CREATE TABLE invitation (code_hash ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, "
    "expires_at TEXT NOT NULL, used_at TEXT, PRIMARY KEY (agency, code_hash), "
    "FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
    "INSERT INTO invitation SELECT * FROM invitation_before",
    "DROP TABLE invitation_before",
    "ALTER TABLE closing RENAME TO closing_before",
    "CREATE TABLE closing (agency ASCII NOT NULL, desk INTEGER NOT NULL, date ASCII NOT NULL, at TEXT NOT NULL, "
    "statement TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (agency, desk, date, at, signature), "
    "FOREIGN KEY(agency, desk) REFERENCES desk (agency, number))",
    "INSERT INTO closing SELECT * FROM closing_before",
    "DROP TABLE closing_before",
    "DROP TABLE desk_before",
    "DROP INDEX dossier_desk",
    "ALTER TABLE dossier RENAME TO dossier_before",
    "CREATE TABLE dossier (id ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, code ASCII NOT NULL, "
    "state ASCII NOT NULL, head ASCII NOT NULL, files INTEGER NOT NULL, facts TEXT NOT NULL, "
    "PRIMARY KEY (agency, id), UNIQUE (agency, code))",
    "INSERT INTO dossier SELECT * FROM dossier_before",
    "DROP TABLE dossier_before",
    "CREATE INDEX dossier_desk ON dossier (agency, desk)",
    "DROP INDEX event_day",
    "DROP INDEX event_dossier",
    "DROP TRIGGER event_is_final_update",
    "DROP TRIGGER event_is_final_delete",
    "ALTER TABLE event RENAME TO event_before",
    "CREATE TABLE event (id ASCII NOT NULL, dossier ASCII NOT NULL, agency ASCII NOT NULL, desk INTEGER NOT NULL, "
    "kind TEXT NOT NULL, at TEXT NOT NULL, day ASCII, officer TEXT NOT NULL, base ASCII, prev_hash ASCII, "
    "hash ASCII NOT NULL, body TEXT NOT NULL, verdict ASCII NOT NULL, seq BIGINT, reason ASCII, facts TEXT, "
    "edition INTEGER NOT NULL DEFAULT 1, log ASCII, "
    "PRIMARY KEY (agency, id), UNIQUE (agency, seq), UNIQUE (agency, desk, prev_hash))",
    f"INSERT INTO event SELECT event_before.*, 1, {_LOGGED.format('_before')} FROM event_before",
    "DROP TABLE event_before",
    "CREATE INDEX event_day ON event (agency, desk, day)",
    *_FINAL_SQLITE,
)


STEPS: tuple[Callable[[Connection], None], ...] = (_first, _refusal_orders, _by_agency)
