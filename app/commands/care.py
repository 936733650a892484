"""Care of a store: replayed, examined, unlocked, filled for practice."""

from __future__ import annotations

import argparse

from app.commands.terminal import Add, home_of, positive, say


def _rebuild(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import care

    with open_desk(home_of(arguments)) as desk:
        done = care.rebuild(desk)
    say(arguments, done.as_json())


def _doctor(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import care

    with open_desk(home_of(arguments)) as desk:
        checks = care.doctor(desk)
    value = {
        "ok": all(check.ok for check in checks),
        "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks],
    }
    say(arguments, value, [f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}" for check in checks])


def _unlock(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.services import lock_code

    with open_desk(home_of(arguments)) as desk:
        lock_code.forget(desk)
    say(arguments, {"unlocked": True}, ["Đã bỏ mã khóa. Đặt mã mới trong Cài đặt."])


def _generate(arguments: argparse.Namespace) -> None:
    from app.bootstrap import open_desk
    from app.rules.clock import parse_date
    from app.services import practice

    with open_desk(home_of(arguments)) as desk:
        start = parse_date(arguments.since, "from") if arguments.since else desk.clock().date()
        made = practice.generate(desk, arguments.count, seed=arguments.seed, start=start)
    say(arguments, {"dossiers": made}, [f"Đã tạo {made} hồ sơ tập huấn."])


def add(command: Add) -> None:
    """Add the commands of care."""
    command("rebuild", _rebuild, "dựng lại từng hồ sơ từ các việc đã ghi và so sánh")
    command("doctor", _doctor, "khám kho, khóa, ổ đĩa, giấy chưa in")
    command("unlock", _unlock, "bỏ mã khóa màn hình mà cán bộ quên")
    generate = command("generate", _generate, "thêm hồ sơ hư cấu vào kho tập huấn")
    generate.add_argument("count", type=positive, metavar="N")
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--from", dest="since")
