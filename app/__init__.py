"""Một Cửa: the one-stop counter of a Vietnamese commune, offline first (see README.md and each room's own page)."""

__version__ = "0.3.0"
