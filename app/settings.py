"""What one PC must know before a store is open, declared once: colours, text size, where its copies lie.

Nothing here is personal or shared, so it is a plain JSON file beside the store; where copies lie is asked for above all
when the store does not open. All else that is chosen lives in the store, the printer too (`app.services.print_setup`).
A file that cannot be read is put aside under `.broken` and the defaults are used: a damaged setting must not keep an
officer from opening the counter.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.paths import put, settle

_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one PC remembers. `text_size` is a percentage; `theme` is system, light or dark.

    `copies` is the folder on another disk or a stick where copies go besides the data folder, "" where none was chosen.
    """

    theme: str = "system"
    text_size: int = 100
    copies: str = ""

    @classmethod
    def load(cls, home: Path) -> Settings:
        """Read `home/settings.json`; unknown names are dropped, wrong types fall back to the default."""
        path = home / _FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError):
            path.replace(path.with_suffix(".broken"))
            return cls()
        return replace(cls(), **_known(data))

    def save(self, home: Path) -> None:
        """Write the file whole or not at all; what an older version kept in it stays (see `written`)."""
        path = home / _FILE
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(written(home) | asdict(self), indent=1), encoding="utf-8")
        # On the disk before it has its name: a power cut would leave a file of that name in which nothing is.
        settle(fresh)
        put(fresh, path)


def written(home: Path) -> dict[str, Any]:
    """Return what stands in `home/settings.json`, nothing where it cannot be read.

    Until version 0.2.0 the printer and its paper stood there too. They are read by a store that holds neither yet, and
    by the older program when it is put back, so they stay until somebody deletes the file.
    """
    try:
        data = json.loads((home / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _known(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        return {}
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    return {name: value for name, value in data.items() if name in kinds and type(value) is kinds[name]}
