"""The `motcua` command: parse, call a service, print (CLI.md).

Without a sub-command it opens the window. With `--json` one JSON value goes to stdout and nothing else; an error is
one line on stderr, `CODE sentence`, exit 1; bad usage exits 2. Imports are inside the commands: `motcua find` must
not wait for what only `motcua province serve` needs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from app.errors import KnownError, MotcuaError, UserError
from app.paths import data_home
from app.ui import words

Command = Callable[[argparse.Namespace], None]


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    for stream, odd in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace"), (sys.stderr, "replace")):
        # A Windows console or a server with no locale would otherwise refuse the first ễ, and half a surrogate that
        # somebody typed would stop us from saying so; `\ud800` is what JSON calls it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=odd)
    # Defaults stand here and not in the parsers: a sub-command's default would undo `motcua --home D find`.
    arguments = _parser().parse_args(argv, argparse.Namespace(home=None, json=False))
    try:
        arguments.run(arguments)
    except MotcuaError as problem:
        return _fail(problem)
    except BrokenPipeError:
        return 1
    except OSError as problem:
        if problem.filename is None:
            raise
        # A path nobody can use: too long, through a file, closed to this user.
        return _fail(KnownError("FILE_READ", name=problem.filename, why=problem.strerror))
    except KeyboardInterrupt:
        return 130
    return 0


# What the commands share


def _fail(problem: MotcuaError) -> int:
    """Say on one line of stderr what is wrong; what was typed may have had line breaks in it."""
    sys.stderr.write(f"{problem.code} {' '.join(words.sentence(problem).split())}\n")
    return 1


def _home(arguments: argparse.Namespace) -> Path:
    return data_home(arguments.home)


def _print(arguments: argparse.Namespace, value: Any, lines: Iterable[str] = ()) -> None:
    """Print the JSON value, or, for a person, the lines (the value, indented, when there are none)."""
    if arguments.json:
        print(json.dumps(value, ensure_ascii=False), flush=True)
        return
    text = "\n".join(lines) or json.dumps(value, ensure_ascii=False, indent=2)
    print(text, flush=True)


def _source(name: str) -> TextIO:
    if name == "-":
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as problem:
        raise KnownError("FILE_READ", name=name, why=problem.strerror) from None


def _read(name: str) -> str:
    with _source(name) as file:
        return file.read()


def _json(text: str, code: str) -> Any:
    """Return the value of a JSON text. Raises UserError `code` (line, column), also where bytes are no UTF-8."""
    odd = next((at for at, char in enumerate(text) if "\ud800" <= char <= "\udfff"), None)
    try:
        if odd is not None:
            raise json.JSONDecodeError("not UTF-8", text, odd)
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise UserError(code, line=problem.lineno, column=problem.colno) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets a thousand deep.
        raise UserError(code, line=1, column=1) from None


def _readable(text: str) -> str:
    """Return text in which a byte that is no UTF-8 is the mark of a garbled scan."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _body(arguments: argparse.Namespace) -> Any:
    return _json(_read(arguments.body), "BODY_JSON") if arguments.body else {}


def _error(problem: MotcuaError) -> dict[str, Any]:
    return {"error": {"code": problem.code, "field": problem.field, "message": words.sentence(problem)}}


def _warnings(codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": code, "message": words.WARNINGS[code]} for code in codes]


def _for_each_line(arguments: argparse.Namespace, answer: Callable[[str], Any]) -> None:
    """Answer JSON Lines one by one; a bad line is answered with its error and the rest go on."""
    with _source(arguments.source) as file:
        for line in file:
            if not line.strip():
                continue
            try:
                value = answer(line)
            except MotcuaError as problem:
                value = _error(problem)
            print(json.dumps(value, ensure_ascii=False), flush=True)


# Centre and desk


def _window(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_window

    sys.exit(open_window(_home(arguments)))


def _demo(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_practice

    sys.exit(
        open_practice(
            Path(arguments.home) if arguments.home else None, headless=arguments.headless, out=Path(arguments.out)
        )
    )


def _init(arguments: argparse.Namespace) -> None:
    from app.bootstrap import make_centre
    from app.models.store import FILE

    home = _home(arguments)
    if (home / FILE).exists():
        # Asked before a key is made that would belong to nothing.
        raise KnownError("STORE_EXISTS", home=str(home))
    names = ("agency", "commune", "name", "desk", "officer", "first", "last")
    record = make_centre(home, **{name: getattr(arguments, name) for name in names})
    _say_key_place()
    value = {
        "home": str(home),
        "agency": record.agency,
        "desk": record.desk,
        "first": record.first,
        "last": record.last,
    }
    _print(arguments, value, [f"Đã lập {record.name}, quầy {record.desk}, kho ở {home}."])


def _say_key_place() -> None:
    from app import vault

    if vault.key_place() == "file":
        sys.stderr.write("Khóa của kho được giữ trong tệp MOTCUA_KEY_FILE, không trong nơi giữ khóa của máy.\n")


def _enrol(arguments: argparse.Namespace) -> None:
    from app.bootstrap import enrol

    joined = enrol(_home(arguments), arguments.url, arguments.code, arguments.officer)
    _say_key_place()
    _print(arguments, joined, [f"Đã nối với tỉnh: {joined['name']}, quầy {joined['desk']}."])


# Dossiers


def _receive(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import drafts, finding, intake, papers

    folder = Path() if arguments.source == "-" else Path(arguments.source).parent
    if arguments.pdf:
        # Asked before a number is issued: a script that is told "failed" would receive the dossier again.
        papers.check_place(Path(arguments.pdf))
    with open_desk(_home(arguments)) as desk:

        def receive(text: str) -> dict[str, Any]:
            received = intake.receive(desk, drafts.read(_json(text, "DRAFT_JSON")), folder=folder)
            value = finding.as_json(desk, received.dossier.code)
            return {**value, "warnings": _warnings(received.warnings)}

        if arguments.lines:
            _for_each_line(arguments, receive)
            return
        value = receive(_read(arguments.source))
        if arguments.pdf:
            papers.to_file(desk, value["code"], "receipt", Path(arguments.pdf), paper=arguments.paper)
        _print(arguments, value, [f"{value['code']}  {value['applicant']['name']}", value["due_reason"]])


def _act(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import acts, finding

    body = _body(arguments)
    with open_desk(_home(arguments)) as desk:
        kind = acts.kind_named(arguments.kind)
        cautions = acts.cautions(desk, arguments.code, kind)
        dossier = acts.act(desk, arguments.code, kind, body)
        value = finding.as_json(desk, dossier.code)
        _print_dossier(arguments, {**value, "warnings": _warnings(cautions)})


def _return(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import finding, returning

    with open_desk(_home(arguments)) as desk:
        dossier = returning.give_back(desk, arguments.code, to=arguments.to, id_number=arguments.id_number)
        _print_dossier(arguments, finding.as_json(desk, dossier.code))


def _show(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import finding

    with open_desk(_home(arguments)) as desk:
        _print_dossier(arguments, finding.as_json(desk, arguments.code))


def _print_dossier(arguments: argparse.Namespace, value: dict[str, Any]) -> None:
    lines = [
        f"{value['code']}  {words.STATES[value['state']]}  {words.SYNC[value['sync']]}",
        f"{(value['owner'] or value['applicant'])['name']}: {value['procedure']['name']}",
        f"Hẹn trả {value['due_at']}. {value['due_reason']}",
        *(f"  {event['at']}  {words.ACTS[event['kind']]}  {event['officer']}" for event in value["events"]),
        *(f"! {warning['message']}" for warning in value.get("warnings", ())),
    ]
    _print(arguments, value, lines)


def _find(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.rules.clock import parse_date
    from app.rules.states import State
    from app.services import finding

    with open_desk(_home(arguments)) as desk:
        hits = finding.find(
            desk,
            arguments.text,
            limit=arguments.limit,
            states=[State(arguments.state)] if arguments.state else [],
            received_from=parse_date(arguments.since, "from") if arguments.since else None,
            received_to=parse_date(arguments.until, "to") if arguments.until else None,
        )
    lines = [f"{hit.code}  {hit.name}  {hit.procedure}  {words.STATES[hit.state.value]}" for hit in hits]
    _print(arguments, [hit.as_json() for hit in hits], lines or ["Không có hồ sơ nào."])


def _print_form(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import papers

    with open_desk(_home(arguments)) as desk:
        how = {"paper": arguments.paper, "edition": arguments.edition}
        codes = [code for code in arguments.code.split(",") if code]
        if len(codes) > 1:
            if arguments.form != "receipt":
                raise UserError("FORM_ONE_BY_ONE", form=arguments.form)
            papers.receipts_to_file(desk, codes, Path(arguments.out), **how)
        else:
            papers.to_file(desk, arguments.code, arguments.form, Path(arguments.out), **how)
    value = {"code": arguments.code, "form": arguments.form, "file": arguments.out}
    _print(arguments, value, [f"Đã ghi {arguments.out}."])


def _report(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.rules.clock import parse_date
    from app.services import reports

    first, last = parse_date(arguments.since, "from"), parse_date(arguments.until, "to")
    watched = sys.stderr.isatty()
    with open_desk(_home(arguments)) as desk:
        figures = reports.to_file(
            desk, arguments.name, first, last, Path(arguments.out), _show_progress if watched else None
        )
    if watched:
        sys.stderr.write("\r\x1b[K")
    value = {"report": arguments.name, "rows": len(figures.rows), "file": arguments.out}
    _print(arguments, value, [f"Đã ghi {arguments.out}: {len(figures.rows)} dòng."])


def _show_progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r\x1b[K{done}/{total}")
    sys.stderr.flush()


# Rules on their own


def _deadline(arguments: argparse.Namespace) -> None:
    from app.services import reckoning

    if arguments.lines:
        arguments.source = arguments.lines
        with reckoning.working_here(_home(arguments)) as working:
            _for_each_line(arguments, lambda line: reckoning.answer_line(_json(line, "BODY_JSON"), working))
        return
    if not arguments.received or not arguments.term:
        arguments.usage("cần --received và --term, hoặc --lines")
    with reckoning.working_here(_home(arguments)) as working:
        pauses = [tuple(pause.split("/", 1)) for pause in arguments.pause]
        value = reckoning.answer(arguments.received, arguments.term, pauses, working)
    _print(arguments, value, [value["due"], value["explanation"]])


def _read_id(arguments: argparse.Namespace) -> None:
    from app.rules.identity import parse_card

    if arguments.lines:
        arguments.source = arguments.lines
        _for_each_line(arguments, lambda line: parse_card(_readable(line)).as_json())
        return
    if arguments.text is None:
        arguments.usage("cần TEXT, hoặc --lines")
    value = parse_card(arguments.text).as_json()
    _print(arguments, value, [f"{key}: {part}" for key, part in value.items()])


def _catalogue(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import catalogue

    with open_desk(_home(arguments)) as desk:
        done = catalogue.import_file(desk, Path(arguments.file), apply=arguments.apply)
    last = "Đã áp dụng." if done.applied else "Chưa áp dụng; thêm --apply để áp dụng."
    _print(arguments, done.as_json(), [*done.lines(), last])


def _calendar(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import calendar_change

    with open_desk(_home(arguments)) as desk:
        done = calendar_change.import_file(desk, Path(arguments.file), apply=arguments.apply)
    last = "Đã áp dụng." if done.applied else "Chưa áp dụng; thêm --apply để áp dụng."
    _print(arguments, done.as_json(), [*done.lines(), last])


# The line to the province


def _sync(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk, sync_now

    with open_desk(_home(arguments)) as desk:
        value = sync_now(desk)
    _print(arguments, value)


def _close_day(arguments: argparse.Namespace) -> None:
    from app.bootstrap import close_day, open_desk
    from app.rules.clock import parse_date

    with open_desk(_home(arguments)) as desk:
        on = parse_date(arguments.date, "date") if arguments.date else desk.clock().date()
        if on > desk.clock().date():
            raise UserError("DATE_FORMAT", field="date", text=arguments.date)
        value = close_day(desk, on)
        if arguments.pdf:
            from app.services import day_sheet

            day_sheet.to_file(desk, on, Path(arguments.pdf), paper=arguments.paper)
    _print(arguments, value)


def _parked(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import finding
    from app.sync import parked

    with open_desk(_home(arguments)) as desk:
        if arguments.choice:
            choose = parked.resend if arguments.choice == "resend" else parked.accept_theirs
            choose(desk.store, arguments.code)
            _print_dossier(arguments, finding.as_json(desk, arguments.code))
            return
        found = [parked.look(desk.store, arguments.code)] if arguments.code else parked.parked(desk.store)
    value = [
        {**one.as_json(), "why": [words.say(r.reason or "REFUSED", r.facts) for r in one.refusals]} for one in found
    ]
    lines = [f"{one['code']}  {one['name']}: {' '.join(one['why'])}" for one in value]
    _print(arguments, value[0] if arguments.code else value, lines or ["Không có hồ sơ cần xử lý."])


# Care


def _rebuild(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import care

    with open_desk(_home(arguments)) as desk:
        done = care.rebuild(desk)
    _print(arguments, done.as_json())


def _doctor(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import care

    with open_desk(_home(arguments)) as desk:
        checks = care.doctor(desk)
    value = {
        "ok": all(check.ok for check in checks),
        "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks],
    }
    _print(arguments, value, [f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}" for check in checks])


def _unlock(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import lock_code

    with open_desk(_home(arguments)) as desk:
        lock_code.forget(desk)
    _print(arguments, {"unlocked": True}, ["Đã bỏ mã khóa. Đặt mã mới trong Cài đặt."])


def _generate(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.rules.clock import parse_date
    from app.services import practice

    with open_desk(_home(arguments)) as desk:
        start = parse_date(arguments.since, "from") if arguments.since else desk.clock().date()
        made = practice.generate(desk, arguments.count, seed=arguments.seed, start=start)
    _print(arguments, {"dossiers": made}, [f"Đã tạo {made} hồ sơ tập huấn."])


# The relay


def _province(arguments: argparse.Namespace) -> None:
    from app.province import commands

    home = _home(arguments)
    verb = arguments.verb
    if verb == "serve":
        commands.serve(home, arguments.host, arguments.port, arguments.workers)
        return
    if verb == "export":
        for dossier in commands.export(home, arguments.agency):
            print(json.dumps(dossier, ensure_ascii=False))
        return
    if verb == "init":
        value: Any = commands.init(home, arguments.db)
    elif verb == "invite":
        value = commands.invite(
            home, arguments.agency, arguments.commune, arguments.desk, arguments.first, arguments.last, arguments.name
        )
    elif verb == "act":
        value = commands.act(home, arguments.code, arguments.kind, _body(arguments), arguments.agency)
    elif verb == "revoke":
        value = commands.revoke(home, arguments.agency, arguments.desk)
    else:
        value = commands.status(home)
    _print(arguments, value)


# The words a technician types


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", default=argparse.SUPPRESS, help="thư mục dữ liệu (hoặc biến MOTCUA_HOME)")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="in một giá trị JSON")
    top = argparse.ArgumentParser(prog="motcua", description="Một Cửa: quầy một cửa cấp xã.", parents=[common])
    top.set_defaults(run=_window)
    commands = top.add_subparsers(metavar="LỆNH")

    def command(name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=help_, description=help_)
        made.set_defaults(run=run, usage=made.error)
        return made

    demo = command("demo", _demo, "trung tâm tập huấn với công dân hư cấu, trên thư mục dữ liệu riêng")
    demo.add_argument("--headless", action="store_true", help="chạy trọn một ngày không cần màn hình")
    demo.add_argument("--out", default="out", help="nơi để giấy tờ và ảnh màn hình")
    _add_centre(command)
    _add_dossiers(command)
    _add_rules(command)
    _add_line(command)
    _add_care(command)
    _add_province(commands, common)
    return top


Add = Callable[[str, Command, str], argparse.ArgumentParser]


def _add_centre(command: Add) -> None:
    init = command("init", _init, "lập trung tâm chưa có tỉnh")
    init.add_argument("--agency", required=True)
    init.add_argument("--commune", required=True)
    init.add_argument("--name", required=True)
    init.add_argument("--desk", required=True, type=int)
    init.add_argument("--first", type=int, default=1)
    init.add_argument("--last", type=int, default=9999)
    init.add_argument("--officer", required=True)
    enrol = command("enrol", _enrol, "nối quầy với tỉnh bằng mã mời")
    enrol.add_argument("url")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--officer", required=True)


def _add_dossiers(command: Add) -> None:
    receive = command("receive", _receive, "tiếp nhận hồ sơ từ bản khai JSON")
    receive.add_argument("source", metavar="DRAFT.json", nargs="?", default="-")
    receive.add_argument("--lines", action="store_true", help="mỗi dòng một bản khai")
    receive.add_argument("--pdf", metavar="OUT.pdf")
    _add_paper(receive)
    act = command("act", _act, "làm một việc trên hồ sơ")
    act.add_argument("code")
    act.add_argument("kind")
    act.add_argument("body", metavar="BODY.json", nargs="?")
    give_back = command("return", _return, "trả kết quả")
    give_back.add_argument("code")
    give_back.add_argument("--to", required=True)
    give_back.add_argument("--id-number")
    show = command("show", _show, "xem một hồ sơ và quá trình của nó")
    show.add_argument("code")
    find = command("find", _find, "tìm hồ sơ, mới nhất trước")
    find.add_argument("text", nargs="?", default="")
    find.add_argument("--limit", type=_positive, default=50)
    find.add_argument("--state", choices=sorted(words.STATES))
    find.add_argument("--from", dest="since")
    find.add_argument("--to", dest="until")
    form = command("print", _print_form, "in một giấy của hồ sơ ra tệp PDF")
    form.add_argument("code", metavar="CODE[,CODE…]")
    form.add_argument("form")
    form.add_argument("out", metavar="OUT.pdf")
    form.add_argument("--edition", help="bộ mẫu: 2018 hoặc 2025")
    _add_paper(form)
    report = command("report", _report, "lập sổ hoặc báo cáo ra tệp PDF, XLSX, JSON")
    report.add_argument("name", help="register, 06a, indicators, handover, uncollected, due")
    report.add_argument("--from", dest="since", required=True)
    report.add_argument("--to", dest="until", required=True)
    report.add_argument("--out", required=True, metavar="FILE.pdf|xlsx|json")


def _add_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--paper", choices=("A4", "A5"), default="A5")


def _add_rules(command: Add) -> None:
    deadline = command("deadline", _deadline, "tính hẹn trả")
    deadline.add_argument("--received")
    deadline.add_argument("--term")
    deadline.add_argument("--pause", action="append", default=[], metavar="FROM/TO")
    deadline.add_argument("--commune", help="giữ cho tương thích; giờ làm việc là của trung tâm trong --home")
    deadline.add_argument("--lines", metavar="FILE")
    read_id = command("read-id", _read_id, "đọc mã quét của thẻ căn cước")
    read_id.add_argument("text", nargs="?")
    read_id.add_argument("--lines", metavar="FILE")
    catalogue = command("catalogue", _catalogue, "nhập danh mục thủ tục của tỉnh")
    catalogue.add_argument("verb", choices=["import"])
    catalogue.add_argument("file")
    catalogue.add_argument("--apply", action="store_true")
    calendar = command("calendar", _calendar, "nhập lịch nghỉ mới, xem các hẹn trả đổi theo")
    calendar.add_argument("verb", choices=["import"])
    calendar.add_argument("file")
    calendar.add_argument("--apply", action="store_true")


def _add_line(command: Add) -> None:
    command("sync", _sync, "gửi và nhận với tỉnh một lần")
    close = command("close-day", _close_day, "chốt ngày và đối chiếu với tỉnh")
    close.add_argument("--date")
    close.add_argument("--out", dest="pdf", metavar="OUT.pdf")
    _add_paper(close)
    parked = command("parked", _parked, "hồ sơ tỉnh chưa nhận, và cách giải quyết")
    parked.add_argument("code", nargs="?")
    parked.add_argument("choice", nargs="?", choices=["resend", "accept-theirs"])


def _add_care(command: Add) -> None:
    command("rebuild", _rebuild, "dựng lại từng hồ sơ từ các việc đã ghi và so sánh")
    command("doctor", _doctor, "khám kho, khóa, ổ đĩa, giấy chưa in")
    command("unlock", _unlock, "bỏ mã khóa màn hình mà cán bộ quên")
    generate = command("generate", _generate, "thêm hồ sơ hư cấu vào kho tập huấn")
    generate.add_argument("count", type=_positive, metavar="N")
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--from", dest="since")


def _add_province(commands: Any, common: argparse.ArgumentParser) -> None:
    province = commands.add_parser("province", parents=[common], help="phía tỉnh", description="phía tỉnh")
    province.set_defaults(run=_province)
    verbs = province.add_subparsers(dest="verb", required=True, metavar="VIỆC")

    def verb(name: str, help_: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, parents=[common], help=help_, description=help_)
        return made

    verb("init", "lập phía tỉnh").add_argument("--db", metavar="URL")
    invite = verb("invite", "tạo mã mời cho một quầy")
    invite.add_argument("--agency", required=True)
    invite.add_argument("--commune", required=True)
    invite.add_argument("--desk", required=True, type=int)
    invite.add_argument("--first", type=int)
    invite.add_argument("--last", type=int)
    invite.add_argument("--name")
    serve = verb("serve", "mở phía tỉnh cho các quầy")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--workers", type=_positive, default=1)
    verb("status", "tình hình từng quầy")
    verb("export", "mọi hồ sơ, mỗi dòng một hồ sơ").add_argument("--agency")
    act = verb("act", "việc của chính tỉnh trên hồ sơ")
    act.add_argument("code")
    act.add_argument("kind")
    act.add_argument("body", metavar="BODY.json", nargs="?")
    act.add_argument("--agency", required=True)
    revoke = verb("revoke", "thôi nhận một quầy")
    revoke.add_argument("--agency", required=True)
    revoke.add_argument("--desk", required=True, type=int)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
