"""The checks in order, each with its time limit, in a process apart from the one that reports.

A printer's driver, a graphics card's or an antivirus can end or hang a process in a way no `except` sees, and that is
just what a self-test is asked about. So one process asks and another one answers: if it dies or is silent for too long
that check has failed, and a new process goes on with the next.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from app.paths import ROOT, no_console, program, state_home
from app.selftest.check import KEYRING, MAKE_ROOM, Check, Result, answers, failed

START = 60.0
"""Seconds a process may take to begin, beyond what its first check may take."""
_SCREEN = "Cập nhật trình điều khiển màn hình rồi tự kiểm tra lại. Còn lỗi thì cài lại chương trình; hồ sơ không mất."
_DRIVER = "Cài lại trình điều khiển của máy in đã chọn, hoặc chọn máy in khác (Ctrl+, rồi Alt+2), rồi tự kiểm tra lại."
_LOOPBACK = (
    "Cho Một Cửa được mở kết nối trong chính máy này (127.0.0.1) ở tường lửa và trình diệt vi-rút, "
    "rồi tự kiểm tra lại. Quầy vẫn tiếp nhận và in được khi chưa sửa chỗ này."
)

DESK = Check("desk", "Quầy này", "own.doctor", cure="Đừng xóa gì. Gọi kỹ thuật.", seconds=600, alone=True, many=True)
"""What `motcua doctor` asks."""
CHECKS = (
    Check("clock", "Ngày giờ của máy", "machine.clock"),
    Check("resources", "Tệp của chương trình", "files.resources"),
    Check("fonts", "Phông chữ", "files.fonts"),
    DESK,
    Check("key", "Nơi giữ khóa", "stores.key", cure=KEYRING, alone=True),
    Check("trial", "Kho thử", "stores.store"),
    Check("migration", "Nâng cấp kho", "stores.migration"),
    Check("forms", "Mẫu giấy", "sheets.forms", seconds=180),
    Check("qr", "Mã QR", "sheets.qr"),
    Check("reports", "Sổ và báo cáo", "sheets.figures", seconds=120),
    Check("printer", "Máy in", "printing.printer", cure=_DRIVER, seconds=120),
    Check("window", "Cửa sổ", "screens.window", cure=_SCREEN, seconds=180, alone=True),
    Check("relay", "Gửi tỉnh và chốt ngày", "province.relay", cure=_LOOPBACK, seconds=120),
)
_FOLDER = Check("folder", "Thư mục tạm", "", cure=MAKE_ROOM)


def run(home: Path, *, headless: bool) -> Iterator[Result]:
    """Ask every check of this PC and of the data folder `home`; give each result as it comes.

    `headless` keeps the window off the screen.
    """
    try:
        temporary = tempfile.TemporaryDirectory(prefix="motcua-", ignore_cleanup_errors=True)
    except OSError as problem:
        yield failed(_FOLDER, f"Không tạo được thư mục tạm để thử: {problem.strerror}.")
        return
    with temporary as folder:
        first = 0
        while first < len(CHECKS):
            for results in _answers(first, Path(folder) / str(first), home, headless=headless):
                yield from results
                first += 1


def doctor(home: Path) -> Iterator[Result]:
    """Ask what touches no printer, no window and no relay about the desk in `home`, in this process."""
    from app.selftest.bench import Bench

    yield from answers(DESK, Bench(home, home))


def part(first: int, folder: Path, home: Path, *, headless: bool) -> None:
    """Answer as the other process: from check `first` up to one that begins alone, a JSON line each on stdout."""
    from app.selftest.bench import Bench

    folder.mkdir()
    bench = Bench(folder, home, headless)
    try:
        for at, check in enumerate(CHECKS[first:]):
            if check.alone and at:
                return
            print(json.dumps([[one.title, one.as_json()] for one in answers(check, bench)]), flush=True)
    except BrokenPipeError:
        # Nobody listens any more, and so nobody will remove the folder.
        bench.close()
        shutil.rmtree(folder.parent, ignore_errors=True)
    finally:
        bench.close()


def _answers(first: int, folder: Path, home: Path, *, headless: bool) -> Generator[list[Result], None, None]:
    """Give the results of one process, those of at least one check."""
    words = ["--home", str(home), "self-test", "--part", str(first), str(folder)]
    # The marks of the stores that are tried go with their folder; the desk's own is held against its own.
    marks = state_home() if CHECKS[first].many else folder.parent / "marks"
    process = _start([*words, *(["--headless"] if headless else [])], marks)
    lines = _lines(process)
    try:
        for at, check in enumerate(CHECKS[first:]):
            try:
                line = lines.get(timeout=check.seconds + (0 if at else START))
            except queue.Empty:
                yield [failed(check, f"Chưa xong sau {check.seconds} giây.", seconds=check.seconds)]
                return
            if line is None:
                lines.put(None)
                status = process.wait()
                if not at or status:
                    yield [failed(check, f"Chương trình dừng đột ngột khi đang thử (mã {status}).")]
                return
            yield [Result(title=title, **said) for title, said in json.loads(line)]
    finally:
        _end(process)
        _drain(lines)


def _start(words: list[str], marks: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "MOTCUA_STATE": str(marks)}
    if named := environment.get("MOTCUA_KEY_FILE"):
        environment["MOTCUA_KEY_FILE"] = str(Path(named).absolute())
    return subprocess.Popen(
        program(*words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        **no_console(),
    )


def _lines(process: subprocess.Popen[bytes]) -> queue.Queue[bytes | None]:
    """Return the lines of its stdout as they come, None once it is closed."""
    lines: queue.Queue[bytes | None] = queue.Queue()

    def read() -> None:
        if process.stdout is not None:
            with process.stdout as said:
                for line in said:
                    lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _drain(lines: queue.Queue[bytes | None]) -> None:
    """Wait until its stdout is closed; something it left behind may hold it open, for which nobody waits long."""
    with suppress(queue.Empty):
        while lines.get(timeout=5) is not None:
            pass


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that did not end by itself, and a relay it may have left."""
    if process.poll() is None or process.returncode:
        if os.name == "nt":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, **no_console())
        else:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    process.wait()
