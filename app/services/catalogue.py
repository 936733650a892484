"""The catalogue at the counter: finding a procedure as it is typed, and taking in a province's new file.

The file is one in our own shape (`rules.catalogue_file`), or the list a province really has (`catalogue_list`).

A file is first shown as a readable difference; only then may it be applied (DESIGN §3.8). Dossiers keep the version
they were received under, so nothing already promised changes. What is shown is what the store would be afterwards
against what it is, never the file against the store: a version the file makes end is shown ending, and a procedure
the file leaves out is said to stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app import chosen
from app.errors import KnownError, UserError
from app.rules.catalogue import Difference, Procedure, difference, merged, under_known_codes
from app.rules.catalogue_csv import entries_of, is_ours
from app.rules.catalogue_file import catalogue_from_data, parse_catalogue, procedures_of
from app.rules.text_file import text_of
from app.services import catalogue_list, listed
from app.services.catalogue_list import Asked, Taken
from app.services.centre import put_procedures
from app.services.desk import Desk
from app.services.listed import Listed

_OURS = frozenset(("unit", "body", "effective_from"))
_NOTHING_ASKED = Asked()
_NAMED = 5
"""So many unchanged procedures are named; of more the number says as much."""
MOST_MB = 16
"""The largest catalogue: every procedure of a province and of the centre's own is some 5 MB."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a catalogue file would change, or did; `kept` are the procedures of ours it does not speak of.

    `same` are those it speaks of and leaves as they are. Of a list in a shape of its own, `columns` says which of its
    columns is which field, and `told` what was found in it and what was filled in.
    """

    difference: Difference
    kept: tuple[str, ...]
    applied: bool
    same: tuple[str, ...] = ()
    columns: Mapping[str, str | None] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Say in Vietnamese what changes, one line a fact, and what stays; no line when nothing does either."""
        stays = [f"Giữ nguyên {len(self.kept)} thủ tục tệp không nói đến."] if self.kept else []
        return [*self.told, *self.difference.lines(), *self._same_lines(), *stays]

    def _same_lines(self) -> list[str]:
        if not self.told or not self.same:
            return []
        if len(self.same) <= _NAMED:
            return [f"Không đổi {one}." for one in self.same]
        return [f"Không đổi {len(self.same)} thủ tục."]

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua catalogue import --json` prints it."""
        return {
            "added": [f"{one.code} {one.name}" for one in self.difference.added],
            "kept": list(self.kept),
            "same": list(self.same),
            "columns": dict(self.columns),
            "changed": [
                {"code": one.code, "version": one.version, "field": one.field, "old": one.old, "new": one.new}
                for one in self.difference.changed
            ],
            "lines": self.lines(),
            "applied": self.applied,
        }


def import_file(desk: Desk, path: Path, *, apply: bool = False, asked: Asked = _NOTHING_ASKED) -> Imported:
    """Compare a province's catalogue file with ours and, with `apply`, take it in.

    A procedure the file leaves out stays: a province publishes its own lists beside the national one, and a counter
    must be able to finish what it received. `asked` is for a list in a shape of its own. Raises KnownError FILE_READ,
    UserError FILE_TOO_LARGE, the UserErrors of `parse_catalogue`, which name the line and column, those of
    `listed.read` and `catalogue_list.take`, and that of `merged`; in each case nothing changed.
    """
    found = _read(path, asked)
    with desk.store.write() if apply else desk.store.read() as connection:
        before = every(connection)
        taken = (
            catalogue_list.take(found, before, asked, desk.clock().date())
            if isinstance(found, Listed)
            else Taken(found, {}, ())
        )
        new = under_known_codes(before, taken.procedures)
        after = merged(before, new)
        known = set(before)
        fresh = tuple(one for one in after if one not in known)
        if apply and fresh:
            put_procedures(connection, fresh)
    if apply:
        desk.changed()
    kept = {one.code for one in before} - {one.code for one in new}
    changes = difference(before, after)
    touched = {one.code for one in changes.added} | {one.code for one in changes.changed}
    same = tuple(sorted({f"{one.code} {one.name}" for one in new if one.code not in touched}))
    return Imported(changes, tuple(sorted(kept)), apply, same, taken.columns, taken.told)


def _read(path: Path, asked: Asked) -> tuple[Procedure, ...] | Listed:
    """Return the procedures of a file in our shape, or the list of another one as it is."""
    try:
        content = chosen.content(path, MOST_MB)
    except OSError as problem:
        raise KnownError("FILE_READ", name=path.name, why=problem.strerror) from None
    ending = path.suffix.lower()
    if ending == ".jsonl" or ending not in (*listed.EXCEL, ".csv", ".txt", ".json"):
        return parse_catalogue(content, path.name)
    if ending == ".json":
        return _json_of(path, content)
    if ending not in listed.EXCEL and is_ours(text_of(content) or ""):
        return parse_catalogue(content, path.name)
    found = listed.read(path, content, "catalogue", asked.sheet)
    if ending in listed.EXCEL and is_ours("\t".join(found.heads)):
        return procedures_of(entries_of(found.texts()))
    return found


def _json_of(path: Path, content: bytes) -> tuple[Procedure, ...] | Listed:
    """Return a portal's list where that is what the JSON is; whatever else it is, our own reader says what is wrong."""
    try:
        return parse_catalogue(content, path.name)
    except UserError as ours:
        try:
            found = listed.read(path, content, "catalogue")
        except UserError:
            raise ours from None
        if "code" not in found.columns or not _OURS.isdisjoint(found.heads):
            raise ours from None
        return found


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
