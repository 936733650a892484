"""Rows, columns and grids whose distances are given at 100 % and follow the text size.

`None` among the items is a stretch, a number a fixed distance, a pair (item, n) an item with stretch factor n.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLayout, QSizePolicy, QSpacerItem, QWidget

from app.ui.kit.theme import changes, theme

Item = QWidget | QLayout | int | None
Margins = tuple[int, int, int, int]


class _Box(QBoxLayout):
    """A box layout that scales its own margins and gap."""

    def __init__(
        self, direction: QBoxLayout.Direction, items: tuple[Item | tuple[QWidget | QLayout, int], ...],
        gap: int, margins: Margins, parent: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(direction)
        if parent is not None:
            parent.setLayout(self)
        self.base_gap, self.base_margins = gap, margins
        self._spaces: list[tuple[QSpacerItem, int]] = []
        self.add(*items)
        changes().changed.connect(self._scale)

    def add(self, *items: Item | tuple[QWidget | QLayout, int]) -> None:
        """Append widgets, layouts, stretches (None) and distances (int)."""
        for item in items:
            if item is None:
                self.addStretch(1)
            elif isinstance(item, int):
                space = QSpacerItem(0, 0)
                self._spaces.append((space, item))
                self.addSpacerItem(space)
            elif isinstance(item, tuple):
                self._put(item[0], item[1])
            else:
                self._put(item, 0)
        self._scale()

    def set_spaces(self, gap: int, margins: Margins | None = None) -> None:
        """Take another gap, and other margins if given, at 100 %."""
        self.base_gap, self.base_margins = gap, margins or self.base_margins
        self._scale()

    def _put(self, item: QWidget | QLayout, stretch: int) -> None:
        if isinstance(item, QWidget):
            self.addWidget(item, stretch)
        else:
            self.addLayout(item, stretch)

    def _scale(self) -> None:
        gap = theme().gap
        self.setSpacing(gap(self.base_gap))
        self.setContentsMargins(*(gap(side) for side in self.base_margins))
        horizontal = self.direction() == QBoxLayout.Direction.LeftToRight
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum
        for space, size in self._spaces:
            size = gap(size)
            if horizontal:
                space.changeSize(size, 0, fixed, free)
            else:
                space.changeSize(0, size, free, fixed)
        self.invalidate()


class Row(_Box):
    """Items side by side."""

    def __init__(
        self, *items: Item | tuple[QWidget | QLayout, int],
        gap: int = 8, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Lay out `items`; with `parent` become its layout."""
        super().__init__(QBoxLayout.Direction.LeftToRight, items, gap, margins, parent)


class Column(_Box):
    """Items under each other."""

    def __init__(
        self, *items: Item | tuple[QWidget | QLayout, int],
        gap: int = 8, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Lay out `items`; with `parent` become its layout."""
        super().__init__(QBoxLayout.Direction.TopToBottom, items, gap, margins, parent)


class Grid(QGridLayout):
    """A grid with scaled gaps (across, down) and margins."""

    def __init__(
        self, *, gaps: tuple[int, int] = (12, 0), margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None
    ) -> None:
        """Start empty; use `addWidget(widget, row, column, ...)`."""
        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self.base_gaps, self.base_margins = gaps, margins
        self._scale()
        changes().changed.connect(self._scale)

    def _scale(self) -> None:
        gap = theme().gap
        self.setHorizontalSpacing(gap(self.base_gaps[0]))
        self.setVerticalSpacing(gap(self.base_gaps[1]))
        self.setContentsMargins(*(gap(side) for side in self.base_margins))


def set_shown(widget: QWidget, shown: bool) -> None:
    """Show or hide a part of a screen, also before it has a parent: Qt would open it as a window of its own."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


class Line(QFrame):
    """A hairline that separates; lying unless `upright`."""

    def __init__(self, *, upright: bool = False) -> None:
        """One pixel thick at every text size."""
        super().__init__()
        self.setProperty("k", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Plain(QWidget):
    """A widget that only holds a layout and shows the ground behind it."""

    def __init__(self, layout: QLayout) -> None:
        """Hold `layout`."""
        super().__init__()
        self.setLayout(layout)


class Surface(QFrame):
    """A plain ground of one token: `kind` is surface, surface2, bg or rail."""

    def __init__(self, kind: str = "surface") -> None:
        """Lay things on it with `Row(..., parent=surface)`."""
        super().__init__()
        self.setProperty("k", kind)
