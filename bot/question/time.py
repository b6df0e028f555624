"""Times as people say them, exact or relative to today: "quý II/2024", "6 tháng cuối năm 2021", "last month"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.question.cues import cues, either

_SHORTLY_AFTER = datetime.timedelta(days=60)  # within which a time is reported on
_NUMERALS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nhat": 1, "nhi": 2, "i": 1, "ii": 2, "iii": 3, "iv": 4,
             "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "three": 3, "six": 6, "nine": 9,
             "sau": 6, "chin": 9}  # fmt: skip
_MONTHS = [name.lower() for name in calendar.month_name]
_MONTH_EN = either("|".join(_MONTHS[1:]))
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SEPARATOR = r"\s?[/.-]\s?"
_OF = r"(?:\s?[/.-]\s?| nam | )"
_RANK = r"(?P<qw>first|second|third|fourth|last)"
_HALF = r"(?P<which>first|second|last|latter)"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included. Raises ValueError where it would end before it starts."""

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.end} is before {self.start}")

    @property
    def reported(self) -> Period:
        """The days on which bulletins about this stretch are issued: within it or shortly after."""
        return Period(self.start, self.end + _SHORTLY_AFTER)


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """A time that a question speaks of, where it says so [characters], and, if it is said relative to today, how it is
    said exactly."""

    period: Period
    start: int
    end: int
    exactly: tuple[str, str] | None = None  # Vietnamese, English


_Reading = Callable[[re.Match[str], int, datetime.date], Period]


def _day(match: re.Match[str], year: int, today: datetime.date) -> Period:
    day = datetime.date(year, _month_number(match["m"]), int(match["d"]))
    return Period(day, day)


def _month(match: re.Match[str], year: int, today: datetime.date) -> Period:
    return _months(year, _month_number(match["m"]), 1)


def _quarter(match: re.Match[str], year: int, today: datetime.date) -> Period:
    groups = match.groupdict()
    return _months(year, 3 * _number(groups["q"] or groups["qw"]) - 2, 3)


def _part(match: re.Match[str], year: int, today: datetime.date) -> Period:
    """The first or last months of a year, six unless it says how many."""
    groups = match.groupdict()
    count = _number(groups.get("n") or "six")
    first = groups["which"] in ("dau", "first")
    return _months(year, 1 if first else 13 - count, count)


def _term(match: re.Match[str], year: int, today: datetime.date) -> Period:
    return Period(datetime.date(year, 1, 1), datetime.date(int(match["until"]), 12, 31))


def _whole_year(match: re.Match[str], year: int, today: datetime.date) -> Period:
    return _months(year, 1, 12)


_EXACT: list[tuple[re.Pattern[str], _Reading]] = [
    (re.compile(rf"\b(?P<d>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}{_YEAR}\b"), _day),
    (re.compile(rf"\bngay (?P<d>\d{{1,2}}) thang (?P<m>\d{{1,2}}) nam {_YEAR}\b"), _day),
    (re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH_EN}),? {_YEAR}\b"), _day),
    (re.compile(rf"\bthang (?P<m>1[0-2]|0?[1-9]){_OF}{_YEAR}\b"), _month),
    (re.compile(rf"\b(?P<m>{_MONTH_EN})(?: of)?,? {_YEAR}\b"), _month),
    (re.compile(rf"\bquy (?P<q>i{{1,3}}|iv|[1-4]|mot|hai|ba|bon|tu|nhat|nhi){_OF}{_YEAR}\b"), _quarter),
    (re.compile(rf"\b(?:q(?P<q>[1-4])|(?:the )?{_RANK} quarter)(?: of)? {_YEAR}\b"), _quarter),
    (re.compile(rf"\b(?P<n>6|sau|9|chin|3|ba) thang (?P<which>dau|cuoi)(?: nam)?(?: {_YEAR})?\b"), _part),
    (re.compile(rf"\bnua (?P<which>dau|cuoi)(?: cua)?(?: nam)?(?: {_YEAR})?\b"), _part),
    (re.compile(rf"\b{_HALF} (?:half|(?P<n>six|three|nine) months) of (?:the year )?{_YEAR}\b"), _part),
    (re.compile(rf"\b(?:nhiem ky|giai doan|term|period)(?: of)? {_YEAR} ?(?:[-–]|den|to) ?(?P<until>20\d\d)\b"), _term),
    (re.compile(rf"(?<![/.-])\b(?:nam )?{_YEAR}\b(?!\s?[/-])"), _whole_year),
]  # fmt: skip
_NOT_COMPARED = "".join(rf"(?<!\b{words} )" for words in ("cung ky", "so voi", "period", "with", "than", "from", "to"))
_TODAY = r"today(?=['’]s (?:[a-z]+ ){0,2}(?:news|meeting|conference|session|bulletin|document|event)s?)" + "".join(
    rf"|(?<={done} )today" for done in ("issued", "published", "happened", "held", "signed", "met", "new")
)
"""The day itself; elsewhere "today" means these days: "How many members are there today?"."""
_RELATIVE = cues(
    rf"""
    hom (?P<day>qua|nay|kia) | (?P<day_en>yesterday|{_TODAY})
    {_NOT_COMPARED}(?P<unit>tuan|thang|quy|nam) (?P<how>truoc|vua qua|vua roi|ngoai|nay)(?! do| day| khi| mat| het)
    {_NOT_COMPARED}(?P<how_en>last|previous|this) (?P<unit_en>week|month|quarter|year)(?! plan)
    """
)
"""What is relative to today; what is only compared with is relative to what it is compared with."""
_UNITS = {"week": "tuan", "month": "thang", "quarter": "quy", "year": "nam"}
LATEST = cues("moi nhat | gan (?:day )?nhat | vua ban hanh | latest | newest | most recent")
"""What asks for the newest there is."""
_SAID_HERE = "timesaid"  # stands for the time in what follows
_ISSUED = cues(
    """
    (?:ban hanh|phat hanh|dang|cong bo|ra)(?: (?:vao|trong))? <time>
    (?:van ban|ban tin|tai lieu|tin)(?: (?:cua [a-z ]+|nao|(?:moi|cu|som|gan day) nhat))?(?: (?:trong|vao|ngay))? <time>
    (?:documents?|bulletins?|news)(?: (?:issued|published|dated))?(?: (?:in|of|from|on))? <time>
    (?:issued|published)(?: (?:in|on|during))? <time> | <time>(?:'s|s)? (?:bulletins?|documents?|news)
    """.replace("<time>", _SAID_HERE)
)


def time_said(folded: str, today: datetime.date) -> TimeSaid | None:
    """The time that a text speaks of, the most exact one if there are several; `folded` is the text, folded."""
    year_said = re.search(r"\b((?:19|20)\d\d)\b", folded)
    for pattern, reading in _EXACT:
        match = pattern.search(folded)
        if match is None:
            continue
        said = match.groupdict().get("y") or (year_said[1] if year_said else None)
        try:
            return TimeSaid(reading(match, int(said) if said else today.year, today), match.start(), match.end())
        except ValueError:
            continue  # 31 February
    match = _RELATIVE.search(folded)
    return _relative(match, today) if match else None


def is_issue(folded: str, said: TimeSaid) -> bool:
    """Whether the time is when a document was issued ("văn bản ban hành tháng 7/2021"), not what it speaks of."""
    return _ISSUED.search(f"{folded[: said.start]}{_SAID_HERE}{folded[said.end :]}") is not None or (
        LATEST.search(folded) is not None
    )


def _relative(match: re.Match[str], today: datetime.date) -> TimeSaid | None:
    word = match["day"] or match["day_en"]
    if word:
        day = today - datetime.timedelta(days={"qua": 1, "yesterday": 1, "kia": 2}.get(word, 0))
        return TimeSaid(Period(day, day), match.start(), match.end(), (f"ngày {day:%d/%m/%Y}", f"{day:%d/%m/%Y}"))
    unit = match["unit"] or _UNITS[match["unit_en"]]
    back = 0 if (match["how"] or match["how_en"]) in ("nay", "this") else 1
    if unit == "tuan":
        monday = today - datetime.timedelta(days=today.weekday() + 7 * back)
        period = Period(monday, monday + datetime.timedelta(days=6))
        return TimeSaid(period, match.start(), match.end())
    if unit == "nam":
        year = today.year - back
        return TimeSaid(_months(year, 1, 12), match.start(), match.end(), (f"năm {year}", str(year)))
    length = 1 if unit == "thang" else 3
    place = today.year * 12 + (today.month - 1) // length * length - back * length
    year, month = divmod(place, 12)
    exactly = (
        (f"tháng {month + 1}/{year}", f"{calendar.month_name[month + 1]} {year}")
        if unit == "thang"
        else (f"quý {('I', 'II', 'III', 'IV')[month // 3]}/{year}", f"Q{month // 3 + 1} {year}")
    )
    return TimeSaid(_months(year, month + 1, length), match.start(), match.end(), exactly)


def _months(year: int, first: int, count: int) -> Period:
    """`count` months of a year from the `first` on."""
    last = first + count - 1
    return Period(datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1]))


def _month_number(said: str) -> int:
    return _MONTHS.index(said) if said in _MONTHS else int(said)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMERALS[word]
