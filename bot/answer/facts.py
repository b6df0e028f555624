"""Facts that a document states in a place of its own: its number in the heading block, whom it is sent to below that,
signer and author at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.answer.described import described
from bot.answer.evidence import is_byline, offered
from bot.answer.openings import ADDRESSED
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.papers import KIND, KIND_EN, PAPER, PAPER_EN
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry, Hit, Span

_COVERED = 0.6  # share of a question's words that must describe the document whose number or signer is told
_SURELY_COVERED = 0.75  # where its day is told, which other documents may tell, too
_TOLD = 0.4  # share that the news must tell whose author is asked for, of which it says nothing itself
_BYLINE = 80  # characters of a line that names the author
_NAMED = 4  # documents at most
_SURE = 0.95
_PLACES = {
    Intent.NUMBER: (BlockKind.FRONT,),
    Intent.SIGNER: (BlockKind.SIGNATURE,),
    Intent.AUTHOR: (BlockKind.PARAGRAPH, BlockKind.CAPTION),
    Intent.RECIPIENTS: (BlockKind.RECIPIENTS,),
}
OF_ITSELF = (Intent.SIGNER, Intent.AUTHOR, Intent.RECIPIENTS, Intent.SUMMARY)
"""What only a document itself can tell, not one that mentions it."""
_DAY = re.compile(r"ngày \d{1,2} tháng \d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_YEAR_OF = re.compile(r"(?:tong ket|so ket) [a-z ]*nam (?=\d{4}$)")
"""What need not be said of a year in the name of a document: the report of a year sums it up."""
_REPLACED = cues("(?:thay the|thay) (?:cho )?(?:[a-z]+ ){0,3}so | bai bo | replaced? | supersede[sd]?")
"""How a question asks for the number of another document than the one that it names."""
_OFFICIAL = cues(f"{KIND} | {KIND_EN}")
"""What has a heading block with its day."""
_WRITTEN = cues(f"{PAPER} | {PAPER_EN} | bai | anh | phong su | dua tin | story | photos? | reported | pictures?")
"""What has a byline: not a program or a song that somebody wrote."""
ISSUE = cues(
    "ban hanh | ra (?:ngay|doi) | (?:duoc )?ky (?:ngay|vao|khi) | issued | dated | adopted | published | signed"
)
"""How a question asks for the day of a document."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a bulletin states a fact, and what share of the question's words that bulletin's description covers."""

    bulletin: BulletinEntry
    span: Span
    covered: float


def find_facts(index: Index, question: Question, hits: Sequence[Hit]) -> tuple[Fact, ...]:
    """The number, the signer, the author or the date of issue of each document that the question names, or that the
    conversation is about, oldest first; otherwise the one of the document that it describes best. None for other
    questions, and where one of them states none."""
    known = question.query.named if question.intent is not Intent.NUMBER else frozenset[str]()
    named = known or question.query.filters.document_ids or frozenset()
    issue = question.intent is Intent.WHEN and ISSUE.search(question.folded) is not None
    asks_day = issue and (named or _OFFICIAL.search(question.folded) is not None)
    kinds = (BlockKind.FRONT,) if asks_day else _PLACES.get(question.intent)
    if kinds is None or (question.intent is Intent.NUMBER and _REPLACED.search(question.folded)):
        return ()
    if question.intent is Intent.AUTHOR and not (named or _WRITTEN.search(question.folded)):
        return ()
    if 0 < len(named) <= _NAMED:
        meant = index.catalogue.entries_of(named, question.query.filters).values()
        entries = sorted(meant, key=lambda bulletin: str(bulletin.metadata.date))
        facts = tuple(fact for bulletin in entries if (fact := _stated(index, question, kinds, bulletin, _SURE)))
        if facts and len(facts) == len(entries):
            return facts
    if question.intent is Intent.AUTHOR:  # who asks tells what the bulletin tells, not its title
        told = hits[0] if hits and hits[0].covered >= _TOLD else None
        fact = _stated(index, question, kinds, told.bulletin, told.covered) if told else None
    else:
        covered, best = _described(index, question, hits)
        least = _SURELY_COVERED if asks_day else _COVERED
        fact = _stated(index, question, kinds, best, covered) if best and covered >= least else None
    return (fact,) if fact else ()


def _described(index: Index, question: Question, hits: Sequence[Hit]) -> tuple[float, BulletinEntry | None]:
    """The bulletin whose description covers most of the question, and the share that it covers."""
    bulletins = [b for b in {hit.bulletin.id: hit.bulletin for hit in hits}.values() if _is_of_time(question, b)]
    asked = " ban hanh ngay thang" if question.intent is Intent.WHEN else ""
    said = (f"{_description(bulletin)}{asked} " for bulletin in bulletins)
    covered = index.lexical.weigh(question.query.words).coverages(said).tolist()
    return max(zip(covered, bulletins, strict=True), key=lambda pair: pair[0], default=(0.0, None))


def _stated(
    index: Index, question: Question, kinds: Iterable[BlockKind], bulletin: BulletinEntry, covered: float
) -> Fact | None:
    if question.intent is Intent.RECIPIENTS:
        span = _recipients(index, bulletin)
        return Fact(bulletin, span, covered) if span else None
    for passage in chain.from_iterable(index.catalogue.passages_of_kind(bulletin.id, kind) for kind in kinds):
        for sentence in passage.sentences:
            if _states(question.intent, passage.kind, passage.said(sentence), bulletin.metadata.author):
                return Fact(bulletin, sentence, covered)
    return None


def _recipients(index: Index, bulletin: BulletinEntry) -> Span | None:
    """Where a document says whom it is for: below "Kính gửi", else in its list of recipients."""
    text = index.catalogue.text(bulletin.id)
    for section in index.catalogue.sections(bulletin.id):
        if ADDRESSED.match(section.lead.of(text)):
            return Span(section.lead.start, section.items[-1].end)
    paragraphs = index.catalogue.passages_of_kind(bulletin.id, BlockKind.PARAGRAPH)
    addressed = (passage for passage in paragraphs if ADDRESSED.match(passage.text))
    stated = next(chain(addressed, index.catalogue.passages_of_kind(bulletin.id, BlockKind.RECIPIENTS)), None)
    return Span(stated.start, stated.end) if stated else None


def _is_of_time(question: Question, bulletin: BulletinEntry) -> bool:
    """Whether a document may be the one whose number or signer is asked for, as far as the year that the question says
    tells."""
    said = _description(bulletin)
    wanted = question.query.designators if question.intent in (Intent.NUMBER, Intent.SIGNER) else ()
    return all(
        any(f" {_YEAR_OF.sub('', wording).replace('-', ' ')} " in said for wording in designator)
        for designator in wanted
    )


def _states(intent: Intent, kind: BlockKind, text: str, author: str | None) -> bool:
    if intent is Intent.AUTHOR:
        return is_byline(text) or (author is not None and author in text and len(text) <= _BYLINE)
    if intent is Intent.WHEN:
        return _DAY.search(text) is not None
    return kind is BlockKind.SIGNATURE or any(offered(intent, text))


def _description(bulletin: BulletinEntry) -> str:
    date = bulletin.metadata.date
    return described(bulletin, f"{date:%d/%m/%Y} {date.month} {date.year}" if date else None, "ký văn bản mang số hiệu")
