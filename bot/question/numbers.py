"""Numbers and ordinals as people say them, in Vietnamese (with or without accents) and English."""

from __future__ import annotations

import re

from bot.question.cues import cues, either
from vectorstore.models import Span
from vectorstore.text import fold, has_accents, syllable_spans

_CARDINALS_VI = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip
_CARDINALS = _CARDINALS_VI | {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_ORDINALS = {
    "nhất": 1, "nhì": 2, "tư": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
LAST = -1
"""The ordinal of "the last one"."""

_WORD = {fold(word): value for word, value in _CARDINALS.items()}
_RANK = {fold(word): value for word, value in _ORDINALS.items()}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_WORD, key=len, reverse=True))})"
LISTABLE = r"(?:(?:nhom|noi dung) )?" + either(
    """
    nhiem vu | giai phap | muc tieu | chi tieu | noi dung | diem | van de | yeu cau | bien phap | y kien | ket qua
    han che | nguyen nhan | bai hoc(?: kinh nghiem)? | dieu kien | tieu chuan | tieu chi | khau dot pha | dot pha
    de an | chuong trinh | cong trinh | viec | y | muc | kien nghi | de xuat | de nghi | quyen | trach nhiem
    linh vuc | nguyen tac | truong hop | buoc | hoat dong | cong viec | phan | chuyen de | khau hieu | quan diem
    ket luan | cuoc kiem tra | cuoc giam sat | du an | danh hieu | khau | chu truong | dinh huong | mo hinh | hang muc
    uu tien | cam ket | ly do | kho khan | vuong mac | ton tai | thanh tich
    """
)
LISTABLE_EN = r"(?:(?:priority|key|main|major|central|important|general|specific|groups? of) )*" + either(
    """
    tasks? | solutions? | goals? | targets? | objectives? | points? | measures? | requirements? | issues? | contents?
    results? | shortcomings? | limitations? | causes? | lessons? | conditions? | criteria | criterion | breakthroughs?
    programmes? | programs? | projects? | proposals? | recommendations? | rights? | responsibilities | principles?
    cases? | steps? | activities | items? | priorities | duties | areas? | topics? | slogans? | conclusions?
    viewpoints? | inspections? | decisions?(?! (?:no|number|[0-9])) | polic(?:y|ies) | commitments? | reasons?
    difficulties | orientations? | achievements?
    """
)
QUALIFIER = r"(?: (?:trong tam|chu yeu|trong yeu|chinh|co ban|cu the|quan trong|dot pha|lon))*"
_RANK_EN = either("first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth")
_RANK_EN_LISTED = either("|".join(word for word in _RANK if word not in ("nhat", "nhi", "tu")))
_TABLE_EN = "(?:the|this|that) (?:[a-z]+ ){0,3}(?:table|list)"

# After a figure: what makes it a date or an amount, and not a count or an item's number.
_NOT_COUNTED = r"(?!thang|nam|ngay|quy|gio|tuan|ky|khoa|phan tram|ty|trieu|nghin|dong)"
_NO_UNIT = r"(?! (?:thang|nam|quy|ngay|tuan|phan tram|ty|trieu|nghin|nguoi|dong|nhom|nhiem vu|giai phap)\b)"

_DECIMALS = re.compile(r"\d+(?:[.,]\d+)+")
_LABELS = re.compile(
    r"^\s*\d{1,3}\s?[.)/]"
    r"|\b(?:điều|dieu|khoản|khoan|mục|muc|chương|chuong|phần|phan|bài|bai|điểm|diem|article|clause|chapter|part|section)"
    r" \d{1,3}\b",
    re.IGNORECASE | re.MULTILINE,
)
"""The numbers of articles and parts, which count nothing."""
# Before a number word: what makes it an ordinal, a year ("cuối năm" is no "cuối 5") or a name ("tỉnh Nam Châu").
_NOT_COUNTING = r"".join(
    rf"(?<!\b{word} )"
    for word in """
    thu dieu khoan muc chuong so dau cuoi giua ca hang moi trong nhung cac nua mot hai
    tinh huyen xa phuong tran pho uy chi ong ba_ doi doan thon ap khu cum lo bo
    """.split()
)
_COUNT = re.compile(
    rf"{_NOT_COUNTING}\b(?P<any>{_NUMBER}) {_NOT_COUNTED}(?:[a-z]+ ){{1,4}}?(?:nao|gi|la gi|la ai)\b"
    rf"|^(?P<first>{_NUMBER}) {_NOT_COUNTED}[a-z]+ (?:[a-z0-9]+ ){{1,24}}?(?:la (?:nhung )?(?:gi|ai)|nao)$"
    rf"|(?<!\d )\b(?P<vi>{_NUMBER}) {LISTABLE}\b"
    rf"|\b(?P<en>{_NUMBER}) (?:[a-z]+ ){{0,2}}?{LISTABLE_EN}\b"
    rf"|\b(?:what|which)(?: (?:are|were) the)? (?P<asked>{_NUMBER}) [a-z]+"
)
_COUNTING = re.compile(rf"{_NOT_COUNTING}\b({_NUMBER}) {_NOT_COUNTED}(?=[a-z])")
_CALLED = frozenset("chí ông bà anh chị cô chú em tên".split())
_ORDINAL_VI = cues(
    rf"""
    {LISTABLE}{QUALIFIER} thu (?P<rank>{_NUMBER}|{"|".join(_RANK)})
    (?:nhiem vu|giai phap|muc tieu|chi tieu|yeu cau|buoc){QUALIFIER} (?:so )?(?P<number>\d{{1,2}})\b{_NO_UNIT}
    (?:so thu tu|stt)(?: (?:la|so|thu))? (?P<row>{_NUMBER})
    (?:viec|dau viec|muc|noi dung|(?<!hanh )(?<!hoat )dong|hang) so (?P<numbered>\d{{1,2}})\b{_NO_UNIT}
    thu (?P<of>{_NUMBER}) (?:trong|cua|o) (?:bang|danh sach)
    """
)
_ORDINAL_EN = cues(
    rf"""
    (?P<rank>{_RANK_EN_LISTED}) {LISTABLE_EN}
    (?:task|solution|goal|target|measure|requirement|step) (?:(?:number|no) )?(?P<number>{_NUMBER})\b{_NO_UNIT}
    the (?P<alone>{_RANK_EN}) one | the (?P<among>{_RANK_EN}) of (?:the|these|those) (?:[a-z]+ ){{0,2}}?{LISTABLE_EN}
    number (?P<row>{_NUMBER}) (?:in|on|of) {_TABLE_EN} | (?P<of>{_RANK_EN}) (?:[a-z]+ )?(?:in|on|of) {_TABLE_EN}
    """
)
_FIRST = re.compile(rf"\b{LISTABLE}{QUALIFIER} dau tien\b")
_LAST = cues(
    rf"""
    {LISTABLE}{QUALIFIER} cuoi(?: cung)?\b(?! (?:nam|nhiem ky|thang|quy))
    (?:last|final) {LISTABLE_EN}
    """
)
_NOT_OF_EVENT = "".join(rf"(?<!{event} )" for event in "lần kỳ phiên đợt họp nghị hội khóa".split())
"""Before the rank of a conference or a session, which tells one from the others: "Hội nghị lần thứ mười sáu"."""
_OF_EVENT_EN = r"(?:[a-z]+ )?" + either(
    "conference | congress | session | plenum | meeting | term | tenure | class | half | quarter | six months"
)
_ORDINAL_WORDS = cues(
    rf"""
    {_NOT_OF_EVENT}thứ (?:nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|\d+) | đầu tiên | cuối cùng
    (?<=nhiệm vụ )(?:số )?\d{{1,2}} | (?<=giải pháp )(?:số )?\d{{1,2}} | (?<=mục tiêu )(?:số )?\d{{1,2}}
    {_RANK_EN}(?! {_OF_EVENT_EN}) | last | final
    (?:số thứ tự|stt)(?: (?:là|số|thứ))? \d+ | (?:trong|của|ở) (?:bảng|danh sách)
    number (?:\d+|one|two|three|four|five|six|seven|eight|nine)
    """,
    re.IGNORECASE,
)


def folded_by_numbers(text: str) -> str:
    """The folded syllables of a text with accents, for `count_asked`: what only looks like a number, by itself ("Nam
    Châu", "đồng chí Sáu") or once it is folded ("bà"), is set apart by an underscore, and figures that count nothing
    ("56,7%", "Điều 2.") are left out."""
    text = _LABELS.sub(" ", _DECIMALS.sub(" ", text))
    accented = has_accents(text)

    def is_apart(span: Span, word: str) -> bool:
        unlike = word.lower() not in _CARDINALS and (accented or has_accents(word))
        return fold(word) in _WORD and (unlike or (span.start > 0 and _is_name(text, span)))

    words = [(span, span.of(text)) for span in syllable_spans(text)]
    return " ".join(f"{fold(word)}_" if is_apart(span, word) else fold(word) for span, word in words)


def _is_name(text: str, span: Span) -> bool:
    """Whether a number word inside a sentence is part of a name by its capital: it stands beside another word with one,
    or behind what a person is called by ("đồng chí Ba")."""
    if not span.of(text).istitle():
        return False
    before, after = re.search(r"(\w+) $", text[: span.start]), re.match(r" (\w+)", text[span.end :])
    if before is not None and before[1].lower() in _CALLED:
        return True
    return any(word is not None and word[1].istitle() for word in (before, after))


def spelled(number: int) -> list[str]:
    """The words for a number up to twelve in Vietnamese, with accents: "bảy" and "bẩy" for 7; none for others."""
    return [word for word, value in _CARDINALS_VI.items() if value == number]


def count_asked(folded: str) -> int | None:
    """How many things a question names ("bốn nhiệm vụ", "the four priority tasks"), two or more; `folded` is what
    `folded_by_numbers` makes of it."""
    count = _count(_COUNT.search(folded))
    return count if count > 1 else None


def counts_named(folded: str) -> list[int]:
    """By which numbers a text names things of a kind that is listed ("ba khâu đột phá … bốn chương trình"), each two or
    more, in order; `folded` is what `folded_by_numbers` makes of it."""
    return [count for match in _COUNT.finditer(folded) if (count := _count(match)) > 1]


def numbers_said(folded: str) -> frozenset[int]:
    """The numbers by which a text counts something ("04 xã"); `folded` is what `folded_by_numbers` makes of it."""
    return frozenset(_value(match[1]) for match in _COUNTING.finditer(folded))


def ordinal_asked(folded: str) -> int | None:
    """Which item of a list a question asks for: 1 for the first, LAST for the last, None when it asks for none.

    "Hội nghị lần thứ sáu" names a conference, not an item, and is not taken.
    """
    if _LAST.search(folded):
        return LAST
    if _FIRST.search(folded):
        return 1
    match = _ORDINAL_VI.search(folded) or _ORDINAL_EN.search(folded)
    return _value(next(group for group in match.groups() if group)) if match else None


def rank(word: str) -> int | None:
    """The number that a folded word, or a figure, ranks an item by ("hai", "tu", "third", "3", "3rd"); None if it is
    none."""
    figure = re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word)
    if figure is not None:
        return int(figure[1])
    return _RANK.get(word) or _WORD.get(word)


def without_ordinal(text: str) -> str:
    """`text` without the words that say which item of a list is asked for."""
    return re.sub(r"\s+", " ", _ORDINAL_WORDS.sub(" ", text)).strip()


def _count(match: re.Match[str] | None) -> int:
    return _value(next(group for group in match.groups() if group)) if match else 0


def _value(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _RANK.get(word) or _WORD[word]
