"""The relay's database: SQLite to try it, PostgreSQL in service; transactions and bulk writes.

Every transaction that may write is a writer from its first statement: BEGIN IMMEDIATE in SQLite, row locks in
PostgreSQL. The schema is made and migrated by code (`schema`), once, before a relay serves; a database made by a
newer program is refused. Statement parameters and row contents stay out of error messages, because they are personal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    create_engine,
    func,
    insert,
    select,
)
from sqlalchemy import event as hooks
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.errors import KnownError, UserError
from app.province import schema


class Store:
    """One relay's database, behind a pool of connections; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is connected yet. Raises UserError DB_URL for another kind of database."""
        self.engine = _engine(url)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that may write; committed at the end, rolled back on any exception."""
        with self.engine.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment of the database and never waits for a writer."""
        with self.engine.connect() as connection:
            if is_postgres(connection):
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                connection.connection.execute("BEGIN")
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the schema to this program's version.

        Raises KnownError STORE_NEWER when a newer program made it, DB_UNREACHABLE when the database
        does not answer; the store is closed then.
        """
        try:
            with self.write() as tx:
                schema.migrate(tx)
        except OperationalError:
            self.close()
            raise KnownError("DB_UNREACHABLE") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def is_postgres(tx: Connection) -> bool:
    """Tell whether this is PostgreSQL, which can copy rows in and take lists as one parameter."""
    return tx.dialect.name == "postgresql"


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


def among(column: Column[Any], values: str) -> ColumnElement[bool]:
    """Return the condition that `column` is one of those `listed` in the parameter `values`: one, however many.

    In PostgreSQL it becomes an array before the plan runs, so the index is probed whatever the planner guesses.
    """
    return _Among(column, bindparam(values, type_=Text))


def listed(values: Iterable[str]) -> str:
    """Return what `among` takes for its parameter."""
    return orjson.dumps(list(values)).decode()


@compiles(_Among)
def _among_sqlite(element: _Among, compiler: Any, **how: Any) -> str:
    column, values = element.clauses
    return str(compiler.process(column.in_(select(func.json_each(values).table_valued("value").c.value)), **how))


@compiles(_Among, "postgresql")
def _among_postgres(element: _Among, compiler: Any, **how: Any) -> str:
    column, values = element.clauses
    every = func.array(select(func.json_array_elements_text(cast(values, JSON))).scalar_subquery())
    return str(compiler.process(column == any_(every), **how))


def add_rows(tx: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, in the order of the table's columns; COPY in PostgreSQL, many times faster than INSERT."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    if not is_postgres(tx):
        tx.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    _copy(tx, f"COPY {table.name} ({', '.join(names)}) FROM STDIN", rows)


def _copy(tx: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy rows in through the driver, whose errors become SQLAlchemy's, so that callers know one family."""
    driver = tx.dialect.loaded_dbapi
    try:
        with tx.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(
            statement, None, error, driver.Error, hide_parameters=True, dialect=tx.dialect
        ) from None


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UserError("DB_URL", field="db") from None
    if parsed.drivername == "sqlite":
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 30})
        hooks.listen(engine, "connect", _prepare_sqlite)
        engine.dialect.do_begin = _begin_sqlite  # type: ignore[assignment, method-assign]
        return engine
    if parsed.drivername == "postgresql+psycopg":
        # Prepared plans are made while a table is small and stay in use when it is large; planning anew costs less.
        # Ten connections a worker: eight workers fit PostgreSQL's default of a hundred.
        arguments = {"prepare_threshold": None, "connect_timeout": 10}
        return create_engine(parsed, hide_parameters=True, pool_pre_ping=True, max_overflow=5, connect_args=arguments)
    raise UserError("DB_URL", field="db")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Take transactions into our own hands and make each commit survive a power cut."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    """Begin as a writer where a reader has not begun: for a listener SQLAlchemy would stop at every statement."""
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")
