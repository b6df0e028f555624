"""What a figure counts the doing of: how many members there are is no answer to how many were admitted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.question.cues import cues, either
from bot.question.understand import Question
from vectorstore.query import Concept, Form
from vectorstore.text import folded_syllables

_ACTS = (
    ("ket nap", "phat trien dang"),
    ("khai tru", "xoa ten"),
    ("ky luat", "khien trach", "canh cao", "cach chuc", "khai tru"),
    ("khen thuong", "trao tang", "tang thuong", "bieu duong", "giay khen", "bang khen", "ton vinh"),
    ("thanh lap",),
    ("sap nhap", "hop nhat"),
    ("giai the",),
    ("kiem tra", "giam sat"),
    ("tiep nhan",),
    ("giai quyet", "tra loi"),
    ("dao tao", "boi duong", "tap huan"),
    ("xuat khau",),
    ("nhap khau",),
    ("bi thuong",),
    ("tuyen dung",),
    ("khoi to", "truy to", "bat giam"),
    ("giay chung nhan", "chung chi", "cap chung nhan"),
)
"""Acts that bulletins count, folded, each with what says the same."""
_GIVEN_BY = {"khen thuong": ("thuong",)}
"""Words that tell of an act in a text, and ask for none in a question."""
_ACT = either("|".join(sorted({act for acts in _ACTS for act in acts}, key=len, reverse=True)))
_ACT_OR_TARGET = re.compile(rf"\b(?:{_ACT}|chi tieu|muc tieu)\b")
_DISCIPLINE = cues("khai tru | canh cao | khien trach | cach chuc | mien nhiem | bai nhiem | buoc thoi viec")
_COUNTS_EN = cues("how many | what number | what (?:is|was) the (?:total )?number")
_SEVERAL_MEANINGS = ("tiep nhan", "giai quyet", "tra loi")
"""What "receive" and "answer" are rendered by, which count acts only where the question counts."""
_STATE = cues(
    r"""
    co (?:tat ca |tong cong |tong so |khoang )?bao nhieu | tong so | tong cong | gom bao nhieu
    how many .*(?:there|belong|(?:have|has|had)(?! (?:been|set|built|won|paid|joined|[a-z]+ed)\b)) | total number
    """
)


def acts_asked(question: Question) -> Sequence[tuple[str, ...]]:
    """The acts that a question counts, each in its wordings."""
    english = tuple(words[:1] for words in question.query.words) if question.form is Form.ENGLISH else ()
    if _COUNTS_EN.search(question.folded) is None:
        english = tuple(words for words in english if words[0] not in _SEVERAL_MEANINGS)
    return _acts(question.folded, english)


@lru_cache(64)  # as each question is put to many sentences
def _acts(folded_question: str, words: tuple[Concept, ...]) -> Sequence[tuple[str, ...]]:
    said = [f" {wording} " for wording in (folded_question, *(w for wordings in words for w in wordings))]
    by_name = [acts for acts in _ACTS if any(f" {acts[0]} " in wording for wording in said)]
    return by_name or [acts for acts in _ACTS if any(f" {act} " in wording for act in acts for wording in said)]


def is_of_acts(folded: str, acts: Sequence[tuple[str, ...]]) -> bool:
    """Whether a folded text speaks of one of the acts, if there are any."""
    given = (act for wordings in acts for act in (*wordings, *_GIVEN_BY.get(wordings[0], ())))
    return not acts or any(f" {act} " in f" {folded} " for act in given)


def asks_for_state(folded_question: str) -> bool:
    """Whether a question asks how many there are."""
    return _STATE.search(folded_question) is not None


def counts_only_acts(folded: str, counted: str) -> bool:
    """Whether all figures of what is `counted`, a folded word, in a folded text are of acts: "kết nạp 143 người"."""
    figures = len(re.findall(rf"\d (?:[a-z]+ ){{0,1}}{counted}\b", folded))
    done = len(re.findall(rf"\b{_ACT} (?:[a-z]+ ){{0,3}}(?:\d+ )+(?:[a-z]+ ){{0,1}}{counted}\b", folded))
    return 0 < figures <= done


def names_acts(folded: str) -> bool:
    """Whether a folded text names an act that bulletins count, or a target."""
    return _ACT_OR_TARGET.search(folded) is not None


def row_counts_only_acts(cells: Sequence[str], above: str, counted: Concept) -> bool:
    """Whether what a row counts of the `counted`, in folded wordings, are acts or targets: by those of its `cells`, and
    of the names of its columns, that name it, or, where none does, by what stands above. With accents."""
    naming = [cell for cell in map(folded_syllables, cells) if any(f" {word} " in f" {cell} " for word in counted)]
    return all(map(names_acts, naming or [folded_syllables(above)]))


def is_of_discipline(text: str, folded_question: str) -> bool:
    """Whether a text speaks of the disciplinary measure that a question names; false where it names none."""
    asked = _DISCIPLINE.search(folded_question)
    return asked is not None and f" {asked[0]} " in f" {folded_syllables(text)} "
