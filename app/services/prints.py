"""How often a form was printed at this desk: of a dossier, of a signed list, of a day.

A count makes the next print say on its face that it is one more. It is written after the paper was handed over, so a
program that dies in between shows the paper as perhaps not printed, never the other way round (DESIGN §3.2).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from app.rules.clock import iso


def count(connection: Connection, subject: str, form: str, at: datetime) -> int:
    """Count one print of a form and return how often it now was.

    `subject` is a dossier's id, a list's number, or the date of a day.
    """
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
