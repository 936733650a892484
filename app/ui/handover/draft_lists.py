"""What is on each list before it is signed, as plain data: the unit, the ticked dossiers, what was typed for each.

Nothing is ticked by itself: a list holds the dossiers whose paper was in somebody's hand. Ticks and typed words
outlive a look at another screen and a new reading of the store; a dossier that left meanwhile takes its tick along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.rules.dossier import Dossier
from app.rules.numbering import normalise_code_query
from app.rules.record import Result
from app.services.handover import BACK, OUT, Group, ResultRow
from app.ui.handover.defaults import begin
from app.ui.kit.search import fold

EMPTY = ResultRow("")


@dataclass
class DraftList:
    """One of the two lists; `sort` is OUT or BACK, `place` the shelf the last result was put on.

    `ticked` keeps the order of scanning: that of the pile of papers.
    """

    sort: str
    groups: list[Group] = field(default_factory=list)
    unit: str = ""
    ticked: dict[str, None] = field(default_factory=dict)
    results: dict[str, ResultRow] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def group(self) -> Group | None:
        """The chosen unit's dossiers."""
        return next((group for group in self.groups if group.unit == self.unit), None)

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """The dossiers of the chosen unit."""
        return self.group.dossiers if self.group else ()

    @property
    def person(self) -> str:
        """Who signs for the chosen unit, as typed: a name is never carried over to another unit."""
        return self.people.get(self.unit, "")

    @property
    def chosen(self) -> list[Dossier]:
        """The chosen unit's ticked dossiers in the order of scanning, each with its result as typed."""
        here = {dossier.code: dossier for dossier in self.dossiers}
        ticked = [here[code] for code in self.ticked if code in here]
        return [self._with_result(one) for one in ticked] if self.sort == BACK else ticked

    @property
    def rows(self) -> list[ResultRow]:
        """The typed results of the chosen dossiers; none on the list of those that go out."""
        return [self.results[dossier.code] for dossier in self.chosen] if self.sort == BACK else []

    def take(self, groups: Sequence[Group]) -> None:
        """Take a new reading of the store."""
        self.groups = list(groups)
        here = {dossier.code for group in groups for dossier in group.dossiers}
        self.ticked = {code: None for code in self.ticked if code in here}
        if self.group is None:
            with_ticks = (group.unit for group in groups if self.count(group))
            self.unit = next(with_ticks, groups[0].unit if groups else "")

    def count(self, group: Group) -> int:
        """Return how many dossiers of a group are ticked."""
        return sum(dossier.code in self.ticked for dossier in group.dossiers)

    def find(self, code: str) -> tuple[str, Dossier] | None:
        """Return the unit and the dossier with this code, None when it is on neither list."""
        for group in self.groups:
            for dossier in group.dossiers:
                if dossier.code == code:
                    return group.unit, dossier
        return None

    def matching(self, typed: str) -> list[Dossier]:
        """Return the dossiers whose code ends as typed, or whose citizen's name has these words in it."""
        query, words = normalise_code_query(typed), fold(typed).split()
        every = [dossier for group in self.groups for dossier in group.dossiers]
        if query is not None:
            return [one for one in every if f"-{one.code}".endswith(f"-{query}")]
        return [one for one in every if words and all(word in fold(one.citizen.name).split() for word in words)]

    def tick(self, dossier: Dossier, *, on: bool = True) -> None:
        """Put a dossier on the list, or take it off; what was typed for it is kept."""
        if not on:
            self.ticked.pop(dossier.code, None)
            return
        self.ticked[dossier.code] = None
        if self.sort == BACK and dossier.code not in self.results:
            self.results[dossier.code] = begin(dossier, self.place)

    def forget(self, codes: Sequence[str], unit: str) -> None:
        """A list was signed: its dossiers and the name under it are done with."""
        for code in codes:
            self.ticked.pop(code, None)
            self.results.pop(code, None)
        self.people.pop(unit, None)

    def _with_result(self, dossier: Dossier) -> Dossier:
        typed = self.results.get(dossier.code, EMPTY)
        result = Result(typed.type or None, typed.number or None, typed.abstract or None, dossier.received_at, None)
        return replace(dossier, result=result)


def draft_lists() -> dict[str, DraftList]:
    """Return the two lists, empty."""
    return {sort: DraftList(sort) for sort in (OUT, BACK)}
