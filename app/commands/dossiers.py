"""Dossiers: received, acted on, given back, shown, found, printed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app import words
from app.commands.terminal import (
    Add,
    add_clock,
    add_paper,
    body_of,
    for_each_line,
    parse,
    positive,
    read,
    say,
    unlocked,
    warnings_of,
)
from app.errors import UserError
from app.rules.vocabulary import Delivery, Method


def _receive(arguments: argparse.Namespace) -> None:
    from app.services import drafts, finding, intake, papers

    folder = Path() if arguments.source == "-" else Path(arguments.source).parent
    if arguments.pdf:
        # Asked before a number is issued: a script that is told "failed" would receive the dossier again.
        papers.check_place(Path(arguments.pdf))
    with unlocked(arguments) as desk:

        def receive(text: str) -> dict[str, Any]:
            received = intake.receive(desk, drafts.read(parse(text, "DRAFT_JSON")), folder=folder)
            value = finding.as_json(desk, received.dossier.code)
            return {**value, "warnings": warnings_of(received.warnings)}

        if arguments.lines:
            if not for_each_line(arguments, receive):
                raise SystemExit(1)
            return
        value = receive(read(arguments.source))
        if arguments.pdf:
            papers.to_file(desk, value["code"], "receipt", Path(arguments.pdf), paper=arguments.paper)
        say(arguments, value, [f"{value['code']}  {value['applicant']['name']}", value["due_reason"]])


def _act(arguments: argparse.Namespace) -> None:
    from app.services import acts, finding

    body = body_of(arguments)
    with unlocked(arguments) as desk:
        kind = acts.kind_named(arguments.kind)
        cautions = acts.cautions(desk, arguments.code, kind)
        dossier = acts.act(desk, arguments.code, kind, body)
        value = finding.as_json(desk, dossier.code)
        say_dossier(arguments, {**value, "warnings": warnings_of(cautions)})


def _return(arguments: argparse.Namespace) -> None:
    from app.services import finding, returning

    with unlocked(arguments) as desk:
        dossier = returning.give_back(
            desk,
            arguments.code,
            to=arguments.to,
            id_number=arguments.id_number,
            authorisation=arguments.authority,
            via=Delivery(arguments.via),
            item=arguments.item,
            result=returning.MadeHere(arguments.result_number) if arguments.result_number else None,
            collect=Method(arguments.collect) if arguments.collect else None,
        )
        say_dossier(arguments, finding.as_json(desk, dossier.code))


def _show(arguments: argparse.Namespace) -> None:
    from app.services import finding

    with unlocked(arguments) as desk:
        say_dossier(arguments, finding.as_json(desk, arguments.code))


def say_dossier(arguments: argparse.Namespace, value: dict[str, Any]) -> None:
    """Print a dossier: its JSON, or, for a person, state, promise, history and warnings."""
    lines = [
        f"{value['code']}  {words.STATES[value['state']]}  {words.SYNC[value['sync']]}",
        f"{(value['owner'] or value['applicant'])['name']}: {value['procedure']['name']}",
        f"Hẹn trả {value['due_at']}. {value['due_reason']}",
        *(f"  {event['at']}  {words.act_word(event['kind'])}  {event['officer']}" for event in value["events"]),
        *(f"! {warning['message']}" for warning in value.get("warnings", ())),
    ]
    say(arguments, value, lines)


def _find(arguments: argparse.Namespace) -> None:
    from app.rules.clock import parse_date
    from app.rules.states import State
    from app.services import finding

    with unlocked(arguments) as desk:
        hits = finding.find(
            desk,
            arguments.text,
            limit=arguments.limit,
            states=[State(arguments.state)] if arguments.state else [],
            received_from=parse_date(arguments.since, "from") if arguments.since else None,
            received_to=parse_date(arguments.until, "to") if arguments.until else None,
        )
    lines = [f"{hit.code}  {hit.name}  {hit.procedure}  {words.STATES[hit.state.value]}" for hit in hits]
    say(arguments, [hit.as_json() for hit in hits], lines or ["Không có hồ sơ nào."])


def _print_form(arguments: argparse.Namespace) -> None:
    from app.services import papers

    with unlocked(arguments) as desk:
        how = {"paper": arguments.paper, "edition": arguments.edition}
        codes = [code for code in arguments.code.split(",") if code]
        if len(codes) > 1:
            if arguments.form != "receipt":
                raise UserError("FORM_ONE_BY_ONE", form=arguments.form)
            papers.receipts_to_file(desk, codes, Path(arguments.out), **how)
        else:
            papers.to_file(desk, arguments.code, arguments.form, Path(arguments.out), **how)
    value = {"code": arguments.code, "form": arguments.form, "file": arguments.out}
    say(arguments, value, [f"Đã ghi {arguments.out}."])


def add(command: Add) -> None:
    """Add the commands of dossiers."""
    receive = command("receive", _receive, "tiếp nhận hồ sơ từ bản khai JSON")
    receive.add_argument("source", metavar="DRAFT.json", nargs="?", default="-")
    receive.add_argument("--lines", action="store_true", help="mỗi dòng một bản khai")
    receive.add_argument("--pdf", metavar="OUT.pdf")
    add_paper(receive)
    act = command("act", _act, "làm một việc trên hồ sơ")
    act.add_argument("code")
    act.add_argument("kind")
    act.add_argument("body", metavar="BODY.json", nargs="?")
    give_back = command("return", _return, "trả kết quả")
    give_back.add_argument("code")
    give_back.add_argument("--to", required=True)
    give_back.add_argument("--id-number")
    give_back.add_argument("--authority", help="giấy ủy quyền: số, ngày, nơi chứng thực")
    give_back.add_argument("--via", choices=[one.value for one in Delivery], default=Delivery.COUNTER.value)
    give_back.add_argument("--item", help="mã bưu gửi")
    give_back.add_argument("--result-number", help="số kết quả làm tại quầy, chưa ghi")
    give_back.add_argument("--collect", choices=[one.value for one in Method], help="thu phí còn thiếu")
    for writes in (receive, act, give_back):
        add_clock(writes)
    show = command("show", _show, "xem một hồ sơ và quá trình của nó")
    show.add_argument("code")
    find = command("find", _find, "tìm hồ sơ, mới nhất trước")
    find.add_argument("text", nargs="?", default="")
    find.add_argument("--limit", type=positive, default=50)
    find.add_argument("--state", choices=sorted(words.STATES))
    find.add_argument("--from", dest="since")
    find.add_argument("--to", dest="until")
    form = command("print", _print_form, "in một giấy của hồ sơ ra tệp PDF")
    form.add_argument("code", metavar="CODE[,CODE…]")
    form.add_argument("form")
    form.add_argument("out", metavar="OUT.pdf")
    form.add_argument("--edition", help="bộ mẫu: 2018 hoặc 2025")
    add_paper(form)
