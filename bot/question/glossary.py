"""English words and phrases → how Vietnamese texts word them, so that English questions are found by words too, and
Vietnamese words have their synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.question.corpus import SyllableCounts
from bot.question.language import is_vietnamese_function_word, names_nothing
from vectorstore.query import Concept
from vectorstore.text import fold, folded_syllables, has_accents, syllable_spans, syllables

_LONGEST = 5  # words of an English phrase; Vietnamese ones may have a syllable more
_SYNONYMS = 8
_CLASSES = frozenset(
    """
    phường xã huyện tỉnh thôn bản ấp xóm khối cụm ông bà anh chị cô chú đoàn đội quỹ hội ban trường công đảng chi
    nhà hồ đường cầu sông chủ bí phó trưởng tết
    """.split()
)
"""Words before a name that begin a question with a capital: "Phường Tân Mỏ", "Ông Kháy"."""
_BEFORE_NAMES = frozenset(
    "ở tại từ đến theo trong ngoài về với và của cho do vì khi năm ngày tháng sáng chiều dân vụ người riêng còn".split()
)
"""Further words before a name that begin a question."""
_BEFORE_MONTHS = frozenset("in of by since until till from to before after during late early mid last this".split())
_PLACES = frozenset("phường xã huyện tỉnh thôn bản ấp xóm phố trấn quận".split())
"""Words after which such a word belongs to the name: "thôn Hồ Pên", "xã Đồng Vân"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question as it was typed; `concept` is None for one of grammar.

    `rendered` are the Vietnamese wordings, with their accents, of an English phrase that the glossary has.
    """

    text: str
    concept: Concept | None
    rendered: tuple[str, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether each of its syllables has a capital, or is a figure, and it has no other wording."""
        capitals = all(syllable[0].isupper() or syllable.isdigit() for syllable in self.text.split())
        return capitals and self.text[:1].isupper() and self.concept == (fold(self.text),)


def translate(question: str, counts: SyllableCounts) -> tuple[Concept, ...]:
    """The concepts of an English question.

    The longest phrases of the glossary are taken first. A figure always counts, another word that the glossary lacks
    if the corpus has it: names, abbreviations; such words that stand together also count as pairs.
    """
    typed = syllables(question)
    words = [fold(word) for word in typed]
    names = _names(typed, counts)
    found: list[Concept] = []
    verbatim: list[str] = []
    place = 0
    while place < len(words):
        alone = place in names or _is_auxiliary(typed, place)
        length, phrase = (1, "") if alone else _longest_phrase(words, place)
        if phrase:
            found += [_glossary()[phrase], *_pairs(verbatim, counts)]
            verbatim = []
        elif (
            place in names
            or words[place].isdigit()
            or (not names_nothing(words[place]) and counts.accented_forms(words[place]))
        ):
            found.append((words[place],))
            verbatim.append(words[place])
        else:
            found += _pairs(verbatim, counts)
            verbatim = []
        place += length
    return tuple(dict.fromkeys([*found, *_pairs(verbatim, counts)]))


def phrases(question: str, counts: SyllableCounts) -> list[Word]:
    """The words of an English question in order, each phrase of the glossary with its Vietnamese wordings; function
    words have no concept, and what the glossary lacks, or the corpus has as a name, stands for itself."""
    typed = syllables(question)
    folded = list(map(fold, typed))
    protected = _names(typed, counts)
    found: list[Word] = []
    place = 0
    while place < len(typed):
        alone = place in protected or _is_auxiliary(typed, place)
        length, phrase = (1, "") if alone else _longest_phrase(folded, place)
        text = " ".join(typed[place : place + length])
        word = fold(text)
        if phrase:
            found.append(Word(text, _glossary()[phrase], tuple(_entries()[phrase])))
        else:
            found.append(Word(text, None if names_nothing(word) else (word,)))
        place += length
    return found


def names(words: Sequence[Word], counts: SyllableCounts) -> tuple[Concept, ...]:
    """The names among the words of a question: those with capitals that have no other wording. Where single syllables
    stand side by side, as in English, each two of them (see `_pairs`); a lone syllable that begins the question is
    none."""
    found: list[str] = []
    run: list[str] = []
    for place, word in enumerate([*words, Word("", None)]):
        if word.is_name and " " not in word.text:
            begins_alone = place == 0 and not any(following.text[0].isupper() for following in words[1:2])
            run += [] if begins_alone else [fold(word.text)]
            continue
        found += [pair for (pair,) in _pairs(run, counts)] if len(run) > 1 else run
        run = []
        found += [fold(word.text)] if word.is_name else []
    return tuple((name,) for name in dict.fromkeys(found))


def glossed(words: list[str]) -> Iterator[tuple[int, int, Concept]]:
    """The phrases of an English text, given as folded words, that the glossary knows: where each begins and ends among
    the words, and its wordings. The longest are taken first."""
    place = 0
    while place < len(words):
        length, phrase = _longest_phrase(words, place)
        if phrase:
            yield place, place + length, _glossary()[phrase]
        place += length


def _names(typed: list[str], counts: SyllableCounts) -> set[int]:
    """The places of words that are no English: those with accents, and those with capitals that stand side by side in
    the corpus: "Dong Son", where "son" is no son."""
    names = {place for place, word in enumerate(typed) if has_accents(word)}
    for place, (a, b) in enumerate(pairwise(typed)):
        if a[0].isupper() and b[0].isupper() and counts.accented_pairs(fold(a), fold(b)):
            names |= {place, place + 1}
    return names


def _is_auxiliary(typed: list[str], place: int) -> bool:
    """Whether a word is the "may" of "may a cell admit …", not the month."""
    return typed[place] == "may" and not (place and typed[place - 1].lower() in _BEFORE_MONTHS)


@cache
def english_words() -> frozenset[str]:
    """The single words of the glossary's English phrases."""
    return frozenset(word for phrase in _glossary() for word in phrase.split(" "))


def _pairs(words: Sequence[str], counts: SyllableCounts) -> list[Concept]:
    """Each two words that stand side by side, but for those that the corpus lacks where it has one that overlaps: of
    "Đồng Xuyên Dân vận" not "Xuyên Dân"."""
    pairs = list(pairwise(words))
    known = [bool(counts.accented_pairs(*pair)) for pair in pairs]
    beside = [any(known[max(place - 1, 0) : place + 2]) for place in range(len(pairs))]
    return [(f"{a} {b}",) for (a, b), is_known, near in zip(pairs, known, beside, strict=True) if is_known or not near]


def _longest_phrase(words: list[str], place: int) -> tuple[int, str]:
    """How many words from `place` on the glossary knows together, and the phrase as it stands there; one and nothing if
    it knows none."""
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        first, *others = words[place : place + length]
        inflected = [" ".join([first, *others[:-1], form]) for form in _base_forms(others[-1])] if others else []
        for phrase in [*inflected, *(" ".join([form, *others]) for form in _base_forms(first))]:
            if phrase in _glossary():
                return length, phrase
    return 1, ""


def _base_forms(word: str) -> Iterator[str]:
    """The word and what it may be a regular inflection of; a word of grammar ("does") is none of a "doe"."""
    yield word
    if names_nothing(word):
        return
    for ending, bases in (
        ("ies", ("y",)),
        ("s", ("",)),
        ("es", ("",)),
        ("ied", ("y",)),
        ("ed", ("e", "")),
        ("ing", ("e", "")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield from (stem + base for base in bases)
            if len(stem) > 3 and stem[-1] == stem[-2] and ending in ("ed", "ing"):
                yield stem[:-1]


def words(question: str) -> tuple[Concept, ...]:
    """The distinct words of a Vietnamese question with its accents, each with the wordings that mean the same."""
    return tuple(dict.fromkeys(word.concept for word in segments(question) if word.concept))


def segments(question: str) -> list[Word]:
    """The words of a Vietnamese question with its accents, in order, each with the wordings that mean the same.

    The longest words of the glossary are taken first, then names (syllables with capitals that stand together);
    question words and words of grammar have no concept.
    """
    spans = syllable_spans(question)
    typed = [span.of(question) for span in spans]
    apart = {place for place, (a, b) in enumerate(pairwise(spans), 1) if question[a.end : b.start].strip()}
    found: list[Word] = []
    place = 0
    while place < len(typed):
        length = _longest_word(typed, place, apart)
        word = " ".join(typed[place : place + length])
        grammar = length == 1 and is_vietnamese_function_word(word)
        found.append(Word(word, None if grammar else _synonyms().get(word.lower()) or (fold(word),)))
        place += length
    return found


def _longest_word(typed: list[str], place: int, apart: set[int]) -> int:
    """How many syllables from `place` on make one word; a name goes on neither over punctuation, at the places `apart`,
    nor behind an abbreviation."""
    for length in range(min(_LONGEST + 1, len(typed) - place), 1, -1):
        if " ".join(typed[place : place + length]).lower() in _synonyms():
            return length
    if typed[place].lower() in _CLASSES and not (place and typed[place - 1].lower() in _PLACES):
        return 1
    if place == 0 and typed[0].lower() in _BEFORE_NAMES:
        return 1
    if len(typed[place]) > 1 and typed[place].isupper() and not all(map(str.isupper, typed)):
        return 1
    end = place + 1 if typed[place][0].isupper() else place
    while place < end < len(typed) and typed[end][0].isupper() and not typed[end].isupper() and end not in apart:
        end += 1
    return max(1, end - place)


@cache
def _synonyms() -> dict[str, Concept]:
    """Vietnamese word with its accents → it and what texts may say for it, folded: the official wordings of an everyday
    one, and for one of two or more syllables the others that render the same English words."""
    meanings: dict[str, list[str]] = {}
    for wordings in _official().values():
        longer = [wording for wording in wordings if " " in wording]
        for wording in longer:
            meanings.setdefault(wording, []).extend(longer)
    english = {
        wording: tuple(dict.fromkeys(fold(w) for w in [wording, *same]))[:_SYNONYMS]
        for wording, same in meanings.items()
    }
    official = {word: (*english.get(word, (fold(word),)), *wordings) for word, wordings in official_wordings().items()}
    return {word: tuple(dict.fromkeys(wordings)) for word, wordings in (english | official).items()}


@cache
def official_wordings() -> dict[str, Concept]:
    """Everyday Vietnamese word with its accents → how official texts say it, folded."""
    return {word: tuple(folded_syllables(wording) for wording in official) for word, official in _table("synonyms.tsv")}


def with_official_wordings(concepts: Iterable[Concept], words: Iterable[Word]) -> tuple[Concept, ...]:
    """The concepts, where what one of the words says in everyday language may stand in texts in official wordings."""
    said = {fold(word.text): official_wordings().get(word.text.lower(), ()) for word in words}
    longer = ((word, *wordings) for word, wordings in said.items() if wordings and word.count(" ") > 1)
    return (*((*concept, *said.get(concept[0], ())) for concept in concepts), *longer)


def wordings_of(english: str) -> Concept:
    """The Vietnamese wordings, folded, of an English phrase; none if the glossary lacks it."""
    return _glossary().get(_longest_phrase(syllables(fold(english)), 0)[1], ())


@cache
def vietnamese_wordings() -> frozenset[str]:
    """The Vietnamese words of the glossary of two or more syllables, with their accents."""
    return frozenset(wording.lower() for wordings in _official().values() for wording in wordings if " " in wording)


@cache
def _entries() -> dict[str, list[str]]:
    """English phrase, folded → Vietnamese wordings with their accents: the official ones before the everyday ones."""
    entries = {english: list(wordings) for english, wordings in _official().items()}
    for english, wordings in _table("everyday.tsv"):
        entries.setdefault(folded_syllables(english), []).extend(wordings)
    return entries


@cache
def _official() -> dict[str, list[str]]:
    """The same of the words of Party and administration, whose wordings are synonyms of each other."""
    return {folded_syllables(english): wordings for english, wordings in _table("glossary.tsv")}


def _table(name: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of a table: what is looked up, and its wordings."""
    for line in files("bot.question").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, wordings = line.split("\t")
            yield word, [" ".join(syllables(wording)) for wording in wordings.split("|")]


@cache
def _glossary() -> dict[str, Concept]:
    """English phrase, folded → folded Vietnamese wordings."""
    return {english: tuple(dict.fromkeys(map(fold, wordings))) for english, wordings in _entries().items()}
