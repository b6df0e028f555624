"""Which list a question means, if any: sections and tables are ranked by fitted weights, beside the answer in
sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.evidence import offered
from bot.answer.fitted import fitted, weigh
from bot.answer.near_lists import NearList, sections_near, sentence_lists_near, tables_near
from bot.answer.sections import FoundSection, found_section, is_out_of_question, is_outline
from bot.answer.several import asks_for_several
from bot.answer.tables import asks_for_people
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Hit, Section

LIST_FEATURES = (
    "rank",
    "behind",
    "steps",
    "fit",
    "focused",
    "counted",
    "within",
    "items_behind",
    "no_items",
    "best",
    "chosen",
    "outline",
    "table",
    "whole_table",
    "length",
    "pair",
    "missing",
    "out_of_question",
    "best_bulletin",
    "persons",
    "no_persons",
)
"""The features of a list; see `_features`."""
SENTENCES_FEATURES = (
    "sentences",
    "sentences_list",
    "sentences_plural",
    "sentences_who",
    "sentences_where",
    "sentences_counted",
    "sentences_offer",
    "sentences_covered",
    "sentences_several",
    "sentences_listed",
    "sentences_listed_fit",
)
"""The features of the answer in sentences; see `of_sentences`."""
FEATURES = (*LIST_FEATURES, *SENTENCES_FEATURES)
HITS = 16  # the best passages whose lists are ranked
_MANY = 8  # passages of a list among these count as so many at most
_OFFERS, _COVERED = SENTENCE_FEATURES.index("offers"), SENTENCE_FEATURES.index("covered")
_PLURAL = cues("cac | nhung | may (?:viec|dieu|buoc|nhiem vu|noi dung) | ke (?:ra|ten)")


@dataclass(frozen=True, slots=True)
class ListCandidate:
    """A list that a question may mean, and its features."""

    found: FoundSection
    features: tuple[float, ...]


def ranked_lists(
    index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate], listed: FoundSection | None
) -> list[FoundSection]:
    """The lists that a question means more likely than the chosen sentences, within which `listed` may stand; the
    likeliest first."""
    weights = fitted()[question.form].lists
    least = weigh(weights, FEATURES, of_sentences(question, chosen, listed))
    scored = [
        (weigh(weights, FEATURES, candidate.features), candidate.found)
        for candidate in list_candidates(index, question, hits, chosen)
    ]
    return [found for score, found in sorted(scored, key=lambda each: -each[0]) if score > least]


def list_candidates(
    index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate]
) -> list[ListCandidate]:
    """The lists that the best passages belong to or lead to, each once, with their features; where persons are asked
    for, of the tables only those all of whose rows are; of lists within sentences those whose lead-in says what is
    asked for, and that no chosen sentence holds."""
    concepts = index.lexical.weigh(question.query.concepts)
    best = hits[:HITS]
    found: list[ListCandidate] = []
    for near in [*sections_near(index, best), *tables_near(index, best)]:
        is_whole = near.table is not None and near.table.is_asked_for_whole(near.text, question)
        if near.table is None or is_whole or not asks_for_people(question):
            section = found_section(near.text, question, concepts, near.hit, near.section)
            found.append(ListCandidate(section, _features(question, best, chosen, near, section, is_whole)))
    for near in sentence_lists_near(index, best) if asks_for_several(question) else ():
        section = found_section(near.text, question, concepts, near.hit, near.section)
        if section.is_focused and not any(_shows(candidate, section) for candidate in chosen):
            found.append(ListCandidate(section, _features(question, best, chosen, near, section, False)))
    return found


def _shows(candidate: Candidate, found: FoundSection) -> bool:
    """Whether a sentence holds all of a list."""
    section, span = found.section, candidate.span
    is_same = candidate.hit.bulletin.id == found.hit.bulletin.id
    return is_same and span.start <= section.lead.start and section.items[-1].end <= span.end


def of_sentences(question: Question, chosen: Sequence[Candidate], listed: FoundSection | None) -> tuple[float, ...]:
    """The features of the answer in sentences: that it is one, and together with that what the question asks for: a
    list by its words, several things, persons, places, a number of things; whether the best sentence offers a thing of
    the kind asked for, and what share of the question its passage says; whether the question asks for several things,
    whether a list within the sentences is asked for, and how well it fits."""
    best = chosen[0].features if chosen else None
    return (
        *(0.0 for _ in LIST_FEATURES),
        1.0,
        float(question.intent is Intent.LIST),
        float(_PLURAL.search(question.folded) is not None),
        float(question.intent is Intent.WHO),
        float(question.intent is Intent.WHERE),
        float(question.count is not None),
        best[_OFFERS] if best else 0.0,
        best[_COVERED] if best else 0.0,
        float(asks_for_several(question)),
        float(listed is not None),
        listed.fit if listed else 0.0,
    )


def _features(
    question: Question,
    hits: Sequence[Hit],
    chosen: Sequence[Candidate],
    near: NearList,
    found: FoundSection,
    is_whole: bool,
) -> tuple[float, ...]:
    """The logarithm of its passage's rank, how far that is behind the best, and how many lists are further within; the
    fit, whether it says what is asked for, and has as many items as the question says. The share of the best passages
    that belong to it (of eight), how far the best one that is an item is behind the best, or that there is none;
    whether the best, or one, of the chosen sentences stands in it. Whether it is the outline of a document, a table,
    or one all of whose rows are asked for; the logarithm of its length, whether it has but two items, the rarity of
    the words that its passage misses, whether it lists what nobody asks for, and whether it is of the best passage's
    bulletin. Where persons are asked for, whether most of its items name such, or do not."""
    section, hit = near.section, near.hit
    start, end = section.lead.start, section.items[-1].end
    of_bulletin = [h for h in hits if h.bulletin.id == hit.bulletin.id]
    within = [h for h in of_bulletin if start <= h.passage.start < end]
    items = [h for h in within if any(i.start <= h.passage.start < i.end for i in section.items)]
    shown = [c.hit.bulletin.id == hit.bulletin.id and start <= c.span.start < end for c in chosen]
    best = hits[0]
    asks_persons = question.intent is Intent.WHO or asks_for_people(question)
    names_persons = asks_persons and _names_persons(near.text, section)
    return (
        math.log1p(near.rank),
        best.score - hit.score,
        float(near.steps),
        found.fit,
        float(found.is_focused),
        float(question.count == len(section.items)),
        min(len(within), _MANY) / _MANY,
        min((best.score - h.score for h in items), default=0.0),
        float(not items),
        float(any(shown[:1])),
        float(any(shown)),
        float(is_outline(near.text, section)),
        float(near.table is not None),
        float(is_whole),
        math.log(end - start + 1),
        float(len(section.items) == 2),
        sum(rarity for _, rarity in hit.missing),
        float(is_out_of_question(near.text, question, section)),
        float(hit.bulletin.id == best.bulletin.id),
        float(names_persons),
        float(asks_persons and not names_persons),
        *(0.0 for _ in SENTENCES_FEATURES),
    )


def _names_persons(text: str, section: Section) -> bool:
    items = section.items
    return 2 * sum(any(offered(Intent.WHO, text[item.start : item.end])) for item in items) > len(items)
