"""A relay for the session, an agency of its own for each test, and PCs whose stores are copies of one made once."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.store import FILE, open_store
from app.province import guesses
from tests.province.conftest import Postgres, bug
from tests.sync.world import KEY, PC, RelayServer

__all__ = ["bug"]
_numbers = itertools.count()


def fresh_agency() -> str:
    """Return the identifier of an agency no other test uses."""
    number = next(_numbers)
    return f"H{10 + number // 8100 % 90}.{100 + number // 90 % 90}.{10 + number % 90}"


@pytest.fixture(scope="session")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guesses, "APART", timedelta())
        server = RelayServer(tmp_path_factory.mktemp("relay"))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres_relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayServer]:
    # Not pytest's temporary folder: PostgreSQL runs as another user, to whom its parents are closed.
    folder = Path(tempfile.mkdtemp(prefix="relay-"))
    database = Postgres(folder)
    server = RelayServer(tmp_path_factory.mktemp("relay-postgres"), database.url())
    yield server
    server.stop()
    database.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store just made: making one costs ten times what copying it does."""
    home = tmp_path_factory.mktemp("empty")
    open_store(home, KEY, create=True).close()
    return home / FILE


@pytest.fixture
def agency() -> str:
    return fresh_agency()


MakePC = Callable[..., PC]


@pytest.fixture
def new_pc(relay: RelayServer, agency: str, empty_store: Path, tmp_path: Path) -> Iterator[MakePC]:
    """Make the PC of a desk of this test's agency; enrolled unless told otherwise."""
    made: list[PC] = []

    def make(desk: int = 1, *, enrolled: bool = True) -> PC:
        home = tmp_path / f"pc{len(made)}"
        home.mkdir()
        shutil.copy(empty_store, home / FILE)
        made.append(PC(home / FILE, relay, agency, desk))
        if enrolled:
            made[-1].enrol()
        return made[-1]

    yield make
    for pc in made:
        pc.close()


def a_twin(pc: PC, new_pc: MakePC) -> PC:
    """Return another PC with a copy of a desk's data folder."""
    twin = new_pc(1, enrolled=False)
    twin.store.close()
    pc.restart()  # closing folds the write-ahead log into the file
    shutil.copy(pc.file, twin.file)
    twin.restart()
    return twin
