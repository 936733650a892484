"""The parts of the screens: colours that can be read, words that are not cut, fields an input method can use."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QInputMethodEvent, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import icons
from app.ui.kit.buttons import Button
from app.ui.kit.cards import ErrorStrip, QuietLine
from app.ui.kit.choices import CheckBox, Segmented
from app.ui.kit.fields import Field
from app.ui.kit.fonts import FOLDER, load_fonts
from app.ui.kit.inputs import CountCell, MoneyInput, TextInput
from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.marks import Badge, Mark, MarkText, paint_mark
from app.ui.kit.paper import Paper, render_pdf
from app.ui.kit.scan import ScanField
from app.ui.kit.search import Result, ResultList, SearchBox, highlight
from app.ui.kit.table import Cell, RowModel, TableColumn, TableRow, TableView, cell_width
from app.ui.kit.text import Strong, Text, initials
from app.ui.kit.theme import Scheme, theme
from app.ui.kit.tokens import DARK, LIGHT, TEXT_SIZES, TYPE, Tokens, contrast_ratio, high_contrast
from app.ui.shortcuts import Shortcut

Look = Callable[[Scheme, float], None]
SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
STATES = ("danger", "warn", "ok", "wait")


# -- colours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("t", SCHEMES)
def test_every_text_can_be_read_on_every_ground_it_stands_on(t: Tokens) -> None:
    grounds = ("surface", "surface2", "soft", "bg")
    pairs = [(ink, ground) for ink in ("ink", "ink2", "ink3", "link") for ground in grounds]
    pairs += [(state, ground) for state in STATES for ground in ("surface", f"{state}_soft", "surface2")]
    pairs += [("on_primary", ground) for ground in ("primary", "primary_hover", "primary_press")]
    pairs += [("rail_ink", "rail"), ("rail_ink_selected", "rail_selected"), ("rail", "gold")]
    pairs += [("disabled_ink", "disabled"), ("ink", "warn_soft"), ("ink2", "ok_soft"), ("ink", "danger_soft")]
    dim = {pair: round(contrast_ratio(getattr(t, pair[0]), getattr(t, pair[1])), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in dim.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("t", SCHEMES)
def test_every_boundary_and_mark_can_be_seen(t: Tokens) -> None:
    pairs = [("line2", "surface"), ("line2", "bg"), ("link", "surface"), ("gold", "rail_selected"), ("gold", "rail")]
    pairs += [(state, ground) for state in STATES for ground in ("soft", "surface")]
    assert [pair for pair in pairs if contrast_ratio(getattr(t, pair[0]), getattr(t, pair[1])) < 3] == []


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert round(contrast_ratio("#16232D", "#FFFFFF"), 1) == 16.0


def test_high_contrast_has_no_colour_of_ours(qapp: QApplication) -> None:
    palette = QPalette()
    for at, role in enumerate(QPalette.ColorRole):
        if role is not QPalette.ColorRole.NColorRoles:
            palette.setColor(role, f"#{at:02x}0000")
    tokens = high_contrast(palette)
    ours = {getattr(LIGHT, name) for name in LIGHT.__slots__ if name != "contrast"}
    used = {getattr(tokens, name).upper() for name in tokens.__slots__ if name != "contrast"}
    assert not ours & used
    assert tokens.soft == tokens.surface, "soft fills are off"


def test_no_kind_of_text_is_too_small() -> None:
    assert min(size for size, _ in TYPE.values()) == 11
    assert TYPE["name"][0] >= 13
    assert TYPE["text"][0] >= 13


# -- fonts, icons, marks -----------------------------------------------------------------------------------------


def test_the_fonts_are_shipped_with_their_licence(qapp: QApplication) -> None:
    assert "Noto Sans" in load_fonts()
    for name in ("NotoSans-LICENSE.txt", "Tinos-LICENSE.txt"):
        assert "SIL Open Font License" in (FOLDER / name).read_text(encoding="utf-8")


def test_tall_vietnamese_capitals_stay_inside_their_line(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme().font("text"))
    assert metrics.tightBoundingRect("ẪỖỬẬ").height() <= metrics.height()


def test_digits_have_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme().font("name"))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_every_icon_named_in_the_program_is_there_and_draws(qapp: QApplication) -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in Path("app/ui").rglob("*.py"))
    named = set(re.findall(r'(?:icon=|Icon\(|set_icon\()"([a-z_]+)"', source))
    assert named
    for name in named:
        image = QImage(20, 20, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        icons.paint_icon(painter, image.rect().toRectF(), name, "#0B5B78")
        painter.end()
        assert image != QImage(20, 20, QImage.Format.Format_ARGB32), name
        assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)), name
    assert "MIT" in (icons.FOLDER / "LICENSE.txt").read_text(encoding="utf-8")


def test_no_two_states_have_the_same_shape(qapp: QApplication) -> None:
    states = (Mark.RECEIVED, Mark.PROCESSING, Mark.SUPPLEMENT, Mark.READY, Mark.RETURNED, Mark.REFUSED, Mark.STOPPED,
              Mark.DUE, Mark.OVERDUE, Mark.ATTENTION)  # fmt: skip
    drawn = set()
    for mark in states:
        image = QImage(12, 12, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint_mark(painter, image.rect().toRectF(), mark, "ink")
        painter.end()
        drawn.add(bytes(image.constBits()))
    assert len(drawn) == len(states)


# -- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", TEXT_SIZES)
def test_no_word_of_a_button_badge_or_choice_is_cut(factor: float, look: Look, qtbot: QtBot) -> None:
    look(Scheme.LIGHT, factor)
    words = QFontMetricsF(theme().font("text", bold=True))
    for kind in ("primary", "secondary", "quiet", "danger"):
        button = Button("Trả kết quả và in", kind, key=Shortcut.PRIMARY, icon="print", large=True)
        qtbot.addWidget(button)
        plain = QFontMetricsF(button._font()).horizontalAdvance(button.text())
        assert button.sizeHint().width() > plain + theme().px(16) + words.horizontalAdvance("Ctrl+")
    badge = Badge(Mark.SUPPLEMENT, "Chờ bổ sung")
    qtbot.addWidget(badge)
    small = QFontMetricsF(theme().font("label", bold=True))
    assert badge.sizeHint().width() >= small.horizontalAdvance("Chờ bổ sung") + theme().px(26)
    choice = Segmented([(1, "Người được ủy quyền"), (2, "Bưu chính")], 2)
    qtbot.addWidget(choice)
    choice.show()
    for segment in choice.buttons():
        assert segment.width() >= words.horizontalAdvance(segment.text()) + 2 * theme().gap(9)


def test_choosing_a_segment_does_not_change_its_width(qtbot: QtBot) -> None:
    choice = Segmented([(1, "Trực tiếp"), (2, "Bưu chính"), (3, "Trực tuyến")], 1)
    qtbot.addWidget(choice)
    before = [button.sizeHint().width() for button in choice.buttons()]
    with qtbot.waitSignal(choice.changed, check_params_cb=lambda value: value == 3):
        choice.set_value(3)
    assert [button.sizeHint().width() for button in choice.buttons()] == before
    choice.set_value(None)
    assert choice.value() is None


def test_a_name_is_never_read_as_markup(qtbot: QtBot) -> None:
    name = "Nguyễn <b>Văn</b> A & B"
    label, mixed = Text(name), Text()
    mixed.set_parts("Đã đọc ", Strong(name))
    qtbot.addWidget(label)
    qtbot.addWidget(mixed)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>" not in mixed.text()
    assert mixed.accessibleName() == f"Đã đọc {name}"


def test_initials_are_of_the_last_two_words() -> None:
    assert initials("Trần Thị Mai Duyên") == "MD"
    assert initials("Phạm Đức Thịnh") == "ĐT"
    assert initials("") == ""


def test_showing_a_part_before_it_has_a_parent_opens_no_window(qtbot: QtBot) -> None:
    field, line, strip = Field("Họ và tên", TextInput(), required=True), QuietLine(), ErrorStrip()
    line.tell("Đã trả", "lúc 09:38", [Button("Sửa…", "quiet")])
    strip.show_errors("Chưa lưu được: còn 1 chỗ cần sửa.", [("Số định danh", lambda: None)])
    for widget in (field, line, strip):
        qtbot.addWidget(widget)
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == []


# -- fields ------------------------------------------------------------------------------------------------------


def two_rows(qtbot: QtBot) -> tuple[QWidget, Field, Field, Field]:
    """Return a form of two fields side by side and one beneath."""
    identity, birth = Field(Shortcut.PERSONAL_ID, TextInput(), required=True), Field(Shortcut.BIRTH_DATE, TextInput())
    address = Field(Shortcut.ADDRESS, TextInput())
    root = Plain(Column(Row((identity, 1), (birth, 1), gap=12), address, None, gap=0))
    qtbot.addWidget(root)
    root.resize(330, 260)
    with qtbot.waitActive(root):
        root.show()
        root.activateWindow()
    return root, identity, birth, address


@pytest.mark.parametrize("factor", TEXT_SIZES)
def test_an_error_moves_nothing_and_is_said_to_screen_readers(factor: float, look: Look, qtbot: QtBot) -> None:
    look(Scheme.LIGHT, factor)
    root, identity, birth, address = two_rows(qtbot)
    places = [field.geometry() for field in (identity, birth, address)]
    sentence = "Thiếu 1 chữ số: đang có 11, cần 12."
    identity.set_error(sentence)
    QApplication.processEvents()
    assert [field.geometry() for field in (identity, birth, address)] == places
    assert identity.editor.accessibleDescription() == sentence
    assert identity.line.isVisible()
    assert identity.line.width() >= min(identity.line.needed, root.width())
    identity.set_error(None)
    assert not identity.line.isVisible()
    assert identity.editor.accessibleDescription() == ""


def test_two_errors_side_by_side_do_not_cover_each_other(qtbot: QtBot) -> None:
    _root, identity, birth, _address = two_rows(qtbot)
    birth.set_error("Ngày sinh không có thật.")
    identity.set_error("Thiếu 1 chữ số: đang có 11, cần 12.")
    assert not identity.line.geometry().intersects(birth.line.geometry())


def test_an_error_does_not_stand_on_the_label_beneath(qtbot: QtBot) -> None:
    root, identity, _, address = two_rows(qtbot)
    identity.set_error("Thiếu 1 chữ số.")
    line, label = identity.line, address.label
    ink_ends = line.mapTo(root, QPoint(0, 0)).y() + line.height() - 3
    ink_starts = label.mapTo(root, QPoint(0, 0)).y() + 2
    assert ink_ends <= ink_starts


def test_an_access_letter_goes_to_its_field(qtbot: QtBot) -> None:
    _root, identity, birth, _address = two_rows(qtbot)
    birth.editor.setFocus()
    QTest.keyClick(birth.editor, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert identity.editor.hasFocus()


def test_enter_goes_on_and_shift_enter_goes_back(qtbot: QtBot) -> None:
    _root, identity, birth, _address = two_rows(qtbot)
    identity.editor.setFocus()
    QTest.keyClick(identity.editor, Qt.Key.Key_Return)
    assert birth.editor.hasFocus()
    QTest.keyClick(birth.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert identity.editor.hasFocus()


def test_an_input_method_commits_into_a_field_and_its_text_is_tidied_on_leaving(qtbot: QtBot) -> None:
    _root, identity, birth, _address = two_rows(qtbot)
    field = identity.editor
    assert isinstance(field, TextInput)
    field.setFocus()
    composing = QInputMethodEvent("Ngươ", [])
    QApplication.sendEvent(field, composing)
    assert field.text() == ""
    done = QInputMethodEvent()
    done.setCommitString("  Nguye\u0302\u0303n  Thị")
    QApplication.sendEvent(field, done)
    assert field.text() == "  Nguye\u0302\u0303n  Thị", "nothing changes while it is typed"
    assert field.value() == "Nguyễn Thị"
    with qtbot.waitSignal(field.left):
        birth.editor.setFocus()
    assert field.text() == "Nguyễn Thị"


def test_no_field_restricts_or_completes_what_is_typed(qtbot: QtBot) -> None:
    for field in (TextInput(), CountCell(), MoneyInput(), SearchBox(), ScanField("Quét")):
        qtbot.addWidget(field)
        assert field.validator() is None
        assert field.completer() is None
        assert field.inputMask() == ""


def test_typing_into_a_count_replaces_it(qtbot: QtBot) -> None:
    cell = CountCell("Bản chính")
    qtbot.addWidget(cell)
    with qtbot.waitActive(cell):
        cell.show()
        cell.activateWindow()
    cell.setFocus()
    qtbot.waitUntil(lambda: cell.selectedText() == "0")
    with qtbot.waitSignal(cell.changed):
        QTest.keyClick(cell, Qt.Key.Key_2)
    assert cell.count() == 2
    cell.setText("hai")
    assert cell.count() is None


def test_money_is_grouped_by_dots_on_leaving(qtbot: QtBot) -> None:
    money = MoneyInput()
    qtbot.addWidget(money)
    money.setText("1500000")
    money.editingFinished.emit()
    assert money.text() == "1.500.000"
    assert money.amount() == 1_500_000
    money.set_amount(None)
    assert money.amount() is None


def test_the_words_of_a_check_box_can_be_clicked(qtbot: QtBot) -> None:
    box = CheckBox(Shortcut.FOR_OWNER)
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    box.show()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 4, box.height() // 2))
    assert box.isChecked()


def test_a_scan_is_handed_on_as_it_came_and_not_kept(qtbot: QtBot) -> None:
    field = ScanField("Quét thẻ căn cước")
    qtbot.addWidget(field)
    QTest.keyClicks(field, "066188004215||Nguyen|14081988")
    with qtbot.waitSignal(field.scanned, check_params_cb=lambda text: text == "066188004215||Nguyen|14081988"):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    field.report("Đã đọc thẻ căn cước", " lúc 09:40.")
    assert field.accessibleDescription() == "Đã đọc thẻ căn cước lúc 09:40."


# -- search ------------------------------------------------------------------------------------------------------


def test_matches_are_shown_in_the_name_as_written() -> None:
    name = "Cấp Giấy xác nhận tình trạng hôn nhân"
    parts = [("Cấp Giấy ", False), ("xác nhận tình", True), (" trạng hôn nhân", False)]
    assert highlight(name, "xac nhan tinh") == parts
    assert highlight("Đăng ký kết hôn", "dang hon") == [("Đăng", True), (" ký kết ", False), ("hôn", True)]
    assert highlight(name, "") == [(name, False)]
    assert "".join(text for text, _ in highlight(name, "nhan")) == name


def test_the_list_under_a_field_is_driven_from_the_field(qtbot: QtBot) -> None:
    box = SearchBox()
    root = Plain(Column(box, None))
    qtbot.addWidget(root)
    root.resize(500, 300)
    with qtbot.waitActive(root):
        root.show()
        root.activateWindow()
    box.setFocus()
    found = ResultList(box)
    results = [Result(key, highlight(f"Thủ tục {key}", "thu")) for key in ("a", "b", "c")]
    found.show_results(results)
    QTest.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(found.taken, check_params_cb=lambda key: key == "b"):
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert not found.isVisible()
    assert box.hasFocus()
    box.setText("thu")
    found.show_results(results)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not found.isVisible()
    assert box.text() == "thu"


# -- tables ------------------------------------------------------------------------------------------------------


def table(qtbot: QtBot, width: int) -> tuple[RowModel, TableView]:
    """Return a table of three dossiers."""
    rows = RowModel([
        TableColumn("Mã hồ sơ", 100), TableColumn("Chủ hồ sơ", 100), TableColumn("Thủ tục", elide=True),
        TableColumn("Đang ở", 120, optional=True),
    ])  # fmt: skip
    long = "Nguyễn Hoàng Thị Phương Quỳnh Trâm Anh"
    rows.reset([
        TableRow(at, (Cell("H15.10-261123-0118"), Cell(long, bold=True), Cell("Đăng ký khai tử"), Cell("Quầy 2")),
                 f"{long}, có kết quả") for at in range(3)
    ], total=40)  # fmt: skip
    view = TableView(rows)
    qtbot.addWidget(view)
    view.resize(width, 240)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return rows, view


@pytest.mark.parametrize("factor", TEXT_SIZES)
def test_names_and_codes_are_never_cut(factor: float, look: Look, qtbot: QtBot) -> None:
    look(Scheme.LIGHT, factor)
    rows, view = table(qtbot, 1100)
    for column in (0, 1):
        assert view.columnWidth(column) >= cell_width(rows.rows[0].cells[column])


def test_an_optional_column_leaves_a_narrow_table(qtbot: QtBot) -> None:
    _, view = table(qtbot, 640)
    assert view.isColumnHidden(3)
    view.resize(1200, 240)
    assert not view.isColumnHidden(3)
    assert sum(view.columnWidth(at) for at in range(4)) == view.viewport().width()


def test_rows_are_asked_for_once_a_page(qtbot: QtBot) -> None:
    rows, _ = table(qtbot, 1100)
    asked: list[int] = []
    rows.reset(rows.rows, total=40)
    rows.wanted.connect(asked.append)
    root = rows.index(-1, -1)
    while rows.canFetchMore(root):
        rows.fetchMore(root)
    assert asked == [3]
    rows.append(rows.rows[:3])
    assert rows.canFetchMore(root)
    assert rows.rowCount() == 6
    rows.append([])
    assert not rows.canFetchMore(root)


def test_arrows_choose_and_enter_opens_a_row(qtbot: QtBot) -> None:
    rows, view = table(qtbot, 1100)
    view.choose_first()
    with qtbot.waitSignal(view.chosen, check_params_cb=lambda key: key == 1):
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.opened, check_params_cb=lambda key: key == 1):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert rows.data(view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole) == rows.rows[1].spoken


# -- the rest ----------------------------------------------------------------------------------------------------


def one_page_pdf() -> bytes:
    """Return an empty A5 page."""
    from io import BytesIO

    import pypdfium2

    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(420, 595)
    document.save(out)
    document.close()
    return out.getvalue()


def test_a_page_of_a_pdf_is_shown_in_its_own_shape(qtbot: QtBot) -> None:
    pdf = one_page_pdf()
    image = render_pdf(pdf, 840)
    assert (image.width(), image.height()) == (840, 1190)
    assert image.pixelColor(10, 10).name() == "#ffffff"
    with pytest.raises(IndexError):
        render_pdf(pdf, 100, page=1)
    paper = Paper("Chưa có giấy")
    qtbot.addWidget(paper)
    paper.resize(340, 900)
    paper.show_pdf(pdf)
    assert paper.sheet().height() / paper.sheet().width() == pytest.approx(595 / 420, abs=0.01)


def test_distances_follow_a_third_of_the_text_size(look: Look, qtbot: QtBot) -> None:
    row = Row(MarkText(Mark.READY, "Có kết quả"), 20, gap=12, margins=(12, 0, 12, 0))
    root = Plain(row)
    qtbot.addWidget(root)
    look(Scheme.DARK, 1.5)
    assert (row.spacing(), row.contentsMargins().left()) == (14, 14)
    assert (theme().px(30), theme().gap(30)) == (45, 35)
