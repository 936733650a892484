"""What the store knows of the centre and of its place in the province: named JSON values with a shape each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.errors import KnownError
from app.models.engine import driver, scalar
from app.models.journal import Author
from app.rules.events import EDITION, LOG_START

RESTORED = "restored"
"""Under this name stands when a copy was put back; until its token was traded the PC it came from can speak too."""
NUMBERS = "numbers"
"""Under this name stands which mark is this store's (`app.mark`), and whether it was made yet."""
_GET = "SELECT value FROM setting WHERE name = :name"
_PUT = "INSERT INTO setting(name, value) VALUES (:name, :value) ON CONFLICT(name) DO UPDATE SET value = :value"


@dataclass(frozen=True, slots=True)
class CentreRecord:
    """The centre, this desk of it and the numbers it may issue; `sessions` null is the default working week.

    `parent` is printed above the name, `place` before the date; `kind` is `real` or `practice`. `inherited_*` are
    for a replaced PC (see `Author`). `edition` is the set of forms this centre keeps to, None the newest in force;
    `extension_limit` how many extensions are made without a warning (DOMAIN §5: once by NĐ 61/2018, not found for
    NĐ 118/2025); `bank` {bin, account, name} its own account for VietQR; `grounds` its list of legal grounds for a
    refusal, [{text, basis}], None the shipped one. `writes` is the edition of events its relay reads.
    """

    agency: str
    commune: str
    name: str
    parent: str
    place: str
    desk: int
    first: int
    last: int
    officer: str
    kind: str = "real"
    phone: str | None = None
    sessions: dict[str, Any] | None = None
    edition: str | None = None
    extension_limit: int = 1
    bank: dict[str, str] | None = None
    grounds: list[dict[str, Any]] | None = None
    inherited_head: str | None = None
    inherited_n: int = 0
    writes: int = EDITION

    def author(self) -> Author:
        """Return who writes events here."""
        return Author(self.desk, self.officer, self.inherited_head, self.inherited_n, self.writes)


@dataclass(frozen=True, slots=True)
class ProvinceLink:
    """The relay this desk is enrolled with. `key` checks its signatures; `cursor` is the last of its events seen.

    `last_contact` is when it last answered, ISO 8601. `log` is the agency's log after its first `log_n` events, all of
    which this store holds; `protocol` the version the two speak. `recipient` is the relay's age recipient, None until a
    relay of after 0.3.0 has given it, and by that the relay has this desk's keys.
    """

    url: str
    token: str
    key: str
    cursor: int = 0
    last_contact: str | None = None
    log_n: int = 0
    log: str = LOG_START
    protocol: int = 1
    recipient: str | None = None


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """The private halves of this desk's keys, which are nowhere but in this store and never shown.

    `signing` is its Ed25519 key, 32 bytes in base64; `identity` its X25519 key as age writes one.
    """

    signing: str = field(repr=False)
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    """The recovery paper that opens this store: its number (`rules.recovery_key`) and when it was made, ISO 8601."""

    paper: str
    at: str


_SHAPES: dict[str, Callable[..., object]] = {
    "centre": CentreRecord, "province": ProvinceLink, "keys": DeskKeys, "recovery": RecoveryPaper, NUMBERS: dict,
}  # fmt: skip


def put(connection: Connection, name: str, value: object) -> None:
    """Store a JSON-able value under a name."""
    driver(connection).execute(_PUT, {"name": name, "value": orjson.dumps(value).decode()})


def get(connection: Connection, name: str) -> Any:
    """Return the value under a name, None when there is none. Raises KnownError STORE_BROKEN where it is damaged."""
    found = scalar(connection, _GET, {"name": name})
    try:
        return None if found is None else orjson.loads(found)
    except ValueError:
        raise KnownError("STORE_BROKEN") from None


def unreadable(connection: Connection) -> list[str]:
    """Return the names under which stands what is no value, or none of the shape it must have."""
    found = []
    for name, value in connection.execute(text("SELECT name, value FROM setting ORDER BY name")):
        try:
            kept = orjson.loads(value)
            if (shape := _SHAPES.get(name)) is not None:
                shape(**kept)
        except (ValueError, TypeError):
            found.append(name)
    return found


def put_centre(connection: Connection, centre: CentreRecord) -> None:
    """Store the centre."""
    put(connection, "centre", asdict(centre))


def centre(connection: Connection) -> CentreRecord:
    """Return the centre. Raises KnownError CENTRE_MISSING when none was set up."""
    found = get(connection, "centre")
    if found is None:
        raise KnownError("CENTRE_MISSING")
    return CentreRecord(**found)


def recovery_paper(connection: Connection) -> RecoveryPaper | None:
    """Return which recovery paper opens this store, None where none was made."""
    found = get(connection, "recovery")
    return None if found is None else RecoveryPaper(**found)


def put_recovery_paper(connection: Connection, paper: RecoveryPaper) -> None:
    """Store which recovery paper opens this store."""
    put(connection, "recovery", asdict(paper))


def put_link(connection: Connection, link: ProvinceLink) -> None:
    """Store the link to the province."""
    put(connection, "province", asdict(link))


def link(connection: Connection) -> ProvinceLink | None:
    """Return the link to the province, None for a centre that has none yet."""
    found = get(connection, "province")
    return None if found is None else ProvinceLink(**found)


def put_keys(connection: Connection, keys: DeskKeys) -> None:
    """Store this desk's keys in place of those it had."""
    put(connection, "keys", asdict(keys))


def keys(connection: Connection) -> DeskKeys | None:
    """Return this desk's keys, None where it has none yet."""
    found = get(connection, "keys")
    return None if found is None else DeskKeys(**found)


def move_cursor(connection: Connection, cursor: int) -> None:
    """Advance the cursor; in the transaction that stores what was pulled, so that neither is ahead of the other."""
    current = link(connection)
    if current is not None and cursor > current.cursor:
        put_link(connection, replace(current, cursor=cursor))
