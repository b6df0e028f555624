"""Whether an answer is about the person that a question names.

How many years another comrade served is no answer to "Ông … công tác bao nhiêu năm?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answer.evidence import offered
from bot.question.intent import Intent
from bot.question.language import is_vietnamese_syllable
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.text import fold, syllables

_TITLED = re.compile(r"\b(?:đồng chí|đ/c|ông|bà|anh|chị|mr\.?|mrs\.?|ms\.?|comrade) ((?:\w+ ?){2,5})", re.IGNORECASE)
_LEAST = 2  # syllables of a name


def is_about_person(question: Question, shown: Iterable[tuple[Hit, str]]) -> bool:
    """Whether something shown names the persons that a question names, or stands where they are named and names nobody
    else; true where it names none."""
    asked = _persons(question.text)
    return not asked or any(_is_about(asked, hit, said) for hit, said in shown)


def _persons(text: str) -> list[str]:
    """The persons with a title before their names, as folded syllables."""
    found = []
    for match in _TITLED.finditer(text):
        words = match[1].split()
        name = words[: next((i for i, word in enumerate(words) if not word[0].isupper()), len(words))]
        if len(name) >= _LEAST and all(is_vietnamese_syllable(fold(word)) for word in name):
            found.append(" ".join(syllables(fold(" ".join(name)))))
    return found


def _is_about(asked: Sequence[str], hit: Hit, said: str) -> bool:
    if _names_all(asked, said):
        return True
    around = " ; ".join([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])
    return _names_all(asked, around) and not any(" " in name for name in offered(Intent.WHO, said))


def _names_all(asked: Sequence[str], text: str) -> bool:
    folded = f" {' '.join(syllables(fold(text)))} "
    return all(f" {name} " in folded for name in asked)
