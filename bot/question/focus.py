"""What a question asks for of what it is about: "số điện thoại" of a person, "kinh phí" of a plan.

An answer that does not speak of it is no answer, however much else it shares with the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from bot.question.cues import cues
from bot.question.glossary import Word
from vectorstore.query import Concept
from vectorstore.text import fold

_ASKING = frozenset("gì nào đâu nhiêu mấy ai sao".split())
_ASKING_BEFORE = frozenset("nhiêu mấy ai".split())  # what is asked for follows them
_COUNTING_EN = frozenset(("many", "much"))
_ASKING_EN = frozenset("what which who whom whose when where many much long far often old high".split())
_BESIDE_ASKING = frozenset({"bao", "những", "các"})
_REGARDING = "đối"  # begins "đối với", which is not counted
_COPULAS = frozenset({"là", "gồm", "thuộc"})
_ASKING_WHAT = frozenset(("what", "which"))
_COPULAS_EN = frozenset("is are was were".split())
_PREPOSITIONS = frozenset(
    "of in for by at on to from as with under over about during according after before since between".split()
)
_OF_WHAT = frozenset("of the its their all these those".split())
_AUXILIARIES = frozenset("did does do have has had will would can could must should may might been be".split())
_JOINING = frozenset("that who which there than as and or if".split())
_AFTER_COUNTED = _COPULAS_EN | _AUXILIARIES | _JOINING | (_PREPOSITIONS - {"of"})
"""Words before which what is counted has been said: "how many poor households | did …"."""
_PAST = frozenset("took came went won got became left met held sat spoke gave made paid fell rose grew lost".split())
_STATES = frozenset("died killed injured wounded married retired disabled affected damaged".split())
"""Words in "-ed" that say what is counted: how many fighters died."""
_BESIDE = 2  # words between the question word and what is asked for
_ANYTHING = cues(
    """
    noi dung | viec | dieu | van de | y nghia | nghia | vai tro | ket qua | muc | don vi | con so | so | nguoi | noi
    cho | phut | gio | met vuong | met | hec ta | ha | km | phan tram | ty | ty dong | trieu | trieu dong | nghin dong
    dong | tien | lan | luot | nam | thang | ngay | tuoi | cai | toi da | toi thieu | it nhat | nhieu nhat | bat dau
    ban dau | dia chi | dia diem | tro lai | lam | co | duoc | phai | tuc | tong | tong so | tat ca
    goi la | duoc goi la
    percent | percentage | billion | million | date | day | year | name | number | amount | kind | sort | thing | money
    time | share | proportion | fraction | people | persons? | total | estimate | level | rate | figure | sum | size
    more | much | long | large | old | far | high | big | tall | deep | daily | weekly | monthly | annual | new
    called | known as | named | term | as of
    at most | at least | length | height | width | depth | area | value | capacity
    """
)
"""What asks for anything of its kind, and what measures: an answer need not say it."""


def focus_of(words: Sequence[Word]) -> tuple[Concept, ...]:
    """The concepts that a Vietnamese question asks for, from its words in order; none where it has no question word.

    They stand beside the question word ("bao nhiêu đảng viên", "đạt doanh thu bao nhiêu"), or, where a copula stands
    before that, begin the question ("Kinh phí của kế hoạch là bao nhiêu?"). Names ask for nothing.
    """
    asking = next((i for i, word in enumerate(words) if word.text.lower() in _ASKING), None)
    if asking is None:
        return ()
    while asking + 1 < len(words) and words[asking + 1].text.lower() in _ASKING:
        asking += 1
    before = [word for word in words[:asking] if word.text.lower() not in _BESIDE_ASKING]
    begins = bool(before) and before[-1].text.lower() in _COPULAS
    found = _telling(before)[:1] if begins else _telling(before[-_BESIDE:])[-1:]
    if words[asking].text.lower() in _ASKING_BEFORE:
        after = dropwhile(lambda word: word.text.lower() in _COPULAS, words[asking + 1 : asking + 1 + _BESIDE])
        counted = takewhile(lambda word: word.concept is not None and word.text.lower() != _REGARDING, after)
        found += _telling(list(counted))[:1]
    return tuple(dict.fromkeys(found))


def english_focus_of(phrases: Sequence[Word]) -> tuple[Concept, ...]:
    """The concept that an English question asks for: the head of what "what is …" asks ("What was the bloc's revenue
    for 2020?"), any word of what "how many …" counts, else the first after the question word; names ask for nothing."""
    asking = next((i for i, word in enumerate(phrases) if word.text.lower() in _ASKING_EN), -1)
    word = phrases[asking].text.lower() if asking >= 0 else ""
    said = [word for word in phrases[asking + 1 :] if not word.text.isdigit()]
    if said and said[0].text.lower() in _COPULAS_EN and word in _ASKING_WHAT:
        asked = list(takewhile(lambda word: word.text.lower() not in _PREPOSITIONS, said))
        return tuple(_telling(asked)[-1:])
    counted = _counted(said) if word in _COUNTING_EN else None
    return (counted,) if counted else tuple(_telling(said)[:1])


def _counted(words: Sequence[Word]) -> Concept | None:
    """What an English question counts, as one concept with the wordings of all words of it; None where the glossary has
    none of them."""
    begun = dropwhile(lambda word: word.text.lower() in _OF_WHAT, words)
    named = list(takewhile(lambda word: word.text.lower() not in _AFTER_COUNTED, begun))
    verb = next((place for place, word in enumerate(named) if place and _is_past(word)), len(named))
    named = named[:verb]
    wordings = [wording for concept in _telling([word for word in named if word.rendered]) for wording in concept]
    return tuple(dict.fromkeys(wordings)) or None


def _is_past(word: Word) -> bool:
    """Whether an English word behind what is counted says what that did: "how many delegates | attended"."""
    spoken = word.text.lower()
    return spoken in _PAST or (spoken.endswith("ed") and " " not in spoken and spoken not in _STATES)


def _telling(words: Sequence[Word]) -> list[Concept]:
    return [
        word.concept
        for word in words
        if word.concept and len(word.text) > 1 and not word.is_name and not _ANYTHING.fullmatch(fold(word.text))
    ]
