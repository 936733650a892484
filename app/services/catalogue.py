"""The catalogue at the counter: finding a procedure as it is typed, and taking in a province's new file.

A file is first shown as a readable difference; only then may it be applied (DESIGN §3.8). Dossiers keep the version
they were received under, so nothing already promised changes. What is shown is what the store would be afterwards
against what it is, never the file against the store: a version the file makes end is shown ending, and a procedure
the file leaves out is said to stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app import chosen
from app.errors import KnownError
from app.rules.catalogue import Difference, Procedure, difference, merged, under_known_codes
from app.rules.catalogue_file import catalogue_from_data, parse_catalogue
from app.services.centre import put_procedures
from app.services.desk import Desk

MOST_MB = 16
"""The largest catalogue: every procedure of a province and of the centre's own is some 5 MB."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a catalogue file would change, or did; `kept` are the procedures of ours it does not speak of."""

    difference: Difference
    kept: tuple[str, ...]
    applied: bool

    def lines(self) -> list[str]:
        """Say in Vietnamese what changes, one line a fact, and what stays; no line when nothing does either."""
        stays = [f"Giữ nguyên {len(self.kept)} thủ tục tệp không nói đến."] if self.kept else []
        return [*self.difference.lines(), *stays]

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua catalogue import --json` prints it."""
        return {
            "added": [f"{one.code} {one.name}" for one in self.difference.added],
            "kept": list(self.kept),
            "changed": [
                {"code": one.code, "version": one.version, "field": one.field, "old": one.old, "new": one.new}
                for one in self.difference.changed
            ],
            "lines": self.lines(),
            "applied": self.applied,
        }


def import_file(desk: Desk, path: Path, *, apply: bool = False) -> Imported:
    """Compare a province's catalogue file with ours and, with `apply`, take it in.

    A procedure the file leaves out stays: a province publishes its own lists beside the national one, and a counter
    must be able to finish what it received. Raises KnownError FILE_READ, UserError FILE_TOO_LARGE, the UserErrors of
    `parse_catalogue`, which name the line and column, and that of `merged`; in each case nothing changed.
    """
    try:
        content = chosen.content(path, MOST_MB)
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
    new = parse_catalogue(content, path.name)
    with desk.store.write() if apply else desk.store.read() as connection:
        before = every(connection)
        new = under_known_codes(before, new)
        after = merged(before, new)
        known = set(before)
        fresh = tuple(one for one in after if one not in known)
        if apply and fresh:
            put_procedures(connection, fresh)
    if apply:
        desk.changed()
    kept = {one.code for one in before} - {one.code for one in new}
    return Imported(difference(before, after), tuple(sorted(kept)), apply)


def every(connection: Connection) -> tuple[Procedure, ...]:
    """Return every version of every procedure."""
    rows = connection.execute(text("SELECT data FROM procedure ORDER BY code, version")).scalars()
    return catalogue_from_data([orjson.loads(row) for row in rows])


def in_force_on(desk: Desk, day: date) -> tuple[Procedure, ...]:
    """Return the procedures in force on `day`, one version each, in the order of their codes."""
    with desk.store.read() as connection:
        versions = every(connection)
    return tuple(
        one for one in versions if one.effective_from <= day and (one.effective_to is None or day <= one.effective_to)
    )


def usage(desk: Desk, day: date) -> dict[str, int]:
    """Return how often each procedure code was received here in the 90 days before `day`, for the order of finds."""
    since = date.fromordinal(day.toordinal() - 90).isoformat()
    with desk.store.read() as connection:
        rows = connection.execute(
            text(
                "SELECT procedure_code AS code, count(*) AS times FROM dossier WHERE received_at >= :since GROUP BY 1"
            ),
            {"since": since},
        )
        return {row.code: row.times for row in rows}
