"""What is chosen in Cài đặt of what the law leaves open: checked as a whole, then saved in one transaction, or nothing.

Printer, officer and lock of this desk; form set, extensions, account, working hours and grounds of its centre. They
are one act, for Ctrl+Enter saves them with one key: a desk whose new code was taken and whose hours were refused would
not know what it has. All faults are told at once, each with its field. Nothing already promised changes with them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from app.errors import KnownError, UserError
from app.models import setting
from app.models.setting import CentreRecord
from app.paths import resource
from app.printing.print_setup import PrintSetup
from app.rules.calendar import DEFAULT_SCHEDULE, WEEKDAY_KEYS, Schedule, schedule_from_mapping
from app.rules.dossier import Bank
from app.rules.editions import EDITIONS
from app.rules.identity import officer_name
from app.rules.text import nfc
from app.rules.vietqr import payload
from app.services import grounds, lock_code, print_setup
from app.services.desk import Desk
from app.services.grounds import Ground

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


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that Cài đặt saves, as it was written; `save` says what is wrong with it.

    `edition` None is the newest in force on the day, an account of which nothing is written is none, `grounds` None
    are the shipped ones. `code` and `again` are a new code of the lock, typed twice; both empty leave the one there is.
    """

    printing: PrintSetup
    officer: str
    week: Week
    edition: str | None
    extension_limit: str
    bank: Bank
    grounds: tuple[Ground, ...] | None
    code: str = field(default="", repr=False)
    again: str = field(default="", repr=False)


def in_force(centre: CentreRecord, printing: PrintSetup) -> Chosen:
    """Return what a desk has, as it would be saved again unchanged."""
    return Chosen(
        printing=printing,
        officer=centre.officer,
        week=week_of(centre),
        edition=centre.edition,
        extension_limit=str(centre.extension_limit),
        bank=Bank(**centre.bank) if centre.bank else Bank("", "", ""),
        grounds=None if centre.grounds is None else grounds.of(centre),
    )


def save(desk: Desk, chosen: Chosen) -> CentreRecord:
    """Save all of it in one transaction, or nothing; return the centre. It holds for what is done from now on.

    Raises UserError EDITION_UNKNOWN (edition), SCHEDULE_EMPTY and the other faults of a week at the day they are on,
    and what `print_setup.check`, `officer_name`, `lock_code.check`, `extensions`, `account` and `grounds.check`
    refuse; SETTINGS_FAULTS (count, faults) for more than one of them. Raises KnownError FILE_WRITE (name, why) where
    the folder for papers cannot be made, and those of the store.
    """
    faults = tuple(_faults(chosen))
    if faults:
        raise faults[0] if len(faults) == 1 else UserError("SETTINGS_FAULTS", count=len(faults), faults=faults)
    bank, schedule = account(*astuple(chosen.bank)), schedule_from_mapping(chosen.week)
    own = None if chosen.grounds is None else grounds.check(chosen.grounds)
    if chosen.printing.folder is not None:
        _make(chosen.printing.folder)
    with desk.store.write() as connection:
        centre = replace(
            setting.centre(connection),
            officer=officer_name(chosen.officer),
            sessions=None if schedule == DEFAULT_SCHEDULE else written(schedule),
            edition=chosen.edition,
            extension_limit=extensions(chosen.extension_limit),
            bank=asdict(bank) if bank else None,
            grounds=None if own is None else [asdict(one) for one in own],
        )
        setting.put_centre(connection, centre)
        print_setup.put(connection, chosen.printing)
        if chosen.code:
            lock_code.put(connection, chosen.code)
    desk.changed()
    return centre


def _faults(chosen: Chosen) -> Iterator[UserError]:
    """Give all that is wrong, in the order of the screen."""
    checks: list[Callable[[], object]] = [
        partial(print_setup.check, chosen.printing),
        partial(officer_name, chosen.officer),
        partial(lock_code.check, chosen.code, chosen.again),
        partial(_check_week, chosen.week),
        *(partial(_check_day, key, sessions) for key, sessions in chosen.week.items()),
        partial(_check_edition, chosen.edition),
        partial(extensions, chosen.extension_limit),
        partial(account, *astuple(chosen.bank)),
    ]
    if chosen.grounds is not None:
        checks.append(partial(grounds.check, chosen.grounds))
    for check in checks:
        try:
            check()
        except UserError as problem:
            yield problem


def _check_week(week: Week) -> None:
    if not any(week.values()):
        raise UserError("SCHEDULE_EMPTY", field=WEEKDAY_KEYS[0])


def _check_day(key: str, sessions: list[list[str]]) -> None:
    try:
        schedule_from_mapping({key: sessions})
    except UserError as problem:
        if problem.code != "SCHEDULE_EMPTY":  # one day off is no empty week
            raise UserError(problem.code, field=key, **problem.facts) from None


def _check_edition(edition: str | None) -> None:
    if edition is not None and edition not in EDITIONS:
        raise UserError("EDITION_UNKNOWN", field="edition", edition=edition)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise KnownError("FILE_WRITE", field="folder", name=folder, why=problem.strerror) from None
