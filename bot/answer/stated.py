"""Whether what would be shown states what a question asks for: its figure, act, unit, year, office or attribute."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.acts import acts_asked, asks_for_state, counts_only_acts, is_of_acts, names_acts, row_counts_only_acts
from bot.answer.alone import is_of_it_alone, thing_alone
from bot.answer.attributes import states, tells_what_befell
from bot.answer.bulletin_years import is_of_later_years
from bot.answer.candidates import FEATURES, Candidate
from bot.answer.cited import is_of_another_paper
from bot.answer.columns import lacks_column
from bot.answer.evidence import (
    COUNTED_AS,
    PEOPLE,
    asks_for_moment,
    asks_for_whole_year,
    asks_how_often,
    counted_by,
    counts_near,
    has_figure_besides_dates,
    is_of_part,
    measures,
    says_how_often,
    says_when,
    years_begun_with,
    years_told,
)
from bot.answer.extract import says_only_he
from bot.answer.levels import is_of_other_level
from bot.answer.named import kinds_asked, names_one
from bot.answer.offices import gives_holder, office_asked
from bot.answer.others import are_of_other_country, is_of_another, is_of_other_place_bulletin
from bot.answer.persons import about_persons
from bot.answer.realised import asks_for_result, is_only_planned
from bot.answer.rows import header_of, measured, read_out
from bot.answer.sections import FoundSection
from bot.answer.several import only_counts
from bot.answer.units import clauses_about, lacks_money, lacks_share, lacks_unit, names_unit
from bot.answer.whom import asks_for_person, asks_for_responsible
from bot.question.bare import asks_figure, indicator_of
from bot.question.designators import is_term, is_year, month_of, tells_one
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import CELLS, BlockKind, Hit
from vectorstore.query import Concept, Form, says
from vectorstore.text import fold, fold_sentences, folded_syllables
from vectorstore.years import years_of

_PERSON = "nguoi"
_COUNTS_EN = re.compile(
    r"\bhow many (?!(?:did|does|do|ha[sd]|have|was|were|is|are|will|would|can|could|must|should|may|more|people)\b)"
    r"|\bwhat (?:is|was|were) the "
)
"""Of an English question that names what it counts, or which figure it asks for."""
_CLASSIFIERS = frozenset("con chiec cai ngoi can cay quay quyen cuon buc tam vu lop suat".split())
"""What is counted in place of the noun that has been said: "596 con" of pigs."""
_OFFERS, _SAID = map(FEATURES.index, ("offers", "said"))
_AS_MUCH = 0.35  # of what the best sentence says of a question, at least
_DATE = re.compile(r"\b\d{1,2}[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
_UNDATED = re.compile(r"\b\d{1,2}/\d{1,2}\b(?!/)|hằng|hàng tháng|mỗi")
"""A day without its year, or one that comes again."""
_IN_MONTH = re.compile(r"(?<!\d )\b[Tt]háng (\d{1,2})\b")
_MONTHS = re.compile(r"\d (?:đến|[-–]) (?:hết )?(?:tháng )?\d|\d tháng\b")
"""A span of months, which may hold the one that is asked of."""
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s?(?:[-–]|đến)\s?((?:19|20)\d\d)\b")


def shown_of(index: Index, chosen: Sequence[Candidate], sections: Sequence[FoundSection]) -> str:
    """What would be shown: the best section, or the chosen sentences, rows with their header and what is above them."""
    if not sections:
        return "\n".join(map(said_of, chosen))
    section = sections[0].section
    return index.catalogue.text(sections[0].hit.bulletin.id)[section.lead.start : section.items[-1].end]


def said_of(candidate: Candidate) -> str:
    """What a sentence says by itself, a row with its header, the units of its columns and what is above it."""
    passage = candidate.hit.passage
    if passage.kind is not BlockKind.ROW:
        return candidate.text
    return "\n".join([candidate.hit.bulletin.metadata.title, *passage.path, read_out(candidate), measured(candidate)])


def is_stated(index: Index, question: Question, chosen: Sequence[Candidate], sections: Sequence[FoundSection]) -> bool:
    """Whether what would be shown gives what the question asks for, of the year, place and office that it asks about,
    as far as that can be told."""
    text = shown_of(index, chosen, sections)
    if asks_for_moment(question) and not _tells_moment(question, text):
        return False
    if not tells_what_befell(question, text) or (not sections and only_counts(question, text)):
        return False
    asked = question.text.lower()
    kinds = kinds_asked(asked)
    of_him = question.intent is Intent.WHO and any(map(says_only_he, chosen))
    any_tells = of_him or asks_for_responsible(asked) or bool(kinds)
    offering = [] if any_tells else [c for c in chosen if c.features[_OFFERS]]
    if kinds and not sections:
        naming = [c for c in chosen if names_one(said_of(c), kinds, question.folded)]
    else:
        naming = offering if asks_for_person(asked) else []
    if naming and not _tell_as_much(naming, chosen[0]):
        return False
    telling = offering or chosen
    shown = [(sections[0].hit, text)] if sections else [(candidate.hit, said_of(candidate)) for candidate in telling]
    office = office_asked(question)
    if office is not None and not any(gives_holder(office, said, hit, question.folded) for hit, said in shown):
        return False
    is_of_one = (
        office is not None or question.intent is Intent.HOW_MANY or any(map(tells_one, question.query.designators))
    )
    met = [(hit, said) for hit, said in shown if not (is_of_one and hit.unmet)]
    if not met:
        return False
    about = _about_counted(question, met) if question.intent is Intent.HOW_MANY else met
    timely = [(hit, said) for hit, said in about if not _is_of_another_time(question, hit, said)]
    if not timely:
        return False
    if is_of_other_level(question, "\n".join(said for _, said in shown)):
        return False
    if all(is_of_other_place_bulletin(question, hit) for hit, _ in shown):
        return False
    if question.intent is Intent.HOW_MANY and not _tells_how_many(index, question, shown):
        return False
    if asks_for_result(asked) and _is_only_planned(question, timely):
        return False
    if not sections:
        shown = about_persons(question, shown, index.catalogue)
    above = "\n".join(_above(hit) for hit, _ in shown)
    return bool(shown) and states(question, "\n".join(said for _, said in shown), above)


def _tell_as_much(naming: Sequence[Candidate], best: Candidate) -> bool:
    """Whether sentences that name somebody, or a place, say about as much of a question as the best one does: a name in
    another sentence is not of whom that tells."""
    return max(c.features[_SAID] for c in naming) >= _AS_MUCH * best.features[_SAID]


def _tells_how_many(index: Index, question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown gives a figure of what a question counts, and of no other place, firm or thing."""
    if not (_gives_figure(question, shown) and _says_counted(question, shown)):
        return False
    if all(lacks_column(question, hit.passage) for hit, _ in shown):
        return False
    folded = index.catalogue.folded
    if are_of_other_country(question, shown) or all(is_of_another(question, hit, said, folded) for hit, said in shown):
        return False
    alone = thing_alone(question)
    return not alone or any(is_of_it_alone(said, alone, question.folded) for _, said in shown)


def _is_of_another_time(question: Question, hit: Hit, said: str) -> bool:
    """Whether a text is of another year or month than a question, or of half a year where it asks of a whole one."""
    return any(tells(question, hit, said) for tells in (_is_of_another_year, _is_of_another_month, _is_of_half))


def _is_of_another_year(question: Question, hit: Hit, said: str) -> bool:
    """Whether a text, or else the heading above it, speaks of other years than a question does.

    A year that its bulletin is of may be what the question means by it: the report of 2023 names dates of 2024. What
    was before that is of another year all the same.
    """
    spans = [d for d in question.query.designators if is_term(d)]
    if spans and _tells_other_span(spans, said):
        return True
    asked = frozenset(wording for d in question.query.designators if is_year(d) for wording in d)
    if not asked:
        return False
    title = hit.bulletin.metadata.title
    if asked & years_of(folded_syllables(said)):
        return False
    told = years_begun_with(said)
    if not told:
        above = next(filter(None, map(years_begun_with, _before(hit, said))), frozenset[str]())
        return bool(above) and not asked & above
    date = None if is_of_later_years(hit.bulletin) else hit.bulletin.metadata.date
    of_bulletin = years_told(title) | ({str(date.year)} if date else frozenset())
    if asked & of_bulletin and question.intent is not Intent.HOW_MANY:
        return False
    return not asked & of_bulletin or max(told) < min(asked)


def _tells_other_span(asked: Sequence[Concept], said: str) -> bool:
    """Whether a text speaks of other spans of years than those asked of, and of none of these."""
    told = {f"{span[1]}-{span[2]}" for span in _SPAN.finditer(said)}
    return bool(told) and not any(wording in told for span in asked for wording in span)


def _before(hit: Hit, said: str) -> list[str]:
    """What stands before a text that was said, nearest first: how the sentences of its paragraph begin, those of the
    lead-in, the headings. "Thu … đạt 5.420 tỷ đồng, năm 2024 là 4.960" dates nothing behind it."""
    passage = hit.passage
    own, _, _ = passage.text.partition(said)
    paragraphs = [own if own != passage.text else "", passage.lead]
    sentences = [s for paragraph in paragraphs for s in reversed(re.split(r"(?<=[.:;]) ", paragraph))]
    return [*(sentence.partition(", ")[0] for sentence in sentences), *reversed(passage.path)]


def _says_counted(question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown says what a question how many counts, or counts people where it does."""
    counted = counted_by(question.asking)
    of_rows = any(hit.passage.kind is BlockKind.ROW for hit, _ in shown)
    if counted == _PERSON and not of_rows:
        return any(measures(said, question.asking) for _, said in shown)
    wordings = next(iter(question.query.focus[-1:]), ())
    if asks_figure(question.asking) and not _says_a_wording(indicator_of(question.query.words), shown):
        return False
    counted_as = (*wordings, *COUNTED_AS.get(counted or "", ()))
    counts_people = bool(wordings) and wordings[0] in PEOPLE
    people = (*counted_as, _PERSON)
    if counts_people and not of_rows and not any(counts_near(said, people) for _, said in shown):
        return False
    classifiers = _CLASSIFIERS.intersection(wording.partition(" ")[0] for wording in wordings if " " in wording)
    if any(_counts_by(classifier, said) for classifier in classifiers for _, said in shown):
        return True
    if question.form is Form.ENGLISH:
        return _COUNTS_EN.search(question.folded) is None or _says_a_wording(wordings, shown)
    is_named = counted is not None and wordings and f"{wordings[0]} ".startswith(f"{counted} ")
    if not is_named or of_rows:
        return True
    text = fold_sentences([f"{_above(hit)} ; {said}" for hit, said in shown])
    words = frozenset(text.split())
    return says(text, counted_as) or any(
        wording.count(" ") > 1 and words.issuperset(wording.split()) for wording in counted_as
    )


def _counts_by(classifier: str, said: str) -> bool:
    """Whether a text gives a figure with a classifier and leaves out the noun: "tiêu hủy 596 con." of pigs."""
    return re.search(rf"\d {classifier}(?=[,.;:)\n]|$)", fold(said)) is not None


def _says_a_wording(wordings: Concept, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown, with what stands above it, has all words of one of the wordings; true where there are
    none."""
    text = fold_sentences([f"{hit.bulletin.metadata.title} ; {_above(hit)} ; {said}" for hit, said in shown])
    words = frozenset(text.split())
    return not wordings or any(words.issuperset(wording.split()) for wording in wordings)


def _gives_figure(question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown is of the acts, and in the unit, that a question how many names."""
    if asks_for_state(question.folded) and question.query.focus:
        counted = question.query.focus[-1]
        if all(_counts_only_acts(question, hit, said, counted) for hit, said in shown):
            return False
    acts = acts_asked(question)
    texts = (folded_syllables(f"{hit.bulletin.metadata.title} ; {_above(hit)} ; {said}") for hit, said in shown)
    about = [(hit, said) for hit, said in shown if _names(question, hit, said)] or shown
    if all(lacks_money(question.text.lower(), f"{_above(hit)}\n{said}") for hit, said in about):
        return False
    in_unit = (
        names_unit(question.asking, folded_syllables(said))
        if hit.passage.kind is BlockKind.ROW
        else _is_in_unit(question, clauses_about(question.folded, said))
        for hit, said in about
    )
    often = asks_how_often(question.asking)
    has_figure = any(
        hit.passage.kind is BlockKind.ROW or has_figure_besides_dates(said) or (often and says_how_often(said))
        for hit, said in shown
    )
    return has_figure and any(is_of_acts(text, acts) for text in texts) and any(in_unit)


def _names(question: Question, hit: Hit, said: str) -> bool:
    """Whether a text or its passage, or what is above it, or who issued it, says one of the names in a question."""
    about = [hit.bulletin.metadata.title, hit.bulletin.metadata.issuer or "", *hit.passage.path]
    text = fold_sentences([*about, hit.passage.lead, hit.passage.text, said])
    return any(says(text, name) for name in question.query.names)


def _is_in_unit(question: Question, clauses: str) -> bool:
    """Whether clauses give a figure in the unit that a question names, or a share where it asks for one."""
    return not lacks_unit(question.asking, folded_syllables(clauses)) and not lacks_share(question.asking, clauses)


def _is_only_planned(question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether all that is shown, as far as it says what is counted, tells only what is to be."""
    about = _about_counted(question, shown)
    return all(is_only_planned(said.lower(), _all_above(hit).lower()) for hit, said in about)


def _about_counted(question: Question, shown: Sequence[tuple[Hit, str]]) -> Sequence[tuple[Hit, str]]:
    """What of all that is shown says what a question counts; all if nothing does."""
    return [(hit, said) for hit, said in shown if _says_counted(question, [(hit, said)])] or shown


def _counts_only_acts(question: Question, hit: Hit, said: str, counted: Concept) -> bool:
    """Whether all figures that a text or a row gives of what is `counted` are of acts, or of targets not asked for."""
    if hit.passage.kind is not BlockKind.ROW:
        return any(counts_only_acts(folded_syllables(said), word) for word in counted)
    cells = [*header_of(hit.passage.lead), *hit.passage.text.split(CELLS)]
    above = " ; ".join([*hit.passage.path, hit.passage.lead])
    return not names_acts(question.folded) and row_counts_only_acts(cells, above, counted)


def _tells_moment(question: Question, text: str) -> bool:
    """Whether a text says when something is, of no other document and in no other month than a question says."""
    return says_when(text) and not is_of_another_paper(question, text) and not _dates_others(question, text)


def _dates_others(question: Question, text: str) -> bool:
    """Whether a question asks on which day of a month something is, and a text gives days of other months only."""
    asked = set(filter(None, map(month_of, question.query.designators)))
    dates = {(int(date[1]), int(date[2])) for date in _DATE.finditer(text)}
    if not asked or not dates or _IN_MONTH.search(text) or _UNDATED.search(text):
        return False
    return not asked & dates


def _is_of_another_month(question: Question, hit: Hit, said: str) -> bool:
    """Whether a question how many asks of a month of a year, and a sentence speaks of other months only."""
    asked = {month for month, _ in filter(None, map(month_of, question.query.designators))}
    if not asked or question.intent is not Intent.HOW_MANY or hit.passage.kind is BlockKind.ROW:
        return False
    told = set(map(int, _IN_MONTH.findall(said)))
    return bool(told) and not asked & told and _MONTHS.search(said) is None


def _is_of_half(question: Question, hit: Hit, said: str) -> bool:
    """Whether a question asks of a whole year, and a text with its title of a part of one."""
    if not asks_for_whole_year(question.folded):
        return False
    return is_of_part(folded_syllables(f"{hit.bulletin.metadata.title} ; {said}"))


def _above(hit: Hit) -> str:
    """The heading and the lead-in right above a passage."""
    return "\n".join([*hit.passage.path[-1:], hit.passage.lead])


def _all_above(hit: Hit) -> str:
    """All headings and the lead-in above a passage."""
    return "\n".join([*hit.passage.path, hit.passage.lead])
