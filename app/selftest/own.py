"""The desk's own: its folder, its key, its store and all that is in it, its numbers and its copies.

This is what `motcua doctor` asks, and the self-test among its other checks. Nothing is written, no old store is brought
up to date and no damaged one is opened to be written to, so that it works on a store that does not open and makes
nothing worse; a restore that was cut off is named and left to the next start.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import text

from app import vault, words
from app.errors import KnownError
from app.models import backup, replacing
from app.models.engine import REVISIONS
from app.models.store import FILE, Store, revision_of
from app.paths import state_home
from app.rules import clock
from app.selftest.bench import Bench
from app.selftest.check import KEYRING, Check, Fault, Result, ask
from app.services import care, numbers
from app.services.desk import Desk
from app.workflows import backing_up, finding_copies, opening

COPY_DAYS = 7
"""How old the newest copy may be, or the work of which there is none."""
_CALL = "Đừng xóa gì. Gọi kỹ thuật và gửi trang này."
_COPY = "Chạy motcua backup, và thêm một nơi ở ổ khác: motcua backup --to THƯ_MỤC."
_TITLES = {
    "receipts": "Giấy chưa in",
    "aside": "Hồ sơ chờ bản mới",
    "altered": "Việc bị sửa ở tỉnh",
    "parked": "Hồ sơ cần xử lý",
    "outbox": "Việc chờ gửi",
    "chain": "Chuỗi việc của quầy",
    "events": "Các việc đã ghi",
    "records": "Hồ sơ so với các việc",
    "index": "Mục lục tra cứu",
    "files": "Tệp quét",
    "log": "Sổ chung với tỉnh",
    "closings": "Chữ ký chốt ngày",
}
_FIRST = (
    Check("folder", "Thư mục dữ liệu", "machine.folder"),
    Check("disk", "Ổ đĩa", "machine.disk"),
    Check("keyring", "Khóa của kho", "own.keyring", cure=KEYRING),
)
_STORE = Check("store", "Kho của quầy này", "own.store", cure=_CALL)
_LAST = (
    Check("mark", "Dấu số", "own.mark", cure=_CALL),
    Check("backup", "Bản sao lưu", "own.copies", cure=_COPY),
)


CHECKS = (*_FIRST, _STORE, *_LAST)
"""What is asked beside what lies in the store (`services.care`)."""


def doctor(bench: Bench) -> Iterator[Result]:
    """Ask everything about the desk in `bench.home`; give each answer as it comes.

    What lies in a store is asked where it opens and is of this program's revision.
    """
    for check in _FIRST:
        yield ask(check, bench)
    opened = ask(_STORE, bench)
    yield opened
    if not opened.ok or not _is_current(bench):
        return
    desk = _own(bench)
    try:
        for one in care.doctor(desk):
            yield Result(one.name, _TITLES[one.name], one.ok, one.detail, one.cure, 0.0)
    finally:
        desk.store.close()
    for check in _LAST:
        yield ask(check, bench)


def keyring(bench: Bench) -> str:
    """Get the store's key from where this PC keeps it."""
    if not _has_store(bench):
        return "Chưa lập trung tâm trên máy này."
    vault.store_key(bench.home)
    return "Đọc được khóa của kho."


def store(bench: Bench) -> str:
    """Look at the store's pages, as they lie there; of a damaged one say how, and which copy is good."""
    home = bench.home
    if (home / replacing.NEXT).exists():
        raise Fault("Một lần phục hồi hay đổi khóa bị ngắt giữa chừng.", "Mở Một Cửa: việc ấy được làm nốt lúc mở.")
    if not _has_store(bench):
        return "Chưa lập trung tâm trên máy này; mở Một Cửa để lập."
    if not (home / FILE).exists():
        raise _fault(opening.missing(home))
    key = vault.store_key(home)
    try:
        return _looked_at(bench, key)
    except KnownError as problem:
        raise _fault(opening.told(home, key, problem)) from None


def _looked_at(bench: Bench, key: bytes) -> str:
    if (bench.home / FILE).stat().st_size == 0:
        raise KnownError("STORE_BROKEN")
    looked = Store(bench.home / FILE, key, fixed=True)
    try:
        revision = revision_of(looked)
        with looked.read() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().first() != "ok":
                raise KnownError("STORE_BROKEN")
            count = connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar()
    finally:
        looked.close()
    later = "" if revision == REVISIONS[-1] else f", sẽ lên đời {REVISIONS[-1]} khi mở Một Cửa"
    return f"Mở được bằng khóa của máy, tệp kho nguyên vẹn, đời {revision}{later}: {count} hồ sơ."


def _fault(problem: KnownError) -> Fault | KnownError:
    """Return a damaged or missing store as what is wrong and what to do, apart; any other error as it is."""
    if problem.code == "STORE_BROKEN":
        return Fault(f"Kho bị hỏng: {words.damage(problem.facts)} (STORE_BROKEN).", words.way_out(problem.facts))
    if problem.code == "STORE_GONE":
        return Fault("Không thấy kho, trong khi đồ của nó còn đó (STORE_GONE).", words.way_out(problem.facts))
    return problem


def mark(bench: Bench) -> str:
    """Hold the store's counters against the mark of this PC."""
    desk = _own(bench)
    try:
        new, state, lost = numbers.is_new(desk), numbers.look(desk).state, numbers.behind(desk)
    finally:
        desk.store.close()
    if state == "gone" and not new:
        raise Fault(
            "Máy này không có dấu số của kho (NUMBERS_GONE).",
            "Chạy motcua numbers --continue-after với mã trên giấy tiếp nhận in gần nhất.",
        )
    if lost:
        raise Fault(
            "Máy này đã cấp nhiều số hơn kho biết: kho là bản cũ, hoặc mất phần ghi cuối. Số tiếp theo vẫn nối đúng.",
            "Đã nối với tỉnh thì chạy motcua sync. Rồi nhập lại hồ sơ còn thiếu theo giấy tiếp nhận đã in.",
        )
    return "Dấu số của máy khớp với kho."


def copies(bench: Bench) -> str:
    """See that the store has a copy of late, and that the newest one is whole and opens with this key."""
    desk = _own(bench)
    try:
        with desk.store.read() as connection:
            if desk.centre(connection).kind == "practice":
                return "Kho tập huấn, không cần sao lưu."
            first = connection.execute(text("SELECT at FROM event ORDER BY n LIMIT 1")).scalar()
        newest = backing_up.newest_made(finding_copies.own_places(bench.home), desk)
    finally:
        desk.store.close()
    if newest is not None:
        backup.look_through(newest, desk.store.key)
        since = next(one.at for one in backing_up.present(newest.parent) if one.name == newest.name)
        told = f"bản mới nhất {since.astimezone(clock.VN):%H:%M %d/%m/%Y}, từng trang đúng"
    elif first:
        since, told = clock.parse_moment(first), "chưa có bản sao lưu nào"
    else:
        return "Chưa có hồ sơ nào để sao lưu."
    if clock.now() - since > timedelta(days=COPY_DAYS):
        raise Fault(f"{told[:1].upper()}{told[1:]}: quá {COPY_DAYS} ngày.")
    return f"{told[:1].upper()}{told[1:]}."


def _has_store(bench: Bench) -> bool:
    """Tell whether there is a store, or was one."""
    return (bench.home / FILE).exists() or opening.missing(bench.home).code == "STORE_GONE"


def _is_current(bench: Bench) -> bool:
    """Tell whether there is a store of this program's revision; an older one is asked once it is brought up to date."""
    if not (bench.home / FILE).exists():
        return False
    desk = _own(bench)
    try:
        return revision_of(desk.store) == REVISIONS[-1]
    finally:
        desk.store.close()


def _own(bench: Bench) -> Desk:
    """Look at the desk's own store; whoever asked closes it."""
    return Desk(Store(bench.home / FILE, vault.store_key(bench.home), fixed=True), marks=state_home())
