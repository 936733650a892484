"""Finding the dossier a citizen came for among the results that wait."""

from __future__ import annotations

from app.rules.numbering import normalise_code_query
from app.rules.states import State
from app.services import finding
from app.services.desk import Desk
from app.services.finding import Hit

OFFERED = 8
"""How many dossiers are offered at once."""


def waiting_for(desk: Desk, typed: str) -> list[Hit]:
    """Return up to one more than `OFFERED` dossiers with a result, by the end of their code, else by name or number.

    Digits that may end a code are only that: in Hà Nội the number of every woman begins with 0011.
    """
    query = normalise_code_query(typed)
    if query is None:
        return finding.find(desk, typed, states=[State.RESULT_READY], limit=OFFERED + 1)
    hits = finding.find(desk, query, states=[State.RESULT_READY], limit=finding.FEW)
    return [hit for hit in hits if f"-{hit.code}".endswith(f"-{query}")][: OFFERED + 1]
