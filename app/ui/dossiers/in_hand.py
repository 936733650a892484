"""What the panel needs of one dossier, read in one go on the desk worker: the facts, and what its acts may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.rules.acts import Kind
from app.rules.calendar import WorkingTime
from app.rules.dossier import Bank, Dossier
from app.services import acts, finding
from app.services.desk import Desk
from app.services.finding import Step
from app.services.grounds import Ground, grounds

_CAUTIOUS = (Kind.SUPPLEMENT_REQUESTED, Kind.EXTENDED)


@dataclass(frozen=True, slots=True)
class InHand:
    """One dossier as of `now`; `cautions` are the codes of warnings by act, `bank` the account to transfer to."""

    dossier: Dossier
    steps: list[Step]
    now: datetime
    working: WorkingTime
    bank: Bank | None
    grounds: tuple[Ground, ...]
    cautions: dict[str, tuple[str, ...]]


def read(desk: Desk, wanted: str) -> InHand:
    """Read a dossier by its code. Raises UserError DOSSIER_UNKNOWN."""
    dossier = finding.dossier(desk, wanted)
    cautions: dict[str, tuple[str, ...]] = {kind: acts.cautions(desk, dossier.code, kind) for kind in _CAUTIOUS}
    steps = finding.history(desk, dossier.code)
    return InHand(dossier, steps, desk.clock(), desk.working_time(), desk.bank(), grounds(desk), cautions)
