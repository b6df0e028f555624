"""Restores the accents of Vietnamese that was typed without them.

A bigram Viterbi: each syllable's candidates are the accented forms that the corpus, a question phrase in phrases.txt,
or the glossary has for it; the best path through the pairs is taken. The corpus knows names and subjects, the phrases
how people ask: "mấy", "thì" and "vậy" stand in few bulletins. Of the syllables of 950 questions that nothing was
written for, each asked of some nine bulletins, 97% get their accents back.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

from bot.question.corpus import SyllableCounts
from bot.question.glossary import vietnamese_wordings
from vectorstore.text import fold, has_accents, nfc, syllable_spans, syllables

_START, _END = "<", ">"
"""What stands before the first syllable of a phrase, and behind its last."""
_CORPUS_PRIOR, _PHRASES_PRIOR = 20, 30
"""So many times more each syllable counts, as followed by any other as often as that stands anywhere."""
_SMALL = 1_000  # syllables of a text, from which on its frequencies are taken as they are
_UNSEEN = 1e-5  # the frequency of what stands nowhere


@dataclass(frozen=True, slots=True)
class _Bigrams:
    """How often syllables, and pairs of them, stand in a text of `size` syllables."""

    counts: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    size: int
    prior: int

    def probability(self, before: str, after: str) -> float:
        """Of a syllable behind another, smoothed with its own frequency (Dirichlet prior)."""
        own = self.counts.get(after, 0) / (self.size + _SMALL) + _UNSEEN
        return (self.pairs.get((before, after), 0) + self.prior * own) / (self.counts.get(before, 0) + self.prior)


def restore(text: str, counts: SyllableCounts) -> str:
    """`text` with accents, where the corpus or the question phrases suggest them.

    Syllables that carry an accent already, and those that nobody has seen, stay as they are. Case is kept.
    """
    text = nfc(text)
    spans = syllable_spans(text)
    typed = [span.of(text) for span in spans]
    pieces: list[str] = []
    position = 0
    for span, word, chosen in zip(spans, typed, _best_path([word.lower() for word in typed], counts), strict=True):
        pieces += [text[position : span.start], _in_case_of(word, chosen)]
        position = span.end
    return "".join([*pieces, text[position:]])


def is_word(syllable: str) -> bool:
    """Whether a syllable with its accents, in lower case, stands in a question phrase or a word of the glossary."""
    return syllable in _forms().get(fold(syllable), ())


def are_everyday(before: str, after: str) -> bool:
    """Whether two syllables stand side by side in a question phrase without a capital: "muốn làm" is no name."""
    return (before, after) in _everyday()


def _best_path(typed: Sequence[str], counts: SyllableCounts) -> list[str]:
    """The likeliest forms of the syllables; corpus and phrases have an equal say, whatever the size of the corpus."""
    folded = [fold(word) for word in typed]
    known = {word: dict(counts.accented_forms(word)) for word in set(folded)}
    candidates = [_candidates(word, known[plain]) for word, plain in zip(typed, folded, strict=True)]
    sources = (_in_corpus(folded, known, counts), _phrases())
    scores = {_START: 0.0}
    back: list[dict[str, str]] = []
    for forms in [*candidates, [_END]]:
        reached: dict[str, tuple[float, str]] = {}
        for form in forms:
            reached[form] = max(
                (score + math.log(sum(source.probability(before, form) for source in sources)), before)
                for before, score in scores.items()
            )
        back.append({form: before for form, (_, before) in reached.items()})
        scores = {form: score for form, (score, _) in reached.items()}
    path = [_END]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[-2:0:-1]


def _candidates(word: str, known: Iterable[str]) -> list[str]:
    """The forms that a typed syllable may stand for; `known` are those of the corpus."""
    if has_accents(word) or not word.isalpha():
        return [word]
    return sorted({*known, *_forms().get(word, ())}) or [word]


def _in_corpus(folded: Sequence[str], known: Mapping[str, Mapping[str, int]], counts: SyllableCounts) -> _Bigrams:
    """What the corpus has of a question's syllables."""
    return _Bigrams(
        {form: count for forms in known.values() for form, count in forms.items()},
        {(a, b): count for pair in set(pairwise(folded)) for a, b, count in counts.accented_pairs(*pair)},
        counts.syllable_count(),
        _CORPUS_PRIOR,
    )


@cache
def _phrases() -> _Bigrams:
    """What the question phrases, and the words of the glossary, have: what a question asks for need stand in no
    bulletin."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    phrases = ([_START, *map(str.lower, phrase), _END] for phrase in _spoken())
    for words in chain(phrases, map(syllables, vietnamese_wordings())):
        counts.update(words)
        pairs.update(pairwise(words))
    return _Bigrams(counts, pairs, counts.total(), _PHRASES_PRIOR)


@cache
def _spoken() -> tuple[list[str], ...]:
    """The syllables of the question phrases, as they are written."""
    lines = files("bot.question").joinpath("phrases.txt").read_text(encoding="utf-8").splitlines()
    return tuple(map(syllables, lines))


@cache
def _everyday() -> frozenset[tuple[str, str]]:
    """The pairs of syllables without capitals in the phrases."""
    pairs = chain.from_iterable(map(pairwise, _spoken()))
    return frozenset((a, b) for a, b in pairs if a.islower() and b.islower())


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Folded syllable → its forms in the phrases and the glossary."""
    forms: dict[str, set[str]] = {}
    for word in _phrases().counts:
        forms.setdefault(fold(word), set()).add(word)
    return {folded: frozenset(found) for folded, found in forms.items()}


def _in_case_of(typed: str, word: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word
