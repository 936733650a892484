"""The registers of past years: taking them in from a file, finding in them, taking an import back."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import words
from app.commands.terminal import positive, say, unlocked
from app.errors import UserError
from app.rules.clock import iso

if TYPE_CHECKING:
    from app.services.past import Preview, Problem, Sheet

_CHARSETS = {"tcvn3": "TCVN3", "vni": "VNI", "utf8": "UTF-8 đọc nhầm bảng mã"}
_SHOWN = 20


def _import(arguments: argparse.Namespace) -> None:
    from app.services import past

    with unlocked(arguments) as desk:
        sheet = past.read(Path(arguments.file), arguments.sheet)
        columns = past.propose(desk, sheet)
        for pair in arguments.map:
            field, _, column = pair.partition("=")
            columns.pop(field, None)
            if column:
                columns[field] = _column(sheet, column)
        seen = past.preview(desk, sheet, columns)
        progress = _show_progress if sys.stderr.isatty() else None
        taken = past.take_in(desk, sheet, columns, progress=progress) if arguments.apply else None
    if arguments.apply and progress:
        sys.stderr.write("\r\x1b[K")
    value = {
        "file": sheet.path.name,
        "sheet": sheet.name,
        "sheets": sheet.sheets,
        "head_row": sheet.head_row,
        "heads": dict(zip(sheet.letters, sheet.heads, strict=True)),
        "columns": {field: sheet.letters[columns[field]] if field in columns else None for field in past.FIELDS},
        "charset": sheet.charset,
        **asdict(seen),
        "applied": taken is not None,
        "added": taken.added if taken else None,
        "source": taken.source if taken else None,
    }
    last = "Chưa nhập; thêm --apply để nhập." if taken is None else f"Đã nhập {taken.added} bản ghi."
    say(arguments, _plain(value), [*_columns_said(sheet, columns), *_said(seen), last])


def _column(sheet: Sheet, asked: str) -> int:
    """Return a column by its letter or the words of its head. Raises UserError PAST_COLUMN_UNKNOWN (column)."""
    from app.rules.text import fold

    if asked.upper() in sheet.letters:
        return sheet.letters.index(asked.upper())
    folded = [fold(head) for head in sheet.heads]
    if fold(asked) in folded:
        return folded.index(fold(asked))
    raise UserError("PAST_COLUMN_UNKNOWN", column=asked)


def _columns_said(sheet: Sheet, columns: dict[str, int]) -> list[str]:
    from app.services.past import LABELS

    lines = [f"Trang “{sheet.name}”, tên cột ở dòng {sheet.head_row}."]
    for field, label in LABELS.items():
        at = columns.get(field)
        lines.append(f"  {label}: " + ("(không có)" if at is None else f"cột {sheet.letters[at]}, “{sheet.heads[at]}”"))
    return lines


def _said(seen: Preview) -> list[str]:
    """Say what taking in would do, one line a fact."""
    from app.services.past import LABELS

    lines = [f"{seen.total} dòng: nhập {seen.new} · trùng {len(seen.doubles)} · không nhận {len(seen.refused)}."]
    for one in seen.converted:
        examples = ", ".join(f"“{before}” → “{after}”" for before, after in one.examples)
        lines.append(f"Đã chuyển {one.cells} ô từ {_CHARSETS[one.charset]}: {examples}.")
    if seen.padded:
        lines.append(f"Đã thêm lại số 0 ở đầu cho {seen.padded} số.")
    if seen.above:
        lines.append(f"Đã lấy theo dòng trên cho {seen.above} ô.")
    for field in seen.swapped:
        lines.append(f"Cột “{LABELS[field]}” bị đảo ngày và tháng; đã đảo lại.")
    lines += [f"Trùng dòng {one.row}: {one.name} ({one.of} {one.where})." for one in seen.doubles[:_SHOWN]]
    lines += [_problem(one, "Không nhận dòng") for one in seen.refused[:_SHOWN]]
    lines += [_problem(one, f"Xem lại “{LABELS[one.field]}” ở dòng") for one in seen.doubtful[:_SHOWN]]
    return lines + [_problem(one, f"Bỏ trống “{LABELS[one.field]}” ở dòng") for one in seen.unread[:_SHOWN]]


def _problem(one: Problem, what: str) -> str:
    return f"{what} {one.row}: {words.say(one.code, {'text': one.text}, one.field)}"


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r\x1b[K{done}/{total}")
    sys.stderr.flush()


def _find(arguments: argparse.Namespace) -> None:
    from app.services import past

    with unlocked(arguments) as desk:
        found = past.find(desk, arguments.text, limit=arguments.limit)
    hits = [
        {"id": hit.id, "source": hit.source, "file": hit.file, "sheet": hit.sheet, **hit.record._asdict()}
        for hit in found.records
    ]
    lines = [
        "  ".join(
            (f"{hit.record.received_on:%d/%m/%Y}" if hit.record.received_on else "--/--/----", hit.record.code or "-",
             hit.record.name, hit.record.procedure or "-", f"({hit.file}, dòng {hit.record.row})")
        )
        for hit in found.records
    ]  # fmt: skip
    say(arguments, _plain({"count": found.count, "records": hits}), lines or ["Không có trong sổ cũ."])


def _sources(arguments: argparse.Namespace) -> None:
    from app.services import past

    with unlocked(arguments) as desk:
        listed = past.sources(desk)
    lines = [
        f"{one.id}  {one.at:%d/%m/%Y %H:%M}  {one.file} ({one.sheet})  {one.count} bản ghi"
        + ("" if one.complete else "  chưa nhập xong")
        for one in listed
    ]
    say(arguments, _plain([asdict(one) for one in listed]), lines or ["Chưa nhập sổ nào."])


def _remove(arguments: argparse.Namespace) -> None:
    from app.services import past

    with unlocked(arguments) as desk:
        gone = past.remove(desk, arguments.id)
    say(arguments, {"source": arguments.id, "removed": gone}, [f"Đã bỏ {gone} bản ghi của lần nhập {arguments.id}."])


def _plain(value: Any) -> Any:
    """Return a value JSON knows: days and moments as ISO 8601, a record by its names."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of the past registers."""
    past = commands.add_parser("past", parents=[common], help="sổ những năm trước", description="sổ những năm trước")
    verbs = past.add_subparsers(dest="verb", required=True, metavar="VIỆC")

    def verb(name: str, run: Any, help_: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, parents=[common], help=help_, description=help_)
        made.set_defaults(run=run)
        return made

    taking = verb("import", _import, "nhập một trang của tệp Excel, .ods, .csv; chỉ xem khi không có --apply")
    taking.add_argument("file", metavar="FILE.xlsx|xls|ods|csv")
    taking.add_argument("--sheet", help="tên trang tính; không ghi thì là trang đầu tiên có sổ")
    taking.add_argument("--map", action="append", default=[], metavar="MỤC=CỘT", help="cột theo chữ hoặc theo tên")
    taking.add_argument("--apply", action="store_true")
    finding = verb("find", _find, "tìm trong sổ cũ")
    finding.add_argument("text")
    finding.add_argument("--limit", type=positive, default=50)
    verb("sources", _sources, "các lần đã nhập")
    verb("remove", _remove, "bỏ một lần nhập").add_argument("id", type=positive)
