"""Practice: the practice centre on a screen, a whole day of it without one, and invented dossiers in a store."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from app.commands.terminal import Add, positive, say, unlocked


def _demo(arguments: argparse.Namespace) -> None:
    home = Path(arguments.home).resolve() if arguments.home else None
    if arguments.headless:
        sys.exit(_play(home, Path(arguments.out).resolve()))
    from app.bootstrap import open_practice

    sys.exit(open_practice(home))


def _play(home: Path | None, out: Path) -> int:
    """Play a practice day; in a centre made anew inside `out` where no `home` is named. Return the exit status."""
    from app.bootstrap import practice_centre
    from app.selftest.practice_day import play

    if home is None:
        home = out / "practice"
        shutil.rmtree(home, ignore_errors=True)
    with practice_centre(home) as desk_home:
        return play(desk_home, out)


def _generate(arguments: argparse.Namespace) -> None:
    from app.rules.clock import parse_date
    from app.services import practice

    start = parse_date(arguments.since, "from") if arguments.since else None
    with unlocked(arguments) as desk:
        made = practice.generate(desk, arguments.count, seed=arguments.seed, start=start)
    say(arguments, {"dossiers": made}, [f"Đã tạo {made} hồ sơ tập huấn."])


def add(command: Add) -> None:
    """Add the commands of practice."""
    demo = command("demo", _demo, "trung tâm tập huấn với công dân hư cấu, trên thư mục dữ liệu riêng")
    demo.add_argument("--headless", action="store_true", help="chạy trọn một ngày không cần màn hình")
    demo.add_argument("--out", default="out", help="nơi để giấy tờ và ảnh màn hình")
    generate = command("generate", _generate, "thêm hồ sơ hư cấu vào kho tập huấn")
    generate.add_argument("count", type=positive, metavar="N")
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--from", dest="since", help="ngày đầu; mặc định sao cho ngày cuối là hôm qua")
