"""The program of an earlier release, as a checkout of its commit: what an upgrade is tried over.

A fixture of stores is not enough there: a kill must leave a store the earlier *program* starts with.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

COMMITS = {
    "0.1.0": "1ffa11184c5f781f2d2686b8b243fa456ae5e8b2",
    "0.2.0": "3ab862e03efb13f9bac8d2cd8016aad54db84783",
    "0.3.0": "7fcd12ccbcf4fcbd2c5e9b99ccf8a02a7d16e2de",
}
"""Where each release stands in this repository's history."""
PREVIOUS = "0.2.0"
"""The release before the one in this checkout."""
PREVIOUS_REVISION = "0002"
"""Of its store: an upgrade over the same revision migrates nothing, and keeps no store as it was."""
MIGRATED = "0.1.0"
"""The newest release whose store has an older revision than this program's."""
_ROOT = Path(__file__).parents[2]


def checkout(version: str, folder: Path) -> Path:
    """Lay the program of a release out in `folder`; return it. Fails when the history does not reach back to it."""
    ran = subprocess.run(
        ["git", "archive", "--format=tar", COMMITS[version], "app", "resources", "pyproject.toml", "constraints.txt"],
        cwd=_ROOT,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, f"this checkout's history lacks release {version}: {ran.stderr.decode()}"
    with tarfile.open(fileobj=io.BytesIO(ran.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder
