"""The PC itself: its date and time zone, its disk, whether the data folder can be written."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from app.rules.clock import VN, now
from app.selftest.bench import Bench
from app.selftest.check import MAKE_ROOM, Fault
from app.services.care import LOW_DISK

BUILT = date(2026, 11, 30)
"""The day this version was made; no PC it runs on can have an earlier one."""
_YEARS = 15
_SET_CLOCK = "Đặt lại ngày giờ trong phần Ngày và giờ của máy, bật tự chỉnh giờ qua mạng, rồi tự kiểm tra lại."
_RIGHTS = "Cho tài khoản này quyền ghi thư mục dữ liệu, tắt bảo vệ thư mục của trình diệt vi-rút đối với Một Cửa."
MB = 1024 * 1024


def clock(_bench: Bench) -> str:
    """See whether date and time zone can be believed."""
    if datetime(2026, 1, 1, tzinfo=VN).utcoffset() != timedelta(hours=7):
        raise Fault("Bảng múi giờ của chương trình thiếu hoặc sai: giờ Việt Nam phải là UTC+07:00.")
    seen = now()
    if seen.date() < BUILT:
        raise Fault(f"Máy đang để ngày {seen:%d/%m/%Y}, trước ngày làm ra bản này ({BUILT:%d/%m/%Y}).", _SET_CLOCK)
    if seen.year > BUILT.year + _YEARS:
        raise Fault(f"Máy đang để ngày {seen:%d/%m/%Y}, xa hơn {_YEARS} năm sau bản này.", _SET_CLOCK)
    told = f"{seen:%H:%M} ngày {seen:%d/%m/%Y}, giờ Việt Nam"
    if datetime.now().astimezone().utcoffset() != timedelta(hours=7):
        told += "; máy để múi giờ khác, chương trình vẫn ghi giờ Việt Nam"
    return f"{told}."


def disk(bench: Bench) -> str:
    """Write into the data folder (or where it will be made) and see how much room is left."""
    folder = nearest(bench.home)
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"\0" * 65_536)
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as problem:
        raise Fault(f"Không ghi được vào thư mục dữ liệu: {problem.strerror}.", _RIGHTS) from None
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK:
        raise Fault(f"Ổ đĩa còn {free // MB} MB, cần ít nhất {LOW_DISK // MB} MB.", MAKE_ROOM)
    return f"Ghi được vào thư mục dữ liệu; ổ đĩa còn {free // MB} MB."


def nearest(path: Path) -> Path:
    """Return `path`, or the nearest folder above it that is there already."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
