"""Restores the accents of Vietnamese that was typed without them, from the corpus's own pairs of syllables.

A bigram Viterbi: each syllable's candidates are the accented forms that the corpus, one of the question phrases in
phrases.txt, or the glossary has for it; the best path through the pairs is taken.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.question.corpus import SyllableCounts
from bot.question.glossary import vietnamese_wordings
from vectorstore.text import fold, has_accents, nfc, syllable_spans, syllables

_PHRASE_WEIGHT = 5  # a question phrase counts as if it stood in the corpus so often: corpora hold few questions
_WORD_WEIGHT = 1  # and a word of the glossary so often: what a question asks for need stand in no bulletin
_BIGRAM_SHARE = 0.99  # of a transition's probability; the rest is the syllable's own frequency
_FLOOR = 1e-6


def restore(text: str, counts: SyllableCounts) -> str:
    """`text` with accents, where the corpus or the question phrases suggest them.

    Syllables that carry an accent already, and those that nobody has seen, stay as they are. Case is kept.
    """
    text = nfc(text)
    spans = syllable_spans(text)
    typed = [span.of(text) for span in spans]
    if not typed:
        return text
    candidates = [_candidates(word, counts) for word in typed]
    path = _best_path(candidates, counts)
    pieces: list[str] = []
    position = 0
    for span, word, chosen in zip(spans, typed, path, strict=True):
        pieces += [text[position : span.start], _in_case_of(word, chosen)]
        position = span.end
    return "".join([*pieces, text[position:]])


def is_word(syllable: str) -> bool:
    """Whether a syllable with its accents, in lower case, stands in a question phrase or a word of the glossary."""
    return syllable in _phrases()[0].get(fold(syllable), {})


def _candidates(word: str, counts: SyllableCounts) -> dict[str, float]:
    """The forms that a typed syllable may stand for, with their frequencies."""
    if has_accents(word) or not word.isalpha():
        return {word.lower(): 1.0}
    folded = word.lower()
    forms: Counter[str] = Counter(dict(counts.accented_forms(folded)))
    forms.update(_phrases()[0].get(folded, {}))
    return dict(forms) if forms else {folded: 1.0}


def _best_path(candidates: list[dict[str, float]], counts: SyllableCounts) -> list[str]:
    scores = {form: math.log(share) for form, share in _shares(candidates[0]).items()}
    back: list[dict[str, str]] = []
    for previous, current in pairwise(candidates):
        pairs = _pairs(next(iter(previous)), next(iter(current)), counts)
        step: dict[str, str] = {}
        reached: dict[str, float] = {}
        for form, share in _shares(current).items():
            own = (1 - _BIGRAM_SHARE) * share
            for before, score in scores.items():
                together = _BIGRAM_SHARE * pairs.get((before, form), 0) / (previous[before] or 1)
                total = score + math.log(together + own + _FLOOR)
                if form not in reached or total > reached[form]:
                    reached[form], step[form] = total, before
        back.append(step)
        scores = reached
    path = [max(scores, key=lambda form: scores[form])]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[::-1]


def _shares(candidates: dict[str, float]) -> dict[str, float]:
    """The frequencies of a syllable's forms as shares of their sum."""
    total = sum(candidates.values()) or 1
    return {form: count / total for form, count in candidates.items()}


def _pairs(a: str, b: str, counts: SyllableCounts) -> dict[tuple[str, str], float]:
    folded = fold(a), fold(b)
    pairs: Counter[tuple[str, str]] = Counter({(x, y): count for x, y, count in counts.accented_pairs(*folded)})
    pairs.update(_phrases()[1].get(folded, {}))
    return dict(pairs)


@cache
def _phrases() -> tuple[dict[str, Counter[str]], dict[tuple[str, str], Counter[tuple[str, str]]]]:
    """The question phrases, and the words of the glossary, as counts: folded syllable → forms, folded pair → pairs."""
    forms: dict[str, Counter[str]] = {}
    pairs: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    lines = files("bot.question").joinpath("phrases.txt").read_text(encoding="utf-8").splitlines()
    for weight, phrases in ((_PHRASE_WEIGHT, lines), (_WORD_WEIGHT, sorted(vietnamese_wordings()))):
        for words in map(syllables, phrases):
            for word in words:
                forms.setdefault(fold(word), Counter())[word] += weight
            for a, b in pairwise(words):
                pairs.setdefault((fold(a), fold(b)), Counter())[a, b] += weight
    return forms, pairs


def _in_case_of(typed: str, word: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word
