"""Dates as Vietnamese documents write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator

_DATE = re.compile(
    r"(?<![\d/.-])(?:(?P<d1>\d{1,2})\s*[/.-]\s*(?P<m1>\d{1,2})\s*[/.-]\s*(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:\s+năm|,)\s+(?P<y2>\d{4}))(?![\d/])",
    re.I,
)
_MONTH = re.compile(
    r"\b(?:(?:tháng\s+)?(?P<month>\d{1,2})(?=\s*/)|tháng\s+(?P<named>\d{1,2})|quý\s+(?P<quarter>I{1,3}|IV|[1-4]))"
    r"(?:\s*[/-]\s*|,?\s+(?:năm\s+)?)(?P<year>(?:19|20)\d{2})(?!\d)",
    re.I,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUARTERS = {"I": 1, "II": 4, "III": 7, "IV": 10, "1": 1, "2": 4, "3": 7, "4": 10}  # their first months
_CITES = re.compile(
    r"(nghị quyết|chỉ thị|kết luận|quyết định|kế hoạch|báo cáo|thông báo|hướng dẫn|chương trình|quy định|công văn|luật|"
    r"nghị định|thông tư|tờ trình|số \S+)[^.;]{0,120}$",
    re.I,
)
_STATED = re.compile(r"^\W*Ngày(?: ban hành| ký| phát hành| xuất bản| đăng)?\s*:\s*$", re.I)
_DATELINE = re.compile(r"^\W*\([^()]{3,80}\)\s*[-–,]?\s*$")  # "(Cổng thông tin điện tử) - 25/9/2024. …"
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


def month_in(text: str) -> datetime.date | None:
    """The first day of the month or the quarter that `text` names: "tháng 6 năm 2025", "6/2025", "quý II/2025"."""
    match = _MONTH.search(text)
    if match is None:
        return None
    month = int(match["month"] or match["named"] or _QUARTERS[match["quarter"].upper()])
    return datetime.date(int(match["year"]), month, 1) if 1 <= month <= 12 else None


def date_of_event(text: str) -> datetime.date | None:
    """The first date in `text` on which something happens, or that it states to be that of the document; dates of
    documents that are cited do not count."""
    for start, date in dates(text):
        before = text[max(0, start - 160) : start]
        if (
            _STATED.match(text[:start])
            or _DATELINE.match(text[:start])
            or (_HAPPENS.search(before) and not _CITES.search(before))
        ):
            return date
    return None


def years_before(day: datetime.date, texts: Iterable[str]) -> Iterator[int]:
    """The years in some texts that are not after that of a day."""
    years = (int(match[0]) for text in texts for match in _YEAR.finditer(text))
    return (year for year in years if year <= day.year)
