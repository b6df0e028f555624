"""Numbers and ordinals as people say them, in Vietnamese (with or without accents) and English."""

from __future__ import annotations

import re

from vectorstore.text import fold

_CARDINALS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
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
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(map(re.escape, _WORD), key=len, reverse=True))})"
_LISTABLE = (
    r"(?:nhom |noi dung )?(?:nhiem vu|giai phap|muc tieu|chi tieu|noi dung|diem|van de|yeu cau|bien phap|y kien|ket qua|"
    r"han che|nguyen nhan|bai hoc|dieu kien|tieu chuan|khau dot pha|dot pha|de an|chuong trinh|cong trinh|viec|y|muc|"
    r"kien nghi|de xuat|quyen|trach nhiem|linh vuc|nguyen tac|truong hop|buoc|hoat dong|cong viec|phan)"
)
_LISTABLE_EN = (
    r"(?:priority |key |main |major |central |important |general |specific |groups? of )*"
    r"(?:tasks?|solutions?|goals?|targets?|objectives?|points?|measures?|requirements?|issues?|contents?|results?|"
    r"shortcomings?|limitations?|causes?|lessons?|conditions?|criteria|criterion|breakthroughs?|programmes?|programs?|"
    r"projects?|proposals?|recommendations?|rights?|responsibilities|principles?|cases?|steps?|activities|items?|"
    r"priorities|duties|areas?)"
)
_NOT_COUNTED = r"(?!thang|nam|ngay|quy|gio|tuan|ky|khoa|phan tram|ty|trieu|nghin|dong)"
_COUNT = re.compile(
    rf"\b(?P<any>{_NUMBER}) {_NOT_COUNTED}(?:[a-z]+ ){{1,4}}?(?:nao|gi|la gi|la ai)\b|"
    rf"\b(?P<vi>{_NUMBER}) {_LISTABLE}\b|\b(?P<en>{_NUMBER}) (?:[a-z]+ ){{0,2}}?{_LISTABLE_EN}\b"
)
_QUALIFIER = r"(?: (?:trong tam|chu yeu|trong yeu|chinh|co ban|cu the|quan trong|dot pha|lon))*"
_UNIT_FOLLOWS = r"(?! (?:thang|nam|quy|ngay|tuan|phan tram|ty|trieu|nghin|nguoi|dong|nhom|nhiem vu|giai phap)\b)"
_ORDINAL_VI = re.compile(
    rf"\b{_LISTABLE}{_QUALIFIER} thu (?P<rank>{_NUMBER}|{'|'.join(_RANK)})\b"
    rf"|\b(?:nhiem vu|giai phap|muc tieu|chi tieu|yeu cau){_QUALIFIER} (?:so )?(?P<number>\d{{1,2}})\b{_UNIT_FOLLOWS}"
)
_ORDINAL_EN = re.compile(
    rf"\b(?P<rank>{'|'.join(word for word in _RANK if word not in ('nhat', 'nhi', 'tu'))}) {_LISTABLE_EN}\b"
    rf"|\b(?:task|solution|goal|target|measure|requirement) (?:number |no )?(?P<number>{_NUMBER})\b{_UNIT_FOLLOWS}"
    r"|\bthe (?P<alone>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) one\b"
)
_FIRST = re.compile(rf"\b{_LISTABLE}{_QUALIFIER} dau tien\b")
_LAST = re.compile(
    rf"\b{_LISTABLE}{_QUALIFIER} cuoi(?: cung)?\b(?! (?:nam|nhiem ky|thang|quy))|\b(?:last|final) {_LISTABLE_EN}\b"
)


def count_asked(folded: str) -> int | None:
    """How many things a question names ("bốn nhiệm vụ", "the four priority tasks"); `folded` is the folded question."""
    match = _COUNT.search(folded)
    return _value(match["any"] or match["vi"] or match["en"]) if match else None


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


def _value(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _RANK.get(word) or _WORD[word]
