"""The one page a clerk reads out over the phone, or takes along on a stick: plain Vietnamese, line by line."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

from app import __version__
from app.selftest.check import Result

FINE = "Máy này dùng được."
_VN = timezone(timedelta(hours=7))
"""By itself, for the table of time zones is among what is tried."""


def lines(results: Iterable[Result]) -> Iterator[str]:
    """Give the page's lines as the results come."""
    yield f"Một Cửa {__version__}: tự kiểm tra máy lúc {datetime.now(_VN):%H:%M %d/%m/%Y}"
    yield f"{system()} · Qt {qt()} · Python {platform.python_version()} · đời kho {schema()}"
    yield ""
    wrong = 0
    for result in results:
        wrong += not result.ok
        yield from told(result)
    yield ""
    yield conclusion(wrong)


def told(result: Result) -> Iterator[str]:
    """Give the lines of one result."""
    yield f"{'✓' if result.ok else '✗'} {result.title}: {result.detail}"
    if not result.ok:
        yield f"    Cách sửa: {result.cure}"


def conclusion(wrong: int) -> str:
    """Return the sentence at the end."""
    return f"Có {wrong} chỗ cần sửa trước khi dùng." if wrong else FINE


def as_json(results: list[Result]) -> dict[str, Any]:
    """Return what `motcua self-test --json` prints."""
    return {
        "ok": all(result.ok for result in results),
        "version": __version__,
        "schema": schema(),
        "system": system(),
        "qt": qt(),
        "checks": [result.as_json() for result in results],
    }


def qt() -> str | None:
    """Return Qt's version, None where a damaged installation cannot tell."""
    with suppress(ImportError):
        from PySide6 import __version__ as version

        return version
    return None


def schema() -> str | None:
    """Return the newest revision of a store this program knows, None where it cannot tell."""
    with suppress(ImportError):
        from app.models.engine import REVISIONS

        return REVISIONS[-1]
    return None


def system() -> str:
    """Return which system this PC runs, as its maker names it; never the PC's own name."""
    if platform.system() == "Linux":
        with suppress(OSError, KeyError):
            return platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{platform.system()} {platform.release()} ({platform.version()})"
