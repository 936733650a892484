"""Key and store: a trial key is kept, a trial store made, migrated and read back; the desk's own store is looked at.

The desk's own store is never written and nothing is left beside it. While no program has it open it is read as a file
that does not change, because a mere reader of a store would leave an empty write-ahead log there, which the next
migration would take for a program at work; while one has, the log is there already and a reader disturbs nobody.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import QueuePool, create_engine, text
from sqlalchemy.exc import DBAPIError

from app import __version__, vault
from app.errors import KnownError
from app.models import backup, setting
from app.models.engine import REVISIONS
from app.models.migrating import upgrade
from app.models.store import FILE, Store, open_store
from app.selftest import bench as trial
from app.selftest import counter
from app.selftest.bench import Bench
from app.selftest.check import Fault
from app.selftest.counter import Clock
from app.services import centre, finding
from app.services.desk import Desk

_LOST = "Khóa thử ghi vào rồi đọc ra không giống nhau."


# -- the key -----------------------------------------------------------------------------------------------------


def key(bench: Bench) -> str:
    """Keep a key where this PC keeps keys, read it back and take it away again; the desk's own is not touched."""
    named = os.environ.get("MOTCUA_KEY_FILE")
    if named:
        return _key_in_file(Path(named), bench)
    home = bench.folder / "key"
    try:
        made = vault.store_key(home, create=True)
        if vault.store_key(home) != made:
            raise Fault(_LOST)
    finally:
        vault.forget(home)
    return "Ghi, đọc lại và xóa được một khóa thử trong nơi giữ khóa của máy."


def _key_in_file(named: Path, bench: Bench) -> str:
    if named.exists():
        vault.store_key(bench.folder / "key")
        return "Tệp khóa (MOTCUA_KEY_FILE) đọc được và đúng dạng."
    beside = named.with_name(f"{named.name}.thu")
    made = [folder for folder in beside.parents if not folder.exists()]
    try:
        with _key_file(beside):
            first = vault.store_key(bench.folder / "key", create=True)
            if vault.store_key(bench.folder / "key") != first:
                raise Fault(_LOST)
    finally:
        beside.unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
    return "Ghi, đọc lại và xóa được một khóa thử cạnh tệp khóa (MOTCUA_KEY_FILE)."


@contextmanager
def _key_file(path: Path) -> Iterator[None]:
    before = os.environ["MOTCUA_KEY_FILE"]
    os.environ["MOTCUA_KEY_FILE"] = str(path)
    try:
        yield
    finally:
        os.environ["MOTCUA_KEY_FILE"] = before


# -- a trial store -----------------------------------------------------------------------------------------------


def store(bench: Bench) -> str:
    """Make a store, receive into it, close it and open it again; nobody reads it without its key."""
    home, secret = bench.folder / "store", secrets.token_bytes(32)
    desk = Desk(centre.create(home, secret, trial.record()), Clock())
    try:
        code = counter.receive(desk)
        _look_for_plain_text(home)
    finally:
        desk.store.close()
    _look_for_plain_text(home)
    again = Desk(open_store(home, secret), Clock())
    try:
        if finding.as_json(again, code)["applicant"]["name"] != counter.CITIZEN["name"]:
            raise Fault("Hồ sơ thử đọc lại khác lúc lưu.")
    finally:
        again.store.close()
    try:
        open_store(home, secrets.token_bytes(32)).close()
    except KnownError as problem:
        if problem.code == "WRONG_KEY":
            return "Lưu, đóng, mở lại được một hồ sơ thử; tệp kho được mã hóa và không mở được bằng khóa khác."
        raise
    raise Fault("Kho thử mở được bằng một khóa khác.")


def _look_for_plain_text(home: Path) -> None:
    told = [b"SQLite format 3", counter.CITIZEN["name"].encode(), counter.CITIZEN["id_number"].encode()]
    for path in home.iterdir():
        content = path.read_bytes()
        if any(word in content for word in told):
            raise Fault("Tệp kho không được mã hóa: chữ trong hồ sơ thử đọc được từ ổ đĩa.")


def migration(bench: Bench) -> str:
    """Make a store as the first release had it and open it: it is brought up to date and the old one kept."""
    home, secret = bench.folder / "migration", secrets.token_bytes(32)
    home.mkdir(parents=True, exist_ok=True)
    oldest, newest = REVISIONS[0], REVISIONS[-1]
    upgrade(home / FILE, secret, oldest)
    old = Store(home / FILE, secret)
    try:
        with old.write() as connection:
            setting.put_centre(connection, trial.record())
    finally:
        old.close()
    opened = open_store(home, secret)
    try:
        _expect(opened, newest)
    finally:
        opened.close()
    if newest == oldest:
        return f"Đời kho {newest}, chưa có đời nào cũ hơn."
    kept = Store(home / f"motcua.before-{newest}.db", secret)
    if not kept.path.exists():
        raise Fault("Nâng cấp kho xong mà không thấy bản cũ được giữ lại.")
    try:
        _expect(kept, oldest)
    finally:
        kept.close()
    return f"Kho đời {oldest} được đưa lên đời {newest}, bản cũ được giữ lại."


def _expect(store: Store, revision: str) -> None:
    with store.read() as connection:
        there = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        name = setting.centre(connection).name
    if (there, name) != (revision, trial.NAME):
        raise Fault(f"Kho phải ở đời {revision}, đang ở đời {there}, hoặc mất tên trung tâm.")


# -- the desk's own ----------------------------------------------------------------------------------------------


class Glance(Store):
    """A store that is only looked at (see the module's first words)."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Look at the store at `path`."""
        super().__init__(path, key)
        how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"

        def connect() -> Any:
            connection = sqlcipher.connect(
                f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False, timeout=5
            )
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            return connection

        self._engine = create_engine(
            "sqlite://", creator=connect, module=sqlcipher, poolclass=QueuePool, pool_size=1, hide_parameters=True
        )


def own(bench: Bench) -> str:
    """Look at the desk's own store, where there is one: its key, its revision, its pages, what waits in it."""
    path = bench.home / FILE
    if not path.exists():
        return "Chưa lập trung tâm trên máy này; mở Một Cửa để lập."
    if path.stat().st_size == 0:
        raise KnownError("STORE_BROKEN")
    key = vault.store_key(bench.home)
    store = Glance(path, key)
    try:
        revision = _revision(store)
        told = _looked_at(store)
    except (KnownError, DBAPIError) as problem:
        strange = not isinstance(problem, KnownError) or (problem.code == "WRONG_KEY" and backup.is_key_of(path, key))
        raise KnownError("STORE_BROKEN") if strange else problem from None
    finally:
        store.close()
    later = "" if revision == REVISIONS[-1] else f", sẽ lên đời {REVISIONS[-1]} khi mở Một Cửa"
    return f"Mở được bằng khóa của máy, tệp kho nguyên vẹn, đời {revision}{later}: {told}."


def _revision(store: Store) -> str:
    with store.read() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar():
            raise KnownError("STORE_BROKEN")
        revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
        if revision not in REVISIONS:
            raise KnownError("STORE_NEWER", revision=revision, program=__version__)
        return revision


def _looked_at(store: Store) -> str:
    with store.read() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise KnownError("STORE_BROKEN")
        desk = setting.centre(connection).desk
        dossiers, parked, unprinted = connection.execute(
            text(
                "SELECT count(*), coalesce(sum(sync = 'parked'), 0), "
                "coalesce(sum(printed = 0 AND desk = :desk AND state <> 'voided'), 0) FROM dossier"
            ),
            {"desk": desk},
        ).one()
        waiting = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
    return f"{dossiers} hồ sơ, {unprinted} chưa in, {parked} cần xử lý, {waiting} việc chờ gửi tỉnh"
