"""Which language a question is in, and whether its accents were typed."""

from __future__ import annotations

import re

from vectorstore.errors import Language
from vectorstore.query import Form
from vectorstore.text import fold, has_accents, nfc, syllables

# Onset, nucleus, coda of a Vietnamese syllable after folding.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|oai|oay|oeo|uay|uoi|uou|ieu|yeu|uyu|[aeiouy]{1,2})"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_ENGLISH = frozenset(
    """a about after all also am an and any are as at be because been before between both but by can could did do does
    during each first for from give had has have he her his how i if in into is it its last list made make many me more
    most much name no not of on one or other our out over please second she should show since so some such tell than
    that the their them there these they third this those three through to two under until up us was we were what when
    where whether which who whom whose why will with would year you your""".split()
)
_VIETNAMESE = frozenset(
    """ai anh ban bao bac bi boi cac cai can cap chi cho chu chua chuc cho co con cua cung da dau day de den di dieu do
    dong duoc duong gi gom giua hai han hay hoi hon khi khong khoi la lam lan len loai may mot nam nao nay neu ngay nghi
    nguoi nhat nhieu nhiem nhu nhung noi o phai qua ra rang sau so tai thang the theo thi thoi thu tin to toi tong tren
    trong truoc tu tung uy va van ve vi viec vu voi xa xin""".split()
)
_MOSTLY_ACCENTED = 0.25  # share of syllables with a diacritic; ordinary Vietnamese has about 0.75


def detect(text: str) -> Form:
    """The form of a question.

    What is neither Vietnamese nor English counts as English: it too finds only by meaning.
    """
    words = [word for word in syllables(nfc(text)) if not word.isdigit()]
    if not words:
        return Form.VIETNAMESE
    if _evidence(words) <= 0:
        return Form.ENGLISH
    accented = sum(map(has_accents, words)) / len(words)
    return Form.VIETNAMESE if accented >= _MOSTLY_ACCENTED else Form.PLAIN


def language_of(form: Form) -> Language:
    """The language in which a question of this form is answered."""
    return "en" if form is Form.ENGLISH else "vi"


def _evidence(words: list[str]) -> float:
    """Above zero for Vietnamese, below for anything else."""
    total = 0.0
    for word in words:
        folded = fold(word)
        vietnamese = _SYLLABLE.fullmatch(folded) is not None
        if vietnamese and has_accents(word):
            total += 3
        elif folded in _VIETNAMESE and folded in _ENGLISH:
            continue
        elif folded in _ENGLISH:
            total -= 1.5
        elif folded in _VIETNAMESE:
            total += 1.5
        elif word.isupper():
            continue
        elif vietnamese:
            total += 0.75
        elif len(word) > 1:
            total -= 1
    return total


def is_english_function_word(word: str) -> bool:
    """Whether a folded word is an English article, pronoun, preposition, auxiliary or question word."""
    return word in _ENGLISH


_GRAMMAR = frozenset(
    """gì nào ai đâu mấy sao bao nhiêu là những các hãy xin hỏi cho biết vậy thế à ạ nhỉ và của ở tại trong ngoài trên
    dưới được bị do bởi với về theo từ đến tới vào ra lên xuống này đó kia ấy khi lúc thì mà nếu để vì nên có không
    chưa đã đang sẽ phải cần cũng còn rất hơn nhất một mỗi mọi từng cùng như hay hoặc tôi mình chúng ta bạn em anh chị
    việc điều sự cuộc cái con số ngày tháng năm người đồng chí ông bà nói nêu gồm thứ lần""".split()
)


def is_vietnamese_function_word(word: str) -> bool:
    """Whether a Vietnamese syllable with its accents belongs to grammar rather than to what is talked about."""
    return word.lower() in _GRAMMAR
