"""What a question asks for of what it is about: "số điện thoại" of a person, "kinh phí" of a plan.

An answer that does not speak of it is no answer, however much else it shares with the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.question.glossary import Word
from vectorstore.query import Concept

_AFTER = frozenset("nhiêu mấy ai".split())
_BEFORE = frozenset("gì nào đâu nhiêu mấy ai sao".split())
_ENGLISH = frozenset("what which who whom whose when where many much long far often old high".split())
_COPULAS = frozenset({"là", "gồm", "thuộc"})


def focus_of(words: Sequence[Word]) -> tuple[Concept, ...]:
    """The concepts that a Vietnamese question asks for, from its words in order; none where it has no question word.

    They stand beside the question word ("bao nhiêu đảng viên", "đạt doanh thu bao nhiêu"), or, where a copula stands
    before that, begin the question ("Kinh phí của kế hoạch là bao nhiêu?").
    """
    asking = next((i for i, word in enumerate(words) if word.text.lower() in _BEFORE), None)
    if asking is None:
        return ()
    found: list[Concept] = []
    while asking + 1 < len(words) and words[asking + 1].text.lower() in _BEFORE:
        asking += 1
    before = [word for word in words[:asking] if word.text.lower() != "bao"]
    if before and before[-1].text.lower() in _COPULAS:
        found += [word.concept for word in before if word.concept][:1]
    else:
        found += [word.concept for word in before[-2:] if word.concept][-1:]
    if words[asking].text.lower() in _AFTER:
        found += [word.concept for word in words[asking + 1 : asking + 3] if word.concept][:1]
    return tuple(dict.fromkeys(found))


def english_focus_of(words: Sequence[Word]) -> tuple[Concept, ...]:
    """The concept after the question word of an English question."""
    asking = next((i for i, word in enumerate(words) if word.text in _ENGLISH), -1)
    return tuple(word.concept for word in words[asking + 1 :] if word.concept)[:1]
