"""Which list a question means, if any: sections, tables and lists within sentences are ranked by fitted weights, beside
the answer in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.evidence import offered
from bot.answer.fitted import fitted, weigh
from bot.answer.listed import asks_for_several
from bot.answer.sections import FoundSection, found_section, is_out_of_question, is_outline, places
from bot.answer.tables import Table, asks_for_people, is_asked_for_whole, tables_of
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Hit, Passage, Section

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
"""The features of the answer in sentences; see `_of_sentences`."""
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


@dataclass(frozen=True, slots=True)
class _Near:
    """A list near a passage that was found: the rank of that passage, how many lists around it are further within, and,
    of a table, that."""

    hit: Hit
    rank: int
    steps: int
    section: Section
    table: Table | None = None


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
    for, of the tables only those all of whose rows are."""
    concepts = index.lexical.weigh(question.query.concepts)
    best = hits[:HITS]
    near: dict[tuple[str, int, int, int], _Near] = {}
    for each in _lists(index, best):
        if each.table and asks_for_people(question) and not _is_whole(index, question, each):
            continue
        section = each.section
        near.setdefault((each.hit.bulletin.id, section.lead.start, section.items[-1].end, len(section.items)), each)
    return [
        ListCandidate(found, _features(index, question, best, chosen, each, found))
        for each in near.values()
        for found in [found_section(index, question, concepts, each.hit, each.section)]
    ]


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


def _lists(index: Index, hits: Sequence[Hit]) -> Iterator[_Near]:
    """The lists near each of some passages."""
    for rank, hit in enumerate(hits):
        sections = index.catalogue.sections(hit.bulletin.id)
        around = [sections[place] for place in places(hit.passage, sections)]
        for steps, section in enumerate(around):
            yield _Near(hit, rank, steps, section)
        for table in tables_of(index, hit.bulletin):
            if leads_to(hit.passage, around, table.section):
                yield _Near(hit, rank, 0, table.section, table)


def _features(
    index: Index,
    question: Question,
    hits: Sequence[Hit],
    chosen: Sequence[Candidate],
    near: _Near,
    found: FoundSection,
) -> tuple[float, ...]:
    """The logarithm of its passage's rank, how far that is behind the best, and how many lists are further within; the
    fit, whether it says what is asked for, and has as many items as the question says. The share of the best passages
    that belong to it (of eight), how far the best one that is an item is behind the best, or that there is none;
    whether the best, or one, of the chosen sentences stands in it. Whether it is the outline of a document, a table,
    or one all of whose rows are asked for; the logarithm of its length, whether it has but two items, the rarity of
    the words that its passage misses, whether it lists what nobody asks for, and whether it is of the best passage's
    bulletin. Where persons are asked for, whether most of its items name such, or do not."""
    section, hit, table = near.section, near.hit, near.table
    start, end = section.lead.start, section.items[-1].end
    of_bulletin = [h for h in hits if h.bulletin.id == hit.bulletin.id]
    within = [h for h in of_bulletin if start <= h.passage.start < end]
    items = [h for h in within if any(i.start <= h.passage.start < i.end for i in section.items)]
    shown = [c.hit.bulletin.id == hit.bulletin.id and start <= c.span.start < end for c in chosen]
    best = hits[0]
    asks_persons = question.intent is Intent.WHO or asks_for_people(question)
    names_persons = asks_persons and _names_persons(index, found)
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
        float(is_outline(index, hit, section)),
        float(table is not None),
        float(_is_whole(index, question, near)),
        math.log(end - start + 1),
        float(len(section.items) == 2),
        sum(rarity for _, rarity in hit.missing),
        float(is_out_of_question(index, question, hit, section)),
        float(hit.bulletin.id == best.bulletin.id),
        float(asks_persons and names_persons),
        float(asks_persons and not names_persons),
        *(0.0 for _ in SENTENCES_FEATURES),
    )


def _is_whole(index: Index, question: Question, near: _Near) -> bool:
    """Whether a list is a table, and all of its rows are asked for."""
    table = near.table
    asked = table is not None and table.lists_what_is_asked(question)
    return table is not None and asked and is_asked_for_whole(index, question, near.hit.bulletin, table)


def _names_persons(index: Index, found: FoundSection) -> bool:
    text = index.catalogue.text(found.hit.bulletin.id)
    items = found.section.items
    return 2 * sum(any(offered(Intent.WHO, text[item.start : item.end])) for item in items) > len(items)


def leads_to(passage: Passage, around: Sequence[Section], table: Section) -> bool:
    """Whether a passage is a row of a table, stands right above it, or belongs to a list that the table stands in."""
    first, end = table.items[0].start, table.items[-1].end
    within = table.lead.start < passage.end and passage.start < end
    return within or any(section.items[0].start <= first and end <= section.items[-1].end for section in around)
