"""The printer: which ones this PC has, whether the chosen one is among them, and a page sent through the print system.

No paper is used: the page goes the way of every paper (rasterised page by page, painted by Qt's print system) and ends
in a file, which is looked at. No printer at all is no fault, for papers can be kept as PDF files.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from app import vault, words
from app.errors import KnownError, MotcuaError
from app.models.store import FILE, Store
from app.printing.print_setup import PrintSetup
from app.selftest import printed_pages
from app.selftest.bench import Bench
from app.selftest.check import Fault
from app.selftest.machine import nearest
from app.selftest.screens import application, until
from app.services import papers, print_setup
from app.services.desk import Desk
from app.ui.printer import default_printer, print_to_file, printers
from app.ui.tasks import Tasks

_CHOOSE = (
    "Bật máy in và cắm dây rồi tự kiểm tra lại; hoặc trong Một Cửa bấm Ctrl+, rồi Alt+2, chọn máy in khác và lưu. "
    "Cần in ngay thì chọn “Tệp PDF vào thư mục” ở cùng chỗ đó."
)
_FOLDER = "Trong Một Cửa bấm Ctrl+, rồi Alt+2, chọn thư mục khác và lưu."
_UNKNOWN = "Kho của quầy chưa mở được nên chưa biết máy in đã chọn."
_NONE = (
    "Máy chưa có máy in: giấy tờ lưu được thành tệp PDF (Ctrl+, rồi Alt+2, chọn “Tệp PDF vào thư mục”). "
    "Thêm máy in trong phần Máy in của Windows hay Linux."
)


def printer(bench: Bench) -> str:
    """Look for the chosen printer and print a receipt into a file."""
    application(headless=True)
    names, usual = printers(), default_printer()
    setup = _setup(bench)
    said = _UNKNOWN if setup is None else _chosen(setup, names, usual)
    _print(bench)
    return f"{said} In thử một giấy tiếp nhận qua hệ thống in: có đủ chữ."


def _setup(bench: Bench) -> PrintSetup | None:
    """Return where this PC prints; None where its store does not open, which another check tells with the cure."""
    path = bench.home / FILE
    if not path.exists():
        return print_setup.before_the_store(bench.home) or PrintSetup()
    try:
        store = Store(path, vault.store_key(bench.home), fixed=True)
        try:
            return print_setup.print_setup(Desk(store))
        finally:
            store.close()
    except (KnownError, DBAPIError):
        return None


def _chosen(setup: PrintSetup, names: list[str], usual: str) -> str:
    chosen, folder = setup.printer, setup.folder
    if folder is not None:
        try:
            papers.check_place(nearest(folder) / "motcua-thu.pdf")
        except MotcuaError as problem:
            raise Fault(f"Giấy được ghi vào thư mục “{folder.name}”: {words.sentence(problem)}", _FOLDER) from None
        return f"Giấy được ghi thành tệp PDF vào thư mục “{folder.name}”, ghi được."
    if chosen and chosen not in names:
        there = ", ".join(names) or "không có máy nào"
        raise Fault(f"Máy in đã chọn “{chosen}” không có trên máy này (đang có: {there}).", _CHOOSE)
    if chosen:
        return f"Máy in đã chọn “{chosen}” có trên máy."
    if usual:
        return f"Dùng máy in mặc định “{usual}”."
    return f"Có {len(names)} máy in, chưa chọn máy nào: bấm Ctrl+, rồi Alt+2 để chọn." if names else _NONE


def _print(bench: Bench) -> None:
    pdf = papers.render(bench.desk, bench.specimens.whole, "receipt")
    file, said = bench.folder / "in-thu.pdf", list[MotcuaError | None]()
    tasks = Tasks()
    try:
        print_to_file(tasks, pdf, file, lambda: said.append(None), said.append)
        until(lambda: bool(said) and not tasks.busy, "in")
    finally:
        tasks.close()
    if said[0] is not None:
        raise said[0]
    wanted, printed = (list(printed_pages.pages(one)) for one in (pdf, file.read_bytes()))
    thin = any(there.ink < 0.5 * page.ink for page, there in zip(wanted, printed, strict=False))
    if len(printed) != len(wanted) or thin:
        raise Fault(f"Bản in thử có {len(printed)} trang, cần {len(wanted)} trang đủ chữ.")
