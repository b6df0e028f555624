"""The persons whom a text names."""

from __future__ import annotations

import re
from itertools import groupby

SURNAMES = frozenset(
    """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lâm Mai Trịnh Đào
    Phùng Cao Hà Tô Lương Tạ Chu Châu Thái Khúc Quách La Bạch Nghiêm Kiều Triệu Tôn Lưu Tống Giang Thân Nông Hứa
    Vương Từ Doãn Đàm Diệp Ninh Mạc Thạch Kim Danh Lò Lường Quàng Cầm Bàn Giàng Vàng Sùng Thào Điểu Cù Khổng Viên
    Ứng Trà Tăng Khương Lục Phí Đồng Mã Văn Uông Ông Âu Cung Nhâm Bế Vi Hoa Sầm Ma Tòng Hờ Ksor Siu Rơ Nay
    """.split()
)
"""Vietnamese surnames; without Đoàn, which mostly begins the name of a Union or a delegation."""
_TITLES = ("ông", "bà", "chí")
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|thôn|ủy|đảng bộ|công ty|trường|sông|đường|cầu)$"
)
"""What stands before a name that is no person's."""
_WORDS = re.compile(r"\w+(?: \w+)*")


def persons(text: str) -> list[str]:
    """The Vietnamese names of persons in a text, of two syllables or more, in order: words with capitals that begin
    with a surname or follow a title."""
    found: dict[str, None] = {}
    for stretch in _WORDS.finditer(text):
        before = ""
        for capital, group in groupby(stretch[0].split(" "), str.istitle):
            words = list(group)
            said = " ".join(words).lower()
            if capital and words[0].lower() in _TITLES:
                before = words.pop(0).lower()
            titled = before.rpartition(" ")[2] in _TITLES
            if capital and len(words) > 1 and (titled or (words[0] in SURNAMES and not _PLACE.search(before))):
                found[" ".join(words)] = None
            before = said
    return list(found)
