"""Editions of the event, and a store that can say again what an old copy had written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE event ADD COLUMN edition INTEGER NOT NULL DEFAULT 1")
    op.execute("DROP INDEX event_chain")
    op.create_index(
        "event_chain", "event", ["desk", "prev_hash"], unique=True, sqlite_where=sa.text("verdict <> 'replaced'")
    )
    op.create_index("event_seq", "event", ["seq"])
    op.execute("DROP TRIGGER event_immutable")
    _immutable("id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition")
    _dossiers(sa.Column("code", sa.String(), nullable=False, index=True))
    op.execute("ALTER TABLE outbox RENAME TO outbox_before")
    op.create_table(
        "outbox",
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n"), nullable=False, unique=True),
    )
    op.execute("INSERT INTO outbox(n) SELECT n FROM outbox_before ORDER BY n")
    op.drop_table("outbox_before")
    # Until its relay has said that it reads the second edition, a desk that has one goes on writing the first.
    op.execute(
        "UPDATE setting SET value = json_set(value, '$.writes', 1) WHERE name = 'centre' "
        "AND EXISTS (SELECT 1 FROM setting WHERE name = 'province')"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE outbox RENAME TO outbox_after")
    op.create_table("outbox", sa.Column("n", sa.Integer(), sa.ForeignKey("event.n"), primary_key=True))
    op.execute("INSERT INTO outbox(n) SELECT n FROM outbox_after")
    op.drop_table("outbox_after")
    _dossiers(sa.Column("code", sa.String(), nullable=False, unique=True))
    op.execute("DROP TRIGGER event_immutable")
    _immutable("id, dossier, kind, at, officer, desk, base, prev_hash, hash, body")
    op.execute("DROP INDEX event_seq")
    op.execute("DROP INDEX event_chain")
    op.create_index("event_chain", "event", ["desk", "prev_hash"], unique=True)
    op.execute("ALTER TABLE event DROP COLUMN edition")
    op.execute("UPDATE setting SET value = json_remove(value, '$.writes') WHERE name = 'centre'")
    left = "'$.log_n', '$.log', '$.protocol'"
    op.execute(f"UPDATE setting SET value = json_remove(value, {left}) WHERE name = 'province'")


def _immutable(facts: str) -> None:
    op.execute(
        f"CREATE TRIGGER event_immutable BEFORE UPDATE OF {facts} ON event "
        "BEGIN SELECT RAISE(ABORT, 'an event never changes'); END"
    )


def _dossiers(code: sa.Column[str]) -> None:
    """Build the table of dossiers anew, as SQLite asks it of whoever takes a constraint away."""
    op.execute("DROP TRIGGER number_kept")
    for index in ("received_at", "state", "found", "unprinted", "parked"):
        op.execute(f"DROP INDEX {'ix_' if index == 'received_at' else ''}dossier_{index}")
    op.execute("ALTER TABLE dossier RENAME TO dossier_before")
    op.create_table(
        "dossier",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        code,
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False, index=True),
        sa.Column("due_at", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("sync", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), unique=True),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
    )
    op.execute("INSERT INTO dossier SELECT * FROM dossier_before")
    op.drop_table("dossier_before")
    op.create_index("dossier_state", "dossier", ["state", "due_at"])
    op.create_index("dossier_found", "dossier", ["state", "received_at"])
    op.create_index("dossier_unprinted", "dossier", ["desk"], sqlite_where=sa.text("printed = 0"))
    op.create_index("dossier_parked", "dossier", ["sync"], sqlite_where=sa.text("sync = 'parked'"))
    op.execute(
        "CREATE TRIGGER number_kept BEFORE UPDATE OF code, id ON dossier WHEN OLD.code <> NEW.code OR OLD.id <> NEW.id "
        "BEGIN SELECT RAISE(ABORT, 'a number once issued never changes'); END"
    )
