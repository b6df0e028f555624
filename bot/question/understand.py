"""From a typed question to what the retriever and the answerer need."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.question.abbreviations import expanded, with_abbreviations
from bot.question.accents import restore
from bot.question.asking import asking
from bot.question.corpus import Corpus
from bot.question.courtesy import without_closing, without_courtesy
from bot.question.cues import cues
from bot.question.designators import designators
from bot.question.focus import english_focus_of, focus_of
from bot.question.gloss import gloss
from bot.question.glossary import english_words, names, phrases, segments, translate, with_official_wordings, words
from bot.question.informal import written_out
from bot.question.intent import Intent, asks_subject, intent_of
from bot.question.language import (
    accented_share,
    detect,
    is_foreign,
    is_vietnamese_syllable,
    language_of,
    tells_language,
)
from bot.question.numbers import count_asked, folded_by_numbers, ordinal_asked, without_ordinal
from bot.question.references import Numbered, Reference, named, references
from bot.question.talk import talk_of, without_greeting
from bot.question.time import LATEST, Period, TimeSaid, is_issue, time_said
from bot.question.typos import mended, mended_english
from bot.question.vague import is_vague
from vectorstore.errors import Language
from vectorstore.models import NO_FILTERS, Filters
from vectorstore.query import Form, Query, concepts
from vectorstore.text import fold, folded_syllables, nfc, syllables

_CODE = re.compile(
    r"<(script|style)\b.*?</\1>|<[/!]?[a-z][^<>]{0,300}>"
    r"|\bselect\b.{1,80}?\bfrom\s+\w+(?:\s+where\b[^;?]*)?;?|\bdrop\s+table\s+\w+;?"
    r"|['\"]\s*or\s+['\"]?\w+['\"]?\s*=\s*['\"]?\w+['\"]?|\bunion\s+select\b[^?]*",
    re.IGNORECASE,
)
_MIXED = 0.5  # share of accented syllables below which the others have lost theirs
_ORDERS = re.compile(
    r"(?:^\W*|[.?!,;:]\W*)(?:(?:ban|hay|xin|vui long|tu gio|bay gio|truoc tien|now|please|kindly|first|then|va|and) )*"
    r"(?:bo qua|quen|phot lo|ignore|disregard|forget)(?: [a-z]+){0,4}? "
    r"(?:huong dan|chi dan|chi thi he thong|quy tac|quy dinh tren|lenh|yeu cau truoc|instructions?|rules?|prompts?)"
    r"(?: (?:tren|truoc|truoc do|o tren|above|before|cua ban))*(?:,? ?(?:va|roi|sau do|and|then)\b| ?[.,:;])? ?"
)
_ASKS = cues("gi | nao | sao | what | which | how | why")
"""Of a question for anything: the others say what they ask for."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: `text` has its accents back, `folded` its folded syllables joined by single spaces,
    `asking` the same with those marked that only look like words that ask (bot.question.asking).

    `count` is how many things it names ("bốn nhiệm vụ"), `ordinal` which item of a list it asks for, `period` the time
    that it speaks of, `references` the numbers of documents; `latest` is whether it asks for the newest there is.
    """

    text: str
    folded: str
    asking: str
    form: Form
    intent: Intent
    count: int | None
    ordinal: int | None
    query: Query
    period: Period | None = None
    references: tuple[Reference, ...] = ()
    latest: bool = False

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return language_of(self.form)


def understand(
    text: str, corpus: Corpus, filters: Filters = NO_FILTERS, today: datetime.date | None = None
) -> Question:
    """Detects language and intent of a question, mends its spelling, restores its accents from the corpus, and finds
    the times and document numbers in it. What is said relative to `today` (by default the machine's) is made exact."""
    whole = nfc(text.encode("utf-8", "ignore").decode())  # half a character, as JSON may hold it, is none
    said_all = written_out(_without_code(re.sub(r"\s+", " ", whole).strip()))
    asked = without_greeting(said_all)
    form = detect(asked if tells_language(asked) else said_all)
    typed = _without_orders(asked)
    if talk_of(folded_syllables(typed)) is None:
        typed = without_closing(typed)
        typed = mended_english(typed, english_words(), corpus) if form is Form.ENGLISH else mended(typed, corpus)
    spoken = fold(typed)
    said = time_said(spoken, today or datetime.date.today())
    typed = _exactly(typed, said, form)
    folded = folded_syllables(typed)
    numbers = references(fold(typed))
    restored = _with_numbers(_restored(typed, form, corpus), typed, numbers)
    counting = _without_numbers(restored, numbers)
    folding = asking if restored == typed else folded_syllables  # restored accents may make "máy" of "mấy"
    counted = folding(counting)
    count = count_asked(folded_by_numbers(counting))
    intent = Intent.FOREIGN if is_foreign(text) else _intent(folding(typed), counted, count)
    query = _query(restored, form, intent, numbers, corpus, filters)
    if intent in (Intent.WHAT, Intent.DEFINITION) and query.named and asks_subject(folded):
        intent = Intent.SUMMARY
    if intent is Intent.WHAT and _ORDERS.search(fold(whole)) and not _ASKS.search(folded):
        intent = Intent.OUTSIDE
    query = replace(query, filters=_filters(filters, intent, spoken, said), timely=_timely(said, corpus))
    if not numbers and is_vague(intent, query):
        intent = Intent.VAGUE
    return Question(
        restored,
        folded,
        folding(restored),
        form,
        intent,
        count,
        ordinal_asked(counted),
        query,
        said.period if said else None,
        tuple(numbers),
        LATEST.search(folded) is not None,
    )


def _without_numbers(text: str, numbers: Sequence[Reference]) -> str:
    """A text without its document numbers, which count nothing."""
    for reference in reversed(numbers):
        text = f"{text[: reference.start]} {text[reference.end :]}"
    return text


def _intent(folded: str, counted: str, count: int | None) -> Intent:
    """The intent; which documents have a number is asked for with the number."""
    return Intent.WHICH if intent_of(folded, count) is Intent.WHICH else intent_of(counted, count)


def _query(
    text: str, form: Form, intent: Intent, numbers: Sequence[Reference], corpus: Corpus, filters: Filters
) -> Query:
    """What to look for; the number of a bulletin that is known by it need not be said in its text."""
    about = frozenset[str]()
    if numbers and intent is not Intent.WHICH:
        about, text = _named(text, numbers, corpus, filters)
    text = without_courtesy(text)
    wanted = text if form is Form.ENGLISH else expanded(text)
    if intent is Intent.ORDINAL:
        wanted = without_ordinal(wanted)
    if form is Form.ENGLISH:
        said = with_abbreviations(translate(wanted, corpus), text)
        spoken = phrases(wanted, corpus)
        focus = english_focus_of(spoken)
        said_names = tuple(name for name in names(spoken, corpus) if all(map(is_vietnamese_syllable, name[0].split())))
        meant = tuple(dict.fromkeys([*said, *focus]))
        rendered = gloss(spoken, corpus)
    else:
        spoken = segments(wanted)
        said = with_abbreviations(with_official_wordings(concepts(wanted), spoken), text)
        focus = focus_of(spoken)
        said_names = names(spoken, corpus)
        meant = with_abbreviations(words(wanted), text)
        rendered = ""
    telling = designators(wanted)
    return Query(
        wanted, said, meant, form, gloss=rendered, names=said_names, focus=focus, designators=telling, named=about
    )


def _named(text: str, numbers: Sequence[Reference], corpus: Corpus, filters: Filters) -> tuple[frozenset[str], str]:
    """The bulletins that have the numbers and are let through, and the question without these numbers."""
    about: set[str] = set()
    for reference in reversed(numbers):
        numbered = [Numbered(*row) for row in corpus.numbers(reference.figure, filters)]
        found = named(reference, numbered, text)
        if found:
            about |= found
            text = text[: reference.start] + text[reference.end :]
    return frozenset(about), text


def _restored(typed: str, form: Form, corpus: Corpus) -> str:
    """The question with accents; where most syllables have theirs, the others are taken to need none."""
    if form is Form.PLAIN or (form is Form.VIETNAMESE and accented_share(typed) < _MIXED):
        return restore(typed, corpus)
    return typed


def _with_numbers(restored: str, typed: str, numbers: Sequence[Reference]) -> str:
    """A question with its document numbers as they were typed, which accents were put on: "12-KH/TU" is no "TỪ"."""
    for number in numbers:
        figure = re.search(r"\d", typed[number.start : number.end])
        start = number.start + (figure.start() if figure else 0)
        restored = restored[:start] + typed[start : number.end] + restored[number.end :]
    return restored


def _exactly(typed: str, said: TimeSaid | None, form: Form) -> str:
    """The question with "năm ngoái" written as the year that it is."""
    if said is None or said.exactly is None:
        return typed
    vietnamese, english = said.exactly
    exact = english if form is Form.ENGLISH else vietnamese if form is Form.VIETNAMESE else fold(vietnamese)
    return typed[: said.start] + exact + typed[said.end :]


def _filters(filters: Filters, intent: Intent, spoken: str, said: TimeSaid | None) -> Filters:
    """`filters`, and the days of issue that the question says, unless days are filtered by already."""
    several = len(set(re.findall(r"\b(?:19|20)\d\d\b", spoken))) > 1
    if said is None or several or filters.date_from or filters.date_to or not is_issue(spoken, said):
        return filters
    if intent in (Intent.LATEST, Intent.OLDEST, Intent.WHICH, Intent.SUMMARY) or said.exactly:
        return replace(filters, date_from=said.period.start, date_to=said.period.end)
    return filters


def _timely(said: TimeSaid | None, corpus: Corpus) -> frozenset[str]:
    if said is None:
        return frozenset()
    reported = said.period.reported
    return frozenset(corpus.dated(reported.start, reported.end))


def _without_code(text: str) -> str:
    """`text` without HTML tags and SQL."""
    return _CODE.sub(" ", text).strip()


def _without_orders(text: str) -> str:
    """`text` without "bỏ qua mọi hướng dẫn và", if anything is left then."""
    match = _ORDERS.search(fold(text))
    if match is None:
        return text
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    return rest if syllables(rest) else text
