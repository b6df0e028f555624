"""Dates as Vietnamese documents write them."""

from __future__ import annotations

import datetime
import re

_DATE = re.compile(
    r"(?<![\d/.-])(?:(?P<d1>\d{1,2})\s*[/.-]\s*(?P<m1>\d{1,2})\s*[/.-]\s*(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:\s+năm|,)\s+(?P<y2>\d{4}))(?![\d/])",
    re.I,
)
_CITES = re.compile(
    r"(nghị quyết|chỉ thị|kết luận|quyết định|kế hoạch|báo cáo|thông báo|hướng dẫn|chương trình|quy định|công văn|luật|"
    r"nghị định|thông tư|tờ trình|số \S+)[^.;]{0,120}$",
    re.I,
)
_STATED = re.compile(r"^\W*Ngày(?: ban hành| ký| phát hành| xuất bản| đăng)?\s*:\s*$", re.I)
_HAPPENS = re.compile(r"(sáng|chiều|tối|trưa|ngày|hôm nay|vào|vừa qua|trong)[\s,(]*(?:ngày)?[\s(]*$", re.I)


def dates(text: str) -> list[tuple[int, datetime.date]]:
    """The full dates in `text` with the offsets at which they start; impossible ones are left out."""
    found = []
    for match in _DATE.finditer(text):
        year, month, day = (match[f"{part}1"] or match[f"{part}2"] for part in "ymd")
        try:
            found.append((match.start(), datetime.date(int(year), int(month), int(day))))
        except ValueError:
            continue
    return found


def date_of_event(text: str) -> datetime.date | None:
    """The first date in `text` on which something happens, or that it states to be that of the document; dates of
    documents that are cited do not count."""
    for start, date in dates(text):
        before = text[max(0, start - 160) : start]
        if _STATED.match(text[:start]) or (_HAPPENS.search(before) and not _CITES.search(before)):
            return date
    return None
