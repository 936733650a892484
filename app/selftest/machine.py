"""The PC itself: its date and time zone, its disk, and whether the data folder lies where a store is safe."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from app.paths import file_system
from app.rules.clock import VN, now
from app.selftest.bench import Bench
from app.selftest.check import MAKE_ROOM, Fault

BUILT = date(2026, 11, 30)
"""The day this version was made; no PC it runs on can have an earlier one."""
_YEARS = 15
LOW_DISK = 500 * 1024 * 1024
"""Bytes free under which a technician is called: about a month of a busy centre with its scans."""
_NETWORKS = ("9p", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs",
             "glusterfs", "nfs", "nfs4", "smb3", "smbfs")  # fmt: skip
"""As Linux names them."""
_SERVICES = {
    "OneDrive": (("onedrive",), ()),
    "Dropbox": (("dropbox",), (".dropbox", ".dropbox.cache")),
    "Google Drive": (("google drive", "googledrive", "my drive"), (".tmp.driveupload", ".tmp.drivedownload")),
    "iCloud": (("iclouddrive", "icloud drive", "com~apple~clouddocs"), ()),
    "Nextcloud": (("nextcloud", "owncloud"), (".owncloudsync.log", ".nextcloudsync.log")),
    "Syncthing": (("syncthing",), (".stfolder",)),
}
"""What the folder of each is called, in small letters, and what it leaves in it."""
_SET_CLOCK = "Đặt lại ngày giờ trong phần Ngày và giờ của máy, bật tự chỉnh giờ qua mạng, rồi tự kiểm tra lại."
_MOVE = (
    "Chạy motcua backup --to một ổ khác, tắt Một Cửa, đặt MOTCUA_HOME tới một thư mục thường trên ổ của máy, rồi "
    "motcua restore BẢN_SAO ở đó (thêm --recovery-key-file - khi khóa nằm trong nơi giữ khóa của máy)."
)
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


def folder(bench: Bench) -> str:
    """Write into the data folder (or where it will be made); see who else may write there, or does."""
    home = nearest(bench.home)
    try:
        with tempfile.TemporaryFile(dir=home) as trial:
            trial.write(b"\0" * 65_536)
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise Fault("Ổ đĩa đầy, không ghi thêm được vào thư mục dữ liệu.", MAKE_ROOM) from None
        raise Fault(f"Không ghi được vào thư mục dữ liệu: {problem.strerror}.", _RIGHTS) from None
    # What lies there is encrypted and its names tell nothing, so that others may read it is their own business; who may
    # write could put an old store in its place, or none. Windows' modes say nothing.
    if home == bench.home and os.name != "nt" and home.stat().st_mode & 0o022:
        raise Fault("Tài khoản khác ghi được vào thư mục dữ liệu.", f"Chạy: chmod 700 {home}")
    if shared := synchronised(home):
        raise Fault(
            f"Thư mục dữ liệu nằm trong thư mục đồng bộ ({shared}), nơi tệp kho bị chép dở hoặc thay ngược.", _MOVE
        )
    if is_network(home):
        raise Fault("Thư mục dữ liệu nằm trên ổ mạng, nơi kho không được khóa và ghi chắc như trên ổ máy.", _MOVE)
    return "Ghi được vào thư mục dữ liệu, trên ổ của máy này."


def disk(bench: Bench) -> str:
    """See how much room is left for the data folder."""
    free = shutil.disk_usage(nearest(bench.home)).free
    if free < LOW_DISK:
        raise Fault(f"Ổ đĩa còn {free // MB} MB, cần ít nhất {LOW_DISK // MB} MB.", MAKE_ROOM)
    return f"Ổ đĩa còn {free // MB} MB."


def synchronised(path: Path) -> str | None:
    """Return which service synchronises a folder, by its name on the way or by what it leaves there; None for none."""
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        if (there := os.environ.get(name)) and path.is_relative_to(there):
            return "OneDrive"
    for above in (path, *path.parents):
        for service, (called, leaves) in _SERVICES.items():
            if above.name.casefold().startswith(called) or any((above / left).exists() for left in leaves):
                return service
    return None


def is_network(path: Path) -> bool:
    """Tell whether a folder lies on another machine, as far as the system says."""
    if sys.platform == "win32":
        import ctypes

        remote = 4  # GetDriveTypeW, DRIVE_REMOTE
        drive = path.resolve().drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == remote
    return file_system(path.stat().st_dev) in _NETWORKS


def nearest(path: Path) -> Path:
    """Return `path`, or the nearest folder above it that is there already."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
