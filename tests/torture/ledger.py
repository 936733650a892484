"""The ledger of long runs, docs/torture.csv: a line for each, and the next goes on after the last line's last seed."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "docs" / "torture.csv"
COLUMNS = (
    "date", "commit", "schedules", "steps", "kills", "faults", "lost", "doubled", "unexplained", "seconds", "first",
    "last",
)  # fmt: skip
LOST = ("lost", "missing", "false_done", "false_signed")
"""Invariants whose failure is a loss: of what was acknowledged, or of the truth about it."""


@dataclass
class Tally:
    """What a run has come to; `faults` by kind, `failed` by invariant."""

    first: int
    last: int = 0
    schedules: int = 0
    steps: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def row(self, seconds: float) -> dict[str, object]:
        """Return it as a line of the ledger."""
        lost, doubled = sum(self.failed[kind] for kind in LOST), self.failed["doubled"]
        return {
            "date": date.today().isoformat(),
            "commit": commit(),
            "schedules": self.schedules,
            "steps": self.steps,
            "kills": self.kills,
            "faults": " ".join(f"{kind}={count}" for kind, count in sorted(self.faults.items())),
            "lost": lost,
            "doubled": doubled,
            "unexplained": self.failed.total() - lost - doubled,
            "seconds": round(seconds),
            "first": self.first,
            "last": self.last,
        }


def next_seed(ledger: Path = LEDGER) -> int:
    """Return the seed to go on with."""
    if not ledger.exists():
        return 1
    with ledger.open(encoding="utf-8", newline="") as file:
        return max((int(row["last"]) for row in csv.DictReader(file)), default=0) + 1


def append(tally: Tally, seconds: float, ledger: Path = LEDGER) -> None:
    """Add a run's line."""
    new = not ledger.exists()
    with ledger.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(tally.row(seconds))


def commit() -> str:
    """Return the commit that runs, with a word where the tree was changed since."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
