"""Twenty thousand hostile events: the relay answers each, and a desk shows, prints and reports whatever it accepted."""

from __future__ import annotations

import faulthandler
import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from app.errors import UserError
from app.models.store import FILE, open_store
from app.rules.clock import VN
from app.services import care, finding, papers, reports
from app.services.desk import Desk as Counter
from app.ui.dossiers import history
from tests.drills.hostile import Hostile
from tests.drills.test_drills import SEED, tell
from tests.province.conftest import Postgres, postgres
from tests.province.desk import Desk
from tests.sync.world import KEY, PC, RelayServer

__all__ = ["postgres", "tell"]
pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
AGENCY = "H15.10"
EVENTS = {"SQLite": 20_000, "PostgreSQL": 4_000}


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def relay(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[RelayServer, int]]:
    db = None
    if request.param == "PostgreSQL":
        server: Postgres = request.getfixturevalue("postgres")
        db = server.url()
    running = RelayServer(tmp_path / "relay", db)
    yield running, EVENTS[request.param]
    running.stop()


class Faults:
    """What went wrong, once for each place it went wrong at, with one example."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = defaultdict(list)

    @contextmanager
    def at(self, what: str, about: object = "") -> Iterator[None]:
        try:
            yield
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-3:]
            place = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(last))
            self.found[f"{what}: {type(error).__name__} {str(error)[:120]!r} at {place}"].append(str(about))

    def __str__(self) -> str:
        return "\n".join(f"{len(about):5} {what}; {about[0]}" for what, about in self.found.items())


def test_whatever_the_relay_accepts_a_desk_can_show_print_and_report(
    relay: tuple[RelayServer, int], tmp_path: Path, tell: Callable[[object], None], caplog: pytest.LogCaptureFixture
) -> None:
    faulthandler.cancel_dump_traceback_later()
    server, count = relay
    with httpx2.Client(base_url=server.url, timeout=600) as client:
        desk = Desk.join(client, server.relay, 2, AGENCY, first=10_000, last=99_999)
        told = Hostile(desk, SEED).run(count)
    tell(told)
    incidents = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert (told.failed, incidents) == ([], [])
    assert told.answers["accepted"] > count / 5
    faults = Faults()
    (tmp_path / "pc").mkdir()
    open_store(tmp_path / "pc", KEY, create=True).close()
    pc = PC(tmp_path / "pc" / FILE, server, AGENCY, 1)
    pc.enrol()
    assert pc.sync().state == "done"
    _use(Counter(pc.store, lambda: datetime(2026, 11, 24, 9, tzinfo=VN), clock_ok=True), faults, tmp_path, tell)
    pc.close()
    assert not faults.found, f"\n{faults}"


def _use(desk: Counter, faults: Faults, folder: Path, tell: Callable[[object], None]) -> None:
    with desk.store.read() as connection:
        codes = list(connection.execute(text("SELECT code FROM dossier ORDER BY n")).scalars())
    drawn = 0
    for number, code in enumerate(codes):
        with faults.at("show", code):
            finding.as_json(desk, code)
            history.entries(finding.history(desk, code), desk.clock().date())
            dossier = finding.dossier(desk, code)
            if number % 5 == 0:
                papers.printed(desk, code, "receipt")  # so that the next one tells what was corrected
            for form in papers.due_forms(dossier) if number % 5 == 0 else ("receipt",):
                with faults.at(f"print {form}", code):
                    drawn += _print(desk, code, form)
    tell(f"{len(codes)} dossiers shown, {drawn} papers drawn")
    for name in reports.NAMES:
        for first, last in ((date(2026, 11, 1), date(2026, 11, 30)), (date(1912, 1, 1), date(2999, 12, 31))):
            for kind in reports.KINDS:
                with faults.at(f"report {name}{kind} {first}"):
                    reports.to_file(desk, name, first, last, folder / f"{name}{kind}")
    with faults.at("find"):
        finding.find(desk, "nguyen")
    with faults.at("doctor"):
        assert care.rebuild(desk).differed == ()


def _print(desk: Counter, code: str, form: str) -> bool:
    try:
        return papers.render(desk, code, form).startswith(b"%PDF")
    except UserError as problem:
        # A result that says it came back on a list, which nobody here has seen.
        if (form, problem.code) != ("result-handover", "HANDOVER_UNKNOWN"):
            raise
        return False
