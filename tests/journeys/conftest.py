"""Journeys walk through the whole program; those of sync use the relay and the PCs of its own room."""

from __future__ import annotations

from tests.sync.conftest import agency, bug, empty_store, new_pc, postgres_relay, relay

__all__ = ["agency", "bug", "empty_store", "new_pc", "postgres_relay", "relay"]
