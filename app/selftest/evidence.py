"""What a practice day must leave in its folder: every paper it printed and a picture of every screen it went through.

The day ends well only when all of it is there, so that who runs it need not know the list.
"""

from __future__ import annotations

from pathlib import Path

from app.selftest.looking import pages

PICTURES = (
    "01-hom-nay",
    "01-phim",
    "02-tim-thu-tuc",
    "02-tiep-nhan",
    "02-da-luu",
    "02-bao-loi",
    "03-tra-cuu",
    "04-tra-ket-qua",
    "04-da-tra",
    "05-chot-ngay",
    "05-dem-tien",
    "05-da-chot",
    "06-ban-giao",
    "06-da-ban-giao",
    "07-bao-cao",
)
STUCK = "mac-ket"
"""The picture of where a day did not go on."""
PAPERS = {
    "Giấy tiếp nhận H99.10-*.pdf": 3,
    "Danh sách BG-*.pdf": 1,
    "Biên nhận trả kết quả H99.10-*.pdf": 1,
    "Phiếu chốt ngày *.pdf": 1,
}
"""How many there must be of each, by the names they are printed under."""
MARK = "TẬP HUẤN"


def clear(out: Path) -> None:
    """Take away what an earlier practice day left in `out`, and nothing else: a paper by the mark on its pages."""
    for name in PICTURES:
        (out / f"{name}.png").unlink(missing_ok=True)
    for path in out.glob(f"{STUCK}*.png"):
        path.unlink()
    for pattern in PAPERS:
        for path in filter(_is_practice, out.glob(pattern)):
            path.unlink()


def lacking(out: Path) -> list[str]:
    """Return what is not in `out` as it should be: missing or empty pictures, papers too few or without their mark."""
    missing = [f"{name}.png" for name in PICTURES if not _size(out / f"{name}.png")]
    for pattern, count in PAPERS.items():
        found = sum(map(_is_practice, out.glob(pattern)))
        if found < count:
            missing.append(f"{pattern} ({found} trong {count})")
    return missing


def _is_practice(path: Path) -> bool:
    """Tell whether a file is a paper whose every page says that it is for practice."""
    try:
        words = [page.words for page in pages(path.read_bytes(), dpi=10)]
    except (OSError, RuntimeError):
        # No PDF, or one cut off.
        return False
    return bool(words) and all(MARK in one for one in words)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
