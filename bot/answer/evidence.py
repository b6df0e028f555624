"""What kind of thing a sentence offers: a person's name, a date, a figure, a place. Regular expressions on NFC text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.question.cues import cues, either
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.surnames import SURNAMES
from bot.question.understand import Question
from vectorstore.query import Concept
from vectorstore.text import CAPITALS, fold, folded_syllables
from vectorstore.years import years_of

_SURNAME = either("|".join([*sorted(SURNAMES), "Đoàn"]))
_TITLES = (r"đồng chí", r"Đồng chí", r"\bông", r"\bÔng", r"\bbà", r"\bBà", r"đ/c")
_TITLED = either("|".join(rf"(?<={title} )" for title in _TITLES))
_NAME = re.compile(
    either(
        rf"""
        (?<![\w-]){_SURNAME}(?: [{CAPITALS}][\w'’]*){{1,4}}
        {_TITLED}[{CAPITALS}]\w*(?: [{CAPITALS}][\w'’]*)+
        {_TITLED}[{CAPITALS}]\w+
        (?<![\w-])[A-Z][a-z.'’-]+(?: (?:[A-Z][\w.'’-]*|al|de|von|van|bin|ibn|la))+
        (?<![\w.-] )(?<![\w-])[A-Z][a-z]{{2,}}
        """
    )
)
_DOCUMENT_NUMBER = re.compile(r"\d+\s?-?\s?[-/]\s?[A-ZĐ][\w]*(?:\s?[-/]\s?[A-ZĐ][\w]*)*")
_DATE = re.compile(
    either(
        r"""
        (?<![\d/])(?:0?[1-9]|[12]\d|3[01])\s?[/.-]\s?(?:0?[1-9]|1[0-2])(?:\s?[/.-]\s?\d{2,4})?(?![\d/%])
        \bngày \d{1,2} | \btháng (?:\d{1,2}|giêng|chạp|[a-zà-ỹ]{2,4})\b | \bnăm \d{4} | \b(?:1\d|20)\d{2}\b
        \bquý (?:[IV]+|\d) | \bthế kỷ | \bthập (?:kỷ|niên)
        \bgiờ \d | \d{1,2} ?(?:giờ|h)\d{0,2} | \b(?:sáng|chiều|tối) (?:ngày[ ]|mai|nay|thứ)
        \bnhiệm kỳ | \bgiai đoạn | \bđầu năm | \bcuối năm | \bhằng năm | \bhàng năm
        """
    ),
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\b|\b(?:ngày|sáng|chiều|tối|từ|đến|trước|sau) \d{1,2}[/.-]\d{1,2}\b"
    r"|\b(?:19|20)\d\d(?=\s?[-–,.;:)/]|$)"
    r"|\b(?:ngày|tháng|năm|quý|khóa|Điều|khoản|số) [\dIVX]+(?:\s?[/-]\s?(?:19|20)\d\d)?\b|" + _DOCUMENT_NUMBER.pattern
)
_IN_WORDS = re.compile(
    r"\b(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|nửa|một (?:lần|người|đồng chí|ngày|tháng|năm|tuần"
    r"|phần)|năm (?!nay|qua|ngoái|sau|trước|tới|học|mới|đầu|nào)[a-zà-ỹđ]+|không|toàn bộ|tất cả|đủ)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    either(
        r"""
        \d[\d.,]*(?: ?(?:%|/\d[\d.,]*))?
        \b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|nửa)\b
        """
    ),
    re.IGNORECASE,
)
_PLACE = re.compile(
    either(
        rf"""
        \b(?i:tại|ở|đến|từ|thuộc|về|trên)(?: [a-zà-ỹđ]+){{0,4}} [{CAPITALS}]\w*(?: [{CAPITALS}]\w*)*
        \b(?i:tỉnh|huyện|xã|phường|thị trấn|thị xã|thành phố|TP|thôn|ấp|nước|vùng|châu|bang)\b(?: [{CAPITALS}]\w*)*
        \b(?i:đường|khu)\b(?: [{CAPITALS}]\w*)*
        \b(?i:hội trường|trụ sở|nhà văn hóa|trung tâm|sông|đảo|cảng|quảng trường|khách sạn|phòng họp)\b
        """
    ),
)
_ITEM_LABEL = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2})*[.)] ")
_NAME_OF_PLACE = re.compile(rf"(?<=[ ])[{CAPITALS}].*")
_PATTERNS = {
    Intent.WHO: _NAME,
    Intent.WHEN: _DATE,
    Intent.HOW_MANY: _NUMBER,
    Intent.WHERE: _PLACE,
    Intent.NUMBER: _DOCUMENT_NUMBER,
}

_PARTS = r"""
    (?:\d{1,2}|ba|sau|chin|muoi|may) thang | thang \d{1,2} | quy (?:i{1,3}|iv|[1-4]) | nua (?:dau|cuoi|nam|con)
    half | quarter | months? | january | february | march | april | june | july | august | september | october
    november | december
"""
_PART = cues(_PARTS)
_PART_ASKED = cues(f"{_PARTS} | (?:dau|giua|cuoi|het) nam | mid | middle of | end of | beginning of | early | late")
_WHOLE = cues(
    r"""
    ca nam | toan nam | tron nam | (?:whole|full|entire) year | (?:all|whole|rest) of (?:19|20)\d\d
    throughout (?:19|20)\d\d
    """
)
_TIME = cues(
    r"""
    thời (?:điểm|hạn|gian) | (?<!/)(?<!/ )ngày(?! càng) | tháng | năm | quý | tuần(?! tra) | (?<!bây )giờ(?! đây)
    trước(?! tiên| hết| mắt| đây) | sau(?! đây) | khi | lúc | đầu (?:năm|quý|tháng|tuần|nhiệm|thế|xuân|vụ|giờ)
    cuối (?:năm|quý|tháng|tuần|nhiệm|thế|vụ|giờ|buổi) | nay
    """
)
_MOMENT = cues(
    """
    bao gio | may gio | (?:ngay|hom|thang|quy|nam|luc) (?:nao|may|bao nhieu) | thoi (?:gian|diem|han) (?:nao|to chuc)
    ^when (?:did|was|were|will) | (?:what|which) (?:day|date|month|year|time) | deadline
    """
)
_HOW_OFTEN = cues("how often | how frequently | bao lau mot lan | may (?:ngay|tuan|thang|quy|nam) mot lan")
_OFTEN = cues(
    """
    h[ằà]ng (?:ngày|tuần|tháng|quý|năm) | mỗi (?:ngày|tuần|tháng|quý|năm|năm học|buổi|kỳ) | định kỳ | thường xuyên
    hiếm khi | đôi khi | thỉnh thoảng | luôn | liên tục | lần | thường kỳ | đột xuất | không bao giờ
    """
)
_ASIDE = re.compile(r"\([^()]*\)|(?<=\d)(?P<figure>\D{1,80}) của năm (?:19|20)\d\d")
"""What only compares: "kết nạp 12 đảng viên (năm 2023 kết nạp 8)", "221 đảng viên, bù phần thiếu của năm 2021"."""
_BYLINE = re.compile(
    r"\(?(?:Theo )?(?:[Tt]in|Ảnh|Bài|Bài viết|Tác giả|Người viết|Thực hiện|Phóng viên)"
    r"(?:(?:,| và| -) (?:tin|bài|ảnh))?\s?:"
)

_QUESTIONS = 64  # that are remembered with the figure they ask for, as each is put to many sentences

TYPED = tuple(_PATTERNS)
"""The intents that ask for a kind of thing that can be recognised in a sentence."""


def is_typed(intent: Intent) -> bool:
    """Whether questions of this intent ask for a kind of thing that can be recognised in a sentence."""
    return intent in _PATTERNS


def offered(intent: Intent, sentence: str) -> Iterator[str]:
    """The pieces of a sentence that are of the kind that the intent asks for."""
    pattern = _PATTERNS.get(intent)
    if intent is Intent.HOW_MANY:
        sentence = _ITEM_LABEL.sub("", sentence)
    found = (match[0] for match in pattern.finditer(sentence)) if pattern else iter(())
    return (piece for piece in found if intent is not Intent.WHO or not is_vietnamese_syllable(fold(piece)))


def offers_new(intent: Intent, sentence: str, folded_question: str) -> bool:
    """Whether a sentence offers a thing of the kind asked for that the question does not itself name."""
    known = f" {folded_question} ho chi minh "  # whose name stands in what is named after him
    pieces = offered(intent, sentence)
    if intent is Intent.WHERE:
        pieces = map(_without_class, pieces)
    return any(f" {folded_syllables(piece)} " not in known for piece in pieces)


def _without_class(place: str) -> str:
    """A place's name by itself ("tại thành phố Lam Hải" → "Lam Hải"), or, where it has none, the place as it stands."""
    name = _NAME_OF_PLACE.search(place)
    return name[0] if name else place


def is_byline(sentence: str) -> bool:
    """Whether a sentence only tells who wrote a bulletin or took its pictures: "Tin, ảnh: Thanh Hòa"."""
    return _BYLINE.match(sentence) is not None


def is_of_another_time(sentence: str, headings: Sequence[str], folded_question: str) -> bool:
    """Whether a sentence speaks of other years than a question asks of, or of a part of a year where it asks of all of
    it: "Sáu tháng qua …" is no answer to "Năm 2020 … bao nhiêu?". What begins without a year is of that of the
    innermost of the headings above it that has one."""
    asked = years_of(folded_question)
    if not asked:
        return False
    said = next(filter(None, map(years_begun_with, (sentence, *reversed(headings)))), frozenset[str]())
    if said and not said & asked and not asked & years_of(folded_syllables(sentence)):
        return True
    return is_of_part(folded_syllables(_ASIDE.sub(" ", sentence))) and _PART_ASKED.search(folded_question) is None


def asks_for_moment(question: Question) -> bool:
    """Whether a question asks for a time; "khi nào" and "when" may ask for a condition."""
    return question.intent is Intent.WHEN and _MOMENT.search(question.asking) is not None


def asks_how_often(folded_question: str) -> bool:
    """Whether a question asks how often something happens."""
    return _HOW_OFTEN.search(folded_question) is not None


def says_how_often(text: str) -> bool:
    """Whether a text says how often something happens, with or without a figure: "họp định kỳ hằng tháng"."""
    return _OFTEN.search(text.lower()) is not None


def says_when(text: str) -> bool:
    """Whether a text has a date, or a word of time."""
    return _DATE.search(text) is not None or _TIME.search(text.lower()) is not None


def has_figure_besides_dates(text: str) -> bool:
    """Whether a text has a figure, in digits or in words, that is no year, day, label or document's number."""
    rest = _DATED.sub(" ", _ITEM_LABEL.sub("", text))
    return re.search(r"\d", rest) is not None or _IN_WORDS.search(rest) is not None


def years_told(text: str) -> frozenset[str]:
    """The years that a text speaks of, without those that it only compares with."""
    return years_of(folded_syllables(_ASIDE.sub(" ", text)))


def years_begun_with(text: str) -> frozenset[str]:
    """The years of the first of the clauses of a text, which those behind it only compare with: "kết nạp 76 đảng viên;
    6 tháng đầu năm 2024 kết nạp được 63"."""
    return years_told(_ASIDE.sub(" ", text).split("; ", 1)[0])


def asks_for_whole_year(folded_question: str) -> bool:
    """Whether a question asks of a whole year by these words."""
    return _WHOLE.search(folded_question) is not None


def is_of_part(folded: str) -> bool:
    """Whether a folded text speaks of a part of a year."""
    return _PART.search(folded) is not None


@dataclass(frozen=True, slots=True)
class _Measure:
    """By which cues a folded question asks for a measure, and how a folded sentence gives a figure in its unit."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


def _measure(asked: str, units: str) -> _Measure:
    return _Measure(cues(asked), re.compile(rf"\d\s?{either(units)}"))


_MONEY = _measure(
    """
    kinh phi | chi phi | hoc phi | le phi | gia ban | gia ve | muc luong | tien luong | doanh thu
    gia khoi diem | tien thue | loi nhuan | ngan sach | so tien | tong muc dau tu | von | muc thuong | thu nhap
    bao nhieu tien | ty dong | trieu dong
    how much (?:money|was paid|did .* (?:pay|spend|cost))
    revenue | budget | cost | price | salary | fee | income | profit | investment
    """,
    r"(?:ty|trieu|nghin|ngan|tram)?\s?(?:dong|do la|usd|vnd)\b | (?:ty|trieu)\b",
)
_PERCENT = _measure("phan tram | ty le | percent | percentage | proportion | share of | rate", "% | phan tram")
_MEASURES = (
    _PERCENT,
    _MONEY,
    _measure(
        "bao lau(?! mot lan| nua) | how long (?:did|does|do|will|was|is|are|has|have|must|may|can)",
        r"(?:ngay|thang|tuan|gio|phut|nam|buoi|quy)\b(?! \d)",
    ),
    _measure(
        "bao xa | dai bao nhieu | bao nhieu (?:cay so|km|ki lo met) | how (?:far|long is)",
        r"km | ki lo met | met | m\b | hai ly | dam",
    ),
    _measure("(?:bao nhieu|may) (?:met|m|m2) (?!vuong)", r"(?:met|m2?|km)\b"),
    _measure(
        "met vuong | hec ta | dien tich | square met(?:re|er)s? | hectares?", r"(?:k?m2|met vuong|ha|hec ta|sao)\b"
    ),
)
_COUNTED = re.compile(
    r"\b(?:bao nhieu|(?<!thu )(?<!hang )may) (?:(?:chiec|cai|ngoi|quyen|cuon|buc|tam) )?"
    r"(?!(?:chiec|cai|ngoi|quyen|cuon|buc|tam|la|thi|thoi gian|trong|vao|o|nam|phan tram|cho|so|ve|tai|cua|va|theo"
    r"|de|tu|den|khi|tien|tuoi)\b)([a-z]+)"
)
PEOPLE = tuple(
    (
        "nguoi | dong chi | dai bieu | uy vien | thanh vien | can bo | hoc vien | ca nhan | chien si | cong nhan | "
        "nhan khau | dan | dang vien | doan vien | hoi vien | thanh nien | hoc sinh | sinh vien | cong chuc | "
        "vien chuc | lao dong | cu tri | khach | luot khach | thi sinh | chi tieu | quan chung | giao vien | "
        "ung cu vien | nhan su | bien che | em | chau | cu | ba con"
    ).split(" | ")
)
"""Whom texts count where a question counts people."""
COUNTED_AS = {
    **dict.fromkeys(("nguoi", "cu", "ong", "ba", "em", "chau", "dua"), PEOPLE),
    "nha": ("nha", "ho", "can", "ngoi"),
    "ky": ("ky", "kg", "ki lo gam"),
    "do": ("do", "usd"),
    "sinh": ("sinh vien", "hoc sinh", "chi tieu", "nguoi hoc"),
    "hoc": ("hoc sinh", "hoc vien", "sinh vien", "em", "chau", "chi tieu", "nguoi hoc"),
}
"""What texts count where a question counts it by another word, each by its first syllable."""
_OTHER_UNIT = either(
    "trieu | dong(?! chi) | ty | nghin | phan tram | suat | phong | ngay | thang | nam | met | km | ha | lan"
)
"""Behind a figure, of which it is and not of what follows: "4 triệu đồng cho học sinh"."""
_COUNTED_EN = re.compile(r"\bhow many\b")
_PEOPLE_EN = re.compile(r"\bhow many (?:more )?(?:people|persons|individuals)\b")
# Not "một", which is also an article, nor "năm", which is also a year.
_SPELLED = re.compile(r"\b(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu)\b", re.IGNORECASE)


def counted_by(folded_question: str) -> str | None:
    """The first syllable of what a Vietnamese question counts, right after the question word, that of people in English
    too; None if it names none."""
    if _PEOPLE_EN.search(folded_question):
        return "nguoi"
    counted = _COUNTED.search(folded_question)
    return counted[1] if counted else None


def counts_near(text: str, wordings: Iterable[str]) -> bool:
    """Whether a text has a figure, in digits or in words, that is no year, day or label, near one of the wordings."""
    figures = _SPELLED.sub("0", _DATED.sub(" ; ", _ITEM_LABEL.sub("", text)))
    said = either("|".join(map(re.escape, wordings)))
    near = rf"\d\W+(?:(?!{_OTHER_UNIT}\b)[a-z]+ ){{0,4}}{said}\b|\b{said}(?:\W+[a-z]+){{0,6}}\W+\d"
    return re.search(near, fold(figures)) is not None


def gives_money(sentence: str, folded_question: str) -> bool | None:
    """Whether a sentence gives a sum of money; None where a question asks for none."""
    if _PERCENT.asked.search(folded_question) or not _MONEY.asked.search(folded_question):
        return None
    return _MONEY.given.search(fold(sentence)) is not None


def measures(sentence: str, folded_question: str, focus: Sequence[Concept] = ()) -> bool | None:
    """Whether a sentence gives a figure in the unit that a how-many question asks for, in figures or in words; None
    where it names no unit. `focus` are the wordings of what an English one counts."""
    given = _figure_asked(folded_question, tuple(focus))
    return given.search(fold(_SPELLED.sub("0", sentence))) is not None if given else None


@lru_cache(_QUESTIONS)
def _figure_asked(folded_question: str, focus: tuple[Concept, ...]) -> re.Pattern[str] | None:
    """How a folded sentence gives a figure in the unit that a question asks for; None where it names no unit."""
    for measure in _MEASURES:
        if measure.asked.search(folded_question):
            return measure.given
    counted = counted_by(folded_question)
    units = list(COUNTED_AS.get(counted, (counted,))) if counted else []
    if _COUNTED_EN.search(folded_question) and not counted:
        units = [wording for concept in focus[:1] for wording in concept]
    return re.compile(rf"\d (?:[a-z]+ ){{0,2}}(?:{'|'.join(map(re.escape, units))})\b") if units else None
