"""The relay and the PCs of the conversation's own room, for workflows that go over the line."""

from __future__ import annotations

from tests.sync.conftest import agency, empty_store, new_pc, relay

__all__ = ["agency", "empty_store", "new_pc", "relay"]
