"""The register of past years: its imports, its records and their search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DAYS = ("received_on", "due_on", "finished_on", "returned_on")


def upgrade() -> None:
    op.create_table(
        "past_source",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("heads", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
    )
    op.create_index("past_source_file", "past_source", ["digest", "sheet"], unique=True)
    op.create_table(
        "past",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("source", sa.Integer(), sa.ForeignKey("past_source.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("person", sa.String(), index=True),
        sa.Column("code", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id_number", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("procedure", sa.String()),
        *(sa.Column(day, sa.String()) for day in _DAYS),
        sa.Column("receiver", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("cells", sa.String(), nullable=False),
    )
    # As the index of dossiers (0001), for the same reasons.
    op.execute(
        "CREATE VIRTUAL TABLE search_past USING fts5(words, content='', contentless_delete=1, detail=none, "
        "prefix='1 2 3 4 5 6 7', tokenize='unicode61 remove_diacritics 0')"
    )


def downgrade() -> None:
    op.execute("DROP TABLE search_past")
    op.drop_table("past")
    op.drop_table("past_source")
