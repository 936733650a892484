"""Papers: rendered from committed data only, and counted once they are on their way out.

A print is counted after the bytes were handed over; a program that dies in between shows the receipt as perhaps not
printed, which is one key to print again, and never the other way round (DESIGN §3.2). The count makes a second print
say so on its face.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text

from app.errors import KnownError, UserError
from app.rules.clock import iso
from app.services.desk import Desk
from app.services.finding import by_id, id_of

Paper = Literal["A4", "A5"]
FORMS = ("receipt", "return-receipt")
"""The forms of a dossier that can be printed so far; CLI.md names the others."""


def render(desk: Desk, code: str, form: str, *, paper: Paper = "A5") -> bytes:
    """Return the PDF of a form of a committed dossier, marked as a reprint if it was printed before.

    Raises UserError DOSSIER_UNKNOWN, FORM_UNKNOWN (form), NOT_RETURNED for a return receipt before the return.
    """
    if form not in FORMS:
        raise UserError("FORM_UNKNOWN", form=form)
    with desk.store.read() as connection:
        dossier = by_id(desk, connection, id_of(connection, code))
        centre = desk.printed_centre(connection)
        number = copies(connection, dossier.id, form) + 1
    if form == "receipt":
        from app.printing.receipt import render_receipt

        return render_receipt(dossier, centre, paper=paper, copy_number=number)
    if dossier.returned_at is None:
        raise UserError("NOT_RETURNED", code=dossier.code)
    from app.printing.return_receipt import render_return_receipt

    return render_return_receipt(dossier, centre, paper=paper, copy_number=number)


def printed(desk: Desk, code: str, form: str) -> int:
    """Count a form as printed and return how often it now was."""
    with desk.store.write() as connection:
        id_ = id_of(connection, code)
        times = count(connection, id_, form, desk.clock())
        if form == "receipt":
            connection.execute(text("UPDATE dossier SET printed = printed + 1 WHERE id = :id"), {"id": id_})
        return times


def to_file(desk: Desk, code: str, form: str, path: Path, *, paper: Paper = "A5") -> None:
    """Write a form to a PDF file, whole or not at all, and count it. Raises KnownError FILE_WRITE (why)."""
    write_whole(path, render(desk, code, form, paper=paper))
    printed(desk, code, form)


def check_place(path: Path) -> None:
    """Make sure a file can be written here, before something that cannot be taken back. Raises as `write_whole`."""
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.open("wb").close()
        fresh.unlink()
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
    except OSError as problem:
        raise KnownError("FILE_WRITE", name=path.name, why=problem.strerror) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises KnownError FILE_WRITE (name, why)."""
    fresh = path.with_name(path.name + ".part")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        raise KnownError("FILE_WRITE", name=path.name, why=problem.strerror) from None


def count(connection: Connection, subject: str, form: str, at: datetime) -> int:
    """Count one print of a form; `subject` is a dossier's id, or the date of a day. Return how often it now was."""
    connection.execute(
        text(
            "INSERT INTO print(subject, form, copies, at) VALUES (:subject, :form, 1, :at) "
            "ON CONFLICT(subject, form) DO UPDATE SET copies = copies + 1, at = :at"
        ),
        {"subject": subject, "form": form, "at": iso(at)},
    )
    return copies(connection, subject, form)


def copies(connection: Connection, subject: str, form: str) -> int:
    """Return how often a form was printed."""
    found = connection.execute(
        text("SELECT copies FROM print WHERE subject = :subject AND form = :form"), {"subject": subject, "form": form}
    ).scalar()
    return int(found or 0)
