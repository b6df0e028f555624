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
    trong truoc tu tung uy va van ve vi viec vu voi xa xin on alo""".split()
)
_ENGLISH_ALONE = frozenset("hi hey hello bye thanks".split())  # with no other word; "hi sinh" is Vietnamese
_OF_NONE = frozenset("ok oke okay okie oki".split())  # said in both
# Words of other languages that neither Vietnamese nor English has.
_FOREIGN = frozenset(
    """la a à le les des une est sont dans pour avec quel quelle quels quelles quoi où qui que comment pourquoi combien
    nous vous ils elles cette ces leur sur aux der die das hat war haben werden ist sind wie wer wann warum
    welche welcher welches und nicht ein eine einen dem den für mit auf aus wurde wird im zum zur von vier el
    los las una es son qué cuál cuáles cuales quién cómo cuándo dónde por para con del cuántos cuatro está il
    gli che chi quando dove perché quali quale sono della delle dei nel os dos não quem quais qual uma são onde
    apa siapa kapan yang adalah dari untuk dengan bagaimana dimana tidak wat waar wanneer hoe het een niet""".split()
)
_ENGLISH_ONLY = _ENGLISH - _FOREIGN
_VIETNAMESE_ONLY = _VIETNAMESE - _FOREIGN
_MISSPELT = re.compile(r"^(?:c(?=[ei])|k(?=[aou])|ng(?=[ei])|g(?=e)|q(?!u))")
_VOWEL = re.compile("[aeiouy]")
_FOREIGN_LETTER = re.compile(r"[çñöüäßåøœæîïûë¿¡]", re.IGNORECASE)
_VIETNAMESE_LETTER = re.compile(r"[đơưạ-ỹ]", re.IGNORECASE)
_LONGEST_SYLLABLE = 7  # letters: "nghiêng"
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_FOREIGN_SHARE = 0.34  # of the words, of a text in another language written in Latin letters
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|\([^()]*\)")  # names and mottoes, in another language perhaps
_TELLING = 2  # words outside quotation marks and names, from which they tell the language
_INSIDE = re.compile(r"(?<=[\w,’'] )[^\W\d_]\w*|\d+\s?[-/]\s?\w+/\w+")
_BEGINNING = 2_000  # characters that tell the language of a text
_MOSTLY_ACCENTED = 0.25  # share of syllables with a diacritic; ordinary Vietnamese has about 0.75


def detect(text: str) -> Form:
    """The form of a question.

    What is neither Vietnamese nor English counts as English (see `is_foreign`).
    """
    text = nfc(text)
    unquoted = _QUOTED.sub(" ", text)
    for telling in (_without_names(unquoted), unquoted, text):
        words = [word for word in syllables(telling) if not word.isdigit()]
        if len(words) >= _TELLING:
            break
    votes = _votes(words)
    if votes and sum(votes) <= 0:
        return Form.ENGLISH
    return Form.VIETNAMESE if accented_share(text) >= _MOSTLY_ACCENTED else Form.PLAIN


def tells_language(text: str) -> bool:
    """Whether any word of a text is of a language: "NQ 01" and "ok" are of none, and count as Vietnamese."""
    return bool(_votes(syllables(nfc(text))))


def spoken_language(text: str, default: Language) -> Language:
    """The language to speak to a person who typed `text`, as its beginning tells it; else `default`."""
    beginning = text[:_BEGINNING]
    return language_of(detect(beginning)) if tells_language(beginning) else default


def _without_names(text: str) -> str:
    """`text` without document numbers and words that have a capital inside a sentence, which may be names in the other
    language."""
    return _INSIDE.sub(lambda match: match[0] if match[0][0].islower() else " ", text)


def accented_share(text: str) -> float:
    """The share of the syllables of a text, figures apart, that have a diacritic; 1 where there are none."""
    words = [word for word in syllables(nfc(text)) if not word.isdigit()]
    return sum(map(has_accents, words)) / len(words) if words else 1.0


def language_of(form: Form) -> Language:
    """The language in which a question of this form is answered."""
    return "en" if form is Form.ENGLISH else "vi"


def is_foreign(text: str) -> bool:
    """Whether a text is in neither Vietnamese nor English, as far as its letters and little words tell.

    A foreign word that is spelt as a Vietnamese syllable ("den", "la") tells only beside one that is not.
    """
    text = nfc(text)
    letters = [char for char in text if char.isalpha()]
    if len(_OTHER_SCRIPT.findall(text)) > len(letters) / 2:
        return True
    words = [word.lower() for word in syllables(text)]
    plain = [fold(word) for word in words]
    sure = sum(_is_surely_foreign(word, folded) for word, folded in zip(words, plain, strict=True))
    if not sure:
        return False
    unsure = sum(word in _FOREIGN and is_vietnamese_syllable(word) for word in words)
    ours = sum(word in _ENGLISH_ONLY or word in _VIETNAMESE_ONLY for word in plain)
    theirs = sure + unsure + bool(_FOREIGN_LETTER.search(text))
    return theirs >= ours + 2 and theirs >= _FOREIGN_SHARE * len(words)


def _is_surely_foreign(word: str, folded: str) -> bool:
    if is_vietnamese_syllable(folded) or _runs_together(word):
        return False
    return word in _FOREIGN or has_accents(word)


def is_vietnamese_syllable(folded: str) -> bool:
    """Whether a folded word is spelt as a Vietnamese syllable may be."""
    return _SYLLABLE.fullmatch(folded) is not None and _MISSPELT.search(folded) is None


def _runs_together(word: str) -> bool:
    """Whether a word is Vietnamese that was typed without spaces: longer than a syllable, in letters of its own."""
    return len(word) > _LONGEST_SYLLABLE and _VIETNAMESE_LETTER.search(word) is not None


def _votes(words: list[str]) -> list[float]:
    """What each word that is of a language tells: above zero Vietnamese, below anything else."""
    said = {fold(word) for word in words} - _OF_NONE
    if said and said <= _ENGLISH_ALONE:
        return [-1.0]
    return [vote for vote in map(_vote, words) if vote is not None]


def _vote(word: str) -> float | None:
    folded = fold(word)
    vietnamese = _SYLLABLE.fullmatch(folded) is not None
    if (vietnamese and has_accents(word)) or _runs_together(word):
        return 3
    if folded in _VIETNAMESE and folded in _ENGLISH:
        return 0
    if folded in _ENGLISH:
        return -1.5 if is_vietnamese_syllable(folded) else -2.5
    if folded in _VIETNAMESE:
        return 1.5
    if _OTHER_SCRIPT.search(word):
        return -1
    if word.isupper() or folded in _OF_NONE or not _VOWEL.search(folded):  # an abbreviation
        return None
    if vietnamese:
        return 0.75
    return -1 if len(word) > 1 else None


_ENGLISH_FILLERS = frozenset(
    """above according across actually again against along already although always am among another anyone anything
    around away became become behind being below besides beyond came cannot come comes coming currently despite doesn
    doing don done down due eight either eleven else ended enough especially even ever every everyone everything
    exactly few five four get gets getting go goes going gone got having hence here herself him himself however indeed
    instead itself just kept ll lot lots may maybe mean means meant mid might mine must myself near neither never nine
    nobody none nor nothing now off often ones ours ourselves per perhaps put puts putting quite rather re really s
    see seven shall six someone something sometimes somewhere soon still supposed t taken ten thing things though thus
    together too toward towards twelve unless upon ve very via wasn went were weren whatever whenever whereas
    whichever while whoever within without won yes yet yours""".split()
)
"""Further words that name nothing, some of which Vietnamese texts without accents also have."""


def is_english_function_word(word: str) -> bool:
    """Whether a folded word is an English article, pronoun, preposition, auxiliary or question word."""
    return word in _ENGLISH


def names_nothing(word: str) -> bool:
    """Whether a folded English word is one of grammar, or only fills a sentence ("exactly", "came")."""
    return word in _ENGLISH or word in _ENGLISH_FILLERS


_GRAMMAR = frozenset(
    """gì nào ai đâu mấy sao bao nhiêu là những các hãy xin hỏi cho biết vậy thế à ạ nhỉ và của ở tại trong ngoài trên
    dưới được bị do bởi với về theo từ đến tới vào ra lên xuống này đó kia ấy khi lúc thì mà nếu để vì nên có không
    chưa đã đang sẽ phải cần cũng còn rất hơn nhất một mỗi mọi từng cùng như hay hoặc tôi mình chúng ta bạn em anh chị
    việc điều sự cuộc cái con số ngày tháng năm người đồng chí ông bà nói nêu gồm thứ lần hôm mang muốn
    chuyện rồi vừa""".split()
)


def is_vietnamese_function_word(word: str) -> bool:
    """Whether a Vietnamese syllable with its accents belongs to grammar rather than to what is talked about."""
    return word.lower() in _GRAMMAR
