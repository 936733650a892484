"""What a dossier costs: the fee rule of a procedure, worked out and said in words.

Amounts are whole đồng. Three things are never mixed up: free (0), an amount, and unknown (None). The portal's
"0 đ" often means "the provincial council decides", and the officer then types what the council decided
(DOMAIN §7.2). A fee depends on the channel and the day of filing: a reduction carries its own dates, and a
dossier filed online before it began pays the old fee. In words, zero tens are "linh", as schoolbooks and the
Treasury's forms have it; "lẻ" is said as widely but mostly in the south.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from app.errors import UserError
from app.rules.vocabulary import CHANNELS, Channel

FeeKind = Literal["free", "case", "copy", "pages", "province"]
KINDS: tuple[FeeKind, ...] = get_args(FeeKind)

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS = {"case": "trường hợp", "copy": "bản"}


@dataclass(frozen=True, slots=True)
class Tier:
    """From this page on (1 is the first), each page costs so many đồng."""

    from_page: int
    each: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """A lower fee on one channel for dossiers filed between two days, both included.

    Either `amount`, đồng that replace the rule's own (a copy where the rule counts copies, else the whole
    dossier), or `percent` taken off the total.
    """

    channel: Channel
    effective_from: date
    effective_to: date | None
    amount: int | None
    percent: int | None
    basis: str

    def covers(self, channel: Channel, filed_on: date) -> bool:
        """Tell whether a dossier filed so, on that day, has the reduction."""
        begun = self.effective_from <= filed_on
        return self.channel == channel and begun and (self.effective_to is None or filed_on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Exemption:
    """People, or a purpose, that pay nothing where others pay: `name` as an officer picks it, `basis` the law."""

    key: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class FeeRule:
    """How a procedure's fee is set.

    `province` is any fee set elsewhere, by the provincial council as a rule: `basis` says by whom.
    `amount` is đồng a case or a copy; `tiers` and `cap` (đồng a copy at most) are for fees by the page.
    """

    kind: FeeKind
    amount: int | None = None
    tiers: tuple[Tier, ...] = ()
    cap: int | None = None
    basis: str = ""
    reductions: tuple[Reduction, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    def exemption(self, key: str) -> Exemption:
        """Return an exemption by its key. Raises UserError EXEMPTION_UNKNOWN (key)."""
        for exemption in self.exemptions:
            if exemption.key == key:
                return exemption
        raise UserError("EXEMPTION_UNKNOWN", field="exemption", key=key)

    def text(self) -> str:
        """Say the rule in one line, as the catalogue and its differences show it."""
        exempt = "miễn cho: " + "; ".join(one.name for one in self.exemptions) if self.exemptions else ""
        return "; ".join(filter(None, [self.base_text(), *map(_reduction_text, self.reductions), exempt]))

    def base_text(self) -> str:
        """Say the fee before reductions."""
        if self.kind == "free":
            return "miễn"
        if self.kind == "province":
            return self.basis or "Hội đồng nhân dân cấp tỉnh quyết định"
        if self.kind == "pages":
            tiers = ", ".join(f"từ trang {t.from_page}: {format_dong(t.each)} đồng/trang" for t in self.tiers)
            return tiers if self.cap is None else f"{tiers}, tối đa {format_dong(self.cap)} đồng/bản"
        return f"{format_dong(self.amount or 0)} đồng/{_UNITS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee worked out: đồng (None: the officer types it), its legal basis, and how it came about."""

    amount: int | None
    basis: str
    explanation: str


def fee_for(
    rule: FeeRule,
    *,
    channel: Channel,
    filed_on: date,
    copies: int = 1,
    pages: int | None = None,
    exemption: str | None = None,
) -> Fee:
    """Work out the fee of a dossier.

    `filed_on` is the day the citizen filed it, `copies` how many copies (bản) of the paper are made, `pages`
    how many pages one of them has. A fee by the page with no pages given is unknown, like one the province
    sets. `exemption` is the key of one of the rule's exemptions: the fee is then 0, known even where the province
    sets it. Raises UserError COPIES_COUNT or PAGES_COUNT (have) for a count below 1, EXEMPTION_UNKNOWN (key).
    """
    if copies < 1:
        raise UserError("COPIES_COUNT", field="copies", have=copies)
    if pages is not None and pages < 1:
        raise UserError("PAGES_COUNT", field="pages", have=pages)
    if exemption is not None:
        exempt = rule.exemption(exemption)
        return Fee(0, exempt.basis, f"Miễn cho {exempt.name}.")
    fee = _full(rule, copies, pages)
    for reduction in rule.reductions:
        if reduction.covers(channel, filed_on):
            return _reduced(fee, reduction, copies if rule.kind == "copy" else 1)
    return fee


def format_dong(amount: int) -> str:
    """Group digits by dots: `15000` → `15.000`."""
    return f"{amount:,}".replace(",", ".")


def in_words(amount: int) -> str:
    """Write an amount of money as a receipt does: `148000` → `Một trăm bốn mươi tám nghìn đồng`.

    Raises UserError AMOUNT_NEGATIVE (amount).
    """
    if amount < 0:
        raise UserError("AMOUNT_NEGATIVE", field="fee", amount=amount)
    words = " ".join(_number(amount)) or _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _full(rule: FeeRule, copies: int, pages: int | None) -> Fee:
    """Work out the fee before any reduction."""
    if rule.kind == "free":
        return Fee(0, rule.basis, "Miễn phí, lệ phí.")
    if rule.kind == "province":
        return Fee(None, rule.basis, f"Danh mục chưa có số tiền, ghi số tiền được thu. Căn cứ: {rule.base_text()}.")
    if rule.kind == "pages":
        return _by_page(rule, copies, pages)
    each = rule.amount or 0
    if rule.kind == "case":
        return Fee(each, rule.basis, f"{format_dong(each)} đồng/trường hợp.")
    total = each * copies
    return Fee(total, rule.basis, f"{format_dong(each)} đồng/bản × {copies} bản = {format_dong(total)} đồng.")


def _by_page(rule: FeeRule, copies: int, pages: int | None) -> Fee:
    """Add up the tiers for one copy, cap it, and multiply by the copies."""
    if pages is None:
        return Fee(None, rule.basis, f"Chưa ghi số trang. Mức thu: {rule.text()}.")
    parts, copy_fee = [], 0
    ends = [tier.from_page for tier in rule.tiers[1:]] + [pages + 1]
    for tier, end in zip(rule.tiers, ends, strict=True):
        count = min(end, pages + 1) - tier.from_page
        if count > 0:
            parts.append(f"{count} trang × {format_dong(tier.each)}")
            copy_fee += count * tier.each
    how = " + ".join(parts) + f" = {format_dong(copy_fee)} đồng/bản"
    if rule.cap is not None and copy_fee > rule.cap:
        copy_fee = rule.cap
        how += f", tối đa {format_dong(copy_fee)} đồng/bản"
    total = copy_fee * copies
    return Fee(total, rule.basis, f"{how}; × {copies} bản = {format_dong(total)} đồng.")


def _reduced(fee: Fee, reduction: Reduction, units: int) -> Fee:
    """Apply a reduction, rounding a part of a đồng down in the citizen's favour."""
    basis = "; ".join(filter(None, (fee.basis, reduction.basis)))
    text = _reduction_text(reduction)
    why = f"{text[0].upper()}{text[1:]}."
    if reduction.amount is not None:
        total = reduction.amount * units
        return Fee(total, basis, why if units == 1 else f"{why} × {units} bản = {format_dong(total)} đồng.")
    if fee.amount is None:
        return Fee(None, basis, f"{fee.explanation} {why}")
    amount = fee.amount * (100 - (reduction.percent or 0)) // 100
    return Fee(amount, basis, f"{fee.explanation} {why} Còn {format_dong(amount)} đồng.")


def _reduction_text(reduction: Reduction) -> str:
    """Say a reduction: channel, what is left or taken off, since when."""
    what = f"giảm {reduction.percent}%" if reduction.amount is None else f"thu {format_dong(reduction.amount)} đồng"
    until = f" đến {reduction.effective_to:%d/%m/%Y}" if reduction.effective_to else ""
    return f"nộp {CHANNELS[reduction.channel]} {what} từ {reduction.effective_from:%d/%m/%Y}{until}"


def _number(value: int) -> list[str]:
    """Return the words of a number; none for zero. Above a milliard the count of milliards is itself a number."""
    milliards, rest = divmod(value, 1_000_000_000)
    words = [*_number(milliards), "tỷ"] if milliards else []
    for size, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words += _group(group, full=bool(words))
            words += [name] if name else []
    return words


def _group(value: int, *, full: bool) -> list[str]:
    """Return the words of 1 to 999; `full` says the hundreds even when zero, as after a higher group."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if not ones:
        return words
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    if ones == 4 and tens > 1:
        return [*words, "tư"]
    if ones == 5 and tens:
        return [*words, "lăm"]
    return [*words, _DIGITS[ones]]
