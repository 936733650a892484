"""What a check is: a question put to this PC, what was seen, and for a failure the cure a clerk can follow.

A check answers with a sentence, or raises: Fault with its own words, any error of the program with the words of its
code. What nobody expected is a failure too, told by its kind and place and never by its text, which may hold a path
with somebody's name in it.

A check is named and not imported here: a library that a damaged installation lacks is then the failure of the checks
that need it, and not the end of the self-test.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.errors import MotcuaError

if TYPE_CHECKING:
    from app.selftest.bench import Bench

REINSTALL = "Cài lại chương trình rồi tự kiểm tra lại; hồ sơ không mất. Còn lỗi thì gửi trang này cho kỹ thuật."
KEYRING = (
    "Windows: đăng nhập bằng tài khoản thường dùng rồi thử lại. Linux: cài gnome-keyring rồi đăng nhập lại, "
    "hoặc đặt biến MOTCUA_KEY_FILE chỉ tới một tệp giữ khóa."
)
MAKE_ROOM = "Xóa bớt tệp không dùng, đổ Thùng rác, rồi tự kiểm tra lại."
_PAPER = "đừng xóa gì, chạy motcua restore BẢN_SAO --recovery-key-file - rồi gõ các số trên tờ khóa phục hồi."
_CURES = {
    "KEYRING_MISSING": KEYRING,
    "KEY_MISSING": f"Đăng nhập bằng tài khoản đã lập trung tâm; cắm lại ổ USB giữ tệp khóa. Khóa mất hẳn: {_PAPER}",
    "KEY_BROKEN": "Chép lại đúng tệp khóa đã cất khi lập trung tâm. Đừng xóa tệp đang có; gọi kỹ thuật.",
    "KEY_EXPOSED": "Chạy lệnh chmod 600 trên tệp khóa; tệp của tài khoản khác thì chown về tài khoản này trước.",
    "KEY_FILE": "Cho tài khoản này quyền đọc, ghi tệp khóa và thư mục chứa nó, hoặc sửa lại biến MOTCUA_KEY_FILE.",
    "WRONG_KEY": f"Xem MOTCUA_KEY_FILE có chỉ đúng tệp, kho có phải chép từ máy khác không. Khóa mất hẳn: {_PAPER}",
    "MARK": "Cho tài khoản này quyền đọc, ghi thư mục dấu số (MOTCUA_STATE), rồi chạy lại.",
    "BACKUP_BROKEN": "Đừng xóa gì. Chạy motcua backup để có bản mới, rồi motcua backup verify bản ấy.",
    "BACKUP_KEY": "Bản ấy của một khóa trước. Chạy motcua backup để có bản mới.",
    "STORE_NEWER": "Cài lại bản Một Cửa mới nhất rồi mở; hồ sơ không mất.",
    "STORE_BROKEN": "Đừng xóa gì; giữ nguyên thư mục dữ liệu và gọi kỹ thuật.",
    "STORE_BUSY": "Đóng Một Cửa ở mọi cửa sổ, chờ một phút rồi tự kiểm tra lại.",
    "DISK": MAKE_ROOM,
}


class Fault(Exception):
    """Something is wrong; `cure` None means the check's own."""

    def __init__(self, detail: str, cure: str | None = None) -> None:
        """Keep what was seen, a sentence, and what to do."""
        super().__init__(detail)
        self.detail, self.cure = detail, cure


@dataclass(frozen=True, slots=True)
class Check:
    """One question: `run` names a function of this package, as `stores.key`, that answers with what was seen.

    `cure` is for what the answer does not tell itself. It may take `seconds`. One that is `alone` begins in a fresh
    process. One of `many` asks more than one thing and gives a result of each.
    """

    name: str
    title: str
    run: str
    cure: str = REINSTALL
    seconds: int = 60
    alone: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a check; `cure` is None when all is well."""

    name: str
    title: str
    ok: bool
    detail: str
    cure: str | None
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return it as `motcua self-test --json` prints it."""
        return {
            "name": self.name,
            "ok": self.ok,
            "detail": self.detail,
            "cure": self.cure,
            "seconds": self.seconds,
        }


def answers(check: Check, bench: Bench) -> Iterator[Result]:
    """Give what comes of a check: one result, or those of all it asks in its turn."""
    if not check.many:
        yield ask(check, bench)
        return
    try:
        yield from _function(check)(bench)
    except Exception as problem:
        yield failed(check, f"Lỗi ngoài dự kiến: {place_of(problem)}.")


def _function(check: Check) -> Callable[[Bench], Any]:
    module, _, name = check.run.partition(".")
    found: Callable[[Bench], Any] = getattr(import_module(f"app.selftest.{module}"), name)
    return found


def failed(check: Check, detail: str, cure: str | None = None, seconds: float = 0.0) -> Result:
    """Return the result of a check that did not come well out of it."""
    return Result(check.name, check.title, False, detail, cure or check.cure, round(seconds, 1))


def ask(check: Check, bench: Bench) -> Result:
    """Run one check; whatever it raises is its result."""
    began = time.monotonic()
    try:
        detail = _function(check)(bench)
    except Fault as fault:
        return failed(check, fault.detail, fault.cure, time.monotonic() - began)
    except MotcuaError as problem:
        from app import words

        said = f"{words.sentence(problem)} ({problem.code})"
        return failed(check, said, _CURES.get(problem.code), time.monotonic() - began)
    except Exception as problem:
        return failed(check, f"Lỗi ngoài dự kiến: {place_of(problem)}.", None, time.monotonic() - began)
    return Result(check.name, check.title, True, detail, None, round(time.monotonic() - began, 1))


def place_of(problem: BaseException) -> str:
    """Return kind and place of an error nobody expected, without its text."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "/app/" in frame.filename.replace("\\", "/")] or frames
    if not ours:
        return type(problem).__name__
    where = ours[-1].filename.replace("\\", "/").rpartition("/app/")[2]
    return f"{type(problem).__name__} ở {where}:{ours[-1].lineno}"
