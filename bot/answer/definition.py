"""The sentence that says what something is ("X là …"), or what an abbreviation stands for ("… (X)")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.question.topic import topic
from bot.question.understand import Question
from vectorstore.models import Hit, Span
from vectorstore.text import fold, syllables

_HITS = 12
_TERM = 7  # syllables
_IS = r"(?:la|duoc hieu la|nghia la|gom|bao gom|co nghia la|tuc la|la viec|la nguoi)"


def defining_sentence(question: Question, hits: Sequence[Hit]) -> tuple[Hit, Span] | None:
    """The first sentence of the best passages that defines the question's term; None if none does."""
    term = " ".join(syllables(fold(topic(question.text, question.form))))
    term = re.split(r" (?:trong|theo|cua|o|tai|under|according|in|of)\b", term)[0]
    if not term or term.count(" ") >= _TERM:
        return None
    defines = re.compile(rf"\b{re.escape(term)}\b(?: [a-z]+){{0,3}}? {_IS}\b")
    stands_for = re.compile(rf"\((?:sau day )?(?:goi tat|viet tat|goi chung)?(?: la)? ?[“\"]?{re.escape(term)}[”\"]?\)")
    for hit in hits[:_HITS]:
        for span in hit.passage.sentences:
            text = fold(hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start])
            if stands_for.search(text) or defines.search(" ".join(syllables(text))):
                return hit, span
    return None
