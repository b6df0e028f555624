"""What kind of thing a sentence offers: a person's name, a date, a figure, a place. Regular expressions on NFC text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.question.intent import Intent
from vectorstore.text import fold, syllables

_UPPER = "A-ZĐÀ-ÖØ-ÞĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn Trương Đinh Lâm Mai Trịnh Đào Phùng Cao "
    "Hà Tô Lương Tạ Chu Châu Thái Khúc Quách La Bạch Nghiêm Kiều Triệu Tôn Lưu Tống Giang Thân Nông Hứa Vương Từ Doãn Đàm "
    "Diệp Ninh Mạc Thạch Kim Danh Lò Lường Quàng Cầm Bàn Giàng Vàng Sùng Thào Điểu Cù Khổng Viên Ứng Trà Tăng Khương Lục "
    "Phí Đồng Mã Văn Uông Ông Âu Cung Nhâm Bế Vi Hoa Sầm Ma Tòng Hờ Ksor Siu Rơ Nay"
).replace(" ", "|")
_NAME = re.compile(
    rf"(?<![\w-])(?:{_SURNAMES})(?: [{_UPPER}][\w'’]+){{1,4}}|"
    rf"(?:(?<=đồng chí )|(?<=Đồng chí )|(?<=\bông )|(?<=\bÔng )|(?<=\bbà )|(?<=\bBà )|(?<=đ/c ))[{_UPPER}]\w+(?: [{_UPPER}]\w+)*|"
    r"(?<![\w-])[A-Z][a-z.'’-]+(?: (?:[A-Z][\w.'’-]*|al|de|von|van|bin|ibn|la))+|(?<![\w.-] )(?<![\w-])[A-Z][a-z]{2,}"
)
_DOCUMENT_NUMBER = re.compile(r"\d+\s?-?\s?[-/]\s?[A-ZĐ][\w]*(?:\s?[-/]\s?[A-ZĐ][\w]*)*")
_DATE = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?|\bngày \d{1,2}|\btháng (?:\d{1,2}|giêng|chạp|[a-zà-ỹ]{2,4})\b|"
    r"\bnăm \d{4}|\b(?:1\d|20)\d{2}\b|\bquý (?:[IV]+|\d)|\bthế kỷ|\bthập (?:kỷ|niên)|\bgiờ \d|\d{1,2} ?(?:giờ|h)\d{0,2}|"
    r"\b(?:sáng|chiều|tối) (?:ngày |mai|nay|thứ)|\bnhiệm kỳ|\bgiai đoạn|\bđầu năm|\bcuối năm|\bhằng năm|\bhàng năm",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d[\d.,]*(?: ?%| ?/\d[\d.,]*)?|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|nửa)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"\b(?:tại|ở|đến|từ|thuộc|về|trên)(?: [a-zà-ỹđ]+){{0,4}} [{_UPPER}]|"
    rf"\b(?:tỉnh|huyện|xã|phường|thị trấn|thị xã|thành phố|TP|thôn|ấp|hội trường|trụ sở|nhà văn hóa|trung tâm|sông|"
    rf"đảo|nước|vùng|châu|bang|đường|khu|cảng)\b",
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
