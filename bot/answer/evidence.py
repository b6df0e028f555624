"""What kind of thing a sentence offers: a person's name, a date, a figure, a place. Regular expressions on NFC text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.question.cues import cues, either
from bot.question.intent import Intent
from vectorstore.text import fold, syllables

_UPPER = "A-ZĐÀ-ÖØ-ÞĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SURNAMES = either(
    """
    Nguyễn | Trần | Lê | Phạm | Hoàng | Huỳnh | Phan | Vũ | Võ | Đặng | Bùi | Đỗ | Hồ | Ngô | Dương | Lý | Đoàn | Trương
    Đinh | Lâm | Mai | Trịnh | Đào | Phùng | Cao | Hà | Tô | Lương | Tạ | Chu | Châu | Thái | Khúc | Quách | La | Bạch
    Nghiêm | Kiều | Triệu | Tôn | Lưu | Tống | Giang | Thân | Nông | Hứa | Vương | Từ | Doãn | Đàm | Diệp | Ninh | Mạc
    Thạch | Kim | Danh | Lò | Lường | Quàng | Cầm | Bàn | Giàng | Vàng | Sùng | Thào | Điểu | Cù | Khổng | Viên | Ứng
    Trà | Tăng | Khương | Lục | Phí | Đồng | Mã | Văn | Uông | Ông | Âu | Cung | Nhâm | Bế | Vi | Hoa | Sầm | Ma | Tòng
    Hờ | Ksor | Siu | Rơ | Nay
    """
)
_TITLES = (r"đồng chí", r"Đồng chí", r"\bông", r"\bÔng", r"\bbà", r"\bBà", r"đ/c")
_TITLED = either("|".join(rf"(?<={title} )" for title in _TITLES))
_NAME = re.compile(
    either(
        rf"""
        (?<![\w-]){_SURNAMES}(?: [{_UPPER}][\w'’]+){{1,4}}
        {_TITLED}[{_UPPER}]\w+(?: [{_UPPER}]\w+)*
        (?<![\w-])[A-Z][a-z.'’-]+(?: (?:[A-Z][\w.'’-]*|al|de|von|van|bin|ibn|la))+
        (?<![\w.-] )(?<![\w-])[A-Z][a-z]{{2,}}
        """
    )
)
_DOCUMENT_NUMBER = re.compile(r"\d+\s?-?\s?[-/]\s?[A-ZĐ][\w]*(?:\s?[-/]\s?[A-ZĐ][\w]*)*")
_DATE = re.compile(
    either(
        r"""
        \d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?
        \bngày \d{1,2} | \btháng (?:\d{1,2}|giêng|chạp|[a-zà-ỹ]{2,4})\b | \bnăm \d{4} | \b(?:1\d|20)\d{2}\b
        \bquý (?:[IV]+|\d) | \bthế kỷ | \bthập (?:kỷ|niên)
        \bgiờ \d | \d{1,2} ?(?:giờ|h)\d{0,2} | \b(?:sáng|chiều|tối) (?:ngày[ ]|mai|nay|thứ)
        \bnhiệm kỳ | \bgiai đoạn | \bđầu năm | \bcuối năm | \bhằng năm | \bhàng năm
        """
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(
    either(
        r"""
        \d[\d.,]*(?: ?(?:%|/\d[\d.,]*))?
        \b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|nửa)\b
        """
    ),
    re.IGNORECASE,
)
_PLACE = re.compile(
    either(
        rf"""
        \b(?:tại|ở|đến|từ|thuộc|về|trên)(?: [a-zà-ỹđ]+){{0,4}} [{_UPPER}]
        \b(?:tỉnh|huyện|xã|phường|thị trấn|thị xã|thành phố|TP|thôn|ấp|nước|vùng|châu|bang|đường|khu)\b
        \b(?:hội trường|trụ sở|nhà văn hóa|trung tâm|sông|đảo|cảng)\b
        """
    ),
    re.IGNORECASE,
)
_PATTERNS = {
    Intent.WHO: _NAME,
    Intent.WHEN: _DATE,
    Intent.HOW_MANY: _NUMBER,
    Intent.WHERE: _PLACE,
    Intent.NUMBER: _DOCUMENT_NUMBER,
}

TYPED = tuple(_PATTERNS)
"""The intents that ask for a kind of thing that can be recognised in a sentence."""


def is_typed(intent: Intent) -> bool:
    """Whether questions of this intent ask for a kind of thing that can be recognised in a sentence."""
    return intent in _PATTERNS


def offered(intent: Intent, sentence: str) -> Iterator[str]:
    """The pieces of a sentence that are of the kind that the intent asks for."""
    pattern = _PATTERNS.get(intent)
    return (match[0] for match in pattern.finditer(sentence)) if pattern else iter(())


def offers_new(intent: Intent, sentence: str, folded_question: str) -> bool:
    """Whether a sentence offers a thing of the kind asked for that the question does not itself name."""
    known = f" {folded_question} "
    return any(f" {' '.join(syllables(fold(piece)))} " not in known for piece in offered(intent, sentence))


@dataclass(frozen=True, slots=True)
class _Measure:
    """By which cues a folded question asks for a measure, and how a folded sentence gives a figure in its unit."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _measure(asked: str, units: str) -> _Measure:
    return _Measure(cues(asked), re.compile(rf"\d\s?{either(units)}"))


_MEASURES = (
    _measure("phan tram | ty le | percent | percentage | proportion | share of | rate", "% | phan tram"),
    _measure(
        """
        kinh phi | chi phi | hoc phi | le phi | gia ban | gia ve | muc luong | tien luong | luong | doanh thu
        loi nhuan | ngan sach | so tien | tong muc dau tu | von | muc thuong | thu nhap
        bao nhieu tien | ty dong | trieu dong
        how much (?:money|was paid|did .* (?:pay|spend|cost))
        revenue | budget | cost | price | salary | fee | income | profit | investment
        """,
        r"(?:ty|trieu|nghin|ngan|tram)?\s?(?:dong|do la|usd|vnd)\b | (?:ty|trieu)\b",
    ),
    _measure("bao xa | dai bao nhieu | how (?:far|long is)", r"km | ki lo met | met | m\b | hai ly | dam"),
    _measure("bao nhieu tuoi | how old", r"tuoi | nam\b"),
)
_COUNTED = re.compile(r"\bbao nhieu (?!la\b|thi\b|trong\b|vao\b|o\b|nam\b|phan tram\b)([a-z]+(?: [a-z]+)?)")


def measures(sentence: str, folded_question: str) -> bool | None:
    """Whether a sentence gives a figure in the unit that a how-many question asks for; None where it names no unit."""
    folded = fold(sentence)
    for measure in _MEASURES:
        if measure.asked.search(folded_question):
            return measure.given.search(folded) is not None
    counted = _COUNTED.search(folded_question)
    if counted is None:
        return None
    first = counted[1].split(" ")[0]
    return re.search(rf"\d (?:[a-z]+ ){{0,2}}{re.escape(first)}\b", folded) is not None
