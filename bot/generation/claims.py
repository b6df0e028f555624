"""What a sentence claims that can be checked by itself: figures, percentages, dates, document numbers, names.

Each claim is normalised, so that "9/7/2021", "ngày 9 tháng 7 năm 2021" and "9 July 2021" are one date, "12.450 tỷ" and
"12,450 billion" one figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.generation.numerals import (
    MAGNITUDES,
    NUMBER_WORDS,
    ORDINALS,
    Notation,
    figure_values,
    rank_of,
    roman_value,
    words_value,
)
from bot.question.language import is_english_function_word, is_vietnamese_function_word
from vectorstore.models import Span
from vectorstore.text import fold, has_accents, nfc, syllables


class Kind(StrEnum):
    """The kinds of claims."""

    FIGURE = "figure"
    PERCENT = "percent"
    DATE = "date"
    REFERENCE = "reference"
    NAME = "name"


Date = tuple[int | None, int | None, int | None]
"""Day, month and year, as far as they are stated."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim and where it stands.

    `values` are what a figure, which may be a rank, may mean; `date` what a date states; `text` is a document's number
    or a name, normalised.
    """

    kind: Kind
    span: Span
    values: frozenset[Decimal] = frozenset()
    date: Date = (None, None, None)
    text: str = ""
    is_rank: bool = False


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan giêng", "february feb hai", "march mar ba", "april apr tư", "may năm", "june jun sáu",
            "july jul bảy", "august aug tám", "september sep sept chín", "october oct mười", "november nov",
            "december dec chạp",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH_EN = "(?:January|February|March|April|May|June|July|August|September|October|November|December" \
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"  # fmt: skip
_MONTH_VI = r"(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?: một| hai)?|chạp)"
_YEAR = r"(?:19|20)\d\d"
_REFERENCE = re.compile(
    r"\d+\s?(?:/\s?(?:19|20)\d\d\s?)?[-/–]\s?[A-ZĐ][A-Za-zĐđÀ-ỹ]*(?:\s?[-/–]\s?[A-ZĐ][A-Za-zĐđÀ-ỹ]*)*(?![\w])"
)
_CODE = re.compile(r"(?<![\w-])(?:[A-ZĐ][A-Za-zĐđ]+-\d+|[A-Za-zĐđ]{1,4}\d+)(?!\w)")  # COVID-19, m2
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.,])(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4})(?!\d)",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH_EN})\b\.?(?:,? (?P<y>{_YEAR})\b)?",
        rf"\b(?P<m>{_MONTH_EN})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>{_YEAR})\b)?",
        rf"\b(?P<m>{_MONTH_EN})\.?,? (?P<y>{_YEAR})\b",
        rf"(?:\bngày (?:mùng |mồng )?)?\b(?P<d>\d{{1,2}}) tháng (?P<m>{_MONTH_VI})\b"
        rf"(?:[ ,/-]*(?:năm )?(?P<y>{_YEAR})\b)?",
        rf"\btháng (?P<m>{_MONTH_VI})\b(?:\s?/\s?|,? năm | )(?P<y>{_YEAR})\b",
        r"\btháng (?P<m>\d{1,2})\b(?![/.]\d)",
        rf"(?<![\d/.,])(?P<m>\d{{1,2}})\s?[/-]\s?(?P<y>{_YEAR})(?!\d)",
        r"(?<![\d/.,])(?P<d>\d{1,2})[/-](?P<m>\d{1,2})(?![\d/]|[.,]\d)",
        r"\b(?:ngày|mùng|mồng) (?P<d>\d{1,2})\b(?![/.,]\d)",
        rf"(?<![\d/.,])(?<![^\d\0]-)(?P<y>{_YEAR})(?![\d/]|[.,]\d)",
    )
]
_FIGURE = re.compile(
    r"(?<!\w)(?<!\d[.,])(?P<n>\d[\d.,]*(?:/\d[\d.,]*)?)(?P<rank>st|nd|rd|th)?\s?"
    r"(?P<unit>%|phần trăm\b|percent\b|per cent\b|" + "|".join(rf"{word}\b" for word in MAGNITUDES) + ")?"
    r"(?P<more> (?:tỷ|tỉ|triệu)\b)?",
    re.IGNORECASE,
)
_RANK = re.compile(r"\bthứ \Z")
_ORDINAL = re.compile(
    r"\b(?:thứ (?:nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười(?: (?:một|hai|ba|bốn|tư|lăm|sáu|bảy|tám|chín))?)"
    rf"|{'|'.join(ORDINALS)})\b",
    re.IGNORECASE,
)
_COUNTED_LIKE_YEAR = re.compile(  # "2023 điểm sạt lở" counts, whatever else 2023 may be
    rf"(?<!năm )(?<![\d/.,–-])(?<![–-] )\b(?P<n>{_YEAR}) (?:hộ|điểm|người|cây|xã|đảng viên|tổ chức|tấn|km|ha"
    r"|nhà|ngôi|công|lượt|đồng chí|cán bộ|doanh nghiệp|chi bộ|vụ|suất|lao động|học sinh|đại biểu)\b"
)
_NO_RANK = re.compile(r"(?:first|second) (?=half|six|three|\d|months|of\b|time)", re.IGNORECASE)
_RANKED = re.compile(r"\b(?:thứ|lần|khóa|khoá|quý|Đại hội|Trung ương|Congress|Quarter|session|plenum) (?P<n>[IVXL]+)\b")
_COUNTED_YEARS = re.compile(
    r"(?<!đầu )(?<!cuối )(?<!trong )(?<!hằng )(?<!hàng )(?<!mỗi )(?<!từng )(?<!cả )(?<!các )(?<!nhiều )"
    r"(?<!tháng )(?<!quý )\bnăm (?=nhiệm vụ|giải pháp|nội dung|chỉ tiêu|mục tiêu|nhóm|vấn đề|người|đồng chí|đảng viên"
    r"|chi bộ|đảng bộ|xã|huyện|tỉnh|cơ quan|đơn vị|công trình|dự án|tập thể|cá nhân|lớp|bước|điểm"
    r"|doanh nghiệp|tháng|ngày|tuần|lần)|^Năm(?= là\b)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_][\w'’]*")
_ORGAN = frozenset(
    "ủy uỷ vụ đoàn bộ hành trị ương ban trận quốc đồng nghiệp phòng chức tra giáo vận".split()
)  # within the names of bodies
_OPENERS = frozenset(
    """đồng toàn cả mọi mỗi riêng trên như cùng ngoài hai ba bốn năm sáu sáng chiều tối nhờ sau trước trong đại hội tổng
    huyện tỉnh xã phường quận thôn ấp
    comrade mr mrs ms dr under according in on at by the during after before""".split()
)
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile(r"(?<!q)(?:" + "|".join(_TONES) + r")(?!\w)")


def plain(text: str) -> str:
    """The syllables of `text` in lower case, the tone mark where the older spelling has it, single spaces between."""
    lower = _TONE.sub(lambda match: _TONES[match[0]], nfc(text).lower())
    return " ".join(syllables(lower))


def claims_of(text: str, notation: Notation) -> list[Claim]:
    """The claims of a sentence in their order."""
    rest = list(text)
    numeric = list(_numeric(text, rest, notation))
    return sorted([*numeric, *_names("".join(rest))], key=lambda claim: claim.span)


def agree(stated: Date, found: Date, year: int | None) -> bool:
    """Whether a date that a text holds states all of another; `year`, the text's own, stands in for one left out."""
    day, month, _ = found
    year = found[2] if found[2] is not None else year
    return all(part is None or part == other for part, other in zip(stated, (day, month, year), strict=True))


def _numeric(text: str, rest: list[str], notation: Notation) -> Iterator[Claim]:
    """Claims with numbers; what one kind takes, the later ones do not see: it is blanked out of `rest`."""

    def take(span: tuple[int, int]) -> Span:
        rest[span[0] : span[1]] = "\0" * (span[1] - span[0])
        return Span(*span)

    for match in _REFERENCE.finditer(text):
        normal = re.sub(r"\s", "", fold(match[0])).replace("–", "-")
        yield Claim(Kind.REFERENCE, take(match.span()), text=normal)
    for match in _CODE.finditer("".join(rest)):
        yield Claim(Kind.NAME, take(match.span()), text=plain(match[0]))
    for match in _COUNTED_LIKE_YEAR.finditer("".join(rest)):
        yield Claim(Kind.FIGURE, take(match.span("n")), frozenset({Decimal(match["n"])}))
    dates: list[Claim] = []
    for pattern in _DATES:
        for match in pattern.finditer("".join(rest)):
            date = _date(match.groupdict())
            if date is not None:
                dates.append(Claim(Kind.DATE, take(match.span()), date=date))
    yield from _completed(sorted(dates, key=lambda claim: claim.span))
    for match in _FIGURE.finditer("".join(rest)):
        yield _figure(match, take((match.start(), match.start() + len(match[0].rstrip()))), notation)
    for match in _RANKED.finditer("".join(rest)):
        yield Claim(Kind.FIGURE, take(match.span()), frozenset({Decimal(roman_value(match["n"]))}), is_rank=True)
    for match in _ORDINAL.finditer(_NO_RANK.sub(lambda m: "\0" * len(m[0]), "".join(rest))):
        yield Claim(Kind.FIGURE, take(match.span()), frozenset({Decimal(rank_of(match[0]))}), is_rank=True)
    for match in _COUNTED_YEARS.finditer("".join(rest)):
        yield Claim(Kind.FIGURE, take(match.span()), frozenset({Decimal(5)}))
    for match in NUMBER_WORDS.finditer("".join(rest)):
        value = words_value(match[0], notation)
        if value is not None:
            yield Claim(Kind.FIGURE, take(match.span()), frozenset({Decimal(value)}))


def _figure(match: re.Match[str], span: Span, notation: Notation) -> Claim:
    unit = (match["unit"] or "").lower()
    number = match["n"]
    if "/" in number:
        return Claim(Kind.FIGURE, span, text=number.strip(".,"))
    values = figure_values(number, notation)
    if unit and unit not in MAGNITUDES:
        return Claim(Kind.PERCENT, span, values)
    factor = MAGNITUDES.get(unit, 1) * MAGNITUDES.get((match["more"] or "").strip().lower(), 1)
    is_rank = _RANK.search(match.string, 0, match.start()) is not None or match["rank"] is not None
    return Claim(Kind.FIGURE, span, frozenset((value * factor).normalize() for value in values), is_rank=is_rank)


def _date(parts: dict[str, str | None]) -> Date | None:
    """A match as a date; None where its numbers are none."""
    day, year = (int(part) if (part := parts.get(name)) else None for name in ("d", "y"))
    named = (parts.get("m") or "").lower()
    month = int(named) if named.isdigit() else _MONTHS.get(named) or {"mười một": 11, "mười hai": 12}.get(named)
    if (day is not None and not 1 <= day <= 31) or (month is not None and not 1 <= month <= 12):
        return None
    return day, month, year


def _completed(dates: list[Claim]) -> Iterator[Claim]:
    """The dates of a sentence; a day without its month ("từ ngày 5 đến ngày 9/7/2021") takes that of the next date."""
    for place, claim in enumerate(dates):
        day, month, year = claim.date
        if day is not None and month is None and place + 1 < len(dates):
            _, month, year = dates[place + 1].date
            yield Claim(Kind.DATE, claim.span, date=(day, month, year))
        else:
            yield claim


def _names(text: str) -> Iterator[Claim]:
    """Runs of words with capitals, and the small words within the names of bodies ("Ban Thường vụ Tỉnh ủy")."""
    tokens = list(_TOKEN.finditer(text))
    place = 0
    while place < len(tokens):
        if not tokens[place][0][0].isupper():
            place += 1
            continue
        end = place + 1
        while end < len(tokens) and text[tokens[end - 1].end() : tokens[end].start()] == " ":
            word = tokens[end][0]
            if not (word[0].isupper() or (word in _ORGAN)):
                break
            end += 1
        first = place
        if place == 0 and is_opener(tokens[0][0]) and not (end > 1 and tokens[1][0] in _ORGAN):
            first += 1
        if first < end:
            span = Span(tokens[first].start(), tokens[end - 1].end())
            yield Claim(Kind.NAME, span, text=plain(span.of(text)))
        place = end


def is_opener(word: str) -> bool:
    """Whether a word with a capital at the beginning of a sentence has it for that reason alone."""
    lower = word.lower()
    return lower in _OPENERS or is_vietnamese_function_word(lower) or is_english_function_word(lower)


def is_accented(name: str) -> bool:
    """Whether a name is written with Vietnamese accents, and must then be found with them."""
    return has_accents(name)
