"""Units that a question asks for by name: "rộng bao nhiêu ha?" is not answered by what gives no hectares."""

from __future__ import annotations

import re

from bot.question.cues import cues, either
from vectorstore.text import fold, folded_syllables

_CURRENCY = "tỷ(?! lệ| trọng)|triệu|nghìn|đồng(?! chí| bào)|ngàn(?! sách)|usd|đô la|euro"
_MONEY = fold(_CURRENCY)  # where "ngân sách" looks like "ngàn sách"
_UNITS = {
    "ha|hec ta": "ha|hec ta|km2",
    "km|cay so|ki lo met": "km|ki lo met|met|m",
    "met|m|m2|met vuong": "m|m2|met|met vuong|km|ha",
    "tan|kg|ta|ky": "tan|kg|ta|ky",
    "do la|usd": "usd|do la",
    "ty|trieu|nghin|dong|tien": _MONEY,
    "phut|gio|tieng": "phut|gio|ngay|tieng|h",
    "phieu": "phieu",
    "thang": r"thang(?! \d)|nam(?! \d)|tuan|ngay(?! \d)",
    "do|do c": "do|c",
}
"""Folded units as questions name them, and those in which a text may give the same."""
_UNITS_EN = {
    "hectares?": "ha|hec ta|km2",
    "kilomet(?:re|er)s?": "km|ki lo met|met|m",
    "met(?:re|er)s?|square met(?:re|er)s?": "m|m2|met|met vuong|km|ha",
    "tons?|tonnes?|kilos?|kilograms?": "tan|kg|ta",
    "votes?": "phieu",
    "minutes?|hours?": "phut|gio|ngay|tieng|h",
    "billion|million|dong|money": _MONEY,
    "(?:did|does|do|was|were|will|is) .*(?:cost|pay|paid|spend|spent)": _MONEY,
}
_ASKED_MONEY_EN = cues(
    """
    what (?:did|does|will|would|is|was) .*cost | what .* paid
    how (?:big|large|high|much) is .*(?:fine|fee|budget|postage)
    what (?:is|was) the (?:total |overall )?(?:[a-z]+ )?(?:bill|budget|cost|price|fee|fine) | how expensive
    compensation rate | prize money | how much is the .*(?:bonus|prize|reward|allowance|award)
    how much (?:did|does|do) .* (?:earn|donate|collect|contribute)
    ^how much (?:is|are) (?:the )?[a-z]+(?: today| now| currently)?$
    """
)
_ASKED = [
    (_ASKED_MONEY_EN, _MONEY),
    (cues("how much rain(?:fall)? | luong mua"), "mm|mi li met|milimet|ly"),
    *((re.compile(rf"\b(?:bao nhieu|may) {either(asked)}\b"), given) for asked, given in _UNITS.items()),
    *((re.compile(rf"\bhow (?:many|much) {either(asked)}\b"), given) for asked, given in _UNITS_EN.items()),
]
_ASKS_MONEY = cues(
    r"""
    (?:bao nhiêu|mấy) (?:tiền|đồng(?! chí| bào)|triệu|tỷ)
    (?:hết|tốn|dự toán|trị giá|lãi|thưởng) (?:\w+ ){0,2}bao nhiêu(?! (?:\w+ )?(?:ngày|tháng|năm|giờ|lần|người))
    (?<!đánh )giá (?!trị|cả)(?:\w+ ){0,14}bao nhiêu
    (?:kinh phí|chi phí|lệ phí|học phí|tổng mức đầu tư) (?:\w+ ){0,16}bao nhiêu(?! (?:lần|người|hộ))
    """
)
_ASKS_OTHERWISE = cues("phần trăm | %")
_NAMES_MONEY = re.compile(rf"\b(?:{_CURRENCY})\b")
_SUBJECT = 2  # syllables that begin a question
_ASKED_SHARE = cues("(?:bao nhieu|may) phan tram | (?:what|which) percent(?:age)? | how many percent")
_SHARE = re.compile(r"%|phần trăm|\d\s?[/:]\s?\d|một (?:phần|nửa)|phần (?:ba|tư)")
_SPELLED = "mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|tram|nghin|trieu|nua"


def clauses_about(folded_question: str, text: str) -> str:
    """Of a text that counts several things between semicolons, the clauses that begin with what a question begins with:
    "nộp ngân sách 1.083 tỷ đồng" tells no share, though the revenue before it does. All of a text without such."""
    subject = " ".join(folded_question.split()[:_SUBJECT])
    clauses = text.split("; ")
    return "; ".join(c for c in clauses[1:] if f"{folded_syllables(c)} ".startswith(f"{subject} ")) or text


def names_unit(folded_question: str, folded: str) -> bool:
    """Whether a folded text, a row of a table with its header, names the unit that a question does, if it names one."""
    given = _unit_asked(folded_question)
    return given is None or re.search(rf"\b{either(given)}\b", folded) is not None


def lacks_unit(folded_question: str, folded: str) -> bool:
    """Whether a question names a unit in which a folded text gives no figure."""
    given = _unit_asked(folded_question)
    return (
        given is not None
        and re.search(rf"(?:\d|\b(?:{_SPELLED})) ?(?:(?:ty|trieu|nghin) )?{either(given)}\b", folded) is None
    )


def lacks_money(question: str, text: str) -> bool:
    """Whether a Vietnamese question, in lower case with its accents, asks for a sum of money, and a text names none."""
    asks = _ASKS_MONEY.search(question) is not None and _ASKS_OTHERWISE.search(question) is None
    return asks and _NAMES_MONEY.search(text.lower()) is None


def names_share(folded_question: str) -> bool:
    """Whether a question asks for a percentage."""
    return _ASKED_SHARE.search(folded_question) is not None


def lacks_share(folded_question: str, text: str) -> bool:
    """Whether a question asks for a percentage and a text gives no share of anything."""
    return names_share(folded_question) and _SHARE.search(text) is None


def _unit_asked(folded_question: str) -> str | None:
    """The wordings of the unit that a question names; None if it names none."""
    return next((given for asked, given in _ASKED if asked.search(folded_question)), None)
