"""Which column of a sheet fills which field: remembered for heads seen before, else guessed from their words."""

from __future__ import annotations

from app.errors import UserError
from app.models import setting
from app.rules.events import sha256_hex
from app.rules.text import fold
from app.services.desk import Desk
from app.services.past.views import REQUIRED, Columns
from app.services.past_file.heads import guess
from app.services.past_file.sheet import FIELDS, Sheet

_NAME = "past_columns"


def propose(desk: Desk, sheet: Sheet) -> dict[str, int]:
    """Return which column fills which field: as it was for the same heads before, else guessed from their words."""
    with desk.store.read() as connection:
        known = (setting.get(connection, _NAME) or {}).get(_fingerprint(sheet))
    return dict(known) if known is not None else guess(sheet.heads)


def remember(desk: Desk, sheet: Sheet, columns: Columns) -> None:
    """Keep the columns for the next sheet with these heads: a register has the same ones every year."""
    with desk.store.write() as connection:
        known = setting.get(connection, _NAME) or {}
        setting.put(connection, _NAME, known | {_fingerprint(sheet): dict(columns)})


def check(sheet: Sheet, columns: Columns) -> None:
    """Raise UserError PAST_FIELD_UNKNOWN (name), PAST_COLUMN_UNKNOWN (column), PAST_COLUMN_NEEDED (field)."""
    for field, column in columns.items():
        if field not in FIELDS:
            raise UserError("PAST_FIELD_UNKNOWN", name=field)
        if not 0 <= column < len(sheet.heads):
            raise UserError("PAST_COLUMN_UNKNOWN", column=column + 1)
    for field in REQUIRED:
        if field not in columns:
            raise UserError("PAST_COLUMN_NEEDED", field=field)


def _fingerprint(sheet: Sheet) -> str:
    return sha256_hex("\n".join(map(fold, sheet.heads)).encode())
