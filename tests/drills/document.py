"""Asks a relay everything its OpenAPI document allows and much that it does not, and holds the answers against it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.paths import ROOT
from app.sync.protocol import VERSION, VERSION_HEADER

REFUSED = "400, 401, 403, 404, 409, 413, 415, 422, 426, 429"
SETTINGS = f"""
# What the document cannot say: codes that are used up, chains that go on elsewhere, days that compare unequal.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", {REFUSED}]
[checks.negative_data_rejection]
expected-statuses = [{REFUSED}]
"""


def ask(folder: Path, url: str, token: str, *, seed: int, examples: int, phases: str) -> str:
    """Ask with a desk's token; return what was asked and found, and fail when an answer is not as the document says."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    document = ROOT / "resources" / "relay-openapi.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run", str(document)]
    command += ["--url", url, "-H", f"Authorization: Bearer {token}", "-H", f"{VERSION_HEADER}: {VERSION}"]
    command += ["--checks", "all", "--seed", str(seed), "--max-examples", str(examples), "--phases", phases]
    ran = subprocess.run(
        [*command, "--no-color"], cwd=folder, env={**os.environ, "COLUMNS": "120"}, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(line.strip() for line in ran.stdout.splitlines() if " generated, " in line)
