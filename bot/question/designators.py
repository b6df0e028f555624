"""What tells one thing from the others of its kind: a year, half or quarter, a month, a day, which conference or term.

A figure for 2021 is no answer about 2018, nor what the sixth conference decided one about the ninth.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import pairwise

from bot.question.accents import are_everyday
from bot.question.cues import either
from vectorstore.query import Concept
from vectorstore.text import fold, folded_syllables, has_accents, syllables

_DIGITS = "i ii iii iv v vi vii viii ix".split()
_ROMAN = [f"{tens}{units}" for tens in ("", "x", "xx", "xxx") for units in ("", *_DIGITS)][1:]
_UNITS = "mot hai ba bon nam sau bay tam chin".split()
_WORDS = [
    *_UNITS,
    *(f"{tens}{unit}" for tens in ("muoi", "hai muoi", "ba muoi") for unit in ("", *map(" {}".format, _UNITS))),
]
_OTHERWISE = {"nhat": 1, "nhi": 2, "tu": 4, "muoi tu": 14, "muoi lam": 15, "hai muoi tu": 24, "hai muoi lam": 25}
_RANKS = {word: n for n, word in enumerate(_WORDS, 1)} | _OTHERWISE
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth".split()
_ENGLISH = [
    *_ORDINALS,
    *"tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
    *(f"{tens}{ending}" for tens in ("twent", "thirt") for ending in ("ieth", *map("y {}".format, _ORDINALS))),
]
_MONTHS = [name.lower() for name in calendar.month_name]
_RANK = either("|".join(sorted(_RANKS, key=len, reverse=True)))
_RANK_EN = either("|".join(_ENGLISH))
_MONTH_EN = either("|".join(_MONTHS[1:]))
_NUMBERED_EN = {
    "cluster": ("cum",), "storm": ("bao",), "typhoon": ("bao",), "team": ("doan", "doi"), "article": ("dieu",),
    "residential group": ("to dan pho", "to", "khu pho"), "group": ("to dan pho", "to", "nhom"),
    "neighbourhood": ("khu pho", "khu"), "hamlet": ("ap", "thon"), "village": ("thon", "ban"),
    "phase": ("giai doan",), "stage": ("giai doan",),
    "company": ("dai doi",), "battalion": ("tieu doan",), "regiment": ("trung doan",),
}  # fmt: skip
"""What is numbered, and how Vietnamese texts call it."""
_UNIT = either(
    """
    dai doi | tieu doan | trung doan | lu doan | su doan | tieu doi | trung doi | to dan pho | khu pho | to san xuat
    giai doan | phan xuong | xi nghiep | quoc lo | tinh lo | duong tinh | nha may | chi bo | thon | ap | khu
    """
)
"""What is told from others of its kind by a figure behind it."""
_NO_AMOUNT = (
    r"(?! (?:nguoi|ho|(?:nam|thang|ngay)(?! \d)|tuan|gio|dong|ty|trieu|nghin|phan tram|dang vien|don vi|lan|khau|xa"
    r"|thon|ban|dong chi|nha|nhiem vu|giai phap|noi dung)\b)"
)
_GATHERING = either("conference | congress | session | plenum | meeting | class | term | tenure | inspection | time")

_NO_NAME = either(
    """
    cac | nhung | uy | nao | nay | do | co | nhu | va | dang | doan | la | gi | con | cua | tren | trong | tai | o
    duoc | da | se | phai | can | ai | may | gom | xa | phuong | huyen | khi | khac | den | cho
    """
)
_COMMON = frozenset(
    """
    mot hai ba moi hoi mien vung thi vien chung doi diem he su dan nhan phap thuc tien huong cham dien nghi luc bao ngay
    thang nam quy dinh lam dat xong chong dac bi ve voi theo dau chua khong cung hay phat giao chiu xin nuoi tu sau
    truoc minh ta tot kem yeu lien bien nhieu it du thieu hon toi em anh tri ly triet nuoc som
    """.split()
) | {"cong tac", "ho tro", "nong nghiep", "nong thon", "thai ra", "cu nao", "cu ten"}
"""Words behind "xã", typed without capitals, that are mostly no names."""
_BEHIND_NO_NAME = frozenset("o tai cho la gi nao thi co duoc va voi den tu ra vao trong tren nhu khi se da".split())
"""Words that are no second syllable of a name: "huyện xây ở đâu"."""
_NO_NAME_EN = either(
    "the | of | in | which | what | that | this | each | every | a | and | for | is | how | many | did | does"
)
_CLASSES = frozenset("phường xã huyện trấn ủy".split())
"""The last syllables of what stands before the name of a place."""
_CLASSES_EN = frozenset("ward commune district township".split())
# Not of "địa phương", "tiền phương", "phương án cho".
_WARD = (
    r"(?<!tien )(?<!dia )(?<!da )(?<!doi )(?<!song )phuong"
    r"(?! an (?:cho|nao|gi|xu|phong|to|de|va|cua|la|duoc|da|bo|thi|san|tai|giai|khac|chi|dau|kinh|sap|cu|su)\b)"
)
_LAW = either("bo luat | luat | phap lenh | hien phap | nghi dinh | thong tu")


def _ranked(rank: int) -> Concept:
    spelled = [word for word, value in _RANKS.items() if value == rank]
    figures = [str(rank), *_ROMAN[rank - 1 : rank]]
    return tuple([f"thu {word}" for word in [*spelled, *figures]] + [f"khoa {f}" for f in figures])


def _dated(day: int, month: int, year: str) -> Concept:
    days, months = dict.fromkeys([str(day), f"{day:02}"]), dict.fromkeys([str(month), f"{month:02}"])
    figures = [f"{d} {m} {year}" for d in days for m in months]
    return (*figures, *(f"ngay {d} thang {m} nam {year}" for d in days for m in months))


def _of_month(month: int, year: str) -> Concept:
    months = dict.fromkeys([str(month), f"{month:02}"])
    return (*(f"{m} {year}" for m in months), *(f"thang {m} nam {year}" for m in months))


def _of_quarter(quarter: int) -> Concept:
    return tuple(f"quy {name}" for name in (_ROMAN[quarter - 1], str(quarter)))


def _from_to(first: str, last: str) -> Concept:
    return (f"{first}-{last}", f"{first} den {last}", f"{first} den nam {last}")


def _half(first: bool) -> Concept:
    which = "dau" if first else "cuoi"
    return (f"6 thang {which}", f"sau thang {which}", f"nua {which}", f"06 thang {which}", *(
        ("6 thang qua", "sau thang qua", "trong 6 thang", "trong sau thang", "nua nam") if first else ("nua con lai",)
    ))  # fmt: skip


def _numbered(kinds: Iterable[str], figure: str) -> Concept:
    return tuple(f"{kind} {so}{figure}" for kind in kinds for so in ("", "so "))


def _placed(match: re.Match[str]) -> Concept:
    return (match[1],)


def _none(match: re.Match[str]) -> Concept:
    """For what looks like a designator and is none: the year of a law belongs to its name."""
    raise ValueError(match[0])


def _summed(verb: str, year: str) -> Concept:
    """A meeting that sums up a year, which is mostly not the year in which it is held."""
    of = (
        "",
        "cong tac ",
        "cong tac dang ",
        "cong tac xay dung dang ",
        "nhiem vu ",
        "thuc hien nhiem vu ",
        "tinh hinh ",
    )
    return tuple(f"{verb} {what}nam {year}" for what in of)


_READINGS: tuple[tuple[str, Callable[[re.Match[str]], Concept]], ...] = (
    (rf"{_LAW}(?: [a-z]+){{0,5}}? (?:nam )?(?:19|20)\d\d", _none),
    (r"(tong ket|so ket) (?:[a-z]+ ){0,5}?nam ((?:19|20)\d\d)(?! (?:19|20)\d)", lambda m: _summed(m[1], m[2])),
    (r"ngay (\d{1,2}) (?:thang )?(\d{1,2}) (?:nam )?((?:19|20)\d\d)", lambda m: _dated(int(m[1]), int(m[2]), m[3])),
    (r"(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)", lambda m: _dated(int(m[1]), int(m[2]), m[3])),
    (rf"(\d{{1,2}}) ({_MONTH_EN}) ((?:19|20)\d\d)", lambda m: _dated(int(m[1]), _MONTHS.index(m[2]), m[3])),
    (rf"({_MONTH_EN}) (\d{{1,2}}) ((?:19|20)\d\d)", lambda m: _dated(int(m[2]), _MONTHS.index(m[1]), m[3])),
    (r"thang (1[0-2]|0?[1-9]) (?:nam )?((?:19|20)\d\d)", lambda m: _of_month(int(m[1]), m[2])),
    (rf"({_MONTH_EN}) (?:of )?((?:19|20)\d\d)", lambda m: _of_month(_MONTHS.index(m[1]), m[2])),
    (r"(?:quy|quarter) (i{1,3}|iv|[1-4])", lambda m: _of_quarter(_rank(m[1]))),
    (r"(first|second|third|fourth) quarter", lambda m: _of_quarter(_ENGLISH.index(m[1]) + 1)),
    (r"(?:6|sau|06) thang (dau|cuoi)|nua (?:nam )?(dau|cuoi)", lambda m: _half("dau" in (m[1], m[2]))),
    (r"(first|second|last|latter) (?:half|six months)", lambda m: _half(m[1] == "first")),
    (rf"(?:lan|ky|ky hop|phien|phien hop|dot|cuoc [a-z]+) thu ({_RANK}|\d{{1,2}})", lambda m: _ranked(_rank(m[1]))),
    (rf"khoa ({either('|'.join(_ROMAN[::-1]))}|\d{{1,2}})", lambda m: _ranked(_rank(m[1]))),
    (rf"(?<!order )(?<!medal )({_RANK_EN}) (?:[a-z]+ )?{_GATHERING}", lambda m: _ranked(_ENGLISH.index(m[1]) + 1)),
    (rf"(\d{{1,2}})(?:st|nd|rd|th) (?:[a-z]+ )?{_GATHERING}", lambda m: _ranked(int(m[1]))),
    (rf"({_UNIT}) (?:so )?(\d{{1,3}}){_NO_AMOUNT}", lambda m: _numbered([m[1]], m[2])),
    (r"(so|cum|bao|doan|dieu) (?:so |no )?(\d{1,3})", lambda m: _numbered([m[1]], m[2])),
    (rf"({either('|'.join(_NUMBERED_EN))}) (?:number |no )?(\d{{1,3}})", lambda m: _numbered(_NUMBERED_EN[m[1]], m[2])),
    (
        rf"(?:{_WARD}|xa|huyen|thi tran|thi xa|huyen uy|thanh uy|thi uy|quan uy) (?!{_NO_NAME}\b)([a-z]+ [a-z]+)",
        _placed,
    ),
    (rf"(?!{_NO_NAME_EN}\b)([a-z]+ (?!{_NO_NAME_EN}\b)[a-z]+) (?:ward|commune|district|township)", _placed),
    (r"((?:19|20)\d\d) (?:den (?:nam )?|to )?((?:19|20)\d\d)", lambda m: _from_to(m[1], m[2])),
    (r"((?:19|20)\d\d)", lambda m: (m[1],)),
)
_COMPARED_WITH = either(
    """
    so voi | (?:nhieu|it|cao|thap|kem|tang|giam) hon | compared (?:with|to)
    (?:more|less|fewer|higher|lower) than | (?:up|down) from
    """
)
_COMPARISON = re.compile(
    rf"(?:^| )(?:{_COMPARED_WITH} (?:[a-z]+ ){{0,5}}?|over |on )"
    r"(?:19|20)\d\d(?: (?:den )?(?:nam )?(?:19|20)\d\d)?\b"
)
"""What only compares; the year that it names is not the one asked about."""
_DAY = re.compile(r"\d{1,2} \d{1,2} \d{4}")
_SPAN = re.compile(r"\d{4}-\d{4}")
_ONE_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{1,2}) (\d{4})")
_STORM = re.compile(r"\bbao (?:so )?(\d+)\b")
_SUMMED = re.compile(r"(tong ket|so ket) nam (\d{4})")
_SUMMED_UP = 20  # syllables of what a meeting sums up
_COMPILED = tuple((re.compile(rf"\b{pattern}\b"), reading) for pattern, reading in _READINGS)


def _rank(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _RANKS[word] if word in _RANKS else _ROMAN.index(word) + 1


def designators(text: str) -> tuple[Concept, ...]:
    """The designators that a question says, each in the wordings that documents may have. What one has said is not said
    again by a shorter one. Where names have their capitals, a place must have them."""
    typed = syllables(text)
    are_capital = any(word[0].isupper() for word in typed[1:])
    names = _with_capitals(typed) if are_capital else _beside_classes(typed)
    return tuple(dict.fromkeys(_said(folded_syllables(text), names)))


def _with_capitals(typed: list[str]) -> frozenset[str]:
    """The folded pairs of syllables that have capitals."""
    return frozenset(fold(f"{a} {b}") for a, b in pairwise(typed) if a[0].isupper() and b[0].isupper())


def _beside_classes(typed: list[str]) -> frozenset[str]:
    """The folded pairs of syllables that may be a place's name: they stand behind "xã", "phường", which has its accent
    where others have theirs, or before "commune", and are no common words."""
    is_plain = not any(map(has_accents, typed))
    triples = list(zip(typed, typed[1:], typed[2:], strict=False))
    beside = [(a, b) for before, a, b in triples if is_plain or before.lower() in _CLASSES]
    beside += [(a, b) for a, b, behind in triples if behind.lower() in _CLASSES_EN]
    return frozenset(fold(f"{a} {b}") for a, b in beside if _may_name(a, b))


def _may_name(first: str, second: str) -> bool:
    """Whether two syllables without capitals may be a name."""
    if are_everyday(first, second):
        return False
    folded = fold(first), fold(second)
    return folded[0] not in _COMMON and " ".join(folded) not in _COMMON and folded[1] not in _BEHIND_NO_NAME


def tells_one(designator: Concept) -> bool:
    """Whether a designator leaves one thing only: a day, or which conference of a body."""
    return is_day(designator) or any(wording.startswith("thu ") for wording in designator)


def is_day(designator: Concept) -> bool:
    """Whether a designator is a day."""
    return any(_DAY.fullmatch(wording) for wording in designator)


def is_year(designator: Concept) -> bool:
    """Whether a designator is a year."""
    return any(_ONE_YEAR.fullmatch(wording) for wording in designator)


def is_quarter(designator: Concept) -> bool:
    """Whether a designator is a quarter of a year."""
    return designator[0].startswith("quy ")


def is_storm(designator: Concept) -> bool:
    """Whether a designator is a storm by its number."""
    return bool(storms_said(designator[0]))


def storms_said(folded: str) -> frozenset[str]:
    """The numbers of the storms that a folded text speaks of."""
    return frozenset(_STORM.findall(folded))


def month_of(designator: Concept) -> tuple[int, int] | None:
    """The month and the year of a designator that is a month of a year; None of another."""
    said = next(filter(None, map(_MONTH.fullmatch, designator)), None)
    return (int(said[1]), int(said[2])) if said else None


def is_month(designator: Concept) -> bool:
    """Whether a designator is a month of a year."""
    return month_of(designator) is not None


def summed_up(designator: Concept) -> re.Pattern[str] | None:
    """What a folded text says that is of a meeting which sums up a year, whatever is summed up: "tổng kết công tác xây
    dựng Đảng và hệ thống chính trị năm 2023"; None where a designator is no such meeting."""
    meeting = _SUMMED.fullmatch(designator[0])
    return re.compile(rf" {meeting[1]} (?:[a-z]+ ){{0,{_SUMMED_UP}}}?nam {meeting[2]} ") if meeting else None


def is_term(designator: Concept) -> bool:
    """Whether a designator is a span of years, as a term of office is."""
    return any(_SPAN.fullmatch(wording) for wording in designator)


def of_years(designator: Concept, years: frozenset[str]) -> Concept:
    """The designator in all wordings that a bulletin of some years may have: a day of these without the year, too."""
    days = [wording.rpartition(" ")[0] for wording in designator if _DAY.fullmatch(wording) and wording[-4:] in years]
    spans = [wording.replace("-", " ") for wording in designator if _SPAN.fullmatch(wording)]
    return (*designator, *days, *spans)


def _said(folded: str, names: Container[str]) -> Iterator[Concept]:
    rest = _COMPARISON.sub(" ", folded)
    for pattern, reading in _COMPILED:
        for match in pattern.finditer(rest):
            if reading is _placed and match[1] not in names:
                continue
            try:
                yield reading(match)
            except (ValueError, IndexError):
                continue  # no such month or rank, or none at all
        rest = pattern.sub(" ; ", rest)
