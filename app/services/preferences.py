"""What a centre chooses of what the law leaves open: form set, extensions, account, working hours; checked, then kept.

Each value has one check, used beside its field and again when all are kept, in one transaction: a centre whose account
was taken and whose hours were refused would not know what it has. Nothing already promised changes with them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache

from app.errors import UserError
from app.models import setting
from app.models.setting import CentreRecord
from app.paths import resource
from app.rules.calendar import DEFAULT_SCHEDULE, WEEKDAY_KEYS, Schedule, schedule_from_mapping
from app.rules.dossier import Bank
from app.rules.editions import EDITIONS
from app.rules.text import nfc
from app.rules.vietqr import payload
from app.services.desk import Desk

MOST_EXTENSIONS = 9
TRIAL = 1_000, "QUET THU"
"""What the code of an account asks for before the account is kept: đồng, and the purpose."""

Week = dict[str, list[list[str]]]
"""The sessions of each weekday by its key: {"mon": [["07:30", "11:30"], …], …}."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A set of forms: since when it is in force, and whether its layout was compared with the circular."""

    name: str
    begins: date
    verified: bool


@cache
def editions() -> tuple[Edition, ...]:
    """Return the sets of forms there are, the oldest first (`resources/forms/editions.json`)."""
    said = json.loads(resource("forms", "editions.json").read_text(encoding="utf-8"))
    return tuple(
        Edition(name, date.fromisoformat(said[name]["effective_from"]), said[name]["verified"]) for name in EDITIONS
    )


@cache
def banks() -> dict[str, str]:
    """Return the banks VietQR reaches: their names by their six digits (`resources/banks.json`, not verified)."""
    return {row["bin"]: row["name"] for row in json.loads(resource("banks.json").read_text(encoding="utf-8"))}


def extensions(text: str) -> int:
    """Return how many extensions are made without a warning. Raises UserError EXTENSION_COUNT (text, most)."""
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_EXTENSIONS:
        raise UserError("EXTENSION_COUNT", field="extension_limit", text=text, most=MOST_EXTENSIONS)
    return int(text)


def account(bank_bin: str, number: str, name: str) -> Bank | None:
    """Return the account citizens pay into; None where nothing was written, and then no VietQR is drawn.

    Blanks inside the number, as banks print it, are dropped. Raises UserError BANK_INCOMPLETE with the field that is
    missing (bin, account, account_name), BANK_BIN and BANK_ACCOUNT as `app.rules.vietqr.payload` does.
    """
    bank = Bank(bank_bin, "".join(nfc(number).split()), nfc(name))
    written = asdict(bank)
    if not any(written.values()):
        return None
    for part, value in written.items():
        if not value:
            raise UserError("BANK_INCOMPLETE", field="account_name" if part == "name" else part)
    payload(bank.bin, bank.account, *TRIAL)
    return bank


def written(schedule: Schedule) -> Week:
    """Return a schedule as it is kept, every weekday named."""
    return {
        key: [[f"{session.start:%H:%M}", f"{session.end:%H:%M}"] for session in sessions]
        for key, sessions in zip(WEEKDAY_KEYS, schedule.week, strict=True)
    }


def week_of(centre: CentreRecord) -> Week:
    """Return the sessions a centre works, its own or the default ones."""
    return written(DEFAULT_SCHEDULE if centre.sessions is None else schedule_from_mapping(centre.sessions))


def keep(desk: Desk, *, edition: str | None, extension_limit: int, bank: Bank | None, week: Week) -> CentreRecord:
    """Keep what a centre chose; return the centre. In force at once for what is received and printed from now on.

    `edition` None is the newest in force on the day. Raises UserError EDITION_UNKNOWN (edition), what `extensions` and
    `account` raise, and what `schedule_from_mapping` raises for the week; then nothing changed.
    """
    if edition is not None and edition not in EDITIONS:
        raise UserError("EDITION_UNKNOWN", field="edition", edition=edition)
    limit = extensions(str(extension_limit))
    known = account(bank.bin, bank.account, bank.name) if bank else None
    schedule = schedule_from_mapping(week)
    with desk.store.write() as connection:
        centre = replace(
            setting.centre(connection),
            edition=edition,
            extension_limit=limit,
            bank=asdict(known) if known else None,
            sessions=None if schedule == DEFAULT_SCHEDULE else written(schedule),
        )
        setting.put_centre(connection, centre)
    desk.changed()
    return centre
