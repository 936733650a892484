"""The key of the store: kept in the desktop's keyring, or in a file a server names.

A desk's store is useless without its key, so the key never lies beside it. On a server or in CI, where no keyring
runs, MOTCUA_KEY_FILE names a file of mode 600 (CLI.md); one that others on the PC may read is refused, for it keeps
nothing secret and nobody would be told. With neither, no store is made. Which keyrings will do is said by name, for
anybody may install one that keeps what it is given in plain sight, and a store with such a key would only look safe.
Only a practice centre, whose citizens are invented, keeps its key beside its store: it must open on any machine.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.errors import KnownError
from app.paths import drop, exposed, put, settle

SERVICE = "MotCua"
PRACTICE_KEY = "practice.key"
_KEYRINGS = frozenset(
    f"keyring.backends.{name}" for name in ("Windows", "macOS", "SecretService", "libsecret", "kwallet")
)
"""The modules of the keyrings that belong to a desktop and are shut while nobody is logged in."""
_CHAIN = "keyring.backends.chainer"

log = logging.getLogger(__name__)


def store_key(home: Path, *, create: bool = False) -> bytes:
    """Return the 32-byte key of the store in `home`; with `create`, make one if there is none.

    Raises KnownError KEYRING_MISSING when there is neither a keyring nor MOTCUA_KEY_FILE, KEY_MISSING when there is
    no key for this store, KEY_BROKEN when what is kept is no key, KEY_FILE (why) where the file cannot be used and
    KEY_EXPOSED (name) where others may read it.
    """
    named = os.environ.get("MOTCUA_KEY_FILE")
    if (home / PRACTICE_KEY).exists():
        text = _from_file(home / PRACTICE_KEY, create=False, secret=False)
    else:
        text = _from_file(Path(named), create) if named else _from_keyring(str(home), create)
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise KnownError("KEY_BROKEN")
    return key


def make_practice_key(home: Path) -> None:
    """Make the key of a practice centre beside its store-to-be. Raises KnownError KEY_FILE."""
    _from_file(home / PRACTICE_KEY, create=True, secret=False)


def key_place() -> str:
    """Return `file` or `keyring`: where the key of a new store would be kept."""
    return "file" if os.environ.get("MOTCUA_KEY_FILE") else "keyring"


def _from_file(path: Path, create: bool, *, secret: bool = True) -> str:
    try:
        with path.open(encoding="ascii") as file:
            text = file.read()
            if text and secret and exposed(path, file.fileno()):
                raise KnownError("KEY_EXPOSED", name=str(path))
        # What a kill left of one that was being made: no store has such a key yet.
        if text or not create:
            return text
    except UnicodeDecodeError:
        raise KnownError("KEY_BROKEN") from None
    except FileNotFoundError:
        if not create:
            raise KnownError("KEY_MISSING") from None
    except OSError as problem:
        raise KnownError("KEY_FILE", why=problem.strerror) from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+", encoding="ascii") as file:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)  # another program may be making it this moment: then that is the key
            if not (text := file.read()):
                if sys.platform != "win32":
                    os.fchmod(file.fileno(), 0o600)  # whoever made it empty
                text = secrets.token_hex(32)
                file.write(text + "\n")
                file.flush()
            os.fsync(file.fileno())
        # Its name too: what is encrypted from now on cannot be read without it.
        settle(path.parent)
    except OSError as problem:
        raise KnownError("KEY_FILE", why=problem.strerror) from None
    return text


def check_place() -> None:
    """Find out whether the key of a new store could be kept. Raises KnownError KEYRING_MISSING.

    Asked when the first start begins: told only after the last answer, it would cost all of them.
    """
    if not os.environ.get("MOTCUA_KEY_FILE"):
        _rings()


def forget(home: Path) -> None:
    """Take the key of a store out of the keyring, as far as it is there: a trial leaves none behind."""
    with suppress(KnownError):
        for ring in _rings():
            with suppress(Exception):
                ring.delete_password(SERVICE, str(home))


def _rings() -> list[Any]:
    """Return the keyrings a key may be kept in, the one for a new key first; those of a chain, where they are chained.

    Which one is asked first changes with what a desktop has running, so a key may lie in any of them. Raises
    KnownError KEYRING_MISSING when there is none.
    """
    try:
        import keyring  # 100 ms and a D-Bus call: only when a store is opened

        ring: Any = keyring.get_keyring()
        chained = ring.backends if type(ring).__module__ == _CHAIN else [ring]
        found = [one for one in chained if type(one).__module__ in _KEYRINGS]
    except Exception as problem:
        raise _useless(problem) from None
    if not found:
        raise KnownError("KEYRING_MISSING")
    return found


def _from_keyring(name: str, create: bool) -> str:
    rings, failed = _rings(), None
    for ring in rings:
        try:
            kept = ring.get_password(SERVICE, name)
        except Exception as problem:
            failed = problem
            continue
        if kept is not None:
            return kept if isinstance(kept, str) else ""
    if failed is not None:
        # It may be in the one that did not answer: no new key is made then.
        raise _useless(failed)
    if not create:
        raise KnownError("KEY_MISSING")
    text = secrets.token_hex(32)
    _keep(rings[0], name, text)
    return text


def _keep(ring: Any, name: str, text: str) -> None:
    try:
        if hasattr(ring, "persist"):
            # Windows: keep the key on this PC; the default would copy it to a domain's roaming profile.
            ring.persist = "local machine"
        ring.set_password(SERVICE, name, text)
    except Exception as problem:
        raise _useless(problem) from None


def prepare(home: Path, key: bytes) -> None:
    """Keep the key that the store in `home` will have, beside the one it has, until `promote`.

    Raises KnownError KEYRING_MISSING or KEY_FILE (why).
    """
    _put(home, _NEXT, key.hex())


def keep_former(home: Path, key: bytes, name: str) -> None:
    """Keep the key that is there under a name of its own, where `key` is about to take its place and is another one.

    What it opens is set aside and not deleted, and would be lost without it; where one file holds the key of every data
    folder, that is another folder's store too. Raises KnownError KEYRING_MISSING or KEY_FILE (why).
    """
    try:
        former = _get(home, "")
    except KnownError as problem:
        if problem.code != "KEY_BROKEN":
            raise
        return
    if former and former.strip() != key.hex():
        _put(home, f".{name}", former.strip())


def promote(home: Path) -> None:
    """Make the prepared key the one of the store in `home`; nothing is done where none was prepared.

    It may be begun again after a kill. Raises KnownError KEYRING_MISSING or KEY_FILE (why).
    """
    text = _get(home, _NEXT)
    if text is not None:
        _put(home, "", text)
        _drop(home, _NEXT)


_NEXT = ".next"
"""What the name of an entry, or of a key file, ends in while it waits to become the store's."""


def _file() -> Path | None:
    named = os.environ.get("MOTCUA_KEY_FILE")
    return Path(named) if named else None


def _get(home: Path, which: str) -> str | None:
    file = _file()
    try:
        return _from_file(Path(f"{file}{which}"), False) if file else _from_keyring(f"{home}{which}", False)
    except KnownError as problem:
        if problem.code != "KEY_MISSING":
            raise
        return None


def _put(home: Path, which: str, text: str) -> None:
    file = _file()
    if file is None:
        # Over what is there, in whichever keyring that lies: another one would be asked after it.
        rings = _rings()
        there = [ring for ring in rings if _said(ring, f"{home}{which}") is not None]
        _keep((there or rings)[0], f"{home}{which}", text)
        return
    fresh = Path(f"{file}{which}.new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
            written.write(text + "\n")
            written.flush()
            os.fsync(written.fileno())
        put(fresh, Path(f"{file}{which}"))
        settle(fresh.parent)
    except OSError as problem:
        raise KnownError("KEY_FILE", why=problem.strerror) from None


def _said(ring: Any, name: str) -> object:
    try:
        return ring.get_password(SERVICE, name)
    except Exception as problem:
        raise _useless(problem) from None


def _drop(home: Path, which: str) -> None:
    file = _file()
    if file is not None:
        with suppress(OSError):  # as below
            drop(Path(f"{file}{which}"))
        return
    for ring in _rings():
        with suppress(Exception):  # it is the store's own by now: what is left says nothing new
            ring.delete_password(SERVICE, f"{home}{which}")


def _useless(problem: Exception) -> KnownError:
    """Return what an officer is told of a keyring that fails: one may raise anything, and say anything in it."""
    log.info("the keyring failed with %s", type(problem).__name__)
    return KnownError("KEYRING_MISSING")
