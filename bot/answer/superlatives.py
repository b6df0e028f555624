"""Questions for the most or the least of something, and what tells that: "Xã nào có tỷ lệ hộ nghèo cao nhất?"."""

from __future__ import annotations

import re

from bot.question.cues import cues
from bot.question.understand import Question

_OF_ALL = r"(?:(?!(?:thong|hop|duy|thu|chu|muon|cham|som) nhat\b)[a-z0-9]+[ ]){0,5}?nhat(?! tri\b)"
_HAS_EN = "(?:got|have|has|had|lost|gained|received|earned|raised|spent|gave|planted|built|costs?|admitted|produced)"
_MOST = cues(
    rf"""
    (?:nhieu|cao|lon|dong|dai|rong|ton|ton kem|dat|nang|ngheo|dat do) {_OF_ALL} | (?:dan dau|dung dau) (?:ve|toan)
    (?<!what is )the most(?! of| recent| common| important) | most expensive | {_HAS_EN} (?:the )?most(?! of)
    highest | largest | greatest | biggest | longest | costliest | poorest
    """
)
_LEAST = cues(
    rf"""
    (?:thap|nho|ngan|re|(?<!ton )kem) {_OF_ALL} | it (?!nhat\b){_OF_ALL}
    it nhat(?! (?:\d+|mot|hai|ba|may|la|bao nhieu)\b)
    (?<!at )least | lowest | smallest | fewest | shortest
    """
)
_SAYS = re.compile(
    r"(?<!, )(?<!ít )(?<!thứ )(?<!thống )(?<!hợp )(?<!duy )(?<!ngày )nhất|(?:đứng|xếp|hạng) thứ nhất|dẫn đầu|đứng đầu"
    r"|hàng đầu|giải đặc biệt|kỷ lục|tối đa|tối thiểu|đỉnh|(?:đến|tới) \d|tử hình|chung thân"
    r"|(?:đón|chứa|chở|tiếp nhận) được (?:[^\W\d_]+ ){0,3}\d"
)
"""What tells the most or the least, or how much there is room for."""
_OF_TIME = r"nhất (?:từ|kể từ|trong|của|so với)|kỷ lục|(?:năm|quý|tháng) [\divx/]+ (?:\w+ ){0,8}nhất"
_TIMES = (
    (cues("quý nào | (?:which|what) quarter"), re.compile(rf"{_OF_TIME}|\bquý i\b.*\bquý ii\b")),
    (cues("(?:năm|tháng|nhiệm kỳ) nào | (?:which|what) (?:year|month|term)"), re.compile(_OF_TIME)),
)
"""How it is asked when something was most, and what tells that: of a quarter also the figures of each."""
_COSTLY = cues("(?:tốn|tốn kém|đắt đỏ|đắt tiền|rẻ) (?:\\w+ ){0,2}nhất | costs? | costliest | expensive | cheapest")
_SUM = re.compile(r"kinh phí|chi phí|vốn|\bgiá\b|tỷ|triệu|nghìn|\bđồng\b(?! chí)")


def asks_for_most(question: Question) -> bool:
    """Whether a question asks what has the most, and not what has the least."""
    return _MOST.search(question.folded) is not None and _LEAST.search(question.folded) is None


def asks_for_least(question: Question) -> bool:
    """Whether a question asks what has the least, and not what has the most."""
    return _LEAST.search(question.folded) is not None and _MOST.search(question.folded) is None


def lacks_superlative(question: Question, said: str) -> bool:
    """Whether a question asks for the most or the least, and a text, in lower case with its accents, tells no such:
    when that was, where a time is asked for, or what it cost."""
    if not (asks_for_most(question) or asks_for_least(question)):
        return False
    asked = question.text.lower()
    tells = next((told for time, told in _TIMES if time.search(asked)), _SAYS)
    return tells.search(said) is None or (_COSTLY.search(asked) is not None and _SUM.search(said) is None)
