"""The time that a report is about: "6 tháng đầu năm 2024", "quý III/2022", "nhiệm kỳ 2020 - 2025"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

_YEAR = r"(?:năm )?(?:19|20)\d{2}"
_SPAN = r"(?:19|20)\d{2}\s*[-–]\s*(?:19|20)\d{2}"
_MONTHS = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười một)"
_OF_YEAR = rf"(?:\s*[/-]\s*|,? ){_YEAR}"
_PERIOD = re.compile(
    rf"\b(?:{_MONTHS} tháng(?: (?:đầu|cuối))?(?:,? {_YEAR}| năm)|"
    rf"quý (?:I{{1,3}}|IV|[1-4]|một|hai|ba|bốn){_OF_YEAR}|tháng (?:\d{{1,2}}|giêng){_OF_YEAR}|"
    rf"tuần (?:thứ )?\d{{1,2}}{_OF_YEAR}|nhiệm kỳ (?:{_SPAN}|[IVX]+\b)|năm học {_SPAN}|năm (?:19|20)\d{{2}})",
    re.I,
)
_REPORTS = re.compile(r"\b(?:sơ kết|tổng kết|báo cáo|kết quả|tình hình|đánh giá|nhìn lại|kiểm điểm)\b", re.I)
_NEAR = 90  # characters between the word that reports and the period
_SOMETHING_ELSE = re.compile(
    r"\b(?:kế hoạch|chương trình|phương hướng|nhiệm vụ trọng tâm|dự kiến|nghị quyết|chỉ thị|quyết định|kết luận|"
    r"đại hội|cuối năm)\b|[.;]",
    re.I,
)
_REPORTING_KINDS = ("báo cáo", "bản tin", "thông báo", "thông cáo", "thông cáo báo chí")


def period_in(kind: str, title: str, texts: Sequence[str], date: datetime.date | None) -> str | None:
    """The period that a document reports on, in the words of its title or else of its first `texts`; None if it states
    none, or is of a kind that does not report. A period of "the year" is one of the year of the document's `date`."""
    if kind not in _REPORTING_KINDS:
        return None
    for text in [title, *texts]:
        for report in _REPORTS.finditer(text):
            match = _PERIOD.search(text, report.end(), report.end() + _NEAR)
            if match and not _SOMETHING_ELSE.search(text[report.end() : match.start()]):
                return _named(" ".join(match[0].split()), date)
    return None


def _named(period: str, date: datetime.date | None) -> str:
    words = period.lower() if period.isupper() else period
    return f"{words} {date.year}" if words.endswith(" năm") and date else words
