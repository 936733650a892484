"""The seals of a store's pages: whose key made them, and what became of a store that does not open.

SQLCipher seals each page with the key, the salt at the head of the file and the page's number (ADR 0023). So a page
that was changed, cut off, or is another file's is found by reading it; where no page has a good seal, either the key is
another one or the salt is gone, and the file alone does not tell which.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import sqlcipher3.dbapi2 as sqlcipher

from app.models.engine import FIXED, sealed

PAGE = 4096
_SALT = 16

Kind = Literal["empty", "cut", "pages", "torn", "log", "other", "rows"]
"""How a store is damaged: `empty` without a byte, `cut` shorter than it was, `pages` changed, `torn` of pages that do
not go together, `log` in what was written last and lies beside it, `other` a file of which no page is this key's, and
`rows`, where every page is what was written and still something cannot be read."""


def is_key_of(path: Path, key: bytes) -> bool:
    """Tell whether a key has sealed any page of a file: then it is the right one, and the rest is damaged."""
    found = _wrong(path, key)
    return found is not None and len(found) < _pages(path.stat().st_size)


def damage(path: Path, key: bytes) -> dict[str, Any]:
    """Return how a store is damaged: its `kind`, and how many of its `pages` are `wrong`. Raises OSError."""
    size = path.stat().st_size
    pages, wrong = _pages(size), _wrong(path, key) if size else []
    facts = {"pages": pages, "wrong": pages if wrong is None else len(wrong)}
    return {**facts, "kind": _kind(path, key, size, **facts)}


def _pages(size: int) -> int:
    return -(-size // PAGE)


def _kind(path: Path, key: bytes, size: int, pages: int, wrong: int) -> Kind:
    if not size:
        return "empty"
    if size < PAGE:
        return "cut"
    if wrong >= pages:
        return "other"
    if size % PAGE:
        return "cut"
    if wrong:
        return "pages"
    connection = sealed(path, key, FIXED)
    try:
        whole = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return "other"
    except sqlcipher.Error:
        return "cut"  # each page there is good, and the first one says that there were more
    finally:
        connection.close()
    if not whole:
        return "torn"
    return "log" if path.with_name(path.name + "-wal").exists() else "rows"


def blank(path: Path) -> bool:
    """Tell whether a file is no store, whatever its key: less than a page, or zeros where its salt would be."""
    with path.open("rb") as file:
        head = file.read(PAGE)
    return len(head) < PAGE or not any(head[:_SALT])


def _wrong(path: Path, key: bytes) -> list[str] | None:
    """Return what is said of each page with a wrong seal, None where no page can be looked at."""
    connection = sealed(path, key, FIXED)
    try:
        return [str(said) for (said,) in connection.execute("PRAGMA cipher_integrity_check")]
    except (OSError, sqlcipher.Error):
        return None
    finally:
        connection.close()
