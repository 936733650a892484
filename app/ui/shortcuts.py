"""Every key of the program, with the screens it works on and the Vietnamese words the key card prints.

Screens take their keys from here and nowhere else, so that a test can prove that no two clash on one screen, and F1
always tells the truth. Left alone on purpose: Alt+Z and Ctrl+Shift (Unikey), Alt+Shift, Win+Space and Ctrl+Space
(input methods), Ctrl+Alt (AltGr), F10 and Alt+F4 (Windows), Ctrl+Z X C V A (text), Ctrl+E (X11 fields take it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class Screen(StrEnum):
    """The screens by name; the value is what `window.open` takes."""

    EVERYWHERE = "everywhere"
    TODAY = "today"
    RECEIVE = "receive"
    LOOKUP = "lookup"
    RETURN = "return"
    HANDOVER = "handover"
    REPORTS = "reports"
    CLOSE = "close"
    SETTINGS = "settings"
    SETUP = "setup"
    CONFLICT = "conflict"
    PAST = "past"
    RECOVERY = "recovery"


_ALL = (Screen.EVERYWHERE,)
_RECEIVE, _RETURN, _LOOKUP = (Screen.RECEIVE,), (Screen.RETURN,), (Screen.LOOKUP,)
_SETTINGS = (Screen.SETTINGS,)
_CLOSE = (Screen.CLOSE,)
_LISTS = (Screen.TODAY, Screen.LOOKUP, Screen.HANDOVER, Screen.REPORTS, Screen.PAST)
_PAST = (Screen.PAST,)
_RECOVERY = (Screen.RECOVERY,)
_PAPERS = (Screen.RECEIVE, Screen.LOOKUP, Screen.HANDOVER, Screen.REPORTS, Screen.CLOSE)


class Shortcut(Enum):
    """One key: its text on a key cap, its words, the screens it works on, and whether Qt already answers it.

    `native` keys are answered by the widget that has the focus and are never bound.
    """

    HELP = "F1", "Trợ giúp và bảng phím của màn hình này", _ALL
    RECEIVE = "F2", "Tiếp nhận", _ALL
    LOOKUP = "F3", "Tra cứu", _ALL
    RETURN = "F4", "Trả kết quả", _ALL
    HANDOVER = "F5", "Bàn giao", _ALL
    NEXT_PANE = "F6", "Sang khung sau", _ALL
    PREVIOUS_PANE = "Shift+F6", "Về khung trước", _ALL
    ENLARGE = "F7", "Xem lớn giấy", _ALL
    CLOSE_DAY = "F8", "Chốt ngày", _ALL
    REPORTS = "F12", "Sổ và báo cáo", _ALL
    TODAY = "Ctrl+0", "Hôm nay", _ALL
    SEARCH = "Ctrl+K", "Ô tìm kiếm", _ALL
    PRIMARY = "Ctrl+Enter", "Việc chính của màn hình", _ALL
    SAVE = "Ctrl+S", "Lưu, chưa in", (Screen.RECEIVE, Screen.RETURN)
    PRINT = "Ctrl+P", "In lại", _ALL
    CORRECT = "Ctrl+R", "Sửa sai", (Screen.RECEIVE, Screen.LOOKUP, Screen.RETURN)
    SET_ASIDE = "Ctrl+D", "Để sau, bấm nữa để lấy lại", _RECEIVE
    REFUSE_AT_DOOR = "Ctrl+T", "Không nhận, từ chối tại quầy", _RECEIVE
    LOCK = "Ctrl+L", "Khóa", _ALL
    SETTINGS = "Ctrl+,", "Cài đặt", _ALL
    LARGER = "Ctrl+=", "Chữ to hơn", _ALL
    SMALLER = "Ctrl+-", "Chữ nhỏ hơn", _ALL
    PART_1 = "Alt+1", "Phần thứ nhất của màn hình", _ALL
    PART_2 = "Alt+2", "Phần thứ hai", _ALL
    PART_3 = "Alt+3", "Phần thứ ba", _ALL
    PART_4 = "Alt+4", "Phần thứ tư", _ALL
    PART_5 = "Alt+5", "Phần thứ năm", _ALL
    PART_6 = "Alt+6", "Phần thứ sáu", _ALL
    PART_7 = "Alt+7", "Phần thứ bảy", (Screen.SETTINGS, Screen.REPORTS)
    PART_8 = "Alt+8", "Mẫu giấy, gia hạn", _SETTINGS
    PART_9 = "Alt+9", "Tài khoản nhận tiền", _SETTINGS
    PART_10 = "Alt+0", "Căn cứ từ chối", _SETTINGS

    ENTER = "Enter", "Sang ô sau; trong danh sách: mở", _ALL, True
    BACK_ENTER = "Shift+Enter", "Về ô trước", _ALL, True
    SPACE = "Space", "Đánh dấu, bỏ dấu", _ALL, True
    DROP = "Alt+Down", "Mở danh sách chọn", _ALL, True
    ESCAPE = "Esc", "Lùi một bước, không mất chữ đã gõ", _ALL, True
    UP_DOWN = "Up", "Chọn dòng", _LISTS, True

    SCAN_FIELD = "Alt+Q", "Ô quét", (Screen.RECEIVE, Screen.RETURN, Screen.HANDOVER, Screen.RECOVERY)
    FULL_NAME = "Alt+H", "Họ và tên", (Screen.RECEIVE, Screen.RETURN)
    PERSONAL_ID = "Alt+D", "Số định danh", (Screen.RECEIVE, Screen.RETURN)
    PHONE = "Alt+O", "Điện thoại", (Screen.RECEIVE, Screen.RETURN)
    BIRTH_DATE = "Alt+S", "Ngày sinh", _RECEIVE
    SEX = "Alt+G", "Giới tính", _RECEIVE
    ADDRESS = "Alt+C", "Địa chỉ", _RECEIVE
    FOR_OWNER = "Alt+Y", "Nộp thay chủ hồ sơ", _RECEIVE
    CHANNEL = "Alt+B", "Nộp bằng", _RECEIVE
    DELIVERY = "Alt+K", "Nhận kết quả", _RECEIVE
    FEE = "Alt+L", "Lệ phí (đồng)", _RECEIVE
    PAID = "Alt+U", "Thu tiền", _RECEIVE
    ELSEWHERE = "Alt+N", "Nơi giải quyết", _RECEIVE
    EXEMPTION = "Alt+P", "Miễn, giảm phí", _RECEIVE
    SAME_PERSON = "Alt+T", "Nhận tiếp cho người này", _RECEIVE
    ONE_RECEIPT = "Alt+I", "In chung một giấy", _RECEIVE
    BY_PEN = "Alt+A", "Nhập giấy viết tay", _RECEIVE
    OPEN_DUPLICATE = "Alt+M", "Mở hồ sơ đã nhận", _RECEIVE
    RECEIVE_ANYWAY = "Alt+V", "Vẫn nhận hồ sơ mới", _RECEIVE
    RECEIVER_CARD = "Alt+T", "Quét thẻ căn cước", _RETURN
    AUTHORITY_PAPER = "Alt+Y", "Giấy ủy quyền", _RETURN
    SUPPLEMENTED = "Alt+B", "Nhận bổ sung", _LOOKUP
    ASK_SUPPLEMENT = "Alt+Y", "Yêu cầu bổ sung…", _LOOKUP
    EXTEND = "Alt+X", "Xin gia hạn…", _LOOKUP
    RESULT_READY = "Alt+K", "Có kết quả", _LOOKUP
    WITHDRAW = "Alt+R", "Công dân rút…", _LOOKUP
    STOP = "Alt+D", "Dừng giải quyết…", _LOOKUP
    REFUSE = "Alt+C", "Từ chối…", _LOOKUP
    TAKE_FEE = "Alt+T", "Thu phí…", _LOOKUP
    FORWARD = "Alt+U", "Chuyển giải quyết…", _LOOKUP
    OTHER_ACT = "Alt+V", "Việc khác…", _LOOKUP
    OTHER_PAPER = "Alt+I", "In giấy khác…", _LOOKUP
    OLD_REGISTER = "Alt+S", "Sổ cũ", _LOOKUP
    DUE_NEXT = "Alt+G", "Đến hạn ngày làm việc tới", (Screen.TODAY,)
    PAGE_UP_DOWN = "PgDown", "Xem giấy: trang trước, trang sau", _PAPERS, True
    TICK_ALL = "Alt+H", "Đánh dấu hết", (Screen.HANDOVER,)
    SIGNER = "Alt+N", "Người nhận, người giao", (Screen.HANDOVER,)
    SKIP_COUNT = "Alt+B", "Bỏ qua đếm tiền", _CLOSE
    BLANK_LIES = "Alt+C", "Chưa dùng", _CLOSE
    BLANK_SPOILED = "Alt+H", "Hỏng…", _CLOSE
    BLANK_KEY_IN = "Alt+N", "Nhập tờ này", _CLOSE
    PERIOD = "Alt+K", "Kỳ báo cáo", (Screen.REPORTS,)
    PERIOD_FIRST = "Alt+T", "Từ ngày", (Screen.REPORTS,)
    PERIOD_LAST = "Alt+N", "Đến ngày", (Screen.REPORTS,)
    TO_EXCEL = "Alt+X", "Xuất Excel…", (Screen.REPORTS,)
    COUNT_AGAIN = "Alt+L", "Tính lại", (Screen.REPORTS,)
    OPEN_FOLDER = "Alt+M", "Mở thư mục", (Screen.REPORTS,)
    ADD_GROUND = "Alt+T", "Thêm lý do từ chối", _SETTINGS
    PAST_REGISTER = "Alt+N", "Nhập sổ những năm trước…", _SETTINGS
    SELF_TEST = "Alt+M", "Tự kiểm tra máy", _SETTINGS
    COPY_NOW = "Alt+S", "Sao lưu ngay", _SETTINGS
    PRINT_BLANKS = "Alt+I", "In giấy in sẵn", _SETTINGS
    REMOVE_GROUND = "Delete", "Bỏ lý do đang chọn", _SETTINGS, True
    PROVINCE_ADDRESS = "Alt+C", "Địa chỉ do tỉnh cấp", (Screen.SETUP,)
    SHEET = "Alt+T", "Trang tính", _PAST
    OTHER_FILE = "Alt+K", "Chọn tệp khác…", _PAST
    REMOVE_IMPORT = "Alt+B", "Bỏ lần nhập này…", _PAST
    INVITATION = "Alt+M", "Mã mời", (Screen.SETUP,)
    TRIAL_PAGE = "Alt+I", "In thử", (Screen.SETUP,)
    MAKE_PAPER = "Alt+L", "Lập tờ khóa…", (Screen.TODAY,)
    PUT_PAPER_OFF = "Alt+S", "Để sau, mai hỏi lại", (Screen.TODAY,)
    NEW_PAPER = "Alt+K", "Lập tờ khóa…", _SETTINGS
    PRINT_PAPER = "Alt+I", "In tờ khóa", _RECOVERY
    OTHER_COPY = "Alt+K", "Chọn tệp khác…", _RECOVERY
    LOOK_AGAIN = "Alt+L", "Tìm lại", _RECOVERY

    def __init__(self, key: str, word: str, screens: tuple[Screen, ...], native: bool = False) -> None:
        """Keep the four parts by name."""
        self.key = key
        self.word = word
        self.screens = screens
        self.native = native

    @property
    def cap(self) -> str:
        """What is printed on the key cap."""
        caps = {"Up": "↑ ↓", "Alt+Down": "Alt+↓", "Ctrl+-": "Ctrl+−", "PgDown": "PgUp PgDn"}
        return caps.get(self.key, self.key)

    @property
    def sequences(self) -> list[QKeySequence]:
        """The key sequences Qt sees: both Enter keys, and + without Shift as well as on the number pad."""
        both = {
            "Ctrl+Enter": ["Ctrl+Return", "Ctrl+Enter"],
            "Enter": ["Return", "Enter"],
            "Shift+Enter": ["Shift+Return", "Shift+Enter"],
            "Ctrl+=": ["Ctrl+=", "Ctrl++"],
            "Up": ["Up", "Down"],
            "PgDown": ["PgUp", "PgDown"],
        }
        return [QKeySequence(text) for text in both.get(self.key, [self.key])]

    @property
    def label(self) -> str:
        """The words with `&` before the access letter, for a label with a buddy or a button (Alt+letter only)."""
        letter = self.key.removeprefix("Alt+")
        if len(letter) != 1 or not letter.isalpha():
            return self.word
        at = self.word.lower().find(letter.lower())
        return self.word if at < 0 else f"{self.word[:at]}&{self.word[at:]}"


def on_screen(screen: Screen) -> list[Shortcut]:
    """Return every key that works on a screen, in the order of the enum."""
    return [key for key in Shortcut if screen in key.screens or Screen.EVERYWHERE in key.screens]


def clashes(keys: Iterable[Shortcut]) -> list[tuple[Shortcut, Shortcut]]:
    """Return the pairs that share a key sequence."""
    found: list[tuple[Shortcut, Shortcut]] = []
    seen: dict[str, Shortcut] = {}
    for key in keys:
        for text in {sequence.toString() for sequence in key.sequences}:
            if text in seen:
                found.append((seen[text], key))
            seen[text] = key
    return found


def bind(parent: QWidget, key: Shortcut, slot: Callable[[], object]) -> QShortcut:
    """Call `slot` when the key is pressed anywhere in the window while `parent` is shown.

    A page in the back of the stack is hidden, and Qt gives a hidden widget no shortcut.
    """
    shortcut = QShortcut(parent)
    shortcut.setKeys(key.sequences)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.activated.connect(lambda: slot())
    return shortcut
