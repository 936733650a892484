"""A year of 75,000 dossiers: form 06a to the last dossier, from events alone, and every figure opened."""

from __future__ import annotations

import faulthandler
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models.store import FILE, open_store
from app.services import reports
from app.services.desk import Desk
from tests.services import agreement, year
from tests.services.counter import KEY, Clock

pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
COUNT = 75_000
WHOLE = (date(year.YEAR, 1, 1), date(year.YEAR, 12, 31))


@pytest.fixture(scope="module", autouse=True)
def patience() -> None:
    """Keep pytest from printing every stack because a drill lasts."""
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, new_centre: Path) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("year")
    shutil.copy(new_centre, home / FILE)
    desk = Desk(open_store(home, KEY), Clock(year.NOON))
    year.generated(desk, COUNT)
    yield desk
    desk.store.close()


@pytest.fixture(scope="module")
def told(desk: Desk) -> list[year.Told]:
    return year.stories(desk)


@pytest.fixture
def tell(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[object], None]:
    """Print a line of the summary past pytest's capture."""

    def say(summary: object) -> None:
        with capsys.disabled():
            print(f"\n{request.node.name}: {summary}")

    return say


def test_form_06a_equals_the_events_for_the_year_each_quarter_and_each_month(
    desk: Desk, told: list[year.Told], tell: Callable[[object], None]
) -> None:
    assert len(told) == COUNT
    cells = 0
    for first, last in year.periods():
        figures = reports.build(desk, "06a", first, last)
        agreement.same(figures, year.counted(told, first, last, year.NOON))
        cells += len(figures.counts)
    tell(f"{cells} cells of {len(list(year.periods()))} periods over {COUNT} dossiers equal")


def test_every_figure_of_the_year_opens_exactly_the_dossiers_it_counts(
    desk: Desk, told: list[year.Told], tell: Callable[[object], None]
) -> None:
    lists = agreement.opened(desk, *WHOLE, year.counted(told, *WHOLE, year.NOON))
    tell(f"{lists} lists opened, each with exactly its dossiers")


def test_the_files_of_the_year_say_its_figures_and_counting_it_takes_seconds(
    desk: Desk, tmp_path: Path, tell: Callable[[object], None]
) -> None:
    for name in ("06a", "indicators", "handover"):
        agreement.written(desk, name, *WHOLE, tmp_path)
    began = time.process_time()
    reports.build(desk, "06a", *WHOLE)
    took = time.process_time() - began
    tell(f"06a of {COUNT} dossiers counted in {took:.1f} s")
    assert took < 15
