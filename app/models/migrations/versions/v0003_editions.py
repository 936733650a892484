"""Editions of the event, a store that can say again what an old copy had written, and rows half as large.

Ids and hashes become bytes, bodies and records are compressed (`app.models.packed`, whose functions every connection
has in its SQL), and what SQL asked of a record becomes a column. All of it is one pass over the rows of two tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STEP = 500
"""Rows copied by one statement; after each it is told how far the migration is."""
_COPIED, _INDEXED = 20, 1
"""What a row costs to copy, and what to enter in an index, against each other."""
_EVENT = {
    "n": "n",
    **{name: f"key({name})" for name in ("id", "dossier")},
    **{name: name for name in ("kind", "at", "officer", "desk")},
    **{name: f"key({name})" for name in ("base", "prev_hash", "hash")},
    "body": "pack(body)",
    **{name: name for name in ("seq", "verdict", "reason")},
}
_SAID = "iif(json_valid(facts), facts, '{}')"
_DOSSIER = {
    "n": "n",
    "id": "key(id)",
    **{name: name for name in ("code", "state", "name", "procedure")},
    "procedure_code": f"coalesce({_SAID} ->> '$.procedure.code', '')",
    **{name: name for name in ("desk", "received_at", "due_at")},
    "paused_from": f"{_SAID} ->> 'paused_from'",
    "returned_at": f"{_SAID} ->> 'returned_at'",
    "book": f"coalesce({_SAID} ->> '$.register.book', '')",
    "entry": f"coalesce({_SAID} ->> '$.register.number', 0)",
    "head": "key(head)",
    **{name: name for name in ("sync", "request_id", "printed")},
    "facts": "pack(facts)",
}
_INDEXES = (
    ("ix_event_dossier", "event", ["dossier"], None),
    ("event_day", "event", ["desk", "at"], None),
    ("ix_dossier_received_at", "dossier", ["received_at"], None),
    ("dossier_state", "dossier", ["state", "due_at"], None),
    ("dossier_found", "dossier", ["state", "received_at"], None),
    ("dossier_unprinted", "dossier", ["desk"], "printed = 0"),
    ("dossier_parked", "dossier", ["sync"], "sync = 'parked'"),
)
"""Of both revisions: name, table, columns, of which rows. The chain's is unique, and each has its own."""
_CHAIN = ("event_chain", "event", ["desk", "prev_hash"])
_NEW = (
    ("event_seq", "event", ["seq"], None),
    ("event_unsaid", "event", ["seq"], "edition = 0"),
    ("event_waiting", "event", ["desk"], "verdict = 'waiting'"),
    ("ix_dossier_code", "dossier", ["code"], None),
    (*_CHAIN, "verdict <> 'replaced'"),
)


class _Work:
    """What is done of all there is to do, counted in entries of an index; told where somebody asked (`open_store`)."""

    def __init__(self, indexes: Iterable[Any]) -> None:
        """`indexes`: all that will be made. The tables have their old names still."""
        self._report = op.get_context().config.attributes.get("report")  # type: ignore[union-attr]
        ask = op.get_bind().exec_driver_sql
        self.rows = {name: ask(f"SELECT count(*) FROM {name}").scalar_one() for name in ("event", "dossier", "outbox")}
        entered = [*(table for _, table, _, _ in indexes), "outbox"]
        copied = _COPIED * (self.rows["event"] + self.rows["dossier"])
        self._done, self._total = 0, copied + _INDEXED * sum(self.rows[table] for table in entered)

    def did(self, work: int) -> None:
        self._done += work
        if self._report:
            self._report(self._done, self._total)


def upgrade() -> None:
    indexes = (*_INDEXES, *_NEW)
    work = _Work(indexes)
    _set_outbox_aside()
    _make_way()
    op.create_table(
        "event",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("dossier", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("base", sa.LargeBinary()),
        sa.Column("prev_hash", sa.LargeBinary()),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer()),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("edition", sa.Integer(), nullable=False, server_default="1"),
    )
    op.create_table(
        "dossier",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("procedure_code", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=False),
        sa.Column("paused_from", sa.String()),
        sa.Column("returned_at", sa.String()),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("sync", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), unique=True),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
    _copy({"event": _EVENT, "dossier": _DOSSIER}, work)
    _index(indexes, work)
    _guard("id, dossier, kind, at, officer, desk, base, prev_hash, hash, body, edition", "WHEN OLD.edition <> 0 ")
    op.create_table(
        "outbox",
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n"), nullable=False, unique=True),
    )
    _copy({"outbox": {"n": "n"}}, work, _INDEXED)
    _drop("outbox_before", "event_before", "dossier_before")
    # Until its relay has said that it reads the second edition, a desk that has one goes on writing the first.
    op.execute(
        "UPDATE setting SET value = json_set(value, '$.writes', 1) WHERE name = 'centre' "
        "AND EXISTS (SELECT 1 FROM setting WHERE name = 'province')"
    )


def downgrade() -> None:
    indexes = (*_INDEXES, (*_CHAIN, None))
    work = _Work(indexes)
    _set_outbox_aside()
    for name, *_ in _NEW:
        if name != "event_chain":
            op.drop_index(name)
    _make_way()
    op.create_table(
        "event",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("dossier", sa.String(), nullable=False),
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
    op.create_table(
        "dossier",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("sync", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), unique=True),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
    )
    _copy({"event": _back(_EVENT), "dossier": _back(_DOSSIER)}, work)
    _index(indexes, work)
    _guard("id, dossier, kind, at, officer, desk, base, prev_hash, hash, body")
    op.create_table("outbox", sa.Column("n", sa.Integer(), sa.ForeignKey("event.n"), primary_key=True))
    _copy({"outbox": {"n": "n"}}, work, _INDEXED)
    _drop("outbox_before", "event_before", "dossier_before")
    op.execute("UPDATE setting SET value = json_remove(value, '$.writes') WHERE name = 'centre'")
    left = "'$.log_n', '$.log', '$.protocol'"
    op.execute(f"UPDATE setting SET value = json_remove(value, {left}) WHERE name = 'province'")


def _set_outbox_aside() -> None:
    """Keep what is to be sent in a table that names no event: those are taken out as they are copied."""
    op.execute("CREATE TABLE outbox_before (n INTEGER PRIMARY KEY)")
    op.execute("INSERT INTO outbox_before SELECT n FROM outbox")
    _drop("outbox")


def _make_way() -> None:
    """Put both tables aside under other names, without what would hold the new ones up or has their indexes' names."""
    for trigger in ("event_immutable", "event_kept", "number_kept"):
        op.execute(f"DROP TRIGGER {trigger}")
    for name, *_ in (*_INDEXES, _CHAIN):
        op.drop_index(name)
    op.execute("ALTER TABLE event RENAME TO event_before")
    op.execute("ALTER TABLE dossier RENAME TO dossier_before")


def _copy(tables: dict[str, dict[str, str]], work: _Work, each: int = _COPIED) -> None:
    """Fill each new table from the one before it, step by step; `each`: what one row costs.

    What was copied goes at once: its pages are at hand, and are those the next rows are written to. A table of it
    dropped at the end would be read again, in one step that nothing can stop and that tells nothing.
    """
    ask = op.get_bind().exec_driver_sql
    for table, columns in tables.items():
        into, values = ", ".join(columns), ", ".join(columns.values())
        last = -1
        while True:
            end = ask(
                f"SELECT max(n) FROM (SELECT n FROM {table}_before WHERE n > {last} ORDER BY n LIMIT {STEP})"
            ).scalar_one()
            if end is None:
                break
            copied = ask(f"INSERT INTO {table}({into}) SELECT {values} FROM {table}_before WHERE n <= {end} ORDER BY n")
            ask(f"DELETE FROM {table}_before WHERE n <= {end}")
            work.did(each * copied.rowcount)
            last = end


def _back(columns: dict[str, str]) -> dict[str, str]:
    """Return how the rows of today become those of before: no column that was not there, and text again."""
    said = ("procedure_code", "paused_from", "returned_at", "book", "entry")
    text = {"key": "text_of", "pack": "plain"}
    return {
        name: f"{text[how]}({name})" if (how := value.partition("(")[0]) in text else name
        for name, value in columns.items()
        if name not in said
    }


def _index(indexes: Iterable[Any], work: _Work) -> None:
    for name, table, columns, of in indexes:
        where = None if of is None else sa.text(of)
        op.create_index(name, table, columns, unique=name == "event_chain", sqlite_where=where)
        work.did(_INDEXED * work.rows[table])


def _guard(facts: str, changing: str = "") -> None:
    """Make the triggers of both tables; `facts`: what of an event never changes.

    `changing` excepts an event known by its hash alone: what it says may come yet.
    """
    op.execute(
        f"CREATE TRIGGER event_immutable BEFORE UPDATE OF {facts} ON event {changing}"
        "BEGIN SELECT RAISE(ABORT, 'an event never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END"
    )
    op.execute(
        "CREATE TRIGGER number_kept BEFORE UPDATE OF code, id ON dossier WHEN OLD.code <> NEW.code OR OLD.id <> NEW.id "
        "BEGIN SELECT RAISE(ABORT, 'a number once issued never changes'); END"
    )


def _drop(*tables: str) -> None:
    for table in tables:
        op.drop_table(table)
