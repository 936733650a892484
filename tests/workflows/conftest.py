"""The relay and the PCs of the conversation's own room, for workflows that go over the line; and a key on a PC."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.counter import KEY, write_key
from tests.sync.conftest import agency, empty_store, new_pc, relay

__all__ = ["agency", "empty_store", "new_pc", "relay"]


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the store's key on this PC, which has a mark's folder of its own."""
    path = tmp_path / "key"
    write_key(path, KEY.hex())
    monkeypatch.setenv("MOTCUA_KEY_FILE", str(path))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "state"))
    return path
