"""Invented citizens and their dossiers, for practice, trials and benchmarks; never among real ones.

All is drawn from a seeded generator, so that the same seed gives the same people and the same days. Read upwards:
people, receiving (what they hand in), course (what happens to it), generating (whole days into the store). A store
that was empty becomes a practice store by this, and all its papers say so.
"""

from app.services.practice.generating import generate
from app.services.practice.people import citizen

__all__ = ["citizen", "generate"]
