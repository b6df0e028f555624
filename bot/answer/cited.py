"""What documents say of another one that they cite by its number: its day, and what it is about.

"Thực hiện Kết luận số 52-KL/TU, ngày 30/6/2021 của Ban Thường vụ Tỉnh ủy về …" tells both of a document that the
library does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.facts import ISSUE, Fact
from bot.question.cues import cues
from bot.question.intent import Intent, asks_subject
from bot.question.papers import ANY_PAPER, ANY_PAPER_EN
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.text import fold, fold_sentences

_SURE = 0.9
_DAY = r"(?:ngay )?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|ngay \d{1,2} thang \d{1,2},? nam \d{4}"
_DATED = re.compile(rf"[\s,(]{{0,3}}(?:{_DAY})")
_DATED_BEFORE = re.compile(rf"(?:{_DAY})[^.;]{{0,100}}\b(?:ban hanh|ra|ky|cong bo|thong qua)\b[^.;]{{0,60}}$")
_SUBJECT = re.compile(r"[^.;:]{0,90}?\bve \w")
_PAPER = cues(f"{ANY_PAPER} | {ANY_PAPER_EN}")


def find_cited(question: Question, hits: Sequence[Hit]) -> tuple[Fact, ...]:
    """The first sentence that tells the day, or the subject, of the one document that a question asks about by its
    number; none for other questions, and where no bulletin cites it so."""
    told = _told(question)
    if told is None:
        return ()
    (reference,) = question.references
    numbers = [re.compile(r"\b" + r"\W{1,3}".join(phrase.split()) + r"\b") for phrase in reference.phrases()]
    for hit in hits:
        for span in hit.passage.sentences:
            sentence = fold(hit.passage.said(span))
            cited = next(filter(None, (number.search(sentence) for number in numbers)), None)
            before = cited and told is _DATED and _DATED_BEFORE.search(sentence[: cited.start()])
            if cited and (before or told.match(sentence, cited.end())):
                return (Fact(hit.bulletin, span, _SURE),)
    return ()


def asks_day_of_cited(question: Question) -> bool:
    """Whether a question asks for the day of a document, by its number, that no bulletin has."""
    return _told(question) is _DATED


def is_of_another_paper(question: Question, said: str) -> bool:
    """Whether a question asks for the day of a document that carries out the one whose number it says, and a text does
    not speak of such: "Kế hoạch thực hiện Nghị quyết số 05-NQ/TU ban hành ngày nào?"."""
    if not _asks_of_cited(question) or not _asks_for_day(question):
        return False
    carrying_out = [fold(match[0]) for match in _PAPER.finditer(_besides_number(question))]
    return bool(carrying_out) and not any(f" {paper} " in fold_sentences([said]) for paper in carrying_out)


def _asks_of_cited(question: Question) -> bool:
    """Whether a question says the number of one document, which no bulletin has."""
    return len(question.references) == 1 and not question.query.named


def _asks_for_day(question: Question) -> bool:
    return question.intent is Intent.WHEN and ISSUE.search(question.folded) is not None


def _besides_number(question: Question) -> str:
    """A question, folded, without the number of the document that it says."""
    (reference,) = question.references
    return fold(question.text[: reference.start] + question.text[reference.end :])


def _told(question: Question) -> re.Pattern[str] | None:
    """What stands behind the number where a text tells what is asked; None where anything else is asked, as of another
    document that carries it out."""
    if not _asks_of_cited(question) or _PAPER.search(_besides_number(question)):
        return None
    if _asks_for_day(question):
        return _DATED
    return _SUBJECT if asks_subject(question.folded) else None
