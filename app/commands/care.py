"""Care of a store: replayed, examined, unlocked."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import Add, home_of, pass_lock, say

if TYPE_CHECKING:
    from app.selftest.check import Result


def _rebuild(arguments: argparse.Namespace) -> None:
    from app.services import care
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments)) as desk:
        done = care.rebuild(desk)
    say(arguments, done.as_json())


def _doctor(arguments: argparse.Namespace) -> None:
    from app.selftest import page, run
    from app.workflows import opening

    home = home_of(arguments)
    if not opening.lies(home):
        raise opening.missing(home)
    results = list(run.doctor(home))
    good = all(result.ok for result in results)
    told = [{"name": result.name, "ok": result.ok, "detail": result.detail, "cure": result.cure} for result in results]
    say(arguments, {"ok": good, "checks": told}, (line for result in results for line in page.told(result)))
    sys.exit(0 if good else 1)


def _self_test(arguments: argparse.Namespace) -> None:
    from app.selftest import page, run

    home = home_of(arguments)
    if arguments.part:
        first, folder = arguments.part
        run.part(int(first), Path(folder), home, headless=arguments.headless)
        return
    out = Path(arguments.out) if arguments.out else None
    if out:
        from app.services import papers

        papers.check_place(out)
    # Ended from outside it still ends its processes and takes its folder away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results, said = [], []

    def noted() -> Iterator[Result]:
        for result in run.run(home, headless=arguments.headless):
            results.append(result)
            yield result

    for line in page.lines(noted()):
        said.append(line)
        if not arguments.json:
            print(line, flush=True)
    if arguments.json:
        say(arguments, page.as_json(results))
    if out:
        from app.services import papers

        papers.write_whole(out, "\n".join([*said, ""]).encode())
    sys.exit(0 if all(result.ok for result in results) else 1)


def _unlock(arguments: argparse.Namespace) -> None:
    from app.services import lock_code
    from app.workflows.opening import open_desk

    with open_desk(home_of(arguments)) as desk:
        if not lock_code.administrator_agrees():
            pass_lock(desk)
        lock_code.forget(desk)
    say(arguments, {"unlocked": True}, ["Đã bỏ mã khóa. Đặt mã mới trong Cài đặt."])


def add(command: Add) -> None:
    """Add the commands of care."""
    command("rebuild", _rebuild, "dựng lại từng hồ sơ từ các việc đã ghi và so sánh")
    command("doctor", _doctor, "khám thư mục, khóa, kho, dấu số, bản sao lưu của quầy này; nói chỗ cần sửa")
    trial = command("self-test", _self_test, "tự kiểm tra máy: kho, giấy, máy in, cửa sổ, gửi tỉnh; nói chỗ cần sửa")
    trial.add_argument("--out", metavar="FILE", help="ghi trang kết quả ra tệp chữ")
    trial.add_argument("--headless", action="store_true", help="không hiện cửa sổ lên màn hình")
    trial.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    command("unlock", _unlock, "bỏ mã khóa màn hình: hỏi mã, hoặc người quản trị máy đồng ý")
