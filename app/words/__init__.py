"""The Vietnamese of codes: one sentence for every error, one word for every state, act and sync state.

No Qt here: the command line speaks with the same sentences (DESIGN §6). A sentence says what is wrong, how much, and
the cure; it never blames, asks politely or shouts (UI §6). A test holds that every code raised in the program has
its sentence here, and that each sentence finds the facts it names.
"""

from __future__ import annotations

from app.words.names import ACTS, FIELDS, FORMS, PAPERS, STATES, SYNC, act_word, field_word
from app.words.saying import migrating, say, sentence
from app.words.sentences import SENTENCES
from app.words.sentences.store import damage, way_out
from app.words.warnings import WARNINGS

__all__ = [
    "ACTS",
    "FIELDS",
    "FORMS",
    "PAPERS",
    "SENTENCES",
    "STATES",
    "SYNC",
    "WARNINGS",
    "act_word",
    "damage",
    "field_word",
    "migrating",
    "say",
    "sentence",
    "way_out",
]
