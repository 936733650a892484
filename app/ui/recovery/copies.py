"""The list of copies as table rows: when each was made, of which desk, which paper opens it, where it lies."""

from __future__ import annotations

from pathlib import Path

from app.rules.clock import VN
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.shell.statusline import long_date
from app.workflows.finding_copies import Found

COLUMNS = (
    TableColumn("Sao lưu lúc", 120),
    TableColumn("Quầy", 100),
    TableColumn("Tờ khóa", 70),
    TableColumn("Ở", elide=True),
)
OWN = "own"
"""The key of the row of the store that lies there."""
_OWN, _NONE, _OTHER = "Kho đang có trên máy này", "chưa có tờ", "Tên đã đổi"


def row(found: Found) -> TableRow:
    """Return one copy as a row."""
    says, place = found.says, str(found.path.parent)
    if says is None:
        cells = (Cell(_OTHER), Cell(""), Cell(""), Cell(str(found.path)))
        return TableRow(found, cells, f"{_OTHER}, {found.path}")
    when, desk = f"{says.at.astimezone(VN):%H:%M %d/%m/%Y}", f"{says.agency}, quầy {says.desk}"
    paper = says.paper or _NONE
    spoken = f"{long_date(says.at.astimezone(VN))}, {when}, {desk}, tờ khóa {paper}, {place}"
    return TableRow(
        found, (Cell(when, bold=True), Cell(desk), Cell(paper, "ink" if says.paper else "ink3"), Cell(place)), spoken
    )


def own_store(home: Path) -> TableRow:
    """Return the row of the store that lies there and lacks nothing but its key."""
    cells = (Cell(_OWN, bold=True), Cell(""), Cell(""), Cell(str(home)))
    return TableRow(OWN, cells, _OWN)
