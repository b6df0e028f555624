"""Whether an answer is about the persons that a question names.

How many years another comrade served is no answer to "Ông … công tác bao nhiêu năm?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answer.persons import persons
from bot.question.language import is_vietnamese_syllable
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.text import fold, syllables


def is_about_persons(question: Question, shown: Iterable[tuple[Hit, str]]) -> bool:
    """Whether something shown names the persons that a question names, or stands where they are named and names nobody
    else; true where it names none, or only ones whose names texts may spell otherwise."""
    named = [_plain(name) for name in persons(question.text)]
    asked = [
        name for name in named if all(map(is_vietnamese_syllable, name.split())) and _is_surely_person(name, question)
    ]
    return not asked or any(_is_about(asked, hit, said) for hit, said in shown)


def _is_surely_person(name: str, question: Question) -> bool:
    """Whether a name is of three syllables or stands behind a title: "Châu Âu" is none."""
    return name.count(" ") > 1 or re.search(rf"\b(?:dong chi|ong|ba|anh|chi) {name}\b", question.folded) is not None


def _plain(text: str) -> str:
    return " ".join(syllables(fold(text)))


def _is_about(asked: Sequence[str], hit: Hit, said: str) -> bool:
    if _names_all(asked, said):
        return True
    around = " ; ".join([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])
    return _names_all(asked, around) and not persons(said)


def _names_all(asked: Sequence[str], text: str) -> bool:
    folded = f" {_plain(text)} "
    return all(f" {name} " in folded for name in asked)
