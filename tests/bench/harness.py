"""What the figures share: taking turns with the floor, and the shape of a result."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

OUT = Path("out")
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: program and floor in `unit`, and what is judged against the aim.

    `judged` is the ratio of the two or, where a user feels it, the program's own figure; `at_least` tells which side
    of the aim is the good one.
    """

    name: str
    unit: str
    program: float
    floor: float | None
    judged: float
    aim: float
    at_least: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether the aim is met."""
        return self.judged >= self.aim if self.at_least else self.judged <= self.aim

    def as_json(self) -> dict[str, Any]:
        """Return the figure for the JSON object."""
        return {**asdict(self), "met": self.met}


def ratio(name: str, program: float, floor: float, aim: float, **detail: Any) -> Figure:
    """Return the figure of two medians in seconds, shown in milliseconds."""
    return Figure(name, "ms", program * 1e3, floor * 1e3, program / floor, aim, detail=detail)


def timed(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in seconds."""
    began = perf_counter()
    work()
    return perf_counter() - began


def race(program: Callable[[], object], floor: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Let both run in turn, `rounds` times after a warm-up; return the median of each, in seconds."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(WARM_UP + rounds):
        for work, times in zip((program, floor), taken, strict=True):
            spent = timed(work)
            if turn >= WARM_UP:
                times.append(spent)
    return statistics.median(taken[0]), statistics.median(taken[1])


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a folder on the disk the project is on: /tmp may be memory, and a commit there costs nothing."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=OUT) as folder:
        yield Path(folder).resolve()
