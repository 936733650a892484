"""The sentence of every code, by what it is about."""

from __future__ import annotations

from app.words.sentences import days, desk, dossiers, province, reception, store

SENTENCES = {
    **days.SENTENCES,
    **reception.SENTENCES,
    **dossiers.SENTENCES,
    **desk.SENTENCES,
    **store.SENTENCES,
    **province.SENTENCES,
}
