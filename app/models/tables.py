"""The desk's tables: events, the projection of each dossier, the outbox, and what the counter needs beside them.

The search index (FTS5) and the triggers that keep events immutable are SQL in the first migration. Events are the
truth; `dossier` can be rebuilt from them (`motcua rebuild`). Moments are ISO 8601 text in local time with offset:
they sort, they are read by people, and Vietnam has had one offset since 1975. Ids and hashes are bytes here, bodies and
records are compressed (`packed`): what SQL asks of them is `text_of(id)`, `id = key(:id)`, `plain(body)`.
"""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.rules.events import EDITION


class EventRow(SQLModel, table=True):
    """One immutable event; `n` is the order in which this desk learned of it.

    `verdict` is waiting (not answered yet), accepted, refused, settled (refused, and an officer has chosen), or
    replaced (never sent: this store was an old copy, and said it again after what had been lost, `sync.restored`; or
    the province's own or another desk's, and lost by the province for good).
    `seq` is the relay's order, known once accepted; `reason` the relay's reason and facts as JSON. `edition` is the
    event's own (`rules.events`).
    """

    __tablename__ = "event"

    n: int | None = Field(default=None, primary_key=True)
    id: bytes = Field(unique=True)
    dossier: bytes = Field(index=True)
    kind: str
    at: str
    officer: str
    desk: int
    base: bytes | None
    prev_hash: bytes | None
    hash: bytes
    body: bytes
    seq: int | None = None
    verdict: str = "waiting"
    reason: str | None = None
    edition: int = Field(default=EDITION, sa_column_kwargs={"server_default": "1"})

    __table_args__ = (
        # A chain has one successor for each event: a second one would be a cloned desk inside one store.
        Index("event_chain", "desk", "prev_hash", unique=True, sqlite_where=text("verdict <> 'replaced'")),
        Index("event_seq", "seq"),
        Index("event_unsaid", "seq", sqlite_where=text("edition = 0")),
        Index("event_waiting", "desk", sqlite_where=text("verdict = 'waiting'")),
        Index("event_day", "desk", "at"),
    )


class DossierRow(SQLModel, table=True):
    """The projection of one dossier; `facts` is the folded record, the columns are what lists and searches need.

    `n` is also the row of the search index. `procedure` is the name, `book` and `entry` are where the register has it,
    `paused_from` is since when the clock stands still. `sync` is waiting, sent, parked or aside. `printed` counts
    receipts printed at this desk: 0 means the citizen may have none. `code` is on one dossier as long as nobody issued
    a number of this desk on two PCs; where somebody did, both are kept and the relay refuses the second.
    """

    __tablename__ = "dossier"

    n: int | None = Field(default=None, primary_key=True)
    id: bytes = Field(unique=True)
    code: str = Field(index=True)
    state: str
    name: str
    procedure: str
    procedure_code: str
    desk: int
    received_at: str = Field(index=True)
    due_at: str
    paused_from: str | None = None
    returned_at: str | None = None
    book: str
    entry: int
    head: bytes
    sync: str
    request_id: str | None = Field(default=None, unique=True)
    printed: int = 0
    facts: bytes

    __table_args__ = (
        Index("dossier_state", "state", "due_at"),
        Index("dossier_found", "state", "received_at"),
        Index("dossier_unprinted", "desk", sqlite_where=text("printed = 0")),
        Index("dossier_parked", "sync", sqlite_where=text("sync = 'parked'")),
    )


class OutboxRow(SQLModel, table=True):
    """An event the province has not answered for, by its `n`; they are sent by `place`, in the order of the chain."""

    __tablename__ = "outbox"

    place: int | None = Field(default=None, primary_key=True)
    n: int = Field(unique=True, foreign_key="event.n")


class CounterRow(SQLModel, table=True):
    """The last number issued under a name: dossier numbers of a day, register entries of a year."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    last: int


class PrintRow(SQLModel, table=True):
    """How often a form of a dossier (or of a day's closing, by its date) was printed at this desk, and when last."""

    __tablename__ = "print"

    subject: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    copies: int
    at: str


class SettingRow(SQLModel, table=True):
    """What belongs to the centre and to its place in the province, as JSON under a name."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class ProcedureRow(SQLModel, table=True):
    """One version of a procedure as the catalogue gives it."""

    __tablename__ = "procedure"

    code: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    data: str


class CalendarRow(SQLModel, table=True):
    """A day that is not what its weekday says, with the paper that says so."""

    __tablename__ = "calendar"

    date: str = Field(primary_key=True)
    kind: str
    basis: str
    official: bool


class DraftRow(SQLModel, table=True):
    """A reception begun and not saved: kept so that a power cut or a second citizen loses nothing typed."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    at: str
    data: str


class ClosingRow(SQLModel, table=True):
    """The last closing of a day; `last_event` is the newest own event it covers, `data` what was compared."""

    __tablename__ = "closing"

    date: str = Field(primary_key=True)
    at: str
    last_event: int
    signed: bool
    data: str


class CashRow(SQLModel, table=True):
    """The last count of the drawer of a day, as its sheet says it."""

    __tablename__ = "cash"

    date: str = Field(primary_key=True)
    at: str
    data: str


class PastSourceRow(SQLModel, table=True):
    """One import of a past register: the file by its SHA-256 and the sheet, its heads as JSON, when and by whom.

    `complete` is false from the first batch to the last; a program ended between them leaves it so.
    """

    __tablename__ = "past_source"

    id: int | None = Field(default=None, primary_key=True)
    file: str
    sheet: str
    digest: str
    at: str
    officer: str
    heads: str
    complete: bool

    __table_args__ = (Index("past_source_file", "digest", "sheet", unique=True),)


class PastRow(SQLModel, table=True):
    """A record of a past register: not a dossier, with no event, no number and no place in the outbox.

    `n` is also the row of its search index and sorts by the day of receipt (`models.past`). `key` is what makes the
    record the same one in another file, `person` its name, procedure and day when all three are known; both are
    hashes. `cells` is the row as the file has it, converted, as a JSON list beside the heads of its source.
    """

    __tablename__ = "past"

    n: int | None = Field(default=None, primary_key=True)
    source: int = Field(foreign_key="past_source.id", index=True)
    row: int
    key: str = Field(unique=True)
    person: str | None = Field(default=None, index=True)
    code: str | None = None
    name: str
    id_number: str | None = None
    address: str | None = None
    phone: str | None = None
    procedure: str | None = None
    received_on: str | None = None
    due_on: str | None = None
    finished_on: str | None = None
    returned_on: str | None = None
    receiver: str | None = None
    note: str | None = None
    cells: str
