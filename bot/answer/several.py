"""Whether a question asks for several things or persons."""

from __future__ import annotations

import re

from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.numbers import folded_by_numbers, numbers_said, spelled
from bot.question.understand import Question
from vectorstore.text import CAPITALS

_ASKS_FOR_SEVERAL = cues(
    r"""
    (?:nhung|cac) (?:[a-z]+ ){1,3}(?:nao|gi) | nao .*nao | can (?:co |chuan bi |nop )?(?:nhung )?(?:[a-z]+ ){1,2}gi
    (?:what|which) (?!(?:is|was|does|has)\b)(?:(?!d(?:o|oes|id)\b)[a-z]+ ){0,2}[a-z]{2,}(?<!s)s(?<!was)(?<!has)(?<!does)
    what (?:does|do|did) .*(?:require|ask for|demand|call for|include|consist|cover|set out|propose|recommend)
    what (?:does|do|did) .*(?:conclude|decide|order|tell .* to|ask .* to|want|expect .* to) | what (?:must|should) .* do
    may (?:buoc|viec|nhiem vu|noi dung|giai phap|muc tieu|tieu chi|nhom|loai|diem|giai) | ke ra
    nguon nao | (?:nhung|gom) ai | (?:dang vien|thanh vien|uy vien) (?:dau tien )?.*la (?:nhung )?ai
    (?:phai|can|nen|dan|khuyen) (?:[a-z]+ ){0,6}lam (?:nhung )?gi | what must .*(?:meet|have|fulfil)
    steps of | (?:ke|neu) (?:cac|nhung|ro cac) | liet ke | who (?:has|have) been | who(?:m)? (?:does|did) .* appoint
    """
)
_ASKS_WHICH = cues(
    """
    gom (?:nhung|cac|co) | la (?:nhung|cac) | ten (?:la )?gi
    ^ten (?:cua )?(?:[0-9]+|hai|ba|bon|nam|sau|bay|tam|chin|muoi)
    la (?:[a-z]+ ){1,2}nao | ^(?:[a-z]+|[0-9]+) (?:[a-z]+ ){1,3}nao
    (?:what|which) (?:are|were) the | which (?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten)
    """
)
"""How a question asks which the things are that it counts."""
_FIRST = re.compile(r"(?:ten (?:cua )?)?(\w+ \w+)")
_TELLS = re.compile(
    rf"(?:[^.;]|\.(?=\d))*?(?:[:(]|\b(?:là|gồm|như)\b)|(?: [^\W\d_A-Z]+){{1,4}} [{CAPITALS}]\w+ [{CAPITALS}]\w+|\W*$"
)
"""What tells, behind their number, which things are counted: a list, or names; or they stand before it."""


def only_counts(question: Question, shown: str) -> bool:
    """Whether all sentences that say how many there are of the things whose list a question asks for, by its number,
    tell none of them: "13 dự án chậm tiến độ kéo dài trên ba năm" of "13 dự án … gồm những dự án nào?"."""
    count = question.count or _first_number(question.text)
    if question.intent not in (Intent.LIST, Intent.WHO) or count is None or not _ASKS_WHICH.search(question.folded):
        return False
    number = re.compile(rf"(?<!\blà )\b(?i:{'|'.join([f'0?{count}', *spelled(count)])})\b(?![.,/]\d)")
    counting = [match for said in shown.split("\n") for match in number.finditer(said)]
    return bool(counting) and not any(_TELLS.match(match.string, match.end()) for match in counting)


def _first_number(text: str) -> int | None:
    """By which number a question that begins with one counts things ("ba xã nào …", "tên của hai …"); None if it does
    not."""
    first = _FIRST.match(folded_by_numbers(text))
    return next(iter(numbers_said(first[1])), None) if first else None


def asks_for_several(question: Question) -> bool:
    """Whether a question asks for several things or persons."""
    return question.intent is Intent.LIST or _ASKS_FOR_SEVERAL.search(question.folded) is not None
