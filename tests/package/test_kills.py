"""Killed 50 times while installed over by dpkg and 50 times by the Windows setup: a version starts, with every dossier.

Beside the 100 kills of `tests/drills/test_upgrade.py`, in the migration itself. Before each kill the release before is
installed whole and the desk has its store; after it whichever version the command starts must list every dossier,
migrating the store where it is the new one. Then the upgrade is repeated, as a technician would, and must end well.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from tests.package import wine
from tests.package.conftest import OFFICER_HOME, Bare
from tests.package.test_linux import DATA, PLACE, own, receive
from tests.package.test_windows import made, older, setup, setup_before, with_before
from tests.releases.trees import PREVIOUS
from tests.services.counter import write_key

__all__ = ["made", "older", "setup", "setup_before", "with_before"]
pytestmark = [pytest.mark.package, pytest.mark.timeout(5400)]
KILLS, SEED = 50, 20261122


@pytest.fixture
def desk(bare: Bare, previous: Path, deb: Path) -> Iterator[Bare]:
    """A bare Debian with the release before, a desk with dossiers of it, and the new package at hand."""
    bare.install(previous)
    bare.inside("/srv/new.deb").write_bytes(deb.read_bytes())
    key = bare.inside(f"{OFFICER_HOME}/key")
    write_key(key, "7" * 64)
    own(bare, key)
    key.chmod(0o600)
    shutil.rmtree(bare.inside(DATA), ignore_errors=True)
    bare.officer("init", *PLACE, "--officer", "Nguyễn Thị Lan")
    for name in ("Trần Văn Ước", "H’Bia Niê", "Lò Thị Ợi"):
        receive(bare, name)
    yield bare
    bare.run("dpkg", "--purge", "--force-all", "motcua")
    shutil.rmtree(bare.inside(DATA))


def codes(bare: Bare) -> list[str]:
    return sorted(row["code"] for row in bare.officer("find", ""))


def version(bare: Bare) -> str:
    """Return which version /usr/bin/motcua starts."""
    with bare.start("sh", "-x", "/usr/bin/motcua", "--help", user="lan:lan", HOME=OFFICER_HOME) as process:
        _, traced = process.communicate(timeout=60)
    assert process.returncode == 0, traced
    return str(re.findall(r"exec /usr/lib/motcua/([^/]+)/motcua", traced)[-1])


def test_killed_50_times_while_dpkg_installs_over(desk: Bare, capsys: pytest.CaptureFixture[str]) -> None:
    chance, started = random.Random(SEED), Counter[str]()
    before = codes(desk)
    kept = desk.inside("/srv/kept")
    subprocess.run(["cp", "-a", str(desk.inside(DATA)), str(kept)], check=True)
    old = f"/srv/motcua_{PREVIOUS}_amd64.deb"
    began = time.monotonic()
    desk.run("dpkg", "--install", "/srv/new.deb")
    whole = time.monotonic() - began
    for at in range(KILLS):
        desk.run("sh", "-c", f"dpkg --purge --force-all motcua; dpkg --install {old}")
        shutil.rmtree(desk.inside(DATA))
        subprocess.run(["cp", "-a", str(kept), str(desk.inside(DATA))], check=True)
        with desk.start("dpkg", "--install", "/srv/new.deb") as cut:
            # Unpacking takes most of the time; a third of the kills aim at its end, where names are given and taken.
            wait = chance.uniform(0.75, 1.05) if at % 3 == 0 else chance.uniform(0, 1)
            try:
                cut.communicate(timeout=whole * wait)
            except subprocess.TimeoutExpired:
                cut.send_signal(signal.SIGKILL)
                cut.communicate()
        here = version(desk)
        assert codes(desk) == before, (at, here)
        started[here] += 1
        if at % 10 == 0:
            desk.run("dpkg", "--install", "/srv/new.deb")
            assert version(desk) == __version__
            assert codes(desk) == before
    with capsys.disabled():
        print(f"\n{KILLS} kills of dpkg, seed {SEED}: {dict(started)}; an upgrade takes {whole:.1f} s")
    assert started[PREVIOUS] >= 5


def test_killed_50_times_while_the_setup_installs_over(
    older: wine.Windows, setup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = wine.kill_install_over(older, setup, kills=KILLS, seed=SEED)
    with capsys.disabled():
        print(f"\n{KILLS} kills of the Windows setup, seed {SEED}: {counts}")
    assert min(counts.values()) >= 5
