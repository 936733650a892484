"""The relay's home folder: which database it uses, and the key it signs closings with.

The key stays out of the database, so that a copy of the database cannot sign; both files are mode 600 because the
one holds a secret and the other may hold a database password. A SQLite relay keeps its database here too, not
encrypted: it is for trying the relay, and a relay in service relies on the province's PostgreSQL and its disks.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import KnownError, UserError
from app.paths import put, settle
from app.province.store import Store
from app.rules.events import canonical
from app.sync.protocol import NAMED

SETTINGS, KEY, DATABASE = "relay.json", "relay.key", "relay.db"


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay ready to work: its database and its signing key."""

    store: Store
    key: Ed25519PrivateKey

    def public_key(self) -> str:
        """Return the key that checks this relay's signatures, base64."""
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def token(self, agency: str, traded: str, nonce: str | None) -> str:
        """Return the token of an agency's desk that a code or a token is traded for; the same at each asking of it.

        Without the desk's `nonce` it is another one each time.
        """
        secret = secrets.token_bytes(32)
        if nonce is not None:
            said = f"token\0{traded}\0{nonce}".encode()
            secret = hmac.digest(self.key.private_bytes_raw(), said, "sha256")
        return agency + NAMED + base64.urlsafe_b64encode(secret).decode().rstrip("=")

    def sign(self, statement: dict[str, object]) -> str:
        """Sign the canonical JSON of a statement; base64."""
        return base64.b64encode(self.key.sign(canonical(statement))).decode()


def create(home: Path, db: str | None) -> Relay:
    """Make a relay in `home`, or open the one that is there; `db` None is SQLite in `home`.

    The database is tried before anything is written. Raises UserError RELAY_EXISTS when the relay in `home` uses
    another database, and what `Store` raises.
    """
    settings = home / SETTINGS
    url = db or f"sqlite:///{home / DATABASE}"
    if settings.exists():
        if db is not None and _url(home) != db:
            raise UserError("RELAY_EXISTS", field="db")
        return open_relay(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(url)
    store.migrate()
    store.close()
    if not (home / KEY).exists():
        _write_secret(home / KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    _write_secret(settings, orjson.dumps({"db": url}))
    return open_relay(home)


def open_relay(home: Path) -> Relay:
    """Open the relay in `home` and bring its schema up to date.

    Raises KnownError RELAY_MISSING when there is none, RELAY_KEY when its key cannot be read, and what `Store` raises.
    """
    store = Store(_url(home))
    try:
        key = Ed25519PrivateKey.from_private_bytes((home / KEY).read_bytes())
    except (OSError, ValueError):
        raise KnownError("RELAY_KEY") from None
    store.migrate()
    return Relay(store, key)


def _url(home: Path) -> str:
    try:
        return str(orjson.loads((home / SETTINGS).read_bytes())["db"])
    except (OSError, ValueError, KeyError, TypeError):
        raise KnownError("RELAY_MISSING", home=str(home)) from None


def _write_secret(path: Path, data: bytes) -> None:
    """Write a file that nobody else could read at any moment, whole or not at all."""
    temporary = path.with_suffix(path.suffix + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    put(temporary, path)
    settle(path.parent)
