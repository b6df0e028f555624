"""The article of a document that a question asks for as a whole: "Điều 3 của Nghị quyết số 04-NQ/ĐUK quy định gì?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer.facts import Fact
from bot.question.courtesy import without_courtesy
from bot.question.cues import either
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, Bulletin, BulletinEntry, Hit, Item, Span
from vectorstore.query import says
from vectorstore.text import fold, fold_sentences, folded_syllables

_SURE = 0.95
_LABEL = "Điều"
_ENDS = (BlockKind.SIGNATURE, BlockKind.RECIPIENTS)
_OF = r"(?:(?:cua|of|in) )?"
_NAMED = re.compile(
    rf"\b(?:(?:diem|point|item|letter) (?P<point>[a-z]) {_OF})?(?:(?:khoan|clause|point) (?P<clause>\d{{1,3}}) {_OF})?"
    r"(?:dieu|article) (?:so )?(?P<article>\d{1,3})\b"
)
_TOLD = 0.5  # share of the question that the best passage must say for its bulletin to be the one that is meant
_NEAREST = 8  # passages, one of whose bulletins has the article
_AS_A_WHOLE = re.compile(
    either(
        r"""
        \b(?:quy dinh|noi|neu|ghi|viet|de cap|yeu cau)(?: (?:ve|den|ro|nhung|cac))*(?: (?:viec|van de|dieu|noi dung))?
        """
    )
    + r" ?(?:gi|nao|nhu the nao|the nao|ra sao)$|^(?:noi dung|toan van|trich|xem) (?:cua )?(?:khoan|dieu)\b|\bla gi$"
    r"|^what (?:does|do|is|are)\b.*\b(?:say|says|deal with|about|provide|require|regulate|cover|contain|in)\b"
    r"|^what .*\barticle\b.*\b(?:contains?|says?|provides?|regulates?|requires?)$"
    r"|^(?:diem|khoan|dieu|point|article|clause)\b(?!.*\b(?:ai|gi|nao|dau|may|bao|who|when|how|which)\b)"
)
_ASKED_APART = (Intent.WHO, Intent.WHEN, Intent.WHERE, Intent.HOW_MANY, Intent.NUMBER, Intent.SIGNER, Intent.AUTHOR)


@dataclass(frozen=True, slots=True)
class Article:
    """The number of an article, and of one of its clauses, and the letter of a point, where these are asked for."""

    number: int
    clause: int | None = None
    point: str | None = None


def article_asked(question: Question) -> Article | None:
    """The article that a question asks for as a whole; None if it asks for none, or for something that one says."""
    folded = folded_syllables(without_courtesy(question.text))
    found = _NAMED.search(folded)
    if found is None or question.intent in _ASKED_APART or not _AS_A_WHOLE.search(folded):
        return None
    return Article(int(found["article"]), int(found["clause"]) if found["clause"] else None, found["point"])


def find_article(index: Index, question: Question, article: Article, hits: Sequence[Hit]) -> tuple[Fact, ...]:
    """Where the article stands in the document that the question names, that the conversation is about, or that its
    words tell; none where that is not one document, or it has no such article."""
    entry = _meant(index, question, article, hits)
    if entry is None:
        return ()
    bulletin = index.bulletin(entry.id)
    span = _span(bulletin, article.number)
    if span is not None and article.clause is not None:
        span = _item(bulletin, span, lambda item: item.number == article.clause)
    if span is not None and article.point is not None:
        span = _item(bulletin, span, lambda item: fold(item.label).strip(" .)") == article.point)
    return (Fact(entry, span, _SURE),) if span else ()


def lacks_article(index: Index, question: Question, article: Article, hits: Sequence[Hit]) -> BulletinEntry | None:
    """The document that the question names, or its words tell, and that consists of articles, but not of the one asked
    for."""
    entry = _meant(index, question, article, hits)
    if entry is None or find_article(index, question, article, hits):
        return None
    has_articles = any(block.label.startswith(_LABEL) for block in index.bulletin(entry.id).blocks)
    return entry if has_articles else None


def _meant(index: Index, question: Question, article: Article, hits: Sequence[Hit]) -> BulletinEntry | None:
    known = question.query.meant
    if len(known) == 1:
        return next(iter(index.catalogue.entries_of(known, question.query.filters).values()), None)
    if known or question.references or not hits:
        return None
    if hits[0].covered >= _TOLD:
        return hits[0].bulletin
    found = {hit.bulletin.id: hit.bulletin for hit in hits[:_NEAREST]}
    having = [entry for entry in found.values() if _span(index.bulletin(entry.id), article.number)]
    return having[0] if len(having) == 1 and _is_of(having[0], question) else None


def _is_of(entry: BulletinEntry, question: Question) -> bool:
    """Whether a document is of the place or body that a question names; false where it names none."""
    described = fold_sentences([f"{entry.metadata.title} ; {entry.metadata.issuer or ''}"])
    names = question.query.names
    return bool(names) and all(says(described, name) for name in names)


def _span(bulletin: Bulletin, number: int) -> Span | None:
    """From the article's label to the next article, chapter or signature."""
    end = min((p.start for p in bulletin.passages if p.kind in _ENDS), default=len(bulletin.text))
    start: int | None = None
    last = level = 0
    for block in bulletin.blocks:
        is_article = block.label.startswith(_LABEL)
        if start is None:
            if is_article and block.number == number:
                start, last, level = block.start, block.end, block.level
        elif is_article or block.start >= end or (block.kind is BlockKind.HEADING and block.level < level):
            break
        else:
            last = block.end
    return None if start is None else Span(start, last)


def _item(bulletin: Bulletin, around: Span, is_meant: Callable[[Item], bool]) -> Span | None:
    items = [item for section in bulletin.sections for item in section.items]
    within = [item for item in items if around.start < item.start and item.end <= around.end]
    return next((Span(item.start, item.end) for item in within if is_meant(item)), None)
