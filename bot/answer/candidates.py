"""The sentences that may answer a question, each with the features by which it is judged."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from bot.answer.acts import acts_asked, asks_for_state, counts_only_acts, is_of_acts
from bot.answer.evidence import TYPED, is_byline, is_of_another_time, is_typed, measures, offers_new
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.models import CELLS, BlockKind, Hit, Passage, Span
from vectorstore.query import Form, says
from vectorstore.text import fold, folded_syllables, syllables

_COMPARED = ("similarity", "coverage", "residual", "said")
_OWN = (
    "similarity",
    "coverage",
    "residual",
    "said",
    "neighbour",
    "lexical",
    "covered",
    "behind",
    "offers",
    "lacks",
    "length",
    "heading",
    "lead_in",
    "measures",
    "mismeasures",
    "another_time",
    "of_row",
    "labelled",
    "focused",
    "unmet",
    *(f"offers_{intent}" for intent in TYPED),
)
FEATURES = (*_OWN, *(f"best_{name}" for name in _COMPARED))
"""The names of a candidate's features, in order: those of `_features`, and for some of them, whether no other candidate
has more (with these, one of two sentences answers 1.3 points more of 612 questions than with their values alone)."""
_BEST = 4  # passages from which sentences are taken, by their score
_WORDED = 2  # further ones, by how much of the question a sentence says
_WORDED_AMONG = 16  # of so many of the best
_Found = tuple[Hit, Span, str, tuple[float, ...]]
_TELLS_NOTHING = re.compile(r"\?[\"”»’')\]]*$|^\[[^\[\]]*\]$")  # a question of the text itself, a note in brackets
_CLASS = re.compile(r"^(?:xa|phuong|huyen|thanh pho|thi xa|thi tran|tinh|dong chi) (?=\w)")
_LABEL = re.compile(r"(?:[-–+*•] ?|\d+[.)] |[a-zđ]\) )?([^\W\d_][^:]{2,30}):\s")
_SPEECH = re.compile(r"\w (?:noi|ke|neu|neu ro|cho rang|cho biet|chia se|nhan manh|khang dinh|tam su|bay to|luu y)$")
"""What leads to what somebody said, and is no label: "Đồng chí cho rằng: …"."""
_DAY = re.compile(r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\b(?!\.?\d)|[Tt]háng|[Qq]uý|[Nn]gày")
_LASTS = cues("bao lau | how long")
_LABELS = {
    Intent.WHERE: cues("dia diem | noi (?:hop|to chuc) | tai"),
    Intent.WHEN: cues("thoi gian | ngay | bat dau | thoi han"),
    Intent.WHO: cues("chu tri | chu toa | thanh phan | nguoi (?:chu tri|trinh bay)"),
    Intent.HOW_MANY: cues("kinh phi | so luong"),
}
"""What a line such as "Địa điểm: …" begins with that states a thing of the kind asked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage that was found; `span` is where it stands in its bulletin, `read` the log odds that it
    answers by reading it together with the question, None where that was not done."""

    hit: Hit
    span: Span
    text: str
    features: tuple[float, ...]
    read: float | None = field(default=None, compare=False)


def candidates(question: Question, hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the best passages, in the order of the passages; a sentence that is repeated is taken once."""
    found: dict[str, _Found] = {}
    for hit in _promising(question, [hit for hit in hits if _may_answer(hit, question)]):
        for index, (span, text) in enumerate(zip(hit.passage.sentences, _sentences(hit.passage), strict=True)):
            words = folded_syllables(text)
            if words.count(" ") and words not in found and not (is_byline(text) or _TELLS_NOTHING.search(text)):
                found[words] = hit, span, text, _features(question, hits[0].score, hit, index, text)
    if len(question.query.filters.document_ids or ()) == 1:  # asked of one bulletin, most of whose sentences are alike
        offering = {words: own for words, own in found.items() if own[-1][_OWN.index("offers")]}
        found = offering or found
    found = _without_unknown_unit(question, found)
    compared = [_OWN.index(name) for name in _COMPARED]
    most = [max((features[i] for *_, features in found.values()), default=0.0) for i in compared]
    return [
        Candidate(hit, span, text, (*own, *(float(own[i] >= m) for i, m in zip(compared, most, strict=True))))
        for hit, span, text, own in found.values()
    ]


def _without_unknown_unit(question: Question, found: dict[str, _Found]) -> dict[str, _Found]:
    """The sentences, none of which gives another unit than an English question asks for where none gives that unit:
    texts may word it otherwise than the glossary does."""
    right, wrong = _OWN.index("measures"), _OWN.index("mismeasures")
    if question.form is not Form.ENGLISH or any(features[right] for *_, features in found.values()):
        return found
    return {
        words: (hit, span, text, (*own[:wrong], 0.0, *own[wrong + 1 :]))
        for words, (hit, span, text, own) in found.items()
    }


def _promising(question: Question, hits: list[Hit]) -> list[Hit]:
    """The best passages, after them those with the sentences that say most of the question, and those of the best one's
    bulletin that a label marks as stating what is asked for."""
    best, others = hits[:_BEST], hits[_BEST:_WORDED_AMONG]
    worded = nlargest(_WORDED, others, key=lambda hit: max(hit.coverages))
    labelled = [
        hit
        for hit in others
        if hit not in worded and hit.bulletin.id == hits[0].bulletin.id and _is_labelled(question, hit.passage.text)
    ]
    return best + worded + labelled


def _is_labelled(question: Question, text: str) -> bool:
    """Whether a line begins with a label that says what the question asks for: "Địa điểm: Phòng họp số 2"."""
    label = _LABEL.match(text)
    if label is None:
        return False
    folded = fold(label[1])
    if _SPEECH.search(folded):
        return False
    asked = _LABELS.get(question.intent) if _LASTS.search(question.folded) is None else None
    if asked is not None and asked.match(folded):
        return True
    return any(says(f" {folded} ", focus) for focus in question.query.focus)


def _focused(question: Question, passage: Passage, text: str) -> float:
    """The share of what is asked for that a sentence says, a row of a table with what stands above it; 1 where a
    question does not tell what it asks for."""
    asked = question.query.focus
    above = [*passage.path, passage.lead] if passage.kind is BlockKind.ROW else []
    said = f" {' '.join(syllables(fold(' '.join([*above, text]))))} "
    return sum(says(said, focus) for focus in asked) / len(asked) if asked else 1.0


def _sentences(passage: Passage) -> list[str]:
    return [passage.said(span) for span in passage.sentences]


def _is_of_another_time(question: Question, passage: Passage, index: int) -> bool:
    """Whether a sentence is of another time than is asked of, by itself or by what stands above and before it."""
    *before, text = _sentences(passage)[: index + 1]
    return is_of_another_time(text, [*passage.path, *before], question.folded)


def _measured(question: Question, passage: Passage, text: str) -> bool | None:
    """Whether a sentence gives a figure in the unit, and of the act, that is asked for; None where neither is told."""
    acts = acts_asked(question)
    if acts and not is_of_acts(folded_syllables(" ".join([*passage.path, passage.lead, text])), acts):
        return False
    if not acts and asks_for_state(question.folded):
        folded = folded_syllables(text)
        if any(counts_only_acts(folded, wording) for focus in question.query.focus for wording in focus):
            return False
    return measures(text, question.asking, question.query.focus)


def _is_row_of(question: Question, passage: Passage) -> bool:
    """Whether a passage is the row of a table that begins with what the question names: "Xã Khê Lâm | 131 | 13,9", or,
    in English, "Cụm số 2 | …"."""
    if passage.kind is not BlockKind.ROW:
        return False
    name = next((cell for cell in passage.text.split(CELLS) if any(map(str.isalpha, cell))), "")
    words = folded_syllables(name)
    if any(words in designator for designator in question.query.designators):
        return True
    return bool(words) and f" {_CLASS.sub('', words)} " in f" {question.folded} "


def _may_answer(hit: Hit, question: Question) -> bool:
    """Signatures and lists of recipients answer only who asks for them; words alone would bring them everywhere. The
    number in a heading block is that of its own document only."""
    match hit.passage.kind:
        case BlockKind.SIGNATURE:
            return question.intent is Intent.SIGNER
        case BlockKind.FRONT:
            return question.intent is not Intent.NUMBER  # what number a document has is a fact (bot.answer.facts)
        case BlockKind.RECIPIENTS:
            return re.search(r"\b(?:nhan|gui|recipients?|sent to)\b", question.folded) is not None
        case _:
            return True


def _features(question: Question, best_score: float, hit: Hit, index: int, text: str) -> tuple[float, ...]:
    """The values of _OWN.

    The sentence's cosine, the share of the question's syllables and pairs that it says, the part of that which its
    context does not say already, the share of whole words that it says, and the better cosine of its neighbours. Its
    passage's BM25, the share of the question that passage and context say, and how far it is behind the best passage.
    Whether the sentence offers a thing of the kind asked for, or lacks it; the logarithm of its length; whether it is a
    heading, or a lead-in; whether it gives a figure in the unit asked for, or only in others; whether it speaks of
    another year than is asked of, or of a part of it; whether it is the row of a table that the question names; whether
    a label marks it as what is asked for, and what share of that it says; how many designators of the question its
    passage and context lack; and for each kind of thing, whether that is asked for and offered.
    """
    typed = is_typed(question.intent)
    offers = typed and offers_new(question.intent, text, question.folded)
    if offers and question.intent is Intent.WHEN and hit.passage.kind is BlockKind.ROW:
        offers = _DAY.search(text) is not None  # not the year that somebody was born in
    counts = question.intent is Intent.HOW_MANY and hit.passage.kind is not BlockKind.ROW  # its header gives the unit
    measured = _measured(question, hit.passage, text) if counts else None
    around = [hit.similarities[i] for i in (index - 1, index + 1) if 0 <= i < len(hit.similarities)]
    return (
        hit.similarities[index],
        hit.coverages[index],
        hit.residuals[index],
        hit.said[index],
        max(around, default=hit.similarities[index]),
        hit.lexical,
        hit.covered,
        best_score - hit.score,
        float(offers),
        float(typed and not offers),
        math.log(len(text)),
        float(hit.passage.kind in (BlockKind.HEADING, BlockKind.FRONT)),
        float(text.endswith(":")),
        float(measured is True),
        float(measured is False),
        float(question.intent is Intent.HOW_MANY and _is_of_another_time(question, hit.passage, index)),
        float(_is_row_of(question, hit.passage)),
        float(_is_labelled(question, text)),
        _focused(question, hit.passage, text),
        float(min(hit.unmet, 2)),
        *(float(offers and question.intent is intent) for intent in TYPED),
    )
