"""The words by which the heads of two other lists are known: a catalogue of procedures, a notice of holidays.

Patterns over folded heads, best first, as those of the registers in `heads`. A column that tells how much of a term was
cut off is no term.
"""

from __future__ import annotations

CATALOGUE: tuple[tuple[str, str], ...] = (
    ("code", r".*\bma (so )?(thu tuc|tthc|tt|ho so tthc)\b"),
    ("code", r"(code|procedure code|ma|ma so|ma hieu|so ho so( tthc)?|id tthc)$"),
    ("name", r".*\bten (thu tuc|tthc|tt)\b"),
    ("name", r"(name|procedure name|thu tuc hanh chinh|thu tuc|tthc|ten|noi dung)$"),
    ("field", r".*\blinh vuc\b|(field|field name|nhom( thu tuc)?)$"),
    ("effective_to", r".*\bhet hieu luc\b"),
    ("effective_from", r".*\b(hieu luc|ngay ap dung|ap dung tu)\b"),
    ("term", r".*\bthoi (han|gian)\b.*\bsau\b.*\b(cat giam|rut ngan|don gian)\b"),
    ("term", r"(?!.*\b(cat giam|rut ngan|tiep nhan|lam viec)\b).*\bthoi (han|gian)\b|han( giai quyet| xu ly)?$|term$"),
    ("fee", r"(?!.*\bchi phi\b).*\bphi (va |hoac )?le phi\b|fees?$"),
    ("fee", r"(?!.*\b(chi phi|mien)\b).*\ble phi\b"),
    ("fee", r"(muc )?(thu )?phi\b|muc thu\b"),
    ("channel", r"(hinh thuc|cach thuc|phuong thuc)( nop| thuc hien)?( ho so)?$|(kenh|channel)\b"),
    ("second_fee", r"(?!.*\b(chi phi|mien|le phi)\b).*\bphi\b"),
    ("unit", r".*\b(bo phan|phong( ban)?|don vi) (giai quyet|xu ly|thuc hien|chuyen mon|chu tri|phu trach)\b|unit$"),
    (
        "body",
        r".*\b(co quan|tham quyen|cap) (co tham quyen|giai quyet|thuc hien|quyet dinh)\b|body$|co quan$|tham quyen$",
    ),
)
CALENDAR: tuple[tuple[str, str], ...] = (
    ("until", r".*\b(den ngay|den het|ngay ket thuc|ket thuc)\b"),
    ("date", r".*\b(tu ngay|ngay bat dau|ngay nghi|ngay thang|cac ngay)\b|(ngay|date|thoi gian( nghi)?)$"),
    ("kind", r".*\b(loai|hinh thuc|trang thai|tinh chat)\b|kind$"),
    ("basis", r".*\b(noi dung|ly do|can cu|dip|ngay le|ten|ghi chu|dien giai|su kien)\b|basis$"),
    ("made_up", r".*\b(lam bu|hoan doi|di lam bu)\b"),
)
