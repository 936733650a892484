"""One file before it is taken in: its sheet, its figures, what of it was converted, the rows behind each figure."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import words
from app.services.past import LABELS, Preview, Sheet
from app.ui.kit.choices import Segmented
from app.ui.kit.inputs import Combo
from app.ui.kit.layout import Column, Plain, Row, set_shown
from app.ui.kit.table import RowModel, TableRow, TableView
from app.ui.kit.text import Elided, Strong, Text
from app.ui.past import rows
from app.ui.shortcuts import Shortcut

PARTS = ("records", "doubles", "refused", "unread")
_HEADS = {"records": rows.RECORDS, "doubles": rows.DOUBLES, "refused": rows.PROBLEMS, "unread": rows.PROBLEMS}
_NAMES = {"records": "Sẽ nhập", "doubles": "Trùng", "refused": "Không đọc được", "unread": "Thiếu ngày"}
_TAKEN = "Đã nhập"
_EMPTY = {
    "records": "Không có dòng nào mới để nhập.", "doubles": "Không dòng nào trùng với sổ cũ hay hồ sơ đã có.",
    "refused": "Dòng nào cũng đọc được.", "unread": "Ngày nào cũng đọc được.",
}  # fmt: skip
_SENSE = {
    "doubles": "đã có, không nhập lại", "refused": "bỏ qua; sửa trong Excel rồi nhập lại tệp này",
    "unread": "vẫn nhập, ngày ấy để trống",
}  # fmt: skip
_FIRST = "{} dòng đầu, như sẽ lưu"
_FACTS = "{} dòng, tên cột ở dòng {}{}"
_CHARSETS = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI", "utf8": "UTF-8 đọc nhầm bảng mã"}
_WRITTEN = ", chữ {}"
_CONVERTED = "Đổi {} ô từ chữ {} sang Unicode, như “{}” thành "
_SWAPPED = "Trả ngày và tháng về đúng chỗ ở {}, Excel đã đọc đảo. "
_PADDED = "Trả lại số 0 ở đầu cho {} số. "
_ABOVE = "Lấy theo dòng trên cho {} ô. "
_DOUBTFUL = "Xem lại {} ô, như dòng {}: "
_PAGE = 200


class FilePreview(QWidget):
    """The left of the screen while a file is open."""

    def __init__(self) -> None:
        """Start without a file."""
        super().__init__()
        self.file, self.facts = Elided(kind="section"), Text(kind="help", tone="ink2")
        self.sheets = Combo()
        self.sheets.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.sheets.setAccessibleName(Shortcut.SHEET.word)
        label = Text(f"{Shortcut.SHEET.word} ({Shortcut.SHEET.cap})", "label")
        self._sheet = Plain(Row(label, self.sheets, gap=6))
        self.parts = Segmented([(name, _NAMES[name]) for name in PARTS], PARTS[0])
        self.note, self.converted = Text(kind="help", wrap=True), Text(kind="help", tone="ink2", wrap=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tables: dict[str, TableView] = {}
        self._rows: dict[str, list[TableRow]] = {name: [] for name in PARTS}
        self._total = 0
        self.stack = QStackedWidget()
        for name in PARTS:
            table = TableView(RowModel(_HEADS[name]))
            table.setAccessibleName(_NAMES[name])
            table.rows.wanted.connect(partial(self._more, name))
            self.tables[name] = table
            self.stack.addWidget(table)
        self.empty = Text(tone="ink2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(Plain(Column(None, self.empty, None, margins=(40, 0, 40, 0))))
        head = Column(
            Plain(Row((self.file, 1), self._sheet, gap=12)), self.facts,
            Plain(Row(self.parts, (self.note, 1), gap=12)), self.converted,
            gap=8, margins=(20, 12, 20, 10),
        )  # fmt: skip
        Column(Plain(head), (self.stack, 1), gap=0, parent=self)
        self.parts.changed.connect(lambda _name: self._show_part())

    @property
    def part(self) -> str:
        """Which rows are shown."""
        return str(self.parts.value())

    @property
    def table(self) -> TableView:
        """The table in front."""
        return self.tables[self.part]

    def show_sheet(self, sheet: Sheet) -> None:
        """Show which sheet of which file is open."""
        self.file.setText(sheet.path.name)
        charset = _CHARSETS.get(sheet.charset)
        written = _WRITTEN.format(charset) if charset else ""
        self.facts.setText(_FACTS.format(rows.number(sheet.count), sheet.head_row, written))
        self.sheets.blockSignals(True)
        self.sheets.set_options([(name, name) for name in sheet.sheets])
        self.sheets.set_value(sheet.name)
        self.sheets.blockSignals(False)
        set_shown(self._sheet, len(sheet.sheets) > 1)

    def show_preview(self, preview: Preview, *, taken: bool = False) -> None:
        """Show what taking the sheet in would do, or what it has done."""
        self._total = preview.new
        self._rows = {
            "records": rows.records(preview.records), "doubles": rows.doubles(preview.doubles),
            "refused": rows.problems(preview.refused), "unread": rows.problems(preview.unread),
        }  # fmt: skip
        counts = (preview.new, len(preview.doubles), len(preview.refused), len(preview.unread))
        names = (_TAKEN if taken else _NAMES["records"], *(_NAMES[name] for name in PARTS[1:]))
        for button, name, count in zip(self.parts.buttons(), names, counts, strict=True):
            button.setText(f"{name} {rows.number(count)}")
            button.updateGeometry()
        self.parts.setAccessibleName("Các dòng của tệp")
        for name, table in self.tables.items():
            table.rows.reset(self._rows[name][:_PAGE], len(self._rows[name]))
        # Once it is taken in, this was told: what is above needs the room to say so.
        self._say_converted(None if taken else preview)
        set_shown(self.facts, not taken)
        self._show_part()

    def show_nothing(self, sentence: str) -> None:
        """Show why there is nothing to look at yet."""
        for table in self.tables.values():
            table.rows.reset([])
        self._rows = {name: [] for name in PARTS}
        for button, name in zip(self.parts.buttons(), _NAMES.values(), strict=True):
            button.setText(name)
            button.updateGeometry()
        self.note.setText("")
        set_shown(self.converted, False)
        self._say_empty(sentence)

    def choose(self, part: str) -> None:
        """Show the rows of one figure and go into them."""
        self.parts.set_value(part)
        self.go_in()

    def go_in(self) -> None:
        """Go into the rows shown, or stay on the figures where there are none."""
        if self._rows[self.part]:
            self.table.choose_first()
        else:
            self.parts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _more(self, name: str, offset: int) -> None:
        self.tables[name].rows.append(self._rows[name][offset : offset + _PAGE])

    def _show_part(self) -> None:
        shown = self._rows[self.part]
        if not shown:
            self.note.setText("")
            self._say_empty(_EMPTY[self.part])
            return
        first = _FIRST.format(len(shown)) if len(shown) < self._total else ""
        self.note.setText(_SENSE.get(self.part, first))
        self.stack.setCurrentWidget(self.table)

    def _say_empty(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self.stack.setCurrentIndex(len(PARTS))

    def _say_converted(self, preview: Preview | None) -> None:
        parts = self._mended(preview) if preview is not None else []
        self.converted.set_parts(*parts)
        set_shown(self.converted, bool(parts))

    @staticmethod
    def _mended(preview: Preview) -> list[str]:
        """Return what was changed on the way, as parts of one paragraph."""
        parts: list[str] = []
        for one in preview.converted:
            before, after = one.examples[0] if one.examples else ("", "")
            parts += [_CONVERTED.format(rows.number(one.cells), _CHARSETS.get(one.charset, one.charset), before)]
            parts += [Strong(f"“{after}”"), ". "]
        if preview.swapped:
            days = " và ".join(LABELS[one].lower() for one in preview.swapped)
            parts.append(_SWAPPED.format(days))
        if preview.padded:
            parts.append(_PADDED.format(rows.number(preview.padded)))
        if preview.above:
            parts.append(_ABOVE.format(rows.number(preview.above)))
        if preview.doubtful:
            first = preview.doubtful[0]
            parts.append(_DOUBTFUL.format(rows.number(len(preview.doubtful)), first.row))
            parts.append(words.say(first.code, {"text": first.text}, first.field))
        return parts
