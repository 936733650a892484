"""The law and its figures: deadlines, catalogue, calendar, registers and reports."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from app.commands.terminal import Add, for_each_line, home_of, parse, say, unlocked


def _deadline(arguments: argparse.Namespace) -> None:
    from app.services import reckoning
    from app.workflows.opening import working_time

    if not arguments.lines and not (arguments.received and arguments.term):
        arguments.usage("cần --received và --term, hoặc --lines")
    working = working_time(home_of(arguments))
    if arguments.lines:
        arguments.source = arguments.lines
        for_each_line(arguments, lambda line: reckoning.answer_line(parse(line, "BODY_JSON"), working))
        return
    pauses = [tuple(pause.split("/", 1)) for pause in arguments.pause]
    value = reckoning.answer(arguments.received, arguments.term, pauses, working)
    say(arguments, value, [value["due"], value["explanation"]])


def _catalogue(arguments: argparse.Namespace) -> None:
    from app.rules.clock import parse_date
    from app.services import catalogue
    from app.services.catalogue_list import Asked

    with unlocked(arguments) as desk:
        asked = Asked(
            arguments.sheet,
            dict(_pairs(arguments, arguments.map)),
            dict(_pairs(arguments, arguments.set)),
            parse_date(arguments.since, "from") if arguments.since else None,
        )
        done = catalogue.import_file(desk, Path(arguments.file), apply=arguments.apply, asked=asked)
    last = "Đã áp dụng." if done.applied else "Chưa áp dụng; thêm --apply để áp dụng."
    say(arguments, done.as_json(), [*done.lines(), last])


def _pairs(arguments: argparse.Namespace, said: list[str]) -> Iterator[tuple[str, str]]:
    for pair in said:
        name, sign, value = pair.partition("=")
        if not sign:
            arguments.usage(f"cần MỤC=GIÁ TRỊ, không phải “{pair}”")
        yield name, value


def _calendar(arguments: argparse.Namespace) -> None:
    from app.services import calendar_change

    with unlocked(arguments) as desk:
        done = calendar_change.import_file(desk, Path(arguments.file), apply=arguments.apply)
    last = "Đã áp dụng." if done.applied else "Chưa áp dụng; thêm --apply để áp dụng."
    say(arguments, done.as_json(), [*done.lines(), last])


def _report(arguments: argparse.Namespace) -> None:
    from app.rules.clock import parse_date
    from app.services import reports

    first, last = parse_date(arguments.since, "from"), parse_date(arguments.until, "to")
    watched = sys.stderr.isatty()
    with unlocked(arguments) as desk:
        figures = reports.to_file(
            desk, arguments.name, first, last, Path(arguments.out), _show_progress if watched else None
        )
    if watched:
        sys.stderr.write("\r\x1b[K")
    value = {"report": arguments.name, "rows": len(figures.rows), "file": arguments.out}
    say(arguments, value, [f"Đã ghi {arguments.out}: {len(figures.rows)} dòng."])


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r\x1b[K{done}/{total}")
    sys.stderr.flush()


def add(command: Add) -> None:
    """Add the commands of the law."""
    deadline = command("deadline", _deadline, "tính hẹn trả")
    deadline.add_argument("--received")
    deadline.add_argument("--term")
    deadline.add_argument("--pause", action="append", default=[], metavar="FROM/TO")
    deadline.add_argument("--commune", help="giữ cho tương thích; giờ làm việc là của trung tâm trong --home")
    deadline.add_argument("--lines", metavar="FILE")
    catalogue = command("catalogue", _catalogue, "nhập danh mục thủ tục của tỉnh")
    catalogue.add_argument("verb", choices=["import"])
    catalogue.add_argument("file")
    catalogue.add_argument("--sheet", help="tên trang tính của tệp Excel")
    catalogue.add_argument("--map", action="append", default=[], metavar="MỤC=CỘT", help="cột theo chữ hoặc theo tên")
    catalogue.add_argument("--set", action="append", default=[], metavar="MỤC=GIÁ TRỊ", help="mục tệp không ghi")
    catalogue.add_argument("--from", dest="since", metavar="D", help="ngày hiệu lực, nếu tệp không ghi")
    catalogue.add_argument("--apply", action="store_true")
    calendar = command("calendar", _calendar, "nhập lịch nghỉ mới, xem các hẹn trả đổi theo")
    calendar.add_argument("verb", choices=["import"])
    calendar.add_argument("file")
    calendar.add_argument("--apply", action="store_true")
    report = command("report", _report, "lập sổ hoặc báo cáo ra tệp PDF, XLSX, JSON")
    report.add_argument("name", help="tên sổ, báo cáo; tên lạ thì được kể các tên có")
    report.add_argument("--from", dest="since", required=True)
    report.add_argument("--to", dest="until", required=True)
    report.add_argument("--out", required=True, metavar="FILE.pdf|xlsx|json")
