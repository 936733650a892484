"""The ledger of the drills about copies and loss, docs/drills.csv: a line for each run that came to its end.

`tried` counts what the drill says it does (copies damaged, PCs stolen, kills), `kinds` shares it out, `faults` is what
must be 0. What the drill measured besides stands in `figures`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.torture.ledger import ROOT, commit

LEDGER = ROOT / "docs" / "drills.csv"
COLUMNS = ("date", "commit", "drill", "dossiers", "tried", "kinds", "faults", "figures", "seconds", "seed")


@dataclass(frozen=True)
class Run:
    """What a drill came to."""

    drill: str
    dossiers: int
    kinds: Mapping[str, int]
    faults: int
    seconds: float
    seed: int
    figures: Mapping[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, object]:
        """Return it as a line of the ledger."""
        return {
            "date": date.today().isoformat(),
            "commit": commit(),
            "drill": self.drill,
            "dossiers": self.dossiers,
            "tried": sum(self.kinds.values()),
            "kinds": " ".join(f"{kind}={count}" for kind, count in sorted(self.kinds.items())),
            "faults": self.faults,
            "figures": " ".join(f"{name}={value:g}" for name, value in self.figures.items()),
            "seconds": round(self.seconds),
            "seed": self.seed,
        }


def append(run: Run, ledger: Path = LEDGER) -> None:
    """Add a run's line."""
    new = not ledger.exists()
    with ledger.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(run.row())
