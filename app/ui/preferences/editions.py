"""Mẫu giấy, gia hạn in Cài đặt: which set of forms is printed, and how many extensions are made without a warning.

Both are choices the sources leave open (DOMAIN §0.2, §5), so the doubt stands beside each, not only in our documents.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.rules import clock
from app.rules.editions import in_force
from app.services import preferences
from app.services.preferences import Chosen
from app.ui.kit.choices import Segmented
from app.ui.kit.fields import Field
from app.ui.kit.form import Section
from app.ui.kit.inputs import CountCell
from app.ui.kit.layout import Column, Plain, Row
from app.ui.kit.text import Text
from app.ui.shortcuts import Shortcut

_NEWEST = "Bộ đang có hiệu lực ({})"
_SINCE = "bộ {} dùng từ {:%d/%m/%Y}"
_UNVERIFIED = "Ngày và bố cục chưa đối chiếu với bản gốc thông tư."
_LIMIT_HELP = "Quá số này thì máy nhắc trước khi ghi. NĐ 61/2018: một lần; số lần theo NĐ 118/2025 chưa tìm được."


class EditionSection(Section):
    """The set of forms, since when each is in force, and the extensions."""

    def __init__(self) -> None:
        """Offer the sets of forms of today."""
        known = preferences.editions()
        newest = in_force({one.name: one.begins for one in known}, clock.now().date())
        self.edition = Segmented(
            [(None, _NEWEST.format(newest)), *((one.name, f"Luôn dùng bộ {one.name}") for one in known)]
        )
        self.edition.setAccessibleName("Bộ mẫu")
        since = ", ".join(_SINCE.format(one.name, one.begins) for one in known)
        doubt = "" if all(one.verified for one in known) else f" {_UNVERIFIED}"
        self.since = Text(f"{since[:1].upper()}{since[1:]}.{doubt}", "help", wrap=True)
        self.limit = CountCell("Số lần gia hạn không cảnh báo")
        self.limit_field = Field("Số lần gia hạn không cảnh báo", self.limit, help=_LIMIT_HELP)
        self.fields = {"extension_limit": self.limit_field}
        super().__init__(
            "Mẫu, gia hạn", Shortcut.PART_8,
            Plain(Column(
                Plain(Row(Field("Bộ mẫu", self.edition, line=False), None)), self.since, 6, self.limit_field,
                gap=3, margins=(0, 0, 0, 4),
            )),
        )  # fmt: skip

    @property
    def first(self) -> QWidget:
        """Where Alt+8 goes."""
        return self.edition

    def fill(self, chosen: Chosen) -> None:
        """Show what is in force."""
        self.edition.set_value(chosen.edition)
        self.limit.setText(chosen.extension_limit)

    def value(self) -> tuple[str | None, str]:
        """Return the set of forms, None for the newest, and the extensions as written."""
        edition = self.edition.value()
        return None if edition is None else str(edition), self.limit.value()
