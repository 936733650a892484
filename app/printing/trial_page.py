"""The trial page of a printer: shows a technician that paper, scale, letters and QR code come out right.

It has a frame where forms have their margins, rulers along its top and left side (a printer that is set to "fit to
page" prints them short, one that lacks A5 prints them long), every Vietnamese letter in the smallest type any form
uses, and a QR code of the size receipts have. Above them stands what to look for, so that the page can be judged with
nothing else at hand. The code holds capital letters without marks: a scanner that types through an input method
still types them.
"""

from __future__ import annotations

from functools import partial

from reportlab.pdfgen.canvas import Canvas

from app.printing import qr
from app.printing.blocks import Block, Run, lines_height, put, wrap
from app.printing.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, clean, register, width
from app.printing.paper import MM, PAPERS, Paper, PaperName
from app.printing.sheet import HAIR, Sheet

QR_TEXT = "MOT CUA: TRANG THU DUNG CHIEU KHO {}"
RULER = 100
"""Length of both rulers, millimetres: what a school ruler measures at one go."""
_TITLE, _TOP = "TRANG THỬ MÁY IN", "ĐẦU TRANG"
_PRINTER, _PAPER = "Máy in: ", "Khổ giấy: "
_RIGHT = "Máy in dùng được khi:"
_CHECKS = (
    "Chữ ĐẦU TRANG ở mép trên, mã QR ở góc trên bên phải; cả trang nằm trên một tờ.",
    "Khung đủ bốn cạnh, không cạnh nào bị mất hay sát mép giấy.",
    "Đo bằng thước kẻ, từ vạch 0 đến vạch 100 dài đúng 10 cm. Ngắn hay dài hơn: chọn đúng khổ giấy và tắt “vừa khít "
    "trang” trong trình điều khiển máy in.",
    "Chữ dưới đây đủ dấu, nét liền, không nhòe.",
    "Máy quét hoặc điện thoại đọc được mã QR: {}.",
)
_LETTERS = (
    "a á à ả ã ạ ă ắ ằ ẳ ẵ ặ â ấ ầ ẩ ẫ ậ đ e é è ẻ ẽ ẹ ê ế ề ể ễ ệ i í ì ỉ ĩ ị o ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ "
    "u ú ù ủ ũ ụ ư ứ ừ ử ữ ự y ý ỳ ỷ ỹ ỵ"
)
_DIGITS = "0 1 2 3 4 5 6 7 8 9"
_INSET = 6 * MM
"""From the frame to the words: the ruler's numbers stand between."""


def render_trial_page(printer: str, paper: PaperName = "A5") -> bytes:
    """Return the trial page as a PDF of one page; `printer` is the name it is sent to, as the system says it."""
    register()
    size = PAPERS[paper]
    sheet = Sheet(size, _TITLE)
    sheet.flow([_frame(size), _head(size, clean(printer), paper), *_checks(size, paper), *_specimens(size)])
    return sheet.write(f"{_TITLE} {paper}")


def _frame(paper: Paper) -> Block:
    """Return the frame and its rulers, drawn over the whole page, with the room their numbers need at the top.

    The white ground of the QR code (`qr.QUIET`) begins below them.
    """
    block = Block(_INSET + 3 * MM)
    block.drawings.append(partial(_draw_frame, paper))
    return block


def _draw_frame(paper: Paper, canvas: Canvas, top: float) -> None:
    left, size = paper.left, 7
    canvas.rect(left, top - paper.down, paper.across, paper.down)
    canvas.setFont(REGULAR, size)
    canvas.drawRightString(left - MM, top - size, "0")
    for at in range(1, RULER + 1):
        long = _tick(at)
        canvas.line(left + at * MM, top, left + at * MM, top - long)
        canvas.line(left, top - at * MM, left + long, top - at * MM)
        if at % 10 == 0:
            canvas.drawCentredString(left + at * MM, top - long - size, str(at))
            canvas.drawRightString(left - MM, top - at * MM - size / 3, str(at))
    # Where the paper's own top edge is, whichever way the sheet was laid in.
    middle, foot = paper.left + paper.across / 2, top + 1.5 * MM
    path = canvas.beginPath()
    path.moveTo(middle - 16 * MM, foot)
    path.lineTo(middle - 13 * MM, foot)
    path.lineTo(middle - 14.5 * MM, foot + 3 * MM)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFont(BOLD, 9)
    canvas.drawString(middle - 11 * MM, foot, _TOP)


def _tick(at: int) -> float:
    return (3.0 if at % 10 == 0 else 2.0 if at % 5 == 0 else 1.2) * MM


def _head(paper: Paper, printer: str, name: PaperName) -> Block:
    """Return the title and what was printed on what, with the code at the right."""
    block, side = Block(0), paper.qr
    room = paper.across - 3 * _INSET - side
    y = put(block, wrap((Run(_TITLE, BOLD),), paper.title, room), paper.title, _INSET, 0, None) + 0.4 * paper.body
    dimensions = f"{name} ({round(paper.width / MM)} × {round(paper.height / MM)} mm)"
    for what, said in ((_PRINTER, printer), (_PAPER, dimensions)):
        y = put(block, wrap((Run(what), Run(said, BOLD)), paper.body, room), paper.body, _INSET, y, None)

    def draw(canvas: Canvas, top: float) -> None:
        left = paper.left + paper.across - _INSET - side
        qr.draw(canvas, QR_TEXT.format(name), left, top, side)
        canvas.setLineWidth(HAIR)

    block.drawings.append(draw)
    block.height, block.gap = max(y, side), 0.8 * paper.body
    return block


def _checks(paper: Paper, name: PaperName) -> list[Block]:
    """Return what to look for, numbered."""
    size = paper.body
    blocks = [_line(paper, (Run(_RIGHT, BOLD),), size)]
    for number, check in enumerate(_CHECKS, start=1):
        words = check.format(QR_TEXT.format(name))
        blocks.append(_line(paper, (Run(words),), size, lead=f"{number}. "))
    blocks[-1].gap = size
    return blocks


def _specimens(paper: Paper) -> list[Block]:
    """Return every letter, small and capital, in the smallest type; then the other styles."""
    rows = [(REGULAR, _LETTERS), (REGULAR, _LETTERS.upper())]
    rows += [(BOLD, _LETTERS), (ITALIC, _LETTERS), (BOLD_ITALIC, _LETTERS.upper()), (REGULAR, _DIGITS)]
    blocks = [_line(paper, (Run(text, font),), paper.small) for font, text in rows]
    for block in blocks:
        block.gap = 0.5 * paper.small
    return blocks


def _line(paper: Paper, runs: tuple[Run, ...], size: float, lead: str = "") -> Block:
    """Return lines between the rulers; the later ones hang under the first one's words."""
    block, hang = Block(0, gap=0.25 * size), width(lead, REGULAR, size)
    lines = wrap(runs, size, paper.across - 2 * _INSET - hang)
    if lead:
        put(block, [(hang, [(0, lead, REGULAR)])], size, _INSET, 0, None)
    put(block, lines, size, _INSET + hang, 0, None)
    block.height = lines_height(len(lines), size)
    return block
