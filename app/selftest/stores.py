"""Key and store on trial: a key is kept, a store made, migrated and read back."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text

from app import vault
from app.errors import KnownError
from app.models import setting
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
