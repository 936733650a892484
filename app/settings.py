"""What one PC remembers about itself, declared once: printer, paper, colours, text size.

Nothing here is personal or shared, so it is a plain JSON file beside the store; what belongs to the centre lives in
the store. A file that cannot be read is put aside under `.broken` and the defaults are used: a damaged setting must
not keep an officer from opening the counter.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.paths import put


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one PC. `text_size` is a percentage; `theme` is system, light or dark; `paper` A4 or A5."""

    printer: str = ""
    paper: str = "A5"
    theme: str = "system"
    text_size: int = 100

    @staticmethod
    def kept(home: Path) -> bool:
        """Tell whether this PC's settings were ever saved."""
        return (home / "settings.json").exists()

    @classmethod
    def load(cls, home: Path) -> Settings:
        """Read `home/settings.json`; unknown names are dropped, wrong types fall back to the default."""
        path = home / "settings.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError):
            path.replace(path.with_suffix(".broken"))
            return cls()
        return replace(cls(), **_known(data))

    def save(self, home: Path) -> None:
        """Write the file whole or not at all."""
        path = home / "settings.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        put(fresh, path)


def _known(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        return {}
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    return {name: value for name, value in data.items() if name in kinds and type(value) is kinds[name]}
