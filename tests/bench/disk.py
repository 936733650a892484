"""What a dossier with its events takes on the disk: as the store grew, and written out anew."""

from __future__ import annotations

from pathlib import Path

from app.models.store import FILE
from tests.bench import stores
from tests.bench.harness import Figure, workplace

AIM_BYTES = 5000
COUNT = 10_000


def figures(quick: bool) -> list[Figure]:
    """Measure the store of 10,000 dossiers, or with time for it the one of 100,000; the catalogue is counted too."""
    count = COUNT if quick else 10 * COUNT
    file = stores.filled(count) / FILE
    connection = stores.raw(file)
    with workplace() as folder:
        fresh = Path(folder) / FILE
        connection.execute("VACUUM INTO ?", (str(fresh),))
        least = fresh.stat().st_size / count
    connection.close()
    each = file.stat().st_size / count
    return [Figure("disk", "bytes", each, least, each, AIM_BYTES)]
