"""The relay's home folder: which database it uses, the key it signs closings with, and the one that opens packages.

The keys stay out of the database, so that a copy of the database can neither sign nor open; all files are mode 600
because they hold secrets, or may hold a database password. The key that opens packages is an age identity in a file
that Debian's `age` reads too. Desks encrypt for it for years, so the settings say which it is: one that is lost, or
another one, is said at once and never made anew. A SQLite relay keeps its database here too, not
encrypted: it is for trying the relay, and a relay in service relies on the province's PostgreSQL and its disks.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage import IdentityError, x25519

from app.errors import KnownError, UserError
from app.paths import put, settle
from app.province.store import Store
from app.rules.events import canonical
from app.sync.protocol import NAMED

SETTINGS, KEY, IDENTITY, DATABASE = "relay.json", "relay.key", "relay.age", "relay.db"


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay ready to work: its database, its signing key, and what opens packages for it.

    One that stands in no home (the document of the protocol, a trial) opens packages of its own life alone.
    """

    store: Store
    key: Ed25519PrivateKey
    identity: x25519.Identity = field(default_factory=x25519.Identity.generate)

    def public_key(self) -> str:
        """Return the key that checks this relay's signatures, base64."""
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def recipient(self) -> str:
        """Return whom packages for this relay are encrypted for, as age writes it."""
        return str(self.identity.to_public())

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
        if db is not None and _settings(home)["db"] != db:
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
    """Open the relay in `home` and bring it up to date: its schema, and its identity, which one of 0.3.0 has not.

    Raises KnownError RELAY_MISSING when there is none, RELAY_KEY when one of its keys cannot be read or is not the one
    desks were told of, and what `Store` raises.
    """
    settings = _settings(home)
    store = Store(settings["db"])
    try:
        key = Ed25519PrivateKey.from_private_bytes((home / KEY).read_bytes())
        identity = _identity(home, settings)
    except (OSError, ValueError, IdentityError):
        raise KnownError("RELAY_KEY") from None
    store.migrate()
    return Relay(store, key, identity)


def _identity(home: Path, settings: dict[str, Any]) -> x25519.Identity:
    """Return the identity the settings speak of; where they speak of none yet, make it and have them say so."""
    told = settings.get("recipient")
    if told is None:
        _write_secret(home / IDENTITY, f"{x25519.Identity.generate()}\n".encode(), over=False)
    identity = x25519.Identity.from_str((home / IDENTITY).read_text(encoding="ascii").strip())
    recipient = str(identity.to_public())
    if told is None:
        _write_secret(home / SETTINGS, orjson.dumps({**settings, "recipient": recipient}))
    elif told != recipient:
        raise ValueError
    return identity


def _settings(home: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = orjson.loads((home / SETTINGS).read_bytes())
        return {**settings, "db": _database(home, str(settings["db"]))}
    except (OSError, ValueError, KeyError, TypeError):
        raise KnownError("RELAY_MISSING", home=str(home)) from None


def _database(home: Path, url: str) -> str:
    """Return where a relay's database is: in its home, wherever that is now, if it was made there.

    The settings name the place at which the home stood then. One that was copied, or put back beside the other, would
    go on writing into that one's database without a word.
    """
    own = home / DATABASE
    made_in_home = url.startswith("sqlite:///") and Path(url.removeprefix("sqlite:///")).name == DATABASE
    return f"sqlite:///{own}" if made_in_home and own.exists() else url


def _write_secret(path: Path, data: bytes, *, over: bool = True) -> None:
    """Write a file that nobody else could read at any moment, whole or not at all.

    Not `over` one that is there: two programs may open a home at once, and both go on with what the first one wrote.
    """
    temporary = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if over:
        put(temporary, path)
    else:
        with suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    settle(path.parent)
