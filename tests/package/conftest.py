"""What the tests of the Linux package share: the package, the release before it, and a bare Debian to install it in.

The bare Debian (debootstrap's smallest, no Python, no Qt, no desktop) is made once in build/linux/bare and copied for
each session, since installing leaves traces. What these tests need of the machine is asked for in one sentence.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from tests.releases.trees import COMMITS, PREVIOUS

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "linux"
PREVIOUS_COMMIT = COMMITS[PREVIOUS]
PATHS = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
OFFICER_HOME = "/home/Nguyễn Thị Lan"


@dataclass(frozen=True)
class Bare:
    """A Debian in a folder; what runs in it sees nothing of the machine but its kernel."""

    root: Path

    def start(self, *words: str, user: str = "root", **env: str) -> subprocess.Popen[str]:
        """Start a program in it."""
        enter = ["chroot", str(self.root)] if user == "root" else ["chroot", f"--userspec={user}", str(self.root)]
        return subprocess.Popen(
            [*enter, "/usr/bin/env", "-C", env.get("HOME", "/root"), *words],
            env={**PATHS, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str, user: str = "root", **env: str) -> str:
        """Run a program in it to its end; return what it said."""
        with self.start(*words, user=user, **env) as process:
            out, err = process.communicate(timeout=600)
        assert process.returncode == 0, f"{words}: {process.returncode}\n{out}\n{err}"
        return out

    def officer(self, *words: str, **env: str) -> Any:
        """Run `motcua --json` as an officer: no rights, no locale, a home with a space and Vietnamese letters."""
        said = self.run("motcua", *words, "--json", user="lan:lan", **self.desk(env))
        return json.loads(said)

    def desk(self, env: dict[str, str]) -> dict[str, str]:
        """Return the officer's environment, with `env` besides."""
        return {"HOME": OFFICER_HOME, "LC_ALL": "POSIX", "MOTCUA_KEY_FILE": f"{OFFICER_HOME}/key", **env}

    def inside(self, path: str) -> Path:
        """Return where a path of it lies on this machine."""
        return self.root / path.lstrip("/")

    def install(self, package: Path) -> str:
        """Install a package file, with what it depends on."""
        place = self.inside("/srv") / package.name
        shutil.copy(package, place)
        return self.run(
            "apt-get", "install", "-y", "-q", "--no-install-recommends", "--allow-downgrades", f"/srv/{place.name}"
        )


@pytest.fixture(scope="session")
def deb() -> Path:
    """The package of this tree, as `make package` has made it."""
    made = ROOT / "dist" / f"motcua_{__version__}_amd64.deb"
    assert made.exists(), "run `make package` first"
    return made


@pytest.fixture(scope="session")
def unpacked(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's files, not installed."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "-x", str(deb), str(folder)], check=True)
    return folder


@pytest.fixture(scope="session")
def previous() -> Path:
    """The package of the release before this one, built once from its commit."""
    made = BUILD / f"motcua_{PREVIOUS}_amd64.deb"
    if not made.exists():
        source = BUILD / f"source-{PREVIOUS}"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir(parents=True)
        tree = subprocess.run(["git", "-C", str(ROOT), "archive", PREVIOUS_COMMIT], check=True, capture_output=True)
        subprocess.run(["tar", "x", "-C", str(source)], input=tree.stdout, check=True)
        command = ["installer/linux/build", "--source", str(source), "--version", PREVIOUS, "--out", str(BUILD)]
        subprocess.run(command, check=True, cwd=ROOT)
    return made


@pytest.fixture(scope="session")
def bare() -> Iterator[Bare]:
    """A bare Debian with an officer in it."""
    assert os.geteuid() == 0, "the package is installed in a root of its own, which only root can enter"
    assert shutil.which("debootstrap"), "install Debian's package debootstrap first"
    kept = BUILD / "bare"
    if not (kept / "whole").exists():
        shutil.rmtree(kept, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", str(kept)], check=True, stdout=subprocess.DEVNULL
        )
        (kept / "whole").touch()
    # Each session has its own: two may run at once, and one that was killed leaves its /proc mounted.
    root = Path(tempfile.mkdtemp(prefix="root-", dir=BUILD))
    root.chmod(0o755)
    subprocess.run(["cp", "-a", f"{kept}/.", str(root)], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    try:
        made = Bare(root)
        made.run("useradd", "--create-home", "--home-dir", OFFICER_HOME, "lan")
        made.run("apt-get", "update", "-q")
        yield made
    finally:
        subprocess.run(["umount", str(root / "proc")], check=True)
        subprocess.run(["rm", "-rf", "--one-file-system", str(root)], check=True)
