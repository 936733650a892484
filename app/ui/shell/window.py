"""The window: rail, header, the open screen with its right panel, status line; and going from screen to screen by name.

Screens are made when first opened and kept, so that a half-filled form survives a look at another screen. While the
desk is locked everything but the lock is hidden, so no key of a screen works and nothing can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QSplitter, QStackedWidget, QWidget

from app.ui.kit.dressing import apply_theme
from app.ui.kit.form import WIDEST
from app.ui.kit.layout import Column, Row
from app.ui.kit.marks import Mark
from app.ui.kit.theme import Scheme, changes, theme
from app.ui.kit.tokens import TEXT_SIZES
from app.ui.shell.header import Header
from app.ui.shell.keycard import KeyCard
from app.ui.shell.lock import LockedOfficer, LockOverlay
from app.ui.shell.mark import window_icon
from app.ui.shell.overlay import Overlay, Sheet
from app.ui.shell.page import Page, PageFactory
from app.ui.shell.papersheet import PaperSheet
from app.ui.shell.rail import FOOT, HELP, PLACES, Rail
from app.ui.shell.statusline import StatusLine
from app.ui.shortcuts import Screen, Shortcut, bind

NARROW = 1200
PANEL_WIDTH, PANEL_LEAST, PANEL_MOST = 366, 350, 440


class MainWindow(QMainWindow):
    """The frame around the screens; see the package's docstring for how a screen lives in it."""

    lock_asked = Signal()
    text_size_changed = Signal(float)
    panel_width_changed = Signal(int)
    opened = Signal(str)

    def __init__(self, pages: Mapping[str, PageFactory], *, centre: str = "") -> None:
        """`pages` are the screens by name, made by their factory on first use; `centre` names the centre."""
        super().__init__()
        self.factories, self.pages = dict(pages), dict[str, Page]()
        self.current: Page | None = None
        self.current_name = ""
        self.panel_width = PANEL_WIDTH
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle(f"Một Cửa · {centre}" if centre else "Một Cửa")
        self.setWindowIcon(window_icon())
        self.setMinimumSize(1000, 600)
        self.header, self.rail, self.status = Header(), Rail(self.factories), StatusLine()
        self.stack, self.panels = QStackedWidget(), QStackedWidget()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.body = self._lay_out()
        self.card, self.sheet, self.enlarged = KeyCard(self.body), Sheet(self.body), PaperSheet(self.body)
        self.lock_overlay = LockOverlay(self._central, centre)
        self._connect()
        self._bind_keys()

    # -- going about -------------------------------------------------------------------------------------------

    def open(self, name: str, argument: object = None) -> Page | None:
        """Bring a screen to the front and give it `argument`; None when there is no such screen."""
        if name not in self.factories:
            return None
        self._close_overlays()
        if name not in self.pages:
            self._make(name)
        page = self.pages[name]
        if self.current is not None and self.current is not page:
            self.current.leave()
        self.current, self.current_name = page, name
        self.stack.setCurrentWidget(page)
        for other in self.pages.values():
            # A stack is as wide as its widest page; only the one in front may ask for room.
            policy = QSizePolicy.Policy.Preferred if other is page else QSizePolicy.Policy.Ignored
            other.setSizePolicy(policy, policy)
        self.rail.choose(name)
        self.header.search.setText(argument if page.owns_search and isinstance(argument, str) else "")
        self.header.set_wide(page.owns_search)
        self._headline()
        self._place_panel()
        page.shown(argument)
        if page.owns_search:
            # Not as by a shortcut, which would select the text: the officer goes on typing where she was.
            self.header.search.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not page.isAncestorOf(self.focusWidget() or self):
            focus_first(page)
        self.opened.emit(name)
        return page

    def refresh(self) -> None:
        """Have the screen in view read again what it shows; one that is not in view reads when it is."""
        if self.current is not None and not self.locked:
            self.current.refresh()

    def page(self, name: str) -> Page | None:
        """Return a screen that was opened before, or None."""
        return self.pages.get(name)

    def forget_pages(self) -> None:
        """Let go of every screen that was opened; each is made anew at its next use."""
        self._close_overlays()
        self.current, self.current_name = None, ""
        for page in self.pages.values():
            for part in (page.panel, page):
                if part is not None:
                    part.hide()
                    part.setParent(None)
                    part.deleteLater()
        self.pages.clear()
        self.panels.hide()

    # -- what the frame says -----------------------------------------------------------------------------------

    def set_officer(self, name: str, desk: str) -> None:
        """Say who sits at which desk."""
        self.header.set_officer(name, desk)

    def set_count(self, name: str, count: int) -> None:
        """Show on the rail how many things wait on a screen."""
        self.rail.set_count(name, count)

    def set_sync(self, sentence: str, detail: str = "", *, good: bool) -> None:
        """Say in the status line how far sending is."""
        self.status.set_sync(sentence, detail, good=good)

    def set_printer(self, words: str, *, ready: bool) -> None:
        """Say which printer is used."""
        self.status.set_printer(words, ready=ready)

    def set_scanner(self, words: str, *, ready: bool) -> None:
        """Say whether the scanner is there."""
        self.status.set_scanner(words, ready=ready)

    # -- the lock ----------------------------------------------------------------------------------------------

    def lock(self, desk: str, officers: Sequence[LockedOfficer], lines: Sequence[tuple[Mark, str]] = ()) -> LockOverlay:
        """Cover everything until `unlock`; the overlay's signals say what was tried."""
        self._close_overlays()
        if self.current is not None:
            self.current.leave()
        self.body.hide()
        self.lock_overlay.open_for(desk, officers, lines)
        return self.lock_overlay

    def unlock(self) -> None:
        """Show the screen again as it was left, with what came meanwhile."""
        self.body.show()
        self.lock_overlay.close_over()
        self.refresh()

    @property
    def locked(self) -> bool:
        """Whether the lock covers the window."""
        return not self.lock_overlay.isHidden()

    # -- inside ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> QWidget:
        self._central, body = QWidget(), QWidget()
        self.split.addWidget(self.stack)
        self.split.addWidget(self.panels)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setStretchFactor(0, 1)
        self.panels.hide()
        right = Column(self.header, (self.split, 1), self.status, gap=0)
        Row(self.rail, (right, 1), gap=0, parent=body)
        Column((body, 1), gap=0, parent=self._central)
        self.setCentralWidget(self._central)
        return body

    def _connect(self) -> None:
        self.rail.asked.connect(self._go)
        self.header.lock.clicked.connect(self.lock_asked)
        self.header.search.textEdited.connect(self._search)
        self.header.search.entered.connect(self._search_entered)
        self.split.splitterMoved.connect(self._panel_moved)
        self.card.settings.clicked.connect(lambda: self.open(Screen.SETTINGS))
        self.sheet.closed.connect(self._place_panel)
        changes().changed.connect(self._place_panel)
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    def _bind_keys(self) -> None:
        for place in (*PLACES, *FOOT):
            if place.name in self.factories:
                bind(self.body, place.key, partial(self._go_by_key, place.name))
        bind(self.body, Shortcut.HELP, self._help)
        bind(self.body, Shortcut.SEARCH, self._to_search)
        bind(self.body, Shortcut.PRIMARY, self._primary)
        bind(self.body, Shortcut.LOCK, self.lock_asked.emit)
        bind(self.body, Shortcut.ENLARGE, self._enlarge)
        bind(self.body, Shortcut.NEXT_PANE, lambda: self._pane(1))
        bind(self.body, Shortcut.PREVIOUS_PANE, lambda: self._pane(-1))
        # Of the whole window: the first start and the lock have to be read as well.
        bind(self, Shortcut.LARGER, lambda: self._text_size(1))
        bind(self, Shortcut.SMALLER, lambda: self._text_size(-1))
        for key, by in (("Up", -1), ("Down", 1)):
            step = QShortcut(QKeySequence(key), self.header.search)
            step.setContext(Qt.ShortcutContext.WidgetShortcut)
            step.activated.connect(partial(self._search_step, by))

    def _make(self, name: str) -> None:
        page = self.factories[name](self)
        page.headline_changed.connect(self._headline)
        self.pages[name] = page
        self.stack.addWidget(page)
        if page.panel is not None:
            self.panels.addWidget(page.panel)

    def _go(self, name: str) -> None:
        self._help() if name == HELP else self.open(name)

    def _go_by_key(self, name: str) -> None:
        """Open a screen; to the return of results the dossier under the officer's hand comes along."""
        subject = self.current.subject() if name == Screen.RETURN and self.current is not None else None
        self.open(name, subject)

    def _headline(self) -> None:
        if self.current is not None:
            self.header.set_headline(self.current.title, self.current.subtitle)
            self.header.search.set_note(self.current.search_note if self.current.owns_search else "")

    def _primary(self) -> None:
        # In a narrow window the panel lies in the sheet, and its form is what Ctrl+Enter is about.
        if not self._close_overlays(self.card, self.enlarged) and self.current is not None:
            self.current.primary()

    def _help(self) -> None:
        if self.card.isVisible():
            self.card.close_over()
            return
        self._close_overlays()
        screen = Screen(self.current_name) if self.current_name in set(Screen) else None
        title = self.current.title if self.current else ""
        with_settings = theme().compact and Screen.SETTINGS in self.factories
        self.card.open_for(screen, title, with_settings=with_settings)

    def _enlarge(self) -> None:
        # What the panel is about is enlarged over it, wherever the panel lies.
        if self._close_overlays(self.card, self.enlarged) or self.current is None or self.current.enlarge():
            return
        if self._close_overlays():
            return
        if self.current.paper is not None:
            self.enlarged.open_for(self.current.paper)
        elif self.current.panel is not None and self.compact:
            self.sheet.show_widget(self.current.panel, theme().px(self.panel_width))

    def _close_overlays(self, *some: Overlay) -> bool:
        """Close what is laid over the screen, all of it or `some`, and say whether anything was."""
        shown = [overlay for overlay in some or (self.card, self.enlarged, self.sheet) if overlay.isVisible()]
        for overlay in shown:
            overlay.close_over()
        return bool(shown)

    # -- search ------------------------------------------------------------------------------------------------

    def _to_search(self) -> None:
        self._close_overlays()
        self.header.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.search.selectAll()

    def _search(self, text: str) -> None:
        if self.current is not None and self.current.owns_search:
            self.current.search(text)

    def _search_step(self, by: int) -> None:
        if self.current is not None and self.current.owns_search:
            self.current.search_step(by)

    def _search_entered(self) -> None:
        text = self.header.search.value()
        if self.current is not None and self.current.owns_search:
            self.current.search_entered()
        elif text:
            self.open(Screen.LOOKUP, text)

    # -- panes and sizes ---------------------------------------------------------------------------------------

    @property
    def compact(self) -> bool:
        """Whether the right panel has left, for want of width."""
        return theme().compact or self.width() < NARROW

    def _place_panel(self) -> None:
        panel = self.current.panel if self.current else None
        if panel is not None and panel.parentWidget() is not self.panels and not self.sheet.isVisible():
            self.panels.addWidget(panel)
        if panel is None or self.compact:
            self.panels.hide()
            return
        self.panels.setCurrentWidget(panel)
        self.panels.setMinimumWidth(max(PANEL_LEAST, panel.minimumSizeHint().width()))
        self.panels.setMaximumWidth(PANEL_MOST)
        self.panels.show()
        self.split.refresh()
        width = self.panel_width
        if self.current is not None and self.current.paper is not None:
            # A form is 960 wide at most; what is left beyond goes to the paper.
            width = max(width, min(PANEL_MOST, self.split.width() - theme().px(WIDEST)))
        self.split.setSizes([max(1, self.split.width() - width - 1), width])

    def _panel_moved(self) -> None:
        self.panel_width = self.split.sizes()[1]
        self.panel_width_changed.emit(self.panel_width)

    def _pane(self, by: int) -> None:
        self._close_overlays()
        panes: list[QWidget] = [self.stack, self.panels, self.header, self.rail]
        panes = [pane for pane in panes if pane.isVisible()]
        now = self.focusWidget()
        at = next((at for at, pane in enumerate(panes) if now is not None and pane.isAncestorOf(now)), -by)
        for step in range(1, len(panes) + 1):
            if focus_first(panes[(at + by * step) % len(panes)]):
                return

    def _text_size(self, by: int) -> None:
        at = TEXT_SIZES.index(theme().factor) if theme().factor in TEXT_SIZES else 0
        self._apply(TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, at + by))])

    def _apply(self, factor: float) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and factor != theme().factor:
            apply_theme(app, theme().scheme, factor)
            self.text_size_changed.emit(factor)

    def _follow_system(self) -> None:
        """Take the system's other colours, unless the officer chose ours."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and theme().scheme is Scheme.SYSTEM:
            apply_theme(app, Scheme.SYSTEM, theme().factor)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_panel()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        if self.may_close():
            event.accept()
        else:
            event.ignore()


def focus_first(pane: QWidget) -> bool:
    """Give the focus to the first thing in `pane` that Tab would reach, and say whether there was one."""
    widget = pane.nextInFocusChain()
    seen = 0
    while widget is not None and widget is not pane and seen < 5000:
        seen += 1
        reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()
        if reachable and pane.isAncestorOf(widget):
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        widget = widget.nextInFocusChain()
    return False
