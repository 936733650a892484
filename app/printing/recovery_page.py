"""The recovery paper of a store: nine groups of digits, a code that says them to a scanner, and what to do with it.

Whoever has this paper and a copy of the store can read every dossier in it, and says so. Nothing on it tells a finder
where the centre's copies lie. The digits are as large as the paper allows: they are typed once, on the worst day, and
perhaps read out on a telephone. The code says them too, to a scanner that types.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from reportlab.pdfgen.canvas import Canvas

from app.printing import qr
from app.printing.blocks import Block, Run, paragraph, put, wrap
from app.printing.fonts import BOLD, REGULAR, clean, register, width
from app.printing.paper import MM, PAPERS, Paper, PaperName
from app.printing.sheet import HAIR, Sheet

_TITLE = "TỜ KHÓA PHỤC HỒI"
_ROW = 3
"""Groups in a row."""
_WHAT = (
    "Máy hỏng, mất hoặc bị lấy trộm: tờ này cùng một bản sao lưu mở lại được toàn bộ hồ sơ của quầy trên máy khác. "
    "Không có tờ này thì không ai mở được bản sao, kể cả người làm ra chương trình."
)
_HOW = (
    "Cất trong két hoặc tủ có khóa của trung tâm, không để cạnh máy, không để cùng chỗ với bản sao lưu.",
    "Ai có tờ này và một bản sao thì đọc được mọi hồ sơ. Nghi có người đã xem hay chép: Cài đặt, Tờ khóa, Lập tờ khóa; "
    "tờ cũ hết hiệu lực.",
    "Khi cần: trên máy mới mở Một Cửa, chọn Phục hồi từ bản sao lưu, chọn tệp, rồi gõ các số dưới đây hoặc quét mã.",
)
_KEEPER = "Người giữ: " + "." * 44 + " Cất ngày: " + "." * 24


def render_recovery_page(
    centre: str, desk: int, printed: str, number: str, groups: Sequence[str], paper: PaperName = "A4"
) -> bytes:
    """Return the paper as a PDF of one page.

    `printed` is the day in words, `number` the paper's own number (`rules.recovery_key.paper`), `groups` its digits.
    """
    register()
    size = PAPERS[paper]
    sheet = Sheet(size, _TITLE)
    blocks = [*paragraph((Run(_TITLE, BOLD),), size.title, size.across, centred=True, gap=0.5 * size.body)]
    blocks += _line(size, (Run(clean(f"{centre}, quầy {desk}"), BOLD),), centred=True)
    blocks += _line(size, (Run("Tờ số "), Run(number, BOLD), Run(f", in {printed}")), centred=True, gap=size.body)
    blocks += _line(size, (Run(_WHAT),), gap=0.6 * size.body)
    for at, said in enumerate(_HOW, start=1):
        blocks += _line(size, (Run(f"{at}. {said}"),), gap=0.4 * size.body)
    blocks[-1].gap = size.body
    sheet.flow([*blocks, _digits(size, groups), _code(size, groups), *_line(size, (Run(_KEEPER),))])
    return sheet.write(f"{_TITLE} {number}")


def _line(paper: Paper, runs: tuple[Run, ...], *, centred: bool = False, gap: float = 0.0) -> list[Block]:
    return paragraph(runs, paper.body, paper.across, centred=centred, gap=gap)


def _digits(paper: Paper, groups: Sequence[str]) -> Block:
    """Return the groups in rows of three in a frame, each with its place before it."""
    room = paper.across / _ROW
    size = 0.62 * room / width("0" * len(groups[0]), BOLD, 1)
    step = 1.6 * size
    block = Block(step * (len(groups) // _ROW) + 0.8 * size, gap=8 * MM)
    for at, group in enumerate(groups):
        row, column = divmod(at, _ROW)
        x, y = column * room + 0.22 * room, 0.6 * size + row * step
        put(block, wrap((Run(group, BOLD),), size, room), size, x, y, None)
        place = f"{at + 1}"
        put(
            block,
            wrap((Run(place, REGULAR),), paper.small, room),
            paper.small,
            x - 2.2 * paper.small,
            y + 0.5 * size,
            None,
        )
    block.drawings.append(partial(_frame, paper, block.height))
    return block


def _frame(paper: Paper, height: float, canvas: Canvas, top: float) -> None:
    canvas.setLineWidth(HAIR)
    canvas.rect(paper.left, top - height, paper.across, height)


def _code(paper: Paper, groups: Sequence[str]) -> Block:
    side = 34 * MM
    block = Block(side, gap=8 * MM)

    def draw(canvas: Canvas, top: float) -> None:
        qr.draw(canvas, "".join(groups), paper.left + (paper.across - side) / 2, top, side)
        canvas.setLineWidth(HAIR)

    block.drawings.append(draw)
    return block
