"""Finds the section that a list question asks for, so that all items are shown, and the item of an ordinal question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answer.candidates import Candidate
from bot.answer.enumerations import enumerations
from bot.answer.evidence import offered
from bot.answer.sections import FoundSection, fit_of, found_section
from bot.answer.tables import asks_for_people, asks_for_row, is_asked_for_whole, tables_of
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.numbers import LISTABLE, LISTABLE_EN, count_asked, folded_by_numbers
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, Hit, Passage, Section
from vectorstore.text import fold, fold_sentences

_HITS = 12  # a list is looked for in so many of the best passages
_RIVAL = 0.1  # how far behind the best a section of another bulletin is still shown beside it
_RIVALS = 5
_LISTED = cues(rf"{LISTABLE} | {LISTABLE_EN} | lam gi | phai lam (?:gi|j)")
_LEAST_FIT = 0.18  # of a section that a list question means
_LEAST_FIT_NAMED = 0.1  # where it is of a document that the question names, which leaves few words to share
_PREAMBLE = "Căn cứ"  # begins the acts that a document rests on, which are shown where they are asked for
_QUESTIONS = cues("cau hoi | hoi (?:nhung )?gi | questions?")
_PEOPLE = cues(
    """
    (?:nhung|gom) (?:ai|dong chi nao|nguoi nao|thanh vien nao)
    who (?:are|were) (?:the )?(?:[a-z]+ ){0,3}(?:members|delegates|candidates|leaders)
    """
)
_ASKS_FOR_SEVERAL = cues(
    r"""
    (?:nhung|cac) (?:[a-z]+ ){1,3}(?:nao|gi) | can (?:co |chuan bi |nop )?(?:nhung )?(?:[a-z]+ ){1,2}gi
    (?:what|which) (?!(?:is|was|does|has)\b)(?:(?!d(?:o|oes|id)\b)[a-z]+ ){0,2}[a-z]{2,}(?<!s)s(?<!was)(?<!has)(?<!does)
    what (?:does|do|did) .*(?:require|ask for|demand|call for|include|consist|cover|set out|propose|recommend)
    what (?:does|do|did) .*(?:conclude|decide|order|tell .* to|ask .* to|want|expect .* to) | what (?:must|should) .* do
    may (?:buoc|viec|nhiem vu|noi dung|giai phap|muc tieu|tieu chi|nhom|loai|diem|giai) | ke ra
    nguon nao | (?:nhung|gom) ai | (?:dang vien|thanh vien|uy vien) (?:dau tien )?.*la (?:nhung )?ai
    steps of | who (?:has|have) been | who(?:m)? (?:does|did) .* appoint
    """
)
_TOLD = 0.4  # of a question, by an item and what stands above it, so that all of its list may be meant
_PLURAL = cues("cac | nhung")
_TOGETHER = 3  # passages, most of which tell the list that a question means
_OUTLINE = 2500  # characters of a section, from which it is the outline of a document
_OUTER = 0.02  # for each step outwards from the passage that was found


def choose_sections(
    index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate]
) -> list[FoundSection]:
    """The sections to show: for a list or ordinal question the one that fits best, and for one that asks for people the
    one, or the table, that lists such; for any other the one that the best of the `chosen` sentences introduces, or
    that all of them are items of; none where sentences are to be shown, one of which may list what is asked for.

    An ordinal question may fit the lists of several bulletins about as well ("nhiệm vụ thứ hai là gì?"), none of which
    misses a word of it that the others say: then the best one of each follows, up to five.
    """
    whole = _whole_tables(index, question, hits) if question.intent in (Intent.WHO, Intent.LIST) else []
    if whole and asks_for_people(question):
        return [whole[0][1]]
    if question.intent is Intent.WHO and _PEOPLE.search(question.folded):
        people = [found for _, found in _ranked(index, question, hits) if _lists_people(index, found)]
        return [found for found in people[:1] if _is_asked_for(index, question, found) or _holds(found, hits[:2])]
    if question.intent not in (Intent.LIST, Intent.ORDINAL):
        if question.intent in (Intent.WHO, Intent.WHAT) and asks_for_several(question):
            listed = [found for _, found in _ranked(index, question, hits)[:1] if found.is_focused]
            listed = [found for found in listed if _is_asked_for(index, question, found)]
            if listed:
                return listed
        return (
            _introduced(index, question, chosen)
            or _shared(index, question, chosen)
            or _of_best_item(index, question, chosen)
        )
    ranked = sorted([*_ranked(index, question, hits), *whole], key=lambda f: f[0], reverse=True)
    within = enumerated(index, question, chosen)
    if within is not None and all(score < within.score for score, _ in ranked):
        return []
    if question.intent is Intent.LIST:
        best = ranked[:1] if question.count is None else ranked  # whoever says how many means none of another number
        asked_for = [
            found
            for _, found in best
            if _is_asked_for(index, question, found) or _is_introduced_by(found, hits[0], question.count)
        ][:1]
        return (
            asked_for
            or _introduced(index, question, chosen)
            or _found_together(index, question, ranked, hits)
            or _shared(index, question, chosen)
            or _of_best_item(index, question, chosen)
        )
    if asks_for_row(question):
        numbered = [f for f in _ranked_tables(index, question, hits) if f[1].section.items[0].number is not None]
        ranked = numbered or ranked
    if not ranked:
        return []
    best_score, best_section = ranked[0]
    rivals: dict[str, FoundSection] = {}
    for score, section in ranked:
        if score > best_score - _RIVAL and section.hit.missing == best_section.hit.missing:
            rivals.setdefault(section.hit.bulletin.id, section)
    return list(rivals.values())[:_RIVALS]


def enumerated(index: Index, question: Question, chosen: Sequence[Candidate]) -> FoundSection | None:
    """The list within one of the chosen sentences, or within the best if a question asks for anything, that it asks
    for: it has as many items as the question says, and its lead-in says what is asked for, or fits it, or it stands in
    the best sentence for a question that asks for several things. None where none is asked for, or there is none."""
    best = chosen[0] if chosen and asks_for_several(question) else None
    if question.intent is not Intent.ORDINAL and best is None:
        if question.intent not in (Intent.WHAT, Intent.WHERE):
            return None
        chosen = chosen[:1]
    concepts = index.lexical.weigh(question.query.concepts)
    found = [
        found_section(index, question, concepts, sentence.hit, section)
        for sentence in chosen
        for section in enumerations(index.catalogue.text(sentence.hit.bulletin.id), sentence.span)
        if question.count in (None, len(section.items))
        and not (question.ordinal and _names_only(index, sentence, section))
    ]
    asked_for = [
        section
        for section in found
        if section.is_focused or section.fit >= _LEAST_FIT or (best and _is_within(section, best))
    ]
    return max(asked_for, key=lambda found: found.score, default=None)


def _is_within(found: FoundSection, sentence: Candidate) -> bool:
    return found.hit is sentence.hit and sentence.span.start <= found.section.lead.start < sentence.span.end


def _names_only(index: Index, sentence: Candidate, section: Section) -> bool:
    text = index.catalogue.text(sentence.hit.bulletin.id)
    return all(text[item.start].isupper() for item in section.items)


def asks_for_several(question: Question) -> bool:
    """Whether a question asks for several things or persons."""
    return question.intent is Intent.LIST or _ASKS_FOR_SEVERAL.search(question.folded) is not None


def _found_together(
    index: Index, question: Question, ranked: Sequence[tuple[float, FoundSection]], hits: Sequence[Hit]
) -> list[FoundSection]:
    """The section that most of the best passages belong to, whatever its lead-in says: with as many items as the
    question says, if it says that."""
    best = hits[:_TOGETHER]
    for _, found in ranked:
        start, end = found.section.lead.start, found.section.items[-1].end
        within = [h for h in best if h.bulletin.id == found.hit.bulletin.id and start <= h.passage.start < end]
        if _is_outline(index, found.hit, found.section):
            continue
        if best[0] in within and len(within) > len(best) / 2 and question.count in (None, len(found.section.items)):
            return [found]
    return []


def _is_asked_for(index: Index, question: Question, found: FoundSection) -> bool:
    """Whether a list question may mean the section: they have words in common, and it has, or says that it has, as many
    items as the question says. Otherwise a sentence may list them."""
    least = _LEAST_FIT_NAMED if found.hit.bulletin.id in question.query.named else _LEAST_FIT
    if found.fit < least and not found.is_focused:
        return False
    if question.count in (None, len(found.section.items)):
        return True
    lead = found.section.lead.of(index.catalogue.text(found.hit.bulletin.id))
    return count_asked(folded_by_numbers(lead)) == question.count


def _is_introduced_by(found: FoundSection, hit: Hit, count: int | None) -> bool:
    """Whether a passage introduces a section that has as many items as the question says, if it says that."""
    is_of_bulletin = hit.bulletin.id == found.hit.bulletin.id
    return is_of_bulletin and _introduces(hit.passage, found.section) and count in (None, len(found.section.items))


def _holds(found: FoundSection, hits: Sequence[Hit]) -> bool:
    """Whether all of some passages are items of a section, or its lead-in."""
    section = found.section
    start, end = section.lead.start, section.items[-1].end
    return all(h.bulletin.id == found.hit.bulletin.id and start <= h.passage.start < end for h in hits)


def _lists_people(index: Index, found: FoundSection) -> bool:
    text = index.catalogue.text(found.hit.bulletin.id)
    items = found.section.items
    return 2 * sum(any(offered(Intent.WHO, text[item.start : item.end])) for item in items) > len(items)


def _asks_for_things(question: Question) -> bool:
    """Whether a question asks for what is listed, or for several persons or things."""
    match question.intent:
        case Intent.LIST:
            return True
        case Intent.WHAT:
            return _LISTED.search(question.folded) is not None or _PLURAL.search(question.folded) is not None
        case Intent.WHO | Intent.WHERE:
            return _PLURAL.search(question.folded) is not None
        case _:
            return False


def _shared(index: Index, question: Question, chosen: Sequence[Candidate]) -> list[FoundSection]:
    """The section whose items the chosen sentences are, or whose heading one of them is, where a question asks for what
    is listed ("Mục tiêu đến năm 2025 là gì?")."""
    first, *others = (candidate.hit for candidate in chosen)
    if not others or not _asks_for_things(question):
        return []
    sections = index.catalogue.sections(first.bulletin.id)
    places = [set(_places(hit.passage, sections)) for hit in (first, *others) if hit.bulletin.id == first.bulletin.id]
    shared = set.intersection(*places) if len(places) == len(chosen) else set()
    if not shared:
        return []
    section = sections[max(shared)]
    if question.count not in (None, len(section.items)) or _is_out_of_question(index, question, first, section):
        return []
    if _is_outline(index, first, section):
        return []
    concepts = index.lexical.weigh(question.query.concepts)
    return [found_section(index, question, concepts, first, section)]


def _of_best_item(index: Index, question: Question, chosen: Sequence[Candidate]) -> list[FoundSection]:
    """The section of which the best sentence is an item, where a question asks for several things and the lead-in says
    a word of it: "What did the commission decide …?" of what "the commission decided:" leads to."""
    hit = chosen[0].hit if chosen else None
    if hit is None or hit.passage.item is None or hit.covered < _TOLD or not asks_for_several(question):
        return []
    sections = index.catalogue.sections(hit.bulletin.id)
    place = hit.passage.section
    if place is None or _is_out_of_question(index, question, hit, sections[place]):
        return []
    section = sections[place]
    lead = fold_sentences([section.lead.of(index.catalogue.text(hit.bulletin.id))])
    says_word = any(f" {wording} " in lead for wordings in question.query.words for wording in wordings)
    if not says_word or question.count not in (None, len(section.items)) or _is_outline(index, hit, section):
        return []
    return [found_section(index, question, index.lexical.weigh(question.query.concepts), hit, section)]


def _ranked(index: Index, question: Question, hits: Sequence[Hit]) -> list[tuple[float, FoundSection]]:
    """The sections of the best passages with their scores, best first."""
    concepts = index.lexical.weigh(question.query.concepts)
    found: list[tuple[float, FoundSection]] = []
    seen: set[tuple[str, int]] = set()
    for hit in hits if question.ordinal is not None else hits[:_HITS]:
        sections = index.catalogue.sections(hit.bulletin.id)
        for steps, place in enumerate(_places(hit.passage, sections)):
            known = (hit.bulletin.id, place) in seen
            if not known and not _is_out_of_question(index, question, hit, sections[place]):
                seen.add((hit.bulletin.id, place))
                section = found_section(index, question, concepts, hit, sections[place])
                found.append((section.score - _OUTER * steps, section))
    return sorted(found, key=lambda f: f[0], reverse=True)


def _whole_tables(index: Index, question: Question, hits: Sequence[Hit]) -> list[tuple[float, FoundSection]]:
    """The tables all of whose rows a question asks for, with their scores, best first."""
    return [
        (score, found)
        for score, found in _ranked_tables(index, question, hits[:_HITS])
        if found.is_focused and question.count in (None, len(found.section.items))
    ]


def _ranked_tables(index: Index, question: Question, hits: Sequence[Hit]) -> list[tuple[float, FoundSection]]:
    """The tables of which passages were found, or that stand in a list of which some were, with their scores, best
    first. One whose rows are what a question asks for is focused."""
    concepts = index.lexical.weigh(question.query.concepts)
    found: list[tuple[float, FoundSection]] = []
    seen: set[tuple[str, int]] = set()
    for hit in hits:
        sections = index.catalogue.sections(hit.bulletin.id)
        around = [sections[place] for place in _places(hit.passage, sections)]
        for table in tables_of(index, hit.bulletin):
            place = (hit.bulletin.id, table.section.items[0].start)
            if place not in seen and _leads_to(hit.passage, around, table.section):
                seen.add(place)
                fit = fit_of(index, question, concepts, hit, table.section)
                asked = table.lists_what_is_asked(question)
                focused = asked and is_asked_for_whole(index, question, hit.bulletin, table)
                section = FoundSection(hit, table.section, fit, focused)
                found.append((section.score, section))
    return sorted(found, key=lambda f: f[0], reverse=True)


def _leads_to(passage: Passage, around: Sequence[Section], table: Section) -> bool:
    """Whether a passage is a row of a table, stands right above it, or belongs to a list that the table stands in."""
    first, end = table.items[0].start, table.items[-1].end
    within = table.lead.start < passage.end and passage.start < end
    return within or any(section.items[0].start <= first and end <= section.items[-1].end for section in around)


def _introduced(index: Index, question: Question, chosen: Sequence[Candidate]) -> list[FoundSection]:
    """The section that the best sentence introduces, or that the heading does which says what is asked for; none where
    a time or a place is asked for."""
    if question.intent in (Intent.WHEN, Intent.WHERE):
        return []
    for sentence in chosen:
        passage = sentence.hit.passage
        if sentence.span != passage.sentences[-1]:
            continue
        for section in index.catalogue.sections(sentence.hit.bulletin.id):
            if _introduces(passage, section) and not _is_out_of_question(index, question, sentence.hit, section):
                concepts = index.lexical.weigh(question.query.concepts)
                found = found_section(index, question, concepts, sentence.hit, section)
                if sentence is chosen[0] or (passage.kind is BlockKind.HEADING and found.is_focused):
                    return [found]
    return []


def _is_out_of_question(index: Index, question: Question, hit: Hit, section: Section) -> bool:
    """Whether a section lists the acts that its document rests on, or the questions that it answers, and these are not
    asked for."""
    text = index.catalogue.text(hit.bulletin.id)
    firsts = [text[item.start : item.end].split("\n", 1)[0].strip() for item in section.items]
    if all(first.endswith("?") for first in firsts):
        return _QUESTIONS.search(question.folded) is None
    return firsts[0].lstrip("-–+* ").startswith(_PREAMBLE) and fold(_PREAMBLE) not in question.folded


def _is_outline(index: Index, hit: Hit, section: Section) -> bool:
    """Whether a section is long, and most of its items are parts of a document with paragraphs of their own."""
    text = index.catalogue.text(hit.bulletin.id)
    parts = sum("\n\n" in text[item.start : item.end] for item in section.items)
    return 2 * parts > len(section.items) and section.items[-1].end - section.lead.start > _OUTLINE


def _places(passage: Passage, sections: Sequence[Section]) -> Iterator[int]:
    """The sections that a passage introduces or belongs to, innermost first."""
    yield from (place for place, section in enumerate(sections) if _introduces(passage, section))
    place = passage.section
    while place is not None:
        yield place
        place = sections[place].parent


def _introduces(passage: Passage, section: Section) -> bool:
    return section.lead.start < section.lead.end and passage.start <= section.lead.end - 1 < passage.end
