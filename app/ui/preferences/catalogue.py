"""Danh mục thủ tục in Cài đặt: a province's file is chosen, what it adds and changes is shown, and only then applied.

The file is read once more when it is applied, and applied only if it still changes exactly what was shown: a stick may
have been taken out, or another copy saved over it, between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.rules.catalogue import Difference
from app.services import catalogue
from app.services.catalogue import Imported
from app.ui.context import Context
from app.ui.kit.table import Cell, TableColumn, TableRow
from app.ui.kit.text import Text
from app.ui.preferences.file_part import FileImport, FileSection, show_text
from app.ui.shortcuts import Shortcut

_HELP = "Tệp Excel, CSV hoặc JSON do tỉnh gửi. Chưa có gì thay đổi cho đến khi bấm Áp dụng."
_SAME = "Danh mục của tệp không khác danh mục ở quầy."
_APPLIED = "Đã áp dụng danh mục. {} Hồ sơ đã nhận giữ nguyên bản thủ tục lúc nhận."


@dataclass(frozen=True, slots=True)
class Shown:
    """A file, and what the officer saw that it changes."""

    path: Path
    difference: Difference


class CatalogueSection(FileSection):
    """The changes one line each, and the chosen line in full: a component's name may be longer than the table."""

    def __init__(self) -> None:
        """Start with nothing chosen."""
        self.whole = Text(tone="ink2", wrap=True)
        super().__init__(
            "Danh mục", Shortcut.PART_6, ask="Chọn tệp danh mục…", help=_HELP, apply="Áp dụng danh mục",
            table="Thay đổi của danh mục", columns=(TableColumn("Thay đổi", elide=True),), below=(self.whole,),
        )  # fmt: skip
        self.table.chosen.connect(lambda line: show_text(self.whole, str(line)))

    def show_change(self, change: Imported) -> None:
        """Show what a file changes, or has changed."""
        lines = change.difference.lines()
        told = (_APPLIED if change.applied else "{}").format(_counts(change) if lines else _SAME)
        show_text(self.whole, "")
        # Of a province's own list: which column was taken for what, and what was filled in.
        shown = [line.strip() for line in change.told] + lines
        self.unfold(told, [TableRow(line, (Cell(line),)) for line in shown], offers=bool(lines) and not change.applied)


def _counts(change: Imported) -> str:
    """Say how much changes and how much stays."""
    touched = {one.code for one in change.difference.changed}
    parts = [
        f"thêm {_number(len(change.difference.added))} thủ tục" if change.difference.added else "",
        f"sửa {_number(len(change.difference.changed))} chỗ ở {_number(len(touched))} thủ tục" if touched else "",
    ]
    said = ", ".join(part for part in parts if part)
    stays = f" Giữ nguyên {_number(len(change.kept))} thủ tục tệp không nói đến." if change.kept else ""
    return f"{said[:1].upper()}{said[1:]}.{stays}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


class CatalogueImport(FileImport[Shown, Imported]):
    """Reads a province's file on the desk worker, shows what it changes, applies it when told."""

    title, kinds = "Chọn tệp danh mục thủ tục", "Danh mục (*.xlsx *.xls *.csv *.txt *.json *.jsonl)"
    reading = "Đang đọc tệp và so với danh mục ở quầy…"
    applying = "Đang ghi danh mục…"

    def __init__(self, context: Context, section: CatalogueSection) -> None:
        """Wait for the officer to choose a file."""
        super().__init__(context, section)
        self.catalogue = section

    def read(self, path: Path) -> tuple[Shown, Imported]:  # noqa: D102
        found = catalogue.import_file(self.context.desk, path)
        return Shown(path, found.difference), found

    def change(self, file: Shown) -> Imported:  # noqa: D102
        found = catalogue.import_file(self.context.desk, file.path)
        if found.difference != file.difference:
            raise UserError("FILE_CHANGED", name=file.path.name)
        return catalogue.import_file(self.context.desk, file.path, apply=True)

    def show(self, change: Imported) -> None:  # noqa: D102
        self.catalogue.show_change(change)
