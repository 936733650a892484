"""The first store: events with their triggers, projection, outbox, search index and the centre's own tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "cash",
    "closing",
    "draft",
    "calendar",
    "procedure",
    "setting",
    "print",
    "counter",
    "outbox",
    "dossier",
    "event",
)


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("dossier", sa.String(), nullable=False, index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("base", sa.String()),
        sa.Column("prev_hash", sa.String()),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer()),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
    )
    op.create_index("event_chain", "event", ["desk", "prev_hash"], unique=True)
    op.create_index("event_day", "event", ["desk", "at"])
    facts = "id, dossier, kind, at, officer, desk, base, prev_hash, hash, body"
    op.execute(
        f"CREATE TRIGGER event_immutable BEFORE UPDATE OF {facts} ON event "
        "BEGIN SELECT RAISE(ABORT, 'an event never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END"
    )
    op.create_table(
        "dossier",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
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
    op.create_index("dossier_state", "dossier", ["state", "due_at"])
    op.create_index("dossier_found", "dossier", ["state", "received_at"])
    op.create_index("dossier_unprinted", "dossier", ["desk"], sqlite_where=sa.text("printed = 0"))
    op.create_index("dossier_parked", "dossier", ["sync"], sqlite_where=sa.text("sync = 'parked'"))
    op.execute(
        "CREATE TRIGGER number_kept BEFORE UPDATE OF code, id ON dossier WHEN OLD.code <> NEW.code OR OLD.id <> NEW.id "
        "BEGIN SELECT RAISE(ABORT, 'a number once issued never changes'); END"
    )
    # Words are folded before they are stored, so the tokenizer only splits. No positions are kept (detail=none):
    # every query is a set of prefixes, and the index of a million dossiers is a third smaller without them.
    # Each length up to seven, the longest Vietnamese syllable, has its own index: without one, "nguy" over a million
    # dossiers gathers every Nguyễn before it gives the newest fifty. It costs 30 bytes a dossier.
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, detail=none, "
        "prefix='1 2 3 4 5 6 7', tokenize='unicode61 remove_diacritics 0')"
    )
    op.create_table("outbox", sa.Column("n", sa.Integer(), sa.ForeignKey("event.n"), primary_key=True))
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "print",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("form", sa.String(), primary_key=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "procedure",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), primary_key=True),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_table(
        "calendar",
        sa.Column("date", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_table(
        "closing",
        sa.Column("date", sa.String(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )
    op.create_table(
        "cash",
        sa.Column("date", sa.String(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.execute("DROP TABLE search")
    for name in _TABLES:
        op.drop_table(name)
