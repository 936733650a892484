"""Copies of the store: made, looked through, put back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.commands.terminal import Add, home_of, positive, read, say, unlocked
from app.errors import UserError


def _backup(arguments: argparse.Namespace) -> None:
    from app.models.backup import FOLDER
    from app.rules.generations import DAILY
    from app.workflows import backing_up
    from app.workflows.opening import open_desk

    if arguments.file == "verify":
        _verify(arguments)
        return
    home = home_of(arguments)
    with open_desk(home) as desk:
        if arguments.file:
            made = backing_up.copy_to(desk, Path(arguments.file).absolute())
        else:
            place = Path(arguments.to).absolute() if arguments.to else home / FOLDER
            made = backing_up.back_up(desk, place, arguments.keep or DAILY)
    assert made.content is not None
    say(arguments, made.as_json(), [f"Đã sao lưu {made.content.dossiers} hồ sơ vào {made.path}."])


def _verify(arguments: argparse.Namespace) -> None:
    from app.rules import clock
    from app.workflows import backing_up, restoring

    if not arguments.copy:
        arguments.usage("backup verify: cần tên tệp")
    file = Path(arguments.copy).absolute()
    key = restoring.key_for(home_of(arguments), _typed(arguments))
    copy, checks = backing_up.verify(file, key, clock.now())
    good = all(check.ok for check in checks)
    told = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    lines = [f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}" for check in checks]
    say(arguments, {"ok": good, **copy.as_json(), "checks": told}, lines)
    if not good:
        sys.exit(1)


def _restore(arguments: argparse.Namespace) -> None:
    from app.workflows import restoring

    home = home_of(arguments)
    key = restoring.key_for(home, _typed(arguments))
    done = restoring.restore(home, Path(arguments.file).absolute(), key, arguments.last_receipt)
    lines = [f"Đã phục hồi {done.dossiers} hồ sơ."]
    if done.aside:
        lines.append(f"Kho trước đó được giữ ở {done.aside}.")
    if done.numbers == "gone":
        lines.append("Trước khi tiếp nhận: motcua numbers --continue-after, với mã trên giấy tiếp nhận in gần nhất.")
    say(arguments, done.as_json(), lines)


def _recovery_key(arguments: argparse.Namespace) -> None:
    from app.models import setting

    home = home_of(arguments)
    if arguments.what == "new":
        _new_paper(arguments, home)
        return
    if arguments.what == "status":
        with unlocked(arguments) as desk, desk.store.read() as connection:
            paper = setting.recovery_paper(connection)
        value = {"paper": paper.paper if paper else None, "at": paper.at if paper else None}
        told = f"Tờ khóa phục hồi số {paper.paper}, lập lúc {paper.at}." if paper else "Chưa có tờ khóa phục hồi."
        say(arguments, value, [told])
        return
    from app import vault
    from app.rules import recovery_key

    secret = recovery_key.read(read(arguments.recovery_key_file or "-"))
    good, number = recovery_key.store_key(secret) == vault.store_key(home), recovery_key.paper(secret)
    told = f"Tờ số {number} mở được kho này." if good else f"Tờ số {number} không mở được kho này."
    say(arguments, {"ok": good, "paper": number}, [told])
    if not good:
        sys.exit(1)


def _new_paper(arguments: argparse.Namespace, home: Path) -> None:
    """Write a new paper, have it typed back, and change the key to it: a paper nobody can read back changes nothing."""
    from app.printing.recovery_page import render_recovery_page
    from app.rules import clock, recovery_key
    from app.services import papers
    from app.workflows import changing_key

    if not arguments.out:
        arguments.usage("recovery-key new: cần --out TỆP.pdf")
    out = Path(arguments.out)
    with unlocked(arguments) as desk:
        own, _ = desk.place()
    papers.check_place(out)
    secret = changing_key.new_secret()
    groups, number = recovery_key.written(secret), recovery_key.paper(secret)
    day = clock.now().strftime("%d/%m/%Y")
    papers.write_whole(out, render_recovery_page(own.name, own.desk, day, number, groups, arguments.paper))
    if not arguments.json:
        sys.stderr.write(f"Tờ số {number} ở {out}. In ra, rồi gõ lại đủ chín nhóm số, hết thì Ctrl+D:\n")
    if recovery_key.read(read("-")) != secret:
        raise UserError("RECOVERY_KEY_OTHER", paper=number)
    paper = changing_key.change(home, secret)
    told = f"Đã đổi khóa. Chỉ tờ số {paper.paper} mở được kho và các bản sao lưu từ nay."
    say(arguments, {"paper": paper.paper, "at": paper.at}, [told])


def _typed(arguments: argparse.Namespace) -> str | None:
    """Return what stands on the recovery paper, None where this PC's own key is to open the copy."""
    return read(arguments.recovery_key_file) if arguments.recovery_key_file else None


def add(command: Add) -> None:
    """Add the commands of copies."""
    backup = command("backup", _backup, "sao lưu kho; verify TỆP: kiểm tra một bản sao")
    backup.add_argument("file", nargs="?", metavar="verify | FILE", help="tệp sẽ ghi, hoặc chữ verify")
    backup.add_argument("copy", nargs="?", metavar="COPY", help="với verify: bản sao cần kiểm tra")
    backup.add_argument("--to", metavar="DIR", help="thư mục giữ các bản sao theo ngày, tuần, tháng")
    backup.add_argument("--keep", type=positive, metavar="N", help="giữ bản của bao nhiêu ngày gần nhất")
    restore = command("restore", _restore, "đưa một bản sao vào thay kho; kho đang có được giữ lại bên cạnh")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--last-receipt", metavar="CODE", help="mã trên giấy tiếp nhận in gần nhất")
    recovery = command("recovery-key", _recovery_key, "tờ khóa phục hồi: lập tờ mới, thử một tờ, xem đang dùng tờ nào")
    recovery.add_argument("what", choices=("new", "check", "status"))
    recovery.add_argument("--out", metavar="OUT.pdf", help="với new: tệp của tờ mới")
    recovery.add_argument("--paper", choices=("A4", "A5"), default="A4")
    for parser in (backup, restore, recovery):
        parser.add_argument("--recovery-key-file", metavar="F", help="tệp ghi số trên tờ khóa phục hồi; - là gõ vào")
