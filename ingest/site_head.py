"""What stands above the title of news copied from a committee's page: its name, that of the site, rubric and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.committees import opens_with_committee
from ingest.lines import Line
from vectorstore.models import BlockKind

_MOST = 6  # lines above a title
_WORDS = 14  # of the name of a site or committee
_SITE = re.compile(
    r"(?:cổng|trang) (?:thông )?tin(?: điện tử)?\b|trang tin\b|website\b|bản tin\b.*\bsố\b"
    r"|(?-i:BÁO (?!CÁO|CÔNG (?!AN))|ĐÀI (?:PHÁT|TRUYỀN)|TẠP CHÍ )",
    re.IGNORECASE,
)
_DAY = r"\d{1,2}\s?(?:[/.-]|tháng)\s?\d{1,2}\s?(?:[/.-]|năm)\s?\d{4}"
_STAMP = re.compile(
    rf"\(?(?:(?:cập nhật|đăng|ngày đăng|xuất bản|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|ngày)\b[^.]{{0,30}}?{_DAY}"
    rf"|{_DAY})[^.]{{0,20}}$",
    re.IGNORECASE,
)
_STAMPED = re.compile(
    rf"\b(?:cập nhật|ngày đăng|đăng ngày|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\b[^.\d]{{0,12}}{_DAY}", re.IGNORECASE
)
_RUBRIC = re.compile(
    r"(?:chuyên )?mục\s?:.{1,60}$"
    r"|(?:trang chủ|tin tức|tin (?:hoạt động|trong tỉnh|trong huyện|nổi bật|địa phương|chính)|thời sự|chính trị"
    r"|xây dựng đảng|hoạt động (?:của )?(?:đảng bộ|cấp ủy|lãnh đạo|cơ sở))(?:\s*[-–|>»/].{0,60})?$",
    re.IGNORECASE,
)

_MENU = re.compile(r"trang chủ\s*[-–|>»/·•]", re.IGNORECASE)
"""The menu of a site, however long, or the path to a page: "Trang chủ | Giới thiệu | Tin tức"."""

_PARTS = (_SITE, _STAMP, _RUBRIC)


def head_of_site(lines: Sequence[Line]) -> int:
    """How many lines stand above the title of news: none unless one of them names a site or a rubric, or is the day on
    which it appeared, and a line follows that may be a title."""
    above = list(takewhile(_is_head, lines[:_MOST]))
    tells = any(pattern.match(line.text) for line in above for pattern in (*_PARTS, _MENU))
    follows = lines[len(above) : len(above) + 1]
    return len(above) if tells and any(map(_may_be_title, follows)) else 0


def tells_day(text: str) -> bool:
    """Whether a line above a title tells the day on which the news appeared: "Thứ Ba, ngày 13/01/2026, 11:20"."""
    return re.search(_DAY, text) is not None


def is_stamp(text: str) -> bool:
    """Whether a short line near a title tells the day of the news: "Ban Tuyên giáo | Thứ Ba, 20/8/2024"."""
    return len(text.split()) <= _WORDS and _STAMPED.search(text) is not None


def _is_head(line: Line) -> bool:
    text = line.text
    if _MENU.match(text):
        return True
    if len(text.split()) > _WORDS:
        return False
    is_name = line.is_caps and opens_with_committee(text)
    return is_name or any(pattern.match(text) for pattern in _PARTS)


def _may_be_title(line: Line) -> bool:
    return line.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and line.is_open and len(line.text) <= 250
