"""The search index: folded words of each dossier in FTS5, found by prefix, newest first.

Ranking by relevance costs 43 ms on one common word and says nothing to an officer, who looks for somebody of late;
so hits come by row, newest first, and the query stops at the page (DESIGN §9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection

from app.models.engine import driver
from app.rules.record import Record
from app.rules.text import search_tokens

_AGENCY = re.compile(r"^\s*[a-z]\d\d(\.\d{2,3}){0,2}-(?=\d)", re.ASCII | re.IGNORECASE)
_DELETE = "DELETE FROM search WHERE rowid = :n"
_INSERT = "INSERT INTO search(rowid, words) VALUES (:n, :words)"


def words_of(record: Record) -> str:
    """Return the folded words a dossier is found by: code, names, numbers, phones."""
    parts = [record.code]
    for person in (record.applicant, record.owner):
        if person:
            parts += [person.name, person.id_number or "", (person.phone or "").replace(" ", "")]
    return " ".join(token for part in parts for token in search_tokens(part))


def index(connection: Connection, n: int, words: str, *, known: bool) -> None:
    """Put a dossier's words under its row, replacing what was there when the dossier is `known`."""
    if known:
        driver(connection).execute(_DELETE, {"n": n})
    driver(connection).execute(_INSERT, {"n": n, "words": words})


def index_many(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Put the words of many new dossiers under their rows."""
    connection.exec_driver_sql(_INSERT, [{"n": n, "words": words} for n, words in rows])


def match(typed: str) -> str | None:
    """Turn what an officer typed into an FTS5 query in which every word is a prefix; None when nothing is left.

    A number typed in groups ("0905 318 462") is one number: groups are joined when the whole is at least nine digits.
    The agency before the rest of a code is left out: every code of a store has it, so it tells nothing apart and
    would walk the whole index.
    """
    squeezed = typed.replace(" ", "").replace(".", "")
    tokens = [squeezed] if squeezed.isdigit() and len(squeezed) >= 9 else search_tokens(_AGENCY.sub("", typed))
    return " ".join(f'"{token}"*' for token in tokens) or None
