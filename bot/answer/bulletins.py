"""Answers that name bulletins: which of them speak of something, and which is the latest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import wording
from bot.answer.openings import opening
from bot.answer.reply import Reply
from bot.question.glossary import translate, words
from bot.question.intent import Intent
from bot.question.topic import topic
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import BulletinEntry, Hit, Span
from vectorstore.query import Form, Query
from vectorstore.search import search
from vectorstore.text import fold, fold_sentences

_HITS = 64
_MOST = 8  # bulletins that are named
_COVERED = 0.75  # share of the topic, by rarity, that a sentence must say with its heading
_BEHIND = 0.8  # of the best one's share, that a bulletin named beside it must reach
_ISSUER = 0.7  # share of what the latest bulletin is asked of that an issuer's name must cover
_NEWEST = 1_000  # bulletins, newest first, among which an issuer's latest is looked for
_SURE = 0.9
_COMMITTEE = re.compile(r"^(?:ban chap hanh |ban thuong vu |dang bo |dang uy )+")  # one body under several names


def which_bulletins(index: Index, question: Question) -> Reply | None:
    """The bulletins that speak of the question's topic, each with the sentence that says most of it; None if none."""
    found = _speaking(index, question)
    if not found:
        return None
    if len({share for _, _, share in found}) > 1:
        found.sort(key=lambda f: -f[2])
    return _named(index, [(bulletin, span) for bulletin, span, _ in found[:_MOST]], question, found[0][2])


def latest_bulletin(index: Index, question: Question) -> Reply | None:
    """The newest bulletin of an issuer, on a topic, or of all; None if there is none."""
    wanted = topic(question.query.text, question.form)
    if not wanted:
        newest = next(iter(index.entries(1, filters=question.query.filters)), None)
    else:
        newest = _newest_of_issuer(index, question, wanted) or _newest_on_topic(index, question)
    if newest is None:
        return None
    return _named(index, [(newest, opening(index.bulletin(newest.id)))], question, _SURE)


def _speaking(index: Index, question: Question) -> list[tuple[BulletinEntry, Span, float]]:
    """The bulletins that say the topic, with the sentence that says most of it, and the share of it that they say."""
    text = topic(question.query.text, question.form)
    concepts = _concepts(index, question, text)
    if not concepts.concepts:
        return []
    query = Query(text, concepts.concepts, concepts.concepts, question.form, filters=question.query.filters)
    best: dict[str, tuple[float, float, BulletinEntry, Span]] = {}
    for hit in search(index, query, _HITS):
        share, own, span = _best_sentence(concepts, hit)
        known = best.get(hit.bulletin.id)
        if known is None or (share, own) > known[:2]:
            best[hit.bulletin.id] = (share, own, hit.bulletin, span)
    limit = max(_COVERED, _BEHIND * max((share for share, *_ in best.values()), default=1.0))
    return [(bulletin, span, share) for share, _, bulletin, span in best.values() if share >= limit]


def _best_sentence(concepts: WeightedConcepts, hit: Hit) -> tuple[float, float, Span]:
    """The share of the topic that a passage says with its headings, the share that its best sentence says, and that."""
    passage = hit.passage
    texts = [span.of(" " * passage.start + passage.text) for span in passage.sentences]
    shares = concepts.coverages([fold_sentences([text]) for text in texts]).tolist()
    whole = fold_sentences([hit.bulletin.metadata.title, *passage.path, passage.lead, passage.text])
    place = shares.index(max(shares))
    return float(concepts.coverages([whole])[0]), shares[place], passage.sentences[place]


def _concepts(index: Index, question: Question, text: str) -> WeightedConcepts:
    """The topic's words, and the numbers of documents in it as they stand in texts."""
    numbers = [reference.phrases() for reference in question.references]
    if numbers:
        return index.lexical.weigh(numbers)
    found = translate(text, index.catalogue) if question.form is Form.ENGLISH else words(text)
    return index.lexical.weigh(found)


def _newest_of_issuer(index: Index, question: Question, wanted: str) -> BulletinEntry | None:
    """The newest bulletin of the issuer whose name fits best and says least besides."""
    found = _concepts(index, question, wanted).concepts
    concepts = index.lexical.weigh([concept for concept in found if not concept[0].isdigit()])
    entries = [b for b in index.entries(_NEWEST, filters=question.query.filters) if b.metadata.issuer]
    if not concepts.concepts or not entries:
        return None
    issuers = list(dict.fromkeys(str(bulletin.metadata.issuer) for bulletin in entries))
    shares = concepts.coverages(fold_sentences([issuer]) for issuer in issuers).tolist()
    best = max(shares)
    if best < _ISSUER:
        return None
    fitting = [issuer for issuer, share in zip(issuers, shares, strict=True) if share >= best - 1e-9]
    bodies = {issuer: _COMMITTEE.sub("", fold(issuer)) for issuer in fitting}
    body = min(bodies.values(), key=len)
    chosen = {issuer for issuer in fitting if bodies[issuer] == body}
    return next(bulletin for bulletin in entries if bulletin.metadata.issuer in chosen)


def _newest_on_topic(index: Index, question: Question) -> BulletinEntry | None:
    speaking = [bulletin for bulletin, _, _ in _speaking(index, question) if bulletin.metadata.date]
    return max(speaking, key=lambda bulletin: str(bulletin.metadata.date), default=None)


def _named(index: Index, found: Sequence[tuple[BulletinEntry, Span]], question: Question, confidence: float) -> Reply:
    quotes = [(bulletin, span.of(index.catalogue.text(bulletin.id))) for bulletin, span in found]
    latest = question.intent is Intent.LATEST
    text = wording.latest(*quotes[0], question.language) if latest else wording.bulletins(quotes, question.language)
    return Reply(text, tuple(found), confidence=min(confidence, _SURE))
