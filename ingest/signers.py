"""Who signed a document, and who wrote a piece of news."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.text import CAPITALS

_DEGREE = r"(?:(?:GS|PGS|TS|ThS|Ths|BS|KS|CN|LS|NCS|Thượng tá|Đại tá|Thiếu tướng|Trung tá|Thiếu tá)[ .,]*)*"
_NAME = re.compile(rf"^{_DEGREE}(?P<name>[{CAPITALS}][\w’'-]*(?: [{CAPITALS}][\w’'-]*){{1,5}})$")
_SIGNS = re.compile(r"^(?:T/M|TM|T\.M|K/T|KT|T/L|TL|TUQ|T/UQ)\b", re.I)
_OFFICE = re.compile(
    r"^(?:PHÓ |QUYỀN |Q\. ?)*(?:BÍ THƯ|TỔNG BÍ THƯ|CHỦ TỊCH|CHỦ NHIỆM|CHÁNH|TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|"
    r"BỘ TRƯỞNG|THỦ TƯỚNG|VIỆN TRƯỞNG|CHỦ TỌA|CHỦ TRÌ|ỦY VIÊN)\b",
    re.I,
)
_BODY = re.compile(r"\b(?:BAN|ỦY|UỶ|ĐẢNG|BỘ|HỘI|ĐOÀN|VĂN PHÒNG|SỞ|PHÒNG|CHI BỘ|NHÂN DÂN|QUỐC HỘI)\b")
_SIGNED = re.compile(r"^\(?\s*(?:đã ký|ký tên|signed|chữ ký)[^)]{0,40}\)?\.?$", re.I)
_CREDIT = re.compile(
    r"^\(?(?:Theo )?(?:Tin,? ảnh|Tin,? bài|Bài,? ảnh|Bài viết|Tin và ảnh|Bài và ảnh|Tin bài|Tác giả|Người viết|"
    r"Nguồn tin|Tin|Bài)(?: và ảnh)?\s*:\s*(?P<name>[^:|]{2,80}?)(?:\s*[-–,;]\s*Ảnh\s*:.*)?\.?$",
    re.I,
)
_REPORTED = re.compile(
    rf"^\(?(?P<name>Ban [Bb]iên tập|[{CAPITALS}]\w*(?: [{CAPITALS}]\w*){{1,4}}) "
    r"(?:lược ghi|ghi|thực hiện|tổng hợp|biên soạn|sưu tầm)\)?\.?$"
)
_NOBODY = frozenset(
    (
        "admin", "administrator", "ban biên tập", "bbt", "biên tập viên", "editor", "host", "pv", "quantri", "quản trị",
        "quản trị viên", "root", "super user", "user", "webmaster",
    )
)  # fmt: skip
_AFTER_OFFICE = 6  # lines in which the name follows
_NEWS_ENDS = 8  # lines, at either end, in which a piece of news names who wrote it


def signer_of(lines: Sequence[str]) -> str | None:
    """The person who signed an official document, whose end `lines` are: the name under the last office ("T/M BAN
    THƯỜNG VỤ", "BÍ THƯ")."""
    cells = [cell.strip() for line in lines for cell in line.split(" | ")]
    offices = [index for index, cell in enumerate(cells) if is_office(cell)]
    for index in reversed(offices):
        for cell in cells[index + 1 : index + 1 + _AFTER_OFFICE]:
            if is_office(cell) or _OFFICE.match(cell) or _SIGNED.match(cell) or not cell.strip("-*_. "):
                continue
            match = _NAME.match(cell)
            return _in_small_letters(match["name"]) if match and not _names_a_body(cell) else None
    return None


def author_of(lines: Sequence[str]) -> str | None:
    """Who wrote a piece of news, as a line at its end or start says: "Tin, ảnh: Thanh Hòa"."""
    for line in [*reversed(lines[-_NEWS_ENDS:]), *lines[:_NEWS_ENDS]]:
        if (match := _CREDIT.match(line)) and is_person(match["name"]):
            name = match["name"].strip(" .-–")
            return name.rstrip(")") if name.count(")") > name.count("(") else name
        if match := _REPORTED.match(line):
            return match["name"]
    return None


def is_office(cell: str) -> bool:
    """Whether a line of a signature says on whose behalf, or in which office, a document is signed."""
    return len(cell) <= 120 and (bool(_SIGNS.match(cell)) or (bool(_OFFICE.match(cell)) and cell.isupper()))


def is_of_signature(text: str) -> bool:
    """Whether a line is one that a signature is made of: on whose behalf, the office, "(Đã ký)", a person's name."""
    if is_office(text) or _SIGNED.match(text):
        return True
    return _NAME.match(text) is not None and not _names_a_body(text)


def is_person(name: str) -> bool:
    """Whether an author's name names somebody, and not whoever runs the web site."""
    return bool(name.strip()) and name.strip().lower() not in _NOBODY and "@" not in name and "://" not in name


def _names_a_body(cell: str) -> bool:
    return cell.isupper() and _BODY.search(cell) is not None


def _in_small_letters(name: str) -> str:
    return name.title() if name.isupper() else name
