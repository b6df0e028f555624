"""The lines that heading blocks are made of: motto, number, place and date, the issue of a bulletin."""

from __future__ import annotations

import datetime
import re

from ingest.dates import dates, month_in
from vectorstore.text import folded_syllables

_MOTTO = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HÒA XÃ HỘI CHỦ NGHĨA|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA|Độc lập\s*[-–]\s*Tự do", re.I
)
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_DAY = rf"ngày\s+\d{{1,2}}(?:\s+tháng\s+\d{{1,2}}\s+năm\s+|\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*){_YEAR}"
_MONTH = rf"(?:tháng\s+\d{{1,2}}|quý\s+(?:I{{1,3}}|IV|[1-4]))(?:\s*[/-]\s*|,?\s+(?:năm\s+)?){_YEAR}"
_INTERNAL = r"(?:tài liệu\s+)?lưu hành nội bộ"
_NUMBER = re.compile(
    r"^(?:Số|Luật số|Bộ luật số|Nghị quyết số)\s*+[:.]?\s*+"
    r"(?P<number>(?:\d{1,5}|…+|\.{2,}|_+)?(?:\s*[-–/]\s*[^\W_][\w.&]*(?:\s(?-i:[A-ZĐ]{2,}))*?)+|\d{1,5})"
    rf"(?:\s*\([^()]*\))?(?:,?\s*{_DAY})?\.?$",
    re.I,
)
_ISSUE = re.compile(
    rf"^\(?Số\s*+[:.]?\s*+(?P<number>\d{{1,4}}(?:\s*[/-]\s*{_YEAR})?)"
    rf"(?:[\s,;:|()–—-]+(?:{_MONTH}|{_DAY}|(?:năm\s+)?{_YEAR}|\d{{1,2}}\s*/\s*{_YEAR}|(?!{_YEAR})\d{{1,4}}(?=\))"
    rf"|{_INTERNAL}))*[\s).]*$",
    re.I,
)
_ISSUE_IN_TITLE = re.compile(rf"\bsố\s*[:.]?\s*(?P<number>\d{{1,4}}(?:\s*[/-]\s*{_YEAR})?)(?![\w/])", re.I)
_PERIOD = re.compile(rf"(?<!\d\s)\b{_MONTH}", re.I)
_PERIOD_WORD = re.compile(r"tháng|quý|năm", re.I)
_PERIOD_ALONE = re.compile(rf"^[\s(]*{_MONTH}[\s).]*$", re.I)
_INTERNAL_ALONE = re.compile(rf"^[\s(]*{_INTERNAL}[\s).]*$", re.I)
_MOTTO_ALONE = re.compile(
    r"(?:ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG (?:HÒA|HOÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc)$",
    re.I,
)
_MOTTOS = ("dang cong san viet nam", "cong hoa xa hoi chu nghia viet nam")
_OWN_NUMBER = re.compile(r"\bsố\s*[:.]?\s*\d+", re.I)
_PLACE_DATE = re.compile(
    rf"^(?!Số\b)(?P<place>(?:TP\.\s*|TX\.\s*)?[^,.;:]{{2,60}})[,.;]\s*"
    rf"(?:{_DAY}|ngày[\s\d.…_]{{1,12}}tháng[\s\d.…_]{{1,12}}năm\s+{_YEAR})\.?$",
    re.I,
)
_LONGEST = 150  # characters of a line of a heading block


def number_in(text: str) -> str | None:
    """The number that a line "Số 15-KH/HU" or "Số 04/2025 - Lưu hành nội bộ" states, without inner spaces; None if it
    states none."""
    match = _numbered(text)
    if match is None or not any(char.isdigit() for char in match["number"]):
        return None
    return re.sub(r"\s+", "", match["number"]).replace("–", "-")


def issue_in(title: str) -> str | None:
    """The number of the issue that the title of a bulletin states: "7" of "Bản tin nội bộ số 7"."""
    match = _ISSUE_IN_TITLE.search(title)
    return re.sub(r"\s+", "", match["number"]) if match else None


def month_named(text: str) -> str | None:
    """The month or quarter that a line names, in its words and small letters: "tháng 6 năm 2025"."""
    match = _PERIOD.search(_OWN_NUMBER.sub("", text))
    return _PERIOD_WORD.sub(lambda word: word[0].lower(), " ".join(match[0].split())) if match else None


def states_issue(title: str) -> bool:
    """Whether the title of a bulletin says which issue it is: "Bản tin số 7", "Bản tin tháng 4 năm 2025"."""
    return issue_in(title) is not None or month_named(title) is not None


def is_motto(text: str) -> bool:
    """Whether a line is a motto of the Party or the state, and does not only mention its name."""
    match = _MOTTO.search(text)
    if match is None:
        return _is_misread_motto(text)
    return len(text) < 80 and (text.isupper() or match.start() == 0)


def is_whole_motto(text: str) -> bool:
    """Whether a line is a motto from its first word to its last, and nothing else."""
    return _MOTTO_ALONE.match(text) is not None


def names_motto(text: str) -> bool:
    """Whether a short line is a motto, or holds one beside something else."""
    return len(text) < 120 and (_MOTTO.search(text) is not None or _is_misread_motto(text))


def is_number(text: str) -> bool:
    """Whether a line states a document's number, or leaves it open ("Số      -CV/HU")."""
    return _numbered(text) is not None


def is_place_and_date(text: str) -> bool:
    """Whether a line says where and when a document was issued; day and month may be left blank."""
    return _PLACE_DATE.match(text) is not None


def is_month(text: str) -> bool:
    """Whether a line names a month or a quarter and nothing else: "(Tháng 6 năm 2025)"."""
    return _PERIOD_ALONE.match(text) is not None


def is_internal(text: str) -> bool:
    """Whether a line only says that a bulletin is not for everybody: "(Lưu hành nội bộ)"."""
    return _INTERNAL_ALONE.match(text) is not None


def place_in(text: str) -> str | None:
    """The place in a line "Mẫu Sơn, ngày 2 tháng 6 năm 2025"; None if it is no such line."""
    match = _PLACE_DATE.match(text.rpartition(" | ")[2])
    return match["place"].strip() if match else None


def date_in(text: str) -> datetime.date | None:
    """The date that a line of a heading block states; where it states only a month or a quarter, its first day."""
    stated = _OWN_NUMBER.sub("", text)
    found = dates(stated)
    return found[0][1] if found else month_in(stated)


def columns(text: str) -> tuple[str, ...]:
    """The two columns of a heading block that stand on one line, as two lines; any other line as it is.

    "HUYỆN ỦY MẪU SƠN ĐẢNG CỘNG SẢN VIỆT NAM"; "Số 15-KH/HU Mẫu Sơn, ngày 12 tháng 3 năm 2023".
    """
    words = text.split()
    for count in range(len(words) - 1 if len(text) <= _LONGEST else 0, 0, -1):
        left, right = " ".join(words[:count]), " ".join(words[count:])
        starts_right = is_whole_motto(right) or (is_place_and_date(right) and right[0].isupper())
        if starts_right and (is_number(left) or (count > 1 and left.isupper()) or not any(map(str.isalnum, left))):
            return left, right
    return (text,)


def _is_misread_motto(text: str) -> bool:
    """Whether a line in capitals is a motto but for its accents and one letter, as a scan may be read."""
    folded = folded_syllables(text) if text.isupper() else ""
    return any(
        len(folded) == len(motto) and sum(a != b for a, b in zip(folded, motto, strict=True)) <= 1 for motto in _MOTTOS
    )


def _numbered(text: str) -> re.Match[str] | None:
    return _ISSUE.match(text) or _NUMBER.match(text)
