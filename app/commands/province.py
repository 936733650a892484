"""The relay a province runs."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.commands.terminal import body_of, home_of, positive, readable, say
from app.errors import UserError


def _province(arguments: argparse.Namespace) -> None:
    from app.province import commands

    home = home_of(arguments)
    verb = arguments.verb
    if verb == "serve":
        commands.serve(home, arguments.host, arguments.port, arguments.workers, behind_proxy=arguments.behind_proxy)
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
        value = commands.act(home, arguments.code, arguments.kind, body_of(arguments), arguments.agency)
    elif verb == "refuse":
        value = commands.refuse(home, arguments.agency, readable(arguments.event), readable(arguments.reason))
    elif verb == "revoke":
        value = commands.revoke(home, arguments.agency, arguments.desk)
    elif verb == "verify":
        value = commands.verify(home, arguments.agency, arguments.since)
        say(arguments, value)
        if not value["ok"]:
            raise UserError("RELAY_ALTERED", count=len(value["findings"]))
        return
    else:
        value = commands.status(home)
    say(arguments, value)


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of the relay."""
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
    serve.add_argument("--workers", type=positive, default=1)
    serve.add_argument("--behind-proxy", action="store_true", help="máy này nghe sau proxy có TLS của tỉnh")
    verb("status", "tình hình từng quầy")
    verb("export", "mọi hồ sơ, mỗi dòng một hồ sơ").add_argument("--agency")
    verify = verb("verify", "soát lại toàn bộ dữ liệu phía tỉnh")
    verify.add_argument("--agency")
    verify.add_argument("--since", metavar="D")
    act = verb("act", "việc của chính tỉnh trên hồ sơ")
    act.add_argument("code")
    act.add_argument("kind")
    act.add_argument("body", metavar="BODY.json", nargs="?")
    act.add_argument("--agency", required=True)
    refuse = verb("refuse", "từ chối một lượt cập nhật mà phía tỉnh gặp trục trặc khi nhận, để các lượt sau đi tiếp")
    refuse.add_argument("event")
    refuse.add_argument("--agency", required=True)
    refuse.add_argument("--reason", required=True)
    revoke = verb("revoke", "thôi nhận một quầy")
    revoke.add_argument("--agency", required=True)
    revoke.add_argument("--desk", required=True, type=int)
